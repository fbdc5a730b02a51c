"""Every finding of the program is produced by a workbook that is written down; see findings.txt."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from disclosegen.catalogue import PROGRAM
from disclosegen.findings import Finding
from disclosegen.pipeline import check, judge
from tests.conftest import ROOT, kit_named
from tests.helpers.raw_edits import edited
from tests.helpers.raws import raw

SAMPLE = "shanxi-final-2024"
LINE = re.compile(r"(?:(\S+) \| |\+ )(.+)")
EDIT = re.compile(r"([^!]+)!([A-Z]+\d+) =(?: (.*))?")


def groups() -> dict[str, list[tuple[str, str]]]:
    """Lines of the file by group: id (empty for an edit that is only needed) and what is done."""
    found: dict[str, list[tuple[str, str]]] = {}
    name = ""
    for line in (Path(__file__).parent / "findings.txt").read_text("utf-8").splitlines():
        if line.startswith("# "):
            name = line[2:]
        elif line and not line.startswith("//"):
            one = LINE.fullmatch(line)
            assert one is not None, line
            found.setdefault(name, []).append((one[1] or "", one[2]))
    return found


def test_every_finding_of_the_program_is_tried() -> None:
    tried = {rule for lines in groups().values() for rule, _ in lines if rule}
    own = (
        "X-",
        "PJ-",
        "P-name",
        "P-place",
        "P-text",
    )  # tests/proof, tests/checks/projects.txt, tests/document/test_forms.py and test_reports.py try these
    assert tried == {entry.rule for entry in PROGRAM if not entry.rule.startswith(own)}


@pytest.mark.parametrize(("rule", "file"), groups()["elsewhere"])
def test_the_named_test_asserts_it(rule: str, file: str) -> None:
    assert f'"{rule}"' in (ROOT / file).read_text("utf-8")


@pytest.mark.parametrize("group", [name for name in groups() if name != "elsewhere"])
def test_the_edits_are_found(group: str, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(BytesIO((ROOT / "samples" / f"{SAMPLE}.xlsx").read_bytes()))
    for _, what in groups()[group]:
        if what.startswith("- "):
            book.remove(book[what[2:]])
        elif one := EDIT.fullmatch(what):
            text = one[3] or ""
            book[one[1]][one[2]].value = float(text) if re.fullmatch(r"-?[\d.]+", text) else text or None
        else:
            sheet, _, name = what.partition(" > ")
            book[sheet].title = name
    path = tmp_path / "改过的表.xlsx"
    book.save(path)
    found = check(path).findings
    missed = [(rule, what) for rule, what in groups()[group] if rule and not _names(found, rule, what)]
    assert missed == [], [(f.rule, f.message, [ref.address for ref in f.cells]) for f in found]


def _names(found: tuple[Finding, ...], rule: str, what: str) -> bool:
    """Whether a finding of the rule names the row of the edited cell, or its sheet where a sheet was edited."""
    one = EDIT.fullmatch(what)
    findings = [finding for finding in found if rule in (finding.rule, *finding.also)]
    if one is None or rule.startswith(("W-table", "W-column", "W-row-missing")):
        return bool(findings)
    row = re.sub(r"\D", "", one[2])
    return any(ref.sheet == one[1] and re.sub(r"\D", "", ref.cell) == row for f in findings for ref in f.cells)


@pytest.mark.parametrize(
    ("name", "edits"),
    [
        (SAMPLE, ("prior.income_total.amount = 6717.05", "prior.expenditure_total.amount = 6717.05")),
        ("henan-final-2023", ("prior.total.amount = 87277.34",)),
        ("shanxi-budget-2024", ("prior.income_total.amount = 16863.00",)),
    ],
)
def test_a_reason_for_a_change_that_did_not_happen(name: str, edits: tuple[str, ...]) -> None:
    workbook, _ = edited(kit_named(name), raw(name), edits)
    found = [finding for finding in judge(workbook, kit_named(name), name).findings if finding.rule == "N-unneeded"]
    assert [finding.cells[0].sheet for finding in found] == ["原因说明"]
