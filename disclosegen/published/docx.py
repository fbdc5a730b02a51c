"""A Word file: paragraphs and tables in the order of the page.

In: the bytes of a .docx that ``files.py`` has found sane.  Out: a :class:`~disclosegen.published.flow.Flow`.  What a reader of the
printed page would not see is not read: deletions that are tracked, hidden text, instructions of fields, headers and footers.  Text
boxes come behind their paragraph, tables inside a cell behind their row, a chart as its title and one line for each part.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator

from lxml import etree

from ..document.carried import read_payload
from ..findings import Finding
from ..workbook.guard import DAMAGED
from .files import XML_FAULTS, Progress, damaged
from .flow import Flow, Spot
from .numbering import Numbering, W
from .pieces import WIDEST, Cell, Line, Row, Table, strips
from .remarks import watermark

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
V = "{urn:schemas-microsoft-com:vml}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
LARGEST = 60 * 2**20
"""Bytes of a part, unpacked; a hundred pages have 3 MB, edited in Word for years perhaps 20."""

GONE = {f"{W}{name}" for name in ("del", "moveFrom", "instrText", "delText", "rPr", "pPr", "rt", "fldData")}
TEXT_BOX, DRAWN = f"{W}txbxContent", f"{C}chart"


def read_docx(data: bytes, name: str, progress: Progress = lambda done, total: None) -> Flow:
    """The strips of a Word file; a spot's line counts its paragraphs and rows.

    Raises:
        CallError: It is damaged.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            reader = _Reader(package)
            found = tuple(strips(reader.pieces(progress)))
            remarks = tuple(reader.watermarks())
    except (*DAMAGED, *XML_FAULTS) as error:
        raise damaged(name) from error
    return Flow(name, "docx", found, remarks, read_payload(data))


