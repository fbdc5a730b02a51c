"""The kits' sentences read back from print: from our own documents, and from what bureaus make of them."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from disclosegen.document.blocks import Document, Paragraph
from disclosegen.document.compose import compose
from disclosegen.imported import understood
from disclosegen.model.disclosure import Disclosure
from disclosegen.money import Unit
from disclosegen.published import sentences_chain
from disclosegen.published.assemble import assemble
from disclosegen.published.flow import Flow, Spot, Strip
from disclosegen.published.outline import Located, Region
from disclosegen.published.reading import Narrated, Said
from disclosegen.published.sentences import GOES_ON, NO_PLACE, REPLACED, read_sentences
from disclosegen.published.sentences_heard import Amount, Heard, Stretch
from disclosegen.published.sentences_places import Places
from disclosegen.published.sentences_settled import Settled
from disclosegen.published.sentences_text import Running
from disclosegen.published.sentences_values import NOT_COMPARED
from disclosegen.published.text import read_text
from tests.conftest import kit_named, sample_content, sample_report
from tests.helpers.flows import flow_of, in_lines
from tests.helpers.narrated import elsewhere, only_in_sentences, read_back
from tests.helpers.valid import MAKERS, drawn_content, widened
from tests.mutation.base import Base

KITS = ("shanxi-final-2024", "henan-final-2023", "shanxi-budget-2024", "shanxi-final-2025")
LINE = 41


def narrative(document: Document) -> dict[str, list[str]]:
    """The paragraphs of each sentence."""
    found: dict[str, list[str]] = {}
    for block in document.blocks():
        if isinstance(block, Paragraph) and block.source:
            found.setdefault(block.source, []).append(block.text)
    return found


def value(data: Disclosure, place: tuple[str, str, str]) -> Decimal | str:
    """What a cell says: a blank figure is none, a blank text what stands for it."""
    cell = data.tables[place[0]].cell(place[1], place[2])
    return "" if cell is None else cell.text or (cell.value or "")


@pytest.mark.parametrize("kit_id", KITS)
def test_a_sample_comes_back_from_its_sentences(kit_id: str) -> None:
    report = sample_report(kit_id)
    assert report.composed is not None and report.data is not None
    content = sample_content(kit_id)
    back = read_back(report.data.kit, content, flow_of(report.composed.document))
    assert back.narrated.part.lost == () and back.whole.conflicts == ()
    assert {one.key for one in back.narrated.matched if one.exact} >= narrative(report.composed.document).keys()
    assert all(one.exact for one in back.narrated.matched)
    wanted = only_in_sentences(report.data.kit, content)
    assert {place: value(back.data, place) for place in wanted} == {
        place: value(report.data, place) for place in wanted
    }
    added = only_in_sentences(report.data.kit, back.whole.content).keys() - wanted.keys()
    assert {place: value(back.data, place) for place in added} == {place: value(report.data, place) for place in added}
    assert narrative(compose(back.data).document) == narrative(report.composed.document)


@pytest.mark.parametrize("kit_id", list(MAKERS))
@settings(max_examples=1, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(random=st.randoms(use_true_random=False))
def test_sentences_print_again_from_what_they_said(kit_id: str, random: Random) -> None:
    """From a right workbook of any figures, its paragraphs cut into the lines of a PDF."""
    kit = widened(kit_named(kit_id))
    content = drawn_content(kit, random, Unit.WAN)
    report = Base(kit_id, kit, content).check()
    assert report.composed is not None
    back = read_back(kit, content, in_lines(flow_of(report.composed.document), LINE))
    assert back.narrated.part.lost == ()
    assert narrative(compose(back.data).document) == narrative(report.composed.document)


# ---------------------------------------------------------------- what bureaus print


@lru_cache
def known(kit_id: str) -> Disclosure:
    """A sample's data without what only sentences and forms say."""
    kit = kit_named(kit_id)
    return understood(kit, assemble(kit, [elsewhere(kit, sample_content(kit_id))]).content)


