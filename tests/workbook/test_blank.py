"""The workbook writer: what stands where, what is open, what the formulas give, and the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from decimal import Decimal

import pytest
from helpers import samples
from helpers.samples import YUAN
from helpers.sheets import workbook
from openpyxl import load_workbook

from disclosegen.errors import CallError
from disclosegen.kit.load import load_kit
from disclosegen.workbook.blank import write_workbook
from disclosegen.workbook.content import Content

KIT = "shanxi-final-2024"


@pytest.fixture(scope="module")
def empty():
    return load_workbook(io.BytesIO(write_workbook(load_kit(KIT))))


def part(data: bytes, name: str) -> str:
    return zipfile.ZipFile(io.BytesIO(data)).read(name).decode("utf-8")


def sheet_xml(data: bytes, title: str) -> str:
    """The XML of a sheet by its tab name."""
    names = re.findall(
        r'<sheet [^>]*name="([^"]+)"',
        re.sub(r"&#(\d+);", lambda m: chr(int(m[1])), part(data, "xl/workbook.xml")),
    )
    return part(data, f"xl/worksheets/sheet{names.index(title) + 1}.xml")


def value_xml(data: bytes, title: str, cell: str) -> str:
    """The raw text of a number in the file."""
    found = re.search(rf'<c r="{cell}"[^>]*><v>([^<]*)</v>', sheet_xml(data, title))
    return found[1] if found else ""


# ---------------------------------------------------------------- sheets and names


def test_sheets_in_order(empty):
    assert empty.sheetnames == [
        "填表说明",
        "单位信息",
        "01收入支出决算总表",
        "02收入决算表",
        "03支出决算表",
        "04财政拨款收支决算总表",
        "05一般公共预算支出决算表",
        "06基本支出决算明细表",
        "07政府性基金收支决算表",
        "08国有资本经营支出决算表",
        "09三公经费支出决算表",
        "10相关信息统计表",
        "上年数与年初预算",
        "其他情况",
        "项目",
        "项目资金",
        "绩效指标",
        "项目文字",
        "附件清单",
        "原因说明",
        "核实说明",
        "勾稽",
        "字典",
    ]
    assert [sheet.title for sheet in empty if sheet.sheet_state == "hidden"] == ["字典"]


def test_defined_names_say_what_the_workbook_is_for(empty):
    names = {name: empty.defined_names[name].value for name in empty.defined_names}
    assert names["disclosegen_kit"] == '"shanxi-final-2024"'
    assert names["disclosegen_version"] == '"1.2"'
    assert names["disclosegen_format"] == '"1"'
    assert names["disclosegen_functional_codes"].startswith("'字典'!$A$1:$A$")
    assert re.fullmatch(r"'字典'!\$D\$1:\$E\$\d+", names["disclosegen_economic"])


def test_the_guide_sheet_names_kit_and_version(empty):
    texts = [cell.value for cell in empty["填表说明"]["A"] if cell.value]
    assert texts[0] == "山西省2024年度单位（部门）决算公开"
    assert texts[-1] == "模板：shanxi-final-2024　版本：1.2"


def test_every_sheet_is_protected_without_password(empty):
    for sheet in empty:
        assert sheet.protection.sheet and not sheet.protection.password, sheet.title
        assert not sheet.protection.formatColumns and not sheet.protection.insertRows and not sheet.protection.sort


# ---------------------------------------------------------------- layout of a table


def test_head_of_a_published_table(empty):
    sheet = empty["02收入决算表"]
    assert [sheet["A1"].value, sheet["I1"].value] == ["收入决算表", "公开02表"]
    assert sheet["A2"].value.startswith("一行一个科目")
    assert [sheet["A4"].value, sheet["C4"].value] == ["项目", "本年收入合计"]
    assert [sheet["A5"].value, sheet["B5"].value] == ["科目代码", "科目名称"]
    assert [sheet["A6"].value, sheet["C6"].value, sheet["I6"].value] == ["栏次", "1", "7"]
    assert sheet["A7"].value == "合计"
    assert {"A4:B4", "C4:C5", "A6:B6", "A7:B7"} <= {str(merged) for merged in sheet.merged_cells.ranges}
    assert sheet.freeze_panes == "C7"


def test_open_rows_and_spare_rows(kit, empty):
    assert empty["02收入决算表"].max_row == 7 + 150
    rows = "\n".join(f"{2010000 + n} | 1" for n in range(1, 200))
    book = load_workbook(io.BytesIO(workbook(kit, f"# t02\n{rows}")))
    assert book["02收入决算表"].max_row == 7 + 199 + 10


def test_tables_stand_one_under_the_other(empty):
    titles = [cell.value for cell in empty["其他情况"]["A"] if cell.value]
    assert [title for title in titles if title[0] in "一二三四五" and title[1] == "、"] == [
        "一、数字",
        "二、绩效自评综述",
        "三、其他需要说明的事项",
        "四、补充的名词解释",
        "五、附件说明",
    ]


def test_paragraphs_stand_under_the_text_column(empty):
    sheet = empty["单位信息"]
    assert [sheet["A3"].value, sheet["B3"].value, sheet["C3"].value] == ["填写事项", "填写内容", "填写说明"]
    assert sheet["B15"].value == "二、本部门（单位）职责"
    assert [sheet["A18"].value, sheet["B17"].value] == ["第1段", "内容（每段一行）"]


def test_inputs_are_open_and_labels_locked(empty):
    sheet = empty["01收入支出决算总表"]
    assert sheet["A7"].value == "一、一般公共预算财政拨款收入" and sheet["A7"].protection.locked
    assert not sheet["C7"].protection.locked
    assert sheet["C15"].protection.locked, "a line that holds no figure"
    assert not sheet["C33"].protection.locked and sheet["C33"].fill.fgColor.rgb == "FFD9D9D9", "an open total is grey"
    assert sheet["C34"].fill.fgColor.rgb == "FFFFFFFF"


def test_not_applicable_cells_are_closed(empty):
    sheet = empty["06基本支出决算明细表"]
    row = next(cell.row for cell in sheet["G"] if cell.value == "309")
    assert sheet[f"I{row}"].value == "——" and sheet[f"I{row}"].protection.locked


def test_defaults_stand_in_the_empty_workbook(empty):
    assert [empty["单位信息"][f"B{row}"].value for row in range(4, 10)] == [
        None,
        "单位",
        2024,
        "万元",
        "有",
        "写",
    ]


def test_number_formats(empty):
    assert empty["02收入决算表"]["D8"].number_format == "#,##0.00;-#,##0.00"
    assert empty["02收入决算表"]["A8"].number_format == "@"
    sheet = empty["10相关信息统计表"]
    row = next(cell.row for cell in sheet["A"] if cell.value == "5. 执法执勤用车")
    assert sheet[f"C{row}"].number_format == "0"


# ---------------------------------------------------------------- prompts


def rule_at(sheet, cell):
    return next(rule for rule in sheet.data_validations.dataValidation if cell in rule.sqref)


def test_every_open_cell_has_a_prompt(empty):
    for sheet in empty:
        covered = [
            rule.sqref for rule in sheet.data_validations.dataValidation if rule.prompt and rule.showInputMessage
        ]
        cells = {str(part) for sqref in covered for part in sqref.ranges}
        ranges = [part for sqref in covered for part in sqref.ranges if ":" in str(part)]
        for row in sheet.iter_rows():
            for cell in row:
                if cell.protection.locked or str(cell.coordinate) in cells:
                    continue
                place = (cell.column, cell.row)
                assert any(r.min_col <= place[0] <= r.max_col and r.min_row <= place[1] <= r.max_row for r in ranges), (
                    sheet.title,
                    cell.coordinate,
                )


def test_limits_of_codes_amounts_counts_and_choices(empty):
    income = empty["02收入决算表"]
    code, amount = rule_at(income, "A8"), rule_at(income, "D8")
    assert (code.type, code.formula1, code.errorStyle) == ("list", "disclosegen_functional_codes", "warning")
    assert (amount.type, amount.errorStyle or "stop") == ("decimal", "stop")
    choice = rule_at(empty["单位信息"], "B7")
    assert (choice.type, choice.formula1) == ("list", '"万元,元"')
    statistics = empty["10相关信息统计表"]
    row = next(cell.row for cell in statistics["A"] if cell.value == "5. 执法执勤用车")
    count = rule_at(statistics, f"C{row}")
    assert (count.type, count.formula1) == ("whole", "0")
    assert "单位：辆" in count.prompt


def test_prompts_fit_excels_limits(empty):
    for sheet in empty:
        for rule in sheet.data_validations.dataValidation:
            assert len(rule.promptTitle or "") <= 32 and len(rule.prompt or "") <= 255 and len(rule.error or "") <= 225


def test_comments_of_the_kit(empty):
    sheet = empty["上年数与年初预算"]
    texts = [cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment]
    assert "填年初批复数，不是调整后的全年预算数。" in texts


def test_names_are_brought_by_codes(empty):
    formula = empty["02收入决算表"]["B8"].value
    assert formula == '=IF(A8="","",IFERROR(VLOOKUP(A8&"",disclosegen_functional,2,FALSE),""))'
    assert not empty["02收入决算表"]["B8"].protection.locked


# ---------------------------------------------------------------- values


@pytest.mark.parametrize("text", ["8.95", "6473.53", "0.1", "123456789.12", "9999999999999.99", "4.4", "0", "-3.10"])
def test_amounts_are_written_digit_for_digit(kit, text):
    data = write_workbook(kit, Content({("t01", "carried_in", "amount"): Decimal(text)}))
    assert Decimal(value_xml(data, "01收入支出决算总表", "C35")) == Decimal(text)
    assert len(value_xml(data, "01收入支出决算总表", "C35")) <= len(text)


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "+1", "-2", "@SUM(A1)", "=1+1"])
def test_text_never_becomes_a_formula(kit, text):
    data = write_workbook(kit, Content({("unit", "unit_name", "text"): text}))
    cell = load_workbook(io.BytesIO(data))["单位信息"]["B4"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)


def test_control_characters_are_stripped(kit):
    data = write_workbook(kit, Content({("unit", "unit_name", "text"): "某\x00单\x0b位\x1f"}))
    assert load_workbook(io.BytesIO(data))["单位信息"]["B4"].value == "某单位"


def test_content_without_a_cell_is_refused(kit):
    with pytest.raises(CallError, match=r"t01\.no_such_row\.amount"):
        write_workbook(kit, Content({("t01", "no_such_row", "amount"): Decimal(1)}))


def test_unit_above_the_tables_follows_the_choice(empty):
    assert empty["02收入决算表"]["H3"].value == '="金额单位："&IF(\'单位信息\'!$B$7="","万元",\'单位信息\'!$B$7)'


# ---------------------------------------------------------------- a workbook in 元


def test_totals_are_locked_formulas_in_yuan(kit):
    book = load_workbook(io.BytesIO(workbook(kit, YUAN)))
    income, fund = book["02收入决算表"], book["07政府性基金收支决算表"]
    assert income["C8"].value == "=SUM(D8:I8)" and income["C8"].protection.locked
    assert income["C100"].value == "=SUM(D100:I100)", "blank open rows too"
    assert fund["H9"].value == "=SUM(C9:D9)-SUM(E9)"
    assert income["D7"].value == "=SUMPRODUCT((LEN($A$8:$A$157)=7)*1,$D$8:$D$157)"
    assert not income["D8"].protection.locked


def test_a_circle_of_takes_stays_open_at_one_end(kit):
    book = load_workbook(io.BytesIO(workbook(kit, YUAN)))
    assert book["01收入支出决算总表"]["C7"].value == "=SUM('04财政拨款收支决算总表'!$C$7)"
    general = book["04财政拨款收支决算总表"]["C7"]
    assert (general.value, general.protection.locked) == (1000300.58, False)


def test_what_was_typed_over_a_repeated_figure_is_kept(kit):
    book = load_workbook(io.BytesIO(workbook(kit, YUAN + "\n# t01\ngeneral | 5\n")))
    assert book["01收入支出决算总表"]["C7"].value == 5


# ---------------------------------------------------------------- the same bytes, and speed


def test_the_same_bytes_every_time(kit, sample):
    assert write_workbook(kit, sample) == write_workbook(load_kit(KIT), sample)


def test_zip_has_fixed_dates(kit):
    package = zipfile.ZipFile(io.BytesIO(write_workbook(kit)))
    assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert package.namelist()[0] == "[Content_Types].xml"
    assert re.findall(r">(\d{4}[^<]*)<", package.read("docProps/core.xml").decode()) == ["2000-01-01T00:00:00Z"] * 2


@pytest.mark.parametrize("source", samples.sources(), ids=lambda path: path.stem)
def test_sample_workbooks_are_what_their_texts_give(source):
    fresh, kept = samples.regenerate(source), source.with_suffix(".xlsx").read_bytes()
    ours, theirs = zipfile.ZipFile(io.BytesIO(fresh)), zipfile.ZipFile(io.BytesIO(kept))
    changed = [
        name for name in ours.namelist() if name not in theirs.namelist() or ours.read(name) != theirs.read(name)
    ]
    assert not changed, "run: python -m tests.helpers.samples"
    assert fresh == kept
