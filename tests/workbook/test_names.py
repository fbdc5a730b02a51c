"""Open rows without codes: levels, totals, faults; two open sides; tables of texts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from disclosegen.document.blocks import TableBlock
from disclosegen.document.compose import compose
from disclosegen.document.text import to_text
from disclosegen.kit.load import Kit
from disclosegen.model.build import build
from disclosegen.model.carry import carry, restore
from disclosegen.pipeline import Report
from disclosegen.workbook.content import Content
from tests.conftest import kit_named, sample_content
from tests.helpers.kept import checked_file, written
from tests.helpers.sheets import content, edit

NAME = "shanxi-budget-2024"
Checked = Callable[[Content], Report]


@pytest.fixture
def kit() -> Kit:
    return kit_named(NAME)


@pytest.fixture
def sample() -> Content:
    return sample_content(NAME)


def rows_of(text: str) -> Content:
    return content(kit_named(NAME), text)


def rules(report: Report) -> set[str]:
    return {finding.rule for finding in report.findings}


SIX = """# t06
1: 工资福利支出
基本工资 / 工资奖金津补贴 | | 20.31
基本工资 / 工资福利支出 | | 62.83
1: 商品和服务支出
办公费 / 办公经费 | | | 2.80
"""


def test_blank_subtotals_and_the_total_are_computed(checked: Checked) -> None:
    report = checked(rows_of(SIX))
    assert report.data is not None
    table = report.data.tables["t06"]
    assert [(row.name, row.parent) for row in table.rows[1:]] == [
        ("工资福利支出", ""),
        ("基本工资", "1"),
        ("基本工资", "1"),
        ("商品和服务支出", ""),
        ("办公费", "4"),
    ]
    assert table.cell("1", "total").value == Decimal("831400")  # type: ignore[union-attr]
    assert table.cell("total", "total").value == Decimal("859400")  # type: ignore[union-attr]


def test_three_levels_may_bear_one_name(checked: Checked) -> None:
    report = checked(rows_of("# t13\n1: 某局\n2: 某局\n某局 | | 3\n乙项目 | | 4\n"))
    assert report.data is not None
    table = report.data.tables["t13"]
    assert [table.cell(key, "total").amount / 10000 for key in ("total", "1", "2", "3", "4")] == [7, 7, 7, 3, 4]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("# t12\n1: 某局\n甲项目 | 1 | 1\n甲项目 | 1 | 1\n", "W-row-double"),
        ("# t12\n7: 某局 | 1 | 1\n", "V-choice"),
        ("# t06\n1: 工资福利支出 | 5 | 5\n基本工资 / 工资福利支出 | 4 | 4\n", "T06-children"),
    ],
)
def test_faults_are_named(checked: Checked, text: str, rule: str) -> None:
    found = [finding for finding in checked(rows_of(text)).findings if finding.rule == rule]
    assert found and all(ref.cell for finding in found for ref in finding.cells)


def test_an_amount_without_a_name_is_an_error(checked: Checked, sample: Content) -> None:
    rows = dict(sample.rows)
    rows["t11", 0] = (replace(rows["t11", 0][0], name="", texts=()),)
    assert "W-name-missing" in rules(checked(Content(sample.values, rows)))


def test_levels_and_hidden_totals_are_not_printed(checked: Checked, sample: Content) -> None:
    report = checked(sample)
    assert report.data is not None
    blocks = {block.id: block for block in compose(report.data).document.blocks() if isinstance(block, TableBlock)}
    assert "级次" not in to_text(compose(report.data).document)
    assert [len(blocks[name].widths) for name in ("t06", "t12", "t13")] == [5, 7, 5]
    assert [cell.text for cell in blocks["t13"].body[0].cells] == ["汾阳市公安局", "267.70", "267.70", "", ""]


def test_in_yuan_totals_of_names_are_formulas(tmp_path: Path, kit: Kit, sample: Content) -> None:
    path = tmp_path / "元.xlsx"
    path.write_bytes(written(kit, edit(sample, "unit.money_unit.text", "元")))
    report = checked_file(path)
    assert report.data is not None
    cell = report.data.tables["t06"].cell("total", "total")
    assert cell is not None and cell.value == Decimal("8040.19")


def test_both_sides_of_a_table_may_be_open(checked: Checked) -> None:
    report = checked(
        rows_of("""# t09
103 非税收入 | 9
10306 国有资本经营收入 | 9
1030601 利润收入 | 9
223 国有资本经营预算支出 | 9 | | 9
22301 解决历史遗留问题及改革成本支出 | 9 | | 9
2230105 国有企业退休人员社会化管理补助支出 | 9 | | 9
""")
    )
    assert report.data is not None
    table = report.data.tables["t09"]
    assert [table.cell(*place).amount for place in (("income_total", "income"), ("expenditure_total", "total"))] == [
        90000,
        90000,
    ]  # type: ignore[union-attr]
    assert "W-row-unknown" not in rules(report) and "W-code-missing" not in rules(report)
    printed = to_text(compose(report.data).document)
    assert "103\t非税收入\t9.00\t223\t国有资本经营预算支出\t9.00\t\t9.00" in printed


def test_rows_under_one_label_are_told_apart_by_their_order(checked: Checked, sample: Content) -> None:
    report = checked(sample)
    assert report.data is not None
    table = report.data.tables["t04"]
    assert table.cell("general", "amount").value == Decimal("165953000")  # type: ignore[union-attr]
    assert table.cell("carried_in_general", "amount").value == Decimal("2677000")  # type: ignore[union-attr]


def test_a_document_carries_rows_of_names(checked: Checked, kit: Kit, sample: Content) -> None:
    """What travels inside Word and PDF gives the same document again, both names and levels included."""
    report = checked(sample)
    assert report.data is not None
    raw, lost = restore(carry(report.data), kit)
    assert lost == []
    assert to_text(compose(build(raw, kit)[0]).document) == to_text(compose(report.data).document)


def test_an_empty_directory_is_left_out(checked: Checked, sample: Content) -> None:
    text = "四级目录"
    values = {key: value for key, value in sample.values.items() if key[0] != "department_directory"}
    rows = {key: value for key, value in sample.rows.items() if key[0] != "department_directory"}
    with_it, without = checked(sample), checked(Content(values, rows))
    assert with_it.data is not None and without.data is not None
    assert text in to_text(compose(with_it.data).document) and text not in to_text(compose(without.data).document)
