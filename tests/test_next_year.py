"""Last year's workbook becomes the beginning of this year's, and is what this year's 上年数 are held against."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from disclosegen.checks.last_year import against_last
from disclosegen.cli import main
from disclosegen.findings import Finding
from disclosegen.kit.load import load_kit
from disclosegen.last import read_last
from disclosegen.model.carry import carry, restore
from disclosegen.model.carry_over import Relation, carry_over
from disclosegen.model.disclosure import State
from disclosegen.model.prior import priors
from disclosegen.money import Unit
from disclosegen.pipeline import Report, build, check, compose_report
from disclosegen.render.docx import to_docx
from disclosegen.workbook.content import Content
from tests.conftest import ROOT, kit_named, sample_content
from tests.helpers.kept import checked_file, printed, written
from tests.helpers.sheets import content, edit

LAST, NEXT = "shanxi-final-2024", "shanxi-final-2025"
SAMPLE = ROOT / "samples" / f"{LAST}.xlsx"

YUAN = """
# unit
unit_name | 某市某局
unit_kind | 单位
money_unit | 元
# 公开05表
2010601 | | 1234567.89 | 0.01
2010602 | | | 98765.43
# 公开07表
2290401 | 10.01 | 20.02 | | 5.05
# reasons
s01.reason | 压减项目支出
s05-class.use:201 | 机关运转
"""


def filled(text: str, tmp_path: Path, name: str = LAST, file: str = "上年.xlsx") -> Path:
    """A workbook in the users' notation, as a file."""
    path = tmp_path / file
    path.write_bytes(written(kit_named(name), content(kit_named(name), text)))
    return path


def begun(last: Path, tmp_path: Path, *options: str, kit: str = NEXT) -> Path:
    """What ``new --from`` makes."""
    path = tmp_path / "新表.xlsx"
    assert main(["new", kit, "-o", str(path), "--from", str(last), *options]) == 0
    return path


def read_back(path: Path, *kits: Path) -> Callable[[str], Decimal | str | None]:
    """Looks a value up by its reference, in the base unit."""
    report = check(path, kits)
    assert report.data is not None

    def value(reference: str) -> Decimal | str | None:
        table, row, column = reference.split(".", 1)[0], *reference.split(".", 1)[1].rsplit(".", 1)
        cell = report.data.tables[table].cell(row, column)
        return None if cell is None else cell.value if cell.value is not None else cell.text

    return value


def test_last_years_figures_become_this_years_prior_ones(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    value = read_back(begun(SAMPLE, tmp_path))
    assert value("prior.income_total.amount") == Decimal("67170500")
    assert value("prior.fund_income_total.amount") == Decimal("1373400")  # carried in plus income of the year
    assert value("prior.agency.amount") == Decimal("6754900")  # the sum of two lines
    assert value("prior.overseas.amount") == 0  # blank last year; a 上年数 is never blank
    assert value("classes.total.prior_final") == Decimal("64735300")
    assert value("classes.204.prior_final") == Decimal("53257800")
    assert value("classes.202.prior_final") is None
    assert value("classes.204.initial_budget") is None  # this year's own
    shown = capsys.readouterr().out
    assert "上年数 21 个" in shown and "没有带来" not in shown


def test_what_stays_is_carried_over_for_review(tmp_path: Path) -> None:
    path = begun(SAMPLE, tmp_path)
    value = read_back(path)
    assert value("unit.unit_name.text") == "阳泉市公安局城区分局"
    assert value("unit.year.text") == "2025"
    assert str(value("duties.8.text")).startswith("8、")
    assert value("t10.enforcement.figure") == 51
    assert value("other.vehicles_kept.figure") == 69
    assert value("t10.goods.figure") is None
    book = load_workbook(path)
    fills = {cell.value: cell.fill.fgColor.rgb for row in book["单位信息"].iter_rows() for cell in row if cell.value}
    assert fills["阳泉市公安局城区分局"] == "FFFFF6D6"
    assert fills["万元"] == "FFFFFFFF"
    assert any("从上年表格带来的" in str(cell.value) for row in book["填表说明"].iter_rows() for cell in row)


def test_last_years_reasons_stand_beside_and_are_never_printed(tmp_path: Path) -> None:
    path = begun(SAMPLE, tmp_path)
    sheet = load_workbook(path)["原因说明"]
    rows = {row[0].value: [cell.value for cell in row] for row in sheet.iter_rows() if row[0].value}
    assert rows["编号"][4:6] == ["填写内容", "上年填写"]
    assert rows["s01.reason"][4:6] == [None, "本年度财政拨款收入减少，支出相应减少"]
    assert rows["s05-class.reason:211"][5] == "退休人员职业年金记实的资金由财政部门通过本科目下达"
    report = check(path)
    assert report.data is not None and not report.data.text("reasons", "s01.reason")
    files = build(report, tmp_path, ["html"], draft=True).files
    assert "本年度财政拨款收入减少" not in files[0].read_text("utf-8")


def test_an_ordinary_empty_workbook_has_no_such_column(tmp_path: Path) -> None:
    assert main(["new", NEXT, "-o", str(tmp_path / "空表.xlsx")]) == 0
    sheet = load_workbook(tmp_path / "空表.xlsx")["原因说明"]
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.value == "上年填写"]


