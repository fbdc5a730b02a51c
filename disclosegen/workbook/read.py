"""Stage 1: an .xlsx becomes a :class:`~disclosegen.workbook.raw.RawWorkbook`.

In: the file's bytes and the kits.  Out: every value with its cell, and findings for all that could not be
read: wrong file, wrong kit, missing sheets, columns and rows, unknown subjects, texts among amounts.
Faults of the file itself end the reading; all others come in one pass.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping, Sequence

from ..findings import CellRef, Finding, Severity
from ..kit.load import Kit
from ..kit.reasons import with_reasons
from ..kit.schema import Table
from ..money import Unit
from . import guard
from .locate import View, regions, view
from .raw import RawTable, RawWorkbook
from .rows import read_table
from .values import clean, normal
from .xlsx import FAULTS, Book, Sheet, TooLarge, read_book

KIT_NAME = "disclosegen_kit"
VERSION_NAME = "disclosegen_version"


def open_workbook(data: bytes, name: str) -> tuple[Book | None, list[Finding]]:
    """Open a file's bytes; None and one finding when it is no readable .xlsx."""
    if fault := guard.examine(data, name):
        return None, [fault]
    try:
        return read_book(data), []
    except TooLarge:
        return None, [guard.too_large(name)]
    except FAULTS:  # a damaged file fails in countless ways, all of which mean the same to staff
        return None, [
            Finding(
                "F-damaged",
                Severity.ERROR,
                f"文件“{name}”的内容已损坏，读不出来",
                (CellRef(),),
                "请用 Excel 或 WPS 打开后另存为 .xlsx，再用新文件。",
            )
        ]


def kit_of(book: Book, name: str) -> tuple[str, str, list[Finding]]:
    """Kit id and version that a workbook says it is for."""
    kit_id, version = _constant(book, KIT_NAME), _constant(book, VERSION_NAME)
    if kit_id:
        return kit_id, version, []
    return (
        "",
        "",
        [
            Finding(
                "F-kit",
                Severity.ERROR,
                f"文件“{name}”不是由 disclosegen 生成的表格，认不出用哪个模板",
                (CellRef(),),
                "请用“disclosegen new 模板名 -o 文件名.xlsx”生成空表，把数据粘贴进去。",
            )
        ],
    )


def _constant(book: Book, name: str) -> str:
    """A defined name that holds a text constant; empty when there is none."""
    return clean(book.names.get(name, "")).lstrip("=").strip('"')[:100]


def read(book: Book, kit: Kit, version: str) -> tuple[RawWorkbook, list[Finding]]:
    """Read all tables of a kit from an open workbook.

    Args:
        book: As :func:`open_workbook` gives it.
        kit: The kit that the workbook is for.
        version: The version that the workbook says.
    """
    findings: list[Finding] = []
    tables = with_reasons(kit)
    sheets = {}
    known = {table.sheet for table in tables.values()}
    strangers = {sheet.title: _first_row(sheet) for sheet in book.sheets if sheet.title not in known}
    for sheet_name in dict.fromkeys(table.sheet for table in tables.values()):
        titles = {normal(table.title) for table in tables.values() if table.sheet == sheet_name}
        entitled = [title for title, texts in strangers.items() if titles & texts]
        sheets[sheet_name], found = _sheet(book, sheet_name, strangers, entitled)
        if sheets[sheet_name] or not all(table.optional for table in tables.values() if table.sheet == sheet_name):
            findings += found
    raw: dict[str, RawTable] = {}
    unit = Unit.WAN
    for table in _identity_first(kit, tables):
        sheet = sheets[table.sheet]
        if sheet is None:
            raw[table.id] = RawTable(table.id, "", missing=None if table.optional else CellRef(table.sheet))
            continue
        together = [other for other in tables.values() if other.sheet == table.sheet]
        region = regions(sheet, together).get(table.id)
        result, found = read_table(kit, table, sheet, region, unit)
        raw[table.id] = result
        findings += found
        if table.id == kit.file.identity:
            unit = result.money_unit
    return RawWorkbook(kit.id, version, {name: raw[name] for name in tables}), findings


def _identity_first(kit: Kit, tables: Mapping[str, Table]) -> list[Table]:
    """The table that says in which unit the others are filled is read first."""
    return sorted(tables.values(), key=lambda table: table.id != kit.file.identity)


def _sheet(
    book: Book, name: str, strangers: Collection[str], entitled: Sequence[str]
) -> tuple[View | None, list[Finding]]:
    """A sheet by its name, by one that is nearly the same, or by a title that stands on it.

    ``strangers`` are sheets that are none of the kit's, ``entitled`` those of them that bear a title of this one.
    """
    names = {sheet.title: sheet for sheet in book.sheets if sheet.title == name or sheet.title in strangers}
    if name in names:
        return view(names[name]), [_copy(title, name) for title in entitled if names[title].cells != names[name].cells]
    folded = {normal(title): title for title in names}
    near = [normal(name)] if normal(name) in folded else difflib.get_close_matches(normal(name), folded, 1, 0.7)
    if near or len(entitled) == 1:
        title = folded[near[0]] if near else entitled[0]
        return view(names[title]), [
            Finding(
                "W-sheet-renamed",
                Severity.NOTE,
                f"工作表“{name}”被改名为“{title}”，已按“{name}”读取",
                (CellRef(title),),
                f"请把工作表名改回“{name}”。",
            )
        ]
    return None, [
        Finding(
            "W-sheet-missing",
            Severity.ERROR,
            f"缺少工作表“{name}”",
            (CellRef(name),),
            "请从空表里复制这张工作表过来，名称不要改。",
        )
    ]


def _first_row(sheet: Sheet) -> frozenset[str]:
    """What stands in the first row of a sheet that holds anything, folded: a title stands there; further down the same words head columns."""
    top = min((row for row, _ in sheet.cells), default=0)
    return frozenset(normal(value) for (row, _), value in sheet.cells.items() if row == top and isinstance(value, str))


def _copy(title: str, name: str) -> Finding:
    return Finding(
        "W-sheet-copy",
        Severity.NOTE,
        f"工作表“{title}”像是“{name}”的副本，内容不一样，没有读入",
        (CellRef(title),),
        f"数据请填在“{name}”里；副本用完请删去。",
    )
