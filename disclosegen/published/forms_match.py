"""Printed rows against the patterns of a form.

In: rows of one printed form and its patterns.  Out: for each row the pattern that fits best, all in the form's order, and what
stands in its slots.  Columns of a text file are shifted by merged cells, so a row is aligned by its labels and by what its
boxes can hold, not by position; where a row has exactly the form's columns, position says it all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from .flow import Strip
from .forms_pattern import Item, Of, Pattern, Slot, folded_label

NEVER = -1e9
FIGURE = re.compile(r"[-+]?[\d,.]+|-+")
SIGNED = re.compile(r"[-+△▲]?[\d,.·]+|-+")
"""A figure (folded), also with a sign that nobody can be sure of."""
MONEY = re.compile(r"[-+△▲]?[\d,.·]+(?:万?元)?|-+")
"""An amount, also with its unit; elsewhere in a form a figure with a unit is a target."""
LABEL, SPANNING, FILLED = 3.0, 1.0, 1.0
"""What a label, a label that reaches over several rows, and a filled slot are worth."""
LOST, SHORT, MISSED, ABSENT = -4.0, -0.05, -3.0, -0.3
"""What a text without a box, a blank without one, a box's missing label and a missing slot cost."""
ODD, NOISE, SURE = 0.4, 0.5, 1.1
"""What a number among words or a group out of its place, what is not read, and a number or a group in its place are worth."""
WORDS = ("name", "source", "reason", "explanation")
LONG, MOST, ALIKE = 6, 30, 0.75
"""Letters of a label that bureaus word otherwise: at least, at most; and how alike the two are then."""
SKIPPED, STRAY, UNNAMED = -0.05, -0.6, -0.5
"""What a pattern costs that no row fits, a row that fits no pattern, and a group whose first row does not name it."""


@dataclass(frozen=True)
class Vocabulary:
    """Words that a row is read by: the labels of the form, and the levels of indicators (none where the kit leaves them open)."""

    labels: frozenset[str]
    levels: frozenset[str] = frozenset()

    def knows(self, folded: str) -> bool:
        """Whether a text may be a level: one of the kit's, or what a cut of the page left of one."""
        return not self.levels or folded in self.levels or any(_near(folded, level) for level in self.levels)


@dataclass(frozen=True)
class Filled:
    """A slot of a row and what stands in it; ``cell`` is the number of the printed cell."""

    slot: Slot
    text: str
    cell: int


@dataclass(frozen=True)
class Row:
    """A printed row, understood: ``pattern`` is None where it fits nowhere."""

    strip: Strip
    number: int
    pattern: Pattern | None
    filled: tuple[Filled, ...] = ()


def match_rows(
    rows: Sequence[tuple[int, Strip]],
    patterns: Sequence[Pattern],
    columns: int,
    levels: frozenset[str] = frozenset(),
) -> list[Row]:
    """The best way to read the rows of a form in the order of its patterns.

    Args:
        rows: Strips with their numbers.
        patterns: Of the form.
        columns: How many the form's grid has.
        levels: Words of the levels of indicators, folded; empty where any word may stand there.
    """
    labels = {item.text for pattern in patterns for item in pattern.items if item.text}
    words = Vocabulary(frozenset(text for text in labels if not FIGURE.fullmatch(text)), levels)
    aligned = [_line(strip, patterns, columns, words) for _, strip in rows]
    scores = [[NEVER if found is None else found[0] for found in line] for line in aligned]
    unnamed = [[_unnamed(strip, pattern) for pattern in patterns] for _, strip in rows]
    chosen = _path(scores, unnamed, patterns)
    result = []
    for (number, strip), line, at in zip(rows, aligned, chosen, strict=True):
        found = line[at] if at is not None else None
        result.append(Row(strip, number, patterns[at] if at is not None and found else None, found[1] if found else ()))
    return result


