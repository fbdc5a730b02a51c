"""What cells look like, and how a value gets into one.

In: a style name and a value.  Out: an openpyxl cell with that style.  Styles are made once for each
workbook and then copied, which is what makes writing fast.  Decimals are written digit for digit, and
texts never become formulas.
"""

from __future__ import annotations

import re
from copy import copy
from dataclasses import dataclass, field, replace
from decimal import Decimal

from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.worksheet.worksheet import Worksheet

from ..money import plain

FONT = "宋体"
MONEY = "#,##0.00;-#,##0.00"
MONEY_FORMULA = "#,##0.00;-#,##0.00;"
COUNT_FORMULA = "0;-0;"
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
LOOKS_LIKE_FORMULA = ("=", "+", "-", "@", "\t")
MAX_TEXT = 32767
"""Longest text that a cell can hold."""

WHITE, LABEL, HEADING, TOTAL, CARRIED = "FFFFFF", "F3F6FA", "DCE6F1", "D9D9D9", "FFF6D6"
LINE = Side(style="thin", color="A6A6A6")
BOX = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)


@dataclass(frozen=True)
class Look:
    """A style by what it is for."""

    fill: str = ""
    size: float = 10.5
    bold: bool = False
    italic: bool = False
    color: str = "000000"
    across: str = "general"
    down: str = "center"
    wrap: bool = False
    border: bool = True
    format: str = "General"
    open: bool = False
    quote: bool = False
    indent: int = 0


LOOKS = {
    "plain": Look(border=False, wrap=True),
    "title": Look(border=False, size=14, bold=True),
    "code": Look(border=False, across="right", color="595959"),
    "guide": Look(border=False, italic=True, color="7F7F7F", wrap=True),
    "note": Look(border=False, across="right", color="404040"),
    "heading": Look(HEADING, bold=True, across="center", wrap=True),
    "number": Look(HEADING, across="center", color="595959", size=9),
    "section": Look(HEADING, bold=True, across="left", indent=1),
    "label": Look(LABEL, across="left", wrap=True, indent=1),
    "label_code": Look(LABEL, across="left", format="@", indent=1),
    "label_number": Look(LABEL, across="center", color="595959", size=9),
    "label_total": Look(LABEL, across="center", bold=True),
    "key": Look(LABEL, across="left", color="A6A6A6", size=8, format="@"),
    "hint": Look(LABEL, across="left", color="595959", wrap=True, size=9.5, indent=1),
    "closed": Look(LABEL),
    "dash": Look(TOTAL, across="center", color="7F7F7F"),
    "money": Look(WHITE, across="right", format=MONEY, open=True),
    "count": Look(WHITE, across="right", format="0", open=True),
    "decimal": Look(WHITE, across="right", format="0.####", open=True),
    "year": Look(WHITE, across="left", open=True, indent=1),
    "choice": Look(WHITE, across="left", open=True, indent=1),
    "text": Look(WHITE, across="left", wrap=True, open=True, indent=1),
    "subject_code": Look(WHITE, across="left", format="@", open=True, indent=1),
    "subject_name": Look(WHITE, across="left", wrap=True, open=True, indent=1),
    "money_total": Look(TOTAL, across="right", format=MONEY, open=True),
    "count_total": Look(TOTAL, across="right", format="0", open=True),
    "decimal_total": Look(TOTAL, across="right", format="0.####", open=True),
    "money_formula": Look(TOTAL, across="right", format=MONEY_FORMULA),
    "count_formula": Look(TOTAL, across="right", format=COUNT_FORMULA),
    "decimal_formula": Look(TOTAL, across="right", format="0.####;-0.####;"),
    "legend_input": Look(WHITE, across="left", indent=1),
    "legend_total": Look(TOTAL, across="left", indent=1),
    "legend_carried": Look(CARRIED, across="left", indent=1),
    "check": Look(LABEL, across="left", wrap=True, size=10),
    "check_value": Look(WHITE, across="right", format=MONEY, size=10),
    "check_result": Look(WHITE, across="center", bold=True),
}

LOOKS |= {f"{name}_carried": replace(look, fill=CARRIED) for name, look in LOOKS.items() if look.open}


@dataclass
class Styles:
    """The styles of one workbook, registered on first use."""

    made: dict[tuple[str, bool], object] = field(default_factory=dict)

    def put(
        self,
        sheet: Worksheet,
        row: int,
        column: int,
        name: str,
        value: Decimal | int | str | None = None,
        formula: str = "",
    ) -> Cell:
        """Write a cell: a value, or a formula that begins with ``=``."""
        cell = sheet.cell(row, column)
        quote = False
        if formula:
            cell.value = formula
        elif isinstance(value, Decimal):
            cell._value, cell.data_type = plain(value), "n"  # openpyxl would go through a binary number
        elif isinstance(value, int):
            cell.value = value
        elif value:
            text = safe_text(value)
            cell._value, cell.data_type = text, "s"
            quote = text.startswith(LOOKS_LIKE_FORMULA)
        cell._style = copy(self._style(cell, name, quote))
        return cell

    def _style(self, cell: Cell, name: str, quote: bool) -> object:
        if (name, quote) not in self.made:
            look = LOOKS[name]
            cell.font = Font(name=FONT, size=look.size, bold=look.bold, italic=look.italic, color="FF" + look.color)
            cell.alignment = Alignment(
                horizontal=look.across, vertical=look.down, wrap_text=look.wrap, indent=look.indent
            )
            cell.number_format = look.format
            cell.protection = Protection(locked=not look.open)
            if look.fill:
                cell.fill = PatternFill("solid", fgColor="FF" + look.fill)
            if look.border:
                cell.border = BOX
            self.made[name, quote] = copy(cell._style)
            if quote:
                self.made[name, quote].quotePrefix = 1
        return self.made[name, quote]


def safe_text(text: str) -> str:
    """A text as a cell can hold it: no control characters, no more than the format allows.

    What looks like the escape of a character (``_x0041_``) has its first mark escaped, so that it stays as it is.
    """
    plain = CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))[:MAX_TEXT]
    return ESCAPE.sub("_x005F_", plain)


def display_width(text: str) -> int:
    """Width in half-width characters: two for everything that is not ASCII."""
    return max((sum(1 if char < "\u0100" else 2 for char in line) for line in text.split("\n")), default=0)


def line_count(text: str, width: float) -> int:
    """How many lines a text takes in a column of that width."""
    return sum(max(1, -(-display_width(line) // max(int(width) - 1, 1))) for line in text.split("\n"))
