"""The published tables of a kit, read from print.

In: a :class:`~disclosegen.published.flow.Flow` and where the kit's outline is in it.  Out: a :class:`Part` with every value cell
that was printed, totals included: what was printed as filled is printed so again.  Tables cut by a page are one; headings that are
printed again on the next page, 栏次 rows and headings within the body are passed over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from ..kit.grid import OpenRow, as_printed
from ..kit.refs import footer_block
from ..kit.schema import Block, Column, Line, Table
from ..money import Unit, from_base, to_base
from ..workbook.rows import by_label
from ..workbook.values import clean, normal, one_line, read_number
from .around import Around
from .columns import Columns, Group, by_place, find_columns
from .flow import Flow, Spot, Strip
from .levels import levels_of
from .outline import Located, Region
from .reading import Lost, Part, Said

DECIMALS = 6
"""Most decimals of an amount in 万元: 元 to the cent."""
FIGURES = ("amount", "count", "decimal")
ROLES = ("label", "name", "code", "key")


def read_tables(flow: Flow, located: Located) -> Part:
    """Every published table in its region."""
    around = Around(located.kit)
    values: list[Said] = []
    rows: dict[tuple[str, int], tuple[OpenRow, ...]] = {}
    used: set[int] = set()
    lost: list[Lost] = []
    for region in located.of("table"):
        assert region.section is not None
        reader = _Reader(located.kit.tables[region.section.table], around)
        reader.read(flow, region)
        values += reader.values
        rows |= reader.open_rows()
        used |= reader.used
        lost += reader.lost
    return Part(tuple(values), rows, frozenset(used), tuple(lost))


@dataclass
class _Reader:
    """Reads one table."""

    table: Table
    around: Around
    values: list[Said] = field(default_factory=list)
    used: set[int] = field(default_factory=set)
    lost: list[Lost] = field(default_factory=list)
    found: dict[int, list[OpenRow]] = field(default_factory=dict)  # open rows by block
    seen: dict[str, dict[str, Decimal | str]] = field(default_factory=dict)  # row key → what it holds
    amounts: dict[str, list[Decimal | None]] = field(default_factory=dict)  # of rows of names

    def read(self, flow: Flow, region: Region) -> None:
        """Read what stands in a region."""
        self.spec = as_printed(self.table)
        strips = [(number, flow.strips[number]) for number in range(region.start, region.end)]
        self.used.add(region.head)
        self._lines([(number, strip) for number, strip in strips if not strip.is_row])
        rows = [(number, strip) for number, strip in strips if strip.is_row]
        if not rows:
            return
        cells = [strip.cells for _, strip in rows]
        columns = find_columns(cells, self.spec) or by_place(self.spec, max(map(len, cells)))
        if columns is None:
            self.lost += (
                Lost(strip.spot, strip.text, f"“{self.table.title}”的表头认不出来，整张表没有读") for _, strip in rows
            )
            self.used |= {number for number, _ in rows}
            return
        self.columns: Columns = columns
        self._head(rows[columns.start : columns.body])
        for number, _ in rows[: columns.body]:
            self.used.add(number)
        for number, strip in rows[columns.body :]:
            if self._row(strip):
                self.used.add(number)

    def open_rows(self) -> dict[tuple[str, int], tuple[OpenRow, ...]]:
        """The open rows by block, with their levels."""
        return {(self.table.id, number): tuple(self._levelled(number, rows)) for number, rows in self.found.items()}

    # ------------------------------------------------------------ around the grid

    def _lines(self, lines: Sequence[tuple[int, Strip]]) -> None:
        """Code, unit, notes; a title that is printed again."""
        self.unit = Unit.YUAN if self.table.unit is Unit.YUAN else Unit.WAN
        for number, strip in lines:
            if strip.folded in self._words():
                self.used.add(number)
            elif (above := self.around.above(strip.text)) is not None:
                self.unit = above.unit or self.unit
                self.used.add(number)
            elif (note := self.around.note(self.table, strip.text)) is not None:
                self.used.add(number)
                if note:
                    self.lost.append(Lost(strip.spot, strip.text, f"表下的说明与模板的不同，模板印的是“{note}”"))

    def _words(self) -> set[str]:
        """What the table itself prints in a line of its own: title, code, headings within the body."""
        headings = (text for block in self.table.blocks for line in block.lines for text in line.heading)
        return {normal(text) for text in (self.table.title, self.table.code, *headings) if text}

    def _head(self, rows: Sequence[tuple[int, Strip]]) -> None:
        """What the headings say that the kit does not know, and the reverse."""
        spot = rows[0][1].spot if rows else Spot()
        for leaf in self.columns.missing:
            self.lost.append(Lost(spot, self.table.title, f"表里没有“{leaf.label}”这一列"))
        for heading in self.columns.extra.values():
            if heading:
                self.lost.append(Lost(spot, heading, "这一列模板里没有"))

    # ------------------------------------------------------------ rows

    def _row(self, strip: Strip) -> bool:
        """A row of the body, part by part; whether something of it was understood or there was nothing in it."""
        cells = [*strip.cells, *[""] * (self.columns.width - len(strip.cells))]
        if not any(cells) or self._is_heading(cells):
            return True
        if self._footer(cells, strip):
            return True
        understood = False
        for group in self.columns.groups:
            understood = self._part(group, cells, strip) or understood
        return understood

    def _part(self, group: Group, cells: Sequence[str], strip: Strip) -> bool:
        """What one block has in a row."""
        block = self.spec.blocks[group.block]
        leaves = block.leaves()
        texts = {leaves[at].key: clean(cells[column]) for at, column in group.columns.items()}
        if not any(texts.values()):
            return False
        if self._is_section(block, texts):
            return True
        line = self._line(block, texts)
        if line is not None:
            return self._take(group, block, line, line.row_key, cells, strip)
        if not block.open:
            return self._stray(block, texts, strip)
        return self._open(group, block, texts, cells, strip)

    def _line(self, block: Block, texts: dict[str, str]) -> Line | None:
        """The fixed line that a row is."""
        lines = [*([block.total] if block.total else []), *(line for line in block.lines if line.row_key)]
        by_role = {role: [texts.get(leaf.key, "") for leaf in block.leaves() if leaf.role == role] for role in ROLES}
        if len(lines) == 1 and not any(by_role.values()):
            return lines[0]
        code = next((normal(text) for text in by_role["code"] if text), "")
        if code and (line := next((line for line in lines if line.code == code), None)) is not None:
            return line
        if block.total and any(normal(text) == normal(block.total.label) for role in ROLES for text in by_role[role]):
            return block.total
        if code.isdigit():
            return None
        label = next((normal(text) for role in ("label", "name") for text in by_role[role] if text), "")
        if not label or block.open:
            return None
        return by_label(lines, label, self.seen)[0]

    def _stray(self, block: Block, texts: dict[str, str], strip: Strip) -> bool:
        """A row that the table does not have: no loss where it holds nothing but a number of its line."""
        held = [texts[leaf.key] for leaf in block.values() if texts.get(leaf.key)]
        if held:
            self.lost.append(
                Lost(strip.spot, " ".join(text for text in texts.values() if text), "模板的表里没有这一行")
            )
        return True

    def _open(self, group: Group, block: Block, texts: dict[str, str], cells: Sequence[str], strip: Strip) -> bool:
        """A row that the declaration leaves open."""
        known = self.found.setdefault(group.block, [])
        if block.coded:
            code = next((normal(texts[leaf.key]) for leaf in block.leaves() if leaf.role == "code"), "")
            name = one_line(next((texts[leaf.key] for leaf in block.leaves() if leaf.role == "name"), ""))
            if not code.isdigit() or len(code) not in (3, 5, 7):
                return self._stray(block, texts, strip)
            if code not in self.seen:
                known.append(OpenRow(code, code, name))
            return self._take(group, block, Line(key=code, code=code, label=name), code, cells, strip)
        key = str(len(known) + 1)
        if block.open == "names":
            named = tuple(
                (leaf.key, one_line(texts[leaf.key]))
                for leaf in block.leaves()
                if leaf.role == "name" and texts.get(leaf.key)
            )
            if not named:
                return self._stray(block, texts, strip)
            known.append(OpenRow(key, "", "", named))
        else:
            known.append(OpenRow(key))
        taken = self._take(group, block, Line(key=key), key, cells, strip)
        self.amounts[key] = [
            value if isinstance(value := self.seen[key].get(leaf.key), Decimal) else None for leaf in block.values()
        ]
        return taken

    def _take(self, group: Group, block: Block, line: Line, key: str, cells: Sequence[str], strip: Strip) -> bool:
        """The values of a row; one that is printed again after a page break is the same row."""
        read: dict[str, Said] = {}
        for at, column in group.columns.items():
            leaf = block.leaves()[at]
            if (
                leaf.role == "value"
                and line.holds(leaf.key)
                and (said := self._value(leaf, line, key, cells, column, strip))
            ):
                read[leaf.key] = said
        held = {column: said.value for column, said in read.items()}
        if key in self.seen:
            if any(self.seen[key].get(column) != value for column, value in held.items()):
                self.lost.append(Lost(strip.spot, strip.text, "这一行在表里出现了两次，数字不同，用的是前一次的"))
            return True
        self.seen[key] = held
        self.values += read.values()
        return True

    def _value(
        self, leaf: Column, line: Line, key: str, cells: Sequence[str], column: int, strip: Strip
    ) -> Said | None:
        """What stands in a cell; None for a blank and for ——."""
        text = clean(cells[column])
        kind = line.kind or leaf.kind
        place = (self.table.id, key, leaf.key)
        spot = self._spot(strip, column)
        label = line.label or next((cell for cell in cells if cell), "")
        quote = f"{one_line(label)} {leaf.label} {text}"
        doubt = self.columns.doubts.get(column, "")
        if not text or line.not_applicable:
            return None
        if kind not in FIGURES:
            return Said(place, text, spot, quote, doubt)
        unit = leaf.unit_in(line, Unit.WAN)
        read = read_number(text, unit, DECIMALS)
        if read.dash:
            return None
        if not isinstance(read.value, Decimal) or read.problem:
            self.lost.append(Lost(spot, quote, f"读不成数字：{read.problem}"))
            return None
        value = read.value
        if kind == "amount" and unit is Unit.WAN and self.unit is Unit.YUAN:
            value, doubt = from_base(to_base(value, Unit.YUAN), Unit.WAN), doubt or "这张表以元为单位，已换算成万元"
        return Said(place, value, spot, quote, doubt or read.doubt)

    def _spot(self, strip: Strip, column: int) -> Spot:
        box = strip.boxes[column] if column < len(strip.boxes) else None
        return replace(strip.spot, box=box) if box is not None else strip.spot

    def _footer(self, cells: Sequence[str], strip: Strip) -> bool:
        """Totals in the last row of a table whose blocks stand side by side: each behind its label."""
        labels = {normal(footer.label): footer for footer in self.table.footer}
        places = [at for at, cell in enumerate(cells) if cell and normal(cell) in labels]
        if not places:
            return False
        for at, end in zip(places, [*places[1:], len(cells)], strict=True):
            footer = labels[normal(cells[at])]
            text, column = next(((cells[one], one) for one in range(at + 1, end) if cells[one]), ("", at))
            if not text or footer.key in self.seen:
                continue
            leaf = footer_block(self.table, footer.key).values()[0]
            line = Line(key=footer.key, label=footer.label)
            said = self._value(leaf, line, footer.key, cells, column, strip)
            self.seen[footer.key] = {leaf.key: said.value} if said else {}
            self.values += [said] if said else []
        return True

    # ------------------------------------------------------------ what is no row

    def _is_heading(self, cells: Sequence[str]) -> bool:
        """Headings that stand again on a new page, and the row of 栏次."""
        filled = [normal(cell) for cell in cells if cell]
        number = normal(self.table.number_row)
        if number and filled[0] == number and all(one == number or one.isdigit() for one in filled):
            return True
        labels = {normal(text) for column in self._all_columns() for text in (column.label,)}
        labels |= {normal(block.heading) for block in self.spec.blocks if block.heading}
        return len(filled) > 1 and all(one in labels for one in filled)

    def _all_columns(self) -> list[Column]:
        found, left = [], [column for block in self.spec.blocks for column in block.columns]
        while left:
            column = left.pop()
            found.append(column)
            left += column.columns
        return found

    @staticmethod
    def _is_section(block: Block, texts: dict[str, str]) -> bool:
        """A heading within the body."""
        headings = {normal(text) for line in block.lines for text in line.heading}
        filled = [normal(text) for text in texts.values() if text]
        return bool(headings) and all(text in headings for text in filled)

    # ------------------------------------------------------------ levels

    def _levelled(self, number: int, rows: Sequence[OpenRow]) -> list[OpenRow]:
        """Rows of names with their levels, where the table has more than one."""
        block = self.table.blocks[number]
        level = next((leaf.key for leaf in block.leaves() if leaf.role == "level"), "")
        if not level or block.levels == 1 or not rows:
            return list(rows)
        columns = [at for at, leaf in enumerate(self.spec.blocks[number].values()) if leaf.kind == "amount"]
        amounts = [[self.amounts[row.key][at] for at in columns] for row in rows]
        levels = levels_of(amounts, block.levels, self.table.decimals)
        if levels is None:
            self.lost.append(Lost(Spot(), self.table.title, "看不出哪几行是小计，级次没有填，请自己填"))
            return list(rows)
        return [
            replace(row, texts=(*row.texts, (level, str(one)))) if one < block.levels else row
            for row, one in zip(rows, levels, strict=True)
        ]
