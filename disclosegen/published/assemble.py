"""The parts that were read become the content of a workbook.

In: a kit and :class:`~disclosegen.published.reading.Part`s, the surest first.  Out: :class:`Assembled`: values and open rows as
the writer of workbooks wants them, where each value stood in print, and what has no place or is said in two ways.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from ..kit.grid import OpenRow
from ..kit.load import Kit
from ..kit.reasons import with_reasons
from ..kit.schema import Block, Column, Line, Table
from ..workbook.content import Content, Place, Value
from ..workbook.values import normal
from .reading import Lost, Namesake, Part, Rate, Said

MONEY_UNIT, YEAR = "money_unit", "year"


@dataclass(frozen=True)
class Assembled:
    """What a document says, ready to be written.

    Attributes:
        content: Of the new workbook; places that were read with doubt are coloured as those that want a look.
        said: Each value with where it stood.
        conflicts: Pairs of values that the document gives for one place; the first of each is in the content.
        lost: What has no place in the workbook.
        rates: What print says that follows from the content.
        namesakes: Projects that share their printed name or have none.
    """

    content: Content
    said: Mapping[Place, Said]
    conflicts: tuple[tuple[Said, Said], ...] = ()
    lost: tuple[Lost, ...] = ()
    rates: tuple[Rate, ...] = ()
    namesakes: tuple[Namesake, ...] = ()

    @property
    def doubts(self) -> tuple[Said, ...]:
        """What a person should look at, in the order in which it was read."""
        return tuple(said for said in self.said.values() if said.doubt)


def assemble(kit: Kit, parts: Iterable[Part]) -> Assembled:
    """Put parts together; of two values for one place that of the earlier part counts."""
    merger = _Merger(kit)
    for part in parts:
        merger.add(part)
    return merger.result()


@dataclass
class _Merger:
    kit: Kit
    said: dict[Place, Said] = field(default_factory=dict)
    rows: dict[tuple[str, int], dict[str, OpenRow]] = field(default_factory=dict)
    conflicts: list[tuple[Said, Said]] = field(default_factory=list)
    lost: list[Lost] = field(default_factory=list)
    rates: list[Rate] = field(default_factory=list)
    namesakes: list[Namesake] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.tables = with_reasons(self.kit)

    def add(self, part: Part) -> None:
        keys: dict[tuple[str, str], str] = {}
        for (table, number), rows in part.rows.items():
            earlier = dict(self.rows.get((table, number), {}))
            above = None
            for row in rows:
                above = keys[table, row.key] = self._placed(table, number, row, earlier, above)
        for one in part.values:
            table, row, column = one.place
            self._value(replace(one, place=(table, keys.get((table, row), row), column)))
        self.lost += part.lost
        self.rates += part.rates
        self.namesakes += part.namesakes

    def _placed(self, table: str, number: int, row: OpenRow, earlier: Mapping[str, OpenRow], above: str | None) -> str:
        """Take a row in behind the one that its part names before it: a later part may know rows between the earlier ones."""
        last = next(reversed(self.rows.get((table, number), {})), None)
        key = self._row(table, number, row, earlier)
        known = self.rows[table, number]
        if above is not None and key not in earlier and above != last and next(reversed(known)) == key:
            order = [one for one in known if one != key]
            order.insert(order.index(above) + 1, key)
            self.rows[table, number] = {one: known[one] for one in order}
        return key

    def _number(self) -> None:
        """Rows without codes go by the number of their place."""
        for (table, number), rows in self.rows.items():
            if self._coded((table, number)):
                continue
            renamed = {key: str(at) for at, key in enumerate(rows, 1)}
            self.rows[table, number] = {renamed[key]: replace(row, key=renamed[key]) for key, row in rows.items()}
            if all(key == name for key, name in renamed.items()):
                continue

            def moved(one: Said, table: str = table, renamed: dict[str, str] = renamed) -> Said:
                name, row, column = one.place
                return replace(one, place=(name, renamed.get(row, row), column)) if name == table else one

            self.said = {one.place: one for one in map(moved, self.said.values())}
            self.conflicts = [(moved(first), moved(second)) for first, second in self.conflicts]

    def result(self) -> Assembled:
        self._number()
        identity = self.kit.file.identity
        values: dict[Place, Value] = {place: one.value for place, one in self.said.items()}
        for row, word in ((MONEY_UNIT, "万元"), (YEAR, str(self.kit.file.year))):
            if self.tables[identity].line(row) is not None:
                values.setdefault((identity, row, self.tables[identity].blocks[0].values()[0].key), word)
        rows = {
            place: tuple(sorted(found.values(), key=lambda row: row.code))
            if self._coded(place)
            else tuple(found.values())
            for place, found in self.rows.items()
        }
        doubtful = frozenset(place for place, one in self.said.items() if one.doubt)
        content = Content(values, rows, doubtful)
        return Assembled(
            content, self.said, tuple(self.conflicts), tuple(self.lost), tuple(self.rates), tuple(self.namesakes)
        )

    def _coded(self, place: tuple[str, int]) -> bool:
        return self.tables[place[0]].blocks[place[1]].coded

    def _row(self, table: str, number: int, row: OpenRow, earlier: Mapping[str, OpenRow]) -> str:
        """Take a row in; its key. A row of names is that of an earlier part which goes by the same."""
        block = self.tables[table].blocks[number]
        known = self.rows.setdefault((table, number), {})
        if block.coded:
            known.setdefault(row.key, row)
            return row.key
        name = _name(block, row)
        same = next((key for key, other in earlier.items() if any(name) and _name(block, other) == name), None)
        if same is not None and not block.repeats:
            return same
        taken = max((int(key) for (one, _), rows in self.rows.items() if one == table for key in rows), default=0)
        key = row.key if row.key not in known else str(taken + 1)
        known[key] = replace(row, key=key)
        return key

    def _value(self, one: Said) -> None:
        before = self.said.get(one.place)
        if before is not None:
            if _different(before.value, one.value):
                self.conflicts.append((before, one))
            return
        if why := self._refused(one):
            self.lost.append(Lost(one.spot, one.quote or str(one.value), why))
            return
        self.said[one.place] = one

    def _refused(self, one: Said) -> str:
        """Why a value has no place in the workbook; empty when it has."""
        name, row, column = one.place
        table = self.tables.get(name)
        if table is None:
            return "模板里没有这张表"
        line = table.line(row)
        found = _columns(
            table, row, line, {key for (other, _), rows in self.rows.items() if other == name for key in rows}
        )
        if not found:
            return "模板里没有这一行"
        target = next((one for one in found if one.key == column), None)
        if target is None or (line is not None and (line.not_applicable or not line.holds(column))):
            return "模板里没有这一格"
        figure = ((line.kind if line else None) or target.kind) in ("amount", "count", "decimal")
        return "" if figure is isinstance(one.value, Decimal) else "与这一格要填的内容不符"


def _columns(table: Table, row: str, line: Line | None, open_keys: set[str]) -> tuple[Column, ...]:
    """The value columns of a row; none where the table has no such row."""
    if line is not None:
        return next(table.blocks[number].values() for number, one in table.lines() if one.row_key == row)
    if row in open_keys or any(footer.key == row for footer in table.footer):
        return tuple(leaf for block in table.blocks for leaf in block.values())
    return ()


def _name(block: Block, row: OpenRow) -> tuple[str, ...]:
    """What a row of names goes by; blank for a paragraph."""
    texts = dict(row.texts)
    return tuple(normal(texts.get(leaf.key, "")) for leaf in block.leaves() if leaf.role == "name")


def _different(one: Value, other: Value) -> bool:
    if isinstance(one, Decimal) or isinstance(other, Decimal):
        return one != other
    return normal(one) != normal(other)
