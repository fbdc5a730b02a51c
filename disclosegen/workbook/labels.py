"""Which fixed line a label names.

In: a folded label as it stands in a row.  Out: the line, and whether it is written as the format writes it.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Container, Sequence

from ..kit.schema import Line
from .values import normal

ORDINAL = re.compile(r"^(?:[一二三四五六七八九十百]+、|[(（][一二三四五六七八九十\d]+[)）]|\d+[.、．]|其中[:：])")


def by_label(lines: Sequence[Line], label: str, seen: Container[str]) -> tuple[Line | None, bool]:
    """The line that a folded label names, and whether that is its label or an alias, ordinals apart.

    Lines under one label are told apart by their order: the first one whose key is not in ``seen`` comes first.
    """
    for exact in (lambda text: text, _bare):
        same = [
            line
            for line in lines
            if exact(label) in {exact(normal(text)) for text in (line.label, *line.aliases) if text}
        ]
        if same:
            return next((line for line in same if line.row_key not in seen), same[0]), True
    options = {_bare(normal(line.label)): line for line in lines if line.label and line.row_key not in seen}
    near = difflib.get_close_matches(_bare(label), options, 1, 0.8)
    return (options[near[0]], False) if near else (None, False)


def _bare(label: str) -> str:
    """A folded label without its ordinal and 其中."""
    previous = None
    while previous != label:
        previous, label = label, ORDINAL.sub("", label)
    return label
