"""What hands do to a workbook in Excel and WPS: linked cells, formulas of one's own, signatures, copies, pasted codes."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from disclosegen.checks.base import Status
from disclosegen.findings import Finding, Severity
from disclosegen.pipeline import Report, check
from disclosegen.workbook.values import plain_code, plain_name
from tests.conftest import ROOT

SAMPLE = ROOT / "samples" / "shanxi-final-2024.xlsx"
T02, T03, T05 = "02收入决算表", "03支出决算表", "05一般公共预算支出决算表"
LAST = "上年数与年初预算"
Change = Callable[[Workbook], None]
Cached = Mapping[str, tuple[str, str | float | None]]
"""By cell: the formula and what it gave when it was last calculated."""


def with_formulas(path: Path, sheet: str, cells: Cached) -> None:
    """Put formulas with their stored results into a sheet, as a spreadsheet program saves them."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    index = load_workbook(path, read_only=True).sheetnames.index(sheet) + 1
    name = f"xl/worksheets/sheet{index}.xml"
    xml = parts[name].decode()
    for cell, (formula, result) in cells.items():
        kind = ' t="str"' if isinstance(result, str) else ""
        stored = "" if result is None else f"<v>{result}</v>"
        xml, count = re.subn(
            rf'<c r="{cell}"([^>]*?)(?: t="\w+")?(?:\s*/>|>.*?</c>)',
            rf'<c r="{cell}"\g<1>{kind}><f>{formula}</f>{stored}</c>',
            xml,
            count=1,
        )
        assert count == 1, cell
    parts[name] = xml.encode()
    with zipfile.ZipFile(path, "w") as package:
        for part, data in parts.items():
            package.writestr(part, data)


@pytest.fixture
def said(tmp_path: Path) -> Callable[..., Report]:
    """Change the sample, link some of its cells, check it."""

    def run(change: Change = lambda book: None, sheet: str = "", cells: Cached | None = None) -> Report:
        book = load_workbook(SAMPLE)
        change(book)
        path = tmp_path / "表.xlsx"
        book.save(path)
        if cells:
            with_formulas(path, sheet, cells)
        return check(path)

    return run


def told(report: Report) -> list[tuple[str, str]]:
    return [(f"{one.severity} {one.rule}", one.cells[0].address) for one in report.findings if one.rule != "R-rounding"]


def only(report: Report) -> Finding:
    found = [one for one in report.findings if one.rule != "R-rounding"]
    assert len(found) == 1, told(report)
    return found[0]


# ---------------------------------------------------------------- formulas


@pytest.mark.parametrize(
    ("sheet", "columns", "rows"),
    [(T05, "ABCDE", range(8, 31)), ("项目资金", "A", range(5, 14)), ("绩效指标", "ABCD", range(4, 40))],
)
def test_rows_that_are_links_are_read_by_what_the_links_gave(
    said: Callable[..., Report], sheet: str, columns: str, rows: range
) -> None:
    held = load_workbook(SAMPLE)[sheet]
    places = [f"{column}{row}" for row in rows for column in columns if held[f"{column}{row}"].value is not None]
    assert told(said(sheet=sheet, cells={at: (f"底稿!{at}", held[at].value) for at in places})) == []


def test_links_that_were_never_calculated_are_told_and_no_row_is_lost_in_silence(said: Callable[..., Report]) -> None:
    report = said(sheet=T05, cells={f"A{row}": (f"底稿!A{row}", None) for row in (13, 14)})
    assert told(report) == [("错误 V-formula", f"{T05}!A13"), ("错误 V-formula", f"{T05}!A14")]
    many = said(sheet="项目资金", cells={f"A{row}": (f"项目!A{row - 1}", None) for row in range(5, 14)})
    assert [one.message for one in many.findings if one.rule == "V-formula"] == [
        "“项目资金”有 9 处是公式，但还没有算出结果"
    ]


