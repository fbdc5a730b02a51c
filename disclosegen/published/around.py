"""The lines around a printed table: whose it is, of which year, in which unit, its code, the notes under it.

In: a kit and lines of text.  Out: what of them is the format's, and what their slots say.  Several such texts may share a
line, and one may be broken over lines, as print has it.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from ..kit.load import Kit
from ..kit.schema import Table
from ..workbook.values import normal
from .columns import ANY_YEAR
from .money_units import unit_at_edge

SLOT = re.compile(r"\{(\w+)(?::\w+)?\}")
LONGEST = 200
"""Characters of a line above a table, folded; what is longer is a sentence."""
END = ".。;；,，"
NEAR = 0.8
SHORT = 6
"""A shorter piece of a note says nothing about which note it is."""


@dataclass(frozen=True)
class Above:
    """What a line above a table says.

    Attributes:
        slots: Slot → what stands for it, folded.
        unit: The money unit that it names; empty where it names none.
    """

    slots: Mapping[str, str]
    unit: str = ""


@dataclass
class Around:
    """Knows the texts that a kit prints around its tables."""

    kit: Kit

    @cached_property
    def _fixed(self) -> tuple[str, ...]:
        """Texts without a slot, longest first."""
        texts = {
            self._filled(text)
            for table in self.kit.tables.values()
            for text in (*table.above, table.code, table.printed_code or "")
        }
        found = {normal(text) for text in texts if text and not SLOT.search(text)}
        return tuple(sorted(found, key=len, reverse=True))

    @cached_property
    def _open(self) -> tuple[tuple[str, str, str], ...]:
        """Texts with one slot: what stands before it, its name, what stands behind it; those with most words first."""
        texts = dict.fromkeys(self._filled(text) for table in self.kit.tables.values() for text in table.above)
        found = []
        for text in texts:
            slots = SLOT.findall(text)
            if len(slots) == 1:
                before, after = SLOT.split(text)[0], SLOT.split(text)[-1]
                if normal(before + after):
                    found.append((normal(before), slots[0], normal(after)))
        return tuple(sorted(found, key=lambda one: len(one[0] + one[2]), reverse=True))

    def _filled(self, text: str) -> str:
        """A text of the kit, in the document's year."""
        return ANY_YEAR.sub(str(self.kit.file.year), text.replace("{year}", str(self.kit.file.year)))

    def above(self, text: str) -> Above | None:
        """What a line above a table says; None when it is no such line."""
        rest, unit = normal(text), ""
        if not rest or len(rest) > LONGEST:
            return None
        again = True
        while again:
            named, rest = unit_at_edge(rest)
            unit, again = named or unit, bool(named)
            for piece in () if again else self._fixed:
                if rest.startswith(piece) or rest.endswith(piece):
                    rest = rest.removeprefix(piece) if rest.startswith(piece) else rest.removesuffix(piece)
                    again = True
                    break
        if not rest:
            return Above({}, unit)
        for before, slot, after in self._open:
            inner = len(rest) - len(before) - len(after)
            if inner >= 0 and rest.startswith(before) and rest.endswith(after):
                value = rest[len(before) : len(before) + inner]
                return Above({slot: value} if value else {}, unit)
        return None

    def is_empty_note(self, table: Table, text: str) -> bool:
        """Whether a line says in the kit's words, or nearly so, that there is nothing in a table."""
        plain, note = normal(text).rstrip(END), normal(self._filled(table.empty_note)).rstrip(END)
        return bool(note) and difflib.SequenceMatcher(None, note, plain, autojunk=False).ratio() >= NEAR

    def note(self, table: Table, text: str) -> str | None:
        """Hold a line under a table against the notes that belong there.

        Returns:
            "" when it is one of them or a piece of one, the kit's note when it is nearly one, None for another text.
        """
        plain = normal(text).rstrip(END)
        if not plain:
            return ""
        close = ""
        for note in (*table.notes, table.empty_note):
            if not note:
                continue
            pieces = list(SLOT.sub("\n", normal(self._filled(note))).rstrip(END).split("\n"))
            if _holds(pieces, plain) or (len(plain) >= SHORT and any(plain in piece for piece in pieces)):
                return ""
            short = min(len(plain), len("".join(pieces)))
            if difflib.SequenceMatcher(None, "".join(pieces)[:short], plain[:short], autojunk=False).ratio() >= NEAR:
                close = self._filled(note)
        return close or None


def _holds(pieces: list[str], text: str) -> bool:
    """Whether a text is the pieces in order with anything between them."""
    if not text.startswith(pieces[0]) or not text.endswith(pieces[-1]):
        return False
    at = 0
    for piece in pieces:
        at = text.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    return len(pieces) > 1 or len(text) == len(pieces[0])
