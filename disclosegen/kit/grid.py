"""The shape of a table: boxes in rows and columns, from its declaration.

In: a :class:`~disclosegen.kit.schema.Table` and the open rows that it has.  Out: a :class:`Grid` of
boxes with spans.  The empty workbook, the reader and the printed table all use this one layout, so
that what staff fill, what is read and what is printed have the same shape.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from .schema import Block, Column, Line, Table


@dataclass(frozen=True)
class OpenRow:
    """A row that the declaration leaves open: a subject or a line of free text."""

    key: str
    code: str = ""
    name: str = ""
    texts: tuple[tuple[str, str], ...] = ()  # of rows of names: column key and what stands there


class OpenLine(Line):
    """An open row as a line of its block."""

    texts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Box:
    """A box of the grid; boxes that a span covers are left out.

    Attributes:
        row, column: 0-based place in the header or the body.
        role: ``heading``, ``number`` (栏次 row), ``section`` (heading inside the body) or a column's role.
        text: Fixed text; empty for values.
        key: Row key of a value box; empty for others.
        leaf: The lowest column that it stands in (the first one, for spans).
        line: The fixed line that it belongs to, if any.
    """

    row: int
    column: int
    role: str
    text: str = ""
    rowspan: int = 1
    colspan: int = 1
    key: str = ""
    leaf: Column | None = None
    line: Line | None = None
    block: int = 0


@dataclass(frozen=True)
class Grid:
    """Header and body boxes, row by row, and the leaf columns from left to right."""

    leaves: tuple[Column, ...]
    header: tuple[tuple[Box, ...], ...]
    body: tuple[tuple[Box, ...], ...]


def lay_out(table: Table, open_rows: Mapping[int, Sequence[OpenRow]] | None = None) -> Grid:
    """Lay a table out with the given open rows for each block (by number; none for a block left out)."""
    open_rows = open_rows or {}
    leaves = tuple(leaf for block in table.blocks for leaf in block.leaves())
    header = (*_headings(table), *_number_row(table))
    height = max(_height(block, open_rows.get(number, ())) for number, block in enumerate(table.blocks))
    body: list[list[Box]] = [[] for _ in range(height)]
    offset = 0
    for number, block in enumerate(table.blocks):
        rows = _block_rows(block, open_rows.get(number, ()))
        for at in range(height):
            line = rows[at] if at < len(rows) else Line()
            body[at] += _body_boxes(block, number, line, at, offset)
        offset += len(block.leaves())
    if table.footer:
        body.append(_footer(table, height))
    return Grid(leaves, header, tuple(tuple(row) for row in body))


def as_printed(table: Table) -> Table:
    """The table without the columns and 合计 rows that only the workbook has."""
    blocks = tuple(
        block.changed(
            columns=tuple(_printed(block.columns)), total=block.total if block.total and block.total.printed else None
        )
        for block in table.blocks
    )
    return table.changed(blocks=blocks)


def _printed(columns: Sequence[Column]) -> Iterator[Column]:
    for column in columns:
        if column.columns and (left := tuple(_printed(column.columns))):
            yield column.changed(columns=left)
        elif column.printed and not column.columns:
            yield column


def header_depth(table: Table) -> int:
    """Number of heading rows, without the 栏次 row; 0 when headings stand inside the body."""
    if not table.header:
        return 0
    top = 1 if any(block.heading for block in table.blocks) else 0
    return top + max(_depth(column) for block in table.blocks for column in block.columns)


def _depth(column: Column) -> int:
    return 1 + max((_depth(child) for child in column.columns), default=0)


def _headings(table: Table) -> tuple[tuple[Box, ...], ...]:
    depth = header_depth(table)
    rows: list[list[Box]] = [[] for _ in range(depth)]
    if not depth:
        return ()
    top = 1 if any(block.heading for block in table.blocks) else 0
    offset = 0
    merged: list[tuple[str, int]] = []  # neighbouring blocks under one heading share its box
    for block in table.blocks:
        width = len(block.leaves())
        if merged and merged[-1][0] == block.heading:
            merged[-1] = (block.heading, merged[-1][1] + width)
        else:
            merged.append((block.heading, width))
        at = offset
        for column in block.columns:
            _place_heading(column, rows, top, depth, at)
            at += len(column.leaves())
        offset = at
    if top:
        at = 0
        for text, width in merged:
            rows[0].append(Box(0, at, "heading", text, colspan=width))
            at += width
    for row in rows:
        row.sort(key=lambda box: box.column)
    return tuple(tuple(row) for row in rows)


def _place_heading(column: Column, rows: list[list[Box]], level: int, depth: int, at: int) -> None:
    if column.columns:
        rows[level].append(Box(level, at, "heading", column.label, colspan=len(column.leaves())))
        for child in column.columns:
            _place_heading(child, rows, level + 1, depth, at)
            at += len(child.leaves())
    else:
        rows[level].append(Box(level, at, "heading", column.label, rowspan=depth - level, leaf=column))


def _number_row(table: Table) -> tuple[tuple[Box, ...], ...]:
    if not table.number_row:
        return ()
    row = header_depth(table)
    boxes: list[Box] = []
    at = 0
    for block in table.blocks:
        leaves = block.leaves()
        lead = _lead(leaves) if table.number_row != "-" else 0
        if lead:
            boxes.append(Box(row, at, "number", table.number_row, colspan=lead))
        for index in range(lead, len(leaves)):
            boxes.append(Box(row, at + index, "number", leaves[index].number, leaf=leaves[index]))
        at += len(leaves)
    return (tuple(boxes),)


def _lead(leaves: Sequence[Column]) -> int:
    """How many leading columns share the 栏次 label and the 合计 label: code and name, or the label."""
    lead = 0
    while lead < len(leaves) and leaves[lead].role in ("code", "name"):
        lead += 1
    return lead or 1


def _height(block: Block, rows: Sequence[OpenRow]) -> int:
    return len(_block_rows(block, rows))


def _block_rows(block: Block, rows: Sequence[OpenRow]) -> list[Line]:
    """The block's rows as lines; open rows become lines too."""
    total = [block.total] if block.total else []
    return [
        *total,
        *block.lines,
        *(OpenLine(key=row.key, code=row.code, label=row.name, texts=row.texts) for row in rows),
    ]


