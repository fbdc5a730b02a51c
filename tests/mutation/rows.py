"""Mistakes in whole rows: one is gone, stands twice, or carries another row's code.

In: a :class:`~tests.mutation.base.Base` and a random source.  Out: one mutation, or None where there is no such row.
A row that is gone has no cell left to point at: its sheet, or its subject in another table, is the right answer.
"""

from __future__ import annotations

from random import Random

from .base import Base, Edit, Mutation, Slot, Strip
from .figures import Maker, address


def _filled(strip: Strip) -> tuple[Slot, ...]:
    return tuple(slot for slot in strip.slots if slot.value is not None)


def dropped(base: Base, random: Random) -> Mutation | None:
    """A subject's row was deleted."""
    strips = [strip for strip in base.strips if _filled(strip)]
    if not strips:
        return None
    strip = random.choice(strips)
    edits = _edits(base, strip, strip.row, dict.fromkeys(strip.columns))
    return Mutation(
        "删掉一行", f"{strip.table}.{strip.key}.", edits, slots=_filled(strip), gone=strip.code or strip.key
    )


def doubled(base: Base, random: Random) -> Mutation | None:
    """A subject's row was pasted twice."""
    strips = [strip for strip in base.strips if _filled(strip)]
    if not strips:
        return None
    strip = random.choice(strips)
    values = {column: base.value(strip.sheet, (strip.row, column)) for column in strip.columns}
    edits = _edits(base, strip, strip.spare, values)
    own = frozenset(address(slot) for slot in strip.slots)
    return Mutation("多贴一行", f"{strip.table}.{strip.key}.", edits, own, _filled(strip))


def recoded(base: Base, random: Random) -> Mutation | None:
    """A row carries the code of another row of its table, a code of the list, or one that is in no list."""
    strips = [strip for strip in base.strips if strip.code and _filled(strip)]
    if not strips:
        return None
    strip = random.choice(strips)
    names = next(
        names
        for block in base.kit.tables[strip.table].blocks
        if block.coded and strip.code in (names := base.kit.subjects[block.open])
    )
    others = [code for code in names if len(code) == len(strip.code) and code != strip.code]
    here = [s.code for s in base.strips if s.table == strip.table and len(s.code) == len(strip.code) and s != strip]
    unknown = strip.code[:-1] + random.choice([d for d in "0123456789" if d != strip.code[-1]])
    way = random.choice(("表内", "表外", "无此码", "改码连名"))
    known = {"表内": here, "表外": others, "无此码": [unknown], "改码连名": [c for c in others if c not in here]}[way]
    if not known:
        return None
    code = random.choice(known)
    values = {strip.code_at: code}
    if way == "改码连名":
        values[strip.name_at] = names[code]
    edits = _edits(base, strip, strip.row, values)
    kind = "记到别的科目" if way == "改码连名" else "代码填错"
    return Mutation(kind, f"{strip.table}.{strip.key}.", edits, slots=_filled(strip), gone=strip.code)


def shifted(base: Base, random: Random) -> Mutation | None:
    """The figures of a row stand one row lower or higher: two rows have exchanged them."""
    strips = [strip for strip in base.strips if _filled(strip)]
    if len(strips) < 2:
        return None
    at = random.randrange(len(strips) - 1)
    one, other = strips[at], strips[at + 1]
    if one.table != other.table or one.columns != other.columns:
        return None
    edits = []
    for a, b in zip(one.slots, other.slots, strict=True):
        if a.value != b.value:
            edits += [Edit(a.sheet, a.at, a.value, b.value), Edit(b.sheet, b.at, b.value, a.value)]
    return Mutation("两行错位", f"{one.table}.{one.key}.", tuple(edits), slots=_filled(one)) if edits else None


def _edits(base: Base, strip: Strip, row: int, values: dict[int, object]) -> tuple[Edit, ...]:
    found = []
    for column, after in values.items():
        before = base.sheets[strip.sheet].cells.get((row, column))
        if before != after:
            found.append(Edit(strip.sheet, (row, column), before, after))
    return tuple(found)


KINDS: dict[str, Maker] = {"删掉一行": dropped, "多贴一行": doubled, "改科目代码": recoded, "两行错位": shifted}
