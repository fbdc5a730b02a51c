"""A small grammar of disclosure prose: amounts, rates and counts with their places, and the clause that they stand in.

In: a Chinese sentence.  Out: values with spans.  Nothing is guessed: what the patterns do not see does not exist for the rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import islice

NUMBER = r"(?<![\d.])(?:\d{1,3}(?:[,，]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?)"
AMOUNT = re.compile(rf"({NUMBER})\s*(亿元|万元|元)")
RATE = re.compile(rf"({NUMBER})\s*[%％]")
CHINESE = "零一二三四五六七八九"
TENS = r"(?<![一二两三四五六七八九十百千])(?:[一二三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九])"
MEASURES = (
    "批次|人次|平方米|台（套）|台\\(套\\)|辆|台|套|名|户|家|件|次|人|项|所|支|条|份|个(?!百分点|月|工作日|小时|方面)"
)
COUNT = re.compile(rf"({NUMBER}|{TENS})\s*({MEASURES})")
BREAK = re.compile(
    r"[，,。；;：:、！!？?\n]|[（(](?![\u4e00-\u9fff][）)])|(?<![（(][\u4e00-\u9fff])[）)]|(?<=[元辆%％])(?:和|及|以及|与)"
)
"""What ends the words that belong to a number; a bracket with one character is part of a name: 维修（护）费, 因公出国（境）费."""
SENTENCE = re.compile(r"[^。！!？?；;\n]+(?:[。！!？?；;]其中[^。！!？?\n]+)?")
CLAUSE_END = re.compile(r"[，,。；;：:、\n]")
REACH = 80
"""How far a clause reaches on either side, characters."""
LONGEST = 1200
"""Longer sentences are no prose; they are not taken apart."""
MOST = 300
"""So many values of a text are looked at: more are no prose either."""
ABOUT = re.compile(r"(?:约|近|超过?|不足|余|多|左右|以上|以下|以内|至少|达到?约)")
ABOUT_BEFORE = re.compile(r"(?:约|近|超过?|不足|多|左右|以上|以下|以内|至少)")
"""余 makes a number approximate only behind it: 结余78.27万元 is exact."""
KEPT = 4096
"""Texts whose values are remembered: every rule goes through all texts of a workbook, which may be thousands."""
FACTOR = {"亿元": Decimal(10000), "万元": Decimal(1), "元": Decimal("0.0001")}


@dataclass(frozen=True)
class Value:
    """A number of the text.

    Attributes:
        number: As written.
        value: In 万元 for amounts, else ``number``.
        unit: 万元, 元, 亿元, % or a measure word.
        text: As it stands in the sentence, unit included.
        start, end: Its place.
    """

    number: Decimal
    value: Decimal
    unit: str
    text: str
    start: int
    end: int

    @property
    def decimals(self) -> int:
        """How many decimals were written."""
        return max(0, -int(self.number.as_tuple().exponent))

    @property
    def digits(self) -> str:
        """Its digits without the point."""
        return str(self.number).replace(".", "").lstrip("0")


def decimal(written: str) -> Decimal:
    """A number as written, Chinese up to 九十九 included."""
    if written[0].isdigit():
        return Decimal(written.replace(",", "").replace("，", ""))
    tens, ten, ones = written.replace("两", "二").partition("十")
    if not ten:
        return Decimal(CHINESE.index(written.replace("两", "二")[0]))
    return Decimal((CHINESE.index(tens[0]) if tens else 1) * 10 + (CHINESE.index(ones[0]) if ones else 0))


def _value(found: re.Match[str], unit: str) -> Value:
    number = decimal(found[1])
    return Value(number, number * FACTOR.get(unit, Decimal(1)), unit, found[0], found.start(), found.end())


@lru_cache(maxsize=KEPT)
def amounts(text: str) -> tuple[Value, ...]:
    """Every amount of money; ``value`` in 万元."""
    return tuple(_value(found, found[2]) for found in islice(AMOUNT.finditer(text), MOST))


@lru_cache(maxsize=KEPT)
def rates(text: str) -> tuple[Value, ...]:
    """Every percentage."""
    return tuple(_value(found, "%") for found in islice(RATE.finditer(text), MOST))


@lru_cache(maxsize=KEPT)
def counts(text: str) -> tuple[Value, ...]:
    """Every count with its measure word; ``台（套）`` is one measure."""
    return tuple(
        _value(found, found[2].replace("(", "（").replace(")", "）")) for found in islice(COUNT.finditer(text), MOST)
    )


def is_about(text: str, value: Value) -> bool:
    """Whether a number is only approximate: 约210万元, 210万元左右."""
    return bool(ABOUT_BEFORE.search(text[max(0, value.start - 2) : value.start]) or ABOUT.match(text, value.end))


def lead(text: str, at: int) -> str:
    """The words of the clause before a place: ``…，公务接待费支出|3.78万元`` → ``公务接待费支出``."""
    start = max(0, at - REACH)
    for found in BREAK.finditer(text, start, at):
        start = found.end()
    return text[start:at]


def clause(text: str, at: int) -> str:
    """The clause around a place, between two commas or stronger stops."""
    end = CLAUSE_END.search(text, at, at + REACH)
    return lead(text, at) + text[at : end.start() if end else at + REACH]


def sentences(text: str) -> Iterator[re.Match[str]]:
    """Sentences; a following ``其中：…`` belongs to the one before."""
    return (found for found in SENTENCE.finditer(text) if len(found[0]) <= LONGEST)


def slipped(one: str, other: str) -> bool:
    """Whether two numbers' digits differ as a slip of the hand: one digit, two neighbours exchanged, one digit too many or missing."""
    if one == other:
        return False
    if len(one) == len(other):
        at = [place for place in range(len(one)) if one[place] != other[place]]
        if len(at) == 1:
            return True
        return len(at) == 2 and at[1] == at[0] + 1 and one[at[0]] == other[at[1]] and one[at[1]] == other[at[0]]
    short, long = sorted((one, other), key=len)
    return len(long) - len(short) == 1 and any(long[:at] + long[at + 1 :] == short for at in range(len(long)))