class _Reader:
    """Walks one document."""

    def __init__(self, package: zipfile.ZipFile):
        self.package = package
        self.main = self._main()
        self.related = dict(self._relations(self.main))
        styles = self._part("styles")
        self.numbering = Numbering(self._part("numbering"), styles)
        self.hidden = {
            style.get(f"{W}styleId", "")
            for style in (styles.iter(f"{W}style") if styles is not None else ())
            if _on(style.find(f"{W}rPr"), "vanish")
        }
        self.line = 0
        self._begun: Line | None = None  # a paragraph whose end is deleted: the next one goes on with it

    def pieces(self, progress: Progress) -> Iterator[Line | Table]:
        """The body."""
        body = self._xml(self.main).find(f"{W}body")
        if body is None:
            return
        total = len(body)  # lxml counts anew each time
        for done, child in enumerate(body):
            if done % 100 == 0:
                progress(done, total)
            yield from self._block(child)
        yield from self._ended()
        progress(total, total)

    def watermarks(self) -> Iterator[Finding]:
        """Words that a header prints across the page."""
        seen: set[str] = set()
        for kind, target in self.related.values():
            if kind.endswith("/header") and target in self.package.namelist():
                seen |= {path.get("string", "").strip() for path in self._xml(target).iter(f"{V}textpath")}
        yield from (watermark(text) for text in sorted(seen) if text)

    # Parts

    def _main(self) -> str:
        for kind, target in dict(self._relations("")).values():
            if kind.endswith("/officeDocument"):
                return target
        return "word/document.xml"

    def _relations(self, part: str) -> Iterator[tuple[str, tuple[str, str]]]:
        """Id, kind and target of what a part refers to."""
        folder, file = posixpath.split(part)
        path = posixpath.join(folder, "_rels", f"{file}.rels")
        if path in self.package.namelist():
            for relation in self._xml(path):
                if relation.get("TargetMode") != "External":
                    target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/")
                    yield relation.get("Id", ""), (relation.get("Type", ""), target)

    def _part(self, kind: str) -> etree._Element | None:
        for there, target in self.related.values():
            if there.endswith(f"/{kind}") and target in self.package.namelist():
                return self._xml(target)
        return None

    def _xml(self, path: str) -> etree._Element:
        if self.package.getinfo(path).file_size > LARGEST:
            raise ValueError(f"{path} is too large")
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
        return etree.fromstring(self.package.read(path), parser)

    # Blocks

    def _block(self, element: etree._Element) -> Iterator[Line | Table]:
        """A paragraph, a table, or what wraps some of them."""
        if element.tag == f"{W}p":
            self.line += 1
            yield from self._paragraph(element, Spot(line=self.line))
        elif element.tag == f"{W}tbl":
            yield from self._ended()
            yield from self._table(element)
        elif element.tag == f"{MC}AlternateContent":
            yield from self._block(element[0]) if len(element) else ()
        elif element.tag not in GONE and element.tag != f"{W}sdtPr":
            for child in element:
                yield from self._block(child)

    def _paragraph(self, element: etree._Element, spot: Spot) -> Iterator[Line | Table]:
        text, boxes = self._words(element)
        if self._begun is not None:
            text, spot = self._begun.text + text, self._begun.spot
            self._begun = None
        if _runs_on(element):
            self._begun = Line(text, spot)
        elif text.strip():
            yield Line(text, spot)
        for box in boxes:
            if box.tag == TEXT_BOX:
                for child in box:
                    yield from self._block(child)
            else:
                yield from (Line(line, spot) for line in self._chart(box.get(f"{R}id", "")))

    def _ended(self) -> Iterator[Line]:
        """A paragraph that nothing goes on with."""
        begun, self._begun = self._begun, None
        if begun is not None and begun.text.strip():
            yield begun

    def _words(self, element: etree._Element) -> tuple[str, list[etree._Element]]:
        """A paragraph's text with the number that Word counts, and its text boxes and charts."""
        properties = element.find(f"{W}pPr")
        style = properties.find(f"{W}pStyle") if properties is not None else None
        name = style.get(f"{W}val", "") if style is not None else ""
        number = self.numbering.before(properties, name)
        written: list[str] = []
        boxes: list[etree._Element] = []
        if name not in self.hidden:
            self._inline(element, written, boxes)
        text = "".join(written)
        return (number + text.lstrip() if number and text.strip() else text), boxes

    def _inline(self, element: etree._Element, written: list[str], boxes: list[etree._Element]) -> None:
        for child in element:
            tag = child.tag
            if tag in (f"{W}t", f"{M}t"):
                written.append((child.text or "").replace("\n", " ").replace("\t", " "))
            elif tag in (f"{W}tab", f"{W}ptab"):
                written.append("\t")
            elif tag in (f"{W}br", f"{W}cr"):
                written.append("\n")
            elif tag == f"{W}noBreakHyphen":
                written.append("-")
            elif tag == f"{W}sym":
                written.append(_symbol(child.get(f"{W}char", "")))
            elif tag in (TEXT_BOX, DRAWN):
                boxes.append(child)
            elif tag == f"{MC}AlternateContent":  # the first form is the newest, the others say the same again
                if len(child):
                    self._inline(child[0], written, boxes)
            elif tag == f"{W}r":
                if not self._unseen(child):
                    self._inline(child, written, boxes)
            elif tag not in GONE and isinstance(tag, str):
                self._inline(child, written, boxes)

    def _unseen(self, run: etree._Element) -> bool:
        look = run.find(f"{W}rPr")
        if look is None:
            return False
        style = look.find(f"{W}rStyle")
        return _on(look, "vanish") or (style is not None and style.get(f"{W}val") in self.hidden)

    # Tables

    def _table(self, element: etree._Element) -> Iterator[Line | Table]:
        """A table; a row that holds tables itself is a frame: what stands in its cells comes one after the other."""
        grid = element.find(f"{W}tblGrid")
        width = len(grid) if grid is not None else 0
        rows: list[Row] = []
        for row in _inside(element, f"{W}tr"):
            self.line += 1
            spot = Spot(line=self.line)
            cells = list(_inside(row, f"{W}tc"))
            if any(next(cell.iter(f"{W}tbl"), None) is not None for cell in cells):
                if rows:
                    yield Table(tuple(rows), width)
                    rows = []
                for cell in cells:
                    for child in cell:
                        yield from self._block(child)
            elif not _deleted(row):
                rows.append(Row(tuple(self._cells(row, cells)), spot))
        if rows:
            yield Table(tuple(rows), width)

    def _cells(self, row: etree._Element, cells: list[etree._Element]) -> Iterator[Cell]:
        column = _count(row.find(f"{W}trPr"), "gridBefore", 0)
        for cell in cells:
            properties = cell.find(f"{W}tcPr")
            merged = properties.find(f"{W}vMerge") if properties is not None else None
            if merged is None or merged.get(f"{W}val") == "restart":
                yield Cell(column, "\n".join(self._lines(cell)))
            column += _count(properties, "gridSpan", 1)

    def _lines(self, cell: etree._Element) -> Iterator[str]:
        begun = ""
        for child in _inside(cell, f"{W}p"):
            text, boxes = self._words(child)
            begun += text.replace("\t", " ")
            if not _runs_on(child):
                yield begun
                begun = ""
            for box in boxes:
                yield from (self._words(inner)[0] for inner in box.iter(f"{W}p")) if box.tag == TEXT_BOX else ()
        if begun:
            yield begun

    # Charts

    def _chart(self, relation: str) -> Iterator[str]:
        """Title, then every category, with its value where the category does not name it itself."""
        _, target = self.related.get(relation, ("", ""))
        if target not in self.package.namelist():
            return
        chart = self._xml(target)
        title = "".join(text.text or "" for one in chart.iter(f"{C}title") for text in one.iter(f"{A}t"))
        if title:
            yield title
        for series in chart.iter(f"{C}ser"):
            values = _points(series.find(f"{C}val"))
            for at, category in _points(series.find(f"{C}cat")).items():
                known = any(letter.isdigit() for letter in category) or at not in values
                yield category if known else f"{category} {values[at]}"


