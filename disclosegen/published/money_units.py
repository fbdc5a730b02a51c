"""In which unit of money a printed table is: what stands above it, else above the other tables, else what running text bears out.

In: lines and tables.  Out: :class:`Printed`.  The words are those of every bureau (元, 千元, 万元, 亿元), in whatever brackets.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from ..money import EXACT, Unit, round_half_up
from ..workbook.values import normal

FACTORS = {"元": 1, "千元": 1_000, "万元": 10_000, "百万元": 1_000_000, "亿元": 100_000_000}
WORD = "|".join(sorted(FACTORS, key=len, reverse=True))
LINE = re.compile(rf"[(\[]?(?:(?:金额|货币|计量)?单位[:：]?(?:人民币)?\(?|人民币)({WORD})\)?[)\]]?")
"""A unit as it stands above a table, folded."""
SPOKEN = re.compile(rf"(\d[\d,]*(?:\.\d+)?)({WORD})")
FIGURE = re.compile(r"\d[\d,]*\.\d+|\d{4,}")
LEAST = 3
"""Figures of running text that a table must hold before they say anything of its unit."""
NO_LINE = "这张表没有印金额单位"


@dataclass(frozen=True)
class Printed:
    """A unit of money as a table prints it.

    Attributes:
        word: ``千元``.
        doubt: Why a person should look at the table's amounts; empty where there is no doubt.
        unsure: Whether nothing in print bears the unit out.
    """

    word: str
    doubt: str = ""
    unsure: bool = False

    @property
    def more_decimals(self) -> int:
        """How many decimals more than 万元 an amount in it may have: 4 for 亿元."""
        return max(len(str(FACTORS[self.word])) - len(str(FACTORS["万元"])), 0)

    def to(self, value: Decimal, unit: Unit) -> Decimal:
        """An amount in this unit in another one, exactly."""
        return EXACT.divide(EXACT.multiply(value, Decimal(FACTORS[self.word])), unit.factor)


def unit_at_edge(text: str) -> tuple[str, str]:
    """A unit of money at the beginning or the end of a folded line, and the rest of the line; "" and the line without one."""
    for found in LINE.finditer(text):
        if found.start() == 0 or found.end() == len(text):
            return found[1], text[: found.start()] + text[found.end() :]
    return "", text


def common(units: Iterable[str]) -> str:
    """The unit of most tables; empty where none has any."""
    return next((word for word, _ in Counter(filter(None, units)).most_common(1)), "")


def borne_out(cells: Iterable[str], spoken: frozenset[Decimal], others: str, usual: Unit) -> Printed:
    """The unit of a table that names none.

    Args:
        cells: Of the table.
        spoken: What running text says (:func:`spoken_amounts`): amounts that it has in common with the table bear a unit out.
        others: The unit of the other tables; empty where none names one.
        usual: Of the kit.
    """
    figures = {Decimal(text.replace(",", "")) for cell in cells if FIGURE.fullmatch(text := normal(cell))}
    figures = {value for value in figures if value}
    best = expected = others or usual.value
    most = 0
    for word in (expected, *FACTORS):
        same = len({in_wan(value, word) for value in figures} & spoken)
        if same > most:
            best, most = word, same
    if others and (most < LEAST or best == others):
        return Printed(others)
    if most < LEAST:
        return Printed(usual.value, f"{NO_LINE}，按{usual.value}读", unsure=True)
    return Printed(best, f"{NO_LINE}，按情况说明里的数读作{best}")


def in_wan(value: Decimal, word: str) -> Decimal:
    """An amount in 万元 as running text prints it."""
    return round_half_up(Printed(word).to(value, Unit.WAN), 2)


def spoken_amounts(lines: Sequence[str]) -> frozenset[Decimal]:
    """Every amount of running text that names its unit, in 万元."""
    found = {
        in_wan(Decimal(number.replace(",", "")), word)
        for line in lines
        for number, word in SPOKEN.findall(normal(line))
    }
    return frozenset(value for value in found if value)


def converted(printed: Printed, unit: Unit) -> Printed:
    """With the remark that its amounts are turned into another unit."""
    if printed.word == unit.value or printed.doubt:
        return printed
    return replace(printed, doubt=f"这张表以{printed.word}为单位，已换算成{unit.value}")
