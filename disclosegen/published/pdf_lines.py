"""Letters become lines, lines become paragraphs.

In: the upright letters of a page that stand in no table.  Out: :class:`TextLine`, then paragraphs: a paragraph begins with an indent, or
where the line before ended although what follows would have fitted.  Wrapped lines are joined without a blank between Chinese
characters and between digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from .flow import Box
from .pdf_page import Glyph
from .pieces import PAGE_NUMBER, contents_line

BASELINE = 0.35
"""Of the size: letters whose baselines differ less stand on one line."""
BLANK = 0.3
"""Of the size: a gap so wide between Latin letters is a blank that was not written."""
BESIDE = 3.0
"""Of the size: a gap so wide parts what stands side by side."""
INDENT = 0.7
"""Of the size: a line that begins so far to the right is indented."""
LOOSE = 1.75
"""Of the usual distance of lines: a wider one parts paragraphs."""
LATIN = re.compile(r"[A-Za-z,;:)\]][A-Za-z(\[]")
TOKEN = re.compile(r"[“‘（《〈「『【〔(\[]*(?:[A-Za-z0-9.,%％+\-/]+|.)[”’）》〉」』】〕、。，；：！？)\]…—％%]*")
ENDS = "。；：！？”…;:!?"


@dataclass(frozen=True)
class TextLine:
    """A line: its text with a tab between what stands side by side, its box, baseline and size."""

    text: str
    box: Box
    base: float
    size: float


def text_lines(glyphs: Sequence[Glyph]) -> list[TextLine]:
    """Lines from top to bottom; letters that are printed twice for boldness are taken once."""
    found: list[TextLine] = []
    row: list[Glyph] = []
    for glyph in sorted(glyphs, key=lambda one: (one.base, one.left)):
        if row and glyph.base - row[0].base > BASELINE * max(glyph.size, row[0].size):
            found += _line(row)
            row = []
        row.append(glyph)
    found += _line(row)
    return found


def _line(row: Sequence[Glyph]) -> Iterator[TextLine]:
    written: list[str] = []
    kept: list[Glyph] = []
    for glyph in sorted(row, key=lambda one: one.left):
        if not glyph.text.strip():
            if kept:
                written.append(" ")
            continue
        if kept:
            last = kept[-1]
            if glyph.run != last.run and glyph.text == last.text and glyph.left - last.left < 0.25 * glyph.size:
                continue
            gap = glyph.left - last.right
            if gap > BESIDE * max(glyph.size, last.size):
                written.append("\t")
            elif gap > BLANK * glyph.size and LATIN.match(last.text[-1] + glyph.text[0]):
                written.append(" ")
        written.append(glyph.text)
        kept.append(glyph)
    text = re.sub(r" *\t *", "\t", re.sub(r" {2,}", " ", "".join(written))).strip()
    if not text:
        return
    size = median(glyph.size for glyph in kept)
    base = median(glyph.base for glyph in kept)
    box = (min(g.left for g in kept), base - 0.88 * size, max(g.right for g in kept), base + 0.22 * size)
    yield TextLine(text, box, base, size)


def joined(texts: Sequence[str]) -> str:
    """Lines of one paragraph or cell as one text."""
    whole = ""
    for text in (text.replace("\t", " ") for text in texts):
        between = " " if whole and LATIN.match(whole[-1] + text[:1]) else ""
        whole += between + text
    return whole


@dataclass(frozen=True)
class Margins:
    """Where the lines of running text begin and end on pages of one width."""

    left: float
    right: float


def margins(lines: Sequence[TextLine], width: float) -> Margins:
    """The usual edges: those of the long lines, all lines where none is long."""
    edges = [line.box[2] for line in lines if line.box[2] - line.box[0] > 0.55 * width and "\t" not in line.text]
    starts = sorted(round(line.box[0]) for line in lines if "\t" not in line.text)
    if not edges or not starts:
        return Margins(min(starts, default=0), width)
    counts: dict[int, int] = {}
    for start in starts:
        counts[start] = counts.get(start, 0) + 1
    most = max(counts.values())
    left = min(start for start, count in counts.items() if count * 8 >= most)
    return Margins(left, median(edges))


def paragraphs(lines: Sequence[TextLine], edge: Margins) -> Iterator[list[TextLine]]:
    """Lines that follow one another, grouped."""
    pitch = _pitch(lines)
    group: list[TextLine] = []
    for line in lines:
        if group and (line.base - group[-1].base > pitch * LOOSE or not goes_on(group[-1], line, edge)):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _pitch(lines: Sequence[TextLine]) -> float:
    steps = [after.base - before.base for before, after in pairwise(lines)]
    return median(steps) if steps else 0.0


def goes_on(before: TextLine, line: TextLine, edge: Margins) -> bool:
    """Whether a line belongs to the paragraph of the line before it."""
    if "\t" in before.text or "\t" in line.text or abs(before.size - line.size) > 0.12 * before.size:
        return False
    if contents_line(before.text) or PAGE_NUMBER.fullmatch(line.text):
        return False
    size = line.size
    token = TOKEN.match(line.text)
    needed = _width(token[0] if token else line.text[:1], size)
    if before.box[2] + needed < edge.right - 0.25 * size:
        return False
    if line.box[0] <= edge.left + INDENT * size:
        return True
    centred = abs((line.box[0] - edge.left) - (edge.right - line.box[2])) < size
    same = abs(before.box[0] - line.box[0]) < 0.3 * size
    return (centred or same) and before.text[-1] not in ENDS


def _width(text: str, size: float) -> float:
    return sum(0.5 if letter < "\x7f" else 1.0 for letter in text) * size
