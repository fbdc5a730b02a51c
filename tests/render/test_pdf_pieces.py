"""A PDF printed in pieces reads like one that was printed as a whole."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from disclosegen.render import pdf
from disclosegen.render.pdf import PdfResult, to_pdf
from tests.render import samples

pytest.importorskip("weasyprint", exc_type=(ImportError, OSError))


def in_pieces(monkeypatch: pytest.MonkeyPatch, seconds: float) -> PdfResult:
    monkeypatch.setattr(pdf, "PIECE", seconds)
    return to_pdf(samples.sample(payload=b"{}"))


def outline(reader: PdfReader, items: list) -> list:
    return [
        outline(reader, item) if isinstance(item, list) else (item.title, reader.get_destination_page_number(item))
        for item in items
    ]


def links(reader: PdfReader) -> list[tuple[int, str, int | None]]:
    """Page, name and target page of every link."""
    targets = {name: reader.get_destination_page_number(target) for name, target in reader.named_destinations.items()}
    return [
        (number, str(annotation.get_object()["/Dest"]), targets.get(str(annotation.get_object()["/Dest"])))
        for number, page in enumerate(reader.pages)
        for annotation in page.get("/Annots", ())
    ]


def test_pieces_make_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    whole, cut = in_pieces(monkeypatch, 1000), in_pieces(monkeypatch, 0.05)
    assert len(pdf.plan(samples.sample())) > 3
    one, many = PdfReader(io.BytesIO(whole.data)), PdfReader(io.BytesIO(cut.data))
    assert [page.extract_text() for page in one.pages] == [page.extract_text() for page in many.pages]
    assert outline(one, one.outline) == outline(many, many.outline)
    assert links(one) == links(many)
    assert links(one) and all(target is not None for *_, target in links(one))
    assert (whole.pages, whole.page_count, whole.fallback_glyphs) == (cut.pages, cut.page_count, cut.fallback_glyphs)


def test_wrong_page_numbers_are_put_right(monkeypatch: pytest.MonkeyPatch) -> None:
    right = in_pieces(monkeypatch, 0.05)
    estimate = pdf.section_pages

    def too_many(document):
        counts, numbers = estimate(document)
        return [count + 1 if count else 0 for count in counts], {name: page + 7 for name, page in numbers.items()}

    monkeypatch.setattr(pdf, "section_pages", too_many)
    assert in_pieces(monkeypatch, 0.05) == right


def test_progress_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "PIECE", 0.05)
    told: list[tuple[int, int]] = []
    to_pdf(samples.sample(), lambda done, total: told.append((done, total)))
    assert told == [(number, len(told)) for number in range(1, len(told) + 1)]
