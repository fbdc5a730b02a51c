"""One cause, one finding: which cell, pair of cells or row is named for what was changed in a sample."""

from __future__ import annotations

import random
from collections.abc import Iterable
from decimal import Decimal

import pytest

from disclosegen.checks.base import Status
from disclosegen.checks.blame import MOST, causes
from disclosegen.findings import Finding, Severity
from disclosegen.kit.load import kit_ids
from disclosegen.pipeline import Report, judge
from disclosegen.workbook.raw import RawWorkbook
from tests.conftest import kit_named
from tests.helpers.raws import Place, cell, changed, places, put, raw, recoded, swapped, without_row
from tests.test_every_amount import UNKNOWABLE

WRONG = 9
"""Cells of each sample that are made wrong, one after the other; `make mutate` tries a thousand."""
FINAL, NEXT, BUDGET = "shanxi-final-2024", "shanxi-final-2025", "shanxi-budget-2024"


def judged(name: str, book: RawWorkbook) -> Report:
    return judge(book, kit_named(name), name)


def place(text: str) -> Place:
    table, row, column = text.split(".")
    return table, row, column


def edited(name: str, *changes: tuple[str, str]) -> Report:
    """The report on a sample with some cells changed."""
    book = raw(name)
    for where, value in changes:
        book = put(book, place(where), Decimal(value) if value else None)
    return judged(name, book)


def errors(report: Report) -> list[Finding]:
    return [finding for finding in report.findings if finding.severity is Severity.ERROR]


def only(report: Report) -> Finding:
    """The only finding besides notes."""
    found = [finding for finding in report.findings if finding.severity is not Severity.NOTE]
    assert len(found) == 1, [f"{f.rule} {f.message}" for f in found]
    return found[0]


def spoken_of(findings: Iterable[Finding]) -> set[str]:
    return {rule for finding in findings for rule in (finding.rule, *finding.also)}


def wrong(report: Report) -> set[str]:
    return {verdict.rule for verdict in report.verdicts if verdict.status is Status.WRONG}


SINGLE = [
    # sample, cell, what is typed, the sentence (without the rules)
    (FINAL, "t03.2040201.basic", "3141.90", "公开03表 2040201 行政运行·栏次2 基本支出：填的是 3141.90，按其余各处应为 3140.90"),
    (FINAL, "t03.2040201.basic", "3410.90", "：填的是 3410.90，按其余各处应为 3140.90，像是两个数字写颠倒了"),
    (FINAL, "t05.2040202.project", "-2184.89", "：填的是 -2184.89，按其余各处应为 2184.89，像是正负号填反了"),
    (FINAL, "t02.2040201.fiscal", "31409000", "：填的是 31409000.00，按其余各处应为 3140.90，像是把元当作万元填了"),
    (FINAL, "t01.other.amount", "397.5", "：填的是 397.50，按其余各处应为 39.75，像是小数点错了位，或多写、漏写了0"),
    (FINAL, "t09.row.final_vehicle_running", "119.50", "：填的是 119.50，按其余各处应为 19.50，像是多写了一位数字"),
    (FINAL, "t04.general.amount", "673.53", "：填的是 673.53，按其余各处应为 6473.53，像是漏写了一位数字"),
    (FINAL, "t05.2040202.project", "", "·栏次3 项目支出：没有填，按其余各处应为 2184.89"),
    (NEXT, "t05.2080505.basic", "88.06", "：填的是 88.06，按其余各处应为 88.60，像是两个数字写颠倒了"),
    (BUDGET, "t03.2040203.project", "39.63", "：填的是 39.63，按其余各处应为 29.63"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "where", "value", "words"), SINGLE)
def test_one_wrong_cell_is_named_with_what_should_stand_there(name: str, where: str, value: str, words: str) -> None:
    report = edited(name, (where, value))
    found = only(report)
    assert found.message.startswith("最可能有误的是 ") and words in found.message
    assert found.suspects == found.cells[:1] == (cell(raw(name), place(where)).ref,)
    assert spoken_of([found]) == wrong(report)


def test_the_rules_that_break_are_named_and_stay_wrong() -> None:
    report = edited(NEXT, ("t05.2010602.project", "201.00"), ("t03.2010602.project", "201.00"))
    found = errors(report)
    assert "4 条规则因此对不上：T04-balance、T04-balance-general、T02-T05-items、O-T05-evaluated" in found[-1].message
    assert found[-1].to_json()["also"] == ["T04-balance-general", "T02-T05-items", "O-T05-evaluated"]
    assert found[-1].to_json()["suspects"] == ["05一般公共预算支出决算表!E9"]
    assert {"T04-balance", "T04-balance-general", "O-T05-evaluated"} <= wrong(report)


def test_two_cells_that_explain_equally_well_are_both_named() -> None:
    found = only(edited(NEXT, ("t10.confidential.figure", "3")))
    assert found.message == (
        "可能有误的是 公开10表 行次7 （一）车辆数合计（辆）·统计数：填的是 2，按其余各处应为 4；"
        "也可能是 公开10表 行次10 3. 机要通信用车·统计数：填的是 3，按其余各处应为 1"
    )
    assert found.advice == "请核对所列各处，改正其中有误的一处。"


def test_among_many_cells_one_that_looks_like_a_slip_is_named() -> None:
    found = only(edited(FINAL, ("t06.30239.amount", "149.22")))
    assert "302 商品和服务支出" in found.message and len(found.suspects) > 10
    assert found.message.endswith(
        "最可能有误的是 公开06表 30239 其他交通费用·决算数：填的是 149.22，按其余各处应为 142.92，像是两个数字写颠倒了"
    )


