"""The text of a document, written once and kept open: the figures that a mistake can touch.

In: the document of a right workbook.  Out: a :class:`Text`: its lines, and every :class:`Figure` that the program printed or a person
typed (no year, no day, no number of a paragraph), each knowing its place in the kit's words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Any

from disclosegen.audit import Audit, Point
from disclosegen.document.blocks import Document, Paragraph, TableBlock
from disclosegen.document.printed import figures
from disclosegen.document.trace import Origin, Trace
from disclosegen.findings import Severity
from disclosegen.kit.load import Kit
from tests.helpers.flows import Printed, dumped_strip, flow_of, lines_of

from .rereading import Reader

TABLE, SENTENCE, FORM, WORDS = "表格", "句子", "绩效表", "人写的话"
CALENDAR = re.compile(
    r"[0-9]{1,4}(?=[年月日号])|(?<=[年月])[0-9]{1,2}|[0-9]{4}[-./][0-9]{1,2}([-./][0-9]{1,2})?|20[0-9]{2}"
)
BARE = re.compile(r"-?[0-9][0-9,]*(?:\.[0-9]+)?%?")


@dataclass(frozen=True)
class Figure:
    """A printed figure.

    Attributes:
        area: Where it stands: a table, a sentence, a form; words that a person typed are an area of their own.
        place: ``句子.s05-why.2`` (the second figure of a sentence), ``表格.t03.2040201 行政运行.基本支出``.
        strip, column, start, end: Which letters of which cell of which strip.
        text: As printed.
        kind: ``amount``, ``rate``, ``count`` or ``number``.
        style: How many decimals, and whether with commas.
    """

    area: str
    place: str
    strip: int
    column: int
    start: int
    end: int
    text: str
    kind: str
    decimals: int
    thousands: bool

    @property
    def number(self) -> Decimal:
        """What it says."""
        return Decimal(self.text.rstrip("%").replace(",", ""))


@dataclass(frozen=True)
class TextMutation:
    """One mistake: a cell (a line) with other letters in it."""

    kind: str
    figure: Figure
    before: str
    after: str
    cell: str

    @property
    def edits(self) -> tuple[Any, ...]:
        """What makes two mistakes the same."""
        return (self.figure.strip, self.figure.column, self.cell)


class Text:
    """A document's text with a name, open to be edited."""

    def __init__(self, name: str, kit: Kit, document: Document):
        self.name, self.kit = name, kit
        self.flow = flow_of(document)
        self.figures = tuple(_figures(document, kit))
        self.pieces = [dumped_strip(strip) for strip in self.flow.strips]
        self.reader = Reader(kit)

    @cached_property
    def areas(self) -> dict[str, list[Figure]]:
        """Figures by where they stand."""
        found: dict[str, list[Figure]] = {}
        for figure in self.figures:
            found.setdefault(figure.area, []).append(figure)
        return found

    def cell(self, figure: Figure) -> str:
        """The whole cell or line that a figure stands in."""
        return self.flow.strips[figure.strip].cells[figure.column]

    def with_figure(self, kind: str, figure: Figure, after: str) -> TextMutation | None:
        """A figure printed otherwise; None where it says the same."""
        cell = self.cell(figure)
        cell = cell[: figure.start] + after + cell[figure.end :]
        same = after == figure.text or _number(after) == figure.number
        return None if same else TextMutation(kind, figure, figure.text, after, cell)

    def lines(self, strip: int) -> range:
        """The lines of the text that a strip stands in, from 1."""
        first = sum(piece.count("\n") for piece in self.pieces[:strip]) + 1
        return range(first, first + self.pieces[strip].count("\n"))

    def printed(self, mutation: TextMutation | None = None) -> str:
        """The whole text, with one mistake in it."""
        pieces = self.pieces
        if mutation is not None:
            at = mutation.figure.strip
            strip = self.flow.strips[at]
            cells = tuple(mutation.cell if n == mutation.figure.column else cell for n, cell in enumerate(strip.cells))
            pieces = [*pieces[:at], dumped_strip(replace(strip, cells=cells)), *pieces[at + 1 :]]
        return "".join(pieces)

    def audited(self, mutation: TextMutation | None = None) -> Audit:
        """Its audit."""
        return self.reader.audit(self.printed(mutation), self.name)

    @cached_property
    def before(self) -> frozenset[tuple[Any, ...]]:
        """What is said of the unchanged text (nothing, if the audit is right)."""
        return frozenset(essence(point) for point in self.audited().points)


def essence(point: Point) -> tuple[Any, ...]:
    """What makes two points the same: rule, words and places."""
    return point.rule, point.severity, point.message, point.where


def serious(audit: Audit) -> list[Point]:
    """What an audit holds against a document."""
    return [point for point in audit.points if point.severity is not Severity.NOTE]


# ---------------------------------------------------------------- figures of a document


def _figures(document: Document, kit: Kit) -> Iterator[Figure]:
    seen: dict[str, int] = {}
    for number, printed in enumerate(lines_of(document)):
        for figure in _of_line(number, printed, kit):
            seen[figure.place] = seen.get(figure.place, 0) + 1
            yield figure if seen[figure.place] == 1 else replace(figure, place=f"{figure.place}#{seen[figure.place]}")


def _of_line(number: int, printed: Printed, kit: Kit) -> Iterator[Figure]:
    block = printed.block
    if isinstance(block, TableBlock):
        area = TABLE if block.id in kit.tables else FORM
        for column, cell in enumerate(printed.grid):
            if cell is not None and cell.trace is not None and not cell.head:
                ref = cell.trace.cells[0] if cell.trace.cells else None
                place = ".".join((block.id, ref.line, ref.column) if ref else (block.id,))
                yield from _within(number, column, 0, cell.text, cell.trace, area, place)
    elif isinstance(block, Paragraph):
        at, count = 0, 0
        for run in block.runs:
            if run.trace is not None:
                area = WORDS if run.trace.origin is Origin.TYPED else SENTENCE
                for figure in _within(number, 0, at, run.text, run.trace, area, block.source):
                    count += 1
                    yield replace(figure, place=f"{figure.place}.{count}")
            at += len(run.text)


def _within(number: int, column: int, at: int, text: str, trace: Trace, area: str, place: str) -> Iterator[Figure]:
    """The figures of a piece; of a person's words those that are no dates."""
    if trace.origin is not Origin.TYPED or BARE.fullmatch(text):
        found = BARE.fullmatch(text)
        spans = [found.span()] if found else []
    else:
        area = WORDS
        days = [day.span() for day in CALENDAR.finditer(text)]
        spans = [one.span() for one in figures(text) if not any(a < one.end() and one.start() < b for a, b in days)]
        spans = [(a, b) for a, b in spans if BARE.fullmatch(text[a:b].rstrip(","))]
    for start, end in spans:
        shown = text[start:end].rstrip(",").lstrip("-")
        kind = (
            "rate"
            if shown.endswith("%")
            else "amount"
            if (trace.style is not None and trace.style.unit.is_money) or "." in shown
            else "count"
        )
        decimals = len(shown.rstrip("%").partition(".")[2])
        commas = "," in shown or bool(trace.style and trace.style.thousands)
        start = end - len(text[start:end].lstrip("-"))
        yield Figure(
            area, f"{area}.{place}", number, column, at + start, at + start + len(shown), shown, kind, decimals, commas
        )


def _number(text: str) -> Decimal | None:
    return Decimal(text.rstrip("%").replace(",", "")) if BARE.fullmatch(text) else None
