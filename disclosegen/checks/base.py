"""What every check shares: figures behind references, their words, and the verdict on a rule.

In: a :class:`~disclosegen.model.disclosure.Disclosure` and references of a kit.  Out: figures with their
cells, and :class:`Verdict`: a rule ends as right, wrong, not applicable or could not be checked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from ..findings import CellRef, Finding, Severity
from ..kit.refs import parse_ref
from ..kit.schema import Rule
from ..model.disclosure import Cell, Disclosure, State
from ..money import EXACT, ZERO, Unit, from_base, plain, sum_bound

ADVICE = "请核对所列各处，改正其中有误的一处。"


class Status(StrEnum):
    """How a rule ends."""

    RIGHT = "对"
    WRONG = "错"
    NOT_APPLICABLE = "不适用"
    UNCHECKED = "未能核对"


@dataclass(frozen=True)
class Verdict:
    """The outcome of one rule on one workbook.

    Attributes:
        rule: Its id.
        title: Its sentence.
        status: See :class:`Status`.
        why: Why it does not apply or could not be checked, naming the cell; empty otherwise.
        findings: What it found; notes do not make it wrong.
    """

    rule: str
    title: str
    status: Status
    why: str = ""
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Figure:
    """A figure that a rule speaks of: the sum of one or more cells."""

    value: Decimal
    cells: tuple[Cell, ...]
    filled: int

    @property
    def unknown(self) -> Cell | None:
        """A cell that could not be read, if there is any."""
        return next((cell for cell in self.cells if not cell.known), None)

    @property
    def blank(self) -> bool:
        """Whether nothing was filled at all."""
        return not self.filled


def look_up(data: Disclosure, reference: str) -> Cell | None:
    """The cell of a reference; None where the (open) row does not exist."""
    ref = parse_ref(reference, data.kit.tables)
    return data.tables[ref.table].cell(ref.row, ref.column)


def gather(data: Disclosure, references: Iterable[tuple[int, str]]) -> Figure:
    """The signed sum of references."""
    return add((sign, look_up(data, reference)) for sign, reference in references)


def add(cells: Iterable[tuple[int, Cell | None]]) -> Figure:
    """The signed sum of cells; absent ones count as nothing."""
    found = [(sign, cell) for sign, cell in cells if cell is not None]
    value = ZERO
    for sign, cell in found:
        value = EXACT.add(value, sign * cell.amount)
    return Figure(value, tuple(cell for _, cell in found), sum(1 for _, cell in found if cell.value is not None))


def refs(*figures: Figure, blanks: bool = True) -> tuple[CellRef, ...]:
    """Every cell of some figures, without repeats; a computed total stands for itself and for its parts."""
    found: dict[CellRef, None] = {}
    for figure in figures:
        for cell in figure.cells:
            if cell.state is State.COMPUTED and cell.sources:
                if cell.ref.cell:
                    found.setdefault(cell.ref)
                found.update(dict.fromkeys(cell.sources))
            elif cell.ref.cell and (blanks or cell.value is not None):
                found.setdefault(cell.ref)
    return tuple(found)


def show(value: Decimal, unit: Unit) -> str:
    """A figure in words of a finding: money with at least two decimals, counts as they are."""
    text = plain(from_base(value, unit))
    if unit.is_money:
        whole, _, rest = text.partition(".")
        return f"{whole}.{rest:0<2}"
    return text


def unit_of(figures: Iterable[Figure]) -> Unit:
    """The unit that the figures are spoken of in."""
    return next((cell.unit for figure in figures for cell in figure.cells), Unit.WAN)


def tolerance(data: Disclosure, unit: Unit, addends: int) -> Decimal:
    """Largest difference that rounding explains: none in a 元 workbook and none for counts."""
    if unit is not Unit.WAN or data.money_unit is not Unit.WAN:
        return ZERO
    return sum_bound(addends, unit)


def applies(data: Disclosure, rule: Rule) -> str:
    """Why a rule does not apply; empty when it does."""
    for reference, word in rule.when.items():
        cell = look_up(data, reference)
        if cell is None or cell.text != word:
            return f"只在“{cell.ref.words if cell else reference}”为“{word}”时适用"
    return ""


def unchecked(rule: str, title: str, cell: Cell) -> Verdict:
    """A verdict on a rule that touches a cell which could not be read."""
    return Verdict(rule, title, Status.UNCHECKED, f"{cell.ref.address} 缺失或读不出来")


def judged(rule: str, title: str, findings: Iterator[Finding] | Iterable[Finding], blank: bool) -> Verdict:
    """A verdict from the findings of a rule that could be checked."""
    found = tuple(findings)
    if any(finding.severity is not Severity.NOTE for finding in found):
        return Verdict(rule, title, Status.WRONG, findings=found)
    if blank and not found:
        return Verdict(rule, title, Status.NOT_APPLICABLE, "所涉各格都没有数")
    return Verdict(rule, title, Status.RIGHT, findings=found)


def with_choices(rule: Rule, verdict: Verdict, data: Disclosure) -> Verdict:
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
