"""Run every rule of a kit over one workbook's data.

In: a :class:`~disclosegen.model.disclosure.Disclosure`.  Out: a verdict for each rule, in the order of the
catalogue; the findings are in the verdicts.  A rule that touches an unreadable cell is not
checked: the reading error alone is shown, not its shadow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from ..findings import Severity
from ..kit import schema
from ..model.disclosure import Disclosure
from . import arithmetic, prior_year, subjects, texts
from .base import Status, Verdict, applies, look_up

KINDS: dict[type[schema.RuleBase], Callable[[Any, Disclosure], Verdict]] = {
    schema.EqualRule: arithmetic.equal,
    schema.SumRule: arithmetic.total,
    schema.AtMostRule: arithmetic.at_most,
    schema.TogetherRule: arithmetic.together,
    schema.CategoriesRule: subjects.categories,
    schema.RowsSumRule: subjects.rows_sum,
    schema.RowsAtMostRule: subjects.rows_at_most,
    schema.YearOnYearRule: prior_year.year_on_year,
    schema.VanishedRule: prior_year.vanished,
}
"""The closed list of kinds; each use of one is kit data."""


def run(data: Disclosure) -> tuple[Verdict, ...]:
    """Check everything."""
    return tuple(_all(data))


def _all(data: Disclosure) -> Iterator[Verdict]:
    yield from arithmetic.in_table(data)
    for rule in data.kit.rules:
        if why := applies(data, rule):
            yield Verdict(rule.id, rule.title, Status.NOT_APPLICABLE, why)
        else:
            yield _with_choices(rule, KINDS[type(rule)](rule, data), data)
    yield from texts.proof_read(data)


def _with_choices(rule: schema.RuleBase, verdict: Verdict, data: Disclosure) -> Verdict:
    """A rule that applies because of a choice names its cell too: the choice may be what is wrong."""
    choices = tuple(cell.ref for reference in rule.when if (cell := look_up(data, reference)) and cell.ref.cell)
    if not choices:
        return verdict
    found = tuple(
        finding
        if finding.severity is Severity.NOTE
        else replace(finding, cells=(*finding.cells, *(ref for ref in choices if ref not in finding.cells)))
        for finding in verdict.findings
    )
    return replace(verdict, findings=found)
