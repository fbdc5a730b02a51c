"""How far a result is from its target, in percent: 偏差度.

In: two texts as staff write them, ``≥36500枚`` and ``33418枚``.  Out: a Decimal, or None where they cannot be compared.
"""

from __future__ import annotations

import operator
import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from ..money import EXACT, ZERO
from .disclosure import Cell, State

NUMBER = r"\d+(?:\.\d+)?"
TARGET = re.compile(rf"(>=|<=|[≥≤><=])?({NUMBER})(?:[-~至]({NUMBER}))?(\D.*)?")
ACTUAL = re.compile(rf"=?({NUMBER})(\D.*)?")
MET: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "≥": operator.ge,
    ">=": operator.ge,
    ">": operator.ge,  # forms write > for "at least"
    "≤": operator.le,
    "<=": operator.le,
    "<": operator.le,
}
"""When a result meets a target; without a sign, or with =, only the same number does."""
CALENDAR = ("年", "月", "日")
HUNDRED = Decimal(100)
A_YEAR = 1000
"""A number from here on before 年, 月 or 日 is a date (2023.6月), not an amount."""


def deviation(target: str, actual: str) -> Decimal | None:
    """(actual − target) ÷ target in percent, unrounded; 0 for a target that is met.

    A target in words is compared with an actual in percent: 100 % is all of it. None: one of them is empty, their units
    differ, or one is a date.
    """
    wanted, found = _folded(target), _folded(actual)
    if not wanted or not found:
        return None
    if wanted.lstrip("=") == found.lstrip("="):
        return ZERO
    aim, result = TARGET.fullmatch(wanted), ACTUAL.fullmatch(found)
    if result is None:
        return None
    value, unit = Decimal(result[1]), result[2] or ""
    if aim is None:
        return EXACT.subtract(value, HUNDRED) if unit == "%" else None
    if (aim[4] or "") != unit or (unit.startswith(CALENDAR) and Decimal(aim[2]) >= A_YEAR):
        return None
    low = Decimal(aim[2])
    high = Decimal(aim[3]) if aim[3] else low
    bound = low if value < low else high
    if low <= value <= high or MET.get(aim[1] or "", operator.eq)(value, bound):
        return ZERO
    return EXACT.divide(EXACT.multiply(EXACT.subtract(value, bound), HUNDRED), bound) if bound else None


def computed(blank: Cell, target: Cell | None, actual: Cell | None) -> Cell:
    """A deviation that was left blank, from the two cells that it follows from; a typed one is kept."""
    if blank.state is not State.BLANK or target is None or actual is None:
        return blank
    value = deviation(target.text or "", actual.text or "")
    return (
        blank if value is None else replace(blank, value=value, state=State.COMPUTED, sources=(target.ref, actual.ref))
    )


def _folded(text: str) -> str:
    return re.sub(r"[\s,。]+", "", unicodedata.normalize("NFKC", text))
