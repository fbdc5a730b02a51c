"""A chart as Word's own, editable: the chart part, and the paragraph in which it stands.

In: a :class:`ChartBlock`.  Out: XML as text.  The numbers are written as decimal text.  Labels cannot be held apart
around a pie in every program that opens the file, so each part's label, amount and share stand in a list beside it
(the legend, or the axis of bars), and the larger pieces show their share as well, which links the two in grey.
"""

from __future__ import annotations

from decimal import Decimal

from ..document.blocks import ChartBlock
from ..document.charts import BOTTOM, TITLE
from ..document.tables import POINTS
from ..money import EXACT, plain, round_half_up
from ..style import FontRole, StyleSheet
from .chart_fills import BAR, INK, Fill, fills
from .chart_workbook import FIRST, SHEET, workbook_bytes
from .docx_drawing import DRAWING, drawing_paragraph
from .docx_xml import escaped
from .fonts import word_name

__all__ = ["chart_xml", "drawing_xml", "workbook_bytes"]

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
CHART = f"{DRAWING}/chart"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_LARGE = Decimal("0.1")  # least share that is written on a piece
_LEGEND = 0.4  # where the legend begins, as a share of the width
_AXIS = 0.52  # where bars begin


def drawing_xml(block: ChartBlock, number: int, relation: str) -> str:
    """The paragraph of a chart; exactly as high as the block says.

    Args:
        block: The chart.
        number: Of the drawing in the document, from 1.
        relation: Id of the relationship to the chart part.
    """
    graphic = f'<a:graphicData uri="{CHART}"><c:chart xmlns:c="{CHART}" r:id="{relation}"/></a:graphicData>'
    return drawing_paragraph((block.width, block.height), number, "Chart", block.alt, block.title, graphic)


def chart_xml(block: ChartBlock, style: StyleSheet) -> str:
    """The chart part. It names its workbook by the relationship id ``rId1``."""
    plot = _pie(block) if block.kind == "pie" else _bars(block, style)
    legend = _legend(block, style) if block.kind == "pie" else ""
    return (
        f'{_XML}<c:chartSpace xmlns:c="{CHART}" xmlns:a="{DRAWING}/main" xmlns:r="{_RELATIONSHIPS}">'
        '<c:date1904 val="0"/><c:lang val="zh-CN"/><c:roundedCorners val="0"/><c:chart>'
        f'{_title(block)}<c:autoTitleDeleted val="0"/><c:plotArea>{plot}</c:plotArea>{legend}'
        '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        "<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>"
        f"{_text_look(style.table_font, block.font_size)}"
        '<c:externalData r:id="rId1"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
    )


def _title(block: ChartBlock) -> str:
    look = _letters("rPr", "heiti", 12)
    return (
        '<c:title><c:tx><c:rich><a:bodyPr/><a:p><a:pPr><a:defRPr sz="1200" b="0"/></a:pPr>'
        f'<a:r>{look}<a:t>{escaped(block.title)}</a:t></a:r></a:p></c:rich></c:tx><c:overlay val="0"/></c:title>'
    )


def _letters(tag: str, role: FontRole, size: float) -> str:
    """Properties of letters: official font, size in points, black."""
    font = escaped(word_name(role))
    language = ' lang="zh-CN" altLang="en-US"' if tag == "rPr" else ""
    return (
        f'<a:{tag}{language} sz="{round(size * 100)}" b="0"><a:solidFill><a:srgbClr val="000000"/></a:solidFill>'
        f'<a:latin typeface="{font}"/><a:ea typeface="{font}"/><a:cs typeface="{font}"/></a:{tag}>'
    )


def _text_look(role: FontRole, size: float) -> str:
    look = _letters("defRPr", role, size)
    return f'<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr>{look}</a:pPr><a:endParaRPr lang="zh-CN"/></a:p></c:txPr>'


def _place(x: float, y: float, width: float, height: float, inner: bool = False) -> str:
    """A fixed place, in shares of the chart's width and height."""
    target = '<c:layoutTarget val="inner"/>' if inner else ""
    return (
        f'<c:layout><c:manualLayout>{target}<c:xMode val="edge"/><c:yMode val="edge"/>'
        f'<c:x val="{x:.4f}"/><c:y val="{y:.4f}"/><c:w val="{width:.4f}"/><c:h val="{height:.4f}"/>'
        "</c:manualLayout></c:layout>"
    )


def _outline(fill: str) -> str:
    line = f'<a:ln w="9525"><a:solidFill><a:srgbClr val="{INK}"/></a:solidFill></a:ln>'
    return f"<c:spPr>{fill}{line}</c:spPr>"


def _fill(fill: Fill) -> str:
    colour = f'<a:srgbClr val="{fill.colour}"/>'
    if not fill.preset:
        return f"<a:solidFill>{colour}</a:solidFill>"
    return (
        f'<a:pattFill prst="{fill.preset}"><a:fgClr>{colour}</a:fgClr>'
        '<a:bgClr><a:srgbClr val="FFFFFF"/></a:bgClr></a:pattFill>'
    )


