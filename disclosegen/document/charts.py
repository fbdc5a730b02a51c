"""A chart of the kit becomes a resolved block, or the kit's sentence where there is nothing to show.

In: a kit's chart and the figures of its parts.  Out: a :class:`~disclosegen.document.blocks.ChartBlock` with printed
amounts and shares, labels broken into lines and the room that they need, and findings about parts that no pie
can show.  Shares come from unrounded figures.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import reduce
from operator import add
from typing import Any

from ..findings import CellRef, Finding, Severity
from ..kit.load import Kit
from ..kit.schema import Chart, Slice
from ..kit.template import split_each
from ..money import EXACT, Unit, from_base, sum_bound
from .blocks import ChartBlock, ChartSlice, Paragraph, Run
from .facts import Fact, Rate, Recorder
from .tables import POINTS, text_width

FONT_SIZE, PITCH = 10.5, 13.0  # points, of the labels
LABEL = 13  # characters that a line of a label may hold
TITLE = 30.0  # points above the drawing
BOTTOM = 8.0  # points below it
LEAST = 170.0  # points of a pie's drawing
GAP = 5.0  # points between two labels
CLOSING = "）)、，：；”》％%"  # never begin a line unless there is no room

Evaluate = Callable[..., Any]
"""``evaluate(expression, names)`` is a value; with ``text=True`` the words of a template."""


class Charts:
    """Composes the charts of one document.

    Args:
        kit: For page width, number styles.
        recorder: Keeps traces.
        evaluate: Evaluates expressions and words of the closed language.
        findings: Gets what there is to say.
    """

    def __init__(self, kit: Kit, recorder: Recorder, evaluate: Evaluate, findings: list[Finding]):
        self.kit, self.recorder, self.evaluate, self.findings = kit, recorder, evaluate, findings

    def blocks(self, name: str, chart: Chart) -> Iterator[ChartBlock | Paragraph]:
        """The chart; the kit's sentence, or nothing, where every part is zero.

        Args:
            name: Id of its sentence.
            chart: The kit's declaration.

        Raises:
            TypeError: A value is no figure.
        """
        parts = [part for spec in chart.slices for part in self._parts(spec) if part[1].amount]
        if parts:
            yield self._block(name, chart, parts)
        elif chart.empty and (marked := self.evaluate(chart.empty, {}, text=True).strip()):
            yield Paragraph(self.recorder.runs(marked), source=name)

    def _parts(self, spec: Slice) -> Iterator[tuple[str, Fact]]:
        """Label and figure of every part of one declaration."""
        scopes: list[dict[str, Any]] = [{}]
        if spec.each:
            item, source = split_each(spec.each)
            scopes = [{item: value} for value in self.evaluate(source, {})]
        for scope in scopes:
            if not spec.when or self.evaluate(spec.when, scope):
                yield self._words(spec.label, scope), self._figure(spec.value, scope)

    def _figure(self, source: str, scope: dict[str, Any]) -> Fact:
        value = self.evaluate(source, scope)
        if not isinstance(value, Fact):
            raise TypeError(f"“{source}”不是一个数，不能画图")
        return value

    def _words(self, source: str, scope: dict[str, Any]) -> str:
        marked = self.evaluate(source, scope, text=True)
        return "".join(run.text for run in self.recorder.runs(marked)).replace("\n", "").strip()

    def _block(self, name: str, chart: Chart, parts: Sequence[tuple[str, Fact]]) -> ChartBlock:
        style = self.kit.numbers[chart.style]
        unit = style.unit.value if chart.unit is None else chart.unit
        title = self._words(chart.title, {})
        whole = reduce(add, (figure for _, figure in parts)).styled(chart.style)
        base = self._figure(chart.base, {}).styled(chart.style) if chart.base else whole
        kind = self._kind(chart, title, parts, whole, base)
        slices = tuple(
            self._slice(label, figure.styled(chart.style), base, style.unit, unit) for label, figure in parts
        )
        amount = "" if style.decimals is None else number_format(style.decimals, style.thousands)
        block = ChartBlock(
            id=name,
            kind=kind,
            title=title,
            alt="",
            unit=unit,
            slices=slices,
            base=None if base.amount == whole.amount else from_base(base.amount, style.unit),
            width=self.kit.style.portrait.text_width,
            height=room(kind, slices),
            font_size=FONT_SIZE,
            pitch=PITCH,
            amount_format=amount,
            share_format=number_format(self.recorder.percent_decimals) + "%",
        )
        told = "；".join(block.caption(part) for part in slices)
        return replace(block, alt=f"{self._words(chart.alt, {}) or title}：{told}")

    def _slice(self, label: str, figure: Fact, base: Fact, scale: Unit, unit: str) -> ChartSlice:
        """A part with its printed texts; ``scale`` is the unit that its style prints in, ``unit`` the word."""
        rate = Rate(figure, base, self.recorder)
        share = self._run(rate) if figure.amount > 0 and rate.plain_text() else Run("")
        amount = self._run(figure)
        figures = [amount.text + unit, share.text]
        together = " ".join(filter(None, figures))
        below = [together] if text_width(together) <= LABEL else list(filter(None, figures))
        return ChartSlice(label, from_base(figure.amount, scale), amount, share, (*broken(label, LABEL), *below))

    def _run(self, printed: Fact | Rate) -> Run:
        """A figure as printed, with its trace."""
        runs = self.recorder.runs(str(printed))
        return runs[0] if runs else Run("")

    def _kind(self, chart: Chart, title: str, parts: Sequence[tuple[str, Fact]], whole: Fact, base: Fact) -> Any:
        """The kind that can be drawn; a finding where that is not the one asked for, or parts are missing."""
        negative = [(label, figure) for label, figure in parts if figure.amount < 0]
        if negative:
            if chart.kind == "pie":
                cells = tuple(cell for _, figure in negative for cell in figure.cells) or (CellRef(),)
                names = "、".join(label for label, _ in negative)
                self._find(f"“{title}”中{names}是负数，画不成饼图，已改为条形图", cells)
            return "bar"
        bound = sum_bound(len(parts), whole.unit) if whole.unit.is_money else 0
        if abs(EXACT.subtract(whole.amount, base.amount)) > bound:
            self._find(
                f"“{title}”各部分之和 {whole.plain_text()} 与总数 {base.plain_text()} 不等", base.cells or (CellRef(),)
            )
        return chart.kind

    def _find(self, message: str, cells: tuple[CellRef, ...]) -> None:
        self.findings.append(Finding("N-chart", Severity.WARNING, message, cells, "请核对图中各项的数字。"))


def number_format(decimals: int, thousands: bool = False) -> str:
    """A number format in the notation of spreadsheets: ``#,##0.00``."""
    return ("#,##0" if thousands else "0") + ("." + "0" * decimals if decimals else "")


def broken(text: str, width: int) -> Iterator[str]:
    """The lines of a text, each at most ``width`` characters wide and of about the same length; at least one."""
    whole = text_width(text)
    limit = min(width, whole / max(math.ceil(whole / width), 1) + 1)
    line = ""
    for character in text:
        wide = text_width(line + character)
        if line and (wide > width or (wide > limit and character not in CLOSING)):
            yield line.strip()
            line = ""
        line += character
    yield line.strip()


def room(kind: str, slices: Sequence[ChartSlice]) -> float:
    """Height in millimetres that a chart needs, its title included.

    A pie has its labels on two sides. Turned rightly, one side needs more than the other by the highest label at most.
    """
    heights = [len(part.lines) * PITCH + GAP for part in slices]
    drawing = (
        max(LEAST, (sum(heights) + max(heights)) / 2)
        if kind == "pie"
        else sum(max(height, 2 * PITCH) for height in heights)
    )
    return round((TITLE + drawing + BOTTOM) / POINTS, 1)
