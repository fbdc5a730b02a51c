"""Printed tables read back: the workbook's own figures from its document, published excerpts, and print out of joint."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from disclosegen.document.compose import compose
from disclosegen.kit.grid import OpenRow, as_printed
from disclosegen.kit.load import Kit
from disclosegen.model.disclosure import Cell, Disclosure, Row, State
from disclosegen.money import Unit, from_base, round_half_up
from disclosegen.published.assemble import assemble
from disclosegen.published.flow import Flow, Strip
from disclosegen.published.outline import Located, locate
from disclosegen.published.reading import Part
from disclosegen.published.tables import read_tables
from disclosegen.published.text import read_text
from disclosegen.workbook.content import Place
from tests.conftest import kit_named, sample_report
from tests.helpers.contents import data_of
from tests.helpers.flows import flow_of
from tests.helpers.valid import MAKERS, drawn_content, widened

KITS = sorted(MAKERS)


def read(kit: Kit, flow: Flow) -> Part:
    return read_tables(flow, locate(flow, kit))


def printed(data: Disclosure) -> dict[Place, Decimal | str]:
    """What the tables of a document show: every figure as printed, totals and all, but 0 only where print shows it."""
    found: dict[Place, Decimal | str] = {}
    for name in tables_of(data.kit):
        table = data.tables[name]
        leaves = {leaf.key: leaf for block in as_printed(table.spec).blocks for leaf in block.values()}
        lines = {line.row_key for _, line in as_printed(table.spec).lines()} | {one.key for one in table.spec.footer}
        for row in table.rows:
            if row.key not in lines and table.spec.line(row.key) is not None:
                continue  # a 合计 row that is not printed
            for key, cell in row.cells.items():
                if key in leaves and (value := shown(data, name, leaves[key].style, cell)) is not None:
                    found[name, row.key, key] = value
    return found


def tables_of(kit: Kit) -> list[str]:
    return [section.table for part in kit.outline.parts for section in part.sections if section.table]


def shown(data: Disclosure, table: str, own: str, cell: Cell) -> Decimal | str | None:
    if cell.state is State.NOT_APPLICABLE:
        return None
    if cell.text is not None or (cell.value is None and not cell.unit.is_money):
        return cell.text
    spec = data.tables[table].spec
    amounts = spec.empty_style if spec.empty_style and data.tables[table].is_empty else spec.style
    style = data.kit.numbers[own or (amounts if cell.unit.is_money else spec.count_style)]
    if not style.print(cell.value):
        return None
    return round_half_up(from_base(cell.value or Decimal(0), cell.unit), style.decimals or 0)


def values(part: Part) -> dict[Place, Decimal | str]:
    assert len({said.place for said in part.values}) == len(part.values)
    return {said.place: said.value for said in part.values}


@pytest.mark.parametrize("name", KITS)
def test_a_sample_comes_back_figure_by_figure(name: str) -> None:
    """Printed figures are read as they stand; a total that was left blank is filled now, a blank that prints as 0 is 0."""
    report = sample_report(name)
    assert report.data is not None and report.composed is not None
    part = read(report.data.kit, flow_of(report.composed.document))
    assert values(part) == printed(report.data)
    assert [said for said in part.values if said.doubt] == []
    assert part.lost == ()


@pytest.mark.parametrize("name", KITS)
def test_the_open_rows_of_a_sample_come_back(name: str) -> None:
    """Subjects with code and name in print order, rows of names with their levels, which print does not show."""
    report = sample_report(name)
    assert report.data is not None and report.composed is not None
    part = read(report.data.kit, flow_of(report.composed.document))
    for table in map(report.data.tables.__getitem__, tables_of(report.data.kit)):
        fixed = {line.row_key for _, line in table.spec.lines()} | {one.key for one in table.spec.footer}
        for number, block in enumerate(table.spec.blocks):
            rows = [row for row in table.rows if row.block == number and row.key not in fixed] if block.open else []
            found = part.rows.get((table.spec.id, number), ())
            assert [row.key for row in found] == [row.key for row in rows]
            assert [row.code for row in found] == [row.code for row in rows]
            assert [(row.name, dict(row.texts)) for row in found] == [
                (row.name if row.code else "", dict(row.texts)) for row in rows
            ]


@pytest.mark.parametrize("name", KITS)
@settings(max_examples=2, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(st.randoms(use_true_random=False))
def test_random_right_workbooks_come_back(name: str, random: Random) -> None:
    kit = widened(kit_named(name))
    data = data_of(kit, drawn_content(kit, random, Unit.WAN))
    part = read(kit, flow_of(compose(data).document))
    assert values(part) == printed(data)
    assert part.lost == ()
    assert levels(part.rows.items()) == levels((place, data.tables[place[0]].rows) for place in part.rows)


def levels(tables: Iterable[tuple[tuple[str, int], Iterable[OpenRow | Row]]]) -> dict[tuple[str, str], str]:
    """The level of each row of names, where it is not the lowest."""
    return {
        (table, row.key): level
        for (table, _), rows in tables
        for row in rows
        if (level := dict(row.texts).get("level"))
    }


@pytest.mark.parametrize("name", ["shanxi-budget-2024", "henan-final-2023"])
def test_a_document_of_another_year_than_the_kit_is_read_alike(name: str) -> None:
    """Titles, headings and lines above the tables name the year; the kit was loaded with its own."""
    report, year = sample_report(name), str(kit_named(name).file.year)
    assert report.data is not None and report.composed is not None
    flow = flow_of(report.composed.document)
    later = [replace(one, cells=tuple(cell.replace(year, "2031") for cell in one.cells)) for one in flow.strips]
    part = read(report.data.kit, replace(flow, strips=tuple(later)))
    assert values(part) == printed(report.data)
    assert part.lost == ()


def test_rows_under_one_name_stay_two_when_parts_are_put_together() -> None:
    """表十三 names the department, then the unit, which may be called the same."""
    report = sample_report("shanxi-budget-2024")
    assert report.composed is not None
    kit = kit_named("shanxi-budget-2024")
    part = read(kit, flow_of(report.composed.document))
    whole = assemble(kit, [part, part])
    assert whole.content.rows["t13", 0] == part.rows["t13", 0]
    assert len(part.rows["t13", 0]) == 7
    assert whole.conflicts == () and whole.lost == ()


# --------------------------------------------------------------------------- excerpts of published documents


def excerpt(kit: str, text: str) -> Part:
    """Lines as a text file has them, `|` for the tabs between cells; in 万元 where they do not say in what."""
    return as_it_stands(kit, text if "单位：" in text or "单位:" in text else f"{text.rstrip()}\n金额单位：万元")


def as_it_stands(kit: str, text: str) -> Part:
    """The same without a word about the unit of money."""
    lines = ("\t".join(cell.strip() for cell in line.split("|")) for line in text.strip().splitlines())
    return read(kit_named(kit), read_text("\n".join(lines), "摘录.txt"))


def lines_of(part: Part) -> list[str]:
    """What was read, one value a line; a doubt behind it."""
    return [
        f"{'.'.join(said.place)} = {said.value}" + (f" ？{said.doubt}" if said.doubt else "") for said in part.values
    ]


def lost_of(part: Part) -> list[str]:
    return [f"{lost.spot.words} {lost.text}：{lost.why}" for lost in part.lost]


def test_headings_wrapped_in_their_cells_and_a_row_alone_behind_a_page_break() -> None:
    part = excerpt(
        "shanxi-final-2024",
        """
