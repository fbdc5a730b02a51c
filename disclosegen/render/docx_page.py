"""Sections, footers and the header with the watermark, as WordprocessingML.

In: the look, an orientation, relationship ids of the header and footer parts.  Out: ``w:sectPr`` elements and
the parts' XML.
"""

from __future__ import annotations

from ..style import StyleSheet
from .docx_styles import style_id
from .docx_xml import clean, escaped, field, mm, paragraph, run, spacer
from .fonts import word_name

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
)
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

# Word's own shape type for text along a path (number 136), as Word writes it for its watermarks.
_TEXT_PATH = (
    '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800"'
    ' path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/>'
    '<v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/>'
    '<v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/><v:f eqn="mid @5 @6"/>'
    '<v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/><v:f eqn="sum @6 0 @5"/></v:formulas>'
    '<v:path textpathok="t" o:connecttype="custom" o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800"'
    ' o:connectangles="270,180,90,0"/><v:textpath on="t" fitshape="t"/><v:handles>'
    '<v:h position="#0,bottomRight" xrange="6629,14971"/></v:handles>'
    '<o:lock v:ext="edit" text="t" shapetype="t"/></v:shapetype>'
)


def section_xml(style: StyleSheet, landscape: bool, header: str, footer: str, restart: bool) -> str:
    """``w:sectPr``: starts on a new page, with its own size, margins, footer and header.

    Args:
        style: For the page of that orientation.
        landscape: Orientation.
        header, footer: Relationship ids; empty for no such part.
        restart: Whether page numbers start at 1 here; else they go on.
    """
    page = style.page(landscape)
    orientation = ' w:orient="landscape"' if landscape else ""
    head = f'<w:headerReference w:type="default" r:id="{header}"/>' if header else ""
    foot = f'<w:footerReference w:type="default" r:id="{footer}"/>' if footer else ""
    start = '<w:pgNumType w:fmt="decimal" w:start="1"/>' if restart else ""
    return (
        f'<w:sectPr>{head}{foot}<w:type w:val="nextPage"/>'
        f'<w:pgSz w:w="{mm(page.width)}" w:h="{mm(page.height)}"{orientation}/>'
        f'<w:pgMar w:top="{mm(page.top)}" w:right="{mm(page.right)}" w:bottom="{mm(page.bottom)}"'
        f' w:left="{mm(page.left)}" w:header="{mm(page.header)}" w:footer="{mm(page.footer)}" w:gutter="0"/>'
        f'{start}<w:cols w:space="720"/></w:sectPr>'
    )


def footer_xml(number_format: str) -> str:
    """A footer with the page number in a format with ``{n}``; an empty one for no format."""
    before, number, after = number_format.partition("{n}")
    content = run(before) + (field("PAGE", "1") if number else "") + run(after)
    return f"{XML}<w:ftr {NAMESPACES}>{paragraph(style_id('page_number'), content)}</w:ftr>"


def header_xml(text: str, watermark: str, number: int) -> str:
    """A header: the watermark, and a running text if there is one.

    Args:
        text, watermark: Empty for none.
        number: Of the header part, from 1; keeps the ids of shapes apart.
    """
    content = spacer(_watermark(watermark, number)) if watermark else ""
    if text:
        content += paragraph(style_id("running_header"), run(text))
    return f"{XML}<w:hdr {NAMESPACES}>{content or spacer()}</w:hdr>"


def _watermark(text: str, number: int) -> str:
    """A run of no height that holds the text, grey and slanting, behind the page."""
    line = clean(text).replace("\n", " ").replace("\t", " ")
    # As long as the diagonal allows on either orientation, and never higher than 90 points.
    height = min(90.0, 430.0 / max(len(line), 1))
    look = (
        f"position:absolute;margin-left:0;margin-top:0;width:{height * len(line):.0f}pt;"
        f"height:{height:.0f}pt;rotation:315;z-index:-251658752;mso-position-horizontal:center;"
        "mso-position-horizontal-relative:page;mso-position-vertical:center;mso-position-vertical-relative:page"
    )
    font = escaped(f'font-family:"{word_name("heiti")}";font-size:1pt')
    return (
        f'<w:r><w:pict>{_TEXT_PATH}<v:shape id="watermark{number}" o:spid="_x0000_s{2048 + number}" type="#_x0000_t136"'
        f' style="{look}" o:allowincell="f" fillcolor="#d9d9d9" stroked="f" alt="{escaped(line)}">'
        f'<v:fill opacity=".5"/><v:textpath style="{font}" string="{escaped(line)}"/></v:shape>'
        "</w:pict></w:r>"
    )
