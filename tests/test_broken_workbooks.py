"""A few of the broken workbooks of ``make fuzz``: one for each kind of fault, and what once went wrong."""

from __future__ import annotations

import io
import zipfile
from functools import lru_cache
from pathlib import Path
from random import Random

import pytest

from disclosegen.findings import Finding, Severity, shown
from disclosegen.pipeline import check
from disclosegen.workbook.blank import write_workbook
from tests.conftest import kit_named
from tests.fuzz import cells, sheets, xmls, zips
from tests.fuzz.cases import Case, make
from tests.fuzz.oracle import judge, unfit
from tests.fuzz.package import Parts, pack, put, qualified, tree, unpack
from tests.helpers.few import few_content
from tests.helpers.kept import written
from tests.helpers.sheets import edit

TABLES = {"xml": xmls.FAULTS, "sheets": sheets.FAULTS, "cells": cells.FAULTS}
KIT = "henan-final-2023"
KINDS = [(level, name) for level, table in TABLES.items() for name in sorted(table)]


def sample() -> Parts:
    return dict(_sample())


@lru_cache
def _sample() -> Parts:
    return unpack(written(kit_named(KIT), few_content(KIT)))


@pytest.mark.parametrize(("level", "name"), KINDS)
def test_every_kind_of_fault_is_told_in_plain_words(level: str, name: str, tmp_path: Path) -> None:
    random, parts = Random(name), sample()
    TABLES[level][name](parts, random)
    outcome = judge(Case(0, level, "", (name,), "表.xlsx", pack(parts)), tmp_path, share=0)
    assert outcome.faults == ()


@pytest.mark.parametrize("name", sorted(zips.FAULTS))
def test_every_kind_of_broken_file_is_told_in_plain_words(name: str, tmp_path: Path) -> None:
    data = zips.FAULTS[name](sample(), Random(name))
    faults = judge(Case(0, "zip", "", (name,), "表.xlsx", data), tmp_path, share=0).faults
    assert [fault for fault in faults if not fault.startswith("took")] == []  # time is for `make fuzz`


@pytest.mark.parametrize("seed", range(0, 40, 10))
def test_several_faults_at_once_still_give_a_draft(seed: int, tmp_path: Path) -> None:
    assert judge(make(seed), tmp_path, share=1, share_pdf=0).faults == ()


def test_the_same_number_gives_the_same_workbook() -> None:
    assert make(7) == make(7) and make(7).data != make(8).data


# The judge of all this must see what is wrong.


@pytest.mark.parametrize(
    "text",
    [
        "KeyError: 'x'",
        "值是 None",
        "甲\u202e乙",
        "甲\n乙",
        "长" * 501,
        "could not read file",
        "甲\ue000乙",
        "<class 'int'>",
    ],
)
def test_the_judge_sees_words_unfit_for_a_clerk(text: str) -> None:
    assert list(unfit(text, 500))


def test_the_judge_accepts_plain_words() -> None:
    text = "文件“a b c d.xlsx”不是 .xlsx 表格，请用“disclosegen new 模板名 -o 文件名.xlsx”生成空表。"
    assert list(unfit(text, 500)) == []


# What once went wrong.


def with_cells(sheet: int, change) -> bytes:
    parts = sample()
    name = f"xl/worksheets/sheet{sheet}.xml"
    root = tree(parts, name)
    change(list(root.iter(qualified("c"))))
    put(parts, name, root)
    return pack(parts)


def findings(data: bytes, folder: Path) -> list[Finding]:
    path = folder / "表.xlsx"
    path.write_bytes(data)
    return list(check(path).findings)


def rules(data: bytes, folder: Path) -> set[str]:
    return {finding.rule for finding in findings(data, folder) if finding.severity is Severity.ERROR}


def test_a_sheet_of_several_tables_without_any_title(tmp_path: Path) -> None:
    def change(all_cells) -> None:
        for cell in all_cells:
            cell[:] = []

    assert "W-table-missing" in rules(with_cells(14, change), tmp_path)


def test_a_flood_of_digits_is_refused_and_not_searched_for_hours(tmp_path: Path) -> None:
    kit, filled = kit_named(KIT), few_content(KIT)
    row = next(key[1] for key in filled.values if key[0] == "reasons")
    data = write_workbook(kit, edit(filled, f"reasons.{row}.text", "1" * 30_000))
    told = [finding.message for finding in findings(data, tmp_path) if finding.rule == "V-unreadable"]
    assert len(told) == 1 and "有 30000 个字" in told[0]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b'<c r="B2"', b'<c r="A2"'),  # two cells with one address
        (b'r="B2"', b'r="B3"'),  # a cell in a row that is not its own
        (b"<sheetData>", b'<!DOCTYPE x [<!ENTITY e "1">]><sheetData>'),
    ],
)
def test_a_file_that_contradicts_itself_is_refused(before: bytes, after: bytes, tmp_path: Path) -> None:
    parts = sample()
    sheet = (
        b'<worksheet><sheetData><row r="2"><c r="A2"><v>1</v></c><c r="B2"><v>2</v></c></row></sheetData></worksheet>'
    )
    parts["xl/worksheets/sheet4.xml"] = sheet
    assert "F-damaged" not in rules(pack(parts), tmp_path)
    parts["xl/worksheets/sheet4.xml"] = sheet.replace(before, after)
    assert rules(pack(parts), tmp_path) == {"F-damaged"}


def test_a_document_type_is_refused(tmp_path: Path) -> None:
    for name in ("xl/workbook.xml", "xl/worksheets/sheet4.xml"):
        parts = sample()
        parts[name] = (
            b'<!DOCTYPE x [<!ENTITY e "1">]>' + parts[name].partition(b"?>")[2]
            if parts[name].startswith(b"<?")
            else b'<!DOCTYPE x [<!ENTITY e "1">]>' + parts[name]
        )
        assert rules(pack(parts), tmp_path) == {"F-damaged"}


def test_a_broken_checksum_is_refused(tmp_path: Path) -> None:
    """One flipped bit in a stored sheet could be another figure."""
    data = bytearray(pack(sample(), zipfile.ZIP_STORED))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as package:
        info = package.getinfo("xl/worksheets/sheet4.xml")
    data[info.header_offset + 1000] ^= 1
    assert rules(bytes(data), tmp_path) == {"F-damaged"}


def test_half_a_million_cells_are_too_many(tmp_path: Path) -> None:
    parts = sample()
    row = b"<row>" + b"<c><v>1</v></c>" * 110 + b"</row>"
    parts["xl/worksheets/sheet4.xml"] = b"<worksheet><sheetData>" + row * 5000 + b"</sheetData></worksheet>"
    assert rules(pack(parts, zipfile.ZIP_STORED), tmp_path) == {"F-size"}


def test_cut_and_cleaned() -> None:
    assert shown("甲\n乙\t丙\u202e丁\x85戊\ue001") == "甲 乙 丙丁 戊"
    assert shown("长" * 500) == "长" * 398 + "……"
    assert Finding("x", Severity.NOTE, f"填的是“{'长' * 100}”").message == f"填的是“{'长' * 60}……”"
