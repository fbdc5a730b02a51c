"""Word as LibreOffice prints it: every heading on the page that the contents page and the PDF say."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from disclosegen.pipeline import check, compose_report
from disclosegen.render.docx import to_docx
from disclosegen.render.estimate import estimate_pages
from disclosegen.render.pdf import to_pdf
from tests.conftest import ROOT, SAMPLES
from tests.render import docx_samples

needs_office = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed")


@needs_office
@pytest.mark.parametrize("name", SAMPLES)
def test_headings_are_on_the_same_pages_in_word_and_pdf(name: str, tmp_path: Path) -> None:
    document = compose_report(check(ROOT / "samples" / f"{name}.xlsx"), draft=False).document
    printed = to_pdf(document)
    reader = docx_samples.office_pdf(to_docx(document, printed.pages), tmp_path)
    assert len(reader.pages) == printed.page_count
    assert docx_samples.outline_pages(reader, document) == printed.pages


@pytest.mark.parametrize("name", SAMPLES)
def test_estimated_pages_are_the_printed_ones(name: str) -> None:
    document = compose_report(check(ROOT / "samples" / f"{name}.xlsx"), draft=False).document
    assert estimate_pages(document) == to_pdf(document).pages
