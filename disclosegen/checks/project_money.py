"""Rules about the money of a project: sums, balance, execution rate, the unit it is filled in."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ..findings import CellRef
from ..model.disclosure import Cell, Disclosure
from ..model.projects import MONEY, MoneyLine, Project, name_key, sum_exact
from ..money import EXACT, Unit, plain, round_half_up, show
from .project_base import AMOUNTS, One, base, everyone, figure, percent, places, rate_bounds, slack, typed

TIMES = Decimal(10000)
ODD = (Decimal(5000), Decimal(20000))
"""A figure so many times another of the same project was filled in another unit."""


def sources(data: Disclosure) -> Iterator[One]:
    """A typed total is the sum of the sources."""
    for project in everyone(data):
        for key, cell in project.total.cells.items():
            parts = [line.cells[key] for line in project.money if key in line.cells]
            filled = [part for part in parts if part.value is not None]
            if typed(cell) is None or not cell.unit.is_money or not filled or not all(p.known for p in parts):
                continue
            value = sum_exact(part.amount for part in filled)
            if abs(value - cell.amount) > slack(data, [cell, *filled]):
                said = f"{_word(data, key)}合计 {_money(cell)}，各来源相加是 {show(value, cell.unit)}{cell.unit}"
                yield One(project.name, said, places(cell, *filled))


def none(data: Disclosure) -> Iterator[One]:
    """Where projects have money, one that is published has some too, if only a nought.

    While the table of money names a project that there is not (P-name), nobody knows whose that money is.
    """
    if data.tables[MONEY].missing or data.tables[MONEY].dropped:
        return  # the rows that could not be taken in may be those
    names = {name_key(project.name) for project in data.projects}
    if any(name_key(row.name) not in names for row in data.tables[MONEY].rows):
        return
    lines = {project.key: (*project.money, project.total) for project in data.projects}
    bare = [project for project in data.projects if not any(_filled(line) for line in lines[project.key])]
    if len(bare) == len(lines):
        return
    for project in bare:
        cells = [cell for line in lines[project.key] for cell in line.cells.values()]
        if project.published and all(cell.known for cell in cells):
            yield One(project.name, "没有填资金", (project.ref, CellRef(data.tables[MONEY].spec.sheet)))


def _filled(line: MoneyLine) -> bool:
    return any(figure(line.cells.get(key)) is not None for key in AMOUNTS)


def balance(data: Disclosure) -> Iterator[One]:
    """What was typed as left is what was there (the budget, or what was received) less what was executed."""
    for project, line in _lines(data):
        left, executed = line.cells.get("balance"), figure(line.cells.get("executed"))
        of = [cell for cell in (base(line), line.cells.get("received")) if figure(cell) is not None]
        if typed(left) is None or left is None or executed is None or not of:
            continue
        bound = slack(data, [left, of[0], line.cells["executed"]])
        if all(abs(EXACT.subtract(cell.amount, executed) - left.amount) > bound for cell in of if cell):
            wanted = show(EXACT.subtract(of[0].amount, executed), left.unit) if of[0] else ""
            said = f"{_about(line)}结余 {_money(left)}，预算数减执行数是 {wanted}{left.unit}"
            yield One(project.name, said, places(of[0], line.cells["executed"], left))


def executed(data: Disclosure) -> Iterator[One]:
    """No more was executed than the budget holds."""
    for project, line in _lines(data):
        budget, spent = base(line), line.cells.get("executed")
        if budget is None or spent is None or figure(spent) is None:
            continue
        if spent.amount > budget.amount + slack(data, [budget, spent]) and not _odd(budget, spent):
            said = f"{_about(line)}执行数 {_money(spent)}大于预算数 {_money(budget)}"
            yield One(project.name, said, places(budget, spent))


def rate(data: Disclosure) -> Iterator[One]:
    """A typed rate is executed ÷ budget, to the digits that the form prints."""
    for project, line in _lines(data):
        cell, decimals = line.cells.get("rate"), project.form.percent_decimals if project.form is not None else 2
        bounds = rate_bounds(data, line, decimals)
        budget, spent = base(line), line.cells.get("executed")
        if cell is None or typed(cell) is None or bounds is None or budget is None or spent is None:
            continue
        if not bounds[0] <= cell.amount <= bounds[1]:
            right = round_half_up(percent(spent.amount, budget.amount), decimals)
            said = f"{_about(line)}执行率 {plain(cell.amount)}%，执行数÷预算数是 {right}%"
            yield One(project.name, said, places(budget, spent, cell))


def unit(data: Disclosure) -> Iterator[One]:
    """No amount of a line is about ten thousand times another one: little may be executed, but not exactly that little."""
    for project, line in _lines(data):
        cells = [cell for key in AMOUNTS if figure(cell := line.cells.get(key)) and cell is not None]
        for key in AMOUNTS:
            cell = line.cells.get(key)
            other = next((one for one in cells if cell is not None and _odd(one, cell)), None)
            little = other is not None and other is line.cells.get("executed")
            if cell is not None and other is not None and (not little or cell.amount == other.amount * TIMES):
                said = f"{_about(line)}{_money(cell)}与{_money(other)}相差约一万倍"
                yield One(project.name, said, places(cell, other))
                break


def _odd(small: Cell, large: Cell) -> bool:
    """Whether one figure looks like the other in the smaller unit."""
    if figure(small) is None or figure(large) is None or small.amount <= 0:
        return False
    return ODD[0] <= large.amount / small.amount <= ODD[1]


def _lines(data: Disclosure) -> Iterator[tuple[Project, MoneyLine]]:
    """Every line of money; a typed total too, unless it only repeats one of them."""
    for project in everyone(data):
        own = {key: value for key, cell in project.total.cells.items() if (value := typed(cell)) is not None}
        for line in project.money:
            yield project, line
        if own and not any(all(figure(one.cells.get(key)) == own[key] for key in own) for one in project.money):
            yield project, project.total


def _about(line: MoneyLine) -> str:
    return f"{line.source}的" if line.source else ""


def _money(cell: Cell) -> str:
    said = cell.unit if cell.unit is not Unit.ONE else ""
    return f"{show(cell.amount, cell.unit)}{said}"


def _word(data: Disclosure, key: str) -> str:
    column = data.tables["project_money"].spec.column(key)
    return column.label if column is not None else ""
