"""Rules about the words of projects: copied goals, another project's name, secrets, kinds, and counts typed elsewhere.

All linear: names are found by their first characters in one pass over each text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..findings import CellRef
from ..kit.schema import Line
from ..model.disclosure import Cell, Disclosure, State
from ..model.from_projects import figures
from ..model.projects import MONEY, PROJECTS, Project
from ..money import show
from .project_base import One, slack

GOALS = ("goal", "goal_term", "goal_quantity", "goal_effect")
GOAL_LENGTH = 12
NAME_LENGTH = 6
"""Shorter names (取暖费) are words that any text may hold."""
SECRET = "涉密"
TEXTS = (
    *("overview", "grounds", "necessity", "measures_plan", "plan", *GOALS, "result"),
    *("execution_analysis", "output_analysis", "benefit_analysis", "satisfaction_analysis"),
    *("experience", "problems", "improvement", "conclusion", "summary"),
)
MARKS = re.compile(r"[\W_]+")


def goals(data: Disclosure) -> Iterator[One]:
    """No two projects have the same goal."""
    found: dict[str, dict[str, Cell]] = {}
    for project in data.projects:
        for key in GOALS:
            cell = project.fields.get(key)
            words = MARKS.sub("", cell.text) if cell is not None and cell.text else ""
            if cell is not None and len(words) >= GOAL_LENGTH:
                found.setdefault(words, {}).setdefault(project.name, cell)
    for cells in found.values():
        if len(cells) > 1:
            text = next(iter(cells.values())).text or ""
            said = f"项目{'、'.join(f'“{name}”' for name in cells)}的目标是同一段话：“{text[:20]}”"
            yield One("", said, tuple(cell.ref for cell in cells.values()))


def others(data: Disclosure) -> Iterator[One]:
    """A project's texts and indicators do not name another project, unless that name is a part of its own."""
    names: dict[str, list[tuple[str, Project]]] = {}
    for project in data.projects:
        name = MARKS.sub("", project.name)
        if len(name) >= NAME_LENGTH:
            names.setdefault(name[:NAME_LENGTH], []).append((name, project))
    for project in data.projects:
        own = MARKS.sub("", project.name)
        seen: set[str] = set()
        for text, ref in _texts(project):
            for name, other in _named(text, names):
                if other is not project and name not in own and name not in seen:
                    seen.add(name)
                    yield One(project.name, f"文字里写的是别的项目“{other.name}”", (ref,))


def _named(text: str, names: dict[str, list[tuple[str, Project]]]) -> Iterator[tuple[str, Project]]:
    """The longest project name at each place of a text."""
    words = MARKS.sub("", text)
    at = 0
    while at <= len(words) - NAME_LENGTH:
        there = [pair for pair in names.get(words[at : at + NAME_LENGTH], ()) if words.startswith(pair[0], at)]
        if there:
            longest = max(there, key=lambda pair: len(pair[0]))
            yield longest
            at += len(longest[0])
        else:
            at += 1


def secret(data: Disclosure) -> Iterator[One]:
    """A secret project has nothing but its name."""
    for project in data.projects:
        if project.words.get("published") != SECRET:
            continue
        cells = [cell for line in (*project.money, project.total) for cell in line.cells.values()]
        cells += [cell for one in project.indicators for cell in one.cells.values()]
        cells += [cell for key in TEXTS if (cell := project.fields.get(key)) is not None]
        filled = [cell.ref for cell in cells if cell.state is State.FILLED and (cell.value is not None or cell.text)]
        if filled:
            yield One(project.name, f"是涉密项目，填了 {len(filled)} 处金额、指标或文字", tuple(filled))


def kinds(data: Disclosure) -> Iterator[One]:
    """A project that the text counts by kind says of which kind it is."""
    if not data.projects:
        return
    keys = dict.fromkeys(key for _, line in _derived(data) for key in (line.projects.where if line.projects else ()))
    spec = data.tables[PROJECTS].spec
    for key in keys:
        column = spec.column(key)
        if column is None or column.blank_means:
            continue
        for project in data.projects:
            cell = project.fields.get(key)
            if cell is not None and cell.known and not project.words.get(key):
                yield One(project.name, f"没有填“{column.label}”，分类统计时会漏掉", (cell.ref,))


def counts(data: Disclosure) -> Iterator[One]:
    """What was typed as the number or money of the projects is what they add up to."""
    if not data.projects:
        return
    for cell, line in _derived(data):
        spec = line.projects
        if spec is None or cell.state is not State.FILLED or cell.value is None:
            continue
        if any(
            data.tables[name].missing or data.tables[name].dropped for name in (PROJECTS, MONEY)[: 2 if spec.sum else 1]
        ):
            continue  # what could not be taken in is not in the count
        found = [project for project in data.projects if project.is_one(spec.where)]
        wanted = figures(cell, spec, data.tables, data.projects)
        bound = slack(data, [cell, *(one.total.cells.get(key) for one in found for key in spec.sum[:1])])
        close = (abs(one.amount - cell.amount) <= bound for one in wanted)
        if all(one.known for one in wanted) and not any(close):
            said = f"“{line.label}”填的是 {show(cell.amount, cell.unit)}，按各项目统计是 "
            right = show(wanted[0].amount, cell.unit)
            yield One("", f"{said}{right}{cell.unit}", (cell.ref, *wanted[0].sources))


def _derived(data: Disclosure) -> Iterator[tuple[Cell, Line]]:
    """Lines that follow from the projects, with their cell."""
    for table in data.tables.values():
        for _, line in table.spec.lines():
            if line.projects is not None and (row := table.by_key.get(line.row_key)) is not None:
                yield next(iter(row.cells.values())), line


def _texts(project: Project) -> Iterator[tuple[str, CellRef]]:
    for key in TEXTS:
        cell = project.fields.get(key)
        if cell is not None and cell.text:
            yield cell.text, cell.ref
    for one in project.indicators:
        yield one.name, one.ref
