"""The ledger of duties: what could not be checked never counts as passed, and says which cell kept it from being checked.

Which duties depend on a cell is not taken from the program: it is seen by writing another figure there.  A duty that then fails
must not pass while the cell cannot be read.
"""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

import pytest

from disclosegen.checks.base import Status, Verdict
from disclosegen.checks.run import run
from disclosegen.document.compose import compose
from disclosegen.findings import CellRef
from disclosegen.kit.load import kit_ids
from disclosegen.ledger import ledger
from disclosegen.model.build import build
from disclosegen.model.disclosure import State
from disclosegen.pipeline import Report, judge
from disclosegen.proof.run import proof_read
from disclosegen.workbook.content import Content, Place
from disclosegen.workbook.raw import RawTable, RawWorkbook
from disclosegen.workbook.raw import State as RawState
from disclosegen.workbook.read import open_workbook, read
from tests.conftest import kit_named, sample_content
from tests.helpers.few import few_content
from tests.helpers.kept import written
from tests.helpers.raws import raw
from tests.helpers.sheets import edit

BROKEN = "见附件"
CELLS = 3
"""Cells of each sample, with a duty that depends on them, that are made unreadable one after the other."""


def checked(kit_id: str, content: Content, without: str = "") -> Report:
    """What a check of a workbook with that content says; ``without`` names a sheet to take out."""
    kit = kit_named(kit_id)
    data = written(kit, content)
    book, _ = open_workbook(data, "表.xlsx")
    assert book is not None
    if without:
        book = replace(book, sheets=tuple(sheet for sheet in book.sheets if sheet.title != without))
    raw, found = read(book, kit, kit.file.version)
    return judge(raw, kit, "表.xlsx", found)


def with_cell(kit_id: str, place: Place, value: Decimal | None) -> Report:
    """The check of the sample with another figure in one cell, or with None one that could not be read."""
    return judge(raw_with(kit_id, place, value), kit_named(kit_id), "表.xlsx")


def failing_with(kit_id: str, place: Place, value: Decimal) -> set[str]:
    """The duties that fail with another figure in one cell; what the check would say about causes is left out."""
    data, problems = build(raw_with(kit_id, place, value), kit_named(kit_id))
    composed = compose(data)
    duties = ledger(data, problems, (*run(data), *proof_read(data, composed)), composed, last=False)
    return {verdict.rule for verdict in duties if verdict.status is Status.WRONG}


def raw_with(kit_id: str, place: Place, value: Decimal | None) -> RawWorkbook:
    """The sample as it is read, with another figure in one cell, or with None one that could not be read."""
    table, row, column = place
    before = raw(kit_id)
    state = RawState.UNREADABLE if value is None else RawState.FILLED
    rows = tuple(
        replace(one, cells={**one.cells, column: replace(one.cells[column], value=value, state=state)})
        if one.key == row
        else one
        for one in before.tables[table].rows
    )
    tables = {**before.tables, table: replace(before.tables[table], rows=rows)}
    return replace(before, tables=tables)


@lru_cache
def sound(kit_id: str) -> Report:
    return judge(raw(kit_id), kit_named(kit_id), "表.xlsx")


def filled(kit_id: str) -> list[tuple[Place, CellRef]]:
    """Places of the sample's figures that are not zero, with their cells."""
    report = sound(kit_id)
    assert report.data is not None
    return [
        ((name, row.key, key), cell.ref)
        for name, table in report.data.tables.items()
        for row in table.rows
        for key, cell in row.cells.items()
        if cell.state is State.FILLED and cell.value
    ]


def shuffled(kit_id: str) -> list[tuple[Place, CellRef]]:
    """All of them in an order that is not that of the tables, the same one every time."""
    places = filled(kit_id)
    return random.Random(kit_id).sample(places, len(places))


def by_rule(report: Report) -> dict[str, Verdict]:
    return {verdict.rule: verdict for verdict in report.verdicts}


