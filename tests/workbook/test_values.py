"""What people type into amount cells, and what it is read as."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from disclosegen.money import Unit
from disclosegen.workbook.values import clean, normal, read_number, read_text


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        (6473.53, "6473.53"),
        (0.1 + 0.2, "0.3"),
        (1e-7, "1E-7"),
        (12, "12"),
        ("6,473.53", "6473.53"),
        ("６４７３．５３", "6473.53"),
        ("6 473.53　", "6473.53"),
        ("¥6473.53", "6473.53"),
        ("6，473.53", "6473.53"),
        ("-3.5", "-3.5"),
        ("−3.5", "-3.5"),
        (".5", "0.5"),
        ("1.2E3", "1.2E3"),
    ],
)
def test_numbers_are_understood(typed: object, value: str) -> None:
    reading = read_number(typed, Unit.WAN, 8)
    assert (reading.value, reading.problem, reading.doubt) == (Decimal(value), "", "")


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("39.7S", "不是数字"),
        ("约12", "不是数字"),
        ("12%", "百分比"),
        (True, "是/否"),
        (datetime.datetime(2024, 1, 2), "日期"),
        ("#REF!", "公式错误 #REF!"),
        ("1.23456789", "小数位太多"),
        (float("nan"), "不是数字"),
        (1e18, "过大"),
        ("12.3.4", "不是数字"),
    ],
)
def test_what_is_no_number_says_so(typed: object, problem: str) -> None:
    reading = read_number(typed, Unit.WAN, 6)
    assert reading.value is None
    assert problem in reading.problem


@pytest.mark.parametrize(("typed", "value"), [("3.5万元", "3.5"), ("35000元", "3.5"), ("（12.5）", "-12.5")])
def test_units_and_brackets_are_asked_about(typed: str, value: str) -> None:
    reading = read_number(typed, Unit.WAN, 6)
    assert reading.value == Decimal(value)
    assert reading.doubt


@pytest.mark.parametrize("typed", ["——", "-", "—", "/", "无"])
def test_dashes_are_no_number(typed: str) -> None:
    assert read_number(typed, Unit.WAN, 2).dash


@pytest.mark.parametrize("typed", [None, "", "  ", "\u3000", "\u200b"])
def test_blanks_are_blank(typed: object) -> None:
    reading = read_number(typed, Unit.WAN, 2)
    assert (reading.value, reading.problem, reading.dash) == (None, "", False)


def test_counts_are_whole() -> None:
    assert read_number(1.5, Unit.VEHICLE, 0).problem
    assert read_number("16辆", Unit.VEHICLE, 0).value == 16


def test_texts_keep_their_characters_and_lose_control_characters() -> None:
    assert read_text("\x07=cmd|' /C calc'!A0 <b>{{ x }}</b>\u202e ").value == "=cmd|' /C calc'!A0 <b>{{ x }}</b>"
    assert clean("一\r\n二") == "一\n二"


def test_headings_compare_folded() -> None:
    assert normal("公务用车购置及 运行维护费（含）“三公”") == normal('公务用车购置及运行\n维护费(含)"三公"')
