"""The rules about projects with the scale, weights and bounds of 岚县's form, as its kit has them."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pytest

from disclosegen.checks.base import Status
from disclosegen.checks.projects import check
from disclosegen.model.build import build
from disclosegen.model.disclosure import Disclosure
from disclosegen.workbook.raw import RawCell, RawWorkbook, State
from disclosegen.workbook.read import open_workbook, read
from tests.conftest import kit_named
from tests.helpers.raw_edits import edited
from tests.helpers.rule_cases import Break, Case, read_cases
from tests.helpers.sheets import workbook

KIT = "shanxi-final-2024"
CASES = read_cases(Path(__file__).with_name("projects-lanxian.txt"))
WORKBOOK = """
# unit
unit_name | 某街道办事处
project_form | 项目支出绩效自评表（按三级指标打分）
evaluated_by | 目标申报数

# projects
甲街道道路维修工程 | score=97.8 | grade=优
乙社区文化活动

# project_money
甲街道道路维修工程 / 中央财政资金 | applied=70 | initial=60 | budget=60 | executed=58
/ 市县区财政资金 | applied=40 | initial=40 | budget=40 | executed=40 | reason=已完成预期目标
/ 合计 | budget=100 | executed=98
乙社区文化活动 / 市县区财政资金 | applied=80 | initial=80 | budget=80 | executed=80

# indicators
甲街道道路维修工程 / 产出指标 / 数量指标 / 维修里程 | ≥10公里 | ≥12公里 | ≥12公里 | weight=20 | score=20
/ / 质量指标 / 验收合格率 | ≥95% | ≥95% | ≥90% | weight=10 | score=8 | reason=一段返工
/ / 时效指标 / 完工时间 | 及时 | 及时 | 及时 | weight=10 | score=10
/ / 成本指标 / 总投资 | ≤100万元 | ≤100万元 | 98万元 | weight=10 | score=10
/ 效益指标 / 社会效益指标 / 出行条件 | 改善 | 改善 | 改善 | weight=30 | score=30
/ 满意度指标 / 服务对象满意度指标 / 居民满意度 | ≥90% | ≥90% | ≥93% | weight=10 | score=10
乙社区文化活动 / 产出指标 / 数量指标 / 活动场次 | =12场 | =12场 | =12场 | weight=50 | score=50
/ 效益指标 / 社会效益指标 / 参加居民满意率 | ≥95% | ≥95% | ≥96% | weight=30 | score=30
/ 满意度指标 / 服务对象满意度指标 / 居民满意度 | ≥90% | ≥90% | ≥91% | weight=10 | score=10

# project_texts
甲街道道路维修工程 | goal=维修街道道路，方便居民日常出行。
乙社区文化活动 | goal=丰富居民文化生活，增进邻里往来。
"""


@lru_cache
def raw() -> RawWorkbook:
    book, _ = open_workbook(workbook(kit_named(KIT), WORKBOOK), "表.xlsx")
    assert book is not None
    return read(book, kit_named(KIT), kit_named(KIT).file.version)[0]


def model(*edits: str) -> Disclosure:
    return build(edited(kit_named(KIT), raw(), edits)[0], kit_named(KIT))[0]


def wrong(*edits: str) -> set[str]:
    return {verdict.rule for verdict in check(model(*edits)) if verdict.status is Status.WRONG}


def named(value: object) -> str | None:
    """A case by its rule; what is edited is numbered."""
    return value.rule if isinstance(value, Case) else None


def test_nothing_is_wrong_with_the_workbook_as_it_stands() -> None:
    assert {project.form.id for project in model().projects if project.form} == {"lanxian"}
    assert wrong() == set()


@pytest.mark.parametrize(("case", "one"), [(case, one) for case in CASES for one in case.breaks], ids=named)
def test_a_broken_rule_speaks_and_no_other(case: Case, one: Break) -> None:
    assert wrong(*one.edits) == {case.rule, *one.others}


@pytest.mark.parametrize(("case", "edits"), [(case, edits) for case in CASES for edits in case.holds], ids=named)
def test_what_is_right_in_another_way_is_silent(case: Case, edits: tuple[str, ...]) -> None:
    assert case.rule not in wrong(*edits)


def test_every_source_has_the_score_of_its_own_rate() -> None:
    first, second = model().projects
    rates = [(line.source, line.cells["rate"].value, line.cells["score"].value) for line in first.money]
    assert [(source, f"{rate:.2f}", str(score)) for source, rate, score in rates if rate is not None] == [
        ("中央财政资金", "96.67", "9.67"),
        ("市县区财政资金", "100.00", "10.00"),
    ]
    assert (str(first.rate_score.value), str(second.score.value), second.grade.text) == ("9.80", "100.00", "优")


def test_money_by_the_measure_that_the_clerk_chose() -> None:
    def evaluated(*edits: str) -> str:
        cell = model(*edits).tables["other"].by_key["evaluated_general"].cells["figure"]
        return str(cell.amount / 10000)

    assert evaluated() == "190"
    assert evaluated("unit.evaluated_by.text = 全年预算数") == "180"
    assert evaluated("unit.evaluated_by.text =") == evaluated("unit.evaluated_by.text = 全年执行数") == "178"


def test_a_measure_that_could_not_be_read_leaves_the_money_unknown() -> None:
    rows = [
        replace(row, cells={"text": RawCell(None, State.UNREADABLE, row.cells["text"].ref)})
        if row.key == "evaluated_by"
        else row
        for row in raw().tables["unit"].rows
    ]
    book = replace(raw(), tables={**raw().tables, "unit": replace(raw().tables["unit"], rows=tuple(rows))})
    found = build(book, kit_named(KIT))[0]
    assert not found.tables["other"].by_key["evaluated_general"].cells["figure"].known
