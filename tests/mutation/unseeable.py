"""Mistakes that no check could see from the workbook, each with the reason in words.

In: ``unseeable.toml``.  Out: :class:`Entry` values, and for an outcome the reason, if there is one.  An entry that never applies, or
that applies to a mistake which was found after all, is stale: the list must not grow beyond the truth.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from .judge import Outcome, Touched

HEALED = "没有错：留空的合计由程序补上，与原来一样（至多差一点尾差）"
UNUSED = "没有用到"
PATH = Path(__file__).with_name("unseeable.toml")
PRINTED = Path(__file__).with_name("unseeable_text.toml")
"""What no audit could see from the printed text alone."""


@dataclass(frozen=True)
class Entry:
    """One reason.

    Attributes:
        reason: Why nobody could see it, in a sentence.
        places: Patterns of ``table.row.column``; one must fit.
        kits, kinds: Patterns; one must fit. Empty fits all.
        way: ``up``, ``down``: only figures that became larger or smaller; empty for all.
        rounded: Only differences that rounding explains.
        unless: Patterns of rules that may find it all the same (a bound that is broken only by a large mistake).
    """

    reason: str
    places: tuple[str, ...]
    kits: tuple[str, ...] = ("*",)
    kinds: tuple[str, ...] = ("*",)
    way: str = ""
    rounded: bool = False
    unless: tuple[str, ...] = ()

    def fits(self, one: Outcome, touched: Touched) -> bool:
        """Whether the entry speaks of this cell of this mistake."""
        return (
            _any(self.kits, one.kit)
            and _any(self.kinds, one.kind)
            and _any(self.places, touched.place)
            and self.way in ("", touched.way)
            and (touched.rounded or not self.rounded)
        )

    def allows(self, rules: Sequence[str]) -> bool:
        """Whether a mistake that these rules found may still fit."""
        return all(_any(self.unless, rule) for rule in rules)


def _any(patterns: Sequence[str], text: str) -> bool:
    return any(fnmatchcase(text, pattern) for pattern in patterns)


def entries(path: Path = PATH) -> tuple[Entry, ...]:
    """The list as it stands."""
    data = tomllib.loads(path.read_text("utf-8"))
    return tuple(
        Entry(**{key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()})
        for entry in data["entry"]
    )


def reason(one: Outcome, known: Sequence[Entry]) -> str:
    """Why a missed mistake cannot be seen: every cell that it touches needs a reason. Empty: it could be."""
    if one.found or not one.touched:
        return ""
    if one.healed:
        return HEALED
    found = []
    moved = [touched for touched in one.touched if touched.way != "same"]
    for touched in moved or one.touched:  # a row under another code keeps its figures
        entry = next((entry for entry in known if entry.fits(one, touched)), None)
        if entry is None:
            return ""
        found.append(entry.reason)
    return "；".join(dict.fromkeys(found))


def stale(outcomes: Sequence[Outcome], known: Sequence[Entry]) -> list[tuple[Entry, str]]:
    """Entries that no mistake needed, and entries that speak of one that was found by a rule they do not name."""
    used: Counter[int] = Counter()
    wrong: dict[int, str] = {}
    for one in outcomes:
        if not one.found:
            if one.healed:
                continue
            for touched in one.touched:
                used.update(number for number, entry in enumerate(known) if entry.fits(one, touched))
        elif len(one.touched) == 1:
            for number, entry in enumerate(known):
                if entry.fits(one, one.touched[0]) and not entry.allows(one.rules):
                    touched = one.touched[0]
                    wrong.setdefault(
                        number,
                        f"{one.base} {one.kind} {touched.place} {touched.before} → {touched.after}：{one.rules[0]}",
                    )
    return [
        *((entry, UNUSED) for number, entry in enumerate(known) if not used[number]),
        *((entry, f"其实查得出：{wrong[number]}") for number, entry in enumerate(known) if number in wrong),
    ]
