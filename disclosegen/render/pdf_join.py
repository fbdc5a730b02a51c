"""Printed pieces become one PDF: pages, links, bookmarks, properties and the workbook's data.

In: a :class:`Document` and its printed pieces.  Out: the bytes; the same for the same pieces, for nothing in them tells the time.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime

from pypdf import PageObject, PdfReader, PdfWriter, Transformation
from pypdf.generic import ArrayObject, Fit, FloatObject, IndirectObject, NameObject, NullObject, TextStringObject

from ..document.blocks import Document, PictureBlock
from ..document.carried import ATTACHMENT
from ..document.tables import POINTS
from .docx_xml import clean
from .html import LINK
from .pdf_piece import Place, Printed

_EPOCH = datetime(1980, 1, 1, tzinfo=UTC)


def join(document: Document, printed: Sequence[Printed]) -> bytes:
    """Put the pieces one behind the other."""
    writer = PdfWriter()
    writer.pdf_header = "%PDF-1.7"
    first: list[int] = []  # page of the file on which each piece begins
    for one in printed:
        first.append(len(writer.pages))
        for page in PdfReader(io.BytesIO(one.data)).pages:
            _link(writer.add_page(page))
    _pictures(writer, document, printed, first)
    _destinations(writer, printed, first)
    _bookmarks(writer, printed, first)
    _properties(writer, document)
    if document.payload:
        attached = writer.add_attachment(ATTACHMENT, document.payload)
        attached.creation_date = attached.modification_date = _EPOCH
        attached.associated_file_relationship = NameObject("/Data")
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def _link(page: PageObject) -> None:
    """Links to headings, printed as addresses because the heading may stand in another piece, become links again."""
    for annotation in page.get("/Annots", ()):
        link = annotation.get_object()
        address = link.get("/A", {}).get("/URI", "")
        if address.startswith(LINK):
            del link["/A"]
            link[NameObject("/Dest")] = TextStringObject(address.removeprefix(LINK))


def _pictures(writer: PdfWriter, document: Document, printed: Sequence[Printed], first: Sequence[int]) -> None:
    """Pages of attached PDF files, put as they are where room was left for them."""
    readers: dict[int, PdfReader] = {}
    places = {
        name: (start, place) for one, start in zip(printed, first, strict=True) for name, place in one.anchors.items()
    }
    for block in document.blocks():
        if not isinstance(block, PictureBlock) or block.kind != "pdf":
            continue
        reader = readers.setdefault(id(block.data), PdfReader(io.BytesIO(block.data)))
        start, place = places[block.anchor]
        source = reader.pages[block.page]
        into = _upright(source).scale(block.width / _wide(source) * POINTS)
        into = into.translate(place.left, place.top - block.height * POINTS)
        writer.pages[start + place.page].merge_transformed_page(source, into, over=True, expand=False)


def _wide(page: PageObject) -> float:
    """Width of a page in points, as it is turned for reading."""
    return float(page.cropbox.height if page.rotation % 180 else page.cropbox.width)


def _upright(page: PageObject) -> Transformation:
    """What puts the lower left corner of a page, turned for reading, at the origin."""
    box = page.cropbox
    width, height = float(box.width), float(box.height)
    turned = Transformation().translate(-float(box.left), -float(box.bottom)).rotate(-page.rotation)
    return turned.translate(*{0: (0, 0), 90: (0, width), 180: (width, height), 270: (height, 0)}[page.rotation % 360])


def _destinations(writer: PdfWriter, printed: Sequence[Printed], first: Sequence[int]) -> None:
    """Names of headings; a heading's name in two pieces means the first."""
    found: dict[str, ArrayObject] = {}
    for one, start in zip(printed, first, strict=True):
        for name, place in one.anchors.items():
            found.setdefault(name, _at(writer, place, start))
    for name in sorted(found):
        writer.add_named_destination_array(TextStringObject(name), found[name])


def _at(writer: PdfWriter, place: Place, start: int) -> ArrayObject:
    page = writer.pages[start + place.page].indirect_reference
    assert isinstance(page, IndirectObject)
    return ArrayObject([page, NameObject("/XYZ"), FloatObject(place.left), FloatObject(place.top), NullObject()])


def _bookmarks(writer: PdfWriter, printed: Sequence[Printed], first: Sequence[int]) -> None:
    """The tree of headings; a level that is skipped is no level."""
    above: list[tuple[int, IndirectObject]] = []
    for one, start in zip(printed, first, strict=True):
        for level, words, place in one.bookmarks:
            above = [(other, item) for other, item in above if other < level]
            item = writer.add_outline_item(
                title=words,
                page_number=start + place.page,
                parent=above[-1][1] if above else None,
                fit=Fit.xyz(place.left, place.top),
            )
            above.append((level, item))


def _properties(writer: PdfWriter, document: Document) -> None:
    words = {
        "/Title": clean(document.title),
        "/Author": clean(document.author),
        "/Keywords": clean(", ".join(document.keywords)),
        "/Producer": "disclosegen",
    }
    writer.add_metadata({name: text for name, text in words.items() if text})
    writer.root_object[NameObject("/Lang")] = TextStringObject("zh-CN")
