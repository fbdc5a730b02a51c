"""Kinds ``year_on_year``, ``rows_year_on_year`` and ``vanished``: this year's figures against last year's.

In: a rule and the data.  Out: a :class:`~disclosegen.checks.base.Verdict`.
"""

from __future__ import annotations

from decimal import Decimal

from ..findings import Finding
from ..kit.lint import row_refs
from ..kit.reasons import REASONS, item_key
from ..kit.schema import RowsYearOnYearRule, VanishedRule, YearOnYearRule
from ..model.disclosure import Disclosure
from ..money import Unit, from_base, round_half_up, show
from .base import Figure, Status, Verdict, add, gather, judged, off_by_unit, refs, unchecked, unit_of

OFF_BY_UNIT = "相差约一万倍，可能把元和万元混用了"
"""Ends what is said of two years of which one is in 元 and the other in 万元."""


def year_on_year(rule: YearOnYearRule, data: Disclosure) -> Verdict:
    """A change of 10,000 times is a wrong unit; a large one wants a reason where none is demanded anyway.

    From zero or to zero is a large change; it has no ratio, so without a reason to ask for there is nothing to check.
    """
    now, before = gather(data, row_refs(rule.now, data.kit)), gather(data, row_refs(rule.before, data.kit))
    if cell := now.unknown or before.unknown:
        return unchecked(rule.id, rule.title, cell)
    if not now.value and not before.value:
        return Verdict(rule.id, rule.title, Status.NOT_APPLICABLE, f"今年和{rule.against}都为零")
    if not rule.reason and not (now.value and before.value):
        return Verdict(rule.id, rule.title, Status.NOT_APPLICABLE, f"今年或{rule.against}为零，没有比例")
    place = data.tables[REASONS].cell(rule.reason, "text") if rule.reason else None
    unknown = place if place is not None and not place.known else None
    found = []
    if off_by_unit(now.value, before.value):
        found.append(_off(rule, now, before))
    elif (
        abs(now.value - before.value) > rule.bound * abs(before.value)
        and _printed(now.value - before.value)
        and rule.reason
        and unknown is None
        and _optional(data, rule.reason)
        and not data.text(REASONS, rule.reason)
    ):
        unit = unit_of((now, before))
        place = data.tables[REASONS].cell(rule.reason, "text")
        change = f"增减超过{rule.bound:.0%}" if before.value else f"{rule.against}为零"
        found.append(
            Finding(
                rule.id,
                rule.severity,
                f"今年 {show(now.value, unit)}、{rule.against} {show(before.value, unit)}，{change}，没有填原因",
                (*refs(now, before), *((place.ref,) if place and place.ref.cell else ())),
                f"请在“{data.kit.file.reasons_sheet}”填写编号 {rule.reason} 的原因。",
                expected=before.value,
                actual=now.value,
                unit=unit,
            )
        )
    return judged(rule.id, rule.title, found, False, unknown)


def _off(rule: YearOnYearRule | RowsYearOnYearRule, now: Figure, before: Figure, name: str = "") -> Finding:
    unit = unit_of((now, before))
    return Finding(
        rule.id,
        rule.severity,
        f"{name}今年 {show(now.value, unit)}、{rule.against} {show(before.value, unit)}，{OFF_BY_UNIT}",
        refs(now, before),
        rule.advice or "请核对两处的金额单位。",
        expected=before.value,
        actual=now.value,
        unit=unit,
    )


def rows_year_on_year(rule: RowsYearOnYearRule, data: Disclosure) -> Verdict:
    """The lowest subjects of the earlier table, each against this year's: 10,000 times is a wrong unit."""
    now_table, _, now_column = rule.now.partition(".")
    table, _, column = rule.before.partition(".")
    rows = [row for row in data.tables[table].rows if row.code and column in row.cells]
    found: list[Finding] = []
    blank = True
    for row in rows:
        if any(other.code != row.code and other.code.startswith(row.code) for other in rows):
            continue
        now, before = add([(1, data.tables[now_table].cell(row.code, now_column))]), add([(1, row.cells[column])])
        if cell := now.unknown or before.unknown:
            return unchecked(rule.id, rule.title, cell)
        if now.value and before.value:
            blank = False
            found += [_off(rule, now, before, f"“{row.name}”")] if off_by_unit(now.value, before.value) else []
    return judged(rule.id, rule.title, found, blank)


def _printed(change: Decimal) -> bool:
    """Whether a change shows: one that prints as 0.00 万元 has no sentence that could give a reason."""
    return bool(round_half_up(from_base(change, Unit.WAN), 2))


def _optional(data: Disclosure, name: str) -> bool:
    """Whether the reason is one that the sentence does not demand by itself (a missing one is then no error yet)."""
    sentence, _, key = name.partition(".")
    return any(
        ask.key == key and not ask.required for _, s in data.kit.sentences() if s.id == sentence for ask in s.asks
    )


def vanished(rule: VanishedRule, data: Disclosure) -> Verdict:
    """A category with money last year and none now is asked about until somebody explains it."""
    now_table, _, now_column = rule.now.partition(".")
    table, _, column = rule.before.partition(".")
    found = []
    unknown = data.tables[table].cell("", column) if data.tables[table].missing else None
    for row in data.tables[table].rows:
        before = row.cells.get(column)
        if before is None or not row.code:
            continue
        cell = data.tables[now_table].cell(row.code, now_column)
        key = item_key(rule.reason, row.code)
        place = data.tables[REASONS].cell(key, "text")
        if before.known and not _printed(before.amount):
            continue
        if unread := next((one for one in (before, cell, place) if one is not None and not one.known), None):
            unknown = unknown or unread
            continue
        if cell is not None and cell.value:
            continue
        if not data.text(REASONS, key):
            word = data.kit.phrases.not_listed
            found.append(
                Finding(
                    rule.id,
                    rule.severity,
                    f"“{row.name}”上年决算 {show(before.amount, before.unit)} {before.unit.value}，今年没有支出，也没有说明",
                    tuple(ref for ref in (before.ref, place.ref if place else None) if ref is not None and ref.cell),
                    f"请在“{data.kit.file.reasons_sheet}”编号 {key} 填写原因；不需要在情况说明里列出的，填“{word}”。",
                    actual=before.value,
                    unit=before.unit,
                )
            )
    return judged(rule.id, rule.title, found, False, unknown)
