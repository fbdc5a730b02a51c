"""Projects: the records that performance forms print, joined by name from the tables of the workbook.

In: the tables ``projects``, ``project_money``, ``indicators`` and ``project_texts`` of a kit that has forms.  Out:
:class:`Project` records in the order of the workbook, every figure and text a :class:`~disclosegen.model.disclosure.Cell`
with its place, and findings about rows that name no project.  What was left blank and follows from the rest (totals of
money, rate, score, grade) is computed; what was typed is kept.  Nothing is rounded but a score by its form's scale.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from ..findings import CellRef, Finding
from ..kit.form_keys import FORM_CHOICE
from ..kit.load import Kit
from ..kit.schema import Column
from ..kit.schema_forms import Form
from ..money import EXACT, ZERO, Unit, round_half_up
from ..workbook.values import normal
from . import deviation
from .disclosure import Cell, Row, State, TableData
from .project_names import name_ref, stray_names

PROJECTS, MONEY, INDICATORS, TEXTS = "projects", "project_money", "indicators", "project_texts"
JOINED = (MONEY, INDICATORS, TEXTS)
"""Tables whose first name column says which project a row belongs to."""

WHOLE, WHOLE_MONEY, WHOLE_INDICATORS = "whole", "whole_money", "whole_indicators"
"""Tables of the one record of the whole department: fixed rows, its money, its indicators."""

UNPUBLISHED = ("不公开", "涉密")

Cells = Mapping[str, Cell]


@dataclass(frozen=True)
class MoneyLine:
    """A project's money from one source; amounts in 元, ``rate`` in percent."""

    source: str
    cells: Cells
    ref: CellRef


@dataclass(frozen=True)
class Indicator:
    """An indicator: its levels as typed (those left blank repeat the row above), its name and values."""

    level1: str
    level2: str
    name: str
    cells: Cells
    ref: CellRef

    @property
    def names(self) -> Mapping[str, str]:
        """Its levels and name by key."""
        return {"level1": self.level1, "level2": self.level2, "name": self.name}


@dataclass(frozen=True)
class Project:
    """One project with all that the workbook says about it.

    Attributes:
        key: Row key in the table ``projects``; ``whole`` for the record of the whole department.
        name: As typed there.
        ref: Where its name stands.
        form: The form that it is printed in; None where the kit has no such form.
        fields: Cells of its rows in ``projects`` and ``project_texts`` by column key.
        money: Its sources in the order of the kit, each with the score of its own rate; ``total`` is their sum, or what
            was typed as such.
        indicators: In the order of the workbook.
        rate: Executed ÷ budget in percent, unrounded where computed. rate_score, score: points.
        grade: A word.
        words: Chosen words by column key, a blank as the word that it means; ``grade`` among them.
    """

    key: str
    name: str
    ref: CellRef
    form: Form | None
    fields: Cells
    money: tuple[MoneyLine, ...]
    total: MoneyLine
    indicators: tuple[Indicator, ...]
    rate: Cell
    rate_score: Cell
    score: Cell
    grade: Cell
    words: Mapping[str, str] = field(default_factory=dict)

    @property
    def published(self) -> bool:
        """Whether it has a form in the document: neither kept back nor secret."""
        cell = self.fields.get("published")
        return cell is None or cell.text not in UNPUBLISHED

    def text(self, key: str) -> str:
        """A text of one of its rows; empty where it is blank or the kit has no such column."""
        cell = self.fields.get(key)
        return (cell.text or "") if cell is not None else ""

    def of(self, first: str = "", second: str = "") -> list[Indicator]:
        """Its indicators of a first and a second level; of all where none is named."""
        one, two = normal(first), normal(second)
        return [
            indicator
            for indicator in self.indicators
            if (not one or normal(indicator.level1) == one) and (not two or normal(indicator.level2) == two)
        ]

    def is_one(self, where: Mapping[str, str]) -> bool:
        """Whether each of these columns holds that word."""
        return all(self.words.get(key, "") == word for key, word in where.items())

    def source(self, name: str) -> MoneyLine | None:
        """Its money from one source."""
        return next((line for line in self.money if line.source == name), None)


