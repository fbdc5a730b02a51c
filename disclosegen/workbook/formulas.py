"""Which cells are totals or repeat other cells, and the formulas that compute them in a 元 workbook.

In: a :class:`~disclosegen.workbook.plan.Plan`.  Out: for each cell, what it is (:func:`total_kind`), its
parts, and, in a 元 workbook, its formula.  Formulas give numbers only, never texts or errors, so that they
can be added up again; a number format hides their zeros.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..kit.refs import expand_rows, parse_ref
from ..kit.schema import FIGURES, Block, Column, Line, Table
from .plan import Area, Placed, Plan, Spot, leaf_words, quoted, runs

FULL = {"functional": 7, "economic": 5, "income": 7}
"""Digits of the lowest subject level."""

Part = tuple[int, Spot]
"""Sign and cell of an addend."""


def total_kind(table: Table, block: Block, line: Line, leaf: Column) -> str:
    """What computes a blank cell: line, column, total, children or take; empty for a plain input."""
    if not line.holds(leaf.key) or (line.kind or leaf.kind) not in FIGURES:
        return ""
    if line.sum:
        return "line"
    if leaf.sum and not line.unit:
        return "column"
    if table.hierarchy and line is block.total:
        return "total"
    if table.hierarchy and line.code and any(True for _ in fixed_children(table, line)):
        return "children"
    if (line.take and leaf is block.values()[0]) or (leaf.take and line.code):
        return "take"
    return ""


def fixed_children(table: Table, line: Line) -> Iterator[Line]:
    """Fixed lines one level below a fixed line with a code, in any block."""
    for _, other in table.lines():
        if len(other.code) == len(line.code) + 2 and other.code.startswith(line.code):
            yield other


@dataclass(frozen=True)
class Sum:
    """A total at a fixed place and its parts."""

    title: str
    spot: Spot
    parts: tuple[Part, ...]
    amount: bool


def fixed_sums(placed: Placed) -> Iterator[Sum]:
    """Lines, footers and subjects whose parts are fixed lines of the same table, one for each column."""
    table = placed.table
    for number, line in table.lines():
        block = table.blocks[number]
        for leaf in block.values():
            kind = total_kind(table, block, line, leaf)
            if kind not in ("line", "children"):
                continue
            column = f"·{leaf_words(table, leaf)}" if len(block.values()) > 1 else ""
            amount = (line.kind or leaf.kind) == "amount"
            name = f"{line.code} {line.label}".strip()
            yield Sum(
                f"{name}{column}",
                placed.spots[line.row_key, leaf.key],
                tuple(line_parts(placed, line, leaf)),
                amount,
            )
    for footer in table.footer:
        key, spot = next((key, spot) for (key, _), spot in placed.spots.items() if key == footer.key)
        line = Line(key=key, label=footer.label, sum=footer.sum)
        yield Sum(footer.label, spot, tuple(line_parts(placed, line, None)), True)


def line_parts(placed: Placed, line: Line, leaf: Column | None) -> Iterator[Part]:
    """Signed cells that add up to a line, footer or fixed subject; without ``leaf``, of any column."""
    table = placed.table
    if line.sum:
        signed = expand_rows(line.sum, [other.row_key for _, other in table.lines()])
    else:
        signed = [(1, child.row_key) for child in fixed_children(table, line)]
    for sign, key in signed:
        for (row, column), spot in placed.spots.items():
            if row == key and (leaf is None or column == leaf.key):
                yield sign, spot


def signed_sum(parts: Sequence[Part]) -> str:
    """``SUM(…)-SUM(…)`` of signed cells; blanks and texts count as nothing."""
    plus = ",".join(runs([spot for sign, spot in parts if sign > 0]))
    minus = ",".join(runs([spot for sign, spot in parts if sign < 0]))
    return (f"SUM({plus})" if plus else "0") + (f"-SUM({minus})" if minus else "")


def lowest_sum(area: Area, key: str, code: str = "") -> str:
    """The sum of a column over subjects of full length, of one category if ``code`` is given, or over the lowest names."""
    if area.kind not in FULL:
        levels = area.range(area.level) if area.level else ""
        return (
            f'SUMPRODUCT(({levels}="")+({levels}={area.levels}),{area.range(key)})'
            if levels
            else f"SUM({area.range(key)})"
        )
    codes = area.range(area.code)
    test = f"(LEN({codes})={FULL[area.kind]})"
    test += f'*(LEFT({codes},{len(code)})="{code}")' if code else "*1"
    return f"SUMPRODUCT({test},{area.range(key)})"


class Formulas:
    """Formulas of a 元 workbook. A ``take`` that would close a circle stays an input."""

    def __init__(self, plan: Plan):
        self.plan = plan
        self.edges: dict[Spot, set[Spot]] = {}
        self.texts: dict[Spot, str] = {}
        for placed in plan.tables.values():
            self._sums(placed)
        for placed in plan.tables.values():
            self._takes(placed)

    def _sums(self, placed: Placed) -> None:
        table = placed.table
        for item in fixed_sums(placed):
            self._set(item.spot, signed_sum(item.parts), {spot for _, spot in item.parts})
        for row in placed.grid.body:
            for box in row:
                if box.role != "value" or box.leaf is None or box.line is None:
                    continue
                block = table.blocks[box.block]
                spot = Spot(placed.sheet, placed.body + box.row, placed.left + box.column)
                if spot in self.texts or not (box.key or is_open_row(placed, box.block, box.row)):
                    continue
                kind = total_kind(table, block, box.line, box.leaf)
                if kind == "column":
                    parts = self._across(block, box.leaf, spot)
                    text = signed_sum(parts).replace("$", "")  # relative, so that a copied row still adds up itself
                    self._set(spot, text, {part for _, part in parts})
                elif kind == "total":
                    self._set(spot, lowest_sum(placed.areas[box.block], box.leaf.key), set())

    def _across(self, block: Block, leaf: Column, spot: Spot) -> list[Part]:
        """Cells of the same row that add up to a column's cell."""
        places = {other.key: at for at, other in enumerate(block.leaves())}
        start = spot.column - places[leaf.key]
        return [
            (sign, Spot(spot.sheet, spot.row, start + places[key]))
            for sign, key in expand_rows(leaf.sum, [other.key for other in block.values()])
        ]

    def _takes(self, placed: Placed) -> None:
        table = placed.table
        for number, line in table.lines():
            block = table.blocks[number]
            for leaf in block.values():
                spot = placed.spots.get((line.row_key, leaf.key))
                if spot is None or spot in self.texts or total_kind(table, block, line, leaf) != "take":
                    continue
                if (table.id, line.row_key, leaf.key) in self.plan.content.values:
                    continue  # typed over: kept, and checked against its source
                text = line.take if line.take and leaf is block.values()[0] else leaf.take
                self._take(spot, text.replace("{code}", line.code))

    def _take(self, spot: Spot, text: str) -> None:
        ref = parse_ref(text, self.plan.kit.tables)
        target = self.plan.tables[ref.table]
        fixed = {line.row_key for _, line in target.table.lines()}
        if ref.row in fixed:
            source = target.spots[ref.row, ref.column]
            if not self._reaches(source, spot):
                self._set(spot, f"SUM({source.full})", {source})
            return
        area = next((area for area in target.areas.values() if ref.column in area.columns and area.kind in FULL), None)
        if area is not None:
            self._set(spot, lowest_sum(area, ref.column, ref.row), set())

    def _set(self, spot: Spot, text: str, sources: set[Spot]) -> None:
        self.texts[spot] = "=" + text.replace(f"{quoted(spot.sheet)}!", "")
        self.edges[spot] = sources

    def _reaches(self, start: Spot, goal: Spot) -> bool:
        """Whether a cell's value comes from another, over any number of formulas."""
        seen, todo = set(), [start]
        while todo:
            spot = todo.pop()
            if spot == goal:
                return True
            if spot not in seen:
                seen.add(spot)
                todo += self.edges.get(spot, ())
        return False


def is_open_row(placed: Placed, number: int, row: int) -> bool:
    """Whether a 0-based body row is one of a block's open rows."""
    area = placed.areas.get(number)
    return area is not None and area.first <= placed.body + row <= area.last
