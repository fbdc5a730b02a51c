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
from .guesses import Guess, Kind, Place, guesses, places, tried, with_gaps
from .linear import Change, Fit, System
from .run import run
from .slips import slip

MOST = 300
"""Broken equations beyond which no cause is looked for: such a workbook was not filled but damaged."""


@dataclass(frozen=True)
class Suspect:
    """A cell that explains by itself.

    Attributes:
        place: Which.
        cell: The same, as it is.
        right: What should stand there, base unit; the nearest value that will do where not ``known``.
        exact: Whether all equations that it repairs want this very value.
        known: Whether any of them wants a value; else there is only a limit.
        slip: How it may have happened; empty where nobody can say.
    """

    place: Place
    cell: Cell
    right: Decimal
    exact: bool
    known: bool
    slip: str


@dataclass(frozen=True)
class Cause:
    """What explains some findings: one of several cells, or a slip of several cells at once.

    Attributes:
        findings: What it explains, in the order of the rules.
        suspects: Single cells that explain equally well, most likely first; empty for a guess.
        guess: The slip of several cells; None for single cells.
        cells: The cells of the guess with what should stand in each, base unit.
    """

    findings: tuple[Finding, ...]
    suspects: tuple[Suspect, ...] = ()
    guess: Guess | None = None
    cells: tuple[tuple[Place, Cell, Decimal], ...] = ()


def causes(data: Disclosure, verdicts: Sequence[Verdict]) -> tuple[Cause, ...]:
    """The causes of the broken equations, those that explain most first; none where nothing broke."""
    if not any(f.severity is Severity.ERROR for verdict in verdicts for f in verdict.findings):
        return ()
    system = _system(data.kit, verdicts)
    broken = system.broken()
    if not 0 < len(broken) <= MOST:
        return ()
    fits = _fits(system, (n for claim in broken for n in system.claims[claim].terms))
    if any(fit.repaired.issuperset(broken) for fit in fits.values()):
        return tuple(_explain(data, system, fits, []))
    filled = with_gaps(data, system)
    if filled is not None:
        data, system = filled, _system(data.kit, run(filled))
        fits = _fits(system, (n for claim in system.broken() for n in system.claims[claim].terms))
    return tuple(_explain(data, system, fits, [guess for guess, _ in tried(system, guesses(data, system))]))


def _system(kit: Kit, verdicts: Sequence[Verdict]) -> System:
    soft = {rule.id for rule in kit.rules if rule.severity is not Severity.ERROR}
    return System((equation for verdict in verdicts for equation in verdict.equations), soft)


def _fits(system: System, unknowns: Iterable[int]) -> dict[int, Fit]:
    """What each cell explains by itself."""
    found = {n: system.fit(n) for n in sorted(set(unknowns)) if system.cells[n].ref.cell}
    return {n: fit for n, fit in found.items() if fit is not None}


def _explain(data: Disclosure, system: System, fits: dict[int, Fit], several: Sequence[Guess]) -> Iterator[Cause]:
    """Take what explains most until nothing more is explained."""
    where = places(data, system)
    while system.broken():
        guess, repaired = _best(system, several)
        most = max((len(fit.repaired) for fit in fits.values()), default=0)
        if guess is not None and len(repaired) > most:
            right = [(n, system.value(n) + by) for n, by in guess.change.items()]
            cells = tuple((where[n], system.cells[n], value) for n, value in right)
            yield Cause(_findings(system, repaired), (), guess, cells)
            change: Change = guess.change
        elif most:
            one = next(n for n, fit in fits.items() if len(fit.repaired) == most)
            same = {n: fit for n, fit in fits.items() if fit.repaired == fits[one].repaired}
            suspects = sorted((_suspect(system, where, n, fit) for n, fit in same.items()), key=_likely)
            yield Cause(_findings(system, fits[one].repaired), tuple(suspects))
            one = next(n for n in same if where[n] == suspects[0].place)
            change = {one: fits[one].by}
        else:
            return
        near = system.apply(change)
        fits = {n: fit for n, fit in fits.items() if n not in near} | _fits(system, near)


def _best(system: System, several: Sequence[Guess]) -> tuple[Guess | None, frozenset[int]]:
    """The guess that explains most; of equals the simplest."""
    kinds = list(Kind)
    allowed = tried(system, several)
    return max(allowed, key=lambda one: (len(one[1]), -kinds.index(one[0].kind)), default=(None, frozenset()))


def _findings(system: System, repaired: Iterable[int]) -> tuple[Finding, ...]:
    found = (system.claims[number].equation.finding for number in sorted(repaired))
    return tuple(finding for finding in found if finding is not None)


def _suspect(system: System, where: Mapping[int, Place], number: int, fit: Fit) -> Suspect:
    cell = system.cells[number]
    right = system.value(number) + fit.by
    how = slip(cell.value, right, cell.unit) if fit.known else ""
    return Suspect(where[number], cell, right, fit.exact, fit.known, how)


def _likely(suspect: Suspect) -> tuple[bool, bool]:
    """Sorts those first whose slip is known, and blanks last."""
    return (not suspect.slip, suspect.cell.value is None)
