"""The page estimate: hand-counted cases, and LibreOffice as the measure."""

from __future__ import annotations

import dataclasses
import shutil

import pytest
from render import docx_samples as samples

from disclosegen.document.blocks import Document, Heading, Section
from disclosegen.render.docx import to_docx
from disclosegen.render.estimate import estimate_pages, line_count

STYLE = samples.style()
BODY = STYLE.paragraph["body"]
WIDTH = 156 * 72 / 25.4  # points: 27.6 characters of 16 points
needs_office = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed")


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", 1),
        ("字" * 25, 1),  # 2 of indent + 25 = 27
        ("字" * 26, 2),
        ("字" * (25 + 27), 2),
        ("字" * (25 + 27) + "字", 3),
        ("字" * 25 + "。", 2),  # a full stop never begins a line: the last character goes with it
        ("1" * 50, 1),  # half an em each
        ("字" * 24 + "7,337.12", 2),  # a number is not broken
        ("字" * 24 + "（字", 2),  # an opening bracket never ends a line
        ("字\n字", 2),
        ("a" * 200, 4),  # a word longer than a line is
    ],
)
def test_lines_of_a_paragraph(text, lines):
    assert line_count(text, BODY, WIDTH) == lines


def test_full_stop_takes_a_character_along():
    """25 characters fit the first line; with the stop the 25th moves down, and 27 + 1 fill the rest."""
    assert line_count("字" * 24 + "字。" + "字" * 25, BODY, WIDTH) == 2
    assert line_count("字" * 24 + "字。" + "字" * 26, BODY, WIDTH) == 3


def document(*sections: Section) -> Document:
    return Document("t", "a", (), "f", sections, STYLE)


def test_pages_count_from_the_first_body_section():
    pages = estimate_pages(samples.small())
    assert pages == {
        "p1": 1,
        "p1-1": 1,
        "p1-1-1": 2,
        "p1-1-1-1": 3,
        "p2": 4,
        "t01": 4,
        "t02": 5,
        "p3": 9,
    }


def test_twenty_two_lines_to_a_page():
    """225 mm are 637.8 points: 22 lines of 28."""
    lines = [samples.text("字")] * 21
    fits = document(Section("body", (*lines, Heading(2, "甲", "a"))))
    assert estimate_pages(fits) == {"a": 1}
    over = document(Section("body", (*lines, samples.text("字"), Heading(2, "甲", "a"))))
    assert estimate_pages(over) == {"a": 2}


def test_headings_stay_with_what_follows():
    lines = [samples.text("字")] * 20
    alone = (Heading(2, "甲", "a"), Heading(3, "乙", "b"), samples.text("字"))
    assert estimate_pages(document(Section("body", (*lines, *alone)))) == {"a": 2, "b": 2}
    assert estimate_pages(document(Section("body", (*lines[1:], *alone)))) == {"a": 1, "b": 1}


def test_header_rows_take_room_on_every_page():
    """Portrait: 637.8 - 28 - 32 - 30 (title, lines above, head) leave 36 rows of 15, then 40 a page."""
    table = samples.table(1, False, 2, columns=5, notes=False)
    row = table.body[0]

    def next_page(rows: int) -> int:
        block = dataclasses.replace(table, body=(row,) * rows)
        first = Section("body", (Heading(2, "表", "t", "table_title"), block))
        return estimate_pages(document(first, Section("body", (Heading(1, "后", "z"),))))["z"]

    assert [next_page(rows) for rows in (36, 37, 76, 77)] == [2, 3, 3, 4]


@needs_office
def test_estimate_is_where_libreoffice_prints(tmp_path):
    """Tables of every length around a page break, and text of Chinese characters and punctuation."""
    sections = []
    for rows in range(24, 52, 3):
        for landscape in (False, True):
            title = Heading(2, f"表{rows}", f"t{rows}{landscape}", "table_title")
            table = samples.table(rows, landscape, rows, notes=rows % 2 == 0)
            sections.append(Section("body", (title, table), landscape))
    words = "城市管理综合行政执法局，负责（二期）“智慧城管”平台、市容环境；预算执行情况良好。"
    for part in range(4):
        blocks = [Heading(1, f"部分{part}", f"p{part}")]
        for item in range(24):
            blocks.append(Heading(2 + item % 2, f"节{part}-{item}", f"h{part}-{item}"))
            blocks.append(samples.text((words * 6)[: 20 + (item * 37 + part * 11) % 180]))
        sections.append(Section("body", tuple(blocks)))
    whole = document(*sections)
    pages = estimate_pages(whole)
    reader = samples.strict_office_pdf(to_docx(whole, pages), tmp_path)
    assert samples.outline_pages(reader, whole) == pages


@needs_office
def test_estimate_of_text_full_of_figures(tmp_path):
    """The stand-in font has narrow points and commas, so a page may be missed: seldom, and by one."""
    whole = samples.large()
    pages = estimate_pages(whole)
    printed = samples.outline_pages(samples.strict_office_pdf(to_docx(whole, pages), tmp_path), whole)
    missed = [anchor for anchor in pages if printed[anchor] != pages[anchor]]
    assert len(missed) <= len(pages) // 20
    assert all(abs(printed[anchor] - pages[anchor]) == 1 for anchor in missed)
