"""The contents page tells the truth through forms, reports and attached files, in the PDF and in Word."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from render import docx_samples
from render.test_docx_office import contents_pages, needs_office

from disclosegen.document.blocks import Contents, Document
from disclosegen.kit.grid import OpenRow
from disclosegen.pipeline import check, compose_report
from disclosegen.render.docx import to_docx
from disclosegen.render.pdf import PdfResult, RenderError, to_pdf
from disclosegen.workbook.content import Content
from tests.conftest import kit_named
from tests.helpers.few import few_content
from tests.helpers.kept import written

SAMPLE = "shanxi-final-2024.gaoping"
"""Reports with a running header, a page number format and contents of their own."""


def with_files(folder: Path) -> Document:
    """The sample with a PDF of three pages, one of them lying, and one of a single page behind its forms."""
    for name, sizes in (("报告.pdf", [(595, 842), (842, 595), (595, 842)]), ("目录.pdf", [(595, 842)])):
        writer = PdfWriter()
        for width, height in sizes:
            writer.add_blank_page(width, height)
        writer.write(str(folder / name))
    content, kit = few_content(SAMPLE), kit_named(SAMPLE)
    typed = {
        ("files", "1", "title"): "评价报告",
        ("files", "1", "file"): "报告.pdf",
        ("files", "2", "title"): "服务目录",
        ("files", "2", "file"): "目录.pdf",
    }
    own = Content({**content.values, **typed}, {**content.rows, ("files", 0): (OpenRow("1"), OpenRow("2"))})
    path = folder / "表.xlsx"
    path.write_bytes(written(kit, own))
    return compose_report(check(path), draft=False).document


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Document, PdfResult]:
    document = with_files(tmp_path_factory.mktemp("attached"))
    try:
        return document, to_pdf(document)
    except RenderError as error:
        pytest.skip(str(error))


def plain(text: str) -> str:
    return re.sub(r"[\s\u200b]", "", text)


def test_the_contents_page_gives_the_page_on_which_each_heading_stands(printed: tuple[Document, PdfResult]) -> None:
    document, result = printed
    pages = [plain(page.extract_text()) for page in PdfReader(io.BytesIO(result.data)).pages]
    front = next(at for at, text in enumerate(pages) if re.search("[—-]1[—-]$", text))
    contents = document.sections[1].blocks[0]
    assert isinstance(contents, Contents) and contents.page_numbers
    listed = "".join(pages[1:front])
    entries = [entry for entry in contents.entries if entry.anchor]
    assert {"评价报告", "服务目录"} <= {entry.text.split("　")[-1] for entry in entries}
    headings = docx_samples.every_heading(document)
    for entry in entries:
        number = result.pages[entry.anchor]
        assert re.search(rf"{re.escape(plain(entry.text))}[.…·]*{number}(?!\d)", listed), entry.text
        assert plain(headings[entry.anchor].text) in pages[front + number - 1], entry.text


def test_every_page_through_the_attachments_has_its_own_number(printed: tuple[Document, PdfResult]) -> None:
    _, result = printed
    reader = PdfReader(io.BytesIO(result.data))
    pages = [plain(page.extract_text()) for page in reader.pages]
    front = next(at for at, text in enumerate(pages) if re.search("[—-]1[—-]$", text))
    numbers = [re.search(r"[—-](\d+)[—-]$", text) for text in pages[front:]]
    assert [int(found[1]) if found else None for found in numbers] == list(range(1, len(pages) - front + 1))
    lying = [page.mediabox.width > page.mediabox.height for page in reader.pages]
    assert lying[-4:] == [False, True, False, False]


@needs_office
def test_word_has_every_heading_on_the_page_that_its_contents_give(
    printed: tuple[Document, PdfResult], tmp_path: Path
) -> None:
    document, result = printed
    data = to_docx(document, result.pages)
    pages = docx_samples.outline_pages(docx_samples.strict_office_pdf(data, tmp_path), document)
    contents = document.sections[1].blocks[0]
    assert isinstance(contents, Contents)
    entries = [entry for entry in contents.entries if entry.anchor]
    told = contents_pages(data)[: len(entries)]  # the reports' own contents follow
    assert [page for _, page in told] == [pages[entry.anchor] for entry in entries]
    assert pages == dict(result.pages)
