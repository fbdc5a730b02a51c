"""A form that is a report, read back: headings, labelled paragraphs, texts of the unit, grids, and contents of its own.

In: the strips of one printed report.  Out: what it says, filled into the record; what it has no place for is listed.  A strip is held
against the landmarks of the report (headings, labels before a slot) behind the last one; what is none goes on with the text before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ..kit.schema_forms import Form, FormBlock
from ..workbook.values import normal
from .flow import Strip
from .forms_pattern import SLOT, Of, Slot, as_pattern, patterns, slot_of
from .forms_records import Records
from .forms_rows import labels, read_rows
from .reading import Lost
from .texts import GoesOn, joined

Numbered = tuple[int, Strip]
TOKEN = re.compile(r"(\{% if [^%]*%\}.*?\{% endif %\}|\{\{.*?\}\})")
CHOSEN = re.compile(r"p\.(\w+) == '([^']*)'")
LEADER = re.compile(r"[.．…·\s]*\d*$")


@dataclass(frozen=True)
class Landmark:
    """A block of a report, turned round.

    Attributes:
        block: The block.
        words: What a strip of it is, or begins with, folded; none for a text that is a slot alone.
        slots: What its text may hold, in print order.
        pattern: Of its whole text, folded, a group for each slot.
    """

    block: FormBlock
    words: tuple[str, ...]
    slots: tuple[Slot, ...] = ()
    pattern: re.Pattern[str] | None = None

    @property
    def is_title(self) -> bool:
        """Whether it is a whole line: a heading, or the title of the contents."""
        return bool(self.block.level or self.block.contents)

    @property
    def is_open(self) -> bool:
        """Whether it is a slot alone: only its place tells it."""
        return bool(self.slots) and not self.words

    def stands_in(self, folded: str) -> bool:
        """Whether a strip is it, or begins it."""
        return folded in self.words if self.is_title else any(folded.startswith(word) for word in self.words)


@dataclass
class _Segment:
    """A block and the strips that were found of it."""

    landmark: Landmark
    lines: list[Numbered] = field(default_factory=list)


def landmarks(form: Form) -> tuple[Landmark, ...]:
    """The blocks of a report in print order."""
    return tuple(_landmark(block) for block in form.blocks)


def _landmark(block: FormBlock) -> Landmark:
    if block.table:
        return Landmark(block, ())
    if block.contents or block.level:
        return Landmark(block, tuple(normal(word) for word in (block.contents or block.text, block.listed) if word))
    first = normal(SLOT.split(block.text)[0]) if "{%" not in SLOT.split(block.text)[0] else ""
    tokens = TOKEN.split(block.text)
    slots = tuple(slot_of(token) for token in tokens if token.startswith("{{"))
    return Landmark(block, (first,) if first else (), slots, re.compile("".join(map(_token, tokens)), re.DOTALL))


def _token(token: str) -> str:
    if token.startswith("{{"):
        return "(.*?)"
    if token.startswith("{%"):
        inner = re.sub(r"\{%.*?%\}", "", token)
        return ".*?" if "{{" in inner else f"(?:{re.escape(normal(inner))})?"
    return re.escape(normal(token))


def report_words(form: Form) -> frozenset[str]:
    """Every heading and label of a report, folded."""
    return frozenset(word for one in landmarks(form) for word in one.words) | frozenset(
        word for table in form.tables.values() for word in labels(patterns(table))
    )


class ReportReader:
    """Reads one printed report.

    Args:
        goes_on: Whether a paragraph may go on in the next strip, as the file's format has it.
    """

    def __init__(self, form: Form, records: Records, goes_on: GoesOn):
        self.form, self.records, self.goes_on = form, records, goes_on
        self.landmarks = landmarks(form)
        self.grids = {name: patterns(table) for name, table in form.tables.items()}
        self.used: set[int] = set()
        self.lost: list[Lost] = []
        self.rows: dict[str, list[Numbered]] = {name: [] for name in form.tables}
        self.furniture = [
            re.compile(as_pattern(text.replace("{n}", "{{ n }}"), ".{0,60}?"))
            for text in (form.header, form.page_number)
            if text
        ]

    def read(self, strips: Sequence[Numbered]) -> None:
        """Fill the record that was begun with everything that the report says."""
        segments = list(self._segments(strips))
        for name, rows in self.rows.items():  # first: sentences repeat figures of the grids
            read_rows(rows, self.grids[name], self.form.tables[name].columns, self.records, self.used, self.lost)
        for segment in segments:
            self._take(segment)

    # ------------------------------------------------------------ which strip is of which block

    def _segments(self, strips: Sequence[Numbered]) -> Iterator[_Segment]:
        """The blocks with text, and their strips; rows are put aside for their grids."""
        at, segment = -1, None
        listed: list[str] | None = None  # lines of the contents that are still to come
        for number, strip in strips:
            self.used.add(number)
            if any(pattern.fullmatch(strip.folded) for pattern in self.furniture):
                continue
            if strip.is_row:
                self._row(number, strip, listed is not None)
                continue
            if listed is not None and (entry := self._entry(strip, listed)) is not None:
                listed = listed[entry + 1 :]
                continue
            listed = None
            following = next((n for n in range(at + 1, len(self.landmarks)) if self._begins(n, strip)), None)
            if following is None and segment is None:
                following = next((n for n in (at + 1,) if self._is_open(n)), None)
            if following is not None:
                if segment is not None:
                    yield from self._parted(segment, at)
                at, segment = following, None
                landmark = self.landmarks[at]
                if landmark.block.contents:
                    listed = self._contents(landmark.block)
                elif landmark.slots:
                    segment = _Segment(landmark, [(number, strip)])
            elif segment is not None:
                segment.lines.append((number, strip))
            else:
                self.lost.append(Lost(strip.spot, strip.text, "报告里没有放这段文字的地方"))
        if segment is not None:
            yield from self._parted(segment, at)

    def _begins(self, number: int, strip: Strip) -> bool:
        return self.landmarks[number].stands_in(strip.folded)

    def _is_open(self, number: int) -> bool:
        return number < len(self.landmarks) and self.landmarks[number].is_open

    def _parted(self, segment: _Segment, at: int) -> Iterator[_Segment]:
        """A segment; of one that a slot alone follows, the last line is that slot's."""
        if self._is_open(at + 1) and segment.lines[1:]:
            last = segment.lines.pop()
            yield segment
            yield _Segment(self.landmarks[at + 1], [last])
        else:
            yield segment

    def _row(self, number: int, strip: Strip, contents: bool) -> None:
        """A row is of the grid that it shares most words with, else of that of the row before."""
        if contents and len([cell for cell in strip.cells if cell]) <= 2:
            return
        cells = {normal(cell) for cell in strip.cells if cell}
        if not self.rows:
            self.lost.append(Lost(strip.spot, strip.text, "报告里没有表格"))
            return
        before = max(self.rows, key=lambda name: self.rows[name][-1][0] if self.rows[name] else -1)
        best = max(self.rows, key=lambda name: (len(cells & labels(self.grids[name])), name == before))
        self.rows[best].append((number, strip))

    # ------------------------------------------------------------ contents

    def _contents(self, block: FormBlock) -> list[str]:
        """What the report's own contents list; that it has them is what the unit chose."""
        if (chosen := CHOSEN.fullmatch(block.when)) is not None:
            self.records.record.fields.setdefault(chosen[1], (chosen[2], self.records.record.spot))
        return [normal(one.listed or one.text) for one in self.form.blocks if one.level and one.level <= block.depth]

    def _entry(self, strip: Strip, listed: Sequence[str]) -> int | None:
        """Which line of the contents a strip is."""
        text = strip.folded
        for number, entry in enumerate(listed):
            if text == entry or (text.startswith(entry) and LEADER.fullmatch(text[len(entry) :])):
                return number
        return None

    # ------------------------------------------------------------ what a block says

    def _take(self, segment: _Segment) -> None:
        landmark = segment.landmark
        text = "\n".join(words for _, words in joined(segment.lines, self.goes_on))
        spot = segment.lines[0][1].spot
        if len(landmark.slots) == 1 and not landmark.slots[0].after:
            self.records.fill(landmark.slots[0], _behind(text, landmark.words), spot, 0, cut=True)
            return
        found = landmark.pattern.fullmatch(normal(text)) if landmark.pattern is not None else None
        if found is None:
            self.lost.append(Lost(spot, text, "这段话与报告的写法不同，没有读进表格"))
            return
        for slot, words in zip(landmark.slots, found.groups(), strict=True):
            self._again(slot, words, segment)

    def _again(self, slot: Slot, words: str, segment: _Segment) -> None:
        """What a sentence repeats of the grids counts where they do not say it; the two may not differ."""
        fields = self.records.record.fields
        if slot.of is not Of.RECORD:
            return
        if slot.key not in fields:
            self.records.fill(slot, words, segment.lines[0][1].spot, 0, cut=True)
        elif normal(fields[slot.key][0]) != words:
            why = f"写的是“{words}”，前面写的是“{fields[slot.key][0]}”"
            self.lost.append(Lost(segment.lines[0][1].spot, words, why))


def _behind(text: str, words: Sequence[str]) -> str:
    """A text without the folded words that it begins with."""
    for word in words:
        for end in range(len(text) + 1):
            if normal(text[:end]) == word:
                return text[end:].strip()
    return text.strip()
