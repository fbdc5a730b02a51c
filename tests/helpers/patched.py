"""Workbooks that differ in a few values, without a file for each: the cells of one that was written are exchanged.

Writing a workbook and reading its package take longer than a check.  ``test_patched.py`` holds this against the files.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from disclosegen.findings import UNSEEN
from disclosegen.kit.load import Kit
from disclosegen.kit.schema import Line
from disclosegen.money import plain
from disclosegen.pipeline import Report, check_book
from disclosegen.workbook.content import Content, Place, Value
from disclosegen.workbook.plan import Placed, make_plan
from disclosegen.workbook.read import open_workbook
from disclosegen.workbook.sheets import typed
from disclosegen.workbook.xlsx import Book, Sheet
from tests.helpers.kept import digest, keep, written

NAME = "表.xlsx"
LARGEST = Decimal(10) ** 9
"""Figures beyond it, and texts with letters that a file writes otherwise, go through a file."""


@dataclass(frozen=True)
class _Base:
    """A workbook that was written: its content, its cells, and where each value stands."""

    values: Mapping[Place, Value]
    book: Book
    tables: Mapping[str, Placed]


_bases: dict[tuple[Kit, bytes], _Base] = {}
_reports: dict[tuple[Kit, bytes], Report] = {}


def checked_content(kit: Kit, content: Content) -> Report:
    """What a check of a workbook with that content, and without attached files, says."""
    key = (kit, digest(content))
    if key not in _reports:
        keep(_reports, key, check_book(book_of(kit, content), kit, kit.file.version, NAME))
    return _reports[key]


def book_of(kit: Kit, content: Content) -> Book:
    """The workbook of some content as it is opened."""
    if content.money_in_yuan or content.carried or content.reminders:
        return _opened(kit, content)
    key = (kit, digest(dict(content.rows)))
    if key not in _bases:
        keep(_bases, key, _Base(content.values, _opened(kit, content), make_plan(kit, content).tables))
    base = _bases[key]
    changed = {
        place for place in {*base.values, *content.values} if base.values.get(place) != content.values.get(place)
    }
    cells: dict[str, dict[tuple[int, int], int | float | str | None]] = {}
    for table, row, column in changed:
        placed = base.tables.get(table)
        spot = placed.spots.get((row, column)) if placed else None
        if placed is None or spot is None:
            return _opened(kit, content)
        line = placed.table.line(row) or Line()
        leaf = placed.table.column(column)
        kind = line.kind or (leaf.kind if leaf else "text")
        value = content.values.get((table, row, column))
        if line.not_applicable or not _simple(value):
            return _opened(kit, content)
        cells.setdefault(spot.sheet, {})[spot.row, spot.column] = _stored(
            typed(value if value is not None else line.default, kind)
        )
    return replace(base.book, sheets=tuple(_with(sheet, cells.get(sheet.title, {})) for sheet in base.book.sheets))


def _opened(kit: Kit, content: Content) -> Book:
    book, faults = open_workbook(written(kit, content), NAME)
    assert book is not None, faults
    return book


def _simple(value: Value | None) -> bool:
    """Whether a file holds it as it is."""
    if isinstance(value, str):
        return bool(value) and not UNSEEN.search(value) and "_x" not in value and value.isprintable()
    return value is None or abs(value) < LARGEST


def _stored(value: Decimal | int | str | None) -> int | float | str | None:
    """A value as a reader of spreadsheets finds it."""
    if not isinstance(value, Decimal):
        return value or None if isinstance(value, str) else value
    text = plain(value)
    return int(text) if text.lstrip("+-").isdecimal() else float(text)


def _with(sheet: Sheet, cells: Mapping[tuple[int, int], int | float | str | None]) -> Sheet:
    if not cells:
        return sheet
    found = {**sheet.cells, **cells}
    return replace(sheet, cells={place: value for place, value in found.items() if value is not None})
