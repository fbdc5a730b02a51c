"""The written table of rules: for each a workbook that breaks it and one that does not.

    T01-balance
      given: …                       optional: first make it applicable
      breaks: t01.income_total.amount = 6718.05
      with: T01-income_total         other rules of the kit that this breaks too
      holds: t01.income_total.amount = 6718.05; t01.expenditure_total.amount = 6718.05

``breaks`` and ``holds`` may stand several times, each for itself; ``with`` belongs to the ``breaks`` above it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Break:
    """One way to break a rule: the edits, and what other rules they break."""

    edits: tuple[str, ...]
    others: frozenset[str] = frozenset()


@dataclass
class Case:
    """What is written for one rule."""

    rule: str
    given: tuple[str, ...] = ()
    breaks: list[Break] = field(default_factory=list)
    holds: list[tuple[str, ...]] = field(default_factory=list)


def read_cases(path: Path) -> list[Case]:
    """Read the table. Raises ValueError with the line's number."""
    cases: list[Case] = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("//"):
            continue
        if not line.startswith(" "):
            cases.append(Case(line.strip()))
            continue
        word, _, rest = line.strip().partition(":")
        parts = tuple(part.strip() for part in rest.split(";"))
        if not cases or word not in ("given", "breaks", "with", "holds"):
            raise ValueError(f"{path.name}, line {number}: {line.strip()!r}")
        if word == "given":
            cases[-1].given = parts
        elif word == "breaks":
            cases[-1].breaks.append(Break(parts))
        elif word == "with":
            cases[-1].breaks[-1].others = frozenset(rest.split())
        else:
            cases[-1].holds.append(parts)
    return cases
