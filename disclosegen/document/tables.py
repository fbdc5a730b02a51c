"""A published table of the model becomes a resolved block of the document.

In: a table's data and its kit.  Out: a :class:`~disclosegen.document.blocks.TableBlock` with printed texts,
spans, alignment, column widths in millimetres and the number of lines that each row needs.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Sequence

from ..kit.grid import Box, Grid, OpenRow, as_printed, lay_out
from ..kit.load import Kit
from ..kit.schema import Table
from ..model.disclosure import Cell, State, TableData
from ..money import NumberStyle
from .blocks import Align, GridCell, GridRow, Paragraph, Run, TableBlock
from .facts import of_cell
from .trace import Origin, Trace

POINTS = 72 / 25.4  # points in a millimetre
NOT_APPLICABLE = "——"
UNREAD = "？"
"""In a review copy: what stands there could not be read; never a blank, which would be a figure."""
HALF = 0.56  # digits of the stand-in faces are this wide; those of 宋体 are 0.5
SLACK = 0.02  # a line that is fuller than this may break in one renderer and not in another


def table_block(kit: Kit, data: TableData, fill: Callable[[str], str]) -> TableBlock:
    """Resolve a table.

    Args:
        data: Its rows in print order.
        fill: Puts unit name and the like into the texts above the grid.
    """
    table = as_printed(data.spec)
    fixed = {line.row_key for _, line in data.spec.lines()}
    rows = {
        number: [
            OpenRow(row.key, row.code, row.name, row.texts)
            for row in data.rows
            if row.block == number and row.key not in fixed
        ]
        for number, block in enumerate(table.blocks)
        if block.open
    }
    grid = lay_out(table, rows)
    page = kit.style.page(table.landscape)
    scale = page.text_width / sum(leaf.width for leaf in grid.leaves)
    widths = tuple(round(leaf.width * scale, 2) for leaf in grid.leaves)
    measure = _Measure(widths, table.font_size, kit.style.cell_padding)
    resolve = _Resolver(kit, data, grid)
    header = tuple(_row([resolve.head(box) for box in row], row, measure) for row in grid.header)
    body = tuple(_row([resolve.body(box) for box in row], row, measure) for row in grid.body)
    above = tuple(fill(text) for text in table.above)
    notes = [*table.notes, *([table.empty_note] if table.empty_note and data.is_empty else [])]
    return TableBlock(
        id=table.id,
        code=table.code if table.printed_code is None else fill(table.printed_code),
        above=(*above, "", "", "")[:3],
        widths=widths,
        header=header,
        body=body,
        notes=tuple(Paragraph((Run(fill(note)),), style="table_note") for note in notes),
        font_size=table.font_size,
        row_pitch=table.row_pitch,
    )


class _Resolver:
    """Texts and alignment of boxes."""

    def __init__(self, kit: Kit, data: TableData, grid: Grid):
        self.kit, self.data, self.grid = kit, data, grid

    def head(self, box: Box) -> GridCell:
        return GridCell(box.text, box.colspan, box.rowspan, "center", head=True)

    def body(self, box: Box) -> GridCell:
        if box.role == "section":
            return GridCell(box.text, box.colspan, align="left" if box.colspan > 1 else "center")
        if box.role == "value":
            return self._value(box)
        centred = box.role in ("total", "line_number") or (box.line is not None and box.line.centred)
        align: Align = "center" if centred else "left"
        row = self.data.by_key.get(box.key)
        place = row.places.get(box.leaf.key) if row and box.leaf else None
        trace = Trace(Origin.TYPED, box.text, (place,)) if place and box.text else None
        return GridCell(box.text, box.colspan, align=align, trace=trace)

    def _value(self, box: Box) -> GridCell:
        cell = self.data.cell(box.key, box.leaf.key) if box.key and box.leaf else None
        if cell is None:
            return GridCell("", box.colspan, align="right")
        if cell.state is State.NOT_APPLICABLE:
            return GridCell(NOT_APPLICABLE, box.colspan, align="center")
        if cell.text is not None:
            trace = Trace(Origin.TYPED, cell.text, cell.refs) if cell.ref.cell else None
            return GridCell(cell.text, box.colspan, align="left", trace=trace)
        if not cell.known:
            return GridCell(UNREAD, box.colspan, align="right", trace=Trace(Origin.TYPED, UNREAD, (cell.culprit,)))
        style = self._style(self.data.spec, box, cell)
        text = style.print(cell.value)
        return GridCell(text, box.colspan, align="right", trace=of_cell(cell, text, style) if text else None)

    def _style(self, table: Table, box: Box, cell: Cell) -> NumberStyle:
        amounts = table.empty_style if table.empty_style and self.data.is_empty else table.style
        name = box.leaf.style if box.leaf and box.leaf.style else amounts if cell.unit.is_money else table.count_style
        return self.kit.numbers[name]


class _Measure:
    """How many lines a text needs in a cell of this table."""

    def __init__(self, widths: Sequence[float], size: float, padding: float):
        self.widths, self.size, self.padding = widths, size, padding

    def lines(self, box: Box, text: str) -> int:
        room = sum(self.widths[box.column : box.column + box.colspan]) * POINTS - 2 * self.padding
        room = max(room / self.size, 1.0)  # in characters
        return sum(self._wrapped(line, room) for line in text.split("\n"))

    def _wrapped(self, text: str, room: float) -> int:
        if len(text) <= room * (1 - SLACK):  # no letter is wider than one character
            return 1
        width = text_width(text)
        if width <= room * (1 - SLACK):
            return 1
        return math.ceil(width / max(math.floor(room * (1 - SLACK)), 1))


def text_width(text: str) -> float:
    """Width of a text in characters: a full-width one is 1, a half-width one ``HALF``."""
    return sum(1.0 if unicodedata.east_asian_width(char) in "WFA" else HALF for char in text)


def _row(cells: list[GridCell], boxes: Sequence[Box], measure: _Measure) -> GridRow:
    lines = max(
        (measure.lines(box, cell.text) for box, cell in zip(boxes, cells, strict=True) if cell.rowspan == 1), default=1
    )
    return GridRow(tuple(cells), max(lines, 1))
