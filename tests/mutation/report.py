"""The outcomes in words: shares by kind and by sheet, and what was missed.

In: outcomes and the list of what cannot be seen.  Out: text, or data for ``--json``.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from .judge import Outcome
from .unseeable import UNUSED, Entry, reason, stale

HEADINGS = ("错误数", "看不出的", "查出", "查出率", "指对格子", "没指对", "漏掉")
ENOUGH = 3000
"""Mistakes after which an entry that none of them needed is stale."""


class Summary:
    """Outcomes counted."""

    def __init__(self, outcomes: Sequence[Outcome], known: Sequence[Entry]):
        self.outcomes, self.known = outcomes, known
        self.reasons = [reason(one, known) for one in outcomes]
        self.missed = [one for one, why in zip(outcomes, self.reasons, strict=True) if not one.found and not why]

    @property
    def share(self) -> float:
        """Found with a right cell, of what could be seen."""
        return self._row(lambda _: True)["share"]

    def _row(self, fits: Callable[[Outcome], bool]) -> dict[str, Any]:
        own = [(one, why) for one, why in zip(self.outcomes, self.reasons, strict=True) if fits(one)]
        hidden = sum(1 for _, why in own if why)
        found = sum(1 for one, _ in own if one.found)
        right = sum(1 for one, _ in own if one.right)
        seeable = len(own) - hidden
        return {
            "count": len(own),
            "unseeable": hidden,
            "found": found,
            "share": right / seeable if seeable else 1.0,
            "right": right,
            "elsewhere": found - right,
            "missed": seeable - found,
        }

    def _rows(self, key: Callable[[Outcome], str]) -> dict[str, dict[str, Any]]:
        names = list(dict.fromkeys(key(one) for one in self.outcomes))
        return {name: self._row(lambda one, name=name: key(one) == name) for name in names}

    def data(self) -> dict[str, Any]:
        """Everything, for a machine."""
        return {
            "all": self._row(lambda _: True),
            "kits": self._rows(lambda one: one.kit),
            "kinds": self._rows(lambda one: one.kind),
            "sheets": self._rows(lambda one: f"{one.kit} {one.sheet}"),
            "missed": [_data(one) for one in self.missed],
            "elsewhere": [_data(one) for one in self.outcomes if one.found and not one.right],
            "unseeable": {
                why: sum(1 for other in self.reasons if other == why) for why in dict.fromkeys(self.reasons) if why
            },
            "stale": [{"reason": entry.reason, "why": why} for entry, why in self._stale()],
        }

    def text(self, limit: int = 400) -> str:
        """Everything, for a person."""
        lines: list[str] = []
        for title, rows in (
            ("模板", self._rows(lambda one: one.kit)),
            ("错误的种类", self._rows(lambda one: one.kind)),
            ("工作表", self._rows(lambda one: f"{one.kit} {one.sheet}")),
        ):
            table = [(title, *HEADINGS)]
            table += [(name, *_cells(row)) for name, row in {**rows, "合计": self._row(lambda _: True)}.items()]
            lines += [*_aligned(table), ""]
        lines += self._listed("漏掉的（应当查得出）", self.missed, limit)
        lines += self._listed("查出了，没有指对格子", [o for o in self.outcomes if o.found and not o.right], limit)
        lines += ["看不出的，按原因："]
        lines += [
            f"  {count:>5}  {why}" for why, count in sorted(self.data()["unseeable"].items(), key=lambda x: -x[1])
        ]
        lines += ["", "“看不出”清单里过时的条目："]
        lines += [f"  {entry.reason}：{why}" for entry, why in self._stale()] or ["  没有"]
        return "\n".join(lines)

    def _stale(self) -> list[tuple[Entry, str]]:
        """What is not used is only told after a run long enough to use it."""
        found = stale(self.outcomes, self.known)
        return [(entry, why) for entry, why in found if why != UNUSED or len(self.outcomes) >= ENOUGH]

    def _listed(self, title: str, outcomes: Sequence[Outcome], limit: int) -> list[str]:
        groups: dict[str, list[Outcome]] = defaultdict(list)
        for one in outcomes:
            groups[f"{one.kit} {one.kind}"].append(one)
        lines = [f"{title}：{len(outcomes)}"]
        for name, group in sorted(groups.items(), key=lambda item: -len(item[1])):
            lines.append(f"  {name}：{len(group)}")
            lines += [f"    {_line(one)}" for one in group[:limit]]
        return [*lines, ""]


def _line(one: Outcome) -> str:
    cells = "；".join(f"{t.place} {t.before[:60]} → {t.after[:60]}" for t in one.touched[:3])
    return f"{one.base} {one.sheet} {cells}" + (f"　［{'、'.join(one.rules)}］{one.note[:80]}" if one.rules else "")


def _data(one: Outcome) -> dict[str, Any]:
    return {
        "base": one.base,
        "kind": one.kind,
        "sheet": one.sheet,
        "cells": [{"place": t.place, "before": t.before, "after": t.after} for t in one.touched],
        "rules": list(one.rules),
    }


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    return (
        str(row["count"]),
        str(row["unseeable"]),
        str(row["found"]),
        f"{100 * row['share']:.1f}%",
        str(row["right"]),
        str(row["elsewhere"]),
        str(row["missed"]),
    )


def _aligned(table: Sequence[Sequence[str]]) -> list[str]:
    """Columns under each other; a Chinese character is as wide as two others."""
    widths = [max(_width(row[at]) for row in table) for at in range(len(table[0]))]
    return [
        "  ".join(
            cell + " " * (width - _width(cell)) if at == 0 else " " * (width - _width(cell)) + cell
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in table
    ]


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
