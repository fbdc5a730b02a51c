"""The last page of a review copy: open points in Word, PDF and HTML; nothing else moves, and nothing of it is published."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Callable

import pytest
from docx import Document as open_docx
from pypdf import PdfReader

from disclosegen.document.text import to_text
from disclosegen.pipeline import Report, compose_report
from disclosegen.points import TITLE
from disclosegen.render.docx import to_docx
from disclosegen.render.estimate import estimate_pages
from disclosegen.render.html import to_html
from disclosegen.workbook.content import Content
from tests.conftest import without_projects
from tests.helpers.kept import printed
from tests.helpers.sheets import edit
from tests.test_answers import PLACE, answered


@pytest.fixture
def report(checked: Callable[[Content], Report], sample: Content) -> Report:
    """Two questions, one of them answered, and an error."""
    faulty = edit(edit(without_projects(sample), PLACE, "增加XX万元<b>。。"), "t06.30211.amount", "-0.14")
    code = next(one.code for one in checked(faulty).findings if one.rule == "X-doubled")
    return checked(answered(faulty, (code, "领导已同意", "会计")))


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_the_page_lists_errors_questions_and_answers_after_everything(report: Report) -> None:
    published, draft = (compose_report(report, draft=flag).document for flag in (False, True))
    before, after = to_text(published), to_text(draft)
    assert after.startswith(before)
    page = after[len(before) :]
    assert page.startswith(TITLE + "\n1．错误　")
    for finding in report.findings:
        assert (finding.code in page) is (finding.severity.value != "提示")
    assert "有没填完的占位符：“增加XX万元<b>。。”" in page
    assert page.endswith("说明：领导已同意（会计）\n") and "已说明　标点重复" in page
    assert TITLE not in before and "领导已同意" not in before


def test_a_sound_workbook_says_that_nothing_is_open(checked: Callable[[Content], Report], sample: Content) -> None:
    text = to_text(compose_report(checked(sample), draft=True).document)
    assert text.endswith(f"{TITLE}\n没有待改正的错误，也没有待核实的问题。\n")


def test_all_formats_say_it_and_no_page_number_moves(report: Report) -> None:
    published, draft = (compose_report(report, draft=flag).document for flag in (False, True))
    pdf, before = printed(draft), printed(published)
    assert pdf.pages == before.pages
    assert estimate_pages(draft) == estimate_pages(published)
    points = [squeezed(block.text) for block in draft.sections[-1].blocks]  # type: ignore[union-attr]
    pages = [squeezed(page.extract_text()) for page in PdfReader(io.BytesIO(pdf.data)).pages]
    last = next(at for at, page in enumerate(pages) if squeezed(TITLE) in page)
    assert last == len(PdfReader(io.BytesIO(before.data)).pages)
    word = squeezed("".join(one.text for one in open_docx(io.BytesIO(to_docx(draft, pdf.pages))).paragraphs))
    web = squeezed(html.unescape(re.sub(r"<[^>]+>", "", to_html(draft, media="screen"))))
    for text in ("".join(pages[last:]), word, web):
        assert [point for point in points if point not in text and point[:20] not in text] == []
