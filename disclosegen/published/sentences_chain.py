"""Which sentence of a section stands where: the chain of finds, in the kit's order, that explains most of the text.

In: the sentences of a section and its running text.  Out: :class:`Placed`, in order of the text.  First every sentence is
looked for to the letter; what lies between those that were found is then searched again with slips allowed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property

from ..kit.load import Kit
from ..kit.schema import Sentence
from .sentences_pattern import pattern, variables
from .sentences_search import EXACT, LENIENT, TOLERANT, Effort, Found, Meter, search
from .sentences_slots import Kind, Lists, Pattern, Unreadable
from .sentences_text import STOPS, Running

BEGUN = 25
"""A strip that is shorter and has no stop at its end is a paragraph all the same."""
MOST_WORK = 250_000
"""How many states all searches in one section may go through: a real one takes less than 40 000."""
MOST = 12
"""Most ends that are kept of one sentence from one place."""


@dataclass(frozen=True)
class Sought:
    """A sentence of the kit, ready to be looked for."""

    sentence: Sentence
    number: int
    pattern: Pattern
    lists: Lists

    @cached_property
    def begins(self) -> tuple[str, ...] | None:
        """The fixed words that it may begin with; None where it may begin with something else."""
        first = [self.pattern.nodes[number] for number in self.pattern.after([self.pattern.start])]
        if any(node.kind is not Kind.FIXED and node.kind is not Kind.WORD for node in first):
            return None if any(node.kind is Kind.FREE for node in first) else ("",)
        return tuple(node.text for node in first)

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
        with suppress(Unreadable):  # then its paragraph is reported as one that fits no sentence
            found.append(Sought(sentence, number, pattern(kit, text, lists, unit_words), lists))
    return found


class Chain:
    """Places the sentences of one section."""

    def __init__(self, sentences: Sequence[Sought], running: Running):
        self.sentences, self.running = sentences, running
        self.finds: list[Placed] = []
        self.tried: set[tuple[int, int, int, Effort]] = set()
        self.meter = Meter(MOST_WORK)

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
        if key in self.tried or not self.may_begin(one, start, effort):
            return
        self.tried.add(key)
        found = [
            each for each in search(one.pattern, self.running, start, limit, effort, self.meter) if not each.is_open
        ]
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

    def may_begin(self, one: Sought, start: int, effort: Effort) -> bool:
        """Whether it is worth looking: its first words stand there, or it begins with free words and a strip."""
        if one.begins is None:
            return one.pattern.fixed > 1 and self.running.begins(start)
        return bool(effort.share) or any(self.running.text.startswith(text, start) for text in one.begins)

    def retry(self, gap: Gap, effort: Effort) -> None:
        """Look again in a gap; also for the sentence before it, if that ended in the middle of a strip."""
        if gap.before is not None and not self.running.closes(gap.before.found.end):
            self.look(gap.before.sought, gap.before.found.start, gap.end, effort)
        for cut in self.running.cuts:
            if gap.start <= cut < gap.end:
                for one in self.between(gap):
                    self.look(one, cut, gap.end, effort)

    def between(self, gap: Gap) -> list[Sought]:
        """The sentences that may stand in a gap."""
        return [one for one in self.sentences if gap.first <= one.number <= gap.last]

    def paragraphs(self, gap: Gap) -> None:
        """Paragraphs that a person wrote as a whole: whatever stands in their place."""
        for start, end in paragraphs(self.running, gap.start, gap.end):
            if self.running.before_table(end):
                continue  # the title of a table
            for one in self.between(gap):
                found = [
                    each
                    for each in search(one.pattern, self.running, start, end, TOLERANT, self.meter)
                    if each.end == end and each.is_open
                ]
                self.finds += [Placed(one, each) for each in found]

    def best(self) -> list[Placed]:
        """The chain of finds, in order of kit and text, with the highest score."""
        finds = sorted(self.finds, key=lambda one: (one.found.start, one.found.end))
        by_end = sorted(range(len(finds)), key=lambda number: finds[number].found.end)
        totals = [0] * len(finds)
        links: list[int | None] = [None] * len(finds)
        ended = 0
        reached: dict[int, int] = {}  # sentence → the best find of it that ends before the place at hand
        for at, one in enumerate(finds):
            while ended < len(finds) and finds[by_end[ended]].found.end <= one.found.start:
                done = by_end[ended]
                number = finds[done].sought.number
                if number not in reached or totals[done] > totals[reached[number]]:
                    reached[number] = done
                ended += 1
            before = [done for done in reached.values() if _in_order(finds[done].sought, one.sought)]
            links[at] = max(before, key=lambda done: totals[done], default=None)
            link = links[at]
            totals[at] = one.found.score + (totals[link] if link is not None else 0)
        last = max(range(len(finds)), key=lambda number: totals[number], default=None)
        chosen: list[Placed] = []
        while last is not None:
            chosen.append(finds[last])
            last = links[last]
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
            yield Gap(at, len(self.running.text), first, self.sentences[-1].number if self.sentences else -1, before)


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
