"""The cells of an .xlsx, and nothing else of it.

In: the bytes of a file whose zip directory was found sane (``guard.py``).  Out: a :class:`Book`: every value that
stands in a cell, each formula with its stored result, merged ranges, defined names.  Styles, rules, comments, links and
pictures are never looked at, so nothing in them can do harm or stop the reading.  What contradicts itself (two cells
with one address, a text that is not in the list of texts, a broken checksum) is refused: half understood, it could
put a figure in the wrong place.
"""

from __future__ import annotations

import datetime
import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from lxml import etree

from ..findings import shown
from .guard import DAMAGED

MAX_ROWS = 25_000  # 20,000 indicators of 500 projects
MAX_COLUMNS = 120
MAX_READ = 40 * 2**20
"""Most bytes of XML that are read, all sheets together; a large filled workbook has 2 MB."""
MAX_CELLS = 500_000
"""Most rows and cells that are looked at, blanks with nothing but looks included; the largest known disclosure has 15,000."""
MAX_SHEETS = 200
LONGEST_TITLE = 40  # a spreadsheet program allows 31
LAST_ROW, LAST_COLUMN = 2**20, 2**14

FAULTS = (etree.Error, *DAMAGED)
"""What a damaged or forged file makes the libraries raise."""

Value = str | int | float | bool | datetime.datetime | datetime.time | datetime.timedelta
Area = tuple[int, int, int, int]
"""First row, first column, last row, last column."""

ADDRESS = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
BEHIND = tuple(
    f"{{*}}{name}"
    for name in ("conditionalFormatting", "dataValidations", "hyperlinks", "pageMargins", "legacyDrawing", "extLst")
)
"""Elements that follow the cells and merged ranges: where one stands, a sheet has been read."""

DATE_FORMATS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
"""Built-in number formats that are dates or times, those of Chinese programs included."""
LITERAL = re.compile(r'"[^"]*"|\\.|_.|\[(?!(?:h+|m+|s+)\])[^\]]*\]')
EPOCH, EPOCH_1904 = datetime.datetime(1899, 12, 30), datetime.datetime(1904, 1, 1)


class TooLarge(Exception):
    """More than a filled workbook can hold."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula as written, with ``=``, and what it gave when it was last calculated; None if it never was."""

    text: str
    result: Value | None


@dataclass(frozen=True)
class Sheet:
    """A sheet: values by (row, column), 1-based, blanks left out; what lies beyond the caps is ignored."""

    title: str
    cells: Mapping[tuple[int, int], Value | Formula]
    merged: tuple[Area, ...] = ()


@dataclass(frozen=True)
class Book:
    """The sheets with cells, in order, hidden ones too; ``names`` are the defined names of the whole workbook."""

    sheets: tuple[Sheet, ...]
    names: Mapping[str, str] = field(default_factory=dict)