def _line(
    strip: Strip, patterns: Sequence[Pattern], columns: int, words: Vocabulary
) -> list[tuple[float, tuple[Filled, ...]] | None]:
    """A row against every pattern; one that begins with a label of the form is no row of a list."""
    first = next((_folded(cell) for cell in strip.cells if cell), "")
    labelled = [_align(strip, pattern, columns, words) if pattern.labels else None for pattern in patterns]
    if first in words.labels and any(
        one and first in pattern.labels for one, pattern in zip(labelled, patterns, strict=True)
    ):
        return labelled
    return [
        one if pattern.labels else _align(strip, pattern, columns, words)
        for one, pattern in zip(labelled, patterns, strict=True)
    ]


def _unnamed(strip: Strip, pattern: Pattern) -> float:
    """What it costs that a group begins with a row that does not name it."""
    own = [item.text for item in pattern.items if item.spanning and item.text]
    return UNNAMED if pattern.repeats and own and own[-1] not in map(_folded, strip.cells) else 0.0


def _path(
    scores: Sequence[Sequence[float]], unnamed: Sequence[Sequence[float]], patterns: Sequence[Pattern]
) -> list[int | None]:
    """For each row the number of its pattern: numbers never fall, only patterns that repeat come twice."""
    count = len(patterns)
    best = [
        [NEVER] * (count + 1) for _ in range(len(scores) + 1)
    ]  # best[i][j]: i rows read, the last one by pattern j-1
    back: list[list[tuple[int, bool]]] = [[(0, False)] * (count + 1) for _ in range(len(scores) + 1)]
    best[0][0] = 0.0
    for i, line in enumerate(scores, 1):
        running, source = NEVER, 0
        for j in range(count + 1):
            best[i][j], back[i][j] = best[i - 1][j] + STRAY, (j, False)
            if j:
                if running + SKIPPED >= best[i - 1][j - 1]:
                    running += SKIPPED
                else:
                    running, source = best[i - 1][j - 1], j - 1
                here, there = running + unnamed[i - 1][j - 1], source
                if patterns[j - 1].repeats and best[i - 1][j] > here:
                    here, there = best[i - 1][j], j
                if here + line[j - 1] > best[i][j]:
                    best[i][j], back[i][j] = here + line[j - 1], (there, True)
    j = max(range(count + 1), key=lambda j: best[-1][j])
    chosen: list[int | None] = []
    for i in range(len(scores), 0, -1):
        there, used = back[i][j]
        chosen.append(j - 1 if used else None)
        j = there
    return chosen[::-1]


@lru_cache(maxsize=4096)
def _folded(text: str) -> str:
    return folded_label(text)


def _align(strip: Strip, pattern: Pattern, columns: int, words: Vocabulary) -> tuple[float, tuple[Filled, ...]] | None:
    """How well a row fits a pattern, and its slots; None where it cannot."""
    folded = [_folded(cell) for cell in strip.cells]
    if pattern.labels and not pattern.labels.intersection(folded) and not _reworded(folded, pattern, words):
        return None
    if len(strip.cells) == columns and (found := _by_position(strip, folded, pattern)) is not None:
        return found
    return _by_labels(strip, folded, pattern, words)


def _by_position(strip: Strip, folded: Sequence[str], pattern: Pattern) -> tuple[float, tuple[Filled, ...]] | None:
    score, at = 0.0, 0
    filled: list[Filled] = []
    for item in pattern.items:
        cells = range(at, at + item.colspan)
        at += item.colspan
        text = "".join(folded[cell] for cell in cells)
        if any(folded[cell] for cell in cells[1:]):
            return None  # as many cells as the form has columns by chance: covered places are blank
        if item.text:
            if text == item.text:
                score += SPANNING if item.spanning else LABEL
            elif text or not item.spanning:
                return None
        elif item.slot is not None:
            value = strip.cells[cells[0]]
            if value and _odd(item.slot, text):
                return None
            score += FILLED if value else 0.0
            filled.append(Filled(item.slot, value, at - item.colspan))
        elif text:
            return None
    return score, tuple(filled)


