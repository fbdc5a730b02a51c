"""One kit, several forms: the clerk's choice, columns that only one of them prints, workbooks from before there was a choice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from disclosegen.document.blocks import TableBlock
from disclosegen.document.compose import compose
from disclosegen.findings import Severity
from disclosegen.pipeline import Report, check
from disclosegen.workbook.content import Content
from tests.conftest import kit_named, sample_content
from tests.helpers.kept import written
from tests.helpers.sheets import edit

KIT = "shanxi-final-2024"
SECOND, REPORT = f"{KIT}.lanxian", f"{KIT}.gaoping"
CHOICE = "unit.project_form.text"
NEW_ROWS = ("绩效一段是否写占比", "自评项目资金按哪一项统计", "项目自评表的样式")
NEW_COLUMNS = {
    "项目": ("报告是否带目录",),
    "项目资金": ("目标申报数", "预算编制数", "资金结（转）余", "偏差原因"),
    "绩效指标": ("调整后指标值", "定性指标情况说明", "分值"),
    "项目文字": (
        *("年度目标", "实际完成情况", "项目实施和预算执行情况", "产出情况及分析", "效益情况及分析"),
        *("满意度情况及分析", "下一步改进措施及管理建议", "项目概况", "立项依据", "项目设立的必要性"),
        *("保证项目实施的措施与制度", "项目实施期绩效目标", "项目实施计划"),
    ),
}
Checked = Callable[[Content], Report]


def forms(report: Report) -> set[str]:
    """Which forms the document prints."""
    assert report.composed is not None
    ids = {block.id.split("-")[0] for block in report.composed.document.blocks() if isinstance(block, TableBlock)}
    return ids & {"yangquan", "lanxian", "gaoping"}


def said(report: Report) -> list[tuple[str, str]]:
    """Rules and messages of everything but notes."""
    return [(one.rule, one.message) for one in report.findings if one.severity is not Severity.NOTE]


@pytest.mark.parametrize(
    ("sample", "choice", "expected"),
    [
        (KIT, "", {"yangquan"}),
        (KIT, "项目支出绩效自评表（按一级指标打分）", {"yangquan"}),
        (SECOND, "项目支出绩效自评表（按三级指标打分）", {"lanxian"}),
        (REPORT, "项目支出绩效自评分析报告", {"gaoping"}),
    ],
)
def test_the_clerk_chooses_the_form_and_a_blank_is_the_first(
    checked: Checked, sample: str, choice: str, expected: set[str]
) -> None:
    report = checked(edit(sample_content(sample), CHOICE, choice))
    assert forms(report) == expected
    assert said(report) == []


def test_a_form_that_is_none_of_the_kit_is_a_finding(checked: Checked) -> None:
    found = said(checked(edit(sample_content(KIT), CHOICE, "别的表")))
    assert [rule for rule, _ in found] == ["V-choice"]


def test_the_child_kit_offers_all_forms() -> None:
    assert list(kit_named("shanxi-final-2025").forms) == ["yangquan", "lanxian", "gaoping"]


def without_the_choice(data: bytes) -> bytes:
    """The workbook as version 1.1 of the kit made it: no row for the choice, no column of the second form."""
    book = openpyxl.load_workbook(BytesIO(data))
    for name in (*NEW_COLUMNS, "单位信息"):  # merged ranges do not move with what is deleted
        for merged in list(book[name].merged_cells.ranges):
            book[name].unmerge_cells(str(merged))
    for sheet, labels in NEW_COLUMNS.items():
        for label in labels:
            cells = [cell for row in book[sheet].iter_rows() for cell in row if cell.value == label]
            assert len(cells) == 1, label
            book[sheet].delete_cols(cells[0].column)
    for label in NEW_ROWS:
        book["单位信息"].delete_rows(next(cell.row for cell in book["单位信息"]["A"] if cell.value == label))
    book.defined_names["disclosegen_version"].value = '"1.1"'
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def test_a_workbook_from_before_the_choice_reads_as_before(tmp_path: Path) -> None:
    new, old = tmp_path / "新表.xlsx", tmp_path / "旧表.xlsx"
    new.write_bytes(written(kit_named(KIT), sample_content(KIT)))
    old.write_bytes(without_the_choice(new.read_bytes()))
    report, before = check(new), check(old)
    assert {one.rule for one in before.findings} - {one.rule for one in report.findings} == {"F-version"}
    assert said(before) == []
    assert report.data is not None and before.data is not None
    assert [block_text(one) for one in tables(before)] == [block_text(one) for one in tables(report)]


def tables(report: Report) -> list[TableBlock]:
    assert report.composed is not None
    return [block for block in report.composed.document.blocks() if isinstance(block, TableBlock)]


def block_text(block: TableBlock) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in block.body]


# ---------------------------------------------------------------- nothing typed is lost in silence


def test_texts_of_the_other_form_are_asked_about_once_a_column(checked: Checked) -> None:
    some = edit(sample_content(KIT), "project_texts.1.goal", "全年按标准发放补助。")
    some = edit(edit(some, "project_texts.2.goal", "全年开展禁毒宣传。"), "indicators.1.explanation", "按名册发放")
    assert said(checked(some)) == [
        ("N-unused", "“项目文字”的“年度目标”填了 2 处，“项目支出绩效自评表（按一级指标打分）”和情况说明里都没有用到"),
        (
            "N-unused",
            "“绩效指标”的“定性指标情况说明”填了 1 处，“项目支出绩效自评表（按一级指标打分）”和情况说明里都没有用到",
        ),
    ]


def test_texts_of_a_project_that_is_not_published_are_nobodys_business(checked: Checked) -> None:
    some = edit(sample_content(KIT), "project_texts.1.goal", "全年按标准发放补助。")
    assert "N-unused" not in {rule for rule, _ in said(checked(edit(some, "projects.1.published", "不公开")))}


def test_a_source_without_a_row_in_the_form_is_a_finding() -> None:
    path = Path(__file__).resolve().parent.parent / "samples" / f"{KIT}.xlsx"
    model = check(path).data
    assert model is not None
    first = model.projects[0]
    stray = replace(first.money[0], source="市县区财政资金")
    broken = replace(model, projects=(replace(first, money=(stray,)), *model.projects[1:]))
    assert [(one.rule, one.message) for one in compose(broken).findings] == [
        (
            "P-place",
            "项目“援疆人员补助”的资金来源在“项目支出绩效自评表（按一级指标打分）”里没有位置（市县区财政资金）",
        )
    ]


# ---------------------------------------------------------------- the paragraph on performance


def performance(report: Report) -> str:
    assert report.composed is not None
    text = [getattr(block, "text", "") for block in report.composed.document.blocks()]
    return next(one for one in text if one.startswith("根据预算绩效管理要求"))


def test_the_paragraph_gives_the_money_by_the_chosen_measure(checked: Checked) -> None:
    sample = sample_content(SECOND)
    assert "共涉及资金2,472.24万元，占本部门（单位）项目支出总额的94.74%，" in performance(checked(sample))
    executed = edit(sample, "unit.evaluated_by.text", "全年执行数")
    assert "共涉及资金1,722.92万元，占本部门（单位）项目支出总额的66.03%，" in performance(checked(executed))
    assert "共涉及资金2,472.24万元，其中" in performance(
        checked(edit(sample, "unit.share_in_performance.text", "不写"))
    )


def test_a_project_without_a_budget_has_no_rate_in_its_summary(checked: Checked) -> None:
    report = checked(sample_content(SECOND))
    assert report.composed is not None
    text = [getattr(block, "text", "") for block in report.composed.document.blocks()]
    first = next(one for one in text if one.startswith("1. 解剖室改造工程项目绩效自评综述"))
    assert "自评得分为0分。项目全年预算数为0万元，执行数为0万元。项目绩效目标完成情况：场地规划调整" in first
    measures = text.index(next(one for one in text if one.startswith("对自评等级为“差”的项目")))
    assert text[measures].endswith("具体公开的每个项目绩效自评结果如下表述：") and text[measures + 1] == first
