"""Where last year's figures stand, and what they are.

In: last year's data and this year's kit, whose lines and columns say ``from_last``.  Out: one :class:`Prior` for each
figure of this year's workbook that last year's can supply, with the cells behind it, or why it cannot.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from ..errors import KitError
from ..kit.grid import OpenRow
from ..kit.load import Kit
from ..kit.refs import footer_block, parse_ref
from ..kit.schema import Block, Column, Line, Table
from ..money import EXACT, ZERO, Unit
from ..workbook.content import Place
from .disclosure import Cell, Disclosure


@dataclass(frozen=True)
class Prior:
    """A figure of this year's workbook that last year's supplies.

    Attributes:
        place: Where it goes.
        label: Row and column in words.
        value: In the base unit; None where last year's cells are blank.
        cells: Last year's cells.
        unit: Unit of the place where it is no money; None for money.
        required: Whether the place may not stay blank.
        why: Why last year's workbook cannot supply it; empty otherwise.
        block, row: For a subject that the kit leaves open: its block and row.
    """

    place: Place
    label: str
    value: Decimal | None
    cells: tuple[Cell, ...]
    unit: Unit | None
    required: bool = False
    why: str = ""
    block: int = 0
    row: OpenRow | None = None


def priors(last: Disclosure, kit: Kit) -> Iterator[Prior]:
    """Every figure that the kit takes from last year's workbook, in workbook order."""
    for table in kit.tables.values():
        for number, line in table.lines():
            yield from _line(last, table, table.blocks[number], line)
        for footer in table.footer:
            yield from _line(last, table, footer_block(table, footer.key), Line(key=footer.key, label=footer.label))
        for number, block in enumerate(table.blocks):
            if block.open not in ("", "text", "names"):
                yield from _open(last, table, number, block)


def _line(last: Disclosure, table: Table, block: Block, line: Line) -> Iterator[Prior]:
    for column, texts in supplied(block, line):
        yield _prior(last, table, line, column, texts)


def supplied(block: Block, line: Line) -> Iterator[tuple[Column, tuple[str, ...]]]:
    """The columns of a line that last year's workbook supplies, with their references.

    A line's own references stand for its first column that takes figures from last year, or its first at all.
    """
    columns = [column for column in block.values() if line.holds(column.key)]
    if line.not_applicable or not columns:
        return
    own = next((column for column in columns if column.from_last), columns[0]) if line.from_last else None
    for column in columns:
        texts = line.from_last if column is own else (column.from_last,) if column.from_last else ()
        if texts:
            yield column, texts


def _open(last: Disclosure, table: Table, number: int, block: Block) -> Iterator[Prior]:
    """Subjects that had a figure last year; in a table without levels only the lowest ones."""
    fixed = {line.row_key for _, line in table.lines()}
    for column in block.values():
        source, _, key = column.from_last.partition(".{row}")
        if not key or source not in last.tables:
            continue
        rows = [
            row
            for row in last.tables[source].rows
            if row.code and row.key not in fixed and (cell := row.cells.get(key.lstrip("."))) is not None and cell.value
        ]
        for row in rows:
            if table.hierarchy or not any(other.code != row.code and other.code.startswith(row.code) for other in rows):
                line = Line(key=row.key, code=row.code, label=row.name)
                found = _prior(last, table, line, column, (column.from_last,))
                yield Prior(
                    found.place,
                    found.label,
                    found.value,
                    found.cells,
                    found.unit,
                    False,
                    found.why,
                    number,
                    OpenRow(row.key, row.code, row.name),
                )


def _prior(last: Disclosure, table: Table, line: Line, column: Column, texts: tuple[str, ...]) -> Prior:
    label = f"{line.label or table.title}·{column.label}"
    unit = None if (line.kind or column.kind) == "amount" else (line.unit or column.unit or Unit.ONE)
    place = (table.id, line.row_key, column.key)
    cells: list[tuple[int, Cell]] = []
    for text in texts:
        sign, name = (-1, text[1:]) if text.startswith("-") else (1, text)
        name = name.replace("{row}", line.row_key)
        try:
            ref = parse_ref(name, last.kit.tables)
        except KitError:
            return Prior(place, label, None, (), unit, line.required, "上年的表格里没有这个数")
        cell = last.tables[ref.table].cell(ref.row, ref.column)
        if cell is not None and not cell.known:
            return Prior(
                place,
                label,
                None,
                (cell,),
                unit,
                line.required,
                f"上年的 {cell.ref.words or cell.ref.address} 读不出来",
            )
        if cell is not None:
            cells.append((sign, cell))
    value = None
    for sign, cell in cells:
        if cell.value is not None:
            value = EXACT.add(value or ZERO, sign * cell.value)
    return Prior(place, label, value, tuple(cell for _, cell in cells), unit, line.required)
