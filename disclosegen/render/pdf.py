"""A Document as PDF, through the print HTML and WeasyPrint.

In: a :class:`Document`.  Out: the bytes (the same for the same document and fonts), and on which printed
page each heading stands.  WeasyPrint only logs what goes wrong and prints on; here every such record is a
failure.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from ..document.blocks import Document, Heading
from ..errors import DisclosegenError
from .collector import unhurried_collector
from .fonts import use_fontconfig
from .html import to_html
from .pdf_fallback import fallback_glyphs
from .pdf_justify import justify
from .pdf_payload import ATTACHMENT

_WHOLE_FONT = 4 * 2**20  # bytes; a document's characters make a font of a few hundred thousand
_EPOCH = datetime(1980, 1, 1, tzinfo=UTC)

# The one warning that is no fault: without libharfbuzz-subset fonts are cut down by fontTools, which is slow
# but right. `disclosegen doctor` names the missing library.
_HARMLESS = "Using fontTools instead of HarfBuzz-Subset"

# What it says of a character that no font has: the character and its code point.
_NO_GLYPH = re.compile(r"^\.notdef glyph.*\"(.*)\" \((U\+[0-9A-F]+)\)", re.DOTALL)


class RenderError(DisclosegenError):
    """A document cannot be printed: a library is missing, or WeasyPrint found fault with the HTML."""


@dataclass(frozen=True)
class PdfResult:
    """A printed document.

    Attributes:
        data: The file.
        pages: Printed page number of each heading's anchor; headings before the first numbered page have
            none.
        page_count: Pages of the file, those without a number included.
        fallback_glyphs: Characters that the first face of their style does not have, so that another face had
            to lend them, in order of the code points.
    """

    data: bytes
    pages: dict[str, int]
    page_count: int
    fallback_glyphs: tuple[str, ...] = ()


def to_pdf(document: Document) -> PdfResult:
    """Print a document.

    Raises:
        RenderError: WeasyPrint's libraries are missing, or it reported a fault.
        KeyError: A paragraph's style is not in the style sheet.
    """
    html = to_html(document, media="print")
    weasyprint = _import_weasyprint()
    with unhurried_collector(), _no_copies_of_fonts(), _records() as records:
        # A document fetches nothing: all it needs is inside it.
        nothing = weasyprint.urls.URLFetcher(allowed_protocols=())
        rendered = weasyprint.HTML(string=html, url_fetcher=nothing).render()
        attachments = []
        if document.payload:
            attachments = [
                weasyprint.Attachment(
                    string=document.payload,
                    name=ATTACHMENT,
                    created=_EPOCH,
                    modified=_EPOCH,
                    relationship="Data",
                )
            ]
        justify(rendered.pages)
        data = rendered.write_pdf(attachments=attachments)
    _raise_for(records)
    return PdfResult(
        data,
        _printed_pages(document, rendered.pages),
        len(rendered.pages),
        fallback_glyphs(document, rendered.fonts.values()),
    )


def prepare() -> None:
    """Load everything that printing needs. Raises RenderError where it is missing."""
    _import_weasyprint()


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


def _import_weasyprint() -> Any:
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


def _printed_pages(document: Document, pages: list[Any]) -> dict[str, int]:
    """Printed number of the page of each heading; the first heading of a name counts."""
    numbered = [
        block.anchor
        for section in document.sections
        if section.kind == "body"
        for block in section.blocks
        if isinstance(block, Heading)
    ]
    physical: dict[str, int] = {}
    for number, page in enumerate(pages):
        for anchor in page.anchors:
            physical.setdefault(anchor, number)
    front = _front_pages(document, pages)
    return {anchor: physical[anchor] - front + 1 for anchor in dict.fromkeys(numbered) if physical[anchor] >= front}


def _front_pages(document: Document, pages: list[Any]) -> int:
    """Number of pages before the first numbered one."""
    return sum(1 for page in pages if page._page_box.page_type.name.endswith("-front"))
