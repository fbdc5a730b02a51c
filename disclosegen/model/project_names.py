"""Names of projects that one table has and another has not.

In: names that no row of the table of projects has, with the rows that say them.  Out: one finding for each name, wherever it stands; where the
table of projects itself says it otherwise, its cell first.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping

from ..findings import CellRef, Finding, Severity
from ..workbook.values import normal
from .disclosure import Row, TableData

NEAR = 0.6
MOST = 20
"""Of more strays than this it is not asked where they stand."""


def stray_names(
    strays: Mapping[str, list[tuple[TableData, Row]]], bare: list[Row], places: Mapping[str, Row], projects: TableData
) -> list[Finding]:
    """What there is to say of strays.

    Args:
        strays: By name as it is compared: the first row of each table that says it.
        bare: Projects that no other table names.
        places: Projects by name as it is compared.
        projects: The table of projects.
    """
    found = []
    for key, rows in strays.items():
        renamed = bare[0] if len(strays) == len(bare) == 1 else None
        if renamed is None and len(strays) <= MOST:
            renamed = _renamed(key, rows[0][0], projects, bare)
        found.append(_stray(rows, renamed, places, projects))
    return found


def _renamed(stray: str, table: TableData, projects: TableData, bare: list[Row]) -> Row | None:
    """The project that stands between the same two as a stray name: one that no other table has, or, where a row is dropped, any."""
    names = list(dict.fromkeys(normal(row.name) for row in table.rows))
    keys = [normal(row.name) for row in projects.rows]
    place = names.index(stray)
    around = names[max(0, place - 1) : place], names[place + 1 : place + 2]
    for at, row in enumerate(projects.rows):
        if (keys[max(0, at - 1) : at], keys[at + 1 : at + 2]) == around and (projects.dropped or row in bare):
            return row
    return None


def _stray(
    strays: list[tuple[TableData, Row]], renamed: Row | None, places: Mapping[str, Row], projects: TableData
) -> Finding:
    """One name that the table of projects does not have, wherever it stands; ``renamed``: the one project that no other table has."""
    sheet, name = projects.spec.sheet, strays[0][1].name
    where = "、".join(f"“{table.spec.sheet}”" for table, _ in strays)
    cells = tuple(name_ref(row, table) for table, row in strays)
    if renamed is not None:
        said = f"“{sheet}”里的项目“{renamed.name}”，在{where}里写的是“{name}”"
        return Finding(
            "P-name", Severity.ERROR, said, (name_ref(renamed, projects), *cells), "各张表里请写成一样的名称。"
        )
    near = difflib.get_close_matches(normal(name), list(places), 1, NEAR)
    advice = f"是不是“{places[near[0]].name}”？请改成一样的名称" if near else "请核对名称"
    return Finding(
        "P-name",
        Severity.ERROR,
        f"{where}里的项目“{name}”在“{sheet}”里没有",
        (*cells, CellRef(sheet)),
        f"{advice}；真有这个项目的，请在“{sheet}”里添一行。",
    )


def name_ref(row: Row, table: TableData) -> CellRef:
    """A cell of the row: its first value's place."""
    return row.place or next((cell.ref for cell in row.cells.values()), CellRef(table.spec.sheet))
