"""Any one amount of a published table that is wrong by 1.00 is found, and the finding names its cell."""

from __future__ import annotations

from decimal import Decimal

import pytest

from disclosegen.checks.run import run
from disclosegen.document.compose import compose
from disclosegen.findings import CellRef, Severity
from disclosegen.kit.load import kit_ids
from disclosegen.model.build import build
from disclosegen.pipeline import check
from disclosegen.workbook.raw import RawWorkbook
from tests.conftest import ROOT, kit_named
from tests.helpers.raw_edits import edited
from tests.helpers.raws import changed, places, raw

UNKNOWABLE = {
    ("shanxi-final-2024", "t10", "equipment"): "a count that stands nowhere else",
    ("shanxi-final-2025", "t10", "equipment"): "a count that stands nowhere else",
}
"""Cells for which no rule can know, and why."""


def named_cells(name: str, workbook: RawWorkbook) -> set[CellRef]:
    """Cells of all findings of severity 错误 or 核实."""
    data, findings = build(workbook, kit_named(name))
    findings = [*findings, *(finding for verdict in run(data) for finding in verdict.findings)]
    cells = {ref for f in findings if f.severity is not Severity.NOTE for ref in f.cells}
    return cells or {ref for f in compose(data).findings for ref in f.cells}


MOST = 10
"""Amounts of a table that are tried in a usual run, evenly spread; ``--every-amount`` tries all."""

TABLES = [(name, table.id) for name in kit_ids() for table in kit_named(name).published]


@pytest.mark.parametrize(("name", "table"), TABLES)
def test_a_wrong_amount_is_found(name: str, table: str, request: pytest.FixtureRequest) -> None:
    every = [place for place in places(name) if place[0] == table]
    step = 1 if request.config.getoption("--every-amount") else -(-len(every) // MOST)
    missed = []
    for place in every[::step]:
        workbook, ref = changed(name, place)
        if ref not in named_cells(name, workbook) and (name, *place[:2]) not in UNKNOWABLE:
            missed.append(place)
    assert missed == []


PROJECTS = [
    ("shanxi-final-2024", "project_money.{row}.executed", Decimal(1)),
    ("shanxi-budget-2024", "project_money.{row}.amount", Decimal(100)),  # filled in 元, held against 万元
    ("henan-final-2023", "whole_money.{row}.executed", Decimal(1)),
]
"""Money of projects that stands in a second place: the figure that is changed, and by how much."""


@pytest.mark.parametrize(("name", "place", "more"), PROJECTS, ids=[name for name, *_ in PROJECTS])
def test_a_wrong_amount_of_a_project_is_found(name: str, place: str, more: Decimal) -> None:
    table, _, column = place.split(".")
    for row in raw(name).tables[table].rows:
        before = row.cells[column].value
        if isinstance(before, Decimal):
            workbook, (ref,) = edited(kit_named(name), raw(name), [f"{place.format(row=row.key)} = {before + more}"])
            data, _findings = build(workbook, kit_named(name))
            assert ref in {ref for verdict in run(data) for finding in verdict.findings for ref in finding.cells}


@pytest.mark.parametrize("name", kit_ids())
def test_the_unchanged_sample_names_no_cell(name: str) -> None:
    assert named_cells(name, raw(name)) == set()
    assert check(ROOT / "samples" / f"{name}.xlsx").ok


@pytest.mark.parametrize("place", UNKNOWABLE)
def test_the_list_of_unknowable_cells_holds_no_other(place: tuple[str, str, str]) -> None:
    name, table, row = place
    workbook, ref = changed(name, (table, row, next(p[2] for p in places(name) if p[:2] == (table, row))))
    assert ref not in named_cells(name, workbook)
