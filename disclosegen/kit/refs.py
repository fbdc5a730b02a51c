"""References of a kit: ``t01.income_year.amount`` → table, row, column.

In: text from rules, ``take`` and sums.  Out: :class:`Ref`, checked against the kit's tables.
A row is a key of a fixed line, ``total``, a footer's key or a subject code; a column may be left out
where the table has one value column.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import KitError
from .schema import Block, Column, Line, Table


@dataclass(frozen=True)
class Ref:
    """A cell of a kit's table by its keys."""

    table: str
    row: str
    column: str

    def __str__(self) -> str:
        return f"{self.table}.{self.row}.{self.column}"


def parse_ref(text: str, tables: dict[str, Table] | object) -> Ref:
    """Parse and check a reference.

    Raises:
        KitError: The table, the row or the column does not exist.
    """
    assert hasattr(tables, "get")
    name, _, rest = text.partition(".")
    table = tables.get(name)
    if table is None:
        raise KitError(f"引用“{text}”里没有表“{name}”")
    row, _, column = rest.partition(".")
    block = block_of(table, row)
    if block is None:
        raise KitError(f"引用“{text}”：{table.title}里没有行“{row}”")
    values = block.values()
    if not column and len(values) == 1:
        column = values[0].key
    if column not in {leaf.key for leaf in values}:
        raise KitError(f"引用“{text}”：{table.title}里没有列“{column}”")
    return Ref(name, row, column)


def block_of(table: Table, row: str) -> Block | None:
    """The block that holds a row; None when no block can."""
    for number, line in table.lines():
        if line.row_key == row:
            return table.blocks[number]
    for footer in table.footer:
        if footer.key == row:
            return footer_block(table, footer.key)
    if row.isdigit():
        return next((block for block in table.blocks if block.coded), None)
    return None


def footer_block(table: Table, key: str) -> Block:
    """The block under whose value column a footer's amount stands."""
    at = 0
    for footer in table.footer:
        at += footer.label_span
        if footer.key == key:
            break
        at += 1
    for block in table.blocks:
        at -= len(block.leaves())
        if at < 0:
            return block
    raise KitError(f"{table.title}：页脚“{key}”超出了表的宽度")


def line_of_row(table: Table, row: str) -> Line | None:
    """The fixed line with that key; None for an open row or a footer."""
    return table.line(row)


def split_table_column(text: str, tables: object) -> tuple[Table, Column]:
    """Parse ``table.column``. Raises KitError when either does not exist."""
    assert hasattr(tables, "get")
    name, _, key = text.partition(".")
    table = tables.get(name)
    column = table.column(key) if table else None
    if table is None or column is None:
        raise KitError(f"引用“{text}”不存在（应为“表.列”）")
    return table, column


def expand_rows(items: tuple[str, ...], keys: list[str]) -> list[tuple[int, str]]:
    """Expand a list of row keys with ``a..b`` ranges and ``-a`` signs.

    Returns:
        ``(sign, key)`` pairs in order.

    Raises:
        KitError: A key is not among ``keys``.
    """
    found: list[tuple[int, str]] = []
    for item in items:
        sign, name = (-1, item[1:]) if item.startswith("-") else (1, item)
        first, dots, last = name.partition("..")
        for key in (first, last) if dots else (first,):
            if key not in keys:
                raise KitError(f"合计里的“{key}”不是表里的行或列")
        if dots:
            found += [(sign, key) for key in keys[keys.index(first) : keys.index(last) + 1]]
        else:
            found.append((sign, name))
    return found
