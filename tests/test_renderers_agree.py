"""Word, PDF and HTML come from one document and say the same."""

from __future__ import annotations

import html
import io
import re
from functools import lru_cache
from itertools import pairwise

import pytest
from docx import Document as open_docx
from docx.oxml.ns import qn
from pypdf import PdfReader

from disclosegen.document.blocks import Contents, Document, Heading, Paragraph, TableBlock
from disclosegen.document.text import to_text
from disclosegen.kit.load import kit_ids
from disclosegen.pipeline import check, compose_report
from disclosegen.render.docx import to_docx
from disclosegen.render.html import to_html
from disclosegen.render.pdf import PdfResult, to_pdf
from tests.conftest import ROOT

KITS = (*kit_ids(), "shanxi-final-2024.gaoping")


@lru_cache
def document(name: str) -> Document:
    return compose_report(check(ROOT / "samples" / f"{name}.xlsx"), draft=False).document


@lru_cache
def pdf(name: str) -> PdfResult:
    return to_pdf(document(name))


def squeezed(text: str) -> str:
    """Without any white space: renderers differ in nothing else."""
    return re.sub(r"\s+", "", text)


def pieces(name: str) -> list[str]:
    """Every paragraph and every cell with text, in reading order, the contents page left out."""
    found: list[str] = []
    for block in document(name).blocks():
        if isinstance(block, Heading | Paragraph):
            found.append(block.text)
        elif isinstance(block, TableBlock):
            found += [block.code, *block.above]
            found += [cell.text for row in (*block.header, *block.body) for cell in row.cells]
            found += [note.text for note in block.notes]
    return [squeezed(text) for text in found if squeezed(text)]


def in_order(wanted: list[str], text: str) -> list[str]:
    """Pieces that do not stand in the text one after the other."""
    at, missing = 0, []
    for piece in wanted:
        place = text.find(piece, at)
        if place < 0:
            missing.append(piece)
        else:
            at = place + len(piece)
    return missing


@pytest.mark.parametrize("name", KITS)
def test_word_says_every_piece_in_order(name: str) -> None:
    body = open_docx(io.BytesIO(to_docx(document(name), pdf(name).pages))).element.body
    text = squeezed("".join(node.text or "" for node in body.iter(qn("w:t"))))
    assert in_order(pieces(name), text) == []


@pytest.mark.parametrize("name", KITS)
def test_html_says_every_piece_in_order(name: str) -> None:
    page = re.sub(r"(?s)<(style|script|head).*?</\1>", "", to_html(document(name), media="screen"))
    assert in_order(pieces(name), squeezed(html.unescape(re.sub(r"<[^>]+>", "", page)))) == []


@pytest.mark.parametrize("name", KITS)
def test_pdf_says_every_piece(name: str) -> None:
    """The order of a table's cells is the PDF's own; a page number or a chart stands in a sentence that a page break cuts."""
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf(name).data)).pages]
    number = re.compile(r"—\s*\d+\s*—|-\s*\d+\s*-")
    texts = [squeezed(number.sub("", page)) for page in pages]
    whole = "".join(texts)
    assert [piece for piece in pieces(name) if piece not in whole and not cut(piece, texts)] == []


def cut(piece: str, pages: list[str]) -> bool:
    """Whether a piece begins on one page and ends on the next."""
    return any(
        piece[:at] in here and piece[at:] in there for here, there in pairwise(pages) for at in range(1, len(piece))
    )


@pytest.mark.parametrize("name", KITS)
def test_the_contents_page_lists_the_same_headings(name: str) -> None:
    contents = next(block for block in document(name).blocks() if isinstance(block, Contents))
    assert [entry.text for entry in contents.entries][:1] == [document(name).sections[2].blocks[0].text]  # type: ignore[union-attr]
    text = squeezed(to_text(document(name)))
    assert [entry.text for entry in contents.entries if squeezed(entry.text) not in text] == []


@pytest.mark.parametrize("name", KITS)
def test_two_builds_are_the_same_bytes(name: str) -> None:
    first, second = pdf(name), to_pdf(document(name))
    assert first.data == second.data
    assert to_docx(document(name), first.pages) == to_docx(document(name), second.pages)
    assert to_html(document(name), media="screen") == to_html(document(name), media="screen")
