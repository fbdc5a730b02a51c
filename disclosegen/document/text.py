"""A document as plain text: one notation for golden files and for comparing renderers.

In: a :class:`Document`.  Out: lines; cells of a row are separated by a tab, empty cells kept.
"""

from __future__ import annotations

from collections.abc import Iterator

from .blocks import Contents, Document, Heading, Paragraph, TableBlock


def lines(document: Document) -> Iterator[str]:
    """Every paragraph and table row in reading order, one line each; the contents page included."""
    for block in document.blocks():
        if isinstance(block, Heading | Paragraph):
            yield block.text
        elif isinstance(block, Contents):
            yield block.title
            yield from (entry.text for entry in block.entries)
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
