"""A small part of `make mutate`: nearly every mistake in a figure or a row that can be seen is found, with a right cell."""

from __future__ import annotations

from pathlib import Path

import pytest

from disclosegen.audit import Point, audit_file

from . import figures, misprints, rows
from .judge import base_named, misprinted, outcome, text_named
from .kinds import draw
from .printed import serious
from .report import Summary
from .unseeable import PRINTED, entries

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


def test_misprints_of_a_document_are_found() -> None:
    """A few of `make mutate ARGS=--text`: one figure of the text is another one, and the audit says so at its line."""
    text = text_named("shanxi-final-2025")
    assert text.before == frozenset()
    mistakes = draw(text, 12, SEED, misprints.KINDS)
    summary = Summary([misprinted(text, mistake) for mistake in mistakes], entries(PRINTED))
    assert len(mistakes) == 12
    assert summary.missed == [] and summary.share == 1, summary.text()


def test_the_short_way_says_what_the_program_says(tmp_path: Path) -> None:
    """What is not read anew is no other audit: rules and lines are those of the program's own way."""
    text = text_named("shanxi-final-2025")
    (mistake,) = draw(text, 1, SEED, {"改一个数字": misprints.digit})
    path = tmp_path / "公开.txt"
    path.write_text(text.printed(mistake), "utf-8")
    ours, program = (serious(audit) for audit in (text.audited(mistake), audit_file(path, kit_id=text.kit.id)))
    assert ours and [said(point) for point in ours] == [said(point) for point in program]


def said(point: Point) -> tuple[object, ...]:
    """Rule, severity and lines; cells without a workbook have shorter names."""
    return point.rule, point.severity, [where.spot for where in point.where]