def test_the_old_file_stays_byte_for_byte(tmp_path: Path) -> None:
    last = tmp_path / "上年.xlsx"
    shutil.copy(SAMPLE, last)
    last.chmod(0o444)
    before = (last.read_bytes(), last.stat().st_mtime_ns)
    begun(last, tmp_path)
    assert (last.read_bytes(), last.stat().st_mtime_ns) == before


def test_word_and_pdf_give_the_same_workbook(tmp_path: Path) -> None:
    wanted = begun(SAMPLE, tmp_path).read_bytes()
    document = compose_report(checked_file(SAMPLE), draft=False).document
    pdf = printed(document)
    for kind, data in (("docx", to_docx(document, pdf.pages)), ("pdf", pdf.data)):
        (tmp_path / kind).mkdir()
        path = tmp_path / f"公开.{kind}"
        path.write_bytes(data)
        assert begun(path, tmp_path / kind).read_bytes() == wanted


def test_a_file_without_a_word_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from docx import Document

    Document().save(str(tmp_path / "别的.docx"))
    assert main(["new", NEXT, "-o", str(tmp_path / "新.xlsx"), "--from", str(tmp_path / "别的.docx")]) == 2
    assert "没有文字" in capsys.readouterr().err
    (tmp_path / "别的.pdf").write_bytes(b"%PDF-1.7 broken")
    assert main(["new", NEXT, "-o", str(tmp_path / "新.xlsx"), "--from", str(tmp_path / "别的.pdf")]) == 2
    assert "已损坏" in capsys.readouterr().err
    assert not (tmp_path / "新.xlsx").exists()


def test_yuan_last_year_and_wan_this_year_convert_exactly(tmp_path: Path) -> None:
    last = filled(YUAN, tmp_path)
    value = read_back(begun(last, tmp_path, "--money-unit", "万元"))
    assert value("unit.money_unit.text") == "万元"
    assert value("classes.201.prior_final") == Decimal("1333333.33")
    assert value("prior.fund_income_total.amount") == Decimal("30.03")
    assert load_workbook(tmp_path / "新表.xlsx")["上年数与年初预算"]["C25"].value == 133.333333


def test_without_an_option_the_money_unit_stays(tmp_path: Path) -> None:
    path = begun(filled(YUAN, tmp_path), tmp_path)
    assert read_back(path)("unit.money_unit.text") == "元"
    assert check(path).data.money_unit is Unit.YUAN  # type: ignore[union-attr]


