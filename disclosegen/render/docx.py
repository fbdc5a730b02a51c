"""A Document as .docx: native headings, tables, sections and a contents page that is right at once.

In: a :class:`Document` and the page number of every heading.  Out: the bytes of the file, the same for the
same document.  This module walks the blocks; ``docx_styles`` writes the look, ``docx_table`` a table, ``docx_chart``
a chart, ``docx_page`` sections, footers and watermark, ``docx_package`` the container and the data inside it.
"""

from __future__ import annotations

from collections.abc import Mapping

from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import RELATIONSHIP_TYPE as RT

from ..document.blocks import (
    Block,
    ChartBlock,
    Contents,
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
from .docx_page import NAMESPACES, XML, footer_xml, section_xml, watermark_xml
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
    header = ""
    if document.watermark:
        mark = watermark_xml(document.style, document.watermark)
        header = package.add("/word/header1.xml", CT.WML_HEADER, RT.HEADER, mark)
    blank = package.add("/word/footer1.xml", CT.WML_FOOTER, RT.FOOTER, footer_xml(document.style, False))
    numbered = package.add("/word/footer2.xml", CT.WML_FOOTER, RT.FOOTER, footer_xml(document.style, True))
    package.add_properties(document)
    if document.payload:
        package.add_payload(document.payload)
    drawings = _drawings(package, document)
    return package.save(_Writer(document, pages, header, blank, numbered, drawings).document_xml())


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
        header: Relationship id of the watermark's header; empty for none.
        blank, numbered: Relationship ids of the two footers.
        drawings: Relationship ids of charts and pictures by number, in document order from 1.
    """

    def __init__(
        self,
        document: Document,
        pages: Mapping[str, int],
        header: str,
        blank: str,
        numbered: str,
        drawings: Mapping[int, str],
    ):
        self.document, self.style, self.pages = document, document.style, pages
        self.drawings, self.drawn = drawings, 0
        self.header, self.blank, self.numbered = header, blank, numbered
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
        footer = self.numbered if section.kind == "body" else self.blank
        properties = section_xml(self.style, section.landscape, self.header, footer, restart)
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
        """The contents page: one TOC field whose result is already there.

        The field ends in a paragraph of its own, so that an update cannot swallow what follows.
        """
        title = paragraph(self.style_id("contents_title"), run(block.title))
        if not block.entries:
            return [title]
        deepest = max(entry.level for entry in block.entries)
        switches = rf'TOC \o "1-{deepest}" \h \z \u' + ("" if block.page_numbers else r" \n")
        right_edge = mm(self.page.width) - mm(self.page.left) - mm(self.page.right)
        lines = []
        for index, entry in enumerate(block.entries):
            begin = field_begin(switches) if index == 0 else ""
            if not entry.anchor:
                lines.append(paragraph(self.style_id(f"contents{entry.level}"), begin + run(entry.text)))
                continue
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
                stop = tabs(("right", right_edge, "dot"))
            link = f'<w:hyperlink w:anchor="{escaped(bookmark)}" w:history="1">{content}</w:hyperlink>'
            lines.append(paragraph(self.style_id(f"contents{entry.level}"), begin + link, stop))
        return [title, *lines, spacer(field_end())]
