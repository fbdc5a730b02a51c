"""What every check shares: figures behind references, their words, and the verdict on a rule.

In: a :class:`~disclosegen.model.disclosure.Disclosure` and references of a kit.  Out: figures with their
cells, and :class:`Verdict`: a rule ends as right, wrong, not applicable or could not be checked.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum

from ..findings import CellRef, Finding, Severity
from ..kit.refs import parse_ref
from ..kit.schema import Rule
from ..model.disclosure import Cell, Disclosure, State
from ..money import EXACT, ZERO, Unit, sum_bound

ONE = Decimal(1)
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
        equations: What it compared, held or broken: the evidence for ``blame.py``.
    """

    rule: str
    title: str
    status: Status
    why: str = ""
    findings: tuple[Finding, ...] = ()
    equations: tuple[Equation, ...] = field(default=(), repr=False, compare=False)


@dataclass(frozen=True)
class Figure:
    """A figure that a rule speaks of: the sum of one or more cells, each with its sign (all added where none stand)."""

    value: Decimal
    cells: tuple[Cell, ...]
    filled: int
    signs: tuple[int, ...] = ()

    @property
    def unknown(self) -> Cell | None:
        """A cell that could not be read, if there is any."""
        return next((cell for cell in self.cells if not cell.known), None)

    @property
    def blank(self) -> bool:
        """Whether nothing was filled at all."""
        return not self.filled


@dataclass(frozen=True)
class Equation:
    """Two figures as a rule compared them: equal within ``allowed``, or one at most the other.

    Attributes:
        rule: Id of the rule.
        left, right: The figures; what ``right`` holds beyond its cells is a constant.
        allowed: Largest difference that rounding explains.
        at_most: Whether ``left`` only may not exceed ``right``.
        code: Subject code, where the rule compares subject by subject.
        finding: What was found; None where the equation holds.
    """

    rule: str
    left: Figure
    right: Figure
    allowed: Decimal = ZERO
    at_most: bool = False
    code: str = ""
    finding: Finding | None = None


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
    filled = sum(1 for _, cell in found if cell.value is not None)
    return Figure(value, tuple(cell for _, cell in found), filled, tuple(sign for sign, _ in found))


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


def unit_of(figures: Iterable[Figure]) -> Unit:
    """The unit that the figures are spoken of in."""
    return next((cell.unit for figure in figures for cell in figure.cells), Unit.WAN)


def tolerance(data: Disclosure, unit: Unit, addends: int) -> Decimal:
    """Largest difference that rounding explains: none in a 元 workbook and none for counts."""
    if unit is not Unit.WAN or data.money_unit is not Unit.WAN:
        return ZERO
    return sum_bound(addends, unit)


def slack(data: Disclosure, unit: Unit, part: Figure, whole: Figure) -> Decimal:
    """How far a part may exceed its whole by rounding alone: two printed figures not at all, sums of several may."""
    counts = [
        sum(max(len(cell.sources), 1) for cell in figure.cells if cell.value is not None) for figure in (part, whole)
    ]
    if max(counts) < 2:
        return ZERO
    return tolerance(data, unit, max(counts[0], 1) + max(counts[1], 1) - 1)


WRONG_UNIT = (Decimal(5000), Decimal(20000))
"""A figure this many times another one is 元 among 万元, or the reverse."""


def off_by_unit(one: Decimal, other: Decimal) -> bool:
    """Whether two figures differ about 10,000 times."""
    smaller, larger = sorted((one, other))
    return smaller > 0 and WRONG_UNIT[0] <= EXACT.divide(larger, smaller) <= WRONG_UNIT[1]


def applies(data: Disclosure, rule: Rule) -> str:
    """Why a rule does not apply; empty when it does, or when nobody can know (see :func:`doubtful`)."""
    for reference, word in rule.when.items():
        cell = look_up(data, reference)
        if cell is not None and not cell.known:
            continue
        if cell is None or not _says(cell, word):
            return f"只在“{cell.ref.words if cell else reference}”为“{word}”时适用"
    return ""


def _says(cell: Cell, word: str) -> bool:
    """Whether a cell has a text; of figures only ``0`` can be asked, which a blank has too."""
    return not cell.value and not cell.text if word == "0" else cell.text == word


def doubtful(data: Disclosure, rule: Rule) -> Cell | None:
    """A cell that could not be read and decides whether a rule applies, or in what unit its figures are."""
    deciding = [look_up(data, reference) for reference in rule.when]
    deciding.append(data.identity_cell("money_unit"))
    return next((cell for cell in deciding if cell is not None and not cell.known), None)


def unread(ref: CellRef) -> str:
    """In words why something could not be checked."""
    return f"{ref.address or '这份文件'} 缺失或读不出来"


def unchecked(rule: str, title: str, cell: Cell, findings: Iterable[Finding] = ()) -> Verdict:
    """A verdict on a rule that touches a cell which could not be read."""
    return judged(rule, title, findings, False, cell)


def judged(
    rule: str, title: str, compared: Iterable[Finding | Equation], blank: bool, unknown: Cell | None = None
) -> Verdict:
    """A verdict on a rule, from its findings or from what it compared.

    Args:
        blank: Whether nothing was filled of what it speaks of.
        unknown: A cell of it that could not be read: what was found stands, but the rule is never right.
    """
    compared = tuple(compared)
    equations = tuple(one for one in compared if isinstance(one, Equation))
    found = tuple(one for each in compared if (one := each.finding if isinstance(each, Equation) else each) is not None)
    why = unread(unknown.culprit) if unknown else ""
    if any(finding.severity is not Severity.NOTE for finding in found):
        return Verdict(rule, title, Status.WRONG, f"另有 {why}" if why else "", found, equations)
    if why:
        return Verdict(rule, title, Status.UNCHECKED, why, found, equations)
    if blank and not found:
        return Verdict(rule, title, Status.NOT_APPLICABLE, "所涉各格都没有数", (), equations)
    return Verdict(rule, title, Status.RIGHT, "", found, equations)


def with_choices(rule: Rule, verdict: Verdict, data: Disclosure) -> Verdict:
    """A rule that applies because of a choice names its cell too: the choice may be what is wrong."""
    choices = tuple(cell.ref for reference in rule.when if (cell := look_up(data, reference)) and cell.ref.cell)
    if not choices:
        return verdict

    def named(finding: Finding | None) -> Finding | None:
        if finding is None or finding.severity is Severity.NOTE:
            return finding
        return replace(finding, cells=(*finding.cells, *(ref for ref in choices if ref not in finding.cells)))

    return replace(
        verdict,
        findings=tuple(one for finding in verdict.findings if (one := named(finding)) is not None),
        equations=tuple(replace(one, finding=named(one.finding)) for one in verdict.equations),
    )
