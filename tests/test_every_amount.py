"""Any one amount of a published table that is wrong by 1.00 is found, and the finding names its cell."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

import pytest

from disclosegen.checks.run import run
from disclosegen.document.compose import compose
from disclosegen.findings import CellRef, Severity
from disclosegen.kit.load import kit_ids
from disclosegen.model.build import build
from disclosegen.pipeline import check
from disclosegen.workbook.raw import RawCell, RawWorkbook, State
from disclosegen.workbook.read import open_workbook, read
from tests.conftest import ROOT, kit_named

UNKNOWABLE = {
    ("shanxi-final-2024", "t10", "equipment"): "a count that stands nowhere else",
    ("shanxi-final-2025", "t10", "equipment"): "a count that stands nowhere else",
}
"""Cells for which no rule can know, and why."""


@lru_cache
def raw(name: str) -> RawWorkbook:
    data = (ROOT / "samples" / f"{name}.xlsx").read_bytes()
    book, _ = open_workbook(data, name)
    assert book is not None
    return read(book, kit_named(name), kit_named(name).file.version)[0]


def places(name: str) -> list[tuple[str, str, str]]:
    """Every value cell of every published table."""
    kit = kit_named(name)
    return [
        (table.id, row.key, column)
        for table in kit.published
        for row in raw(name).tables[table.id].rows
        for column, cell in row.cells.items()
        if cell.state is not State.NOT_APPLICABLE
    ]


def changed(name: str, place: tuple[str, str, str]) -> tuple[RawWorkbook, CellRef]:
    """The sample with 1.00 added to one cell (1.00 written into a blank one)."""
    table, row_key, column = place
    before = raw(name).tables[table]
    rows = []
    ref = CellRef()
    for row in before.rows:
        if row.key == row_key:
            cell = row.cells[column]
            assert not isinstance(cell.value, str)
            ref = cell.ref
            more = RawCell((cell.value or Decimal(0)) + 1, State.FILLED, ref)
            row = replace(row, cells={**row.cells, column: more})
        rows.append(row)
    return replace(raw(name), tables={**raw(name).tables, table: replace(before, rows=tuple(rows))}), ref


def named_cells(name: str, workbook: RawWorkbook) -> set[CellRef]:
    """Cells of all findings of severity 错误 or 核实."""
    data, findings = build(workbook, kit_named(name))
    findings = [*findings, *(finding for verdict in run(data) for finding in verdict.findings)]
    cells = {ref for f in findings if f.severity is not Severity.NOTE for ref in f.cells}
    return cells or {ref for f in compose(data).findings for ref in f.cells}


TABLES = [(name, table.id) for name in kit_ids() for table in kit_named(name).published]


@pytest.mark.parametrize(("name", "table"), TABLES)
def test_a_wrong_amount_is_found(name: str, table: str) -> None:
    missed = []
    for place in places(name):
        if place[0] != table:
            continue
        workbook, ref = changed(name, place)
        if ref not in named_cells(name, workbook) and (name, *place[:2]) not in UNKNOWABLE:
            missed.append(place)
    assert missed == []


@pytest.mark.parametrize("name", kit_ids())
def test_the_unchanged_sample_names_no_cell(name: str) -> None:
    assert named_cells(name, raw(name)) == set()
    assert check(ROOT / "samples" / f"{name}.xlsx").ok


@pytest.mark.parametrize("place", UNKNOWABLE)
def test_the_list_of_unknowable_cells_holds_no_other(place: tuple[str, str, str]) -> None:
    name, table, row = place
    workbook, ref = changed(name, (table, row, next(p[2] for p in places(name) if p[:2] == (table, row))))
    assert ref not in named_cells(name, workbook)
