"""Web pages as bureaus make them: layout tables, hidden pieces, old encodings, markup that is not closed."""

from __future__ import annotations

from disclosegen.published.html import read_html
from disclosegen.published.open import read_published
from tests.helpers.flows import dumped


def read(page: str) -> str:
    return dumped(read_html(page, "公开.html")).strip()


def test_lines_tables_and_spans() -> None:
    page = """<html><head><title>标题栏</title><style>p{}</style></head><body><script>var a = 1;</script>
    <h1>2024年度
      决算</h1><p>收入<b>合计</b> 12&nbsp;&nbsp;万元<br>支出合计</p><div>甲<div>乙</div>丙</div>
    <table><tr><td rowspan=2>项目<td colspan=2>金额<tr><td>预算<td>决算</table><p style="display: none">藏着</p>
    <select><option>选项</select></body></html>"""
    assert read(page) == ("2024年度决算\n\n收入合计 12 万元\n\n支出合计\n\n甲\n\n乙\n\n丙\n项目\t金额\t\n\t预算\t决算")


def test_a_table_that_arranges_the_page_is_a_frame() -> None:
    page = "<table><tr><td>栏目</td><td><p>正文</p><table><tr><td>甲</td><td>1</td></tr></table></td></tr></table>"
    assert read(page) == "栏目\n\n正文\n甲\t1"


def test_a_caption_is_a_line_unless_it_repeats_the_heading() -> None:
    table = "<table><caption>收入决算表</caption><tr><td>甲<td>1</table>"
    assert read(f"<h2>收入决算表</h2>{table}") == "收入决算表\n甲\t1"
    assert read(table) == "收入决算表\n甲\t1"


def test_feet_stand_below_bodies_wherever_they_are_written() -> None:
    page = "<table><tfoot><tr><td>合计<td>3</tfoot><thead><tr><td>项目<td>金额</thead><tr><td>甲<td>3</table>"
    assert read(page) == "项目\t金额\n甲\t3\n合计\t3"


def test_what_word_writes_with_a_tab_stands_side_by_side() -> None:
    assert read("<p><font>部门：某局</font><font>\t金额单位：万元</font></p>") == "部门：某局\n\n金额单位：万元"


def test_encodings() -> None:
    page = '<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312"></head><body><p>决算公开</p></body></html>'
    for data in (page.encode("gb18030"), page.encode(), page.encode("utf-8-sig"), page.encode("utf-16")):
        flow = read_published(data, "网页")
        assert (flow.format, [strip.text for strip in flow.strips]) == ("html", ["决算公开"])


def test_markup_without_bounds_ends() -> None:
    deep = read_html("<div>" * 20_000 + "底" + "<table><tr><td colspan=999999999 rowspan=999999999>甲<td>乙", "深.html")
    assert len(deep.strips) <= 2
    assert read("<table>" * 300 + "<tr><td>甲") in ("", "甲")
