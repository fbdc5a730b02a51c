"""What stands in one cell, typed.

In: a cell's raw value as ``xlsx.py`` gives it.  Out: a :class:`Reading`: an exact decimal or a text, or the
words for what is wrong.  Full-width digits, thousands commas, currency signs and stray spaces are understood.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from dataclasses import dataclass
from decimal import Context, Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from ..findings import UNSEEN
from ..money import Unit, to_base

FINE = "小数位太多"
"""Begins what is said of a number with more decimals than make sense."""
FIFTEEN = Context(prec=15)
"""A spreadsheet keeps 15 significant digits; the 16th and 17th of its binary numbers are noise."""

ERRORS = ("#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#N/A", "#NUM!", "#NULL!", "#GETTING_DATA", "#SPILL!", "#CALC!")
LINE_END = re.compile("\r\n|[\r\x85\u2028\u2029]")
LABEL = 60
"""Longest text whose folded form is remembered: labels and headings come again and again."""
MAX_TEXT = 10_000
"""Most characters of one cell: a paragraph of a disclosure has some hundreds, and no page holds so many."""
DASHES = {"-", "--", "—", "——", "–", "─", "一", "/", "\\", "无", "／"}
LEVELS = re.compile(r"\d{3}([.-]\d{2}){0,2}")
"""A subject code as some ledgers write it."""
NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,2})?")
WITH_UNIT = re.compile(r"(.+?)(万元|万|元|辆|个|人次|批次|人|台|套)$")


@dataclass(frozen=True)
class Reading:
    """A cell's value, or what is wrong with it.

    Attributes:
        value: Decimal, text, or None for a blank.
        problem: Chinese words for what is wrong; the value is then unusable.
        doubt: Chinese words for what a person should confirm; the value is used.
        dash: The cell holds ——.
    """

    value: Decimal | str | None = None
    problem: str = ""
    doubt: str = ""
    dash: bool = False


def clean(text: str) -> str:
    """A text as a person meant it: what cannot be seen is gone, outer blanks too; every line end is a newline."""
    if text.isprintable():  # nearly every cell
        return text.strip(" ")
    return UNSEEN.sub("", LINE_END.sub("\n", text)).strip(" \t\n\u3000\xa0")


def one_line(text: str) -> str:
    """A name as a person meant it: cleaned, line ends and tabs within it are blanks."""
    if text.isprintable():
        return text.strip(" ")
    return " ".join(re.split(r"[\t\n]+", clean(text)))


def read_text(raw: Any) -> Reading:
    """A text cell: anything that a person typed, numbers as they look."""
    if raw is None:
        return Reading()
    if isinstance(raw, bool):
        return Reading("是" if raw else "否")
    if isinstance(raw, int | float):
        return Reading(_decimal_text(raw))
    if isinstance(raw, datetime.datetime | datetime.date | datetime.time):
        return Reading(problem=f"填成了日期（{raw}）")
    text = clean(str(raw))
    if text in ERRORS:
        return Reading(problem=f"是公式错误 {text}")
    if len(text) > MAX_TEXT:
        return Reading(problem=f"有 {len(text)} 个字，一格最多 {MAX_TEXT} 个字")
    return Reading(text or None)


def read_number(raw: Any, unit: Unit, decimals: int) -> Reading:
    """An amount or count.

    Args:
        raw: The cell's value.
        unit: Unit in which the column is filled; a unit written behind the number is held against it.
        decimals: Most decimals that make sense: 2 for 元, 6 for 万元, 0 for counts.

    Returns:
        The value in ``unit``; ``dash`` for ——.
    """
    reading = _number(raw, unit)
    value = reading.value
    if isinstance(value, Decimal) and not reading.problem:
        if not value.is_finite() or abs(value) >= Decimal(10) ** 13:
            return Reading(problem=f"数字过大（{str(raw)[:30]}）")
        if value != value.quantize(Decimal(1).scaleb(-decimals)):
            places = f"最多 {decimals} 位小数" if decimals else "只能是整数"
            return Reading(problem=f"{FINE}（{_decimal_text(raw)}），{places}")
    return reading


def _number(raw: Any, unit: Unit) -> Reading:
    if raw is None:
        return Reading()
    if isinstance(raw, bool):
        return Reading(problem="填的是“是/否”，不是数字")
    if isinstance(raw, int | float):
        return _binary(raw)
    if isinstance(raw, Decimal):
        return Reading(raw)
    if isinstance(raw, datetime.datetime | datetime.date | datetime.time | datetime.timedelta):
        return Reading(problem=f"填成了日期或时间（{raw}），不是数字")
    return _typed(clean(str(raw)), unit)


def _binary(raw: int | float) -> Reading:
    """A spreadsheet's number: its shortest decimal text, cut to the 15 digits that it can hold."""
    try:
        value = Decimal(repr(raw))
    except InvalidOperation:
        return Reading(problem="不是数字")
    if not value.is_finite():
        return Reading(problem="不是数字")
    return Reading(FIFTEEN.plus(value))


