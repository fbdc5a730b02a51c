"""How far down its page a form has come, and grids cut into pages from there.

In: headings and paragraphs in order, and laid-out grids.  Out: tables that each fit on their page.  Heights of rows are exact and
those of paragraphs counted generously, so that what is kept for a grid is never too much.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..kit.schema_forms import FormTable
from ..style import StyleSheet
from .blocks import Contents, Heading, Paragraph, TableBlock
from .form_grid import POINTS
from .form_layout import Layout
from .form_pages import pages
from .form_text import FormText, Names
from .lines import line_count

ABOVE = "table_above"
SPARE = 4.0
"""Points that stay free on every page: a paragraph between two tables, the thickness of rules."""
WIDE = 1.12
"""Letters of a title are counted so much wider: a title that breaks in one renderer only would cost a page."""


class Flow:
    """The pages of one form.

    Attributes:
        used: Points that are taken on the page.
    """

    def __init__(self, text: FormText, style: StyleSheet, landscape: bool, used: float):
        self.text, self.style, self.landscape, self.used = text, style, landscape, used
        page = style.page(landscape)
        self.room, self.wide = page.text_height * POINTS - SPARE, page.text_width * POINTS

    def take(self, block: Heading | Paragraph | Contents) -> None:
        """Place a paragraph; one that does not fit goes on at the top of the next page."""
        if block.new_page:
            self.used = 0.0
        if isinstance(block, Contents):
            self.used += self._height(block.title, "contents_title")
            return
        self.used += self._height(block.text, block.style_name if isinstance(block, Heading) else block.style)
        if self.used > self.room:
            self.used %= self.room

    def _height(self, text: str, style: str) -> float:
        """Points of a paragraph, generously counted."""
        look = self.style.paragraph[style]
        count = line_count(text, self.wide / (look.size * WIDE), indent=look.indent)
        return look.before + look.pitch * count + look.after

    def table(self, table: FormTable, names: Names, name: str, new_page: bool = False) -> Iterator[TableBlock]:
        """A grid from here on, its head again on every page; ``name`` is the id of its first piece."""
        if new_page:
            self.used = 0.0
        layout = Layout(self.text, table, names, self.style, self.landscape)
        grid, head = layout.grid(), layout.head()
        notes = tuple(Paragraph(self.text.runs(text, names), table.note_style) for text in table.notes)
        left, centre, right = (*(self.text.plain(text, names) for text in table.above), "", "", "")[:3]
        tail = sum(self._height(note.text, note.style) for note in notes)
        room = self.room - (head.height if head else 0.0)
        taken = self.used + self.style.paragraph[ABOVE].pitch * any((left, centre, right))
        pieces = list(pages(grid, room - taken, room, tail))
        for number, piece in enumerate(pieces):
            yield TableBlock(
                id=name + (f"-{number + 1}" if number else ""),
                code="",
                above=(left, centre, right) if not number else ("", "", ""),
                widths=layout.widths,
                header=head.rows() if head else (),
                body=piece.rows(),
                notes=notes if number == len(pieces) - 1 else (),
                font_size=table.font_size,
                row_pitch=table.row_pitch,
                new_page=number > 0 or new_page,
            )
        self.used = (taken if len(pieces) == 1 else 0.0) + self.room - room + pieces[-1].height + tail
