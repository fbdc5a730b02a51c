"""Printing, rounding and tolerances, against written figures."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosegen.money import NumberStyle, Unit, from_base, plain, round_half_up, sum_bound, to_base

amounts = st.decimals(min_value=-(10**12), max_value=10**12, places=2)


@pytest.mark.parametrize(
    ("yuan", "style", "printed"),
    [
        ("67170500", NumberStyle(Unit.WAN, 2, True), "6,717.05"),
        ("67170500", NumberStyle(Unit.WAN, 2), "6717.05"),
        ("50", NumberStyle(Unit.WAN, 2), "0.01"),  # 0.005 万元, half up
        ("49.99", NumberStyle(Unit.WAN, 2), "0.00"),
        ("-49.99", NumberStyle(Unit.WAN, 2), "0.00"),
        ("-50", NumberStyle(Unit.WAN, 2), "-0.01"),
        ("0", NumberStyle(Unit.WAN, 2, zero="0"), "0"),
        ("0", NumberStyle(Unit.WAN, 2, zero=""), ""),
        ("44000", NumberStyle(Unit.WAN, None), "4.4"),
        ("1750000", NumberStyle(Unit.WAN, None), "175"),
        ("12345678.9", NumberStyle(Unit.YUAN, 2, True), "12,345,678.90"),
        ("-12345678.9", NumberStyle(Unit.YUAN, 2, True), "-12,345,678.90"),
    ],
)
def test_a_style_prints(yuan: str, style: NumberStyle, printed: str) -> None:
    assert style.print(Decimal(yuan)) == printed


def test_a_blank_is_not_zero() -> None:
    style = NumberStyle(Unit.WAN, 2, zero="0", blank="")
    assert (style.print(None), style.print(Decimal(0))) == ("", "0")


def test_the_bound_of_a_sum_is_half_a_digit_for_each_figure() -> None:
    assert from_base(sum_bound(2, Unit.WAN), Unit.WAN) == Decimal("0.015")
    assert from_base(sum_bound(25, Unit.WAN), Unit.WAN) == Decimal("0.13")


@given(amounts)
def test_units_turn_back_exactly(value: Decimal) -> None:
    assert from_base(to_base(value, Unit.WAN), Unit.WAN) == value


@given(amounts, st.integers(0, 4))
def test_rounding_is_never_further_than_half_a_digit(value: Decimal, places: int) -> None:
    assert abs(round_half_up(value, places) - value) <= Decimal(5).scaleb(-places - 1)


@given(amounts)
def test_plain_text_is_exact(value: Decimal) -> None:
    assert Decimal(plain(value)) == value


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=40))
def test_honest_rounding_stays_within_the_bound(parts: list[int]) -> None:
    """Parts in 分 rounded to 0.01 万元 never miss their rounded total by more than the bound."""
    yuan = [Decimal(part) / 100 for part in parts]
    wan = [round_half_up(from_base(value, Unit.WAN), 2) for value in yuan]
    total = round_half_up(from_base(sum(yuan, Decimal(0)), Unit.WAN), 2)
    assert to_base(abs(total - sum(wan, Decimal(0))), Unit.WAN) <= sum_bound(len(parts), Unit.WAN)


def test_zeros_at_the_end_may_be_dropped() -> None:
    style = NumberStyle(Unit.WAN, 2, trim=True)
    assert [
        style.print(to_base(Decimal(text), Unit.WAN)) for text in ("16863.00", "8040.19", "16595.30", "0.005", "100")
    ] == ["16863", "8040.19", "16595.3", "0.01", "100"]
