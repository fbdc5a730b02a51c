"""Every kind of mistake, and a fair draw of them.

In: a base, how many, a seed.  Out: mutations, the same ones for the same seed: equally many of each kind that the workbook has
room for, no two alike.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from typing import Any, Protocol, TypeVar

from . import figures, identity, rows, words
from .figures import Maker

KINDS: dict[str, Maker] = {**figures.KINDS, **rows.KINDS, **words.KINDS, **identity.KINDS}
TRIES = 12
"""Draws without a new mistake after which a kind is taken as used up."""


class Mistake(Protocol):
    """A mistake in a workbook or in a text."""

    @property
    def edits(self) -> tuple[Any, ...]:
        """What it changes."""


B, M = TypeVar("B"), TypeVar("M", bound=Mistake)


def draw(base: B, count: int, seed: int, kinds: Mapping[str, Callable[[B, Random], M | None]]) -> list[M]:
    """About ``count`` mistakes; a kind that runs out leaves its share to the others."""
    randoms = {name: Random(f"{seed} {name}") for name in kinds}
    found: dict[object, M] = {}
    misses = dict.fromkeys(randoms, 0)
    while misses and len(found) < count:
        for name in list(misses):
            mutation = kinds[name](base, randoms[name])
            edits = mutation and frozenset(mutation.edits)
            if mutation is None or edits in found:
                misses[name] += 1
                if misses[name] >= TRIES:
                    del misses[name]
                continue
            misses[name] = 0
            found[edits] = mutation
            if len(found) >= count:
                break
    return list(found.values())