def _pie(block: ChartBlock) -> str:
    width, height = block.width * POINTS, block.height * POINTS
    room = height - TITLE - BOTTOM
    side = min(room - 8, width * (_LEGEND - 0.03))
    place = _place(0.01, (TITLE + (room - side) / 2) / height, side / width, side / height, inner=True)
    points = "".join(
        f'<c:dPt><c:idx val="{index}"/><c:bubble3D val="0"/>{_outline(_fill(fill))}</c:dPt>'
        for index, fill in enumerate(fills(len(block.slices)))
    )
    series = (
        f'<c:ser><c:idx val="0"/><c:order val="0"/>{_name(block)}{points}{_pie_labels(block)}{_data(block)}</c:ser>'
    )
    return f'{place}<c:pieChart><c:varyColors val="1"/>{series}<c:firstSliceAng val="0"/></c:pieChart>'


def _pie_labels(block: ChartBlock) -> str:
    """Shares on the large pieces, on white; only where the program that opens the file finds what is printed."""
    whole = sum(part.value for part in block.slices)
    decimals = len(block.share_format.partition(".")[2].rstrip("%"))
    hidden = ""
    for index, part in enumerate(block.slices):
        share = EXACT.divide(part.value, whole)
        found = f"{round_half_up(EXACT.multiply(share, Decimal(100)), decimals)}%"
        if share < _LARGE or found != part.share.text:
            hidden += f'<c:dLbl><c:idx val="{index}"/><c:delete val="1"/></c:dLbl>'
    return (
        f'<c:dLbls>{hidden}<c:numFmt formatCode="{escaped(block.share_format)}" sourceLinked="0"/>'
        '<c:spPr><a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill></c:spPr>'
        '<c:dLblPos val="inEnd"/><c:showLegendKey val="0"/><c:showVal val="0"/><c:showCatName val="0"/>'
        '<c:showSerName val="0"/><c:showPercent val="1"/><c:showBubbleSize val="0"/><c:showLeaderLines val="0"/></c:dLbls>'
    )


def _legend(block: ChartBlock, style: StyleSheet) -> str:
    height = block.height * POINTS
    room = height - TITLE - BOTTOM
    wanted = min(len(block.slices) * block.pitch * 1.5, room)
    place = _place(_LEGEND, (TITLE + (room - wanted) / 2) / height, 1 - _LEGEND, wanted / height)
    look = _text_look(style.table_font, block.font_size)
    return f'<c:legend><c:legendPos val="r"/>{place}<c:overlay val="0"/>{look}</c:legend>'


def _bars(block: ChartBlock, style: StyleSheet) -> str:
    """Lying bars, the first on top; the scale is not shown, for every bar has its amount beside it."""
    top, bottom = TITLE / (block.height * POINTS), BOTTOM / (block.height * POINTS)
    line = _outline("")
    quiet = '<c:majorTickMark val="none"/><c:minorTickMark val="none"/>'
    return (
        f'{_place(_AXIS, top, 0.98 - _AXIS, 1 - top - bottom, inner=True)}<c:barChart><c:barDir val="bar"/>'
        '<c:grouping val="clustered"/><c:varyColors val="0"/><c:ser><c:idx val="0"/><c:order val="0"/>'
        f'{_name(block)}{_outline(_fill(Fill(BAR)))}<c:invertIfNegative val="0"/>{_data(block)}</c:ser>'
        '<c:gapWidth val="50"/><c:axId val="1"/><c:axId val="2"/></c:barChart>'
        '<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="maxMin"/></c:scaling><c:delete val="0"/>'
        f'<c:axPos val="l"/><c:numFmt formatCode="General" sourceLinked="0"/>{quiet}<c:tickLblPos val="low"/>{line}'
        f'{_text_look(style.table_font, block.font_size)}<c:crossAx val="2"/><c:crosses val="autoZero"/>'
        '<c:auto val="0"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/><c:tickLblSkip val="1"/>'
        '<c:noMultiLvlLbl val="1"/></c:catAx>'
        '<c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="1"/>'
        f'<c:axPos val="t"/><c:numFmt formatCode="General" sourceLinked="0"/>{quiet}<c:tickLblPos val="nextTo"/>'
        '<c:crossAx val="1"/><c:crosses val="autoZero"/></c:valAx>'
    )


def _name(block: ChartBlock) -> str:
    """The series is named by the chart's title."""
    points = f'<c:ptCount val="1"/><c:pt idx="0"><c:v>{escaped(block.title)}</c:v></c:pt>'
    return f"<c:tx><c:strRef><c:f>{SHEET}!$B$1</c:f><c:strCache>{points}</c:strCache></c:strRef></c:tx>"


def _data(block: ChartBlock) -> str:
    """Captions as categories, and values, each with its place in the workbook."""
    last = FIRST + len(block.slices) - 1
    count = f'<c:ptCount val="{len(block.slices)}"/>'
    captions = "".join(
        f'<c:pt idx="{index}"><c:v>{escaped(block.caption(part))}</c:v></c:pt>'
        for index, part in enumerate(block.slices)
    )
    values = "".join(
        f'<c:pt idx="{index}"><c:v>{plain(part.value)}</c:v></c:pt>' for index, part in enumerate(block.slices)
    )
    code = escaped(block.amount_format or "General")
    return (
        f"<c:cat><c:strRef><c:f>{SHEET}!$A${FIRST}:$A${last}</c:f><c:strCache>{count}{captions}</c:strCache></c:strRef></c:cat>"
        f"<c:val><c:numRef><c:f>{SHEET}!$B${FIRST}:$B${last}</c:f><c:numCache><c:formatCode>{code}</c:formatCode>"
        f"{count}{values}</c:numCache></c:numRef></c:val>"
    )
