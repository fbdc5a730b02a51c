"""A published document as it was printed: lines of text and rows of tables, in reading order.

In: nothing (types only).  Out: :class:`Flow`, which every reader of a file format gives, so that what follows does not
know whether it was Word, PDF, HTML or text.

A row keeps one text for each column of its table: the place that a merged cell covers is ``""``, as in a text file where
a tab separates cells.  A line of running text is a strip of one cell.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from ..findings import Finding
from ..workbook.values import normal

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in points from the top left corner of a page."""


@dataclass(frozen=True)
class Spot:
    """Where something stands in the published file.

    Attributes:
        page: From 1; 0 where the format has no pages.
        line: From 1: the line of a text file, the paragraph or row of Word and HTML, the line of a PDF's page.
        box: Of a PDF; None elsewhere.
    """

    page: int = 0
    line: int = 0
    box: Box | None = None

    @property
    def words(self) -> str:
        """``第3页第12行``, as a person finds it."""
        return (f"第{self.page}页" if self.page else "") + (f"第{self.line}行" if self.line else "")


@dataclass(frozen=True)
class Strip:
    """A line of running text, or a row of a table.

    Attributes:
        cells: One text for a line; for a row one for each column, ``""`` for blank and for covered places.
        spot: Where it stands.
        table: Number of its table in the file, from 1; 0 for running text. Neighbouring rows of one printed table have one
            number, also across a page break where the reader could see that.
        boxes: Of the cells, in a PDF; empty elsewhere.
    """

    cells: tuple[str, ...]
    spot: Spot
    table: int = 0
    boxes: tuple[Box | None, ...] = ()

    @property
    def text(self) -> str:
        """Everything that stands in it."""
        return " ".join(cell for cell in self.cells if cell)

    @cached_property
    def folded(self) -> str:
        """Its text for comparison: widths folded, no blanks, one kind of bracket, quote and dash."""
        return normal("".join(self.cells))

    @property
    def is_row(self) -> bool:
        """Whether it is a row of a table."""
        return self.table > 0


@dataclass(frozen=True)
class Flow:
    """A published file, read.

    Attributes:
        name: The file's name.
        format: ``docx``, ``pdf``, ``html`` or ``txt``.
        strips: In reading order, without page numbers, running headers and watermarks.
        remarks: What the reader has to say: pages that are scans, a watermark that it passed over.
        payload: The data that a file of ours carries; None for others.
        pages: How many there are; 0 where the format has none.
        scans: Pages that are pictures without text: what they print was not read.
    """

    name: str
    format: str
    strips: tuple[Strip, ...]
    remarks: tuple[Finding, ...] = ()
    payload: bytes | None = None
    pages: int = 0
    scans: tuple[int, ...] = ()
