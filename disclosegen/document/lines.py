"""Breaking a text into lines without setting a single letter.

In: a text and how many characters fit on a line.  Out: how many lines it takes.  A Chinese character is one em wide and a
half-width one about half of that; what may not begin or end a line stays with its neighbour, as in print.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

# What may not begin a line, and what may not end one.
_CLOSING = frozenset("，。、；：？！）》〉」』】〕”’…·—％,.;:?!)]}%")
_OPENING = frozenset("（《〈「『【〔“‘([{￥")
_TOKEN = re.compile(r"[0-9A-Za-z][0-9A-Za-z.,:/+\-%]*|\n|.", re.DOTALL)

_APART = re.compile(r"(?=[0-9A-Za-z%][\u4e00-\u9fff]|[\u4e00-\u9fff][0-9A-Za-z])")
"""Where a renderer may set a space: between a Chinese character and a digit or letter."""
FULL = frozenset("WFA")
"""East Asian widths that take a whole em in a Chinese font."""


def line_count(text: str, room: float, *, indent: float = 0.0, half: float = 0.5, apart: float = 0.0) -> int:
    """Lines that a text takes; 1 for an empty one.

    Args:
        text: May hold newlines.
        room: Ems on a line.
        indent: Ems that the first line is shorter.
        half: Width of a half-width character.
        apart: Space that a renderer sets between a Chinese character and a digit or letter beside it.
    """
    if len(text) + indent <= room and "\n" not in text:
        return 1
    lines, used, empty, before = 1, indent, True, ""
    for piece in pieces(text):
        wide = width(piece, half) + apart * len(_APART.findall(piece))
        space = apart if not empty and _APART.match(before + piece[0]) else 0.0
        if piece == "\n" or (used + space + wide > room and not empty):
            lines, used, empty, space = lines + 1, 0.0, True, 0.0
        if piece != "\n":
            used, empty, before = used + space + wide, False, piece[-1]
        while used > room and room >= 1:  # a word longer than a line is broken anywhere
            lines, used = lines + 1, used - int(room)
    return lines


def pieces(text: str) -> Iterator[str]:
    """Smallest pieces between which a line may break; a newline is a piece of its own."""
    piece = ""
    opened = True  # whether the piece must take what follows
    for token in _TOKEN.findall(text):
        if token == "\n":
            if piece:
                yield piece
            yield token
            piece, opened = "", True
        elif opened or token in _CLOSING:
            piece += token
            opened = token in _OPENING
        else:
            yield piece
            piece, opened = token, token in _OPENING
    if piece:
        yield piece


def width(text: str, half: float = 0.5) -> float:
    """Width in ems: one for a Chinese character or sign, ``half`` for the rest."""
    if text.isascii():
        return half * len(text)
    return sum(1.0 if unicodedata.east_asian_width(letter) in FULL else half for letter in text)
