"""A right workbook, written once and kept open: the cells that a mistake can touch.

In: a kit and content.  Out: a :class:`Base`: every value cell with its address, its kind and what stands there, and every
open row.  An :class:`Edit` is a change of one cell; a :class:`Mutation` is a mistake, made of one or more edits.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Any

from openpyxl.utils import get_column_letter

from disclosegen.findings import CellRef, Finding
from disclosegen.kit.grid import OpenLine
from disclosegen.kit.load import Kit
from disclosegen.kit.schema import Line
from disclosegen.model.disclosure import Disclosure
from disclosegen.money import Unit, sum_bound
from disclosegen.pipeline import Report, judge
from disclosegen.workbook.blank import write_workbook
from disclosegen.workbook.content import Content
from disclosegen.workbook.plan import Plan, make_plan
from disclosegen.workbook.raw import RawWorkbook
from disclosegen.workbook.read import open_workbook, read
from disclosegen.workbook.xlsx import Book, Formula, Sheet

NUMBERS = ("amount", "count", "decimal")


@dataclass(frozen=True)
class Slot:
    """A value cell: where it stands in the kit's words and on the sheet, and what stands there (None for a blank).

    ``open`` says that its row is a subject or a line of text; ``total`` that the kit computes it where it is blank.
    """

    table: str
    row: str
    column: str
    kind: str
    sheet: str
    at: tuple[int, int]
    value: Any
    open: bool = False

    @property
    def place(self) -> str:
        """``t02.2040201.fiscal``."""
        return f"{self.table}.{self.row}.{self.column}"

    @property
    def number(self) -> Decimal:
        """The figure."""
        return Decimal(repr(self.value)) if isinstance(self.value, float) else Decimal(str(self.value))


@dataclass(frozen=True)
class Strip:
    """An open row: its code and name with their cells, and its value cells, blank ones included."""

    table: str
    key: str
    code: str
    sheet: str
    row: int
    code_at: int
    name_at: int
    name: str
    slots: tuple[Slot, ...]
    spare: int
    """A blank row of the same block."""
    columns: tuple[int, ...]
    """Every column of the block."""


@dataclass(frozen=True)
class Edit:
    """One cell, before and after. None is a blank."""

    sheet: str
    at: tuple[int, int]
    before: Any
    after: Any

    @property
    def address(self) -> tuple[str, str]:
        """Sheet and cell as findings name them."""
        return self.sheet, f"{get_column_letter(self.at[1])}{self.at[0]}"


@dataclass(frozen=True)
class Mutation:
    """One mistake.

    Attributes:
        kind: Its name, as printed.
        place: ``table.row.column`` of the cell (the first one, where there are several).
        edits: What it changes.
        also: Further cells that are a right answer to “where?”.
        slots: The value cells it touches.
        gone: Its cells are gone: any cell of the same sheet, or of the same subject, is a right answer.
    """

    kind: str
    place: str
    edits: tuple[Edit, ...]
    also: frozenset[tuple[str, str]] = frozenset()
    slots: tuple[Slot, ...] = ()
    gone: str = ""

    def points(self, ref: CellRef) -> bool:
        """Whether a cell that a finding names is a right answer."""
        if self.gone and (ref.sheet == self.edits[0].sheet or ref.line.startswith(self.gone)):
            return True
        address = (ref.sheet, ref.cell)
        return address in self.also or any(address == edit.address for edit in self.edits)


class Base:
    """A right workbook with a name, open to be edited."""

    def __init__(self, name: str, kit: Kit, content: Content):
        self.name, self.kit, self.content = name, kit, content
        self.plan: Plan = make_plan(kit, content)
        self.data = write_workbook(kit, content)
        book, _ = open_workbook(self.data, name)
        assert book is not None
        self.book = book
        self.sheets = {sheet.title: sheet for sheet in book.sheets}

    @property
    def unit(self) -> Unit:
        """Unit in which the amounts are typed."""
        return Unit.YUAN if self.content.money_in_yuan else Unit.WAN

    def value(self, sheet: str, at: tuple[int, int]) -> Any:
        """What stands in a cell; None for a blank, and for a formula, which no mistake touches."""
        value = self.sheets[sheet].cells.get(at)
        return None if isinstance(value, Formula) else value

    @cached_property
    def _read(self) -> tuple[RawWorkbook, list[Finding]]:
        """The unchanged workbook as read."""
        return read(self.book, self.kit, self.kit.file.version)

    def check(self, edits: tuple[Edit, ...] = ()) -> Report:
        """What the check says of the workbook with some cells changed; only the sheets that they are on are read again."""
        raw, found = self._read
        changed = frozenset(edit.sheet for edit in edits)
        identity = self.plan.tables[self.kit.file.identity].sheet
        if changed:
            again = frozenset(self.sheets) if identity in changed else changed | {identity}
            sheets = tuple(self._edited(sheet, edits, again) for sheet in self.book.sheets)
            part, said = read(Book(sheets, self.book.names), self.kit, self.kit.file.version)
            fresh = {name for name, placed in self.plan.tables.items() if placed.sheet in again}
            raw = replace(raw, tables={name: (part if name in fresh else raw).tables[name] for name in raw.tables})
            found = [
                *(finding for finding in found if not again & {ref.sheet for ref in finding.cells}),
                *(finding for finding in said if again & {ref.sheet for ref in finding.cells}),
            ]
        return judge(raw, self.kit, self.name, found)

    @staticmethod
    def _edited(sheet: Sheet, edits: tuple[Edit, ...], again: frozenset[str]) -> Sheet:
        """A sheet with its edits; an empty one of the same name where it need not be read again."""
        if sheet.title not in again:
            return Sheet(sheet.title, {})
        cells = dict(sheet.cells)
        for edit in edits:
            if edit.sheet == sheet.title and edit.after is None:
                cells.pop(edit.at, None)
            elif edit.sheet == sheet.title:
                cells[edit.at] = edit.after
        return replace(sheet, cells=cells)

    @cached_property
    def unchanged(self) -> Report:
        """What the check says of the workbook without any mistake."""
        return self.check()

    @cached_property
    def before(self) -> frozenset[tuple[Any, ...]]:
        """What is said of the unchanged workbook (nothing, if it is right)."""
        return frozenset(essence(finding) for finding in self.unchanged.findings)

    def healed(self, report: Report) -> bool:
        """Whether every figure and every word is what it was: a total left blank, which the program supplied.

        In a 万元 workbook what it supplies may differ from what stood there by as much as rounding explains.
        """
        assert report.data is not None
        now, before = _content(report.data), self._content
        if now.keys() != before.keys():
            return False
        allowed = sum_bound(5, Unit.WAN) if self.unit is Unit.WAN else 0
        return all(
            text == other and abs((value or 0) - (was or 0)) <= allowed
            for (value, text), (was, other) in ((now[key], before[key]) for key in now)
        )

    @cached_property
    def _content(self) -> dict[Any, Any]:
        assert self.unchanged.data is not None
        return _content(self.unchanged.data)

    @cached_property
    def slots(self) -> tuple[Slot, ...]:
        """Every value cell of every row that is there, blank cells included, formulas left out."""
        found = []
        for table, placed in self.plan.tables.items():
            for row in placed.grid.body:
                for box in row:
                    if box.role != "value" or not box.key or box.leaf is None or box.line is None:
                        continue
                    line: Line = box.line
                    at = (placed.body + box.row, placed.left + box.column)
                    raw = self.sheets[placed.sheet].cells.get(at)
                    if isinstance(raw, Formula) or line.not_applicable or not line.holds(box.leaf.key):
                        continue
                    kind = line.kind or box.leaf.kind
                    is_open = isinstance(line, OpenLine)
                    found.append(Slot(table, box.key, box.leaf.key, kind, placed.sheet, at, raw, is_open))
        return tuple(found)

    @cached_property
    def by_place(self) -> dict[str, Slot]:
        """Slots by ``table.row.column``."""
        return {slot.place: slot for slot in self.slots}

    @cached_property
    def figures(self) -> tuple[Slot, ...]:
        """Cells that hold a number."""
        return tuple(slot for slot in self.slots if slot.kind in NUMBERS and slot.value is not None)

    @cached_property
    def texts(self) -> tuple[Slot, ...]:
        """Cells that hold words."""
        return tuple(slot for slot in self.slots if slot.kind == "text" and isinstance(slot.value, str))

    @cached_property
    def strips(self) -> tuple[Strip, ...]:
        """Every open row of figures."""
        found = []
        slots: dict[tuple[str, str], list[Slot]] = {}
        for slot in self.slots:
            if slot.open:
                slots.setdefault((slot.table, slot.row), []).append(slot)
        for (table, number), rows in self.content.rows.items():
            placed = self.plan.tables[table]
            area = placed.areas[number]
            if area.kind == "text":
                continue
            for row in rows:
                own = tuple(slots.get((table, row.key), ()))
                if not own:
                    continue
                found.append(
                    Strip(
                        table,
                        row.key,
                        row.code,
                        placed.sheet,
                        own[0].at[0],
                        area.columns[area.code or area.name],
                        area.columns[area.name],
                        row.name,
                        own,
                        area.first + len(rows),
                        tuple(area.columns.values()),
                    )
                )
        return tuple(found)


def essence(finding: Finding) -> tuple[Any, ...]:
    """What makes two findings the same: rule, words and cells."""
    return finding.rule, finding.severity, finding.message, finding.cells


def _content(data: Disclosure) -> dict[Any, Any]:
    return {
        (name, row.key, row.name, column): (cell.value or None, cell.text)
        for name, table in data.tables.items()
        for row in table.rows
        for column, cell in row.cells.items()
        if cell.value or cell.text
    }
