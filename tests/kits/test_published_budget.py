"""The 山西 budget as it was published: the rules name every place where its figures contradict each other."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest

from disclosegen.checks.base import Status
from disclosegen.document.compose import compose
from disclosegen.document.text import to_text
from disclosegen.findings import Severity
from disclosegen.pipeline import Report
from tests.conftest import kit_named, sample_content, sample_report
from tests.helpers.kept import checked_file
from tests.helpers.patched import checked_content
from tests.helpers.sheets import edit, workbook

NAME = "shanxi-budget-2024"
BREAKS = {
    "T03-T12-T13": "表十二 was published without figures, so projects are missing",
    "T05-T12-project": "the same, against 表五",
    "T05-T06-basic": "表六 holds one of the three units only",
    "T06-T11": "the same: its 公用经费 are fewer than 机关运行经费",
    "O-plan-second": "the planning years are printed as 2024, 2023, 2024",
    "Y-general": "a change of more than 30 % without a reason",
    "Y-reception": "nothing after 0.10 without a reason",
    "Y-vehicle-purchase": "nothing after 220.00 without a reason",
}


@lru_cache
def published(folder: Path) -> Report:
    path = folder / "published.xlsx"
    path.write_bytes(
        workbook(kit_named(NAME), (Path(__file__).parent / "data" / f"{NAME}.published.txt").read_text("utf-8"))
    )
    return checked_file(path)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return published(tmp_path_factory.mktemp("published"))


def test_the_rules_name_every_break_and_nothing_else(report: Report) -> None:
    assert {rule for f in report.findings if f.severity is not Severity.NOTE for rule in (f.rule, *f.also)} == set(
        BREAKS
    )
    assert {v.rule for v in report.verdicts if v.status is Status.WRONG} == set(BREAKS)
    assert {f.rule for f in report.findings if f.severity is Severity.WARNING} == {
        "O-plan-second",
        "Y-general",
        "Y-reception",
        "Y-vehicle-purchase",
    }


@pytest.mark.parametrize(
    "words",
    [
        "预算收入16,863.00万元，主要包括一般公共预算拨款收入16,595.30万元，占98.41%；政府性基金预算拨款收入0万元，占0%；",
        "支出预算16863万元，其中：基本支出8040.19万元，占47.68%；项目支出8822.81万元，占52.32%。",
        "社会保障和就业支出1,443.37万元，占8.70%；卫生健康支出292.19万元，占1.76%；住房保障支出635.27万元，占3.83%等。",
        "“三公”经费预算213.00万元比2023年减少206.10万元，",
        "因公出国（境）费0万元，与上年预算数相同；公务接待费0万元，与上年相比预算数减少0.10万元；",
        "占部门（单位）项目支出总额的89.42%。",
        "办公用房建筑总面积41404.85平方米。",
        "2024年财政拨款规划收支预算16595.3万元，",
        "本部门2024年所属汾阳市公安局等三家行政单位机关运行经费财政拨款预算1602.59万元，比2023年预算增加239.77万元，增长17.59%，",
    ],
)
def test_standard_sentences_stand_as_published(report: Report, words: str) -> None:
    assert report.data is not None
    assert words in to_text(compose(report.data).document)


def test_names_of_section_six_are_distinct() -> None:
    report = sample_report(NAME)
    assert report.data is not None
    line = next(line for line in to_text(compose(report.data).document).splitlines() if line.startswith("公用经费"))
    assert line.count("福利费") == line.count("办公费") == 1


def test_subjects_are_held_against_each_other_one_by_one() -> None:
    """Two items of 表三 exchanged: every sum inside the table still holds."""
    filled = sample_content(NAME)
    for code, value in (("2040203", "881.00"), ("2040220", "29.63")):
        for column in ("total", "project"):
            filled = edit(filled, f"t03.{code}.{column}", value)
    (found,) = (f for f in checked_content(kit_named(NAME), filled).findings if f.severity is Severity.ERROR)
    assert {found.rule, *found.also} == {"T02-T03-rows", "T03-T05-rows", "T03-T05-project"}
    assert "2040203 机关服务 与 表三 2040220 执法办案 两行的数像是互相填反了" in found.message


def test_a_unit_speaks_of_itself() -> None:
    report = checked_content(kit_named(NAME), edit(sample_content(NAME), "unit.unit_kind.text", "单位"))
    assert report.data is not None and report.ok
    text = to_text(compose(report.data).document)
    assert "2024年度单位预算公开" in text and "本单位2024年机关运行经费财政拨款预算1602.59万元" in text
    assert "部门名称：汾阳市公安局" in text and "第二部分 2024年部门预算报表" in text
