"""How a document looks: page geometry and named paragraph styles, one declaration for all renderers.

In: the parsed ``style.toml`` of a kit.  Out: a :class:`StyleSheet`, from which the CSS of PDF and
HTML and the styles of Word are written.  Lengths are millimetres for pages and points for text.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

FontRole = Literal["fangsong", "kaiti", "heiti", "xiaobiaosong", "songti"]
Align = Literal["left", "center", "right", "justify"]


class Look(BaseModel):
    """Frozen, and a misspelt key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Page(Look):
    """A page; defaults after GB/T 9704-2012. Millimetres."""

    width: float = 210
    height: float = 297
    top: float = 37
    right: float = 26
    bottom: float = 35
    left: float = 28
    header: float = Field(15, description="Distance of the running header from the paper's edge.")
    footer: float = Field(28, description="Distance of the page number's baseline block from the paper's edge.")

    @property
    def text_width(self) -> float:
        """Width between the margins."""
        return self.width - self.left - self.right

    @property
    def text_height(self) -> float:
        """Height between the margins."""
        return self.height - self.top - self.bottom


class ParagraphStyle(Look):
    """A named paragraph style. Points, but ``indent`` in characters of its own size."""

    font: FontRole = "fangsong"
    size: float = 16
    pitch: float = Field(28, description="Exact height of a line.")
    bold: bool = False
    align: Align = "justify"
    indent: float = Field(0, description="First line, in characters.")
    before: float = 0
    after: float = 0
    outline: int = Field(0, description="Outline level 1–9 of a heading; 0 for text.")


class StyleSheet(Look):
    """``style.toml``.

    Style names that compose uses: ``cover1 cover2 cover_date heading1 heading2 heading3 heading4 body
    contents_title contents1 contents2 contents3 table_title table_above table_note form_mark form_title
    form_subtitle note page_number running_header``; of reports: ``report_heading1`` to ``report_heading3`` and ``report_text``.
    """

    portrait: Page = Page()
    landscape: Page = Page(width=297, height=210, top=28, right=20, bottom=22, left=20, footer=14)
    page_number: str = Field("— {n} —", description="Page number; {n} is the number.")
    paragraph: dict[str, ParagraphStyle]
    table_font: FontRole = "songti"
    cell_padding: float = Field(2.5, description="Left and right of a table cell's text, points.")
    rule: float = Field(0.5, description="Thickness of table rules, points.")

    def page(self, landscape: bool) -> Page:
        """The page of that orientation."""
        return self.landscape if landscape else self.portrait
