"""Rules about single indicators: rates that cannot be, measures that do not fit, rows that stand twice, scores left out, one-year projects.

Only what the workbook itself shows: a value that stands nowhere else is a person's, and no rule guesses it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from ..findings import CellRef
from ..model.disclosure import Cell, Disclosure
from ..model.projects import Indicator, Project
from ..money import show
from .project_base import HUNDRED, One, everyone, figure, places
from .project_targets import plain_text

NAMED = 3
"""Names that a finding gives of many."""
VALUES = ("term_target", "target", "adjusted", "actual")
RATE = re.compile(r"(?:率|满意度)$")
UNBOUNDED = re.compile(r"增|减|升|降|完成|超|利用|变动|提高|回报|收益|周转|负债|投资|比上年|同比|使用")
"""Rates whose hundred percent is no limit."""
PERCENT = re.compile(r"(?<![\d.])(\d{1,18}(?:\.\d{1,18})?)%")
MONEY = re.compile(r"(?<![\d.])(\d{1,18}(?:,\d{3}){0,6}(?:\.\d{1,18})?)(亿元|万元|元)")
"""Bounded, and never from within a number: a cell of 30,000 digits is read once."""
COUNTED = re.compile(
    r"[≥≤>=<]*\d+(?:\.\d+)?(?:元|万元|人次|人|名|起|个|次|家|件|套|台|辆|栋|处|批次|户|份|项|天|年|月)(?:$|/)"
)
AMOUNT = re.compile(r"[≥≤>=<＝]*\d+(?:,\d{3})*(?:\.\d+)?(?:亿元|万元|元)")
TIMELY = "时效"
"""Such an indicator is a date or a rate."""
FACTOR = {"亿元": Decimal(10) ** 8, "万元": Decimal(10) ** 4, "元": Decimal(1)}
WRONG_UNIT = Decimal(1000)
ONE_YEAR = re.compile(r"(?:1|一)年")


def limits(data: Disclosure) -> Iterator[One]:
    """A share of all, as 合格率 or 满意度, is not above 100%."""
    for project, one, cell in _values(data):
        found = PERCENT.search(plain_text(cell.text or ""))
        if RATE.search(one.name) and not UNBOUNDED.search(one.name) and found and Decimal(found[1]) > HUNDRED:
            yield One(project.name, f"指标“{one.name}”写的是 {cell.text}，大于100%", places(cell))


def measures(data: Disclosure) -> Iterator[One]:
    """A rate is no count, a time no amount, and both values of an indicator are in one unit of money."""
    for project in everyone(data):
        for one in project.indicators:
            cells = [cell for key in VALUES if (cell := one.cells.get(key)) is not None and cell.text]
            counted = [cell for cell in cells if COUNTED.match(plain_text(cell.text or ""))]
            if RATE.search(one.name) and counted:
                said = f"指标“{one.name}”是比率，写的是 {counted[0].text}"
                yield One(project.name, said, places(*counted))
            paid = [cell for cell in cells if AMOUNT.fullmatch(plain_text(cell.text or ""))]
            if TIMELY in one.level2 and paid:
                said = f"指标“{one.name}”是{one.level2}，写的是金额 {paid[0].text}"
                yield One(project.name, said, places(*paid))
            amounts = [(value, cell) for cell in cells if (value := _money(cell)) is not None]
            amounts.sort(key=lambda pair: pair[0])
            least, most = (amounts[0], amounts[-1]) if amounts else (None, None)
            if least and most and least[0] and most[0] >= least[0] * WRONG_UNIT:
                said = f"指标“{one.name}”一处是 {least[1].text}，一处是 {most[1].text}，相差过大"
                yield One(project.name, said, places(*(cell for _, cell in amounts)))


def doubled(data: Disclosure) -> Iterator[One]:
    """No indicator of a project stands twice."""
    for project in everyone(data):
        seen: dict[tuple[str, str, str], Indicator] = {}
        twice = []
        for one in project.indicators:
            first = seen.setdefault((one.level1, one.level2, one.name), one)
            if first is not one and one.name:
                twice.append((one, first))
        if twice:
            names = list(dict.fromkeys(one.name for one, _ in twice))
            said = "、".join(f"“{name}”" for name in names[:NAMED]) + (f"等 {len(names)} 个" if names[NAMED:] else "")
            cells = [ref for one, first in twice for ref in _rows(one, first)]
            yield One(project.name, f"指标{said}填了两行", tuple(dict.fromkeys(cells)))


def _rows(*indicators: Indicator) -> tuple[CellRef, ...]:
    return (*(one.ref for one in indicators), *places(*(cell for one in indicators for cell in one.cells.values())))


def unscored(data: Disclosure) -> Iterator[One]:
    """Where indicators are scored, one that has points to give is too; where they are weighed, one that has a score has points to give."""
    for project in everyone(data):
        for has, lacks, said in (("weight", "score", "有分值，没有填得分"), ("score", "weight", "有得分，没有填分值")):
            summed = lacks == "weight" and project.form is not None and project.form.weights_total is not None
            if summed or not any(figure(one.cells.get(lacks)) is not None for one in project.indicators):
                continue  # where the weights must make a sum, the sum is wrong
            for one in project.indicators:
                cell = one.cells.get(lacks)
                if cell is not None and _left(cell) and figure(one.cells.get(has)):
                    yield One(project.name, f"指标“{one.name or one.level2}”{said}", places(cell, one.cells[has]))


def terms(data: Disclosure) -> Iterator[One]:
    """A project of one year has the same money and targets for its term as for the year; no year has more than the term."""
    for project in data.projects:
        year = bool(ONE_YEAR.fullmatch(plain_text(project.text("period"))))
        for line in (*project.money, project.total):
            term, own = line.cells.get("term_amount"), line.cells.get("amount")
            whole, part = figure(term), figure(own)
            if term is None or own is None or whole is None or part is None:
                if year and term is not None and own is not None and term.known and own.known and (whole or part):
                    yield One(project.name, "项目期1年，实施期资金和年度资金只填了一个", places(term, own))
            elif part > whole or (year and part != whole):
                said = f"实施期资金 {show(whole, term.unit)}，年度资金 {show(part, own.unit)}"
                yield One(project.name, f"{said}{'，项目期1年应相同' if year else ''}", places(term, own))
        for one in project.indicators if year else ():
            aim, own = one.cells.get("term_target"), one.cells.get("target")
            if aim and own and aim.text and own.text and plain_text(aim.text) != plain_text(own.text):
                said = f"项目期1年，指标“{one.name}”的实施期指标值 {aim.text} 与年度指标值 {own.text} 不同"
                yield One(project.name, said, places(aim, own))


def _left(cell: Cell) -> bool:
    return cell.known and cell.value is None and not cell.text


def _money(cell: Cell) -> Decimal | None:
    found = MONEY.search(plain_text(cell.text or ""))
    return Decimal(found[1].replace(",", "")) * FACTOR[found[2]] if found else None


def _values(data: Disclosure) -> Iterator[tuple[Project, Indicator, Cell]]:
    for project in everyone(data):
        for one in project.indicators:
            for key in VALUES:
                cell = one.cells.get(key)
                if cell is not None and cell.text:
                    yield project, one, cell
