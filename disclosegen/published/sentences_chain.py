"""Which sentence of a section stands where: the chain of finds, in the kit's order, that explains most of the text.

In: the sentences of a section and its running text.  Out: :class:`Placed`, in order of the text.  First every sentence is
looked for to the letter; what lies between those that were found is then searched again with slips allowed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ..kit.load import Kit
from ..kit.schema import Sentence
from .sentences_pattern import pattern, variables
from .sentences_search import EXACT, LENIENT, TOLERANT, Effort, Found, search
from .sentences_slots import Lists, Pattern
from .sentences_text import STOPS, Running

BEGUN = 25
"""A strip that is shorter and has no stop at its end is a paragraph all the same."""
MOST = 12
"""Most ends that are kept of one sentence from one place."""


@dataclass(frozen=True)
class Sought:
    """A sentence of the kit, ready to be looked for."""

    sentence: Sentence
    number: int
    pattern: Pattern
    lists: Lists

    @property
    def repeats(self) -> bool:
        """Whether it may stand more than once."""
        return bool(self.sentence.each)


@dataclass(frozen=True)
class Placed:
    """A sentence in its place."""

    sought: Sought
    found: Found


@dataclass(frozen=True)
class Gap:
    """A stretch that no sentence explains, and the numbers of the sentences that may stand there."""

    start: int
    end: int
    first: int
    last: int
    before: Placed | None


def sought(kit: Kit, section: str, unit_words: Mapping[str, str]) -> list[Sought]:
    """The sentences of a section; of a chart its title."""
    found = []
    for number, sentence in enumerate(kit.narratives[section].sentences):
        text = sentence.chart.title if sentence.chart is not None else sentence.text
        lists = variables(sentence.each)
        found.append(Sought(sentence, number, pattern(kit, text, lists, unit_words), lists))
    return found


class Chain:
    """Places the sentences of one section."""

    def __init__(self, sentences: Sequence[Sought], running: Running):
        self.sentences, self.running = sentences, running
        self.finds: list[Placed] = []
        self.tried: set[tuple[int, int, int, Effort]] = set()

    def place(self) -> list[Placed]:
        """The sentences in their places; what fits to the letter holds what does not."""
        for cut in self.running.cuts:
            for one in self.sentences:
                self.look(one, cut, len(self.running.text), EXACT)
        for effort in (TOLERANT, LENIENT):
            chosen = self.best()
            for gap in self.gaps(chosen):
                self.retry(gap, effort)
        for gap in self.gaps(self.best()):
            self.paragraphs(gap)
        return self.best()

    def look(self, one: Sought, start: int, limit: int, effort: Effort) -> None:
        key = (one.number, start, limit, effort)
        if key in self.tried:
            return
        self.tried.add(key)
        found = [each for each in search(one.pattern, self.running, start, limit, effort) if not each.is_open]
        if effort.skips:  # words that are hardly there hold nothing but a whole paragraph
            found = [
                each
                for each in found
                if each.solid * 3 >= one.pattern.fixed
                and self.running.begins(each.start)
                and self.running.closes(each.end)
            ]
        found = sorted((each for each in found if each.score > 0), key=lambda each: -each.score)[:MOST]
        self.finds += [Placed(one, each) for each in found]

    def retry(self, gap: Gap, effort: Effort) -> None:
        """Look again in a gap; also for the sentence before it, if that ended in the middle of a strip."""
        if gap.before is not None and not self.running.closes(gap.before.found.end):
            self.look(gap.before.sought, gap.before.found.start, gap.end, effort)
        for cut in self.running.cuts:
            if gap.start <= cut < gap.end:
                for one in self.sentences[gap.first : gap.last + 1]:
                    self.look(one, cut, gap.end, effort)

    def paragraphs(self, gap: Gap) -> None:
        """Paragraphs that a person wrote as a whole: whatever stands in their place."""
        for start, end in paragraphs(self.running, gap.start, gap.end):
            if self.running.before_table(end):
                continue  # the title of a table
            for one in self.sentences[gap.first : gap.last + 1]:
                found = [
                    each
                    for each in search(one.pattern, self.running, start, end, TOLERANT)
                    if each.end == end and each.is_open
                ]
                self.finds += [Placed(one, each) for each in found]

    def best(self) -> list[Placed]:
        """The chain of finds, in order of kit and text, with the highest score."""
        finds = sorted(self.finds, key=lambda one: (one.found.start, one.found.end))
        totals: list[tuple[int, int | None]] = []
        for at, one in enumerate(finds):
            total, link = one.found.score, None
            for before in range(at):
                other = finds[before]
                if other.found.end <= one.found.start and _in_order(other.sought, one.sought):
                    reached = totals[before][0] + one.found.score
                    if reached > total:
                        total, link = reached, before
            totals.append((total, link))
        at = max(range(len(finds)), key=lambda number: totals[number][0], default=None)
        chosen: list[Placed] = []
        while at is not None:
            chosen.append(finds[at])
            at = totals[at][1]
        return chosen[::-1]

    def gaps(self, chosen: Sequence[Placed]) -> Iterator[Gap]:
        """What lies between the sentences."""
        at, first, before = 0, 0, None
        for one in chosen:
            if one.found.start > at:
                yield Gap(at, one.found.start, first, one.sought.number - (not one.sought.repeats), before)
            at, before = one.found.end, one
            first = one.sought.number + (not one.sought.repeats)
        if at < len(self.running.text):
            yield Gap(at, len(self.running.text), first, len(self.sentences) - 1, before)


def _in_order(one: Sought, other: Sought) -> bool:
    return one.number < other.number or (one.number == other.number and one.repeats)


def paragraphs(running: Running, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The paragraphs of a stretch: strips, those put together that end in the middle of a sentence."""
    begun: int | None = None
    for first, last in zip(running.starts, running.ends, strict=True):
        if last <= start or first >= end:
            continue
        begun = max(first, start) if begun is None else begun
        if last >= end or running.text[last - 1] in STOPS or last - first < BEGUN or last in running.barriers:
            yield begun, min(last, end)
            begun = None
    if begun is not None:
        yield begun, end


@dataclass(frozen=True)
class Section:
    """A section of the document with the sentences that were placed in it."""

    name: str
    running: Running
    sentences: tuple[Sought, ...]
    placed: tuple[Placed, ...]
    gaps: tuple[Gap, ...]

    @cached_property
    def missing(self) -> tuple[Sought, ...]:
        """Sentences that were not found."""
        there = {one.sought.number for one in self.placed}
        return tuple(one for one in self.sentences if one.number not in there)


def read_section(name: str, sentences: Sequence[Sought], running: Running) -> Section:
    """Place the sentences of a section."""
    chain = Chain(sentences, running)
    placed = chain.place()
    return Section(name, running, tuple(sentences), tuple(placed), tuple(chain.gaps(placed)))
