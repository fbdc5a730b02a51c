"""A part of a document printed by WeasyPrint, to be joined with the others.

In: a :class:`Piece`.  Out: a :class:`Printed` piece: its pages as a PDF of their own, and where
headings and bookmarks stand.  WeasyPrint only logs what goes wrong and prints on; here every such record is a failure.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from ..document.blocks import Document
from ..errors import DisclosegenError
from .collector import unhurried_collector
from .fonts import use_fontconfig
from .html import to_html
from .pdf_fallback import drawn_characters
from .pdf_justify import justify

_WHOLE_FONT = 4 * 2**20  # bytes; a document's characters make a font of a few hundred thousand

# The one warning that is no fault: without libharfbuzz-subset fonts are cut down by fontTools, which is slow
# but right. `disclosegen doctor` names the missing library.
_HARMLESS = "Using fontTools instead of HarfBuzz-Subset"

# What it says of a character that no font has: the character and its code point.
_NO_GLYPH = re.compile(r"^\.notdef glyph.*\"(.*)\" \((U\+[0-9A-F]+)\)", re.DOTALL)


class RenderError(DisclosegenError):
    """A document cannot be printed: a library is missing, or WeasyPrint found fault with the HTML."""


@dataclass(frozen=True)
class Piece:
    """Sections that are printed together.

    Attributes:
        document: The document with no other sections.
        counting: Whether a numbered section stands before it.
        page: Printed number of its first counted page.
        numbers: Printed page of each heading, for a contents page in it; empty where there is none.
    """

    document: Document
    counting: bool
    page: int
    numbers: Mapping[str, int]


@dataclass(frozen=True)
class Place:
    """A point of a page: 0-based page of the piece, points from the left and from the bottom."""

    page: int
    left: float
    top: float


@dataclass(frozen=True)
class Printed:
    """A printed piece.

    Attributes:
        data: Its pages as a PDF.
        pages: How many.
        front: How many of them are not counted (cover and contents).
        anchors: Where each heading stands; of headings with one name the first.
        bookmarks: Level, words and place of each bookmark, in order.
        drawn: Characters that each font family drew.
    """

    data: bytes
    pages: int
    front: int
    anchors: Mapping[str, Place]
    bookmarks: tuple[tuple[int, str, Place], ...]
    drawn: Mapping[str, frozenset[str]]


def print_piece(piece: Piece) -> Printed:
    """Print some sections.

    Raises:
        RenderError: WeasyPrint's libraries are missing, or it reported a fault.
        KeyError: A paragraph's style is not in the style sheet.
    """
    html = to_html(piece.document, media="print", counting=piece.counting, page=piece.page, numbers=piece.numbers)
    weasyprint = import_weasyprint()
    with unhurried_collector(), _no_copies_of_fonts(), _records() as records:
        # A document fetches nothing: all it needs is inside it, pictures as well.
        nothing = weasyprint.urls.URLFetcher(allowed_protocols=("data",))
        rendered = weasyprint.HTML(string=html, url_fetcher=nothing).render()
        justify(rendered.pages)
        data = rendered.write_pdf()
    _raise_for(records)
    anchors: dict[str, Place] = {}
    bookmarks = []
    for number, page in enumerate(rendered.pages):
        for name, (left, top, *_) in page.anchors.items():
            anchors.setdefault(name, _place(number, page, left, top))
        bookmarks += [(level, words, _place(number, page, *at)) for level, words, at, _ in page.bookmarks]
    front = sum(1 for page in rendered.pages if page._page_box.page_type.name.endswith("-front"))
    return Printed(
        data, len(rendered.pages), front, anchors, tuple(bookmarks), drawn_characters(rendered.fonts.values())
    )


def _place(number: int, page: Any, left: float, top: float) -> Place:
    """From CSS pixels below the top to points above the bottom."""
    return Place(number, round(left * 0.75, 2), round((page.height - top) * 0.75, 2))


@contextmanager
def _no_copies_of_fonts() -> Iterator[None]:
    """Keep WeasyPrint from holding a copy of every font file (100 MB of Chinese fonts).

    It reads the whole file of each face only for the fontTools way of cutting fonts down; HarfBuzz works on the face
    itself. Where HarfBuzz can do it, files of that size are left unread; cut-down fonts are read as ever.
    """
    from weasyprint.pdf import fonts
    from weasyprint.text import fonts as text

    original = fonts.get_hb_object_data

    def read(face: Any, ot_color: str | None = None, glyph: int | None = None) -> bytes | None:
        blob = fonts.harfbuzz.hb_face_reference_blob(face)
        size = fonts.harfbuzz.hb_blob_get_length(blob)
        text.harfbuzz.hb_blob_destroy(blob)
        return b"" if ot_color is None and size > _WHOLE_FONT else original(face, ot_color, glyph)

    if fonts.harfbuzz_subset:
        fonts.get_hb_object_data = read
    try:
        yield
    finally:
        fonts.get_hb_object_data = original


def import_weasyprint() -> Any:
    """WeasyPrint; late, because it takes 0.8 s and needs the Pango library, which only a PDF does."""
    use_fontconfig()
    try:
        import weasyprint
    except (ImportError, OSError) as error:
        raise RenderError(
            "这台电脑缺少排版 PDF 的组件（Pango），不能生成 PDF。用 --format docx 可以照常生成 Word；"
            "“disclosegen doctor”会告诉您该装什么。"
        ) from error
    return weasyprint


class _Recorder(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        text = record.getMessage()
        if not text.startswith(_HARMLESS):
            self.texts.append(text)


@contextmanager
def _records() -> Iterator[list[str]]:
    """What WeasyPrint reports meanwhile, from warnings up."""
    logger = logging.getLogger("weasyprint")
    recorder = _Recorder()
    level = logger.level
    logger.addHandler(recorder)
    if logger.getEffectiveLevel() > logging.WARNING:
        logger.setLevel(logging.WARNING)
    try:
        yield recorder.texts
    finally:
        logger.removeHandler(recorder)
        logger.setLevel(level)


def _raise_for(records: list[str]) -> None:
    """Turn what WeasyPrint reported into an error: characters that no font has by name, the rest as it is."""
    if not records:
        return
    found = [_NO_GLYPH.search(text) for text in records]
    missing = [f"{match[1]}（{match[2]}）" for match in found if match]
    if missing:
        words = "、".join(dict.fromkeys(missing))
        raise RenderError(f"这台电脑的字体里没有这些字：{words}，PDF 印不出来。请改正这些字，或安装含有它们的字体。")
    raise RenderError("PDF 排版出错：" + "；".join(dict.fromkeys(records)))
