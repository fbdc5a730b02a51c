"""Figures as sentences use them: printed in the kit's style, each remembering the cells behind it.

In: cells of the model.  Out: :class:`Fact` (a figure), :class:`Typed` (a person's words) and
:class:`Recorder`, which knows where each printed figure came from.  A fact prints itself between two
private-use marks; the narrator takes the marks out again and keeps the trace.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from ..findings import CellRef
from ..model.disclosure import Cell, State
from ..money import EXACT, ZERO, NumberStyle, Unit, round_half_up
from .blocks import Run
from .trace import Origin, Term, Trace

OPEN, MIDDLE, CLOSE = "\ue000", "\ue001", "\ue002"
MARKED = re.compile(f"{OPEN}(\\d+){MIDDLE}([^{OPEN}{CLOSE}]*){CLOSE}")

Printed = tuple[str, Trace | None]
"""A printed figure or text and where it comes from."""


@dataclass
class Recorder:
    """Traces of the figures of one document, by number; ``unread``: cells asked for that could not be read."""

    styles: Mapping[str, NumberStyle]
    percent_decimals: int = 2
    percent_no_base: str = ""
    percent_zero: str | None = None
    traces: list[Trace] = field(default_factory=list)
    unread: list[CellRef] = field(default_factory=list)

    def doubt(self, ref: CellRef) -> None:
        """Note that a figure or text was asked for which could not be read."""
        self.unread.append(ref)

    def mark(self, text: str, trace: Trace | None) -> str:
        """Text between marks that carry its trace; without one, and where it is empty, it stays as it is."""
        if not text or trace is None:
            return text
        self.traces.append(trace)
        return f"{OPEN}{len(self.traces) - 1}{MIDDLE}{text}{CLOSE}"

    def kept(self, printed: Printed) -> Printed:
        """A figure that is printed by itself, without marks; empty text has no trace."""
        text, trace = printed
        if not text or trace is None:
            return text, None
        self.traces.append(trace)
        return printed

    def runs(self, marked: str) -> tuple[Run, ...]:
        """Split marked text into runs."""
        return tuple(self._split(marked))

    def _split(self, marked: str) -> Iterator[Run]:
        at = 0
        for found in MARKED.finditer(marked):
            if found.start() > at:
                yield Run(marked[at : found.start()])
            yield Run(found[2], self.traces[int(found[1])])
            at = found.end()
        if at < len(marked):
            yield Run(marked[at:])


@dataclass(frozen=True)
class Fact:
    """A figure in its base unit.

    Attributes:
        value: Base-unit Decimal; None for a blank.
        unit: Unit that it is spoken of in; decides the default number style.
        cells: Cells behind it.
        recorder: Where its trace is kept when it is printed.
        column: Key of its column, so that ``prior.income_total.amount`` is the figure itself.
        style: Name of a number style; empty for the default of its unit.
        cell: The cell of the model that it is; None for a figure that was computed here.
        terms: What it was computed from here; empty for a figure of a cell.
        origin: Whether the terms are added up or counted.
    """

    value: Decimal | None
    unit: Unit
    cells: tuple[CellRef, ...]
    recorder: Recorder = field(repr=False, compare=False)
    column: str = ""
    style: str = ""
    cell: Cell | None = field(default=None, repr=False, compare=False)
    terms: tuple[Term, ...] = field(default=(), repr=False, compare=False)
    origin: Origin = field(default=Origin.SUM, repr=False, compare=False)

    @property
    def amount(self) -> Decimal:
        """The figure, a blank as zero."""
        return self.value if self.value is not None else ZERO

    def __bool__(self) -> bool:
        return bool(self.value)

    # In conditions a figure is compared with a plain number, in practice with 0; a blank counts as zero.

    def __gt__(self, other: int) -> bool:
        return self.amount > other

    def __lt__(self, other: int) -> bool:
        return self.amount < other

    def __ge__(self, other: int) -> bool:
        return self.amount >= other

    def __le__(self, other: int) -> bool:
        return self.amount <= other

    def lookup(self, key: str) -> Fact:
        """``prior.income_total.amount``: the key of its own column is the figure itself."""
        if key != self.column:
            raise KeyError(key)
        return self

    def __add__(self, other: Fact) -> Fact:
        return self._combined(other, EXACT.add(self.amount, other.amount), other.operands())

    def __sub__(self, other: Fact) -> Fact:
        taken = tuple(term.negated() for term in other.operands())
        return self._combined(other, EXACT.subtract(self.amount, other.amount), taken)

    def _combined(self, other: Fact, value: Decimal, terms: tuple[Term, ...]) -> Fact:
        cells = tuple(dict.fromkeys((*self.cells, *other.cells)))
        blank = self.value is None and other.value is None
        return replace(
            self,
            value=None if blank else value,
            cells=cells,
            column="",
            style="",
            cell=None,
            terms=self.operands() + terms,
            origin=Origin.SUM,
        )

    def size(self, style: str) -> Fact:
        """The figure without its sign, in a number style; a difference is turned round: what is larger stands first."""
        terms = self.terms
        if self.amount < 0:
            terms = tuple(sorted((term.negated() for term in terms), key=lambda term: -term.sign))
        return replace(self, value=abs(self.amount), style=style, terms=terms)

    def styled(self, style: str) -> Fact:
        """The same figure in another number style."""
        return replace(self, style=style)

    def number_style(self) -> NumberStyle:
        """How it is printed."""
        return self.recorder.styles[self.style or ("text" if self.unit.is_money else "count")]

    def plain_text(self) -> str:
        """The printed figure without its trace."""
        return self.number_style().print(self.value)

    def operands(self) -> tuple[Term, ...]:
        """The figure as part of another: its terms, or itself."""
        return self.terms or (Term(self.value, self.number_style(), self.cells),)

    def printed(self) -> Printed:
        """As printed, and where it comes from."""
        style = self.number_style()
        text = style.print(self.value)
        if self.terms:
            return text, Trace(self.origin, text, self.cells, self.terms, style=style)
        return text, of_cell(self.cell, text, style)

    def __str__(self) -> str:
        return self.recorder.mark(*self.printed())


@dataclass(frozen=True)
class Rate:
    """A share, a completion rate or a rate of change, from unrounded figures; printed with its sign %."""

    part: Fact
    base: Fact
    recorder: Recorder = field(repr=False, compare=False)

    def plain_text(self) -> str:
        """``97.34%``, half up; the kit's word where the base is zero. Never a thousands separator."""
        word = self.word()
        if word is not None:
            return word
        ratio = EXACT.divide(EXACT.multiply(abs(self.part.amount), Decimal(100)), abs(self.base.amount))
        return f"{round_half_up(ratio, self.recorder.percent_decimals)}%"

    def word(self) -> str | None:
        """What the kit prints where there is nothing to divide; None where there is."""
        if not self.base.amount:
            return self.recorder.percent_no_base
        return None if self.part.amount else self.recorder.percent_zero

    def __str__(self) -> str:
        text = self.plain_text()
        return self.recorder.mark(text, self.trace(text, self.word() or ""))

    def trace(self, text: str, word: str) -> Trace:
        """Where its printed text comes from; ``word`` is the kit's, where nothing was divided."""
        cells = tuple(dict.fromkeys((*self.part.cells, *self.base.cells)))
        return Trace(
            Origin.RATE,
            text,
            cells,
            self.part.operands(),
            self.base.operands(),
            decimals=self.recorder.percent_decimals,
            word=word,
        )


