"""The sentences of a published document, turned round: what they say becomes values of the workbook.

    strips of a section ─► Running ─► Chain (where each sentence stands) ─► Heard (what it says) ─► Settled, Lists, Gaps ─► Narrated

In: the document, its outline and the data that its tables, cover and forms gave.  Out:
:class:`~disclosegen.published.reading.Narrated`.  Rows of tables between sentences, and what stands behind them, are left to others.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cached_property

from ..kit.grid import OpenRow
from ..kit.reasons import REPLACEMENTS, item_key
from ..kit.refs import block_of
from ..kit.schema import Chart
from ..model.disclosure import Disclosure
from ..money import round_half_up
from ..workbook.content import Place
from .flow import Flow, Strip
from .outline import Located
from .reading import Lost, Matched, Narrated, Part, Said
from .sentences_chain import Placed, Section, read_section, sought
from .sentences_gaps import Filled, Gaps
from .sentences_heard import Heard
from .sentences_lists import Lists
from .sentences_places import Places
from .sentences_settled import Settled, Stated
from .sentences_text import Running, fold, is_sign
from .sentences_values import Listener

FIGURES = re.compile(r"\d[\d,.]*(?:万元|元|个|%)?")
LABEL = 24
"""Letters of a label of a chart."""
LABELLED = re.compile(r"^[^。,;]{0,24}[\d,.]+万元[\d.]+%$")
"""A label of a chart with its figures on one line."""
REPLACED = "这一段和模板的句子不一样，整段填在“改写整句”"
GOES_ON = "这一段接在上一句后面，请核对"
NO_PLACE = "情况说明里这一段对不上模板的句子"
NO_CODE = "不知道是哪个科目，没有读进表格"


def read_sentences(flow: Flow, located: Located, known: Disclosure) -> Narrated:
    """Find the kit's sentences and read what they say.

    Args:
        flow: The document.
        located: Its kit and outline.
        known: The data of its tables, cover, texts and forms; what only sentences say is blank there.
    """
    return _Reader(flow, located, known).narrated()


class _Reader:
    def __init__(self, flow: Flow, located: Located, known: Disclosure):
        self.flow, self.kit = flow, located.kit
        self.places = Places(self.kit, known)
        words = {"unit_name": known.unit_name, "unit_kind": known.unit_kind, "self_word": known.self_word}
        self.heads = {region.head for region in located.of("narrative")}
        self.sections = [
            read_section(
                region.section.narrative,
                sought(self.kit, region.section.narrative, words),
                Running(flow.strips, region.start, region.end),
            )
            for region in located.of("narrative")
            if region.section is not None
        ]
        listener = Listener(self.places)
        for section in self.sections:
            for placed in section.placed:
                listener.take(placed, section.running)
        self.heard: Heard = listener.heard
        self.settled = Settled(self.places, self.heard)
        self.lists = Lists(
            self.places, self.heard, [one for section in self.sections for one in section.sentences]
        ).made
        self.values: list[Said] = []
        self.lost: list[Lost] = list(self.settled.lost)
        self.matched: list[Matched] = []
        self.further: list[int] = []

    def narrated(self) -> Narrated:
        for section in self.sections:
            self.section(section)
        self.values[:0] = [one for one in self.settled.said() if not self.computed(one)]
        self.values += [_said(place, stated) for place, stated in self.lists.values]
        self.lost += [Lost(at.running.spot(at.start), at.text, NO_CODE) for _, at in self.heard.unnamed]
        part = Part(tuple(self.values), self.rows(), frozenset(self.used()), tuple(self.lost))
        return Narrated(part, tuple(self.matched))

    def section(self, section: Section) -> None:
        found = [*section.placed, *Gaps(self.kit, section, self.settled.scene).filled()]
        for one in sorted(found, key=lambda one: one.found.start if isinstance(one, Placed) else one.start):
            if isinstance(one, Placed):
                self.place(section, one)
            else:
                self.fill(section, one)

    def place(self, section: Section, placed: Placed) -> None:
        """A sentence that was found."""
        code, slipped = self.heard.codes.get(id(placed), ("", False))
        source = self.lists.sources.get(id(placed))
        key = item_key((source or placed.sought).sentence.id, code)
        exact = source is not None or (placed.found.slips == 0 and not slipped)
        self.match(section, key, placed.found.start, placed.found.end, exact)

    def match(self, section: Section, key: str, start: int, end: int, exact: bool) -> None:
        running = section.running
        text = running.printed(start, end)
        self.matched.append(Matched(key, text, running.spot(start), running.within(start, end), exact))

    def fill(self, section: Section, filled: Filled) -> None:
        """A paragraph that no sentence took."""
        running = section.running
        text = running.printed(filled.start, filled.end, lines=True)
        spot = running.spot(filled.start)
        if filled.goes_on is not None:
            self.go_on(section, filled, text)
        elif filled.sought is None:
            own = set(running.within(filled.start, filled.end))
            if not running.before_table(filled.end) and not own <= set(self.charts(section)):
                self.lose(section, filled, text)
        else:
            sentence = filled.sought.sentence
            key = item_key(sentence.id, filled.code)
            if not sentence.heading:
                self.values.append(Said((REPLACEMENTS, key, "text"), text, spot, text, REPLACED))
            self.match(section, key, filled.start, filled.end, False)

    def go_on(self, section: Section, filled: Filled, text: str) -> None:
        """A paragraph behind a sentence that ends in a person's words."""
        placed = filled.goes_on
        assert placed is not None
        last = next(
            (
                one
                for one in reversed(self.heard.texts)
                if one.sentence is placed.sought.sentence and placed.found.start <= one.at.start < placed.found.end
            ),
            None,
        )
        if last is None or last.place not in self.settled.stated:
            self.lose(section, filled, text)
            return
        self.further += section.running.within(filled.start, filled.end)
        before = section.running.printed(last.at.start, placed.found.end)
        self.settled.stated[last.place] = [Stated(f"{before}\n{text}".rstrip("。"), last.at, GOES_ON)]

    def lose(self, section: Section, filled: Filled, text: str) -> None:
        """A paragraph that has no place: it is reported as such, and not once more as a strip that nobody used."""
        self.lost.append(Lost(section.running.spot(filled.start), text, NO_PLACE))
        self.further += section.running.within(filled.start, filled.end)

    def computed(self, said: Said) -> bool:
        """Whether the projects give a figure anyway, and the same one: it stays blank, as staff would leave it."""
        line = self.kit.tables[said.place[0]].line(said.place[1]) if said.place[0] in self.kit.tables else None
        if line is None or line.projects is None or not self.places.known.projects:
            return False
        value = self.places.value(said.place)
        return value is not None and round_half_up(self.places.typed(said.place, value), 2) == said.value

    def rows(self) -> dict[tuple[str, int], tuple[OpenRow, ...]]:
        """Open rows: of lists, and of subjects that sentences name."""
        rows = {place: list(found) for place, found in self.lists.rows.items()}
        for table, row, _ in self.settled.stated:
            spec = self.kit.tables.get(table)
            block = block_of(spec, row) if spec is not None else None
            if spec is None or block is None or spec.line(row) is not None or not block.coded:
                continue
            found = rows.setdefault((table, spec.blocks.index(block)), [])
            if all(one.key != row for one in found):
                found.append(OpenRow(row, row, self.heard.names.get(row) or self.kit.subject_name(row) or ""))
        return {place: tuple(found) for place, found in rows.items() if found}

    def used(self) -> Iterator[int]:
        """Strips that were made sense of, or whose words are lost by name; charts with what stands in them."""
        yield from self.heads
        yield from self.further
        for one in self.matched:
            yield from one.strips
        for section in self.sections:
            yield from self.charts(section)

    def charts(self, section: Section) -> Iterator[int]:
        """Rows and numbers below the title of a chart; of a drawn one in a PDF also the labels, which stand before their numbers."""
        running = section.running
        taken = {at for one in section.placed for at in running.within(one.found.start, one.found.end)} | self.heads
        for placed in section.placed:
            chart = placed.sought.sentence.chart
            if chart is None:
                continue
            at = section.running.within(placed.found.start, placed.found.end)[-1] + 1
            labels: list[int] = []
            while at < len(self.flow.strips) and at not in taken:
                strip = self.flow.strips[at]
                if _of_chart(strip, self.names(chart)) or (self.flow.format == "pdf" and LABELLED.search(strip.folded)):
                    yield from (*labels, at)
                    labels.clear()
                elif self.flow.format == "pdf" and len(strip.folded) <= LABEL and not labels:
                    labels.append(at)
                else:
                    break
                at += 1

    def names(self, chart: Chart) -> frozenset[str]:
        """What the parts of a chart may be called."""
        fixed = {fold(part.label) for part in chart.slices if "{" not in part.label}
        return frozenset(fixed) | (self.subjects if any(part.each for part in chart.slices) else frozenset())

    @cached_property
    def subjects(self) -> frozenset[str]:
        """Names of subjects, folded."""
        known = (name for names in self.kit.subjects.values() for name in names.values())
        return frozenset(fold(name) for name in (*self.kit.phrases.called.values(), *known))


def _of_chart(strip: Strip, labels: Collection[str]) -> bool:
    """Whether a strip may belong to a chart: a row, a line that is mostly figures, or labels (a piece of one) with figures."""
    text = strip.folded
    figures = sum(letter.isdigit() or is_sign(letter) for letter in text)
    if strip.is_row or figures * 2 > len(text):
        return True
    rest = [piece for piece in FIGURES.split(text) if piece.strip(".。;,")]
    return bool(rest) and all(any(piece in label for label in labels) or _of_labels(piece, labels) for piece in rest)


def _of_labels(text: str, labels: Collection[str]) -> bool:
    """Whether a text is labels one behind the other."""
    return not text or any(
        text.startswith(label) and _of_labels(text[len(label) :], labels) for label in labels if label
    )


def _said(place: Place, stated: Stated) -> Said:
    at = stated.at
    return Said(place, stated.value, at.running.spot(at.start), at.around, stated.doubt, stated.low, stated.high)
