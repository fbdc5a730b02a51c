"""The rules about projects with the scale, weights and bounds of the form that is a report, on its sample."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest

from disclosegen.checks.base import Status
from disclosegen.checks.projects import check
from disclosegen.model.build import build
from disclosegen.workbook.raw import RawWorkbook
from disclosegen.workbook.read import open_workbook, read
from tests.conftest import ROOT, kit_named
from tests.helpers.raw_edits import edited
from tests.helpers.rule_cases import Break, Case, read_cases

SAMPLE = "shanxi-final-2024.gaoping"
CASES = read_cases(Path(__file__).with_name("projects-gaoping.txt"))


@lru_cache
def raw() -> RawWorkbook:
    book, _ = open_workbook((ROOT / "samples" / f"{SAMPLE}.xlsx").read_bytes(), "表.xlsx")
    assert book is not None
    return read(book, kit_named(SAMPLE), kit_named(SAMPLE).file.version)[0]


def wrong(*edits: str) -> set[str]:
    kit = kit_named(SAMPLE)
    model = build(edited(kit, raw(), edits)[0], kit)[0]
    return {verdict.rule for verdict in check(model) if verdict.status is Status.WRONG}


def named(value: object) -> str | None:
    """A case by its rule; what is edited is numbered."""
    return value.rule if isinstance(value, Case) else None


def test_nothing_is_wrong_with_the_sample() -> None:
    assert wrong() == set()


@pytest.mark.parametrize(("case", "one"), [(case, one) for case in CASES for one in case.breaks], ids=named)
def test_a_broken_rule_speaks_and_no_other(case: Case, one: Break) -> None:
    assert wrong(*one.edits) == {case.rule, *one.others}


@pytest.mark.parametrize(("case", "edits"), [(case, edits) for case in CASES for edits in case.holds], ids=named)
def test_what_is_right_in_another_way_is_silent(case: Case, edits: tuple[str, ...]) -> None:
    assert case.rule not in wrong(*edits)
