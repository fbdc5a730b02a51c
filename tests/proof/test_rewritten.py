"""Replaced sentences: the direction of a change, and a reason, against what the program would have written."""

from __future__ import annotations

import pytest

from disclosegen.document.narrative import Replaced
from disclosegen.findings import CellRef
from disclosegen.proof import rewritten
from disclosegen.proof.reading import Reading, Text
from tests.conftest import sample_report

WRITTEN = "收入、支出总计各减少620.07万元，下降8.45%。主要原因是本年度人员减少。"


def reading(text: str, original: str = WRITTEN) -> Reading:
    data = sample_report("shanxi-final-2024").data
    assert data is not None
    return Reading(data, replaced=(Replaced("s01", text, original, CellRef("原因说明", "D1")),))


def turned(text: str, original: str = WRITTEN) -> list[str]:
    return [found.message for found in rewritten.replaced(reading(text, original)) if "相反" in found.message]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "收入、支出总计各增加620.07万元，增长8.45%，原因是人员减少。",
            ["“增加620.07万元”（程序算出是减少）", "“增长8.45%”"],
        ),
        ("收入总计下降8.45%，比上年多620.07万元。", ["“多620.07万元”（程序算出是减少）"]),
        ("收入总计减少了620.07万元，增幅为8.45%。", ["“增幅为8.45%”（程序算出是减少）"]),
    ],
)
def test_a_change_that_goes_the_other_way_is_told_once(text: str, said: list[str]) -> None:
    (found,) = turned(text)
    assert all(one in found for one in said)


@pytest.mark.parametrize(
    ("text", "original"),
    [
        ("总计减少了620.07万元，降幅为8.45%。", WRITTEN),
        ("总计比上年少620.07万元，降低 8.45％。", WRITTEN),
        ("总计6,717.05万元，差额620.07万元。", WRITTEN),
        ("总计减少620.07万元，其中追加620.07万元。", WRITTEN),
        ("接待费增加0.50万元，会议费减少0.50万元。", "接待费减少0.50万元，会议费增加0.50万元。"),
        ("支出至少620.07万元。", WRITTEN.replace("减少", "增加")),
    ],
)
def test_the_same_direction_in_other_words_is_right(text: str, original: str) -> None:
    assert turned(text, original) == []


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("总计减少620.07万元，主要原因是本年度财政拨款收入增加。", 1),
        ("总计减少620.07万元，主要原因是本年度财政拨款收入减少。", 0),
        ("总计增加620.07万元，主要原因是本年度财政拨款收入增加。", 0),  # the sentence is wrong, not its reason
    ],
)
def test_a_reason_is_held_against_the_computed_direction(text: str, count: int) -> None:
    one = Text(text, CellRef("原因说明", "D1"), "replacements", "s01", "replacement")
    assert len(list(rewritten.reasons(reading(text), one))) == count
