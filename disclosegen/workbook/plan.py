"""Where everything stands in the workbook that is about to be written.

In: a kit and the content.  Out: a :class:`Plan`: sheets in order, on each the tables one under the other,
and the address of every value by its keys.  Nothing is written here; the sheets, the formulas and the
checks sheet all ask this one plan.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ..kit.grid import Grid, OpenRow, lay_out
from ..kit.load import Kit
from ..kit.reasons import with_reasons
from ..kit.refs import Ref
from ..kit.schema import Block, Column, Line, Table
from ..money import Unit
from .content import Content
from .letters import column_letter

SPARE_ROWS = 10
"""Blank rows that an open block offers beyond those that are filled."""

GAP = 2
"""Empty rows between tables that share a sheet."""

BLANK = OpenRow("")


@dataclass(frozen=True, order=True)
class Spot:
    """A cell: tab, 1-based row and column."""

    sheet: str
    row: int
    column: int

    @property
    def local(self) -> str:
        """``C5``."""
        return f"{column_letter(self.column)}{self.row}"

    @property
    def full(self) -> str:
        """``'tab'!$C$5``, for formulas."""
        return f"{quoted(self.sheet)}!${column_letter(self.column)}${self.row}"


@dataclass(frozen=True)
class Area:
    """The open rows of a block: first and last row, and sheet columns by leaf key."""

    sheet: str
    first: int
    last: int
    columns: Mapping[str, int]
    kind: str
    code: str = ""
    name: str = ""
    level: str = ""
    levels: int = 1

    def range(self, key: str) -> str:
        """Absolute range of a column, with the tab's name."""
        return column_range(self.sheet, self.columns[key], self.first, self.last)


@dataclass(frozen=True)
class Placed:
    """A table on its sheet; rows and columns are 1-based.

    Attributes:
        left, right: First and last column of the grid.
        title, guide: Rows of title and guide; ``unit_note`` is 0 when the table holds no amounts.
        header, body: First row of the headings and of the body.
        last: Last row of the body.
        spots: ``(row key, column key)`` → cell, open rows that are filled included.
        areas: Block number → its open rows.
    """

    table: Table
    sheet: str
    left: int
    right: int
    title: int
    guide: int
    unit_note: int
    header: int
    body: int
    last: int
    grid: Grid
    spots: Mapping[tuple[str, str], Spot]
    areas: Mapping[int, Area]


@dataclass
class Plan:
    """The whole workbook before it is written."""

    kit: Kit
    content: Content
    sheets: dict[str, list[Placed]] = field(default_factory=dict)

    @property
    def tables(self) -> dict[str, Placed]:
        """Every placed table by id."""
        return {placed.table.id: placed for group in self.sheets.values() for placed in group}

    def spot(self, ref: Ref) -> Spot | None:
        """The cell of a reference; None for a subject row that is not (yet) there."""
        return self.tables[ref.table].spots.get((ref.row, ref.column))


def quoted(sheet: str) -> str:
    """A tab's name for a formula."""
    return "'" + sheet.replace("'", "''") + "'"


def column_range(sheet: str, column: int, first: int, last: int) -> str:
    """``'tab'!$C$5:$C$9``."""
    letter = column_letter(column)
    return f"{quoted(sheet)}!${letter}${first}:${letter}${last}"


def make_plan(kit: Kit, content: Content) -> Plan:
    """Place every table: identity first, then published tables, other inputs, reasons."""
    plan = Plan(kit, content)
    tables = with_reasons(kit, frozenset(table for table, _ in content.reminders))
    first = tables[kit.file.identity].sheet
    order = [
        *(t for t in tables.values() if t.sheet == first),
        *(t for t in tables.values() if t.published),
        *tables.values(),
    ]
    for table in dict.fromkeys(table.id for table in order):
        plan.sheets.setdefault(tables[table].sheet, [])
    for name, group in plan.sheets.items():
        top = 1
        for table in (table for table in tables.values() if table.sheet == name):
            placed = _place(table, name, top, _text_column(list(tables.values()), table), content)
            group.append(placed)
            top = placed.last + GAP + 1
    return plan


def is_text_list(table: Table) -> bool:
    """Whether a table is nothing but a column of paragraphs."""
    return len(table.blocks) == 1 and table.blocks[0].open == "text" and len(table.blocks[0].leaves()) == 1


