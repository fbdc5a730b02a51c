"""The rules that sentences follow: what is left out, what is worded otherwise, what a person may replace."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from disclosegen.document.blocks import Paragraph
from disclosegen.document.compose import compose
from disclosegen.findings import Finding, Severity
from disclosegen.kit.load import Kit
from disclosegen.pipeline import Report
from disclosegen.workbook.content import Content
from tests.conftest import without_projects
from tests.helpers.sheets import content, edit

Checked = Callable[[Content], Report]


def sentences(report: Report) -> dict[str, str]:
    """Printed sentences by their id; several paragraphs of one id are joined."""
    assert report.data is not None
    found: dict[str, str] = {}
    for block in compose(report.data).document.blocks():
        if isinstance(block, Paragraph) and block.source:
            found[block.source] = found.get(block.source, "") + block.text
    return found


def questions(report: Report) -> list[Finding]:
    return [finding for finding in report.findings if finding.severity is not Severity.NOTE]


def test_no_percentage_on_a_zero_base(checked: Checked, sample: Content) -> None:
    said = sentences(checked(sample))
    assert said["s05-class:211"].startswith("节能环保支出年初预算0万元，支出决算7.27万元，用于")
    assert "较上年决算增加7.27万元，主要原因是" in said["s05-class:211"]
    assert "政府性基金预算财政拨款收入总计增加137.34万元，政府性基金" in said["s07"]


def test_an_equal_figure_has_its_own_words(checked: Checked, sample: Content) -> None:
    for row in ("income_total", "expenditure_total"):
        sample = edit(sample, f"prior.{row}.amount", "6717.05")
    report = checked(edit(sample, "reasons.s01.reason.text", ""))
    assert sentences(report)["s01"].endswith("与上年相比，收入总计与上年相同，支出总计与上年相同。")
    assert not [f for f in report.findings if f.rule == "N-missing"]


def test_a_reason_for_a_change_that_did_not_happen_is_asked_about(checked: Checked, sample: Content) -> None:
    for row in ("income_total", "expenditure_total"):
        sample = edit(sample, f"prior.{row}.amount", "6717.05")
    found = [f for f in questions(checked(sample)) if f.rule == "N-unneeded"]
    assert [f.cells[0].sheet for f in found] == ["原因说明"]


def test_one_source_only_is_a_list_of_one(checked: Checked, sample: Content, kit: Kit) -> None:
    only = content(
        kit,
        """
        # unit
        unit_name | 某某局
        # duties
        一段话
        # organisation
        一段话
        # t02
        2010101 | | 5.05
        # t03
        2010101 | | 5.05
        # t04
        general | 5.05
        # t05
        2010101 | | 5.05
        # t06
        30101 | 5.05
        # prior
        fund_income_total | 0
        fund_expenditure_total | 0
        state_expenditure | 0
    """.replace("        ", ""),
    )
    said = sentences(checked(only))
    assert said["s02"] == "2024年度收入合计5.05万元，其中："
    assert said["s02-source:fiscal"] == "财政拨款收入5.05万元，占比100.00%。"
    assert said["s03-kind:basic"] == "基本支出5.05万元，占比100.00%。"
    assert said["s05-share:201"] == "一般公共服务支出(类)5.05万元，占比100.00%。"
    assert said["s06-personnel"] == "人员经费5.05万元，主要包括工资福利支出5.05万元。"
    assert "s06-operating" not in said
    assert said["s07-none"] == "本年度无此项收支。"
    assert said["s08-none"] == "本年度无此项支出。"


def test_the_word_for_oneself_follows_the_kind(checked: Checked, sample: Content) -> None:
    said = sentences(checked(edit(sample, "unit.unit_kind.text", "部门")))
    assert "主要原因是：本部门无因公出国（境）费支出" in said["s09-overseas"]
    assert "本部门（单位）共有车辆" in said["s10-vehicles"]  # fixed words stay


def test_vehicles_with_a_number_are_listed_and_other_use_always(checked: Checked, sample: Content) -> None:
    said = sentences(checked(sample))["s10-vehicles"]
    assert said.startswith(
        "截至2024年12月31日，本部门（单位）共有车辆69辆。其中：机要通信用车1辆、应急保障用车2辆、执法执勤用车51辆、特种专业技术用车14辆，其他用车1辆，其他用车主要是"
    )
    for row in ("confidential", "emergency", "enforcement", "special", "other_use"):
        sample = edit(sample, f"t10.{row}.figure", "")
    none = sentences(checked(edit(edit(sample, "t10.vehicles.figure", ""), "reasons.s10-vehicles.use.text", "")))[
        "s10-vehicles"
    ]
    assert "共有车辆0辆。其中：其他用车0辆，其他用车主要是无。" in none


def test_a_class_that_vanished_is_asked_about_until_it_is_settled(checked: Checked, sample: Content) -> None:
    gone = edit(edit(sample, "classes.205.prior_final", "3.00"), "classes.total.prior_final", "6985.92")
    asked = [f for f in questions(checked(gone)) if f.rule == "P-vanished"]
    assert [(f.severity.value, f.message) for f in asked] == [
        ("核实", "“教育支出”上年决算 3.00 万元，今年没有支出，也没有说明")
    ]
    quiet = checked(edit(gone, "reasons.s05-class.reason:205.text", "不列示"))
    assert not [f for f in questions(quiet) if f.rule == "P-vanished"]
    assert "s05-class:205" not in sentences(quiet)
    told = checked(edit(gone, "reasons.s05-class.reason:205.text", "本年度没有安排培训项目"))
    assert (
        sentences(told)["s05-class:205"]
        == "教育支出年初预算0万元，支出决算0万元。较上年决算减少3.00万元，下降100.00%，主要原因是本年度没有安排培训项目。"
    )


def test_grades_that_are_not_zero_are_counted(checked: Checked, sample: Content) -> None:
    sample = without_projects(sample)
    some = edit(edit(sample, "other.grade_excellent.figure", "7"), "other.grade_medium.figure", "2")
    report = checked(some)
    assert [f.message for f in questions(report)] == [
        "情况说明“十（四）评为“中”“差”的项目的改进措施”：缺少“对自评为“中”“差”的项目采取的改进措施”"
    ]
    said = sentences(checked(edit(some, "reasons.s10-measures.measures.text", "逐项整改")))
    assert "自评结果为：7个项目自评等级为“优”，2个项目自评等级为“中”" in said["s10-performance"]
    assert said["s10-measures"] == "对自评等级为“中”的项目，逐项整改。"


def test_procurement_without_small_firms_has_no_share(checked: Checked, sample: Content) -> None:
    none = edit(edit(sample, "other.small_medium.figure", "0"), "other.small_micro.figure", "0")
    assert sentences(checked(none))["s10-procurement"].endswith(
        "政府采购授予中小企业合同金额0万元。其中：授予小微企业合同金额0万元。"
    )


def test_a_clerks_own_list_replaces_the_computed_one(checked: Checked, sample: Content) -> None:
    said = sentences(checked(edit(sample, "reasons.s06-operating.items.text", "办公费29.14万元等")))
    assert said["s06-operating"] == "公用经费675.49万元，主要包括办公费29.14万元等。"


def test_a_sentence_may_be_replaced_and_its_figures_are_checked(checked: Checked, sample: Content) -> None:
    right = checked(edit(sample, "replacements.s02.text", "本年度收入合计为6,650.61万元，其中："))
    assert sentences(right)["s02"] == "本年度收入合计为6,650.61万元，其中："
    assert questions(right) == []
    wrong = questions(checked(edit(sample, "replacements.s02.text", "本年度收入合计为6,605.61万元，其中：")))
    assert [(f.rule, f.severity.value) for f in wrong] == [("N-replaced", "错误")]
    assert "6,605.61万元" in wrong[0].message and "6650.61万元" in wrong[0].message


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("XX项目减少", "X-placeholder"),
        ("人员增加（减少）", "X-placeholder"),
        ("人员减少。。支出减少", "X-doubled"),
        ("因本年度人员减少", "X-lead"),
        ("主要原因是人员减少", "X-lead"),
        ("2021年人员减少", "X-year"),
        ("缴纳养老保险277.56万元", "X-twin"),
        ("请与13812345678联系", "X-mobile"),
        ("办公电话0353-1234567", "X-phone"),
    ],
)
def test_typed_words_are_proof_read(checked: Checked, sample: Content, text: str, rule: str) -> None:
    found = questions(checked(edit(sample, "reasons.s01.reason.text", text)))
    assert [(f.rule, f.severity.value) for f in found] == [(rule, "核实")]


def test_hostile_words_come_out_as_the_characters_they_are(checked: Checked, sample: Content) -> None:
    text = "=cmd|' /C calc'!A0 {{ year }} <script>alert(1)</script> &amp; ]]>"
    report = checked(edit(sample, "reasons.s01.reason.text", text))
    assert f"主要原因是{text}。" in sentences(report)["s01"]
