"""Tables whose titles, headings and units are nearly the format's: read where print leaves no choice, else named as not read."""

from __future__ import annotations

import pytest

from disclosegen.published.outline import locate
from disclosegen.published.reading import Part
from disclosegen.published.text import read_text
from tests.conftest import kit_named
from tests.published.test_tables import as_it_stands, excerpt, lines_of, lost_of, t05

KIT = "shanxi-final-2024"
HEAD = "科目代码|科目名称|小计|基本支出|项目支出"


def gaps_of(part: Part) -> list[str]:
    return sorted(".".join(part or "*" for part in gap) for gap in part.gaps)


@pytest.mark.parametrize(
    ("line", "figure"),
    [
        ("（单位：元）", "50512.34"),
        ("金额单位：人民币元", "50512.34"),
        ("金额单位：千元", "50.51234"),
        ("单位:亿元", "0.00050512"),
        ("部门名称：某某局 2024年度（单位：人民币元）", "50512.34"),
    ],
)
def test_the_unit_of_money_in_other_words(line: str, figure: str) -> None:
    part = excerpt(KIT, f"一般公共预算财政拨款支出决算表\n{line}\n{HEAD}\n201|一般公共服务支出|{figure}||")
    (said,) = part.values
    assert f"{said.value:.4f}" == "5.0512"
    assert not said.unsure and "已换算成万元" in said.doubt and part.lost == ()


TWO = """
一般公共预算财政拨款支出决算表
{unit}
科目代码|科目名称|小计|基本支出|项目支出
201|一般公共服务支出|50500.00|50500.00|
204|公共安全支出|53257800.00|31409000.00|21848800.00
第三部分 情况说明
{text}
"""


def test_a_table_without_a_unit_has_that_which_running_text_bears_out() -> None:
    text = "支出5.05万元，公共安全支出5,325.78万元，其中基本支出3140.90万元。"
    part = as_it_stands(KIT, TWO.format(unit="公开05表", text=text))
    assert lines_of(part)[2] == "t05.204.total = 5325.78 ？这张表没有印金额单位，按情况说明里的数读作元"
    assert not any(said.unsure for said in part.values)


def test_a_table_without_a_unit_that_nothing_bears_out_is_unsure() -> None:
    part = as_it_stands(KIT, TWO.format(unit="公开05表", text="支出若干。"))
    assert lines_of(part)[0] == "t05.201.total = 50500.00 ？这张表没有印金额单位，按万元读"
    assert all(said.unsure for said in part.values)


@pytest.mark.parametrize(
    "title",
    [
        "表3 支出决算表",
        "附件3：支出决算表",
        "3.支出决算表",
        "（三）支出决算表",
        "某市公安局支出决算表",
        "支出决算表（公开03表）",
        "支出决算表（续）",
        "《支出决算表》",
        "支出决算总表\n公开03表",
        "部门支出情况\n公开03表",
    ],
)
def test_a_title_in_nearly_its_words(title: str) -> None:
    """It stands between others, and a contents page has the format's words."""
    text = f"""
目 录
一、收入决算表 1
二、支出决算表 2
七、政府性基金预算财政拨款收入支出决算表 3
收入决算表
科目代码\t科目名称\t本年收入合计
{title}
科目代码\t科目名称\t本年支出合计
201\t一般公共服务支出\t5.05
财政拨款收入支出决算总表
项目\t行次\t金额
"""
    found = locate(read_text(text, "摘录.txt"), kit_named(KIT))
    assert [region.section.table for region in found.regions if region.section] == ["t02", "t03", "t04"]
    assert read_text(text, "").strips[found.regions[1].head].text in title.splitlines()


THREE = """
收入决算表
公开02表
金额单位：万元
项目||本年收入合计|财政拨款收入|上级补助收入|事业收入|经营收入|附属单位上缴收入|其他收入
科目代码|科目名称|||||||
201|一般公共服务支出|5.05|5.05|||||

另一张表
项目||本年支出合计|基本支出|项目支出|上缴上级支出|经营支出|对附属单位补助支出
科目代码|科目名称||||||
204|公共安全支出|7.00|7.00||||
"""


def test_rows_under_the_headings_of_another_table_do_not_go_on_with_this_one() -> None:
    part = excerpt(KIT, THREE)
    assert lines_of(part) == ["t02.201.total = 5.05", "t02.201.fiscal = 5.05"]
    assert "第11行 204 公共安全支出 7.00 7.00：这一段的表头不是“收入决算表”的，没有读" in lost_of(part)
    assert gaps_of(part) == []


