"""Samples as they are read, and mistakes made in them without a spreadsheet: quick enough for hundreds."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from disclosegen.findings import CellRef
from disclosegen.workbook.raw import RawCell, RawRow, RawWorkbook, State
from disclosegen.workbook.read import open_workbook, read
from tests.conftest import ROOT, kit_named
from tests.helpers.few import few_raw

Place = tuple[str, str, str]
"""Table, row key, column key."""


@lru_cache
def raw(name: str) -> RawWorkbook:
    """A sample as it is read, with a few of its projects where it has very many."""
    data = (ROOT / "samples" / f"{name}.xlsx").read_bytes()
    book, _ = open_workbook(data, name)
    assert book is not None
    return few_raw(name, read(book, kit_named(name), kit_named(name).file.version)[0])


def places(name: str) -> list[Place]:
    """Every value cell of every published table."""
    return [
        (table.id, row.key, column)
        for table in kit_named(name).published
        for row in raw(name).tables[table.id].rows
        for column, cell in row.cells.items()
        if cell.state is not State.NOT_APPLICABLE
    ]


def cell(book: RawWorkbook, place: Place) -> RawCell:
    """A cell."""
    table, row, column = place
    return next(one for one in book.tables[table].rows if one.key == row).cells[column]


def put(book: RawWorkbook, place: Place, value: Decimal | None) -> RawWorkbook:
    """The workbook with another amount in one cell; None blanks it."""
    table, key, column = place
    state = State.BLANK if value is None else State.FILLED

    def change(row: RawRow) -> RawRow:
        return replace(row, cells={**row.cells, column: RawCell(value, state, row.cells[column].ref)})

    return with_rows(book, table, [change(row) if row.key == key else row for row in book.tables[table].rows])


def changed(name: str, place: Place) -> tuple[RawWorkbook, CellRef]:
    """A sample with 1.00 added to one cell (1.00 written into a blank one), and the cell."""
    before = cell(raw(name), place)
    assert not isinstance(before.value, str)
    return put(raw(name), place, (before.value or Decimal(0)) + 1), before.ref


def swapped(book: RawWorkbook, one: Place, other: Place) -> RawWorkbook:
    """The workbook with two cells exchanged."""
    first, second = cell(book, one).value, cell(book, other).value
    assert not isinstance(first, str) and not isinstance(second, str)
    return put(put(book, one, second), other, first)


def with_rows(book: RawWorkbook, table: str, rows: list[RawRow]) -> RawWorkbook:
    """The workbook with other rows in one table."""
    return replace(book, tables={**book.tables, table: replace(book.tables[table], rows=tuple(rows))})


def without_row(book: RawWorkbook, table: str, key: str) -> RawWorkbook:
    """The workbook without one row."""
    return with_rows(book, table, [row for row in book.tables[table].rows if row.key != key])


def recoded(book: RawWorkbook, table: str, code: str, other: str) -> RawWorkbook:
    """The workbook with a row under another subject code."""
    rows = book.tables[table].rows
    return with_rows(book, table, [replace(r, key=other, code=other) if r.code == code else r for r in rows])
