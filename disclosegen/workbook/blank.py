"""The workbook that staff fill, made from a kit's declarations and from nothing else.

In: a kit, and what is already known (:class:`~disclosegen.workbook.content.Content`).  Out: the bytes of
an .xlsx, the same bytes every time.  Sheets: the guide, one for each declared sheet, the live checks, and a
hidden list of subjects.
"""

from __future__ import annotations

import datetime

from openpyxl import Workbook
from openpyxl.packaging.core import DocumentProperties
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.workbook.properties import CalcProperties

from ..errors import CallError
from ..kit.load import Kit
from ..kit.reasons import REMINDER
from .cells import Styles, line_count
from .checks_sheet import write_checks
from .content import Content
from .formulas import Formulas
from .package import to_bytes
from .plan import Plan, column_range, make_plan
from .sheets import SheetWriter, codes_name, protect, set_up_print, subjects_name

FORMAT = "1"
"""Raised when the layout of the workbook changes so that an older program could misread it."""

DICTIONARY = "字典"
GUIDE_WIDTH = 80
LEGEND = (
    ("legend_input", "白色：要填的格子"),
    ("legend_total", "灰色：合计、小计和由别的表带出的数"),
    ("label", "浅蓝色：表头和行名，不能改"),
)
LEGEND_CARRIED = ("legend_carried", "浅黄色：从上年表格带来的，请逐格核对、更新")
MONEY_UNIT = "money_unit"
UNIT_WORD = '"万元"'


def write_workbook(kit: Kit, content: Content | None = None) -> bytes:
    """Make a kit's workbook, empty or with content.

    In a 万元 workbook totals are open cells; in a 元 workbook they are locked formulas, and sums given in
    ``content`` are left out in their favour, while a cell that only repeats another keeps what was typed.

    Raises:
        CallError: ``content`` names a table, row or column that the kit does not have.
    """
    content = content if content is not None else Content()
    plan = make_plan(kit, content)
    _check_content(plan)
    book = Workbook()
    book.remove(book.active)
    styles = Styles()
    formulas = Formulas(plan) if content.money_in_yuan else None
    _guide(book, kit, styles, (*LEGEND, LEGEND_CARRIED) if content.carried else LEGEND)
    for name, group in plan.sheets.items():
        SheetWriter(plan, styles, formulas, book.create_sheet(name), _money_unit(plan)).write(group)
    write_checks(plan, styles, formulas, book.create_sheet(kit.file.checks_sheet))
    _dictionary(book, kit, styles)
    _names(book, kit)
    book.properties = DocumentProperties(
        creator="disclosegen",
        title=kit.file.title,
        created=datetime.datetime(2000, 1, 1),
        modified=datetime.datetime(2000, 1, 1),
    )
    book.calculation = CalcProperties(fullCalcOnLoad=True)
    return to_bytes(book)


def _check_content(plan: Plan) -> None:
    """Every value has a cell; a value without one would be lost in silence."""
    tables = plan.tables
    for table, number in plan.content.rows:
        if table not in tables or number not in tables[table].areas:
            raise CallError(f"内容里的“{table}”第{number + 1}栏没有可以增加的行。")
    for table, row, column in (
        *plan.content.values,
        *((table, row, REMINDER) for table, row in plan.content.reminders),
    ):
        if table not in tables or (row, column) not in tables[table].spots:
            raise CallError(f"内容里的“{table}.{row}.{column}”在表里没有对应的格子。")


def _money_unit(plan: Plan) -> str:
    """The cell that says 万元 or 元, for the note above each table."""
    placed = plan.tables[plan.kit.file.identity]
    spot = next((spot for (row, _), spot in placed.spots.items() if row == MONEY_UNIT), None)
    return f'IF({spot.full}="",{UNIT_WORD},{spot.full})' if spot else UNIT_WORD


def _guide(book: Workbook, kit: Kit, styles: Styles, legend: tuple[tuple[str, str], ...]) -> None:
    """The first sheet: what to do, in the kit's words, and which cells are which."""
    sheet = book.create_sheet(kit.file.guide_sheet)
    sheet.column_dimensions["A"].width = GUIDE_WIDTH
    styles.put(sheet, 1, 1, "title", kit.file.title)
    sheet.row_dimensions[1].height = 32
    row = 2
    for text in kit.file.guide:
        styles.put(sheet, row, 1, "plain", text)
        sheet.row_dimensions[row].height = line_count(text, GUIDE_WIDTH) * 18 + 8
        row += 1
    row += 1
    for look, text in legend:
        styles.put(sheet, row, 1, look, text)
        sheet.row_dimensions[row].height = 20
        row += 1
    styles.put(sheet, row + 1, 1, "guide", f"模板：{kit.id}　版本：{kit.file.version}")
    sheet.sheet_view.showGridLines = False
    set_up_print(sheet, False)
    protect(sheet)


def _dictionary(book: Workbook, kit: Kit, styles: Styles) -> None:
    """The hidden sheet of subject codes and names, behind defined names."""
    sheet = book.create_sheet(DICTIONARY)
    for number, (kind, names) in enumerate(kit.subjects.items()):
        column = 1 + 3 * number
        for row, (code, name) in enumerate(sorted(names.items()), 1):
            styles.put(sheet, row, column, "key", code)
            styles.put(sheet, row, column + 1, "label", name)
        codes = column_range(DICTIONARY, column, 1, max(len(names), 1))
        both = (
            codes.split("!")[0]
            + "!"
            + codes.split("!")[1].split(":")[0]
            + ":"
            + (column_range(DICTIONARY, column + 1, 1, max(len(names), 1)).split(":")[1])
        )
        book.defined_names[codes_name(kind)] = DefinedName(codes_name(kind), attr_text=codes)
        book.defined_names[subjects_name(kind)] = DefinedName(subjects_name(kind), attr_text=both)
    sheet.sheet_state = "hidden"
    protect(sheet)


def _names(book: Workbook, kit: Kit) -> None:
    """What the workbook is for, as text constants."""
    for name, value in (("kit", kit.id), ("version", kit.file.version), ("format", FORMAT)):
        full = f"disclosegen_{name}"
        book.defined_names[full] = DefinedName(full, attr_text=f'"{value}"')
