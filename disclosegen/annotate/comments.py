"""Comments on the cells of a sheet, beside those that are there.

In: a package, a sheet's part and a text for each cell.  Out: the package with a comment on each of them.  A cell that had a comment keeps
it below ours, and gets it back when ours is taken out again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree
from openpyxl.utils import coordinate_to_tuple

from .parts import MAIN, OFFICE, Parts, parse, safe, tag
from .sheets import add

AUTHOR = "disclosegen 检查"
KEPT = re.compile(r"\n—— 原有批注（(.*?)） ——\n", re.DOTALL)
COMMENTS = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
VML = "application/vnd.openxmlformats-officedocument.vmlDrawing"
V, OFFICE_VML, X = (
    "urn:schemas-microsoft-com:vml",
    "urn:schemas-microsoft-com:office:office",
    "urn:schemas-microsoft-com:office:excel",
)
EMPTY = f"""<xml xmlns:v="{V}" xmlns:o="{OFFICE_VML}" xmlns:x="{X}">
<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{{number}}"/></o:shapelayout></xml>"""
TYPE = f"""<v:shapetype xmlns:v="{V}" xmlns:o="{OFFICE_VML}" id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">
<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>"""
SHAPE = f"""<v:shape xmlns:v="{V}" xmlns:o="{OFFICE_VML}" xmlns:x="{X}" id="_x0000_s{{id}}" type="#_x0000_t202"
 style="position:absolute;margin-left:60pt;margin-top:2pt;width:{{width}}pt;height:{{height}}pt;z-index:1;visibility:hidden"
 fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/>
<v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>
<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>
<x:Anchor>{{left}}, 12, {{top}}, 2, {{right}}, 20, {{bottom}}, 4</x:Anchor><x:AutoFill>False</x:AutoFill>
<x:Row>{{row}}</x:Row><x:Column>{{column}}</x:Column></x:ClientData></v:shape>"""
FIRST_BLOCK = 64
"""Numbers of shapes come in blocks of 1024; the first ones belong to who wrote the workbook."""


