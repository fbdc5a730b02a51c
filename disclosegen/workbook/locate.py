"""Find a table on its sheet by what its headings say, not by where they are.

In: the cells of a sheet and a table's declaration.  Out: the columns of every leaf and the rows of the
body.  Inserted, moved and hidden rows or columns, unmerged headings and slightly changed wording are
understood; what is missing is returned by name.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..kit.grid import header_depth, lay_out
from ..kit.schema import Column, Table
from .values import normal
from .xlsx import MAX_COLUMNS, MAX_ROWS, Formula, Sheet

HEADER_SEARCH = 60  # a heading further down than this is not a heading
UNIT = re.compile(r"\((?:单位:)?万?元\)$")
"""A unit behind a folded heading is no other name."""
NEAR = 0.75
MAX_COVERED = 50_000  # cells under merged ones on a sheet; more cannot be a heading


@dataclass(frozen=True)
class View:
    """A sheet's cells by (row, column), 1-based, merged cells repeated, with folded texts.

    Attributes:
        name: The tab's real name.
        values: Raw values of non-empty cells.
        texts: Folded texts of non-empty cells, merged ranges filled.
        rows: Number of the last used row.
    """

    name: str
    values: Mapping[tuple[int, int], Any]
    texts: Mapping[tuple[int, int], str]
    rows: int
    columns: int


def view(sheet: Sheet) -> View:
    """A sheet's cells with their texts."""
    values = sheet.cells
    texts = {place: normal(value) for place, value in values.items() if not isinstance(value, float | Formula)}
    covered = 0
    for top, left, bottom, right in sheet.merged:
        text = texts.get((top, left))
        if text and bottom <= MAX_ROWS and right <= MAX_COLUMNS and covered <= MAX_COVERED:
            covered += (bottom - top + 1) * (right - left + 1)
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    texts[row, column] = text
    rows = max((row for row, _ in values), default=0)
    columns = max((column for _, column in values), default=0)
    return View(sheet.title, values, texts, rows, columns)


@dataclass(frozen=True)
class Region:
    """Rows of a sheet that belong to one table, first to last."""

    first: int
    last: int


def regions(sheet: View, tables: Sequence[Table]) -> dict[str, Region]:
    """Rows of each table of a sheet; a table whose title cannot be found is left out."""
    if len(tables) == 1:
        return {tables[0].id: Region(1, sheet.rows)}
    starts: dict[str, int] = {}
    for table in tables:
        title = normal(table.title)
        rows = [row for (row, _), text in sheet.texts.items() if text == title]
        if not rows:
            near = difflib.get_close_matches(title, {t for t in sheet.texts.values() if len(t) < 60}, 1, 0.8)
            rows = [row for (row, _), text in sheet.texts.items() if near and text == near[0]]
        if rows:
            starts[table.id] = min(rows)
    if not starts:
        return {}
    order = sorted(starts.items(), key=lambda item: item[1])
    ends = [*(row - 1 for _, row in order[1:]), *([sheet.rows] if order else [])]  # an emptied sheet holds no table
    return {name: Region(row + 1, end) for (name, row), end in zip(order, ends, strict=True)}


@dataclass(frozen=True)
class Located:
    """Where a table's columns are.

    Attributes:
        columns: Leaf index (left to right over all blocks) → sheet column; missing leaves are left out.
        body: First row below the headings.
        missing: Leaves with values that have no column and need one.
        renamed: Leaf → heading found in its place.
        spare: Headings of columns that are none of the table's.
    """

    columns: Mapping[int, int]
    body: int
    missing: tuple[Column, ...]
    renamed: Mapping[int, str]
    spare: tuple[str, ...] = ()


def leaf_paths(table: Table) -> tuple[tuple[str, ...], ...]:
    """Folded headings over each leaf, top down, without the repeats that spans make."""
    depth = header_depth(table)
    if not depth:
        return tuple((normal(leaf.label),) for block in table.blocks for leaf in block.leaves())
    count = sum(len(block.leaves()) for block in table.blocks)
    stacks: list[list[str]] = [[] for _ in range(count)]
    for row in lay_out(table).header[:depth]:
        for box in row:
            for at in range(box.column, box.column + box.colspan):
                stacks[at].append(normal(box.text))
    return tuple(tuple(stack) for stack in stacks)


