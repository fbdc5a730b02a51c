"""The tests' short cut past the file: the cells are those that a written file holds."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal

import pytest

from disclosegen.workbook.read import open_workbook
from tests.conftest import kit_named
from tests.helpers.few import few_content
from tests.helpers.kept import written
from tests.helpers.patched import NAME, book_of, checked_content

TYPED = (
    "",
    "0",
    "-12.5",
    "1234567.123456",
    "100.00",
    "见附件",
    "=1+1",
    " 两端空格 ",
    "2024",
    "<b>&",
    "1e5",
    "#REF!",
    "a\nb",
)


@pytest.mark.parametrize("name", ["shanxi-final-2024", "shanxi-budget-2024", "henan-final-2023"])
def test_exchanged_cells_are_those_of_the_file(name: str) -> None:
    kit, sample, dice = kit_named(name), few_content(name), random.Random(name)
    book_of(kit, sample)
    values = dict(sample.values)
    for place in dice.sample(sorted(values), len(values) // 2):
        text = dice.choice(TYPED)
        try:
            values[place] = Decimal(text)
        except ArithmeticError:
            values[place] = text
        if not text:
            del values[place]
    content = replace(sample, values={place: value for place, value in values.items() if place[1] != "money_unit"})
    book, _ = open_workbook(written(kit, content), NAME)
    patched = book_of(kit, content)
    assert book is not None
    assert patched.names == book.names and [one.title for one in patched.sheets] == [one.title for one in book.sheets]
    for one, other in zip(patched.sheets, book.sheets, strict=True):
        assert one.merged == other.merged
        assert dict(one.cells) == dict(other.cells), one.title
        assert {place: type(value) for place, value in one.cells.items()} == {
            place: type(value) for place, value in other.cells.items()
        }


def test_a_check_without_a_file_says_what_that_of_the_file_says(kit, sample, tmp_path) -> None:
    from disclosegen.pipeline import check

    (tmp_path / NAME).write_bytes(written(kit, sample))
    assert checked_content(kit, sample).findings == check(tmp_path / NAME).findings
