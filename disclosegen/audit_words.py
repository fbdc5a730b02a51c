"""Published text in a bureau's own words, held against the figures all the same.

In: an imported document and the report of its checks.  Out: :class:`Loose`s.  A sentence that was kept whole, and a paragraph that found no
place, are proof-read as words that a person typed into the sentence that the program would write there: an amount that carries the
name of a figure, or misses one by a slip of the hand, is told.  What nothing can be held against is named, so that nobody takes it for checked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .findings import CellRef
from .imported import Imported
from .kit.reasons import REPLACEMENTS
from .pipeline import Report
from .proof import figures
from .proof.grammar import Value, amounts, rates
from .proof.reading import Reading, Said, Text
from .published.flow import Spot

RULES = {
    "X-named": figures.named,
    "X-scale": figures.scale,
    "X-twin": figures.twins,
    "X-near": figures.near_misses,
}
"""The surest first: of an amount only the first is told."""


@dataclass(frozen=True)
class Loose:
    """Something in such a text.

    Attributes:
        rule: Which rule says so; empty for figures that nothing can be held against.
        message: In Chinese.
        spot: Where the text begins.
        quote: The text.
        cells: The figures that it is held against.
    """

    rule: str
    message: str
    spot: Spot
    quote: str
    cells: tuple[CellRef, ...] = ()


def loose_words(found: Imported, report: Report) -> Iterator[Loose]:
    """Everything that can be said of text in other words than the kit's."""
    if report.data is None or report.composed is None:
        return
    reading = Reading(report.data, report.composed.document, report.composed.replaced)
    for text, spot in _texts(found, report):
        told: set[str] = set()
        for rule, check in RULES.items():
            for said in check(reading, text):
                if not any(one in said.message for one in told):
                    told |= {value.text for value in _values(text.text) if value.text in said.message}
                    yield _told(rule, said, text, spot)
        open_ = [
            value.text for value in _values(text.text) if value.text not in told and not _known(reading, text, value)
        ]
        if open_ and text.source:
            yield Loose(
                "",
                f"{spot.words}改写的句子里，{'、'.join(dict.fromkeys(open_))}没有可以对照的数，没有核对",
                spot,
                text.text,
            )


def _texts(found: Imported, report: Report) -> Iterator[tuple[Text, Spot]]:
    """Sentences kept whole, with what the program would write in their place; paragraphs without a place."""
    assert report.composed is not None
    for one in report.composed.replaced:
        said = found.said.get((REPLACEMENTS, one.key, "text"))
        if said is not None:
            yield Text(one.text, one.ref, REPLACEMENTS, one.key, "ask", before=one.original, source=one.key), said.spot
    for lost in found.unplaced:
        yield Text(lost.text, CellRef(), "", "", "ask"), lost.spot


def _values(text: str) -> tuple[Value, ...]:
    return (*amounts(text), *rates(text))


def _known(reading: Reading, text: Text, value: Value) -> bool:
    """Whether a table or the program's own sentence has a figure."""
    own = {(one.value, one.unit) for one in _values(text.before)}
    return (value.value, value.unit) in own or (value.unit != "%" and reading.prints(value))


def _told(rule: str, said: Said, text: Text, spot: Spot) -> Loose:
    return Loose(rule, said.message, spot, text.text, said.cells)
