"""What sentences say, before it is made values: statements with where they stand.

In: nothing (types only), and printed figures.  Out: :class:`Heard`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from jinja2 import nodes

from ..kit.schema import Ask, Sentence
from ..money import NumberStyle
from ..workbook.content import Place
from .sentences_chain import Placed
from .sentences_places import Terms, Turns
from .sentences_text import Running


@dataclass(frozen=True)
class Stretch:
    """A stretch of a section's text."""

    running: Running
    start: int
    end: int

    @property
    def text(self) -> str:
        """As printed, line ends within it removed."""
        return self.running.printed(self.start, self.end)

    @property
    def around(self) -> str:
        """With a little before and behind it."""
        first, last = max(0, self.start - 16), min(len(self.running.text), self.end + 8)
        return self.running.printed(first, last)


@dataclass(frozen=True)
class Amount:
    """A printed figure: the sum of its cells, in base units."""

    terms: Terms
    value: Decimal
    at: Stretch
    doubt: str = ""


@dataclass(frozen=True)
class Text:
    """Words for a cell. ``ask`` and ``turns``: of a person's words, the ask that they answer and the item at hand."""

    place: Place
    text: str
    at: Stretch
    sentence: Sentence | None = None
    ask: Ask | None = None
    turns: Turns = field(default_factory=dict)
    doubt: str = ""


@dataclass(frozen=True)
class Change:
    """A printed phrase: which wording, its figures (base units, percent) and the cells that it compares."""

    name: str
    way: str
    now: Terms | None
    before: Terms | None
    amount: Decimal | None
    rate: Decimal | None
    style: NumberStyle | None
    at: Stretch
    doubt: str = ""


@dataclass(frozen=True)
class Listed:
    """A structured list that the program writes unless a person typed words: ``body`` wrote what is printed."""

    text: Text
    body: tuple[nodes.Node, ...]


@dataclass(frozen=True)
class Item:
    """One of a list of paragraphs or records: its table, what it is called, and its fields."""

    table: str
    name: str
    fields: Mapping[str, tuple[Decimal | str, Stretch]]
    at: Stretch


@dataclass
class Heard:
    """What was heard of all sentences, in document order; ``codes``: of those that are written once for each item,
    and whether the printed name slipped; ``names``: printed names by code."""

    amounts: list[Amount] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    nothing: list[Amount] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    listed: list[Listed] = field(default_factory=list)
    choices: list[Text] = field(default_factory=list)
    items: list[tuple[Placed, Item]] = field(default_factory=list)
    codes: dict[int, tuple[str, bool]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    unnamed: list[tuple[Placed, Stretch]] = field(default_factory=list)


def figure(text: str) -> Decimal | None:
    """A printed figure or rate; None for a word in its place."""
    plain = text.replace(",", "").rstrip("%")
    return Decimal(plain) if re.fullmatch(r"-?\d+(?:\.\d+)?", plain) else None
