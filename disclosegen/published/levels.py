"""Which rows of a printed table without codes are subtotals of which: print does not say, the sums do.

In: the amounts of rows in order.  Out: the level of each, 1 for the highest.  A row of a higher level is the sum of the
rows of the next level that follow it, in every column, within what rounding leaves.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ..money import ZERO, Unit, from_base, sum_bound

Amounts = Sequence[Decimal | None]
TRIES = 20_000
"""Steps that the search may take; what takes longer has no clear levels."""


def levels_of(rows: Sequence[Amounts], levels: int, decimals: int = 2) -> tuple[int, ...] | None:
    """The level of each row; None where the sums show none.

    Args:
        rows: Amounts in 万元, column by column; None for a blank.
        levels: How many there are.
        decimals: Of the printed amounts: what a sum may be off follows from them.
    """
    if levels == 1 or not rows:
        return (levels,) * len(rows)
    search = _Search([[value or ZERO for value in row] for row in rows], levels, decimals)
    at, found = 0, []
    while at < len(rows):  # the rows of level 1, one behind the other
        ends = search.ends(at, 1)
        if not ends:
            return None
        end = max(ends)  # rows of zeros belong to what goes before
        found += ends[end]
        at = end
    return tuple(found)


def confirmed(rows: Sequence[Amounts], said: Sequence[int], decimals: int = 2) -> bool:
    """Whether each row of a level above the lowest is the sum of those of the next level that follow it."""
    plain = [[value or ZERO for value in row] for row in rows]
    for at, level in enumerate(said):
        end = next((one for one in range(at + 1, len(said)) if said[one] <= level), len(said))
        parts = [plain[one] for one in range(at + 1, end) if said[one] == level + 1]
        if level < max(said) and not (
            parts and agree(plain[at], [sum(c, ZERO) for c in zip(*parts, strict=True)], len(parts), decimals)
        ):
            return False
    return bool(said) and said[0] == 1


def agree(total: Sequence[Decimal], sums: Sequence[Decimal], parts: int, decimals: int) -> bool:
    """Whether a row is the sum of its parts, within what rounding leaves."""
    bound = from_base(sum_bound(parts, Unit.WAN, decimals), Unit.WAN)
    return all(abs(one - other) <= bound for one, other in zip(total, sums, strict=True))


class _Search:
    """Readings of a stretch of rows as a row of some level with its parts."""

    def __init__(self, rows: list[list[Decimal]], levels: int, decimals: int):
        self.rows, self.levels, self.decimals = rows, levels, decimals
        self.known: dict[tuple[int, int], dict[int, tuple[int, ...]]] = {}
        self.tries = 0

    def ends(self, at: int, level: int) -> dict[int, tuple[int, ...]]:
        """Where a row of that level may end with its parts, and the levels of its rows for each such end."""
        if level == self.levels:
            return {at + 1: (level,)} if at < len(self.rows) else {}
        key = (at, level)
        if key not in self.known:
            self.known[key] = self._with_parts(at, level) if at < len(self.rows) else {}
        return self.known[key]

    def _with_parts(self, at: int, level: int) -> dict[int, tuple[int, ...]]:
        found: dict[int, tuple[int, ...]] = {}
        sums = [ZERO] * len(self.rows[at])
        parts, next_row, said = 0, at + 1, [level]
        while self.tries < TRIES:
            self.tries += 1
            ends = self.ends(next_row, level + 1)
            if not ends:
                break
            end = max(ends)
            sums = [total + value for total, value in zip(sums, self.rows[next_row], strict=True)]
            parts, said, next_row = parts + 1, [*said, *ends[end]], end
            if agree(self.rows[at], sums, parts, self.decimals):
                found[next_row] = tuple(said)
        return found