def narrated(kit_id: str, section: str, *lines: str) -> Narrated:
    """What the paragraphs of one section say; a line with tabs is a row of a table."""
    kit = kit_named(kit_id)
    strips = tuple(
        Strip(tuple(line.split("\t")), Spot(line=number), int("\t" in line)) for number, line in enumerate(lines, 2)
    )
    flow = Flow("公开.txt", "txt", (Strip(("标题",), Spot(line=1)), *strips))
    part, spec = next(
        (number, one)
        for number, part in enumerate(kit.outline.parts)
        for one in part.sections
        if one.narrative == section
    )
    return read_sentences(flow, Located(kit, (Region(part, spec, 0, 1, len(flow.strips)),), 1), known(kit_id))


def said(found: Narrated, place: str) -> Said | None:
    """What was said of a place; None for nothing."""
    return next((one for one in found.part.values if ".".join(one.place) == place), None)


def told(found: Narrated, place: str) -> Decimal | str | None:
    one = said(found, place)
    return one.value if one is not None else None


def exact(found: Narrated) -> dict[str, bool]:
    return {one.key: one.exact for one in found.matched}


S01 = (
    "{year}收入总计6,717.05万元，支出总计6,717.05万元。与上年相比，收入总计减少620.07万元，下降8.45%，"
    "支出总计减少620.07万元，下降8.45%。{why}本年度预算财政拨款减少，支出减少。"
)


@pytest.mark.parametrize(
    ("year", "why", "to_the_letter", "more"),
    [
        ("2024年度", "主要原因是", True, ""),
        ("2024年", "主要原因是", False, ""),
        ("２０２４ 年度", "主要 原因是", True, ""),
        ("2024年度", "主要原因因", False, ""),
        ("2024年度", "主要原因", False, ""),
        ("2024年度", "主要原因由", False, "由"),  # rather a letter too many than one of the person's words too few
    ],
)
def test_slips_in_fixed_words_hide_nothing(year: str, why: str, to_the_letter: bool, more: str) -> None:
    found = narrated("shanxi-final-2024", "s01", S01.format(year=year, why=why))
    assert exact(found) == {"s01": to_the_letter}
    assert told(found, "prior.income_total.amount") == Decimal("7337.12")
    assert told(found, "prior.expenditure_total.amount") == Decimal("7337.12")
    assert told(found, "reasons.s01.reason.text") == more + "本年度预算财政拨款减少，支出减少"
    assert found.part.lost == () and found.part.used == {0, 1}


CLASS = "卫生健康支出年初预算126.50万元，支出决算133.35万元，完成年初预算的105.42%，用于医疗保险{change}主要原因是本年度人员增加。"


@pytest.mark.parametrize(
    "change",
    [
        "。较上年决算增加7.95万元，增长6.34%，",
        "。比上年决算数增加了7.95万元，增长6.34%，",
        "；较上年决算增加7.95万元，增长6.34%，",
        "，与上年决算数相比增加7.95万元，增幅为6.34%，",
        ".较上年度决算增加7.95万元,上升了6.34%,",
    ],
)
def test_a_comparison_in_other_words_says_the_same(change: str) -> None:
    found = narrated("shanxi-final-2024", "s05", CLASS.format(change=change))
    before = said(found, "classes.210.prior_final")
    assert before is not None and before.value == Decimal("125.40") and not before.doubt
    assert told(found, "reasons.s05-class.use:210.text") == "医疗保险"
    assert told(found, "reasons.s05-class.reason:210.text") == "本年度人员增加"


def test_no_change_heard_is_not_no_change() -> None:
    """A clause that is not there leaves last year's figure blank; one in words that nobody knows is named."""
    assert told(narrated("shanxi-final-2024", "s05", CLASS.format(change="。")), "classes.210.prior_final") is None
    same = narrated("shanxi-final-2024", "s05", CLASS.format(change="。与上年决算相同。"))
    assert told(same, "classes.210.prior_final") == Decimal("133.35")
    other = narrated("shanxi-final-2024", "s05", CLASS.format(change="，同上一年度的支出额比起来，净增加7.95万元。"))
    assert told(other, "classes.210.prior_final") is None
    use = said(other, "reasons.s05-class.use:210.text")
    assert use is not None and use.doubt == NOT_COMPARED


