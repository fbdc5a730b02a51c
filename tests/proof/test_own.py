"""A project's words against its own money, rate, score and grade: what must be told and what must not."""

from __future__ import annotations

from functools import lru_cache

import pytest

from disclosegen.findings import Severity
from disclosegen.model.build import build
from disclosegen.proof.own import contradicted
from disclosegen.proof.reading import Reading, Text
from disclosegen.proof.run import proof_read
from disclosegen.workbook.read import open_workbook, read
from tests.checks.test_projects import kit
from tests.helpers.raw_edits import edited
from tests.helpers.sheets import workbook

WORKBOOK = """
# unit
unit_name | 某街道办事处

# projects
道路维修工程 | score=93.6 | grade=优
文化活动 | score=88 | grade=良

# project_money
道路维修工程 / 市财政 | applied=420 | initial=400 | budget=318.84 | received=318.84 | executed=231.57
/ 县（区）财政 | budget=40 | executed=40
/ 合计 | initial=400
文化活动 / 市财政 | budget=50 | executed=49

# indicators
道路维修工程 / 产出指标 / 数量指标 / 维修里程 | target=≥10公里 | actual=12公里 | weight=90 | score=86 | reason=雨季施工
文化活动 / 产出指标 / 数量指标 / 发放宣传手册 | target=≥1200册 | actual=1234册 | weight=60 | score=60
/ / / 参加活动人数 | target=≥9.5万人次 | actual=9.83 | weight=20 | score=20
/ 满意度指标 / 服务对象满意度指标 / 群众满意度 | target=≥90% | actual=93.5% | weight=10 | score=10

# project_texts
道路维修工程 | conclusion=已经完工。
文化活动 | conclusion=已经办完。
"""
MONEY = {"budget": "358.84", "executed": "271.57", "rate": "75.68"}
"""What follows: together with both sources."""


@lru_cache
def reading() -> Reading:
    book, _ = open_workbook(workbook(kit(), WORKBOOK), "表.xlsx")
    assert book is not None
    return Reading(build(read(book, kit(), kit().file.version)[0], kit())[0])


def said(words: str, project: int = 0) -> list[str]:
    """What is said of a text of a project."""
    own = reading().data.projects[project]
    text = Text(words, own.fields["conclusion"].ref, "project_texts", own.key, "paragraph")
    return [one.message for one in contradicted(reading(), text)]


TOLD = [
    ("项目预算358.48万元，全部到位。", "“358.48万元”与这个项目填的"),
    ("全年预算数400万元。", "“400万元”与这个项目填的 358.84、318.84、40 万元"),
    ("2024年度年初预算为420万元。", "“420万元”与这个项目填的 400 万元"),
    ("实际支出271.75万元，完成全部工作。", "“271.75万元”与这个项目填的 271.57"),
    ("项目执行数为358.84万元。", "“358.84万元”与这个项目填的 271.57"),
    ("全年累计支出2715700万元。", "“2715700万元”与这个项目填的 271.57"),
    ("实际支出271.57元。", "“271.57元”与这个项目填的 2715700"),
    ("实际支出2715.7万元。", "“2715.7万元”与这个项目填的 271.57"),
    ("实际到位资金385.84万元。", "“385.84万元”与这个项目填的"),
    ("资金结余78.27万元。", "“78.27万元”与这个项目填的 87.27"),
    ("申请资金402万元。", "“402万元”与这个项目填的 420 万元"),
    ("投入318.48万元维修道路。", "“318.48万元”与这个项目填的 318.84 万元"),
    ("投入218.84万元维修道路。", "“218.84万元”与这个项目填的 318.84 万元"),
    ("维修道路投入3588400万元。", "“3588400万元”与这个项目填的 358.84 万元"),
    ("预算执行率为76.58%。", "“预算执行率为76.58%”与这个项目的执行率 75.68% 不一致"),
    ("2024年项目执行率7.57%。", "执行率 75.68%"),
    ("自评总分96.3分。", "写的是96.3分，这个项目的总分是 93.6 分"),
    ("综合得分为96.3分，等级为优。", "写的是96.3分"),
    ("道路维修工程项目预算资金338.84万元。", "“338.84万元”与这个项目填的"),
    ("登记率高于目标，预算全部执行完毕。", "是 358.84 万元，执行数是 271.57 万元，文字却说全部用完"),
    ("工程验收合格，没有结余。", "文字却说全部用完"),
    ("项目资金已全部支付", "文字却说全部用完"),
    ("自评等级为“良”。", "写的是“良”，这个项目的等级是“优”"),
]


