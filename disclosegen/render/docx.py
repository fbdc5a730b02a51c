"""A Document as .docx: native headings, tables, sections and a contents page that is right at once.

In: a :class:`Document` and the page number of every heading.  Out: the bytes of the file, the same for the
same document.  This module walks the blocks; ``docx_styles`` writes the look, ``docx_table`` a table, ``docx_chart``
a chart, ``docx_page`` sections, footers and watermark, ``docx_package`` the container and the data inside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import RELATIONSHIP_TYPE as RT

from ..document.blocks import (
    Block,
    ChartBlock,
    Contents,
    ContentsEntry,
    Document,
    Heading,
    Paragraph,
    PictureBlock,
    Section,
    TableBlock,
)
from .docx_chart import chart_xml, drawing_xml, workbook_bytes
from .docx_drawing import picture_xml
from .docx_package import Package
from .docx_page import NAMESPACES, XML, footer_xml, header_xml, section_xml
from .docx_styles import font_table_xml, settings_xml, style_id, styles_xml
from .docx_table import above_xml, table_xml
from .docx_xml import PAGE_BREAK, escaped, field, field_begin, field_end, mm, paragraph, run, spacer, tabs
from .picture import picture_bytes


def to_docx(document: Document, pages: Mapping[str, int]) -> bytes:
    """Write a document as .docx.

    Args:
        document: What to print.
        pages: Printed page number of each heading's anchor, from the PDF or from ``estimate_pages``. May be
            empty if the contents page has no page numbers.

    Returns:
        The file; the same bytes for the same arguments.

    Raises:
        KeyError: A paragraph's style is not in the style sheet, a line of the contents page has no
            heading, or its heading no page.
        ValueError: A table's spans and columns do not fit together.
    """
    package = Package()
    tables = [block for block in document.blocks() if isinstance(block, TableBlock)]
    cells = {(table.font_size, table.row_pitch) for table in tables}
    package.add("/word/styles.xml", CT.WML_STYLES, RT.STYLES, styles_xml(document.style, cells))
    package.add("/word/settings.xml", CT.WML_SETTINGS, RT.SETTINGS, settings_xml())
    package.add("/word/fontTable.xml", CT.WML_FONT_TABLE, RT.FONT_TABLE, font_table_xml(document.style))
    edges = _edges(package, document)
    package.add_properties(document)
    if document.payload:
        package.add_payload(document.payload)
    drawings = _drawings(package, document)
    return package.save(_Writer(document, pages, edges, drawings).document_xml())


@dataclass(frozen=True)
class _Edges:
    """Relationship ids of headers by running text, and of footers by format of the page number; "" for none of either."""

    headers: Mapping[str, str]
    footers: Mapping[str, str]


def _edges(package: Package, document: Document) -> _Edges:
    """Add headers and footers. A section without a header of its own would have that of the section before."""
    texts = dict.fromkeys(section.header for section in document.sections)
    headers = {}
    if any(texts) or document.watermark:
        for number, text in enumerate(texts, 1):
            xml = header_xml(text, document.watermark, number)
            headers[text] = package.add(f"/word/header{number}.xml", CT.WML_HEADER, RT.HEADER, xml)
    formats = dict.fromkeys(("", *(_number_format(document, section) for section in document.sections)))
    footers = {
        form: package.add(f"/word/footer{number}.xml", CT.WML_FOOTER, RT.FOOTER, footer_xml(form))
        for number, form in enumerate(formats, 1)
    }
    return _Edges(headers, footers)


def _number_format(document: Document, section: Section) -> str:
    """How the pages of a section are numbered; empty where no number is printed."""
    return (section.page_number or document.style.page_number) if section.kind == "body" else ""


def _drawings(package: Package, document: Document) -> dict[int, str]:
    """Add charts and pictures; gives their relationship ids by number, in document order from 1."""
    found: dict[int, str] = {}
    for block in document.blocks():
        number = len(found) + 1
        if isinstance(block, ChartBlock):
            found[number] = package.add_chart(number, chart_xml(block, document.style), workbook_bytes(block))
        elif isinstance(block, PictureBlock):
            found[number] = package.add_picture(number, *picture_bytes(block))
    return found


class _Writer:
    """Walks the sections of one document; knows the headings' bookmarks and the parts' relationships.

    Args:
        document, pages: See :func:`to_docx`.
        edges: Headers and footers.
        drawings: Relationship ids of charts and pictures by number, in document order from 1.
    """

    def __init__(
        self,
        document: Document,
        pages: Mapping[str, int],
        edges: _Edges,
        drawings: Mapping[int, str],
    ):
        self.document, self.style, self.pages = document, document.style, pages
        self.drawings, self.drawn = drawings, 0
        self.edges = edges
        headings = [block.anchor for block in document.blocks() if isinstance(block, Heading)]
        self.bookmarks = {anchor: number for number, anchor in enumerate(dict.fromkeys(headings), 1)}
        self.written: set[str] = set()
        self.page = self.style.page(landscape=False)  # of the section being written

    def document_xml(self) -> str:
        """The document part."""
        sections = self.document.sections
        first = next((index for index, section in enumerate(sections) if section.kind == "body"), None)
        body = "".join(
            self.section(section, restart=index == first, last=index == len(sections) - 1)
            for index, section in enumerate(sections)
        )
        return f"{XML}<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>"

    def section(self, section: Section, restart: bool, last: bool) -> str:
        """All of a section; its properties stand in its last paragraph, or at the end of the document."""
        header = self.edges.headers.get(section.header, "")
        footer = self.edges.footers[_number_format(self.document, section)]
        properties = section_xml(self.style, section.landscape, header, footer, restart)
        self.page = self.style.page(section.landscape)
        pieces: list[str] = []
        for index, block in enumerate(section.blocks):
            pieces += self.block(block, ends=index == len(section.blocks) - 1, before=pieces)
        if last:
            end = spacer() if not pieces or pieces[-1].startswith("<w:tbl>") else ""
            return "".join(pieces) + end + properties
        if pieces and pieces[-1].startswith("<w:p>"):
            ended = pieces.pop().replace("</w:pPr>", f"{properties}</w:pPr>", 1)
        else:
            ended = spacer("", properties)
        return "".join(pieces) + ended

    def block(self, block: Block, ends: bool, before: list[str]) -> list[str]:
        """One block as body elements.

        Args:
            block: The block.
            ends: Whether it is the section's last.
            before: The elements of the section so far.
        """
        if isinstance(block, Heading):
            return [self.heading(block)]
        if isinstance(block, Paragraph):
            return [self.paragraph(block)]
        if isinstance(block, Contents):
            return self.contents(block)
        if isinstance(block, ChartBlock | PictureBlock):
            self.drawn += 1
            relation = self.drawings[self.drawn]
            if isinstance(block, ChartBlock):
                return [drawing_xml(block, self.drawn, relation)]
            return [picture_xml(block, self.drawn, relation)]
        above = above_xml(block)
        between = before and (block.new_page or before[-1].startswith("<w:tbl>"))
        apart = [spacer(break_before=block.new_page)] if not above and between else []
        # The paragraph that must follow a table takes its one point of height from the last row.
        grid = table_xml(block, self.style, shorten=1 if ends and not block.notes else 0)
        return [*apart, *above, grid, *(self.paragraph(note) for note in block.notes)]

    def style_id(self, name: str) -> str:
        """``w:styleId`` of a style that the style sheet must have."""
        if name not in self.style.paragraph:
            raise KeyError(f"style.toml has no paragraph style {name!r}")
        return style_id(name)

    def paragraph(self, block: Paragraph) -> str:
        """A paragraph in its style."""
        broken = PAGE_BREAK if block.new_page else ""
        return paragraph(self.style_id(block.style), "".join(run(piece.text) for piece in block.runs), broken)

    def heading(self, block: Heading) -> str:
        """A heading with the bookmark that the contents page points to."""
        content = run(block.text)
        if block.anchor not in self.written:
            self.written.add(block.anchor)
            number = self.bookmarks[block.anchor]
            start = f'<w:bookmarkStart w:id="{number}" w:name="_Toc{number}"/>'
            content = f'{start}{content}<w:bookmarkEnd w:id="{number}"/>'
        return paragraph(self.style_id(block.style_name), content, PAGE_BREAK if block.new_page else "")

    def contents(self, block: Contents) -> list[str]:
        """A contents page with its result already there.

        That of the whole document is one TOC field, which ends in a paragraph of its own, so that an update cannot swallow what
        follows. That of a report is lines whose numbers are fields: an update of the headings would list the whole document.
        """
        broken = PAGE_BREAK if block.new_page else ""
        title = paragraph(self.style_id("contents_title"), run(block.title), broken)
        if not block.entries:
            return [title]
        deepest = max(entry.level for entry in block.entries)
        switches = rf'TOC \o "1-{deepest}" \h \z \u' + ("" if block.page_numbers else r" \n")
        begin = field_begin(switches) if block.whole else ""
        first, *others = block.entries
        lines = [self._line(block, first, begin), *(self._line(block, entry) for entry in others)]
        return [title, *lines, *([spacer(field_end())] if block.whole else [])]

    def _line(self, block: Contents, entry: ContentsEntry, begin: str = "") -> str:
        """A line of a contents page; ``begin`` opens the field that it stands in."""
        style = self.style_id(f"contents{entry.level}")
        if not entry.anchor:
            return paragraph(style, begin + run(entry.text))
        if entry.anchor not in self.bookmarks:
            raise KeyError(f"no heading has the anchor {entry.anchor!r} of line {entry.text!r}")
        bookmark = f"_Toc{self.bookmarks[entry.anchor]}"
        content = run(entry.text)
        stop = ""
        if block.page_numbers:
            if entry.anchor not in self.pages:
                raise KeyError(f"no page is known for the anchor {entry.anchor!r}")
            number = field(rf"PAGEREF {bookmark} \h", str(self.pages[entry.anchor]))
            content += f"<w:r><w:tab/></w:r>{number}"
            right_edge = mm(self.page.width) - mm(self.page.left) - mm(self.page.right)
            stop = tabs(("right", right_edge, "dot"))
        link = f'<w:hyperlink w:anchor="{escaped(bookmark)}" w:history="1">{content}</w:hyperlink>'
        return paragraph(style, begin + link, stop)
