"""A published sentence against the one that the figures imply: what is said, and what is left alone."""

from __future__ import annotations

import pytest

from disclosegen.document.blocks import Paragraph
from disclosegen.published.compare import compare
from tests.conftest import sample_report


def written(source: str) -> Paragraph:
    report = sample_report("shanxi-final-2024")
    assert report.composed is not None
    return next(
        block for block in report.composed.document.blocks() if isinstance(block, Paragraph) and block.source == source
    )


SAID = [
    ("s01", "减少620.07万元", "减少620.70万元", "620.70 → 620.07"),
    ("s01", "下降8.45%", "下降8.54%", "8.54 → 8.45%"),
    ("s01", "收入总计减少", "收入总计增加", "增加 → 减少"),
    ("s03-kind:basic", "4,288.64", "4,288.46", "4,288.46 → 4,288.64"),
    ("s05-completion", "127.37%", "137.27%", "137.27 → 127.37%"),
    ("s10-vehicles", "车辆69辆", "车辆96辆", "96 → 69"),
]
LEFT_ALONE = [
    ("s01", "620.07万元", "620.07 万元"),
    ("s01", "6,717.05", "6717.05"),
    ("s01", "，支出总计", "、支出总计"),
    ("s01", "2024年度收入", "2024年收入"),
    ("s10-procurement", "工程支出0万元", "工程支出0.00万元"),
    ("s05-class:201", "下降4.54%", "下降4.60%"),  # 0.24 may be 0.2435, and 0.2435 ÷ 5.29 is 4.60 %
    ("s01", "主要原因是", "主要原因："),
]


@pytest.mark.parametrize(("source", "old", "new", "said"), SAID)
def test_what_the_figures_contradict_is_said(source: str, old: str, new: str, said: str) -> None:
    paragraph = written(source)
    assert old in paragraph.text
    found = compare(paragraph.text.replace(old, new, 1), paragraph)
    assert [f"{one.printed} → {one.implied}" for one in found] == [said]


@pytest.mark.parametrize(("source", "old", "new"), LEFT_ALONE)
def test_rounding_and_other_wording_are_no_difference(source: str, old: str, new: str) -> None:
    paragraph = written(source)
    assert old in paragraph.text
    assert compare(paragraph.text.replace(old, new, 1), paragraph) == ()


@pytest.mark.parametrize("kit", ["shanxi-final-2024", "henan-final-2023", "shanxi-budget-2024"])
def test_every_sentence_agrees_with_itself(kit: str) -> None:
    report = sample_report(kit)
    assert report.composed is not None
    sentences = [block for block in report.composed.document.blocks() if isinstance(block, Paragraph) and block.source]
    assert len(sentences) > 20
    assert [compare(one.text, one) for one in sentences if compare(one.text, one)] == []
