"""What the workbook's formulas give when LibreOffice calculates them."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from helpers.samples import YUAN
from helpers.sheets import edit, workbook
from openpyxl import load_workbook

from disclosegen.workbook.blank import write_workbook
from disclosegen.workbook.content import Content

SOFFICE = shutil.which("soffice")
needs_soffice = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")

# ---------------------------------------------------------------- LibreOffice calculates


def calculated(tmp_path, data: bytes):
    """The workbook after LibreOffice has calculated it."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "book.xlsx").write_bytes(data)
    subprocess.run(
        [
            SOFFICE,
            "--headless",
            f"-env:UserInstallation=file://{tmp_path}/profile",
            "--convert-to",
            "xlsx",
            "--outdir",
            str(tmp_path),
            str(tmp_path / "in" / "book.xlsx"),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return load_workbook(tmp_path / "book.xlsx", data_only=True)


def errors(book) -> list[str]:
    return [
        f"{sheet.title}!{cell.coordinate}={cell.value}"
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "e" or (isinstance(cell.value, str) and cell.value.startswith(("#", "Err:")))
    ]


def results(book) -> dict[str, str]:
    """Verdicts by rule: the kit's by their titles, sums of a table as ``公开02表/title``."""
    found, group = {}, ""
    for title, *_, verdict in book["勾稽"].iter_rows(min_row=5, max_col=6, values_only=True):
        if verdict:
            found[f"{group}/{title}" if group else title] = verdict
        else:
            group = "" if title == "表间" else str(title).split("\u3000")[0]
    return found


def different(book) -> list[str]:
    """The rules that do not agree."""
    return [rule for rule, verdict in results(book).items() if verdict == "差"]


@needs_soffice
@pytest.mark.parametrize("unit", ["万元", "元"])
def test_empty_workbook_calculates_without_errors(kit, tmp_path, unit):
    book = calculated(tmp_path, write_workbook(kit, Content({("unit", "money_unit", "text"): unit})))
    assert errors(book) == []
    assert set(results(book).values()) == {"空"}


@needs_soffice
def test_filled_sample_is_even_everywhere(kit, sample, tmp_path):
    book = calculated(tmp_path, write_workbook(kit, sample))
    assert errors(book) == []
    found = results(book)
    assert different(book) == []
    assert found["公开01表收入总计等于支出总计"] == "平"
    assert found["公开05表基本支出合计等于公开06表人员经费与公用经费之和"] == "平"
    assert found["公开04表与公开08表的国有资本经营预算支出合计一致"] == "空"
    assert found["没有机关运行经费的单位，公开10表机关运行经费为零"] == "空"


@needs_soffice
def test_a_wrong_cent_shows_as_a_difference(kit, sample, tmp_path):
    wrong = edit(edit(sample, "t01.income_total.amount", "6717.06"), "t03.2040201.basic", "3140.80")
    assert different(calculated(tmp_path, write_workbook(kit, wrong))) == [
        "公开01表收入总计等于支出总计",
        "公开03表/基本支出：款＝所属项之和",
        "公开03表/本年支出合计＝所列各列之和（逐行）",
    ]


@needs_soffice
def test_totals_left_to_the_program_show_blank(kit, tmp_path):
    """Only items are filled: no category, no subcategory, no total, nothing that repeats another table."""
    income, economic = "# t02\n2040201 | | 10.00\n2040202 | | 5.00\n", "# 公开06表\n30101 | 9\n30201 | 1\n"
    text = f"{income}# t05\n2040201 | basic=10\n2040202 | project=5\n{economic}"
    assert different(calculated(tmp_path, workbook(kit, text))) == []


@needs_soffice
def test_sums_in_yuan_are_exact(kit, tmp_path):
    book = calculated(tmp_path, workbook(kit, YUAN))
    assert errors(book) == []
    income, economic = book["02收入决算表"], book["06基本支出决算明细表"]
    assert [round(income[f"{column}7"].value, 6) for column in "CDI"] == [1000301.03, 1000300.58, 0.45]
    category = {row[0].value: row for row in economic.iter_rows()}
    assert round(category["301"][2].value, 6) == 15.03
    assert round(category["人员经费合计"][2].value, 6) == 15.03
    assert round(category["人员经费合计"][11].value, 6) == 10.13
    fiscal = book["04财政拨款收支决算总表"]
    assert [round(fiscal[f"F{row}"].value, 6) for row in (7, 10)] == [100.01, 1000010.55]
    assert round(book["01收入支出决算总表"]["C7"].value, 6) == 1000300.58
    assert income["B8"].value is None or isinstance(income["B8"].value, str)
