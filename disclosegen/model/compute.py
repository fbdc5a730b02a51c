"""Compute what was left blank: totals from their parts, derived lines from the tables they repeat.

In: tables as read, in base units.  Out: the same tables with blanks filled where their sources are known.
Exact: nothing is rounded here.  A filled cell is never touched.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from ..findings import CellRef
from ..kit.load import Kit
from ..kit.refs import line_of_row, parse_ref
from ..kit.schema import Table
from ..money import EXACT, ZERO, Unit, sum_bound
from .disclosure import Cell, Disclosure, State, TableData
from .sums import RowKey, Total, totals

Key = tuple[str, str, str]


def row_keys(table: TableData) -> list[RowKey]:
    """The rows of a table as sums see them."""
    return [RowKey(row.key, row.code, row.block, row.parent) for row in table.rows]


def compute(kit: Kit, tables: Mapping[str, TableData]) -> dict[str, TableData]:
    """Fill every blank that has a source; the rest stay blank."""
    return _Computer(kit, tables).run()


class _Computer:
    """Resolves blanks by depth-first search; a blank in a circle stays blank."""

    def __init__(self, kit: Kit, tables: Mapping[str, TableData]):
        self.kit, self.tables = kit, tables
        self.totals: dict[Key, list[Total]] = {}
        for name, table in tables.items():
            for total in totals(table.spec, row_keys(table)):
                self.totals.setdefault((name, *total.place), []).append(total)
        self.done: dict[Key, Cell] = {}
        self.active: set[Key] = set()

    def run(self) -> dict[str, TableData]:
        found: dict[str, TableData] = {}
        summed = {key[0] for key in self.totals}
        for name, table in self.tables.items():
            if name not in summed and not takes(table.spec):  # lists of many thousand rows are among these
                found[name] = table
                continue
            rows = tuple(
                replace(
                    row,
                    cells={
                        column: self.cell((name, row.key, column)) if _is_open(cell) else cell
                        for column, cell in row.cells.items()
                    },
                )
                for row in table.rows
            )
            found[name] = replace(table, rows=rows)
        return found

    def cell(self, key: Key) -> Cell:
        """The cell with its blank filled, if it can be."""
        if key in self.done:
            return self.done[key]
        table, row, column = key
        cell = self.tables[table].cell(row, column)
        assert cell is not None
        if not _is_open(cell) or key in self.active:
            return cell
        self.active.add(key)
        found = self._total(key, cell) or self._taken(key, cell) or self._still_blank(key, cell)
        self.active.discard(key)
        self.done[key] = found
        return found

    def _total(self, key: Key, cell: Cell) -> Cell | None:
        """The first of its sums whose parts hold a figure; unknown parts make the total unknown."""
        for total in self.totals.get(key, ()):
            parts = [(sign, self._part(key[0], place)) for sign, place in total.parts]
            cells = [part for _, part in parts if part is not None]
            if unread := [part.culprit for part in cells if not part.known]:
                return replace(cell, state=State.UNKNOWN, sources=tuple(dict.fromkeys(unread)))
            if any(part.value is not None for part in cells):
                value = ZERO
                for sign, part in parts:
                    value = EXACT.add(value, sign * part.amount) if part else value
                if _remnant(value, parts, cell.unit):
                    return None
                there = tuple((sign, part) for sign, part in parts if part is not None)
                return replace(cell, value=value, state=State.COMPUTED, sources=_refs(cells), parts=there)
        return None

    def _still_blank(self, key: Key, cell: Cell) -> Cell:
        """A blank total of blanks: it would be computed as soon as one of them was filled."""
        for total in self.totals.get(key, ()):
            parts = ((sign, self._part(key[0], place)) for sign, place in total.parts)
            return replace(cell, parts=tuple((sign, part) for sign, part in parts if part is not None))
        return cell

    def _part(self, table: str, place: tuple[str, str]) -> Cell | None:
        return self.cell((table, *place)) if self.tables[table].cell(*place) is not None else None

    def _taken(self, key: Key, cell: Cell) -> Cell | None:
        """The figure of the place that the kit names as its source."""
        name, row, column = key
        spec = self.tables[name].spec
        line = line_of_row(spec, row)
        first = next((leaf.key for block in spec.blocks for leaf in block.values()), "")
        block = next((b for b in spec.blocks if any(one.row_key == row for one in b.lines)), None)
        leaf = next((leaf for leaf in block.values() if leaf.key == column), None) if block else None
        text = line.take if line and line.take and column == (block.values()[0].key if block else first) else ""
        if not text and leaf and leaf.take and line and line.code:
            text = leaf.take.replace("{code}", line.code)
        if not text:
            return None
        ref = parse_ref(text, self.kit.tables)
        if self.tables[ref.table].cell(ref.row, ref.column) is None:
            return None
        source = self.cell((ref.table, ref.row, ref.column))
        if not source.known:
            return replace(cell, state=State.UNKNOWN, sources=(source.culprit,))
        if source.value is None:
            return None
        sources = source.sources or (source.ref,)
        return replace(cell, value=source.value, state=State.COMPUTED, sources=sources, parts=((1, source),))


def _is_open(cell: Cell) -> bool:
    """Whether a cell is a blank that may be filled."""
    return cell.state is State.BLANK and cell.text is None


def takes(table: Table) -> bool:
    """Whether a blank of the table may be filled with a figure of another place."""
    return any(
        bool(block.total is not None and block.total.take)
        or any(line.take for line in block.lines)
        or any(leaf.take for leaf in block.values())
        for block in table.blocks
    )


def _remnant(value: Decimal, parts: list[tuple[int, Cell | None]], unit: Unit) -> bool:
    """Whether what a subtraction leaves in a 万元 workbook may be nothing but rounding: then a blank stays a blank.

    年初 + 本年收入 − 本年支出 of figures that were each rounded can be −0.01 where nothing is left.
    """
    if unit is not Unit.WAN or all(sign > 0 for sign, _ in parts):
        return False
    filled = sum(1 for _, part in parts if part is not None and part.value is not None)
    return abs(value) <= sum_bound(filled, unit)


def _refs(cells: list[Cell]) -> tuple[CellRef, ...]:
    found: dict[CellRef, None] = {}
    for cell in cells:
        if cell.value:
            found.update(dict.fromkeys((cell.ref,) if cell.state is State.FILLED else cell.sources or (cell.ref,)))
    return tuple(found)


def recompute(data: Disclosure, tables: Mapping[str, TableData]) -> Disclosure:
    """The data with some tables exchanged (typed cells changed, rows added) and every computed figure computed anew."""
    changed = {**data.tables, **tables}
    return replace(data, tables=compute(data.kit, {name: as_typed(table) for name, table in changed.items()}))


def as_typed(table: TableData) -> TableData:
    """The table without what was computed."""
    rows = tuple(replace(row, cells={key: _blank(cell) for key, cell in row.cells.items()}) for row in table.rows)
    return replace(table, rows=rows)


def _blank(cell: Cell) -> Cell:
    if cell.state is not State.COMPUTED:
        return cell
    return replace(cell, value=None, state=State.BLANK, sources=(), parts=())
