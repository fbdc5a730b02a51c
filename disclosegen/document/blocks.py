"""The document without a format: what the reader sees, resolved to the last character.

In: nothing (types only).  Out: :class:`Document`, which compose builds and every renderer writes.
Renderers do no arithmetic, no look-ups and hold no Chinese text of their own: rows already carry their
spans, alignment and number of lines, so Word, PDF and HTML cannot disagree about content.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from ..style import StyleSheet
from .trace import Trace


@dataclass(frozen=True)
class Run:
    """A piece of a paragraph; ``trace`` is None for words of the format."""

    text: str
    trace: Trace | None = None


@dataclass(frozen=True)
class Heading:
    """A heading. ``anchor`` names it for the contents page and bookmarks; level 1 is a part.

    ``new_page``: it stands at the top of a page; so with paragraphs and tables.
    """

    level: int
    text: str
    anchor: str
    style: str = ""  # default: heading<level>; tables print theirs as table_title
    new_page: bool = False

    @property
    def style_name(self) -> str:
        """The paragraph style that it is printed in."""
        return self.style or f"heading{self.level}"


@dataclass(frozen=True)
class Paragraph:
    """A paragraph in a named style. ``source`` is the id of the kit's sentence, empty for others."""

    runs: tuple[Run, ...]
    style: str = "body"
    source: str = ""
    new_page: bool = False

    @property
    def text(self) -> str:
        """The paragraph as a reader copies it."""
        return "".join(run.text for run in self.runs)


Align = Literal["left", "center", "right"]


@dataclass(frozen=True)
class GridCell:
    """A cell with its spans. A cell that is covered by another's span is not listed at all."""

    text: str
    colspan: int = 1
    rowspan: int = 1
    align: Align = "left"
    head: bool = False
    trace: Trace | None = None


@dataclass(frozen=True)
class GridRow:
    """A row; ``lines`` is the number of text lines that its tallest cell needs (the row's height)."""

    cells: tuple[GridCell, ...]
    lines: int = 1


@dataclass(frozen=True)
class TableBlock:
    """A table, resolved.

    Attributes:
        id: Id of the kit's table.
        code: ``公开01表``, printed right above the grid's first line; empty for none.
        above: Left, centre and right text above the grid; empty strings for none.
        widths: Column widths in millimetres; they add up to the text width of the page.
        header: Rows that repeat on every page.
        body: The other rows; a row is never split over pages.
        notes: Paragraphs under the grid.
        font_size, row_pitch: Points; a row is ``lines × row_pitch + 2`` points high.
        new_page: The table stands at the top of a page: a further piece of a form that compose has cut into pages.
    """

    id: str
    code: str
    above: tuple[str, str, str]
    widths: tuple[float, ...]
    header: tuple[GridRow, ...]
    body: tuple[GridRow, ...]
    notes: tuple[Paragraph, ...]
    font_size: float
    row_pitch: float
    new_page: bool = False

    @staticmethod
    def row_height(row: GridRow, pitch: float) -> float:
        """Height of a row in points, padding and rules included."""
        return row.lines * pitch + 2


@dataclass(frozen=True)
class ChartSlice:
    """A part of a chart: a piece of the pie, a bar.

    Attributes:
        label: What it is.
        value: In the chart's unit, not rounded.
        amount: The printed amount without its unit, with its trace.
        share: The printed share of the base with its sign %, with its trace; empty for a negative part.
        lines: Label, amount, unit and share, broken to the width of a label.
    """

    label: str
    value: Decimal
    amount: Run
    share: Run
    lines: tuple[str, ...]


@dataclass(frozen=True)
class ChartBlock:
    """A chart with something to show, resolved. It is never split over pages.

    Attributes:
        id: Id of the kit's sentence; letters, digits and hyphens.
        kind: ``pie`` (clockwise from the top) or ``bar`` (lying bars from top to bottom).
        title: Printed above it.
        alt: What it shows, in words, for who cannot see it.
        unit: Unit of the values and amounts, as printed behind an amount; may be empty.
        slices: At least one; the values of a pie are all above zero.
        base: What the shares are of, in the chart's unit; None where that is the sum of the values.
        width, height: Millimetres, the title included.
        font_size, pitch: Size and line height of the labels, points.
        amount_format, share_format: Number formats in the notation of spreadsheets, for a chart that stays
            alive; empty ``amount_format`` for amounts as they were entered.
    """

    id: str
    kind: Literal["pie", "bar"]
    title: str
    alt: str
    unit: str
    slices: tuple[ChartSlice, ...]
    base: Decimal | None
    width: float
    height: float
    font_size: float
    pitch: float
    amount_format: str
    share_format: str

    def caption(self, part: ChartSlice) -> str:
        """A part on one line: label, amount with unit, share."""
        return " ".join(filter(None, (part.label, part.amount.text + self.unit, part.share.text)))


@dataclass(frozen=True)
class PictureBlock:
    """A page of an attached file. It is never split over pages.

    Attributes:
        anchor: Names its place; letters, digits and hyphens.
        alt: What it is, for who cannot see it.
        kind: ``pdf``, or ``image`` for a picture in a usual format.
        data: The whole file, shared by all of its pages.
        page: Which page of it, from 0.
        width, height: Millimetres, in print.
    """

    anchor: str
    alt: str
    kind: Literal["pdf", "image"]
    data: bytes = field(repr=False)
    page: int
    width: float
    height: float


@dataclass(frozen=True)
class ContentsEntry:
    """A line of the contents page; ``anchor`` is the heading that it points to, empty for a line that only names something."""

    level: int
    text: str
    anchor: str


@dataclass(frozen=True)
class Contents:
    """A contents page: of the whole document, or of a report inside it."""

    title: str
    entries: tuple[ContentsEntry, ...]
    page_numbers: bool = True
    whole: bool = True
    new_page: bool = False


Block = Heading | Paragraph | TableBlock | ChartBlock | PictureBlock | Contents


@dataclass(frozen=True)
class Section:
    """A run of pages of one orientation; every section starts on a new page.

    Attributes:
        kind: ``cover`` (vertically spaced, no page number), ``contents`` (no page number) or ``body``.
        landscape: Orientation.
        blocks: What stands on it.
        header: Running header of its pages; empty for none.
        page_number: Format of its page numbers with ``{n}``; empty for that of the style sheet.
    """

    kind: Literal["cover", "contents", "body"]
    blocks: tuple[Block, ...]
    landscape: bool = False
    header: str = ""
    page_number: str = ""


@dataclass(frozen=True)
class Document:
    """A whole disclosure. Page numbers count from 1 at the first ``body`` section.

    Attributes:
        title: For document properties and the HTML title, one line.
        author: The unit's name.
        keywords: For document properties.
        file_name: Name of the output files without ending.
        sections: In order.
        style: How it looks.
        watermark: Text across every page; empty for none.
        payload: The workbook's data as JSON bytes, carried inside Word and PDF for reading back.
    """

    title: str
    author: str
    keywords: tuple[str, ...]
    file_name: str
    sections: tuple[Section, ...]
    style: StyleSheet
    watermark: str = ""
    payload: bytes = field(default=b"", repr=False)

    def blocks(self) -> Iterator[Block]:
        """All blocks in reading order."""
        for section in self.sections:
            yield from section.blocks
