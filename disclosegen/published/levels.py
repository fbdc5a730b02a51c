"""Which rows of a printed table without codes are subtotals of which: print does not say, the sums do.

In: the amounts of rows in order.  Out: the level of each, 1 for the highest.  A row of a higher level is the sum of the
rows of the next level that follow it, in every column, within what rounding leaves.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ..kit.schema import Block
from ..money import ZERO, Unit, from_base, sum_bound

Amounts = Sequence[Decimal | None]
TRIES = 20_000
"""Steps that the search may take; what takes longer has no clear levels."""


def levels_guessed(
    block: Block, names: Sequence[int], rows: Sequence[Amounts], decimals: int
) -> tuple[tuple[int, ...], str]:
    """The level of each row by its names, else by the sums, and why that wants a look; empty where it is sure.

    Args:
        block: Of the table.
        names: How many names each row has.
        rows, decimals: As for :func:`levels_of`.
    """
    levels = _by_names(block, names)
    if levels is not None:
        sure = confirmed(rows, levels, decimals)
        return levels, "" if sure else "小计与下面各行的和不符，级次是按名称推断的"
    levels = levels_of(rows, block.levels, decimals)
    if levels is not None:
        return levels, ""
    return _first_alike(block.levels, rows), "看不出哪几行是小计，级次是按行的先后推断的"


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


def _by_names(block: Block, names: Sequence[int]) -> tuple[int, ...] | None:
    """Two levels by their names: a subtotal leaves the further ones out; None where names do not tell."""
    most = sum(1 for leaf in block.leaves() if leaf.role == "name")
    if block.levels != 2 or most < 2 or all(count == most for count in names):
        return None
    return tuple(1 if count < most else block.levels for count in names)


def _first_alike(levels: int, amounts: Sequence[object]) -> tuple[int, ...]:
    """Levels where sums show none: the first rows with one and the same figures are the higher ones."""
    at = 0
    while at < min(levels - 1, len(amounts) - 1) and amounts[at] == amounts[0]:
        at += 1
    return (*range(1, at + 1), *(levels for _ in amounts[at:]))
