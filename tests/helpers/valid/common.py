"""What several kits ask for in the same way: who publishes, counts beside money, vehicles.

In: a filler and chance.  Out: values in the filler.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from . import words
from .filler import Filler
from .final import Year


def identity(filler: Filler, random: Random, kind: str, **further: str) -> str:
    """The first sheet; gives the unit's name."""
    name = random.choice(words.UNITS)
    for row, text in (
        ("unit_name", name),
        ("unit_kind", kind),
        ("year", str(filler.kit.file.year)),
        ("money_unit", filler.unit.value),
        *further.items(),
    ):
        filler.text("unit", row, "text", text)
    return name


def three_public_counts(filler: Filler, random: Random, year: Year, bought: str, kept: str) -> dict[str, int]:
    """Trips and vehicles where there is money for them, and only there."""
    counts = {"kept": 0, "bought": 0}
    if year.three["overseas"]:
        groups = random.randint(1, 9)
        filler.count("other", "overseas_groups", "figure", groups)
        filler.count("other", "overseas_persons", "figure", groups + random.randint(0, 20))
    if year.three["vehicle_running"]:
        counts["kept"] = random.randint(1, 120)
    if year.three["vehicle_purchase"]:
        counts["bought"] = random.randint(1, counts["kept"])
    filler.count("other", bought, "figure", counts["bought"])
    filler.count("other", kept, "figure", counts["kept"])
    return counts


def vehicles(filler: Filler, random: Random, table: str, kinds: Sequence[str], whole: str, least: int) -> bool:
    """Vehicles by use, at least so many in all; gives whether any is of the last kind (其他用车)."""
    left = least + random.choice((0, random.randint(0, 40)))
    filler.count(table, whole, "figure", left)
    for kind in kinds:
        here = left if kind == kinds[-1] else random.choice((0, 0, random.randint(0, left)))
        filler.count(table, kind, "figure", here)
        left -= here
        if kind == kinds[-1]:
            return bool(here)
    return False
