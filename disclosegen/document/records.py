"""Records as sentences and forms see them: rows by names, and projects with their money.

In: a table of names.  Out: items whose keys are the table's columns; for the table of projects also their texts, their money and
what was computed.  Figures are facts and texts typed words, so that what is printed remembers its cells.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..model.disclosure import Cell, Disclosure, State
from ..model.projects import MONEY, PROJECTS, TEXTS, Project, sum_exact
from ..money import Unit
from .facts import Fact, Recorder, Typed
from .trace import Origin

STOPS = "。；，、"
"""At the end of a project's text: the sentence that it is put into has its own."""


class Record:
    """``p.name``, ``p.executed``: one of a list."""

    def __init__(
        self, name: Typed, cells: Mapping[str, Cell], known: Iterable[str], recorder: Recorder, stops: str = ""
    ):
        """``stops``: what a text loses at its end."""
        self.ref, self.stops = name.ref, stops
        self.name, self.cells, self.known, self.recorder = name, cells, known, recorder

    def lookup(self, key: str) -> Fact | Typed | str:
        """What stands under a key; blank where this one left it out."""
        if key == "name":
            return self.name
        cell = self.cells.get(key)
        if cell is None:
            if key not in self.known:
                raise KeyError(key)
            return ""
        return self._printed(cell)

    def _printed(self, cell: Cell) -> Fact | Typed | str:
        if cell.text is not None:
            ref = cell.ref if cell.state is State.FILLED else next(iter(cell.sources), None)
            return Typed(cell.text.rstrip(self.stops), self.recorder, ref)
        if cell.value is None and not cell.unit.is_money:
            return ""
        style = "" if cell.unit.is_money else "score"
        style = style if style in self.recorder.styles else ""
        return Fact(cell.value, cell.unit, cell.refs, self.recorder, style=style, cell=cell)


def records(data: Disclosure, table: str, recorder: Recorder, where: Mapping[str, str]) -> list[Record]:
    """The rows of a table of names; the projects for the table of projects.

    ``where``: only projects with these words, column and word; a blank is the word that it means.
    A project that is not published has no name here, so that no sentence can tell it.
    """
    tables = (PROJECTS, TEXTS, MONEY) if table == PROJECTS else (table,)
    known = frozenset(
        leaf.key
        for name in tables
        if name in data.tables
        for block in data.tables[name].spec.blocks
        for leaf in block.leaves()
    ) | {"rate", "rate_score", "score", "grade"}
    if table == PROJECTS:
        return [_project(project, known, recorder) for project in data.projects if project.is_one(where)]
    found = []
    for row in data.tables[table].rows:
        ref = row.place or next((cell.ref for cell in row.cells.values()), None)
        found.append(Record(Typed(row.name, recorder, ref), row.cells, known, recorder))
    return found


def _project(project: Project, known: Iterable[str], recorder: Recorder) -> Record:
    computed = {
        "rate": project.rate,
        "rate_score": project.rate_score,
        "score": project.score,
        "grade": project.grade,
    }
    cells = {**project.total.cells, **project.fields, **computed}
    name = Typed(project.name if project.published else "", recorder, project.ref)
    return Record(name, cells, known, recorder, STOPS)


def total(items: Iterable[Any], key: str, recorder: Recorder) -> Fact:
    """The sum of a column of a list; a blank where none holds a figure."""
    found = [item.lookup(key) for item in items]
    facts = [fact for fact in found if isinstance(fact, Fact) and fact.value is not None]
    cells = tuple(dict.fromkeys(ref for fact in facts for ref in fact.cells))
    unit = facts[0].unit if facts else Unit.WAN
    value = sum_exact(fact.amount for fact in facts) if facts else None
    terms = tuple(term for fact in facts for term in fact.operands())
    return Fact(value, unit, cells, recorder, terms=terms, origin=Origin.SUM)
