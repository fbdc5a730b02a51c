"""Charts of a kit: figures, shares, words, what is left out, and what a faulty declaration says."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from disclosegen.document.blocks import ChartBlock, Document
from disclosegen.document.charts import LABEL, broken, number_format
from disclosegen.document.compose import compose
from disclosegen.document.tables import text_width
from disclosegen.document.text import to_text
from disclosegen.errors import KitError
from disclosegen.findings import Finding
from disclosegen.kit.load import load_folder
from disclosegen.kit.reasons import REPLACEMENTS, with_reasons
from disclosegen.pipeline import check
from disclosegen.workbook.blank import write_workbook
from disclosegen.workbook.content import Content
from tests.conftest import ROOT
from tests.helpers.sheets import edit

KIT = "shanxi-final-2024"
STRUCTURE = """
[[sentence]]
id = "s05-chart"
[sentence.chart]
title = "{{ year }}年度支出结构图"
alt = "各类支出的大小"
base = "t05.total.total"
empty = "{{ year }}年度没有支出，无图。"
[[sentence.chart.slice]]
each = "c in categories(t05, 'total')"
"""
THREE_PUBLIC = """
[[sentence]]
id = "s02-chart"
[sentence.chart]
kind = "bar"
title = "收入图"
style = "plain"
[[sentence.chart.slice]]
label = "财政拨款"
value = "t02.total.fiscal"
[[sentence.chart.slice]]
label = "其他"
value = "t02.total.total - t02.total.fiscal"
when = "t02.total.total"
"""

Compose = Callable[[str, str, Content], tuple[Document, tuple[Finding, ...]]]


def kit_with(folder: Path, section: str, declaration: str) -> Path:
    """A copy of the kits whose section ends with a chart; gives the folder of all."""
    kits = folder / "kits"
    shutil.copytree(ROOT / "templates", kits, dirs_exist_ok=True)
    path = kits / KIT / "narrative" / f"{section}.toml"
    path.write_text(path.read_text("utf-8") + declaration, "utf-8")
    return kits


@pytest.fixture
def composed(tmp_path: Path) -> Compose:
    """The document of a filled workbook of such a kit."""

    def run(section: str, declaration: str, filled: Content) -> tuple[Document, tuple[Finding, ...]]:
        kits = kit_with(tmp_path, section, declaration)
        path = tmp_path / "表.xlsx"
        path.write_bytes(write_workbook(load_folder(kits / KIT), filled))
        report = check(path, [kits])
        assert report.data is not None
        found = compose(report.data)
        return found.document, found.findings

    return run


def charts(document: Document) -> list[ChartBlock]:
    return [block for block in document.blocks() if isinstance(block, ChartBlock)]


def test_amounts_shares_and_where_they_come_from(composed: Compose, sample: Content) -> None:
    document, findings = composed("s05", STRUCTURE, sample)
    (block,) = charts(document)
    assert [f for f in findings if f.rule == "N-chart"] == []
    assert (block.kind, block.title, block.unit) == ("pie", "2024年度支出结构图", "万元")
    safety = block.slices[1]
    assert (safety.label, safety.value, safety.amount.text, safety.share.text) == (
        "公共安全支出",
        Decimal("5325.78"),
        "5,325.78",
        "82.27%",
    )
    assert block.base == Decimal("6473.53")  # one cent more than the parts: they were rounded
    assert safety.amount.trace is not None and safety.amount.trace.cells[0].table == "公开05表"
    assert safety.share.trace is not None and safety.share.trace.formula == "82.27% = 5,325.78 ÷ 6,473.53"
    assert safety.lines == ("公共安全支出", "5,325.78万元 82.27%")
    assert block.alt.startswith("各类支出的大小：一般公共服务支出 5.05万元 0.08%；公共安全支出 5,325.78万元 82.27%；")
    assert block.amount_format == "#,##0.00" and block.share_format == "0.00%"
    assert "2024年度支出结构图\n一般公共服务支出\t5.05万元\t0.08%\n公共安全支出\t5,325.78万元\t82.27%\n" in to_text(
        document
    )


def test_parts_one_by_one_in_the_kits_number_style(composed: Compose, sample: Content) -> None:
    document, _ = composed("s02", THREE_PUBLIC, sample)
    (block,) = charts(document)
    assert block.kind == "bar" and block.base is None and block.alt.startswith("收入图：财政拨款 6610.87万元 99.40%")
    assert [(one.label, one.amount.text, one.share.text) for one in block.slices] == [
        ("财政拨款", "6610.87", "99.40%"),
        ("其他", "39.74", "0.60%"),
    ]
    assert block.slices[1].amount.trace is not None and block.slices[1].amount.trace.formula.endswith("－ 6,610.87")


def zeroed(sample: Content) -> Content:
    values = {key: type(value)(0) if not isinstance(value, str) else value for key, value in sample.values.items()}
    return Content(values, sample.rows)


def test_a_chart_of_nothing_is_the_kits_sentence(composed: Compose, sample: Content) -> None:
    document, _ = composed("s05", STRUCTURE, zeroed(sample))
    assert charts(document) == []
    assert "2024年度没有支出，无图。" in to_text(document)


def test_a_chart_of_nothing_without_a_sentence_leaves_no_trace(composed: Compose, sample: Content) -> None:
    document, _ = composed("s02", THREE_PUBLIC, zeroed(sample))
    assert charts(document) == [] and "收入图" not in to_text(document)


def test_a_condition_keeps_the_chart_away(composed: Compose, sample: Content) -> None:
    declared = STRUCTURE.replace('id = "s05-chart"', 'id = "s05-chart"\nwhen = "not t05.total.total"')
    document, _ = composed("s05", declared, sample)
    assert charts(document) == [] and "无图" not in to_text(document)


def test_parts_that_are_not_the_whole_are_reported(composed: Compose, sample: Content) -> None:
    _, findings = composed("s05", STRUCTURE.replace('base = "t05.total.total"', 'base = "t03.total.total"'), sample)
    assert [f.message for f in findings if f.rule == "N-chart"] == [
        "“2024年度支出结构图”各部分之和 6,473.52 与总数 6,650.61 不等"
    ]


def test_a_pie_with_a_negative_part_becomes_bars(composed: Compose, sample: Content) -> None:
    declared = STRUCTURE.replace('base = "t05.total.total"\n', "") + "value = \"c.amount - t05.'204'.total\"\n"
    declared = declared.replace("t05.'204'.total", "t05[c].total - t05[c].total")
    document, findings = composed("s05", declared, sample)
    (block,) = charts(document)
    assert block.kind == "bar" and {one.share.text for one in block.slices} == {""}
    (found,) = [f for f in findings if f.rule == "N-chart"]
    assert found.message.startswith("“2024年度支出结构图”中一般公共服务支出、") and found.message.endswith(
        "已改为条形图"
    )


def test_a_chart_is_nothing_that_staff_can_replace(tmp_path: Path) -> None:
    kit = load_folder(kit_with(tmp_path, "s05", STRUCTURE) / KIT)
    keys = {line.key for _, line in with_reasons(kit)[REPLACEMENTS].lines()}
    assert "s05-chart" not in keys and "s05-total" in keys


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("categories(t05, 'total')", "categories(t55, 'total')", "t55"),
        ("t05.total.total", "t05.total.totall", "totall"),
        ("t05.total.total", "t05.total", "没有列"),
        ("t05.total.total", "percent(t05.total.total, t05.total.total)", "图的数值只能是取数"),
        ("{{ year }}年度支出结构图", "2024年支出结构图", "写死了年份"),
        ("{{ year }}年度没有", "{{ yeer }}年度没有", "yeer"),
        ('alt = "各类支出的大小"', 'style = "none"', "没有数字样式"),
        ('alt = "各类支出的大小"', 'kind = "ring"', "pie"),
        ("[sentence.chart]\n", 'text = "字"\n[sentence.chart]\n', "text 和 chart"),
        ("[sentence.chart]\n", "heading = 3\n[sentence.chart]\n", "each、heading"),
        ('"s05-chart"', '"s05 图"', "字母、数字和连字符"),
    ],
)
def test_a_faulty_declaration_is_named_when_the_kit_is_loaded(tmp_path: Path, old: str, new: str, message: str) -> None:
    kits = kit_with(tmp_path, "s05", STRUCTURE.replace(old, new, 1))
    with pytest.raises(KitError, match=message) as raised:
        load_folder(kits / KIT)
    assert "s05.toml" in str(raised.value)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("单位资金", ["单位资金"]),
        ("", [""]),
        ("援助其他地区支出和灾害防治及应急管理支出", ["援助其他地区支出和灾害", "防治及应急管理支出"]),
        ("一二三四五六七八九十一二（三）", ["一二三四五六七八", "九十一二（三）"]),
    ],
)
def test_long_labels_are_broken_evenly(text: str, lines: list[str]) -> None:
    assert list(broken(text, LABEL)) == lines
    assert all(text_width(line) <= LABEL for line in lines)


def test_number_formats_of_spreadsheets() -> None:
    assert [number_format(2, True), number_format(0), number_format(1)] == ["#,##0.00", "0", "0.0"]


def test_a_changed_figure_changes_the_chart(composed: Compose, sample: Content) -> None:
    document, _ = composed("s02", THREE_PUBLIC, edit(sample, "t02.total.total", "6620.87"))
    assert [one.amount.text for one in charts(document)[0].slices] == ["6610.87", "10.00"]
