"""Edits of a workbook that was read, in memory: a test of one rule needs no file.

t01.income_total.amount = 6718.05        a cell by table, row and column; nothing behind = blanks it
t08.2230105.basic = 3                    a subject that the table does not hold yet is added
t06.公务接待费.total = 5                  a row of names by its first name; a new one is added
indicators.2.name = 任务完成率            one of the names of such a row
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from disclosegen.findings import CellRef
from disclosegen.kit.load import Kit
from disclosegen.kit.reasons import with_reasons
from disclosegen.kit.schema import Table
from disclosegen.workbook.raw import RawCell, RawRow, RawTable, RawWorkbook, State
from tests.helpers.sheets import NotationError

TEXTS = ("text", "choice", "year")


def edited(kit: Kit, raw: RawWorkbook, edits: Iterable[str]) -> tuple[RawWorkbook, tuple[CellRef, ...]]:
    """The workbook with some cells changed, and where they stand.

    Raises:
        NotationError: An edit names a table, row or column that does not exist.
    """
    tables = dict(raw.tables)
    places = []
    for edit in edits:
        reference, equals, value = (part.strip() for part in edit.partition("="))
        name, _, rest = reference.partition(".")
        row, _, column = rest.rpartition(".")
        if not equals or name not in tables or not row:
            raise NotationError(f"{edit!r} is not table.row.column = value")
        spec = with_reasons(kit)[name]
        if (leaf := spec.column(column)) is None:
            raise NotationError(f"{edit!r}: no column {column!r}")
        table, at = _row(kit, spec, tables[name], row)
        if leaf.role == "name":
            tables[name] = _renamed(table, at, column, value)
            places.append(table.rows[at].places.get(column, table.rows[at].name_ref))
            continue
        before = table.rows[at].cells.get(column)
        ref = before.ref if before else CellRef(table.sheet, f"{column}@{row}", spec.code, row, leaf.label)
        line = spec.line(table.rows[at].key)
        typed = value if ((line.kind if line else None) or leaf.kind) in TEXTS else Decimal(value) if value else None
        cell = RawCell(typed or None, State.FILLED, ref) if value else RawCell(None, State.BLANK, ref)
        if value and not typed:
            cell = RawCell(Decimal(0), State.FILLED, ref)
        rows = list(table.rows)
        rows[at] = replace(rows[at], cells={**rows[at].cells, column: cell})
        tables[name] = replace(table, rows=tuple(rows))
        places.append(ref)
    return replace(raw, tables=tables), tuple(places)


def _renamed(table: RawTable, at: int, column: str, name: str) -> RawTable:
    """The table with another name in a row of names."""
    rows = list(table.rows)
    rows[at] = replace(rows[at], texts=tuple((key, name if key == column else old) for key, old in rows[at].texts))
    return replace(table, rows=tuple(rows))


def _row(kit: Kit, spec: Table, table: RawTable, name: str) -> tuple[RawTable, int]:
    """The table, with a row added if it must be, and the row's number."""
    for at, row in enumerate(table.rows):
        if name in (row.key, row.code) or (row.texts and name == row.name):
            return table, at
    block = next((number for number, block in enumerate(spec.blocks) if _takes(kit, spec, number, name)), None)
    if block is None:
        raise NotationError(f"no row {name!r} in {spec.id}")
    ref = CellRef(table.sheet, f"name@{name}", spec.code, name)
    if spec.blocks[block].open == "names":
        leaf = next(leaf.key for leaf in spec.blocks[block].leaves() if leaf.role == "name")
        above = next((row.parent for row in reversed(table.rows) if row.texts), "")
        row = RawRow(str(len(table.rows) + 1), "", name, block, {}, ref, ((leaf, name),), above)
    elif spec.blocks[block].open == "text":
        row = RawRow(name, "", "", block, {}, ref)
    else:
        row = RawRow(name, name, kit.subject_name(name) or name, block, {}, ref)
    return replace(table, rows=(*table.rows, row)), len(table.rows)


def _takes(kit: Kit, spec: Table, number: int, name: str) -> bool:
    """Whether an open block may hold a row: a code of its kind of subjects, or any name."""
    block = spec.blocks[number]
    if block.open == "names":
        return not name.isdigit()
    if block.open == "text":
        return name.isdigit()
    return block.coded and name.isdigit() and name[:3] in kit.subjects.get(block.open, {})
