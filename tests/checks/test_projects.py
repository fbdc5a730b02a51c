"""The rules about projects: each speaks when it is broken and stays silent when it is not."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import pytest

from disclosegen.checks.base import Status
from disclosegen.checks.project_targets import reached
from disclosegen.checks.projects import RULES, check
from disclosegen.kit.load import Kit
from disclosegen.kit.schema import Column, Table
from disclosegen.kit.schema_forms import FromProjects
from disclosegen.model.build import build
from disclosegen.model.disclosure import Disclosure, State
from disclosegen.workbook.raw import RawWorkbook
from disclosegen.workbook.raw import State as RawState
from disclosegen.workbook.read import open_workbook, read
from tests.conftest import kit_named
from tests.helpers.raw_edits import edited
from tests.helpers.rule_cases import Break, Case, read_cases
from tests.helpers.sheets import workbook

CASES = read_cases(Path(__file__).with_name("projects.txt"))
WORKBOOK = """
# unit
unit_name | 某街道办事处

# other
projects_second | 2

# projects
甲街道道路维修工程 | score=98 | grade=优 | category=甲类
乙社区文化活动 | period=1年 | category=乙类

# project_money
甲街道道路维修工程 / 市财政 | budget=60 | executed=58 | balance=2
/ 其他 | budget=40 | executed=40
/ 合计 | budget=100 | executed=98 | rate=98 | score=10
乙社区文化活动 / 市财政 | budget=80 | received=80 | executed=80

# indicators
甲街道道路维修工程 / 产出指标 / 数量指标 / 维修里程 | target=≥10公里 | actual=12公里 | weight=30 | score=30
/ / 质量指标 / 验收合格率 | target=≥95% | actual=90% | weight=20 | score=18 | reason=一段返工
/ 效益指标 / 社会效益指标 / 出行条件 | target=改善 | actual=改善 | weight=30 | score=30
/ 满意度指标 / 服务对象满意度指标 / 居民满意度 | target=≥90% | actual=93% | weight=10 | score=10
乙社区文化活动 / 产出指标 / 数量指标 / 活动场次 | target=12场 | actual=12场 | weight=45 | score=45
/ 效益指标 / 社会效益指标 / 参加居民满意率 | target=≥95% | actual=96%
/ / / 居民参加率 | weight=45 | score=45

