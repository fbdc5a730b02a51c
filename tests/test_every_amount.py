"""Any one amount of a published table that is wrong by 1.00 is found, and the finding names its cell."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import TypeVar

import pytest

from disclosegen.checks.run import run
from disclosegen.document.compose import compose
from disclosegen.findings import CellRef, Severity
from disclosegen.kit.load import Kit, kit_ids
from disclosegen.model.build import build
from disclosegen.money import from_base
from disclosegen.proof.run import proof_read
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


RECORDS = ("projects", "project_money", "indicators", "whole", "whole_money", "whole_indicators")
"""Tables of projects and of the whole department."""
FORM_SAMPLES = (
    *("shanxi-final-2024", "shanxi-final-2024.lanxian", "shanxi-final-2024.gaoping"),
    *("shanxi-budget-2024", "henan-final-2023"),
)
UNSEEN = {
    ("shanxi-final-2024", "project_money", "budget"): "stands once; balance, rate and score were left blank and follow",
    ("shanxi-final-2024", "project_money", "received"): "stands once; nothing follows from it",
    ("shanxi-final-2024.lanxian", "projects", "score"): "typed for projects whose indicators have no scores",
    ("shanxi-final-2024.lanxian", "project_money", "applied"): "stands once; the money of the text follows from it",
    ("shanxi-final-2024.lanxian", "project_money", "initial"): "stands once",
    ("shanxi-final-2024.lanxian", "project_money", "budget"): "stands once; rate and score were left blank and follow",
    ("shanxi-final-2024.lanxian", "project_money", "executed"): "part of 05 项目支出 and below its own budget",
    ("shanxi-final-2024.lanxian", "indicators", "score"): "below its weight, with a reason: the total was left blank",
    ("shanxi-final-2024.gaoping", "project_money", "applied"): "stands once; the money of the text follows from it",
    ("shanxi-final-2024.gaoping", "project_money", "budget"): "stands once; rate and score were left blank and follow",
    ("shanxi-final-2024.gaoping", "indicators", "score"): "0 of 5 may as well be 1: the total was left blank",
    ("henan-final-2023", "project_money", "initial"): "stands once",
    ("henan-final-2023", "project_money", "budget"): "stands once; rate and score were left blank and follow",
    ("henan-final-2023", "project_money", "executed"): "part of 03 项目支出: the projects together may be less",
    ("henan-final-2023", "indicators", "score"): "below its weight, with a reason: the total was left blank",
    ("henan-final-2023", "whole_money", "initial"): "stands once",
    ("henan-final-2023", "whole_money", "budget"): "stands once; rate and score were left blank and follow",
}
"""Columns of which some amounts stand nowhere else in these samples, and why; typed totals are another matter (below)."""
FEW = 2
"""Amounts of a column that are tried in a usual run."""


def filled(name: str) -> dict[tuple[str, str], list[tuple[str, Decimal]]]:
    """Figures of a sample's records: row and figure by table and column."""
    found: dict[tuple[str, str], list[tuple[str, Decimal]]] = {}
    for table in RECORDS:
        for row in raw(name).tables[table].rows if table in raw(name).tables else ():
            for column, cell in row.cells.items():
                if isinstance(cell.value, Decimal):
                    found.setdefault((table, column), []).append((row.key, cell.value))
    return found


COLUMNS = [(name, *column) for name in FORM_SAMPLES for column in filled(name)]


def is_named(name: str, workbook: RawWorkbook, ref: CellRef) -> bool:
    """Whether a rule about figures or about a project's words names a cell as wrong or doubtful."""
    data, _ = build(workbook, kit_of(name))
    findings = (finding for verdict in (*run(data), *proof_read(data)) for finding in verdict.findings)
    return any(ref in finding.cells for finding in findings if finding.severity is not Severity.NOTE)


def kit_of(name: str) -> Kit:
    return kit_named(name.split(".")[0])


def more(name: str, workbook: RawWorkbook, table: str, key: str, column: str, value: Decimal) -> bool:
    """Whether a figure that is 1.00 too large is found."""
    changed, (ref,) = edited(kit_of(name), workbook, [f"{table}.{key}.{column} = {value + 1}"])
    return is_named(name, changed, ref)


@pytest.mark.parametrize(("name", "table", "column"), COLUMNS)
def test_a_wrong_figure_of_a_project_is_found_or_listed(
    name: str, table: str, column: str, request: pytest.FixtureRequest
) -> None:
    cells = filled(name)[table, column]
    if (name, table, column) in UNSEEN:
        assert not all(more(name, raw(name), table, key, column, value) for key, value in cells)
        return
    step = 1 if request.config.getoption("--every-amount") else -(-len(cells) // FEW)
    assert [key for key, value in cells[::step] if not more(name, raw(name), table, key, column, value)] == []


def test_the_list_of_unseen_columns_holds_no_other() -> None:
    assert set(UNSEEN) <= set(COLUMNS)


TYPED = [
    ("shanxi-final-2024", "indicators", "score"),
    ("shanxi-final-2024.lanxian", "project_money", "budget"),
    ("shanxi-final-2024.lanxian", "project_money", "executed"),
    ("shanxi-final-2024.lanxian", "indicators", "score"),
    ("shanxi-final-2024.gaoping", "indicators", "score"),
    ("henan-final-2023", "indicators", "score"),
    ("henan-final-2023", "whole_indicators", "score"),
]
"""What is seen as soon as a clerk types what follows from it: balances and totals of scores."""


@lru_cache
def with_totals(name: str) -> RawWorkbook:
    """A sample in which the balances of all money and the scores of all projects are typed."""
    data, _ = build(raw(name), kit_of(name))
    edits = []
    for project in data.projects:
        if project.score.value is not None:
            edits.append(f"projects.{project.key}.score = {project.score.value}")
        rows = [row for row in data.tables["project_money"].rows if row.name == project.name]
        for row, line in zip(rows, project.money or (project.total,), strict=True):
            if (left := line.cells.get("balance")) is not None and left.value is not None:
                edits.append(f"project_money.{row.key}.balance = {from_base(left.value, left.unit)}")
    if data.whole is not None and data.whole.score.value is not None:
        edits.append(f"whole.score.text = {data.whole.score.value}")
    return edited(kit_of(name), raw(name), edits)[0]


@pytest.mark.parametrize(("name", "table", "column"), TYPED)
def test_a_wrong_figure_under_a_typed_total_is_found(
    name: str, table: str, column: str, request: pytest.FixtureRequest
) -> None:
    cells = filled(name)[table, column]
    step = 1 if request.config.getoption("--every-amount") else -(-len(cells) // FEW)
    workbook = with_totals(name)
    assert [key for key, value in cells[::step] if not more(name, workbook, table, key, column, value)] == []


@pytest.mark.parametrize("name", kit_ids())
def test_the_unchanged_sample_names_no_cell(name: str) -> None:
    assert named_cells(name, raw(name)) == set()
    assert sample_report(name).ok


@pytest.mark.parametrize("place", UNKNOWABLE)
def test_the_list_of_unknowable_cells_holds_no_other(place: tuple[str, str, str]) -> None:
    name, table, row = place
    workbook, ref = changed(name, (table, row, next(p[2] for p in places(name) if p[:2] == (table, row))))
    assert ref not in named_cells(name, workbook)
