"""Slips of whole blocks of cells: columns exchanged or moved, rows moved, a figure wrong with all its totals, another version of a table.

In: the data and its :class:`~disclosegen.checks.linear.System`.  Out: :class:`~disclosegen.checks.guesses.Guess` values with
their own words.  They are tried only on a table that many broken equations touch, and one is offered only if hardly any
of these is left and none that held breaks.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, pairwise

from ..model.disclosure import Cell, Disclosure, Row, State
from ..money import ZERO, show
from .guesses import Guess, Kind, Place
from .linear import Claim, System

FEWEST, TABLES = 6, 3
"""Broken equations that make a table worth it, and how many tables are."""
STARTS, ENDS, CHAINS = 24, 24, 200
"""As many rows with which a moved block begins or ends are tried, and figures with all their totals."""
EQUALITIES = 3
"""As many figures that are printed in another table too tell one version of a table from another."""


@dataclass(frozen=True)
class Grid:
    """Value columns of one block of a table in one unit (those that are filled, and all), and its rows in the order of the sheet."""

    table: str
    columns: tuple[str, ...]
    every: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def name(self) -> str:
        """As findings name the table."""
        ref = self.rows[0].cells[self.columns[0]].ref
        return ref.table or f"“{ref.sheet}”"


def block_guesses(data: Disclosure, system: System, where: Mapping[int, Place]) -> list[Guess]:
    """The slips of a whole block that repair nearly all that is broken about a table, those that repair most first."""
    touching = _by_table(system, where)
    found: list[tuple[int, Guess]] = []
    for table, claims in touching.most_common(TABLES):
        if claims < FEWEST:
            break
        touched = {where[n][1] for claim in system.broken() for n in system.claims[claim].terms if where[n][0] == table}
        for grid in _grids(data, table):
            for guess in (*_exchanged(grid, system), *_moved(grid, system), *_shifted(grid, system, touched)):
                repaired = system.effect(guess.change) if len(guess.change) >= FEWEST else None
                if repaired is not None and len(repaired) * 5 >= claims * 4:
                    found.append((len(repaired), guess))
    return [guess for _, guess in sorted(found, key=lambda one: -one[0])]


def _by_table(system: System, where: Mapping[int, Place]) -> Counter[str]:
    """How many broken equations touch each table."""
    return Counter(table for claim in system.broken() for table in {where[n][0] for n in system.claims[claim].terms})


def _grids(data: Disclosure, table: str) -> Iterator[Grid]:
    """The blocks of a table that have columns to exchange."""
    spec = data.tables[table].spec
    for number, block in enumerate(spec.blocks):
        rows = [row for row in data.tables[table].rows if row.block == number and _line(row)]
        keys = [column.key for column in block.values() if rows and all(column.key in row.cells for row in rows)]
        units = {key: rows[0].cells[key].unit for key in keys}
        money = [key for key in keys if units[key].is_money and units[key] is units[keys[0]]]
        columns = tuple(key for key in money if any(row.cells[key].value for row in rows))
        if columns:
            yield Grid(table, columns, tuple(money), tuple(sorted(rows, key=_line)))


def _line(row: Row) -> int:
    """In which row of the sheet it stands; 0 where it does not."""
    found = next((re.search(r"\d+$", cell.ref.cell) for cell in row.cells.values() if cell.ref.cell), None)
    return int(found[0]) if found else 0


def _change(system: System, meant: Iterable[tuple[Cell, Cell]]) -> dict[int, Decimal]:
    """The change that gives each cell what was typed in another one; what is computed follows by itself."""
    change: dict[int, Decimal] = {}
    for cell, source in meant:
        number = system.numbers.get(id(cell))
        if number is not None and (by := (source.amount if source.state is State.FILLED else ZERO) - cell.amount):
            change[number] = by
    return change


def _exchanged(grid: Grid, system: System) -> Iterator[Guess]:
    """Two columns exchanged: all through, from the first row to some row, or from some row to the last."""
    for one, other in combinations(grid.every, 2):
        full = [key for key in (one, other) if key in grid.columns]
        pairs = [(row.cells[one], row.cells[other]) for row in grid.rows if full]
        heads = {key: grid.rows[0].cells[key].ref.column for key in (one, other)}
        said = f"{heads[one]} 与 {heads[other]} 两列像是互相填反了"
        if len(full) == 1:
            said = f"{heads[full[0]]} 一列的数像是应填在 {heads[other if full[0] == one else one]} 一列"
        for first, last in _parts(len(pairs)) if pairs else ():
            part = pairs[first:last]
            change = _change(system, [*part, *((b, a) for a, b in part)])
            lines = f"从 {part[0][0].ref.line} 到 {part[-1][0].ref.line}，" if len(part) < len(pairs) else ""
            yield Guess(Kind.BLOCK, change, f"{grid.name}：{lines}{said}")


def _parts(rows: int) -> Iterator[tuple[int, int]]:
    """All rows, then what can be cut off at one end, the longer first."""
    yield 0, rows
    for cut in range(1, rows - 2):
        yield 0, rows - cut
        yield cut, rows


def _moved(grid: Grid, system: System) -> Iterator[Guess]:
    """All columns moved to the left or to the right by one; what was lost follows from the others."""
    for columns, word in ((grid.every, "左"), (grid.every[::-1], "右")):
        pairs = [
            (row.cells[to], row.cells[at]) for row in grid.rows for to, at in zip(columns[1:], columns, strict=False)
        ]
        lost = [row.cells[columns[0]] for row in grid.rows]
        if len(columns) > 2:
            change = _solved(system, _change(system, pairs), lost, pairs)
            yield Guess(Kind.BLOCK, change, f"{grid.name}：各列像是整体{word}移了一列")


def _shifted(grid: Grid, system: System, touched: set[str]) -> Iterator[Guess]:
    """A run of rows moved down or up by one, in all columns, or to the last row in one column; what was lost follows from the others."""
    near = [n for n, row in enumerate(grid.rows) if row.key in touched]
    for start in sorted({max(n - back, 0) for n in near for back in (0, 1)})[:STARTS]:
        for end in range(len(grid.rows), start + 2, -1)[:ENDS]:
            rows = grid.rows[start:end]
            for columns in _chosen(grid) if end == len(grid.rows) else [grid.columns]:
                for order, word in ((rows, "下"), (rows[::-1], "上")):
                    yield _shift(grid, system, order, columns, f"从 {_name(rows[0])} 一行起，", word)


def _shift(grid: Grid, system: System, order: Sequence[Row], columns: Sequence[str], since: str, word: str) -> Guess:
    pairs = [(a.cells[key], b.cells[key]) for a, b in pairwise(order) for key in columns]
    change = _change(system, pairs)
    if len(change) >= FEWEST:  # else there is too little to go by
        change = _solved(system, change, [order[-1].cells[key] for key in columns])
    about = (
        f"“{order[0].cells[columns[0]].ref.column}”一列" if len(columns) == 1 and len(grid.columns) > 1 else "下面各行"
    )
    return Guess(Kind.BLOCK, change, f"{grid.name}：{since}{about}像是往{word}错了一行")


def _chosen(grid: Grid) -> list[tuple[str, ...]]:
    return [grid.columns, *([(key,) for key in grid.columns] if len(grid.columns) > 1 else [])]


def _name(row: Row) -> str:
    return next(iter(row.cells.values())).ref.line


def _solved(
    system: System, change: dict[int, Decimal], lost: Sequence[Cell], meant: Sequence[tuple[Cell, Cell]] = ()
) -> dict[int, Decimal]:
    """The change with what was lost: the narrowest equation that speaks of nothing else unknown says it; {} if it cannot be.

    Args:
        lost: Cells whose figures are to be found.
        meant: Cells with those that hold what they should hold: where the first is computed, its parts must add up to it.
    """
    free = {n for cell in lost if (n := system.numbers.get(id(cell))) is not None}
    totals = [
        (ZERO, system.typed(cell), cell.amount - source.amount)
        for cell, source in meant
        if cell.state is State.COMPUTED and source.state is State.FILLED
    ]
    left = len(free) + 1
    while left > len(free):
        left = len(free)
        for number in sorted(free):
            claims = [system.claims[n] for n in system.touching[number]]
            known = [(one.high, one.terms, one.residual) for one in claims if one.low is not None]
            known += [one for one in totals if number in one[1]]
            ready = [one for one in known if free.isdisjoint(one[1].keys() - {number})]
            if ready:
                _, terms, residual = min(ready, key=lambda one: (one[0], len(one[1])))
                moved = sum((factor * change[n] for n, factor in terms.items() if n in change), ZERO)
                right = system.value(number) - (residual + moved) / terms[number]
                if -system.cells[number].unit.factor / 10 <= right < 0:  # rounding alone
                    right = ZERO
                change[number] = right - system.value(number)
                free.discard(number)
    negative = any(system.value(n) + by < 0 <= system.value(n) for n, by in change.items())
    return {} if negative else {n: by for n, by in change.items() if by}


def chains(data: Disclosure, system: System, where: Mapping[int, Place]) -> Iterator[Guess]:
    """A figure that is wrong together with all its totals, by the same amount."""
    suspected = dict.fromkeys(
        where[n] for claim in system.broken() for n in system.claims[claim].terms if system.cells[n].ref.cell
    )
    seen: set[frozenset[int]] = set()
    lowest = dict.fromkeys((t, leaf, column) for t, key, column in suspected for leaf in _lowest(data, t, key))
    for table, key, column in list(lowest)[:CHAINS]:
        rows = _above(data, table, key)
        beside = [name for name, cell in rows[0].cells.items() if name != column and cell.value]
        for chosen in ((column,), *((column, name) for name in beside)) if len(rows) > 1 else ():
            cells = [row.cells[name] for row in rows for name in chosen if name in row.cells]
            numbers = frozenset(
                n for cell in cells if cell.ref.cell and (n := system.numbers.get(id(cell))) is not None
            )
            if len(numbers) > 1 and numbers not in seen:
                seen.add(numbers)
                for by in _wanted(system, numbers):
                    yield Guess(Kind.CHAIN, dict.fromkeys(sorted(numbers), by), _chain_words(cells, by))


def _lowest(data: Disclosure, table: str, key: str) -> list[str]:
    """The row, and those of the subjects in it that hold no other."""
    rows = data.tables[table]
    code = rows.by_key[key].code
    inside = [one for one in rows.rows if code and one.code.startswith(code)]
    longest = max((len(one.code) for one in inside), default=0)
    return [key, *(one.key for one in inside if len(one.code) == longest and one.key != key)]


def _above(data: Disclosure, table: str, key: str) -> list[Row]:
    """A row of a subject and the rows that it is a part of."""
    rows = data.tables[table]
    row = rows.by_key[key]
    block = rows.spec.blocks[row.block]
    total = block.total.row_key if block.total is not None else ""
    above = [one for one in rows.rows if one.code and len(one.code) < len(row.code) and row.code.startswith(one.code)]
    return [row, *above, *([rows.by_key[total]] if total in rows.by_key and total != key and row.code else [])]


def _wanted(system: System, numbers: frozenset[int]) -> list[Decimal]:
    """By how much all of them would have to change."""
    found: Counter[Decimal] = Counter()
    for claim in {n for one in numbers for n in system.touching[one] if system.claims[n].broken}:
        one = system.claims[claim]
        factor = sum((one.terms[n] for n in numbers if n in one.terms), ZERO)
        if factor:
            found[((one.high if one.low is None else ZERO) - one.residual) / factor] += 1
    return [by for by, _ in found.most_common(3) if by]


def _chain_words(cells: Sequence[Cell], by: Decimal) -> str:
    first = cells[0]
    place = f"{first.ref.table or '“' + first.ref.sheet + '”'} {first.ref.line}·{first.ref.column}"
    filled = f"填的是 {show(first.amount, first.unit)}，按其余各处应为 {show(first.amount + by, first.unit)}"
    differ = f"{'少' if by > 0 else '多'}了 {show(abs(by), first.unit)}"
    return f"{place} 像是填错了（{filled}），连同它的各级合计都{differ}"


def other_version(system: System, where: Mapping[int, Place]) -> Guess | None:
    """The table whose own sums hold, while hardly any of its figures is what other tables say."""
    broken = [system.claims[n] for n in system.broken()]
    for table, count in _by_table(system, where).most_common(1):
        if count < FEWEST or count * 10 < len(broken) * 9:
            continue
        mine = {n for claim in broken for n in claim.terms if where[n][0] == table and system.value(n)}
        others = {where[n][0] for claim in broken for n in claim.terms} - {table}
        cross = [one for one in system.claims if one.low is not None and _crosses(one, table, where, system)]
        wrong = [one for one in cross if one.broken]
        inside = any(all(where[n][0] == table for n in one.terms) for one in broken)
        if (
            inside
            or len(mine) < FEWEST
            or len(others) < 2
            or len(wrong) < EQUALITIES
            or len(wrong) * 5 < len(cross) * 4
        ):
            continue
        refs = {where[n][0]: system.cells[n].ref for claim in broken for n in claim.terms}
        names = {name: ref.table or f"“{ref.sheet}”" for name, ref in refs.items()}
        listed = "、".join(sorted(names[name] for name in others))
        said = f"{names[table]}像是另一版本（另一年，或者调整前）的数：表内各数相加都对，与{listed}却都对不上"
        return Guess(Kind.VERSION, dict.fromkeys(sorted(mine), ZERO), said)
    return None


def _crosses(claim: Claim, table: str, where: Mapping[int, Place], system: System) -> bool:
    """Whether it holds figures of the table against those of another one."""
    filled = {where[n][0] for n in claim.terms if system.value(n)}
    return table in filled and len(filled) > 1
