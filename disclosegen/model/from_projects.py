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
from .projects import Project, sum_exact


def from_projects(tables: Mapping[str, TableData], projects: Sequence[Project]) -> dict[str, TableData]:
    """Fill the blanks; without projects nothing is known of them and every blank stays."""
    if not projects:
        return dict(tables)
    return {name: _filled(table, projects) for name, table in tables.items()}


def _filled(table: TableData, projects: Sequence[Project]) -> TableData:
    wanted = {line.row_key: line.projects for _, line in table.spec.lines() if line.projects is not None}
    if not wanted:
        return table
    return replace(table, rows=tuple(_row(row, wanted.get(row.key), projects) for row in table.rows))


def _row(row: Row, spec: FromProjects | None, projects: Sequence[Project]) -> Row:
    if spec is None:
        return row
    column, cell = next(iter(row.cells.items()))
    if cell.state is not State.BLANK:
        return row
    return replace(row, cells={**row.cells, column: computed(cell, spec, projects)})


def computed(blank: Cell, spec: FromProjects, projects: Sequence[Project]) -> Cell:
    """The figure that the projects give for a line."""
    found = [project for project in projects if project.is_one(spec.where)]
    if not spec.sum:
        value, sources = Decimal(len(found)), (project.ref for project in found)
        return replace(blank, value=value, state=State.COMPUTED, sources=_once(sources))
    return summed(blank, found, spec.sum[0])


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
