"""Typed amounts and rates against the tables and against the sentence that they stand in.

In: one typed text.  Out: amounts that contradict a figure of the same name, miss a figure by a slip of the hand, or are in the wrong
unit.  A contradiction is only told where the words before the amount are the figure's own name; a near miss only where hardly any other
reading is left.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from ..findings import CellRef
from ..money import ZERO, round_half_up
from . import changed
from .grammar import Value, amounts, clause, is_about, lead, rates, slipped
from .reading import TAIL, Figure, Reading, Said, Text, core
from .slips import quote

TWIN = Decimal("0.02")
TWIN_FROM = Decimal(10)  # below this, and for whole amounts, two unrelated figures are often a cent apart
ELSEWHERE = re.compile(
    r"上年|去年|以前|往年|上一年|年初|预算|批复|追加|增拨|下达|调整|结转|申请|计划|指标|比|较|增加|减少|增长|下降|节约|压减|人均|每人|每|其他单位|收回|合同"
)
"""Words in whose company an amount is not the figure that stands in the table."""
BEFORE_NAME = re.compile(
    r"^(?:\d{4}年度?|今年|本年度?|全年|当年|我单位|我部门|本单位|本部门|我局|其中|单位|职工|用于|主要是|主要用于|包括|缴纳|发放|支付|即|是)+"
)
GENERIC = frozenset(
    (
        "其他",
        "项目",
        "基本",
        "行政",
        "事业",
        "合计",
        "总计",
        "小计",
        "本年",
        "上年",
        "年初",
        "年末",
        "货物",
        "工程",
        "服务",
    )
)
OF_ALL = re.compile(r"(?:共计|合计|总计|共)(?:为|是|达)?\s*$")
LAST_YEAR = re.compile(
    r"(?:因为?|由于|其中)?(?:上年度?|去年|上一年度?|(\d{4})年度?)(?:的|我[单部局][位门]?|[本全][单部局][位门]?)?(.{4,24})"
)
ITEM = r"[^，。；、\d每均按]{2,20}"
IN_WAN = r"(?<![\d,.])\d[\d,]{0,18}(?:\.\d{1,6})?万元"
MIXED = re.compile(
    rf"(?:^|[、，。；：]){ITEM}(?P<small>\d{{1,18}}\.\d{{2}}元)[、和及]{ITEM}{IN_WAN}|{IN_WAN}[、和及]{ITEM}(?P<other>\d{{1,18}}\.\d{{2}}元)"
)
"""Of two items of one list one is in 元 and the other in 万元: prices and standards (每人、按) are no items."""
SURE_DIGITS = 4
"""A slip of one digit is told for amounts of this many digits in the same sentence; with a name in common everywhere."""


def twins(reading: Reading, text: Text) -> Iterator[Said]:
    """An amount that misses a figure of the tables by one or two in the last digit; a rate that misses one of its sentence."""
    for value in _amounts(text):
        if value.value < TWIN_FROM or value.unit != "万元" or value.number == value.number.to_integral_value():
            continue
        if reading.prints(value):
            continue
        near = [figure for figure in reading.data.printed_amounts if abs(figure - value.value) <= TWIN]
        if near:
            best = min(near, key=lambda figure: (abs(figure - value.value), figure))
            yield Said(
                f"“{value.text}”与表内 {best} 万元只差末位：{quote(text.text, value.start, value.end)}",
                "请核对金额，与表内保持一致。",
                _cells(reading, best),
            )


def _cells(reading: Reading, amount: Decimal) -> tuple[CellRef, ...]:
    """Up to four cells in which an amount stands."""
    found = (figure.cell.ref for figure in reading.figures if figure.unit.is_money and figure.value == amount)
    return tuple(dict.fromkeys(ref for ref in found if ref.cell))[:4]


def _amounts(text: Text) -> Iterator[Value]:
    return (value for value in amounts(text.text) if not is_about(text.text, value))


def scale(reading: Reading, text: Text) -> Iterator[Said]:
    """元 written as 万元 or the other way round: the same digits stand in a table, or beside amounts 10,000 times smaller."""
    own = [value for value in amounts(text.text) if value.value]
    if not own:
        return
    if len(small := [value for value in own if value.unit == "元"]) == 1 and _adds_up(text, _in_wan(own)):
        yield _wrong_unit(text, small[0], "按万元算，各项合起来正是这一句的金额")
        return
    mixed = {found[name] for found in MIXED.finditer(text.text) for name in ("small", "other") if found[name]}
    for value in own:
        if value.value in reading.printed:
            continue
        if value.text in mixed:
            yield _wrong_unit(text, value, "旁边的金额都是万元")
        elif value.unit == "万元" and value.value >= TWIN_FROM * 1000 and _printed_as(reading, value.value / 10000):
            yield _wrong_unit(text, value, "表内是" + _shown(value.value / 10000) + "万元")
        elif value.unit == "元" and value.decimals and value.number >= TWIN_FROM and value.number in reading.printed:
            yield _wrong_unit(text, value, f"表内是{value.number}万元")
        elif value.unit == "万元" and value.value > max(reading.printed, default=ZERO):
            others = [other.value for other in own if other is not value and other.unit == "万元"]
            if others and value.value >= 3000 * max(others):
                yield _wrong_unit(text, value, f"同一处其他金额最大{_shown(max(others))}万元")


def _in_wan(values: list[Value]) -> list[Value]:
    """The same numbers, all of them in 万元."""
    return [replace(value, value=value.number) if value.unit == "元" else value for value in values]


def _printed_as(reading: Reading, value: Decimal) -> bool:
    return value == value.quantize(TWIN) and value in reading.printed if value >= 1 else False


def _shown(value: Decimal) -> str:
    return format(value.quantize(TWIN), "f")


def _wrong_unit(text: Text, value: Value, why: str) -> Said:
    return Said(
        f"“{value.text}”的单位可能写错（元、万元），{why}：{quote(text.text, value.start, value.end)}",
        "请核对金额的单位。",
    )


def named(reading: Reading, text: Text) -> Iterator[Said]:
    """An amount right behind the name of a figure that the tables give otherwise: 公务接待费3.78万元, in the table 4.78."""
    if text.kind != "ask":
        return
    values = list(_amounts(text))
    if not text.code and _adds_up(text, values):
        return
    yield from _last_years(reading, text, values)
    for value in values:
        figures = _of_that_name(reading, text, value)
        if not figures or _agrees(value, figures) or reading.prints(value):
            continue
        if ELSEWHERE.search(clause(text.text, value.start)) or ELSEWHERE.search(lead(text.text, value.start)):
            continue
        shown = "、".join(dict.fromkeys(str(figure.value) for figure in figures))
        yield Said(
            f"“{lead(text.text, value.start)}{value.text}”与表内不一致，表内是 {shown} 万元：{quote(text.text, value.start, value.end, 12)}",
            "请核对金额，与表内保持一致。",
            tuple(dict.fromkeys(figure.cell.ref for figure in figures if figure.cell.ref.cell))[:4],
        )


def _last_years(reading: Reading, text: Text, values: list[Value]) -> Iterator[Said]:
    """上年度机关运行经费490.95万元 where last year's figure of that name is another. Final accounts tell by name; budgets by a slip."""
    final = reading.kit.file.kind == "final"
    for value in values:
        found = LAST_YEAR.fullmatch(lead(text.text, value.start).strip())
        if not found or (found[1] and int(found[1]) != reading.kit.prior_year) or (final and "预算" in found[2]):
            continue
        name = core(TAIL.sub("", found[2]))
        figures = tuple(one for one in reading.last_years if core(one.label) == name and len(name) > 3)
        slips = any(slipped(value.digits, str(one.value).replace(".", "")) for one in figures)
        if figures and not _agrees(value, figures) and (final or slips):
            yield Said(
                f"“{lead(text.text, value.start)}{value.text}”与填的上年数 {figures[0].value} 万元不一致：{quote(text.text, value.start, value.end, 12)}",
                "请核对金额和上年数。",
                tuple(one.cell.ref for one in figures[:4]),
            )