@pytest.mark.parametrize("kit_id", kit_ids())
def test_no_duty_passes_that_depends_on_an_unreadable_cell(kit_id: str) -> None:
    """Cells are taken until some duty depended on :data:`CELLS` of them: where totals are left to the program, one may be all."""
    tried = 0
    for place, ref in shuffled(kit_id):
        if tried == CELLS:
            break
        name = ".".join(place)
        failing: set[str] = set()
        value = sound_value(kit_id, place)
        for other in (value * 3 + 17, value + Decimal("0.03") if value % 1 else value + 1):
            failing |= failing_with(kit_id, place, other)
        report = with_cell(kit_id, place, None)
        duties = by_rule(report)
        for rule in failing:
            assert duties[rule].status in (Status.UNCHECKED, Status.WRONG), (name, rule)
            if duties[rule].status is Status.UNCHECKED:
                assert duties[rule].why == f"{ref.address} 缺失或读不出来", (name, rule)
        assert [finding.rule for finding in report.findings if finding.severity.rank < 2] == [], name
        tried += bool(failing)
    assert tried == CELLS


@pytest.mark.parametrize("kit_id", kit_ids())
def test_a_duty_over_an_unreadable_cell_never_ends_as_right(kit_id: str) -> None:
    """Rules of the kit and of its tables that name the cell in their findings when every figure is changed."""
    place, ref = max(shuffled(kit_id)[:CELLS], key=lambda one: sound_value(kit_id, one[0]))
    report = checked(kit_id, edit(few_content(kit_id), ".".join(place), BROKEN))
    assert [finding.rule for finding in report.findings if finding.severity.rank < 2] == ["V-unreadable"]
    unchecked = [verdict for verdict in report.verdicts if verdict.status is Status.UNCHECKED]
    assert unchecked
    assert {verdict.why for verdict in unchecked} == {f"{ref.address} 缺失或读不出来"}
    counted = sum(report.outcome(status) for status in Status)
    assert counted == len(report.verdicts)


def sound_value(kit_id: str, place: Place) -> Decimal:
    value = sample_content(kit_id).values[place]
    assert isinstance(value, Decimal)
    return value


@pytest.mark.parametrize("kit_id", kit_ids())
def test_nothing_of_a_missing_sheet_passes(kit_id: str) -> None:
    """Taken sheet by sheet: no rule that names one of its tables ends as right, and nothing but the sheet is asked for."""
    kit = kit_named(kit_id)
    for sheet in {table.sheet for table in kit.tables.values() if table.published}:
        tables = [table.id for table in kit.tables.values() if table.sheet == sheet]
        gone = {name: RawTable(name, "", missing=CellRef(sheet)) for name in tables}
        before = raw(kit_id)
        report = judge(replace(before, tables={**before.tables, **gone}), kit, "表.xlsx")
        assert [f.rule for f in report.findings if f.severity.rank < 2] == [], sheet
        for rule in kit.rules:
            text = rule.model_dump_json()
            if any(f'"{table}.' in text or f"-{table}." in text for table in tables):
                verdict = by_rule(report)[rule.id]
                assert verdict.status in (Status.UNCHECKED, Status.NOT_APPLICABLE), (sheet, rule.id)
                assert verdict.status is Status.NOT_APPLICABLE or sheet in verdict.why
        duties = by_rule(report)
        assert duties["V-negative"].status is duties["W-code-form"].status is Status.UNCHECKED


def test_a_missing_sheet_is_never_read_from_its_neighbour(kit, sample: Content) -> None:
    """03支出决算表 is nearly the name of 02收入决算表."""
    report = checked(kit.id, sample, without="03支出决算表")
    assert [f.rule for f in report.findings if f.severity.rank < 2] == ["W-sheet-missing"]
    assert (
        by_rule(report)["T01-T03-expenditure" if "T01-T03-expenditure" in by_rule(report) else "T03-total"].status
        is not Status.RIGHT
    )


