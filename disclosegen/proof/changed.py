"""Changes that a reason names against those that the finished text prints by that name: 公共安全支出减少593.30万元.

In: one typed text.  Out: an amount that misses the printed change by a slip of the hand, and a fall that is printed as a rise.  Only where the
whole name stands in the words before the printed change, or at the beginning of its paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal

from ..money import round_half_up
from .changes import COMPARED, FALL, RISE, way
from .grammar import Value, amounts, is_about, lead, slipped
from .reading import Reading, Said, Text, core
from .slips import quote

TURN = re.compile(rf"({RISE}|{FALL})了?$")
HEAD = re.compile(r"^\s*(?:\d{4}年度?)?([^\d，。；：:]{4,40})")
OTHER = re.compile(r"预算(?!财政拨款)|结转|结余|上年|去年|以前|年初|人均|每|计划|其中")
"""With these words a name is of another figure, or the change is against another one."""
BEFORE = re.compile(r"^(?:[一二三四五六七八九]是)?(?:\d{4}年度?|本年度?|今年|主要是|由于)*")
LEAST = 4
"""Letters of a name, and digits of an amount, that leave hardly any other reading."""


@dataclass(frozen=True)
class Change:
    """A change in print: the words right before it and those that its paragraph begins with, its direction (增加 or 减少), its amount in 万元."""

    names: tuple[str, str]
    way: str
    amount: Decimal


def printed_changes(reading: Reading) -> tuple[Change, ...]:
    """Every change that the program printed."""
    return tuple(_printed(reading))


def _printed(reading: Reading) -> Iterator[Change]:
    for paragraph in reading.paragraphs:
        words = "".join("，" if reading.is_typed(run) else run.text for run in paragraph.runs)
        head = HEAD.match(words)
        for value in amounts(words):
            before = lead(words, value.start)
            if turn := TURN.search(before):
                yield Change(
                    (before[: turn.start()], head[1] if head else ""), way(turn[1]), round_half_up(value.value, 2)
                )


def _named(reading: Reading, text: Text) -> Iterator[tuple[Value, str, str, list[Change]]]:
    """Typed changes with their name, their direction, and the printed changes of that name."""
    for value in amounts(text.text) if text.kind == "ask" else ():
        before = lead(text.text, value.start)
        turn = TURN.search(before)
        name = core(BEFORE.sub("", re.sub(COMPARED, "", before[: turn.start()]).strip())) if turn else ""
        if turn is None or len(name) < LEAST or OTHER.search(name) or is_about(text.text, value):
            continue
        if known := [one for one in reading.once(printed_changes) if any(name in words for words in one.names)]:
            yield value, before, way(turn[1]), known


def turned(reading: Reading, text: Text) -> Iterator[Said]:
    """公务用车购置费减少74.10万元 where 增加74.10万元 is printed of it."""
    for value, before, said, known in _named(reading, text):
        same = {one.way for one in known if one.amount == round_half_up(value.value, 2)}
        if value.value and len(value.digits) >= LEAST - 1 and len(same) == 1 and said not in same:
            yield Said(
                f"“{before}{value.text}”与正文印出的增减相反：{quote(text.text, value.start, value.end)}",
                "请核对增减。",
            )


def slips(reading: Reading, text: Text, told: Collection[int]) -> Iterator[Said]:
    """公共安全支出减少953.30万元 where 593.30万元 is printed of it; ``told``: where amounts begin that were spoken of already."""
    for value, before, said, known in _named(reading, text):
        near = [one for one in known if one.way == said and _slipped(value.value, one.amount)]
        if near and value.start not in told and not reading.prints(value):
            yield Said(
                f"“{before}{value.text}”与正文印出的 {near[0].amount} 万元只差一个数字：{quote(text.text, value.start, value.end)}",
                "请核对金额。",
            )


def _slipped(typed: Decimal, printed: Decimal) -> bool:
    one, other = (str(round_half_up(amount, 2)).replace(".", "").lstrip("0") for amount in (typed, printed))
    return min(len(one), len(other)) >= LEAST - 1 and slipped(one, other)
