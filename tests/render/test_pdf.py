"""The PDF: pages, numbers, bookmarks, fonts, bytes."""

from __future__ import annotations

import builtins
import hashlib
import io
import logging
import os
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from pypdf import PdfReader
from render import docx_samples, samples

from disclosegen.document.blocks import Document, Paragraph, Run, Section
from disclosegen.document.carried import ATTACHMENT
from disclosegen.render.estimate import estimate_pages
from disclosegen.render.pdf import PdfResult, RenderError, to_pdf

pytest.importorskip("weasyprint", exc_type=(ImportError, OSError))
poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs pdftotext (poppler-utils)")

ROOT = Path(__file__).resolve().parents[2]
PAYLOAD = b'{"unit": "\xe6\x9f\x90\xe5\xb1\x80"}'
POINT = 72 / 25.4  # points in a millimetre


@pytest.fixture(scope="module")
def result() -> PdfResult:
    return to_pdf(samples.sample(payload=PAYLOAD))


@pytest.fixture(scope="module")
def reader(result) -> PdfReader:
    return PdfReader(io.BytesIO(result.data))


@pytest.fixture(scope="module")
def texts(reader) -> list[str]:
    return [page.extract_text() for page in reader.pages]


def text_of(*blocks, **kwargs) -> PdfResult:
    return to_pdf(Document("t", "a", (), "f", (Section("body", blocks),), samples.style(), **kwargs))


def with_poppler(data: bytes, tmp_path: Path, *options: str) -> str:
    (tmp_path / "a.pdf").write_bytes(data)
    command = ["pdftotext", *options, str(tmp_path / "a.pdf"), "-"]
    return subprocess.run(command, check=True, capture_output=True).stdout.decode()


def test_pages_of_headings(result):
    assert result.page_count == 10
    assert result.pages == {
        "p1": 1, "p1-1": 1, "p1-1-1": 2, "p1-1-1-1": 2, "p2": 3, "p2-1": 3, "p2-2": 4, "p2-3": 5, "p3": 8,
    }  # fmt: skip


def test_pages_are_those_that_word_will_have():
    for document in (samples.sample(), docx_samples.small(), docx_samples.large(tables=3)):
        assert to_pdf(document).pages == estimate_pages(document)


def test_page_sizes(reader):
    sizes = [(round(float(p.mediabox.width) / POINT), round(float(p.mediabox.height) / POINT)) for p in reader.pages]
    upright, lying = (210, 297), (297, 210)
    assert sizes == [upright] * 6 + [lying] * 3 + [upright]


def test_page_numbers_begin_after_the_contents(texts):
    last = [text.strip().splitlines()[-1] for text in texts]
    found = ["".join(words.split()) if "—" in words else "" for words in last]
    assert found == ["", "", *(f"—{number}—" for number in range(1, 9))]


def test_contents_page(texts, result):
    lines = [line for line in texts[1].splitlines() if line.strip()]
    assert "".join(lines[0].split()) == "目录"
    for words, anchor in (
        ("第一部分", "p1"),
        ("二、国有资本", "p2-2"),
        ("三、支出决算表", "p2-3"),
        ("第三部分", "p3"),
    ):
        line = next(line for line in lines if line.strip().startswith(words))
        assert line.rstrip(" ").endswith(str(result.pages[anchor])) and "....." in line


def test_contents_without_page_numbers():
    reader = PdfReader(io.BytesIO(to_pdf(samples.sample(page_numbers=False)).data))
    text = reader.pages[1].extract_text()
    assert "三、支出决算表" in text and "..." not in text


def test_contents_lines_are_links(reader):
    links = [a.get_object() for a in reader.pages[1]["/Annots"]]
    # WeasyPrint makes three of one link: around the line, the dots and the number.
    assert list(dict.fromkeys(str(link["/Dest"]) for link in links)) == [
        "p1",
        "p1-1",
        "p2",
        "p2-1",
        "p2-2",
        "p2-3",
        "p3",
    ]


def test_bookmarks(reader):
    def tree(items) -> list:
        return [
            tree(item) if isinstance(item, list) else (item.title, reader.get_destination_page_number(item))
            for item in items
        ]

    assert tree(reader.outline) == [
        ("第一部分　部门概况", 2),
        [("一、部门职责", 2), [("（一）主要职能", 3), [("1．其他", 3)]]],
        ("第二部分　2024年度部门决算表", 4),
        [("一、收入支出决算总表", 4), ("二、国有资本经营预算支出决算表", 5), ("三、支出决算表", 6)],
        ("第三部分　名词解释", 9),
    ]


def test_header_repeats_on_every_page_of_a_table(texts):
    for text in texts[6:9]:
        assert text.count("科目编码") == 1 and text.count("经营支出") == 1
    codes = [f"21201{number:02}" for number in range(samples.LONG_ROWS - len(samples.HOSTILE))]
    together = "".join(texts[6:9])
    assert [together.count(code) for code in codes] == [1] * len(codes)


