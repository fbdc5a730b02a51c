"""A unit's own paragraphs, and the terms: what print says beside tables, sentences and forms.

In: a :class:`~disclosegen.published.flow.Flow` and where the kit's outline is in it.  Out: a :class:`Part`: rows of the tables of
paragraphs (duties, organisation, …), further terms behind those of the kit; a term worded otherwise than the kit's is listed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from ..kit.grid import OpenRow
from ..kit.schema_outline import Section
from ..workbook.values import clean
from .flow import Flow, Strip
from .forms_pattern import as_pattern
from .outline import Located
from .reading import Lost, Part, Said
from .sentences_text import fold

END = re.compile(r"[。！？；!?;…”）)]$|(?<![0-9A-Za-z])\.$")
BROKEN = re.compile(r"[、，,]$")
"""The end of a line that surely goes on."""
WRAPPED = 20
"""Letters of the shortest line that a person may have broken by hand."""
BEGINS = re.compile(
    r"^(?:[-—•·●○◆■]|[（(]?[一二三四五六七八九十]{1,3}[）)、]|[（(]?\d{1,3}(?:[）)、]|[.．](?!\d))|第[一二三四五六七八九十]+)"
)
TERM = re.compile(r"^(?:[一二三四五六七八九十]{1,3}、|\d{1,2}[、.．])?(.+)$", re.DOTALL)
SAME, ALIKE = 0.97, 0.6
GoesOn = Callable[[Sequence[Strip], Strip], bool]
"""Whether a paragraph of some lines goes on in the next one."""


def read_texts(flow: Flow, located: Located) -> Part:
    """Every paragraph that the kit leaves to the unit."""
    reader = _Reader(flow, located)
    reader.run()
    return Part(tuple(reader.values), reader.open_rows(), frozenset(reader.used), tuple(reader.lost))


@dataclass
class _Reader:
    flow: Flow
    located: Located
    values: list[Said] = field(default_factory=list)
    rows: dict[str, list[OpenRow]] = field(default_factory=dict)
    used: set[int] = field(default_factory=set)
    lost: list[Lost] = field(default_factory=list)

    def run(self) -> None:
        """The sections under headings of their own, then those that stand right under their part's."""
        for region in self.located.regions:
            if region.section is not None and region.section.texts:
                self._paragraphs(region.section.texts, self._lines(region.start, region.end))
            elif region.section is None:
                for section in self.located.kit.outline.parts[region.part].sections:
                    if section.quiet:
                        self._quiet(section, self._lines(region.start, region.end))

    def open_rows(self) -> dict[tuple[str, int], tuple[OpenRow, ...]]:
        """The rows of paragraphs by table and block."""
        return {(table, self._block(table)): tuple(rows) for table, rows in self.rows.items()}

    def _quiet(self, section: Section, lines: list[tuple[int, Strip]]) -> None:
        if section.glossary:
            self._glossary(lines)
        elif section.texts:
            marks = {number for number, strip in lines if self._is_mark(strip)}
            self.used |= marks
            self._paragraphs(section.texts, [line for line in lines if line[0] not in marks])

    def _is_mark(self, strip: Strip) -> bool:
        """A line that belongs above the first form (附件1)."""
        marks = [text for form in self.located.kit.forms.values() for text in form.before]
        return any(re.fullmatch(as_pattern(text, ".{0,20}"), strip.folded) for text in marks)

    def _lines(self, start: int, end: int) -> list[tuple[int, Strip]]:
        return [(at, self.flow.strips[at]) for at in range(start, end) if at not in self.used]

    def _paragraphs(self, table: str, lines: Sequence[tuple[int, Strip]]) -> None:
        """Paragraphs into the rows of a table, put together again where a page cut them."""
        for numbers, text in joined(lines, goes_on_in(self.flow.format)):
            self._say(table, text, numbers)

    def _say(self, table: str, text: str, numbers: Sequence[int]) -> None:
        rows = self.rows.setdefault(table, [])
        key = str(len(rows) + 1)
        rows.append(OpenRow(key))
        column = self.located.kit.tables[table].blocks[self._block(table)].values()[0].key
        spot = self.flow.strips[numbers[0]].spot
        self.values.append(Said((table, key, column), text, spot, text[:40]))
        self.used |= set(numbers)

    def _block(self, table: str) -> int:
        blocks = self.located.kit.tables[table].blocks
        return next(number for number, block in enumerate(blocks) if block.open == "text")

    # ------------------------------------------------------------ terms

    def _glossary(self, lines: Sequence[tuple[int, Strip]]) -> None:
        """The kit's terms in their order; what follows is the unit's own."""
        glossary = self.located.kit.glossary
        wanted = {fold(f"{term.name}{term.joint}{term.text}"): term.name for term in glossary.terms}
        last, own = "", []
        for numbers, text in joined(lines, lambda above, below: True):
            body = fold(TERM.sub(r"\1", text))
            match = max(wanted, key=lambda one: _alike(one, body), default="")
            share = _alike(match, body) if match else 0.0
            if share < ALIKE:
                if fold(text) != fold(glossary.extra_default) or not glossary.extra:
                    own.append((numbers, text))
                self.used |= set(numbers)
                continue
            last = wanted.pop(match)
            self.used |= set(numbers)
            if share < SAME:
                self.lost.append(
                    Lost(self.flow.strips[numbers[0]].spot, text, f"名词“{last}”的解释与模板的不同，生成时印模板的")
                )
        for name in wanted.values():
            if last:
                self.lost.append(Lost(self.flow.strips[lines[0][0]].spot, name, "模板的这个名词，公布的文件里没有"))
        for numbers, text in own:
            if glossary.extra:
                self._say(glossary.extra, text, numbers)
            else:
                self.lost.append(Lost(self.flow.strips[numbers[0]].spot, text, "模板里没有地方放这个名词"))


def goes_on_in(form: str) -> GoesOn:
    """Whether a paragraph may go on in the next strip: in a text file anywhere, in a PDF on the next page.

    Word and web pages say themselves where a paragraph ends, but for one that a person broke by hand: in the middle of a list, or
    more than once after the same number of letters.
    """
    if form == "pdf":
        return lambda lines, below: lines[-1].spot.page != below.spot.page
    if form == "txt":
        return lambda lines, below: True
    return lambda lines, below: _by_hand([len(line.text) for line in lines], lines[-1].text)


def _by_hand(lengths: Sequence[int], last: str) -> bool:
    """Whether a person broke a line: it and those before it by their lengths, and its text."""
    if lengths[-1] < WRAPPED:
        return False
    return bool(BROKEN.search(last.strip())) or (len(lengths) > 1 and abs(lengths[-1] - lengths[-2]) <= 1)


def _alike(one: str, other: str) -> float:
    """How alike two folded texts are; what begins otherwise is another term."""
    if one == other:
        return 1.0
    if one[:2] != other[:2]:
        return 0.0
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def joined(lines: Sequence[tuple[int, Strip]], goes_on: GoesOn) -> Iterator[tuple[list[int], str]]:
    """Paragraphs with the numbers of their strips: one that has no end goes on in the next line that begins none."""
    numbers: list[int] = []
    text, own = "", []
    for number, strip in lines:
        line = clean("\t".join(cell for cell in strip.cells if cell))
        if not line:
            continue
        if own and not END.search(text) and not BEGINS.match(line) and goes_on(own, strip):
            numbers, text = [*numbers, number], text + line
            own.append(strip)
        else:
            if numbers:
                yield numbers, text
            numbers, text, own = [number], line, [strip]
    if numbers:
        yield numbers, text
