"""A sample with many more projects: copies of its own under other names, their texts and indicators told apart.

In: a sample whose text stands beside it.  Out: the bytes of an .xlsx.  What the sample's sheets say of its projects together
(their number, their money) is left blank, so that it follows from the copies; the tables stay as they are.  No two copies say
the same: copied goals and doubled indicators are faults, and a check of a faulty workbook measures something else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path

from disclosegen.kit.grid import OpenRow
from disclosegen.kit.load import Kit, load_kit
from disclosegen.model.projects import INDICATORS, JOINED, PROJECTS, TEXTS
from disclosegen.workbook.blank import write_workbook
from disclosegen.workbook.content import Content, Place, Value
from tests.helpers.sheets import content

OURS = (PROJECTS, *JOINED)
SCORED = ("weight", "score", "reason")
"""Columns that further copies of an indicator leave blank, so that a project's scores still add up."""


def with_projects(sample: Path, projects: int, indicators: int = 0) -> bytes:
    """The sample with so many projects.

    Args:
        sample: The workbook.
        projects: How many.
        indicators: How many each of them has; 0 for as many as the project that it copies.
    """
    source = sample.with_suffix(".txt")
    kit = load_kit(source.name.split(".")[0])
    filled = content(kit, source.read_text("utf-8"))
    computed = set(_computed(kit))
    values = {key: value for key, value in filled.values.items() if key[0] not in OURS and key[:2] not in computed}
    rows = {place: own for place, own in filled.rows.items() if place[0] not in OURS}
    for table in OURS:
        rows[table, 0] = tuple(_copies(filled, table, projects, indicators, values))
    return write_workbook(kit, Content(values, rows))


def _computed(kit: Kit) -> Iterator[tuple[str, str]]:
    """Lines whose figure follows from the projects, and totals of such lines."""
    for table in kit.tables.values():
        lines = [line for _, line in table.lines()]
        own = {line.row_key for line in lines if line.projects is not None}
        yield from ((table.id, line.row_key) for line in lines if line.row_key in own or own & set(line.sum))


def _copies(
    filled: Content, table: str, projects: int, indicators: int, values: dict[Place, Value]
) -> Iterator[OpenRow]:
    """Rows of one sheet, their values put among ``values``."""
    names = [row.name for row in filled.rows[PROJECTS, 0]]
    groups, cells = _groups(filled.rows[table, 0]), _cells(filled, table)
    count = 0
    for number in range(projects):
        turn, at = divmod(number, len(names))
        own = groups.get(names[at], [])
        wanted = indicators if table == INDICATORS and indicators else len(own)
        for place, row in enumerate(islice(cycle(own), wanted)):
            count += 1
            again = place // len(own) + 1
            for column, value in cells.get(row.key, {}).items():
                if again == 1 or column not in SCORED:
                    values[table, str(count), column] = _told_apart(value, turn) if table == TEXTS else value
            name = f"{names[at]}（第{turn + 1}批）" if turn else names[at]
            yield _named(row, str(count), name, again if table == INDICATORS else 1)


def _told_apart(value: Value, turn: int) -> Value:
    """A text that says which copy it belongs to."""
    return value.replace("。", f"（第{turn + 1}批）。") if turn and isinstance(value, str) else value


def _named(row: OpenRow, key: str, name: str, again: int) -> OpenRow:
    """A row's copy under another project's name, where it names one; an indicator that comes again says so."""
    texts = [(column, f"{text}（{again}）" if column == "name" and again > 1 else text) for column, text in row.texts]
    if not row.name:
        return replace(row, key=key, texts=tuple(texts))
    return OpenRow(key, "", name, ((texts[0][0], name), *texts[1:]))


def _cells(filled: Content, table: str) -> dict[str, dict[str, Value]]:
    """Values of a sheet by row and column."""
    found: dict[str, dict[str, Value]] = {}
    for (other, row, column), value in filled.values.items():
        if other == table:
            found.setdefault(row, {})[column] = value
    return found


def _groups(rows: Sequence[OpenRow]) -> dict[str, list[OpenRow]]:
    """Rows by their project; one that names none belongs to that of the row above."""
    found: dict[str, list[OpenRow]] = {}
    name = ""
    for row in rows:
        name = row.name or name
        found.setdefault(name, []).append(row)
    return found
