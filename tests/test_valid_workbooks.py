"""The check never cries wolf: a workbook that is right by construction gives no 错误 and no 核实, whatever its figures."""

from __future__ import annotations

from random import Random

import pytest
from conftest import kit_named
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from disclosegen.findings import Finding, Severity
from disclosegen.money import Unit
from tests.helpers.valid import MAKERS, drawn_content, widened
from tests.mutation.base import Base


def wolves(kit_id: str, random: Random, unit: Unit | None = None) -> list[Finding]:
    """What the check says against a right workbook; its document is composed as well."""
    kit = widened(kit_named(kit_id))
    base = Base(kit_id, kit, drawn_content(kit, random, unit))
    report = base.check()
    assert report.composed is not None and report.composed.document.title
    return [finding for finding in report.findings if finding.severity is not Severity.NOTE]


@pytest.mark.parametrize("unit", [Unit.WAN, Unit.YUAN])
@pytest.mark.parametrize("kit_id", list(MAKERS))
@settings(
    max_examples=2,
    deadline=None,
    phases=[Phase.generate],  # shrinking a workbook takes minutes; a seed of `make laws` is as good
    suppress_health_check=list(HealthCheck),
)
@given(st.randoms(use_true_random=False))
def test_right_workbooks_are_left_in_peace(kit_id: str, unit: Unit, random: Random) -> None:
    assert wolves(kit_id, random, unit) == []
