"""Run every rule of a kit over one workbook's data.

In: a :class:`~disclosegen.model.disclosure.Disclosure`.  Out: a verdict for each rule, in the order of the
catalogue; the findings are in the verdicts.  A rule that touches an unreadable cell is not
checked: the reading error alone is shown, not its shadow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ..findings import CellRef
from ..kit import schema, schema_rules
from ..model.disclosure import Disclosure
from . import arithmetic, magnitude, prior_year, project_tables, projects, subjects
from .base import Status, Verdict, applies, doubtful, unchecked, unread, with_choices

KINDS: dict[type[schema.RuleBase], Callable[[Any, Disclosure], Verdict]] = {
    schema.EqualRule: arithmetic.equal,
    schema.SumRule: arithmetic.total,
    schema.AtMostRule: arithmetic.at_most,
    schema.MagnitudeRule: magnitude.magnitude,
    schema.TogetherRule: arithmetic.together,
    schema.CategoriesRule: subjects.categories,
    schema.RowsSumRule: subjects.rows_sum,
    schema.RowsAtMostRule: subjects.rows_at_most,
    schema.NamedAtMostRule: subjects.named_at_most,
    schema.YearOnYearRule: prior_year.year_on_year,
    schema.RowsYearOnYearRule: prior_year.rows_year_on_year,
    schema.VanishedRule: prior_year.vanished,
    schema_rules.ProjectsTotalRule: project_tables.total,
    schema_rules.ProjectsRowsRule: project_tables.rows,
    schema_rules.ProjectsNamedRule: project_tables.named,
}
"""The closed list of kinds; each use of one is kit data."""

PROJECT_KINDS = (schema_rules.ProjectsTotalRule, schema_rules.ProjectsRowsRule, schema_rules.ProjectsNamedRule)


def judge(rule: schema.Rule, data: Disclosure) -> Verdict:
    """Check one rule of the kit."""
    if why := applies(data, rule):
        return Verdict(rule.id, rule.title, Status.NOT_APPLICABLE, why)
    if cell := doubtful(data, rule):
        return unchecked(rule.id, rule.title, cell)
    if isinstance(rule, PROJECT_KINDS) and (ref := _absent(rule, data)) is not None:
        return Verdict(rule.id, rule.title, Status.UNCHECKED, unread(ref))
    return with_choices(rule, KINDS[type(rule)](rule, data), data)


def _absent(rule: schema.RuleBase, data: Disclosure) -> CellRef | None:
    """Where a table should be that a rule about projects looks through as a whole."""
    words = rule.model_dump_json()
    return next((table.missing for name, table in data.tables.items() if table.missing and f'"{name}' in words), None)


def run(data: Disclosure) -> tuple[Verdict, ...]:
    """Check everything."""
    return tuple(check_figures(data))


def check_figures(data: Disclosure, only: str = "") -> Iterator[Verdict]:
    """The totals inside every table, then the rules of the kit; with ``only``, the one rule of the kit with that id."""
    chosen = [rule for rule in data.kit.rules if rule.id == only]
    if not chosen:
        yield from arithmetic.in_table(data)
    for rule in chosen or data.kit.rules:
        yield judge(rule, data)
    if not chosen:
        yield from projects.check(data)
