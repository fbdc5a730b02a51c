"""Read the cells of one table: what stands in each, typed, and what is wrong with it.

In: a located table.  Out: :class:`~disclosegen.workbook.raw.RawCell` values, and findings kept on the reader.  Which
row is which is the business of ``rows.py``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ..findings import CellRef, Finding, Severity
from ..kit.load import Kit
from ..kit.schema import FIGURES, Block, Column, Line, Table
from ..money import Unit
from .formulas import total_kind
from .letters import column_letter
from .locate import Located, View
from .raw import RawCell, State
from .values import ERRORS, FINE, Reading, clean, read_number, read_text
from .xlsx import Formula


@dataclass
class CellReader:
    """Reads cells of one located table; findings gather on it."""

    kit: Kit
    table: Table
    sheet: View
    located: Located
    unit: Unit
    findings: list[Finding] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.offsets = []
        self.leaves: list[tuple[Column, ...]] = []
        self.columns: list[dict[int, int]] = []  # per block: identity of a leaf → sheet column
        at = 0
        for block in self.table.blocks:
            leaves = block.leaves()
            self.offsets.append(at)
            self.leaves.append(leaves)
            self.columns.append(
                {
                    id(leaf): self.located.columns[at + n]
                    for n, leaf in enumerate(leaves)
                    if at + n in self.located.columns
                }
            )
            at += len(leaves)
        self.words: dict[int, str] = {  # a value column as findings name it, by the identity of its leaf
            id(leaf): (f"栏次{leaf.number} " if leaf.number else "") + leaf.label
            for leaves in self.leaves
            for leaf in leaves
            if leaf.role == "value"
        }
        self.open_levels: dict[
            int, list[tuple[int, str]]
        ] = {}  # per block: levels and keys of the rows that are still open

    def _cell(self, number: int, block: Block, leaf: Column, line: Line, row: int) -> RawCell:
        column = self._column(number, leaf)
        if column is None:
            return RawCell(None, State.BLANK if leaf.optional else State.ABSENT, self._ref(0, 0))
        ref = self._ref(row, column, line, leaf)
        raw = self.sheet.values.get((row, column))
        if raw is None:
            return RawCell(None, State.NOT_APPLICABLE if line.not_applicable else State.BLANK, ref)
        if isinstance(raw, Formula):
            parent = self.table.hierarchy and bool(block.open) and 0 < len(line.code) < 7
            return self._formula(raw, leaf, line, ref, parent or bool(total_kind(self.table, block, line, leaf)))
        return self._typed(raw, leaf, line, ref)

    def _formula(self, raw: Formula, leaf: Column, line: Line, ref: CellRef, total: bool) -> RawCell:
        """A formula: a total is computed anew, a leaf is used by its stored result."""
        if "#REF!" in raw.text:
            self._add(
                "V-unreadable",
                Severity.ERROR,
                f"{ref.words or leaf.label}的公式已损坏（{raw.text[:40]}）",
                ref,
                "请重新填写这个格子，或从空表里复制公式。",
            )
            return RawCell(None, State.UNREADABLE, ref)
        if total:
            return self._own_total(raw, leaf, line, ref)
        if raw.result is None:
            self._not_calculated(ref.words or leaf.label, ref)
            return RawCell(None, State.UNREADABLE, ref)
        return self._typed(raw.result, leaf, line, ref)

    def _not_calculated(self, what: str, ref: CellRef) -> None:
        self._add(
            "V-formula",
            Severity.ERROR,
            f"{what}是公式，但还没有算出结果",
            ref,
            "请用 Excel 或 WPS 打开文件，保存一次再检查；或者把公式换成数值（选择性粘贴—数值）。",
        )

    def _own_total(self, raw: Formula, leaf: Column, line: Line, ref: CellRef) -> RawCell:
        """A total left to its formula, with the number that the formula last gave, to be held against the total's parts."""
        kind = line.kind or leaf.kind
        if isinstance(raw.result, bool) or not isinstance(raw.result, int | float) or kind not in FIGURES:
            return RawCell(None, State.FORMULA, ref)
        reading = read_number(raw.result, leaf.unit_in(line, self.unit), decimals=13)
        return RawCell(reading.value if not reading.problem else None, State.FORMULA, ref)

    def _typed(self, raw: Any, leaf: Column, line: Line, ref: CellRef) -> RawCell:
        kind = line.kind or leaf.kind
        if kind in ("amount", "count", "decimal"):
            return self._number(raw, kind, leaf, line, ref)
        reading = read_text(raw)
        if reading.problem:
            self._add(
                "V-unreadable",
                Severity.ERROR,
                f"{ref.words or leaf.label}{reading.problem}，这里要填文字",
                ref,
                "请改成文字；太长的分成几段或写短些。",
            )
            return RawCell(None, State.UNREADABLE, ref)
        value = reading.value
        choices = line.choices or leaf.choices
        if kind == "choice" and value is not None and value not in choices:
            self._add(
                "V-choice",
                Severity.ERROR,
                f"“{line.label}”{f'的{leaf.label}' if leaf.choices else ''}只能填{'、'.join(choices)}，填的是“{value}”",
                ref,
                "请从下拉列表里选。",
            )
            return RawCell(None, State.UNREADABLE, ref)
        return RawCell(value, State.BLANK if value is None else State.FILLED, ref)

    def _number(self, raw: Any, kind: str, leaf: Column, line: Line, ref: CellRef) -> RawCell:
        unit = leaf.unit_in(line, self.unit)
        decimals = {"count": 0, "decimal": 4}.get(kind, 2 if unit is Unit.YUAN else 6)
        reading: Reading = read_number(raw, unit, decimals)
        if reading.dash:
            return self._dash(raw, line, ref)
        if reading.problem:
            wan = "，像是把万元填进了元的表" if unit is Unit.YUAN and reading.problem.startswith(FINE) else ""
            said = f"{ref.words or leaf.label}{_joined(reading.problem)}{wan}"
            advice = "请改成数字；没有发生额的留空。"
            if "日期" in reading.problem:
                advice = "请把单元格格式改成“常规”，再看里面的数对不对；没有发生额的留空。"
            advice = f"这里按{unit}填；请换算成{unit}，最多两位小数。" if wan else advice
            self._add("V-unreadable", Severity.ERROR, said, ref, advice)
            return RawCell(None, State.UNREADABLE, ref)
        negative = isinstance(reading.value, Decimal) and reading.value < 0 and not (line.signed or leaf.signed)
        if reading.doubt and not negative:
            self._add("V-doubt", Severity.WARNING, f"{ref.words or leaf.label}：{reading.doubt}", ref, "请改成纯数字。")
        if reading.value is None:
            state = State.NOT_APPLICABLE if line.not_applicable else State.BLANK
            return RawCell(None, state, ref)
        if line.not_applicable and reading.value != 0:
            self._add(
                "V-not-applicable",
                Severity.ERROR,
                f"{ref.words}不会有发生额，填的是 {reading.value}",
                ref,
                "请核对科目，把金额填到应在的科目。",
            )
        if negative:
            written = f"，{reading.doubt}" if reading.doubt else ""
            self._add(
                "V-negative",
                Severity.ERROR,
                f"{ref.words or leaf.label}是负数（{reading.value}）{written}",
                ref,
                "金额不应为负，请核对；冲减的请并入应在的行。",
            )
        return RawCell(reading.value, State.FILLED, ref)

    def _dash(self, raw: Any, line: Line, ref: CellRef) -> RawCell:
        if line.not_applicable:
            return RawCell(None, State.NOT_APPLICABLE, ref)
        self._add(
            "V-dash",
            Severity.NOTE,
            f"{ref.words}填的是“{clean(str(raw))}”，按空白理解",
            ref,
            "没有发生额的格子请留空。",
        )
        return RawCell(None, State.BLANK, ref)

    def _column(self, number: int, leaf: Column) -> int | None:
        return self.columns[number].get(id(leaf))

    def _raw(self, number: int, block: Block, leaf: Column, row: int) -> Any:
        column = self._column(number, leaf)
        value = self.sheet.values.get((row, column)) if column else None
        if isinstance(value, Formula):  # an amount's says nothing about its row: blank rows of the format have some too
            value = value.result if leaf.role != "value" or leaf.kind == "text" else None
            value = None if value in ERRORS else value
        return None if isinstance(value, str) and not clean(value) else value

    def _ref(self, row: int, column: int, line: Line | None = None, leaf: Column | None = None) -> CellRef:
        cell = f"{column_letter(column)}{row}" if row else ""
        words = ""
        if line is not None:
            lead = f"行次{line.number} " if line.number else (f"{line.code} " if line.code else "")
            words = f"{lead}{line.label}".strip()
        heading = self.words.get(id(leaf), "") if leaf is not None else ""
        return CellRef(self.sheet.name, cell, self.table.code, words, heading)

    def _name(self) -> str:
        return self.table.code or f"“{self.table.title}”"

    def _add(self, rule: str, severity: Severity, message: str, ref: CellRef, advice: str) -> None:
        self.findings.append(Finding(rule, severity, message, (ref,), advice))


def _joined(problem: str) -> str:
    return problem if problem[0] in "“是填" else f"：{problem}"