def changed_kit(tmp_path: Path, edits: dict[str, tuple[str, str]], kit: str = LAST) -> Path:
    """A folder with a kit of the same name whose files were changed."""
    folder = tmp_path / "改过的模板"
    shutil.copytree(ROOT / "templates" / kit, folder / kit)
    shutil.copytree(ROOT / "templates" / "_common", folder / "_common")
    for name, (old, new) in edits.items():
        path = folder / kit / name
        text = path.read_text("utf-8")
        assert old in text, (name, old)
        path.write_text(text.replace(old, new), "utf-8")
    return folder


def test_the_same_year_is_brought_over_to_a_changed_kit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = changed_kit(
        tmp_path,
        {
            "kit.toml": ('version = "1.2"', 'version = "2.0"'),
            "tables/t10.toml": (
                '  { key = "goods", number = "2", label = "货物" },',
                '  { key = "things", number = "2", label = "设备和物资" },',
            ),
            "rules.toml": ("公开01表收入总计等于支出总计", "公开01表两边总计相等"),
        },
    )
    t10 = folder / LAST / "tables" / "t10.toml"
    t10.write_text(t10.read_text("utf-8").replace('"goods"', '"things"'), "utf-8")
    for path in (folder / LAST / "narrative").glob("*.toml"):
        path.write_text(path.read_text("utf-8").replace("t10.goods", "t10.things"), "utf-8")
    options = ("--kits", str(folder))
    assert main(["check", str(SAMPLE), *options]) == 1  # handed out for version 1.0
    assert "F-version" in capsys.readouterr().out
    path = begun(SAMPLE, tmp_path, *options, kit=LAST)
    shown = capsys.readouterr().out
    assert "同一年度的表格" in shown
    assert "没有“货物”这一行，但这里填了数，又缺少“设备和物资”一行，像是行名被改了（10相关信息统计表!" in shown
    value = read_back(path, folder)
    before = sample_content(LAST)
    for (table, row, column), typed in before.values.items():
        if (table, row) != ("t10", "goods"):
            got = value(f"{table}.{row}.{column}")
            assert got == typed or got == typed * 10000, (table, row, column)  # type: ignore[operator]


def test_a_document_brings_over_what_a_changed_kit_still_knows() -> None:
    kit = kit_named(LAST)
    model = checked_file(SAMPLE).data
    assert model is not None
    payload = carry(model).replace(b'"t08"', b'"t80"').replace(b'"goods"', b'"gooods"')
    _, lost = restore(payload, kit)
    assert lost == ["“部门决算公开相关信息统计表”的“gooods”：模板里没有这一行或这一列"]


def test_another_year_brings_only_what_stays(tmp_path: Path) -> None:
    model = checked_file(SAMPLE).data
    assert model is not None
    carried = carry_over(model, kit_named(NEXT), how=Relation.OTHER)
    assert {table for table, _, _ in carried.content.values} == {"unit", "duties", "organisation", "t10", "other"}
    assert "没有带上年数" in carried.missing[0]


def test_a_figure_that_last_years_kit_lacks_is_said(tmp_path: Path) -> None:
    folder = changed_kit(tmp_path, {"inputs/prior.toml": ("t08.total.total", "t08.total.totale")})
    model = checked_file(SAMPLE).data
    assert model is not None
    carried = carry_over(model, _kit(folder), how=Relation.YEAR_BEFORE)
    assert carried.missing == ("上年数“国有资本经营预算财政拨款支出·上年决算金额”：上年的表格里没有这个数，请自己填",)


def _kit(folder: Path):
    return load_kit(LAST, [folder])


SUBJECTS = """
id = "subjects"
title = "上年各科目支出"
sheet = "上年数"

[[block]]
open = "functional"
open_rows = 5
columns = [
  { key = "code", role = "code", label = "科目代码" },
  { key = "name", role = "name", label = "科目名称" },
  { key = "before", label = "上年决算数", from_last = "t05.{row}.total" },
]
"""


