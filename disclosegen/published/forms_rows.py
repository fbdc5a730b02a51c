"""Rows of one grid of a form are taken into the record of that form.

In: printed rows and the patterns of the grid.  Out: the record filled; rows that fit nowhere are listed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .flow import Strip
from .forms_match import Row, match_rows
from .forms_pattern import Pattern
from .forms_records import Records
from .reading import Lost


def labels(known: Iterable[Pattern]) -> frozenset[str]:
    """Every literal of a grid, folded."""
    return frozenset(item.text for pattern in known for item in pattern.items if item.text)


def read_rows(
    rows: Sequence[tuple[int, Strip]],
    known: Sequence[Pattern],
    columns: int,
    record: Records,
    used: set[int],
    lost: list[Lost],
) -> None:
    """Take in the rows of a grid.

    Args:
        rows: Strips with their numbers.
        known: The grid's patterns.
        columns: How many the grid has.
        record: Where the form was begun.
        used, lost: What is added to.
    """
    for row in match_rows(rows, known, columns, record.levels):
        used.add(row.number)
        if row.pattern is not None:
            _take(row, record)
        elif row.strip.text and not record.goes_on(row.strip, known):
            lost.append(Lost(row.strip.spot, row.strip.text, "这一行对不上绩效表的任何一行"))


def _take(row: Row, record: Records) -> None:
    assert row.pattern is not None
    record.row(row.pattern)
    for filled in row.filled:
        record.fill(filled.slot, filled.text, row.strip.spot, filled.cell)
    record.row_done()