支出决算表
公开03表
部门名称：某某局 2024年度
金额单位：万元
项目||本年支出合计|基本支出|项目支出|上缴 上级 支出|经营支出|对附属单 位补助 支出
科目代码|科目名称||||||
栏次||1|2|3|4|5|6
合计||6,650.61|4288.64|2361.97|||
201|一般公共服务支出|5.05|5.05||||

２２９|其他支出|１７７．０９||177.09|||
---------|------|-------|--|-------|--|--|--
注：本表反映部门本年度各项支出情况。
""",
    )
    assert lines_of(part) == [
        "t03.total.total = 6650.61",
        "t03.total.basic = 4288.64",
        "t03.total.project = 2361.97",
        "t03.201.total = 5.05",
        "t03.201.basic = 5.05",
        "t03.229.total = 177.09",
        "t03.229.project = 177.09",
    ]
    assert part.lost == ()
    assert part.rows == {("t03", 0): (OpenRow("201", "201", "一般公共服务支出"), OpenRow("229", "229", "其他支出"))}


def test_headings_out_of_joint_are_settled_by_the_numbers_of_the_columns() -> None:
    """阳泉 prints 公务接待费 over the fifth column, where 公务用车运行维护费 stands."""
    part = excerpt(
        "shanxi-final-2024",
        """
