"""A workbook as its parts, easy to break: sound workbooks to start from, and the way back to bytes."""

from __future__ import annotations

import io
import zipfile
from functools import lru_cache
from pathlib import Path

from lxml import etree

from disclosegen.kit.load import load_kit
from disclosegen.workbook.blank import write_workbook
from tests.helpers.sheets import content, edit

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORKBOOK, RELATIONS, TYPES = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"
STRINGS = "xl/sharedStrings.xml"
Parts = dict[str, bytes]


def qualified(name: str) -> str:
    """An element's name in the namespace of workbooks."""
    return f"{{{MAIN}}}{name}"


SAVED, EMPTY, YUAN = " 另存", " 空表", "shanxi-final-2024 元"


@lru_cache
def base_names() -> tuple[str, ...]:
    """Sound workbooks: every sample, in 元 and as a spreadsheet program saves it too, and every kit's empty one."""
    names = [source.stem for source in sorted(SAMPLES.glob("*.txt"))]
    return (*(one for name in names for one in (name, name + SAVED, name.split(".")[0] + EMPTY)), YUAN)


@lru_cache
def base(name: str) -> Parts:
    """The parts of one of them; not to be changed."""
    if name.endswith(SAVED):
        return with_shared_strings(base(name.removesuffix(SAVED)))
    sample = name.removesuffix(EMPTY).removesuffix(" 元")
    kit = load_kit(sample.split(".")[0])
    if name.endswith(EMPTY):
        return unpack(write_workbook(kit))
    filled = content(kit, (SAMPLES / f"{sample}.txt").read_text("utf-8"))
    return unpack(write_workbook(kit, edit(filled, "unit.money_unit.text", "元") if name == YUAN else filled))


def unpack(data: bytes) -> Parts:
    """The parts of a package."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def pack(parts: Parts, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A package of parts, quickly."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method, compresslevel=1 if method == zipfile.ZIP_DEFLATED else None) as package:
        for name, data in parts.items():
            package.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, method)
    return buffer.getvalue()


def sheets(parts: Parts) -> list[str]:
    """The parts that are sheets."""
    return sorted(name for name in parts if name.startswith("xl/worksheets/sheet"))


def tree(parts: Parts, name: str) -> etree._Element | None:
    """A part as a tree; None when an earlier fault has broken it."""
    try:
        return etree.fromstring(parts[name], etree.XMLParser(resolve_entities=False))
    except (KeyError, etree.XMLSyntaxError):
        return None


def put(parts: Parts, name: str, root: etree._Element) -> None:
    """A changed tree back into its part."""
    parts[name] = etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def with_shared_strings(parts: Parts) -> Parts:
    """As Excel and WPS save it: texts in a part of their own."""
    out = dict(parts)
    table: dict[str, int] = {}
    for name in sheets(parts):
        root = etree.fromstring(parts[name])
        for cell in root.iter(qualified("c")):
            if cell.get("t") == "inlineStr" and (text := cell.find(f"{qualified('is')}/{qualified('t')}")) is not None:
                index = table.setdefault(text.text or "", len(table))
                for child in list(cell):
                    cell.remove(child)
                cell.set("t", "s")
                etree.SubElement(cell, qualified("v")).text = str(index)
        put(out, name, root)
    strings = etree.Element(qualified("sst"), nsmap={None: MAIN})
    for text in table:
        etree.SubElement(etree.SubElement(strings, qualified("si")), qualified("t")).text = text
    put(out, STRINGS, strings)
    relations = etree.fromstring(parts[RELATIONS])
    space = relations.tag.removesuffix("Relationships")
    link = {"Id": "rIdS", "Type": f"{RELATION}/sharedStrings", "Target": "sharedStrings.xml"}
    etree.SubElement(relations, f"{space}Relationship", link)
    put(out, RELATIONS, relations)
    return out
