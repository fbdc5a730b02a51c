"""A workbook in 万元 whose first sheet says 元, or the other way round: one finding, and nothing that only follows from it."""

from __future__ import annotations

import pytest

from disclosegen.checks.base import Status
from disclosegen.findings import Finding, Severity
from disclosegen.money import Unit
from disclosegen.pipeline import Report, check_book
from disclosegen.unit_slip import with_unit
from tests.conftest import kit_named, sample_content
from tests.helpers.patched import book_of, checked_content
from tests.helpers.sheets import edit

SHEET = "单位信息"
IN_WAN = (
    "henan-final-2023",
    "shanxi-budget-2024",
    "shanxi-final-2024",
    "shanxi-final-2024.lanxian",
    "shanxi-final-2025",
)
IN_YUAN = "shanxi-final-2024.gaoping"


def in_other_unit(name: str, unit: Unit, *edits: tuple[str, str]) -> Report:
    """What a check says of a sample whose choice of the unit alone is another."""
    content = sample_content(name)
    for place, value in edits:
        content = edit(content, place, value)
    kit = kit_named(name)
    data = checked_content(kit, content).data
    assert data is not None
    choice = data.identity_cell("money_unit")
    assert choice is not None
    book = with_unit(book_of(kit, content), choice.ref, unit)
    return check_book(book, kit, kit.file.version, "表.xlsx")


def asked(report: Report) -> list[Finding]:
    """All findings but notes."""
    return [one for one in report.findings if one.severity is not Severity.NOTE]


@pytest.mark.parametrize("name", [*IN_WAN, IN_YUAN])
def test_the_unit_is_named_and_nothing_else(name: str) -> None:
    report = in_other_unit(name, Unit.WAN if name == IN_YUAN else Unit.YUAN)
    (found,) = asked(report)
    assert found.rule in ("V-unit", "U-money") and found.cells[0].sheet == SHEET
    assert "其余许多问题只因这一处" in found.message
    assert report.data is not None and report.data.money_unit is (Unit.WAN if name == IN_YUAN else Unit.YUAN)
    assert {one.rule for one in report.verdicts if one.status is Status.WRONG} <= {"V-unit", "U-money"}


def test_sums_in_cents_make_it_an_error() -> None:
    (found,) = asked(in_other_unit("shanxi-final-2024", Unit.YUAN))
    assert found.rule == "V-unit" and "处合计只差几分" in found.message
    assert {"U-money", "P-initial", "X-named"} <= {*found.also}


def test_what_is_wrong_beside_the_unit_is_said_too() -> None:
    balance, unit = asked(in_other_unit("shanxi-final-2024", Unit.YUAN, ("t01.carried_in.amount", "60")))
    assert balance.rule == "T01-income_total" and balance.suspects[0].sheet.startswith("01")
    assert unit.rule == "U-money" and unit.cells[0].sheet == SHEET


def test_a_cent_in_a_workbook_in_yuan_is_the_sums_own() -> None:
    content = edit(sample_content(IN_YUAN), "t01.carried_in.amount", "60000.02")
    found = checked_content(kit_named(IN_YUAN), content).findings
    assert [one.rule for one in found] == ["T01-balance"]
