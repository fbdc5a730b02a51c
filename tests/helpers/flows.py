"""Documents as flows, without a file between: what the readers of Word, PDF and HTML must come to as well.

In: a composed document, or text in the notation of a copied PDF.  Out: a :class:`~disclosegen.published.flow.Flow`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from disclosegen.document.blocks import (
    Block,
    ChartBlock,
    Contents,
    Document,
    GridCell,
    GridRow,
    Heading,
    Paragraph,
    TableBlock,
)
from disclosegen.published.flow import Flow, Spot, Strip
from disclosegen.workbook.values import normal


@dataclass(frozen=True)
class Printed:
    """A strip with what it was printed from: its block, and the cells of a row by column."""

    cells: tuple[str, ...]
    block: Block
    table: int = 0
    grid: tuple[GridCell | None, ...] = ()


def flow_of(document: Document, name: str = "公开.docx") -> Flow:
    """The strips of a document: rows with one text for each column, ``""`` where a span covers."""
    lines = enumerate(lines_of(document), 1)
    return Flow(name, "docx", tuple(Strip(one.cells, Spot(line=number), one.table) for number, one in lines))


def lines_of(document: Document) -> Iterator[Printed]:
    """Every line and every row, as a reader copies it."""
    table = 0
    for block in document.blocks():
        match block:
            case Contents():
                yield from (Printed((text,), block) for text in (block.title, *(entry.text for entry in block.entries)))
            case Heading() | Paragraph():
                if block.text:
                    yield Printed((block.text,), block)
            case ChartBlock():
                yield Printed((block.title,), block)
            case TableBlock():
                table += 1
                yield from (Printed((text,), block) for text in (block.code, *block.above) if text)
                for rows in (block.header, block.body):
                    for grid in _rows(rows, len(block.widths)):
                        yield Printed(tuple(cell.text if cell else "" for cell in grid), block, table, grid)
                yield from (Printed((note.text,), note) for note in block.notes)
            case _:
                pass


def _rows(rows: tuple[GridRow, ...], columns: int) -> Iterator[tuple[GridCell | None, ...]]:
    covered: dict[int, int] = {}  # column → rows that a span from above still takes
    for row in rows:
        found: list[GridCell | None] = [None] * columns
        at, below = 0, {column: left - 1 for column, left in covered.items() if left > 1}
        for cell in row.cells:
            while at in covered:
                at += 1
            found[at] = cell
            below |= dict.fromkeys(range(at, at + cell.colspan), cell.rowspan - 1) if cell.rowspan > 1 else {}
            at += cell.colspan
        covered = {column: left for column, left in below.items() if left}
        yield tuple(found)


def in_lines(flow: Flow, letters: int) -> Flow:
    """The same document as a PDF has it: paragraphs cut into lines, wherever a line is full."""
    strips: list[Strip] = []
    for strip in flow.strips:
        text = strip.text
        pieces = [text[at : at + letters] for at in range(0, len(text), letters)]
        for cells in [strip.cells] if strip.is_row else [(piece,) for piece in pieces]:
            strips.append(Strip(cells, Spot(page=1, line=len(strips) + 1), strip.table))
    return Flow(flow.name, "pdf", tuple(strips))


def dumped(flow: Flow) -> str:
    """A flow as the text that one gets by copying a PDF: a tab between cells, a blank line between paragraphs."""
    return "".join(map(dumped_strip, flow.strips))


def dumped_strip(strip: Strip) -> str:
    """A strip there; a row goes on from the line above."""
    return ("" if strip.is_row else "\n") + "\t".join(cell.replace("\n", "<br>") for cell in strip.cells) + "\n"


def said(flow: Flow) -> list[tuple[int, tuple[str, ...]]]:
    """What a flow says, for comparison: folded cells without the blank columns of each table, and a number for each run of rows that no
    text interrupts; 0 for text."""
    filled: dict[int, set[int]] = {}
    run, before = 0, False
    rows: list[tuple[int, tuple[str, ...]]] = []
    for strip in flow.strips:
        run += strip.is_row and not before
        before = strip.is_row
        cells = tuple(normal(cell) for cell in strip.cells)
        filled.setdefault(run if before else 0, set()).update(at for at, cell in enumerate(cells) if cell)
        rows.append((run if before else 0, cells))
    return [
        (number, tuple(cell for at, cell in enumerate(cells) if not number or at in filled[number]))
        for number, cells in rows
        if any(cells)
    ]
