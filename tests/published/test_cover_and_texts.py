"""Who publishes, the unit's own paragraphs, and the terms, read from print."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from disclosegen.document.compose import compose
from disclosegen.published.cover import read_cover
from disclosegen.published.flow import Flow, Spot, Strip
from disclosegen.published.outline import locate
from disclosegen.published.reading import Part
from disclosegen.published.text import read_text
from disclosegen.published.texts import read_texts
from tests.conftest import kit_named, sample_report
from tests.helpers.contents import data_of
from tests.helpers.flows import flow_of
from tests.helpers.valid import MAKERS, drawn_content, widened

KITS = sorted(MAKERS)


def flow(text: str) -> Flow:
    return read_text("\n".join(line.strip() for line in text.strip().splitlines()), "摘录.txt")


def cover(kit: str, text: str) -> list[str]:
    """Row, value, doubt of what a document says about its unit."""
    read = flow(text)
    part = read_cover(read, locate(read, kit_named(kit)))
    return [f"{said.place[1]} = {said.value}" + (f" ？{said.doubt}" if said.doubt else "") for said in part.values]


def texts(kit: str, read: Flow) -> Part:
    return read_texts(read, locate(read, kit_named(kit)))


def paragraphs(part: Part, table: str) -> list[str]:
    return [str(said.value) for said in part.values if said.place[0] == table]


@pytest.mark.parametrize("name", KITS)
def test_a_sample_tells_its_unit_paragraphs_and_terms(name: str) -> None:
    report = sample_report(name)
    assert report.data is not None and report.composed is not None
    data, read = report.data, flow_of(report.composed.document)
    part = read_cover(read, locate(read, data.kit))
    told = {said.place[1]: said.value for said in part.values}
    assert told == {row: data.identity(row) for row in told} and {"unit_name", "unit_kind"} <= set(told)
    assert [said for said in part.values if said.doubt] == []
    part = texts(name, read)
    sections = [one for section in data.kit.outline.parts for one in section.sections]
    for table in {one.texts for one in sections} | {data.kit.glossary.extra}:
        if table:
            typed = [cell.text for row in data.tables[table].rows for cell in row.cells.values() if cell.text]
            assert paragraphs(part, table) == typed
    assert part.lost == ()


@pytest.mark.parametrize("name", KITS)
@settings(max_examples=2, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(st.randoms(use_true_random=False))
def test_random_right_workbooks_tell_the_same(name: str, random: Random) -> None:
    kit = widened(kit_named(name))
    data = data_of(kit, drawn_content(kit, random))
    read = flow_of(compose(data).document)
    part = read_cover(read, locate(read, kit))
    assert {said.place[1]: said.value for said in part.values}["unit_name"] == data.unit_name
    duties = [cell.text for row in data.tables["duties"].rows for cell in row.cells.values() if cell.text]
    assert paragraphs(read_texts(read, locate(read, kit)), "duties") == duties


@pytest.mark.parametrize(
    ("kit", "text", "told"),
    [
        pytest.param(
            "shanxi-final-2024",
            """某某局
            2024年度单位决算公开
            目 录""",
            ["unit_kind = 单位", "unit_name = 某某局"],
            id="two lines",
        ),
        pytest.param(
            "shanxi-final-2024",
            """某某局2024年度
            部门决算公开
            目 录""",
            ["unit_name = 某某局", "unit_kind = 部门"],
            id="a title broken where it is long",
        ),
        pytest.param(
            "henan-final-2023",
            """某某局
            2023 年度部门决算
            二〇二四年十月
            目 录""",
            ["unit_kind = 部门", "month = 2024年10月", "unit_name = 某某局"],
            id="a month in Chinese numerals",
        ),
        pytest.param(
            "henan-final-2023",
            """某某局
            2023年度部门决算
            2024年9月
            目录""",
            ["unit_kind = 部门", "month = 2024年9月", "unit_name = 某某局"],
            id="a month in figures",
        ),
        pytest.param(
            "shanxi-final-2024",
            """某某局
            2024年度单位决算公开
            目 录
            收入决算表
            部门名称：某某分局 2024年度
            支出决算表
            部门名称：某某分局 2024年度""",
            ["unit_kind = 单位", "unit_name = 某某分局 ？单位名称前后不一：第1行印的是“某某局”"],
            id="another name above the tables",
        ),
    ],
)
def test_the_unit(kit: str, text: str, told: list[str]) -> None:
    assert sorted(cover(kit, text)) == sorted(told)


CUT = """
2024年度单位决算公开
第一部分 概况
一、本部门（单位）职责
- 1、承担剥夺政

