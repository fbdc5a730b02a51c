"""Each fault of a workbook gives one clear finding or sentence in Chinese, and no traceback."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from disclosegen.cli import main
from disclosegen.findings import Finding, Severity
from disclosegen.kit.load import Kit
from disclosegen.pipeline import Report, check
from disclosegen.workbook.content import Content
from tests.helpers.kept import written
from tests.helpers.sheets import edit

Checked = Callable[[Content], Report]


def faults(report: Report) -> list[Finding]:
    return [
        finding for finding in report.findings if finding.severity is not Severity.NOTE or finding.rule != "R-rounding"
    ]


def one(report: Report) -> Finding:
    """The only finding besides the folded rounding note."""
    found = faults(report)
    assert len(found) == 1, [f"{f.rule} {f.message}" for f in found]
    return found[0]


@pytest.fixture
def opened(tmp_path: Path, kit: Kit, sample: Content) -> Callable[[Callable[[Workbook], None]], Report]:
    """Change the sample as staff would with a spreadsheet program, then check it."""

    def run(change: Callable[[Workbook], None]) -> Report:
        book = load_workbook(io.BytesIO(written(kit, sample)))
        change(book)
        path = tmp_path / "表.xlsx"
        book.save(path)
        return check(path)

    return run


def test_missing_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "没有.xlsx"]) == 2
    assert capsys.readouterr().err == "找不到文件“没有.xlsx”，请检查文件名和所在的文件夹。\n"


@pytest.mark.parametrize(
    ("data", "rule", "words"),
    [
        (b"", "F-empty", "是空的"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "F-old", "旧格式"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "F-encrypted", "打开密码"),
        (b"<html><table></table></html>", "F-format", "网页"),
        (b"PK\x03\x04 broken", "F-damaged", "已损坏"),
        (b"hello", "F-format", "不是 .xlsx"),
    ],
)
def test_what_is_no_workbook(
    tmp_path: Path, data: bytes, rule: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "表.xlsx"
    path.write_bytes(data)
    finding = one(check(path))
    assert finding.rule == rule
    assert words in finding.message
    assert main(["check", str(path)]) == 1
    assert "Traceback" not in capsys.readouterr().err


def test_a_word_file(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("word/document.xml", "<x/>")
    assert "Word 文档" in one(check(path)).message


def test_a_workbook_that_is_not_ours(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    Workbook().save(path)
    assert one(check(path)).rule == "F-kit"


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
        package.writestr("xl/worksheets/sheet1.xml", b" " * (130 * 2**20))
    assert one(check(path)).rule == "F-size"


def test_another_version(opened: Callable[..., Report]) -> None:
    def change(book: Workbook) -> None:
        book.defined_names["disclosegen_version"].value = '"9.0"'

    finding = one(opened(change))
    assert finding.rule == "F-version"
    assert "9.0 版" in finding.message and "1.2 版" in finding.message


def test_a_missing_sheet(opened: Callable[..., Report]) -> None:
    finding = one(opened(lambda book: book.remove(book["07政府性基金收支决算表"])))
    assert (finding.rule, finding.message) == ("W-sheet-missing", "缺少工作表“07政府性基金收支决算表”")


def test_a_sheet_renamed_slightly(opened: Callable[..., Report]) -> None:
    def change(book: Workbook) -> None:
        book["02收入决算表"].title = "02 收入决算表 "

    report = opened(change)
    assert [f.rule for f in faults(report)] == ["W-sheet-renamed"]
    assert report.ok


def header_row(sheet, label: str) -> tuple[int, int]:
    return next((cell.row, cell.column) for row in sheet.iter_rows() for cell in row if cell.value == label)


def test_a_missing_column(opened: Callable[..., Report]) -> None:
    def change(book: Workbook) -> None:
        sheet = book["02收入决算表"]
        for merged in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(merged))
        sheet.delete_cols(header_row(sheet, "经营收入")[1])

    finding = one(opened(change))
    assert (finding.rule, finding.message) == ("W-column-missing", "公开02表缺少“经营收入”一列")


def test_inserted_rows_and_columns_do_no_harm(opened: Callable[..., Report]) -> None:
    def change(book: Workbook) -> None:
        for sheet in (book["02收入决算表"], book["05一般公共预算支出决算表"]):
            for merged in list(sheet.merged_cells.ranges):
                sheet.unmerge_cells(str(merged))
        book["02收入决算表"].insert_cols(4)
        book["05一般公共预算支出决算表"].insert_rows(12, 3)

    assert faults(opened(change)) == []


def cell_of(report_sheet, code: str, column: int):
    row = next(cell.row for row in report_sheet.iter_rows() for cell in row if str(cell.value) == code)
    return report_sheet.cell(row, column)


@pytest.mark.parametrize(
    ("value", "rule", "words"),
    [
        ("39.7S", "V-unreadable", "“39.7S”不是数字"),
        ("#REF!", "V-unreadable", "公式错误 #REF!"),
        ("=1+1", "V-formula", "还没有算出结果"),
        ("=SUM(#REF!)", "V-unreadable", "公式已损坏"),
        (True, "V-unreadable", "是/否"),
    ],
)
def test_an_unreadable_amount_casts_no_shadow(
    opened: Callable[..., Report], value: object, rule: str, words: str
) -> None:
    def change(book: Workbook) -> None:
        cell_of(book["03支出决算表"], "2040201", 4).value = value

    finding = one(opened(change))
    assert finding.rule == rule
    assert words in finding.message
    assert finding.cells[0].address.startswith("03支出决算表!D")


def test_a_negative_amount(checked: Checked, sample: Content) -> None:
    found = faults(checked(edit(sample, "t06.30211.amount", "-0.14")))
    assert [f.rule for f in found if f.rule.startswith("V")] == ["V-negative"]


def test_an_unknown_code(opened: Callable[..., Report]) -> None:
    def change(book: Workbook) -> None:
        for name in ("02收入决算表", "03支出决算表", "05一般公共预算支出决算表"):
            cell = cell_of(book[name], "2101101", 1)
            cell.value = "2101188"
            book[name].cell(cell.row, 2).value = "新设的科目"

    assert {f.rule for f in faults(opened(change))} == {"W-code-unknown"}


def test_a_known_code_under_another_name(opened: Callable[..., Report]) -> None:
    def change(book: Workbook) -> None:
        cell = cell_of(book["03支出决算表"], "2101101", 1)
        book["03支出决算表"].cell(cell.row, 2).value = "事业单位医疗"

    finding = one(opened(change))
    assert (finding.rule, finding.message) == (
        "W-name-wrong",
        "科目代码 2101101 的名称应为“行政单位医疗”，填的是“事业单位医疗”",
    )


def test_a_double_code(opened: Callable[..., Report]) -> None:
    def change(book: Workbook) -> None:
        sheet = book["03支出决算表"]
        last = max(cell.row for row in sheet.iter_rows(max_col=1) for cell in row if str(cell.value or "").isdigit())
        for column in range(1, 9):
            sheet.cell(last + 1, column).value = cell_of(sheet, "2210201", 1).offset(column=column - 1).value

    assert one(opened(change)).rule == "W-row-double"


def without_rows(sample: Content, tables: tuple[str, ...], drop: Callable[[str], bool]) -> Content:
    """The content with some subject rows left out."""
    rows = {
        place: tuple(row for row in found if place[0] not in tables or not drop(row.code))
        for place, found in sample.rows.items()
    }
    values = {key: value for key, value in sample.values.items() if key[0] not in tables or not drop(key[1])}
    return Content(values, rows)


def test_a_parent_without_children(checked: Checked, sample: Content) -> None:
    found = faults(checked(without_rows(sample, ("t05",), lambda code: code == "2210201")))
    assert [f.message for f in found] == ["公开05表的款“22102 住房改革支出”有金额，下面没有项"]


def test_children_without_their_parents_are_added(checked: Checked, sample: Content) -> None:
    report = checked(without_rows(sample, ("t02", "t03", "t05", "t07"), lambda code: code.isdigit() and len(code) < 7))
    assert [f.rule for f in faults(report) if f.rule.startswith("W")] == []
    assert report.data is not None
    parent = report.data.tables["t03"].by_key["204"]
    assert (parent.name, parent.cells["project"].value) == ("公共安全支出", 21848900)


def test_a_missing_reason(checked: Checked, sample: Content) -> None:
    finding = one(checked(edit(sample, "reasons.s01.reason.text", "")))
    assert finding.rule == "N-missing"
    assert "收入、支出总计比上年增减的主要原因" in finding.message
    assert finding.cells[0].sheet == "原因说明"


def test_missing_duties(checked: Checked, sample: Content) -> None:
    values = {key: value for key, value in sample.values.items() if key[0] != "duties"}
    assert one(checked(Content(values, sample.rows))).message == "“二、本部门（单位）职责”没有填"


def test_a_missing_name(checked: Checked, sample: Content) -> None:
    assert one(checked(edit(sample, "unit.unit_name.text", ""))).rule == "V-required"


def test_a_folder_that_cannot_be_written(
    tmp_path: Path, kit: Kit, sample: Content, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "表.xlsx"
    path.write_bytes(written(kit, sample))
    assert main(["build", str(path), "-o", str(path / "out"), "--format", "docx"]) == 2
    assert "建不了文件夹" in capsys.readouterr().err


def test_a_faulty_workbook_writes_nothing_and_destroys_nothing(tmp_path: Path, kit: Kit, sample: Content) -> None:
    path = tmp_path / "表.xlsx"
    path.write_bytes(written(kit, edit(sample, "t01.income_year.amount", "1")))
    old = tmp_path / "阳泉市公安局城区分局2024年度单位决算公开.docx"
    old.write_bytes(b"old")
    assert main(["build", str(path), "-o", str(tmp_path), "--format", "docx"]) == 1
    assert old.read_bytes() == b"old"
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted([path.name, old.name])
