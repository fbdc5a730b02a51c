"""The code of a finding: copied by a clerk, the same while the finding says the same, different when it says something else."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from disclosegen.findings import LETTERS, CellRef, Finding, Severity, numbered, same_code
from disclosegen.kit.load import Kit
from disclosegen.pipeline import Report, check
from disclosegen.workbook.blank import write_workbook
from disclosegen.workbook.content import Content
from tests.helpers.sheets import edit


def finding(
    message: str = "甲“四月”5.00 ≠ 4.00",
    cell: str = "C5",
    line: str = "行次1 合计",
    actual: str = "5",
    rule: str = "Y-a",
) -> Finding:
    place = CellRef("02表", cell, "公开02表", line, "栏次1 金额")
    return Finding(rule, Severity.WARNING, message, (place,), expected=Decimal(4), actual=Decimal(actual))


def test_a_code_is_the_rule_and_six_clear_letters() -> None:
    head, _, letters = finding().code.rpartition("-")
    assert (head, len(letters)) == ("Y-a", 6)
    assert set(letters) <= set(LETTERS) and not set("01ILOU") & set(LETTERS)


@pytest.mark.parametrize(
    "other",
    [finding(cell="C9"), finding(message="乙：“四月”5.00 与 4.00 不同"), finding(message="甲“四月”第12行 5.00 ≠ 4.00")],
    ids=["another row of the sheet", "other wording", "a row number in words"],
)
def test_the_code_stays(other: Finding) -> None:
    assert other.code == finding().code


@pytest.mark.parametrize(
    "other",
    [finding(actual="5.01"), finding(message="甲“五月”5.00 ≠ 4.00"), finding(message="甲“四月”5.00 ≠ 4.01")],
    ids=["amount", "quotation", "number in words"],
)
def test_the_code_changes_with_the_figures_but_not_its_place(other: Finding) -> None:
    assert other.code != finding().code
    assert other.place_code == finding().place_code


def test_another_place_or_rule_is_another_code() -> None:
    assert finding(line="行次2 基本").place_code != finding().place_code
    assert finding(rule="Y-b").code[3:] != finding().code[3:]


def test_equal_findings_get_codes_of_their_own() -> None:
    codes = [one.code for one in numbered([finding(cell=f"C{row}") for row in range(50)])]
    assert len(set(codes)) == 50
    assert codes[0] == finding().code


def test_a_code_is_known_however_it_was_copied() -> None:
    code = finding().code
    assert same_code(f" {code.lower()}　") == same_code(code.replace("-", "－")) == same_code(code)


def test_codes_of_a_workbook_full_of_faults_are_unique(checked: Callable[[Content], Report], sample: Content) -> None:
    """Every third figure of the sample is another one."""
    filled = sample
    for place, value in list(sample.values.items())[::3]:
        if isinstance(value, Decimal):
            filled = edit(filled, ".".join(place), str(value + 1))
    codes = [one.code for one in checked(filled).findings]
    assert len(codes) > 100
    assert len(set(codes)) == len(codes)


def test_an_inserted_row_changes_no_code(tmp_path, kit: Kit, sample: Content) -> None:
    path = tmp_path / "表.xlsx"
    path.write_bytes(write_workbook(kit, edit(sample, "t03.2040201.basic", "1")))
    before = {one.code for one in check(path).findings}
    book = load_workbook(path)
    sheet = book["03支出决算表"]
    for merged in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(merged))
    sheet.insert_rows(9, 4)
    book.save(path)
    assert {one.code for one in check(path).findings} == before
    assert any(code.startswith("T03") for code in before)
