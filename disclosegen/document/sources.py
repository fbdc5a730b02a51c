"""Traces in words: what stands in each cell behind a figure, how it was computed, what a filled total leaves over.

In: a :class:`~disclosegen.model.disclosure.Disclosure` and traces of its document.  Out: :class:`Explanation`, the words that
the review page shows beside a figure and that ``explain`` prints.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ..findings import CellRef
from ..model.compute import row_keys
from ..model.disclosure import Cell, Disclosure, State, TableData
from ..model.sums import Total, totals
from ..money import EXACT, ZERO, Unit, from_base, plain, sum_bound
from .trace import SIGNS, Origin, Term, Trace

Place = tuple[str, str]
"""Sheet and cell."""

STATES = {
    State.BLANK: "空着",
    State.NOT_APPLICABLE: "——（不适用）",
    State.UNKNOWN: "没有填或读不出来",
}


@dataclass(frozen=True)
class CellLine:
    """A cell behind a figure and what stands in it, in words."""

    ref: CellRef
    content: str


@dataclass(frozen=True)
class Explanation:
    """Where a figure comes from, in words.

    Attributes:
        text: The figure as printed; empty for words that a person typed: they stand in their cell.
        lead: In one sentence how it came to be printed.
        steps: Formulas, the figure's own first.
        cells: The cells behind it with what stands in them.
        sums: Of a filled total: what its parts add up to, and the difference that was left.
    """

    text: str
    lead: str
    steps: tuple[str, ...]
    cells: tuple[CellLine, ...]
    sums: tuple[str, ...] = ()


class Sources:
    """What stands in the cells of one workbook."""

    def __init__(self, data: Disclosure):
        self.data = data
        self.cells: dict[Place, Cell] = {}
        self.texts: dict[Place, str] = {}
        self.refs: dict[Place, CellRef] = {}
        self.keys: dict[Place, tuple[str, str, str]] = {}  # table, row and column in the words of a kit's references
        self._totals: dict[Place, list[tuple[TableData, Total]]] | None = None
        for name, table in data.tables.items():
            for row in table.rows:
                for column, cell in row.cells.items():
                    if cell.ref.cell and not cell.added:
                        self.cells[place(cell.ref)] = cell
                        self.refs[place(cell.ref)] = cell.ref
                        self.keys[place(cell.ref)] = (name, row.key, column)
                held = dict(row.texts)
                for column, ref in row.places.items():
                    self.texts[place(ref)] = held.get(column, "")
                    self.refs[place(ref)] = ref

    def content(self, ref: CellRef) -> str:
        """What stands in a cell, in words."""
        cell = self.cells.get(place(ref))
        if cell is None:
            return f"“{self.texts[place(ref)]}”" if self.texts.get(place(ref)) else ""
        if cell.state is State.COMPUTED:
            return f"空着，程序算出 {spoken(cell.amount, cell.unit)}"
        if cell.value is not None:
            return spoken(cell.value, cell.unit)
        return f"“{cell.text}”" if cell.text else STATES.get(cell.state, "")

    def explain(self, trace: Trace) -> Explanation:
        """A trace in words."""
        return Explanation(
            "" if trace.origin is Origin.TYPED else trace.text,
            "".join(self._lead(trace)),
            tuple(self._steps(trace)),
            tuple(CellLine(ref, self.content(ref)) for ref in trace.cells),
            tuple(self._sums(trace)),
        )

    def _lead(self, trace: Trace) -> Iterator[str]:
        own = self.cells.get(place(trace.cells[0])) if trace.cells else None
        if trace.origin is Origin.TYPED:
            yield "照所填的文字印出。" if own is None or own.text else "这一格还没有填。"
        elif trace.origin is Origin.RATE:
            yield _rate(trace)
        elif trace.origin is Origin.COUNT:
            yield "程序数出。"
        elif not trace.cells:
            yield "表里没有这一行，按模板印出。"
        elif own is not None and own.state is State.COMPUTED and place(own.ref) == place(trace.cells[0]):
            yield "这一格空着，由程序加总。" if trace.origin is Origin.SUM else "这一格空着，取自下面的格子。"
        elif trace.origin is Origin.SUM:
            yield "程序算出。"
        elif trace.terms and trace.terms[0].value is None:
            yield "这一格空着，按模板印出。"
        elif own is not None and own.value is not None and not _same(own, trace):
            yield f"由 {spoken(own.value, own.unit)} 换算，四舍五入。"
        else:
            yield "照所填的数印出。"

    def _steps(self, trace: Trace) -> Iterator[str]:
        if trace.origin is not Origin.SUM:
            yield from () if trace.word else trace.steps
        else:
            yield f"{trace.text} = {with_cells(trace.terms)}"

    def _sums(self, trace: Trace) -> Iterator[str]:
        """What the parts of a filled total add up to."""
        if trace.origin is not Origin.CELL or not trace.cells:
            return
        own = self.cells.get(place(trace.cells[0]))
        if own is None or own.state is not State.FILLED:
            return
        for table, total in self.totals().get(place(own.ref), ()):
            if words := self._sum(table, total, own, trace.terms[0]):
                yield words

    def _sum(self, table: TableData, total: Total, own: Cell, term: Term) -> str:
        parts = [(sign, table.cell(*at)) for sign, at in total.parts]
        terms = [
            Term(cell.value, term.style, cell.refs, sign) for sign, cell in parts if cell and cell.value is not None
        ]
        if not terms:
            return ""
        added = ZERO
        for one in terms:
            added = EXACT.add(added, one.sign * one.amount)
        difference = EXACT.subtract(own.amount, added)
        words = f"{total.title}：{with_cells(terms, own.ref.sheet)} = {Term(added, term.style).text}"
        if not difference:
            return f"{words}，与所填的 {term.text} 相同。"
        allowed = sum_bound(len(parts), own.unit) if Unit.WAN is own.unit is self.data.money_unit else ZERO
        verdict = "在四舍五入允许的范围内" if abs(difference) <= allowed else "超出四舍五入允许的范围"
        way = "多" if difference > 0 else "少"
        left = spoken(abs(difference), own.unit)
        return f"{words}；照所填的 {term.text} 印出，比各项之和{way} {left}，{verdict}。"

    def totals(self) -> dict[Place, list[tuple[TableData, Total]]]:
        """The sums of every cell that is a total; found once, and only if somebody asks."""
        if self._totals is None:
            self._totals = {}
            for table in self.data.tables.values():
                for total in totals(table.spec, row_keys(table)):
                    cell = table.cell(*total.place)
                    if cell is not None and cell.ref.cell:
                        self._totals.setdefault(place(cell.ref), []).append((table, total))
        return self._totals


def place(ref: CellRef) -> Place:
    """A cell without its words."""
    return ref.sheet, ref.cell


def spoken(value: Decimal, unit: Unit) -> str:
    """A base-unit value with all its digits and its unit, as it was typed: ``6717.05 万元``."""
    text = plain(from_base(value, unit))
    if unit.is_money:
        whole, _, rest = text.partition(".")
        text = f"{whole}.{rest:0<2}"
    return f"{text} {unit.value}".strip()


def with_cells(terms: Sequence[Term], sheet: str = "") -> str:
    """``6,610.87（C9）＋ 39.75（C16）``: a sum with the cell of each part; its sheet unless it is ``sheet``. Blanks are left out."""
    shown = [term for term in terms if term.value is not None] or list(terms)
    words = []
    for number, term in enumerate(shown):
        sign = (SIGNS[term.sign] + " ") if number else ("－" if term.sign < 0 else "")
        where = f"（{_where(term.cells[0], sheet)}）" if term.cells else ""
        words.append(f"{sign}{term.text}{where}")
    return " ".join(words)


def _where(ref: CellRef, sheet: str) -> str:
    return ref.cell if ref.sheet == sheet and ref.cell else ref.address


def _same(cell: Cell, trace: Trace) -> bool:
    """Whether the printed text is the typed figure, digit for digit."""
    return Decimal(trace.text.replace(",", "") or "0") == from_base(cell.amount, cell.unit)


def _rate(trace: Trace) -> str:
    if not trace.word:
        return "程序算出，用没有取整的数相除，四舍五入。"
    without = all(not term.amount for term in trace.base)
    return f"{'分母' if without else '分子'}为 0，按模板印“{trace.word}”。"
