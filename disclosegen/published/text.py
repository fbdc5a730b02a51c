"""A text file, as one gets by copying a PDF: a tab separates cells, a blank line paragraphs.

In: the text.  Out: a :class:`~disclosegen.published.flow.Flow`.  Marks that programs leave when they turn a PDF into text
(list dashes, bold letters, rulers of tables, tags of paragraphs, formulas around ≥) are taken out; what they stood around stays.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ..workbook.values import clean
from .flow import Flow, Spot, Strip

DASH = re.compile(r"^- (?=\S)")
BOLD = re.compile(r"\*\*(?=[^\s*])([^*\n]+?)(?<=[^\s*])\*\*")
TAG = re.compile(r"<br\s*/?>|</?p>", re.IGNORECASE)
FORMULA = re.compile(r"\$([^$]{1,60})\$")
SIGNS = {r"\geq": "≥", r"\leq": "≤", r"\ge": "≥", r"\le": "≤", r"\%": "%", r"\times": "×", r"\sim": "～"}
PAGE = re.compile(r"[-—–－]+\s*(\d{1,4})\s*[-—–－]+|第\s*(\d{1,4})\s*页(?:\s*[,，/]?\s*共\s*\d{1,4}\s*页)?")
REPEATS = 3
"""Page numbers one behind the other, at least, before they are taken for such."""
RULER = re.compile(r"-{2,}")


def read_text(text: str, name: str) -> Flow:
    """The strips of a text file; consecutive rows are one table, also over blank lines."""
    return Flow(name, "txt", tuple(_strips(text)))


def _strips(text: str) -> Iterator[Strip]:
    table, before = 0, False
    lines = text.splitlines()
    running = _running(lines)
    for number, line in enumerate(lines, 1):
        if not line.strip() or number - 1 in running:
            continue
        cells = tuple(_cell(cell) for cell in line.rstrip("\r\n").split("\t"))
        is_row = len(cells) > 1
        if is_row and all(not cell or RULER.fullmatch(cell) for cell in cells):
            continue
        table += is_row and not before
        before = is_row
        if any(cells):
            yield Strip(cells, Spot(line=number), table if is_row else 0)


def _running(lines: Sequence[str]) -> frozenset[int]:
    """Page numbers that count up one by one, and what stands right before or behind most of them: a running header."""
    found = [(at, int(one[1] or one[2])) for at, line in enumerate(lines) if (one := PAGE.fullmatch(line.strip()))]
    pages = {at for (at, number), (other, then) in pairwise(found) if then == number + 1 for at in (at, other)}
    if len(pages) < REPEATS:
        return frozenset()
    for side in (-1, 1):
        beside = Counter(lines[at + side].strip() for at in pages if 0 <= at + side < len(lines))
        for text, count in beside.items():
            if text and count * 2 > len(pages):
                pages |= {
                    at + side for at in [*pages] if 0 <= at + side < len(lines) and lines[at + side].strip() == text
                }
    return frozenset(pages)


def _cell(text: str) -> str:
    text = FORMULA.sub(lambda found: _formula(found[1]), BOLD.sub(r"\1", DASH.sub("", text)))
    return clean(TAG.sub("\n", text))


def _formula(text: str) -> str:
    for sign, plain in SIGNS.items():
        text = text.replace(sign, plain)
    return text.replace(" ", "")
