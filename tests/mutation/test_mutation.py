"""A small part of `make mutate`: nearly every mistake in a figure or a row that can be seen is found, with a right cell."""

from __future__ import annotations

import pytest

from . import figures, rows
from .judge import base_named, outcome
from .kinds import draw
from .report import Summary
from .unseeable import entries

SEED = 20240901
COUNT = 40
AIM = 0.96
"""Of so few mistakes one may be missed; the aim for thousands is 99 %. Kits whose samples hold projects are tried by `make mutate`."""


@pytest.mark.parametrize("name", ["shanxi-final-2025"])
def test_mistakes_in_figures_and_rows_are_found(name: str) -> None:
    base = base_named(name)
    mistakes = draw(base, COUNT, SEED, {**figures.KINDS, **rows.KINDS})
    summary = Summary([outcome(base, mistake) for mistake in mistakes], entries())
    assert len(mistakes) == COUNT
    assert summary.share >= AIM, summary.text()


def test_an_unchanged_sample_is_left_in_peace() -> None:
    assert not base_named("shanxi-final-2024").before - {
        said for said in base_named("shanxi-final-2024").before if said[1].value == "提示"
    }
