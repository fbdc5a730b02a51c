"""A document as plain text: one notation for golden files and for comparing renderers.

In: a :class:`Document`.  Out: lines; cells of a row, and what belongs to a part of a chart, are separated by a tab, empty cells kept.
"""

from __future__ import annotations

from collections.abc import Iterator

from .blocks import ChartBlock, Contents, Document, Heading, Paragraph, PictureBlock, TableBlock


def lines(document: Document) -> Iterator[str]:
    """Every paragraph, table row and part of a chart in reading order, one line each; the contents page included."""
    for block in document.blocks():
        if isinstance(block, Heading | Paragraph):
            yield block.text
        elif isinstance(block, Contents):
            yield block.title
            yield from (entry.text for entry in block.entries)
        elif isinstance(block, ChartBlock):
            yield block.title
            yield from (
                "\t".join((part.label, part.amount.text + block.unit, part.share.text)) for part in block.slices
            )
        elif isinstance(block, PictureBlock):
            yield f"[{block.alt}]"
        elif isinstance(block, TableBlock):
            if block.code:
                yield block.code
            if any(block.above):
                yield "\t".join(block.above)
            for row in (*block.header, *block.body):
                yield "\t".join(cell.text for cell in row.cells)
            yield from (note.text for note in block.notes)


def to_text(document: Document) -> str:
    """The document as one text, lines separated by newlines."""
    return "\n".join(lines(document)) + "\n"
