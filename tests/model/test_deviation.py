"""偏差度: what a form's own published figures give, and where nothing can be said."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from disclosegen.findings import CellRef
from disclosegen.model.deviation import computed, deviation
from disclosegen.model.disclosure import Cell, State
from disclosegen.money import Unit, round_half_up


@pytest.mark.parametrize(
    ("target", "actual", "printed"),
    [
        ("≤10%", "11.63%", "16.30"),
        ("≤95%", "158.43%", "66.77"),
        ("≥36500枚", "33418 枚", "-8.44"),
        ("≥7300家", "6704家", "-8.16"),
        ("=12380.9万", "1380.9万", "-88.85"),
        ("≤1.36亿元", "1.70亿元", "25.00"),
        ("≤3月", "12月", "300.00"),
        ("≥20万元", "0万元", "-100.00"),
        ("=0次", "0次", "0.00"),
        ("≥62%", "64.16%", "0.00"),  # met
        ("≤20万元", "10万元", "0.00"),
        ("＞50%", "50％", "0.00"),
        ("=80%", "85%", "6.25"),
        ("1,000个", "900个", "-10.00"),
        ("95-110次", "163次", "48.18"),
        ("600-700人次", "605人次", "0.00"),
        ("600-700人次", "540人次", "-10.00"),
        ("=2023.6月", "2023.6月", "0.00"),
        ("明显降低", "100%", "0.00"),
        ("资金下达后6个月内", "100%", "0.00"),
        ("显著提高", "80%", "-20.00"),
        ("显著提高", "显著提高", "0.00"),
    ],
)
def test_what_the_two_texts_give(target: str, actual: str, printed: str) -> None:
    found = deviation(target, actual)
    assert found is not None and f"{round_half_up(found, 2)}" == printed


@pytest.mark.parametrize(
    ("target", "actual"),
    [
        ("", "100%"),
        ("≥90%", ""),
        ("=2023.6月", "2023.9月"),  # dates are no amounts
        ("≤10万元", "90000元"),  # other units
        ("=0次", "2次"),  # no base
        ("显著提高", "有所提高"),
        ("≥90%", "基本完成"),
    ],
)
def test_where_nothing_can_be_said(target: str, actual: str) -> None:
    assert deviation(target, actual) is None


def test_a_typed_deviation_is_kept_and_a_computed_one_knows_its_cells() -> None:
    target, actual = (
        Cell(None, words, Unit.ONE, State.FILLED, CellRef("绩效指标", place))
        for words, place in (("≥10个", "E3"), ("8个", "F3"))
    )
    blank = Cell(None, None, Unit.ONE, State.BLANK, CellRef("绩效指标", "J3"))
    found = computed(blank, target, actual)
    assert (found.value, found.state, found.sources) == (Decimal(-20), State.COMPUTED, (target.ref, actual.ref))
    typed = replace(blank, value=Decimal(-5), state=State.FILLED)
    assert computed(typed, target, actual) is typed
