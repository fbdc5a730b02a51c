"""Slips of the hand that explain how a figure became another one.

In: what stands in a cell and what should stand there.  Out: a phrase for staff, empty where it looks like no known slip.
"""

from __future__ import annotations

from decimal import Decimal

from ..money import Unit, from_base, plain

POWERS = {Decimal(10) ** power for power in (-3, -2, -1, 1, 2, 3)}


def slip(filled: Decimal | None, right: Decimal, unit: Unit) -> str:
    """How ``filled`` may have come about where ``right`` was meant; base-unit values, None for a blank.

    Only slips that seldom fit by chance: digits exchanged, left out or doubled, a shifted point, 元 for 万元, a sign.
    """
    if not filled or not right:
        return ""
    if filled == -right:
        return "像是正负号填反了"
    ratio = filled / right
    if unit.is_money and ratio == 10000:
        return "像是把元当作万元填了"
    if unit.is_money and ratio == Decimal("0.0001"):
        return "像是把万元当作元填了"
    if ratio in POWERS:
        return "像是小数点错了位，或多写、漏写了0"
    now, then = (_digits(value, unit) for value in (filled, right))
    if len(now) == len(then):
        wrong = [at for at in range(len(now)) if now[at] != then[at]]
        if len(wrong) == 2 and now[wrong[0]] == then[wrong[1]] and now[wrong[1]] == then[wrong[0]]:
            return "像是两个数字写颠倒了"
    if len(now) == len(then) + 1 and any(now[:at] + now[at + 1 :] == then for at in range(len(now))):
        return "像是多写了一位数字"
    if len(now) + 1 == len(then) and any(then[:at] + then[at + 1 :] == now for at in range(len(then))):
        return "像是漏写了一位数字"
    return ""


def _digits(value: Decimal, unit: Unit) -> str:
    """The figure as it is typed, money with two decimals at least, without its point."""
    whole, _, rest = plain(from_base(abs(value), unit)).partition(".")
    return whole + (f"{rest:0<2}" if unit.is_money else rest)
