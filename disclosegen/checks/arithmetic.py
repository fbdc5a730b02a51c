"""Kinds ``equal``, ``sum``, ``at_most``, ``together``, and the totals inside a table (表内、表间勾稽).

In: a rule and the data.  Out: a :class:`~disclosegen.checks.base.Verdict`.
An equality cannot know which side is wrong, so every finding lists all cells.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from ..findings import Finding, Severity
from ..kit.lint import row_refs
from ..kit.schema import AtMostRule, EqualRule, RuleBase, SumRule, TogetherRule
from ..model.compute import row_keys
from ..model.disclosure import Disclosure
from ..model.sums import Total, totals
from ..money import EXACT, ZERO, Unit, show, to_base
from .base import (
    ADVICE,
    Equation,
    Figure,
    Verdict,
    add,
    gather,
    judged,
    off_by_unit,
    refs,
    slack,
    tolerance,
    unchecked,
    unit_of,
)

ROUNDING = "R-rounding"
"""Id of a rounding difference within bounds; the notes of all rules fold into one line."""


def compare(
    rule: str,
    severity: Severity,
    title: str,
    left: Figure,
    right: Figure,
    allowed: Decimal,
    unit: Unit,
    advice: str = "",
    code: str = "",
) -> Iterator[Equation]:
    """Two figures compared; a finding where they differ: a note within ``allowed``, else of the rule's severity."""
    difference = abs(left.value - right.value)
    if not difference:
        yield Equation(rule, left, right, allowed, code=code)
        return
    noted = difference <= allowed
    doubt = "，相差约一万倍，可能把元和万元混用了" if off_by_unit(left.value, right.value) else ""
    message = (
        f"{title}：{show(left.value, unit)} ≠ {show(right.value, unit)}，差 {show(difference, unit)} {unit.value}"
        f"（允许 {show(allowed, unit) if allowed else '0'}）{doubt}"
    )
    finding = Finding(
        ROUNDING if noted else rule,
        Severity.NOTE if noted else severity,
        message,
        refs(left, right),
        advice or ADVICE,
        expected=right.value,
        actual=left.value,
        allowed=allowed,
        unit=unit,
    )
    yield Equation(rule, left, right, allowed, code=code, finding=finding)


def equal(rule: EqualRule, data: Disclosure) -> Verdict:
    """One figure printed in two places: equal to the cent."""
    left, right = gather(data, [(1, rule.left)]), gather(data, [(1, rule.right)])
    if cell := left.unknown or right.unknown:
        return unchecked(rule.id, rule.title, cell)
    found = compare(rule.id, rule.severity, rule.title, left, right, ZERO, unit_of((left, right)), rule.advice)
    return judged(rule.id, rule.title, found, left.blank and right.blank)


def total(rule: SumRule, data: Disclosure) -> Verdict:
    """A total and its parts in other places, within what rounding explains."""
    left = gather(data, row_refs(rule.total, data.kit))
    right = gather(data, row_refs(rule.parts, data.kit))
    if cell := left.unknown or right.unknown:
        return unchecked(rule.id, rule.title, cell)
    unit = unit_of((left, right))
    if rule.plus and not (left.blank and right.blank):
        right = replace(right, value=EXACT.add(right.value, to_base(rule.plus, unit)))
    allowed = ZERO if rule.exact else tolerance(data, unit, left.filled - 1 + right.filled)
    found = compare(rule.id, rule.severity, rule.title, left, right, max(allowed, ZERO), unit, rule.advice)
    return judged(rule.id, rule.title, found, left.blank and right.blank)


def at_most(rule: AtMostRule, data: Disclosure) -> Verdict:
    """A part that never exceeds its whole."""
    part, whole = gather(data, row_refs(rule.part, data.kit)), gather(data, row_refs(rule.whole, data.kit))
    if cell := part.unknown or whole.unknown:
        return unchecked(rule.id, rule.title, cell)
    limit = replace(whole, value=EXACT.add(whole.value, to_base(rule.plus, unit_of((part, whole)))))
    return judged(rule.id, rule.title, exceed(rule, rule.title, data, part, limit), part.blank)


