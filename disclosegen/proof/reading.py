"""What the proof-reader reads: every typed text with the sentence that it ended in, and every figure with its words.

In: the data and, where it was composed, the document.  Out: :class:`Reading`, which every rule is given.  Indexes are made when a
rule first asks for them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Literal, TypeVar, cast

from ..checks.project_base import everyone
from ..document.blocks import Document, Paragraph, Run
from ..document.narrative import STOPS, Replaced
from ..findings import CellRef, Severity
from ..kit.reasons import ANSWERS, REPLACEMENTS, asking_tables
from ..model.disclosure import Cell, Disclosure, Row, TableData
from ..model.prior import supplied
from ..model.projects import Project
from ..money import ZERO, Unit, from_base, round_half_up
from .grammar import Value, amounts, rates

RECORDS = ("projects", "whole")
"""Tables of records: their cells are names and dates, no prose."""
REASONS = ("reason", "explanation")
"""Columns of an indicator in which whole sentences stand."""
Kind = Literal["ask", "replacement", "paragraph", "identity", "name"]
T = TypeVar("T")
DIGIT = re.compile(r"\d")
OF_WHICH = re.compile(r"^(?:其中|其中[：:]|[一二三四五六七八九十]+、|\d+[.、])+[：:]?")
OUTSIDE = re.compile(r"[（(][^（）()]*[)）]")
TAIL = re.compile(
    r"(?:支出|费用|决算|预算|金额|总额|收入)?(?:决算数|预算数|数)?(?:为|是|共|共计|合计|达|达到|有|计)?\s*$"
)


@dataclass(frozen=True)
class Said:
    """What a rule has to say: one sentence with its quotation, what to do, and further cells that it concerns."""

    message: str
    advice: str
    cells: tuple[CellRef, ...] = ()
    severity: Severity = Severity.WARNING


@dataclass(frozen=True)
class Text:
    """A typed text.

    Attributes:
        text: As typed.
        ref: Its cell.
        table: Id of its table.
        row: Key of its row.
        kind: A reason or use, a replaced sentence, a paragraph, a line of the identity table, a name in a table.
        before: The words of the printed paragraph before it (since the typed words before, if any); empty if it is not printed there.
        after: The words behind it, up to the next typed words.
        cells: The cells behind the computed figures of ``before``.
        source: Key of the sentence that it stands in.
    """

    text: str
    ref: CellRef
    table: str
    row: str
    kind: Kind
    before: str = ""
    after: str = ""
    cells: tuple[CellRef, ...] = ()
    source: str = ""

    @property
    def code(self) -> str:
        """Code of the subject that its sentence is about; empty for others."""
        return self.source.partition(":")[2]

    @cached_property
    def has_digits(self) -> bool:
        """Whether any digit stands in it."""
        return bool(DIGIT.search(self.text))

    @property
    def is_reason(self) -> bool:
        """Whether it gives the reason of a change: 主要原因是 stands before it."""
        return bool(re.search(r"原因(?:是|为)?[：:]?$", self.before))


@dataclass(frozen=True)
class Figure:
    """A figure of a table with the name that it goes by; ``value`` in 万元 to the cent for money, else as it is."""

    label: str
    value: Decimal
    unit: Unit
    cell: Cell
    code: str


class Reading:
    """One workbook for the proof-reader."""

    def __init__(self, data: Disclosure, document: Document | None = None, replaced: tuple[Replaced, ...] = ()):
        self.data, self.kit, self.replaced = data, data.kit, replaced
        self.paragraphs = (
            [block for block in document.blocks() if isinstance(block, Paragraph)] if document is not None else []
        )
        self._alike: dict[frozenset[Kind], tuple[tuple[Text, ...], ...]] = {}
        self._once: dict[Callable[[Reading], object], object] = {}

    @cached_property
    def texts(self) -> tuple[Text, ...]:
        """Every typed text, in workbook order."""
        return tuple(self._texts())

    def _texts(self) -> Iterator[Text]:
        asked = {*asking_tables(self.kit)}
        unprinted = (ANSWERS, self.kit.file.files)
        for name, table in self.data.tables.items():
            above: dict[str, str] = {}
            free = _free_names(table)
            for row in table.rows if name not in unprinted else ():
                for column, words in row.texts:
                    if column in free and words != above.get(column) and column in row.places:
                        yield Text(words, row.places[column], name, row.key, "name")
                above = dict(row.texts)
                for cell in row.cells.values():
                    if cell.text and cell.ref.cell:
                        kind = self._kind(name, asked)
                        yield self._placed(Text(cell.text, cell.ref, name, row.key, kind))

    def once(self, make: Callable[[Reading], T]) -> T:
        """What a rule works out of all texts, worked out when it is first asked for."""
        if make not in self._once:
            self._once[make] = make(self)
        return cast(T, self._once[make])

    def asking(self, label: re.Pattern[str]) -> Iterator[tuple[str, Cell]]:
        """Filled text cells whose column or row has such a label, with it; what it adds in brackets is left out."""
        for table in self.data.tables.values():
            leaves = {leaf.key: leaf.label for block in table.spec.blocks for leaf in block.leaves()}
            lines = {line.row_key: line.label for _, line in table.spec.lines()}
            labels = {key: OUTSIDE.sub("", words) for key, words in (leaves | lines).items() if label.search(words)}
            for row in table.rows if labels else ():
                for key, cell in row.cells.items():
                    words = labels.get(key) or labels.get(row.key)
                    if words and cell.text and cell.ref.cell:
                        yield words, cell

    def alike(self, kinds: frozenset[Kind]) -> tuple[tuple[Text, ...], ...]:
        """Texts of some kinds, those together that differ in nothing but their cell: thousands of indicators say ≥95%."""
        if kinds not in self._alike:
            groups: dict[tuple[str, ...], list[Text]] = {}
            for text in self.texts:
                if text.kind in kinds:
                    key = (text.text, text.kind, text.table, text.before, text.after, text.source)
                    groups.setdefault(key, []).append(text)
            self._alike[kinds] = tuple(map(tuple, groups.values()))
        return self._alike[kinds]

    @cached_property
    def order(self) -> dict[CellRef, int]:
        """The place of each text among all."""
        return {text.ref: number for number, text in enumerate(self.texts)}

    @cached_property
    def owners(self) -> dict[CellRef, Project]:
        """The project (or whole department) of each of its texts and reasons."""
        found: dict[CellRef, Project] = {}
        for project in everyone(self.data):
            cells = [
                *project.fields.values(),
                *(cell for line in (project.total, *project.money) for cell in line.cells.values()),
            ]
            cells += [cell for one in project.indicators for key in REASONS if (cell := one.cells.get(key))]
            found |= {cell.ref: project for cell in cells if cell.text and cell.ref.cell}
        return found

    @cached_property
    def unreadable(self) -> Cell | None:
        """A text cell that could not be read, if there is any: then nothing was wholly proof-read."""
        return next(
            (
                cell
                for table in self.data.tables.values()
                for row in table.rows
                for key, cell in row.cells.items()
                if not cell.known and (column := table.spec.column(key)) is not None and column.kind == "text"
            ),
            None,
        )

    def _kind(self, table: str, asked: set[str]) -> Kind:
        if table == self.kit.file.identity:
            return "identity"
        if table == REPLACEMENTS:
            return "replacement"
        return "ask" if table in asked else "paragraph"

    def _placed(self, text: Text) -> Text:
        found = self._places.get(text.ref)
        if found is None:
            return text
        paragraph, at = found
        runs = paragraph.runs
        start = max((n + 1 for n in range(at) if self.is_typed(runs[n])), default=0)
        end = min((n for n in range(at + 1, len(runs)) if self.is_typed(runs[n])), default=len(runs))
        return Text(
            text.text,
            text.ref,
            text.table,
            text.row,
            text.kind,
            "".join(run.text for run in runs[start:at]),
            "".join(run.text for run in runs[at + 1 : end]),
            tuple(dict.fromkeys(ref for run in runs[start:at] if run.trace for ref in run.trace.cells if ref.cell))[:8],
            paragraph.source,
        )

    @cached_property
    def typed_refs(self) -> dict[CellRef, str]:
        """What stands in every text cell."""
        return {
            cell.ref: cell.text
            for table in self.data.tables.values()
            for row in table.rows
            for cell in row.cells.values()
            if cell.text and cell.ref.cell
        }

    def is_typed(self, run: Run) -> bool:
        """Whether a run is what somebody typed, and not what the program printed."""
        return (
            run.trace is not None
            and len(run.trace.cells) == 1
            and self.typed_refs.get(run.trace.cells[0], "").rstrip(STOPS) == run.text.rstrip(STOPS)
        )

    @cached_property
    def _places(self) -> dict[CellRef, tuple[Paragraph, int]]:
        """Where each typed text is printed."""
        return {
            run.trace.cells[0]: (paragraph, at)
            for paragraph in self.paragraphs
            for at, run in enumerate(paragraph.runs)
            if run.trace is not None and self.is_typed(run)
        }

    @cached_property
    def lists(self) -> dict[str, tuple[str, ...]]:
        """Typed paragraphs by table of free text."""
        found: dict[str, list[str]] = {}
        for text in self.texts:
            if text.kind == "paragraph" and any(one.open == "text" for one in self.data.tables[text.table].spec.blocks):
                found.setdefault(text.table, []).append(text.text)
        return {table: tuple(texts) for table, texts in found.items()}

    def is_last(self, text: Text) -> bool:
        """Whether no row of its table stands behind a text."""
        rows = self.data.tables[text.table].rows
        return not rows or rows[-1].key == text.row

    # ------------------------------------------------------------ figures

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """Every filled figure of every table; figures of a table with one row go by their column's name."""
        return tuple(self._figures())

    def _figures(self) -> Iterator[Figure]:
        for table in self.data.tables.values():
            across = len(table.rows) == 1
            for row in table.rows:
                for key, cell in row.cells.items():
                    if cell.value is None:
                        continue
                    value = round_half_up(from_base(cell.value, Unit.WAN), 2) if cell.unit.is_money else cell.value
                    column = table.spec.column(key) if across else None
                    yield Figure(
                        _label(row, (column.name or column.label) if column else ""), value, cell.unit, cell, row.code
                    )

    @cached_property
    def last_years(self) -> tuple[Figure, ...]:
        """Money that was copied from last year's document."""
        refs = {
            cell.ref
            for table in self.data.tables.values()
            for number, line in (() if table.spec.published else table.spec.lines())
            for column, _ in supplied(table.spec.blocks[number], line)
            if (cell := table.cell(line.row_key, column.key)) is not None and cell.ref.cell
        }
        return tuple(figure for figure in self.figures if figure.unit.is_money and figure.cell.ref in refs)

    @cached_property
    def labels(self) -> dict[str, tuple[Figure, ...]]:
        """Money by name: every figure whose name, without 支出 or 费, is the same."""
        found: dict[str, list[Figure]] = {}
        for figure in self.figures:
            if figure.unit.is_money:
                found.setdefault(core(figure.label), []).append(figure)
        return {name: tuple(figures) for name, figures in found.items() if len(name) >= 3}

    @cached_property
    def printed(self) -> frozenset[Decimal]:
        """Every amount that the tables or the computed parts of the text print, in 万元; the projects' money all told too."""
        computed = {value.value for value in self._computed_amounts}
        return frozenset(self.data.printed_amounts | computed | self._all_projects)

    @cached_property
    def _all_projects(self) -> frozenset[Decimal]:
        """What all projects have been given, received and spent: a text may say it where no table does."""
        sums: dict[str, Decimal] = {}
        for project in self.data.projects:
            for key, cell in project.total.cells.items():
                if cell.unit.is_money and cell.value is not None:
                    sums[key] = sums.get(key, ZERO) + cell.value
        return frozenset(round_half_up(from_base(one, Unit.WAN), 2) for one in sums.values())

    def prints(self, value: Value) -> bool:
        """Whether an amount, to the cent of a 万元, is printed somewhere."""
        return round_half_up(value.value, 2) in self.printed

    @cached_property
    def _computed_amounts(self) -> tuple[Value, ...]:
        return tuple(value for text in self.computed for value in amounts(text + "万元"))

    @cached_property
    def computed(self) -> frozenset[str]:
        """Every figure that the program printed in a sentence, as printed."""
        return frozenset(
            run.text
            for paragraph in self.paragraphs
            for run in paragraph.runs
            if run.trace is not None and run.text[:1].isdigit() and not self.is_typed(run)
        )

    @cached_property
    def printed_rates(self) -> frozenset[Decimal]:
        """Every rate that the program printed in a sentence."""
        return frozenset(value.number for text in self.computed for value in rates(text))


def _free_names(table: TableData) -> frozenset[str]:
    """Name columns in which a person may write anything: neither chosen from a list nor the name of another sheet's row."""
    leaves = (leaf for block in table.spec.blocks for leaf in block.leaves())
    return frozenset(leaf.key for leaf in leaves if leaf.role == "name" and not leaf.choices and not leaf.offers)


def _label(row: Row, column: str) -> str:
    return OF_WHICH.sub("", column or row.name)


def core(label: str) -> str:
    """A name without the words that come and go: 公务接待费支出 → 公务接待."""
    bare = re.sub(rf"{OUTSIDE.pattern}|[“”\s]", "", label)
    return re.sub(r"(?:支出|费用|经费|费)+$", "", bare)