财政拨款“三公”经费支出决算表
预算数|||||决算数||||||
合计|因公出国 (境) 费|公务用车购置及运行维护费||公务接 待费|合计|因公出国 (境) 费|公务用车购置及运行维护费||公务接 待费||
||小计|公务用车购 置费||||公务用车 运行维护费|小计||公务用车购 置费|公务用车 运行维护费
1|2|3|4|5|6|7|8|9|10|11|12
93.60||93.60|74.10|19.50||93.60||93.60|74.10|19.50|
""",
    )
    assert [line.partition(" ？")[0] for line in lines_of(part)] == [
        "t09.row.budget_total = 93.60",
        "t09.row.budget_vehicles = 93.60",
        "t09.row.budget_vehicle_purchase = 74.10",
        "t09.row.budget_vehicle_running = 19.50",
        "t09.row.final_total = 93.60",
        "t09.row.final_vehicles = 93.60",
        "t09.row.final_vehicle_purchase = 74.10",
        "t09.row.final_vehicle_running = 19.50",
    ]
    assert "t09.row.budget_vehicle_running = 19.50 ？表头没有对齐，按栏次5读作“公务用车运行维护费”" in lines_of(part)


def test_three_columns_across_and_totals_in_a_row_that_lacks_a_cell() -> None:
    part = excerpt(
        "henan-final-2023",
        """
一般公共预算财政拨款基本支出决算明细表
公开 06 表
人员经费|||公用经费|||||
科目代码|科目名称|决算数|科目代码|科目名称|决算数|科目代码|科目名称|决算数
301|工资福利支出|63,112.83|302|商品和服务支出|9,830.74|310|资本性支出|125.44
30303|退职(役)费|0|30224|被装购置费|408.45|31022|无形资产购置|0
|||30299|其他商品和服务支出|372.11|||
人员经费合计||66,282.80|公用经费合计||||9,956.18
""",
    )
    assert lines_of(part) == [
        "t06.301.amount = 63112.83",
        "t06.302.amount = 9830.74",
        "t06.310.amount = 125.44",
        "t06.30303.amount = 0",
        "t06.30224.amount = 408.45",
        "t06.31022.amount = 0",
        "t06.30299.amount = 372.11",
        "t06.personnel.amount = 66282.80",
        "t06.operating.amount = 9956.18",
    ]
    assert part.lost == ()


def test_more_columns_across_than_the_kit_prints() -> None:
    """A subject is found by its code wherever the print sets it; —— is no figure."""
    part = excerpt(
        "henan-final-2023",
        """
一般公共预算财政拨款基本支出决算明细表
人员经费|||公用经费||||||||
科目代码|科目名称|决算数|科目代码|科目名称|决算数|科目代码|科目名称|决算数|科目代码|科目名称|决算数
301|工资福利支出|3404.84|302|商品和服务支出|657.47|307|债务利息及费用支出||31013|公务用车购置|8.10
30101|基本工资|791.03|31002|办公设备购置|9.49|30901|房屋建筑物购建|——|399|其他支出|
人员经费合计||3613.15|公用经费合计||||||||675.49
""",
    )
    assert lines_of(part) == [
        "t06.301.amount = 3404.84",
        "t06.302.amount = 657.47",
        "t06.31013.amount = 8.10",
        "t06.30101.amount = 791.03",
        "t06.31002.amount = 9.49",
        "t06.personnel.amount = 3613.15",
        "t06.operating.amount = 675.49",
    ]
    assert lost_of(part) == ["第5行 30901 房屋建筑物购建 ——：模板的表里没有这一行"]


def test_rows_of_names_get_the_levels_that_their_sums_show() -> None:
    part = excerpt(
        "shanxi-budget-2024",
        """
2024年项目支出预算表（上年结转）
部门名称：某某局
单位：万元
项目名称|合计|2024年财政拨款||
||一般公共预算|政府性基金预算|国有资本经营预算
1|2|3|4|5
某某局|23.54|23.54||
某某局|23.54|23.54||
转移支付资金（结转）|4.54|4.54||
第二批转移支付 资金|19.00|19.00||
1|2|3|4|5
""",
    )
    assert [row.texts for row in part.rows["t13", 0]] == [
        (("name", "某某局"), ("level", "1")),
        (("name", "某某局"), ("level", "2")),
        (("name", "转移支付资金（结转）"),),
        (("name", "第二批转移支付资金"),),
    ]
    assert [line for line in lines_of(part) if ".total " in line] == [
        "t13.1.total = 23.54",
        "t13.2.total = 23.54",
        "t13.3.total = 4.54",
        "t13.4.total = 19.00",
    ]
    assert part.lost == ()


def test_levels_without_sums_are_doubted() -> None:
    part = excerpt(
        "shanxi-budget-2024",
        """
