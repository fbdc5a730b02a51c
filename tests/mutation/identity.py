"""Mistakes on the first sheet, which says who publishes and in which unit the workbook is filled.

In: a :class:`~tests.mutation.base.Base` and a random source.  Out: one mutation, or None.
"""

from __future__ import annotations

from random import Random

from .base import Base, Mutation
from .figures import Maker, changed
from .words import STRANGER


def chosen(base: Base, random: Random) -> Mutation | None:
    """Another word of the list was chosen."""
    table = base.kit.tables[base.kit.file.identity]
    found = [
        (slot, line.choices)
        for slot in base.slots
        if slot.kind == "choice" and slot.value and slot.table == table.id and (line := table.line(slot.row))
    ]
    if not found:
        return None
    slot, choices = random.choice(found)
    return changed("单位信息选错", slot, random.choice([choice for choice in choices if choice != slot.value]))


def renamed(base: Base, random: Random) -> Mutation | None:
    """Another unit's name, or this year's missed."""
    slot = base.by_place[f"{base.kit.file.identity}.unit_name.text"]
    if random.random() < 0.5:
        return changed("单位信息填错", slot, random.choice((STRANGER, slot.value[:-1], slot.value[1:])))
    year = base.by_place[f"{base.kit.file.identity}.year.text"]
    return changed("单位信息填错", year, base.kit.file.year + random.choice((-2, -1, 1)))


KINDS: dict[str, Maker] = {"单位信息选错": chosen, "单位信息填错": renamed}
