"""Random right workbooks: a unit's books are invented first, every table is derived from them.

    ledger.py    what happened, in 元 to the cent: money in and out by subject and source
    filler.py    figures become cells: 元 as they are, 万元 each rounded by itself, half up
    words.py     reasons and names that contradict nothing
    final.py     tables 01 to 09 of final accounts (what all of them share)
    shanxi_final.py, henan_final.py, shanxi_budget.py      the rest, kit by kit

A right workbook gives no 错误 and no 核实; whatever does is a mistake of the program or of these pages.  The source of chance is a
``random.Random``: hypothesis has one that shrinks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

from disclosegen.kit.load import Kit
from disclosegen.money import Unit
from disclosegen.workbook.content import Content

from . import henan_final, shanxi_budget, shanxi_final
from .filler import Filler
from .ledger import Money

MAKERS: dict[str, Callable[[Filler, Random, Money], None]] = {
    "shanxi-final-2024": shanxi_final.fill,
    "shanxi-final-2025": shanxi_final.fill,
    "henan-final-2023": henan_final.fill,
    "shanxi-budget-2024": shanxi_budget.fill,
}

FURTHER = {
    "functional": {
        "22301": "解决历史遗留问题及改革成本支出",
        "2230105": "国有企业退休人员社会化管理补助支出",
    },
    "income": {
        "1030148": "国有土地使用权出让收入",
        "1030155": "彩票公益金收入",
        "1030601": "利润收入",
    },
}
"""Official subjects that no document at hand shows; a bureau would add them to its list."""


def widened(kit: Kit) -> Kit:
    """The kit with the subjects that state capital and government funds need."""
    subjects = {kind: {**names, **FURTHER.get(kind, {})} for kind, names in kit.subjects.items()}
    return replace(kit, subjects=subjects)


def valid_content(kit: Kit, seed: int, unit: Unit | None = None) -> Content:
    """The right workbook of a seed; ``kit`` is a widened one."""
    return drawn_content(kit, Random(seed), unit)


def drawn_content(kit: Kit, random: Random, unit: Unit | None = None) -> Content:
    """A right workbook from a source of chance; the money unit is drawn where none is given."""
    unit = unit or random.choice((Unit.YUAN, Unit.WAN, Unit.WAN))
    whole = unit is Unit.WAN and random.random() < 0.3
    filler = Filler(kit, unit)
    MAKERS[kit.id](filler, random, Money(random, unit, whole))
    return filler.content(leaves_only=whole and random.random() < 0.5)
