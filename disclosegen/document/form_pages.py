"""A form's grid cut into pages: every height is known, so this is settled here and no renderer ever splits a row.

In: a grid and the room on its pages.  Out: grids that each fit on one page.  A page ends where it cuts the fewest groups, if
that leaves it nearly full; a tall text flows on to the next page, cut behind a sentence; a row of headings stays with what
it heads.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate

from .form_grid import CLAUSE, LEAST, SENTENCE, Grid

FULL_ENOUGH = 0.72
"""Share of a page from which a better edge is preferred to a fuller page."""
FEW = 5
"""Fewer lines than this look lost alone on the last page."""
TALL = 8
"""A row of more lines flows over the edge of a page; a lower one moves to the next page whole."""


def pages(grid: Grid, first: float, room: float, tail: float = 0.0) -> Iterator[Grid]:
    """Pieces that fit on pages, one after the other.

    Args:
        grid: The whole form.
        first: Points on its first page.
        room: Points on every further page.
        tail: Points that stand under the last piece on the same page.
    """
    here = first
    while grid.height + tail > here:
        piece, rest = _piece(grid, here, room, tail)
        if rest is None:
            break
        yield piece
        grid, here = rest, room
    yield grid


def _piece(grid: Grid, here: float, room: float, tail: float) -> tuple[Grid, Grid | None]:
    """What stands on this page and what is left."""
    fitting = sum(1 for foot in grid.heights if foot <= here)
    fitting = min(fitting, len(grid.least) - (1 if tail and fitting == len(grid.least) else 0))
    if fitting < len(grid.least):
        flowing = _flowing(grid, fitting, here, room)
        if flowing is not None:
            return flowing
    for row in _edges(grid, fitting, here):
        above, below = grid.cut(row)
        if above.height <= here:
            return above, below
    return _forced(grid, here)


def _edges(grid: Grid, fitting: int, here: float) -> Iterator[int]:
    """Edges that a page may end at, best first."""
    good = [row for row in range(1, fitting + 1) if row < len(grid.least) and row - 1 not in grid.headings]
    enough = sum(grid.lines) - FEW
    above = [0, *accumulate(grid.lines)]
    good = [row for row in good if above[row] <= enough] or good
    full = [row for row in good if grid.heights[row - 1] >= FULL_ENOUGH * here]
    yield from sorted(full, key=lambda row: (grid.crossing[row], -row))
    yield from sorted(set(good) - set(full), reverse=True)


def _flowing(grid: Grid, row: int, here: float, room: float) -> tuple[Grid, Grid] | None:
    """A tall row begun on this page and continued on the next; None where it is better moved."""
    lines = grid.lines[row]
    higher = lines * grid.pitch + 2 > room
    if lines <= TALL and not higher:
        return None
    above = grid.heights[row - 1] if row else 0.0
    free = int((here - above - 2) // grid.pitch)
    if free < LEAST:
        return None
    split = grid.split(row, free, (SENTENCE,))
    if split is None and higher:
        split = grid.split(row, free, (CLAUSE, None))
    if split is None:
        return None
    first, rest = split.cut(row + 1)
    return (first, rest) if first.height <= here else None


def _forced(grid: Grid, here: float) -> tuple[Grid, Grid | None]:
    """Where nothing fits well: as many rows as do, at least one, or the first row cut anywhere."""
    fitting = sum(1 for foot in grid.heights if foot <= here)
    for row in range(min(fitting, len(grid.least) - 1), 0, -1):
        above, below = grid.cut(row)
        if above.height <= here:
            return above, below
    free = max(1, int((here - 2) // grid.pitch))
    split = grid.split(0, free, (SENTENCE, CLAUSE, None))
    if split is not None:
        above, below = split.cut(1)
        return above, below
    if len(grid.least) == 1:
        return grid, None
    above, below = grid.cut(1)
    return above, below
