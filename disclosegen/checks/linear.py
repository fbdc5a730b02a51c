"""Equations of the rules over the cells that people typed: which change would repair which of them.

In: the equations that the checks recorded, held or broken.  Out: a :class:`System` that says, for a change of some
cells, which broken equations it repairs, and refuses one that would break an equation that holds.  A computed total is
no unknown of its own: it is replaced by the cells that it was computed from, each with its sign.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Set
from dataclasses import dataclass
from decimal import Decimal

from ..findings import Severity
from ..model.disclosure import Cell, State
from ..money import ZERO
from .base import ONE, Equation, Figure

Change = Mapping[int, Decimal]
"""By how much cells change: number of the unknown, difference in the base unit."""
NEARLY = 20
"""A claim that is broken so many times less is as good as repaired, where many cells change at once."""


@dataclass
class Claim:
    """An equation as a linear claim: ``low ≤ residual ≤ high`` (None: no bound below), residual = Σ factor × cell + constant.

    Attributes:
        equation: Where it comes from.
        terms: Factor of each unknown.
        hard: Whether it is a rule that blocks a build: only these are evidence against a change.
        broken: Whether it is broken now.
    """

    equation: Equation
    terms: dict[int, Decimal]
    residual: Decimal
    low: Decimal | None
    high: Decimal
    hard: bool
    broken: bool = False

    def holds(self, residual: Decimal) -> bool:
        """Whether it would hold with that residual."""
        return residual <= self.high and (self.low is None or residual >= self.low)

    def moved(self, change: Change) -> Decimal:
        """By how much a change moves the residual."""
        if len(change) < len(self.terms):
            return sum((self.terms[one] * by for one, by in change.items() if one in self.terms), ZERO)
        return sum((factor * change[one] for one, factor in self.terms.items() if one in change), ZERO)

    def excess(self, change: Change) -> Decimal:
        """By how much a residual is out of bounds once a change is made."""
        residual = self.residual + self.moved(change)
        return max(residual - self.high, ZERO if self.low is None else self.low - residual, ZERO)

    def bounds(self, unknown: int) -> Bounds:
        """Smallest and largest change of one unknown with which it holds; None for no bound."""
        factor = self.terms[unknown]
        ends = [None if end is None else (end - self.residual) / factor for end in (self.low, self.high)]
        return (ends[0], ends[1]) if factor > 0 else (ends[1], ends[0])


@dataclass(frozen=True)
class Fit:
    """The one change of an unknown that repairs most.

    Attributes:
        by: The change.
        repaired: Numbers of the claims that it repairs.
        exact: Whether all equalities among them want this very change.
        known: Whether any equality is among them; else ``by`` is only the least change that will do.
        others: Further changes that some equality among them wants and that repair the same claims.
        low, high: Smallest and largest change that repairs the same claims; None for no bound.
    """

    by: Decimal
    repaired: frozenset[int]
    exact: bool
    known: bool
    others: tuple[Decimal, ...]
    low: Decimal | None
    high: Decimal | None


class System:
    """All claims of one workbook. ``soft`` names the rules that only ask."""

    def __init__(self, equations: Iterable[Equation], soft: Set[str]):
        self.cells: list[Cell] = []
        self.claims: list[Claim] = []
        self.touching: list[list[int]] = []
        self.numbers: dict[int, int] = {}
        self._expanded: dict[int, dict[int, Decimal]] = {}
        for equation in equations:
            self._add(equation, equation.rule not in soft)

    def _add(self, equation: Equation, hard: bool) -> None:
        terms: dict[int, Decimal] = {}
        for figure, factor in ((equation.left, ONE), (equation.right, -ONE)):
            self._gather(terms, figure, factor)
        residual = equation.left.value - equation.right.value
        low = None if equation.at_most else -equation.allowed
        found = equation.finding
        broken = found is not None and found.severity is not Severity.NOTE
        terms = {unknown: factor for unknown, factor in terms.items() if factor}
        for unknown in terms:
            self.touching[unknown].append(len(self.claims))
        self.claims.append(Claim(equation, terms, residual, low, equation.allowed, hard, broken))

    def unknown(self, cell: Cell) -> int:
        """The number of a cell."""
        number = self.numbers.get(id(cell))
        if number is None:
            number = self.numbers[id(cell)] = len(self.cells)
            self.cells.append(cell)
            self.touching.append([])
        return number

    def _gather(self, terms: dict[int, Decimal], figure: Figure, factor: Decimal) -> None:
        signs = figure.signs or (1,) * len(figure.cells)
        for sign, cell in zip(signs, figure.cells, strict=True):
            for unknown, inner in self.typed(cell).items():
                terms[unknown] = terms.get(unknown, ZERO) + sign * factor * inner

    def typed(self, cell: Cell) -> dict[int, Decimal]:
        """The typed cells behind a cell, with their factors; nothing for one that cannot be wrong."""
        found = self._expanded.get(id(cell))
        if found is None:
            found = {}
            if cell.parts:
                for sign, part in cell.parts:
                    for unknown, factor in self.typed(part).items():
                        found[unknown] = found.get(unknown, ZERO) + sign * factor
            elif cell.state in (State.FILLED, State.BLANK) and cell.text is None and (cell.ref.cell or cell.ref.line):
                found[self.unknown(cell)] = ONE
            self._expanded[id(cell)] = found
        return found

    def value(self, unknown: int) -> Decimal:
        """What stands there; zero for a blank."""
        return self.cells[unknown].amount

    def broken(self) -> list[int]:
        """Claims of rules that block a build and are broken now."""
        return [number for number, claim in enumerate(self.claims) if claim.broken and claim.hard]

    def effect(self, change: Change) -> frozenset[int] | None:
        """The broken claims that a change repairs; None if it breaks one that holds or makes a figure negative."""
        if any(self.value(one) + by < 0 <= self.value(one) for one, by in change.items()):
            return None
        repaired = set()
        for number in {number for one in change for number in self.touching[one]}:
            claim = self.claims[number]
            holds = claim.holds(claim.residual + claim.moved(change))
            if claim.broken:
                if holds:
                    repaired.add(number)
            elif claim.hard and not holds:
                return None
        return frozenset(repaired)

    def nearly(self, change: Change) -> frozenset[int]:
        """The broken claims that a change all but repairs: a total that was left blank is then the sum of rounded parts."""
        near = {n for one in change for n in self.touching[one] if self.claims[n].broken}
        return frozenset(n for n in near if self.claims[n].excess(change) * NEARLY <= self.claims[n].excess({}))

    def settle(self, claims: Iterable[int]) -> None:
        """Take broken claims as explained."""
        for number in claims:
            self.claims[number].broken = False

    def apply(self, change: Change) -> set[int]:
        """Make a change; the unknowns that stand in a claim which it touches."""
        near: set[int] = set()
        for number in {number for one in change for number in self.touching[one]}:
            claim = self.claims[number]
            claim.residual += claim.moved(change)
            claim.broken = claim.broken and not claim.holds(claim.residual)
            near.update(claim.terms)
        return near

    def fit(self, unknown: int, apart: Collection[int] = ()) -> Fit | None:
        """The change of one unknown that repairs most broken claims and breaks none.

        Args:
            unknown: Its number.
            apart: Other unknowns that may change too: claims that speak of one of them are left aside.
        """
        about = self.touching[unknown]
        if apart:
            others = {one for one in apart if one != unknown}
            about = [number for number in about if others.isdisjoint(self.claims[number].terms)]
        broken = [number for number in about if self.claims[number].broken]
        if not any(self.claims[number].hard for number in broken):
            return None
        low, high = -self.value(unknown) if self.value(unknown) >= 0 else None, None  # no figure is negative
        for number in about:
            if self.claims[number].hard and not self.claims[number].broken:
                low, high = _both((low, high), self.claims[number].bounds(unknown))
        if low == high == 0:
            return None
        wanted = {n: -self.claims[n].residual / self.claims[n].terms[unknown] for n in broken}
        ends = (end for n in broken for end in self.claims[n].bounds(unknown))
        best: tuple[tuple[int, Decimal, bool, Decimal], Fit] | None = None
        for by in {*wanted.values(), *ends, low, high}:
            if not by or not _inside(by, (low, high)):
                continue
            repaired = frozenset(
                n for n in broken if self.claims[n].holds(self.claims[n].residual + self.claims[n].terms[unknown] * by)
            )
            equal = [n for n in repaired if self.claims[n].low is not None]
            wanting = [n for n in equal if wanted[n] == by]
            # an equation of few figures allows less for rounding, so it knows better what should stand here
            weight = sum((ONE / (ONE + self.claims[n].high) for n in wanting), ZERO)
            rank = (len(repaired), weight, self._tidy(unknown, by), -abs(by))
            if any(self.claims[n].hard for n in repaired) and (best is None or rank > best[0]):
                exact = len(wanting) == len(equal) or any(not self.claims[n].high for n in equal)
                ends = (low, high)
                for n in repaired:
                    ends = _both(ends, self.claims[n].bounds(unknown))
                within = {wanted[n] for n in equal if _inside(wanted[n], ends)} - {by}
                best = rank, Fit(by, repaired, exact, bool(equal), tuple(sorted(within)), *ends)
        return best[1] if best else None

    def _tidy(self, unknown: int, by: Decimal) -> bool:
        """Whether a changed figure has no more decimals than are printed."""
        unit = self.cells[unknown].unit
        step = unit.factor / 100 if unit.is_money else ONE
        return not (self.value(unknown) + by) % step


Bounds = tuple[Decimal | None, Decimal | None]


def _inside(value: Decimal, bounds: Bounds) -> bool:
    return (bounds[0] is None or value >= bounds[0]) and (bounds[1] is None or value <= bounds[1])


def _both(one: Bounds, other: Bounds) -> Bounds:
    """What lies within both bounds; None for no bound."""
    lows = [end for end in (one[0], other[0]) if end is not None]
    highs = [end for end in (one[1], other[1]) if end is not None]
    return max(lows, default=None), min(highs, default=None)