@poppler
def test_text_can_be_copied(result, tmp_path):
    text = with_poppler(result.data, tmp_path)
    joined = "".join(text.split())
    assert "".join(samples.SENTENCE.split()) in joined
    for words in (*samples.HOSTILE, samples.CODE, "说明：本表无数据。", "第一行"):
        assert "".join(words.split()) in joined, words
    assert "\u200b" not in text


@poppler
def test_right_edge_is_even(tmp_path):
    """Lines of a justified paragraph end within half a point of the margin, but not the last of a paragraph
    and not one that ends in a typed break."""
    words = samples.SENTENCE * 2 + "\n短。" + "“甲”、" * 12
    data = text_of(docx_samples.text(words)).data
    boxes = with_poppler(data, tmp_path, "-bbox-layout")
    edges = [float(line.split('xMax="')[1].split('"')[0]) for line in boxes.splitlines() if "<line " in line]
    margin = (210 - 26) * POINT
    full = [abs(edge - margin) < 0.5 for edge in edges[:-1]]  # the last is the page number
    assert full == [True] * 6 + [False, True, False], edges


def test_fonts_are_embedded_subsets(reader):
    seen = {}
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            font = font.get_object()
            descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
            seen[font["/BaseFont"]] = descriptor
            assert "/ToUnicode" in font
    assert len(seen) >= 2
    for name, descriptor in seen.items():
        assert name[7] == "+" and {"/FontFile2", "/FontFile3"} & set(descriptor), name


def test_metadata(reader):
    document = samples.sample()
    assert reader.metadata.title == document.title
    assert reader.metadata.author == document.author
    assert reader.metadata["/Keywords"] == "2024, 决算"
    assert reader.trailer["/Root"]["/Lang"] == "zh-CN"
    assert "/CreationDate" not in reader.metadata


def test_payload_travels_in_the_pdf(reader):
    assert reader.attachments == {ATTACHMENT: [PAYLOAD]}
    (attached,) = reader.attachment_list
    assert attached.creation_date.replace(tzinfo=None) == datetime(1980, 1, 1)
    assert PdfReader(io.BytesIO(to_pdf(samples.sample()).data)).attachments == {}


def test_watermark_on_every_page():
    reader = PdfReader(io.BytesIO(to_pdf(samples.sample("仅供内部审核")).data))
    for page in reader.pages:
        assert all(letter in page.extract_text() for letter in "仅供内部审核")


def test_same_bytes_in_this_and_another_process(result):
    assert to_pdf(samples.sample(payload=PAYLOAD)).data == result.data
    program = (
        "import hashlib, sys; from render import samples; from disclosegen.render.pdf import to_pdf;"
        f"sys.stdout.write(hashlib.sha256(to_pdf(samples.sample(payload={PAYLOAD!r})).data).hexdigest())"
    )
    path = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    environment = {**os.environ, "PYTHONPATH": path, "PYTHONHASHSEED": "7", "TZ": "Asia/Shanghai"}
    other = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, env=environment)
    assert other.stdout.decode() == hashlib.sha256(result.data).hexdigest()


def test_weasyprint_says_nothing(caplog):
    with caplog.at_level(logging.WARNING, "weasyprint"):
        to_pdf(samples.sample("仅供内部审核"))
    assert [record for record in caplog.records if record.name == "weasyprint"] == []


def test_what_weasyprint_says_is_an_error():
    letter = "\U0003fffd"  # no font has it
    with pytest.raises(RenderError, match=r"字体里没有这些字：.（U\+3FFFD）"):
        text_of(Paragraph((Run(f"甲{letter}乙"),)))


def test_characters_lent_by_another_face():
    from disclosegen.render.fonts import face

    if (own := face("fangsong")) is None or own.family != "FandolFang":
        pytest.skip("needs FandolFang, whose gaps are known")
    result = text_of(docx_samples.text("王堃、李珺两处项目"), docx_samples.text("王堃", "note"))
    assert result.fallback_glyphs == ("堃", "珺")
    assert text_of(docx_samples.text("两处项目，占99.40%——“甲”")).fallback_glyphs == ()


def test_no_network_and_no_files(monkeypatch):
    """Even a document that smuggled a reference past the templates gets nothing."""
    from disclosegen.render import pdf_piece

    monkeypatch.setattr(pdf_piece, "to_html", lambda *_, **__: "<!DOCTYPE html><img src=file:///etc/hostname>")
    with pytest.raises(RenderError, match="file:///etc/hostname"):
        text_of()


def test_without_pango(monkeypatch):
    real = builtins.__import__

    def broken(name, *args, **kwargs):
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", broken)
    with pytest.raises(RenderError, match=r"--format docx.*disclosegen doctor"):
        text_of()


def test_import_is_late():
    program = "import sys, disclosegen.render.pdf; sys.exit('weasyprint' in sys.modules)"
    subprocess.run([sys.executable, "-c", program], check=True, env={**os.environ, "PYTHONPATH": str(ROOT)})
