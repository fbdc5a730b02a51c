"""The checked data of one workbook: a value that can be held many of at once.

In: nothing (types only).  Out: :class:`Disclosure`.  Every figure is a Decimal in its base unit (元 for
money, 1 for counts) and keeps the cell it came from; a blank is None, never zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from ..findings import CellRef
from ..kit.load import Kit
from ..kit.schema import FIGURES, Table
from ..money import ZERO, Unit, from_base, round_half_up
from .attached import Attached

if TYPE_CHECKING:
    from .projects import Project


Place = tuple[str, str, str]
"""A cell: its table, row and column."""


class State(StrEnum):
    """What a figure is."""

    FILLED = "filled"  # typed by a person
    COMPUTED = "computed"  # left blank or to a formula, computed here
    BLANK = "blank"
    NOT_APPLICABLE = "not_applicable"
    UNKNOWN = "unknown"  # unreadable, missing, or blank where a figure is required: no rule may use it


@dataclass(frozen=True)
class Cell:
    """A figure or text.

    Attributes:
        value: Base-unit Decimal, or None for a blank. Text cells hold None here.
        text: What stands in a text cell; None for a blank.
        unit: Unit in which the figure was typed and is spoken of.
        state: See :class:`State`.
        ref: Where it stands.
        sources: For a computed figure: the filled cells that it was computed from, however deep they lie; for one that
            would have been computed had they been readable: those that were not.
        added: Whether the workbook has no such cell (a row that was added here); ``ref`` is then the nearest place.
        parts: For a computed figure, or a blank that would be computed: the cells that it is the sum of directly,
            blanks included, with their signs; the one that it was taken from.
    """

    value: Decimal | None
    text: str | None
    unit: Unit
    state: State
    ref: CellRef
    sources: tuple[CellRef, ...] = ()
    added: bool = False
    parts: tuple[tuple[int, Cell], ...] = field(default=(), repr=False, compare=False)

    @property
    def amount(self) -> Decimal:
        """The figure, a blank as zero."""
        return self.value if self.value is not None else ZERO

    @property
    def refs(self) -> tuple[CellRef, ...]:
        """The cell; for a computed figure also the cells that it was computed from. None for a cell that is not there."""
        own = (self.ref,) if self.ref.cell and not self.added else ()
        return tuple(dict.fromkeys((*own, *self.sources))) if self.sources else own

    @property
    def known(self) -> bool:
        """Whether a rule may use it."""
        return self.state is not State.UNKNOWN

    @property
    def culprit(self) -> CellRef:
        """Of an unknown figure: the cell that could not be read."""
        return self.sources[0] if self.sources else self.ref


@dataclass(frozen=True)
class Row:
    """A row by its key, with its subject code (empty for others) and its name in running text.

    ``texts``, ``parent`` and ``places`` belong to rows of names: what stands in their text columns, the row above, and
    where those texts stand, by column.
    """

    key: str
    code: str
    name: str
    block: int
    cells: Mapping[str, Cell]
    texts: tuple[tuple[str, str], ...] = ()
    parent: str = ""
    places: Mapping[str, CellRef] = field(default_factory=dict)

    @property
    def place(self) -> CellRef | None:
        """The cell of a name that a person typed; None for the rows of the format."""
        return next((self.places[key] for key, text in self.texts if text == self.name and key in self.places), None)


@dataclass(frozen=True)
class TableData:
    """The rows of a table: fixed lines in declared order, subjects in order of their codes.

    Attributes:
        missing: Where it should stand in the workbook, if it is not there: all its cells are then unknown.
        dropped: Where rows stand that hold something and could not be taken in.
    """

    spec: Table
    rows: tuple[Row, ...]
    missing: CellRef | None = None
    dropped: tuple[CellRef, ...] = ()

    @cached_property
    def by_key(self) -> Mapping[str, Row]:
        """Rows by key."""
        return {row.key: row for row in self.rows}

    def cell(self, row: str, column: str) -> Cell | None:
        """A cell, or None where there is no such row or column; of a table that is not there every cell is unknown."""
        found = self.by_key.get(row)
        if found is None and self.missing is not None:
            return Cell(None, None, self.spec.unit, State.UNKNOWN, self.missing)
        return found.cells.get(column) if found else None

    @cached_property
    def is_empty(self) -> bool:
        """Whether no cell holds a figure other than zero, as far as can be known: all of them can be read."""
        return not self.missing and all(
            cell.known and not cell.value for row in self.rows for cell in row.cells.values()
        )

    @cached_property
    def has_rows(self) -> bool:
        """Whether any cell is filled, be it with a zero or a text, or may be, since it cannot be read."""
        return self.missing is not None or any(
            cell.value is not None or cell.text or not cell.known for row in self.rows for cell in row.cells.values()
        )

    def texts(self) -> Iterator[Cell]:
        """Filled text cells, in order (free-text tables)."""
        for row in self.rows:
            yield from (cell for cell in row.cells.values() if cell.text)


def with_cells(tables: Mapping[str, TableData], cells: Mapping[Place, Cell]) -> dict[str, TableData]:
    """The tables with some cells exchanged."""
    changed: dict[str, dict[str, dict[str, Cell]]] = {}
    for (name, key, column), cell in cells.items():
        changed.setdefault(name, {}).setdefault(key, {})[column] = cell
    return {
        name: replace(
            table,
            rows=tuple(
                replace(row, cells={**row.cells, **own[row.key]}) if row.key in own else row for row in table.rows
            ),
        )
        if (own := changed.get(name))
        else table
        for name, table in tables.items()
    }


@dataclass(frozen=True)
class Unread:
    """A place that could not be read: its table, the cell (or the whole table), and whether words belong there."""

    table: str
    ref: CellRef
    words: bool


@dataclass(frozen=True)
class Disclosure:
    """One unit's data for one kit.

    Attributes:
        kit: The format it is for.
        tables: Every table by id, those of 原因说明 included.
        money_unit: 万元 or 元, as the workbook is filled.
        attached: Files to be printed behind the text, in order.
        projects: Projects of a kit that has performance forms, in the order of the workbook.
        whole: The record of the whole department, where the kit has a form for it and it is filled.
    """

    kit: Kit
    tables: Mapping[str, TableData]
    money_unit: Unit
    attached: tuple[Attached, ...] = ()
    projects: tuple[Project, ...] = ()
    whole: Project | None = None

    def text(self, table: str, row: str, column: str = "text") -> str:
        """A text cell; empty where it is blank."""
        cell = self.tables[table].cell(row, column) if table in self.tables else None
        return (cell.text or "") if cell else ""

    @cached_property
    def printed_amounts(self) -> frozenset[Decimal]:
        """Every amount of every table as it is printed: 万元, two decimals, half up."""
        return frozenset(
            round_half_up(from_base(cell.value, Unit.WAN), 2)
            for table in self.tables.values()
            for row in table.rows
            for cell in row.cells.values()
            if cell.value is not None and cell.unit.is_money
        )

    @cached_property
    def unread(self) -> tuple[Unread, ...]:
        """Every place that should have been read and could not be, in workbook order."""
        found: dict[Unread, None] = {}
        for table in self.tables.values():
            for ref in (*((table.missing,) if table.missing else ()), *table.dropped):
                found |= {Unread(table.spec.id, ref, words): None for words in (False, True)}
            for row in table.rows:
                line = table.spec.line(row.key)
                for key, cell in row.cells.items():
                    if not cell.known and not table.missing:
                        column = table.spec.column(key)
                        kind = (line and line.kind) or (column.kind if column else "text")
                        found[Unread(table.spec.id, cell.culprit, kind not in FIGURES)] = None
        return tuple(found)

    def typed_cells(self, names: Iterable[str] | None = None) -> Iterator[tuple[Place, Cell]]:
        """Every cell that was filled in, with its table, row and column; of some tables, or of all."""
        for name in self.tables if names is None else names:
            for row in self.tables[name].rows if name in self.tables else ():
                yield from (
                    ((name, row.key, key), cell) for key, cell in row.cells.items() if cell.state is State.FILLED
                )

    def filled(self, values: Mapping[Place, Decimal | None]) -> dict[str, TableData]:
        """The tables of some cells with other values filled in, base unit; None empties a cell, so that it is computed."""
        cells = {
            (name, key, column): replace(
                self.tables[name].by_key[key].cells[column],
                value=value,
                text=None,
                state=State.BLANK if value is None else State.FILLED,
            )
            for (name, key, column), value in values.items()
        }
        return with_cells({name: self.tables[name] for name, _, _ in cells}, cells)

    def identity_cell(self, row: str) -> Cell | None:
        """The cell of a row of the identity table; None where the kit has no such row."""
        return self.tables[self.kit.file.identity].cell(row, "text")

    def identity(self, row: str) -> str:
        """A text of the identity table: ``unit_name``, ``unit_kind``, …"""
        return self.text(self.kit.file.identity, row)

    @property
    def unit_name(self) -> str:
        """The publishing unit's full name."""
        return self.identity("unit_name")

    @property
    def unit_kind(self) -> str:
        """单位 or 部门."""
        return self.identity("unit_kind")

    @property
    def self_word(self) -> str:
        """本单位 or 本部门, as the kit says."""
        return self.kit.file.self_word.get(self.unit_kind, self.unit_kind)
