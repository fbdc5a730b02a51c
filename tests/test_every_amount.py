"""Any one amount of a published table that is wrong by 1.00 is found, and the finding names its cell."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TypeVar

import pytest

from disclosegen.checks.run import run
from disclosegen.document.compose import compose
from disclosegen.findings import CellRef, Severity
from disclosegen.kit.load import kit_ids
from disclosegen.model.build import build
from disclosegen.workbook.raw import RawWorkbook
from tests.conftest import kit_named, sample_report
from tests.helpers.raw_edits import edited
from tests.helpers.raws import changed, places, raw

T = TypeVar("T")
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


MOST = 7
"""Amounts of a table that are tried in a usual run, evenly spread; ``--every-amount`` tries all."""

TABLES = [(name, table.id) for name in kit_ids() for table in kit_named(name).published]


def some(every: Sequence[T], request: pytest.FixtureRequest) -> Sequence[T]:
    """What is tried of so much."""
    return every[:: 1 if request.config.getoption("--every-amount") else -(-len(every) // MOST)]


@pytest.mark.parametrize(("name", "table"), TABLES)
def test_a_wrong_amount_is_found(name: str, table: str, request: pytest.FixtureRequest) -> None:
    missed = []
    for place in some([place for place in places(name) if place[0] == table], request):
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
def test_a_wrong_amount_of_a_project_is_found(
    name: str, place: str, more: Decimal, request: pytest.FixtureRequest
) -> None:
    table, _, column = place.split(".")
    rows = [(row.key, row.cells[column].value) for row in raw(name).tables[table].rows]
    filled = [(key, before) for key, before in rows if isinstance(before, Decimal)]
    assert filled
    for key, before in some(filled, request):
        workbook, (ref,) = edited(kit_named(name), raw(name), [f"{place.format(row=key)} = {before + more}"])
        data, _findings = build(workbook, kit_named(name))
        assert ref in {ref for verdict in run(data) for finding in verdict.findings for ref in finding.cells}


@pytest.mark.parametrize("name", kit_ids())
def test_the_unchanged_sample_names_no_cell(name: str) -> None:
    assert named_cells(name, raw(name)) == set()
    assert sample_report(name).ok


@pytest.mark.parametrize("place", UNKNOWABLE)
def test_the_list_of_unknowable_cells_holds_no_other(place: tuple[str, str, str]) -> None:
    name, table, row = place
    workbook, ref = changed(name, (table, row, next(p[2] for p in places(name) if p[:2] == (table, row))))
    assert ref not in named_cells(name, workbook)
