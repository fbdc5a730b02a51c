"""The workbook inside a chart of a .docx, in which Word edits it.

In: a :class:`ChartBlock`.  Out: the bytes of an .xlsx, the same every time.  Column A holds the captions (formulas over
the others), B the values, C the labels, D the shares: who changes a value or a label sees the chart's words follow.
"""

from __future__ import annotations

from decimal import Decimal

from ..document.blocks import ChartBlock, ChartSlice
from ..money import EXACT, plain
from .docx_package import zipped
from .docx_xml import escaped

SHEET = "Sheet1"
FIRST = 2
"""Row of the first part."""

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_SHARE_DIGITS = 15  # significant digits of a spreadsheet's number


def workbook_bytes(block: ChartBlock) -> bytes:
    """The workbook of a chart."""
    return zipped(
        [
            ("[Content_Types].xml", _content_types()),
            ("_rels/.rels", _relationships(("officeDocument", "xl/workbook.xml"))),
            (
                "xl/_rels/workbook.xml.rels",
                _relationships(("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml")),
            ),
            ("xl/styles.xml", _styles(block)),
            ("xl/workbook.xml", _workbook()),
            ("xl/worksheets/sheet1.xml", _sheet(block)),
        ]
    )


def _content_types() -> bytes:
    parts = (("workbook", "sheet.main"), ("styles", "styles"), ("worksheets/sheet1", "worksheet"))
    overrides = "".join(
        f'<Override PartName="/xl/{name}.xml" ContentType="{_TYPE}.{kind}+xml"/>' for name, kind in parts
    )
    return (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    ).encode()


def _relationships(*targets: tuple[str, str]) -> bytes:
    found = "".join(
        f'<Relationship Id="rId{number}" Type="{_RELATIONSHIPS}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{found}</Relationships>'.encode()


def _workbook() -> bytes:
    return (
        f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONSHIPS}"><sheets>'
        f'<sheet name="{SHEET}" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ).encode()


def _styles(block: ChartBlock) -> bytes:
    """Style 0 for text, 1 for amounts, 2 for shares."""
    formats = (
        f'<numFmt numFmtId="164" formatCode="{escaped(block.amount_format or "General")}"/>'
        f'<numFmt numFmtId="165" formatCode="{escaped(block.share_format)}"/>'
    )
    look = '<xf numFmtId="{0}" fontId="0" fillId="0" borderId="0"{1}/>'
    cells = "".join(look.format(number, ' xfId="0" applyNumberFormat="1"') for number in (0, 164, 165))
    return (
        f'{_XML}<styleSheet xmlns="{_MAIN}"><numFmts count="2">{formats}</numFmts>'
        '<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        f'<cellStyleXfs count="1">{look.format(0, "")}</cellStyleXfs><cellXfs count="3">{cells}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    ).encode()


def _sheet(block: ChartBlock) -> bytes:
    whole = sum((part.value for part in block.slices), Decimal(0))
    last = FIRST + len(block.slices) - 1
    base = f"SUM(B${FIRST}:B${last})" if block.base is None else plain(block.base)
    rows = f'<row r="1">{_text("B1", block.title)}</row>'
    for row, part in enumerate(block.slices, FIRST):
        rows += _row(block, part, row, base, whole if block.base is None else block.base)
    widths = "".join(
        f'<col min="{at}" max="{at}" width="{wide}" customWidth="1"/>'
        for at, wide in ((1, 44), (2, 16), (3, 28), (4, 12))
    )
    return f'{_XML}<worksheet xmlns="{_MAIN}"><cols>{widths}</cols><sheetData>{rows}</sheetData></worksheet>'.encode()


def _row(block: ChartBlock, part: ChartSlice, row: int, base: str, whole: Decimal) -> str:
    """Caption, value, label and share of a part; a share that is not printed has no cell."""
    amount = f'TEXT(B{row},"{block.amount_format}")' if block.amount_format else f"B{row}"
    unit = block.unit.replace('"', '""')
    caption = f'C{row}&" "&{amount}&"{unit}"'
    share = ""
    if part.share.text and whole:
        caption += f'&" "&TEXT(D{row},"{block.share_format}")'
        exact = EXACT.divide(part.value, whole)
        digits = plain(round(exact, _SHARE_DIGITS - exact.adjusted() - 1))
        share = f'<c r="D{row}" s="2"><f>B{row}/{base}</f><v>{digits}</v></c>'
    return (
        f'<row r="{row}"><c r="A{row}" t="str"><f>{escaped(caption)}</f><v>{escaped(block.caption(part))}</v></c>'
        f'<c r="B{row}" s="1"><v>{plain(part.value)}</v></c>{_text(f"C{row}", part.label)}{share}</row>'
    )


def _text(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{escaped(text)}</t></is></c>'
