"""What rounding leaves behind is nothing: no carry-over of −0.01, no missing total that a formula holds."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from conftest import kit_named

from disclosegen.kit.load import Kit
from disclosegen.money import Unit
from disclosegen.pipeline import Report
from disclosegen.workbook.content import Content
from disclosegen.workbook.locate import View, regions
from tests.helpers.sheets import edit
from tests.helpers.valid import valid_content, widened
from tests.mutation.base import Base


@pytest.mark.parametrize(("income", "left"), [("137.33", None), ("137.35", None), ("138.34", Decimal(10000))])
def test_a_blank_carry_over_is_computed_unless_it_may_be_rounding(
    checked: Callable[[Content], Report], sample: Content, income: str, left: Decimal | None
) -> None:
    data = checked(edit(sample, "t07.2290401.income", income)).data
    assert data is not None
    cell = data.tables["t07"].cell("2290401", "carried_out")
    assert cell is not None and cell.value == left


def test_a_required_total_may_be_a_formula() -> None:
    kit = widened(kit_named("henan-final-2023"))
    said = Base("x", kit, valid_content(kit, 1, Unit.YUAN)).check().findings
    assert "V-required" not in {finding.rule for finding in said}


def test_an_emptied_sheet_of_several_tables_holds_none(kit: Kit) -> None:
    tables = [table for table in kit.tables.values() if table.sheet == kit.tables["other"].sheet]
    assert len(tables) > 1 and regions(View("其他情况", {}, {}, 0, 0), tables) == {}
