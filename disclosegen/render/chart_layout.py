"""Where the parts of a pie and their labels stand: no label touches another, no line crosses the pie.

In: shares and sizes of labels.  Out: angles, and for each part the place of its label with the line that leads to
it.  Numbers only, all lengths in points; angles are radians, clockwise from the top.

Labels stand in two columns, each at the height of its part or as near to it as its neighbours allow.  Where one
column would not take its labels, the pie is turned.  A line leaves its part straight outwards, follows the rim
until it is level with the label, and goes across; lines side by side keep to lanes of their own.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

FULL = 2 * math.pi
REACH = 28.0  # from the rim to the labels
_STEM = 5.0  # from the rim to the innermost lane
_LANE = 3.0  # between lanes, where there is room
_MARGIN = 0.12  # radians between a line and the stem of another
_PAST = 0.05  # radians by which a line goes on past the end of its neighbour's
_NEAR = 0.2  # radians; a line to a label beside the pie that turns by less goes straight


@dataclass(frozen=True)
class Label:
    """A label beside the pie.

    Attributes:
        right: On which side.
        x: Its edge towards the pie: where its text begins on the right, and ends on the left.
        y: Its middle.
        line: The leading line, as the data of an SVG path.
    """

    right: bool
    x: float
    y: float
    line: str


@dataclass(frozen=True)
class Pie:
    """A pie with its labels; ``angles`` holds where each part begins, and at last where the last one ends."""

    x: float
    y: float
    radius: float
    angles: tuple[float, ...]
    labels: tuple[Label, ...]

    def point(self, angle: float, radius: float) -> tuple[float, float]:
        """A point at an angle, as far from the middle as ``radius``."""
        return self.x + radius * math.sin(angle), self.y - radius * math.cos(angle)


def lay_out(
    shares: Sequence[float],
    heights: Sequence[float],
    box: tuple[float, float, float, float],
    label_width: float,
    gap: float,
) -> Pie:
    """Place a pie in the middle of a box.

    Args:
        shares: Of each part, above zero; they add up to 1.
        heights: Of each label.
        box: Left, top, width and height of the room.
        label_width: Width of the widest label.
        gap: Least distance between two labels.
    """
    left, top, width, height = box
    radius = max(min(height / 2 - 12, width / 2 - label_width - REACH), 30.0)
    turned = _turn(shares, heights, height, gap)
    angles = [turned]
    for share in shares:
        angles.append(angles[-1] + share * FULL)
    pie = Pie(left + width / 2, top + height / 2, radius, tuple(angles), ())
    labels: dict[int, Label] = {}
    middles = _middles(shares, turned)
    for right in (True, False):
        side = [index for index, angle in enumerate(middles) if (angle < math.pi) is right]
        # Seen from above on both sides: 0 is the top, pi the bottom.
        downward = {index: middles[index] if right else FULL - middles[index] for index in side}
        side.sort(key=lambda index: downward[index])
        wanted = [pie.y - (radius + 10) * math.cos(downward[index]) for index in side]
        places = spread(wanted, [heights[index] for index in side], top, top + height, gap)
        labels |= dict(zip(side, _lead(pie, right, [downward[index] for index in side], places), strict=True))
    return Pie(pie.x, pie.y, radius, pie.angles, tuple(labels[index] for index in range(len(shares))))


def _middles(shares: Sequence[float], turned: float) -> list[float]:
    """The angle of each part's middle, between 0 and a full turn."""
    found, at = [], turned
    for share in shares:
        found.append((at + share * math.pi) % FULL)
        at += share * FULL
    return found


def _turn(shares: Sequence[float], heights: Sequence[float], room: float, gap: float) -> float:
    """By how much the pie is turned so that both columns hold their labels; 0 where they do anyway."""

    def fullest(turned: float) -> float:
        columns = [0.0, 0.0]
        for angle, height in zip(_middles(shares, turned), heights, strict=True):
            columns[angle < math.pi] += height + gap
        return max(columns)

    if len(shares) == 1:
        return -math.pi / 2  # its label at the right
    if fullest(0.0) <= room:
        return 0.0
    # Between two neighbours of these a turn moves no label to the other side: one try in each gap is enough.
    middles = _middles(shares, 0.0)
    edges = sorted((-angle + half) % FULL for angle in middles for half in (0.0, math.pi))
    tries = [(one + other) / 2 for one, other in zip(edges, [*edges[1:], edges[0] + FULL], strict=True)]
    return min(
        (round(turned % FULL, 9) for turned in tries), key=lambda turned: (max(fullest(turned) - room, 0), turned)
    )