def _typed(text: str, unit: Unit) -> Reading:
    if not text:
        return Reading()
    if text in ERRORS:
        return Reading(problem=f"是公式错误 {text}")
    plain = re.sub(r"[\s,，'’￥¥$]", "", unicodedata.normalize("NFKC", text))
    plain = plain.replace("−", "-").replace("。", ".")
    if set(plain) <= set("-—–─/\\") or plain in DASHES:
        return Reading(dash=True)
    if NUMBER.fullmatch(plain):
        return Reading(Decimal(plain))
    if re.fullmatch(r"\(\d+(\.\d+)?\)", plain):
        return Reading(-Decimal(plain[1:-1]), doubt=f"写成“{text}”，按负数理解")
    if (found := WITH_UNIT.fullmatch(plain)) and NUMBER.fullmatch(found[1]):
        return _suffixed(Decimal(found[1]), found[2], unit, text)
    if plain.endswith("%"):
        return Reading(problem=f"“{text}”是百分比，这里要填数字")
    return Reading(problem=f"“{text[:30]}”不是数字")


def _suffixed(value: Decimal, suffix: str, unit: Unit, text: str) -> Reading:
    """A number with its unit behind it."""
    suffix = "万元" if suffix == "万" else suffix
    if not unit.is_money and suffix == "万元":
        return Reading(problem=f"“{text[:30]}”不是数字")
    if not unit.is_money or suffix not in ("元", "万元"):
        return Reading(value, doubt=f"数字后面写了单位（{text}），按 {value} 理解")
    there = Unit(suffix)
    here = to_base(value, there) / unit.factor
    return Reading(here, doubt=f"数字后面写了单位（{text}），按 {value} {suffix}理解")


def _decimal_text(raw: Any) -> str:
    """A number as a person sees it."""
    reading = _binary(raw) if isinstance(raw, int | float) else Reading(str(raw))
    if not isinstance(reading.value, Decimal):
        return str(raw)
    text = format(reading.value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def normal(text: Any) -> str:
    """A heading or label for comparison: full and half width folded, no blanks, one kind of bracket and quote."""
    if text is None:
        return ""
    text = str(text)
    return _known(text) if len(text) <= LABEL else _folded(text)


@lru_cache(maxsize=8192)
def _known(text: str) -> str:
    return _folded(text)


def _folded(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text)
    folded = re.sub(r"[\s_\u200b\ufeff]+", "", folded)
    return re.sub(r"[“”„‟\"'‘’「」]", '"', re.sub(r"[‐-―─—-]+", "-", folded))


def plain_code(code: str) -> str:
    """A code without what ledgers and cells put between and before its parts: ``204.02.01``, ``'2040201``."""
    bare = code.strip("\"'")
    return re.sub(r"[.\-]", "", bare) if LEVELS.fullmatch(bare) else bare


def plain_name(name: str, code: str) -> str:
    """A folded subject name without its own code before it and its level behind it: ``20402-公安（款）``."""
    folded = normal(name)
    for mark in (code, f"[{code}]", f"({code})"):
        folded = folded.removeprefix(mark).lstrip("-_.:、") if folded.startswith(mark) else folded
    return folded.removesuffix(f"({'类款项'[len(code) // 2 - 1]})") if len(code) in (3, 5, 7) else folded


def is_words(raw: Any) -> bool:
    """Whether a cell holds words without any digit: ``审核：科长``."""
    return isinstance(raw, str) and not re.search(r"\d", normal(raw))
