"""Finds a sentence in running text: the way through its graph that explains most letters.

In: a :class:`~disclosegen.published.sentences_pattern.Pattern` and a :class:`~disclosegen.published.sentences_text.Running`.
Out: :class:`Found`, one for each place where the sentence may end.  The search goes forward over the letters and keeps the best
way to each node, so that its work is bounded by nodes × letters; slips in fixed words cost, and may not exceed a budget.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterator
from dataclasses import dataclass

from .sentences_slots import Kind, Node, Pattern, Slot, Turn
from .sentences_text import Running, is_sign, near

NUMBER = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?")
WHOLE = re.compile(r"-?\d{1,3}(?:,\d{3})+(?!\d)|-?\d+")
RATE = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?%")
FIGURES = {Kind.NUMBER: NUMBER, Kind.WHOLE: WHOLE, Kind.RATE: RATE}

LETTER, NAMED, WORDS = 4, 2, 1
"""What an explained letter is worth: fixed words and figures, names, free words."""
SLIP = 7
"""What a wrong, missing or additional letter of fixed words costs."""
SKIP = 3
"""What a letter of fixed words costs that are missing as a whole."""
CROSSING = 6
"""What it costs that free words run over the likely end of a paragraph; beyond it they are worth nothing."""
INNER = 4
"""What it costs that a sentence begins or ends within a strip."""
LONGEST_NAME = 80
WINDOW = 8000
"""Most letters that one sentence may span."""


@dataclass(frozen=True)
class Step:
    """A node that was passed, and the stretch that it took."""

    node: Node
    start: int
    end: int

    @property
    def slot(self) -> Slot | None:
        """What the node stands for."""
        return self.node.slot


@dataclass(frozen=True)
class Found:
    """A way in which a sentence may stand in the text.

    Attributes:
        start, end: The stretch.
        score: How much of it is explained.
        slips: Letters of fixed words that differ.
        solid: Letters that fixed words and figures explain.
        free: Letters that stand for names and a person's words.
        steps: The way.
    """

    start: int
    end: int
    score: int
    slips: int
    solid: int
    free: int
    steps: tuple[Step, ...]

    @property
    def is_open(self) -> bool:
        """Whether hardly anything but free words holds it in its place."""
        return self.free > 0 and self.solid < 5


@dataclass(frozen=True)
class Effort:
    """How far a search goes: the share of a fixed text that may differ, and whether whole pieces may be missing."""

    share: float = 0.0
    skips: bool = False

    def of(self, text: str) -> int:
        """Letters of a fixed text that may differ."""
        if not self.share or not text:
            return 0
        return max(1, int(len(text) * self.share))


EXACT, TOLERANT, LENIENT = Effort(), Effort(0.25), Effort(0.4, skips=True)


@dataclass
class _State:
    score: int
    slips: int
    solid: int
    free: int
    before: tuple[int, int] | None


@dataclass
class Meter:
    """How much work is left; nothing more is found when it is used up."""

    left: int


class _Search:
    def __init__(self, pattern: Pattern, running: Running, limit: int, effort: Effort, meter: Meter):
        self.pattern, self.meter = pattern, meter
        self.nodes, self.running, self.effort = pattern.nodes, running, effort
        self.start_node = pattern.start
        self.text = running.text
        self.limit = limit
        self.budget = int(pattern.fixed * (0.6 if effort.skips else effort.share)) + (3 if effort.share else 0)
        self.layers: dict[int, dict[int, _State]] = {}
        self.queue: list[int] = []

    def run(self, start: int) -> Iterator[Found]:
        self.limit = min(self.limit, self.running.barrier(start), start + WINDOW)
        self.put(start, self.start_node, _State(0, 0, 0, 0, None))
        ends = []
        while self.queue:
            at = heapq.heappop(self.queue)
            for number in self.settle(at):
                if self.nodes[number].kind is Kind.END and self.running.may_end(at):
                    ends.append((at, number))
        for at, number in ends:
            yield self.found(start, at, number)

    def put(self, at: int, number: int, state: _State) -> bool:
        self.meter.left -= 1
        if self.meter.left < 0:
            return False
        if at not in self.layers:
            self.layers[at] = {}
            heapq.heappush(self.queue, at)
        known = self.layers[at].get(number)
        if known is not None and known.score >= state.score:
            return False
        self.layers[at][number] = state
        return True

    def settle(self, at: int) -> list[int]:
        """Take every node that is reached at a place, those that take nothing first; gives all of them."""
        layer = self.layers[at]
        work = list(layer)
        while work:
            number = work.pop()
            node, state = self.nodes[number], layer[number]
            if node.kind is Kind.PASS:
                work += self.through(at, number, state, node)
            elif self.may_skip(node):
                work += self.skipped(at, number, state, node)
        for number in list(layer):
            self.take(at, number, layer[number], self.nodes[number])
        return list(layer)

    def through(self, at: int, number: int, state: _State, node: Node) -> list[int]:
        made = _State(state.score, state.slips, state.solid, state.free, (at, number))
        if isinstance(node.slot, Turn) and self.turned(at, number):
            return []
        return [to for to in node.follow if self.put(at, to, made)]

    def turned(self, at: int, number: int) -> bool:
        """Whether this turn of a loop follows another one that took nothing."""
        before = self.layers[at][number].before
        while before is not None and before[0] == at:
            if before[1] == number:
                return True
            before = self.layers[at][before[1]].before
        return False

    def may_skip(self, node: Node) -> bool:
        """Whether fixed words may be missing as a whole: a single sign, in a lenient search anything."""
        if node.kind not in (Kind.FIXED, Kind.WORD):
            return False
        return self.effort.skips or (self.effort.share > 0 and len(node.text) == 1 and is_sign(node.text))

    def skipped(self, at: int, number: int, state: _State, node: Node) -> list[int]:
        slips = state.slips + len(node.text)
        if slips > self.budget:
            return []
        made = _State(state.score - SKIP * len(node.text), slips, state.solid, state.free, (at, number))
        return [to for to in node.follow if self.put(at, to, made)]

    def take(self, at: int, number: int, state: _State, node: Node) -> None:
        match node.kind:
            case Kind.FIXED | Kind.WORD:
                self.fixed(at, number, state, node)
            case Kind.NUMBER | Kind.WHOLE | Kind.RATE:
                found = FIGURES[node.kind].match(self.text, at, self.limit)
                if found:
                    self.go(at, number, state, node, found.end(), solid=len(found[0]))
            case Kind.FREE | Kind.NAME:
                self.free(at, number, state, node)

    def go(
        self,
        at: int,
        number: int,
        state: _State,
        node: Node,
        end: int,
        *,
        solid: int = 0,
        slips: int = 0,
        more: int = 0,
    ) -> None:
        """Pass a node; ``more``: for a last letter that repeats the one before, which was typed in place of the right one."""
        made = _State(
            state.score + LETTER * solid - SLIP * slips + more,
            state.slips + slips,
            state.solid + solid,
            state.free,
            (at, number),
        )
        for to in node.follow:
            self.put(end, to, made)

    def fixed(self, at: int, number: int, state: _State, node: Node) -> None:
        text = node.text
        if self.text.startswith(text, at) and at + len(text) <= self.limit:
            self.go(at, number, state, node, at + len(text), solid=len(text))
            return
        if node.like is not None and self.effort.share:
            found = node.like.match(self.text, at, self.limit)
            if found:
                solid = min(len(text), len(found[0]))
                self.go(at, number, state, node, found.end(), solid=solid, slips=1)
                return
        allowed = min(self.effort.of(text), self.budget - state.slips)
        if node.kind is Kind.WORD and self.effort.share:
            allowed = min(len(text), 3)
        if allowed <= 0:
            return
        for length, slips in near(text, self.text[at : min(self.limit, at + len(text) + allowed)], allowed):
            end = at + length
            doubled = length == len(text) > 1 and self.text[end - 1] == self.text[end - 2] != text[-1]
            self.go(at, number, state, node, end, solid=max(0, len(text) - slips), slips=slips, more=2 * doubled)

    def free(self, at: int, number: int, state: _State, node: Node) -> None:
        limit = min(self.limit, at + LONGEST_NAME) if node.kind is Kind.NAME else self.limit
        if node.kind is Kind.NAME:
            stop = re.compile("[。;]").search(self.text, at, limit)
            limit = stop.start() if stop else limit
        for end in self.places(node, at + 1, limit):
            length = end - at
            if node.kind is Kind.NAME:
                score = state.score + NAMED * length - 1
            else:
                crossed, first = self.running.crossings(at, end)
                score = state.score + WORDS * (first - at) - CROSSING * crossed - 1
            made = _State(score, state.slips, state.solid, state.free + length, (at, number))
            for to in node.follow:
                self.put(end, to, made)

    def places(self, node: Node, first: int, last: int) -> list[int]:
        """Where free words may end: where something that can follow begins."""
        found: set[int] = set()
        for number in self.pattern.after(node.follow):
            follower = self.nodes[number]
            if follower.kind is Kind.END:
                found.update(end for end in self.running.ends if first <= end <= last)
            elif follower.kind in (Kind.FIXED, Kind.WORD):
                found.update(self.occurrences(follower.text, first, last))
                if self.effort.share:
                    found.update(at for at in self.compared(follower) if first <= at <= last)
                if self.effort.skips:  # all that follows may be missing
                    found.update(end for end in self.running.ends if first <= end <= last)
            else:
                return list(range(first, last + 1))
        return sorted(found)

    def compared(self, node: Node) -> Iterator[int]:
        """Where another wording of a comparison begins, or any sign in front of one."""
        if node.like is not None:
            yield from (one.start() for one in node.like.finditer(self.text, 0, self.limit))
        elif len(node.text) == 1 and is_sign(node.text):
            behind = (self.nodes[number].like for number in self.pattern.after(node.follow))
            for like in dict.fromkeys(one for one in behind if one is not None):
                for one in like.finditer(self.text, 0, self.limit):
                    at = one.start()
                    yield at - 1 if at and is_sign(self.text[at - 1]) else at

    def occurrences(self, text: str, first: int, last: int) -> Iterator[int]:
        """Where a fixed text may begin, slips allowed for: one of its pieces stands there to the letter."""
        allowed = self.effort.of(text)
        size = max(1, len(text) // (allowed + 1))
        for offset in range(0, len(text) - size + 1, size) if allowed else (0,):
            piece = text[offset : offset + size] if allowed else text
            at = self.text.find(piece, first, self.limit)
            while at >= 0:
                for shift in range(-allowed, allowed + 1) if offset else (0,):
                    if first <= at - offset + shift <= last:
                        yield at - offset + shift
                at = self.text.find(piece, at + 1, self.limit)
        if allowed and len(text) == 1:
            yield from (end for end in self.running.ends if first <= end <= last)

    def found(self, start: int, end: int, number: int) -> Found:
        state = self.layers[end][number]
        score = state.score
        score -= INNER * (not self.running.begins(start)) + INNER * (not self.running.closes(end))
        steps: list[Step] = []
        at, before = end, state.before
        while before is not None:
            steps.append(Step(self.nodes[before[1]], before[0], at))
            at = before[0]
            before = self.layers[before[0]][before[1]].before
        return Found(start, end, score, state.slips, state.solid, state.free, tuple(reversed(steps)))


def search(pattern: Pattern, running: Running, start: int, limit: int, effort: Effort, meter: Meter) -> Iterator[Found]:
    """Every way in which a sentence may stand in a text from ``start``, not beyond ``limit``; the best one for each end."""
    return _Search(pattern, running, limit, effort, meter).run(start)