def test_half_width_stops_end_sentences() -> None:
    text = S01.format(year="2024年度", why="主要原因是").translate(str.maketrans("，。", ",."))
    found = narrated("shanxi-final-2024", "s01", text)
    assert exact(found) == {"s01": True}
    assert told(found, "prior.income_total.amount") == Decimal("7337.12")
    assert told(found, "reasons.s01.reason.text") == "本年度预算财政拨款减少,支出减少"


def test_a_page_break_stands_anywhere() -> None:
    text = S01.format(year="2024年度", why="主要原因是")
    for at in range(1, len(text)):
        found = narrated("shanxi-final-2024", "s01", text[:at], text[at:])
        assert exact(found) == {"s01": True}, text[:at]
        assert str(told(found, "reasons.s01.reason.text")).replace("\n", "") == "本年度预算财政拨款减少，支出减少"
        assert found.matched[0].strips == (1, 2) and found.matched[0].text == text


def test_wrong_units_and_words_of_a_long_sentence() -> None:
    found = narrated(
        "shanxi-final-2024",
        "s10",
        "根据预算绩效管理要求，本部门（单位）按照“谁支出、谁自评”的原则，组织对2024年度年初预算安排的所有项目资金全面开展了绩效自评，"
        "涵盖一级项目0个，二级项目9个，共涉及资金609.64万元，占本部门（单位）项目支出总额的27.90%，其中一般公共预算项目支出609.64万元、"
        "政府性基金预算项目支出0.00元、国有资金经营预算项目支出12.00元、社会保险基金预算项目支出0.00元。自评结果为："
        "9个项目自评等级为“优”，较好地保障了各项工作。",
    )
    assert exact(found) == {"s10-performance": False}
    assert told(found, "other.projects_second.figure") == 9
    assert told(found, "other.evaluated_general.figure") == Decimal("609.64")
    assert told(found, "other.evaluated_fund.figure") == 0
    assert told(found, "other.grade_excellent.figure") == 9
    assert told(found, "reasons.s10-performance.scope.text") is None, "the kit's own words are left blank"
    assert told(found, "reasons.s10-performance.remark.text") == "较好地保障了各项工作"
    state = said(found, "other.evaluated_state.figure")
    assert state is not None and state.value == 12 and state.doubt == "数字后面印的是“元”，按万元理解"


def test_a_missing_stop_at_the_end() -> None:
    found = narrated(
        "shanxi-budget-2024",
        "s08",
        "本部门2024年所属汾阳市公安局等三家行政单位机关运行经费财政拨款预算",
        "1602.59万元，比2023年预算增加239.77万元，增长17.59%，原因是上年度公用经费短缺",
    )
    assert exact(found) == {"s08": False}
    assert told(found, "reasons.s08.reason.text") == "上年度公用经费短缺"
    assert told(found, "reasons.s08.units.text") == "汾阳市公安局等三家行政单位"
    assert told(found, "prior.agency.amount") == Decimal("1362.82")


def test_a_list_that_runs_on_in_one_paragraph() -> None:
    found = narrated(
        "shanxi-final-2024",
        "s03",
        "2024年度支出合计6,650.61万元，其中：基本支出4,288.64万元，占比64.48%；项目支出2,361.97万元，占比35.52%。",
    )
    assert list(exact(found)) == ["s03", "s03-kind:basic", "s03-kind:project"]
    assert found.part.values == (), "the tables have these figures"


