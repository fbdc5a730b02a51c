"""Styles that the annotated copy needs, put behind those that are there.

In: the styles part of a package.  Out: numbers of cell styles and of differential formats by name.
"""

from __future__ import annotations

from lxml import etree

from ..findings import Severity
from .parts import MAIN, Parts, tag

FILLS = {Severity.ERROR.value: "FFFFC7CE", Severity.WARNING.value: "FFFFE699", Severity.NOTE.value: "FFDDEBF7"}
"""Red, amber, pale blue; told apart in grey too, by the word beside them."""
HEAD, DONE = "FFDCE6F1", "FFE2EFDA"

FONTS = {
    "plain": '<font><sz val="10.5"/><name val="宋体"/></font>',
    "bold": '<font><b/><sz val="10.5"/><name val="宋体"/></font>',
    "title": '<font><b/><sz val="14"/><name val="宋体"/></font>',
    "link": '<font><u/><sz val="10.5"/><color rgb="FF0563C1"/><name val="宋体"/></font>',
}
BORDER = "".join(
    f'<{side} style="thin"><color rgb="FFA6A6A6"/></{side}>' for side in ("left", "right", "top", "bottom")
)
WRAPPED = '<alignment vertical="top" wrapText="1"/>'
OPEN = '<protection locked="0"/>'


def cell_styles(parts: Parts) -> dict[str, int]:
    """Add our cell styles; their numbers by name."""
    root = _styles(parts)
    fonts = {name: _add(root, "fonts", text) for name, text in FONTS.items()}
    fills = {name: _add(root, "fills", _fill(rgb)) for name, rgb in {**FILLS, "head": HEAD, "已说明": DONE}.items()}
    border = _add(root, "borders", f"<border>{BORDER}<diagonal/></border>")
    found = {
        "title": _xf(root, fonts["title"], 0, 0, ""),
        "text": _xf(root, fonts["plain"], 0, 0, ""),
        "head": _xf(root, fonts["bold"], fills["head"], border, WRAPPED),
        "cell": _xf(root, fonts["plain"], 0, border, WRAPPED),
        "open": _xf(root, fonts["plain"], 0, border, WRAPPED + OPEN),
        "link": _xf(root, fonts["link"], 0, border, WRAPPED),
    }
    return found | {name: _xf(root, fonts["bold"], fills[name], border, WRAPPED) for name in (*FILLS, "已说明")}


def colours(parts: Parts) -> dict[str, int]:
    """Differential formats that colour a cell; their numbers by severity."""
    root = _styles(parts)
    if root.find(tag("dxfs")) is None:
        after = next(one for name in ("cellStyles", "cellXfs") if (one := root.find(tag(name))) is not None)
        after.addnext(etree.Element(tag("dxfs"), count="0"))
    return {
        name: _add(root, "dxfs", f'<dxf><fill><patternFill><bgColor rgb="{rgb}"/></patternFill></fill></dxf>')
        for name, rgb in FILLS.items()
    }


def _styles(parts: Parts) -> etree._Element:
    return parts.xml(next(target for _, kind, target in parts.relations(parts.main) if kind.endswith("/styles")))


def _fill(rgb: str) -> str:
    return f'<fill><patternFill patternType="solid"><fgColor rgb="{rgb}"/><bgColor indexed="64"/></patternFill></fill>'


def _xf(root: etree._Element, font: int, fill: int, border: int, inner: str) -> int:
    apply = 'applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1" applyProtection="1"'
    return _add(
        root,
        "cellXfs",
        f'<xf numFmtId="0" fontId="{font}" fillId="{fill}" borderId="{border}" xfId="0" {apply}>{inner}</xf>',
    )


def _add(root: etree._Element, name: str, text: str) -> int:
    """Add a child to a list of styles unless it is there; its number."""
    parent = root.find(tag(name))
    made = etree.fromstring(f'<w xmlns="{MAIN}">{text}</w>')[0]
    same = etree.tostring(made, method="c14n", exclusive=True)
    for at, child in enumerate(parent):
        if etree.tostring(child, method="c14n", exclusive=True, with_tail=False) == same:
            return at
    parent.append(made)
    parent.set("count", str(len(parent)))
    return len(parent) - 1
