"""``styles.xml``, ``fontTable.xml`` and ``settings.xml`` of a .docx, written from a StyleSheet.

In: a StyleSheet and the table text sizes that occur.  Out: parts as XML text.  Headings and lines of
the contents page are Word's own styles (``heading 1``, ``toc 1``), so that the navigation pane and F9 know
them; every other style keeps the name it has in ``style.toml``.

Pagination must be that of the PDF, so whatever Word would do of its own accord is off: grid, widow control,
hanging punctuation, space between Chinese and Latin. (The PDF's counterpart is ``orphans: 1; widows: 1``.)
LibreOffice 7.4 reads ``w:overflowPunct`` the wrong way round and ``w:autoSpaceDE`` not at all, so it sets
text a little tighter and wider than Word does; tables, headings and spacing are the same.
"""

from __future__ import annotations

import re

from ..style import FontRole, ParagraphStyle, StyleSheet
from .docx_xml import escaped, half_points, twips
from .fonts import ROLES, word_name

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
# Latin is English: with Chinese for both, LibreOffice breaks lines inside numbers.
_LANG = '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
_NUMBERED = re.compile(r"(heading|contents)([1-9])")
_JC = {"left": "left", "center": "center", "right": "right", "justify": "both"}

# On for Word by default where the PDF has nothing of the kind; kinsoku stays on in both.
_PLAIN_LAYOUT = (
    '<w:widowControl w:val="0"/><w:kinsoku w:val="1"/><w:wordWrap w:val="1"/><w:overflowPunct w:val="0"/>'
    '<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/><w:adjustRightInd w:val="0"/>'
    '<w:snapToGrid w:val="0"/>'
)


def style_id(name: str) -> str:
    """``w:styleId`` of a style of ``style.toml``: ``Heading1``, ``TOC1``, else the name itself."""
    match = _NUMBERED.fullmatch(name)
    if match is None:
        return name
    return ("Heading" if match[1] == "heading" else "TOC") + match[2]


def cell_style_id(font_size: float, pitch: float) -> str:
    """``w:styleId`` (and name) of table text of a size and line height in points."""
    return f"table_cell_{font_size:g}_{pitch:g}"


def styles_xml(style: StyleSheet, cells: set[tuple[float, float]]) -> str:
    """The styles part.

    Args:
        style: The look.
        cells: (font size, line height) in points of every table of the document.
    """
    normal = style.paragraph.get("body", ParagraphStyle())
    written = "".join(_paragraph_style(name, look) for name, look in style.paragraph.items())
    for size, pitch in sorted(cells):
        look = ParagraphStyle(font=style.table_font, size=size, pitch=pitch, align="left")
        written += _paragraph_style(cell_style_id(size, pitch), look)
    return (
        f'{_XML}<w:styles xmlns:w="{W}"><w:docDefaults>'
        f"<w:rPrDefault><w:rPr>{_fonts(normal.font)}{_size(normal.size)}{_LANG}</w:rPr></w:rPrDefault>"
        f"<w:pPrDefault><w:pPr>{_PLAIN_LAYOUT}{_spacing(normal.pitch)}</w:pPr></w:pPrDefault></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
        f"<w:pPr>{_PLAIN_LAYOUT}{_spacing(normal.pitch)}</w:pPr>"
        f"<w:rPr>{_fonts(normal.font)}{_size(normal.size)}{_LANG}</w:rPr></w:style>"
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>'
        '<w:top w:w="0" w:type="dxa"/><w:left w:w="0" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
        '<w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
        f"{written}</w:styles>"
    )