def _of_that_name(reading: Reading, text: Text, value: Value) -> tuple[Figure, ...]:
    """Figures that go by the words right before an amount; in a sentence about a subject, only of subjects below it."""
    words = lead(text.text, value.start)
    name = core(TAIL.sub("", BEFORE_NAME.sub("", words.strip())))
    if len(name) < 3 or name in GENERIC or _of_a_list(text.text[: value.start], words):
        return ()
    if not text.code:
        return reading.labels.get(name, ())
    below = [
        figure
        for figure in reading.figures
        if figure.unit.is_money
        and figure.code.startswith(text.code)
        and (core(figure.label) == name or figure.label.find(name) > 0)
    ]
    return tuple(below) if len({core(figure.label) for figure in below}) == 1 else ()


def _of_a_list(before: str, words: str) -> bool:
    """Whether an amount is of all that was listed, not of the last name alone: 养老保险、职业年金缴费共计474.57万元."""
    return before[: len(before) - len(words)].endswith("、") and bool(OF_ALL.search(words))


def _agrees(value: Value, figures: tuple[Figure, ...]) -> bool:
    """Whether an amount is one of the figures, to the decimals that were written."""
    places = Decimal(1).scaleb(-min(value.decimals, 2))
    rounded = round_half_up(value.value, 2)
    return any(abs(figure.value - rounded) <= (places / 2 if places > Decimal("0.01") else ZERO) for figure in figures)


