"""Parts put together: which value counts, which rows are the same, and what is said of it."""

from __future__ import annotations

from decimal import Decimal

from disclosegen.findings import CellRef
from disclosegen.kit.grid import OpenRow
from disclosegen.published.assemble import assemble
from disclosegen.published.flow import Spot
from disclosegen.published.reading import Part, Said
from disclosegen.published.unread import said_of
from tests.conftest import kit_named

KIT = kit_named("shanxi-final-2024")
BOUGHT = ("other", "vehicles_bought", "figure")


def said(value: str, line: int, place: tuple[str, str, str] = BOUGHT, doubt: str = "") -> Said:
    return Said(place, Decimal(value), Spot(line=line), f"购置{value}辆", doubt)


def place() -> tuple[str, str, str]:
    """The place of a count that only sentences say."""
    table = KIT.tables["other"]
    return ("other", "vehicles_bought", table.blocks[0].values()[0].key)


def test_of_two_values_the_earlier_part_counts_and_both_are_named() -> None:
    whole = assemble(KIT, [Part((said("16", 3, place()),)), Part((said("13", 9, place()),))])
    assert whole.content.values[place()] == 16
    (finding,) = said_of(whole, {place(): CellRef("其他情况", "B5")})
    assert finding.rule == "I-conflict" and "第3行“购置16辆”，第9行“购置13辆”" in finding.message


def test_equal_values_are_no_conflict() -> None:
    whole = assemble(KIT, [Part((said("16", 3, place()),)), Part((said("16.0", 9, place()),))])
    assert whole.conflicts == () and list(said_of(whole, {})) == []


def test_a_doubt_is_coloured_and_told_with_its_cell() -> None:
    whole = assemble(KIT, [Part((said("16", 3, place(), "表头没有对齐"),))])
    assert whole.content.carried == {place()}
    (finding,) = said_of(whole, {place(): CellRef("其他情况", "B5")})
    assert (finding.rule, finding.cells[0].address) == ("I-doubt", "其他情况!B5")


def test_what_has_no_place_is_lost_with_its_reason() -> None:
    wrong = [("other", "nothing", "figure"), ("nowhere", "a", "b"), (place()[0], place()[1], "nothing")]
    whole = assemble(KIT, [Part(tuple(said("16", 3, one) for one in wrong))])
    assert [lost.why for lost in whole.lost] == ["模板里没有这一行", "模板里没有这张表", "模板里没有这一格"]
    assert dict(whole.said) == {}


def test_rows_of_one_name_are_one_across_parts_and_two_within_one() -> None:
    row = OpenRow("1", "", "", (("name", "甲项目"),))
    twin = OpenRow("2", "", "", (("name", "甲项目"),))
    first = Part((Said(("projects", "1", "department"), "某局", Spot()),), {("projects", 0): (row,)})
    later = Part((Said(("projects", "1", "unit"), "某所", Spot()),), {("projects", 0): (row,)})
    whole = assemble(KIT, [first, later])
    assert len(whole.content.rows["projects", 0]) == 1
    assert whole.content.values["projects", "1", "unit"] == "某所"
    assert len(assemble(KIT, [Part((), {("projects", 0): (row, twin)})]).content.rows["projects", 0]) == 2


def test_a_row_that_a_later_part_knows_stands_where_that_part_has_it() -> None:
    def row(key: str, name: str) -> OpenRow:
        return OpenRow(key, "", "", (("name", name),))

    first = Part(
        (Said(("projects", "2", "unit"), "乙所", Spot()),), {("projects", 0): (row("1", "甲"), row("2", "乙"))}
    )
    later = Part(
        (Said(("projects", "2", "unit"), "中所", Spot()),),
        {("projects", 0): (row("1", "甲"), row("2", "中"), row("3", "乙"))},
    )
    content = assemble(KIT, [first, later]).content
    assert [(one.key, dict(one.texts)["name"]) for one in content.rows["projects", 0]] == [
        ("1", "甲"),
        ("2", "中"),
        ("3", "乙"),
    ]
    assert content.values["projects", "2", "unit"] == "中所" and content.values["projects", "3", "unit"] == "乙所"
