"""Word, PDF and HTML come from one document and say the same, and are read back as the same."""

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

from disclosegen.document.blocks import ChartBlock, Contents, Document, Heading, Paragraph, TableBlock
from disclosegen.document.text import to_text
from disclosegen.kit.load import kit_ids
from disclosegen.pipeline import compose_report
from disclosegen.published.flow import Flow
from disclosegen.published.open import read_published
from disclosegen.render.docx import to_docx
from disclosegen.render.html import to_html
from disclosegen.render.pdf import PdfResult, to_pdf
from disclosegen.workbook.values import normal
from tests.conftest import kit_named, sample_content, sample_report, without_projects
from tests.helpers.few import UNCOUNTED, few_content
from tests.helpers.flows import dumped, flow_of, said
from tests.helpers.kept import printed
from tests.helpers.patched import checked_content

MANY = (*UNCOUNTED, "shanxi-budget-2024")
KITS = (*kit_ids(), "shanxi-final-2024.gaoping")


@lru_cache
def document(name: str) -> Document:
    return compose_report(sample_report(name), draft=False).document


def few_pages(name: str) -> Document:
    """The document, that of a sample with very many projects with few or none of them."""
    if name not in MANY:
        return document(name)
    content = few_content(name) if name in UNCOUNTED else without_projects(sample_content(name))
    return compose_report(checked_content(kit_named(name), content), draft=False).document


@lru_cache
def pdf(name: str) -> PdfResult:
    return printed(document(name))


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
    """Of a PDF dozens of equal forms more would prove nothing more."""
    short = few_pages(name)
    first, second = printed(short), to_pdf(short)
    assert first.data == second.data
    assert to_docx(document(name), pdf(name).pages) == to_docx(document(name), pdf(name).pages)
    assert to_html(document(name), media="screen") == to_html(document(name), media="screen")


# What is read back.  Three differences are allowed: a contents line has its page number in Word and PDF, none in HTML; the labels of a
# chart are lines in the order and with the breaks of the format; where an empty paragraph or a page parts the pieces of a form, text has none.

FORMATS = ("docx", "pdf", "html", "txt")


@lru_cache
def flow(name: str, kind: str) -> Flow:
    made = {
        "docx": lambda: to_docx(document(name), pdf(name).pages),
        "pdf": lambda: pdf(name).data,
        "html": lambda: to_html(document(name), media="screen").encode(),
        "txt": lambda: dumped(flow_of(document(name))).encode(),
    }
    return read_published(made[kind](), f"公开.{kind}")


def contents(name: str) -> set[str]:
    return {
        normal(entry.text)
        for block in document(name).blocks()
        if isinstance(block, Contents)
        for entry in block.entries
    }


def labels(name: str) -> set[str]:
    """Every form in which a label of a chart may stand on a line."""
    found: set[str] = set()
    for block in document(name).blocks():
        if isinstance(block, ChartBlock):
            for part in block.slices:
                found |= {normal(block.caption(part)), *map(normal, part.lines)}
    return found


def told(name: str, read: Flow) -> list[tuple[int, tuple[str, ...]]]:
    """What a flow says without page numbers of contents lines and labels of charts."""
    entries, charts = contents(name), labels(name)
    lines: list[tuple[int, tuple[str, ...]]] = []
    for run, cells in said(read):
        bare = re.sub(r"\d+$", "", "".join(cells))
        if not run and bare in entries:
            cells = (bare,)
        if run or "".join(cells) not in charts:
            lines.append((run, cells))
    return lines


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("name", KITS)
def test_what_is_read_back_is_the_document(name: str, kind: str) -> None:
    read = flow(name, kind)
    assert told(name, read) == told(name, flow_of(document(name)))
    assert read.format == kind
    assert read.remarks == ()


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("name", KITS)
def test_every_label_of_a_chart_is_read_back(name: str, kind: str) -> None:
    charts = [block for block in document(name).blocks() if isinstance(block, ChartBlock)]
    text = "\n".join(strip.folded for strip in flow(name, kind).strips)
    wanted = [part.amount.text for block in charts for part in block.slices] if kind != "txt" else []
    assert [amount for amount in wanted if normal(amount) not in text] == []


@pytest.mark.parametrize("name", KITS)
def test_one_table_has_one_number_in_every_format(name: str) -> None:
    numbers = [[strip.table for strip in flow(name, kind).strips if strip.is_row] for kind in ("docx", "pdf", "html")]
    assert numbers[0] == numbers[1] == numbers[2]
    assert numbers[0][-1] > 5


@pytest.mark.parametrize("name", KITS)
def test_our_own_files_bring_their_data(name: str) -> None:
    assert flow(name, "docx").payload == flow(name, "pdf").payload == document(name).payload
    assert flow(name, "html").payload is None


@pytest.mark.parametrize("name", KITS)
def test_every_strip_of_a_pdf_has_its_place(name: str) -> None:
    read = flow(name, "pdf")
    assert read.pages == len(PdfReader(io.BytesIO(pdf(name).data)).pages)
    for strip in read.strips:
        assert 1 <= strip.spot.page <= read.pages
        assert strip.spot.line >= 1
        assert (
            strip.spot.box is not None
            and strip.spot.box[0] < strip.spot.box[2]
            and strip.spot.box[1] < strip.spot.box[3]
        )
        assert not strip.is_row or len(strip.boxes) == len(strip.cells)
        assert all(box for box, cell in zip(strip.boxes, strip.cells, strict=False) if cell)
