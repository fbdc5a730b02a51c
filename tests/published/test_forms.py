"""Printed performance forms become the records that they were printed from."""

from __future__ import annotations

from decimal import Decimal

import pytest

from disclosegen.model.carry import carry, unpack
from disclosegen.money import plain
from disclosegen.published.assemble import assemble
from disclosegen.published.forms import read_forms
from disclosegen.published.outline import locate
from disclosegen.published.text import read_text
from tests.conftest import kit_named, sample_report
from tests.helpers.contents import data_of
from tests.helpers.flows import flow_of

NOT_PRINTED = {
    "shanxi-final-2024": {"projects": {"fund", "level"}, "project_texts": {"summary"}},
    "shanxi-final-2024.lanxian": {"project_texts": {"summary"}},
    "shanxi-final-2024.gaoping": {"project_texts": {"summary"}},
    "henan-final-2023": {"projects": {"called", "published"}, "project_money": {"reason"}},
    "shanxi-budget-2024": {"projects": {"category", "published"}},
}
"""Columns that no form prints: sentences say some of them."""
TABLES = (
    "projects",
    "project_money",
    "indicators",
    "project_texts",
    "whole",
    "whole_money",
    "whole_indicators",
    "whole_tasks",
)


@pytest.mark.parametrize("kit_id", NOT_PRINTED)
def test_forms_come_back_as_their_records(kit_id: str) -> None:
    """Each row of the projects' tables, and which form the unit chose."""
    report = sample_report(kit_id)
    assert report.composed is not None and report.data is not None
    flow = flow_of(report.composed.document)
    located = locate(flow, report.data.kit)
    part = read_forms(flow, located)
    back = data_of(located.kit, assemble(located.kit, [part]).content)
    assert part.lost == ()
    printed = {project.name for project in report.data.projects if project.published}
    for table in TABLES:
        hidden = NOT_PRINTED[kit_id].get(table, set())
        assert records(carry(back), table, hidden, printed) == records(carry(report.data), table, hidden, printed), (
            table
        )
    assert len(back.projects) == len(printed)
    assert {project.form.name for project in back.projects if project.form} == {
        project.form.name for project in report.data.projects if project.form
    }


def records(payload: bytes, table: str, hidden: set[str], printed: set[str]) -> list[tuple[str, ...]]:
    """Rows of a table in words, amounts in 万元; without columns that are not printed and projects that are not published."""
    given = unpack(payload)
    content = given["tables"].get(table, {"rows": {}})
    spec = kit_named(given["kit"]).tables.get(table) if given["money_unit"] == "元" else None
    columns = [leaf for block in spec.blocks for leaf in block.leaves()] if spec else []
    in_wan = {leaf.key for leaf in columns if leaf.kind == "amount" and leaf.unit is None}
    rows, texts = content["rows"], content.get("texts", {})
    found = []
    for key in sorted({**rows, **texts}, key=lambda key: (len(key), key)):
        named = texts.get(key, {})
        project = named.get("project", named.get("name") if table == "projects" else None)
        if project is None or table.startswith("whole") or project in printed:
            cells = {
                column: plain(Decimal(text) / 10000) if column in in_wan else text
                for column, text in rows.get(key, {}).items()
                if column not in hidden
            }
            found.append((*named.values(), *(f"{column}={text}" for column, text in sorted(cells.items()))))
    return found


CUT_BY_A_PAGE = """
项目支出绩效自评情况表

2024年04月

项目名称	某镇新建检查站点
主管部门	某某局	实施单位			某某局
项目资金 (万元)		年初预算 数	全年预算数	全年执行数	分值	执行率	得分
	年度资金总额:	200	200	150	10	75.00%	7.50
	财政拨款	200	200	150	-	75.00%	-
年	预期目标		实际完成情况

度 总 体 目 标	建成检查站点一处，并投入		完成主体工程。
	使用。
绩效指标
一 级 指 标	二 级 指 标	三 级 指 标	年 度 指 标 值	实 际 值 完 成 值	分 值	得 分	偏 差 度	偏 差 原 因 分 析 及 改 进 措 施
产出指标	数量指标	站点数量	=1 处	1 处	30	30	0.00
		设备台数	≥10台	8台	20	16	-20.00	供货推迟
	质量指标	验收合格率	100%	100%	20	20	0.00
总分					100	93.5
"""


def test_a_form_that_a_page_cut_and_whose_columns_are_shifted() -> None:
    kit = kit_named("henan-final-2023")
    flow = read_text(CUT_BY_A_PAGE, "摘录.txt")
    part = read_forms(flow, locate(flow, kit))
    said = {place: value for one in part.values for place, value in [(one.place, one.value)]}
    assert part.lost == ()
    assert [dict(row.texts)["name"] for row in part.rows["indicators", 0]] == ["站点数量", "设备台数", "验收合格率"]
    assert [dict(row.texts)["level2"] for row in part.rows["indicators", 0]] == ["数量指标", "数量指标", "质量指标"]
    assert said["indicators", "2", "score"] == Decimal(16) and said["indicators", "2", "reason"] == "供货推迟"
    assert ("indicators", "2", "deviation") not in said  # it is what the program computes
    assert said["project_texts", "1", "goal"] == "建成检查站点一处，并投入使用。"
    assert said["project_money", "1", "executed"] == Decimal(150)
    assert said["projects", "1", "date"] == "2024年04月"


def test_two_forms_of_one_name_stay_two_projects_and_say_so() -> None:
    kit = kit_named("henan-final-2023")
    flow = read_text(CUT_BY_A_PAGE * 2, "摘录.txt")
    part = read_forms(flow, locate(flow, kit))
    assert [dict(row.texts)["name"] for row in part.rows["projects", 0]] == [
        "某镇新建检查站点",
        "某镇新建检查站点（2）",
    ]
    assert [one.doubt for one in part.values if one.doubt] == ["有几张表的项目名称相同，这一张的名称后面加了“（2）”"]


def test_a_row_that_fits_nowhere_is_not_dropped() -> None:
    kit = kit_named("henan-final-2023")
    flow = read_text(CUT_BY_A_PAGE + "监督电话\t甲\t乙\t丙\n", "摘录.txt")
    part = read_forms(flow, locate(flow, kit))
    assert [lost.text for lost in part.lost] == ["监督电话 甲 乙 丙"]