def _adds_up(text: Text, values: list[Value]) -> bool:
    """Whether the amounts of a text make up an amount of its own sentence: then they are a division that no table shows."""
    total = sum((value.value for value in values), ZERO)
    bound = Decimal("0.005") * (len(values) + 1)
    return len(values) > 1 and any(abs(total - own.value) <= bound for own in amounts(text.before))


def parts_of_own(reading: Reading, text: Text) -> Iterator[Said]:
    """Amounts that are said to make up the sentence's own amount: never more, and not wrong by a slip in one of them."""
    values = list(_amounts(text))
    own = amounts(text.before)
    if text.kind != "ask" or not values or not own or not re.search(r"(?:用于|包括|其中)[：:]?$", text.before):
        return
    if re.search(r"其中|上年|总|合计|共|预算|合同", text.text) or any(value.unit != "万元" for value in values):
        return
    whole, total = own[-1], sum((value.value for value in values), ZERO)
    bound = Decimal("0.005") * (len(values) + 1)
    if total > whole.value + bound:
        yield Said(
            f"所列金额合计 {_shown(total)} 万元，多于这一句的 {whole.text}：“{text.text[:40]}”",
            "请核对所列的各项金额。",
            text.cells,
        )
        return
    if total >= whole.value - bound or len(values) < 2:
        return
    strange = [value for value in values if not reading.prints(value)]
    if len(strange) == 1:
        right = whole.value - total + strange[0].value
        fits = [figure for figure in reading.data.printed_amounts if abs(figure - right) <= bound]
        if fits:
            yield Said(
                f"“{strange[0].text}”与其他各项合起来不是这一句的 {whole.text}，表内有 {min(fits)} 万元：{quote(text.text, strange[0].start, strange[0].end)}",
                "请核对金额，与表内保持一致。",
                _cells(reading, min(fits)),
            )


def near_misses(reading: Reading, text: Text) -> Iterator[Said]:
    """A figure that is one slip of the hand from a figure of its own sentence, or from one of a kindred name in the tables."""
    if text.kind != "ask":
        return
    values, told = list(_amounts(text)), set[int]()
    if not _adds_up(text, values):
        own = [value for value in amounts(text.before) if value.value]
        for value in values:
            if reading.prints(value) or len(value.digits) < 3 or value.unit != "万元":
                continue
            if said := next(_near(reading, text, value, own), None):
                told.add(value.start)
                yield said
    yield from changed.slips(reading, text, told)
    printed = [rate for rate in rates(text.before) if rate.number]
    for rate in rates(text.text):
        if rate.number in reading.printed_rates or len(rate.digits) < 3:
            continue
        near = [one for one in printed if _close(rate, one)]
        if near:
            yield Said(
                f"“{rate.text}”与这一句算出的 {near[0].text} 只差一点：{quote(text.text, rate.start, rate.end)}",
                "请核对这个比率。",
                text.cells,
            )


def _close(one: Value, other: Value) -> bool:
    return one.decimals == other.decimals and (
        slipped(one.digits, other.digits) or abs(one.number - other.number) <= TWIN
    )


def _near(reading: Reading, text: Text, value: Value, own: list[Value]) -> Iterator[Said]:
    for one in own:
        if len(value.digits) >= SURE_DIGITS and value.decimals == one.decimals and slipped(value.digits, one.digits):
            yield Said(
                f"“{value.text}”与这一句里的 {one.text} 只差一个数字：{quote(text.text, value.start, value.end)}",
                "请核对金额。",
                text.cells,
            )
            return
    words = lead(text.text, value.start)
    if len(value.digits) < 3 or not value.decimals or len(words) < 4 or re.search(r"上年|去年|结转|预算", words):
        return
    for figure in reading.figures:
        if (
            figure.unit.is_money
            and figure.value
            and slipped(value.digits, str(figure.value).replace(".", "").lstrip("0"))
            and _kindred(words, figure.label)
        ):
            yield Said(
                f"“{value.text}”与表内“{figure.label}”{figure.value} 万元只差一个数字：{quote(text.text, value.start, value.end, 12)}",
                "请核对金额，与表内保持一致。",
                (figure.cell.ref,) if figure.cell.ref.cell else (),
            )
            return


def _kindred(words: str, label: str) -> bool:
    """Whether four characters in a row of a figure's name stand in the words before an amount."""
    return any(label[at : at + 4] in words for at in range(len(label) - 3))
