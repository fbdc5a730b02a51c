"""A workbook in 万元 whose first sheet says 元: one finding, and none of the differences that follow from it."""

from __future__ import annotations

import pytest

from disclosegen.findings import Severity
from tests.conftest import kit_named, sample_content
from tests.helpers.patched import checked_content
from tests.helpers.sheets import edit

RULE = "V-unit"
IN_WAN = ("henan-final-2023", "shanxi-budget-2024", "shanxi-final-2024")
IN_YUAN = "shanxi-final-2024.gaoping"


@pytest.mark.parametrize("name", IN_WAN)
def test_the_unit_is_named_and_not_each_sum(name: str) -> None:
    report = checked_content(kit_named(name), edit(sample_content(name), "unit.money_unit.text", "元"))
    (unit,) = [finding for finding in report.findings if finding.rule == RULE]
    assert unit.cells[0].sheet == "单位信息"
    (size,) = [finding for finding in report.findings if finding.rule == "U-money"]
    assert size.cells[0] == unit.cells[0] and "小得不像" in size.message
    wrong = [one for one in report.findings if one.severity is Severity.ERROR and one.rule[:1] == "T"]
    assert wrong == []


def test_a_cent_in_a_workbook_in_yuan_is_the_sums_own() -> None:
    content = edit(sample_content(IN_YUAN), "t01.carried_in.amount", "60000.02")
    found = checked_content(kit_named(IN_YUAN), content).findings
    assert [one.rule for one in found if one.severity is Severity.ERROR] == ["T01-balance"]
