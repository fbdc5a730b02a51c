"""A copy of a PDF in which places are boxed and numbered.

In: the bytes of a PDF and places, as a :class:`~disclosegen.published.flow.Spot` gives them.  Out: the bytes of the copy, the same for the
same places.  Boxes and numbers are drawn on the page, so that every viewer shows them and every printer prints them.
"""

from __future__ import annotations

import io
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from ..errors import CallError
from .flow import Box
from .pdf_page import Frame

RED = "0.8 0 0"
FONT = "/DisclosegenMark"
SIZE = 8.0
"""Points, of a number."""
ROOM = 1.5
"""Points between a text and its box."""


@dataclass(frozen=True)
class Mark:
    """A place: page from 1, box in points from the top left corner of the page as viewers show it, the number that it is given."""

    page: int
    box: Box
    number: int


def annotate_pdf(data: bytes, marks: Sequence[Mark]) -> bytes:
    """Draw the marks on a copy; marks of pages that are not there are left out.

    Raises:
        CallError: The PDF is not sound enough to be written again.
    """
    try:
        writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
        by_page: dict[int, list[Mark]] = defaultdict(list)
        for mark in marks:
            by_page[mark.page].append(mark)
        for number, there in sorted(by_page.items()):
            if 0 < number <= len(writer.pages):
                _draw(writer.pages[number - 1], there)
        target = io.BytesIO()
        writer.write(target)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError) as error:
        raise CallError("这份 PDF 内部有损坏，能读出文字，但不能在上面加标注。请重新另存为 PDF 再试。") from error
    return target.getvalue()


def _draw(page: PageObject, marks: Sequence[Mark]) -> None:
    box = page.cropbox
    frame = Frame(float(box.left), float(box.bottom), float(box.right), float(box.top), page.rotation % 360)
    taken: Counter[tuple[int, int]] = Counter()
    orders = [f"{RED} RG {RED} rg 1 w"]
    for mark in dict.fromkeys(marks):
        corner = (round(mark.box[0] / SIZE), round(mark.box[1] / SIZE))
        orders.append(_mark(frame, mark, taken[corner]))
        taken[corner] += len(str(mark.number)) + 1
    overlay = PageObject.create_blank_page(width=box.right, height=box.top)
    overlay[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/Font"): DictionaryObject({NameObject(FONT): _font()})}
    )
    content = DecodedStreamObject()
    content.set_data("\n".join(orders).encode())
    overlay[NameObject("/Contents")] = content
    overlay.mediabox = page.mediabox
    page.merge_page(overlay)


def _mark(frame: Frame, mark: Mark, taken: int) -> str:
    """The box, and at its upper left corner the number, white on red; ``taken``: letters that stand there already."""
    left, top, right, bottom = (mark.box[0] - ROOM, mark.box[1] - ROOM, mark.box[2] + ROOM, mark.box[3] + ROOM)
    text = str(mark.number)
    wide = SIZE * (0.56 * len(text) + 0.5)
    start = min(max(left + taken * SIZE * 0.56, 0), frame.size[0] - wide)
    above = max(top - SIZE - 1, 0)
    x, y = frame.own(start + SIZE * 0.25, above + SIZE * 0.9)
    a, b, c, d = {0: (1, 0, 0, 1), 90: (0, 1, -1, 0), 180: (-1, 0, 0, -1), 270: (0, -1, 1, 0)}[frame.turn]
    return (
        f"{_rectangle(frame, (left, top, right, bottom))} S {_rectangle(frame, (start, above, start + wide, above + SIZE + 1))} f "
        f"BT 1 g {FONT} {SIZE:g} Tf {a} {b} {c} {d} {x:.2f} {y:.2f} Tm ({text}) Tj ET {RED} rg"
    )


def _rectangle(frame: Frame, box: Box) -> str:
    x, y = frame.own(box[0], box[1])
    u, v = frame.own(box[2], box[3])
    return f"{min(x, u):.2f} {min(y, v):.2f} {abs(u - x):.2f} {abs(v - y):.2f} re"


def _font() -> DictionaryObject:
    return DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica-Bold"),
        }
    )