def test_subjects_that_had_money_last_year_get_a_row(tmp_path: Path) -> None:
    """A table without levels takes the lowest subjects only."""
    example = ROOT / "tests" / "kits" / "example"
    folder = tmp_path / "模板"
    shutil.copytree(example / "example-final-2024", folder / "example-final-2024")
    child = folder / "example-final-2025"
    (child / "inputs").mkdir(parents=True)
    (child / "inputs" / "subjects.toml").write_text(SUBJECTS, "utf-8")
    (child / "kit.toml").write_text(
        'id = "example-final-2025"\nversion = "1.0"\nextends = "example-final-2024"\nyear = 2025\n'
        'inputs = ["unit", "duties", "prior", "subjects"]\n',
        "utf-8",
    )
    old = load_kit("example-final-2024", [folder])
    last = tmp_path / "上年.xlsx"
    last.write_bytes(written(old, content(old, (example / "sample.txt").read_text("utf-8"))))
    path = begun(last, tmp_path, "--kits", str(folder), kit="example-final-2025")
    report = check(path, [folder], last)
    assert report.data is not None and of_last_year(report) == []
    rows = report.data.tables["subjects"].rows
    assert [(row.code, row.name, row.cells["before"].value) for row in rows] == [
        ("2010601", "行政运行", Decimal("2000000")),
        ("2010602", "一般行政管理事务", Decimal("500000")),
    ]


# ------------------------------------------------------------------------------------------------ check --last


SHEET_06 = "06基本支出决算明细表"


def held(filled_: Content, tmp_path: Path, last: Path = SAMPLE) -> Report:
    path = tmp_path / "今年.xlsx"
    path.write_bytes(written(kit_named(NEXT), filled_))
    return check(path, last=last)


def of_last_year(report: Report) -> list[Finding]:
    return [finding for finding in report.findings if finding.rule.startswith("L-")]


@pytest.fixture(scope="module")
def next_content() -> Content:
    """What ``new --from`` makes of the sample."""
    return carry_over(read_last(SAMPLE).data, kit_named(NEXT)).content


def test_what_was_carried_agrees(next_content: Content, tmp_path: Path) -> None:
    report = held(next_content, tmp_path)
    assert of_last_year(report) == []
    assert {verdict.rule for verdict in report.verdicts if verdict.status.value == "对"} >= {"L-differs", "L-year"}


def test_a_figure_that_differs_names_the_cells_of_both(next_content: Content, tmp_path: Path) -> None:
    (finding,) = of_last_year(held(edit(next_content, "classes.204.prior_final", "5325.87"), tmp_path))
    assert (finding.rule, finding.severity.value) == ("L-differs", "错误")
    assert finding.message == "公共安全支出·上年决算数与上年表格不一致：填的是 5325.87，上年表格是 5325.78"
    assert [ref.address for ref in finding.cells] == [
        "上年数与年初预算!C28",
        f"[{LAST}.xlsx]05一般公共预算支出决算表!C11",
    ]


def test_what_was_left_last_year_is_what_this_year_begins_with(next_content: Content, tmp_path: Path) -> None:
    """It may have been adjusted since, so it is asked about."""
    (finding,) = of_last_year(held(edit(next_content, "t01.carried_in.amount", "66.45"), tmp_path))
    assert (finding.rule, finding.severity.value) == ("L-carried", "核实")
    assert finding.message == "年初结转和结余·金额与上年年末数不一致：填的是 66.45，上年表格是 66.44"


def test_a_fixed_cost_that_vanished_is_asked_about(next_content: Content, tmp_path: Path) -> None:
    """电费 had money last year; in a table that is filled it has none."""
    filled_ = edit(next_content, "t06.30101.amount", "800")
    found = [finding for finding in of_last_year(held(filled_, tmp_path)) if finding.rule == "L-vanished"]
    (finding,) = [finding for finding in found if "“电费”" in finding.message]
    assert (finding.severity.value, finding.message) == ("核实", "“电费”上年有 41.98万元，今年没有")
    assert [ref.sheet for ref in finding.cells] == [SHEET_06, f"[{LAST}.xlsx]{SHEET_06}"]
    assert "“基本工资”" not in "".join(finding.message for finding in found)
    again = held(edit(filled_, "t06.30206.amount", "38.5"), tmp_path)
    assert [one for one in of_last_year(again) if "“电费”" in one.message] == []


