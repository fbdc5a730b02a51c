"""What happened in a year that never was: money in and out, by subject and source, in 元 to the cent.

In: a source of chance.  Out: :class:`Entry` values of which every figure of a disclosure is a sum.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from disclosegen.kit.load import Kit
from disclosegen.money import Unit

ZERO = Decimal(0)
CENT = Decimal("0.01")
FUND_SUBJECTS = ("21208", "22904")
STATE_SUBJECTS = ("22301",)
OUT_OF_USE = ("223", "231", "232", "234")
"""Categories for which no ordinary unit has money."""


OFFICE = 10**7
"""Cents of the smallest year's money."""


class Money:
    """Draws amounts in 元: small and huge, round and crooked, exactly between two printed figures.

    ``whole`` keeps every amount a multiple of 100 元, so that a 万元 workbook rounds nothing.  The first amount is at least what an
    office needs to be one: of a year's money that is less, the check asks whether it was filled in 万元, for a good reason.
    """

    def __init__(self, random: Random, unit: Unit, whole: bool):
        self.random, self.unit, self.whole = random, unit, whole
        self.least = OFFICE

    def amount(self, least: int = 1) -> Decimal:
        """An amount of at least ``least`` cents."""
        least, self.least = max(least, self.least), 1
        way = self.random.randrange(10)
        if self.whole:
            return Decimal(100 * self.random.randint(max(1, least // 10000 + 1), 5_000_000))
        if way == 0:
            return self._at_least(Decimal(self.random.randint(1, 99999)) * CENT, least)
        if way == 1:  # halves of the last printed digit
            return self._at_least(Decimal(100 * self.random.randint(1, 200_000) + 50), least)
        if way == 2:
            return self._at_least(Decimal(10000 * self.random.randint(1, 90_000)), least)
        if way == 3:
            return Decimal(self.random.randint(10**11, 10**12)) * CENT
        return Decimal(self.random.randint(max(least, 10**5), 10**10)) * CENT

    def _at_least(self, amount: Decimal, least: int) -> Decimal:
        return max(amount, least * CENT)

    def part(self, whole: Decimal) -> Decimal:
        """A part of an amount, between nothing and all of it."""
        step = Decimal(100) if self.whole else CENT
        return step * self.random.randint(0, int(whole / step))

    def split(self, whole: Decimal, count: int) -> list[Decimal]:
        """Parts that add up to an amount; some may be nothing."""
        parts = []
        for _ in range(count - 1):
            parts.append(self.part(whole))
            whole -= parts[-1]
        parts.append(whole)
        self.random.shuffle(parts)
        return parts

    def near(self, amount: Decimal) -> Decimal:
        """What last year, or a budget, may have been beside an amount: the same, nothing, or up to twice as much.

        Never thousands of times as much, which is asked about for a good reason.
        """
        way = self.random.randrange(6)
        if way == 0:
            return amount
        if way == 1:
            return ZERO
        step = Decimal(100) if self.whole else CENT
        units = int(amount / step)
        return step * self.random.randint(units // 2, 2 * units)

    def earlier(self, amounts: dict[str, Decimal], most: Decimal) -> dict[str, Decimal]:
        """What last year may have been beside several figures of this year, together no more than ``most``.

        All of them are nothing where the sum would be thousands of times smaller than this year's.
        """
        found = {name: self.near(amount) for name, amount in amounts.items()}
        now, before = sum(amounts.values(), ZERO), sum(found.values(), ZERO)
        return found if before <= most and before * 1000 >= now else dict.fromkeys(amounts, ZERO)


@dataclass
class Entry:
    """One subject's money from one source.

    ``spent`` is by kind (``basic``, ``project``, ``superior``, ``business``, ``affiliated``); ``used`` and ``distributed`` belong to money
    that is no appropriation: surplus of earlier years that was used, and what was distributed.
    """

    code: str
    source: str
    carried_in: Decimal = ZERO
    income: Decimal = ZERO
    spent: dict[str, Decimal] = field(default_factory=dict)
    used: Decimal = ZERO
    distributed: Decimal = ZERO

    @property
    def spending(self) -> Decimal:
        """All that was spent."""
        return sum(self.spent.values(), ZERO)

    @property
    def carried_out(self) -> Decimal:
        """What is left for next year."""
        return self.carried_in + self.income + self.used - self.spending - self.distributed


def items(kit: Kit, fund: bool = False, state: bool = False) -> list[str]:
    """Codes of 项 whose 款 and 类 are in the list: those of ordinary money, of funds, or of state capital."""
    names = kit.subjects["functional"]
    found = [code for code in names if len(code) == 7 and code[:3] in names and code[:5] in names]
    if fund:
        return [code for code in found if code.startswith(FUND_SUBJECTS)]
    if state:
        return [code for code in found if code.startswith(STATE_SUBJECTS)]
    return [code for code in found if not code.startswith((*FUND_SUBJECTS, *OUT_OF_USE))]


def with_parents(codes: Iterable[str]) -> list[str]:
    """Codes with their 类 and 款, sorted; of economic 款 with their 类."""
    return sorted({code[:length] for code in codes for length in (3, 5, 7) if length <= len(code)})


def below(entries: Sequence[Entry], code: str) -> list[Entry]:
    """Entries of a subject and of all below it; of all for an empty code."""
    return [entry for entry in entries if entry.code.startswith(code)]


def total(entries: Iterable[Entry], figure: Callable[[Entry], Decimal]) -> Decimal:
    """A sum over entries."""
    return sum((figure(entry) for entry in entries), ZERO)