@pytest.mark.parametrize(("words", "expected"), TOLD, ids=[words for words, _ in TOLD])
def test_what_contradicts_the_projects_own_figures_is_told(words: str, expected: str) -> None:
    found = said(words)
    assert len(found) == 1 and expected in found[0], found


SILENT = [
    "项目预算358.84万元，实际支出271.57万元，执行率75.68%。",
    "项目预算3588400元，执行数为2715700元。",
    "预算安排359万元，支出271.6万元。",
    "年初预算400万元，调整后预算358.84万元。",
    "市财政到位资金318.84万元，县（区）财政到位资金40万元。",
    "市财政资金执行率72.63%，县（区）财政资金执行率100%。",
    "上年预算数300万元，上年执行数299万元。",
    "2023年度预算数300万元。",
    "其中设备购置支出31.88万元。",
    "计划支出280万元。",
    "一季度支出35.90万元。",
    "合同金额318.48万元。",
    "项目预算约360万元。",
    "项目预算为300万元至400万元。",
    "投入318.48万元维修道路，到位318.84万元。",
    "公共安全（类）支出100万元。",
    "设备购置支出100万元。",
    "资金支付率100%，资金到位及时。",
    "人均支出27.15万元。",
    "预算没有全部执行完毕。",
    "县（区）财政资金全部执行完毕。",
    "剩余资金由财政收回，没有结余。",
    "合同款全部支付。",
    "没有结余资金闲置。",
    "产出指标得分45分。",
    "满分100分，扣6.4分。",
    "评价等级分为优、良、中、差四档。",
    "带动社会投资5000万元。",
    "带动社会投资31.9万元。",
]


@pytest.mark.parametrize("words", SILENT)
def test_what_may_be_right_is_left_alone(words: str) -> None:
    assert said(words) == []


def test_each_project_is_held_against_its_own_money() -> None:
    assert said("项目预算50万元，实际支出49万元，执行率98%。", project=1) == []
    assert len(said("项目预算358.84万元，实际支出271.57万元，执行率75.68%。", project=1)) == 3


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("全年发放手册1324册。", "“1324册”与这个项目的指标“发放宣传手册”填的 1234册 不一致"),
        ("全年参加活动9.38万人次。", "填的 9.83万人次 不一致"),
        ("随机回访，满意率95%。", "“95%”与这个项目的指标“群众满意度”填的 93.5% 不一致"),
    ],
)
def test_counts_that_miss_the_projects_own_indicator(words: str, expected: str) -> None:
    (message,) = said(words, project=1)
    assert expected in message


@pytest.mark.parametrize(
    "words",
    [
        "全年发放手册1234册，参加活动9.83万人次，群众满意度93.5%。",
        "计划发放手册1200册，满意率94%，超过90%。",
        "上年发放手册1324册。",
        "购置图书1324册。",
        "发放手册1300册。",
        "参加活动9.13万人次。",
        "发放手册1234册，剩余手册1324册。",
        "青年职工满意率95%。",
        "满意率较上年提高，达到95%以上。",
    ],
)
def test_counts_that_may_be_right(words: str) -> None:
    assert said(words, project=1) == []


def test_the_finding_names_the_text_first_and_then_the_figure() -> None:
    sample = "项目预算358.84万元，实际支出271.75万元，执行率75.73%。"
    raw, (ref,) = edited(kit(), _raw(), [f"project_texts.1.conclusion = {sample}"])
    found = [finding for verdict in proof_read(build(raw, kit())[0]) for finding in verdict.findings]
    assert {finding.rule for finding in found} == {
        "X-own"
    }  # the rate beside it would be another shadow of the same slip
    first = found[0]
    assert first.severity is Severity.WARNING and first.cells[0] == ref
    assert {cell.column for cell in first.cells[1:]} == {"全年执行数"} and "实际支出271.75万元" in first.message


@lru_cache
def _raw():  # type: ignore[no-untyped-def]
    book, _ = open_workbook(workbook(kit(), WORKBOOK), "表.xlsx")
    assert book is not None
    return read(book, kit(), kit().file.version)[0]
