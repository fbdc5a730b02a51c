"""On which line of a TOML file something stands.

In: a file and the path of a key, as validation gives it.  Out: a 1-based line, for messages.  A search of the text, not a
parser: it follows headers, keys and list items downwards and stops where it finds nothing more.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path


def line_of(text: str, word: str) -> int | None:
    """Line on which a key or value first stands; None when it does not."""
    return next(
        (
            number
            for number, line in enumerate(text.splitlines(), 1)
            if word in line and not line.lstrip().startswith("#")
        ),
        None,
    )


def line_at(path: Path, keys: Sequence[str | int]) -> int | None:
    """Line of a key such as ``("block", 0, "lines", 3, "sum")``, or of what holds it; None when nothing of it is found."""
    lines = path.read_text("utf-8").splitlines()
    at = -1
    for key in keys:
        found = _item(lines, at, key) if isinstance(key, int) else _named(lines, max(at, 0), key)
        if found is None:
            break
        at = found
    return at + 1 if at >= 0 else None


def _named(lines: Sequence[str], start: int, key: str) -> int | None:
    name = re.escape(key)
    wanted = re.compile(
        rf"^\s*(?:\[\[?(?:[\w.]+\.)?{name}(?:\.[\w.]+)?\]\]?|\"?{name}\"?\s*=|.*[{{,]\s*\"?{name}\"?\s*=)"
    )
    for at in range(start, len(lines)):
        if wanted.match(lines[at]):
            return at
        if at > start and lines[at].startswith("[[") and lines[start].startswith("[["):
            return None  # the next item of a list: the key is missing in this one
    return None


def _item(lines: Sequence[str], at: int, number: int) -> int | None:
    """The n-th item (from 0) of the list that begins on a line."""
    if at < 0:
        return None
    head = lines[at].strip()
    if head.startswith("[["):
        same = [index for index in range(at, len(lines)) if lines[index].strip() == head]
    else:
        same = [index for index in range(at + 1, len(lines)) if lines[index].lstrip().startswith(("{", '"'))]
    return same[number] if number < len(same) else None
