"""Running headers, formats of page numbers and contents inside a document, in Word and PDF."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from functools import lru_cache

from docx import Document as open_docx
from docx.oxml.ns import qn
from pypdf import PdfReader
from render import docx_samples as samples

from disclosegen.document.blocks import Contents, ContentsEntry, Document, Heading, Section
from disclosegen.render.docx import to_docx
from disclosegen.render.estimate import estimate_pages
from disclosegen.render.pdf import PdfResult, to_pdf

NAME = "某局2024年部门决算公开报告"


def document(watermark: str = "") -> Document:
    entries = (ContentsEntry(1, "一章（目录用名）", "a"), ContentsEntry(1, "二章", "b"))
    report = (
        Heading(4, "报告", "r", "report_title", new_page=True),
        Contents("目 录", entries, whole=False, new_page=True),
        Heading(5, "一章", "a", "report_heading1", new_page=True),
        *(samples.text("字" * 60) for _ in range(20)),
        Heading(5, "二章", "b", "report_heading1"),
        samples.text("完"),
    )
    sections = (
        Section("contents", (Contents("目　录", (ContentsEntry(1, "正文", "p"),)),)),
        Section("body", (Heading(1, "正文", "p"), samples.text("字"))),
        Section("body", report, header=NAME, page_number="-{n}-"),
        Section("body", (Heading(1, "表", "t"), samples.text("字")), landscape=True),
        Section("body", (samples.text("字"),), landscape=True, header=NAME),
    )
    return Document("t", "a", (), "f", sections, samples.style(), watermark)


@lru_cache
def pdf() -> PdfResult:
    return to_pdf(document())


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_every_page_of_the_pdf_has_the_header_and_number_of_its_section() -> None:
    pages = [squeezed(page.extract_text()) for page in PdfReader(io.BytesIO(pdf().data)).pages]
    numbers = [re.findall(r"—\d+—|(?<!\d)-\d+-", page) for page in pages]
    assert numbers == [[], ["—1—"], ["-2-"], ["-3-"], ["-4-"], ["-5-"], ["-6-"], ["—7—"], ["—8—"]]
    assert [NAME in page for page in pages] == [False] * 2 + [True] * 5 + [False, True]


def test_every_section_of_the_word_file_says_its_own_header_and_footer() -> None:
    """A section that says none would have that of the section before."""
    opened = open_docx(io.BytesIO(to_docx(document(), pdf().pages)))
    heads = ["".join(p.text for p in section.header.paragraphs) for section in opened.sections]
    feet = ["".join(p.text for p in section.footer.paragraphs) for section in opened.sections]
    assert not any(section.header.is_linked_to_previous for section in opened.sections)
    assert heads == ["", "", NAME, "", NAME]
    assert feet == ["", "— 1 —", "-1-", "— 1 —", "— 1 —"]  # 1: what a page field shows until it is laid out


def test_a_watermark_stands_under_the_running_header_too() -> None:
    opened = open_docx(io.BytesIO(to_docx(document("仅供内部审核"), pdf().pages)))
    heads = [section.header._element for section in opened.sections]
    shapes = [shape.get("id") for head in heads for shape in head.iter("{urn:schemas-microsoft-com:vml}shape")]
    assert len(shapes) == 5 and len(set(shapes)) == 2
    assert [NAME in "".join(t.text or "" for t in head.iter(qn("w:t"))) for head in heads] == [
        False,
        False,
        True,
        False,
        True,
    ]


def test_a_document_without_any_header_has_no_header_part() -> None:
    plain = document()
    plain = replace(plain, sections=tuple(replace(section, header="") for section in plain.sections))
    with zipfile.ZipFile(io.BytesIO(to_docx(plain, pdf().pages))) as package:
        assert [name for name in package.namelist() if "header" in name] == []


def test_pages_are_estimated_as_they_are_printed() -> None:
    assert estimate_pages(document()) == pdf().pages == {"p": 1, "r": 2, "a": 4, "b": 6, "t": 7}


def test_the_contents_of_a_report_have_right_numbers_and_no_field_that_lists_the_whole_document() -> None:
    body = open_docx(io.BytesIO(to_docx(document(), pdf().pages))).element.body
    instructions = [(node.text or "").split()[0] for node in body.iter(qn("w:instrText"))]
    assert instructions == ["TOC", "PAGEREF", "PAGEREF", "PAGEREF"]
    found = ["".join(t.text or "" for t in p.iter(qn("w:t"))) for p in body.iter(qn("w:p"))]
    at = found.index("目 录")
    assert found[at + 1 : at + 3] == ["一章（目录用名）4", "二章6"]
    (page,) = [page for page in PdfReader(io.BytesIO(pdf().data)).pages if "目录用名" in page.extract_text()]
    assert re.findall(r"(?:…|\.)+(\d+)", squeezed(page.extract_text())) == ["4", "6"]
    targets = [annotation.get_object()["/Dest"] for annotation in page["/Annots"]]
    assert list(dict.fromkeys(targets)) == ["a", "b"]