def test_a_total_that_leaves_a_row_out_is_told(said: Callable[..., Report]) -> None:
    finding = only(said(sheet=T05, cells={"D11": ("SUM(D13:D13)", 3000)}))
    assert (finding.rule, finding.severity, finding.cells[0].address) == ("V-total", Severity.WARNING, f"{T05}!D11")
    assert (
        finding.message
        == "公开05表 204 公共安全支出·栏次2 基本支出的公式算出 3000.00，按各项应为 3140.90，照 3140.90 印出"
    )


@pytest.mark.parametrize(
    "cells",
    [
        {"C7": ("ROUND(底稿!C7/10000,2)", 6473.53)},  # the parts add up to 6473.52: kept, as a typed total is
        {"C13": ("D13+E13", 3140.9)},
        {"C13": ("D13+E13", 3140.9000000000001)},
        {"C7": ("SUM(C8:C30)", None)} | {"D7": ("SUM(D8:D30)", 4288.64)},
    ],
    ids=["rounded from 元", "right", "noise", "not calculated"],
)
def test_a_total_that_its_parts_bear_out_is_not_told(said: Callable[..., Report], cells: Cached) -> None:
    rules = {rule for rule, _ in told(said(sheet=T05, cells=cells))}
    assert rules <= ({"错误 T04-T05-expenditure"} if cells.get("C7", ("", 0))[1] is None else set())


def test_a_total_that_the_projects_fill_is_not_held_against_its_formula(said: Callable[..., Report]) -> None:
    """The parts are blank on the sheet: the formula gives 0, the program what the projects hold."""
    name = "其他情况"
    sheet = load_workbook(SAMPLE)[name]
    row = next(cell.row for cell in sheet["A"] if cell.value == "自评项目涉及资金")
    report = said(sheet=name, cells={f"B{row}": (f"SUM(B{row + 1}:B{row + 4})", 0)})
    assert "V-total" not in {one.rule for one in report.findings}


# ---------------------------------------------------------------- codes, names, rows


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("204.02.01", "2040201"),
        ("204-02", "20402"),
        ('"2040201', "2040201"),
        ("20402-1", "20402-1"),
        ("2040.2", "2040.2"),
        ("20402.0", "20402.0"),
    ],
)
def test_codes_as_ledgers_write_them(typed: str, code: str) -> None:
    assert plain_code(typed) == code


@pytest.mark.parametrize(
    ("typed", "code", "name"),
    [
        ("2040201-行政运行", "2040201", "行政运行"),
        ("[20402] 公安（款）", "20402", "公安"),
        ("公安（项）", "20402", "公安(项)"),
        ("行政运行", "2040201", "行政运行"),
    ],
)
def test_names_as_ledgers_write_them(typed: str, code: str, name: str) -> None:
    assert plain_name(typed, code) == name


def test_signatures_and_notes_below_a_table_block_nothing(said: Callable[..., Report]) -> None:
    def signed(book: Workbook) -> None:
        book[T02]["A60"], book[T02]["C60"] = "制表人：会计", "审核：科长"
        book[T03]["A60"] = "注：本表反映本年度各项支出。"

    assert told(said(signed)) == [("提示 W-code-form", f"{T02}!A60")]

    def counted(book: Workbook) -> None:
        book[T02]["A60"], book[T02]["C60"] = "小计", 6650.61

    assert told(said(counted)) == [("错误 W-code-form", f"{T02}!A60")]


def test_a_total_by_another_word_is_the_total(said: Callable[..., Report]) -> None:
    def renamed(book: Workbook) -> None:
        book[T03]["A7"] = "总计"

    assert told(said(renamed)) == [("提示 W-row-renamed", f"{T03}!A7")]


def test_a_subject_in_two_rows_is_one_finding(said: Callable[..., Report]) -> None:
    def split(book: Workbook) -> None:
        sheet = book[T05]
        sheet["A40"], sheet["C40"], sheet["D40"] = "2040201", 1000, 1000
        sheet["C13"], sheet["D13"] = 2140.9, 2140.9

    finding = only(said(split))
    assert (finding.rule, finding.cells[0].address, finding.also) == ("W-row-double", f"{T05}!A40", ("T05-children",))