治权利人员的考察任务。
2、协助执行判决。
二、机构设置情况
内设科室3个：
办公室、财务室、
2023年新设的信息中心。
第二部分 2024年部门决算表
"""


def test_paragraphs_that_a_page_cut_are_one_in_a_text_file() -> None:
    part = texts("shanxi-final-2024", flow(CUT))
    assert paragraphs(part, "duties") == ["1、承担剥夺政治权利人员的考察任务。", "2、协助执行判决。"]
    assert paragraphs(part, "organisation") == ["内设科室3个：办公室、财务室、2023年新设的信息中心。"]


def test_paragraphs_of_word_end_where_word_says_so_and_those_of_a_pdf_at_most_at_the_page() -> None:
    read = replace(flow(CUT), format="docx")
    assert len(paragraphs(texts("shanxi-final-2024", read), "organisation")) == 3
    strips = [
        replace(strip, spot=Spot(page=1 if strip.spot.line < 11 else 2, line=strip.spot.line)) for strip in read.strips
    ]
    read = replace(read, format="pdf", strips=tuple(strips))
    assert paragraphs(texts("shanxi-final-2024", read), "organisation") == [
        "内设科室3个：",
        "办公室、财务室、2023年新设的信息中心。",
    ]


def test_a_paragraph_that_a_person_broke_goes_on_in_word_too() -> None:
    """Behind a comma of a list, or after the same number of letters twice; a list of short lines stays one."""
    long = "某某局设22个内设机构，包括情报指挥、政工、警务保障、信访、\n审计、国保、督察、法制、网络安全、禁毒、经侦、治安、巡警、刑\n侦等14个科室。"
    text = CUT.replace("内设科室3个：\n办公室、财务室、\n2023年新设的信息中心。", f"{long}\n办公室\n财务室")
    read = replace(flow(text), format="docx")
    assert paragraphs(texts("shanxi-final-2024", read), "organisation") == [long.replace("\n", ""), "办公室", "财务室"]


def glossary(*lines: str) -> Part:
    return texts(
        "shanxi-final-2024", flow("\n".join(["第三部分 情况说明", "第四部分 名词解释", *lines, "第五部分 附件"]))
    )


def terms() -> list[str]:
    """The terms of the kit as they are printed."""
    report = sample_report("shanxi-final-2024")
    assert report.composed is not None
    strips: tuple[Strip, ...] = flow_of(report.composed.document).strips
    start = max(at for at, strip in enumerate(strips) if strip.text == "第四部分 名词解释")
    end = next(at for at, strip in enumerate(strips) if at > start and strip.text.startswith("第五部分"))
    return [strip.text for strip in strips[start + 1 : end]]


def test_terms_of_the_kit_say_nothing_new() -> None:
    assert glossary(*terms()) == replace(glossary(*terms()), values=(), rows={}, lost=())


def test_a_term_of_the_unit_is_one_of_its_own() -> None:
    part = glossary(*terms()[:-1], "十三、某某经费：指某某支出。")
    assert paragraphs(part, "extra_terms") == ["十三、某某经费：指某某支出。"]


def test_a_term_explained_otherwise_is_listed() -> None:
    changed = [term.replace("指单位从同级财政部门取得的财政预算资金", "指单位从同级财政取得的资金") for term in terms()]
    part = glossary(*changed)
    assert part.values == ()
    assert [lost.why for lost in part.lost] == ["名词“财政拨款收入”的解释与模板的不同，生成时印模板的"]


def test_half_width_stops_make_no_other_term() -> None:
    part = glossary(*(term.translate(str.maketrans("，。：", ",.:")) for term in terms()))
    assert (part.values, part.lost) == ((), ())


def test_a_term_that_is_not_there_is_listed() -> None:
    part = glossary(*terms()[1:])
    assert [(lost.text, lost.why) for lost in part.lost] == [("财政拨款收入", "模板的这个名词，公布的文件里没有")]
