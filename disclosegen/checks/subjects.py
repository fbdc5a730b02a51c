"""Kinds ``categories``, ``rows_sum``, ``rows_at_most`` and ``named_at_most``: tables held against each other row by row.

In: a rule and the data.  Out: a :class:`~disclosegen.checks.base.Verdict`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from ..kit.lint import row_refs
from ..kit.schema import CategoriesRule, NamedAtMostRule, RowsAtMostRule, RowsSumRule
from ..model.disclosure import Cell, Disclosure, State
from ..money import ZERO
from .arithmetic import compare, exceed
from .base import Equation, Figure, Verdict, add, gather, judged, tolerance, unchecked, unit_of

CATEGORY = 3  # digits of a 类


def categories(rule: CategoriesRule, data: Disclosure) -> Verdict:
    """For each category, the left table's figure equals the sum of the right ones' to the cent."""
    codes = _codes(data, [rule.left, *rule.right], CATEGORY)
    kept = [code for code in codes if code not in rule.except_codes]
    return _equal(rule, data, kept, [rule.left], rule.right, lambda left, right: ZERO)


def rows_sum(rule: RowsSumRule, data: Disclosure) -> Verdict:
    """For each subject of any of the tables, the totals equal the parts within what rounding explains."""

    def allowed(left: Figure, right: Figure) -> Decimal:
        return ZERO if rule.exact else tolerance(data, unit_of((left, right)), left.filled - 1 + right.filled)

    sources = [*rule.total, *rule.parts]
    codes = _codes(data, sources, rule.digits)
    lost = _lost(data, sources, codes)
    verdict = _equal(rule, data, [code for code in codes if code not in lost], rule.total, rule.parts, allowed)
    first = next((lost[code] for code in codes if code in lost), None)
    return unchecked(rule.id, rule.title, first) if first and not verdict.findings else verdict


def _equal(
    rule: CategoriesRule | RowsSumRule,
    data: Disclosure,
    codes: Sequence[str],
    totals: Sequence[str],
    parts: Sequence[str],
    allowed: Callable[[Figure, Figure], Decimal],
) -> Verdict:
    """Code by code, the sum of the totals' columns against that of the parts' columns."""
    sources = [*totals, *parts]
    found: list[Equation] = []
    blank, unknown = True, _unknown(data, sources)
    for code in codes:
        left, right = (add((1, _cell(data, source, code)) for source in side) for side in (totals, parts))
        if cell := left.unknown or right.unknown:
            unknown = unknown or cell
            continue
        if left.blank and right.blank:
            found.append(Equation(rule.id, left, right, code=code))
            continue
        blank = False
        title = f"{rule.title}（{code} {_name(data, sources, code)}）"
        unit, room = unit_of((left, right)), max(allowed(left, right), ZERO)
        found += compare(rule.id, rule.severity, title, left, right, room, unit, rule.advice, code)
    return judged(rule.id, rule.title, found, blank, unknown)


def rows_at_most(rule: RowsAtMostRule, data: Disclosure) -> Verdict:
    """For each subject of the parts' tables, their figures do not exceed the whole's."""
    sources = [*rule.part, *rule.whole]
    found: list[Equation] = []
    blank, unknown = True, _unknown(data, sources)
    for code in _codes(data, rule.part, rule.digits):
        part, whole = (add((1, _cell(data, source, code)) for source in side) for side in (rule.part, rule.whole))
        if cell := part.unknown or whole.unknown:
            unknown = unknown or cell
            continue
        if part.blank:
            continue
        blank = False
        title = f"{rule.title}（{code} {_name(data, sources, code)}）"
        found += exceed(rule, title, data, part, whole, code)
    return judged(rule.id, rule.title, found, blank, unknown)


def named_at_most(rule: NamedAtMostRule, data: Disclosure) -> Verdict:
    """All lowest rows of a name, added up, against figures elsewhere."""
    table, _, column = rule.part.partition(".")
    rows = data.tables[table].rows
    above = {row.parent for row in rows}
    part = add((1, row.cells.get(column)) for row in rows if row.name == rule.name and row.key not in above)
    whole = gather(data, row_refs(rule.whole, data.kit))
    if cell := part.unknown or whole.unknown:
        return unchecked(rule.id, rule.title, cell)
    return judged(rule.id, rule.title, exceed(rule, rule.title, data, part, whole), part.blank)


def _codes(data: Disclosure, sources: Sequence[str], digits: int) -> list[str]:
    """Subject codes of some tables, sorted; ``digits`` 0 for all levels."""
    tables = {source.partition(".")[0] for source in sources}
    return sorted(
        {row.code for table in tables for row in data.tables[table].rows if row.code and digits in (0, len(row.code))}
    )


def _cell(data: Disclosure, source: str, code: str) -> Cell | None:
    name, _, column = source.partition(".")
    table = data.tables[name]
    row = next((row for row in table.rows if row.code == code and column in row.cells), None)
    return row.cells[column] if row else table.cell(code, column) if table.missing else None


def _lost(data: Disclosure, sources: Sequence[str], codes: Sequence[str]) -> dict[str, Cell]:
    """Subjects that a table may have lost, with what may have held each as an unknown cell: a row that was not taken in, a parent without any row below."""
    found: dict[str, Cell] = {}
    for table in (data.tables[source.partition(".")[0]] for source in sources):
        if table.dropped:
            cell = Cell(None, None, table.spec.unit, State.UNKNOWN, table.dropped[0])
            return {code: found.get(code, cell) for code in codes}
        rows = {row.code: row for row in table.rows if row.code}
        parents = {part for code in rows for part in (code[:5], code[:CATEGORY]) if part != code}
        for code in codes:
            above = next((part for part in (code[:5], code[:CATEGORY]) if part != code and part in rows), None)
            if above and code not in rows and code not in found and above not in parents:
                first = next(iter(rows[above].cells.values()))
                found[code] = Cell(None, None, first.unit, State.UNKNOWN, first.ref)
    return found


def _name(data: Disclosure, sources: list[str], code: str) -> str:
    names = (row.name for source in sources for row in data.tables[source.partition(".")[0]].rows if row.code == code)
    return next((name for name in names if name), "").split("、")[-1]


def _unknown(data: Disclosure, sources: list[str]) -> Cell | None:
    """What puts one of the tables as a whole in doubt: it is not there, or its total could not be read."""
    tables = [data.tables[source.partition(".")[0]] for source in sources]
    cells = [cell for table in tables for row in table.rows if row.key == "total" for cell in row.cells.values()]
    cells += [cell for table in tables if table.missing and (cell := table.cell("", "")) is not None]
    return next((cell for cell in cells if not cell.known), None)
