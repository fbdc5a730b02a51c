"""What a published document says, by the places of the kit's workbook.

In: nothing (types only).  Out: :class:`Part`: each reader of tables, sentences and forms gives one; together they make the
workbook.  Nothing of the document is lost in silence: a strip that no part used is listed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from ..kit.grid import OpenRow
from ..workbook.content import Place
from .flow import Spot


@dataclass(frozen=True)
class Said:
    """A value that was read.

    Attributes:
        place: Table, row key and column key of the workbook.
        value: As it is typed into the workbook (amounts in 万元 unless the column has a unit of its own).
        spot: Where it stands in the published file.
        quote: As it was printed, with enough around it to find it.
        doubt: Why a person should look at it, in Chinese; empty where it was read without doubt.
        low, high: Bounds of a value that was worked out from rounded figures; None where it was printed itself.
        unsure: Whether it may belong to another cell: a row or column that was only placed by guess. What a check says of it is no
            certain fault of the document.
    """

    place: Place
    value: Decimal | str
    spot: Spot
    quote: str = ""
    doubt: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    unsure: bool = False


@dataclass(frozen=True)
class Lost:
    """A piece of the document that has no place in the workbook."""

    spot: Spot
    text: str
    why: str


@dataclass(frozen=True)
class Rate:
    """A printed execution rate, which the workbook has no cell for: it follows from its line.

    Attributes:
        project: Name; empty for the whole department.
        source: As printed; empty for the total.
        value: In percent.
        spot, quote: Where it stands, and how.
    """

    project: str
    source: str
    value: Decimal
    spot: Spot
    quote: str


@dataclass(frozen=True)
class Namesake:
    """A project whose name several printed forms carry, or whose form gives none.

    Attributes:
        name: As printed; empty where there is none.
        own: In the workbook, where each project has a name of its own.
        spot: Where its form stands.
    """

    name: str
    own: str
    spot: Spot


@dataclass(frozen=True)
class Part:
    """What one reader made of the document.

    Attributes:
        values: What was read; a place may be named more than once where the document names it more than once.
        rows: ``(table, block number)`` → the open rows that it found, as the workbook's :class:`Content` wants them.
        used: Numbers of the strips that it has made sense of.
        lost: What it could not place.
        rates: Execution rates of projects, to be held against budgets and what was spent.
        namesakes: Projects that share their printed name or have none, in the order of their forms.
        gaps: Places that print has and that were not read; an empty row or column stands for all of them.
    """

    values: tuple[Said, ...] = ()
    rows: Mapping[tuple[str, int], tuple[OpenRow, ...]] = field(default_factory=dict)
    used: frozenset[int] = frozenset()
    lost: tuple[Lost, ...] = ()
    rates: tuple[Rate, ...] = ()
    namesakes: tuple[Namesake, ...] = ()
    gaps: frozenset[Place] = frozenset()


@dataclass(frozen=True)
class Matched:
    """A sentence of the kit that was found in the document.

    Attributes:
        key: As :attr:`~disclosegen.document.blocks.Paragraph.source`: the sentence's id, with the item's code where it has one.
        text: As it was printed, line ends within it removed.
        spot: Where it begins.
        strips: Numbers of the strips that it stands in.
        exact: Whether its fixed words are the kit's to the letter (folded); False where it was recognised in spite of others.
    """

    key: str
    text: str
    spot: Spot
    strips: tuple[int, ...]
    exact: bool = True


@dataclass(frozen=True)
class Narrated:
    """What the sentences of a document give: values, and which sentence stands where."""

    part: Part
    matched: tuple[Matched, ...] = ()
