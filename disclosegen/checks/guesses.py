"""Slips that touch more than one cell: two cells or two rows exchanged, a row left out or wrong all along.

In: the data and its :class:`~disclosegen.checks.linear.System`.  Out: :class:`Guess` values, each a change of several
cells that repairs broken equations and breaks none.  A row that may have been left out is put in as a row of blanks
first (:func:`with_gaps`), so that the rules say themselves what would have to stand in it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from ..findings import CellRef
from ..kit.schema import FIGURES, CategoriesRule, RowsAtMostRule, RowsSumRule
from ..model.compute import recompute
from ..model.disclosure import Cell, Disclosure, Place, Row, State, TableData
from .linear import System

GAP = "??"
"""Ends the code or key of a row that is not there and of which nothing is known."""
ROWS, PARTNERS = 60, 400
"""How many rows and how many pairs are looked at: a badly broken workbook must not take long."""
"""Table, row key and column key."""


class Kind(StrEnum):
    """What may have happened."""

    SWAP = "swap"  # two cells exchanged, or a figure in the wrong cell
    MOVED = "moved"  # two rows exchanged, or a row under another code
    MISSING = "missing"  # a row left out
    ROW = "row"  # several cells of one row
    CHAIN = "chain"  # a figure and all its totals
    BLOCK = "block"  # columns or rows of a table exchanged or moved
    VERSION = "version"  # a whole table of another year


@dataclass(frozen=True)
class Guess:
    """A change of several cells; ``words`` says it where the kind alone does not (``blocks.py``)."""

    kind: Kind
    change: Mapping[int, Decimal]
    words: str = ""


def places(data: Disclosure, system: System) -> dict[int, Place]:
    """Where each unknown stands."""
    return {
        number: (name, row.key, column)
        for name, table in data.tables.items()
        for row in table.rows
        for column, cell in row.cells.items()
        if (number := system.numbers.get(id(cell))) is not None
    }


def guesses(data: Disclosure, system: System, where: Mapping[int, Place]) -> Iterator[Guess]:
    """Every guess, not yet held against the evidence; ``where`` from :func:`places`."""
    yield from _swaps(system, where)
    rows: dict[tuple[str, str], dict[str, int]] = {}
    for number, (table, row, column) in where.items():
        rows.setdefault((table, row), {})[column] = number
    suspected = dict.fromkeys(where[n][:2] for claim in system.broken() for n in system.claims[claim].terms)
    missing = {place[:2] for number, place in where.items() if not system.cells[number].ref.cell}
    for table, row in sorted(suspected, key=lambda row: row not in missing)[:ROWS]:
        yield from _row(system, (table, row), rows)
        yield from _exchanged(system, (table, row), rows, data.tables[table])


def _swaps(system: System, where: Mapping[int, Place]) -> Iterator[Guess]:
    """Pairs of cells of one table whose exchange would repair at least one equation."""
    values: dict[tuple[str, str], list[tuple[Decimal, int]]] = {}
    for number, place in where.items():
        cell = system.cells[number]
        if cell.ref.cell:
            values.setdefault((place[0], cell.unit), []).append((cell.amount, number))
    for group in values.values():
        group.sort()
    seen: set[frozenset[int]] = set()
    for claim in (system.claims[number] for number in system.broken()):
        if claim.low is None:
            continue
        for one in claim.terms:
            cell = system.cells[one]
            least, most = claim.bounds(one)
            group = values.get((where[one][0], cell.unit), [])
            first = bisect_left(group, (cell.amount + (least or 0), -1))
            last = bisect_right(group, (cell.amount + (most or 0), len(where)))
            for value, other in group[first:last][:PARTNERS]:
                pair = frozenset((one, other))
                if value == cell.amount or other in claim.terms or pair in seen:
                    continue
                near = where[one][1] == where[other][1] or where[one][2] == where[other][2]
                if near or (cell.value is not None and system.cells[other].value is not None):
                    seen.add(pair)
                    by = value - cell.amount
                    yield Guess(Kind.SWAP, {one: by, other: -by})


def _row(system: System, key: tuple[str, str], rows: Mapping[tuple[str, str], Mapping[str, int]]) -> Iterator[Guess]:
    """What would have to stand in a row, column by column."""
    cells = rows[key]
    fits = {column: fit for column, n in cells.items() if (fit := system.fit(n, tuple(cells.values()))) is not None}
    if not system.cells[next(iter(cells.values()))].ref.cell:
        for number in cells.values():  # where totals are computed, equations speak of the row as a whole
            if (fit := system.fit(number)) is not None:
                yield Guess(Kind.MISSING, {number: fit.by})
    if not fits:
        return
    change = _rounded(system, {cells[column]: fit.by for column, fit in fits.items()})
    if system.cells[next(iter(change))].ref.cell:
        if len(change) > 1:
            yield Guess(Kind.ROW, change)
    elif all(by > 0 for by in change.values()):
        yield Guess(Kind.MISSING, change)


def _rounded(system: System, change: dict[int, Decimal]) -> dict[int, Decimal]:
    """The same change with the sums of the row itself exact, where the other equations allow it."""
    for claim in (system.claims[n] for one in change for n in system.touching[one]):
        inside = [one for one in change if one in claim.terms]
        left = claim.residual + sum((claim.terms[one] * change[one] for one in inside), Decimal(0))
        if len(inside) > 1 and claim.low is not None and left:
            for one in inside:
                other = {**change, one: change[one] - left / claim.terms[one]}
                if (system.effect(other) or frozenset()) >= (system.effect(change) or frozenset()):
                    return other
    return change


def _exchanged(
    system: System,
    key: tuple[str, str],
    rows: Mapping[tuple[str, str], Mapping[str, int]],
    table: TableData,
) -> Iterator[Guess]:
    """The row's figures exchanged with those of each other row of the same level."""
    cells = rows[key]
    row = table.by_key[key[1]]
    for other in table.rows:
        numbers = rows.get((key[0], other.key))
        if other is row or numbers is None or len(other.code) != len(row.code):
            continue
        missing = not all(system.cells[n].ref.cell for n in (*cells.values(), *numbers.values()))
        if numbers.keys() != cells.keys() and not missing:  # a missing row's totals follow its parts
            continue
        change: dict[int, Decimal] = {}
        for column in cells.keys() | numbers.keys():
            pair = [line.get(column) for line in (cells, numbers)]
            values = [system.value(n) if n is not None else Decimal(0) for n in pair]
            by = values[1] - values[0]
            change |= {n: step for n, step in zip(pair, (by, -by), strict=True) if n is not None and by}
        if len(change) > 2 or (change and missing):
            yield Guess(Kind.MOVED, dict(sorted(change.items())))