# project_texts
甲街道道路维修工程 | goal_effect=方便居民出行，改善街道环境面貌。
乙社区文化活动 | goal_effect=丰富居民文化生活，增进邻里往来。
"""


def with_columns(table: Table, *columns: Column) -> Table:
    """The table with further columns."""
    block = table.blocks[0]
    return table.changed(blocks=(block.changed(columns=(*block.columns, *columns)),))


@lru_cache
def kit() -> Kit:
    """A kit whose projects have every column that the rules look at."""
    own = kit_named("shanxi-final-2024")
    form = next(iter(own.forms.values())).changed(weights_total=Decimal(100), level_weights={"效益指标": Decimal(45)})
    more = {
        "projects": (Column(key="category", label="类别", kind="choice", choices=("甲类", "乙类")),),
        "project_money": tuple(
            Column(key=key, label=label, kind=kind)  # type: ignore[arg-type]
            for key, label, kind in (
                ("rate", "执行率", "decimal"),
                ("term_amount", "实施期资金", "amount"),
                ("amount", "年度资金", "amount"),
            )
        ),
        "indicators": (
            Column(key="term_target", label="实施期指标值", kind="text"),
            Column(key="deviation", label="偏差度", kind="decimal", signed=True),
        ),
    }
    tables = {**own.tables, **{name: with_columns(own.tables[name], *columns) for name, columns in more.items()}}
    block = tables["other"].blocks[0]
    lines = tuple(
        line.changed(projects=FromProjects(where={"category": "甲类"})) if line.key == "projects_first" else line
        for line in block.lines
    )
    tables["other"] = tables["other"].changed(blocks=(block.changed(lines=lines),))
    return replace(own, tables=tables, forms={form.id: form})


@lru_cache
def raw() -> RawWorkbook:
    data = workbook(kit(), WORKBOOK)
    book, _ = open_workbook(data, "表.xlsx")
    assert book is not None
    return read(book, kit(), kit().file.version)[0]


def model(*edits: str) -> Disclosure:
    return build(edited(kit(), raw(), edits)[0], kit())[0]


def wrong(*edits: str) -> set[str]:
    return {verdict.rule for verdict in check(model(*edits)) if verdict.status is Status.WRONG}


def named(value: object) -> str | None:
    """A case by its rule; what is edited is numbered."""
    return value.rule if isinstance(value, Case) else None


def test_every_rule_is_written_down() -> None:
    assert [case.rule for case in CASES] == [rule.rule for rule in RULES]


def test_nothing_is_wrong_with_the_workbook_as_it_stands() -> None:
    assert wrong() == set()
    assert {verdict.status for verdict in check(model())} == {Status.RIGHT}


@pytest.mark.parametrize(("case", "one"), [(case, one) for case in CASES for one in case.breaks], ids=named)
def test_a_broken_rule_speaks_and_no_other(case: Case, one: Break) -> None:
    assert wrong(*one.edits) == {case.rule, *one.others}


@pytest.mark.parametrize(("case", "edits"), [(case, edits) for case in CASES for edits in case.holds], ids=named)
def test_what_is_right_in_another_way_is_silent(case: Case, edits: tuple[str, ...]) -> None:
    assert case.rule not in wrong(*edits)


def test_a_cell_that_could_not_be_read_is_no_finding() -> None:
    table = raw().tables["project_money"]
    unread = tuple(
        replace(
            row, cells={key: replace(cell, value=None, state=RawState.UNREADABLE) for key, cell in row.cells.items()}
        )
        for row in table.rows
    )
    workbook = replace(raw(), tables={**raw().tables, "project_money": replace(table, rows=unread)})
    found = build(workbook, kit())[0]
    assert {verdict.rule for verdict in check(found) if verdict.status is Status.WRONG} == set()


def test_another_name_that_is_a_part_of_the_own_one_is_no_other_project() -> None:
    found = model("project_texts.2.conclusion = 甲街道道路维修工程监理合格。")
    first, second = found.projects
    renamed = replace(found, projects=(first, replace(second, name="甲街道道路维修工程监理")))
    assert [verdict.rule for verdict in check(found) if verdict.status is Status.WRONG] == ["PJ-other"]
    assert [verdict.rule for verdict in check(renamed) if verdict.status is Status.WRONG] == []


def test_a_score_without_weight_is_asked_about_where_no_sum_shows_it() -> None:
    found = model("indicators.7.weight =")
    free = tuple(
        replace(project, form=project.form.changed(weights_total=None)) for project in found.projects if project.form
    )
    assert [verdict.rule for verdict in check(found) if verdict.status is Status.WRONG] == ["PJ-weights"]
    rules = [verdict for verdict in check(replace(found, projects=free)) if verdict.status is Status.WRONG]
    assert [(verdict.rule, finding.message) for verdict in rules for finding in verdict.findings] == [
        ("PJ-unscored", "项目“乙社区文化活动”：指标“居民参加率”有得分，没有填分值")
    ]


@pytest.mark.parametrize(
    ("target", "actual", "expected"),
    [
        ("≥95%", "92%", False),
        ("≥95%", "95.0%", True),
        ("＞＝95％", "95%", True),
        ("不超过100万元", "100.5万元", False),
        ("≥1万元", "9000元", None),
        ("2024年12月", "2024年11月", None),
        ("", "1", None),
    ],
)
def test_what_can_be_known_about_a_target(target: str, actual: str, expected: bool | None) -> None:
    assert reached(target, actual) is expected


def test_what_was_left_blank_follows_from_the_projects() -> None:
    other = model("other.projects_second.figure =", "projects.2.grade = 中").tables["other"]
    figures = {key: other.by_key[key].cells["figure"] for key in ("projects_second", "evaluated", "grade_medium")}
    assert [cell.value for cell in figures.values()] == [2, 1780000, 1]
    assert {cell.state for cell in figures.values()} == {State.COMPUTED}
    assert all(cell.sources for cell in figures.values())


def test_without_projects_nothing_follows() -> None:
    tables = {name: replace(raw().tables[name], rows=()) for name in ("projects", "project_money", "indicators")}
    tables["project_texts"] = replace(raw().tables["project_texts"], rows=())
    found = build(replace(raw(), tables={**raw().tables, **tables}), kit())[0]
    assert found.tables["other"].by_key["projects_first"].cells["figure"].state is State.BLANK
    assert {verdict.status for verdict in check(found)} == {Status.NOT_APPLICABLE}
