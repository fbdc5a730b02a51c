"""What the rules about projects share: what they yield, the cells behind figures, rounding of amounts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from ..findings import CellRef, Severity
from ..model.disclosure import Cell, Disclosure, State
from ..model.projects import MoneyLine, Project
from ..money import EXACT, ZERO, Unit, sum_bound

HUNDRED = Decimal(100)
AMOUNTS = ("applied", "initial", "budget", "received", "executed", "term_amount", "amount")
"""Keys of a project's amounts, the balance apart."""


@dataclass(frozen=True)
class One:
    """One thing found: which project (empty: several), what is wrong, the cells concerned."""

    project: str
    message: str
    cells: tuple[CellRef, ...]


@dataclass(frozen=True)
class ProjectRule:
    """A rule about projects; ``check`` yields what it finds, silent where figures are missing or unread."""

    rule: str
    severity: Severity
    title: str
    advice: str
    check: Callable[[Disclosure], Iterator[One]]


def everyone(data: Disclosure) -> tuple[Project, ...]:
    """Every record that has money, indicators and a form: the projects, and the whole department."""
    return (*data.projects, *((data.whole,) if data.whole is not None else ()))


def figure(cell: Cell | None) -> Decimal | None:
    """The figure of a cell; None where there is none or it could not be read."""
    return cell.value if cell is not None and cell.known else None


def typed(cell: Cell | None) -> Decimal | None:
    """The figure that a person typed."""
    return figure(cell) if cell is not None and cell.state is State.FILLED else None


def base(line: MoneyLine) -> Cell | None:
    """The budget that execution is measured by: 全年预算数, else the one at the beginning of the year."""
    cells = [line.cells.get(key) for key in ("budget", "initial")]
    return next((cell for cell in cells if figure(cell) is not None), None)


def places(*cells: Cell | None) -> tuple[CellRef, ...]:
    """Where figures stand; a computed one by what it was computed from."""
    found: list[CellRef] = []
    for cell in cells:
        if cell is not None:
            found += cell.sources if cell.state is State.COMPUTED and cell.sources else (cell.ref,)
    return tuple(ref for ref in dict.fromkeys(found) if ref.cell)


def slack(data: Disclosure, cells: Iterable[Cell | None]) -> Decimal:
    """Largest honest difference between a figure of a 万元 workbook and what it follows from; none in 元."""
    rounded = [cell for cell in cells if cell is not None and cell.unit is Unit.WAN]
    if data.money_unit is not Unit.WAN or not rounded:
        return ZERO
    return sum_bound(len(rounded) - 1, Unit.WAN)


def percent(part: Decimal, whole: Decimal) -> Decimal:
    """How many percent a part is of a whole that is not zero."""
    return EXACT.divide(EXACT.multiply(part, HUNDRED), whole)


def actual_rate(line: MoneyLine) -> Decimal | None:
    """Executed ÷ budget in percent; a typed rate that is wrong has its own finding."""
    budget, spent = base(line), figure(line.cells.get("executed"))
    return percent(spent, budget.amount) if budget is not None and spent is not None and budget.amount > 0 else None


def rate_bounds(data: Disclosure, line: MoneyLine, decimals: int) -> tuple[Decimal, Decimal] | None:
    """Between which rates, printed with so many decimals, executed ÷ budget lies; None without a budget."""
    budget, spent = base(line), line.cells.get("executed")
    if budget is None or spent is None or figure(spent) is None or budget.amount <= 0:
        return None
    half = Decimal(5).scaleb(-decimals - 1)
    below, above = slack(data, [budget]), slack(data, [spent])
    low = percent(spent.amount - above, budget.amount + below)
    high = percent(spent.amount + above, max(budget.amount - below, Decimal(1)))
    return low - half, high + half
