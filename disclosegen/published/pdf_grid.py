"""Ruled tables of a page.

In: the lines and letters of a :class:`~disclosegen.published.pdf_page.Page`.  Out: :class:`Grid`: rows of cells with their text, and the
letters that stand in none.  Only lines make a table: columns that are set with blanks alone stay running text.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from .flow import Box
from .pdf_lines import joined, text_lines
from .pdf_page import Glyph, Page, Rule

TOUCH = 2.0
"""Points by which two lines may miss each other and still meet."""
SAME = 2.5
"""Points between two lines that are one: double rules, borders of neighbouring cells."""
OPEN = 8.0
"""Points by which lines stand out over the last one across where a table has no outer border."""
MOST = 3000
"""Lines of a page, lying or standing, that are looked at: the longest."""


MOST_PLACES = 60_000
"""Rows times columns of a table: a page of print has some hundreds."""


@dataclass(frozen=True)
class GridCell:
    """A cell: row and column in which it begins, its box on the page as it is read, its text."""

    row: int
    column: int
    box: Box
    text: str


@dataclass(frozen=True)
class Grid:
    """A table on one page.

    Attributes:
        xs, ys: Edges of its columns and rows, each from the first to the last.
        cells: In reading order.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[GridCell, ...]

    @property
    def box(self) -> Box:
        """Its outer edges."""
        return (self.xs[0], self.ys[0], self.xs[-1], self.ys[-1])


def grids(page: Page) -> tuple[list[Grid], list[Glyph]]:
    """The tables of a page from top to bottom, and the letters that stand in none."""
    across, down = _merged(page.across), _merged(page.down)
    outlines = [found for part in _connected(across, down) if (found := _outline(*part)) is not None]
    outlines = [one for one in outlines if not any(one is not other and _within(one, other) for other in outlines)]
    inside: list[list[Glyph]] = [[] for _ in outlines]
    outside: list[Glyph] = []
    for glyph in page.glyphs:
        x, y = _middle(glyph)
        at = next((at for at, one in enumerate(outlines) if one.holds(x, y)), None)
        (outside if at is None else inside[at]).append(glyph)
    found = []
    for outline, glyphs in zip(outlines, inside, strict=True):
        if glyphs:
            found.append(_filled(outline, glyphs))
    return sorted(found, key=lambda grid: (grid.ys[0], grid.xs[0])), outside


def _middle(glyph: Glyph) -> tuple[float, float]:
    return (glyph.left + glyph.right) / 2, glyph.base - 0.35 * glyph.size


def _merged(rules: Sequence[Rule]) -> list[Rule]:
    """Lines that lie on one another or go on from one another, as one."""
    found: list[Rule] = []
    band: list[Rule] = []
    for rule in sorted(rules):
        if band and rule.at - band[0].at > SAME:
            found += _band(band)
            band = []
        band.append(rule)
    found += _band(band)
    return sorted(sorted(found, key=lambda rule: rule.start - rule.end)[:MOST])


def _band(band: Sequence[Rule]) -> Iterator[Rule]:
    if not band:
        return
    at = median(rule.at for rule in band)
    start = end = None
    for rule in sorted(band, key=lambda rule: rule.start):
        if end is None or rule.start > end + TOUCH:
            if start is not None and end is not None:
                yield Rule(at, start, end)
            start, end = rule.start, rule.end
        else:
            end = max(end, rule.end)
    if start is not None and end is not None:
        yield Rule(at, start, end)


def _connected(across: Sequence[Rule], down: Sequence[Rule]) -> Iterator[tuple[list[Rule], list[Rule]]]:
    """Lines that meet, directly or through others."""
    parent = list(range(len(across) + len(down)))

    def root(one: int) -> int:
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    places = [rule.at for rule in across]
    for number, rule in enumerate(down):
        first, last = bisect_right(places, rule.start - TOUCH), bisect_right(places, rule.end + TOUCH)
        for at in range(first, last):
            if across[at].start - TOUCH <= rule.at <= across[at].end + TOUCH:
                parent[root(at)] = root(len(across) + number)
    parts: dict[int, tuple[list[Rule], list[Rule]]] = defaultdict(lambda: ([], []))
    for at, rule in enumerate(across):
        parts[root(at)][0].append(rule)
    for at, rule in enumerate(down):
        parts[root(len(across) + at)][1].append(rule)
    yield from parts.values()