def _by_labels(
    strip: Strip, folded: Sequence[str], pattern: Pattern, words: Vocabulary
) -> tuple[float, tuple[Filled, ...]] | None:
    """Align boxes and cells in order."""
    items, cells = pattern.items, strip.cells
    best = [[NEVER] * (len(cells) + 1) for _ in range(len(items) + 1)]
    step = [[0] * (len(cells) + 1) for _ in range(len(items) + 1)]  # 1: pair, 2: box left out, 3: cell left over
    best[0][0] = 0.0
    for i in range(len(items) + 1):
        for j in range(len(cells) + 1):
            if (
                i
                and j
                and (value := best[i - 1][j - 1] + _pair(items[i - 1], folded[j - 1], j == i, words)) > best[i][j]
            ):
                best[i][j], step[i][j] = value, 1
            if i and (value := best[i - 1][j] + _left_out(items[i - 1], j == len(cells))) > best[i][j]:
                best[i][j], step[i][j] = value, 2
            if j and (value := best[i][j - 1] + (LOST if folded[j - 1] else SHORT)) > best[i][j]:
                best[i][j], step[i][j] = value, 3
    score = best[-1][-1]
    if score <= 0 and any(folded):
        return None
    filled: list[Filled] = []
    i, j = len(items), len(cells)
    while i or j:
        match step[i][j]:
            case 1:
                i, j = i - 1, j - 1
                if (slot := items[i].slot) is not None:
                    filled.append(Filled(slot, cells[j], j))
            case 2:
                i -= 1
            case _:
                j -= 1
    return score, tuple(reversed(filled))


def _pair(item: Item, folded: str, level: bool, words: Vocabulary) -> float:
    """What it is worth that a cell stands in a box; ``level``: as many cells stand before the one as boxes before the other."""
    if item.text:
        if folded == item.text:
            return SPANNING if item.spanning else LABEL
        if not folded:
            return 0.0 if item.spanning else NEVER
        return (SPANNING if item.spanning else LABEL) / 2 if _near(folded, item.text) else NEVER
    if item.slot is None:
        return LOST if folded else 0.0
    figure = MONEY if item.slot.of in (Of.MONEY, Of.SOURCE) else SIGNED
    if item.slot.is_figure and folded and not figure.fullmatch(folded):
        return LOST
    if folded in words.labels and item.slot.of is Of.INDICATOR:
        return LOST / 2  # a label of the form stands in no slot
    if folded and item.spanning and item.slot.of in (Of.LEVEL1, Of.LEVEL2):
        return SURE if level and words.knows(folded) else ODD
    if not folded or item.slot.of is Of.NOISE:
        counted = item.slot.before and folded.startswith(_folded(item.slot.before))
        return SURE if folded and counted else NOISE if folded else 0.0
    if item.slot.of is Of.SCORE:
        return SPANNING + ODD
    return ODD if _odd(item.slot, folded) else SURE if item.slot.is_figure else FILLED


def _odd(slot: Slot, folded: str) -> bool:
    """Whether a bare number stands where words are expected: more likely the next box is meant."""
    worded = slot.of in (Of.INDICATOR, Of.MONEY, Of.SOURCE) and slot.key in WORDS
    return worded and bool(folded) and bool(FIGURE.fullmatch(folded.rstrip("%")))


def _reworded(folded: Sequence[str], pattern: Pattern, words: Vocabulary) -> bool:
    """Whether a row without a label of the form has one in a bureau's own words."""
    own = [text for text in folded if text and text not in words.labels]
    return any(_near(text, label) for text in own for label in pattern.labels if len(label) >= LONG)


@lru_cache(maxsize=4096)
def _near(text: str, label: str) -> bool:
    """Whether a text is a label with a letter more or less or in other words, or a piece that a page break left of it."""
    short, long = sorted((text, label), key=len)
    if short in long:
        return len(short) * 2 > len(long) or text is short
    return len(short) >= LONG and _alike(text, label)


@lru_cache(maxsize=4096)
def _alike(text: str, label: str) -> bool:
    if len(text) > MOST or abs(len(text) - len(label)) > LONG:
        return False
    return SequenceMatcher(None, text, label, autojunk=False).ratio() >= ALIKE


def _left_out(item: Item, behind: bool) -> float:
    """What it costs that no cell stands in a box; ``behind`` all cells of the row, where text files leave blanks out."""
    if item.text:
        return SHORT if item.spanning else MISSED
    return ABSENT if item.slot is not None and not item.spanning and not behind else SHORT
