"""Every printed figure of a document in its place: for the review page and for asking where a figure comes from.

In: a :class:`~disclosegen.document.blocks.Document`.  Out: :class:`Printed`, in reading order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from .blocks import ChartBlock, Document, GridRow, Heading, Paragraph, TableBlock
from .trace import Trace

STOPS = "。；！？"
NUMBER = re.compile(r"[0-9０-９][0-9０-９,，]*(?:[.．][0-9０-９]+)?[%％]?")
"""A figure as people write it, full-width or not, with commas and a sign % where there is one."""
NO_FIGURE = re.compile(r"^\s*[（(]?[0-9０-９]{1,3}(?:[、）)]|[.．](?![0-9０-９]))|[0-9０-９]{4}(?=年)")
"""What looks like one and is none: the number of a paragraph, a year."""


@dataclass(frozen=True)
class Printed:
    """A figure, or words that a person typed, in its place.

    Attributes:
        block: Number of its block, counted over the document from 0.
        kind: What it stands in.
        where: The headings above it, from the part down.
        before, text, after: The sentence (or the row's name) with the figure in the middle.
        trace: Where it comes from.
    """

    block: int
    kind: Literal["table", "sentence", "chart"]
    where: str
    before: str
    text: str
    after: str
    trace: Trace


def figures(text: str) -> Iterator[re.Match[str]]:
    """The figures in a text that a person typed; no numbers of paragraphs, no years."""
    none = [found.span() for found in NO_FIGURE.finditer(text)]
    for found in NUMBER.finditer(text):
        if not any(start <= found.start() < end for start, end in none):
            yield found


def printed(document: Document) -> Iterator[Printed]:
    """Every traced piece of a document."""
    path: list[Heading] = []
    for number, block in enumerate(document.blocks()):
        if isinstance(block, Heading):
            path = [*(heading for heading in path if heading.level < block.level), block]
            continue
        where = " › ".join(heading.text for heading in path)
        if isinstance(block, Paragraph):
            yield from _sentence(number, where, block)
        elif isinstance(block, TableBlock):
            where += f"（{block.code}）" if block.code else ""
            for row in block.body:
                yield from _row(number, where, row)
        elif isinstance(block, ChartBlock):
            yield from _chart(number, f"{where} › {block.title}", block)


def _sentence(number: int, where: str, block: Paragraph) -> Iterator[Printed]:
    text, at = block.text, 0
    for run in block.runs:
        if run.trace is not None:
            end = at + len(run.text)
            start = max(text.rfind(stop, 0, at) for stop in STOPS) + 1
            stops = [found for stop in STOPS if (found := text.find(stop, end)) >= 0]
            yield Printed(
                number,
                "sentence",
                where,
                text[start:at].lstrip(),
                run.text,
                text[end : min(stops, default=len(text))],
                run.trace,
            )
        at += len(run.text)


def _row(number: int, where: str, row: GridRow) -> Iterator[Printed]:
    name = ""
    for cell in row.cells:
        if cell.trace is not None:
            first = cell.trace.cells[0] if cell.trace.cells else None
            yield Printed(number, "table", where, (first.words if first else "") or name, cell.text, "", cell.trace)
        if cell.text and cell.align != "right":
            name = cell.text


def _chart(number: int, where: str, block: ChartBlock) -> Iterator[Printed]:
    for part in block.slices:
        for run, unit in ((part.amount, block.unit), (part.share, "")):
            if run.trace is not None:
                yield Printed(number, "chart", where, f"{part.label} ", run.text, unit, run.trace)
