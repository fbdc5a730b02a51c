"""A published document becomes a workbook again: from the data that it carries, and from what it prints."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import pytest

from disclosegen.cli import main
from disclosegen.imported import Imported, import_published
from disclosegen.model.carry import carry
from disclosegen.money import Unit
from disclosegen.pipeline import build, check
from disclosegen.workbook.read import open_workbook
from tests.conftest import ROOT, kit_named, sample_report
from tests.helpers import way_back
from tests.helpers.valid import MAKERS, valid_content, widened
from tests.mutation.base import Base

SEED = 20240901
SAMPLES = (
    "shanxi-final-2024",
    "shanxi-final-2024.lanxian",
    "shanxi-final-2024.gaoping",
    "henan-final-2023",
    "shanxi-budget-2024",
    "shanxi-final-2025",
)


@lru_cache
def text_of(sample: str) -> str:
    """A sample's document as the text that one gets by copying a PDF."""
    return way_back.text_of(sample_report(sample))


def imported(text: str, folder: Path, **how: str) -> Imported:
    path = folder / "公开.txt"
    path.write_text(text, "utf-8")
    return import_published(path, **how)


@pytest.mark.parametrize("sample", SAMPLES)
def test_print_gives_the_document_again(sample: str, tmp_path: Path) -> None:
    """What is read from print prints the same document: nothing is lost, nothing is in doubt, and the audit is silent."""
    found = imported(text_of(sample), tmp_path)
    assert found.kit.id == sample.partition(".")[0]
    assert list(way_back.differences(sample_report(sample), found)) == []


@pytest.mark.parametrize("unit", [Unit.WAN, Unit.YUAN])
@pytest.mark.parametrize("kit_id", list(MAKERS))
def test_random_right_documents_come_back(kit_id: str, unit: Unit) -> None:
    """The same for right workbooks that nobody wrote; `make laws ARGS=--back` tries many, in Word, PDF and HTML as well."""
    kit = widened(kit_named(kit_id))
    report = Base(kit_id, kit, valid_content(kit, SEED, unit)).check()
    assert way_back.not_back(report, kit, way_back.printed_as(report, "txt")) == []


@pytest.mark.parametrize("kind", ["docx", "html"])
def test_a_random_document_comes_back_from_its_file(kind: str) -> None:
    """One of each; charts stand in them as they do in no text."""
    kit = widened(kit_named("shanxi-budget-2024"))
    report = Base(kit.id, kit, valid_content(kit, 200, Unit.WAN)).check()
    assert way_back.not_back(report, kit, way_back.printed_as(report, kind)) == []


def test_a_file_of_ours_comes_back_exactly(tmp_path: Path) -> None:
    report = sample_report("shanxi-final-2025")
    assert report.data is not None
    for path in build(report, tmp_path, ["docx", "pdf"]).files:
        found = import_published(path)
        assert found.carried and found.findings == ()
        assert carry(found.data) == carry(report.data)


def test_doubt_is_coloured_and_listed(tmp_path: Path) -> None:
    text = text_of("shanxi-final-2024").replace("其他收入\t8\t39.75", "其他收八\t8\t39.75\n监管收入\t8\t12.00")
    path, copy = tmp_path / "公开.txt", tmp_path / "读回.xlsx"
    path.write_text(text, "utf-8")
    assert main(["import", str(path), "-o", str(copy), "--json"]) == 0
    book, _ = open_workbook(copy.read_bytes(), copy.name)
    assert book is not None
    sheet = book.sheets[0]
    assert sheet.title == "读入情况"
    assert any("监管收入" in str(value) for value in sheet.cells.values())
    assert "I-lost" in {one.rule for one in import_published(path).findings}


def test_last_years_document_begins_this_years_workbook(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "上年.txt"
    path.write_text(text_of("shanxi-final-2024"), "utf-8")
    assert main(["new", "shanxi-final-2025", "-o", str(tmp_path / "新.xlsx"), "--from", str(path)]) == 0
    assert "上年数" in capsys.readouterr().out
    data = check(tmp_path / "新.xlsx").data
    assert data is not None
    assert data.tables["prior"].cell("income_total", "amount").value == Decimal("67170500.00")


def test_another_years_document_is_no_workbook_of_this_kit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "上年.txt"
    path.write_text(text_of("shanxi-final-2024").replace("2024", "2021").replace("2023", "2020"), "utf-8")
    assert main(["import", str(path), "-o", str(tmp_path / "新.xlsx")]) == 2
    assert "--from" in capsys.readouterr().err


def test_a_text_that_is_no_disclosure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "通知.txt"
    path.write_text("关于召开会议的通知\n\n请各单位准时参加。\n", "utf-8")
    assert main(["import", str(path), "-o", str(tmp_path / "新.xlsx")]) == 2
    assert "认不出" in capsys.readouterr().err
    assert not (tmp_path / "新.xlsx").exists()


def test_import_never_overwrites(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = tmp_path / "读回.xlsx"
    copy.write_bytes(b"old")
    assert main(["import", str(ROOT / "README.md"), "-o", str(copy)]) == 2
    assert "不会覆盖" in capsys.readouterr().err and copy.read_bytes() == b"old"


def test_json_of_an_import(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "公开.txt"
    path.write_text(text_of("shanxi-final-2025"), "utf-8")
    assert main(["import", str(path), "-o", str(tmp_path / "读回.xlsx"), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["kit"] == "shanxi-final-2025" and said["sentences"] > 30
    assert [one["rule"] for one in said["findings"]] == ["I-interval"]
