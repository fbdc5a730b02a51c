"""Where a printed figure comes from, so that a reader (or a program) can compute it again.

In: nothing (types only).  Out: :class:`Trace`, which compose hangs on every printed figure, and :class:`Term`, a figure
behind one.  A trace is made for each figure of each check, so it holds only what is at hand; formulas are written when
somebody asks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from ..findings import CellRef
from ..money import EXACT, ZERO, NumberStyle, from_base, plain, round_half_up

SIGNS = {1: "＋", -1: "－"}
DIVIDED = "÷"


class Origin(StrEnum):
    """What a printed figure is."""

    CELL = "cell"  # stands in a cell, or in the cell that a blank one takes it from
    SUM = "sum"  # added up from its terms, or a difference
    COUNT = "count"  # how many terms there are
    RATE = "rate"  # its terms over its base
    TYPED = "typed"  # words that a person typed, figures and all


@dataclass(frozen=True)
class Term:
    """A figure that a printed one was computed from.

    Attributes:
        value: In the base unit; None for a blank, which counts as zero.
        style: How it is printed where it stands by itself.
        cells: Its cell; for a total that was left blank, that cell and those which it was computed from.
        sign: 1, or -1 where it is taken away.
    """

    value: Decimal | None
    style: NumberStyle
    cells: tuple[CellRef, ...] = ()
    sign: int = 1

    @property
    def amount(self) -> Decimal:
        """The figure without its sign in the sum, a blank as zero."""
        return self.value if self.value is not None else ZERO

    @property
    def text(self) -> str:
        """As printed; with all its digits where printing would round, so that a reader can compute with it."""
        printed = self.style.print(self.amount) or "0"
        exact = from_base(self.amount, self.style.unit)
        if Decimal(printed.replace(",", "")) == exact:
            return printed
        text = plain(exact)
        whole, dot, rest = text.partition(".")
        return f"{int(whole):,}{dot}{rest}" if self.style.thousands and whole != "-0" else text

    def negated(self) -> Term:
        """The same with the other sign."""
        return replace(self, sign=-self.sign)


@dataclass(frozen=True)
class Trace:
    """Where a printed figure comes from.

    Attributes:
        origin: See :class:`Origin`.
        text: As printed.
        cells: The cells behind it: first its own, if it has one, then those that it was computed from.
        terms: What it was computed from; a single one for a figure that stands in a cell, none for typed words.
        base: Of a rate: what it is a share of.
        style: How it is printed; None for a rate and for typed words.
        decimals: Of a rate.
        word: Of a rate: what the kit prints where there is nothing to divide; empty where there is.
    """

    origin: Origin
    text: str
    cells: tuple[CellRef, ...] = ()
    terms: tuple[Term, ...] = ()
    base: tuple[Term, ...] = ()
    style: NumberStyle | None = None
    decimals: int = 2
    word: str = ""

    @property
    def formula(self) -> str:
        """``8.45% = 620.07 ÷ 7,337.12``; empty for a figure that stands in a cell as it is printed."""
        if self.origin is Origin.RATE:
            part, base = (_whole(terms).text.lstrip("-") for terms in (self.terms, self.base))
            return f"{self.text} = {part} {DIVIDED} {base}"
        if self.origin is Origin.COUNT:
            return f"{self.text} = 所列 {len(self.terms)} 项"
        return f"{self.text} = {added(self.terms)}" if self.origin is Origin.SUM else ""

    @property
    def steps(self) -> tuple[str, ...]:
        """The formula, then those of its operands that were themselves computed."""
        found = [self.formula] if self.formula else []
        if self.origin is Origin.RATE:
            found += [
                f"{_whole(terms).text.lstrip('-')} = {added(terms)}"
                for terms in (self.terms, self.base)
                if len(terms) > 1
            ]
        return tuple(found)

    def recomputed(self) -> str:
        """What must stand there, computed anew from the terms; empty where nothing can be computed (typed words)."""
        if self.origin is Origin.RATE:
            if self.word:
                return self.word
            part, base = total(self.terms), total(self.base)
            ratio = EXACT.divide(EXACT.multiply(abs(part), Decimal(100)), abs(base))
            return f"{round_half_up(ratio, self.decimals)}%"
        if self.origin is Origin.COUNT:
            return str(len(self.terms))
        if self.style is None:
            return ""
        blank = all(term.value is None for term in self.terms)
        return self.style.print(None if blank else total(self.terms))


def total(terms: Sequence[Term]) -> Decimal:
    """The signed sum, in the base unit."""
    value = ZERO
    for term in terms:
        value = EXACT.add(value, term.sign * term.amount)
    return value


def _whole(terms: Sequence[Term]) -> Term:
    """Terms as one figure."""
    return terms[0] if len(terms) == 1 else Term(total(terms), terms[0].style)


def added(terms: Sequence[Term]) -> str:
    """``5.29 － 5.05``; blanks are left out unless there is nothing else."""
    shown = [term for term in terms if term.value is not None] or list(terms)
    first, *rest = shown
    head = ("－" if first.sign < 0 else "") + _bracketed(first)
    return " ".join([head, *(f"{SIGNS[term.sign]} {_bracketed(term)}" for term in rest)])


def _bracketed(term: Term) -> str:
    return f"（{term.text}）" if term.text.startswith("-") else term.text
