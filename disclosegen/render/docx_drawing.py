"""A chart or a picture in a line of its own, as WordprocessingML.

In: a size and what is drawn.  Out: a paragraph that is exactly as high as it says.
"""

from __future__ import annotations

from ..document.blocks import PictureBlock
from ..document.tables import POINTS
from .docx_xml import escaped, twips

DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_PICTURE = f"{DRAWING}/picture"
_MM = 36000  # English metric units in a millimetre
_POINT = 12700


def drawing_paragraph(size: tuple[float, float], number: int, name: str, alt: str, title: str, graphic: str) -> str:
    """The paragraph of a drawing.

    Args:
        size: Width and height, millimetres.
        number: Of the drawing in the document, from 1.
        name: Its kind, in English, as Word names it.
        alt: What it shows, for who cannot see it.
        title: Its title.
        graphic: ``a:graphicData``.
    """
    height = round(size[1] * POINTS, 1)
    # One point lower than its line, which also has room for the depth of its (tiny) letters.
    extent = f'cx="{round(size[0] * _MM)}" cy="{round((height - 1) * _POINT)}"'
    return (
        '<w:p><w:pPr><w:keepLines/><w:widowControl w:val="0"/><w:snapToGrid w:val="0"/>'
        f'<w:spacing w:before="0" w:after="0" w:line="{twips(height)}" w:lineRule="atLeast"/>'
        '<w:ind w:left="0" w:right="0" w:firstLine="0"/><w:jc w:val="center"/><w:rPr><w:sz w:val="2"/></w:rPr></w:pPr>'
        '<w:r><w:rPr><w:sz w:val="2"/></w:rPr><w:drawing>'
        f'<wp:inline xmlns:wp="{DRAWING}/wordprocessingDrawing" distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent {extent}/><wp:effectExtent l="0" t="0" r="0" b="0"/>'
        f'<wp:docPr id="{number}" name="{name} {number}" descr="{escaped(alt)}" title="{escaped(title)}"/>'
        f'<wp:cNvGraphicFramePr/><a:graphic xmlns:a="{DRAWING}/main">{graphic}</a:graphic></wp:inline>'
        "</w:drawing></w:r></w:p>"
    )


def picture_xml(block: PictureBlock, number: int, relation: str) -> str:
    """The paragraph of a picture; ``relation`` is the id of the relationship to the image part."""
    extent = f'cx="{round(block.width * _MM)}" cy="{round(block.height * _MM)}"'
    graphic = (
        f'<a:graphicData uri="{_PICTURE}"><pic:pic xmlns:pic="{_PICTURE}">'
        f'<pic:nvPicPr><pic:cNvPr id="{number}" name="Picture {number}"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {extent}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData>'
    )
    return drawing_paragraph((block.width, block.height), number, "Picture", block.alt, block.alt, graphic)
