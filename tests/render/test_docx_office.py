"""LibreOffice as a second reader of our .docx: pages, repeated header rows, watermark."""

from __future__ import annotations

import io
import re
import shutil
import zipfile

import pytest
from docx.oxml import parse_xml
from render import docx_samples as samples

from disclosegen.document.blocks import Document, GridCell, GridRow, Heading, Section, TableBlock
from disclosegen.render.docx import to_docx
from disclosegen.render.estimate import estimate_pages
from disclosegen.render.pdf import RenderError, to_pdf

needs_office = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed")


def build(document: Document) -> bytes:
    """The document with estimated page numbers."""
    return to_docx(document, estimate_pages(document))


def contents_pages(data: bytes) -> list[tuple[str, int]]:
    """What the contents page says: text and page number, line by line."""
    lines = []
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        root = parse_xml(package.read("word/document.xml"))
    for paragraph in root.xpath('//w:p[starts-with(w:pPr/w:pStyle/@w:val, "TOC")]'):
        texts = paragraph.xpath("w:hyperlink//w:t/text()")
        lines.append(("".join(texts[:-1]), int(texts[-1])))
    return lines


@needs_office
def test_contents_page_says_where_libreoffice_prints_the_headings(tmp_path):
    document = samples.large()
    data = build(document)
    pages = samples.outline_pages(samples.office_pdf(data, tmp_path), document)
    headings = samples.every_heading(document)
    entries = document.sections[1].blocks[0].entries
    told = dict(zip((entry.anchor for entry in entries), contents_pages(data), strict=True))
    assert len(told) == 28
    for anchor, (text, page) in told.items():
        assert (text, page) == (headings[anchor].text, pages[anchor])


@needs_office
def test_libreoffice_repeats_header_rows_numbers_pages_and_shows_the_watermark(tmp_path):
    reader = samples.office_pdf(build(samples.small("仅供内部审核")), tmp_path)
    texts = [re.sub(r"\s", "", page.extract_text()) for page in reader.pages]
    assert len(texts) == 11
    assert all("本年收入合计" in text and "科目编码" in text for text in texts[6:10])
    assert ["—" in text for text in texts] == [False, False] + [True] * 9
    assert [f"—{number}—" in text for number, text in enumerate(texts[2:], 1)] == [True] * 9
    assert [round(float(page.mediabox.width)) for page in reader.pages[5:8]] == [595, 842, 842]
    # The watermark, being transparent, is drawn as an object of its own on every page.
    assert all(re.search(rb"/Tr\d+ Do", page.get_contents().get_data()) for page in reader.pages)


@needs_office
def test_libreoffice_does_not_break_lines_inside_numbers(tmp_path):
    """It did while the Latin language was Chinese, too."""
    lines = [samples.text("字" * length + "7,337.12万元") for length in range(18, 26)]
    document = Document("t", "a", (), "f", (Section("body", tuple(lines)),), samples.style())
    (page,) = samples.office_pdf(build(document), tmp_path).pages
    assert re.sub(r"[ \u2028]", "", page.extract_text()).count("7,337.12") == 8


@needs_office
def test_table_that_fills_its_page_to_the_last_point_adds_no_empty_page(tmp_path):
    """With a last row of full height the paragraph behind the table would go to a page of its own."""
    sections = []
    rows = (GridRow((GridCell("x"),)),)
    for count in (20, 31, 40):
        height = 225 * 72 / 25.4 - 28  # text height of the page less the title, in points
        pitch = int((height / count - 2) * 20) / 20
        table = TableBlock("t", "", ("", "", ""), (156.0,), (), rows * count, (), 9, pitch)
        filler = height - count * (pitch + 2)
        assert filler < 2
        sections.append(Section("body", (Heading(2, f"表{count}", f"t{count}", "table_title"), table)))
    document = Document("t", "a", (), "f", tuple(sections), samples.style())
    assert len(samples.office_pdf(build(document), tmp_path).pages) == 3


@needs_office
def test_word_and_pdf_break_pages_at_the_same_places(tmp_path):
    document = samples.large()
    try:
        printed = to_pdf(document)
    except RenderError as error:
        pytest.skip(str(error))
    data = to_docx(document, printed.pages)
    for reader in (samples.office_pdf(data, tmp_path), samples.strict_office_pdf(data, tmp_path)):
        assert len(reader.pages) == printed.page_count
        assert samples.outline_pages(reader, document) == dict(printed.pages)
