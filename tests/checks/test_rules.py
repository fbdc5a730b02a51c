"""Every rule of every kit: broken, it says so and names the cell; held in another way, it stays silent."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import pytest

from disclosegen import catalogue
from disclosegen.catalogue import entries
from disclosegen.checks.base import Status, Verdict
from disclosegen.checks.run import check_figures
from disclosegen.findings import CellRef
from disclosegen.kit.load import kit_ids
from disclosegen.model.build import build
from tests.conftest import kit_named
from tests.helpers.raw_edits import edited
from tests.helpers.raws import raw
from tests.helpers.rule_cases import Break, Case, read_cases

FOLDER = Path(__file__).resolve().parent / "rules"
PROGRAM = re.compile(r"[FWVNXLRAQD]-")
OWN = [name for name in kit_ids() if not kit_named(name).file.extends]
CASES = [(name, case) for name in OWN for case in read_cases(FOLDER / f"{name}.txt")]


def judged(name: str, edits: Iterable[str], only: str = "") -> tuple[dict[str, Verdict], tuple[CellRef, ...]]:
    """Every verdict on the sample with some cells changed, or the only one wanted, and the cells."""
    workbook, cells = edited(kit_named(name), raw(name), edits)
    return {verdict.rule: verdict for verdict in check_figures(build(workbook, kit_named(name))[0], only)}, cells


@lru_cache
def wrong(name: str, given: tuple[str, ...]) -> frozenset[str]:
    """What is broken before a rule is: nothing but what ``given`` breaks."""
    return frozenset(rule for rule, verdict in judged(name, given)[0].items() if verdict.status is Status.WRONG)


def ids(value: object) -> str | None:
    return value.rule if isinstance(value, Case) else None


@pytest.mark.parametrize("name", OWN)
def test_every_rule_is_written_down(name: str) -> None:
    program = {entry.rule for entry in catalogue.PROGRAM}
    rules = [entry.rule for entry in entries(kit_named(name)) if not PROGRAM.match(entry.rule)]
    rules = [rule for rule in rules if rule not in program]
    assert [case.rule for _, case in CASES if _ == name] == rules


@pytest.mark.parametrize("name", [name for name in kit_ids() if kit_named(name).file.extends])
def test_a_kit_that_extends_another_has_its_rules(name: str) -> None:
    """Else it needs a table of its own."""
    kit = kit_named(name)
    parent = kit_named(kit.file.extends)
    assert [rule.changed(plus=0) if hasattr(rule, "plus") else rule for rule in kit.rules] == [
        rule.changed(plus=0) if hasattr(rule, "plus") else rule for rule in parent.rules
    ]


@pytest.mark.parametrize(("name", "case"), CASES, ids=ids)
def test_a_rule_speaks_when_it_is_broken_and_only_then(name: str, case: Case) -> None:
    assert case.breaks and case.holds
    for one in case.breaks:
        _breaks(name, case, one)
    for edits in case.holds:
        verdict = judged(name, (*case.given, *edits), case.rule)[0][case.rule]
        assert verdict.status is Status.RIGHT, (edits, verdict)


@pytest.mark.parametrize(
    "edit", ["t04.carried_in_general.amount = 1.00; t04.carried_in.amount = 1.00", "t04.carried_out.total = 1.00"]
)
def test_items_with_money_carried_over_may_have_more_or_less_income_than_they_spend(edit: str) -> None:
    moved = ("t02.2013299.fiscal = 6.05", *edit.split("; "))
    verdict = judged("shanxi-final-2024", moved, "T02-T05-items")[0]["T02-T05-items"]
    assert verdict.status is Status.NOT_APPLICABLE
    assert "为“0”时适用" in verdict.why


def _breaks(name: str, case: Case, one: Break) -> None:
    verdicts, cells = judged(name, (*case.given, *one.edits))
    assert case.rule not in wrong(name, case.given)
    assert verdicts[case.rule].status is Status.WRONG, verdicts[case.rule]
    named = {cell for finding in verdicts[case.rule].findings for cell in finding.cells}
    # of a record the name stands for the row
    edited_rows = {(ref.sheet, ref.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) for ref in cells[len(case.given) :]}
    rows = {(ref.sheet, ref.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) for ref in named}
    assert named & set(cells[len(case.given) :]) or rows & edited_rows, (one.edits, named)
    found = {rule for rule, verdict in verdicts.items() if verdict.status is Status.WRONG}
    found -= {entry.rule for entry in catalogue.PROGRAM}  # figures that projects give, typed otherwise
    assert found - wrong(name, case.given) - {case.rule} == one.others
