"""The execution rates that forms print, held against the budgets and what was spent beside them.

In: what was imported.  Out: :class:`WrongRate`s.  The workbook has no cell for such a rate: the program computes it, so no check of the
workbook sees what was printed.  Beside a source of money some forms print the rate of the whole project.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .checks.project_base import everyone, places, rate_bounds
from .findings import CellRef
from .imported import Imported
from .model.projects import MoneyLine, Project
from .money import plain, round_half_up
from .published.reading import Rate
from .workbook.values import normal


@dataclass(frozen=True)
class WrongRate:
    """A rate that does not follow: as printed, whose, what should stand there, from which cells."""

    rate: Rate
    project: str
    message: str
    cells: tuple[CellRef, ...]


def wrong_rates(found: Imported) -> Iterator[WrongRate]:
    """Every printed rate that no rounding of its line explains."""
    for project in everyone(found.data):
        whole = project.form is not None and project.form.of == "whole"
        name = normal("" if whole else project.name)
        printed = [rate for rate in found.rates if normal(rate.project) == name]
        for line in (project.total, *project.money) if printed else ():
            names = _names(project, line)
            for rate in printed:
                if normal(rate.source) in names and (one := _wrong(found, project, line, rate)):
                    yield one


def _names(project: Project, line: MoneyLine) -> set[str]:
    """What a form may call a line."""
    if line is project.total:
        return {""}
    called = project.form.names if project.form is not None else {}
    return {normal(line.source), normal(called.get(line.source, line.source))}


def _wrong(found: Imported, project: Project, line: MoneyLine, rate: Rate) -> WrongRate | None:
    decimals = project.form.percent_decimals if project.form is not None else 2
    own, total = (rate_bounds(found.data, one, decimals) for one in (line, project.total))
    if own is None or any(low <= rate.value <= high for low, high in filter(None, (own, total))):
        return None
    right = round_half_up(sum(own) / 2, decimals)
    message = f"项目“{project.name}”的执行率写的是 {plain(rate.value)}%，执行数÷预算数是 {right}%"
    return WrongRate(rate, project.name, message, places(line.cells.get("budget"), line.cells.get("executed")))