def with_gaps(data: Disclosure, system: System) -> Disclosure | None:
    """The data with a row of blanks wherever a row may have been left out; None where none can have been."""
    where = places(data, system)
    wanted: dict[str, dict[str, Row]] = {}
    for table, row in (*_absent(data, system, where), *_below(data, system, where)):
        spec = data.tables[table].spec
        if row.key not in data.tables[table].by_key and spec.is_open:
            wanted.setdefault(table, {}).setdefault(row.key, row)
    if not wanted:
        return None
    tables = {
        name: replace(data.tables[name], rows=(*data.tables[name].rows, *rows.values()))
        for name, rows in wanted.items()
    }
    return recompute(data, tables)


def _absent(data: Disclosure, system: System, where: Mapping[int, Place]) -> Iterator[tuple[str, Row]]:
    """Rows that tables compared subject by subject do not all have, where something is wrong in the table without it."""
    broken = [system.claims[number] for number in system.broken()]
    suspected = {where[n][0] for claim in broken for n in claim.terms}
    ids = {claim.equation.rule for claim in broken}
    codes = {
        name: {row.code for row in table.rows if row.code and any(cell.value for cell in row.cells.values())}
        for name, table in data.tables.items()
    }
    wanted: dict[tuple[str, str], None] = {}
    for rule in data.kit.rules:
        tables = dict.fromkeys(source.partition(".")[0] for source in _sources(rule))
        for table in tables:
            if table in suspected or rule.id in ids:
                others = set().union(*(codes[other] for other in tables))
                wanted |= dict.fromkeys((table, code) for code in sorted(others - codes[table]))
    for table, code in list(wanted)[:ROWS]:
        yield from _gap(data, table, code)


