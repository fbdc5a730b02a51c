"""A TableBlock as WordprocessingML, one string per table.

In: a :class:`TableBlock` and the look.  Out: the lines above the grid, the grid and the notes under it.
Everything has an exact size (``w:gridCol``, ``w:tcW``, ``w:trHeight``), since WPS reads the grid first, Word
the cells, and the contents page needs rows that break pages where the PDF does.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate, pairwise

from ..document.blocks import GridCell, GridRow, TableBlock
from ..style import StyleSheet
from .docx_styles import cell_style_id, style_id
from .docx_xml import PAGE_BREAK, escaped, mm, paragraph, run, tabs, twips


def column_edges(widths: tuple[float, ...]) -> list[int]:
    """Left edge of each column and the right edge of the last, in twips from the table's left edge.

    Rounded as sums, so that the widths add up to the table's exactly.
    """
    return [mm(total) for total in accumulate(widths, initial=0.0)]


def above_xml(block: TableBlock) -> list[str]:
    """Code and the line above the grid as paragraphs with tab stops; empty if there is neither."""
    written = []
    name = style_id("table_above")
    broken = PAGE_BREAK if block.new_page else ""
    if block.code:
        written.append(paragraph(name, run(block.code), f'<w:keepNext/>{broken}<w:jc w:val="right"/>'))
    if any(block.above):
        written.append(_above_line(name, block, "" if block.code else broken))
    return written


def _above_line(name: str, block: TableBlock, broken: str) -> str:
    """Left text, centre and right text; a tab only where something follows it."""
    left, centre, right = block.above
    width = column_edges(block.widths)[-1]
    stops, content = [], run(left)
    if centre:
        stops.append(("center", width // 2, "none"))
        content += "<w:r><w:tab/></w:r>" + run(centre)
    if right:
        stops.append(("right", width, "none"))
        content += "<w:r><w:tab/></w:r>" + run(right)
    return paragraph(name, content, f"<w:keepNext/>{broken}" + (tabs(*stops) if stops else ""))


def table_xml(block: TableBlock, style: StyleSheet, shorten: float = 0) -> str:
    """The grid.

    Args:
        block: The table.
        style: For rules and cell padding.
        shorten: Points taken off the last row, for the paragraph that must follow the table.

    Raises:
        ValueError: Spans and columns do not fit together.
    """
    edges = column_edges(block.widths)
    rows = (*block.header, *block.body)
    text_style = cell_style_id(block.font_size, block.row_pitch)
    written = []
    for index, (row, cells) in enumerate(zip(rows, _grid(block.id, rows, len(block.widths)), strict=True)):
        height = TableBlock.row_height(row, block.row_pitch)
        if index == len(rows) - 1:
            height -= shorten
        repeat = index < len(block.header)
        written.append(_row_xml(cells, edges, text_style, height, repeat))
    columns = "".join(f'<w:gridCol w:w="{right - left}"/>' for left, right in pairwise(edges))
    properties = _table_properties(block, style, edges[-1])
    return f"<w:tbl>{properties}<w:tblGrid>{columns}</w:tblGrid>{''.join(written)}</w:tbl>"


def _table_properties(block: TableBlock, style: StyleSheet, width: int) -> str:
    rule = f'w:val="single" w:sz="{round(style.rule * 8)}" w:space="0" w:color="000000"'
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = "".join(f"<w:{side} {rule}/>" for side in sides)
    padding = twips(style.cell_padding)
    margins = "".join(
        f'<w:{side} w:w="{padding if side in ("left", "right") else 0}" w:type="dxa"/>'
        for side in ("top", "left", "bottom", "right")
    )
    caption = f'<w:tblCaption w:val="{escaped(block.code)}"/>' if block.code else ""
    return (
        f'<w:tblPr><w:tblW w:w="{width}" w:type="dxa"/><w:tblInd w:w="0" w:type="dxa"/>'
        f'<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        f"<w:tblCellMar>{margins}</w:tblCellMar>{caption}</w:tblPr>"
    )


# A cell at its place: first column, the cell, and whether it only continues one of a row above.
_Placed = tuple[int, GridCell, bool]


def _grid(table: str, rows: tuple[GridRow, ...], columns: int) -> Iterator[list[_Placed]]:
    """For each row every cell that Word wants to see there, those covered from above included."""
    open_spans: dict[int, tuple[GridCell, int]] = {}  # first column -> cell, rows still to cover
    for number, row in enumerate(rows, 1):
        placed: list[_Placed] = []
        waiting = iter(row.cells)
        column = 0
        while column < columns:
            if column in open_spans:
                cell, left = open_spans.pop(column)
                if left > 1:
                    open_spans[column] = (cell, left - 1)
                placed.append((column, cell, True))
            else:
                cell = next(waiting, None)
                if cell is None:
                    raise ValueError(f"table {table}, row {number}: no cell for column {column + 1}")
                placed.append((column, cell, False))
                if cell.rowspan > 1:
                    open_spans[column] = (cell, cell.rowspan - 1)
            if any(column < other < column + cell.colspan for other in open_spans):
                raise ValueError(f"table {table}, row {number}: a cell reaches into one of a row above")
            column += cell.colspan
        if column > columns or next(waiting, None) is not None:
            raise ValueError(f"table {table}, row {number}: more cells than the {columns} columns")
        yield placed
    if open_spans:
        raise ValueError(f"table {table}: a cell reaches below the last row")


def _row_xml(cells: list[_Placed], edges: list[int], text_style: str, height: float, repeat: bool) -> str:
    header = "<w:tblHeader/>" if repeat else ""
    written = "".join(_cell_xml(*placed, edges, text_style, repeat) for placed in cells)
    return (
        f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{twips(height)}" w:hRule="exact"/>{header}</w:trPr>'
        f"{written}</w:tr>"
    )


def _cell_xml(column: int, cell: GridCell, continued: bool, edges: list[int], text_style: str, header: bool) -> str:
    """One ``w:tc``; header rows are centred whatever the cell says."""
    width = edges[column + cell.colspan] - edges[column]
    span = f'<w:gridSpan w:val="{cell.colspan}"/>' if cell.colspan > 1 else ""
    merge = ""
    if cell.rowspan > 1:
        merge = "<w:vMerge/>" if continued else '<w:vMerge w:val="restart"/>'
    align = "center" if header else cell.align
    jc = f'<w:jc w:val="{align}"/>' if align != "left" else ""
    content = "" if continued else run(cell.text)
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}<w:vAlign w:val="center"/></w:tcPr>'
        f"{paragraph(text_style, content, jc)}</w:tc>"
    )
