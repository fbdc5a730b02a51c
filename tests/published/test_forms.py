"""Printed performance forms become the records that they were printed from."""

from __future__ import annotations

from decimal import Decimal

import pytest

from disclosegen.model.carry import carry, unpack
from disclosegen.money import plain
from disclosegen.pipeline import compose_report
from disclosegen.published.assemble import assemble
from disclosegen.published.flow import Flow, Strip
from disclosegen.published.forms import read_forms
from disclosegen.published.open import read_published
from disclosegen.published.outline import locate
from disclosegen.published.text import read_text
from disclosegen.render.docx import to_docx
from disclosegen.render.estimate import estimate_pages
from disclosegen.render.html import to_html
from tests.conftest import kit_named, sample_report
from tests.helpers.contents import data_of
from tests.helpers.flows import flow_of
from tests.helpers.kept import printed as printed_pdf

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
    assert report.composed is not None
    same_records(kit_id, flow_of(report.composed.document))


@pytest.mark.parametrize("form", ["docx", "html", "pdf"])
def test_reports_come_back_from_every_format(form: str) -> None:
    """Where pages cut a text and a grid, too."""
    document = compose_report(sample_report("shanxi-final-2024.gaoping"), draft=False).document
    data = {
        "docx": lambda: to_docx(document, estimate_pages(document)),
        "html": lambda: to_html(document, media="screen").encode(),
        "pdf": lambda: printed_pdf(document).data,
    }[form]()
    same_records("shanxi-final-2024.gaoping", read_published(data, f"公开.{form}"))


def same_records(kit_id: str, flow: Flow) -> None:
    """The forms of a flow hold what the sample does, up to what no form prints."""
    report = sample_report(kit_id)
    assert report.data is not None
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


def read(text: str, kit_id: str = "henan-final-2023") -> tuple[dict[tuple[str, str, str], Decimal | str], list[str]]:
    """What a form says, and the words of what is lost."""
    flow = read_text(text, "摘录.txt")
    part = read_forms(flow, locate(flow, kit_named(kit_id)))
    return {one.place: one.value for one in part.values}, [f"{lost.text} {lost.why}" for lost in part.lost]


@pytest.mark.parametrize(
    ("printed", "executed", "lost"),
    [
        ("１５０", Decimal(150), []),
        ("1．5０", Decimal("1.5"), []),
        ("150万元", Decimal(150), []),
        ("1500000元", Decimal(150), []),
        ("——", None, []),
        ("△150", None, ["△150 绩效表的“全年执行数”读不成数字"]),
    ],
)
def test_figures_of_a_form_are_read_as_those_of_a_workbook(
    printed: str, executed: Decimal | None, lost: list[str]
) -> None:
    """The one line of money has no other to be compared with."""
    text = CUT_BY_A_PAGE.replace("\t年度资金总额:\t200\t200\t150\t10\t75.00%\t7.50\n", "")
    said, told = read(text.replace("200\t200\t150\t", f"200\t200\t{printed}\t"))
    assert (said.get(("project_money", "1", "executed")), told) == (executed, lost)


def test_an_unreadable_figure_is_that_of_the_total_and_makes_no_row_of_its_own() -> None:
    for line in ("财政拨款\t200\t200\t", "年度资金总额:\t200\t200\t"):
        said, lost = read(CUT_BY_A_PAGE.replace(f"{line}150", f"{line}△150"))
        assert lost == ["△150 绩效表的“全年执行数”读不成数字，按同一张表里的“150”填"]
        assert {place: said[place] for place in said if place[0] == "project_money"} == {
            ("project_money", "1", "initial"): Decimal(200),
            ("project_money", "1", "budget"): Decimal(200),
            ("project_money", "1", "executed"): Decimal(150),
        }


def test_title_and_date_in_rows_of_the_grid_are_no_name() -> None:
    head = "项目支出绩效自评情况表\t\t\n2024年04月\t\t\n项目名称"
    said, lost = read(CUT_BY_A_PAGE.replace("2024年04月\n", "").replace("项目名称", head))
    assert said["projects", "1", "date"] == "2024年04月" and not lost
    flow = read_text(CUT_BY_A_PAGE.replace("项目名称", head), "摘录.txt")
    rows = read_forms(flow, locate(flow, kit_named("henan-final-2023"))).rows
    assert [dict(row.texts)["name"] for row in rows["projects", 0]] == ["某镇新建检查站点"]


