"""The published tables of a kit, read from print.

In: a :class:`~disclosegen.published.flow.Flow` and where the kit's outline is in it.  Out: a :class:`Part` with every value cell
that was printed, totals included: what was printed as filled is printed so again.  A table cut by a page is read in pieces, each with the
headings that stand over it; a table that a document need not have (`optional` in the outline) is found by its headings wherever it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from ..kit.grid import OpenRow, as_printed
from ..kit.schema import Table
from ..workbook.content import Place
from ..workbook.locate import leaf_paths
from .around import Around
from .columns import SEARCH, Columns, by_place, find_columns, folded, is_figure
from .flow import Flow, Strip
from .money_units import Printed, borne_out, common, spoken_amounts
from .outline import Located
from .reading import Lost, Part, Said
from .table_rows import RowReader

Lines = Sequence[tuple[int, Strip]]
"""Strips with their numbers."""


def read_tables(flow: Flow, located: Located) -> Part:
    """Every published table in its region."""
    around = Around(located.kit)
    values: list[Said] = []
    rows: dict[tuple[str, int], tuple[OpenRow, ...]] = {}
    used: set[int] = set()
    lost: list[Lost] = []
    gaps: set[Place] = set()
    regions = (*_regions(located), *_unheaded(flow, located))
    units = [_unit_above(around, flow.strips[start:end]) for _, _, start, end in regions]
    usual = common(units)
    spoken = frozenset() if all(units) else spoken_amounts([one.text for one in flow.strips if not one.is_row])
    for (name, head, start, end), unit in zip(regions, units, strict=True):
        table = located.kit.tables[name]
        lines = [(number, flow.strips[number]) for number in range(start, end)]
        cells = (cell for _, strip in lines if strip.is_row for cell in strip.cells)
        printed = Printed(unit) if unit else borne_out(cells, spoken, usual, table.unit)
        reader = _TableReader(flow, located, table, around, printed)
        reader.read(head, lines)
        values += reader.rows.values
        rows |= reader.rows.open_rows()
        used |= reader.used
        lost += reader.rows.lost
        gaps |= reader.gaps()
    used |= {at for at, strip in enumerate(flow.strips) if not strip.is_row and CONTINUED.fullmatch(strip.folded)}
    return Part(tuple(values), rows, frozenset(used), tuple(lost), gaps=frozenset(gaps))


def _regions(located: Located) -> Iterator[tuple[str, int, int, int]]:
    """Table, strip of its title, first strip and end of its body."""
    for region in located.of("table"):
        assert region.section is not None
        yield region.section.table, region.head, region.start, region.end


def _unheaded(flow: Flow, located: Located) -> Iterator[tuple[str, int, int, int]]:
    """Tables that a document need not have, under titles of its own: their headings say what they are."""
    there = {name for name, *_ in _regions(located)}
    sections = [section for part in located.kit.outline.parts for section in part.sections if section.optional]
    wanted = [located.kit.tables[section.table] for section in sections if section.table]
    at = located.body
    while at < len(flow.strips):
        first, end = at, at + 1
        while flow.strips[first].is_row and end < len(flow.strips) and flow.strips[end].is_row:
            end += 1
        at = end
        if not flow.strips[first].is_row:
            continue
        head = [strip.cells for strip in flow.strips[first : min(end, first + SEARCH)]]
        for table in wanted:
            columns = find_columns(head, as_printed(table)) if table.id not in there else None
            if columns is not None and columns.start == 0 and not (columns.missing or columns.extra or columns.doubts):
                title = first - 1
                there.add(table.id)
                yield table.id, title, title, end


def _unit_above(around: Around, strips: Sequence[Strip]) -> str:
    """The money unit that stands above a table, or in its first rows; empty where none does."""
    rows = 0
    for strip in strips:
        rows += strip.is_row
        if rows > SEARCH:
            break
        for text in (strip.text, *strip.cells):
            above = around.above(text)
            if above is not None and above.unit:
                return above.unit
    return ""


CONTINUED = re.compile(
    r"\(?(?:续表?|接上[页表]|转下页)\)?[一二三四五六七八九十\d]{0,2}$|[-—–]+\d{1,4}[-—–]+|第\d{1,4}页"
)
"""What stands between the pieces of a table that pages cut."""
HEADINGS = 3
"""Filled cells of a row without figures that nobody knows: headings of some other table."""


@dataclass
class _TableReader:
    """Reads one table: the lines around it, its headings, its rows piece by piece."""

    flow: Flow
    located: Located
    table: Table
    around: Around
    unit: Printed

    def read(self, head: int, lines: Lines) -> None:
        """Read what stands in the table's region; ``head`` is the strip of its title."""
        self.used: set[int] = set()
        self._empty = False  # whether print says that there is nothing in the table
        self.spec = as_printed(self.table)
        self.rows = RowReader(self.located.kit, self.table, self.spec)
        self.rows.unit = self.unit
        self._title(head, own=head == (lines[0][0] if lines else -1))
        self.used.add(head)
        self._lines([(number, strip) for number, strip in lines if not strip.is_row and number != head])
        body = [(number, strip) for number, strip in lines if strip.is_row]
        before: Columns | None = None
        for piece in _pieces(body):
            before = self._piece(piece, before) or before
        self.rows.finish()

    def gaps(self) -> set[Place]:
        """What of the table was not read: all of it where print has neither rows nor the words for an empty table."""
        whole = (self.table.id, "", "")
        return self.rows.gaps | ({whole} if self.rows.columns is None and not self._empty else set())

    def _title(self, head: int, *, own: bool) -> None:
        """Say where a title is not the format's; one of the outline may have numbers and a name around it, an ``own`` one not."""
        strip = self.flow.strips[head]
        title = re.sub(r"\{\w+\}", "", self.table.title)
        if folded(title) != folded(strip.text) if own else folded(title) not in folded(strip.text):
            self.rows.lost.append(Lost(strip.spot, strip.text, f"标题与模板的不同，模板印的是“{self.table.title}”"))

    # ------------------------------------------------------------ around the grid

    def _lines(self, lines: Lines) -> None:
        """Code, unit, notes; a title that is printed again."""
        for number, strip in lines:
            if self._around(strip):
                self.used.add(number)

    def _around(self, strip: Strip) -> bool:
        """Whether a line, or a row that holds one, is one of those around the table."""
        text = folded(strip.text)
        if text in self._words() or CONTINUED.fullmatch(text) or CONTINUED.sub("", text) in self._words():
            return True
        if self.around.above(strip.text) is not None:
            return True
        note = self.around.note(self.table, strip.text)
        self._empty |= note is not None and self.around.is_empty_note(self.table, strip.text)
        if note:
            self.rows.lost.append(Lost(strip.spot, strip.text, f"表下的说明与模板的不同，模板印的是“{note}”"))
        return note is not None

    def _words(self) -> set[str]:
        """What the table itself prints in a line of its own: title, code, headings within the body."""
        headings = (text for block in self.table.blocks for line in block.lines for text in line.heading)
        return {folded(text) for text in (self.table.title, self.table.code, *headings) if text}

    # ------------------------------------------------------------ pieces

    def _piece(self, rows: Lines, before: Columns | None) -> Columns | None:
        """Read the rows of a piece; its columns, None where they cannot be told."""
        cells = [strip.cells for _, strip in rows]
        columns = find_columns(cells, self.spec)
        if self._foreign(cells, columns, first=before is None):
            self._refused(rows)
            return None
        if columns is not None and before is not None and columns.start > 0:
            columns = None  # rows that go on, and headings further down: no piece begins so
        width = max(map(len, cells))
        if columns is None and before is not None:
            columns = before.going_on(width)
        columns = columns or by_place(self.spec, width)
        if columns is None:
            self._unread(rows)
            return None
        for number, strip in rows[: columns.start]:
            if any(strip.cells) and not self._around(strip) and not self._beside(strip):
                self.rows.lost.append(Lost(strip.spot, strip.text, "表头上方的这一行认不出来"))
            self.used.add(number)
        self.used |= {number for number, _ in rows[columns.start : columns.body]}
        if before is None or columns.start < columns.body:
            self.rows.headed(columns, [strip for _, strip in rows[columns.start : columns.body]])
        else:
            self.rows.columns = columns
        for number, strip in rows[columns.body :]:
            filled = [cell for cell in strip.cells if cell]
            if not (len(filled) == 1 and self.around.note(self.table, filled[0]) is not None and self._around(strip)):
                self.rows.row(strip)
            self.used.add(number)
        return columns

    def _beside(self, strip: Strip) -> bool:
        """Lines above a table that print sets beside each other in a row: each must be one."""
        return all(self.around.above(cell) is not None for cell in strip.cells if cell)

    def _foreign(self, cells: Sequence[Sequence[str]], columns: Columns | None, *, first: bool) -> bool:
        """Whether a piece has headings, and not this table's: those of another table, or none that this one knows."""
        if columns is not None and columns.start == 0 and not (columns.missing or columns.extra):
            return False
        for other in self.located.kit.published:
            if other.id != self.table.id and (columns is None or not first):
                found = find_columns(cells[:SEARCH], as_printed(other))
                if found is not None and found.start == 0 and not (found.missing or found.extra or found.doubts):
                    return True
        if first or columns is not None:
            return False
        filled = [folded(cell) for cell in cells[0] if cell]
        return len(filled) >= HEADINGS and not any(is_figure(text) or text in self._labels for text in filled)

    @cached_property
    def _labels(self) -> set[str]:
        """What may stand in a row of the table: headings, labels of lines."""
        lines = [line for block in self.spec.blocks for line in (*block.lines, block.total) if line is not None]
        labels = {folded(text) for line in lines for text in (line.label, *line.aliases, *line.heading)}
        return labels | {text for path in leaf_paths(self.spec) for text in map(folded, path)}

    def _refused(self, rows: Lines) -> None:
        why = f"这一段的表头不是“{self.table.title}”的，没有读"
        self.rows.lost += (Lost(strip.spot, strip.text, why) for _, strip in rows)
        self.used |= {number for number, _ in rows}

    def _unread(self, rows: Lines) -> None:
        why = f"“{self.table.title}”的表头认不出来，这一行没有读"
        self.rows.lost += (Lost(strip.spot, strip.text, why) for _, strip in rows)
        self.rows.gaps.add((self.table.id, "", ""))
        self.used |= {number for number, _ in rows}


def _pieces(rows: Lines) -> Iterator[Lines]:
    """Rows by the number of their printed table."""
    start = 0
    for at in range(1, len(rows) + 1):
        if at == len(rows) or rows[at][1].table != rows[start][1].table:
            yield rows[start:at]
            start = at
