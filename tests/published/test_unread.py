"""What was not read is told in few lines: one for neighbours, for the same text, for the same doubt."""

from __future__ import annotations

from decimal import Decimal

from disclosegen.findings import CellRef
from disclosegen.kit.grid import OpenRow
from disclosegen.published.assemble import assemble
from disclosegen.published.flow import Spot
from disclosegen.published.reading import Lost, Part, Said
from disclosegen.published.unread import lost_findings, said_of
from tests.conftest import kit_named

WHY = "没有读进表格的任何一格"


def lost(line: int, text: str, why: str = WHY, page: int = 0) -> Lost:
    return Lost(Spot(page=page, line=line), text, why)


def messages(*ones: Lost) -> list[str]:
    return [finding.message for finding in lost_findings(ones)]


def test_neighbours_are_one_line() -> None:
    assert messages(lost(12, "乙"), lost(10, "甲"), lost(14, "丙"), lost(20, "丁")) == [
        f"第10行起的3行“甲 乙 丙”{WHY}",
        f"第20行“丁”{WHY}",
    ]


def test_neighbours_of_different_reasons_or_pages_are_not() -> None:
    assert messages(lost(1, "甲"), lost(2, "乙", "模板里没有这一行"), lost(2, "丙", page=2)) == [
        f"第1行“甲”{WHY}",
        "第2行“乙”模板里没有这一行",
        f"第2页第2行“丙”{WHY}",
    ]


def test_the_same_text_is_one_line_with_its_places() -> None:
    assert messages(*(lost(10 * at, "绩效表 依法不公开" if at % 2 else "绩效表依法不公开") for at in range(1, 4))) == [
        f"第10行“绩效表 依法不公开”（共3处：第10行、第20行、第30行）{WHY}"
    ]
    (many,) = messages(*(lost(10 * at, "甲") for at in range(1, 10)))
    assert many == f"第10行“甲”（第10行、第20行、第30行、第40行、第50行、第60行等9处）{WHY}"


def test_one_doubt_about_many_cells_is_one_line_with_all_of_them() -> None:
    kit = kit_named("shanxi-final-2024")
    rows = tuple(OpenRow(str(at), "", "", (("name", f"项目{at}"),)) for at in (1, 2, 3))
    doubts = ("列读错了", "列读错了", "行读错了")
    values = tuple(
        Said(("projects", str(at), "score"), Decimal(90 + at), Spot(line=at), str(90 + at), doubt)
        for at, doubt in enumerate(doubts, 1)
    )
    whole = assemble(kit, [Part(values, {("projects", 0): rows})])
    refs = {("projects", str(at), "score"): CellRef("项目", f"K{at}") for at in (1, 2, 3)}
    found = list(said_of(whole, refs))
    assert [finding.message for finding in found] == ["列读错了（第1行“91”等2处）", "行读错了（第3行“93”）"]
    assert [len(finding.cells) for finding in found] == [2, 1]