def exceed(
    rule: RuleBase, title: str, data: Disclosure, part: Figure, whole: Figure, code: str = ""
) -> Iterator[Equation]:
    """Two figures compared; a finding where a part exceeds its whole by more than rounding explains."""
    unit, limit = unit_of((part, whole)), whole.value
    allowed = slack(data, unit, part, whole)
    if part.value <= EXACT.add(limit, allowed):
        yield Equation(rule.id, part, whole, allowed, at_most=True, code=code)
        return
    message = f"{title}：{show(part.value, unit)} 大于 {show(limit, unit)}，超出 {show(part.value - limit, unit)} {unit.value}"
    finding = Finding(
        rule.id,
        rule.severity,
        message,
        refs(part, whole),
        rule.advice or ADVICE,
        expected=limit,
        actual=part.value,
        allowed=allowed,
        unit=unit,
    )
    yield Equation(rule.id, part, whole, allowed, at_most=True, code=code, finding=finding)


def together(rule: TogetherRule, data: Disclosure) -> Verdict:
    """Two figures are both zero or both not."""
    left, right = gather(data, [(1, rule.left)]), gather(data, [(1, rule.right)])
    if cell := left.unknown or right.unknown:
        return unchecked(rule.id, rule.title, cell)
    found = []
    if bool(left.value) != bool(right.value):
        words = [
            f"{f.cells[0].ref.words.split('·')[0] or '此处'}为 {show(f.value, f.cells[0].unit)}{f.cells[0].unit.value}"
            for f in (left, right)
        ]
        found = [
            Finding(
                rule.id,
                rule.severity,
                f"{rule.title}：{words[0]}，{words[1]}",
                refs(left, right),
                rule.advice or "请核对两处，补上漏填的一处。",
            )
        ]
    return judged(rule.id, rule.title, found, left.blank and right.blank)


def in_table(data: Disclosure) -> Iterator[Verdict]:
    """The totals inside every table, one verdict for each rule of a table."""
    unit = data.identity_cell("money_unit")
    for name, table in data.tables.items():
        groups: dict[str, list[Total]] = {}
        for one in totals(table.spec, row_keys(table)):
            groups.setdefault(one.rule, []).append(one)
        for rule, group in groups.items():
            title = f"{table.spec.code or '“' + table.spec.title + '”'}{group[0].title}"
            yield (
                _group(data, name, rule, title, group) if unit is None or unit.known else unchecked(rule, title, unit)
            )


def _group(data: Disclosure, table: str, rule: str, title: str, group: list[Total]) -> Verdict:
    """All totals of one rule: the first unreadable cell of any does not hide the findings of the others."""
    found: list[Equation] = []
    unread = None
    blank = True
    for one in group:
        left = add([(1, data.tables[table].cell(*one.place))])
        right = add((sign, data.tables[table].cell(*place)) for sign, place in one.parts)
        if cell := left.unknown or right.unknown:
            unread = unread or cell
            continue
        if left.blank and right.blank:
            found.append(Equation(rule, left, right, tolerance(data, unit_of((left, right)), 1)))
            continue
        blank = False
        unit = unit_of((left, right))
        row = data.tables[table].by_key[one.place[0]]
        allowed = tolerance(data, unit, right.filled)
        place = " ".join(part for part in (row.code, row.name) if part)
        found += compare(
            rule,
            Severity.ERROR,
            f"{data.tables[table].spec.code}{place}：{_words(data, table, one)}",
            left,
            right,
            allowed,
            unit,
        )
    return judged(rule, title, found, blank, unread)


def _words(data: Disclosure, table: str, one: Total) -> str:
    column = data.tables[table].spec.column(one.place[1])
    label = column.label if column else ""
    return one.title if one.title.startswith(label) else f"{label}，{one.title}"