def name_key(name: str) -> str:
    """A project's name as it is compared: width, blanks, brackets and quotes make no difference."""
    return normal(name)


def join(kit: Kit, tables: Mapping[str, TableData]) -> tuple[tuple[Project, ...], list[Finding]]:
    """Join the tables of a kit that has forms; nothing for any other kit."""
    if not kit.forms or PROJECTS not in tables:
        return (), []
    places: dict[str, Row] = {}
    for row in tables[PROJECTS].rows:
        places.setdefault(normal(row.name), row)
    parts: dict[str, dict[str, list[Row]]] = {}
    strays: dict[str, list[tuple[TableData, Row]]] = {}
    for table in JOINED:
        if table in tables:
            parts[table], found = _by_project(tables[table], places)
            for key, row in found.items():
                strays.setdefault(key, []).append((tables[table], row))
    bare = [row for row in places.values() if not any(row.key in found for found in parts.values())]
    findings = stray_names(strays, bare, places, tables[PROJECTS])
    return tuple(_Joiner(kit, tables, parts).project(row) for row in places.values()), findings


def join_whole(kit: Kit, tables: Mapping[str, TableData]) -> Project | None:
    """The record of the whole department, named as the unit; None where the kit has none or nothing of it is filled."""
    parts = [tables[name] for name in (WHOLE, WHOLE_MONEY, WHOLE_INDICATORS) if name in tables]
    form = next((form for form in kit.forms.values() if form.of == "whole"), None)
    if form is None or WHOLE not in tables or not any(table.has_rows for table in parts):
        return None
    joiner = _Joiner(kit, tables, {}, WHOLE_MONEY, WHOLE_INDICATORS)
    fields = {row.key: next(iter(row.cells.values())) for row in tables[WHOLE].rows}
    name = tables[kit.file.identity].cell("unit_name", "text")
    return joiner.record(
        WHOLE,
        (name.text or "") if name is not None else "",
        name.ref if name is not None else CellRef(tables[WHOLE].spec.sheet),
        form,
        fields,
        tables[WHOLE_MONEY].rows if WHOLE_MONEY in tables else (),
        tables[WHOLE_INDICATORS].rows if WHOLE_INDICATORS in tables else (),
    )


def _by_project(table: TableData, places: Mapping[str, Row]) -> tuple[dict[str, list[Row]], dict[str, Row]]:
    """Rows by the key of their project; of rows that name none, the first of each wrong name."""
    found: dict[str, list[Row]] = {}
    strays: dict[str, Row] = {}
    for row in table.rows:
        place = places.get(normal(row.name))
        if place is None:
            strays.setdefault(normal(row.name), row)
        else:
            found.setdefault(place.key, []).append(row)
    return found, strays


