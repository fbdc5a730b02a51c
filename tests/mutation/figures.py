"""Mistakes in amounts and counts: what a hand or a paste does to one cell, or to two.

In: a :class:`~tests.mutation.base.Base` and a random source.  Out: one mutation of the kind, or None where the drawn cell
has none (a figure of one digit has no two neighbours to swap); the caller draws again.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise
from random import Random
from typing import Any

from .base import Base, Edit, Mutation, Slot

Maker = Callable[[Base, Random], Mutation | None]


def address(slot: Slot) -> tuple[str, str]:
    """Sheet and cell of a slot, as findings name them."""
    return Edit(slot.sheet, slot.at, None, None).address


def changed(kind: str, slot: Slot, after: Any) -> Mutation | None:
    """One cell with another value; None where it is the same."""
    if after == slot.value:
        return None
    return Mutation(kind, slot.place, (Edit(slot.sheet, slot.at, slot.value, after),), slots=(slot,))


def typed(value: Decimal) -> int | float:
    """A figure as a spreadsheet holds it."""
    return int(value) if value == value.to_integral_value() else float(value)


def _figure(base: Base, random: Random, zero: bool = False) -> Slot | None:
    found = [slot for slot in base.figures if zero or slot.number]
    return random.choice(found) if found else None


def _written(slot: Slot) -> str:
    """The digits that a person sees: two decimals for money in 万元."""
    text = format(abs(slot.number), "f")
    if slot.kind != "amount":
        return text
    whole, _, rest = text.partition(".")
    return f"{whole}.{rest:0<2}"


def digit(base: Base, random: Random) -> Mutation | None:
    """One digit is another one."""
    slot = _figure(base, random)
    if slot is None:
        return None
    return changed("改一个数字", slot, typed(Decimal(other_digit(_written(slot), random))))


def other_digit(text: str, random: Random) -> str:
    """A figure with one digit made another."""
    at = random.choice([at for at, char in enumerate(text) if char.isdigit()])
    other = random.choice([char for char in "0123456789" if char != text[at]])
    return text[:at] + other + text[at + 1 :]


def swapped(base: Base, random: Random) -> Mutation | None:
    """Two neighbouring digits change places."""
    slot = _figure(base, random)
    if slot is None:
        return None
    text = two_swapped(_written(slot), random)
    return changed("相邻两位对调", slot, typed(Decimal(text))) if text is not None else None


def two_swapped(text: str, random: Random) -> str | None:
    """A figure with two neighbouring digits exchanged; None where it has no two that differ."""
    digits = [at for at, char in enumerate(text) if char.isdigit()]
    pairs = [(a, b) for a, b in pairwise(digits) if text[a] != text[b]]
    if not pairs:
        return None
    a, b = random.choice(pairs)
    chars = list(text)
    chars[a], chars[b] = chars[b], chars[a]
    return "".join(chars)


def sign(base: Base, random: Random) -> Mutation | None:
    """A minus that does not belong there."""
    slot = _figure(base, random)
    return slot and changed("正负号", slot, typed(-slot.number))


def tenfold(base: Base, random: Random) -> Mutation | None:
    """The decimal point one place off."""
    slot = _figure(base, random)
    if slot is None:
        return None
    factor = Decimal(10) if random.random() < 0.5 or slot.kind == "count" else Decimal("0.1")
    return changed("差十倍", slot, typed(slot.number * factor))


def wrong_unit(base: Base, random: Random) -> Mutation | None:
    """元 typed among 万元, or the reverse."""
    found = [slot for slot in base.figures if slot.number and slot.kind == "amount"]
    if not found:
        return None
    slot = random.choice(found)
    down = base.content.money_in_yuan
    return changed("差一万倍", slot, typed(slot.number / 10000 if down else slot.number * 10000))


def blanked(base: Base, random: Random) -> Mutation | None:
    """A cell is left out; where nothing stands there is nothing to point at, so the column it stood in is a right answer."""
    slot = _figure(base, random)
    if slot is None:
        return None
    column = [s for s in base.slots if (s.table, s.column, s.at[1]) == (slot.table, slot.column, slot.at[1])]
    edit = Edit(slot.sheet, slot.at, slot.value, None)
    return Mutation("漏填", slot.place, (edit,), frozenset(address(s) for s in column), (slot,))


def filled(base: Base, random: Random) -> Mutation | None:
    """A figure in a cell that should be blank: that of a neighbour, or one of its own."""
    blanks = [slot for slot in base.slots if slot.value is None and slot.kind in ("amount", "count")]
    if not blanks:
        return None
    slot = random.choice(blanks)
    if slot.kind == "count":
        return changed("空格误填", slot, random.randint(1, 99))
    own = Decimal(random.randint(100, 99999)) / 100
    same = [other.number for other in base.figures if other.table == slot.table and other.kind == "amount"]
    return changed("空格误填", slot, typed(random.choice([own, *same[:1]]) if same else own))


def neighbour(base: Base, random: Random) -> Mutation | None:
    """The value of the cell above, below, left or right was copied over it."""
    slot = _figure(base, random, zero=True)
    if slot is None:
        return None
    places = {(other.sheet, other.at): other for other in base.figures}
    near = [
        other
        for down, right in ((-1, 0), (1, 0), (0, -1), (0, 1))
        if (other := places.get((slot.sheet, (slot.at[0] + down, slot.at[1] + right)))) and other.kind == slot.kind
    ]
    return changed("照抄旁边", slot, random.choice(near).value) if near else None


def _exchange(kind: str, one: Slot, other: Slot) -> Mutation | None:
    if one.value == other.value:
        return None
    edits = (Edit(one.sheet, one.at, one.value, other.value), Edit(other.sheet, other.at, other.value, one.value))
    return Mutation(kind, one.place, edits, slots=(one, other))


def in_row(base: Base, random: Random) -> Mutation | None:
    """Two cells of a row change places; one may be blank."""
    one = _figure(base, random)
    others = [s for s in base.slots if one and (s.table, s.row, s.kind) == (one.table, one.row, one.kind) and s != one]
    return _exchange("同行两格对调", one, random.choice(others)) if one and others else None


def in_column(base: Base, random: Random) -> Mutation | None:
    """Two cells of a column change places; one may be blank."""
    one = _figure(base, random)
    others = [
        s
        for s in base.slots
        if one and (s.table, s.column, s.kind, s.at[1]) == (one.table, one.column, one.kind, one.at[1]) and s != one
    ]
    return _exchange("同列两格对调", one, random.choice(others)) if one and others else None


def across(base: Base, random: Random) -> Mutation | None:
    """Two cells of different tables change places."""
    one = _figure(base, random)
    others = [s for s in base.figures if one and s.kind == one.kind and s.table != one.table and s.number]
    return _exchange("跨表两格对调", one, random.choice(others)) if one and others else None


def _pairs(base: Base) -> list[tuple[Slot, Slot]]:
    """This year's figure and last year's: what the kit brings over next year stands in both."""
    found = []
    for name, table in base.kit.tables.items():
        for _, line in table.lines():
            if len(line.from_last) == 1:
                found += [
                    (base.by_place.get(line.from_last[0]), slot)
                    for slot in base.slots
                    if slot.table == name and slot.row == line.row_key
                ]
        for block in table.blocks:
            for leaf in block.values():
                if leaf.from_last:
                    found += [
                        (base.by_place.get(leaf.from_last.replace("{row}", slot.row)), slot)
                        for slot in base.slots
                        if slot.table == name and slot.column == leaf.key
                    ]
    return [(now, before) for now, before in found if now is not None and before is not None]


def old_over_new(base: Base, random: Random) -> Mutation | None:
    """Last year's figure stands where this year's belongs."""
    pairs = [(now, before) for now, before in _pairs(base) if before.value is not None and now.value is not None]
    if not pairs:
        return None
    now, before = random.choice(pairs)
    return changed("上年数贴到今年", now, before.value)


def new_over_old(base: Base, random: Random) -> Mutation | None:
    """This year's figure stands where last year's belongs."""
    pairs = [(now, before) for now, before in _pairs(base) if before.value is not None and now.value is not None]
    if not pairs:
        return None
    now, before = random.choice(pairs)
    return changed("今年数贴到上年", before, now.value)


KINDS: dict[str, Maker] = {
    "改一个数字": digit,
    "相邻两位对调": swapped,
    "正负号": sign,
    "差十倍": tenfold,
    "差一万倍": wrong_unit,
    "漏填": blanked,
    "空格误填": filled,
    "照抄旁边": neighbour,
    "同行两格对调": in_row,
    "同列两格对调": in_column,
    "跨表两格对调": across,
    "上年数贴到今年": old_over_new,
    "今年数贴到上年": new_over_old,
}