2024年一般公共预算安排基本支出分经济科目表（不含上年结转）
部门预算支出经济科目名称|政府预算支出经济科目名称|2024年预算数||
||合计|人员经费|公用经费
合计||232.53|219.27|13.27
工资福利支出||211.95|211.95|
基本工资|工资奖金津补贴|20.31|20.31|
""",
    )
    assert [dict(row.texts).get("level") for row in part.rows["t06", 0]] == ["1", None]
    assert "t06.1.total = 211.95 ？小计与下面各行的和不符，级次是按名称推断的" in lines_of(part)


def test_lines_under_one_label_are_told_apart_by_their_order() -> None:
    part = excerpt(
        "shanxi-budget-2024",
        """
2024年财政拨款收支总表
收入||支出||||
项目|金额|项目|金额|||
|||小计|一般公共预算|政府性基金预算|国有资本经营预算
一、一般公共预算|16595.30|一、一般公共服务支出||||
||四、公共安全支出|14492.17|14492.17||
本年收入合计|16595.30|本年支出合计|16863.00|16863.00||
上年财政拨款结转|267.70|年终结转||||
一、一般公共预算|267.70|||||
""",
    )
    assert lines_of(part)[0] == "t04.general.amount = 16595.30"
    assert lines_of(part)[-1].endswith(" = 267.70") and "general" in lines_of(part)[-1].split(".")[1]
    assert len({said.place for said in part.values}) == len(part.values) == 8
    assert part.lost == ()


def test_amounts_and_counts_in_one_column() -> None:
    part = excerpt(
        "shanxi-final-2024",
        """
部门决算公开相关信息统计表
单位名称：某某局
一、政府采购情况||
项目|行次|统计数
合计|1|158.15
货物|2|96.45
二、机关运行经费||
项目||统计数
(一) 行政单位|5|675.49
三、国有资产占用情况||
(一) 车辆数合计(辆)|7|69
8. 其他用车|15|1
(二) 单价100万元(含)以上设备(不含车辆)|17|
""",
    )
    assert lines_of(part) == [
        "t10.procurement.figure = 158.15",
        "t10.goods.figure = 96.45",
        "t10.agency_administrative.figure = 675.49",
        "t10.vehicles.figure = 69",
        "t10.other_use.figure = 1",
    ]
    assert part.lost == ()


def test_a_table_that_need_not_be_there_is_found_by_its_headings() -> None:
    """汾阳 prints its own title above, and how many there are behind the headings."""
    part = excerpt(
        "shanxi-budget-2024",
        """
