"""Columns as a spreadsheet writes them.

In: a column's number.  Out: its letters.  Own, so that a check need not load what writes workbooks.
"""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=1024)
def column_letter(number: int) -> str:
    """``1`` → ``A``, ``28`` → ``AB``."""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
