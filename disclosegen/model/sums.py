"""Which cells of a table are totals of which others.

In: a table's declaration and the rows that it has.  Out: :class:`Total` records, from which blanks are
computed (model) and filled totals are checked (checks): one source for both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..kit.refs import expand_rows, footer_block
from ..kit.schema import FIGURES, Block, Column, Line, Table

Place = tuple[str, str]
"""Row key and column key."""


@dataclass(frozen=True)
class Total:
    """A total and its parts within one table.

    Attributes:
        rule: Id of the rule, ``T02-children``; stable over workbooks. Sums along the rows end in ``-across``.
        title: The rule in words, for messages: ``类等于所属款之和``.
        place: Row and column of the total.
        parts: Signs with rows and columns of its addends.
    """

    rule: str
    title: str
    place: Place
    parts: tuple[tuple[int, Place], ...]


@dataclass(frozen=True)
class RowKey:
    """What sums need to know of a row."""

    key: str
    code: str
    block: int
    parent: str = ""


def totals(table: Table, rows: Sequence[RowKey]) -> Iterator[Total]:
    """All totals of a table, those down the rows before those along them."""
    yield from _line_sums(table)
    if table.hierarchy:
        yield from _children(table, rows)
        yield from _named_children(table, rows)
    yield from _column_sums(table, rows)


def _prefix(table: Table) -> str:
    return table.id.upper()


def _line_sums(table: Table) -> Iterator[Total]:
    """Lines and footers that name their parts."""
    keys = [line.row_key for _, line in table.lines()]
    for number, line in table.lines():
        if not line.sum:
            continue
        parts = expand_rows(line.sum, keys)
        title = f"{line.label}等于所列各行之和"
        for column in table.blocks[number].values():
            if line.holds(column.key):
                yield Total(
                    f"{_prefix(table)}-{line.row_key}",
                    title,
                    (line.row_key, column.key),
                    tuple((sign, (key, column.key)) for sign, key in parts),
                )
    for footer in table.footer:
        column = footer_block(table, footer.key).values()[0].key
        yield Total(
            f"{_prefix(table)}-{footer.key}",
            f"{footer.label}等于各类之和",
            (footer.key, column),
            tuple((sign, (key, column)) for sign, key in expand_rows(footer.sum, keys)),
        )


def _children(table: Table, rows: Sequence[RowKey]) -> Iterator[Total]:
    """类 = Σ款 = Σ项, and 合计 = Σ类."""
    coded = sorted({row.code: row for row in rows if row.code}.values(), key=lambda row: row.code)
    below: dict[str, list[RowKey]] = {}
    for row in coded:
        if len(row.code) > 3:
            below.setdefault(row.code[:-2], []).append(row)
    for row in coded:
        children = below.get(row.code)
        if not children:
            continue
        title = f"{'类' if len(row.code) == 3 else '款'}等于所属{'款' if len(row.code) == 3 else '项'}之和"
        for column in _figures(table.blocks[row.block]):
            yield Total(
                f"{_prefix(table)}-children",
                title,
                (row.key, column.key),
                tuple((1, (child.key, column.key)) for child in children),
            )
    for number, block in enumerate(table.blocks):
        if block.total and block.open != "names":
            tops = [row for row in coded if len(row.code) == 3 and row.block == number]
            for column in _figures(block):
                yield Total(
                    f"{_prefix(table)}-total",
                    f"{block.total.label}等于各类之和",
                    (block.total.row_key, column.key),
                    tuple((1, (row.key, column.key)) for row in tops),
                )


def _figures(block: Block) -> Iterator[Column]:
    """Value columns that can be added up."""
    return (column for column in block.values() if column.kind in FIGURES)


def _column_sums(table: Table, rows: Sequence[RowKey]) -> Iterator[Total]:
    """Columns that name their parts, row by row."""
    for number, block in enumerate(table.blocks):
        keys = [column.key for column in block.values()]
        for column in block.values():
            if not column.sum:
                continue
            parts = expand_rows(column.sum, keys)
            for row in rows:
                line = _line(block, row.key)
                if row.block == number and (line is None or (line.holds(column.key) and not line.unit)):
                    yield Total(
                        f"{_prefix(table)}-{column.key}-across",
                        f"{column.label}等于各列之和",
                        (row.key, column.key),
                        tuple((sign, (row.key, key)) for sign, key in parts),
                    )


def _line(block: Block, key: str) -> Line | None:
    return next((line for line in block.lines if line.row_key == key), None)


def _named_children(table: Table, rows: Sequence[RowKey]) -> Iterator[Total]:
    """Rows of names: each equals the rows one level below it, and 合计 the rows of the highest level."""
    fixed = {line.row_key for _, line in table.lines()}
    for number, block in enumerate(table.blocks):
        if block.open != "names":
            continue
        below: dict[str, list[str]] = {}
        for row in rows:
            if row.block == number and row.key not in fixed:
                below.setdefault(row.parent, []).append(row.key)
        top = below.pop("", [])
        for column in _figures(block):
            for parent, children in below.items():
                yield Total(
                    f"{_prefix(table)}-children",
                    "上级等于所属各行之和",
                    (parent, column.key),
                    tuple((1, (child, column.key)) for child in children),
                )
            if block.total and top:
                yield Total(
                    f"{_prefix(table)}-total",
                    f"{block.total.label}等于各行之和",
                    (block.total.row_key, column.key),
                    tuple((1, (key, column.key)) for key in top),
                )
