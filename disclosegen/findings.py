"""Findings: what staff can put right in the workbook, each a value with its place.

A finding says what rule speaks, how serious it is, one Chinese sentence with the figures, every
cell concerned, what was found, expected and allowed, and what to do.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any

from .money import Unit, from_base, plain

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Of the short part of a code: none that is easily taken for another."""
PLACE, FIGURES = 3, 3
"""Letters of a code that stand for the place, and for the figures and words concerned."""
ROW = re.compile(r"第\s*\d+\s*行")
QUOTED = re.compile(r"“([^”]*)”")
NUMBER = re.compile(r"\d[\d,，]*(?:\.\d+)?")
UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ue000-\ue002\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f\ud800-\udfff]"
)
"""Characters that nobody sees and that a terminal, a reader of text or this program takes for orders: controls, marks of
writing direction, joiners, halves of characters, and the three private-use marks behind which sentences carry traces.
Other private-use characters stay: rare characters of names are among them."""

QUOTATION = re.compile("“([^“”]{81,})”")
LONGEST, LONGEST_LINE = 400, 60
"""Most characters of a finding's sentence and of the name of a row in it."""


def shown(text: str, most: int = LONGEST) -> str:
    """Text from a workbook as one line that can be shown: nothing invisible, not endless."""
    if not text.isprintable():
        text = UNSEEN.sub("", " ".join(text.splitlines())).replace("\t", " ")
    return text if len(text) <= most else text[: most - 2] + "……"


class Severity(StrEnum):
    """How serious a finding is; the value is what staff see."""

    ERROR = "错误"  # blocks a build
    WARNING = "核实"  # a person must confirm it or give a reason
    NOTE = "提示"  # informs

    @property
    def rank(self) -> int:
        """0 for the most serious."""
        return list(Severity).index(self)


@dataclass(frozen=True, order=True)
class CellRef:
    """Where a figure or text stands in the workbook, in the words of Excel and of the field.

    Attributes:
        sheet: Sheet tab name; empty when the finding concerns the whole file.
        cell: Excel address as ``C11``; empty when the whole sheet is meant.
        table: Code of the published table (``公开01表``); empty for input sheets.
        line: Row in the words of the table (``行次27 本年收入合计``, ``2040201 行政运行``).
        column: Column in the words of the table (``栏次1 金额``).
    """

    sheet: str = ""
    cell: str = ""
    table: str = ""
    line: str = ""
    column: str = ""

    def __post_init__(self) -> None:
        if len(self.line) > LONGEST_LINE or not self.line.isprintable():
            object.__setattr__(self, "line", shown(self.line, LONGEST_LINE))

    @property
    def address(self) -> str:
        """``03支出决算表!D8``."""
        return f"{self.sheet}!{self.cell}" if self.cell else self.sheet

    @property
    def words(self) -> str:
        """``公开03表 2040201 行政运行·栏次2 基本支出``."""
        place = "·".join(part for part in (self.line, self.column) if part)
        return " ".join(part for part in (self.table, place) if part)


