"""Small pieces of WordprocessingML as text: escaped characters, runs, paragraphs, fields, lengths.

In: text of the document and lengths in points or millimetres.  Out: XML strings without namespace
declarations (the root elements declare them, see ``docx_page.NAMESPACES``).  Every character that comes from
outside goes through :func:`escaped`, so no text can become markup.
"""

from __future__ import annotations

import re

# What XML 1.0 cannot hold, and C1 controls: never shown, and Word refuses some of them.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_NEWLINE = re.compile("\r\n|[\r\u2028\u2029]")
_PIECES = re.compile("([\t\n])")


def twips(points: float) -> int:
    """Points to twentieths of a point, which is Word's unit of length."""
    return round(points * 20)


def mm(millimetres: float) -> int:
    """Millimetres to twentieths of a point."""
    return round(millimetres * 1440 / 25.4)


def half_points(points: float) -> int:
    """Points to half points, which is Word's unit of font sizes."""
    return round(points * 2)


def clean(text: str) -> str:
    """The text without control characters; every kind of line end becomes ``\\n``, tabs stay."""
    return _CONTROL.sub("", _NEWLINE.sub("\n", text))


def escaped(text: str) -> str:
    """The text for an element or an attribute in double quotes, without control characters."""
    replaced = clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return replaced.replace('"', "&quot;")


def run(text: str) -> str:
    """A run of literal text; a tab becomes ``w:tab`` and a newline ``w:br``. Empty for empty text."""
    pieces = []
    for piece in _PIECES.split(clean(text)):
        if piece == "\t":
            pieces.append("<w:tab/>")
        elif piece == "\n":
            pieces.append("<w:br/>")
        elif piece:
            pieces.append(f'<w:t xml:space="preserve">{escaped(piece)}</w:t>')
    return f"<w:r>{''.join(pieces)}</w:r>" if pieces else ""


def paragraph(style_id: str, content: str, properties: str = "") -> str:
    """A paragraph.

    Args:
        style_id: ``w:styleId`` of its style.
        content: XML of its runs.
        properties: XML of the further children of ``w:pPr``, in the order of the schema.
    """
    return f'<w:p><w:pPr><w:pStyle w:val="{escaped(style_id)}"/>{properties}</w:pPr>{content}</w:p>'


PAGE_BREAK = "<w:pageBreakBefore/>"
"""A property of the paragraph that begins a page."""


def spacer(content: str = "", section: str = "", break_before: bool = False) -> str:
    """An empty paragraph one point high: ends a section, keeps two tables apart, or begins a page before a table.

    Args:
        content: XML of runs without width (the end of a field).
        section: ``w:sectPr`` of the section that ends here.
        break_before: Whether it begins a page.
    """
    height = f'<w:spacing w:before="0" w:after="0" w:line="{twips(1)}" w:lineRule="exact"/>'
    broken = PAGE_BREAK if break_before else ""
    return f'<w:p><w:pPr>{broken}{height}<w:rPr><w:sz w:val="2"/></w:rPr>{section}</w:pPr>{content}</w:p>'


def field_begin(instruction: str) -> str:
    """The runs that open a field; its cached result follows, then :func:`field_end`."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {escaped(instruction)} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )


def field_end() -> str:
    """The run that closes a field."""
    return '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def field(instruction: str, result: str) -> str:
    """A whole field with the result that is shown until somebody updates it."""
    return field_begin(instruction) + run(result) + field_end()


def tabs(*stops: tuple[str, int, str]) -> str:
    """``w:tabs`` for stops given as (kind, position in twips, leader)."""
    items = "".join(
        f'<w:tab w:val="{kind}" w:leader="{leader}" w:pos="{position}"/>' for kind, position, leader in stops
    )
    return f"<w:tabs>{items}</w:tabs>"