def test_a_first_row_without_its_tabs_begins_a_form() -> None:
    """As editors cut blank cells off at the end of a line: the name stands above its label."""
    other = CUT_BY_A_PAGE.replace("2024年04月\n", "").replace("项目名称\t某镇新建检查站点", "某镇看守所服务\n项目名称")
    flow = read_text(other + CUT_BY_A_PAGE, "摘录.txt")
    rows = read_forms(flow, locate(flow, kit_named("henan-final-2023"))).rows
    assert [dict(row.texts)["name"] for row in rows["projects", 0]] == ["某镇看守所服务", "某镇新建检查站点"]


def test_a_break_within_a_figure_is_none() -> None:
    said, _ = read(CUT_BY_A_PAGE.replace("=1 处\t1 处", "≤4.<br>19万元\t500<br>0元").replace("供货推迟", "甲3<br>1.乙"))
    assert (said["indicators", "1", "target"], said["indicators", "1", "actual"]) == ("≤4.19万元", "5000元")
    assert said["indicators", "2", "reason"] == "甲3\n1.乙"


def test_the_parts_of_the_line_above_a_form_need_no_tab() -> None:
    lines = "单位（盖章）：某某局填报日期：4月7日"
    document = sample_report("shanxi-final-2024").composed
    assert document is not None
    strips = [
        Strip((lines,), strip.spot) if strip.text.startswith("单位（盖章）") else strip
        for strip in flow_of(document.document).strips
        if not strip.text.startswith("填报日期")
    ]
    flow = Flow("公开.docx", "docx", tuple(strips))
    part = read_forms(flow, locate(flow, kit_named("shanxi-final-2024")))
    assert {one.value for one in part.values if one.place[0] == "projects" and one.place[2] == "date"} == {"4月7日"}


IN_OTHER_WORDS = """
第五部分 附件
附件
某局智能设备采购项目支出绩效自评
（2024年度）
项目名称\t\t
某局智能设备采购\t\t
主管部门及代码\t\t053-某局\t\t\t预算单位\t053001-某局
项目资金预算安排及执行进度（万元）\t\t年初预算数\t\t全年预算数\t全年执行数\t资金结（转）余\t执行率\t得分\t偏差原因
\t\t目标申报数\t预算编制数
\t资金总额：\t\t1,200\t200\t200\t150.5\t49.5\t75.25\t7.53
\t市市区财政资金\t\t1,200\t200\t200\t150.5\t49.5\t75.25\t7.53\t按进度支付
项目年度绩效目标\t年度目标\t\t\t\t\t实际完成情况
\t采购设备20台\t\t\t\t\t采购18台
绩效指标\t一级指标\t二级指标\t三级指标\t年初指标值\t调整后指标值\t实际完成值\t定性指标情况说明\t分值\t得分\t偏差原因分析及改进措施
\t产出指标\t数量指标\t采购数量\t≥20台\t≥20台\t18台\t\t50\t45\t供货推迟
\t效益指标\t社会效益\t使用部门评价\t提升\t提升\t提升\t\t30\t30
\t满意度指标\t服务对象满意度\t使用人满意度\t≥95%\t≥95%\t96%\t\t10\t10
总 分\t\t\t\t\t\t\t\t\t92.53\t优
项目绩效分析\t自评结果分析\t项目实施和预算执行情况\t\t支出150.5万元
\t\t产出情况\t\t少2台
\t项目管理中存在的问题及原因分析\t\t\t供货推迟
备注：2.“全年预算数”的取数规则，如果年初预算没有调整，取预算编制数；如果有调整的，取调整后的预算数。
"""