class _Joiner:
    """Makes records; knows the order of sources and the forms."""

    def __init__(
        self,
        kit: Kit,
        tables: Mapping[str, TableData],
        parts: Mapping[str, Mapping[str, list[Row]]],
        money: str = MONEY,
        indicators: str = INDICATORS,
    ):
        """``money`` and ``indicators`` are the tables that hold them."""
        self.tables, self.parts = tables, parts
        self.money, self.indicators = tables.get(money), tables.get(indicators)
        self.forms = {form.name: form for form in kit.forms.values() if form.of == "projects"}
        identity = tables[kit.file.identity].cell(FORM_CHOICE, "text")
        chosen = identity.text if identity is not None and identity.text else next(iter(self.forms), "")
        self.form = self.forms.get(chosen)
        source = _named(self.money, "source") if self.money else None
        self.sources = {word: at for at, word in enumerate(source.choices)} if source else {}
        self.total_word = source.total if source else ""

    def project(self, row: Row) -> Project:
        """The record of a row of the table ``projects``."""
        texts = next(iter(self.parts.get(TEXTS, {}).get(row.key, ())), None)
        fields = {**(texts.cells if texts else {}), **row.cells}
        own = fields.get("form")
        form = self.forms.get(own.text) if own is not None and own.text else self.form
        money, indicators = (self.parts.get(table, {}).get(row.key, ()) for table in (MONEY, INDICATORS))
        return self.record(row.key, row.name, name_ref(row, self.tables[PROJECTS]), form, fields, money, indicators)

    def record(
        self,
        key: str,
        name: str,
        ref: CellRef,
        form: Form | None,
        fields: Cells,
        money_rows: Iterable[Row],
        indicator_rows: Iterable[Row],
    ) -> Project:
        """A record with its blanks computed."""
        money, total = self._money(money_rows, ref, form)
        total = _zero_budget(total, form)
        indicators = tuple(self._indicators(indicator_rows))
        blank = Cell(None, None, Unit.ONE, State.BLANK, ref)
        rate = total.cells.get("rate", blank)
        rate_score = _rate_score(total.cells.get("score", blank), rate, form)
        score = _score(fields.get("score", blank), rate_score, indicators, form)
        grade = _grade(fields.get("grade", blank), score, form)
        words = {**self._chosen(fields), "grade": grade.text or ""}
        return Project(key, name, ref, form, fields, money, total, indicators, rate, rate_score, score, grade, words)

    def _chosen(self, fields: Cells) -> dict[str, str]:
        """Words of the columns of choices; a blank is what it means."""
        columns = [leaf for block in self.tables[PROJECTS].spec.blocks for leaf in block.values()]
        return {
            leaf.key: cell.text or leaf.blank_means
            for leaf in columns
            if leaf.kind == "choice" and (cell := fields.get(leaf.key)) is not None
        }

    def _money(self, rows: Iterable[Row], ref: CellRef, form: Form | None) -> tuple[tuple[MoneyLine, ...], MoneyLine]:
        """Sources in the kit's order, and their total."""
        if self.money is None:
            return (), MoneyLine("", {}, ref)
        columns = self.money.spec.blocks[0].values()
        lines = [MoneyLine(dict(part.texts).get("source", ""), part.cells, name_ref(part, self.money)) for part in rows]
        own = [line for line in lines if line.source not in ("", self.total_word)]
        typed = next((line for line in lines if line.source in ("", self.total_word)), None)
        own.sort(key=lambda line: self.sources.get(line.source, len(self.sources)))
        total = typed or MoneyLine(self.total_word, {}, ref)
        summed = {column.key: _sum(column, total, own) for column in columns}
        return tuple(_derived(line, form) for line in own), _derived(replace(total, cells=summed), form)

    def _indicators(self, rows: Iterable[Row]) -> Iterator[Indicator]:
        for part in rows if self.indicators else ():
            names, cells = dict(part.texts), dict(part.cells)
            if "deviation" in cells:
                cells["deviation"] = deviation.computed(cells["deviation"], cells.get("target"), cells.get("actual"))
            yield Indicator(
                names.get("level1", ""),
                names.get("level2", ""),
                names.get("name", ""),
                cells,
                name_ref(part, self.indicators),  # type: ignore[arg-type]
            )


def _named(table: TableData, key: str) -> Column | None:
    return next((leaf for block in table.spec.blocks for leaf in block.leaves() if leaf.key == key), None)


def _sum(column: Column, total: MoneyLine, lines: Iterable[MoneyLine]) -> Cell:
    """The typed total, else the sum of the sources and their text; rates and scores have no sum."""
    own = total.cells.get(column.key)
    blank = own or Cell(None, None, column.unit_in(None, Unit.WAN), State.BLANK, total.ref, added=True)
    if column.kind == "text" and not blank.text:
        return next((line.cells[column.key] for line in lines if line.cells[column.key].text), blank)
    if blank.state is not State.BLANK or column.kind != "amount":
        return blank
    return _computed(blank, [line.cells[column.key] for line in lines], sum_exact)


def sum_exact(values: Iterable[Decimal]) -> Decimal:
    """The sum, exactly."""
    total = ZERO
    for value in values:
        total = EXACT.add(total, value)
    return total


