"""A figure that was not printed, from the change or the rate that was: with the bounds that rounding leaves.

In: figures in 万元 and what was printed.  Out: :class:`Recovered`.  Print is rounded half up, so an amount of two decimals
stands for anything within half a unit of its last digit; a value is chosen that prints the same words again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from ..money import EXACT, ZERO, round_half_up

HUNDRED = Decimal(100)
CENT = Decimal("0.01")
FINEST = 6
"""Decimals of an amount in 万元 that a workbook holds: 元 to the cent."""


@dataclass(frozen=True)
class Recovered:
    """A value in 万元, the bounds that rounding leaves, and a doubt in Chinese."""

    value: Decimal
    low: Decimal | None = None
    high: Decimal | None = None
    doubt: str = ""


def before_change(
    now: Decimal, way: str, amount: Decimal | None, rate: Decimal | None, decimals: int = 2, places: int = 2
) -> Recovered | None:
    """The base of a printed change.

    Args:
        now: What was compared with it, 万元.
        way: ``up``, ``down``, ``same``, ``up_no_base`` or ``down_no_base``.
        amount, rate: The printed amount and percentage; None where the wording has none.
        decimals, places: Their decimals.
    """
    half = _half(decimals)
    if way == "same":
        return Recovered(now, now - half, now + half)
    if way in ("up_no_base", "down_no_base"):
        if amount is None or abs(abs(now) - amount) <= 2 * half:
            return Recovered(ZERO, ZERO, ZERO)
        base = (
            now - amount if way == "up_no_base" else now + amount
        )  # there was a base: the rate was left out or not read
        return Recovered(base, base - 2 * half, base + 2 * half, "没有写增减率，上年数按增减额算")
    up = way == "up"
    if amount is None:
        return _from_rate(now, up, rate, places) if rate is not None else None
    base = now - amount if up else now + amount
    low, high = base - 2 * half, base + 2 * half
    if rate is None or _change_rate(now, base, places) == rate:
        return Recovered(base, low, high)
    inner = _meet((base - half, base + half), _bases(now, up, rate, places))
    value = _simplest(*inner) if inner else None
    if value is not None and _prints(now, value, amount, rate, decimals, places):
        return Recovered(value, *inner)
    loose = [_meet((low, high), _bases(near, up, rate, places)) for near in (now - half, now, now + half)]
    if any(loose):
        return Recovered(base, low, high)
    return Recovered(base, low, high, f"增减额{amount}与增减率{rate}%对不上，上年数按增减额算")


def whole_of_share(part: Decimal, rate: Decimal, places: int = 2) -> Recovered | None:
    """The base of a printed share or completion rate."""
    if not rate or not part:
        return None
    half = _half(places)
    bounds = sorted((_share(part, rate + half), _share(part, max(rate - half, half / 10))))
    return _chosen(
        bounds[0],
        bounds[1],
        lambda value: bool(value) and round_half_up(abs(part) * HUNDRED / abs(value), places) == rate,
    )


def part_of_share(base: Decimal, rate: Decimal, places: int = 2) -> Recovered:
    """The part that a printed share is of its base."""
    half = _half(places)
    bounds = sorted((base * (rate - half) / HUNDRED, base * (rate + half) / HUNDRED))
    return _chosen(
        bounds[0],
        bounds[1],
        lambda value: bool(base) and round_half_up(abs(value) * HUNDRED / abs(base), places) == rate,
    )


def _from_rate(now: Decimal, up: bool, rate: Decimal, places: int) -> Recovered | None:
    bounds = _bases(now, up, rate, places)
    if bounds is None or not now:
        return None
    return _chosen(*bounds, lambda value: _change_rate(now, value, places) == rate)


def _chosen(low: Decimal, high: Decimal, prints: Callable[[Decimal], bool]) -> Recovered:
    """A value between bounds: with two decimals if one of those prints the same, else the simplest one."""
    middle = round_half_up((low + high) / 2, 2)
    for value in (middle, middle + CENT, middle - CENT):
        if low <= value <= high and prints(value):
            return Recovered(value, low, high)
    value = _simplest(low, high)
    return Recovered(value if value is not None else middle, low, high)


def _half(decimals: int) -> Decimal:
    return Decimal(1).scaleb(-decimals) / 2


def _share(part: Decimal, rate: Decimal) -> Decimal:
    return EXACT.divide(part * HUNDRED, rate)


def _change_rate(now: Decimal, base: Decimal, places: int) -> Decimal | None:
    return round_half_up(EXACT.divide(abs(now - base) * HUNDRED, abs(base)), places) if base else None


def _prints(now: Decimal, base: Decimal, amount: Decimal, rate: Decimal, decimals: int, places: int) -> bool:
    return round_half_up(abs(now - base), decimals) == amount and _change_rate(now, base, places) == rate


def _bases(now: Decimal, up: bool, rate: Decimal, places: int) -> tuple[Decimal, Decimal] | None:
    """Between which bases a rate of change lies; None where it says nothing about them."""
    half = _half(places)
    found = []
    for at in (rate - half, rate + half):
        factor = 1 + at / HUNDRED if up else 1 - at / HUNDRED
        if factor <= 0:
            return None
        found.append(EXACT.divide(now, factor))
    return min(found), max(found)


def _meet(one: tuple[Decimal, Decimal], other: tuple[Decimal, Decimal] | None) -> tuple[Decimal, Decimal] | None:
    if other is None:
        return None
    low, high = max(one[0], other[0]), min(one[1], other[1])
    return (low, high) if low <= high else None


def _simplest(low: Decimal, high: Decimal) -> Decimal | None:
    """The value with the fewest decimals well within bounds; None where none of those that a workbook holds is."""
    middle = (low + high) / 2
    for decimals in range(2, FINEST + 1):
        step = Decimal(1).scaleb(-decimals)
        for rounding in (ROUND_HALF_UP, ROUND_FLOOR, ROUND_CEILING):
            value = middle.quantize(step, rounding=rounding)
            if low < value < high:
                return value
    return None
