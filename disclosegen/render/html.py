"""A Document as HTML: pages for the PDF, or one page for a web site.

In: a :class:`Document`.  Out: HTML as text.  The look comes from the style sheet of the document, the words
from its blocks; the files in ``templates/`` hold only markup and CSS.

* ``print`` is written for WeasyPrint: named pages, running page numbers, exact heights of lines and rows (the
  same that the .docx has, so that both break pages at the same place).
* ``screen`` is one file without scripts and without anything fetched from elsewhere.

Every text goes through autoescape; characters that XML and fonts cannot show are dropped first.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import count
from pathlib import Path
from typing import Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from ..document.blocks import (
    Block,
    ChartBlock,
    Contents,
    Document,
    GridCell,
    GridRow,
    Heading,
    Paragraph,
    PictureBlock,
    TableBlock,
)
from ..style import Page, ParagraphStyle, StyleSheet
from .chart_svg import chart_svg
from .docx_xml import clean
from .fonts import css_stack
from .picture import picture_bytes

Media = Literal["print", "screen"]

_TEMPLATES = Path(__file__).with_name("templates")

# Where Chinese typesetting may break a line and Unicode alone would not: before an opening and after a
# closing quotation mark (in Unicode the two are one class, which sticks to both neighbours).
_BEFORE_QUOTE = re.compile(r"(?<=[^\s“‘（《〈「『【〔(\[—…\x21-\x7e])(?=[“‘])")
_AFTER_QUOTE = re.compile(r"(?<=[”’])(?=[^\s”’，。、；：？！）》〉」』】〕…—％,.;:?!)\]%\x21-\x7e])")
_ZERO_WIDTH_SPACE = "\u200b"

LINK = "heading:"
"""Scheme of the address by which a printed page refers to a heading, which may stand in another piece."""


def to_html(
    document: Document,
    *,
    media: Media,
    counting: bool = False,
    page: int = 1,
    numbers: Mapping[str, int] | None = None,
) -> str:
    """Write a document as one HTML file.

    Args:
        document: What to print.
        media: ``print`` for WeasyPrint, ``screen`` for a browser.
        counting: Whether a numbered section stands before it.
        page: Printed number of the first counted page.
        numbers: Printed page of each heading, for the contents page; none are printed without.

    Raises:
        KeyError: A paragraph's style is not in the style sheet.
        ValueError: There is no such medium.
    """
    if media not in ("print", "screen"):
        raise ValueError(f"no such medium: {media!r}")
    _require_styles(document)
    view = View(document, media, counting, page, numbers or {})
    return (
        environment()
        .get_template(f"{media}.html")
        .render(document=document, view=view, sections=list(view.sections()), style=document.style)
    )


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Jinja with autoescape for HTML (not for CSS: quotes inside ``<style>`` must stay quotes)."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["css_string"] = css_string
    environment.filters["num"] = lambda value: f"{value:g}"
    environment.filters["clean"] = clean
    environment.filters["breakable"] = breakable
    environment.globals["css_stack"] = css_stack
    environment.globals["link"] = LINK
    return environment


def breakable(text: str) -> str:
    """The text without control characters and with break opportunities at quotation marks.

    A zero-width space leaves no trace in a PDF: WeasyPrint draws no glyph for it, so copied text has none.
    """
    text = clean(text)
    if "“" in text or "”" in text or "‘" in text or "’" in text:
        text = _AFTER_QUOTE.sub(_ZERO_WIDTH_SPACE, _BEFORE_QUOTE.sub(_ZERO_WIDTH_SPACE, text))
    return text


def css_string(text: str) -> str:
    """The text as a CSS string; everything but letters, digits and spaces is written as an escape."""
    return '"' + "".join(c if c == " " or c.isalnum() else f"\\{ord(c):x} " for c in clean(text)) + '"'


def _require_styles(document: Document) -> None:
    """Stop at a style name that the style sheet lacks; CSS would silently print it as body text."""
    for block in document.blocks():
        for name in _style_names(block):
            if name not in document.style.paragraph:
                raise KeyError(f"style.toml has no paragraph style {name!r}")


def _style_names(block: Block) -> Iterator[str]:
    if isinstance(block, Heading):
        yield block.style_name
    elif isinstance(block, Contents):
        yield "contents_title"
        yield from (f"contents{entry.level}" for entry in block.entries)
    elif isinstance(block, TableBlock):
        yield "table_above"
        yield from (note.style for note in block.notes)
    elif not isinstance(block, ChartBlock | PictureBlock):
        yield block.style


@dataclass(frozen=True)
class Item:
    """A block with what the template needs to know beside it.

    Attributes:
        kind: ``heading``, ``paragraph``, ``table``, ``chart``, ``picture`` or ``contents``.
        block: The block.
        id: ``id`` of a heading or picture; empty where an earlier heading has it already.
        title: For a table: the text of the heading above it, empty for none.
        label: For a table: ``id`` of that heading.
        number: Which block of the document it is, from 0.
    """

    kind: str
    block: Block
    id: str = ""
    title: str = ""
    label: str = ""
    number: int = 0


@dataclass(frozen=True)
class _Pages:
    """A section as the template sees it.

    Attributes:
        page: Name of its ``@page`` rule: orientation, a number where it has a header of its own, then ``front`` (before the first body section, not
            counted), ``quiet`` (counted, no number printed) or ``body``.
        kind: As in the document.
        items: Its blocks.
    """

    page: str
    kind: str
    items: tuple[Item, ...]

    @property
    def front(self) -> bool:
        """Whether it stands before the first body section (cover and contents)."""
        return self.page.endswith("-front")


@dataclass(frozen=True)
class PageRule:
    """A kind of page as the style sheet sees it.

    Attributes:
        name: Of its rule: see :class:`_Pages`.
        page: Geometry.
        counted: Whether its pages count.
        header: Running header; empty for none.
        number: Format of the page number with ``{n}``; empty where none is printed.
    """

    name: str
    page: Page
    counted: bool
    header: str
    number: str

    @property
    def number_parts(self) -> tuple[str, str, str]:
        """Text before the number, ``{n}`` or nothing, text after it."""
        return self.number.partition("{n}")


def _page_name(landscape: bool, numbering: str, edge: int) -> str:
    """``portrait-body``, ``landscape-2-body``."""
    orientation = "landscape" if landscape else "portrait"
    return f"{orientation}-{edge}-{numbering}" if edge else f"{orientation}-{numbering}"


class View:
    """What the templates ask for beside the document itself."""

    def __init__(self, document: Document, media: Media, counting: bool, first_page: int, numbers: Mapping[str, int]):
        self.document, self.media = document, media
        self.counting, self.first_page, self.numbers = counting, first_page, numbers
        self.style: StyleSheet = document.style

    def sections(self) -> Iterator[_Pages]:
        """The sections with their page names."""
        counting = self.counting
        seen: set[str] = set()
        numbers = count()
        for section in self.document.sections:
            counting = counting or section.kind == "body"
            numbering = "body" if section.kind == "body" else "quiet" if counting else "front"
            name = _page_name(section.landscape, numbering, self._edges[section.header, section.page_number])
            yield _Pages(name, section.kind, tuple(self._items(section.blocks, seen, numbers)))

    def _items(self, blocks: tuple[Block, ...], seen: set[str], numbering: Iterator[int]) -> Iterator[Item]:
        title, label = "", ""
        for block, number in zip(blocks, numbering, strict=False):
            if isinstance(block, Heading):
                first = block.anchor not in seen
                seen.add(block.anchor)
                title, label = block.text, block.anchor
                yield Item("heading", block, id=block.anchor if first else "", number=number)
            elif isinstance(block, TableBlock):
                yield Item("table", block, title=title, label=label, number=number)
            elif isinstance(block, ChartBlock):
                yield Item("chart", block, number=number)
            elif isinstance(block, PictureBlock):
                yield Item("picture", block, id=block.anchor, number=number)
            else:
                yield Item("contents" if isinstance(block, Contents) else "paragraph", block, number=number)

    def chart(self, block: ChartBlock) -> Markup:
        """A chart as SVG."""
        return chart_svg(block, self.style)

    def picture(self, block: PictureBlock) -> str:
        """A picture as an address that holds all of it; none for a page that the PDF takes from its own file."""
        if self.media == "print" and block.kind == "pdf":
            return ""
        data, kind = picture_bytes(block)
        return f"data:image/{kind};base64,{base64.b64encode(data).decode()}"

    # What a page for reviewers adds to each piece; a page for readers has nothing to add.

    def cell(self, cell: GridCell) -> str:
        """The text of a table's cell."""
        return clean(cell.text)

    def words(self, block: Paragraph) -> str:
        """The text of a paragraph."""
        return clean(block.text)

    def opening(self, item: Item) -> str:
        """What stands before a block."""
        return ""

    def closing(self, item: Item) -> str:
        """What stands behind a block."""
        return ""

    @cached_property
    def _edges(self) -> dict[tuple[str, str], int]:
        """Running headers with formats of the page number, by number; 0 for pages that have neither of their own."""
        found = dict.fromkeys(
            (("", ""), *((section.header, section.page_number) for section in self.document.sections))
        )
        return {edge: number for number, edge in enumerate(found)}

    @property
    def pages(self) -> list[PageRule]:
        """Every kind of page."""
        return [
            PageRule(
                _page_name(landscape, numbering, number),
                self.style.page(landscape),
                numbering != "front",
                header,
                (page_number or self.style.page_number) if numbering == "body" else "",
            )
            for (header, page_number), number in self._edges.items()
            for landscape in (False, True)
            for numbering in ("front", "quiet", "body")
        ]

    @property
    def counter(self) -> int:
        """What the page counter says on the first page: its number, or the one before where it is not counted."""
        sections = self.document.sections
        counted = self.counting or not sections or sections[0].kind == "body"
        return self.first_page if counted else self.first_page - 1

    @property
    def page_number_style(self) -> ParagraphStyle:
        """Look of the page number."""
        return self.style.paragraph.get("page_number", ParagraphStyle(align="center"))

    @property
    def header_style(self) -> ParagraphStyle:
        """Look of the running header."""
        return self.style.paragraph.get("running_header", ParagraphStyle(align="center"))

    def outline(self, name: str, level: int) -> int:
        """Bookmark level of a heading: its style's, as in Word's navigation; else its own."""
        return self.style.paragraph[name].outline or level

    @property
    def contents_styles(self) -> set[str]:
        """Names of the styles that lines of a contents page have."""
        blocks = [block for block in self.document.blocks() if isinstance(block, Contents)]
        return {f"contents{entry.level}" for block in blocks for entry in block.entries}

    @property
    def row_classes(self) -> list[tuple[str, float]]:
        """Class and height in points of every kind of table row."""
        heights = {
            self.row_class(block, row): TableBlock.row_height(row, block.row_pitch)
            for block in self.document.blocks()
            if isinstance(block, TableBlock)
            for row in (*block.header, *block.body)
        }
        return sorted(heights.items())

    @property
    def table_classes(self) -> list[tuple[str, float, float]]:
        """Class, font size and line height in points of every kind of table."""
        tables = [block for block in self.document.blocks() if isinstance(block, TableBlock)]
        return sorted({(self.table_class(block), block.font_size, block.row_pitch) for block in tables})

    @property
    def watermark_size(self) -> float:
        """Points: as long as the diagonal allows on either orientation, and never higher than 90."""
        return min(90.0, 430.0 / max(len(self.document.watermark), 1))

    @property
    def watermark_width(self) -> float:
        """Size of the watermark on a screen, in hundredths of its width."""
        return round(90 / max(len(self.document.watermark), 1), 1)

    @property
    def screen_tables(self) -> list[tuple[str, float, tuple[float, ...]]]:
        """Class, least width and shares of the columns of every kind of table; rules of the style sheet, since a page
        with a strict policy takes no styles on elements.

        The least width, in rem (16 px), is the printed width at readable size.
        """
        return [
            (
                f"w{number}",
                round(sum(widths) / 25.4 * 96 / 16 * 13 / (size * 4 / 3), 1),
                tuple(round(width / sum(widths) * 100, 3) for width in widths),
            )
            for (size, widths), number in self._shapes.items()
        ]

    def width_class(self, block: TableBlock) -> str:
        """Class of a table by its columns."""
        return f"w{self._shapes[block.font_size, block.widths]}"

    @cached_property
    def _shapes(self) -> dict[tuple[float, tuple[float, ...]], int]:
        tables = [block for block in self.document.blocks() if isinstance(block, TableBlock)]
        return {shape: number for number, shape in enumerate(dict.fromkeys((t.font_size, t.widths) for t in tables))}

    @staticmethod
    def screen_cells(row: GridRow, header: bool) -> Iterator[tuple[GridCell, str, str]]:
        """The cells of a row, each with its tag and ``scope``: who listens hears what a figure belongs to."""
        named = False
        for cell in row.cells:
            if header:
                yield cell, "th", "colgroup" if cell.colspan > 1 else "col"
            elif cell.head or (not named and cell.text and cell.align != "right"):
                named = True
                yield cell, "th", "row"
            else:
                yield cell, "td", ""

    @staticmethod
    def spans(rows: Iterable[GridRow]) -> bool:
        """Whether a cell reaches over several rows."""
        return any(cell.rowspan > 1 for row in rows for cell in row.cells)

    @staticmethod
    def table_class(block: TableBlock) -> str:
        """Class of a table by font size and line height."""
        return _class_name(f"t{block.font_size:g}-{block.row_pitch:g}")

    @staticmethod
    def row_class(block: TableBlock, row: GridRow) -> str:
        """Class of a row by its height."""
        return _class_name(f"h{TableBlock.row_height(row, block.row_pitch):g}")


def _class_name(text: str) -> str:
    return text.replace(".", "_")