第二部分 2024年部门预算报表
十二、其他说明
某某市政府购买服务指导目录
代码/ 目录|一级目录 (6类)|二级目录 (59款)|三级目录 (329项)
E0902|||政府资金申报的 专家评审服务
E10||咨询类|
第四部分 名词解释
""",
    )
    assert lines_of(part) == [
        "directory.1.code = E0902",
        "directory.1.third = 政府资金申报的专家评审服务",
        "directory.2.code = E10",
        "directory.2.second = 咨询类",
    ]
    assert part.rows == {("directory", 0): (OpenRow("1"), OpenRow("2"))}
    assert lost_of(part) == ["第3行 某某市政府购买服务指导目录：标题与模板的不同，模板印的是“政府购买服务指导目录”"]


# --------------------------------------------------------------------------- print out of joint


def t05(*rows: str, head: str = "") -> Part:
    """A 公开05表 of 山西 with these rows."""
    head = head or "项目||本年支出||\n科目代码|科目名称|小计|基本支出|项目支出\n栏次||1|2|3"
    return excerpt("shanxi-final-2024", "\n".join(["一般公共预算财政拨款支出决算表", head, *rows]))


ROW = "201|一般公共服务支出|5.05|5.05|"
READ = ["t05.201.total = 5.05", "t05.201.basic = 5.05"]


@pytest.mark.parametrize(
    ("rows", "read_as", "lost"),
    [
        pytest.param([ROW, ROW], READ, [], id="a row again behind a page break"),
        pytest.param(
            [ROW, "201|一般公共服务支出|6.05|5.05|"],
            READ,
            ["第6行 201 一般公共服务支出 6.05 5.05：这一行在表里出现了两次，数字不同，用的是前一次的"],
            id="a row twice with other figures",
        ),
        pytest.param(["2 0 1 一般公共 服务支出||5.05|5.05|"], READ, [], id="code and name in one cell"),
        pytest.param(
            ["201|公共安全支出|5.05|5.05|"],
            ["t05.201.total = 5.05 ？201的名称印的是“公共安全支出”，科目表里是“一般公共服务支出”", READ[1]],
            [],
            id="a code under another name",
        ),
        pytest.param(["2999|某某支出|5.05||"], [], ["第5行 2999 某某支出 5.05：没有认得出的科目代码"], id="no code"),
        pytest.param(
            ["2980101|某某支出|5.05||"], ["t05.2980101.total = 5.05"], [], id="a code that is not in the list"
        ),
        pytest.param(
            ["201|一般公共服务支出|5.05|五万元|"],
            READ[:1],
            ["第5行 一般公共服务支出 基本支出 五万元：读不成数字：“五万元”不是数字"],
            id="words in place of a figure",
        ),
        pytest.param(
            ["201|一般公共服务支出|-5.05|—|0"], ["t05.201.total = -5.05", "t05.201.project = 0"], [], id="signs"
        ),
        pytest.param(
            ["201|一般公共服务支出|5.05万元||"],
            ["t05.201.total = 5.05 ？数字后面写了单位（5.05万元），按 5.05 万元理解"],
            [],
            id="a unit behind a figure",
        ),
        pytest.param(
            ["201|一般公共服务支出|5.05|5.05"],
            [f"{line} ？这一行比表头少1格，按从左起的位置读" for line in READ],
            [],
            id="a row that lacks a cell",
        ),
        pytest.param(
            ["合计|5.05|5.05|"], ["t05.total.total = 5.05", "t05.total.basic = 5.05"], [], id="合计 not merged"
        ),
        pytest.param(
            [ROW, "项目||本年支出||", "科目代码|科目名称|小计|基本支出|项目支出", "栏次||1|2|3"],
            READ,
            [],
            id="headings again",
        ),
        pytest.param(
            ["2120899|其他国有土地使用权出让收入安排的支|3.00||", "|出|||"],
            [
                "t05.2120899.total = 3.00 ？2120899的名称没有印全（“其他国有土地使用权出让收入安排的支”），按“其他国有土地使用权出让收入安排的支出”读"
            ],
            ["第6行 出：没有认得出的科目代码"],
            id="a name cut by a page",
        ),
    ],
)
def test_rows_out_of_joint(rows: list[str], read_as: list[str], lost: list[str]) -> None:
    part = t05(*rows)
    assert lines_of(part) == read_as
    assert lost_of(part) == lost


@pytest.mark.parametrize(
    ("head", "read_as", "lost"),
    [
        pytest.param(
            "科目代码|科目名称|项目支出|小计|基本支出",
            ["t05.201.total = 7", "t05.201.basic = 8", "t05.201.project = 6"],
            [],
            id="columns in another order",
        ),
        pytest.param(
            "科目代码|科目名称|小计|基本支出费|项目支出",
            ["t05.201.total = 6", "t05.201.basic = 7 ？表头印的是“基本支出费”，按“基本支出”读", "t05.201.project = 8"],
            [],
            id="a heading in other words",
        ),
        pytest.param(
            "科目代码|科目名称|小计||项目支出",
            ["t05.201.total = 6", "t05.201.basic = 7 ？这一列没有表头，按位置读作“基本支出”", "t05.201.project = 8"],
            [],
            id="a heading left blank",
        ),
        pytest.param(
            "科目代码|科目名称|小计|经营支出|项目支出",
            ["t05.201.total = 6", "t05.201.project = 8"],
            [
                "第2行 一般公共预算财政拨款支出决算表：表里没有“基本支出”这一列",
                "第2行 经营支出：模板的表里没有这一列",
                "第3行 201 一般公共服务支出 6 7 8：7：模板的表里没有这一列",
            ],
            id="another column",
        ),
        pytest.param(
            "这里本来|应当|是|表头|的",
            [
                f"t05.201.{key} = {value} ？这张表没有印表头，按列的位置认"
                for key, value in (("total", 6), ("basic", 7), ("project", 8))
            ],
            ["第2行 这里本来 应当 是 表头 的：没有认得出的科目代码"],
            id="no headings",
        ),
    ],
)
def test_headings_out_of_joint(head: str, read_as: list[str], lost: list[str]) -> None:
    part = t05("201|一般公共服务支出|6|7|8", head=head)
    assert lines_of(part) == read_as
    assert lost_of(part) == lost


def test_a_table_whose_headings_mean_nothing_is_lost_row_by_row() -> None:
    part = t05("201|7|8", head="甲|乙|丙")
    assert part.values == ()
    assert [lost.text for lost in part.lost] == ["甲 乙 丙", "201 7 8"]


def test_a_table_printed_in_yuan() -> None:
    part = excerpt(
        "shanxi-final-2024",
        """
