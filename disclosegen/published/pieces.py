"""From lines and tables, as a reader of a format finds them, to strips.

In: :class:`Line` and :class:`Table` in reading order.  Out: :class:`~disclosegen.published.flow.Strip`.  What is the same for every
format is decided here: which columns a table has, what stands side by side on a line, how a contents line ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ..workbook.values import clean
from .flow import Box, Spot, Strip

ORDINAL = re.compile(r"[（(]?(?:\d{1,3}|[一二三四五六七八九十百]{1,4})[）)]?[、.．]?")
PAGE_NUMBER = re.compile(r"[-—\s]*(?:\d{1,4}|[ivxlcIVXLC]{1,6})[-—\s]*")
LEADERS = " .．·•…\t"
WIDEST = 200
"""Most columns of a table; a form has some twenty."""


@dataclass(frozen=True)
class Line:
    """A paragraph; a tab stands between what is side by side, a newline where the author broke the line."""

    text: str
    spot: Spot
    boxes: tuple[Box, ...] = ()


@dataclass(frozen=True)
class Cell:
    """A cell at the column in which it begins, from 0."""

    column: int
    text: str
    box: Box | None = None


@dataclass(frozen=True)
class Row:
    """A row: the cells that begin in it, in any order."""

    cells: tuple[Cell, ...]
    spot: Spot


@dataclass(frozen=True)
class Table:
    """A table, or a part of one.

    Attributes:
        rows: Its rows.
        width: How many columns it has, blank and covered ones included; a table that stands right behind one as wide goes on with it.
            0 where that says nothing.
        follows: That it goes on with the table before it, whatever the width.
    """

    rows: tuple[Row, ...]
    width: int = 0
    follows: bool = False


def strips(pieces: Iterable[Line | Table]) -> Iterator[Strip]:
    """Strips of a file.  Columns in which no cell begins are left out; a table of one column is running text, for such a table is a
    frame around it."""
    number = 0
    for piece in _whole(pieces):
        if isinstance(piece, Line):
            yield from lines(piece)
            continue
        columns = sorted({cell.column for row in piece.rows for cell in row.cells if cell.column < WIDEST})
        if len(columns) == 1:
            for row in piece.rows:
                for cell in row.cells:
                    yield from lines(Line(cell.text, row.spot, (cell.box,) if cell.box else ()))
            continue
        filled = [row for row in piece.rows if any(cell.text for cell in row.cells)]
        number += bool(filled)
        yield from (_strip(row, columns, number) for row in filled)


def _whole(pieces: Iterable[Line | Table]) -> Iterator[Line | Table]:
    """Parts of one table put together."""
    waiting: Table | None = None
    for piece in pieces:
        if isinstance(piece, Table):
            if waiting is not None and (piece.follows or _goes_on(waiting, piece)):
                waiting = replace(waiting, rows=(*waiting.rows, *piece.rows))
                continue
            if waiting is not None:
                yield waiting
            waiting = piece
        elif piece.text.strip():
            if waiting is not None:
                yield waiting
                waiting = None
            yield piece
    if waiting is not None:
        yield waiting


def _goes_on(table: Table, then: Table) -> bool:
    return table.width == then.width > 0 and not next_form(
        [[cell.text for cell in row.cells] for row in table.rows[:2]],
        [[cell.text for cell in row.cells] for row in then.rows[:2]],
    )


def next_form(first: Sequence[Sequence[str]], then: Sequence[Sequence[str]]) -> bool:
    """Whether rows begin another form of the same kind: the same title in a row of its own, then something else."""
    if len(first) < 2 or not then or list(first[0]) != list(then[0]) or sum(map(bool, then[0])) != 1:
        return False
    return len(then) < 2 or list(first[1]) != list(then[1])


def _strip(row: Row, columns: Sequence[int], number: int) -> Strip:
    there = {cell.column: cell for cell in row.cells}
    cells = tuple(clean(there[column].text) if column in there else "" for column in columns)
    if not any(cell.box for cell in row.cells):
        return Strip(cells, row.spot, number)
    return Strip(cells, row.spot, number, tuple(there[column].box if column in there else None for column in columns))


def lines(line: Line) -> Iterator[Strip]:
    """A paragraph as strips of one cell: one for each line that its author broke and for each text beside another.

    An ordinal stays with what it counts, a page number with its contents line; the leader between the two is left out.
    """
    for text in line.text.split("\n"):
        for part in _beside(text):
            if part:
                yield Strip((part,), line.spot)


def _beside(text: str) -> list[str]:
    parts: list[str] = []
    for part in (clean(" ".join(contents_line(piece) or (piece,))) for piece in text.split("\t")):
        if not part:
            continue
        if parts and (ORDINAL.fullmatch(parts[-1]) or PAGE_NUMBER.fullmatch(part)):
            parts[-1] += f" {part}"
        else:
            parts.append(part)
    return parts


def contents_line(text: str) -> tuple[str, str] | None:
    """A line of a contents page without its leader: title and page number, the latter empty where none is printed; None for others."""
    whole = text.rstrip()
    led = whole.rstrip("0123456789-— ")
    title = led.rstrip(LEADERS)
    dots = sum({"…": 3}.get(letter, letter in ".．·•") for letter in led[len(title) :])
    number = whole[len(led) :].strip()
    if dots < 3 or not title or (not number and dots < 9):  # an ellipsis at the end is none
        return None
    return title, number
