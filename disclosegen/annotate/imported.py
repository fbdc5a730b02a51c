"""A workbook that was read from a published document, with a first sheet that says what wants a look.

In: the bytes of the new workbook and findings.  Out: the same with the cells commented and a list that jumps to them.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..findings import Finding
from .looks import cell_styles
from .parts import Parts
from .sheets import Book, Listing
from .write import finding_rows, mark

SHEET = "读入情况"
TITLE = "读入情况（由程序生成，看完可以删去这张表）"


def with_list(data: bytes, findings: Sequence[Finding], lead: str) -> bytes:
    """The workbook with its list; ``lead`` is the line above it."""
    parts = Parts(data)
    book = Book(parts)
    styles = cell_styles(parts)
    mark(parts, book, findings)
    listing = Listing((8, 90, 30, 44, 50), styles, frozen=3)
    listing.rows += [
        [("title", TITLE)],
        [("text", lead)],
        [("head", text) for text in ("级别", "内容", "位置", "表内位置", "怎么办")],
    ]
    for finding in findings:
        for word, _, message, place, where, advice, _ in finding_rows(
            finding, finding.severity.value, "", set(book.names())
        ):
            listing.rows.append([word, message, place, where, advice])
    book.insert(0, SHEET, listing.data())
    book.show_first()
    return parts.save()
