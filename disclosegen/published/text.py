"""A text file, as one gets by copying a PDF: a tab separates cells, a blank line paragraphs.

In: the text.  Out: a :class:`~disclosegen.published.flow.Flow`.  Marks that programs leave when they turn a PDF into text
(list dashes, bold letters, rulers of tables, tags of paragraphs, formulas around ≥) are taken out; what they stood around stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..workbook.values import clean
from .flow import Flow, Spot, Strip

DASH = re.compile(r"^- (?=\S)")
BOLD = re.compile(r"\*\*(?=[^\s*])([^*\n]+?)(?<=[^\s*])\*\*")
TAG = re.compile(r"<br\s*/?>|</?p>", re.IGNORECASE)
FORMULA = re.compile(r"\$([^$]{1,60})\$")
SIGNS = {r"\geq": "≥", r"\leq": "≤", r"\ge": "≥", r"\le": "≤", r"\%": "%", r"\times": "×", r"\sim": "～"}
RULER = re.compile(r"-{2,}")


def read_text(text: str, name: str) -> Flow:
    """The strips of a text file; consecutive rows are one table, also over blank lines."""
    return Flow(name, "txt", tuple(_strips(text)))


def _strips(text: str) -> Iterator[Strip]:
    table, before = 0, False
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        cells = tuple(_cell(cell) for cell in line.rstrip("\r\n").split("\t"))
        is_row = len(cells) > 1
        if is_row and all(not cell or RULER.fullmatch(cell) for cell in cells):
            continue
        table += is_row and not before
        before = is_row
        if any(cells):
            yield Strip(cells, Spot(line=number), table if is_row else 0)


def _cell(text: str) -> str:
    text = FORMULA.sub(lambda found: _formula(found[1]), BOLD.sub(r"\1", DASH.sub("", text)))
    return clean(TAG.sub("\n", text))


def _formula(text: str) -> str:
    for sign, plain in SIGNS.items():
        text = text.replace(sign, plain)
    return text.replace(" ", "")