def test_every_duty_stands_in_the_ledger_once(kit, sample: Content) -> None:
    rules = [verdict.rule for verdict in sound(kit.id).verdicts]
    assert len(rules) == len(set(rules))
    assert {rule.id for rule in kit.rules} <= set(rules)
    program = {"W-sheet-missing", "V-unreadable", "N-missing", "N-unneeded", "N-replaced", "N-chart", "X-twin"}
    assert program | {"L-year", "L-unit", "L-differs", "L-unknown"} <= set(rules)


def test_not_applicable_says_why(kit) -> None:
    for verdict in sound(kit.id).verdicts:
        assert bool(verdict.why) is (verdict.status is Status.NOT_APPLICABLE), verdict


def test_a_rule_that_depends_on_an_unreadable_choice_is_unchecked() -> None:
    """Whether a rule applies is not known while the cell that decides it cannot be read."""
    chosen = [
        (kit_named(name), rule) for name in kit_ids() for rule in kit_named(name).rules if "0" not in rule.when.values()
    ]
    kit, rule = next((kit, rule) for kit, rule in chosen if rule.when)
    report = checked(kit.id, edit(few_content(kit.id), f"{next(iter(rule.when))}.text", "都不是"))
    assert by_rule(report)[rule.id].status is Status.UNCHECKED


def test_a_rule_that_depends_on_an_unreadable_figure_is_unchecked(kit, sample: Content) -> None:
    unreadable = Content({**sample.values, ("t04", "carried_in_general", "amount"): "见附表"}, sample.rows)
    assert by_rule(checked(kit.id, unreadable))["T02-T05-items"].status is Status.UNCHECKED


def test_an_unreadable_money_unit_leaves_no_amount_checked(kit, sample: Content) -> None:
    report = checked(kit.id, edit(sample, f"{kit.file.identity}.money_unit.text", "千元"))
    passed = [v.rule for v in report.verdicts if v.status is Status.RIGHT and v.rule[0] not in "WVNXL"]
    assert passed == []


def test_a_row_that_was_not_taken_in_leaves_its_table_unchecked(kit, sample: Content) -> None:
    """A code of eight digits: the row is not among those added up."""
    place = next(key for key in sample.rows if key[0] == "t03")
    rows = sample.rows[place]
    changed = tuple(type(row)(row.key, row.code + "1", row.name) if row is rows[-1] else row for row in rows)
    report = checked(kit.id, Content(sample.values, {**sample.rows, place: changed}))
    duties = [verdict for verdict in report.verdicts if verdict.rule.startswith("T03-")]
    assert duties
    assert [verdict.rule for verdict in duties if verdict.status is Status.RIGHT] == []


def test_a_reason_that_cannot_be_read_is_neither_missing_nor_proof_read(kit, sample: Content) -> None:
    place = next(key for key, value in sample.values.items() if key[0] == "reasons")
    assert isinstance(sample.values[place], str)
    report = checked(kit.id, edit(sample, ".".join(place), "#REF!"))
    assert [f.rule for f in report.findings if f.severity.rank < 2] == ["V-unreadable"]
    duties = by_rule(report)
    assert duties["X-placeholder"].status is duties["N-missing"].status is Status.UNCHECKED


def test_a_sentence_that_needs_an_unreadable_figure_claims_nothing(kit, sample: Content) -> None:
    name = "t05.total.total"
    report = checked(kit.id, edit(sample, name, BROKEN))
    before = sound(kit.id)
    assert report.composed is not None and before.composed is not None and report.data is not None
    from disclosegen.document.text import to_text

    cell = report.data.tables["t05"].cell("total", "total")
    assert cell is not None
    text = to_text(report.composed.document)
    assert f"【本段要用的“{cell.ref.address}”没有填或读不出来，改正后由程序写出】" in text
    assert "？" in text
    lost = set(to_text(before.composed.document).splitlines()) - set(text.splitlines())
    added = [line for line in text.splitlines() if line not in to_text(before.composed.document).splitlines()]
    assert lost
    assert [line for line in added if "读不出来" not in line and "？" not in line] == []
