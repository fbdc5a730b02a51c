"""`check --annotate`: the copy says in its cells what the check found, and is a workbook to go on with."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from disclosegen.annotate.write import RESULTS, RULES
from disclosegen.annotating import annotate_file
from disclosegen.cli import main
from disclosegen.errors import CallError
from disclosegen.findings import Finding, Severity
from disclosegen.kit.load import Kit
from disclosegen.pipeline import Report
from disclosegen.show import ledger_text
from disclosegen.workbook.content import Content
from tests.helpers.kept import checked_file, written
from tests.helpers.sheets import edit
from tests.test_answers import PLACE

HOSTILE = "=cmd|'/c calc'!A0 ${y} _x0041_ &<b>XX{{x}}</b>"


@pytest.fixture
def faulty(sample: Content) -> Content:
    """Two faults in figures, one text that looks like much else."""
    return edit(edit(edit(sample, "t03.2040201.basic", "见附件"), "t06.30211.amount", "-0.14"), PLACE, HOSTILE)


@pytest.fixture
def original(tmp_path: Path, kit: Kit, faulty: Content) -> Path:
    path = tmp_path / "表.xlsx"
    path.write_bytes(written(kit, faulty))
    return path


@pytest.fixture
def copy(original: Path) -> Path:
    path = original.with_name("批注.xlsx")
    assert annotate_file(checked_file(original), original, path)
    return path


def cell_of(report: Report, rule: str) -> tuple[Finding, str, str]:
    finding = next(one for one in report.findings if one.rule == rule)
    return finding, finding.cells[0].sheet, finding.cells[0].cell


def coloured(book: Workbook, sheet: str) -> dict[str, str]:
    """Cell → fill of our conditional formats."""
    return {
        cell: rule.dxf.fill.bgColor.rgb
        for area in book[sheet].conditional_formatting
        for rule in area.rules
        if "disclosegen" in rule.formula[0]
        for cell in str(area.sqref).split()
    }


def test_the_original_is_not_touched(original: Path) -> None:
    before = original.read_bytes()
    annotate_file(checked_file(original), original, original.with_name("批注.xlsx"))
    assert original.read_bytes() == before


def test_a_check_of_the_copy_finds_the_same(original: Path, copy: Path) -> None:
    first, second = checked_file(original), checked_file(copy)
    assert second.findings == first.findings
    assert second.verdicts == first.verdicts


def test_faulty_cells_are_coloured_by_severity_and_carry_a_comment(original: Path, copy: Path) -> None:
    report, book = checked_file(original), load_workbook(copy)
    for rule, fill in (("V-unreadable", "FFFFC7CE"), ("X-placeholder", "FFFFE699")):
        finding, sheet, cell = cell_of(report, rule)
        assert coloured(book, sheet)[cell] == fill
        comment = book[sheet][cell].comment.text
        assert finding.code in comment and finding.advice in comment


def test_a_comment_of_the_workbook_stays_below_ours(original: Path, copy: Path) -> None:
    _, sheet, cell = cell_of(checked_file(original), "X-placeholder")
    before = load_workbook(original)[sheet][cell].comment.text
    assert load_workbook(copy)[sheet][cell].comment.text.endswith(f"—— 原有批注（disclosegen） ——\n{before}")


def test_the_first_sheet_lists_all_findings_with_links(original: Path, copy: Path) -> None:
    report, book = checked_file(original), load_workbook(copy)
    assert book.sheetnames[:2] == [RESULTS, RULES] and book.active.title == RESULTS
    rows = [row for row in book[RESULTS].iter_rows(min_row=5) if row[1].value]
    assert [row[1].value for row in rows] == [finding.code for finding in report.findings]
    for row, finding in zip(rows, report.findings, strict=True):
        ref = finding.cells[0]
        assert row[3].hyperlink.location == f"'{ref.sheet}'!{ref.cell}"
    ledger = [row[1].value for row in book[RULES].iter_rows(min_row=4)]
    assert sorted(ledger) == sorted(verdict.rule for verdict in report.verdicts)
    assert all(f"　{verdict.rule}　" in ledger_text(report) for verdict in report.verdicts)


def test_every_question_has_a_row_to_be_answered_in(original: Path, copy: Path) -> None:
    """Staff only type the answer and the post; the next check no longer asks."""
    asked = [finding for finding in checked_file(original).findings if finding.severity is Severity.WARNING]
    book = load_workbook(copy)
    sheet = book["核实说明"]
    rows = {sheet.cell(row, 1).value: row for row in range(4, 40)}
    assert {finding.code for finding in asked} <= set(rows)
    for finding in asked:
        link = next(row[6] for row in book[RESULTS].iter_rows(min_row=5) if row[1].value == finding.code)
        assert link.hyperlink.location == f"'核实说明'!C{rows[finding.code]}"
        sheet.cell(rows[finding.code], 3).value, sheet.cell(rows[finding.code], 4).value = "已核对", "会计"
    book.save(copy)
    report = checked_file(copy)
    assert {one.finding.code for one in report.answered} == {finding.code for finding in asked}
    assert report.count(Severity.WARNING) == 0


def test_nothing_of_the_workbook_is_lost(original: Path, copy: Path) -> None:
    before, after = load_workbook(original), load_workbook(copy)
    assert after.sheetnames == [RESULTS, RULES, *before.sheetnames]
    assert set(after.defined_names) == set(before.defined_names)
    for sheet in before:
        other = after[sheet.title]
        assert other.data_validations.count == sheet.data_validations.count
        assert other.protection.sheet == sheet.protection.sheet
        assert {str(area) for area in other.merged_cells.ranges} == {str(area) for area in sheet.merged_cells.ranges}
        if sheet.title != "核实说明":
            assert [[cell.value for cell in row] for row in other] == [[cell.value for cell in row] for row in sheet]
            assert [[cell.fill.fgColor.rgb for cell in row] for row in other] == [
                [cell.fill.fgColor.rgb for cell in row] for row in sheet
            ]


def test_stored_results_of_formulas_stay(original: Path, tmp_path: Path) -> None:
    """A formula in a figure, with the result that a spreadsheet program left there."""
    source, copy = tmp_path / "公式.xlsx", tmp_path / "批注2.xlsx"
    with zipfile.ZipFile(original) as package, zipfile.ZipFile(source, "w") as changed:
        for name in package.namelist():
            data = package.read(name)
            if name == "xl/worksheets/sheet5.xml":
                head, _, tail = data.partition(b'<c r="D13"')
                old = tail[: tail.index(b"</c>") + 4]
                look = old[: old.index(b" t=")] if b" t=" in old else old[: old.index(b">")]
                data = head + b'<c r="D13"' + look + b"><f>1+1</f><v>2</v></c>" + tail[len(old) :]
            changed.writestr(name, data)
    report = checked_file(source)
    assert not {"V-formula", "V-unreadable"} & {finding.rule for finding in report.findings}
    annotate_file(report, source, copy)
    assert checked_file(copy).findings == report.findings


def test_text_that_looks_like_something_else_stays_text(original: Path, copy: Path) -> None:
    book = load_workbook(copy)
    finding, sheet, cell = cell_of(checked_file(original), "X-placeholder")
    assert book[sheet][cell].value.replace("_x005F_", "_") == HOSTILE  # how a workbook writes _x0041_
    assert "&<b>XX{{x}}<" in finding.message and finding.message in book[sheet][cell].comment.text
    formulas = [cell for row in book[RESULTS].iter_rows() for cell in row if cell.data_type == "f"]
    assert formulas == []


def test_annotating_again_renews_what_was_written(original: Path, copy: Path, tmp_path: Path) -> None:
    """One fault is put right in the copy: its colour and comment go, all else stays as it was."""
    finding, sheet, cell = cell_of(checked_file(original), "V-unreadable")
    book = load_workbook(copy)
    book[sheet][cell].value = 1
    book.save(copy)
    third = tmp_path / "批注3.xlsx"
    annotate_file(checked_file(copy), copy, third)
    after = load_workbook(third)
    assert after.sheetnames == load_workbook(copy).sheetnames
    assert finding.code not in str(after[sheet][cell].comment)
    assert finding.code not in [row[1].value for row in after[RESULTS].iter_rows()]
    codes = [row[0].value for row in after["核实说明"].iter_rows(min_row=4) if row[0].value]
    assert len(codes) == len(set(codes))
    assert checked_file(third).findings == checked_file(copy).findings


def test_the_same_bytes_every_time(original: Path, copy: Path) -> None:
    again = original.with_name("再.xlsx")
    annotate_file(checked_file(original), original, again)
    assert again.read_bytes() == copy.read_bytes()


def test_an_old_workbook_without_the_sheet_gets_it(original: Path, tmp_path: Path) -> None:
    book = load_workbook(original)
    book.remove(book["核实说明"])
    book.save(original)
    copy = tmp_path / "旧.xlsx"
    annotate_file(checked_file(original), original, copy)
    sheet = load_workbook(copy)["核实说明"]
    asked = [one.code for one in checked_file(original).findings if one.severity is Severity.WARNING]
    assert [row[0].value for row in sheet.iter_rows(min_row=4)] == asked
    assert checked_file(copy).findings == checked_file(original).findings


def test_nothing_is_overwritten(original: Path, copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = copy.read_bytes()
    for target in (copy, original):
        assert main(["check", str(original), "--annotate", str(target)]) == 2
        assert "已经存在，不会覆盖" in capsys.readouterr().err
    assert copy.read_bytes() == before
    with pytest.raises(CallError, match="xlsx"):
        annotate_file(checked_file(original), original, original.with_name("批注.docx"))


def test_a_file_that_cannot_be_read_is_not_annotated(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, copy = tmp_path / "表.xlsx", tmp_path / "批注.xlsx"
    path.write_bytes(b"hello")
    assert main(["check", str(path), "--annotate", str(copy)]) == 1
    assert "没有生成批注过的表格" in capsys.readouterr().out
    assert not copy.exists()


def test_the_command_says_where_the_copy_is(original: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = tmp_path / "新.xlsx"
    assert main(["check", str(original), "--annotate", str(copy)]) == 1
    assert f"已生成批注过的表格：{copy}" in capsys.readouterr().out
    assert copy.exists()


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not there")
def test_an_office_program_opens_the_copy_with_its_comments(original: Path, copy: Path, tmp_path: Path) -> None:
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/lo", "--headless", "--convert-to", "xlsx"]
    subprocess.run([*command, "--outdir", str(tmp_path / "office"), str(copy)], check=True, capture_output=True)
    saved = tmp_path / "office" / copy.name
    finding, sheet, cell = cell_of(checked_file(original), "V-unreadable")
    assert finding.code in load_workbook(io.BytesIO(saved.read_bytes()))[sheet][cell].comment.text
    assert [one.code for one in checked_file(saved).findings] == [one.code for one in checked_file(original).findings]
