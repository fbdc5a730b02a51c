"""Kind ``magnitude``: figures of a size that the unit of the workbook does not have.

In: a rule and the data.  Out: a :class:`~disclosegen.checks.base.Verdict`.
"""

from __future__ import annotations

from ..findings import Finding
from ..kit.lint import row_refs
from ..kit.schema import MagnitudeRule
from ..model.disclosure import Disclosure
from ..money import Unit, show
from .base import Verdict, gather, judged, refs, unchecked

OTHER = {Unit.YUAN: Unit.WAN, Unit.WAN: Unit.YUAN}


def magnitude(rule: MagnitudeRule, data: Disclosure) -> Verdict:
    """A sum that is too small or too large for any office, as it comes out in the unit that the first sheet names."""
    size = gather(data, row_refs(rule.figure, data.kit))
    choice = data.identity_cell("money_unit")
    if cell := size.unknown or (choice if choice is not None and not choice.known else None):
        return unchecked(rule.id, rule.title, cell)
    unit = data.money_unit
    fits = abs(size.value) >= rule.least if unit is Unit.YUAN else abs(size.value) <= rule.most
    if not size.value or fits:
        return judged(rule.id, rule.title, [], not size.value)
    finding = Finding(
        rule.id,
        rule.severity,
        f"金额单位填的是“{unit.value}”，{rule.name}因此是 {show(size.value, unit)} {unit.value}，"
        f"{'小' if unit is Unit.YUAN else '大'}得不像",
        (*((choice.ref,) if choice is not None and choice.ref.cell else ()), *refs(size)),
        rule.advice or f"请核对金额单位是不是应为{OTHER[unit].value}。",
        actual=size.value,
        unit=unit,
    )
    return judged(rule.id, rule.title, [finding], False)
