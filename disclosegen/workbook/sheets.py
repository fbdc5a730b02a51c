"""Write the sheets of a kit's tables.

In: a :class:`~disclosegen.workbook.plan.Plan`.  Out: openpyxl worksheets: titles, headings, locked labels,
open cells with prompts, totals, widths, print set-up and protection.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from openpyxl.worksheet.worksheet import Worksheet

from ..kit.grid import Box
from ..kit.reasons import REMINDER
from ..kit.schema import Column, Line
from . import prompts
from .cells import Styles, display_width, line_count
from .content import Value
from .formulas import Formulas, is_open_row, total_kind
from .letters import column_letter
from .plan import Placed, Plan, Spot, is_text_list, own_unit

MIN_VALUE_WIDTH, MAX_LABEL_WIDTH, TEXT_WIDTH = 15, 44, 84
INPUT_SCALE = 0.7
"""Declared widths of sheets that are only filled in are generous; a screen is narrower."""
LINE_HEIGHT, MIN_HEIGHT, MAX_HEIGHT = 15.5, 18, 400
WIDE = 130
"""Sheets wider than this many characters are printed in landscape."""


def codes_name(kind: str) -> str:
    """Defined name of the list of subject codes."""
    return f"disclosegen_{kind}_codes"


def subjects_name(kind: str) -> str:
    """Defined name of codes and names, two columns."""
    return f"disclosegen_{kind}"


def protect(sheet: Worksheet) -> None:
    """Lock what is not open, without a password; staff may still size, insert, delete, sort and filter."""
    sheet.protection.sheet = True
    for action in ("formatColumns", "formatRows", "insertRows", "deleteRows", "sort", "autoFilter"):
        setattr(sheet.protection, action, False)


def set_up_print(sheet: Worksheet, landscape: bool) -> None:
    """A4, as wide as the sheet, page numbers below."""
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_options.horizontalCentered = True
    sheet.page_margins.left = sheet.page_margins.right = 0.5
    sheet.oddFooter.center.text = "&A　第&P页"


@dataclass
class SheetWriter:
    """Writes the tables of one sheet."""

    plan: Plan
    styles: Styles
    formulas: Formulas | None
    sheet: Worksheet
    money_unit: str
    widths: dict[int, float] = field(default_factory=dict)
    heights: dict[int, float] = field(default_factory=dict)

    def write(self, group: list[Placed]) -> None:
        """Write all tables of the sheet and set it up."""
        for placed in group:
            self._measure(placed)
        for column, width in self.widths.items():
            self.sheet.column_dimensions[column_letter(column)].width = round(width, 1)
        for placed in group:
            self._head(placed)
            self._headings(placed)
            self._body(placed)
        for row, height in self.heights.items():
            self.sheet.row_dimensions[row].height = min(max(height, MIN_HEIGHT), MAX_HEIGHT)
        if len(group) == 1:
            self._freeze(group[0])
            self.sheet.print_title_rows = f"1:{group[0].body - 1}"
        set_up_print(self.sheet, sum(self.widths.values()) > WIDE or any(placed.table.landscape for placed in group))
        protect(self.sheet)

    def _measure(self, placed: Placed) -> None:
        """Widths of the columns, in characters."""
        values = sorted(leaf.width for leaf in placed.grid.leaves if leaf.role == "value") or [1.0]
        scale = MIN_VALUE_WIDTH / values[len(values) // 2] if placed.table.published else INPUT_SCALE
        for at, leaf in enumerate(placed.grid.leaves):
            width = leaf.width * scale
            if is_text_list(placed.table):
                width = TEXT_WIDTH
            elif leaf.role == "value" and leaf.kind != "text":
                width = max(width, MIN_VALUE_WIDTH)
            elif leaf.role in ("label", "name") and placed.table.published:
                width = min(max(self._label_width(placed, at), 14), MAX_LABEL_WIDTH)
            elif leaf.role in ("code", "line_number", "level"):
                width = max(width, 11 if leaf.role == "code" else 6)
            column = placed.left + at
            self.widths[column] = max(width, self.widths.get(column, 0))
        if placed.left > 1:
            self.widths.setdefault(placed.left - 1, 10)

    def _label_width(self, placed: Placed, at: int) -> float:
        if placed.areas:
            return 40
        return max(
            (
                display_width(box.text) + 4
                for row in placed.grid.body
                for box in row
                if box.column == at and box.colspan == 1 and box.role in ("label", "name")
            ),
            default=14,
        )

    # ---------------------------------------------------------------- above the grid

    def _head(self, placed: Placed) -> None:
        table, left, right = placed.table, placed.left, placed.right
        self.styles.put(self.sheet, placed.title, left, "title", table.title)
        last = right - 1 if table.code and right > left else right
        self._merge(placed.title, left, placed.title, last)
        if table.code:
            self.styles.put(self.sheet, placed.title, right, "code", table.code)
        self.heights[placed.title] = 24
        self.styles.put(self.sheet, placed.guide, left, "guide", table.guide)
        self._merge(placed.guide, left, placed.guide, right)
        self._grow(placed.guide, table.guide, left, right)
        if placed.unit_note:
            first = max(left, right - 1)
            unit = f'"{own.value}"' if (own := own_unit(table)) is not None else self.money_unit
            self.styles.put(self.sheet, placed.unit_note, first, "note", formula=f'="金额单位："&{unit}')
            self._merge(placed.unit_note, first, placed.unit_note, right)

    def _headings(self, placed: Placed) -> None:
        for row in placed.grid.header:
            for box in row:
                at, column = placed.header + box.row, placed.left + box.column
                cell = self.styles.put(
                    self.sheet, at, column, "number" if box.role == "number" else "heading", box.text
                )
                self._span(box, at, column)
                if box.role == "heading" and box.leaf is not None and box.leaf.comment:
                    prompts.comment(cell, box.leaf.comment)
                if box.rowspan == 1:
                    self._grow(at, box.text, column, column + box.colspan - 1)

    def _freeze(self, placed: Placed) -> None:
        lead = 0
        for leaf in placed.grid.leaves:
            if leaf.role == "value":
                break
            lead += 1
        width = sum(self.widths[placed.left + at] for at in range(lead))
        column = placed.left + (lead if lead < len(placed.grid.leaves) and width < 70 else 0)
        self.sheet.freeze_panes = f"{column_letter(column)}{placed.body}"

    # ---------------------------------------------------------------- body

    def _body(self, placed: Placed) -> None:
        for row in placed.grid.body:
            for box in row:
                self._box(placed, box)
        for number, area in placed.areas.items():
            self._area_prompts(placed, number)
            if placed.left > 1:
                for at in range(area.first, area.last + 1):
                    self.styles.put(self.sheet, at, placed.left - 1, "label_number", f"第{at - area.first + 1}段")

    def _box(self, placed: Placed, box: Box) -> None:
        row, column = placed.body + box.row, placed.left + box.column
        is_open = is_open_row(placed, box.block, box.row)
        if box.role == "value":
            self._value(placed, box, row, column, is_open)
        elif is_open and box.role in ("code", "level"):
            self.styles.put(
                self.sheet, row, column, "subject_code", int(box.text) if box.role == "level" and box.text else box.text
            )
        elif is_open and box.role == "name":
            self._name(placed, box, row, column)
        else:
            look = {
                "section": "section",
                "total": "label_total",
                "line_number": "label_number",
                "code": "label_code",
                "key": "key",
                "hint": "hint",
            }.get(box.role, "label")
            if box.role == "section" and box.colspan == 1:
                look = "heading"
            self.styles.put(self.sheet, row, column, look, box.text)
            if box.text and box.colspan == 1 and box.role in ("label", "name", "hint", "key"):
                self._grow(row, box.text, column, column)
        self._span(box, row, column)

    def _name(self, placed: Placed, box: Box, row: int, column: int) -> None:
        """A subject's name: as given, else brought by its code from the hidden list."""
        if box.text:
            self.styles.put(self.sheet, row, column, "subject_name", box.text)
            self._grow(row, box.text, column, column)
            return
        area = placed.areas[box.block]
        code = f"{column_letter(area.columns[area.code])}{row}" if area.code else ""
        if area.kind in self.plan.kit.subjects and code:
            formula = f'=IF({code}="","",IFERROR(VLOOKUP({code}&"",{subjects_name(area.kind)},2,FALSE),""))'
            self.styles.put(self.sheet, row, column, "subject_name", formula=formula)
        else:
            self.styles.put(self.sheet, row, column, "subject_name")

    def _value(self, placed: Placed, box: Box, row: int, column: int, is_open: bool) -> None:
        line, leaf = box.line, box.leaf
        assert line is not None and leaf is not None
        if (not box.key and not is_open) or not line.holds(leaf.key):
            self.styles.put(self.sheet, row, column, "closed")
            return
        if line.not_applicable:
            self.styles.put(self.sheet, row, column, "dash", "——")
            return
        if leaf.key == REMINDER:
            reminder = self.plan.content.reminders.get((placed.table.id, box.key), "")
            self.styles.put(self.sheet, row, column, "hint", reminder)
            self._grow(row, reminder, column, column)
            return
        block = placed.table.blocks[box.block]
        kind = line.kind or leaf.kind
        look = {"amount": "money", "status": "text"}.get(kind, kind)
        spot = Spot(placed.sheet, row, column)
        if self.formulas is not None and spot in self.formulas.texts:
            self.styles.put(self.sheet, row, column, f"{look}_formula", formula=self.formulas.texts[spot])
            return
        if total_kind(placed.table, block, line, leaf) and kind in ("amount", "count", "decimal"):
            look += "_total"
        value = self.plan.content.values.get((placed.table.id, box.key, leaf.key)) if box.key else None
        carried = (placed.table.id, box.key, leaf.key) in self.plan.content.carried
        cell = self.styles.put(
            self.sheet,
            row,
            column,
            f"{look}_carried" if carried else look,
            typed(value if value is not None else line.default, kind),
        )
        if isinstance(value, str) and look == "text":
            self._grow(row, value, column, column)
        if not is_open:
            prompts.limit(self.sheet, cell.coordinate, placed.table, line, leaf, required=line.required)
            if line.comment:
                prompts.comment(cell, line.comment)

    def _area_prompts(self, placed: Placed, number: int) -> None:
        """One prompt for each column of open rows."""
        area = placed.areas[number]
        for leaf in placed.table.blocks[number].leaves():
            letter = column_letter(area.columns[leaf.key])
            where = f"{letter}{area.first}:{letter}{area.last}"
            if leaf.role == "code" and area.kind in self.plan.kit.subjects:
                prompts.limit_code(self.sheet, where, codes_name(area.kind), leaf.label)
            elif leaf.role == "level":
                prompts.limit_level(self.sheet, where, leaf, area.levels)
            elif leaf.role == "name":
                if area.code:
                    known = "填了代码，名称自动带出；也可以直接粘贴名称。"
                    prompts.prompt_only(self.sheet, where, leaf.label, known)
                else:
                    prompts.limit_name(self.sheet, where, leaf, self._offered(leaf))
            elif is_text_list(placed.table):
                prompts.prompt_only(self.sheet, where, placed.table.title, placed.table.guide)
            elif leaf.role == "value" and not self._locked(placed, number, leaf):
                prompts.limit(self.sheet, where, placed.table, None, leaf)

    def _offered(self, leaf: Column) -> str:
        """Where the names stand that a column offers; empty for none."""
        if not leaf.offers:
            return ""
        area = next(iter(self.plan.tables[leaf.offers].areas.values()))
        return area.range(area.name)

    def _locked(self, placed: Placed, number: int, leaf: Column) -> bool:
        return self.formulas is not None and bool(total_kind(placed.table, placed.table.blocks[number], Line(), leaf))

    # ---------------------------------------------------------------- spans and heights

    def _span(self, box: Box, row: int, column: int) -> None:
        """Merge a box's cells and give the covered ones its border."""
        if box.rowspan == 1 and box.colspan == 1:
            return
        style = self.sheet.cell(row, column)._style
        for at in range(row, row + box.rowspan):
            for across in range(column, column + box.colspan):
                self.sheet.cell(at, across)._style = style
        self._merge(row, column, row + box.rowspan - 1, column + box.colspan - 1)

    def _merge(self, top: int, left: int, bottom: int, right: int) -> None:
        if (top, left) != (bottom, right):
            self.sheet.merged_cells.add(f"{column_letter(left)}{top}:{column_letter(right)}{bottom}")

    def _grow(self, row: int, text: str, left: int, right: int) -> None:
        """Make a row high enough for a text."""
        width = sum(self.widths.get(column, 9) for column in range(left, right + 1))
        self.heights[row] = max(self.heights.get(row, MIN_HEIGHT), line_count(text, width - 1) * LINE_HEIGHT + 4)


def typed(value: Value | None, kind: str) -> Decimal | int | str | None:
    """A value as its cell holds it: a year of digits becomes a number, so that no green corner appears."""
    if kind == "year" and isinstance(value, str) and value.isascii() and value.isdigit():
        return int(value)
    return value
