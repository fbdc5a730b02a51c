"""Words of a whole workbook: the figures of the sentence beside them, lists, replaced sentences, names of rows, and the ledger."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from disclosegen.checks.base import Status
from disclosegen.findings import Severity
from disclosegen.pipeline import Report
from disclosegen.proof.finished import one_digit
from disclosegen.proof.grammar import amounts, counts, decimal, rates, slipped
from disclosegen.proof.run import RULES, proof_read
from disclosegen.workbook.content import Content
from tests.conftest import SAMPLES, kit_named, sample_content, sample_report
from tests.helpers.patched import checked_content
from tests.helpers.sheets import edit

Checked = Callable[[Content], Report]


def asked(report: Report) -> list[tuple[str, str]]:
    """Rule and first cell's sheet of everything that is not a note."""
    return [(f.rule, f.cells[0].sheet) for f in report.findings if f.severity is not Severity.NOTE]


@pytest.mark.parametrize("name", SAMPLES)
def test_the_words_of_a_sample_are_right(name: str) -> None:
    report = sample_report(name)
    verdicts = {verdict.rule: verdict for verdict in report.verdicts}
    assert {rule.id for rule in RULES} <= set(verdicts)
    assert [f for rule in RULES for f in verdicts[rule.id].findings] == []


@pytest.mark.parametrize(
    ("row", "text", "rule"),
    [
        ("s01.reason", "本年度财政拨款收入增加，支出相应增加", "X-opposite"),
        ("s01.reason", "收入比上年减少602.07万元", "X-near"),
        ("s09-vehicle-purchase.reason", "购置6辆执法执勤用车，同时购置7辆面包车", "X-count"),
        (
            "s05-class.use:208",
            "单位离退休支出206.25万元、基本养老保险缴费377.55万元和职业年金缴费197.02万元",
            "X-named",
        ),
        ("s09-vehicle-running-use.use", "主要用于燃料和维修", "X-joint"),
    ],
)
def test_typed_words_are_held_against_their_sentence(
    checked: Checked, sample: Content, row: str, text: str, rule: str
) -> None:
    assert asked(checked(edit(sample, f"reasons.{row}.text", text))) == [(rule, "原因说明")]


def test_the_finding_names_the_figure_too(checked: Checked, sample: Content) -> None:
    report = checked(edit(sample, "reasons.s09-vehicle-purchase.reason.text", "购置执法执勤用车6辆"))
    finding = next(f for f in report.findings if f.rule == "X-count")
    assert [ref.sheet for ref in finding.cells] == ["原因说明", "其他情况"]
    assert "6辆" in finding.message and "16 辆" in finding.message


def test_lists_whose_figures_are_computed_are_not_held() -> None:
    kit = "henan-final-2023"
    filled = sample_content(kit)
    for row in filled.rows["projects", 0]:
        filled = edit(filled, f"projects.{row.key}.called", f"第{row.key}个项目")
    report = checked_content(kit_named(kit), filled)
    assert [f.message for f in report.findings if f.rule == "X-listed"] == []


def test_a_secret_project_with_its_amount_in_the_row() -> None:
    kit = "shanxi-budget-2024"
    sample = sample_content(kit)
    rows = dict(sample.rows)
    place = ("t12", 0)
    named = rows[place]
    at = next(number for number, row in enumerate(named) if row.name == "中队建设资金")
    column = named[at].texts[0][0]
    changed = type(named[at])(named[at].key, "", "涉密项目", ((column, "涉密项目"), *named[at].texts[1:]))
    rows[place] = (*named[:at], changed, *named[at + 1 :])
    report = checked_content(kit_named(kit), Content(sample.values, rows))
    found = [f for f in report.findings if f.rule == "X-secret"]
    assert len(found) == 1 and found[0].cells[0].cell


def test_replaced_sentences_keep_counts_too(checked: Checked, sample: Content) -> None:
    text = "2、公务用车购置支出74.10万元，使用财政拨款共购置公务用车{}辆，主要用于：基层执法。"
    place = "replacements.s09-vehicle-purchase-use.text"
    assert asked(checked(edit(sample, place, text.format(16)))) == []
    assert asked(checked(edit(sample, place, text.format(18)))) == [("X-replaced", "原因说明")]


def test_private_numbers_are_masked_wherever_they_are_quoted(checked: Checked, sample: Content) -> None:
    report = checked(edit(sample, "reasons.s01.reason.text", "2021年人员减少，电话13812345678。。"))
    assert {f.rule for f in report.findings if f.severity is Severity.WARNING} == {"X-year", "X-doubled", "X-mobile"}
    assert not [f for f in report.findings if "13812345678" in f.message]


