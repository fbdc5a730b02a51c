"""Last year's workbook becomes the beginning of this year's.

In: last year's data and this year's kit.  Out: :class:`Carried`: the content of the new workbook, and in words what could
not be carried.  A workbook of the year before gives its final figures as this year's 上年数 (``from_last``), what stays
from year to year (``keep``), and its reasons as reminders.  A workbook of the same year is brought over as a whole.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from typing import Any

from ..kit.grid import OpenRow
from ..kit.load import Kit
from ..kit.reasons import REASONS, REPLACEMENTS, with_reasons
from ..kit.schema import Line, Table
from ..money import ZERO, Unit, from_base
from ..workbook.content import Content, Place, Value
from .carry import block_number
from .disclosure import Cell, Disclosure, Row, State, TableData
from .prior import priors

SHOWN = 24
"""Characters of a text that are quoted in a message."""


class Relation(Enum):
    """What the old workbook is to the new one."""

    SAME_YEAR = "same"
    YEAR_BEFORE = "before"
    OTHER = "other"  # another kind, or further apart: only what stays is carried


@dataclass(frozen=True)
class Carried:
    """What was carried over.

    Attributes:
        content: Values for the new workbook.
        relation: See :class:`Relation`.
        figures: How many of last year's figures were put in as 上年数.
        missing: What could not be carried, one sentence each.
    """

    content: Content
    relation: Relation
    figures: int
    missing: tuple[str, ...]


def relation(last: Kit, kit: Kit) -> Relation:
    """What a workbook of one kit is to the other kit."""
    if last.file.kind != kit.file.kind:
        return Relation.OTHER
    gap = kit.file.year - last.file.year
    return {0: Relation.SAME_YEAR, 1: Relation.YEAR_BEFORE}.get(gap, Relation.OTHER)


def carry_over(last: Disclosure, kit: Kit, unit: Unit | None = None, how: Relation | None = None) -> Carried:
    """Carry a workbook over into a kit.

    Args:
        last: The old workbook's data.
        kit: The new workbook's kit.
        unit: The new workbook's money unit; None for that of the old one. Amounts are converted exactly.
        how: What the old workbook is to the new one; None to see from the kits.
    """
    carrier = _Carrier(last, kit, unit or last.money_unit)
    how = how or relation(last.kit, kit)
    if how is Relation.SAME_YEAR:
        carrier.everything()
    else:
        carrier.kept()
        if how is Relation.YEAR_BEFORE:
            carrier.figures()
            carrier.reminders()
        else:
            carrier.missing.append(
                f"旧表是{last.kit.file.title}，不是它的上一年度：只带来单位信息等不变的内容，没有带上年数"
            )
    carrier.money_unit()
    return Carried(carrier.content(), how, carrier.count, tuple(carrier.missing))


@dataclass
class _Carrier:
    """The content in the making."""

    last: Disclosure
    kit: Kit
    unit: Unit
    values: dict[Place, Value] = field(default_factory=dict)
    rows: dict[tuple[str, int], dict[str, OpenRow]] = field(default_factory=dict)
    review: set[Place] = field(default_factory=set)
    remind: dict[tuple[str, str], str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    count: int = 0

    def __post_init__(self) -> None:
        self.tables = with_reasons(self.kit)

    def content(self) -> Content:
        """What came together; subjects in order of their codes, texts as they stood."""
        rows = {place: tuple(sorted(found.values(), key=_order)) for place, found in self.rows.items()}
        return Content(self.values, rows, frozenset(self.review), self.remind)

    # ---------------------------------------------------------------- the three ways

    def everything(self) -> None:
        """The same year: every value that a person typed."""
        for name, data in self.last.tables.items():
            for row in data.rows:
                self._row(name, data, row, {key: cell for key, cell in row.cells.items() if _typed(cell)})
        if self.unit is Unit.YUAN and self.last.money_unit is not Unit.YUAN:
            self.missing.append(
                "新表按元填，合计由公式算出：旧表里手填的合计没有带来。旧表的万元数是四舍五入过的，合计会差尾数；没有元的原始数时，建议仍按万元填"
            )

    def kept(self) -> None:
        """What stays from year to year, to be looked at."""
        for name, data in self.last.tables.items():
            spec = self.tables.get(name)
            if name in (REASONS, REPLACEMENTS):
                continue
            lines = {line.row_key for _, line in spec.lines() if line.keep} if spec else set()
            was = {line.row_key for _, line in data.spec.lines() if line.keep}
            for row in data.rows:
                whole = data.spec.keep if spec is None else spec.keep
                if whole or row.key in lines or (row.key in was and self._line(name, row.key) is None):
                    self._row(
                        name, data, row, {key: cell for key, cell in row.cells.items() if _typed(cell)}, review=True
                    )

    def figures(self) -> None:
        """Last year's final figures as this year's 上年数; a blank counts as zero where one must be filled."""
        for prior in priors(self.last, self.kit):
            if prior.why:
                self.missing.append(f"上年数“{prior.label}”：{prior.why}，请自己填")
                continue
            if prior.value is None and not prior.required:
                continue
            self.values[prior.place] = from_base(prior.value or ZERO, prior.unit or self.unit)
            self.count += 1
            if prior.row is not None:
                self.rows.setdefault((prior.place[0], prior.block), {})[prior.row.key] = prior.row

    def reminders(self) -> None:
        """Last year's reasons, beside the empty ones."""
        for name in (REASONS, REPLACEMENTS):
            known = {line.row_key for _, line in self.tables[name].lines()}
            for row in self.last.tables[name].rows:
                text = next((cell.text for cell in row.cells.values() if cell.text), "")
                if text and row.key in known:
                    self.remind[name, row.key] = text
                elif text:
                    self.missing.append(
                        f"上年填写的“{row.name or row.key}”（编号 {row.key}）：新表里没有这一句。上年写的是“{_short(text)}”"
                    )

    def money_unit(self) -> None:
        """The new workbook's unit, whatever the old one's was."""
        identity = self.kit.file.identity
        for _, line in self.tables[identity].lines():
            if line.row_key == "money_unit":
                place = (identity, "money_unit", self.tables[identity].blocks[0].values()[0].key)
                self.values[place] = self.unit.value
                self.review.discard(place)

    # ---------------------------------------------------------------- one row

    def _line(self, table: str, row: str) -> Line | None:
        spec = self.tables.get(table)
        return next((line for _, line in spec.lines() if line.row_key == row), None) if spec else None

    def _row(self, name: str, data: TableData, row: Row, cells: dict[str, Cell], *, review: bool = False) -> None:
        """Carry a row's cells; what has no place is said."""
        if not cells and not _texts(row):
            return
        table = self.tables.get(name)
        number = block_number(table, row.key) if table else None
        if table is None or number is None:
            where = "新表里没有这张表" if table is None else "新表里没有这一行"
            self.missing.append(f"“{data.spec.title}”的“{_name(row)}”（{_shown(cells)}）：{where}")
            return
        line = self._line(name, row.key)
        columns = {leaf.key: leaf for leaf in table.blocks[number].values() if line is None or line.holds(leaf.key)}
        if line is not None and line.not_applicable:
            columns = {}
        if line is None and not any(footer.key == row.key for footer in table.footer):
            opened = OpenRow(row.key, row.code, row.name if row.code else "", **_texts(row))
            self.rows.setdefault((name, number), {})[row.key] = opened
        for key, cell in cells.items():
            if why := self._refused(table, line, key, columns, cell):
                self.missing.append(f"“{data.spec.title}”的“{_name(row)}”（{_shown({key: cell})}）：{why}")
                continue
            place = (name, row.key, key)
            kind = (line.kind if line else None) or columns[key].kind
            own = self.unit if kind == "amount" else (line.unit if line else None) or columns[key].unit or Unit.ONE
            self.values[place] = from_base(cell.value, own) if cell.value is not None else cell.text or ""
            if review:
                self.review.add(place)

    @staticmethod
    def _refused(table: Table, line: Line | None, key: str, columns: dict[str, object], cell: Cell) -> str:
        """Why a value has no place in the new workbook; empty when it has."""
        if key not in columns:
            return "新表里没有这一列"
        kind = (line.kind if line else None) or getattr(columns[key], "kind", "")
        if (cell.value is None) is (kind in ("amount", "count", "decimal")):
            return "新表这一格填的内容不同了"
        if kind == "choice" and line is not None and cell.text not in line.choices:
            return f"新表只能选{'、'.join(line.choices)}"
        return ""


def _typed(cell: Cell) -> bool:
    return cell.state is State.FILLED and (cell.value is not None or bool(cell.text))


def _order(row: OpenRow) -> tuple[int, str]:
    """Paragraphs and names as they stood, subjects by code."""
    return (0, row.code) if row.code else (int(row.key), "")


def _texts(row: Row) -> dict[str, Any]:
    """What names a row that has no code and no fixed label, where the kit has such rows."""
    texts = getattr(row, "texts", ())
    return {"texts": texts} if texts else {}


def _name(row: Row) -> str:
    return f"{row.code} {row.name}".strip() or f"第{row.key}段"


def _shown(cells: dict[str, Cell]) -> str:
    return "、".join(_short(_figure(cell)) for cell in cells.values())


def _figure(cell: Cell) -> str:
    if cell.value is None:
        return cell.text or ""
    shown: Decimal = from_base(cell.value, cell.unit)
    return f"{shown:f}{cell.unit.value}"


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"
