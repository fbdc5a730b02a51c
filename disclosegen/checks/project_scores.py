"""Rules about scores, weights and grades: scales, bounds and totals are those of the project's form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from ..model.disclosure import Cell, Disclosure, State
from ..model.projects import Indicator, Project, sum_exact
from ..money import EXACT, ZERO, plain
from .project_base import HUNDRED, One, actual_rate, everyone, figure, places, typed

NO_REASON = re.compile(r"\s*(?:无|没有|暂无|无偏差|无原因|[/／—－-]+)[。.]?\s*")


def rate_score(data: Disclosure) -> Iterator[One]:
    """A typed score of the rate, of a project or one of its sources, rounded up or down: bureaus do either."""
    for project in everyone(data):
        scale = project.form.rate_score if project.form is not None else None
        for line in (project.total, *project.money) if scale is not None else ():
            score = project.rate_score if line is project.total else line.cells.get("score")
            rate = actual_rate(line) or figure(line.cells.get("rate"))
            if scale is None or score is None or typed(score) is None or rate is None:
                continue
            exact = EXACT.divide(EXACT.multiply(max(min(rate, HUNDRED), ZERO), scale.full), HUNDRED)
            if abs(score.amount - exact) >= Decimal(1).scaleb(-scale.decimals) or score.amount > scale.full:
                about = f"{line.source}的" if line is not project.total else ""
                said = (
                    f"{about}预算执行得分 {plain(score.amount)} 分，执行率 {_two(rate)}%，满分 {plain(scale.full)} 分"
                )
                yield One(project.name, said, places(score, line.cells.get("rate")))


def total(data: Disclosure) -> Iterator[One]:
    """A typed total is the indicators' scores and that of the rate."""
    for project in everyone(data):
        cells = _cells(project.indicators, "score")
        filled = [cell for cell in cells if cell.value is not None]
        if typed(project.score) is None or not filled or not all(cell.known for cell in cells):
            continue
        allowed = ZERO
        if project.form is not None and project.form.rate_score is not None:
            if figure(project.rate_score) is None:
                continue
            filled.append(project.rate_score)
            computed = project.rate_score.state is State.COMPUTED
            allowed = Decimal(1).scaleb(-project.form.rate_score.decimals) if computed else ZERO
        value = sum_exact(cell.amount for cell in filled)
        if abs(value - project.score.amount) > allowed:
            said = f"总分 {plain(project.score.amount)} 分，各项得分相加是 {plain(value)} 分"
            yield One(project.name, said, places(project.score, *filled))


def weights(data: Disclosure) -> Iterator[One]:
    """The weights of the indicators and of the rate add up to what the form says."""
    for project in everyone(data):
        wanted = project.form.weights_total if project.form is not None else None
        cells = [cell for cell in _cells(project.indicators, "weight") if cell.value is not None or not cell.known]
        if wanted is None or not cells or not all(cell.known for cell in cells):
            continue
        scale = project.form.rate_score if project.form is not None else None
        value = sum_exact([*(cell.amount for cell in cells), scale.full if scale is not None else ZERO])
        if value != wanted:
            said = f"各指标和预算执行的分值之和 {plain(value)} 分，应为 {plain(wanted)} 分"
            scored = [one for one in project.indicators if figure(one.cells.get("score")) is not None]
            bare = [one.cells.get("weight") for one in scored if figure(one.cells.get("weight")) is None]
            yield One(project.name, said, places(*cells, *bare))


def levels(data: Disclosure) -> Iterator[One]:
    """The scores of a first level never exceed its weight."""
    for project, level, bound, cells in _levels(data):
        value = sum_exact(cell.amount for cell in cells)
        if value > bound:
            said = f"{level}得分 {plain(value)} 分，这一级满分 {plain(bound)} 分"
            yield One(project.name, said, places(*cells))


def over(data: Disclosure) -> Iterator[One]:
    """No score exceeds its weight."""
    for project in everyone(data):
        for one in project.indicators:
            weight, score = figure(one.cells.get("weight")), figure(one.cells.get("score"))
            if weight is not None and score is not None and score > weight:
                said = f"指标“{one.name or one.level2}”得分 {plain(score)} 分，分值 {plain(weight)} 分"
                yield One(project.name, said, places(one.cells["score"], one.cells["weight"]))


def grade(data: Disclosure) -> Iterator[One]:
    """A typed grade is the one whose bounds hold the score."""
    for project in everyone(data):
        score = figure(project.score)
        if project.form is None or not project.form.grades or score is None:
            continue
        if project.grade.state is not State.FILLED or not project.grade.text:
            continue
        right = next((one.name for one in project.form.grades if score >= one.least), "")
        if right and project.grade.text != right:
            said = f"自评等级“{project.grade.text}”，总分 {plain(score)} 分应为“{right}”"
            yield One(project.name, said, places(project.grade, project.score))


def reason(data: Disclosure) -> Iterator[One]:
    """A score below its weight has a reason; where a level is scored as a whole, one of its indicators has it."""
    for project in everyone(data):
        for one in project.indicators:
            weight, score = figure(one.cells.get("weight")), figure(one.cells.get("score"))
            if weight is not None and score is not None and score < weight and not explained([one]):
                said = f"指标“{one.name or one.level2}”得分 {plain(score)} 分，低于分值 {plain(weight)} 分，没有写原因"
                yield One(project.name, said, places(one.cells["score"], one.cells.get("reason")))
    for project, level, bound, cells in _levels(data):
        value = sum_exact(cell.amount for cell in cells)
        own = project.of(level)
        if any(figure(one.cells.get("weight")) is not None for one in own):
            continue
        if value < bound and not explained(own):
            said = f"{level}得分 {plain(value)} 分，低于满分 {plain(bound)} 分，没有写原因"
            yield One(project.name, said, places(*cells, *(one.cells.get("reason") for one in own)))


def explained(indicators: Sequence[Indicator]) -> bool:
    """Whether a reason stands beside one of them (无 is none), or the kit asks for none."""
    cells = [one.cells.get("reason") for one in indicators]
    return any(cell is None or not cell.known or (cell.text and not NO_REASON.fullmatch(cell.text)) for cell in cells)


def _levels(data: Disclosure) -> Iterator[tuple[Project, str, Decimal, list[Cell]]]:
    """First levels with a bound of their own and a score: project, level, bound, scores."""
    for project in everyone(data):
        for level, bound in (project.form.level_weights if project.form is not None else {}).items():
            cells = _cells(project.of(level), "score")
            filled = [cell for cell in cells if cell.value is not None]
            if filled and all(cell.known for cell in cells):
                yield project, level, bound, filled


def _cells(indicators: Sequence[Indicator], key: str) -> list[Cell]:
    return [cell for one in indicators if (cell := one.cells.get(key)) is not None]


def _two(value: Decimal) -> str:
    return f"{value:.2f}"
