"""The same contract for every folder in templates/ and every workbook in samples/."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from disclosegen.document.compose import compose
from disclosegen.document.text import to_text
from disclosegen.findings import Severity
from disclosegen.kit.check import examine
from disclosegen.kit.load import kit_ids
from disclosegen.show import report_text
from disclosegen.trial import faults, find_sample
from disclosegen.workbook.content import Content
from tests.conftest import ROOT, SAMPLES, kit_named, sample_content, sample_report
from tests.helpers.kept import checked_file, written
from tests.helpers.patched import checked_content

KITS = kit_ids()


@pytest.fixture(params=KITS)
def name(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(params=SAMPLES)
def book(request: pytest.FixtureRequest) -> str:
    return request.param


def test_there_are_kits_and_each_has_a_sample() -> None:
    assert KITS and {*KITS} <= {*SAMPLES}


def test_the_sample_is_clean(book: str) -> None:
    report = sample_report(book)
    assert [f.message for f in report.findings if f.severity is not Severity.NOTE] == []


def test_the_document_of_the_sample(book: str, golden: Callable[[str, str], None]) -> None:
    report = sample_report(book)
    assert report.data is not None
    golden(f"{book}/document.txt", to_text(compose(report.data).document))


def test_the_report_of_the_sample(book: str, golden: Callable[[str, str], None]) -> None:
    golden(f"{book}/report.txt", report_text(sample_report(book)) + "\n")


def test_an_empty_workbook_renders_and_asks_for_what_is_required(name: str, tmp_path: Path) -> None:
    path = tmp_path / "empty.xlsx"
    path.write_bytes(written(kit_named(name)))
    report = checked_file(path)
    assert {f.rule for f in report.findings} <= {"V-required", "N-missing"}
    assert report.data is not None
    assert "None" not in to_text(compose(report.data).document)


def test_all_zero_renders(book: str) -> None:
    filled = sample_content(book)
    zero = {key: type(value)(0) if not isinstance(value, str) else value for key, value in filled.values.items()}
    report = checked_content(kit_named(book), replace(filled, values=zero))
    assert report.data is not None
    text = to_text(compose(report.data).document)
    assert "增长-" not in text and "增长100" not in text and "0.00万元，下降" not in text


def test_the_kit_has_no_fault(name: str) -> None:
    """References, literal years, unused files, files that only repeat the parent's; every sentence tried out."""
    kit, found = examine(ROOT / "templates" / name)
    assert [str(fault) for fault in found] == []
    assert kit is not None
    assert [str(fault) for fault in faults(kit, find_sample(kit))] == []


def test_every_term_of_the_glossary_ends_with_a_full_stop(name: str) -> None:
    assert [term.name for term in kit_named(name).glossary.terms if not term.text.endswith("。")] == []


def test_the_kit_says_where_it_comes_from(name: str) -> None:
    notes = (kit_named(name).folder / "NOTES.md").read_text("utf-8")
    assert "unconfirmed" in notes.lower()


def test_content_survives_the_workbook(book: str, tmp_path: Path) -> None:
    """What is written is what is read, value by value."""
    filled = sample_content(book)
    path = tmp_path / "round.xlsx"
    path.write_bytes(written(kit_named(book), Content(filled.values, filled.rows)))
    report = checked_file(path)
    assert report.data is not None
    for (table, row, column), value in filled.values.items():
        cell = report.data.tables[table].cell(row, column)
        assert cell is not None, (table, row, column)
        if isinstance(value, str):
            assert cell.text == value
        else:
            assert cell.value == value * cell.unit.factor, (table, row, column)