一般公共预算财政拨款支出决算表
金额单位：元
科目代码|科目名称|小计|基本支出|项目支出
201|一般公共服务支出|50,512.34||
""",
    )
    assert lines_of(part) == ["t05.201.total = 5.051234 ？这张表以元为单位，已换算成万元"]


def test_a_figure_where_none_can_be() -> None:
    part = excerpt(
        "shanxi-final-2024",
        """
一般公共预算财政拨款基本支出决算明细表
人员经费|||公用经费||||||||
科目代码|科目名称|决算数|科目代码|科目名称|决算数|科目代码|科目名称|决算数|科目代码|科目名称|决算数
301|工资福利支出|1.00|302|商品和服务支出||309|资本性支出（基本建设）|——|31101|资本金注入（基本建设）|9.00
""",
    )
    assert lines_of(part) == ["t06.301.amount = 1.00"]
    assert lost_of(part) == ["第4行 资本金注入（基本建设） 9.00：这一格不会有数"]


def test_a_label_in_other_words_or_over_two_rows() -> None:
    part = excerpt(
        "shanxi-final-2024",
        """
收入支出决算总表
收入|||支出||
项目|行次|金额|项目|行次|金额
1、一般公共预算财政拨款收入|1|5.00|一、一般公共服务支出|32|5.00
三、国有资本经营财政拨款收入|3|6.00|结余分|||
使用非财政拨款结余（含专|||配|59|7.00
用结余）|28|8.00|某某支出|60|9.00
""",
    )
    assert lines_of(part) == [
        "t01.general.amount = 5.00",
        "t01.201.amount = 5.00",
        "t01.state.amount = 6.00 ？行名印的是“三、国有资本经营财政拨款收入”，按“三、国有资本经营预算财政拨款收入”读",
        "t01.distributed.amount = 7.00",
        "t01.surplus_used.amount = 8.00",
    ]
    assert lost_of(part) == ["第7行 某某支出 60 9.00：模板的表里没有这一行"]


# --------------------------------------------------------------------------- never silence


def shaken(flow: Flow, located: Located, random: Random) -> Flow:
    """The rows of every table with cells moved, joined, blanked, rows doubled, cut or left out."""
    strips: list[Strip] = []
    for number, strip in enumerate(flow.strips):
        inside = any(region.start <= number < region.end for region in located.of("table"))
        if not inside or not strip.is_row or random.random() < 0.7:
            strips.append(strip)
            continue
        cells = list(strip.cells)
        at = random.randrange(len(cells))
        match random.randrange(6):
            case 0:
                cells.pop(at)
            case 1:
                cells.insert(at, random.choice(("", "甲", "1.23")))
            case 2:
                random.shuffle(cells)
            case 3:
                cells[at] = ""
            case 4:
                strips.append(strip)
                cells[at] += "9"
            case _:
                strip = replace(strip, table=strip.table + 1000)
        strips.append(replace(strip, cells=tuple(cells)))
    return replace(flow, strips=tuple(strips))


@pytest.mark.parametrize("name", KITS)
@settings(max_examples=3, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(st.randoms(use_true_random=False))
def test_no_figure_disappears(name: str, random: Random) -> None:
    """However the rows are shaken, every amount of a body is read, or listed with its row."""
    report = sample_report(name)
    assert report.composed is not None
    kit = kit_named(name)
    whole = flow_of(report.composed.document)
    flow = shaken(whole, locate(whole, kit), random)
    located = locate(flow, kit)
    part = read_tables(flow, located)
    kept = {said.quote.split(" ")[-1] for said in part.values}
    listed = " ".join(lost.text for lost in part.lost)
    for region in located.of("table"):
        for strip in flow.strips[region.start : region.end]:
            for cell in strip.cells if strip.is_row else ():
                if "." in cell and cell.replace(".", "").replace(",", "").isdigit():
                    assert cell in kept or cell in listed, (strip.cells, cell)
