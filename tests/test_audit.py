"""Audits of documents: a right one gives nothing, a wrong figure is found where it stands."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from disclosegen.audit import Audit, audit_file
from disclosegen.audit_page import audits_page
from disclosegen.audit_show import audits_text
from disclosegen.checks.base import Status
from disclosegen.cli import main
from disclosegen.document.blocks import Paragraph, Run, Section
from disclosegen.findings import Severity
from disclosegen.render.pdf import to_pdf
from tests.conftest import sample_report
from tests.test_import import SAMPLES, text_of


def audited(text: str, folder: Path, name: str = "公开.txt") -> Audit:
    path = folder / name
    path.write_text(text, "utf-8")
    return audit_file(path)


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_right_document_gives_nothing(sample: str, tmp_path: Path) -> None:
    found = audited(text_of(sample), tmp_path)
    assert [(point.rule, point.message) for point in found.points] == []
    assert found.problem == "" and found.outcome(Status.WRONG) == 0


@pytest.mark.parametrize("sample", ["shanxi-final-2024.lanxian", "shanxi-final-2024.gaoping"])
def test_a_part_of_a_right_document_gives_nothing(sample: str, tmp_path: Path) -> None:
    """Rules about tables and sentences that stand in other parts are silent."""
    path = tmp_path / "附件.txt"
    text = text_of(sample)
    path.write_text(text[text.rindex("第五部分 附件") :], "utf-8")
    found = audit_file(path, kit_id="shanxi-final-2024")
    assert [(point.rule, point.message) for point in found.points] == []
    assert found.remarks == ()
    assert found.imported is not None and found.imported.data.projects


WRONG = [
    ("减少620.07万元，下降8.45%，支出", "减少620.07万元，下降8.54%，支出", "S-figure", "写的是 8.54，按各表应为 8.45%"),
    ("其他收入39.75万元", "其他收入39.57万元", "S-figure", "写的是 39.57，按各表应为 39.75"),
    ("2013299\t其他组织事务支出\t5.05\t5.05", "2013299\t其他组织事务支出\t5.50\t5.05", "", ""),
    ("共有车辆69辆", "共有车辆96辆", "S-figure", "写的是 96，按各表应为 69"),
]


@pytest.mark.parametrize(("old", "new", "rule", "message"), WRONG)
def test_a_wrong_figure_is_found(old: str, new: str, rule: str, message: str, tmp_path: Path) -> None:
    text = text_of("shanxi-final-2024")
    assert old in text
    found = audited(text.replace(old, new, 1), tmp_path)
    assert found.points
    if rule:
        (point,) = found.points
        assert (point.rule, point.message) == (rule, message)
        spot = point.where[0].spot
        assert spot is not None and new in text.replace(old, new, 1).splitlines()[spot.line - 1]


def test_forms_of_one_name_are_told_once(tmp_path: Path) -> None:
    """The text names 禁毒经费; a second form of the name 援疆人员补助 is in its place."""
    text = text_of("shanxi-final-2024")
    row = "项目名称\t\t禁毒经费\t"
    assert text.count(row) == 1
    found = audited(text.replace(row, row.replace("禁毒经费", "援疆人员补助")), tmp_path)
    summary, name = sorted(found.points, key=lambda point: point.rule)
    assert summary.rule == "J-summaries" and "文字里的项目在“项目”里没有：“2. 禁毒经费" in summary.message
    assert name.rule == "S-name" and name.message == "2 张绩效表的项目名称都是“援疆人员补助”"
    first, second = (where.spot for where in name.where)
    assert first is not None and second is not None and second.line - first.line == 62
    assert found.remarks == ()
    (verdict,) = [verdict for verdict in found.verdicts if verdict.rule == "S-name"]
    assert verdict.status is Status.WRONG


def test_an_amount_of_a_summary_is_told_once(tmp_path: Path) -> None:
    """As the money of its project, and not again as an amount that nearly stands in a table."""
    text = text_of("shanxi-final-2024").replace("执行数为105.59万元", "执行数为105.58万元", 1)
    assert [point.rule for point in audited(text, tmp_path).points] == ["J-summaries"]


def third_table(text: str) -> tuple[str, str, str]:
    """What stands before the rows of 公开03表, these rows, and what follows."""
    start = text.index("项目\t", text.index("公开03表"))
    end = text.index("注：", start)
    return text[:start], text[start:end], text[end:]


@pytest.mark.parametrize("case", ["without rows", "without a column"])
def test_a_table_that_was_not_read_is_not_zero(case: str, tmp_path: Path) -> None:
    """Whatever rests on it could not be checked; the ledger says so, and nothing is wrong."""
    before, rows, after = third_table(text_of("shanxi-final-2024"))
    if case == "without rows":
        text = f"{before}本单位无此项内容，本表为空。\n{after}"
    else:
        cut = "\n".join("\t".join([*line.split("\t")[:3], *line.split("\t")[4:]]) for line in rows.splitlines())
        text = f"{before}{cut}\n{after}"
    found = audited(text, tmp_path)
    assert [(point.rule, point.message) for point in found.points] == []
    unchecked = [verdict for verdict in found.verdicts if verdict.status is Status.UNCHECKED]
    assert any("T03" in verdict.rule and "公开03表" in verdict.why for verdict in unchecked)
    status = {verdict.rule: verdict.status for verdict in found.verdicts}
    assert status["X-phone"] is Status.RIGHT and status["PJ-score"] is Status.RIGHT


def test_a_folder_names_what_cannot_be_read_and_passes_over_lock_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("甲.txt", "~$甲.docx", "乙.doc", "丙.rtf", "丁.xlsx"):
        (tmp_path / name).write_bytes(b"\xd0\xcf\x11\xe0" if name == "乙.doc" else "{\\rtf1 通知".encode())
    assert main(["audit", str(tmp_path)]) == 1
    out = capsys.readouterr().out
    assert "3 份没有核对" in out and "旧格式" in out and "RTF" in out
    assert "~$" not in out and "丁" not in out


def test_a_folder_gives_a_table_and_a_sum(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "甲.txt").write_text(text_of("shanxi-final-2024"), "utf-8")
    (tmp_path / "乙.txt").write_text(text_of("shanxi-final-2024").replace("下降8.45%", "下降8.54%", 1), "utf-8")
    (tmp_path / "丙.txt").write_text("通知", "utf-8")
    report = tmp_path / "报告.html"
    assert main(["audit", str(tmp_path), "-o", str(report)]) == 1
    out = capsys.readouterr().out
    assert "合计 3 份：错误 1 处" in out and "1 份没有核对" in out
    page = report.read_text("utf-8")
    assert page.count("<section") == 3 and "8.45% = 620.07 ÷ 7,337.12" in page
    assert "<script" not in page and "http" not in page.replace("http-equiv", "")


def test_a_pdf_is_copied_with_the_places_boxed(tmp_path: Path) -> None:
    report = sample_report("shanxi-final-2025")
    assert report.composed is not None
    document = report.composed.document
    wrong = replace(document, sections=tuple(map(with_a_wrong_rate, document.sections)), payload=b"")
    (tmp_path / "公开.pdf").write_bytes(to_pdf(wrong).data)
    assert main(["audit", str(tmp_path / "公开.pdf"), "-o", str(tmp_path / "报告.html")]) == 1
    assert (tmp_path / "公开（标注）.pdf").read_bytes().startswith(b"%PDF")
    assert (tmp_path / "报告.html").read_text("utf-8").count('class="error"') == 1


def with_a_wrong_rate(section: Section) -> Section:
    """The same section, one printed rate of its sentence on income made another."""
    blocks = [
        replace(block, runs=tuple(wrong_run(run) for run in block.runs))
        if isinstance(block, Paragraph) and block.source == "s02-source:fiscal"
        else block
        for block in section.blocks
    ]
    return replace(section, blocks=tuple(blocks))


def wrong_run(run: Run) -> Run:
    return replace(run, text="12.34%") if run.text.endswith("%") else run


def test_json_and_text_of_an_audit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "公开.txt"
    path.write_text(text_of("shanxi-final-2024").replace("下降8.45%", "下降8.54%", 1), "utf-8")
    assert main(["audit", str(path), "--json"]) == 1
    (document,) = json.loads(capsys.readouterr().out)["documents"]
    (point,) = document["points"]
    assert point["rule"] == "S-figure" and point["where"][0]["line"] > 100
    assert {rule["rule"] for rule in document["rules"]} >= {"S-figure", "S-twice", "S-unmatched"}


def test_markup_in_a_document_stays_text(tmp_path: Path) -> None:
    text = text_of("shanxi-final-2024").replace("下降8.45%", "下降8.54%<script>alert(1)</script>", 1)
    page = audits_page([audited(text, tmp_path, "<b>公开.txt")])
    assert "<script" not in page and "<b>公开" not in page
    assert "script" in audits_text([audited(text, tmp_path)])


ROW = "\t\t绩效指标合理性\t\t合理\t100%\t1.5\t1.5\t0.00\t"


@pytest.mark.parametrize(
    ("row", "severity", "status"),
    [
        ("\t\t绩效指标合理性\t\t合理\t100%\t1.5\t2.5\t0.00\t", Severity.ERROR, Status.WRONG),
        ("\t某个方面\t绩效指标合理性\t\t合理\t100%\t1.5\t2.5\t0.00\t", Severity.WARNING, Status.UNCHECKED),
    ],
    ids=["read for sure", "read by guess"],
)
def test_what_was_read_by_guess_is_no_certain_fault(
    row: str, severity: Severity, status: Status, tmp_path: Path
) -> None:
    """A row under a level that the kit does not know may be out of joint: its rules could not be checked."""
    text = text_of("henan-final-2023")
    assert text.count(ROW) == 1
    found = audited(text.replace(ROW, row), tmp_path)
    (over,) = [point for point in found.points if point.rule == "PJ-over"]
    assert over.severity is severity
    assert ("读得没有把握" in over.message) is (severity is Severity.WARNING)
    assert next(verdict.status for verdict in found.verdicts if verdict.rule == "PJ-over") is status
    assert bool(found.count(Severity.ERROR)) is (severity is Severity.ERROR)


def test_a_form_that_keeps_its_indicators_back_has_no_weights_to_add_up(tmp_path: Path) -> None:
    text = text_of("henan-final-2023")
    start = text.index("成本指标\t经济成本指标\t免费刻章支出")
    rows = text[start : text.index("总分", start)]
    kept_back = (
        "成本指标\t经济成本指标\t指标1：\t\t项目绩效表依法不公开\t\t\t\t\t\n产出指标\t数量指标\t指标1：\t\t\t\t\t\t\t\n"
    )
    found = audited(text.replace(rows, kept_back), tmp_path)
    assert [point.message for point in found.points if point.rule == "PJ-weights"] == []
    lost_weight = rows.replace("\t5\t5\t0.00", "\t\t\t0.00", 1)  # a form that shows them is held to its sum
    found = audited(text.replace(rows, lost_weight), tmp_path)
    assert [point.rule for point in found.points if point.rule == "PJ-weights"] == ["PJ-weights"]
