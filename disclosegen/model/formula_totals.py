"""Totals left to a formula, held against their parts.

In: what was read and the data computed from it.  Out: totals whose formula gives the figure of the bureau's own system,
which rounding alone sets apart from the sum of the parts (kept, as a typed total is), and findings about those whose
formula leaves something out: what staff see in their workbook is then not what is printed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from ..findings import Finding, Severity
from ..money import ZERO, Unit, show, sum_bound, to_base
from ..workbook.raw import RawWorkbook
from ..workbook.raw import State as RawState
from .disclosure import Cell, Disclosure, Place, State

RULE = "V-total"
NOISE = Decimal("0.005")
"""Half a cent: what binary arithmetic may leave of a subtraction."""


def held_totals(raw: RawWorkbook, data: Disclosure) -> tuple[dict[Place, Cell], list[Finding]]:
    """Totals that stand as their formulas give them, by table, row and column; a finding for each that leaves something out."""
    kept: dict[Place, Cell] = {}
    findings: list[Finding] = []
    for place, result, cell in _formulas(raw, data):
        shown = to_base(result, cell.unit)
        if abs(shown - cell.amount) < NOISE:
            continue
        if cell.value is None or abs(shown - cell.value) <= _bound(cell):
            kept[place] = replace(cell, value=shown, state=State.FILLED, sources=(), parts=())
        else:
            findings.append(_differs(cell, shown))
    return kept, findings


def _formulas(raw: RawWorkbook, data: Disclosure) -> Iterator[tuple[Place, Decimal, Cell]]:
    """Each total with a formula that was calculated: its place, what the formula gave, what it is by its parts."""
    for name, table in raw.tables.items():
        for row in table.rows:
            for column, source in row.cells.items():
                if source.state is not RawState.FORMULA or not isinstance(source.value, Decimal):
                    continue
                cell = data.tables[name].cell(row.key, column)
                if cell is not None and cell.known and not _elsewhere(cell):
                    yield (name, row.key, column), source.value, cell


def _elsewhere(cell: Cell) -> bool:
    """Whether the figure comes from the projects, wholly or in part: blanks of the sheet, of which its formulas know nothing."""
    return cell.state is State.COMPUTED and (not cell.parts or any(_elsewhere(part) for _, part in cell.parts))


def _bound(cell: Cell) -> Decimal:
    filled = sum(1 for _, part in cell.parts if part.value is not None)
    return sum_bound(filled, cell.unit) if cell.unit is Unit.WAN else ZERO


def _differs(cell: Cell, shown: Decimal) -> Finding:
    given, right = (show(value, cell.unit) for value in (shown, cell.amount))
    return Finding(
        RULE,
        Severity.WARNING,
        f"{cell.ref.words}的公式算出 {given}，按各项应为 {right}，照 {right} 印出",
        (cell.ref, *cell.sources),
        "请核对公式有没有漏掉行，各项是不是文本格式的数字（公式不会加）；或者清空这一格，由程序加总。",
        expected=cell.amount,
        actual=shown,
        unit=cell.unit,
    )
