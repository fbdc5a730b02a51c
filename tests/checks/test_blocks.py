"""Columns and rows of a table exchanged or moved, a figure wrong with all its totals, a table of another version: one finding."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from disclosegen.workbook.raw import RawCell, RawRow, RawWorkbook, State
from tests.checks.test_blame import FINAL, edited, errors, judged, only, spoken_of, wrong
from tests.helpers.raws import raw, with_rows

Values = dict[str, Decimal | None]


def remade(table: str, change: Callable[[list[Values]], list[Values]]) -> RawWorkbook:
    """The sample with the amounts of a table, from the top of the sheet down, made into others."""
    book = raw(FINAL)
    rows = book.tables[table].rows
    told = change([{key: cell.value for key, cell in row.cells.items()} for row in rows])
    return with_rows(book, table, [_row(row, values) for row, values in zip(rows, told, strict=True)])


def _row(row: RawRow, values: Values) -> RawRow:
    def cell(key: str, old: RawCell) -> RawCell:
        return RawCell(values[key], State.BLANK if values[key] is None else State.FILLED, old.ref)

    return replace(row, cells={key: cell(key, old) for key, old in row.cells.items()})


def exchanged(one: str, other: str) -> Callable[[list[Values]], list[Values]]:
    return lambda rows: [{**row, one: row[other], other: row[one]} for row in rows]


def left(rows: list[Values]) -> list[Values]:
    return [dict(zip(row, [*list(row.values())[1:], None], strict=True)) for row in rows]


def down(rows: list[Values]) -> list[Values]:
    """From the tenth row to the one before the last three."""
    return [*rows[:9], dict.fromkeys(rows[9]), *rows[9:-4], *rows[-3:]]


def scaled(rows: list[Values]) -> list[Values]:
    by = Decimal("1.07")
    return [{key: value and round(value * by, 2) for key, value in row.items()} for row in rows]


BLOCKS = [
    (remade("t05", exchanged("basic", "project")), "公开05表：栏次2 基本支出 与 栏次3 项目支出 两列像是互相填反了"),
    (remade("t03", exchanged("basic", "project")), "公开03表：栏次2 基本支出 与 栏次3 项目支出 两列像是互相填反了"),
    (remade("t05", left), "公开05表：各列像是整体左移了一列"),
    (remade("t03", down), "一行起，下面各行像是往下错了一行"),
    (remade("t05", scaled), "公开05表像是另一版本（另一年，或者调整前）的数：表内各数相加都对，与"),
]


@pytest.mark.parametrize(("book", "words"), BLOCKS, ids=range(len(BLOCKS)))
def test_a_block_is_one_finding_that_names_the_table(book: RawWorkbook, words: str) -> None:
    report = judged(FINAL, book)
    found = only(report)
    assert words in found.message
    assert spoken_of([found]) == wrong(report) and found.suspects


def test_a_figure_wrong_with_all_its_totals_is_one_finding() -> None:
    keys = ("229", "22904", "2290401", "total")
    report = edited(FINAL, *((f"t07.{key}.income", "137.43") for key in keys))
    assert "填的是 137.43，按其余各处应为 137.34），连同它的各级合计都多了 0.09" in only(report).message


def test_scattered_mistakes_in_one_table_are_no_block() -> None:
    places = ("2040201.basic", "2080505.basic", "2101101.basic", "2210201.basic")
    report = edited(FINAL, *((f"t05.{place}", str(100 + 7 * n)) for n, place in enumerate(places)))
    told = errors(report)
    assert len(told) >= len(places)
    assert not any(word in found.message for found in told for word in ("两列", "移了一列", "错了一行", "另一版本"))