def read_book(data: bytes) -> Book:
    """Read a file.

    Raises:
        TooLarge: More XML, cells or sheets than the caps allow.
        FAULTS: The file is damaged.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return _Reader(package).book()


class _Reader:
    """Reads the parts of one package; each part once."""

    def __init__(self, package: zipfile.ZipFile):
        self.package = package
        self.left = MAX_READ
        self.cells_left = MAX_CELLS
        self.strings: list[str] = []
        self.dates: set[int] = set()
        self.epoch = EPOCH

    def book(self) -> Book:
        root = self._tree("xl/workbook.xml")
        targets = self._targets()
        for kind, read in (("sharedStrings", self._read_strings), ("styles", self._read_styles)):
            for part in [part for own, part in targets.values() if own == kind][:1]:
                read(part)
        if any(node.get("date1904") in ("1", "true") for node in root.iterfind("{*}workbookPr")):
            self.epoch = EPOCH_1904
        sheets = [node for group in root.iterfind("{*}sheets") for node in group.iterfind("{*}sheet")]
        if len(sheets) > MAX_SHEETS:
            raise TooLarge
        read_parts: set[str] = set()
        found = []
        for node in sheets:
            link = next((value for key, value in node.attrib.items() if key.endswith("}id")), "")
            kind, part = targets[link]
            if kind != "worksheet":  # a chart on a sheet of its own
                continue
            if part in read_parts:
                raise ValueError("two sheets with the same cells")
            read_parts.add(part)
            found.append(self._sheet(node.get("name", ""), part))
        if len({sheet.title for sheet in found}) < len(found):
            raise ValueError("two sheets with the same name")
        names = {
            node.get("name", ""): node.text or ""
            for group in root.iterfind("{*}definedNames")
            for node in group.iterfind("{*}definedName")
            if node.get("localSheetId") is None
        }
        return Book(tuple(found), names)

    def _bytes(self, part: str) -> bytes:
        """A part, whole, so that its checksum is compared."""
        self.left -= self.package.getinfo(part).file_size
        if self.left < 0:
            raise TooLarge
        return self.package.read(part)

    def _tree(self, part: str) -> Any:
        """A small part as a tree; without it the last element carries the whole document."""
        root = etree.fromstring(self._bytes(part), _parser())
        _plain(root)
        return root

    def _targets(self) -> dict[str, tuple[str, str]]:
        """Id of each relation of the workbook → its kind (``worksheet``, ``styles``) and part."""
        return {
            node.get("Id", ""): (
                node.get("Type", "").rpartition("/")[2],
                posixpath.normpath(posixpath.join("/xl", node.get("Target", ""))).lstrip("/"),
            )
            for node in self._tree("xl/_rels/workbook.xml.rels").iterfind("{*}Relationship")
        }

    def _read_strings(self, part: str) -> None:
        for node in self._elements(part, ("{*}si",)):
            self.strings.append(_text(node))

    def _read_styles(self, part: str) -> None:
        root = self._tree(part)
        codes = {node.get("numFmtId"): node.get("formatCode", "") for node in root.iterfind("{*}numFmts/{*}numFmt")}
        for index, node in enumerate(root.iterfind("{*}cellXfs/{*}xf")):
            number = node.get("numFmtId", "0")
            if _is_date(codes[number]) if number in codes else number.isdecimal() and int(number) in DATE_FORMATS:
                self.dates.add(index)

    def _elements(self, part: str, tags: tuple[str, ...], stop: tuple[str, ...] = ()) -> Iterator[Any]:
        """Elements of a part, one at a time, forgotten as soon as they were looked at."""
        source = io.BytesIO(self._bytes(part))
        options = {"resolve_entities": False, "no_network": True, "remove_comments": True, "remove_pis": True}
        first = True
        ends = {tag[3:] for tag in tags}
        for _, node in etree.iterparse(source, ("end",), tag=(*tags, *stop), **options):
            if first:
                _plain(node)
                first = False
            if _local(node) not in ends:
                return
            yield node
            node.clear()
            while node.getprevious() is not None:
                del node.getparent()[0]

    def _sheet(self, title: str, part: str) -> Sheet:
        cells: dict[tuple[int, int], Value | Formula] = {}
        merged: list[Area] = []
        row = 0
        for node in self._elements(part, ("{*}row", "{*}mergeCell"), BEHIND):
            if _local(node) == "mergeCell":
                merged.append(_area(node.get("ref", "")))
            else:
                row = _positive(node.get("r"), LAST_ROW) if node.get("r") is not None else row + 1
                self._look(1 + len(node))
                self._row(node, row, cells)
        return Sheet(shown(title, LONGEST_TITLE), cells, tuple(merged))

    def _look(self, elements: int) -> None:
        self.cells_left -= elements
        if self.cells_left < 0:
            raise TooLarge

    def _row(self, node: Any, row: int, cells: dict[tuple[int, int], Value | Formula]) -> None:
        column = 0
        for cell in node:
            address = cell.get("r")
            if address is None:
                column += 1
            else:
                at, column = cell_place(address)
                if at != row:
                    raise ValueError("a cell in a row that is not its own")
            if row > MAX_ROWS or column > MAX_COLUMNS:
                continue
            value = self._value(cell)
            if value is None:
                continue
            if (row, column) in cells:
                raise ValueError("two cells with one address")
            cells[row, column] = value

    def _value(self, cell: Any) -> Value | Formula | None:
        formula = stored = inline = None
        if not len(cell):  # only a style, as most cells have
            return None
        for child in cell:
            name = _local(child)
            if name == "v":
                stored = child.text
            elif name == "f":
                formula = child
            elif name == "is":
                inline = child
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            value = _text(inline) if inline is not None else None
        elif not stored:
            value = None
        else:
            value = self._typed(kind, stored, cell.get("s", "0"))
        return Formula("=" + (formula.text or ""), value) if formula is not None else value

    def _typed(self, kind: str, stored: str, style: str) -> Value:
        if kind == "s":
            return self.strings[_positive(stored, len(self.strings) - 1, least=0)]
        if kind == "b":
            return stored.strip() not in ("0", "false")
        if kind in ("str", "e"):
            return _unescaped(stored)
        if kind == "d":
            try:
                return datetime.datetime.fromisoformat(stored.strip())
            except ValueError:
                return stored
        text = stored.strip()
        if not NUMBER.fullmatch(text):
            return text
        number = int(text) if len(text) < 16 and text.lstrip("+-").isdecimal() else float(text)
        return self._date(number) if style.isdecimal() and int(style) in self.dates else number

    def _date(self, serial: float) -> Value:
        """A number in a date's clothes; one that no calendar knows stays a number."""
        try:
            moment = self.epoch + datetime.timedelta(days=serial)
        except (OverflowError, ValueError):
            return serial
        return moment.time() if 0 <= serial < 1 else moment.replace(microsecond=0)


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)