def locate(sheet: View, table: Table, region: Region) -> Located | None:
    """Find the heading rows of a table; None when nothing looks like them."""
    paths = leaf_paths(table)
    depth = max(header_depth(table), 1)
    best: tuple[int, int] = (0, 0)
    for row in range(region.first, min(region.last, region.first + HEADER_SEARCH) + 1):
        found = assign(paths, _column_paths(sheet, row, depth))
        if len(found) > best[0]:
            best = (len(found), row)
    leaves = [leaf for block in table.blocks for leaf in block.leaves()]
    if best[0] * 3 < sum(not leaf.optional for leaf in leaves):
        return None
    row = best[1]
    headings = _column_paths(sheet, row, depth)
    columns = assign(paths, headings)
    renamed = near(paths, columns, headings)
    renamed = {index: text for index, text in renamed.items() if leaves[index].role == "value"}
    needed = {"value", "key", "code"} if _needs_code(table) else {"value", "key"}
    missing = tuple(
        leaf for at, leaf in enumerate(leaves) if at not in columns and leaf.role in needed and not leaf.optional
    )
    spare = tuple(path[-1] for column, path in sorted(headings.items()) if column not in columns.values())
    return Located(columns, row + depth, missing, renamed, spare)


def _needs_code(table: Table) -> bool:
    return any(block.coded for block in table.blocks)


def _column_paths(sheet: View, row: int, depth: int) -> dict[int, tuple[str, ...]]:
    """Heading texts over each used column, empties and vertical repeats left out."""
    paths: dict[int, tuple[str, ...]] = {}
    for column in range(1, sheet.columns + 1):
        stack: list[str] = []
        for at in range(row, row + depth):
            text = sheet.texts.get((at, column), "")
            if text and (not stack or stack[-1] != text):
                stack.append(text)
        if stack:
            paths[column] = tuple(stack)
    return paths


def assign(expected: Sequence[tuple[str, ...]], found: Mapping[int, tuple[str, ...]]) -> dict[int, int]:
    """Leaf index → column, equal paths taken from left to right."""
    queues: dict[tuple[str, ...], list[int]] = {}
    for column, path in sorted(found.items()):
        queues.setdefault(path, []).append(column)
    assigned: dict[int, int] = {}
    for index, path in enumerate(expected):
        if queues.get(path):
            assigned[index] = queues[path].pop(0)
    return assigned


def near(
    expected: Sequence[tuple[str, ...]], columns: dict[int, int], found: Mapping[int, tuple[str, ...]]
) -> dict[int, str]:
    """Give leaves without a column the one whose lowest heading is the same or nearly so.

    Args:
        expected: Headings over each leaf.
        columns: Leaf index → column; completed in place.
        found: Headings over each column.

    Returns:
        Leaf index → heading, where it is only nearly the same.
    """
    renamed: dict[int, str] = {}
    for index, path in enumerate(expected):
        if index in columns:
            continue
        taken = set(columns.values())
        options = {
            column: texts[-1]
            for column, texts in found.items()
            if column not in taken and _between(columns, index, column)
        }
        exact = [column for column, text in options.items() if text == path[-1]]
        close = [text for text in options.values() if UNIT.sub("", text) == UNIT.sub("", path[-1])]
        close = close or difflib.get_close_matches(path[-1], list(options.values()), 1, NEAR)
        if exact:
            columns[index] = exact[0]
        elif close:
            columns[index] = next(column for column, text in options.items() if text == close[0])
            renamed[index] = close[0]
    return renamed


def _between(columns: Mapping[int, int], index: int, column: int) -> bool:
    """Whether a column lies between those of the neighbouring leaves."""
    left = max((place for at, place in columns.items() if at < index), default=-1)
    right = min((place for at, place in columns.items() if at > index), default=10**6)
    return left < column < right


def body_rows(sheet: View, located: Located, region: Region) -> Iterator[int]:
    """Rows below the headings that hold anything in the table's columns."""
    used = set(located.columns.values())
    rows = sorted({row for (row, column) in sheet.values if column in used and located.body <= row <= region.last})
    yield from rows
