"""A form's grid: cells at their places, heights of rows, and the two cuts that paging needs.

In: placed cells.  Out: rows of a :class:`~disclosegen.document.blocks.TableBlock`.  A grid is a rectangle and stays one: a
spanning cell that is cut stands on both sides, its label repeated, its text divided.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from .blocks import Align, GridCell, GridRow, Trace
from .lines import line_count

POINTS = 72 / 25.4  # points in a millimetre
HALF = 0.64  # digits of the widest stand-in face (DejaVu Sans) are this wide; those of 宋体 are 0.5
APART = 0.25  # LibreOffice sets so much between Chinese characters and digits
WIDEST = (1 + HALF + 2 * APART) / 2  # of a character on average, where every other one is a digit
SLACK = 0.02  # a line that is fuller than this may break in one renderer and not in another
SENTENCE = re.compile(r"[。；！？;!?]+[”’）)]*|\n")
CLAUSE = re.compile(r"[，、,：:]")
LEAST = 3
"""Lines of a cut text that stay together on either side."""
NEAR = 256
"""Letters of a text among which the foot of a page is looked for first."""
MANY = 200
"""Lines that no page holds: more are not counted."""
ENOUGH = 1000
"""Letters that surely make so many lines."""


@dataclass(frozen=True)
class Placed:
    """A cell at its place.

    Attributes:
        row, column: Of its upper left corner, from 0.
        label: Stands again on the next page where a page cuts it.
    """

    row: int
    column: int
    text: str
    rowspan: int = 1
    colspan: int = 1
    align: Align = "center"
    label: bool = False
    trace: Trace | None = None

    def at(self, row: int) -> Placed:
        """The same cell in another row."""
        return Placed(row, self.column, self.text, self.rowspan, self.colspan, self.align, self.label, self.trace)

    @property
    def end(self) -> int:
        """The first row below it."""
        return self.row + self.rowspan


class Measure:
    """How many lines a text takes in a cell of this grid; never fewer than any renderer needs."""

    def __init__(self, widths: Sequence[float], size: float, padding: float):
        self.widths, self.size, self.padding = widths, size, padding
        self.counted: dict[tuple[str, float], int] = {}
        self.rooms = {
            (column, colspan): self._room(column, colspan)
            for column in range(len(widths))
            for colspan in range(1, len(widths) - column + 1)
        }

    def _room(self, column: int, colspan: int) -> float:
        """Ems on a line of a cell."""
        points = sum(self.widths[column : column + colspan]) * POINTS - 2 * self.padding
        return max(points / self.size * (1 - SLACK), 1.0)

    def lines(self, cell: Placed, text: str | None = None) -> int:
        """Lines of a cell's own text, or of another one in its place."""
        own, room = cell.text if text is None else text, self.rooms[cell.column, cell.colspan]
        if len(own) * WIDEST <= room and "\n" not in own:
            return 1
        own = own[: int(MANY * room / HALF)]
        key = (own, room)
        if key not in self.counted:  # each piece of a grid asks again
            self.counted[key] = line_count(own, room, half=HALF, apart=APART)
        return self.counted[key]


