"""The sheets of a package: their order, their cells, their colours, and new ones made of rows.

In: :class:`~disclosegen.annotate.parts.Parts`.  Out: the same, changed.  Faulty cells are coloured by a conditional format
that always holds: the cell keeps its own look and gets it back when the format is taken out again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from lxml import etree
from openpyxl.utils import coordinate_to_tuple, get_column_letter

from .parts import MAIN, OFFICE, Parts, safe, tag

ORDER = [
    "sheetPr",
    "dimension",
    "sheetViews",
    "sheetFormatPr",
    "cols",
    "sheetData",
    "sheetCalcPr",
    "sheetProtection",
    "protectedRanges",
    "scenarios",
    "autoFilter",
    "sortState",
    "dataConsolidate",
    "customSheetViews",
    "mergeCells",
    "phoneticPr",
    "conditionalFormatting",
    "dataValidations",
    "hyperlinks",
    "printOptions",
    "pageMargins",
    "pageSetup",
    "headerFooter",
    "rowBreaks",
    "colBreaks",
    "customProperties",
    "cellWatches",
    "ignoredErrors",
    "smartTags",
    "drawing",
    "legacyDrawing",
    "legacyDrawingHF",
    "drawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
]
"""Children of a worksheet in the order that the format demands."""

WORKSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
MARK = "disclosegen"
"""Stands in the formula of our conditional formats, by which they are known again."""


@dataclass(frozen=True)
class Link:
    """A cell that jumps to a place of the workbook."""

    text: str
    sheet: str
    cell: str = "A1"

    @property
    def location(self) -> str:
        """``'tab'!C5``."""
        return "'" + self.sheet.replace("'", "''") + f"'!{self.cell}"


Value = str | Link
Row = Sequence[tuple[str, Value]]
"""Cells from left to right: name of a style, and what stands there."""


@dataclass
class Book:
    """The workbook part: sheets in order."""

    parts: Parts

    @property
    def sheets(self) -> etree._Element:
        """The list of sheets."""
        return self.parts.xml(self.parts.main).find(tag("sheets"))

    def names(self) -> dict[str, str]:
        """Tab name → part; chart sheets and the like are left out."""
        targets = {one: (kind, target) for one, kind, target in self.parts.relations(self.parts.main)}
        found = {}
        for sheet in self.sheets:
            kind, target = targets.get(sheet.get(f"{{{OFFICE}}}id"), ("", ""))
            if kind.endswith("/worksheet") and target in self.parts.data:
                found[sheet.get("name")] = target
        return found

    def remove(self, name: str) -> None:
        """Take a sheet out."""
        part = self.names()[name]
        at = next(at for at, sheet in enumerate(self.sheets) if sheet.get("name") == name)
        sheet = self.sheets[at]
        self.parts.unrelate(self.parts.main, sheet.get(f"{{{OFFICE}}}id"))
        self.sheets.remove(sheet)
        self.parts.drop(part)
        self._shift(at, -1)

    def insert(self, at: int, name: str, data: bytes) -> None:
        """Put a new sheet at a place."""
        part = self.parts.free_name("xl/worksheets/sheet{}.xml")
        self.parts.put(part, data, WORKSHEET)
        number = max((int(sheet.get("sheetId")) for sheet in self.sheets), default=0) + 1
        relation = self.parts.relate(self.parts.main, "worksheet", part)
        sheet = etree.Element(tag("sheet"), {"name": name, "sheetId": str(number), f"{{{OFFICE}}}id": relation})
        self._shift(at, 1)
        self.sheets.insert(at, sheet)

    def _shift(self, at: int, by: int) -> None:
        """Names that belong to one sheet count sheets from the left."""
        names = self.parts.xml(self.parts.main).find(tag("definedNames"))
        for name in list(names if names is not None else ()):
            local = name.get("localSheetId")
            if local is None:
                continue
            if by < 0 and int(local) == at:
                names.remove(name)
            elif int(local) >= at:
                name.set("localSheetId", str(int(local) + by))

    def show_first(self) -> None:
        """Open on the first sheet, and on that alone: sheets that are selected together are changed together."""
        for view in self.parts.xml(self.parts.main).iter(tag("workbookView")):
            view.attrib.pop("firstSheet", None)
            view.set("activeTab", "0")
        first = self.sheets[0].get("name")
        for name, part in self.names().items():
            for view in self.parts.xml(part).iter(tag("sheetView")):
                view.attrib.pop("tabSelected", None)
                if name == first:
                    view.set("tabSelected", "1")


def add(root: etree._Element, child: etree._Element) -> None:
    """Put a child of a worksheet where the format wants it."""
    rank = ORDER.index(etree.QName(child).localname)
    for at, other in enumerate(root):
        name = etree.QName(other).localname if isinstance(other.tag, str) else ""
        if name in ORDER and ORDER.index(name) > rank:
            root.insert(at, child)
            return
    root.append(child)


def uncolour(root: etree._Element) -> None:
    """Take our colours out."""
    for format_ in root.findall(tag("conditionalFormatting")):
        for rule in format_.findall(tag("cfRule")):
            if MARK in (rule.findtext(tag("formula")) or ""):
                format_.remove(rule)
        if not len(format_):
            root.remove(format_)


def colour(root: etree._Element, cells: Iterable[str], word: str, look: int) -> None:
    """Colour cells; ``look`` is the number of a differential format."""
    taken = [int(rule.get("priority", "0")) for rule in root.iter(tag("cfRule"))]
    child = etree.Element(tag("conditionalFormatting"), sqref=" ".join(cells))
    rule = etree.SubElement(
        child, tag("cfRule"), type="expression", dxfId=str(look), priority=str(max(taken, default=0) + 1)
    )
    etree.SubElement(rule, tag("formula")).text = f'LEN("{MARK} {word}")>0'
    add(root, child)


def put_text(root: etree._Element, cell: str, text: str, style: str = "") -> None:
    """Write a text into a cell, which keeps its look; ``style`` for a cell that is not there yet."""
    row_number, column = coordinate_to_tuple(cell)
    data = root.find(tag("sheetData"))
    _number(data)
    row = _at(data, "row", row_number, lambda one: int(one.get("r")), str(row_number))
    found = _at(row, "c", column, lambda one: coordinate_to_tuple(one.get("r"))[1], cell)
    if style and found.get("s") is None:
        found.set("s", style)
    for child in list(found):
        found.remove(child)
    if text:
        found.set("t", "inlineStr")
        _text(etree.SubElement(found, tag("is")), text)
    else:
        found.attrib.pop("t", None)
    if (size := root.find(tag("dimension"))) is not None:
        root.remove(size)


def style_of(root: etree._Element, cell: str) -> str:
    """The number of a cell's style; empty where there is no such cell."""
    return next((one.get("s") or "" for one in root.iter(tag("c")) if one.get("r") == cell), "")