def test_a_word_that_stands_twice() -> None:
    found = narrated(
        "henan-final-2023",
        "s03",
        "2023 年度支出合计 87277.34 万元，其中：基本支出基本支出 77917.31 万元，占 89.28%；项目支出 9360.03 万元，占 10.72%。",
    )
    assert list(exact(found)) == ["s03"] and found.part.lost == ()


def test_an_item_is_known_by_its_names() -> None:
    found = narrated(
        "henan-final-2023",
        "s05",
        "1. 公共安全支出（类）公安（款）其他公安支出（项）年初预算为 0.00 万元，支出决算为 4491.82 万元，"
        "决算数与年初预算数存在差异的主要原因是上级资金未纳入年初预算等。",
        "2. 公共安全支出（类）公安（款）没有这一项（项）年初预算为 5.00 万元，支出决算为 5.00 万元，完成年初预算的100.00%，"
        "决算数与年初预算数无差异。",
    )
    assert told(found, "budgets.2040299.initial_budget") == 0
    assert told(found, "budgets.2040299.reason") == "上级资金未纳入年初预算等"
    assert [row.key for row in found.part.rows["budgets", 0]] == ["2040299"]
    assert [lost.why for lost in found.part.lost] == ["不知道是哪个科目，没有读进表格"]


def test_a_list_of_the_tables_is_left_to_the_program() -> None:
    own = "公用经费675.49万元，主要包括{items}。"
    tables = "商品和服务支出657.47万元，资本性支出18.02万元"
    found = narrated("shanxi-final-2024", "s06", own.format(items=tables))
    assert exact(found) == {"s06-operating": True} and found.part.values == ()
    found = narrated("shanxi-final-2024", "s06", own.format(items="办公费、印刷费和差旅费等"))
    assert told(found, "reasons.s06-operating.items.text") == "办公费、印刷费和差旅费等"
    found = narrated("shanxi-final-2024", "s06", own.format(items="资本性支出18.02万元，商品和服务支出657.47万元"))
    assert told(found, "reasons.s06-operating.items.text") == "资本性支出18.02万元，商品和服务支出657.47万元"


def test_what_a_sentence_says_without_a_figure() -> None:
    found = narrated("shanxi-final-2024", "s08", "本年度无此项支出。")
    assert exact(found) == {"s08-none": True} and told(found, "prior.state_expenditure.amount") == 0
    found = narrated("shanxi-final-2024", "s10", "本单位无机关运行经费支出。")
    assert told(found, "unit.has_agency.text") == "无" and told(found, "prior.agency.amount") == 0


def test_a_sentence_in_a_bureaus_own_words_is_kept_as_a_whole() -> None:
    own = "我局本年没有安排国资预算，上年也没有。"
    found = narrated("shanxi-final-2024", "s08", own)
    assert exact(found) == {"s08-none": False}
    one = said(found, "replacements.s08-none.text")
    assert one is not None and (one.value, one.doubt) == (own, REPLACED)
    assert found.part.lost == ()


def test_a_paragraph_behind_a_persons_words_goes_on_with_them() -> None:
    found = narrated(
        "shanxi-final-2024", "s01", S01.format(year="2024年度", why="主要原因是"), "上述变动已经按规定报批。"
    )
    one = said(found, "reasons.s01.reason.text")
    assert one is not None and one.doubt == GOES_ON
    assert one.value == "本年度预算财政拨款减少，支出减少。\n上述变动已经按规定报批"


def test_a_paragraph_without_any_place_is_lost_by_name() -> None:
    found = narrated("shanxi-final-2024", "s03", "2024年度支出合计6,650.61万元，其中：", "以上数字未经审计，敬请批评。")
    assert [(lost.text, lost.why) for lost in found.part.lost] == [("以上数字未经审计，敬请批评。", NO_PLACE)]
    assert found.part.used == {0, 1, 2}


def test_the_title_of_a_table_is_no_paragraph() -> None:
    found = narrated("shanxi-budget-2024", "s12-2", "另有说明如下。", "购买服务指导目录", "代码\t目录", "A\t公共服务")
    assert told(found, "other_matters.1.text") == "另有说明如下。"
    assert told(found, "other_matters.2.text") is None
    assert found.part.used == {0, 1} and found.part.lost == ()


