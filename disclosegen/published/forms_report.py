"""A form that is a report, read from print: its headings tell which paragraph is which.

In: the strips of one printed report and the blocks of its form.  Out: slots filled into the record; what stands between two headings
that the form does not know goes on with the paragraph before.  The report's own contents page says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from ..kit.schema_forms import Form, FormBlock
from ..workbook.values import normal
from .flow import Strip
from .forms_match import match_rows
from .forms_pattern import CONDITION, SLOT, Of, Slot, patterns, slot_of
from .forms_records import Records
from .reading import Lost

CHOICE = re.compile(r"p\.(\w+) == '(.+)'")
LEADER = re.compile(r"[.．…·]{2,}\d*$")
WRITTEN = "(.*?)"
Lines = list[tuple[int, Strip]]


@dataclass
class _Expected:
    """A block of the form and what was found of it."""

    block: FormBlock
    lines: Lines = field(default_factory=list)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Its folded words with slots open; what is printed on a condition may be there or not."""
        pieces = re.split(r"(\{\{.*?\}\}|\{%.*?%\})", self.block.text)
        made = ""
        for piece in pieces:
            if piece.startswith("{{"):
                made += WRITTEN
            elif piece.startswith("{%"):
                made += ")?" if "endif" in piece else "(?:"
            else:
                made += re.escape(normal(piece))
        return re.compile(made, re.DOTALL)

    @property
    def is_open(self) -> bool:
        """Whether it is a paragraph without words of its own."""
        return bool(self.block.text) and not normal(CONDITION.sub("", SLOT.sub("", self.block.text)))

    @property
    def head(self) -> str:
        """The words that it begins with; the rest may stand in further lines."""
        return normal(CONDITION.split(SLOT.split(self.block.text)[0])[0])

    def begins(self, strip: Strip) -> bool:
        """Whether a line is it, or the beginning of it."""
        if self.block.table or self.block.contents or self.is_open:
            return False
        if not SLOT.search(self.block.text):
            return strip.folded == normal(self.block.text)
        return bool(self.head) and strip.folded.startswith(self.head)


class ReportReader:
    """Reads one printed report."""

    def __init__(self, form: Form, records: Records):
        self.form, self.records = form, records
        self.expected = [_Expected(block) for block in form.blocks]
        self.at = -1
        self.lost: list[Lost] = []

    def read(self, strips: Sequence[tuple[int, Strip]]) -> Iterator[int]:
        """Numbers of the strips that it has made sense of."""
        listed = _Listed(self.form)
        for number, strip in strips:
            if not strip.text or (not strip.is_row and listed.takes(strip)) or self.take(number, strip):
                yield number
            if choice := listed.choice(strip):
                self.records.fill(Slot(Of.RECORD, choice[1]), choice[2], strip.spot, 0, cut=True)
        for one in self.expected:
            if one.block.table:
                self.grid(one)
            elif one.lines:
                self.fill(one)

    def take(self, number: int, strip: Strip) -> bool:
        """Find a strip's block; False where there is none."""
        ahead = self.expected[self.at + 1 :]
        if strip.is_row:
            current = self.expected[self.at] if self.at >= 0 else None
            wanted = current if current is not None and current.block.table else None
            wanted = wanted or next((one for one in ahead if one.block.table), None)
        else:
            wanted = next((one for one in ahead if one.begins(strip)), None)
            if wanted is None and ahead:
                wanted = next((one for one in ahead[:1] if one.is_open), None)
            if wanted is None and self.at >= 0 and SLOT.search(self.expected[self.at].block.text):
                wanted = self.expected[self.at]
        if wanted is None:
            return False
        self.at = self.expected.index(wanted)
        wanted.lines.append((number, strip))
        return True

    def fill(self, one: _Expected) -> None:
        """What stands in the slots of a paragraph."""
        text = "\n".join(strip.text for _, strip in one.lines)
        spot = one.lines[0][1].spot
        slots = SLOT.findall(one.block.text)
        if len(slots) == 1:
            default = re.search(r"or\s+'([^']*)'", slots[0])
            said = text if one.is_open else text[_length(text, one.head) :]
            if default is None or normal(said) != normal(default[1]):
                self.records.fill(slot_of(one.block.text), said, spot, 0, cut=True)
            return
        found = one.pattern.fullmatch(normal(text))
        for slot, value in zip(slots, found.groups() if found else (), strict=False):
            key = slot_of("{{ " + slot + " }}")
            if key.of is Of.RECORD and key.key != "name":
                self.records.fill(key, value, spot, 0, cut=True)

    def grid(self, one: _Expected) -> None:
        """The rows of a grid."""
        table = self.form.tables[one.block.table]
        for row in match_rows(one.lines, patterns(table), table.columns) if one.lines else ():
            if row.pattern is not None:
                self.records.row(row.pattern)
                for filled in row.filled:
                    self.records.fill(filled.slot, filled.text, row.strip.spot, filled.cell)
                self.records.row_done()
            else:
                self.lost.append(Lost(row.strip.spot, row.strip.text, "这一行对不上绩效表的任何一行"))


class _Listed:
    """The contents page of a report: its title, then headings in their order, until one comes again."""

    def __init__(self, form: Form):
        self.titles = {normal(block.contents): block for block in form.blocks if block.contents}
        self.form = form
        self.left: list[str] = []

    def takes(self, strip: Strip) -> bool:
        """Whether a line belongs to it."""
        text = LEADER.sub("", strip.folded)
        if text in self.titles:
            depth = self.titles[text].depth
            self.left = [normal(block.listed or block.text) for block in self.form.blocks if 0 < block.level <= depth]
            return True
        if text not in self.left:
            self.left = []
            return False
        self.left = self.left[self.left.index(text) + 1 :]
        return True

    def choice(self, strip: Strip) -> re.Match[str] | None:
        """What staff chose for the contents page to be printed, on the line of its title."""
        block = self.titles.get(strip.folded)
        return CHOICE.fullmatch(block.when) if block is not None else None


def _length(text: str, head: str) -> int:
    """How many letters of a text make up its folded beginning."""
    return next((at for at in range(len(text) + 1) if normal(text[:at]) == head), 0)
