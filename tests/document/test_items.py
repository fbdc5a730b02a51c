"""Lists of 项, words beside a budget row, forms and projects in the text, months in Chinese figures."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from disclosegen.document.blocks import Contents, Document, Heading
from disclosegen.document.compose import Composed, chinese_month, compose
from disclosegen.document.text import to_text
from disclosegen.kit.grid import OpenRow
from disclosegen.pipeline import Report
from disclosegen.workbook.content import Content
from tests.conftest import kit_named, sample_content
from tests.helpers.few import few_content
from tests.helpers.patched import checked_content
from tests.helpers.sheets import edit

KIT = "henan-final-2023"
ITEM = "（项）年初预算为"


@pytest.fixture
def filled() -> Content:
    return few_content(KIT)


@pytest.fixture
def report() -> Callable[[Content], Report]:
    return lambda content: checked_content(kit_named(KIT), content)


def composed(report: Report) -> Composed:
    assert report.data is not None
    return compose(report.data)


def items(report: Report) -> list[str]:
    return [line for line in to_text(composed(report).document).splitlines() if ITEM in line]


def test_an_item_with_a_budget_and_no_spending_is_listed(report, filled: Content) -> None:
    lines = items(report(filled))
    assert len(lines) == 11
    assert lines[1].startswith(
        "2. 一般公共服务支出（类）群众团体事务（款）其他群众团体事务支出（项）年初预算为50.00万元，支出决算为0.00万元，完成年初预算的0.00%，"
    )


def test_an_item_without_a_budget_has_no_rate(report, filled: Content) -> None:
    assert "年初预算为0.00万元，支出决算为13.80万元，决算数与年初预算数存在差异" in items(report(filled))[2]


def test_a_missing_reason_names_the_row_of_the_budget(report, filled: Content) -> None:
    found = report(edit(filled, "budgets.2040201.reason", "")).findings
    missing = [f for f in found if f.rule == "N-missing"]
    assert [f.advice for f in missing] == ["请在“上年数与年初预算”科目 2040201 一行填写。"]
    assert missing[0].cells[0].cell


def test_a_reason_is_asked_for_even_without_a_row(report, filled: Content) -> None:
    rows = dict(filled.rows)
    rows["budgets", 0] = tuple(row for row in rows["budgets", 0] if row.key != "2040299")
    values = {key: value for key, value in filled.values.items() if key[:2] != ("budgets", "2040299")}
    assert [f.rule for f in report(Content(values, rows)).findings if f.severity.value == "错误"] == ["N-missing"]


def test_an_item_that_met_its_budget_needs_no_reason(report, filled: Content) -> None:
    content = edit(edit(filled, "budgets.2011105.initial_budget", "40.85"), "budgets.2011105.reason", "")
    content = edit(content, "budgets.total.initial_budget", "69912.77")
    result = report(content)
    assert result.ok
    assert items(result)[0].endswith("完成年初预算的100.00%，决算数与年初预算数无差异。")


def test_reasons_beside_a_budget_are_proof_read_like_others(report, filled: Content) -> None:
    found = report(edit(filled, "budgets.2040201.reason", "主要原因是增人增资")).findings
    assert [f.rule for f in found if f.severity.value == "核实"] == ["X-lead"]


def test_texts_are_counted(report, filled: Content) -> None:
    rows = dict(filled.rows)
    rows["units", 0] = (*rows["units", 0], OpenRow("15"))
    content = Content({**filled.values, ("units", "15", "text"): "安阳市公安局测试分局"}, rows)
    text = to_text(composed(report(content)).document)
    assert "范围的单位共15个" in text and "\n15. 安阳市公安局测试分局\n" in text


def forms_of(document: Document) -> list[tuple[str, str]]:
    """The lines of the contents page for the two kinds of forms, each with what stands where it leads."""
    contents = next(block for block in document.blocks() if isinstance(block, Contents))
    headings = {block.anchor: block.text for block in document.blocks() if isinstance(block, Heading)}
    return [(entry.text, headings[entry.anchor]) for entry in contents.entries if "自评情况表" in entry.text]


def test_a_line_of_the_contents_page_leads_to_the_first_form(report, filled: Content) -> None:
    assert forms_of(composed(report(filled)).document) == [
        ("十、部门整体支出绩效自评情况表", "部门整体支出绩效自评情况表"),
        ("十一、项目支出绩效自评情况表", "项目支出绩效自评情况表"),
    ]


def test_where_nothing_was_evaluated_sentences_stand_for_forms(report, filled: Content) -> None:
    forms = ("whole", "project", "indicators")
    none = Content(
        {place: value for place, value in filled.values.items() if not place[0].startswith(forms)},
        {place: rows for place, rows in filled.rows.items() if not place[0].startswith(forms)},
    )
    document = composed(report(none)).document
    assert [title for title, _ in forms_of(document)] == [heading for _, heading in forms_of(document)]
    text = to_text(document)
    assert "\n说明：我部门2023年度没有开展部门整体支出绩效自评，故本表无数据。\n" in text
    assert "\n说明：我部门2023年度没有进行自评的项目支出，故本表无数据。\n" in text
    assert "我部门2023年度没有进行自评的项目支出。" in text


def listed(text: str, number: int) -> str:
    """A line of the numbered list of projects."""
    return next(line for line in text.splitlines() if line.startswith(f"{number}、") and "预算数" in line)


def test_projects_in_the_text_are_their_records(report) -> None:
    filled = sample_content(KIT)
    for place, value in (
        ("projects.1.published", "不公开"),
        ("projects.4.published", "涉密"),
        ("project_money.3.executed", "800"),
        ("project_money.4.executed", "20"),
    ):
        filled = edit(filled, place, value)
    text = to_text(composed(report(filled)).document)
    assert "支出共34个，决算资金共3105.71万元，占2023年所有项目支出总额的33.18%，分别是：" in text
    assert listed(text, 1) == "1、不便公开名称的项目，项目2023年预算数10.82万元，执行数10.82万元。"
    assert "临时居民身份证制证经费" not in text
    assert listed(text, 3).endswith("预算数1500万元，执行数800万元。")  # paid: a reason would be left out
    assert listed(text, 4) == "4、2023年省级平安河南建设专项资金项目，项目2023年预算数50万元，执行数20万元。"
    assert listed(text, 5).endswith("预算数430万元，财政未拨付资金，未形成支付。")
    assert len(re.findall("^项目支出绩效自评情况表$", text, re.M)) == 32


def test_an_empty_table_leaves_blank_what_is_0_elsewhere(report, filled: Content) -> None:
    text = to_text(composed(report(filled)).document)
    assert "\n合计\t\t\t\n" in text and "\n合计\t0\t3,621.36\t" in text


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("2024年9月", "二〇二四年九月"),
        ("2024-09", "二〇二四年九月"),
        ("2025.12", "二〇二五年十二月"),
        ("2024年9月1日", "二〇二四年九月"),
        ("2024年13月", "2024年13月"),
        ("九月", "九月"),
        ("", ""),
    ],
)
def test_a_month_in_chinese_figures(typed: str, printed: str) -> None:
    assert chinese_month(typed) == printed


def test_a_cover_without_a_month_has_no_empty_line(report, filled: Content) -> None:
    cover = composed(report(edit(filled, "unit.month.text", ""))).document.sections[0].blocks
    assert [block.text for block in cover] == ["安阳市公安局", "2023年度部门决算"]