def _plain(node: Any) -> None:
    """No workbook has a document type; one that has is up to no good."""
    if node.getroottree().docinfo.internalDTD is not None:
        raise ValueError("a document type")


def _local(node: Any) -> str:
    """An element's name without its namespace; empty for what is no element."""
    return _name(node.tag) if isinstance(node.tag, str) else ""


@lru_cache(maxsize=256)
def _name(tag: str) -> str:
    return tag.rpartition("}")[2]


def _text(node: Any) -> str:
    """The text of a string: its own and that of its runs, without the reading aids of Japanese."""
    parts = []
    for child in node:
        name = _local(child)
        if name == "t":
            parts.append(child.text or "")
        elif name == "r":
            parts += [inner.text or "" for inner in child if _local(inner) == "t"]
    return _unescaped("".join(parts))


def _unescaped(text: str) -> str:
    """``_x000A_`` is how a workbook writes a character that XML cannot hold, ``_x005F_`` the mark itself."""
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _is_date(code: str) -> bool:
    """Whether a number format shows a date or a time."""
    return re.search("[dmhysDMHYS]", LITERAL.sub("", code.split(";")[0])) is not None


def _positive(text: str | None, most: int, least: int = 1) -> int:
    if text is None or not (text.isascii() and text.strip().isdecimal()) or not least <= int(text) <= most:
        raise ValueError("a number out of range")
    return int(text)


def cell_place(address: str) -> tuple[int, int]:
    """``B7`` → (7, 2). Raises ValueError for anything else."""
    found = ADDRESS.fullmatch(address)
    if not found:
        raise ValueError("no address")
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    row = int(found[2])
    if row > LAST_ROW or column > LAST_COLUMN:
        raise ValueError("an address beyond the sheet")
    return row, column


def _area(reference: str) -> Area:
    first, _, last = reference.partition(":")
    top, left = cell_place(first)
    bottom, right = cell_place(last or first)
    return min(top, bottom), min(left, right), max(top, bottom), max(left, right)