def test_a_heading_pasted_over_is_one_finding(said: Callable[..., Report]) -> None:
    def pasted(book: Workbook) -> None:
        sheet = book[T03]
        for merged in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(merged))
        sheet["A5"] = sheet["A6"] = "201"

    assert only(said(pasted)).rule == "W-column-missing"


# ---------------------------------------------------------------- many alike


def test_dashes_in_every_blank_are_one_note(said: Callable[..., Report]) -> None:
    def dashed(book: Workbook) -> None:
        for row in book[T02].iter_rows(min_row=7, max_row=35, min_col=3):
            for cell in row:
                cell.value = "-" if cell.value is None else cell.value

    finding = only(said(dashed))
    assert (finding.rule, finding.message, len(finding.cells)) == (
        "V-dash",
        "公开02表有 143 格填的是横线或“无”，按空白理解",
        143,
    )


def test_three_dashes_are_told_one_by_one(said: Callable[..., Report]) -> None:
    def dashed(book: Workbook) -> None:
        for at in ("E7", "E8", "E9"):
            book[T02][at] = "—"

    assert told(said(dashed)) == [("提示 V-dash", f"{T02}!{at}") for at in ("E7", "E8", "E9")]


def test_last_year_in_yuan_is_one_finding(said: Callable[..., Report]) -> None:
    def in_yuan(book: Workbook) -> None:
        for row in range(5, 18):
            book[LAST][f"B{row}"] = round((book[LAST][f"B{row}"].value or 0) * 10_000, 2)

    magnitudes = [one for one in said(in_yuan).findings if "一万倍" in one.message]
    assert len(magnitudes) == 1
    assert magnitudes[0].message.startswith(f"“{LAST}”有 ")


# ---------------------------------------------------------------- sheets


def test_a_sheet_under_any_name_is_known_by_its_title(said: Callable[..., Report]) -> None:
    def renamed(book: Workbook) -> None:
        book[T03].title = "Sheet3"

    assert told(said(renamed)) == [("提示 W-sheet-renamed", "Sheet3")]


def test_a_copy_that_holds_something_else_is_told(said: Callable[..., Report]) -> None:
    def copied(book: Workbook) -> None:
        book.copy_worksheet(book[T02]).title = "02收入决算表 (2)"

    assert told(said(copied)) == []

    def changed(book: Workbook) -> None:
        copied(book)
        book["02收入决算表 (2)"]["D13"] = 9999

    finding = only(said(changed))
    assert (finding.rule, finding.severity) == ("W-sheet-copy", Severity.NOTE)
    assert finding.message == "工作表“02收入决算表 (2)”像是“02收入决算表”的副本，内容不一样，没有读入"


# ---------------------------------------------------------------- answers


@pytest.mark.parametrize("pasted", ["{0}", "核实 {0} 公开02表 2040201 行政运行", "{0}、{1}"])
def test_codes_within_a_pasted_line_are_answered(said: Callable[..., Report], pasted: str) -> None:
    def doubtful(book: Workbook) -> None:
        book[T02]["D13"] = "3140.90万元"

    code = only(said(doubtful)).code

    def answered(book: Workbook) -> None:
        doubtful(book)
        sheet = book["核实说明"]
        sheet["A4"], sheet["C4"], sheet["D4"] = pasted.format(code, "V-dash-222222"), "已与凭证核对", "会计"

    report = said(answered)
    assert [one.finding.code for one in report.answered] == [code]
    assert {rule for rule, _ in told(report)} <= {"提示 Q-stale"}


def test_a_required_figure_that_is_blank_is_one_finding_and_no_zero(said: Callable[..., Report]) -> None:
    def blank(book: Workbook) -> None:
        book[LAST]["B5"] = None

    report = said(blank)
    assert told(report) == [("错误 V-required", f"{LAST}!B5")]
    assert report.outcome(Status.UNCHECKED)