class Typed(str):
    """A person's words; printing them keeps the cell that they stand in."""

    recorder: Recorder
    ref: CellRef | None

    def __new__(cls, text: str, recorder: Recorder, ref: CellRef | None) -> Typed:
        made = super().__new__(cls, text)
        made.recorder, made.ref = recorder, ref
        return made

    def printed(self) -> Printed:
        """As typed, and the cell."""
        plain = str.__str__(self)
        return plain, Trace(Origin.TYPED, plain, (self.ref,)) if self.ref is not None else None

    def __str__(self) -> str:
        return self.recorder.mark(*self.printed())


def fact(cell: Cell | None, column: str, recorder: Recorder, unit: Unit = Unit.WAN) -> Fact:
    """The fact of a cell; an absent one is a blank."""
    if cell is None:
        return Fact(None, unit, (), recorder, column)
    if not cell.known:
        recorder.doubt(cell.culprit)
    return Fact(cell.value, cell.unit, cell.refs, recorder, column, cell=cell)


def of_cell(cell: Cell | None, text: str, style: NumberStyle) -> Trace:
    """Where the printed figure of a cell comes from; None for a row that the workbook does not have."""
    if cell is None:
        return Trace(Origin.CELL, text, (), (Term(None, style),), style=style)
    if cell.state is State.COMPUTED and cell.parts:
        terms = tuple(Term(part.value, style, part.refs, sign) for sign, part in cell.parts)
        return Trace(Origin.SUM if len(terms) > 1 else Origin.CELL, text, cell.refs, terms, style=style)
    refs = cell.refs
    return Trace(Origin.CELL, text, refs, (Term(cell.value, style, refs),), (), style)