def _text_column(tables: Sequence[Table], table: Table) -> int:
    """Where a list of paragraphs stands: under the first text column of its neighbours, else in A."""
    if not is_text_list(table):
        return 1
    for other in tables:
        if other.sheet == table.sheet and not is_text_list(other):
            leaves = [leaf for block in other.blocks for leaf in block.leaves()]
            return next((at for at, leaf in enumerate(leaves, 1) if leaf.role == "value" and leaf.kind == "text"), 1)
    return 1


def _place(table: Table, sheet: str, top: int, left: int, content: Content) -> Placed:
    rows = {
        number: _open_rows(table, number, block, content) for number, block in enumerate(table.blocks) if block.open
    }
    grid = lay_out(table, rows)
    note = top + 2 if has_amounts(table) else 0
    header = top + (3 if note else 2)
    body = header + len(grid.header)
    spots: dict[tuple[str, str], Spot] = {}
    for row in grid.body:
        for box in row:
            if box.role == "value" and box.key and box.leaf is not None:
                spots.setdefault((box.key, box.leaf.key), Spot(sheet, body + box.row, left + box.column))
    return Placed(
        table,
        sheet,
        left,
        left + len(grid.leaves) - 1,
        top,
        top + 1,
        note,
        header,
        body,
        body + len(grid.body) - 1,
        grid,
        spots,
        {number: _area(table, number, sheet, left, body, len(open_rows)) for number, open_rows in rows.items()},
    )


def _open_rows(table: Table, number: int, block: Block, content: Content) -> tuple[OpenRow, ...]:
    """The filled open rows and the blank ones behind them."""
    filled = content.rows.get((table.id, number), ())
    count = max(block.open_rows, len(filled) + SPARE_ROWS)
    return (*filled, *(BLANK for _ in range(count - len(filled))))


def _area(table: Table, number: int, sheet: str, left: int, body: int, count: int) -> Area:
    block = table.blocks[number]
    start = left + sum(len(other.leaves()) for other in table.blocks[:number])
    columns = {leaf.key: start + at for at, leaf in enumerate(block.leaves())}
    first = body + len(block.lines) + (1 if block.total else 0)
    code = next((leaf.key for leaf in block.leaves() if leaf.role == "code"), "")
    name = next((leaf.key for leaf in block.leaves() if leaf.role == "name"), "")
    level = next((leaf.key for leaf in block.leaves() if leaf.role == "level"), "")
    return Area(sheet, first, first + count - 1, columns, block.open, code, name, level, block.levels)


def has_amounts(table: Table) -> bool:
    """Whether any cell of a table holds money."""
    kinds = {
        line.kind or leaf.kind for block in table.blocks for leaf in block.values() for line in (*block.lines, Line())
    }
    return "amount" in kinds


def own_unit(table: Table) -> Unit | None:
    """The money unit in which all amounts of a table are filled whatever that of the workbook; None for the workbook's."""
    units = {leaf.unit for block in table.blocks for leaf in block.values() if leaf.kind == "amount"}
    return next(iter(units)) if len(units) == 1 else None


def leaf_words(table: Table, leaf: Column) -> str:
    """A column by its headings, top down: ``决算数·小计``; block headings are left out."""
    for block in table.blocks:
        for column in block.columns:
            if path := _path(column, leaf):
                return "·".join(path)
    return leaf.label


def _path(column: Column, leaf: Column) -> tuple[str, ...]:
    if column is leaf:
        return (column.label,)
    for child in column.columns:
        if path := _path(child, leaf):
            return (column.label, *path)
    return ()


def runs(spots: Sequence[Spot]) -> Iterator[str]:
    """Cells as ranges for a formula's arguments: neighbours in a column or in a row become one range."""
    ordered = sorted(spots, key=lambda spot: (spot.sheet, spot.column, spot.row))
    at = 0
    while at < len(ordered):
        end = max(_neighbours(ordered, at, 1, 0), _neighbours(ordered, at, 0, 1))
        first, last = ordered[at], ordered[end]
        last_cell = f":${column_letter(last.column)}${last.row}" if end > at else ""
        yield first.full + last_cell
        at = end + 1


def _neighbours(ordered: Sequence[Spot], at: int, down: int, across: int) -> int:
    """Index of the last cell of a run that goes down or across."""
    end = at
    while end + 1 < len(ordered):
        here, following = ordered[end], ordered[end + 1]
        if following != Spot(here.sheet, here.row + down, here.column + across):
            break
        end += 1
    return end
