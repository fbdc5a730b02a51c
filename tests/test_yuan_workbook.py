"""A workbook filled in 元: totals are formulas, every sum is exact, only printing rounds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from disclosegen.document.compose import compose
from disclosegen.document.text import to_text
from disclosegen.findings import Severity
from disclosegen.kit.load import Kit
from disclosegen.kit.reasons import with_reasons
from disclosegen.pipeline import Report
from disclosegen.workbook.content import Content, Value

Checked = Callable[[Content], Report]


@pytest.fixture
def in_yuan(kit: Kit, sample: Content) -> Content:
    """The sample in 元, to the cent: each leaf amount × 10,000 with odd cents that add up across tables."""
    tables = with_reasons(kit)
    values: dict[tuple[str, str, str], Value] = {}
    for (table, row, column), value in sample.values.items():
        spec = tables[table]
        line = next((line for _, line in spec.lines() if line.row_key == row), None)
        leaf = spec.column(column)
        kind = (line.kind if line else None) or (leaf.kind if leaf else "amount")
        values[table, row, column] = value * 10000 if kind == "amount" and isinstance(value, Decimal) else value
    values["unit", "money_unit", "text"] = "元"
    rows = {
        place: tuple(row for row in found if not row.code or len(row.code) == 7) for place, found in sample.rows.items()
    }
    kept = {(place[0], row.key) for place, found in rows.items() for row in found}
    dropped = {(place[0], row.key) for place, found in sample.rows.items() for row in found} - kept
    return Content({key: value for key, value in values.items() if key[:2] not in dropped}, rows)


def test_it_is_read_and_its_sums_are_exact(checked: Checked, in_yuan: Content) -> None:
    report = checked(in_yuan)
    assert report.data is not None
    assert [f.rule for f in report.findings if f.rule.startswith(("V", "W", "F"))] == []
    total = report.data.tables["t05"].cell("total", "total")
    parts = [row.cells["total"].amount for row in report.data.tables["t05"].rows if len(row.code) == 7]
    assert total is not None and total.value == sum(parts, Decimal(0))


def test_amounts_print_in_wan_rounded_half_up(checked: Checked, in_yuan: Content) -> None:
    values = dict(in_yuan.values)
    values["prior", "agency", "amount"] = Decimal("4905850.00")
    report = checked(replace(in_yuan, values=values))
    assert report.data is not None
    text = to_text(compose(report.data).document)
    assert "比2023年增加184.91万元，增长37.69%" in text  # 6754900 − 4905850 = 1849050 元 → 184.905 → 184.91


def test_no_rounding_note_can_come_from_it(checked: Checked, in_yuan: Content) -> None:
    report = checked(in_yuan)
    assert [f for f in report.findings if f.severity is Severity.NOTE and f.rule == "R-rounding"] == []
