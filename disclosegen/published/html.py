"""A web page: its lines and tables in the order of the page.

In: text with markup, tidy or not.  Out: a :class:`~disclosegen.published.flow.Flow`.  Scripts, styles, fields to fill in and what is
hidden are passed over.  A table that only arranges a page (its cells hold tables) is a frame: what stands in it comes one after the
other.  The texts of a drawing are lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree, html

from ..findings import Finding
from .files import XML_FAULTS, Progress, damaged
from .flow import Flow, Spot
from .pieces import WIDEST, Cell, Line, Row, Table, strips
from .remarks import watermark

# fmt: off
GONE = {
    "script", "style", "noscript", "template", "head", "iframe", "object", "embed", "select", "datalist", "button",
    "input", "textarea", "audio", "video", "canvas", "map", "title", "desc", "metadata", "colgroup", "meta", "link",
}
# fmt: on
# fmt: off
BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir", "div",
    "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header",
    "hgroup", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary", "table",
    "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "svg", "text",
}
# fmt: on
ROWS = {"thead": 0, "tbody": 1, "tfoot": 2}
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
BLANKS = re.compile(r"[ \r\n\f\xa0]+")
CHINESE = re.compile(r"[\u3000-\u9fff\uff00-\uffef]")
LONGEST_SPAN = 5000
NEAR = 5
"""Lines above a table among which its title stands."""


def read_html(text: str, name: str, progress: Progress = lambda done, total: None) -> Flow:
    """The strips of a web page; a spot's line counts its lines and rows.

    Raises:
        CallError: Nothing can be made of it.
    """
    progress(0, 1)
    try:
        parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser)
        reader = _Reader()
        pieces = [*reader.block(root), *reader.ended()]
    except (*XML_FAULTS, ValueError, RecursionError) as error:
        raise damaged(name) from error
    progress(1, 1)
    return Flow(name, "html", tuple(strips(pieces)), tuple(reader.remarks))


class _Reader:
    """Walks one page; text waits in ``written`` until a line ends."""

    def __init__(self) -> None:
        self.written: list[str] = []
        self.remarks: list[Finding] = []
        self.line = 0
        self.above: list[str] = []  # the lines since the last table
        self.caption = ""

    def ended(self) -> Iterator[Line]:
        """The line that ends here; empty for none."""
        text = _text(self.written)
        self.written.clear()
        if text:
            self.line += 1
            self.above.append(text)
            yield Line(text, Spot(line=self.line))

    def block(self, element: etree._Element) -> Iterator[Line | Table]:
        """What stands in an element, its own text included, what follows it not."""
        tag = element.tag
        if not isinstance(tag, str) or tag in GONE:
            return
        if _unseen(element):
            self.passed(element)
            return
        if tag == "br":
            self.written.append("\n")
            return
        apart = tag in BLOCKS
        if apart:
            yield from self.ended()
        if tag == "table":
            yield from self.table(element)
            return
        self.written.append(_collapsed(element, element.text))
        for child in element:
            yield from self.block(child)
            self.written.append(_collapsed(element, child.tail))
        if apart:
            yield from self.ended()

    def passed(self, element: etree._Element) -> None:
        """What is not for listeners and stands across the page is a watermark."""
        parent = element.getparent()
        if (
            element.get("aria-hidden") == "true"
            and parent is not None
            and parent.tag == "body"
            and element.tag == "div"
        ):
            text = BLANKS.sub(" ", "".join(element.itertext())).strip()
            if text:
                self.remarks.append(watermark(text))

    def table(self, element: etree._Element) -> Iterator[Line | Table]:
        """A caption that repeats the heading above the table, or the caption before it, is for listeners: it is left out."""
        for caption in element.iterchildren("caption"):
            text = _words(caption)
            if text and text != self.caption and text not in self.above[-NEAR:]:
                self.written.append(text)
                yield from self.ended()
            self.caption = text
        rows: list[Row] = []
        covered: dict[int, int] = {}  # column → rows that a cell from above still covers
        for row in _rows(element):
            if any(next(cell.iterdescendants("table"), None) is not None for cell in row):
                if rows:
                    yield Table(tuple(rows), len(covered))
                    rows, covered = [], {}
                for cell in row:
                    yield from self.block(cell)
                continue
            if _unseen(row):
                continue
            self.line += 1
            rows.append(Row(tuple(_cells(row, covered)), Spot(line=self.line)))
        if rows:
            self.above.clear()
            yield Table(tuple(rows), len(covered))


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    """Rows in the order of the page, whatever the order of head, body and foot."""
    groups: list[tuple[int, list[etree._Element]]] = []
    for child in table:
        if child.tag == "tr":
            groups.append((1, [child]))
        elif child.tag in ROWS and not _unseen(child):
            groups.append((ROWS[child.tag], list(child.iterchildren("tr"))))
    for _, rows in sorted(groups, key=lambda group: group[0]):
        yield from rows


def _cells(row: etree._Element, covered: dict[int, int]) -> Iterator[Cell]:
    column = 0
    below: dict[int, int] = {}
    for cell in row.iterchildren("td", "th"):
        while covered.get(column, 0):
            column += 1
        wide, high = _span(cell, "colspan", WIDEST), _span(cell, "rowspan", LONGEST_SPAN)
        yield Cell(column, "" if _unseen(cell) else _words(cell).replace("\t", " "))
        for at in range(column, min(column + wide, WIDEST)):
            below[at] = high
        column += wide
    for at in [*covered]:
        covered[at] = max(covered[at] - 1, 0)
    covered.update({at: high - 1 for at, high in below.items()})


def _span(cell: etree._Element, name: str, most: int) -> int:
    text = cell.get(name, "1").strip()
    return min(max(int(text), 1), most) if text.isdecimal() and len(text) < 8 else 1


def _words(element: etree._Element) -> str:
    """Everything in a cell, a newline between its lines."""
    written: list[str] = []

    def walk(inner: etree._Element) -> None:
        tag = inner.tag
        if not isinstance(tag, str) or tag in GONE or _unseen(inner):
            return
        if tag == "br" or tag in BLOCKS:
            written.append("\n")
        written.append(_collapsed(inner, inner.text))
        for child in inner:
            walk(child)
            written.append(_collapsed(inner, child.tail))
        if tag in BLOCKS:
            written.append("\n")

    walk(element)
    return _text(written)


def _text(written: list[str]) -> str:
    """Pieces as lines: one blank for any number of them, none at the ends of a line, no empty line."""
    lines = (re.sub(r" *\t[ \t]*", "\t", BLANKS.sub(" ", line)).strip() for line in "".join(written).split("\n"))
    return "\n".join(line for line in lines if line)


def _collapsed(element: etree._Element, text: str | None) -> str:
    """Text without the line ends of its source and the indents behind them, which mean nothing but in ``pre``: a blank, none between
    Chinese characters.  A tab within a line stays: Word's own web pages part with it what stands side by side."""
    if not text:
        return ""
    if element.tag == "pre":
        return text
    first, *more = re.split(r"[\r\n]", text)
    written, before = [first], first[-1:]
    for line in filter(None, (line.strip(" \t\f") for line in more)):
        if not (CHINESE.match(line) and CHINESE.match(before)):
            written.append(" ")
        written.append(line)
        before = line[-1]
    if more and not more[-1].strip():
        written.append(" ")
    return BLANKS.sub(" ", "".join(written))


def _unseen(element: etree._Element) -> bool:
    return (
        element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or bool(HIDDEN.search(element.get("style", "")))
    )
