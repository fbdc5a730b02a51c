"""Slips of the hand that turn one figure into another.

In: what stands in a cell.  Out: the figures that may have been meant, each with a phrase for staff.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from ..money import Unit, from_base, plain, to_base


class Slip(NamedTuple):
    """What may have been meant, base unit; ``rare`` slips seldom fit by chance, so a figure near them is drawn to them."""

    meant: Decimal
    words: str
    rare: bool = False


def slips(filled: Decimal, unit: Unit) -> Iterator[Slip]:
    """What may have been meant where ``filled`` was typed (both in the base unit).

    A sign, 元 for 万元, a shifted point, two digits exchanged, one too many or too few. A single wrong digit is none of
    them: it explains any difference of 1.
    """
    yield Slip(-filled, "像是正负号填反了", True)
    if unit.is_money:
        yield Slip(filled / 10000, "像是把元当作万元填了", True)
        yield Slip(filled * 10000, "像是把万元当作元填了", True)
    for power in (-3, -2, -1, 1, 2, 3):
        yield Slip(filled.scaleb(power), "像是小数点错了位，或多写、漏写了0", True)
    whole, _, rest = plain(from_base(abs(filled), unit)).partition(".")
    rest = f"{rest:0<2}" if unit.is_money else rest
    sign = -1 if filled < 0 else 1
    for digits, words, rare in _digits(whole + rest):
        if len(digits) > len(rest) and (digits[0] != "0" or len(digits) == len(rest) + 1):
            yield Slip(to_base(sign * Decimal(digits).scaleb(-len(rest)), unit), words, rare)


def _digits(text: str) -> Iterator[tuple[str, str, bool]]:
    """The same digits with two exchanged, one taken away, one put in."""
    for one in range(len(text)):
        for other in range(one + 1, len(text)):
            if text[one] != text[other]:
                swapped = text[:one] + text[other] + text[one + 1 : other] + text[one] + text[other + 1 :]
                yield swapped, "像是两个数字写颠倒了", other == one + 1
    for at in range(len(text)):
        yield text[:at] + text[at + 1 :], "像是多写了一位数字", False
    for at in range(len(text) + 1):
        for digit in "0123456789":
            yield text[:at] + digit + text[at:], "像是漏写了一位数字", False
