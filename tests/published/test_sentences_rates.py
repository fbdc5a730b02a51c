"""Figures worked out from the changes and rates that were printed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosegen.money import round_half_up
from disclosegen.published.sentences_rates import before_change, part_of_share, whole_of_share

AMOUNTS = st.decimals("0.01", "999999", places=2)


@pytest.mark.parametrize(
    ("now", "way", "amount", "rate", "before"),
    [
        ("6717.05", "down", "620.07", "8.45", "7337.12"),
        ("93.60", "up", "36.09", "62.75", "57.51"),
        ("137.34", "up_no_base", "137.34", None, "0"),
        ("0", "same", None, None, "0"),
        ("0", "down", "3.20", "100.00", "3.20"),
        ("213.00", "down", "206.10", None, "419.10"),
        ("110.00", "up", None, "10.00", "100.00"),
        ("50.00", "down", None, "50.00", "100.00"),
        ("0.03", "up", "0.01", "33.33", "0.023"),  # no value of two decimals prints both
    ],
)
def test_the_base_of_a_change(now: str, way: str, amount: str | None, rate: str | None, before: str) -> None:
    found = before_change(Decimal(now), way, Decimal(amount) if amount else None, Decimal(rate) if rate else None)
    assert found is not None and not found.doubt
    assert found.low is not None and found.high is not None and found.low <= found.value <= found.high
    if before == "0.023":
        assert round_half_up(Decimal(now) - found.value, 2) == Decimal(amount or 0)
        assert round_half_up((Decimal(now) - found.value) * 100 / found.value, 2) == Decimal(rate or 0)
    else:
        assert found.value == Decimal(before)


def test_amount_and_rate_that_contradict_each_other_are_doubted() -> None:
    found = before_change(Decimal("100"), "up", Decimal("20"), Decimal("30.00"))
    assert found is not None and found.value == 80
    assert found.doubt == "增减额20与增减率30.00%对不上，上年数按增减额算"


def test_a_change_without_a_rate_is_not_from_nothing_where_it_is_smaller_than_the_figure() -> None:
    found = before_change(Decimal("150.00"), "up_no_base", Decimal("7.27"), None)
    assert found is not None and found.value == Decimal("142.73")
    assert found.doubt == "没有写增减率，上年数按增减额算"


@given(now=AMOUNTS, before=AMOUNTS)
def test_a_printed_change_gives_a_base_that_prints_it_again(now: Decimal, before: Decimal) -> None:
    amount = round_half_up(abs(now - before), 2)
    rate = round_half_up(abs(now - before) * 100 / before, 2)
    way = "up" if now > before else "down" if now < before else "same"
    found = before_change(now, way, amount if amount else None, rate if amount else None)
    assert found is not None and not found.doubt
    assert found.value == before
    alone = before_change(now, way, None, rate) if amount and now else None
    if alone is not None:  # a rate without an amount leaves an interval
        assert alone.low is not None and alone.high is not None and alone.low <= before <= alone.high
        assert abs(round_half_up(abs(now - alone.value) * 100 / alone.value, 2) - rate) <= Decimal("0.01")


@given(part=AMOUNTS, whole=AMOUNTS)
def test_a_printed_share_bounds_what_it_is_of(part: Decimal, whole: Decimal) -> None:
    rate = round_half_up(part * 100 / whole, 2)
    found = whole_of_share(part, rate)
    if rate:
        assert found is not None and found.low is not None and found.high is not None
        assert found.low <= whole <= found.high
    back = part_of_share(whole, rate)
    assert back.low is not None and back.high is not None and back.low <= part <= back.high