def spread(wanted: Sequence[float], heights: Sequence[float], top: float, bottom: float, gap: float) -> list[float]:
    """Middles of labels in a column, as near as possible to where they are wanted, and never overlapping.

    Args:
        wanted: Where each would stand, from the top downwards.
        heights: Of each.
        top, bottom: Of the column; overrun at the bottom only if it is too short for all.
        gap: Least distance between two.
    """
    offsets = [0.0]
    for one, other in pairwise(heights):
        offsets.append(offsets[-1] + (one + other) / 2 + gap)
    # Without the offsets the places need only not decrease: neighbours in conflict are averaged.
    pools: list[tuple[float, int]] = []
    for place, offset in zip(wanted, offsets, strict=False):
        pools.append((place - offset, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (later, many), (sooner, few) = pools.pop(), pools.pop()
            pools.append(((later * many + sooner * few) / (many + few), many + few))
    if not pools:
        return []
    low, high = top + heights[0] / 2, bottom - heights[-1] / 2 - offsets[-1]
    freed = [max(min(value, high), low) for value, count in pools for _ in range(count)]
    return [value + offset for value, offset in zip(freed, offsets, strict=True)]


def _lead(pie: Pie, right: bool, starts: Sequence[float], places: Sequence[float]) -> list[Label]:
    """The labels of one side, from top to bottom, with their lines."""
    ends = _ends(pie, starts, places)
    lanes = _lanes(starts, [(end, _free(pie, place)) for end, place in zip(ends, places, strict=True)])
    step = min(_LANE, (REACH - _STEM - 6) / max([*lanes, 1]))
    side = 1 if right else -1
    x = pie.x + side * (pie.radius + REACH)
    labels = []
    for start, end, place, lane in zip(starts, ends, places, lanes, strict=True):
        radius = pie.radius + _STEM + lane * step
        level = abs(pie.y - place) < pie.radius + _STEM
        if level:
            end = math.acos((pie.y - place) / radius)
        line = "M{:.2f} {:.2f}L{:.2f} {:.2f}".format(
            *pie.point(side * start, pie.radius), *pie.point(side * start, radius)
        )
        if abs(end - start) > (_NEAR if level else _PAST / 2):
            turn = int((end > start) is right)
            line += "A{0:.2f} {0:.2f} 0 0 {1} {2:.2f} {3:.2f}".format(radius, turn, *pie.point(side * end, radius))
        labels.append(Label(right, x, place, f"{line}L{x - side * 3:.2f} {place:.2f}"))
    return labels


def _ends(pie: Pie, starts: Sequence[float], places: Sequence[float]) -> list[float]:
    """Where each line leaves the rim: level with its label, or, for a label above or below the pie, where it sees it.

    From there the line runs freely: to leave earlier would cut through the pie, or through the line of a
    neighbour that runs further.
    """
    radius = pie.radius + _STEM
    ends = []
    for start, place in zip(starts, places, strict=True):
        across, down = pie.radius + REACH, place - pie.y
        if abs(down) < radius:
            ends.append(math.acos(-down / radius))
            continue
        towards = math.atan2(across, -down)
        seen = math.acos(radius / math.hypot(across, down))
        ends.append(max(min(start, towards + seen), towards - seen))
    for index in range(1, len(ends)):
        if places[index] - pie.y >= radius:
            ends[index] = max(ends[index], ends[index - 1] + _PAST)
    for index in reversed(range(len(ends) - 1)):
        if pie.y - places[index] >= radius:
            ends[index] = min(ends[index], ends[index + 1] - _PAST)
    return ends


def _free(pie: Pie, place: float) -> float:
    """The angle at which a line to a label has left all lanes behind."""
    outermost, level = pie.radius + REACH - 6, pie.y - place
    return math.acos(level / outermost) if abs(level) < outermost else math.atan2(pie.radius + REACH, level)


def _lanes(starts: Sequence[float], spans: Sequence[tuple[float, float]]) -> list[int]:
    """The lane of each line, 0 innermost, so that none crosses another's stem.

    A line that runs down past the stem of a lower one runs outside of it; upwards likewise.

    Args:
        starts: Where each stem stands, from top to bottom.
        spans: The angles over which each line runs afterwards: where it leaves its lane, and
            where all of them.
    """
    lanes = [0] * len(starts)
    for _ in starts:
        for upper in range(len(starts)):
            for lower in range(upper + 1, len(starts)):
                down, up = max(spans[upper]) - starts[lower], starts[upper] - min(spans[lower])
                if max(down, up) > -_MARGIN:
                    inner, outer = (lower, upper) if down >= up else (upper, lower)
                    lanes[outer] = max(lanes[outer], lanes[inner] + 1)
    return lanes