@dataclass(frozen=True)
class Grid:
    """Placed cells that tile a rectangle.

    Attributes:
        cells: In reading order.
        least: Lines that each row is high at least.
        measure: For the widths.
        pitch: Height of a line, points.
    """

    cells: tuple[Placed, ...]
    least: tuple[int, ...]
    measure: Measure
    pitch: float

    @cached_property
    def lines(self) -> tuple[int, ...]:
        """Lines of each row; a spanning cell that needs more than its rows have makes its last row taller."""
        rows = list(self.least)
        spanning = []
        for cell in self.cells:
            needed = self.measure.lines(cell)
            if cell.rowspan == 1:
                if needed > rows[cell.row]:
                    rows[cell.row] = needed
            else:
                spanning.append((cell.end, cell.rowspan, needed))
        for end, span, needed in sorted(spanning):
            rows[end - 1] += max(0, needed - sum(rows[end - span : end]))
        return tuple(rows)

    @cached_property
    def heights(self) -> tuple[float, ...]:
        """Points from the top to the foot of each row."""
        total, feet = 0.0, []
        for lines in self.lines:
            total += lines * self.pitch + 2
            feet.append(total)
        return tuple(feet)

    @property
    def height(self) -> float:
        """Points of the whole grid."""
        return self.heights[-1] if self.heights else 0.0

    @cached_property
    def headings(self) -> frozenset[int]:
        """Rows that are nothing but labels: they stay with the row below."""
        other = {row for cell in self.cells if not (cell.label and cell.text) for row in range(cell.row, cell.end)}
        return frozenset(set(range(len(self.least))) - other)

    def rows(self) -> tuple[GridRow, ...]:
        """The grid as a table's body."""
        found: list[list[GridCell]] = [[] for _ in self.least]
        for cell in sorted(self.cells, key=lambda cell: (cell.row, cell.column)):
            found[cell.row].append(
                GridCell(cell.text, cell.colspan, cell.rowspan, cell.align, head=cell.label, trace=cell.trace)
            )
        return tuple(GridRow(tuple(cells), lines) for cells, lines in zip(found, self.lines, strict=True))

    @cached_property
    def crossing(self) -> tuple[int, ...]:
        """How many cells reach over the upper edge of each row."""
        found = [0] * len(self.least)
        for cell in self.cells:
            for row in range(cell.row + 1, cell.end):
                found[row] += 1
        return tuple(found)

    # ------------------------------------------------------------ cuts

    def cut(self, row: int) -> tuple[Grid, Grid]:
        """The rows above an edge and those below it."""
        above: list[Placed] = []
        below: list[Placed] = []
        for cell in self.cells:
            if cell.end <= row:
                above.append(cell)
            elif cell.row >= row:
                below.append(cell.at(cell.row - row))
            else:
                here, there = self._divided(cell, row)
                above.append(replace(cell, rowspan=row - cell.row, text=here))
                below.append(
                    replace(cell, row=0, rowspan=cell.end - row, text=there, trace=cell.trace if there else None)
                )
        return self._with(above, self.least[:row]), self._with(below, self.least[row:])

    def _divided(self, cell: Placed, row: int) -> tuple[str, str]:
        """A spanning cell's text on either side of an edge: a label twice, other text where it has room."""
        if cell.label:
            return cell.text, cell.text
        room = sum(self.lines[cell.row : row])
        if self.measure.lines(cell) <= room:
            return cell.text, ""
        at = last_end(cell.text, room, lambda text: self.measure.lines(cell, text), (SENTENCE, CLAUSE, None), least=1)
        return (cell.text[:at], cell.text[at:].lstrip("\n")) if at else ("", cell.text)

    def split(self, row: int, room: int, kinds: tuple[re.Pattern[str] | None, ...]) -> Grid | None:
        """The same grid with one row made two, the upper one of ``room`` lines at most; None where no text can be cut."""
        cells: list[Placed] = []
        cut = False
        for cell in self.cells:
            if cell.row > row:
                cells.append(cell.at(cell.row + 1))
            elif cell.end <= row:
                cells.append(cell)
            elif cell.rowspan > 1:
                cells.append(replace(cell, rowspan=cell.rowspan + 1))
            else:
                pair = self._split(cell, room, kinds)
                if pair is None:
                    return None
                cut = cut or bool(pair[1] and not cell.label)
                cells.append(replace(cell, text=pair[0]))
                cells.append(replace(cell, row=row + 1, text=pair[1], trace=cell.trace if pair[1] else None))
        least = (*self.least[:row], 1, *self.least[row:])
        return self._with(cells, least) if cut else None

    def _split(self, cell: Placed, room: int, kinds: tuple[re.Pattern[str] | None, ...]) -> tuple[str, str] | None:
        needed = self.measure.lines(cell)
        if cell.label:
            return (cell.text, cell.text) if needed <= room else None
        if needed <= room:
            return cell.text, ""
        at = last_end(cell.text, room, lambda text: self.measure.lines(cell, text), kinds)
        return (cell.text[:at], cell.text[at:].lstrip("\n")) if at else None

    def _with(self, cells: Iterable[Placed], least: tuple[int, ...]) -> Grid:
        return Grid(tuple(cells), least, self.measure, self.pitch)


def last_end(
    text: str,
    room: int,
    lines: Callable[[str], int],
    kinds: Sequence[re.Pattern[str] | None],
    least: int = LEAST,
) -> int:
    """Where a text is cut so that what stands before takes ``room`` lines at most; 0 where it cannot be.

    Args:
        kinds: What it may be cut behind, best first; None for anywhere.
        least: Lines that stand on either side at least.
    """
    reach = NEAR
    while reach < len(text) and lines(text[:reach]) <= room:  # a page holds little of a long text
        reach *= 2
    reach = min(reach, len(text))
    for kind in kinds:
        ends = [found.end() for found in kind.finditer(text, 0, reach)] if kind else list(range(1, reach))
        low, high = 0, len(ends)
        while low < high:  # the last end whose text fits: more text never takes fewer lines
            middle = (low + high) // 2
            if lines(text[: ends[middle]].rstrip("\n")) <= room:
                low = middle + 1
            else:
                high = middle
        for end in reversed(ends[max(0, low - 40) : low]):
            before, after = text[:end].rstrip("\n"), text[end : 2 * end + ENOUGH].lstrip("\n")
            if after and lines(before) >= least and lines(after) >= least:
                return end
    return 0