class Comments:
    """The comments of one sheet."""

    def __init__(self, parts: Parts, sheet: str, number: int):
        self.parts, self.sheet, self.number = parts, sheet, number
        self.name = self._related("comments")
        self.texts: dict[str, tuple[str, str]] = {}
        if self.name:
            self._read()

    def _related(self, kind: str) -> str:
        found = (target for _, one, target in self.parts.relations(self.sheet) if one.endswith(f"/{kind}"))
        return next((target for target in found if target in self.parts.data), "")

    def _read(self) -> None:
        """Author and text of every comment, ours taken out."""
        root = self.parts.xml(self.name)
        authors = [one.text or "" for one in root.iter(tag("author"))]
        for comment in root.iter(tag("comment")):
            text = "".join(one.text or "" for one in comment.iter(tag("t"))).replace("_x005F_", "_")
            at = int(comment.get("authorId") or 0)
            author = authors[at] if at < len(authors) else ""
            if author == AUTHOR:
                kept = KEPT.search(text)
                if not kept:
                    continue
                author, text = kept[1], text[kept.end() :]
            self.texts[comment.get("ref")] = (author, text)

    def write(self, notes: Mapping[str, str]) -> None:
        """Put our comments on cells; a sheet that has neither old nor new ones stays as it is."""
        if not notes and not self.name:
            return
        texts = dict(self.texts)
        for cell, note in notes.items():
            author, text = self.texts.get(cell, ("", ""))
            texts[cell] = (AUTHOR, f"{note}\n—— 原有批注（{author}） ——\n{text}" if text else note)
        self._comments(texts, notes)
        self._drawing(texts)

    def _comments(self, texts: Mapping[str, tuple[str, str]], notes: Mapping[str, str]) -> None:
        """The comments part: those that did not change stay as they were, with their own look."""
        if not self.name:
            self.name = self.parts.free_name("xl/comments{}.xml")
            self.parts.put(
                self.name, f'<comments xmlns="{MAIN}"><authors/><commentList/></comments>'.encode(), COMMENTS
            )
            self.parts.relate(self.sheet, "comments", self.name)
        root = self.parts.xml(self.name)
        listed = root.find(tag("commentList"))
        ours = [at for at, one in enumerate(root.iter(tag("author"))) if one.text == AUTHOR]
        for comment in list(listed):
            own = int(comment.get("authorId") or 0) in ours
            if own or comment.get("ref") in notes or comment.get("ref") not in texts:
                listed.remove(comment)
        there = {comment.get("ref") for comment in listed}
        for cell, (author, text) in texts.items():
            if cell not in there:
                comment = etree.SubElement(listed, tag("comment"), ref=cell, authorId=str(self._author(root, author)))
                child = etree.SubElement(etree.SubElement(etree.SubElement(comment, tag("text")), tag("r")), tag("t"))
                child.text = safe(text)

    @staticmethod
    def _author(root: etree._Element, name: str) -> int:
        authors = root.find(tag("authors"))
        for at, one in enumerate(authors):
            if (one.text or "") == name:
                return at
        etree.SubElement(authors, tag("author")).text = name
        return len(authors) - 1

    # ---------------------------------------------------------------- the boxes that show them

    def _drawing(self, texts: Mapping[str, tuple[str, str]]) -> None:
        """A box for each comment in the drawing that the sheet names; boxes of comments that are gone go too."""
        name = self._related("vmlDrawing")
        root = self._vml(name)
        if root is None:
            name = name or self.parts.free_name("xl/drawings/vmlDrawing{}.vml")
            root = parse(EMPTY.format(number=FIRST_BLOCK + self.number).encode())
        there: set[tuple[int, int]] = set()
        for shape in root.findall(f"{{{V}}}shape"):
            data = shape.find(f"{{{X}}}ClientData")
            if data is None or data.get("ObjectType") != "Note":
                continue
            place = (int(data.findtext(f"{{{X}}}Row") or 0), int(data.findtext(f"{{{X}}}Column") or 0))
            if place in {_place(cell) for cell in texts} - there:
                there.add(place)
            else:
                root.remove(shape)
        if not any(one.get("id") == "_x0000_t202" for one in root.findall(f"{{{V}}}shapetype")):
            root.append(parse(TYPE.encode()))
        used = [int(number) for number in re.findall(r'_x0000_s(\d+)"', etree.tostring(root).decode())]
        free = max([(FIRST_BLOCK + self.number) * 1024, *used]) + 1
        for cell, (_, text) in texts.items():
            if _place(cell) not in there:
                root.append(parse(_shape(cell, text, free).encode()))
                free += 1
        self._name_drawing(name, etree.tostring(root))

    def _vml(self, name: str) -> etree._Element | None:
        """The drawing that is there; None where there is none or it is no XML, as old programs may write it."""
        if not name:
            return None
        try:
            return parse(self.parts.data[name])
        except etree.XMLSyntaxError:
            return None

    def _name_drawing(self, name: str, data: bytes) -> None:
        there = name in self.parts.data
        self.parts.put(name, data)
        self.parts.default_type("vml", VML)
        root = self.parts.xml(self.sheet)
        if not there:
            relation = self.parts.relate(self.sheet, "vmlDrawing", name)
            for old in root.findall(tag("legacyDrawing")):
                root.remove(old)
            add(root, etree.Element(tag("legacyDrawing"), {f"{{{OFFICE}}}id": relation}))


def _place(cell: str) -> tuple[int, int]:
    row, column = coordinate_to_tuple(cell)
    return row - 1, column - 1


def _shape(cell: str, text: str, number: int) -> str:
    """A box beside its cell, high enough for the text."""
    row, column = _place(cell)
    lines = sum(1 + len(line) // 20 for line in text.split("\n"))
    height = min(30 + 14 * lines, 400)
    return SHAPE.format(
        id=number,
        width=240,
        height=height,
        left=column + 1,
        right=column + 4,
        top=max(row - 1, 0),
        bottom=max(row - 1, 0) + max(height // 18, 2),
        row=row,
        column=column,
    )
