"""Figures as sentences use them: printed in the kit's style, each remembering the cells behind it.

In: cells of the model.  Out: :class:`Fact` (a figure), :class:`Typed` (a person's words) and
:class:`Recorder`, which knows where each printed figure came from.  A fact prints itself between two
private-use marks; the narrator takes the marks out again and keeps the trace.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from ..findings import CellRef
from ..model.disclosure import Cell, State
from ..money import EXACT, ZERO, NumberStyle, Unit, round_half_up
from .blocks import Run, Trace

OPEN, MIDDLE, CLOSE = "\ue000", "\ue001", "\ue002"
MARKED = re.compile(f"{OPEN}(\\d+){MIDDLE}([^{OPEN}{CLOSE}]*){CLOSE}")


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

    def mark(self, text: str, trace: Trace) -> str:
        """Text between marks that carry its trace; empty text stays empty."""
        if not text:
            return ""
        self.traces.append(trace)
        return f"{OPEN}{len(self.traces) - 1}{MIDDLE}{text}{CLOSE}"

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
        formula: How it was computed; empty for a figure that stands in a cell.
    """

    value: Decimal | None
    unit: Unit
    cells: tuple[CellRef, ...]
    recorder: Recorder = field(repr=False, compare=False)
    column: str = ""
    style: str = ""
    formula: str = ""

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
        return self._combined(other, EXACT.add(self.amount, other.amount), "＋")

    def __sub__(self, other: Fact) -> Fact:
        return self._combined(other, EXACT.subtract(self.amount, other.amount), "－")

    def _combined(self, other: Fact, value: Decimal, sign: str) -> Fact:
        cells = tuple(dict.fromkeys((*self.cells, *other.cells)))
        formula = f"{self.plain_text()} {sign} {other.plain_text()}"
        blank = self.value is None and other.value is None
        return Fact(None if blank else value, self.unit, cells, self.recorder, formula=formula)

    def styled(self, style: str) -> Fact:
        """The same figure in another number style."""
        return Fact(self.value, self.unit, self.cells, self.recorder, self.column, style, self.formula)

    def plain_text(self) -> str:
        """The printed figure without its trace."""
        name = self.style or ("text" if self.unit.is_money else "count")
        return self.recorder.styles[name].print(self.value)

    def __str__(self) -> str:
        text = self.plain_text()
        formula = f"{text} = {self.formula}" if self.formula else ""
        return self.recorder.mark(text, Trace(formula, self.cells))


@dataclass(frozen=True)
class Rate:
    """A share, a completion rate or a rate of change, from unrounded figures; printed with its sign %."""

    part: Fact
    base: Fact
    recorder: Recorder = field(repr=False, compare=False)

    def plain_text(self) -> str:
        """``97.34%``, half up; the kit's word where the base is zero. Never a thousands separator."""
        if not self.base.amount:
            return self.recorder.percent_no_base
        if not self.part.amount and self.recorder.percent_zero is not None:
            return self.recorder.percent_zero
        ratio = EXACT.divide(EXACT.multiply(abs(self.part.amount), Decimal(100)), abs(self.base.amount))
        return f"{round_half_up(ratio, self.recorder.percent_decimals)}%"

    def __str__(self) -> str:
        text = self.plain_text()
        cells = tuple(dict.fromkeys((*self.part.cells, *self.base.cells)))
        part = self.part.plain_text().lstrip("-")
        return self.recorder.mark(text, Trace(f"{text} = {part} ÷ {self.base.plain_text()}", cells))


class Typed(str):
    """A person's words; printing them keeps the cell that they stand in."""

    recorder: Recorder
    ref: CellRef | None

    def __new__(cls, text: str, recorder: Recorder, ref: CellRef | None) -> Typed:
        made = super().__new__(cls, text)
        made.recorder, made.ref = recorder, ref
        return made

    def __str__(self) -> str:
        plain = str.__str__(self)
        return self.recorder.mark(plain, Trace("", (self.ref,))) if self.ref is not None else plain


def fact(cell: Cell | None, column: str, recorder: Recorder, unit: Unit = Unit.WAN) -> Fact:
    """The fact of a cell; an absent one is a blank."""
    if cell is None:
        return Fact(None, unit, (), recorder, column)
    if not cell.known:
        recorder.doubt(cell.culprit)
    cells = cell.sources if cell.state is State.COMPUTED and cell.sources else (cell.ref,)
    return Fact(cell.value, cell.unit, cells, recorder, column)
