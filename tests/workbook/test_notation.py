"""The text notation of the tests and samples."""

from __future__ import annotations

from decimal import Decimal

import pytest
from helpers import samples
from helpers.sheets import NotationError, content, edit

from disclosegen.kit.load import load_kit

KIT = "shanxi-final-2024"


@pytest.fixture(scope="module")
def kit():
    return load_kit(KIT)


@pytest.fixture(scope="module")
def sample(kit):
    return content(kit, (samples.FOLDER / f"{KIT}.txt").read_text("utf-8"))


def test_notation_finds_rows_by_code_key_and_label(kit):
    read = content(
        kit,
        "# 公开01表\n本年收入合计 | 5.10\n201 | 4\n# t10\ngoods | 3\n# t02\n2040201 行政运行 | | other=2\n",
    )
    assert read.values == {
        ("t01", "income_year", "amount"): Decimal("5.10"),
        ("t01", "201", "amount"): Decimal(4),
        ("t10", "goods", "figure"): Decimal(3),
        ("t02", "2040201", "other"): Decimal(2),
    }
    assert [row.name for row in read.rows["t02", 0]] == ["行政运行"]


def test_notation_reads_paragraphs_and_reasons(kit):
    read = content(
        kit, "# duties\n一段|话\n// not a paragraph\n二段\n# reasons\ns05-class.use:204 | 办案=破案 | 装备\n"
    )
    assert read.values == {
        ("duties", "1", "text"): "一段|话",
        ("duties", "2", "text"): "二段",
        ("reasons", "s05-class.use:204", "text"): "办案=破案 | 装备",
    }


@pytest.mark.parametrize(
    "text, message",
    [
        ("# t99", "line 1: no table 't99'"),
        ("合计 | 1", "line 1: a row before"),
        ("# t01\n没有的行 | 1", "line 2: no row '没有的行' in t01"),
        (
            "# t01\n总计 | 1",
            "line 2: several rows '总计' in t01: use a key (income_total、expenditure_total)",
        ),
        ("# t10\ngoods | 1 | 2", "line 2: 1 value columns in t10, one value too many: '2'"),
    ],
)
def test_notation_says_what_is_wrong(kit, text, message):
    with pytest.raises(NotationError) as error:
        content(kit, text)
    assert str(error.value).startswith(message)


def test_edit_changes_one_value(sample):
    changed = edit(sample, "t01.income_year.amount", "6650.62")
    assert changed.values["t01", "income_year", "amount"] == Decimal("6650.62")
    assert len(changed.values) == len(sample.values) and changed.rows == sample.rows
    assert ("reasons", "s01.reason", "text") not in edit(sample, "reasons.s01.reason.text", "").values
