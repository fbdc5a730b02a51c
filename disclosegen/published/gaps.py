"""What a document prints and could not be read is unknown to the checks, as a sheet is that a workbook lacks: it is not zero.

In: a workbook as read back, and the places that were not read.  Out: the same workbook, these places unreadable.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from ..findings import CellRef
from ..kit.load import Kit
from ..kit.schema import Table
from ..workbook.content import Place
from ..workbook.raw import RawCell, RawRow, RawTable, RawWorkbook, State
from .flow import Flow
from .outline import Located, Region

EMPTY = (State.BLANK, State.FORMULA)


def with_gaps(raw: RawWorkbook, kit: Kit, gaps: Collection[Place], said: Collection[Place]) -> RawWorkbook:
    """A workbook in which what print has and nobody could read is unknown.

    Args:
        raw: As it was written and read back: what was not read is blank there.
        gaps: Places not read; an empty row or column stands for all of them.
        said: Places that were read: they stay.
    """
    tables = dict(raw.tables)
    for name in {table for table, *_ in gaps}:
        if name in tables:
            tables[name] = _with_gaps(tables[name], kit.tables[name], {gap for gap in gaps if gap[0] == name}, said)
    return replace(raw, tables=tables)


def _with_gaps(raw: RawTable, table: Table, gaps: Collection[Place], said: Collection[Place]) -> RawTable:
    rows = tuple(_row(row, table, gaps, said) for row in raw.rows)
    if (table.id, "", "") not in gaps:
        return replace(raw, rows=rows)
    missing = CellRef(table.code or table.title, table=table.code)
    if any(block.open for block in table.blocks):  # nobody knows which rows there are, so no sum over them holds
        return RawTable(raw.id, missing.sheet, missing=missing)
    return replace(raw, sheet=missing.sheet, rows=rows, missing=missing)


def _row(row: RawRow, table: Table, gaps: Collection[Place], said: Collection[Place]) -> RawRow:
    cells: Mapping[str, RawCell] = {
        column: _unknown(cell, table)
        if cell.state in EMPTY
        and (table.id, row.key, column) not in said
        and any(gap[1] in ("", row.key) and gap[2] in ("", column) for gap in gaps)
        else cell
        for column, cell in row.cells.items()
    }
    return replace(row, cells=cells)


def _unknown(cell: RawCell, table: Table) -> RawCell:
    """An unreadable cell, named in the words of the printed table: its reader has no workbook."""
    ref = replace(cell.ref, sheet=f"{table.code or table.title}“{cell.ref.column.split(' ')[-1]}”", cell="")
    return RawCell(None, State.UNREADABLE, ref)


def tables_on_scans(flow: Flow, located: Located) -> Iterator[Place]:
    """Tables that stand in part on pages which are pictures."""
    for region in located.of("table"):
        assert region.section is not None
        if _on_scan(flow, region):
            yield region.section.table, "", ""


def words_on_scans(flow: Flow, located: Located) -> bool:
    """Whether forms or running text stand in part on such pages: which projects they name is not known then."""
    return any(
        _on_scan(flow, region) for region in located.regions if region.section is None or not region.section.table
    )


def _on_scan(flow: Flow, region: Region) -> bool:
    first = flow.strips[region.head].spot.page
    last = flow.strips[region.end].spot.page if region.end < len(flow.strips) else flow.pages
    return any(first <= page <= last for page in flow.scans)
