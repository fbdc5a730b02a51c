"""A wrong 金额单位 on the first sheet: told once, and none of what only follows from it.

In: a report that doubts the unit, and the report of the same workbook read in the other unit.  Out: one finding about the
unit with what would still be wrong once it is put right.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from .checks import cents
from .checks.base import Status, Verdict
from .checks.magnitude import OTHER
from .findings import CellRef, Finding, Severity, missing_from, numbered, sort_findings
from .kit.load import Kit
from .kit.schema import MagnitudeRule
from .money import Unit
from .workbook.xlsx import Book, cell_place

if TYPE_CHECKING:
    from .pipeline import Report

SHADOWS = "；其余许多问题只因这一处"
"""Without figures or quotations: the code of the finding, which an answer names, stays the same."""


def settle_unit(report: Report, read_again: Callable[[CellRef, Unit], Report]) -> Report:
    """The report, its shadows left out where the unit on the first sheet explains them.

    Args:
        report: Of the workbook as it is filled.
        read_again: Checks it with another unit in a cell.
    """
    if report.data is None or not (doubts := _doubts(report.findings, report.data.kit)):
        return report
    choice = doubts[0].cells[0] if doubts[0].cells else CellRef()
    if not choice.cell:
        return report
    other = read_again(choice, OTHER[report.data.money_unit])
    if other.data is None or _doubts(other.findings, other.data.kit):
        return report
    main, *more = doubts
    if main.severity is not Severity.ERROR and _weight(other) >= _weight(report):
        return report
    shadows = [one.rule for one in missing_from(other.findings, report.findings) if one not in doubts]
    also = tuple(dict.fromkeys([*(one.rule for one in more), *shadows]))
    told = replace(main, message=main.message + (SHADOWS if shadows else ""), also=also)
    findings = numbered(sort_findings((told, *other.findings)))
    return replace(report, findings=findings, verdicts=_verdicts(report, other, {one.rule for one in doubts}))


def with_unit(book: Book, choice: CellRef, unit: Unit) -> Book:
    """The workbook as it would be with another unit in that cell."""
    sheets = tuple(
        replace(sheet, cells={**sheet.cells, cell_place(choice.cell): unit.value})
        if sheet.title == choice.sheet
        else sheet
        for sheet in book.sheets
    )
    return replace(book, sheets=sheets)


def _doubts(findings: tuple[Finding, ...], kit: Kit) -> list[Finding]:
    """Findings that say that the unit may be wrong; most serious first. Answered ones are none any more."""
    rules = {cents.RULE, *(rule.id for rule in kit.rules if isinstance(rule, MagnitudeRule))}
    return [one for one in findings if one.rule in rules]


def _weight(report: Report) -> tuple[int, int]:
    """How much there is to mend."""
    return report.count(Severity.ERROR), report.count(Severity.WARNING)


def _verdicts(report: Report, other: Report, doubts: set[str]) -> tuple[Verdict, ...]:
    """The ledger as it will be, with what doubts the unit as it is."""
    wrong = {one.rule: one for one in report.verdicts if one.rule in doubts and one.status is Status.WRONG}
    return tuple(wrong.get(one.rule, one) for one in other.verdicts)
