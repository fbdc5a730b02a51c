"""A figure of a project that several rules speak of, doubtful readings, and what only follows from them: one finding."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from disclosegen.checks.base import Status
from disclosegen.findings import Severity
from disclosegen.pipeline import Report, check
from tests.conftest import ROOT

FINAL, HENAN, BUDGET = "shanxi-final-2024", "henan-final-2023", "shanxi-budget-2024"


def checked(folder: Path, name: str, *changes: tuple[str, str, object]) -> Report:
    """The report on a sample with some cells changed."""
    book = openpyxl.load_workbook(BytesIO((ROOT / "samples" / f"{name}.xlsx").read_bytes()))
    for sheet, cell, value in changes:
        book[sheet][cell] = value
    path = folder / "改过的表.xlsx"
    book.save(path)
    return check(path)


ONE = [
    # sample, sheet, cell, value, rule, words
    (FINAL, "项目", "K7", 89, "PJ-score", "总分 89 分，各项得分相加是 98 分"),
    (FINAL, "项目", "L7", "良", "PJ-grade", "自评等级“良”，总分 98 分应为“优”"),
    (FINAL, "绩效指标", "J49", 20, "O-grades", "自评得分：填的是 20，按其余各处应为 30"),
    (HENAN, "部门整体", "D15", 2798.94, "PJ-executed", "填的是 2798.94，按其余各处应为 2340.9"),
    (BUDGET, "项目资金", "D6", 269300, "J-T12-projects", "填的是 269300.00，按其余各处应为 296300.00"),
    (FINAL, "其他情况", "B30", 10, "O-grades", "填的是 10，按其余各处应为 9"),
    (FINAL, "上年数与年初预算", "A5", "收入合计", "W-row-unknown", "又缺少“收入总计”一行，像是行名被改了"),
    (FINAL, "上年数与年初预算", "B5", "7337.12元", "V-doubt", "像是万元的数"),
    (FINAL, "06基本支出决算明细表", "C32", "(1.00)", "V-negative", "写成“(1.00)”"),
    (FINAL, "项目资金", "B5", "省财政", "V-choice", "“中央、省财政”、“市财政”"),
    (FINAL, "05一般公共预算支出决算表", "D13", 3140.904, "T03-T05-basic", "填的是 3140.904（小数多于两位）"),
    (BUDGET, "项目资金", "D5", 114.462, "V-unreadable", "像是把万元填进了元的表"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "sheet", "cell", "value", "rule", "words"), ONE)
def test_one_wrong_cell_is_one_finding(
    tmp_path: Path, name: str, sheet: str, cell: str, value: object, rule: str, words: str
) -> None:
    told = [one for one in checked(tmp_path, name, (sheet, cell, value)).findings if one.severity is not Severity.NOTE]
    assert [one.rule for one in told] == [rule], [f"{one.rule} {one.message}" for one in told]
    assert words in told[0].message and cell[1:] in {ref.cell[1:] for ref in told[0].cells}


def test_a_doubtful_reading_does_not_hide_another_slip(tmp_path: Path) -> None:
    """What follows from the doubt is put right before a figure of a project is looked for."""
    report = checked(tmp_path, FINAL, ("上年数与年初预算", "B5", "7337.12元"), ("项目", "K7", 89))
    told = [one.rule for one in report.findings if one.severity is not Severity.NOTE]
    assert told == ["PJ-score", "V-doubt"]


NOTES = [
    ("05一般公共预算支出决算表", "A31", "制表人：财务科", "W-code-form", "这一行没有读入"),
    ("05一般公共预算支出决算表", "E5", "项目支出（万元）", "W-column-renamed", "已按“项目支出”读取"),
]


@pytest.mark.parametrize(("sheet", "cell", "value", "rule", "words"), NOTES)
def test_what_does_no_harm_is_a_note(tmp_path: Path, sheet: str, cell: str, value: str, rule: str, words: str) -> None:
    report = checked(tmp_path, FINAL, (sheet, cell, value))
    told = [one for one in report.findings if one.rule != "R-rounding"]
    assert [one.rule for one in told] == [rule] and told[0].severity is Severity.NOTE and words in told[0].message
    assert not report.outcome(Status.UNCHECKED)
