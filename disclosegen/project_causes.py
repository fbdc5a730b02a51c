"""One wrong figure of a project, one finding: rules about projects leave no equations, so what may be wrong is tried out.

In: findings and the data.  Out: for a cell of a project whose change makes several findings go away, and no new one
come, one finding in their place; and the data with the cell put right, for the causes that are looked for next.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from .document.compose import OF_GRIDS
from .findings import CellRef, Finding, Severity, missing_from
from .model.build import rebuilt
from .model.disclosure import Cell, Disclosure, Place
from .model.projects import INDICATORS, MONEY, PROJECTS, WHOLE, WHOLE_INDICATORS, WHOLE_MONEY
from .money import show

TABLES = (PROJECTS, MONEY, INDICATORS, WHOLE, WHOLE_MONEY, WHOLE_INDICATORS)
COUNTED = "PJ-count"
"""A rule about all projects together: a cell that only it names is no suspect."""
OF_WORDS = ("X-", "N-", *OF_GRIDS)
"""Rules that read the finished document: to write it anew for each try would take seconds."""
CELLS, TRIES = 3, 6
"""As many cells, and changes of cells, are tried: each costs a check."""
Judge = Callable[[Disclosure, Collection[str]], Iterable[Finding]]


@dataclass(frozen=True)
class Try:
    """A cell of a project and what it might hold; None: nothing, so that it is computed."""

    place: Place
    cell: Cell
    value: Decimal | None


def settle_projects(
    judged: Sequence[Finding], data: Disclosure, judge: Judge
) -> tuple[list[Finding], list[Finding], Disclosure]:
    """What one cell of a project explains.

    Args:
        judged: What rules and sentences found.
        data: What they speak of.
        judge: Checks changed data anew.

    Returns:
        The finding in whose place the others need not be said (none or one), the findings that are left, and the data
        put right as far as it explains them.
    """
    told = [one for one in judged if one.severity is not Severity.NOTE and not one.rule.startswith(OF_WORDS)]
    if len(told) < 2 or not any(_about_projects(one, data) for one in told):
        return [], [*judged], data
    rules = {one.rule for one in told}
    best: list[tuple[Try, frozenset[Finding], Disclosure]] = []
    for attempt in _tries(told, data):
        right = rebuilt(data, data.filled({attempt.place: attempt.value}))
        left = [one for one in judge(right, rules) if one.severity is not Severity.NOTE]
        gone = frozenset(missing_from(left, told))
        if (
            len({(one.rule, one.cells[:1]) for one in left}) <= len(told) - len(gone)
            and len(gone) > 1
            and (not best or len(gone) >= len(best[0][1]))
        ):
            best = [*(best if best and len(gone) == len(best[0][1]) else []), (attempt, gone, right)]
    if not best:
        return [], [*judged], data
    same = [one for one, others, _ in best if others == best[0][1]]
    gone = best[0][1] | _words_gone(judged, best[0][2], judge)
    return (
        [_told(same, [one for one in judged if one in gone], data)],
        [one for one in judged if one not in gone],
        best[0][2],
    )


def _words_gone(judged: Sequence[Finding], right: Disclosure, judge: Judge) -> frozenset[Finding]:
    """What the finished document says of the same slip."""
    words = [one for one in judged if one.rule.startswith(OF_WORDS) and one.severity is not Severity.NOTE]
    if not words:
        return frozenset()
    return frozenset(missing_from(judge(right, {one.rule for one in words}), words))


def _about_projects(finding: Finding, data: Disclosure) -> bool:
    return finding.rule.startswith("PJ-") or any(
        rule.id == finding.rule and rule.kind.startswith("projects_") for rule in data.kit.rules
    )


def _tries(told: Sequence[Finding], data: Disclosure) -> Iterator[Try]:
    """Cells that most findings name, each with what it might hold."""
    named: Counter[CellRef] = Counter()
    for finding in told:
        named.update(dict.fromkeys(finding.cells, 0 if finding.rule == COUNTED else 1))
    cells = _typed(data, {ref for ref, count in named.items() if count})
    first = sorted(cells, key=lambda ref: (-named[ref], _narrowest(ref, told)))
    tries = [
        Try(*cells[ref], value)
        for ref in first[:CELLS]
        for value in dict.fromkeys(_values(ref, cells, [one for one in told if ref in one.cells], data))
        if value is None or (value >= 0 and value != cells[ref][1].value)
    ]
    yield from tries[:TRIES]


def _narrowest(ref: CellRef, told: Sequence[Finding]) -> int:
    """How many cells the shortest finding that names it has."""
    return min(len(one.cells) for one in told if ref in one.cells)


def _typed(data: Disclosure, refs: Collection[CellRef]) -> dict[CellRef, tuple[Place, Cell]]:
    """The typed cells of projects among those places."""
    return {cell.ref: (place, cell) for place, cell in data.typed_cells(TABLES) if cell.ref in refs}


def _values(
    ref: CellRef, cells: Mapping[CellRef, tuple[Place, Cell]], findings: Sequence[Finding], data: Disclosure
) -> Iterator[Decimal | None]:
    """What might stand there: the figure that a finding holds it against, what a sum leaves for it, its weight; else nothing."""
    (table, key, column), cell = cells[ref]
    if column in ("score", "grade") and table == PROJECTS:
        yield None  # computed from what stands below
    if cell.value is None:
        return
    if table in (INDICATORS, WHOLE_INDICATORS) and column == "score":
        yield from _full(data, table, key)
    for finding in findings:
        others = [cells[one][1] for one in finding.cells if one != ref and one in cells]
        yield from (one.value for one in others[:1] if len(finding.cells) == 2 and one.value is not None)
        if finding.difference is not None:
            yield cell.value - finding.difference


def _full(data: Disclosure, table: str, key: str) -> Iterator[Decimal]:
    """The full score of an indicator: its own weight, or that of its first level."""
    row = data.tables[table].by_key[key]
    weight = row.cells.get("weight")
    if weight is not None and weight.value is not None:
        yield weight.value
        return
    for project in data.projects:
        for one in project.indicators if project.form is not None else ():
            if one.cells.get("score") is row.cells["score"] and project.form is not None:
                bound = project.form.level_weights.get(one.level1)
                if bound is not None:
                    yield bound


def _told(tries: Sequence[Try], gone: Sequence[Finding], data: Disclosure) -> Finding:
    """One finding for what goes away, as severe as the worst of it."""
    first = tries[0]
    own = min((one for one in gone if first.cell.ref in one.cells), key=lambda one: (one.severity.rank, len(one.cells)))
    worst = min(gone, key=lambda one: one.severity.rank)
    main = own if own.severity is worst.severity else worst
    suspects = tuple(dict.fromkeys(one.cell.ref for one in tries))
    if first.value is None:
        said = own.message
    else:
        values = Counter(one.place for one in tries)
        several = {one.place: one for one in reversed(tries)}.values()
        places = [_one(one, values[one.place] > 1) for one in several][::-1]
        said = f"最可能有误的是 {places[0]}" if len(places) == 1 else f"可能有误的是 {'；也可能是 '.join(places)}"
    rules = tuple(dict.fromkeys(one.rule for one in (main, *gone)))
    more = f"。{len(rules)} 条规则因此对不上：{'、'.join(rules)}" if len(rules) > 1 else ""
    cells = tuple(dict.fromkeys((*suspects, *(ref for one in gone for ref in one.cells))))
    advice = "请先核对这一处；这一处没有错的，再核对后面所列各处。"
    return replace(
        main,
        message=said + more,
        cells=cells,
        advice=advice,
        also=rules[1:],
        suspects=suspects,
    )


def _one(attempt: Try, vague: bool) -> str:
    cell = attempt.cell
    assert attempt.value is not None
    filled, right = (show(value, cell.unit) for value in (cell.amount, attempt.value))
    return f"“{cell.ref.sheet}”{cell.ref.words}：填的是 {filled}，按其余各处应为 {right}{' 左右' if vague else ''}"
