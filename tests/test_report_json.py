"""`check --json` keeps to its published form, for sound and faulty workbooks and for files that are none."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from disclosegen.checks.base import Status
from disclosegen.cli import main
from disclosegen.kit.load import kit_ids
from disclosegen.pipeline import Report, check
from disclosegen.report_json import ReportPart, report_json
from disclosegen.workbook.content import Content
from scripts.docs import DOCS
from tests.conftest import ROOT
from tests.helpers.sheets import edit
from tests.test_answers import PLACE, answered


def conforming(text: str) -> ReportPart:
    """The report, read back by the models that the published schema is generated from."""
    part = ReportPart.model_validate_json(text)
    assert set(json.loads(text)) == set(json.loads((DOCS / "report.schema.json").read_text("utf-8"))["required"])
    return part


@pytest.mark.parametrize("kit_id", kit_ids())
def test_a_sound_workbook(kit_id: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--json", str(ROOT / "samples" / f"{kit_id}.xlsx")]) == 0
    part = conforming(capsys.readouterr().out)
    assert (part.kit, part.ok, part.counts.错误, part.counts.核实) == (kit_id, True, 0, 0)
    assert sum(part.rule_counts.model_dump().values()) == len(part.rules)


def test_a_faulty_workbook(checked: Callable[[Content], Report], sample: Content) -> None:
    faulty = edit(edit(edit(sample, PLACE, "增加XX万元"), "t03.2040201.basic", "见附件"), "t06.30211.amount", "-0.14")
    code = next(one.code for one in checked(faulty).findings if one.rule == "X-placeholder")
    report = checked(answered(faulty, (code, "已核对", "会计")))
    part = conforming(report_json(report, [Path("甲.docx")]))
    assert not part.ok and part.files == ("甲.docx",)
    assert [one.finding.code for one in part.answered] == [code] and part.counts.已说明 == 1
    assert {one.status for one in part.rules} == {status.value for status in Status}
    assert all(one.why for one in part.rules if one.status in ("不适用", "未能核对"))
    assert {"V-unreadable", "V-negative"} <= {one.rule for one in part.findings}


def test_a_file_that_is_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    path.write_bytes(b"hello")
    part = conforming(report_json(check(path)))
    assert part.kit is None and part.rules == () and not part.ok
