"""A text notation for filled workbooks, so that tests and samples speak the users' language.

    # 公开02表                       a table by its code, id or title
    合计 | 6650.61 | 6610.87 | | | | | 39.75
    201 一般公共服务支出 | 5.05 | 5.05
    // a comment

A line is a row: found by its subject code (the name behind it is optional), its key or its label; then the
values in the order of the table's value columns.  Trailing values may be left out, ``column=value`` may
stand instead, and a blank is a blank.  In a table of paragraphs each line is a paragraph.  A row without
a code is its names, its level before them where it is not the lowest:

    1: 工资福利支出 | 211.95
    基本工资 / 工资奖金津补贴 | 20.31

A name that repeats the row above may be left out: ``/ / 质量指标 / 合格率 | 100%``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from disclosegen.kit.grid import OpenRow
from disclosegen.kit.load import Kit
from disclosegen.kit.reasons import with_reasons
from disclosegen.kit.refs import footer_block
from disclosegen.kit.schema import Block, Column, Line, Table
from disclosegen.workbook.blank import write_workbook
from disclosegen.workbook.content import Content, Value

SUBJECT = re.compile(r"(\d{3,7})\s*(.*)")
SLASH = re.compile(r"(?:^|(?<=\s))/(?=\s|$)")
LEVEL = re.compile(r"(?:(\d): )?(.*)")
NAMED = re.compile(r"(\w+)=(.*)")
NUMERIC = ("amount", "count", "decimal")


class NotationError(ValueError):
    """A line of the notation names a table, row or column that does not exist, or names two."""


def content(kit: Kit, text: str) -> Content:
    """Read the notation.

    Raises:
        NotationError: With the line's number.
    """
    reader = _Reader(kit, with_reasons(kit))
    for number, line in enumerate(text.splitlines(), 1):
        try:
            reader.line(line.strip())
        except NotationError as error:
            raise NotationError(f"line {number}: {error}") from error
    return Content(reader.values, {place: tuple(rows) for place, rows in reader.rows.items()})


def workbook(kit: Kit, text: str) -> bytes:
    """The workbook that the notation describes."""
    return write_workbook(kit, content(kit, text))


def edit(before: Content, reference: str, value: str) -> Content:
    """The same content with one value changed: ``edit(c, "t01.income_year.amount", "6650.62")``.

    "" blanks the cell. What was text stays text; anything else becomes an exact number if it can.
    """
    table, _, rest = reference.partition(".")
    row, dot, column = rest.rpartition(".")
    if not dot or not row:
        raise NotationError(f"{reference!r} is not table.row.column")
    place = (table, row, column)
    values = {key: old for key, old in before.values.items() if key != place}
    if value:
        values[place] = value if isinstance(before.values.get(place), str) else _number(value)
    return Content(values, before.rows)


def _number(text: str) -> Value:
    """A number, or the text itself: faulty cells are what many tests are about."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return text


@dataclass
class _Reader:
    kit: Kit
    tables: dict[str, Table]
    table: Table | None = None
    values: dict[tuple[str, str, str], Value] = field(default_factory=dict)
    rows: dict[tuple[str, int], list[OpenRow]] = field(default_factory=dict)

    def line(self, line: str) -> None:
        """Take one line."""
        if not line or line.startswith("//"):
            return
        if line.startswith("# "):
            self.table = self._find_table(line[2:].strip())
            return
        if self.table is None:
            raise NotationError("a row before the first '# table'")
        if self.table.blocks[0].open == "text":
            self._paragraph(line)
        else:
            self._row(line)

    def _find_table(self, name: str) -> Table:
        found = [table for table in self.tables.values() if name in (table.id, table.code, table.title)]
        if len(found) != 1:
            raise NotationError(f"no table {name!r}" if not found else f"several tables {name!r}: use an id")
        return found[0]

    def _paragraph(self, line: str) -> None:
        assert self.table is not None
        rows = self.rows.setdefault((self.table.id, 0), [])
        key = str(len(rows) + 1)
        rows.append(OpenRow(key))
        columns = self.table.blocks[0].values()
        for column, text in zip(columns, line.split("|") if len(columns) > 1 else [line], strict=False):
            if text.strip():
                self.values[self.table.id, key, column.key] = text.strip()

    def _row(self, line: str) -> None:
        assert self.table is not None
        head, _, rest = line.partition("|")
        key, block, fixed = self._find_row(head.strip())
        columns = block.values()
        if all(self._kind(column, fixed) == "text" for column in columns) and len(columns) == 1:
            cells = [rest.strip()]
        else:
            cells = [cell.strip() for cell in rest.split("|")]
        free = list(columns)
        for cell in cells:
            named = NAMED.fullmatch(cell)
            if named and named[1] in {column.key for column in columns}:
                column, cell = next(column for column in columns if column.key == named[1]), named[2].strip()
            elif free:
                column = free.pop(0)
            elif not cell:
                continue
            else:
                raise NotationError(f"{len(columns)} value columns in {self.table.id}, one value too many: {cell!r}")
            if cell:
                kind = self._kind(column, fixed)
                self.values[self.table.id, key, column.key] = _number(cell) if kind in NUMERIC else cell

    def _kind(self, column: Column, line: Line | None) -> str:
        return (line.kind if line else None) or column.kind

    def _find_row(self, head: str) -> tuple[str, Block, Line | None]:
        """Key, block and fixed line of a row; an open subject row is added."""
        assert self.table is not None
        table = self.table
        subject = SUBJECT.fullmatch(head)
        names = {head, *((subject[1],) if subject else ())}
        found = [
            (line.row_key, table.blocks[number], line)
            for number, line in table.lines()
            if line.row_key in names or line.code in names
        ]
        found = found or [
            (line.row_key, table.blocks[number], line) for number, line in table.lines() if line.label == head
        ]
        found += [
            (footer.key, footer_block(table, footer.key), None)
            for footer in table.footer
            if head in (footer.key, footer.label)
        ]
        if len(found) > 1:
            raise NotationError(
                f"several rows {head!r} in {table.id}: use a key ({'、'.join(key for key, *_ in found)})"
            )
        if found:
            return found[0]
        for number, block in enumerate(table.blocks):
            if block.open == "names":
                return self._named_row(number, block, head), block, None
            others = [other for other in table.blocks if other.coded and other is not block]
            if subject and block.coded and not any(subject[1][:3] in self.kit.subjects[other.open] for other in others):
                self.rows.setdefault((table.id, number), []).append(OpenRow(subject[1], subject[1], subject[2]))
                return subject[1], block, None
        raise NotationError(f"no row {head!r} in {table.id}")

    def _named_row(self, number: int, block: Block, head: str) -> str:
        """Key of a new row without a code: its place among those of its block."""
        assert self.table is not None
        found = LEVEL.fullmatch(head)
        assert found is not None
        rows = self.rows.setdefault((self.table.id, number), [])
        names = [name.strip() for name in SLASH.split(found[2])]
        columns = [leaf.key for leaf in block.leaves() if leaf.role == "name"]
        texts = [(column, name) for column, name in zip(columns, names, strict=False) if name]
        if found[1]:
            texts.append((next(leaf.key for leaf in block.leaves() if leaf.role == "level"), found[1]))
        rows.append(OpenRow(str(len(rows) + 1), "", names[0], tuple(texts)))
        return str(len(rows))
