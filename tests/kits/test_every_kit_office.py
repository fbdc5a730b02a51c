"""Word as LibreOffice prints it: every heading on the page that the contents page and the PDF say."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from disclosegen.pipeline import compose_report
from disclosegen.render.docx import to_docx
from disclosegen.render.estimate import estimate_pages
from tests.conftest import SAMPLES, sample_report
from tests.helpers.kept import printed
from tests.render import docx_samples

needs_office = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed")


@needs_office
@pytest.mark.parametrize("name", SAMPLES)
def test_headings_are_on_the_same_pages_in_word_and_pdf(name: str, tmp_path: Path) -> None:
    document = compose_report(sample_report(name), draft=False).document
    pdf = printed(document)
    reader = docx_samples.office_pdf(to_docx(document, pdf.pages), tmp_path)
    assert len(reader.pages) == pdf.page_count
    assert docx_samples.outline_pages(reader, document) == pdf.pages


@pytest.mark.parametrize("name", SAMPLES)
def test_estimated_pages_are_the_printed_ones(name: str) -> None:
    document = compose_report(sample_report(name), draft=False).document
    assert estimate_pages(document) == printed(document).pages
