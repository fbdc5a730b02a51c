"""Findings: what staff can put right in the workbook, each a value with its place.

A finding says what rule speaks, how serious it is, one Chinese sentence with the figures, every
cell concerned, what was found, expected and allowed, and what to do.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from .money import Unit, from_base, plain


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
        }


def sort_findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Most serious first, then in the order in which they were found (workbook order)."""
    return tuple(sorted(findings, key=lambda finding: finding.severity.rank))


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether any finding blocks a build."""
    return any(finding.severity is Severity.ERROR for finding in findings)