def _runs_on(paragraph: etree._Element) -> bool:
    """Whether the end of a paragraph is deleted in tracked changes, so that the next one goes on with it."""
    mark = paragraph.find(f"{W}pPr/{W}rPr")
    return mark is not None and any(mark.find(f"{W}{tag}") is not None for tag in ("del", "moveFrom"))


def _inside(element: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Rows of a table, cells of a row, paragraphs of a cell, through whatever wraps them."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag not in GONE and child.tag not in (f"{W}tbl", f"{W}tr", f"{W}tc", f"{W}p"):
            yield from _inside(child, tag)


def _on(look: etree._Element | None, name: str) -> bool:
    found = look.find(f"{W}{name}") if look is not None else None
    return found is not None and found.get(f"{W}val", "1") not in ("0", "false", "off")


def _deleted(row: etree._Element) -> bool:
    properties = row.find(f"{W}trPr")
    return properties is not None and properties.find(f"{W}del") is not None


def _count(properties: etree._Element | None, name: str, default: int) -> int:
    found = properties.find(f"{W}{name}") if properties is not None else None
    text = found.get(f"{W}val", "") if found is not None else ""
    return min(int(text), WIDEST) if text.isdecimal() and len(text) < 6 else default


def _symbol(code: str) -> str:
    """A character that is named by its number; those of symbol fonts have no meaning in text."""
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    return chr(number) if 0x20 <= number < 0xD800 else ""


def _points(element: etree._Element | None) -> dict[str, str]:
    if element is None:
        return {}
    return {point.get("idx", ""): (point.findtext(f"{C}v") or "") for point in element.iter(f"{C}pt")}