@dataclass(frozen=True)
class Finding:
    """One fault or question.

    Attributes:
        rule: Stable id, listed in ``docs/findings.md``.
        severity: 错误 blocks the build.
        message: One Chinese sentence with the figures, without cell addresses.
        cells: Every cell concerned, in workbook order; empty for the file as a whole.
        expected, actual: Base-unit values (元 for money) or None when the rule is not about amounts.
        allowed: Largest difference that rounding explains, base unit.
        unit: Unit in which the three are shown.
        advice: What to do next.
        also: Ids of the other rules that break for the same cause; empty where the finding stands for itself.
        suspects: Cells that may be the wrong one, most likely first; empty where nobody can say.
        former: The answer that was given while the figures were others; empty where there was none.
        repeat: How many findings of the same report that say the same of the same place stand before this one.
    """

    rule: str
    severity: Severity
    message: str
    cells: tuple[CellRef, ...] = ()
    advice: str = ""
    expected: Decimal | None = None
    actual: Decimal | None = None
    allowed: Decimal | None = None
    unit: Unit | None = None
    also: tuple[str, ...] = ()
    suspects: tuple[CellRef, ...] = ()
    former: str = ""
    repeat: int = 0

    @cached_property
    def code(self) -> str:
        """``Y-general-7K3Q2D``: the rule, three letters for the place, three for the figures and words concerned.

        It stays while the finding says the same of the same place of a table, wherever on the sheet that stands, and
        changes with any figure or quoted word.
        """
        return f"{self.place_code}{short(FIGURES, self._figures(), str(self.repeat))}"

    @cached_property
    def place_code(self) -> str:
        """The part of the code that figures do not change."""
        return (
            f"{self.rule}-{short(PLACE, self.rule, *(ref.words or ref.sheet.rpartition(']')[2] for ref in self.cells))}"
        )

    def _figures(self) -> str:
        """Amounts, quotations and numbers of the message; where a row stands on its sheet is none of them."""
        text = ROW.sub("", self.message)
        amounts = [plain(value) for value in (self.expected, self.actual) if value is not None]
        numbers = [found.replace(",", "").replace("，", "") for found in NUMBER.findall(QUOTED.sub("", text))]
        return "\n".join((*amounts, "|", *QUOTED.findall(text), "|", *numbers))

    def __post_init__(self) -> None:
        """Whatever stood in the cells, the words can be shown: one line each, quotations cut to a readable length."""
        for name in ("message", "advice"):
            text = QUOTATION.sub(lambda found: f"“{found[1][:60]}……”", shown(getattr(self, name), 10**6))
            object.__setattr__(self, name, shown(text))

    @property
    def difference(self) -> Decimal | None:
        """``actual − expected`` in the base unit; None when either is missing."""
        if self.expected is None or self.actual is None:
            return None
        return self.actual - self.expected

    def to_json(self) -> dict[str, Any]:
        """A JSON-ready mapping; amounts as decimal strings in ``unit``."""
        unit = self.unit or Unit.ONE

        def shown(value: Decimal | None) -> str | None:
            return None if value is None else plain(from_base(value, unit))

        return {
            "code": self.code,
            "rule": self.rule,
            "severity": self.severity.value,
            "message": self.message,
            "cells": [
                {
                    "address": ref.address,
                    "sheet": ref.sheet,
                    "cell": ref.cell,
                    "table": ref.table,
                    "line": ref.line,
                    "column": ref.column,
                }
                for ref in self.cells
            ],
            "expected": shown(self.expected),
            "actual": shown(self.actual),
            "difference": shown(self.difference),
            "allowed": shown(self.allowed),
            "unit": self.unit.value if self.unit else None,
            "advice": self.advice,
            "also": list(self.also),
            "suspects": [ref.address for ref in self.suspects],
            "former": self.former,
        }


def sort_findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Most serious first, then in the order in which they were found (workbook order)."""
    return tuple(sorted(findings, key=lambda finding: finding.severity.rank))


def short(length: int, *parts: str) -> str:
    """A digest of some texts in letters that a clerk can copy."""
    number = int.from_bytes(hashlib.sha256("\0".join(parts).encode()).digest())
    letters = ""
    for _ in range(length):
        number, at = divmod(number, len(LETTERS))
        letters += LETTERS[at]
    return letters


def same_code(text: str) -> str:
    """A code as a person copied it, for comparison: case, width and blanks do not matter."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[‐-―─—−-]", "-", re.sub(r"\s", "", folded))


def numbered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The same findings, each with a code of its own."""
    seen: set[str] = set()
    found: list[Finding] = []
    for finding in findings:
        own = finding
        while own.code in seen:
            own = replace(own, repeat=own.repeat + 1)
        seen.add(own.code)
        found.append(own)
    return tuple(found)


def missing_from(others: Iterable[Finding], findings: Iterable[Finding]) -> list[Finding]:
    """Those of some findings that none of the others says of the same place: by rule and first cell, whatever the figures are."""
    there = {(one.rule, one.cells[:1]) for one in others}
    return [one for one in findings if (one.rule, one.cells[:1]) not in there]


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether any finding blocks a build."""
    return any(finding.severity is Severity.ERROR for finding in findings)