def test_figures_that_contradict_each_other() -> None:
    found = narrated(
        "henan-final-2023",
        "s10",
        "2023 年度机关运行经费支出 10480.64 万元，较 2022 年度减少 2771.93 万元，下降 26.45%。主要原因是厉行节约。",
    )
    agency = said(found, "prior.agency.amount")
    assert agency is not None and agency.value == Decimal("13252.57")
    assert agency.doubt == "增减额2771.93与增减率26.45%对不上，上年数按增减额算"


def test_summaries_that_no_form_bears_out_stay_as_they_are() -> None:
    text = (
        "1. 禁毒经费项目绩效自评综述：根据年初设定的绩效目标，项目绩效自评得分为100分。项目全年预算数为3万元，执行数为3万元，"
        "执行率100%。项目绩效目标完成情况：有效降低案件发生率。"
    )
    found = narrated("shanxi-final-2024", "s10", text)
    assert exact(found) == {"s10-summary": True}
    assert told(found, "performance.1.text") == text and ("projects", 0) not in found.part.rows


def test_projects_that_were_not_paid() -> None:
    found = narrated(
        "henan-final-2023",
        "s13",
        "我部门进行自评的2023年项目支出共2个，决算资金共10.82万元，占2023年所有项目支出总额的0.12%，分别是：",
        "1、2021年证件经费，项目2023年预算数10.82万元，执行数10.82万元。",
        "2、司法救助资金，项目2023年预算数6万元，财政未拨付资金，未形成支付。",
    )
    assert [row.name for row in found.part.rows["projects", 0]] == ["2021年证件经费", "司法救助资金"]
    assert [row.texts for row in found.part.rows["project_money", 0]] == [
        (("project", "2021年证件经费"), ("source", "年度资金总额")),
        (("project", "司法救助资金"), ("source", "年度资金总额")),
    ]
    assert told(found, "project_money.1.executed") == Decimal("10.82")
    assert told(found, "project_money.2.budget") == 6
    assert told(found, "project_money.2.reason") == "财政未拨付资金，未形成支付"


def test_a_hostile_section_comes_to_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = ["1、2024年本单位无，其中：0万元。" * 20] * 6
    monkeypatch.setattr(sentences_chain, "MOST_WORK", 5_000)
    found = narrated("shanxi-final-2024", "s10", *lines)
    assert found.part.used == set(range(7)), "what was not searched is lost by name, or kept as a paragraph"


def test_a_sum_goes_to_the_cells_that_are_open() -> None:
    """The parts of a sum are mostly printed themselves; where they are not, the first takes it all and a person divides it."""
    running = Running((Strip(("共接待5批次",), Spot(line=1)),), 0, 1)
    places = Places(kit_named("shanxi-final-2024"), known("shanxi-final-2024"))
    domestic, abroad = (("other", f"{one}_batches", "figure") for one in ("domestic", "abroad"))
    both = Amount(((1, domestic), (1, abroad)), Decimal(5), Stretch(running, 3, 4))
    one = Amount(((1, abroad),), Decimal(2), Stretch(running, 3, 4))
    divided = Settled(places, Heard(amounts=[both, one])).values()
    assert divided == {abroad: Decimal(2), domestic: Decimal(3)}
    (whole,) = Settled(places, Heard(amounts=[both])).said()
    assert (whole.place, whole.value) == (domestic, 5)
    assert whole.doubt == "印的是2项的合计，全部记在这一项，请分开"


def test_marks_of_bold_letters_in_a_text_file_are_no_words() -> None:
    strips = read_text("1. **因公出国（境）费**预算为 0.00 万元\n2**3 与 **\n", "公开.txt").strips
    assert [strip.text for strip in strips] == ["1. 因公出国（境）费预算为 0.00 万元", "2**3 与 **"]