def _sources(rule: object) -> tuple[str, ...]:
    if isinstance(rule, CategoriesRule):
        return (rule.left, *rule.right)
    if isinstance(rule, RowsSumRule):
        return (*rule.total, *rule.parts)
    return (*rule.part, *rule.whole) if isinstance(rule, RowsAtMostRule) else ()


def _below(data: Disclosure, system: System, where: Mapping[int, Place]) -> Iterator[tuple[str, Row]]:
    """Rows that may be missing below one that is not the sum of its rows in several columns."""
    parents: dict[tuple[str, str], int] = {}
    for claim in (system.claims[number] for number in system.broken()):
        left, right = claim.equation.left, claim.equation.right
        if len(left.cells) == 1 and (number := system.numbers.get(id(left.cells[0]))) is not None:
            table, row, _ = where[number]
            inside = [where[n] for cell in right.cells if (n := system.numbers.get(id(cell))) is not None]
            if all(place[0] == table and place[1] != row for place in inside):
                parents[table, row] = parents.get((table, row), 0) + 1
    for (table, key), count in parents.items():
        row = data.tables[table].by_key[key]
        block = data.tables[table].spec.blocks[row.block]
        if count < 2 or not block.open:
            continue
        total = block.total is not None and key == block.total.row_key
        if block.open == "names":
            yield table, _blank_row(data, table, f"{key}{GAP}", "", "", row.block, "" if total else key)
            continue
        length = 3 if total else len(row.code) + 2
        start = "" if total else row.code
        codes = {
            one.code
            for other in data.tables.values()
            for one in other.rows
            if len(one.code) == length and one.code.startswith(start)
        }
        for code in (*sorted(codes), start + GAP if start else "?" + GAP):
            yield from _gap(data, table, code, row.block)


def _gap(data: Disclosure, table: str, code: str, block: int | None = None) -> Iterator[tuple[str, Row]]:
    """A row of blanks under a code, named as other tables name it."""
    spec = data.tables[table].spec
    if block is None:
        block = next(
            (row.block for row in data.tables[table].rows if row.code[:3] == code[:3]),
            next((number for number, one in enumerate(spec.blocks) if one.coded), None),
        )
    if block is None:
        return
    names = (row.name for other in data.tables.values() for row in other.rows if row.code == code)
    yield table, _blank_row(data, table, code, code, next((name for name in names if name), ""), block, "")


def _blank_row(data: Disclosure, table: str, key: str, code: str, name: str, block: int, parent: str) -> Row:
    spec = data.tables[table].spec
    line = " ".join(part for part in (code, name) if part) or key
    cells = {
        column.key: Cell(
            None,
            None,
            data.money_unit if column.kind == "amount" else column.unit or data.money_unit,
            State.BLANK,
            CellRef(spec.sheet, "", spec.code, line, column.label),
        )
        for column in spec.blocks[block].values()
        if column.kind in FIGURES
    }
    return Row(key, code, name, block, cells, parent=parent)


def tried(system: System, candidates: Iterable[Guess]) -> list[tuple[Guess, frozenset[int]]]:
    """The guesses that the evidence allows, with the claims that each repairs, two at least."""
    found = ((guess, system.effect(guess.change)) for guess in candidates)
    return [(guess, repaired) for guess, repaired in found if repaired is not None and len(repaired) > 1]
