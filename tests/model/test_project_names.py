"""A project's name that one sheet has otherwise than the others: one finding, the odd cell first."""

from __future__ import annotations

import pytest

from disclosegen.findings import Severity
from disclosegen.kit.grid import OpenRow
from disclosegen.workbook.content import Content
from tests.conftest import kit_named, sample_content
from tests.helpers.patched import checked_content

KIT = "henan-final-2023"


def renamed(table: str, at: int, name: str) -> Content:
    """The sample with one row of a table renamed, by its number."""
    sample = sample_content(KIT)
    rows = dict(sample.rows)
    old = rows[table, 0][at]
    texts = tuple((key, name if word == old.name else word) for key, word in old.texts)
    rows[table, 0] = (*rows[table, 0][:at], OpenRow(old.key, old.code, name, texts), *rows[table, 0][at + 1 :])
    return Content(sample.values, rows)


@pytest.mark.parametrize(
    ("table", "name", "rules", "first"),
    [
        ("projects", "写错了名称的项目", ["P-name"], "项目!A6"),
        ("projects", "", ["P-name", "W-row-double"], "项目!A6"),
        ("project_money", "写错了名称的项目", ["P-name"], "项目资金!A8"),
    ],
)
def test_one_name_is_one_finding(table: str, name: str, rules: list[str], first: str) -> None:
    sample = sample_content(KIT)
    at = 2 if table == "projects" else 3
    report = checked_content(kit_named(KIT), renamed(table, at, name or sample.rows["projects", 0][4].name))
    found = [one for one in report.findings if one.severity is not Severity.NOTE]
    assert sorted(one.rule for one in found) == rules
    (stray,) = [one for one in found if one.rule == "P-name"]
    assert f"{stray.cells[0].sheet}!{stray.cells[0].cell}" == first
    assert ("“项目资金”、“绩效指标”、“项目文字”" in stray.message) is (table == "projects")
