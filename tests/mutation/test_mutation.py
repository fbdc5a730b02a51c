"""A small part of `make mutate`: nearly every mistake that can be seen is found, with the right cell."""

from __future__ import annotations

import pytest

from .judge import base_named, part
from .report import Summary
from .unseeable import entries

SEED = 20240901
COUNT = 40


@pytest.mark.parametrize("name", ["shanxi-final-2024", "henan-final-2023", "shanxi-budget-2024", "shanxi-final-2025"])
def test_mistakes_are_found(name: str) -> None:
    summary = Summary(part((name, COUNT, SEED, 0, 1)), entries())
    assert summary.share >= 0.99, summary.text()


def test_nothing_is_found_where_nothing_is_wrong() -> None:
    assert not [one for one in base_named("shanxi-final-2024").check().findings if one.severity.value != "提示"]