def test_rules_that_have_nothing_to_read_do_not_count_as_passed(checked: Checked, sample: Content) -> None:
    report = checked(sample)
    assert report.data is not None
    verdicts = {verdict.rule: verdict for verdict in report.verdicts}
    assert verdicts["X-replaced"].status is verdicts["N-replaced"].status is Status.NOT_APPLICABLE
    broken = checked(edit(sample, "reasons.s01.reason.text", "#REF!"))
    unchecked = {verdict.rule: verdict for verdict in broken.verdicts}["X-year"]
    assert unchecked.status is Status.UNCHECKED and "原因说明!" in unchecked.why


def test_without_a_document_the_words_are_still_read(checked: Checked, sample: Content) -> None:
    report = checked(edit(sample, "reasons.s01.reason.text", "缴纳养老保险277.56万元"))
    assert report.data is not None
    assert [f.rule for verdict in proof_read(report.data) for f in verdict.findings] == ["X-twin"]


def test_the_grammar() -> None:
    assert [(value.text, str(value.value)) for value in amounts("共1,144,629.25元，6.5 亿元和3万元")] == [
        ("1,144,629.25元", "114.462925"),
        ("6.5 亿元", "65000.0"),
        ("3万元", "3"),
    ]
    assert [value.text for value in rates("增长8.45%，12个百分点，5％")] == ["8.45%", "5％"]
    assert [
        (str(value.number), value.unit) for value in counts("购置16辆、2台（套），5个百分点，三家，30批次270人次")
    ] == [
        ("16", "辆"),
        ("2", "台（套）"),
        ("3", "家"),
        ("30", "批次"),
        ("270", "人次"),
    ]
    assert [decimal(word) for word in ("十", "十二", "二十", "三十五", "两")] == [10, 12, 20, 35, 2]


@pytest.mark.parametrize(
    ("one", "other", "slip"),
    [
        ("62007", "62007", False),
        ("62007", "62009", True),
        ("62007", "60207", True),
        ("62007", "6207", True),
        ("62007", "60270", False),
        ("62007", "51007", False),
    ],
)
def test_slips_of_the_hand(one: str, other: str, slip: bool) -> None:
    assert slipped(one, other) is slip


@pytest.mark.parametrize(("difference", "slip"), [("0.30", True), ("720.00", True), ("45.48", False), ("-9", True)])
def test_differences_of_one_digit(difference: str, slip: bool) -> None:
    from decimal import Decimal

    assert one_digit(Decimal(difference)) is slip


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("shanxi-final-2024", "阳泉市公安局城区分居"),
        ("shanxi-final-2024", "阳泉市公安局城区局"),
        ("henan-final-2023", "安阳市公安局局"),
        ("henan-final-2023", "安阳市公按局"),
        ("shanxi-final-2024.lanxian", "某县公安分局"),
    ],
)
def test_a_slip_in_the_units_own_name_is_told_once_and_at_the_first_sheet(name: str, unit: str) -> None:
    sample = sample_content(name)
    report = checked_content(kit_named(name), edit(sample, "unit.unit_name.text", unit))
    (found,) = [one for one in report.findings if one.severity is not Severity.NOTE]
    assert found.rule == "X-unit" and unit in found.message and "只差一个字" in found.message
    assert found.cells[0].sheet == "单位信息" and len(found.cells) > 1


def test_the_superiors_name_is_no_slip_of_the_units(checked: Checked, sample: Content) -> None:
    """Of a branch whose texts do not name it, the superior differs by one character too."""
    filled = edit(sample, "unit.unit_name.text", "某市公安分局")
    for table, row, column in sample.values:
        if table == "projects" and column in ("department", "unit"):
            filled = edit(filled, f"projects.{row}.{column}", "某市公安局" if column == "department" else "")
    report = checked(edit(filled, "organisation.1.text", "本单位设22个内设机构。"))
    assert [one.message for one in report.findings if one.rule == "X-unit"] == []


@pytest.mark.parametrize(
    ("place", "text", "cells"),
    [
        ("units.14", "安阳市看守所", 2),
        ("duties.6", "（五）管理社会治安，处置重大治安事故和群体性事件。", 2),
        ("duties.6", "主要职责如下：", 0),
        ("units.14", "安阳市第二看守所", 0),
    ],
)
def test_a_unit_or_a_duty_that_stands_twice(place: str, text: str, cells: int) -> None:
    kit = "henan-final-2023"
    report = checked_content(kit_named(kit), edit(sample_content(kit), f"{place}.text", text))
    found = [one for one in report.findings if one.severity is not Severity.NOTE]
    assert [(one.rule, len(one.cells)) for one in found] == ([("X-repeated", cells)] if cells else [])