def test_a_blank_against_a_figure_differs(next_content: Content, tmp_path: Path) -> None:
    (finding,) = of_last_year(held(edit(next_content, "classes.204.prior_final", ""), tmp_path))
    assert "没有填，上年表格是 5325.78" in finding.message


def test_rounding_to_the_printed_cent_agrees(tmp_path: Path) -> None:
    last = filled(YUAN, tmp_path)
    carried = carry_over(read_last(last).data, kit_named(NEXT), Unit.WAN).content
    assert of_last_year(held(edit(carried, "classes.201.prior_final", "133.33"), tmp_path, last)) == []
    assert of_last_year(held(edit(carried, "classes.201.prior_final", "133.34"), tmp_path, last)) != []


def test_another_unit_is_asked_about(next_content: Content, tmp_path: Path) -> None:
    (finding,) = of_last_year(held(edit(next_content, "unit.unit_name.text", "某市某局"), tmp_path))
    assert (finding.rule, finding.severity.value) == ("L-unit", "核实")


def test_the_same_year_is_no_last_year(
    next_content: Content, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(SAMPLE), "--last", str(SAMPLE)]) == 1
    assert "L-year" in capsys.readouterr().out


# ------------------------------------------------------------------------------------------------ any figures


AMOUNTS = sorted(
    key for key, value in sample_content(LAST).values.items() if isinstance(value, Decimal) and key[0].startswith("t")
)


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    edits=st.dictionaries(st.sampled_from(AMOUNTS), st.integers(0, 10**9), min_size=1, max_size=8),
    unit=st.sampled_from([Unit.WAN, Unit.YUAN]),
)
def test_whatever_was_filled_is_carried_exactly(
    tmp_path: Path, edits: dict[tuple[str, str, str], int], unit: Unit
) -> None:
    before = sample_content(LAST)
    values = dict(before.values)
    for place, number in edits.items():
        whole = kit_named(LAST).tables[place[0]].id == "t10" and (
            place[1] not in ("goods", "works", "services", "procurement")
        )
        values[place] = (
            Decimal(number % 1000) if whole and not place[1].startswith("agency") else Decimal(number).scaleb(-2)
        )
    last = tmp_path / "上年.xlsx"
    last.write_bytes(written(kit_named(LAST), Content(values, before.rows)))
    old = read_last(last)
    assert old.problems == ()
    carried = carry_over(old.data, kit_named(NEXT), unit)
    report = held(carried.content, tmp_path, last)
    assert report.data is not None and of_last_year(report) == []
    for prior in priors(old.data, kit_named(NEXT)):
        cell = report.data.tables[prior.place[0]].cell(*prior.place[1:])
        assert cell is not None and cell.amount == (prior.value or 0), prior.place
    for table, row, column in carried.content.carried:
        then, now = (data.tables[table].cell(row, column) for data in (old.data, report.data))
        assert then is not None and now is not None
        if unit is Unit.YUAN and now.state is State.COMPUTED:
            continue  # in a 元 workbook a total is a formula: it follows its parts, not what was typed last year
        assert (then.value, then.text) == (now.value, now.text)


def test_what_last_years_kit_lacks_is_asked_about(tmp_path: Path) -> None:
    folder = changed_kit(tmp_path, {"inputs/prior.toml": ("t08.total.total", "t08.total.totale")})
    shutil.copytree(ROOT / "templates" / NEXT, folder / NEXT)
    last = read_last(SAMPLE).data
    path = tmp_path / "今年.xlsx"
    path.write_bytes(written(load_kit(NEXT, [folder]), carry_over(last, load_kit(NEXT, [folder])).content))
    model = check(path, kits=(folder,)).data
    assert model is not None
    found = [finding for verdict in against_last(model, last, SAMPLE.name) for finding in verdict.findings]
    assert [(finding.rule, finding.severity.value) for finding in found] == [("L-unknown", "核实")]
