"""Paragraphs that no sentence takes: which sentence they replace, or whose words they go on.

In: a section with its gaps.  Out: :class:`Filled`, one for each paragraph.  A bureau that words a sentence in its own way has that
wording kept as a replacement of the sentence (改写整句), so that the document can be written again; what fits nowhere is lost.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from ..kit.load import Kit
from ..kit.reasons import items
from .sentences_chain import Gap, Placed, Section, Sought, paragraphs
from .sentences_settled import Scene
from .sentences_slots import Kind, Typed
from .sentences_text import fold

ALIKE = 0.3
"""How alike a paragraph and the fixed words of a sentence must be, where several may stand in a place."""
HEADING = 0.5


@dataclass(frozen=True)
class Filled:
    """A paragraph (or several) of a gap.

    Attributes:
        start, end: The stretch.
        sought: The sentence that it replaces, or the heading that it is; None where there is none.
        code: Of the item, for a sentence that is written for each.
        goes_on: The sentence whose last words it goes on.
    """

    start: int
    end: int
    sought: Sought | None = None
    code: str = ""
    goes_on: Placed | None = None


class Gaps:
    """Fills the gaps of a section; ``scene`` tells which sentences the figures call for, ``charts`` which strips are labels of charts."""

    def __init__(self, kit: Kit, section: Section, scene: Scene, charts: frozenset[int] = frozenset()):
        self.kit, self.section, self.scene, self.charts = kit, section, scene, charts
        self.missing = list(section.missing)

    def filled(self) -> Iterator[Filled]:
        """What each gap's paragraphs are."""
        for gap in self.section.gaps:
            yield from self.of(gap)

    def of(self, gap: Gap) -> Iterator[Filled]:
        found = list(paragraphs(self.section.running, gap.start, gap.end))
        running = self.section.running
        found = [one for one in found if running.text[slice(*one)].strip(".。;,")]
        found = [one for one in found if not self.charts.issuperset(running.within(*one))]
        left: list[tuple[int, int]] = []
        for one in found:
            heading = self.heading(gap, one)
            item = None if heading else self.item(gap, one)
            if heading is not None:
                self.missing.remove(heading)
                yield Filled(*one, heading)
            elif item is not None:
                yield item
            else:
                left.append(one)
        if left:
            yield from self.replaced(gap, left)

    def heading(self, gap: Gap, one: tuple[int, int]) -> Sought | None:
        """The missing heading that a short line most likely is."""
        text = self.section.running.text[slice(*one)]
        near = [
            (_alike(text, self.fixed(sought)), sought)
            for sought in self.between(gap)
            if sought.sentence.heading and len(text) < 2 * len(self.fixed(sought)) + 6
        ]
        share, best = max(near, key=lambda pair: pair[0], default=(0.0, None))
        return best if share >= HEADING else None

    def item(self, gap: Gap, one: tuple[int, int]) -> Filled | None:
        """A paragraph that begins with the name of an item for which a sentence is written."""
        text = self.section.running.text[slice(*one)]
        there = {placed.sought.number for placed in self.section.placed}
        for sought in self.section.sentences:
            if (
                not gap.first <= sought.number <= gap.last
                or not sought.repeats
                or not sought.sentence.replaceable
                or sought.number not in there
            ):
                continue
            names = {fold(name): code for code, name in items(self.kit, sought.sentence) if code}
            names |= {fold(name): code for code, name in self.kit.phrases.called.items() if code in names.values()}
            best = max((name for name in names if name in text[: len(name) + 6]), key=len, default="")
            if best:
                return Filled(*one, sought, names[best])
        return None

    def between(self, gap: Gap) -> list[Sought]:
        return [sought for sought in self.missing if gap.first <= sought.number <= gap.last]

    def replaced(self, gap: Gap, left: list[tuple[int, int]]) -> Iterator[Filled]:
        """Paragraphs in the place of sentences that are missing."""
        wanted = [
            sought
            for sought in self.between(gap)
            if sought.sentence.replaceable
            and not sought.sentence.heading
            and sought.sentence.chart is None
            and not sought.repeats
            and (not sought.sentence.when or self.scene.holds(sought.sentence.when))
        ]
        if len(wanted) == 1 and (len(left) == 1 or self.together(left)):
            self.missing.remove(wanted[0])
            yield Filled(left[0][0], left[-1][1], wanted[0])
        elif len(wanted) == len(left) and wanted:
            for one, sought in zip(left, wanted, strict=True):
                self.missing.remove(sought)
                yield Filled(*one, sought)
        else:
            yield from self.nearest(gap, left, wanted)

    def together(self, left: Sequence[tuple[int, int]]) -> bool:
        """Whether paragraphs follow each other without a sentence between."""
        return all(one[1] == other[0] for one, other in pairwise(left))

    def nearest(self, gap: Gap, left: Sequence[tuple[int, int]], wanted: Sequence[Sought]) -> Iterator[Filled]:
        """Each paragraph for the sentence that is most like it; else words of the sentence before, else nothing."""
        free = list(wanted)
        for one in left:
            text = self.section.running.text[slice(*one)]
            share, best = max(
                ((_alike(text, self.fixed(sought)), sought) for sought in free),
                key=lambda pair: pair[0],
                default=(0.0, None),
            )
            if best is not None and share >= ALIKE:
                free = [sought for sought in free if sought.number > best.number]
                self.missing.remove(best)
                yield Filled(*one, best)
            elif gap.before is not None and one == left[0] and _ends_in_words(gap.before):
                yield Filled(*one, goes_on=gap.before)
            else:
                yield Filled(*one)

    def fixed(self, sought: Sought) -> str:
        """All fixed words of a sentence."""
        return "".join(node.text for node in reversed(sought.pattern.nodes) if node.kind in (Kind.FIXED, Kind.WORD))


def _ends_in_words(placed: Placed) -> bool:
    """Whether a person's words stand at the end of a sentence, but for a stop."""
    for step in reversed(placed.found.steps):
        if isinstance(step.slot, Typed):
            return True
        if step.node.kind is not Kind.PASS and step.end - step.start > 1:
            return False
    return False


def _alike(text: str, fixed: str) -> float:
    """How much of a sentence's fixed words stand in a text."""
    if not fixed:
        return 0.0
    matcher = SequenceMatcher(None, text, fixed, autojunk=False)
    return sum(block.size for block in matcher.get_matching_blocks() if block.size > 1) / len(fixed)
