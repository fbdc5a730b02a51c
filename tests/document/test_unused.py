"""Words that the document does not print are asked about, unless something else is wrong already."""

from __future__ import annotations

from collections.abc import Callable

from disclosegen.pipeline import Report
from disclosegen.workbook.content import Content
from tests.helpers.sheets import edit


def rules(report: Report) -> set[str]:
    return {finding.rule for finding in report.findings if finding.severity.value != "提示"}


def test_a_use_in_the_row_of_a_category_without_money(checked: Callable[[Content], Report], sample: Content) -> None:
    report = checked(edit(sample, "reasons.s05-class.use:213.text", "购买树苗"))
    (finding,) = [finding for finding in report.findings if finding.rule == "N-unused"]
    assert "购买树苗" in finding.message and finding.cells[0].sheet == "原因说明"
    assert rules(report) == {"N-unused"}


def test_it_waits_until_the_figures_are_right(checked: Callable[[Content], Report], sample: Content) -> None:
    broken = edit(edit(sample, "reasons.s05-class.use:213.text", "购买树苗"), "t01.income_year.amount", "1")
    assert "N-unused" not in rules(checked(broken))


def test_a_reason_without_a_change_names_the_figures(checked: Callable[[Content], Report], sample: Content) -> None:
    same = edit(sample, "prior.agency.amount", "675.49")
    (finding,) = [finding for finding in checked(same).findings if finding.rule == "N-unneeded"]
    assert {ref.sheet for ref in finding.cells} == {"原因说明", "上年数与年初预算", "10相关信息统计表"}


def test_a_choice_that_switches_a_rule_on_is_named(checked: Callable[[Content], Report], sample: Content) -> None:
    (finding,) = [f for f in checked(edit(sample, "unit.has_agency.text", "无")).findings if f.rule == "T10-no-agency"]
    assert "单位信息" in {ref.sheet for ref in finding.cells}