def _number(data: etree._Element) -> None:
    """Give rows and cells the addresses that a writer may leave out."""
    at = 0
    for row in data.findall(tag("row")):
        at = int(row.get("r") or at + 1)
        row.set("r", str(at))
        across = 0
        for cell in row.findall(tag("c")):
            across = coordinate_to_tuple(cell.get("r"))[1] if cell.get("r") else across + 1
            cell.set("r", f"{get_column_letter(across)}{at}")


def _at(parent: etree._Element, name: str, number: int, key, address: str) -> etree._Element:
    """The row or cell with a number, made where it belongs if it is not there."""
    for at, one in enumerate(parent.findall(tag(name))):
        if key(one) == number:
            return one
        if key(one) > number:
            new = etree.Element(tag(name), r=address)
            parent.insert(at, new)
            return new
    return etree.SubElement(parent, tag(name), r=address)


def _text(parent: etree._Element, text: str) -> None:
    etree.SubElement(parent, tag("t")).text = safe(text)[:32767].strip()


@dataclass
class Listing:
    """A new sheet made of rows: texts that stay texts, and links."""

    widths: Sequence[float]
    styles: Mapping[str, int]
    frozen: int = 0
    rows: list[Row] = field(default_factory=list)

    def data(self) -> bytes:
        """The sheet's XML."""
        root = etree.Element(tag("worksheet"), nsmap={None: MAIN, "r": OFFICE})
        view = etree.SubElement(
            etree.SubElement(root, tag("sheetViews")), tag("sheetView"), workbookViewId="0", showGridLines="0"
        )
        if self.frozen:
            etree.SubElement(
                view,
                tag("pane"),
                ySplit=str(self.frozen),
                topLeftCell=f"A{self.frozen + 1}",
                activePane="bottomLeft",
                state="frozen",
            )
        columns = etree.SubElement(root, tag("cols"))
        for at, width in enumerate(self.widths, 1):
            etree.SubElement(columns, tag("col"), min=str(at), max=str(at), width=str(width), customWidth="1")
        data = etree.SubElement(root, tag("sheetData"))
        links: list[tuple[str, Link]] = []
        for number, cells in enumerate(self.rows, 1):
            row = etree.SubElement(data, tag("row"), r=str(number))
            for at, (style, value) in enumerate(cells, 1):
                address = f"{get_column_letter(at)}{number}"
                cell = etree.SubElement(row, tag("c"), r=address, s=str(self.styles[style]))
                text = value.text if isinstance(value, Link) else value
                if text:
                    cell.set("t", "inlineStr")
                    _text(etree.SubElement(cell, tag("is")), text)
                if isinstance(value, Link):
                    links.append((address, value))
        if links:
            parent = etree.SubElement(root, tag("hyperlinks"))
            for address, link in links:
                etree.SubElement(parent, tag("hyperlink"), ref=address, location=link.location, display=safe(link.text))
        etree.SubElement(
            root, tag("pageMargins"), left="0.5", right="0.5", top="0.6", bottom="0.6", header="0.3", footer="0.3"
        )
        etree.SubElement(root, tag("pageSetup"), paperSize="9", orientation="landscape")
        return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def is_cell(text: str) -> bool:
    """Whether a text is the address of one cell."""
    return bool(re.fullmatch(r"[A-Z]{1,3}[1-9]\d{0,6}", text))
