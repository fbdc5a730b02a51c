"""Figures that follow from the projects: how many there are of a kind, and their money.

In: tables as read, and the projects.  Out: the same tables, lines that the kit derives from the projects filled where they
were left blank.  What a person typed is never touched: a check holds it against the projects.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from ..findings import CellRef
from ..kit.schema import FromProjects
from .disclosure import Cell, Row, State, TableData
from .projects import MONEY, Project, sum_exact

Tables = Mapping[str, TableData]


def from_projects(tables: Tables, projects: Sequence[Project]) -> dict[str, TableData]:
    """Fill the blanks; without projects nothing is known of them and every blank stays."""
    if not projects:
        return dict(tables)
    return {name: _filled(table, tables, projects) for name, table in tables.items()}


def _filled(table: TableData, tables: Tables, projects: Sequence[Project]) -> TableData:
    wanted = {line.row_key: line.projects for _, line in table.spec.lines() if line.projects is not None}
    if not wanted:
        return table
    rows = (_row(row, spec, tables, projects) if (spec := wanted.get(row.key)) else row for row in table.rows)
    return replace(table, rows=tuple(rows))


def _row(row: Row, spec: FromProjects, tables: Tables, projects: Sequence[Project]) -> Row:
    column, cell = next(iter(row.cells.items()))
    if cell.state is not State.BLANK:
        return row
    return replace(row, cells={**row.cells, column: figures(cell, spec, tables, projects)[0]})


def figures(blank: Cell, spec: FromProjects, tables: Tables, projects: Sequence[Project]) -> list[Cell]:
    """What the projects give for a line: the figure for a blank cell first, then what else may be typed there."""
    found = [project for project in projects if project.is_one(spec.where)]
    if not spec.sum:
        return [_count(blank, found)]
    choice = _choice(spec, tables)
    if choice is not None and not choice.known:
        return [replace(blank, state=State.UNKNOWN)]
    chosen = (_column(choice.text, tables),) if choice is not None and choice.state is State.FILLED else spec.sum
    return [summed(blank, found, key) for key in chosen]


def _choice(spec: FromProjects, tables: Tables) -> Cell | None:
    """The cell that chooses the money; None where the kit leaves no choice."""
    table, _, row = spec.by.partition(".")
    return next(iter(tables[table].by_key[row].cells.values())) if table else None


def _column(label: str | None, tables: Tables) -> str:
    """Key of the column of money with that label."""
    return next((leaf.key for block in tables[MONEY].spec.blocks for leaf in block.values() if leaf.label == label), "")


def _count(blank: Cell, projects: Sequence[Project]) -> Cell:
    sources = _once(project.ref for project in projects)
    return replace(blank, value=Decimal(len(projects)), state=State.COMPUTED, sources=sources)


def summed(blank: Cell, projects: Iterable[Project], column: str) -> Cell:
    """One kind of money of some projects together; unknown where one of them could not be read."""
    cells = [cell for project in projects if (cell := project.total.cells.get(column)) is not None]
    if any(not cell.known for cell in cells):
        return replace(blank, state=State.UNKNOWN)
    filled = [cell for cell in cells if cell.value is not None]
    sources = _once(ref for cell in filled for ref in (cell.sources or (cell.ref,)))
    return replace(blank, value=sum_exact(cell.amount for cell in filled), state=State.COMPUTED, sources=sources)


def _once(refs: Iterable[CellRef]) -> tuple[CellRef, ...]:
    return tuple(dict.fromkeys(refs))