def _body_boxes(block: Block, number: int, line: Line, row: int, offset: int) -> list[Box]:
    leaves = block.leaves()
    if len(line.heading) == 1:
        return [Box(row, offset, "section", line.heading[0], colspan=len(leaves), block=number)]
    if line.heading:
        return [Box(row, offset + at, "section", text, block=number) for at, text in enumerate(line.heading)]
    boxes: list[Box] = []
    at = 0
    if line is block.total and leaves[0].role in ("code", "name", "label", "key"):
        lead = _lead(leaves)
        boxes.append(
            Box(
                row,
                offset,
                "total",
                line.label,
                colspan=lead,
                key=line.row_key,
                leaf=leaves[0],
                line=line,
                block=number,
            )
        )
        at = lead
    for index in range(at, len(leaves)):
        leaf = leaves[index]
        text = _fixed_text(leaf, line)
        boxes.append(Box(row, offset + index, leaf.role, text, key=line.row_key, leaf=leaf, line=line, block=number))
    return boxes


def _fixed_text(leaf: Column, line: Line) -> str:
    if isinstance(line, OpenLine) and line.texts:
        return dict(line.texts).get(leaf.key, "")
    match leaf.role:
        case "label" | "name":
            return line.label
        case "line_number":
            return line.number
        case "code":
            return line.code
        case "key":
            return line.key
        case "hint":
            return line.name if leaf.key == "name" else line.hint
        case _:
            return ""


def _footer(table: Table, row: int) -> list[Box]:
    leaves = [(number, leaf) for number, block in enumerate(table.blocks) for leaf in block.leaves()]
    boxes: list[Box] = []
    at = 0
    for footer in table.footer:
        line = Line(key=footer.key, label=footer.label, sum=footer.sum)
        boxes.append(Box(row, at, "total", footer.label, colspan=footer.label_span, key=footer.key, line=line))
        at += footer.label_span
        boxes.append(Box(row, at, "value", key=footer.key, leaf=leaves[at][1], line=line, block=leaves[at][0]))
        at += 1
    return boxes
