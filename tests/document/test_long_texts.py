"""Long texts over many pages: where a page ends is found without reading on to the end of the text."""

from __future__ import annotations

from dataclasses import replace

from disclosegen.document.form_grid import CLAUSE, POINTS, SENTENCE, Measure, Placed, last_end
from disclosegen.document.lines import line_count

EMS, PAGE, SIZE = 30, 40, 10.5
TEXT = "本项目完成情况良好，各项指标达到预期；" * 20_000


def test_the_foot_of_a_page_is_looked_for_near_it() -> None:
    read: list[int] = []

    def lines(text: str) -> int:
        read.append(len(text))
        return line_count(text, EMS)

    at = last_end(TEXT, PAGE, lines, (SENTENCE, CLAUSE, None))
    assert line_count(TEXT[:at], EMS) == PAGE
    assert sum(read) < 100 * PAGE * EMS  # the text is 380,000 letters long


def test_a_short_text_is_cut_where_both_sides_keep_their_lines() -> None:
    text = "一二三四五六七八九。" * 9
    assert last_end(text, 4, lambda part: line_count(part, 10), (SENTENCE,)) == 40
    assert last_end(text[:50], 4, lambda part: line_count(part, 10), (SENTENCE,)) == 0


def test_a_figure_that_fills_its_cell_gets_a_line_more() -> None:
    """Digits of some faces are wider than half an em, and LibreOffice sets a space beside them: what only just fits may break there."""
    cell = Placed(0, 0, "≥36500枚")
    assert Measure([5.3 * SIZE / POINTS], SIZE, 0).lines(cell) == 2
    assert Measure([5.3 * SIZE / POINTS], SIZE, 0).lines(replace(cell, text="≤430万元")) == 1
    assert line_count("共12辆、3台", 5, half=0.5, apart=0.25) == 2
    assert line_count("共12辆、3台", 6.5, half=0.5, apart=0.25) == 1
