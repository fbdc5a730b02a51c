"""Reads the rows of a printed table: which line is this, and what stands in its cells.

In: where the columns are, and rows.  Out: values, open rows, and what has no place.  Lines are found by code or label, never by
their 行次.  What was read only nearly (a label in other words, a code under another name, a row of another width) carries a doubt.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from ..kit.grid import OpenRow
from ..kit.load import Kit
from ..kit.refs import footer_block
from ..kit.schema import Block, Column, Line, Table
from ..workbook.content import Place
from ..workbook.labels import by_label
from ..workbook.rows import CODE
from ..workbook.values import clean, normal
from .columns import Columns, Group, folded
from .flow import Spot, Strip
from .levels import levels_guessed
from .money_units import Printed
from .reading import Lost, Said
from .table_cells import Row, joined, parted, spot_of, unwrapped, value_of

ORDINAL = re.compile(r"(?:\(([一二三四五六七八九十]{1,3})\)|([一二三四五六七八九十]{1,3})(?=[、.,:]))[、.,:]*")
AMOUNT = re.compile(r"[-+]?(?:[\d,]*\d\.\d+|\d{1,3}(?:,\d{3})+)")


@dataclass
class RowReader:
    """Reads the rows of one table, piece by piece.

    Attributes:
        spec: The table as it is printed.
        unit: The money unit that stands above the printed table.
        gaps: What print has and could not be read, as in :class:`~disclosegen.published.reading.Part`.
    """

    kit: Kit
    table: Table
    spec: Table
    values: list[Said] = field(default_factory=list)
    lost: list[Lost] = field(default_factory=list)
    gaps: set[Place] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.unit = Printed(self.table.unit.value)
        self.columns: Columns | None = None
        self.seen: dict[str, dict[str, Decimal | str]] = {}  # row key → what it holds
        self._found: dict[int, list[OpenRow]] = {}  # open rows by block
        self._spots: dict[str, Spot] = {}
        self._pending: dict[int, Row] = {}  # by block: a label whose row may go on in the next strip
        self._there: set[tuple[int, str]] = set()  # columns that were found, by block
        self._under: dict[int, list[Place]] = {}  # places below columns without heading
        self._filled: set[int] = set()  # those of them that hold anything
        self._without: list[tuple[Spot, str]] = []  # rows without figures that the kit does not have
        self._sections = {folded(text) for block in self.spec.blocks for line in block.lines for text in line.heading}
        self._headings = {folded(column.label) for column in _all_columns(self.spec)}
        self._headings |= {folded(block.heading) for block in self.spec.blocks if block.heading}

    def headed(self, columns: Columns, header: Sequence[Strip]) -> None:
        """Headings were found: say what the print has more or less than the kit."""
        first = self.columns is None
        self.columns = columns
        self._there |= {
            (group.block, leaf.key)
            for group in columns.groups
            for at, leaf in enumerate(self.spec.blocks[group.block].leaves())
            if at in group.columns
        }
        spot = header[0].spot if header else Spot()
        if not first:
            return
        for leaf in columns.missing:
            self.lost.append(Lost(spot, self.table.title, f"表里没有“{leaf.label}”这一列"))
        for heading in columns.extra.values():
            if heading:
                self.lost.append(Lost(spot, heading, "模板的表里没有这一列"))

    def open_rows(self) -> dict[tuple[str, int], tuple[OpenRow, ...]]:
        """The open rows by block, with their levels."""
        return {(self.table.id, number): tuple(rows) for number, rows in self._found.items()}

    def finish(self) -> None:
        """The last row was read."""
        for row in self._pending.values():
            self._ended(row)
        if self._without:
            texts = "、".join(text for _, text in self._without)
            self.lost.append(Lost(self._without[0][0], texts, "模板的表里没有这几行，行里没有数"))
        for number, rows in self._found.items():
            self._found[number] = self._levelled(number, rows)
        if self.columns is not None:
            self.gaps |= set(self._columns_unread())

    def _columns_unread(self) -> Iterator[Place]:
        """The columns that no page has, and those without heading in which nothing stands: their print may be cut off."""
        yield from (place for column, places in self._under.items() if column not in self._filled for place in places)
        for number, block in enumerate(self.spec.blocks):
            rows = [""] if block.open else []
            rows += [line.row_key for line in (block.total, *block.lines) if line is not None and line.row_key]
            for leaf in block.values():
                if (number, leaf.key) not in self._there:
                    yield from ((self.table.id, row, leaf.key) for row in rows)

    def _row_unread(self) -> None:
        """A row with figures has no place: what is added up over the table's rows cannot be known."""
        self.gaps.add((self.table.id, "", ""))

    # ------------------------------------------------------------ one row

    def row(self, strip: Strip) -> None:
        """Read a row below the headings."""
        assert self.columns is not None
        cells, doubt = self._fitted([clean(cell) for cell in strip.cells])
        if not any(cells) or self._is_heading(cells):
            return
        for text in filter(None, cells[self.columns.width :]):
            self.lost.append(Lost(strip.spot, f"{strip.text[:40]}：{text}", "这一格在表头之外"))
        if self._footers(cells, strip):
            return
        for column in self.columns.extra:
            if cells[column]:
                self.lost.append(
                    Lost(spot_of(strip, column), f"{strip.text[:40]}：{cells[column]}", "模板的表里没有这一列")
                )
        for group in self.columns.groups:
            block = self.spec.blocks[group.block]
            columns = {block.leaves()[at].key: column for at, column in group.columns.items()}
            texts = {key: cells[column] for key, column in columns.items()}
            if any(texts.values()):
                self._part(Row(group, block, parted(block, texts), columns, strip, doubt))

    def _fitted(self, cells: list[str]) -> tuple[list[str], str]:
        """A row as wide as the headings, and why it may be out of joint."""
        assert self.columns is not None
        width = self.columns.width
        if len(cells) >= width:
            return cells, ("这一行比表头多出格子，按从左起的位置读" if any(cells[width:]) else "")
        doubt = f"这一行比表头少{width - len(cells)}格，按从左起的位置读"
        for group in self.columns.groups[:1]:
            block = self.spec.blocks[group.block]
            lead = [
                column for at, column in sorted(group.columns.items()) if block.leaves()[at].role in ("code", "name")
            ]
            if (
                block.total
                and len(lead) - 1 == width - len(cells)
                and lead[0] < len(cells)
                and normal(cells[lead[0]]) == normal(block.total.label)
            ):
                return [*cells[: lead[0] + 1], *[""] * (len(lead) - 1), *cells[lead[0] + 1 :]], ""
        return [*cells, *[""] * (width - len(cells))], doubt

    def _part(self, row: Row) -> None:
        """What one block has in a row."""
        if all(folded(text) in self._sections for text in row.texts.values() if text):
            return
        number = row.group.block
        before = self._pending.pop(number, None)
        if before is not None:
            whole = joined(before, row)
            if self._line(whole)[0] is not None and self._line(row)[0] is None:
                row = whole
            else:
                self._ended(before)
        for text in row.of("code", "name", "label", "line_number"):
            if AMOUNT.fullmatch(normal(text)):
                self.lost.append(Lost(row.strip.spot, f"{row.text}：{text}", "这一列不该有金额"))
        line, doubt = self._line(row)
        if line is not None and doubt and not row.held and not row.of("code"):
            self._pending[number] = row  # nearly a label, and nothing beside it: it may go on in the next row
        elif line is not None:
            self._take(replace(row, remark=doubt), line)
        elif row.block.open:
            self._open(row)
        elif not row.held and row.of("label", "name") and not row.of("code"):
            self._pending[number] = row
        else:
            self._unknown(row)

    def _ended(self, row: Row) -> None:
        """A row of a label alone that did not go on: nothing is lost with a line that has no figure."""
        if self._line(row)[0] is None:
            self._unknown(row)

    def _line(self, row: Row) -> tuple[Line | None, str]:
        """The fixed line that a row is, and why it may be another."""
        block = row.block
        lines = [*([block.total] if block.total else []), *(line for line in block.lines if line.row_key)]
        named = row.of("code", "name", "label", "key")
        if len(lines) == 1 and not any(leaf.role in ("code", "name", "label", "key") for leaf in block.leaves()):
            return lines[0], ""
        if block.total and any(normal(text) == normal(block.total.label) for text in named):
            return block.total, ""
        if block.open:
            return None, ""
        code = next((normal(text) for text in row.of("code")), "")
        if code:
            line = next((line for line in self._coded(block) if line.code == code), None)
            return line, self._other_name(code, row, (line.label, *line.aliases)) if line is not None else ""
        label = next((normal(text) for text in row.of("label", "name")), "")
        if not label:
            return None, ""
        found, same = _by_ordinal(lines, label, self.seen)
        return found, "" if same or found is None else f"行名印的是“{label}”，按“{found.label}”读"

    def _coded(self, block: Block) -> Iterator[Line]:
        """Lines with a code: the block's own, then those of blocks with the same columns, as print may set them elsewhere."""
        yield from block.lines
        keys = [leaf.key for leaf in block.leaves()]
        for other in self.spec.blocks:
            if other is not block and [leaf.key for leaf in other.leaves()] == keys:
                yield from other.lines

    @staticmethod
    def _other_name(code: str, row: Row, known: Sequence[str]) -> str:
        """Why a code's name wants a look; empty where it is the one that is known."""
        name = next((normal(text) for text in row.of("name", "label")), "")
        if not name or any(name == normal(one) for one in known):
            return ""
        if len(name) > 3 and normal(known[0]).startswith(name):
            return f"{code}的名称没有印全（“{name}”），按“{known[0]}”读"
        return f"{code}的名称印的是“{name}”，科目表里是“{known[0]}”"

    def _unknown(self, row: Row) -> None:
        """A row that the table does not have."""
        if row.held:
            self.lost.append(Lost(row.strip.spot, row.text, "模板的表里没有这一行"))
            self._row_unread()
        elif text := " ".join(row.of("code", "name", "label", "key")):
            self._without.append((row.strip.spot, unwrapped(text)))

    # ------------------------------------------------------------ open rows

    def _open(self, row: Row) -> None:
        """A row that the declaration leaves open."""
        known = self._found.setdefault(row.group.block, [])
        if row.block.coded:
            self._subject(row, known)
            return
        key = str(len(known) + 1)
        if row.block.open == "names":
            names = [leaf for leaf in row.block.leaves() if leaf.role == "name"]
            named = tuple((leaf.key, unwrapped(text)) for leaf in names if (text := row.texts.get(leaf.key)))
            if not named:
                self._unknown(row)
                return
            if known and not row.held and self._cut(row):
                self._lengthen(known, named)
                return
            known.append(OpenRow(key, "", "", named))
        elif row.held:
            known.append(OpenRow(key))
        self._spots[key] = row.strip.spot
        self._take(row, Line(key=key, label=" ".join(text for _, text in known[-1].texts)))

    def _cut(self, row: Row) -> bool:
        """Whether a row is the first one behind a page break."""
        last = max(self._spots.items(), key=lambda item: int(item[0]), default=None)
        return last is not None and last[1].page != row.strip.spot.page and last[1].page > 0

    @staticmethod
    def _lengthen(known: list[OpenRow], more: Sequence[tuple[str, str]]) -> None:
        """The rest of a name that a page break cut."""
        texts = dict(known[-1].texts)
        for key, text in more:
            texts[key] = texts.get(key, "") + text
        known[-1] = replace(known[-1], texts=tuple(texts.items()))

    def _subject(self, row: Row, known: list[OpenRow]) -> None:
        """A row with a subject code."""
        names = self.kit.subjects.get(row.block.open, {})
        code = next((normal(text) for text in row.of("code")), "")
        name = unwrapped(next(iter(row.of("name")), ""))
        if (
            not code
            and name
            and known
            and not row.held
            and normal(known[-1].name + name) == normal(names.get(known[-1].code))
        ):
            known[-1] = replace(known[-1], name=known[-1].name + name)  # the rest of a name that a page cut
            return
        if not CODE.fullmatch(code):
            self.lost.append(Lost(row.strip.spot, row.text, "没有认得出的科目代码"))
            if row.held:
                self._row_unread()
            return
        printed = names.get(code, name)
        doubt = self._other_name(code, row, [printed]) if name else ""
        if normal(name) == normal(printed) or (len(normal(name)) > 3 and normal(printed).startswith(normal(name))):
            name = printed
        if code not in self.seen:
            known.append(OpenRow(code, code, name or printed))
        if doubt and not row.held:
            self.lost.append(Lost(row.strip.spot, row.text, doubt))
        self._take(replace(row, remark=doubt), Line(key=code, code=code, label=name))

    # ------------------------------------------------------------ values

    def _take(self, row: Row, line: Line) -> None:
        """The values of a row; one that is printed again after a page break is the same row."""
        assert self.columns is not None
        key, read = line.row_key, {}
        for leaf in row.block.values():
            if (column := row.columns.get(leaf.key)) in self.columns.bare:
                self._under.setdefault(column, []).append((self.table.id, key, leaf.key))
                self._filled |= {column} if row.texts.get(leaf.key) else set()
        for leaf in row.block.values():
            if row.texts.get(leaf.key) and (said := self._value(row, line, leaf)):
                read[leaf.key] = said
        before = self.seen.setdefault(key, {})
        new = {column: said for column, said in read.items() if column not in before}
        if any(before[column] != said.value for column, said in read.items() if column in before) or (before and new):
            self.lost.append(Lost(row.strip.spot, row.text, "这一行在表里出现了两次，数字不同，用的是前一次的"))
            return
        if row.remark and new:  # one look at the row is enough
            first = next(iter(new))
            new[first] = replace(new[first], doubt=new[first].doubt or row.remark)
        before |= {column: said.value for column, said in new.items()}
        self.values += new.values()

    def _value(self, row: Row, line: Line, leaf: Column) -> Said | None:
        """What stands in a cell; None for —— and for what cannot stand there, which is lost."""
        assert self.columns is not None
        doubt = self.columns.doubts.get(row.columns[leaf.key], "") or row.doubt
        read = value_of(row, line, leaf, self.table.id, self.unit, doubt)
        if isinstance(read, Lost):
            self.lost.append(read)
            self.gaps.add((self.table.id, line.row_key, leaf.key))
            return None
        return read

    def _footers(self, cells: Sequence[str], strip: Strip) -> bool:
        """Totals in the last row of a table whose blocks stand side by side: each behind its label."""
        labels = {normal(footer.label): footer for footer in self.table.footer}
        places = [at for at, cell in enumerate(cells) if cell and normal(cell) in labels]
        for column in range(places[0] if places else 0):
            if cells[column]:
                self.lost.append(Lost(spot_of(strip, column), f"{strip.text}：{cells[column]}", "这一格不会有数"))
        for at, end in zip(places, [*places[1:], len(cells)], strict=False):
            footer = labels[normal(cells[at])]
            filled = [one for one in range(at + 1, end) if cells[one]]
            block = footer_block(self.table, footer.key)
            leaf = block.values()[0]
            for column in filled[:1]:
                group = Group(self.table.blocks.index(block), {})
                row = Row(group, block, {leaf.key: cells[column]}, {leaf.key: column}, strip)
                self._take(row, Line(key=footer.key, label=footer.label))
            for column in filled[1:]:
                self.lost.append(Lost(spot_of(strip, column), f"{footer.label} {cells[column]}", "这一格不会有数"))
        return bool(places)

    # ------------------------------------------------------------ what is no row

    def _is_heading(self, cells: Sequence[str]) -> bool:
        """Headings that stand again on a new page, and the row of 栏次."""
        assert self.columns is not None
        filled = {at: folded(cell) for at, cell in enumerate(cells) if cell}
        if self._is_numbers(filled):
            return True
        return len(filled) > 1 and all(text in self._headings for text in filled.values())

    def _is_numbers(self, filled: Mapping[int, str]) -> bool:
        """Whether these are the numbers of the columns, all of them and in their places."""
        assert self.columns is not None
        label = normal(self.table.number_row)
        numbers = {
            column: normal(leaf.number)
            for group in self.columns.groups
            for at, column in group.columns.items()
            if (leaf := self.spec.blocks[group.block].leaves()[at]).number
        }
        if not label or not numbers:
            return False
        rest = {at: text for at, text in filled.items() if text != label}
        return (len(rest) < len(filled) and all(text.isdigit() for text in rest.values())) or rest == numbers

    # ------------------------------------------------------------ levels

    def _levelled(self, number: int, rows: list[OpenRow]) -> list[OpenRow]:
        """Rows of names with their levels, where the table has more than one."""
        block = self.table.blocks[number]
        level = next((leaf.key for leaf in block.leaves() if leaf.role == "level"), "")
        if not level or block.levels == 1 or not rows:
            return rows
        keys = [leaf.key for leaf in block.values() if leaf.kind == "amount"]
        held = [[self.seen[row.key].get(key) for key in keys] for row in rows]
        amounts = [[value if isinstance(value, Decimal) else None for value in row] for row in held]
        levels, why = levels_guessed(block, [len(row.texts) for row in rows], amounts, self.table.decimals)
        if why:
            self._want_look([row.key for row in rows], why)
        return [
            replace(row, texts=(*row.texts, (level, str(one)))) if one < block.levels else row
            for row, one in zip(rows, levels, strict=True)
        ]

    def _want_look(self, keys: Sequence[str], why: str) -> None:
        """Put a doubt on the first value of each of some rows."""
        left = set(keys)
        for at, said in enumerate(self.values):
            if said.place[1] in left:
                left.discard(said.place[1])
                self.values[at] = replace(said, doubt=said.doubt or why)


def _by_ordinal(lines: Sequence[Line], label: str, seen: Container[str]) -> tuple[Line | None, bool]:
    """The line of a label, as :func:`~disclosegen.workbook.rows.by_label` has it: one of the same ordinal before all others.

    The mark behind an ordinal does not count: 一、 and 一. and (一) are the same.
    """
    ordinal = ORDINAL.match(label)
    if ordinal is not None:
        number, rest = ordinal[1] or ordinal[2], label[ordinal.end() :]
        alike = [line for line in lines if (own := ORDINAL.match(normal(line.label))) and number in own.groups()]
        for form in (label, f"{number}、{rest}", f"({number}){rest}", f"{number}.{rest}"):
            if any(form == normal(text) for line in alike for text in (line.label, *line.aliases)):
                return by_label(alike, form, seen)
        found, same = by_label(alike, label, seen)
        if found is not None:
            return found, same
    return by_label(lines, label, seen)


def _all_columns(table: Table) -> Iterator[Column]:
    left = [column for block in table.blocks for column in block.columns]
    while left:
        column = left.pop()
        yield column
        left += column.columns
