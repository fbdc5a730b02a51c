"""One cause, one finding: the fewest wrong cells that explain all broken equations.

In: the data and the verdicts of all rules.  Out: :class:`Cause` values, of which ``causes.py`` makes one finding each.

Every equation that broke wants its residual gone; every one that held is evidence that its cells are right.  A change of
one cell that repairs some broken equations and breaks none that held explains them; the cell that explains most is
taken first, then what is left is explained in the same way.  Slips of several cells (``guesses.py``) are taken only
where they explain more than any single cell.  Verdicts are left as they are: a rule that broke stays wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ..findings import Finding, Severity
from ..kit.load import Kit
from ..model.disclosure import Cell, Disclosure
from .base import Verdict
from .blocks import block_guesses, chains, other_version
from .guesses import GAP, Guess, Kind, Place, guesses, places, tried, with_gaps
from .linear import Change, Fit, System
from .run import run
from .slips import slips

MOST, SEVERAL, BLOCKS = 200, 60, 600
"""Broken equations beyond which no cause is looked for, none of several cells, and none of a block: such a workbook is damaged all over."""


@dataclass(frozen=True)
class Suspect:
    """A cell that explains by itself.

    Attributes:
        place: Which.
        cell: The same, as it is.
        right: What should stand there, base unit; the nearest value that will do where not ``known``.
        others: Further values that will do: what some equations want, and figures of the same row.
        exact: Whether all of them want the one value.
        known: Whether any of them wants a value; else there is only a limit.
        slip: How it may have happened; empty where nobody can say.
    """

    place: Place
    cell: Cell
    right: Decimal
    others: tuple[Decimal, ...]
    exact: bool
    known: bool
    slip: str


@dataclass(frozen=True)
class Slip:
    """A slip of several cells: what may have happened, and the cells with what should stand in each, base unit.

    ``words`` says what happened where the kind alone does not; cells of another version keep what stands there.
    """

    kind: Kind
    cells: tuple[tuple[Place, Cell, Decimal], ...]
    words: str = ""


@dataclass(frozen=True)
class Cause:
    """What explains some findings: one of several cells, or a slip of several cells at once.

    Attributes:
        findings: What it explains, in the order of the rules.
        suspects: Single cells that explain equally well, most likely first; empty for slips of several cells.
        slips: Slips of several cells that explain equally well.
    """

    findings: tuple[Finding, ...]
    suspects: tuple[Suspect, ...] = ()
    slips: tuple[Slip, ...] = ()


def causes(data: Disclosure, verdicts: Sequence[Verdict]) -> tuple[Cause, ...]:
    """The causes of the broken equations, those that explain most first; none where nothing broke."""
    if not any(f.severity is Severity.ERROR for verdict in verdicts for f in verdict.findings):
        return ()
    system = _system(data.kit, verdicts)
    broken = system.broken()
    if not 0 < len(broken) <= BLOCKS:
        return ()
    fits = _fits(system, (n for claim in broken for n in system.claims[claim].terms))
    where = places(data, system)
    if any(fit.repaired.issuperset(broken) for fit in fits.values()):
        return tuple(_explain(data, system, where, fits, []))
    blocks = block_guesses(data, system, where)
    if blocks:
        return tuple(_explain(data, system, where, fits, blocks))
    if (version := other_version(system, where)) is not None:
        return (_version(system, where, version),)
    if len(broken) > SEVERAL:
        return tuple(_explain(data, system, where, fits, [])) if len(broken) <= MOST else ()
    filled = with_gaps(data, system)
    if filled is not None:
        data, system = filled, _system(data.kit, run(filled))
        fits = _fits(system, (n for claim in system.broken() for n in system.claims[claim].terms))
        where = places(data, system)
    several = [*guesses(data, system, where), *chains(data, system, where)]
    return tuple(_explain(data, system, where, fits, [guess for guess, _ in tried(system, several)]))


def _version(system: System, where: Mapping[int, Place], guess: Guess) -> Cause:
    """What a table of another version explains: all that is broken."""
    return Cause(_findings(system, system.broken()), (), (_slip(system, where, guess),))


def _system(kit: Kit, verdicts: Sequence[Verdict]) -> System:
    soft = {rule.id for rule in kit.rules if rule.severity is not Severity.ERROR}
    return System((equation for verdict in verdicts for equation in verdict.equations), soft)


def _fits(system: System, unknowns: Iterable[int]) -> dict[int, Fit]:
    """What each cell explains by itself."""
    found = {n: system.fit(n) for n in sorted(set(unknowns)) if system.cells[n].ref.cell}
    return {n: fit for n, fit in found.items() if fit is not None}


def _explain(
    data: Disclosure, system: System, where: Mapping[int, Place], fits: dict[int, Fit], several: Sequence[Guess]
) -> Iterator[Cause]:
    """Take what explains most until nothing more is explained."""
    while system.broken():
        best, repaired = _best(system, several)
        most = max((len(fit.repaired) for fit in fits.values()), default=0)
        if len(repaired) > most:
            change: Change = best[0].change
            if best[0].kind is Kind.BLOCK:
                repaired |= system.nearly(change)
            yield Cause(_findings(system, repaired), (), tuple(_slip(system, where, guess) for guess in best))
            system.settle(repaired)
        elif most:
            one = next(n for n, fit in fits.items() if len(fit.repaired) == most)
            same = {n: fit for n, fit in fits.items() if fit.repaired == fits[one].repaired}
            suspects = sorted((_suspect(data, system, where[n], n, fit) for n, fit in same.items()), key=_likely)
            yield Cause(_findings(system, fits[one].repaired), tuple(suspects))
            one = next(n for n in same if where[n] == suspects[0].place)
            change = {one: fits[one].by}
        else:
            return
        near = system.apply(change)
        fits = {n: fit for n, fit in fits.items() if n not in near} | _fits(system, near)


def _best(system: System, several: Sequence[Guess]) -> tuple[list[Guess], frozenset[int]]:
    """The guesses of the simplest kind that explain most."""
    kinds = list(Kind)
    allowed = tried(system, several)
    if not allowed:
        return [], frozenset()
    first, repaired = max(allowed, key=lambda one: (len(one[1]), -kinds.index(one[0].kind)))
    same = {
        frozenset(guess.change.items()): guess
        for guess, others in reversed(allowed)
        if others == repaired and guess.kind is first.kind
    }
    named = [guess for guess in same.values() if not any(GAP in system.cells[n].ref.line for n in guess.change)]
    return (named or [*same.values()])[::-1], repaired


def _slip(system: System, where: Mapping[int, Place], guess: Guess) -> Slip:
    cells = ((where[n], system.cells[n], system.value(n) + by) for n, by in guess.change.items())
    return Slip(guess.kind, tuple(cells), guess.words)


def _findings(system: System, repaired: Iterable[int]) -> tuple[Finding, ...]:
    found = (system.claims[number].equation.finding for number in sorted(repaired))
    return tuple(finding for finding in found if finding is not None)


def _suspect(data: Disclosure, system: System, place: Place, number: int, fit: Fit) -> Suspect:
    cell = system.cells[number]
    right = system.value(number) + fit.by
    exact, how = fit.exact, ""
    least, most = (None if end is None else system.value(number) + end for end in (fit.low, fit.high))
    if fit.known and cell.value:
        meant = [
            (abs(one.meant - right), one)
            for one in slips(cell.value, cell.unit)
            if one.meant == right or (one.rare and not exact and _within(one.meant, least, most))
        ]
        if meant:
            right, how = min(meant, key=lambda one: one[0])[1][:2]
            exact = True
    others: dict[Decimal, None] = {}
    if not how and fit.low != fit.high:  # what rounding leaves open: figures that stand beside it
        beside = (one.value for one in data.tables[place[0]].by_key[place[1]].cells.values() if one is not cell)
        wanted = (*(system.value(number) + by for by in fit.others), *(value for value in beside if value is not None))
        others = {one: None for one in wanted if one != right and _within(one, least, most)}
    return Suspect(place, cell, right, tuple(others), exact, fit.known, how)


def _within(value: Decimal, least: Decimal | None, most: Decimal | None) -> bool:
    return (least is None or value >= least) and (most is None or value <= most)


def _likely(suspect: Suspect) -> tuple[bool, bool]:
    """Sorts those first whose slip is known, and blanks last."""
    return (not suspect.slip, suspect.cell.value is None)
