"""The parts of an .xlsx: bytes, XML, relations and content types.

In: the bytes of a workbook that was read without a fault.  Out: :class:`Parts`, to be changed and saved.  Parts that nobody
changes are copied as they are, so that stored results of formulas, validations and all else stay.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator

from lxml import etree

from ..errors import CallError

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
TYPES_PART = "[Content_Types].xml"
DATE = (1980, 1, 1, 0, 0, 0)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def tag(name: str) -> str:
    """A name of the spreadsheet's own vocabulary."""
    return f"{{{MAIN}}}{name}"


def safe(text: str) -> str:
    """A text that is taken for what it is: no control characters, nothing that reads as an escape."""
    return ESCAPE.sub("_x005F_", CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))


def parse(data: bytes) -> etree._Element:
    """The root of an XML part; entities stay as they are and nothing is fetched."""
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))


class Parts:
    """A package in the making.

    Raises:
        CallError: The package is no workbook of the usual kind.
    """

    def __init__(self, data: bytes):
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            self.data = {info.filename: package.read(info) for info in package.infolist() if not info.is_dir()}
        self.roots: dict[str, etree._Element] = {}
        main = next((target for _, kind, target in self.relations("") if kind.endswith("/officeDocument")), "")
        if main not in self.data or self.xml(main).tag != tag("workbook"):
            raise CallError(
                "这份表格的保存格式不常见，不能批注。请用 Excel 或 WPS 另存为“Excel 工作簿（*.xlsx）”后再试。"
            )
        self.main = main

    def xml(self, name: str) -> etree._Element:
        """The root of a part; whoever asks may change it."""
        if name not in self.roots:
            self.roots[name] = parse(self.data[name])
        return self.roots[name]

    def put(self, name: str, data: bytes, content_type: str = "") -> None:
        """A new part, or another content for an old one."""
        self.roots.pop(name, None)
        self.data[name] = data
        if content_type and not any(one.get("PartName") == f"/{name}" for one in self.xml(TYPES_PART)):
            etree.SubElement(
                self.xml(TYPES_PART), f"{{{TYPES}}}Override", PartName=f"/{name}", ContentType=content_type
            )

    def drop(self, name: str) -> None:
        """Take a part out, with its content type and its relations."""
        for gone in (name, self._relations_name(name)):
            self.data.pop(gone, None)
            self.roots.pop(gone, None)
        types = self.xml(TYPES_PART)
        for one in [one for one in types if one.get("PartName") == f"/{name}"]:
            types.remove(one)

    def default_type(self, ending: str, content_type: str) -> None:
        """The content type of an ending."""
        types = self.xml(TYPES_PART)
        if not any((one.get("Extension") or "").lower() == ending for one in types):
            types.insert(0, etree.Element(f"{{{TYPES}}}Default", Extension=ending, ContentType=content_type))

    def free_name(self, pattern: str) -> str:
        """The first name of ``xl/comments{}.xml`` and the like that is not taken."""
        taken = {name.lower() for name in self.data}
        return next(name for number in range(1, 10**5) if (name := pattern.format(number)).lower() not in taken)

    # ---------------------------------------------------------------- relations

    @staticmethod
    def _relations_name(part: str) -> str:
        folder, _, name = part.rpartition("/")
        return f"{folder}/_rels/{name}.rels".lstrip("/")

    def relations(self, part: str) -> Iterator[tuple[str, str, str]]:
        """Id, type and target (as a part's name) of every relation of a part; "" for the package."""
        name = self._relations_name(part)
        if name in self.data:
            folder = posixpath.dirname(part)
            for one in self.xml(name):
                if one.get("TargetMode") != "External":
                    target = one.get("Target", "")
                    full = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
                    yield one.get("Id", ""), one.get("Type", ""), posixpath.normpath(full)

    def relate(self, part: str, kind: str, target: str) -> str:
        """Relate a part to another one; the new relation's id."""
        name = self._relations_name(part)
        if name not in self.data:
            self.put(name, f'<Relationships xmlns="{PACKAGE}"/>'.encode())
        root = self.xml(name)
        taken = {one.get("Id") for one in root}
        new = next(f"rId{number}" for number in range(1, 10**6) if f"rId{number}" not in taken)
        etree.SubElement(root, f"{{{PACKAGE}}}Relationship", Id=new, Type=f"{OFFICE}/{kind}", Target=f"/{target}")
        return new

    def unrelate(self, part: str, relation: str) -> None:
        """Take a relation out."""
        root = self.xml(self._relations_name(part))
        for one in [one for one in root if one.get("Id") == relation]:
            root.remove(one)

    # ---------------------------------------------------------------- saving

    def save(self) -> bytes:
        """The package; the same bytes for the same changes."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as target:
            for name in sorted(self.data, key=lambda one: (one != TYPES_PART, one)):
                info = zipfile.ZipInfo(name, DATE)
                info.compress_type = zipfile.ZIP_DEFLATED
                info.create_system = 0
                root = self.roots.get(name)
                data = self.data[name]
                if root is not None:
                    data = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
                target.writestr(info, data)
        return buffer.getvalue()