def _computed(blank: Cell, cells: list[Cell], formula: Callable[[list[Decimal]], Decimal]) -> Cell:
    """A blank computed from cells: unknown where one of them is, blank where none holds a figure."""
    if any(not cell.known for cell in cells):
        return replace(blank, state=State.UNKNOWN)
    filled = [cell for cell in cells if cell.value is not None]
    if not filled:
        return blank
    sources = tuple(dict.fromkeys(ref for cell in filled for ref in (cell.sources or (cell.ref,))))
    value = formula([cell.amount for cell in filled])
    return replace(blank, value=value, unit=filled[0].unit, state=State.COMPUTED, sources=sources)


def _derived(line: MoneyLine, form: Form | None) -> MoneyLine:
    """A line with its blank balance, rate and score of the rate computed from the budget and what was executed."""
    budget = next((line.cells[key] for key in ("budget", "initial") if _figure(line.cells.get(key))), None)
    executed = line.cells.get("executed")
    cells = dict(line.cells)
    if budget is None or executed is None or executed.value is None:
        return line
    balance = cells.get("balance")
    if balance is not None and balance.state is State.BLANK:
        cells["balance"] = _computed(
            replace(balance, unit=budget.unit), [budget, executed], lambda pair: EXACT.subtract(*pair)
        )
    rate = cells.get("rate", Cell(None, None, Unit.ONE, State.BLANK, executed.ref, added=True))
    if rate.state is State.BLANK and budget.amount:
        percent = EXACT.divide(EXACT.multiply(executed.amount, Decimal(100)), budget.amount)
        computed = _computed(rate, [budget, executed], lambda _: percent)
        rate = replace(computed, unit=Unit.ONE)
    if "score" in cells:
        cells["score"] = _rate_score(cells["score"], rate, form)
    return replace(line, cells={**cells, "rate": rate})


def _zero_budget(line: MoneyLine, form: Form | None) -> MoneyLine:
    """The rate of a budget of 0 as a rate of 0 %, where the form has it so."""
    budget, rate = line.cells.get("budget"), line.cells.get("rate")
    if form is None or form.rate_score is None or not form.rate_score.zero_budget or budget is None or rate is None:
        return line
    if rate.state is not State.BLANK or not budget.known or budget.value is None or budget.value:
        return line
    return replace(line, cells={**line.cells, "rate": replace(_computed(rate, [budget], sum_exact), unit=Unit.ONE)})


def _figure(cell: Cell | None) -> bool:
    return cell is not None and cell.value is not None


def _rate_score(typed: Cell, rate: Cell, form: Form | None) -> Cell:
    """The typed score of the rate, else what the form's scale gives."""
    if typed.state is not State.BLANK or form is None or form.rate_score is None or rate.value is None:
        return typed
    scale = form.rate_score
    points = EXACT.divide(EXACT.multiply(min(rate.value, Decimal(100)), scale.full), Decimal(100))
    return _computed(typed, [rate], lambda _: round_half_up(points, scale.decimals))


def _score(typed: Cell, rate_score: Cell, indicators: tuple[Indicator, ...], form: Form | None) -> Cell:
    """The typed total, else the indicators' scores and that of the rate."""
    if typed.state is not State.BLANK:
        return typed
    scores = [cell for indicator in indicators if (cell := indicator.cells.get("score")) is not None]
    if not any(cell.value is not None for cell in scores):
        return typed
    if form is not None and form.rate_score is not None:
        scores.append(rate_score)
    return replace(_computed(typed, scores, sum_exact), unit=Unit.ONE)


def _grade(typed: Cell, score: Cell, form: Form | None) -> Cell:
    """The typed grade, else the best one whose bound the score reaches."""
    if typed.text or typed.state is not State.BLANK or form is None or score.value is None:
        return typed
    name = next((grade.name for grade in form.grades if score.value >= grade.least), None)
    return replace(typed, text=name, state=State.COMPUTED, sources=score.sources or (score.ref,))
