"""A form's boxes in boxes laid out as one grid for one project.

In: a :class:`~disclosegen.kit.schema_forms.FormTable` and the words of a project.  Out: a
:class:`~disclosegen.document.form_grid.Grid`: cells at their places, every row of known height.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ..kit.schema_forms import FormCell, FormRow, FormTable
from ..style import StyleSheet
from .form_grid import Grid, Measure, Placed
from .form_text import FormText, Names

FIGURE = re.compile(r"[-+\d.,%]+")


@dataclass
class _Box:
    """Cells of a part of the grid, at their places in the whole."""

    cells: list[Placed] = field(default_factory=list)
    least: list[int] = field(default_factory=list)

    @property
    def height(self) -> int:
        return len(self.least)

    def under(self, other: _Box) -> None:
        """Take what stands under this one."""
        self.cells += other.cells
        self.least += other.least


class Layout:
    """Lays out one grid for one project.

    Attributes:
        widths: Of its columns, in millimetres; they fill the page.
    """

    def __init__(self, text: FormText, table: FormTable, names: Names, style: StyleSheet, landscape: bool):
        self.text, self.table, self.names = text, table, names
        scale = style.page(landscape).text_width / sum(table.widths)
        self.widths = tuple(round(width * scale, 2) for width in table.widths)
        self.measure = Measure(self.widths, table.font_size, style.cell_padding)

    def head(self) -> Grid | None:
        """The rows that stand again on every page; None where there are none."""
        return self._grid(self.table.rows[: self.table.head]) if self.table.head else None

    def grid(self) -> Grid:
        """All other rows."""
        return self._grid(self.table.rows[self.table.head :])

    def _grid(self, rows: Sequence[FormRow]) -> Grid:
        box = self._stack(rows, 0, 0, self.table.columns, self.names)
        return Grid(tuple(box.cells), tuple(box.least), self.measure, self.table.row_pitch)

    def _stack(self, rows: Sequence[FormRow], top: int, column: int, columns: int, names: Names) -> _Box:
        """Rows one under the other; a blank cell where there is none."""
        box = _Box()
        for row in rows:
            for inner in self.text.items(row.each, names, row.at_least):
                if not row.when or self.text.value(row.when, inner):
                    box.under(self._row(row, top + box.height, column, inner))
        if not box.height:
            box = _Box([Placed(top, column, "", colspan=columns)], [1])
        return box

    def _row(self, row: FormRow, top: int, column: int, names: Names) -> _Box:
        """Cells side by side, as high as the highest stack among them."""
        parts: list[tuple[int, FormCell, _Box | None]] = []
        for cell in row.cells:
            stack = self._stack(cell.rows, top, column, cell.colspan, names) if cell.rows else None
            parts.append((column, cell, stack))
            column += cell.colspan
        height = max((box.height for _, _, box in parts if box is not None), default=1)
        least = [row.lines] if height == 1 else [1] * height
        cells: list[Placed] = []
        for at, cell, box in parts:
            if box is None:
                cells.append(self._cell(cell, top, at, height, names))
                continue
            _fill_up(box, top, height)
            cells += box.cells
            least = [max(pair) for pair in zip(least, box.least, strict=True)]
        return _Box(cells, least)

    def _cell(self, cell: FormCell, top: int, column: int, height: int, names: Names) -> Placed:
        literal = "{" not in cell.text
        text, trace = (cell.text, None) if literal else self.text.cell(cell.text, names)
        align = cell.align or ("center" if literal or FIGURE.fullmatch(text) else "left")
        return Placed(top, column, text, height, cell.colspan, align, bool(text) and (literal or cell.label), trace)


def _fill_up(box: _Box, top: int, height: int) -> None:
    """Make a stack as high as its neighbour: blank rows like its last one, spanning cells at its foot go on."""
    foot, missing = top + box.height, height - box.height
    if not missing:
        return
    last = [cell for cell in box.cells if cell.end == foot]
    blank = [replace(cell, rowspan=1, text="", label=False, trace=None) for cell in last if cell.rowspan == 1]
    box.cells = [
        replace(cell, rowspan=cell.rowspan + missing) if cell.end == foot and cell.rowspan > 1 else cell
        for cell in box.cells
    ]
    for row in range(foot, foot + missing):
        box.under(_Box([cell.at(row) for cell in blank], [1]))
