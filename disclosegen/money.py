"""Amounts: exact decimals in one base unit, rounded once, in print.

In: what a person typed, as text or as a cell's number.  Out: :class:`Decimal` values in the base
unit of their kind (元 for money, 1 for counts), and printed figures.  No float touches money: a
spreadsheet's binary number is taken by its shortest decimal text.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from enum import StrEnum

EXACT = Context(prec=60)
"""Precision for sums and products; no disclosed amount comes near 60 digits."""

ZERO = Decimal(0)


class Unit(StrEnum):
    """Units that a figure can carry.

    Attributes:
        factor: How many base units one of these is: 10000 for 万元, else 1.
        is_money: Whether figures in this unit are money (base unit 元).
    """

    factor: Decimal
    is_money: bool

    YUAN = "元"
    WAN = "万元"
    VEHICLE = "辆"
    SET = "台（套）"
    GROUP = "个"
    BATCH = "批次"
    PERSON = "人次"
    HEAD = "人"
    AREA = "平方米"
    SCORE = "分"
    ITEM = "项"
    ONE = ""

    def __init__(self, word: str):
        self.factor = Decimal(10000) if word == "万元" else Decimal(1)
        self.is_money = word in ("元", "万元")


def to_base(value: Decimal, unit: Unit) -> Decimal:
    """Turn a figure as written in ``unit`` into the base unit (元 for money), exactly."""
    return EXACT.multiply(value, unit.factor)


def from_base(value: Decimal, unit: Unit) -> Decimal:
    """Turn a base-unit value into ``unit``, exactly (no rounding)."""
    return EXACT.divide(value, unit.factor)


def round_half_up(value: Decimal, decimals: int) -> Decimal:
    """Round to ``decimals`` places, halves away from zero, as every finance bureau does."""
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP, context=EXACT)


def sum_bound(addends: int, unit: Unit, decimals: int = 2) -> Decimal:
    """Largest honest difference between a rounded total and the sum of ``addends`` rounded parts.

    Half a unit of the last printed digit for each addend and for the total itself:
    ``0.005 × (n + 1)`` 万元 for two decimals.  Returned in the base unit.
    """
    half = EXACT.divide(Decimal(1).scaleb(-decimals), Decimal(2))
    return to_base(EXACT.multiply(half, Decimal(addends + 1)), unit)


def plain(value: Decimal) -> str:
    """The shortest exact text of a decimal: no exponent, no trailing zeros."""
    text = format(value.normalize(EXACT), "f")
    return "0" if text in ("-0", "") else text


@dataclass(frozen=True)
class NumberStyle:
    """How a figure of a kit is printed; a resolved ``[number.NAME]`` table of ``kit.toml``.

    Attributes:
        unit: Unit that the printed digits are in (the word itself stands in the sentence).
        decimals: Decimal places; None prints the figure as it was entered.
        thousands: Whether thousands are separated by commas.
        zero: Printed for exact zero; None prints zero like any other figure.
        blank: Printed for a blank cell; None prints ``zero``.
        trim: Whether zeros at the end of the decimals are dropped.
    """

    unit: Unit
    decimals: int | None = 2
    thousands: bool = False
    zero: str | None = None
    blank: str | None = None
    trim: bool = False

    def print(self, value: Decimal | None) -> str:
        """Print a base-unit value; ``None`` is a blank."""
        if value is None:
            if self.blank is not None:
                return self.blank
            value = ZERO
        if value == 0 and self.zero is not None:
            return self.zero
        shown = from_base(value, self.unit)
        rounded = shown if self.decimals is None else round_half_up(shown, self.decimals)
        text = plain(rounded) if self.trim or self.decimals is None else format(rounded, "f")
        if text.startswith("-") and not text.strip("-0."):
            text = text[1:]
        if not self.thousands:
            return text
        whole, dot, rest = text.partition(".")
        return f"{int(whole):,}{dot}{rest}" if whole.lstrip("-") != "0" else text


def show(value: Decimal, unit: Unit) -> str:
    """A figure in words of a finding: money with at least two decimals, counts as they are."""
    text = plain(from_base(value, unit))
    if unit.is_money:
        whole, _, rest = text.partition(".")
        return f"{whole}.{rest:0<2}"
    return text
