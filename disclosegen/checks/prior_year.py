"""Kinds ``year_on_year`` and ``vanished``: this year's figures against last year's.

In: a rule and the data.  Out: a :class:`~disclosegen.checks.base.Verdict`.
"""

from __future__ import annotations

from decimal import Decimal

from ..findings import Finding
from ..kit.reasons import REASONS, item_key
from ..kit.schema import VanishedRule, YearOnYearRule
from ..model.disclosure import Disclosure
from ..money import EXACT, Unit, from_base, round_half_up
from .base import Status, Verdict, gather, judged, refs, show, unchecked, unit_of

WRONG_UNIT = (Decimal(5000), Decimal(20000))
"""A figure this many times another one is 元 among 万元, or the reverse."""


def year_on_year(rule: YearOnYearRule, data: Disclosure) -> Verdict:
    """A change of 10,000 times is a wrong unit; a large one wants a reason where none is demanded anyway."""
    now, before = gather(data, [(1, rule.now)]), gather(data, [(1, rule.before)])
    if cell := now.unknown or before.unknown:
        return unchecked(rule.id, rule.title, cell)
    if not now.value or not before.value:
        return Verdict(rule.id, rule.title, Status.NOT_APPLICABLE, "今年或上年为零，没有比例")
    unit = unit_of((now, before))
    larger, smaller = max(now.value, before.value), min(now.value, before.value)
    found = []
    if smaller > 0 and WRONG_UNIT[0] <= EXACT.divide(larger, smaller) <= WRONG_UNIT[1]:
        found.append(
            Finding(
                rule.id,
                rule.severity,
                f"今年 {show(now.value, unit)}、上年 {show(before.value, unit)}，相差约一万倍，可能把元和万元混用了",
                refs(now, before),
                "请核对两处的金额单位。",
                expected=before.value,
                actual=now.value,
                unit=unit,
            )
        )
    elif (
        abs(now.value - before.value) > rule.bound * abs(before.value)
        and _printed(now.value - before.value)
        and rule.reason
        and _optional(data, rule.reason)
        and not data.text(REASONS, rule.reason)
    ):
        found.append(
            Finding(
                rule.id,
                rule.severity,
                f"今年 {show(now.value, unit)}、上年 {show(before.value, unit)}，增减超过{rule.bound:.0%}，没有填原因",
                refs(now, before),
                f"请在“{data.kit.file.reasons_sheet}”填写编号 {rule.reason} 的原因。",
                expected=before.value,
                actual=now.value,
                unit=unit,
            )
        )
    return judged(rule.id, rule.title, found, False)


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
    for row in data.tables[table].rows:
        before = row.cells.get(column)
        if before is None or not row.code:
            continue
        cell = data.tables[now_table].cell(row.code, now_column)
        if not before.known or (cell is not None and not cell.known):
            return unchecked(rule.id, rule.title, before if not before.known else cell or before)
        if not before.value or (cell is not None and cell.value):
            continue
        key = item_key(rule.reason, row.code)
        if not data.text(REASONS, key):
            word = data.kit.phrases.not_listed
            place = data.tables[REASONS].cell(key, "text")
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
    return judged(rule.id, rule.title, found, False)
