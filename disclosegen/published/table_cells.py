"""The cells of one row of a printed table: what one block has there, and what a value is.

In: texts by column.  Out: a :class:`~disclosegen.published.reading.Said`, or why what stands there cannot stand there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from ..kit.schema import Block, Column, Line
from ..money import Unit
from ..workbook.values import clean, normal, one_line, read_number
from .columns import Group
from .flow import Spot, Strip
from .money_units import Printed, converted
from .reading import Lost, Said

DECIMALS = 6
"""Most decimals of an amount in 万元: 元 to the cent."""
FIGURES = ("amount", "count", "decimal")
GLUED = re.compile(r"((?:\d\s?){2}\d(?:(?:\s?\d){2}){0,2})\s*([^\d\s.,].*)", re.DOTALL)
WRAPPED = re.compile(r"\s*\n\s*|(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])")


def unwrapped(text: str) -> str:
    """A name as it was before its cell broke it: no line ends, no blanks between Chinese characters."""
    return one_line(WRAPPED.sub("", clean(text)))


@dataclass(frozen=True)
class Row:
    """What one block has in a row: texts by leaf key, columns by leaf key."""

    group: Group
    block: Block
    texts: Mapping[str, str]
    columns: Mapping[str, int]
    strip: Strip
    doubt: str = ""  # about every figure in it
    remark: str = ""  # about the row itself

    def of(self, *roles: str) -> list[str]:
        """What stands in the columns of some role."""
        return [text for leaf in self.block.leaves() if leaf.role in roles and (text := self.texts.get(leaf.key, ""))]

    @property
    def held(self) -> bool:
        """Whether there is anything in a value column."""
        return bool(self.of("value"))

    @property
    def text(self) -> str:
        """Everything in it."""
        return " ".join(text for text in self.texts.values() if text)


def value_of(row: Row, line: Line, leaf: Column, table: str, printed: Printed, doubt: str) -> Said | Lost | None:
    """What stands in a cell; None for ——, a loss for what cannot stand there.

    Args:
        row, line, leaf: The row, the line of the table that it is, the column.
        table: Id of the table.
        printed: The money unit that stands above the printed table.
        doubt: Why the cell may be another one; empty where there is none.
    """
    text = row.texts[leaf.key]
    spot = spot_of(row.strip, row.columns[leaf.key])
    label = line.label or next((one_line(one) for one in row.of("code", "name", "label")), "")
    heading = leaf.label if len(row.block.values()) > 1 else ""
    quote = " ".join(one for one in (label, heading, one_line(text)) if one)
    place = (table, line.row_key, leaf.key)
    if (line.kind or leaf.kind) not in FIGURES:
        return Said(place, unwrapped(text), spot, quote, doubt, unsure=bool(doubt))
    unit = leaf.unit_in(line, Unit.WAN)
    read = read_number(text, unit, DECIMALS + printed.more_decimals)
    if read.dash:
        return None
    why = f"读不成数字：{read.problem}" if read.problem or not isinstance(read.value, Decimal) else ""
    if line.not_applicable or not line.holds(leaf.key):
        why = why or "这一格不会有数"
    if why or not isinstance(read.value, Decimal):
        return Lost(spot, quote, why)
    value, remark, unsure = read.value, doubt or read.doubt, bool(doubt)
    if unit.is_money and leaf.unit is None and line.unit is None and value:
        value = printed.to(value, unit)
        remark = remark or converted(printed, unit).doubt
        unsure = unsure or printed.unsure
    return Said(place, value, spot, quote, remark, unsure=unsure)


def spot_of(strip: Strip, column: int) -> Spot:
    """Where a cell of a row stands."""
    box = strip.boxes[column] if column < len(strip.boxes) else None
    return replace(strip.spot, box=box) if box is not None else strip.spot


def parted(block: Block, texts: dict[str, str]) -> dict[str, str]:
    """A code and its name that print set into one cell, in their own columns."""
    code = next((leaf.key for leaf in block.leaves() if leaf.role == "code"), "")
    name = next((leaf.key for leaf in block.leaves() if leaf.role == "name"), "")
    if not code or not name or (texts.get(code) and texts.get(name)):
        return texts
    glued = GLUED.fullmatch(texts.get(code, "") or texts.get(name, ""))
    return {**texts, code: normal(glued[1]), name: glued[2]} if glued else texts


def joined(before: Row, row: Row) -> Row:
    """A row whose label began in the row above."""
    named = [leaf.key for leaf in row.block.leaves() if leaf.role in ("label", "name")]
    texts = {key: before.texts.get(key, "") + text if key in named else text for key, text in row.texts.items()}
    return replace(row, texts=texts)