def test_two_mistakes_are_two_findings() -> None:
    report = edited(FINAL, ("t03.2040201.basic", "3141.90"), ("t05.2080505.basic", "277.95"))
    one, other = errors(report)
    assert [f.suspects[0].address for f in (one, other)] == ["03支出决算表!D13", "05一般公共预算支出决算表!D18"]
    assert spoken_of([one, other]) == wrong(report)


def test_two_mistakes_in_one_column_are_two_findings() -> None:
    report = edited(FINAL, ("t03.2040201.basic", "3150.90"), ("t03.2080505.basic", "247.55"))
    assert {f.suspects[0].address for f in errors(report)} == {"03支出决算表!D13", "03支出决算表!D18"}


SEVERAL = [
    (
        FINAL,
        swapped(raw(FINAL), place("t06.30101.amount"), place("t06.30201.amount")),
        "公开06表 30101 基本工资·决算数 的 29.14 与 公开06表 30201 办公费·决算数 的 791.03 像是互相填反了",
    ),
    (
        FINAL,
        swapped(raw(FINAL), place("t03.2040202.project"), place("t03.2040202.basic")),
        "公开03表 2040202 一般行政管理事务·栏次2 基本支出 的 2184.89 像是填错了格，应填在 "
        "公开03表 2040202 一般行政管理事务·栏次3 项目支出",
    ),
    (
        FINAL,
        put(put(raw(FINAL), place("t05.2040201.basic"), Decimal("3410.90")), place("t05.2040201.total"), Decimal("3410.90")),
        "公开05表 2040201 行政运行 这一行像是有几格填错了：栏次1 小计填的是 3410.90，应为 3140.90，"
        "栏次2 基本支出填的是 3410.90，应为 3140.90",
    ),
    (FINAL, without_row(raw(FINAL), "t03", "2040202"), "公开03表像是漏填了 2040202 一般行政管理事务 这一行（项目支出 2184.89）"),
    (FINAL, without_row(raw(FINAL), "t05", "2040202"), "公开05表像是漏填了 2040202 一般行政管理事务 这一行（项目支出 2184.89）"),
    (NEXT, without_row(raw(NEXT), "t05", "2010602"), "公开05表像是漏填了 2010602 一般行政管理事务 这一行（项目支出 210.00）"),
    (BUDGET, without_row(raw(BUDGET), "t03", "2040220"), "表三像是漏填了 2040220 执法办案 这一行（项目支出 881.00）"),
    (NEXT, recoded(raw(NEXT), "t03", "2010602", "2010603"), "这一行像是填错了科目，按其余各处应是 2010602 一般行政管理事务"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "book", "words"), SEVERAL, ids=range(len(SEVERAL)))
def test_a_slip_of_several_cells_is_one_finding(name: str, book: RawWorkbook, words: str) -> None:
    report = judged(name, book)
    found = only(report)
    assert words in found.message
    assert spoken_of([found]) == wrong(report)


def test_what_reading_found_about_the_same_cell_stays_the_finding() -> None:
    """A figure with its unit behind it, say: the rules that it breaks are added to what was already said."""
    name, where = FINAL, place("t03.2040201.basic")
    said = Finding("V-negative", Severity.ERROR, "金额是负数", (cell(raw(name), where).ref,))
    report = judge(put(raw(name), where, Decimal("-3140.90")), kit_named(name), name, [said])
    assert only(report).rule == "V-negative" and spoken_of(report.findings) >= wrong(report)


def test_a_sentence_that_wants_a_reason_only_for_a_wrong_figure_is_no_finding_of_its_own() -> None:
    report = edited("henan-final-2023", ("t09.row.budget_total", "1524.07"))
    found = only(report)
    assert "N-missing" in found.also and found.suspects == (found.cells[0],)


@pytest.mark.parametrize("name", kit_ids())
def test_any_one_wrong_cell_is_one_finding_that_names_it(name: str) -> None:
    chosen = [one for one in places(name) if (name, *one[:2]) not in UNKNOWABLE]
    for where in random.Random(name).sample(chosen, WRONG):
        book, ref = changed(name, where)
        report = judged(name, book)
        if not errors(report):
            continue  # a rule that only asks: its finding lists the cells
        (found,) = errors(report)
        assert ref in found.suspects, where
        assert spoken_of(report.findings) >= wrong(report), where


@pytest.mark.parametrize("name", kit_ids())
def test_a_right_workbook_has_no_causes(name: str) -> None:
    report = judged(name, raw(name))
    assert report.data is not None and causes(report.data, report.verdicts) == ()


def test_a_workbook_damaged_all_over_still_lists_every_rule_that_broke() -> None:
    report = damaged(120)
    assert spoken_of(report.findings) >= wrong(report) and not report.ok


def test_beyond_a_bound_nothing_is_folded() -> None:
    report = damaged(2000)
    broken = [e for v in report.verdicts for e in v.equations if e.finding and e.finding.severity is Severity.ERROR]
    assert len(broken) > MOST and not any(f.suspects or f.also for f in report.findings)


def damaged(count: int) -> Report:
    """A sample with many cells changed at random."""
    dice, book = random.Random(5), raw(FINAL)
    every = places(FINAL)
    for where in dice.sample(every, min(count, len(every))):
        book = put(book, where, Decimal(dice.randrange(1, 10**6)) / 100)
    return judged(FINAL, book)
