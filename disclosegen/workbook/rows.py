"""Read the rows of one table: which line is this, and what stands in its cells.

In: a located table.  Out: a :class:`~disclosegen.workbook.raw.RawTable` and findings.  Fixed lines are
found by key, code or label, open rows by their subject code; order and number of rows do not matter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from ..findings import CellRef, Finding, Severity
from ..kit.load import Kit
from ..kit.refs import footer_block
from ..kit.schema import Block, Line, Table
from ..money import Unit
from .labels import by_label
from .locate import Region, View, body_rows, locate
from .raw import RawRow, RawTable
from .row_words import RowReader
from .values import normal, plain_name

CODE = re.compile(r"\d{3}(\d{2}){0,2}")
TOTALS = ("合计", "总计", "合计数", "总合计")
NOTE = re.compile(r"^(注|说明|备注)")
DROPPING = ("W-row-double", "W-row-unknown", "W-code-form", "W-code-missing")
"""Findings about rows that could not be taken in."""
FILL_AGAIN = "请从空表里复制这部分过来，再填数据。"


def read_table(
    kit: Kit, table: Table, sheet: View, region: Region | None, unit: Unit
) -> tuple[RawTable, list[Finding]]:
    """Read one table of a sheet.

    Args:
        region: Rows that belong to it; None when its title is missing.
        unit: The workbook's money unit.
    """
    located = locate(sheet, table, region) if region else None
    if located is None or region is None:
        place = CellRef(sheet.name, table=table.code)
        return RawTable(table.id, sheet.name, missing=place), [
            Finding("W-table-missing", Severity.ERROR, f"找不到“{table.title}”的表头", (place,), FILL_AGAIN)
        ]
    reader = _Rows(kit, table, sheet, located, unit)
    reader.missing_columns()
    if any(leaf.role == "code" for leaf in located.missing) and any(block.coded for block in table.blocks):
        return RawTable(table.id, sheet.name, missing=reader.findings[0].cells[0]), reader.findings
    reader.read(region)
    dropped = [f.cells[0] for f in reader.findings if f.rule in DROPPING and f.severity is not Severity.NOTE]
    lost = (*dropped, *reader.lost)
    return RawTable(table.id, sheet.name, tuple(reader.rows), None, reader.lacking(), lost), reader.findings


@dataclass
class _Rows(RowReader):
    """The state of reading one table: its rows so far."""

    rows: list[RawRow] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.seen: dict[str, int] = {}
        self.named: dict[int, int] = {}  # per block: how many rows of names there are

    # ---------------------------------------------------------------- columns

    def missing_columns(self) -> None:
        """One finding for each column that is not on the sheet, one note for each that was renamed."""
        spare = "、".join(f"“{text[:20]}”" for text in self.located.spare[:3])
        instead = f"，表头里多出{spare}" if spare else ""
        for leaf in self.located.missing:
            said = f"{self._name()}缺少“{leaf.label}”一列{instead}"
            self._add("W-column-missing", Severity.ERROR, said, self._ref(0, 0), FILL_AGAIN)
        leaves = [leaf for leaves in self.leaves for leaf in leaves]
        for index, found in self.located.renamed.items():
            column = self.located.columns[index]
            self._add(
                "W-column-renamed",
                Severity.NOTE,
                f"{self._name()}的列“{leaves[index].label}”被写成“{found}”，已按“{leaves[index].label}”读取",
                self._ref(self.located.body - 1, column),
                f"请把表头改回“{leaves[index].label}”。",
            )

    # ---------------------------------------------------------------- rows

    def read(self, region: Region) -> None:
        """Read every row below the headings, block by block, then say which fixed lines are missing."""
        for row in body_rows(self.sheet, self.located, region):
            if self._footers(row):
                continue
            for number, block in enumerate(self.table.blocks):
                self._block_row(number, block, row)
        self._missing_lines()

    def _block_row(self, number: int, block: Block, row: int) -> None:
        if self._uncalculated(number, block, row) or not self._filled(number, block, row):
            return
        if self._is_heading(number, block, row):
            return
        if block.open == "text":
            key = str(1 + sum(1 for found in self.rows if found.block == number))
            self._take(number, block, Line(key=key), row, code="", name="")
            return
        if block.open == "names":
            self._named(number, block, row)
            return
        line = self._line(number, block, row)
        code = self._code(number, block, row)
        if line is not None:
            self._take(number, block, line, row, code=line.code, name=self._text(number, block, "name", row))
        elif code and block.open:
            self._subject(number, block, row, code)
        else:
            self._unknown(number, block, row, code)

    def _subject(self, number: int, block: Block, row: int, code: str) -> None:
        """A row of an open block, keyed by its subject code."""
        name = self._text(number, block, "name", row)
        place = self._place(number, block, "code", row)
        if NOTE.match(code) and not self._figures(number, block, row):
            return
        if not CODE.fullmatch(code) and not self._figures(number, block, row):
            said = f"{self._name()}第{row}行没有数，“{code[:20]}”不是科目代码，这一行没有读入"
            advice = "是制表人、备注一类的，请移到表外；是科目的，请改成类（3位）、款（5位）或项（7位）代码。"
            self._add("W-code-form", Severity.NOTE, said, place, advice)
            return
        if not CODE.fullmatch(code):
            self._add(
                "W-code-form",
                Severity.ERROR,
                f"{self._name()}的科目代码“{code}”不是3位、5位或7位数字",
                place,
                "请改成类（3位）、款（5位）或项（7位）代码。",
            )
            return
        known = self.kit.subjects.get(block.open, {}).get(code)
        if known is None:
            self._add(
                "W-code-unknown",
                Severity.WARNING,
                f"科目代码“{code}{name}”不在{self.kit.file.year}年常见科目表里",
                place,
                "请对照本年政府收支分类科目核对代码；确实有这个科目的，可以继续。"
                if name
                else "请对照科目表核对代码，并在旁边填上科目名称。",
            )
            if not name:
                self._add("W-name-missing", Severity.ERROR, f"科目代码“{code}”没有名称", place, "请填科目名称。")
        elif name and plain_name(name, code) != normal(known):
            self._add(
                "W-name-wrong",
                Severity.ERROR,
                f"科目代码 {code} 的名称应为“{known}”，填的是“{name}”",
                self._place(number, block, "name", row),
                "请核对代码和名称，改正其中一个。",
            )
        self._take(number, block, Line(key=code, code=code, label=known or name), row, code=code, name=known or name)

    def _named(self, number: int, block: Block, row: int) -> None:
        """A row of an open block without codes, keyed by its place; its level says what it is a part of."""
        texts = self._names(number, block, row)
        names = [text for leaf in self.leaves[number] if leaf.role == "name" for key, text in texts if key == leaf.key]
        if block.total and any(normal(name) == normal(block.total.label) for name in names):
            self._take(number, block, block.total, row, code="", name=names[0])
            return
        if not names:
            self._add(
                "W-name-missing",
                Severity.ERROR,
                f"{self._name()}第{row}行填了数，没有名称",
                self._place(number, block, "name", row),
                "请填名称，或删去这一行。",
            )
            return
        if NOTE.match(names[0]) and not self._figures(number, block, row):
            return
        level, parent = self._level(number, block, row), ""
        for above, key in self.open_levels.get(number, ()):
            parent = key if above < level else parent
        key = str(self.named.get(number, 0) + 1)
        place = ":".join((str(number), parent, *names))
        if place in self.seen and not block.repeats:
            self._add(
                "W-row-double",
                Severity.ERROR,
                f"{self._name()}里“{'、'.join(names)}”出现了两次（第{self.seen[place]}行和第{row}行）",
                self._place(number, block, "name", row),
                "请合并成一行，或改正其中一行的名称或级次。",
            )
            return
        self.seen[place] = row
        self.named[number] = int(key)
        self.open_levels[number] = [*(one for one in self.open_levels.get(number, ()) if one[0] < level), (level, key)]
        line = Line(key=key, label=names[0])
        cells = {leaf.key: self._cell(number, block, leaf, line, row) for leaf in block.values()}
        held = dict(texts)
        places = {leaf.key: self._place(number, block, "", row, leaf) for leaf in block.leaves() if leaf.key in held}
        self.rows.append(
            RawRow(key, "", names[0], number, cells, self._place(number, block, "name", row), texts, parent, places)
        )

    def _unknown(self, number: int, block: Block, row: int, code: str) -> None:
        """A row that is no line of the table: harmless when it holds no figure."""
        label = next(
            (text for role in ("label", "name", "code", "key") if (text := self._text(number, block, role, row))), ""
        )
        amounts = self._figures(number, block, row)
        if not amounts or (NOTE.match(label) and not code):
            return
        place = self._place(number, block, amounts[0].role, row, amounts[0])
        if block.open and not code:
            self._add(
                "W-code-missing",
                Severity.ERROR,
                f"{self._name()}第{row}行有金额，没有科目代码",
                place,
                "请填科目代码，或删去这一行。",
            )
        else:
            called = code or label
            there = f"里没有“{called}”这一行，但这里" if called else f"第{row}行没有行名，但"
            self._add(
                "W-row-unknown",
                Severity.ERROR,
                f"{self._name()}{there}填了数",
                place,
                "请核对行名；多出来的行请并入应在的行，或删去。",
            )

    def _line(self, number: int, block: Block, row: int) -> Line | None:
        """The fixed line that a row is."""
        lines = [*([block.total] if block.total else []), *(line for line in block.lines if line.row_key)]
        if len(lines) == 1 and not any(leaf.role != "value" for leaf in self.leaves[number]):
            return lines[0]
        if key := self._text(number, block, "key", row):
            return next((line for line in lines if line.key == key), None)
        code = self._code(number, block, row)
        if code and any(leaf.role == "code" for leaf in self.leaves[number]):
            return (
                next((line for line in lines if line.code == code), None)
                if CODE.fullmatch(code)
                else self._total(number, block, code, row)
            )
        label = next((normal(text) for role in ("label", "name") if (text := self._text(number, block, role, row))), "")
        return self._by_label(lines, label, number, block, row) if label else None

    def _total(self, number: int, block: Block, label: str, row: int) -> Line | None:
        total = block.total
        if total is None or normal(label) == normal(total.label):
            return total
        if normal(label) not in TOTALS or total.row_key in self.seen:
            return None
        self._renamed(total, label, self._place(number, block, "code", row))
        return total

    def _by_label(self, lines: list[Line], label: str, number: int, block: Block, row: int) -> Line | None:
        line, same = by_label(lines, label, self.seen)
        if line is not None and not same:
            self._renamed(line, label, self._place(number, block, "label", row))
        return line

    def _renamed(self, line: Line, label: str, place: CellRef) -> None:
        said = f"{self._name()}的行“{line.label}”被写成“{label}”，已按“{line.label}”读取"
        self._add("W-row-renamed", Severity.NOTE, said, place, f"请把行名改回“{line.label}”。")

    def _take(self, number: int, block: Block, line: Line, row: int, *, code: str, name: str) -> None:
        """Read a row's cells; a key that was there before is an error."""
        key = line.row_key
        if key in self.seen:
            self._add(
                "W-row-double",
                Severity.ERROR,
                f"{self._name()}里“{code or ''}{line.label or key}”出现了两次（第{self.seen[key]}行和第{row}行）",
                self._place(number, block, "code" if code else "label", row),
                "请合并成一行，或改正其中一行的代码。",
            )
            return
        self.seen[key] = row
        cells = {leaf.key: self._cell(number, block, leaf, line, row) for leaf in block.values()}
        self.rows.append(
            RawRow(key, code, name, number, cells, self._place(number, block, "code" if code else "label", row))
        )

    def _footers(self, row: int) -> bool:
        """The totals in the last row of a table with blocks side by side, found by their labels; whether there are any."""
        there = False
        for footer in self.table.footer:
            columns = [
                column for (at, column), text in self.sheet.texts.items() if at == row and text == normal(footer.label)
            ]
            there = there or bool(columns)
            if not columns or footer.key in self.seen:
                continue
            block = footer_block(self.table, footer.key)
            number = self.table.blocks.index(block)
            leaf = block.values()[0]
            self.seen[footer.key] = row
            line = Line(key=footer.key, label=footer.label, sum=footer.sum)
            cell = self._cell(self._footer_number(footer.key, number), block, leaf, line, row)
            self.rows.append(RawRow(footer.key, "", footer.label, number, {leaf.key: cell}, cell.ref))
        return there

    def _footer_number(self, key: str, number: int) -> int:
        """The block under which a footer's amount stands, counted from the left."""
        at = 0
        for footer in self.table.footer:
            at += footer.label_span
            if footer.key == key:
                break
            at += 1
        return max(index for index, offset in enumerate(self.offsets) if offset <= at)

    def lacking(self) -> frozenset[str]:
        """Keys of the fixed lines that the sheet should have and has not."""
        if len(self.table.blocks) == 1 and len(list(self.table.lines())) == 1 and not self.table.blocks[0].total:
            return frozenset()  # a table of one row without a label: an empty row is a blank, not a missing one
        lines = {line.row_key for _, line in self.table.lines() if line.label and not line.optional}
        return frozenset((lines | {footer.key for footer in self.table.footer}) - set(self.seen))

    def _missing_lines(self) -> None:
        """Fixed lines that the sheet lacks; one finding for all of them."""
        keys = self.lacking()
        lacking = [line.label for _, line in self.table.lines() if line.row_key in keys]
        lacking += [footer.label for footer in self.table.footer if footer.key in keys]
        unknown = [n for n, finding in enumerate(self.findings) if finding.rule == "W-row-unknown"]
        if len(lacking) == len(unknown) == 1 and not self.located.missing:
            one = self.findings[unknown[0]]
            said = f"{one.message}，又缺少“{lacking[0]}”一行，像是行名被改了"
            advice = f"是“{lacking[0]}”的，请把行名改回来；不是的，请从空表里复制这一行过来。"
            self.findings[unknown[0]] = replace(one, message=said, advice=advice, also=("W-row-missing",))
        elif lacking and not self.located.missing:
            shown = "、".join(lacking[:5]) + ("等" if len(lacking) > 5 else "")
            self._add(
                "W-row-missing",
                Severity.ERROR,
                f"{self._name()}缺少{len(lacking)}行：{shown}",
                self._ref(0, 0),
                FILL_AGAIN,
            )
