"""The record of the whole department: what is computed, what is kept, and when there is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from disclosegen.model.projects import Project
from disclosegen.money import Unit, from_base, plain
from disclosegen.pipeline import check
from disclosegen.workbook.blank import write_workbook
from disclosegen.workbook.content import Content
from tests.conftest import kit_named, sample_content
from tests.helpers.sheets import edit

KIT = "henan-final-2023"


@pytest.fixture
def whole(tmp_path: Path):
    def read(content: Content) -> Project | None:
        path = tmp_path / "表.xlsx"
        path.write_bytes(write_workbook(kit_named(KIT), content))
        data = check(path).data
        assert data is not None
        return data.whole

    return read


def figures(record: Project) -> dict[str, str]:
    total = {
        key: plain(from_base(cell.value, Unit.WAN))
        for key, cell in record.total.cells.items()
        if cell.unit.is_money and cell.value is not None
    }
    return {**total, "rate_score": plain(record.rate_score.amount), "score": plain(record.score.amount)}


def test_money_rate_and_score_follow_from_what_was_filled(whole) -> None:
    record = whole(sample_content(KIT))
    assert record is not None and record.name == "安阳市公安局"
    assert figures(record) == {
        "initial": "77984.98",
        "budget": "98772.2",
        "executed": "87277.33",
        "rate_score": "8.84",
        "score": "98.13",
    }
    assert [line.source for line in record.money] == ["财政拨款", "单位资金"]
    assert record.text("result") == "基本按照绩效目标完成"
    adjusted = next(one for one in record.indicators if one.name == "预算调整率")
    assert (adjusted.level1, adjusted.level2) == ("投入管理指标", "预算和财务管理")
    assert plain(adjusted.cells["deviation"].amount) == "16.3"


def test_what_was_typed_is_kept(whole) -> None:
    record = whole(edit(edit(sample_content(KIT), "whole.score.text", "98"), "whole_money.1.executed", "90000"))
    assert record is not None
    assert figures(record) == {
        "initial": "77984.98",
        "budget": "98772.2",
        "executed": "92340.94",
        "rate_score": "9.35",
        "score": "98",
    }


def test_there_is_none_where_nothing_of_it_is_filled(whole) -> None:
    filled = sample_content(KIT)
    without = Content(
        {place: value for place, value in filled.values.items() if not place[0].startswith("whole")},
        {place: rows for place, rows in filled.rows.items() if not place[0].startswith("whole")},
    )
    assert whole(without) is None
