"""On which page every heading stands, worked out from the fixed geometry without setting a single letter.

In: a :class:`Document`.  Out: printed page numbers by anchor, for the contents page of a .docx when there is
no PDF to ask.  It can be this simple because line heights and row heights are exact and every section starts
on a new page; only the breaking of lines is a guess: a Chinese character is one em wide and an ASCII letter
half of one, as in the official fonts.
"""

from __future__ import annotations

from ..document import lines
from ..document.blocks import (
    Block,
    ChartBlock,
    Contents,
    Document,
    Heading,
    Paragraph,
    PictureBlock,
    Section,
    TableBlock,
)
from ..style import Page, ParagraphStyle, StyleSheet

_POINTS = 72 / 25.4  # points in a millimetre
_SLACK = 0.1  # points; a page takes a line that is too high by no more than this


def estimate_pages(document: Document) -> dict[str, int]:
    """Printed page number of every heading, by anchor; counted from 1 at the first ``body`` section.

    Headings before the first body section have no printed number and are left out.

    Raises:
        KeyError: A paragraph's style is not in the style sheet.
    """
    return section_pages(document)[1]


def section_pages(document: Document) -> tuple[list[int], dict[str, int]]:
    """How many counted pages each section has (none before the first body section), and the page of every heading."""
    counts: list[int] = []
    pages: dict[str, int] = {}
    number = 0
    for section in document.sections:
        before = number
        if section.kind == "body" or number:
            number = _Flow(document.style, section, number + 1).place(pages)
        counts.append(number - before)
    return counts, pages


class _Flow:
    """The pages of one section, filled from the top.

    Args:
        style: The look.
        section: What to place.
        number: Printed number of its first page.
    """

    def __init__(self, style: StyleSheet, section: Section, number: int):
        page: Page = style.page(section.landscape)
        self.style, self.section, self.number = style, section, number
        self.width = page.text_width * _POINTS
        self.height = page.text_height * _POINTS
        self.used = 0.0  # points of the current page
        self.started = False  # whether the section has anything yet

    def place(self, pages: dict[str, int]) -> int:
        """Place every block, note where headings come to stand, and give the number of the last page."""
        blocks = self.section.blocks
        for index, block in enumerate(blocks):
            if self.used and getattr(block, "new_page", False):
                self._new_page()
                self.started = False  # space above is kept behind a break that was asked for
            if isinstance(block, Heading):
                self._keep_with_next(blocks[index:])
                look = self.style.paragraph[block.style_name]
                pages.setdefault(block.anchor, self._paragraph(block.text, look))
            elif isinstance(block, Paragraph):
                self._paragraph(block.text, self.style.paragraph[block.style])
            elif isinstance(block, TableBlock):
                self._table(block)
            elif isinstance(block, ChartBlock | PictureBlock):
                self._line(block.height * _POINTS)
            else:
                self._contents(block)
        return self.number

    def _new_page(self) -> None:
        self.number += 1
        self.used = 0.0

    def _fits(self, points: float) -> bool:
        return self.used + points <= self.height + _SLACK

    def _line(self, points: float) -> None:
        """Place something that is never split."""
        if self.used and not self._fits(points):
            self._new_page()
        self.used += points
        self.started = True

    def _paragraph(self, text: str, look: ParagraphStyle) -> int:
        """Place a paragraph; gives the page of its first line.

        Space above it is dropped at the top of a page, but kept at the beginning of the section.
        """
        if self.used or not self.started:
            self.used += look.before
        first = 0
        for _ in range(line_count(text, look, self.width)):
            self._line(look.pitch)
            first = first or self.number
        self.used += look.after
        return first

    def _keep_with_next(self, blocks: tuple[Block, ...]) -> None:
        """Begin a new page if a heading and what must stay with it do not fit: headings, then one line."""
        needed = 0.0
        for block in blocks:
            if not isinstance(block, Heading):
                needed += self._first_line(block)
                break
            look = self.style.paragraph[block.style_name]
            needed += look.before + look.pitch * line_count(block.text, look, self.width) + look.after
        if self.used and not self._fits(needed):
            self._new_page()

    def _first_line(self, block: Block) -> float:
        """Points that the first piece of a block takes: a line, a chart, or a table's head with its first row."""
        if isinstance(block, Paragraph):
            look = self.style.paragraph[block.style]
            return look.before + look.pitch
        if isinstance(block, ChartBlock | PictureBlock):
            return block.height * _POINTS
        if isinstance(block, TableBlock):
            rows = (*block.header, *block.body[:1])
            return self._above(block) + sum(TableBlock.row_height(row, block.row_pitch) for row in rows)
        return 0.0

    def _above(self, block: TableBlock) -> float:
        """Points of the lines between a table's title and its grid."""
        look = self.style.paragraph["table_above"]
        return look.pitch * (bool(block.code) + any(block.above))

    def _table(self, block: TableBlock) -> None:
        """Place a table; its header rows stand again on every page."""
        head = sum(TableBlock.row_height(row, block.row_pitch) for row in block.header)
        self._line(self._above(block) + head)
        for row in block.body:
            height = TableBlock.row_height(row, block.row_pitch)
            if not self._fits(height):
                self._new_page()
                self.used += head
            self.used += height
        for note in block.notes:
            self._paragraph(note.text, self.style.paragraph[note.style])

    def _contents(self, block: Contents) -> None:
        self._paragraph(block.title, self.style.paragraph["contents_title"])
        for entry in block.entries:
            self._paragraph(entry.text, self.style.paragraph[f"contents{entry.level}"])


def line_count(text: str, look: ParagraphStyle, width: float) -> int:
    """Lines that a paragraph takes in a column of ``width`` points; 1 for an empty one."""
    return lines.line_count(text, width / look.size + 0.01, indent=look.indent)
