"""Sums that are a few cents out in a workbook in 元: one slip on the first sheet, not many in the tables.

In: what the rules found.  Out: the same with those differences as one finding about the unit.  Figures in 元 add up to the cent; in
万元 each was rounded by itself, so that a sum of many is out by a few hundredths.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ..findings import Finding, Severity
from ..model.disclosure import Disclosure
from ..money import Unit

RULE = "V-unit"
CENTS = Decimal("0.05")
"""Most that a rounded sum is out by, in the unit that the figures were really filled in; a slip of the hand is hardly ever less."""
FEW = 3
"""So many sums are no slips any more."""
SHOWN = 12


def by_unit(findings: Sequence[Finding], data: Disclosure) -> list[Finding]:
    """The findings, those of rounded sums as one where a workbook in 元 has no other difference."""
    choice = data.identity_cell("money_unit")
    if data.money_unit is not Unit.YUAN or choice is None:
        return list(findings)
    out = [
        one for one in findings if one.severity is Severity.ERROR and one.unit and one.unit.is_money and one.difference
    ]
    cents = [one for one in out if one.difference and abs(one.difference) <= CENTS]
    if len(cents) < FEW or len(cents) < len(out):
        return list(findings)
    first = "；".join(one.message.partition("（")[0] for one in cents[:2])
    unit = Finding(
        RULE,
        Severity.ERROR,
        f"金额单位填的是“元”，却有 {len(cents)} 处合计只差几分，像是按万元四舍五入的数（{first}等）",
        (*((choice.ref,) if choice.ref.cell else ()), *dict.fromkeys(ref for one in cents for ref in one.cells))[
            :SHOWN
        ],
        "请核对金额单位是不是应为万元；确实按元填的，逐处改正合计。",
    )
    return [unit, *(one for one in findings if one not in cents)]