def test_a_form_in_a_bureaus_own_words() -> None:
    """A title that was cut, labels and notes in other words, a source misprinted, the name under its label: all is read, once with a doubt."""
    kit = kit_named("shanxi-final-2024")
    flow = read_text(
        IN_OTHER_WORDS + IN_OTHER_WORDS.partition("附件\n附件")[2].replace("某局智能", "某局其他"), "摘录.txt"
    )
    part = read_forms(flow, locate(flow, kit))
    said = {one.place: one.value for one in part.values}
    assert [dict(row.texts)["name"] for row in part.rows["projects", 0]] == ["某局智能设备采购", "某局其他设备采购"]
    assert [dict(row.texts)["source"] for row in part.rows["project_money", 0]] == ["市县区财政资金"] * 2
    assert said["project_money", "1", "applied"] == Decimal(1200)
    assert ("project_money", "1", "balance") not in said and ("projects", "1", "grade") not in said  # as computed
    assert [dict(row.texts)["level2"] for row in part.rows["indicators", 0]][:2] == ["数量指标", "社会效益指标"]
    assert said["project_texts", "1", "problems"] == "供货推迟"
    assert said["project_texts", "1", "output_analysis"] == "少2台"
    assert said["unit", "project_form", "text"] == "项目支出绩效自评表（按三级指标打分）"
    assert {one.doubt for one in part.values if one.doubt} == {"资金来源印的是“市市区财政资金”，按“市县区财政资金”读"}
    assert part.lost == ()


REPORT = """
第五部分 附件
见附件。
项目支出绩效自评分析报告
项目名称：河边派出所综合用房建
设项目
项目单位：054001-某局
主管部门：054-某局
2024 年 12 月
一、项目基本信息
（一）项目概况
项目概况：为完成搬迁，建设综合用房，面积约 500
平方米。
立项依据：预算批复
（二）项目绩效目标
（1）项目实施期绩效目标
完成综合用房建设。
-31-
某局2024年单位决算公开报告
二、项目绩效完成情况
（一）预算执行情况
资金来源\t年初预算数\t\t全年预算数(元)\t全年执行数(元)\t资金结(转)余(元)\t执行率\t得分\t偏差原因
\t目标申报(元)\t预算编制(元)
合计\t1,000,000\t1,000,000\t1,000,000\t880,500\t119,500\t88.05\t8.81
市县区财政资金\t1,000,000\t1,000,000\t1,000,000\t880,500\t119,500\t\t\t无
三、项目自评结果
1.项目自评得分和结论
综合考虑预算执行情况得分 8.9 分、产出、效益、服务对象满意度各方面因素，指标完成情况得分 85 分，最终评分结果：河边派出所综合用
房建设项目，项目绩效自评价结果为:总得分 95分，属于"优"。
四、项目主要经验做法
无
五、项目管理中存在的主要问题及原因分析
一是前期手续办理时间长。
二是进度款支付不及时。
"""


def test_a_report_in_lines_of_a_copied_pdf() -> None:
    """Texts go on in the next line, furniture of the page is passed over, and a sentence that contradicts its grid is told."""
    kit = kit_named("shanxi-final-2024")
    flow = read_text(REPORT, "摘录.txt")
    part = read_forms(flow, locate(flow, kit))
    said = {one.place: one.value for one in part.values}
    assert [dict(row.texts)["name"] for row in part.rows["projects", 0]] == ["河边派出所综合用房建设项目"]
    assert said["projects", "1", "date"] == "2024 年 12 月" and said["projects", "1", "department"] == "054-某局"
    assert said["project_texts", "1", "overview"] == "为完成搬迁，建设综合用房，面积约 500平方米。"
    assert said["project_texts", "1", "goal_term"] == "完成综合用房建设。"
    assert said["project_texts", "1", "problems"] == "一是前期手续办理时间长。\n二是进度款支付不及时。"
    assert ("project_texts", "1", "experience") not in said  # 无 stands there for nothing, too
    assert said["project_money", "1", "executed"] == Decimal("88.05")
    assert said["projects", "1", "score"] == Decimal(95)
    assert [(lost.text, lost.why) for lost in part.lost] == [("8.9", "写的是“8.9”，前面写的是“8.81”")]
    assert said["unit", "project_form", "text"] == "项目支出绩效自评分析报告"