@pytest.mark.parametrize(
    ("head", "gaps"),
    [
        (HEAD, []),
        ("科目代码|科目名称|小计|基本支出", ["t05.*.project", "t05.total.project"]),
        ("甲|乙|丙", ["t05.*.*"]),
    ],
)
def test_what_print_has_and_was_not_read_is_a_gap(head: str, gaps: list[str]) -> None:
    assert gaps_of(t05("201|一般公共服务支出|5.05|5.05|", head=head)) == gaps


def test_a_cell_that_is_no_figure_is_a_gap_and_so_is_a_row_that_has_no_place() -> None:
    assert gaps_of(t05("201|一般公共服务支出|5.05|五万元|")) == ["t05.201.basic"]
    assert gaps_of(t05("2999|某某支出|5.05||")) == ["t05.*.*"]


@pytest.mark.parametrize(
    ("line", "gaps"),
    [("说明：本表无数据", []), ("本单位无此项内容，本表为空。", ["t05.*.*"])],
)
def test_a_table_that_print_says_is_empty_is_no_gap(line: str, gaps: list[str]) -> None:
    kit = kit_named(KIT)
    line = line if gaps else kit.tables["t05"].empty_note or "本部门无数据"
    assert gaps_of(excerpt(KIT, f"一般公共预算财政拨款支出决算表\n{line}")) == gaps or not kit.tables["t05"].empty_note


@pytest.mark.parametrize(
    ("head", "doubt"),
    [
        ("功能分类科目编码|科目名称|小计|基本支出|项目支出", ""),
        ("科目代码|科目名称|小计|基本支出|项目经费支出", " ？表头印的是“项目经费支出”，按“项目支出”读"),
    ],
)
def test_a_heading_in_other_words_is_told_by_what_stands_below(head: str, doubt: str) -> None:
    part = t05("合计||5.05||5.05", "201|一般公共服务支出|5.05||5.05", "20132|组织事务|||", head=head)
    assert lines_of(part) == [
        "t05.total.total = 5.05",
        f"t05.total.project = 5.05{doubt}",
        "t05.201.total = 5.05",
        f"t05.201.project = 5.05{doubt}",
    ]
    assert part.lost == () and not part.gaps


def test_the_mark_behind_an_ordinal_does_not_count() -> None:
    """04 prints the same words with an ordinal and, further down, without one."""
    part = excerpt(
        KIT,
        """
财政拨款收入支出决算总表
项目|行次|金额|项目|行次|合计|一般公共预算财政拨款|政府性基金预算财政拨款|国有资本经营预算财政拨款
一. 一般公共预算财政拨款|1|6473.53|（二十三）其他支出|54|177.09|||
""",
    )
    assert {".".join(said.place[:2]): said.doubt for said in part.values} == {
        "t04.general": "",
        "t04.229": "",
    }


def test_lines_between_the_pieces_of_a_table_are_no_content() -> None:
    part = t05("201|一般公共服务支出|5.05||", "续表", "— 7 —", "204|公共安全支出|7.00||")
    assert [said.place[1] for said in part.values] == ["201", "204"]
    assert part.used == frozenset(range(9)) and part.lost == ()


def test_page_numbers_of_a_text_count_up_and_its_running_header_goes_with_them() -> None:
    lines = [f"第{page}段正文。\n— {page} —\n某市公安局2023年度部门决算" for page in range(1, 5)]
    text = "\n".join(lines)
    assert [strip.text for strip in read_text(text, "").strips] == [f"第{page}段正文。" for page in range(1, 5)]
    odd = text.replace("— 2 —", "— 9 —")
    assert "— 9 —" in [strip.text for strip in read_text(odd, "").strips]


def test_the_year_is_that_of_the_tables() -> None:
    """A preface and a site's menu name others."""
    tables = "\n".join(f"{title}\n2024年度" for title in ("收入支出决算总表", "收入决算表", "支出决算表"))
    text = f"2022年度部门决算公开\n编者按：2021年度部门决算公开说明\n某某局\n2024年度单位决算公开\n目 录\n{tables}"
    assert locate(read_text(text, "摘录.txt"), kit_named(KIT)).kit.file.year == 2024