@dataclass(frozen=True)
class _Outline:
    """The edges of a table, and which cell each of its smallest places belongs to (row, column of its first place)."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    owners: dict[tuple[int, int], tuple[int, int]]
    boxes: dict[tuple[int, int], Box]

    def holds(self, x: float, y: float) -> bool:
        return self.xs[0] <= x <= self.xs[-1] and self.ys[0] <= y <= self.ys[-1]

    def place(self, x: float, y: float) -> tuple[int, int]:
        column = min(max(bisect_right(self.xs, x) - 1, 0), len(self.xs) - 2)
        row = min(max(bisect_right(self.ys, y) - 1, 0), len(self.ys) - 2)
        return self.owners[row, column]


def _within(one: _Outline, other: _Outline) -> bool:
    """Whether a table lies inside another: a frame within a cell."""
    return (
        other.xs[0] - TOUCH <= one.xs[0]
        and one.xs[-1] <= other.xs[-1] + TOUCH
        and other.ys[0] - TOUCH <= one.ys[0]
        and one.ys[-1] <= other.ys[-1] + TOUCH
        and (one.xs, one.ys) != (other.xs, other.ys)
    )


def _outline(across: list[Rule], down: list[Rule]) -> _Outline | None:
    """None where the lines make no table of at least two cells."""
    if not across or not down:
        return None
    down = [*down, *_open_sides(across, down)]
    across = [*across, *_open_sides(down, across)]
    ys, xs = _edges(across), _edges(down)
    if min(len(xs), len(ys)) < 2 or len(xs) + len(ys) == 4 or len(xs) * len(ys) > MOST_PLACES:
        return None
    owners = _owners(xs, ys, across, down)
    if len(set(owners.values())) < 2:
        return None
    boxes: dict[tuple[int, int], Box] = {}
    for (row, column), owner in owners.items():
        left, top, right, bottom = boxes.get(owner, (xs[column], ys[row], xs[column + 1], ys[row + 1]))
        boxes[owner] = (min(left, xs[column]), min(top, ys[row]), max(right, xs[column + 1]), max(bottom, ys[row + 1]))
    return _Outline(xs, ys, owners, boxes)


def _edges(rules: Sequence[Rule]) -> tuple[float, ...]:
    found: list[float] = []
    for at in sorted(rule.at for rule in rules):
        if not found or at - found[-1] > SAME:
            found.append(at)
    return tuple(found)


def _open_sides(lying: Sequence[Rule], standing: Sequence[Rule]) -> Iterator[Rule]:
    """The outer borders, along ``standing``, that a table lacks although its other lines reach so far: tables without a frame, or
    without a line where a page ends."""
    first, last = min(rule.at for rule in standing), max(rule.at for rule in standing)
    start, end = min(rule.at for rule in lying), max(rule.at for rule in lying)
    before = [rule.start for rule in lying if rule.start < first - OPEN]
    behind = [rule.end for rule in lying if rule.end > last + OPEN]
    if len(before) > 1:
        yield Rule(min(before), start, end)
    if len(behind) > 1:
        yield Rule(max(behind), start, end)


def _owners(
    xs: Sequence[float], ys: Sequence[float], across: Sequence[Rule], down: Sequence[Rule]
) -> dict[tuple[int, int], tuple[int, int]]:
    """Each smallest place joined with those from which no line parts it."""
    rows, columns = len(ys) - 1, len(xs) - 1
    beside = _walls(down, xs, [(a + b) / 2 for a, b in pairwise(ys)])
    below = _walls(across, ys, [(a + b) / 2 for a, b in pairwise(xs)])
    owners: dict[tuple[int, int], tuple[int, int]] = {}
    for row in range(rows):
        for column in range(columns):
            if (row, column) in owners:
                continue
            waiting = [(row, column)]
            owners[row, column] = (row, column)
            while waiting:
                i, j = waiting.pop()
                for next_to, wall in (
                    ((i, j + 1), (j + 1, i) in beside),
                    ((i, j - 1), (j, i) in beside),
                    ((i + 1, j), (i + 1, j) in below),
                    ((i - 1, j), (i, j) in below),
                ):
                    if not wall and 0 <= next_to[0] < rows and 0 <= next_to[1] < columns and next_to not in owners:
                        owners[next_to] = (row, column)
                        waiting.append(next_to)
    return owners


def _walls(rules: Sequence[Rule], edges: Sequence[float], middles: Sequence[float]) -> set[tuple[int, int]]:
    """(number of the edge, number of the place along it) for every piece of an edge that is drawn."""
    found: set[tuple[int, int]] = set()
    for rule in rules:
        edge = max(bisect_right(edges, rule.at + 0.01) - 1, 0)
        first, last = bisect_right(middles, rule.start - TOUCH / 2), bisect_right(middles, rule.end + TOUCH / 2)
        found.update((edge, at) for at in range(first, last))
    return found


def _filled(outline: _Outline, glyphs: Sequence[Glyph]) -> Grid:
    """Letters into cells; a piece of text that reaches over a line stays whole, in the cell that most of it stands in."""
    cells: dict[tuple[int, int], list[Glyph]] = defaultdict(list)
    for run in _runs(glyphs):
        votes = Counter(outline.place(*_middle(glyph)) for glyph in run)
        cells[votes.most_common(1)[0][0]] += run
    found = []
    for owner in sorted(outline.boxes):
        lines = text_lines(cells.get(owner, []))
        found.append(GridCell(*owner, outline.boxes[owner], joined([line.text for line in lines])))
    return Grid(outline.xs, outline.ys, tuple(found))


def _runs(glyphs: Sequence[Glyph]) -> Iterator[list[Glyph]]:
    """Letters that were written in one go and stand side by side."""
    run: list[Glyph] = []
    for glyph in glyphs:
        if run:
            last = run[-1]
            near = -glyph.size < glyph.left - last.right < 0.6 * glyph.size
            if glyph.run != last.run or not near or abs(glyph.base - last.base) > 0.3 * glyph.size:
                yield run
                run = []
        run.append(glyph)
    if run:
        yield run
