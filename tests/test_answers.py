"""核实说明: an answered 核实 is no longer asked until its figures change; what cannot serve as an answer is said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from disclosegen.checks.answers import is_post
from disclosegen.cli import main
from disclosegen.document.text import to_text
from disclosegen.findings import Finding, Severity
from disclosegen.kit.grid import OpenRow
from disclosegen.kit.load import Kit, kit_ids
from disclosegen.kit.reasons import ANSWERS
from disclosegen.pipeline import Report, build, check, compose_report
from disclosegen.show import report_text, verdict
from disclosegen.workbook.content import Content
from tests.conftest import ROOT, kit_named
from tests.helpers.kept import written
from tests.helpers.sheets import edit

Checked = Callable[[Content], Report]
PLACE = "reasons.s01.reason.text"


def answered(content: Content, *rows: tuple[str, str, str]) -> Content:
    """The content with rows of 核实说明: code, answer, post."""
    values = dict(content.values)
    for number, (code, text, post) in enumerate(rows, 1):
        for key, value in (("code", code), ("text", text), ("post", post)):
            if value:
                values[ANSWERS, str(number), key] = value
    opened = {**content.rows, (ANSWERS, 0): tuple(OpenRow(str(number)) for number in range(1, len(rows) + 1))}
    return replace(content, values=values, rows=opened)


@pytest.fixture
def doubtful(sample: Content) -> Content:
    """A sample with one 核实: a placeholder in a reason."""
    return edit(sample, PLACE, "人员经费增加XX万元")


def asked(report: Report) -> list[Finding]:
    return [finding for finding in report.findings if finding.severity is not Severity.NOTE]


def rules(report: Report) -> list[str]:
    return [finding.rule for finding in asked(report)]


def test_an_answered_question_is_listed_and_no_longer_asked(checked: Checked, doubtful: Content) -> None:
    (question,) = asked(checked(doubtful))
    assert question.rule == "X-placeholder"
    report = checked(answered(doubtful, (question.code.lower(), "已核对原件", "财务科长")))
    assert asked(report) == []
    assert [(one.finding.code, one.answer.words) for one in report.answered] == [
        (question.code, "已核对原件（财务科长）")
    ]
    assert "核实 0 处，提示 1 处，已说明 1 处" in verdict(report) and "可以生成。" in verdict(report)
    assert f"已说明 {question.code} {question.message}\n     说明：已核对原件（财务科长）" in report_text(report)


def test_other_figures_are_asked_again_with_the_old_answer(checked: Checked, doubtful: Content) -> None:
    (question,) = asked(checked(doubtful))
    changed = edit(answered(doubtful, (question.code, "已核对原件", "会计")), PLACE, "人员经费增加***万元")
    report = checked(changed)
    (again,) = asked(report)
    assert again.code != question.code and again.former == "已核对原件（会计）"
    assert "原说明已不适用，数字变了：已核对原件（会计）" in report_text(report)
    assert report.answered == ()


def test_an_answer_whose_question_is_gone_is_noted_once(checked: Checked, sample: Content) -> None:
    rows = [("X-placeholder-ABCDEF", "好了", "会计"), ("X-doubled-ABCDEF", "好了", "会计")]
    report = checked(answered(sample, *rows))
    assert asked(report) == []
    (note,) = [finding for finding in report.findings if finding.rule == "Q-stale"]
    assert "2 条说明" in note.message and len(note.cells) == 2


def test_an_answer_to_what_was_not_checked_this_time_waits(checked: Checked, sample: Content) -> None:
    report = checked(answered(sample, ("L-unknown-ABCDEF", "已对照上年公开的文件", "会计")))
    assert [finding.rule for finding in report.findings if finding.rule.startswith("Q-")] == []


def test_an_error_cannot_be_answered(checked: Checked, sample: Content) -> None:
    faulty = edit(sample, "t06.30211.amount", "-0.14")
    error = next(finding for finding in checked(faulty).findings if finding.rule == "V-negative")
    report = checked(answered(faulty, (error.code, "就是负数", "会计")))
    assert error.code in {finding.code for finding in report.findings}
    assert "Q-error" in rules(report) and not report.ok


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        (("X-placeholder-ABCDEF", "", "会计"), "Q-text"),
        (("", "已核对", "会计"), "Q-code"),
        (("X-placeholder-ABCDEF", "已核对", ""), "Q-post"),
        (("X-placeholder-ABCDEF", "已核对", "某某某"), "Q-post"),
    ],
    ids=["no text", "no code", "no post", "no post but something else"],
)
def test_what_cannot_serve_as_an_answer(
    checked: Checked, sample: Content, row: tuple[str, str, str], rule: str
) -> None:
    report = checked(answered(sample, row))
    assert rules(report) == [rule]
    assert row[2] not in asked(report)[0].message or row[2] in ("", "会计")  # what may be a name is never repeated


def test_a_row_still_to_be_answered_is_no_finding(checked: Checked, doubtful: Content) -> None:
    (question,) = asked(checked(doubtful))
    assert rules(checked(answered(doubtful, (question.code, "", "")))) == ["X-placeholder"]


@pytest.mark.parametrize(
    "text",
    ["会计", "财务科长", "经办", "副局长", "财务负责人", "办公室主任", "社会事务科科长", "会计、科长", "分管领导"],
)
def test_posts(text: str) -> None:
    assert is_post(text)


@pytest.mark.parametrize("text", ["", "某某某", "会计某某", "某会计", "某科长", "13800000000", "会计（某某）"])
def test_what_is_no_post(text: str) -> None:
    assert not is_post(text)


def test_answers_are_not_printed_and_travel_with_the_data(
    checked: Checked, doubtful: Content, tmp_path: Path, kit: Kit
) -> None:
    (question,) = asked(checked(doubtful))
    report = checked(answered(doubtful, (question.code, "已核对原件", "会计")))
    document = compose_report(report, draft=False).document
    assert "已核对原件" not in to_text(document)
    built = build(report, tmp_path / "公开", ["docx"])
    again = tmp_path / "again.xlsx"
    assert main(["new", kit.id, "-o", str(again), "--from", str(built.files[0])]) == 0
    assert [one.finding.code for one in check(again).answered] == [question.code]


def test_next_year_begins_without_answers(checked: Checked, doubtful: Content, tmp_path: Path, kit: Kit) -> None:
    (question,) = asked(checked(doubtful))
    last, new = tmp_path / "去年.xlsx", tmp_path / "今年.xlsx"
    last.write_bytes(written(kit, answered(doubtful, (question.code, "已核对原件", "会计"))))
    assert main(["new", "shanxi-final-2025", "-o", str(new), "--from", str(last)]) == 0
    assert "已核对原件" not in [cell.value for row in load_workbook(new)["核实说明"].iter_rows() for cell in row]


@pytest.mark.parametrize("kit_id", kit_ids())
def test_every_blank_workbook_has_the_sheet_and_old_ones_do_without(kit_id: str, tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    book = load_workbook(ROOT / "samples" / f"{kit_id}.xlsx")
    sheet = book[kit_named(kit_id).file.answers_sheet]
    assert [cell.value for cell in sheet[3]] == ["问题编号", "问题（供对照，可不填）", "说明", "说明人岗位"]
    book.remove(sheet)
    book.save(path)
    assert asked(check(path)) == []