def _paragraph_style(name: str, look: ParagraphStyle) -> str:
    """One ``w:style``; a heading is followed by body text and stays on the page of what follows it."""
    match = _NUMBERED.fullmatch(name)
    word = f"{'heading' if match[1] == 'heading' else 'toc'} {match[2]}" if match else name
    custom = "" if match else ' w:customStyle="1"'
    heading = look.outline > 0
    following = '<w:next w:val="body"/>' if heading else ""
    outline = f'<w:outlineLvl w:val="{look.outline - 1}"/>' if heading else ""
    keep = "<w:keepNext/>" if heading else ""
    properties = (
        f"{keep}{_PLAIN_LAYOUT}{_spacing(look.pitch, look.before, look.after)}{_indent(look)}"
        f'<w:jc w:val="{_JC[look.align]}"/>{outline}'
    )
    bold = "<w:b/><w:bCs/>" if look.bold else ""
    return (
        f'<w:style w:type="paragraph"{custom} w:styleId="{escaped(style_id(name))}">'
        f'<w:name w:val="{escaped(word)}"/><w:basedOn w:val="Normal"/>{following}<w:qFormat/>'
        f"<w:pPr>{properties}</w:pPr>"
        f"<w:rPr>{_fonts(look.font)}{bold}{_size(look.size)}{_LANG}</w:rPr></w:style>"
    )


def _fonts(role: FontRole) -> str:
    """One official name for all four kinds of letters; nothing is left to the theme or to MS Mincho."""
    name = escaped(word_name(role))
    names = " ".join(f'w:{kind}="{name}"' for kind in ("ascii", "hAnsi", "eastAsia", "cs"))
    return f'<w:rFonts w:hint="eastAsia" {names}/>'


def _size(points: float) -> str:
    size = half_points(points)
    return f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'


def _spacing(pitch: float, before: float = 0, after: float = 0) -> str:
    """Exact height of a line and space around the paragraph, points."""
    return (
        f'<w:spacing w:before="{twips(before)}" w:after="{twips(after)}" w:line="{twips(pitch)}" w:lineRule="exact"/>'
    )


def _indent(look: ParagraphStyle) -> str:
    """First-line indent: in characters for Word and WPS, in twips for who knows no characters."""
    if not look.indent:
        return '<w:ind w:left="0" w:right="0" w:firstLine="0"/>'
    return (
        f'<w:ind w:left="0" w:right="0" w:firstLineChars="{round(look.indent * 100)}"'
        f' w:firstLine="{twips(look.indent * look.size)}"/>'
    )


def font_table_xml(style: StyleSheet) -> str:
    """The font table: for each official font another name under which a reader's machine may have it.

    A Windows of today has 仿宋 where an older one had 仿宋_GB2312; by the second name Word finds it and does
    not take just any font.
    """
    roles = sorted({style.table_font, "fangsong", *(look.font for look in style.paragraph.values())})
    fonts = ""
    for role in roles:
        others = [name for name in ROLES[role].official[1:] if not name.endswith("_GB2312")]
        other = f'<w:altName w:val="{escaped(others[0])}"/>' if others else ""
        fonts += (
            f'<w:font w:name="{escaped(word_name(role))}">{other}<w:charset w:val="86"/>'
            '<w:family w:val="auto"/><w:pitch w:val="default"/></w:font>'
        )
    return f'{_XML}<w:fonts xmlns:w="{W}">{fonts}</w:fonts>'


def settings_xml() -> str:
    """The settings part. No ``updateFields``: Word would ask, and WPS would empty the contents page."""
    compat = "".join(
        f'<w:compatSetting w:name="{name}" w:uri="http://schemas.microsoft.com/office/word" w:val="{value}"/>'
        for name, value in (
            ("compatibilityMode", 15),  # 15: a table's rules, not its text, stand on the margins
            ("overrideTableStyleFontSizeAndJustification", 1),
            ("enableOpenTypeFeatures", 1),
            ("doNotFlipMirrorIndents", 1),
            ("differentiateMultirowTableHeaders", 1),
        )
    )
    return (
        f'{_XML}<w:settings xmlns:w="{W}"><w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/>'
        '<w:characterSpacingControl w:val="doNotCompress"/>'
        f"<w:compat><w:doNotExpandShiftReturn/>{compat}</w:compat>"
        '<w:themeFontLang w:val="zh-CN" w:eastAsia="zh-CN"/><w:decimalSymbol w:val="."/>'
        '<w:listSeparator w:val=","/></w:settings>'
    )
