"""The running text of a section: its strips joined, folded for comparison, each letter knowing where it stands.

In: strips.  Out: :class:`Running`.  Line ends and blanks count for nothing, since a page break or a PDF puts them anywhere;
where a strip begins and ends is kept beside the text.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property, lru_cache

from ..workbook.values import normal
from .flow import Spot, Strip

STOPS = "。;:!?"
"""Behind one of these (folded) a sentence may end and another begin."""


@lru_cache(maxsize=8192)
def _letter(letter: str) -> str:
    return normal(letter)


def _is_stop(before: str) -> bool:
    """Whether a half-width point is typed for a stop: behind a digit or a letter it belongs to a figure or a number."""
    return bool(before) and not (before.isascii() and before.isalnum()) and before not in ".。"


class Running:
    """Strips ``first`` to ``last`` (excluded) of a document as one folded text.

    Attributes:
        text: The folded text.
        starts, ends: Where strips begin and end in it, in order.
        barriers: Where rows of tables stand between the strips: nothing runs across them.
    """

    def __init__(self, strips: Sequence[Strip], first: int, last: int):
        self.strips = strips
        letters: list[str] = []
        self.origin: list[tuple[int, int]] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.numbers: list[int] = []
        self.barriers: list[int] = []
        for number in range(first, last):
            if strips[number].is_row:
                self.barriers.append(len(self.origin))
                continue
            start = len(self.origin)
            for at, letter in enumerate(strips[number].text):
                for part in _letter(letter):
                    before = letters[-1] if len(self.origin) > start else ""
                    if part == "-" == before:
                        continue  # a run of dashes is one
                    if part == "." and _is_stop(before):
                        part = "。"
                    letters.append(part)
                    self.origin.append((number, at))
            if len(self.origin) > start:
                self.starts.append(start)
                self.ends.append(len(self.origin))
                self.numbers.append(number)
        self.text = "".join(letters)

    @cached_property
    def cuts(self) -> list[int]:
        """Where a sentence may begin: with a strip, or behind a stop within one."""
        inner = [at + 1 for at, letter in enumerate(self.text) if letter in STOPS]
        return sorted({*self.starts, *(at for at in inner if at < len(self.text))})

    @cached_property
    def hard(self) -> list[int]:
        """Ends of strips behind a stop: a paragraph most likely ends there."""
        return [end for end in self.ends if self.text[end - 1] in STOPS]

    @cached_property
    def _starts(self) -> frozenset[int]:
        return frozenset(self.starts)

    @cached_property
    def _ends(self) -> frozenset[int]:
        return frozenset(self.ends)

    def begins(self, at: int) -> bool:
        """Whether a strip begins there."""
        return at in self._starts

    def may_end(self, at: int) -> bool:
        """Whether a sentence may end there."""
        return at in self._ends or (at > 0 and self.text[at - 1] in STOPS)

    def closes(self, at: int) -> bool:
        """Whether a strip ends there."""
        return at in self._ends

    def crossings(self, start: int, end: int) -> tuple[int, int]:
        """How many paragraphs most likely end strictly between two places, and where the first does (``end`` for none)."""
        first, last = bisect_right(self.hard, start), bisect_left(self.hard, end)
        return last - first, self.hard[first] if last > first else end

    def barrier(self, start: int) -> int:
        """The first place behind ``start`` that nothing runs across."""
        at = bisect_right(self.barriers, start)
        return self.barriers[at] if at < len(self.barriers) else len(self.text)

    def before_table(self, end: int) -> bool:
        """Whether rows of a table follow directly, or stand before it: nothing of the narrative is left there."""
        return bool(self.barriers) and end >= self.barriers[0]

    def within(self, start: int, end: int) -> tuple[int, ...]:
        """Numbers of the strips that a stretch stands in."""
        first = bisect_right(self.starts, start) - 1
        return tuple(self.numbers[first : bisect_left(self.starts, end)]) if end > start else ()

    def spot(self, at: int) -> Spot:
        """Where a letter stands."""
        return self.strips[self.origin[min(at, len(self.origin) - 1)][0]].spot

    def printed(self, start: int, end: int, *, lines: bool = False) -> str:
        """A stretch as it was printed; line ends are taken out, with ``lines`` those between paragraphs stay."""
        pieces: list[str] = []
        at = start
        while at < end:
            number, first = self.origin[at]
            stop = at
            while stop < end and self.origin[stop][0] == number:
                stop += 1
            pieces.append(self.strips[number].text[first : self.origin[stop - 1][1] + 1])
            at = stop
            if lines and at < end and self.text[at - 1] in STOPS:
                pieces.append("\n")
        return "".join(pieces).strip()


def fold(text: str) -> str:
    """A text as :class:`Running` folds it."""
    folded: list[str] = []
    for letter in text:
        for part in _letter(letter):
            before = folded[-1] if folded else ""
            if part != "-" or before != "-":
                folded.append("。" if part == "." and _is_stop(before) else part)
    return "".join(folded)


def is_sign(letter: str) -> bool:
    """Whether a letter is punctuation."""
    return unicodedata.category(letter).startswith("P")


@lru_cache(maxsize=65536)
def near(text: str, there: str, allowed: int) -> tuple[tuple[int, int], ...]:
    """Beginnings of ``there`` that differ from ``text`` in at most ``allowed`` letters: their lengths and differences.

    A single sign may be another sign.
    """
    if len(text) == 1:
        return ((1, 1),) if there and is_sign(text) and is_sign(there[0]) else ()
    row = [at if at <= allowed else allowed + 1 for at in range(len(there) + 1)]
    for done, letter in enumerate(text, 1):
        low, high = max(0, done - allowed), min(len(there), done + allowed)
        fresh = [allowed + 1] * (len(there) + 1)
        if low == 0:
            fresh[0] = done
        for at in range(max(1, low), high + 1):
            fresh[at] = min(row[at] + 1, fresh[at - 1] + 1, row[at - 1] + (letter != there[at - 1]))
        row = fresh
        if min(row[low : high + 1], default=allowed + 1) > allowed:
            return ()
    return tuple((at, slips) for at, slips in enumerate(row) if slips <= allowed)
