"""Names of persons where a post or an office belongs."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from disclosegen.findings import Severity
from disclosegen.pipeline import Report
from disclosegen.proof.persons import name_in
from disclosegen.workbook.content import Content
from tests.conftest import kit_named, sample_content
from tests.helpers.patched import checked_content
from tests.helpers.sheets import edit


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("张某", "张某"),
        ("李某某", "李某某"),
        ("高某", "高某"),
        ("褚某某", "褚某某"),
        ("欧阳某某", "欧阳某某"),
        ("王某某（警务保障室）", "王某某"),
        ("警务保障室主任王某某", "王某某"),
        ("财务科 赵某某 0000", "赵某某"),
    ],
)
def test_a_name_is_seen(text: str, name: str) -> None:
    assert name_in(text) == name


@pytest.mark.parametrize(
    "text",
    [
        "预算科",
        "局办公室",
        "警务保障室主任",
        "禁毒部门",
        "政工部门",
        "会计",
        "负责人",
        "科长、会计",
        "项目负责人",
        "国库科",
        "安监站",
        "黄河水利",
        "金融办",
        "林业站",
        "方志办",
        "王庄村",
        "法制大队",
        "高新区",
        "张科长",
        "单位领导",
        "相关人员",
        "水利",
        "公安",
        "党政办",
        "农经站",
        "和谐",
        "同上",
        "无",
        "——",
        "常务副局长",
        "分管领导",
        "武装部",
        "郑州",
        "汇总",
        "石家庄",
    ],
)
def test_a_post_or_an_office_is_right(text: str) -> None:
    assert name_in(text) == ""


@pytest.mark.parametrize(("kit", "label"), [("shanxi-final-2024", "项目负责人"), ("shanxi-budget-2024", "负责人")])
def test_the_cell_is_named_and_the_name_is_masked(kit: str, label: str) -> None:
    sample = sample_content(kit)
    row = next(key for table, key, column in sample.values if (table, column) == ("projects", "office"))
    named = checked_content(kit_named(kit), edit(sample, f"projects.{row}.office", "李某"))
    (found,) = [one for one in named.findings if one.severity is not Severity.NOTE]
    assert (found.rule, found.severity.value, found.cells[0].sheet) == ("X-person", "核实", "项目")
    assert found.message == f"“{label}”填的像是个人姓名：“李*”"


def test_a_name_behind_its_label_in_the_cell_is_told_once(
    checked: Callable[[Content], Report], sample: Content
) -> None:
    row = next(key for table, key, column in sample.values if (table, column) == ("projects", "office"))
    report = checked(edit(sample, f"projects.{row}.office", "联系人：李某"))
    assert [one.rule for one in report.findings if one.severity is not Severity.NOTE] == ["X-person"]
