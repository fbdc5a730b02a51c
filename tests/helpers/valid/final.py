"""Tables 01 to 09 of final accounts, which all kits of that kind share.

In: nothing but chance.  Out: a :class:`Year`: the entries, and the sums that the rest of a workbook speaks of; the tables filled.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from random import Random

from .filler import Filler
from .ledger import ZERO, Entry, Money, below, items, total

FISCAL = ("general", "fund", "state")
OWN = ("superior", "operating", "business", "affiliated", "other")
PERSONNEL = ("301", "303")
THREE = ("overseas", "vehicle_purchase", "vehicle_running", "reception")
IN_06 = dict(zip(THREE, ("30212", "31013", "30231", "30217"), strict=True))
LEAST = 10**4
"""Cents that a cost of 三公 has at least: less than half of 0.01 万元 would stand as nothing beside a number of vehicles."""


@dataclass
class Year:
    """A year's entries and the sums that sentences speak of, in 元."""

    entries: list[Entry]
    economic: dict[str, Decimal]
    three: dict[str, Decimal]
    three_budget: dict[str, Decimal]

    def of(self, *sources: str) -> list[Entry]:
        """Entries of some sources; all of them for none."""
        return [entry for entry in self.entries if not sources or entry.source in sources]

    def spent(self, *sources: str, code: str = "", kind: str = "") -> Decimal:
        """Expenditure by source, subject and kind; empty means all."""
        return total(
            below(self.of(*sources), code), lambda entry: entry.spent.get(kind, ZERO) if kind else entry.spending
        )

    @property
    def income_total(self) -> Decimal:
        """收入总计."""
        return total(self.entries, lambda entry: entry.carried_in + entry.income + entry.used)

    @property
    def fiscal_total(self) -> Decimal:
        """财政拨款收入总计."""
        return total(self.of(*FISCAL), lambda entry: entry.carried_in + entry.income)

    @property
    def personnel(self) -> Decimal:
        """人员经费."""
        return sum((amount for code, amount in self.economic.items() if code.startswith(PERSONNEL)), ZERO)

    @property
    def operating(self) -> Decimal:
        """公用经费."""
        return sum(self.economic.values(), ZERO) - self.personnel


def draw(filler: Filler, random: Random, money: Money) -> Year:
    """Invent a year."""
    ordinary = random.sample(items(filler.kit), random.randint(1, 8))
    entries = [_fiscal(money, random, code, "general") for code in ordinary]
    for code in random.sample(items(filler.kit, fund=True), random.choice((0, 0, 1, 2))):
        entries.append(_fiscal(money, random, code, "fund"))
    if random.random() < 0.25:
        entries.append(_fiscal(money, random, random.choice(items(filler.kit, state=True)), "state"))
    for _ in range(random.choice((0, 0, 1, 3))):
        code = random.choice((random.choice(ordinary), random.choice(items(filler.kit))))
        entries.append(_own(money, random, code, random.choice(OWN)))
    year = Year(entries, {}, dict.fromkeys(THREE, ZERO), dict.fromkeys(THREE, ZERO))
    _economic(filler, random, money, year)
    _three(random, money, year)
    return year


def _fiscal(money: Money, random: Random, code: str, source: str) -> Entry:
    entry = Entry(code, source)
    kinds = ["basic", "project"] if source == "general" else ["project", "project", "basic"]
    for kind in random.choice((kinds, [random.choice(kinds)])):
        entry.spent[kind] = money.amount()
    carried = random.random()
    entry.carried_in = money.part(entry.spending) if carried < 0.15 else entry.spending if carried < 0.2 else ZERO
    left = money.amount() if random.random() < 0.15 else ZERO
    entry.income = entry.spending - entry.carried_in + left
    return entry


def _own(money: Money, random: Random, code: str, source: str) -> Entry:
    entry = Entry(code, source)
    for kind in random.sample(("basic", "project", "superior", "business", "affiliated"), random.randint(1, 2)):
        entry.spent[kind] = money.amount()
    entry.used = money.part(entry.spending) if random.random() < 0.2 else ZERO
    entry.income = entry.spending - entry.used
    if random.random() < 0.3:
        left = money.amount()
        entry.income += left
        entry.distributed = money.part(left) if random.random() < 0.4 else ZERO
    return entry


def _economic(filler: Filler, random: Random, money: Money, year: Year) -> None:
    """Basic expenditure of the general budget by economic subject."""
    basic = year.spent("general", kind="basic")
    codes = [
        line.row_key
        for _, line in filler.kit.tables["t06"].lines()
        if len(line.row_key) == 5 and line.row_key.isdigit() and not line.not_applicable
    ]
    chosen = random.sample(codes, random.randint(2, 14))
    if basic:
        parts = money.split(basic, len(chosen))
        year.economic = {code: part for code, part in zip(chosen, parts, strict=True) if part}


def _three(random: Random, money: Money, year: Year) -> None:
    """三公: what stands among the basic expenditure, and some of the projects'; the budget was never exceeded."""
    step = Decimal(LEAST) / 100
    spare = year.spent("general", kind="project")
    for name in THREE:
        basic = year.economic.get(IN_06[name], ZERO)
        further = money.part(spare / 4) if random.random() < 0.4 else ZERO
        if money.whole:
            further -= further % 100
        if 0 < basic + further < step:
            further = step - basic if spare >= step else ZERO
            if basic + further < step:  # too little to be printed: it was no 三公 at all
                moved = year.economic.pop(IN_06[name], ZERO)
                year.economic["30201"] = year.economic.get("30201", ZERO) + moved
                continue
        year.three[name] = basic + further
        spare -= further
    if year.three["vehicle_purchase"] and not year.three["vehicle_running"]:
        moved = year.economic.pop("31013", ZERO)
        if moved:
            year.economic["31002"] = year.economic.get("31002", ZERO) + moved
        year.three["vehicle_purchase"] = ZERO
    for name in THREE:
        spent = year.three[name]
        saved = money.amount() if random.random() < 0.4 else ZERO
        if spent:  # a budget ten thousand times what was spent is a wrong unit to any reader
            saved = min(saved, 100 * spent)
        year.three_budget[name] = spent + saved


def fill_tables(filler: Filler, year: Year) -> None:
    """Fill tables 01 to 09."""
    _table_01(filler, year)
    _table_02(filler, year)
    _table_03(filler, year)
    _table_04(filler, year)
    _by_subject(filler, year, "t05", "general")
    _table_06(filler, year)
    _by_subject(filler, year, "t07", "fund")
    _by_subject(filler, year, "t08", "state")
    _table_09(filler, year)


def _categories(year: Year, *sources: str) -> list[str]:
    return sorted({entry.code[:3] for entry in year.of(*sources)})


def _table_01(filler: Filler, year: Year) -> None:
    def put(row: str, amount: Decimal) -> None:
        filler.money("t01", row, "amount", amount)

    for source in (*FISCAL, *OWN):
        put(source, total(year.of(source), lambda entry: entry.income))
    put("income_year", total(year.entries, lambda entry: entry.income))
    put("surplus_used", total(year.entries, lambda entry: entry.used))
    put("carried_in", total(year.entries, lambda entry: entry.carried_in))
    put("income_total", year.income_total)
    for category in _categories(year):
        put(category, year.spent(code=category))
    put("expenditure_year", year.spent())
    put("distributed", total(year.entries, lambda entry: entry.distributed))
    put("carried_out", total(year.entries, lambda entry: entry.carried_out))
    put("expenditure_total", year.income_total)


def _table_02(filler: Filler, year: Year) -> None:
    codes = filler.subjects("t02", [entry.code for entry in year.entries if entry.income])
    for code in ("", *codes):
        row, entries = code or "total", below(year.entries, code)
        filler.money("t02", row, "total", total(entries, lambda entry: entry.income))
        filler.money(
            "t02", row, "fiscal", total((e for e in entries if e.source in FISCAL), lambda entry: entry.income)
        )
        for source in OWN:
            own = [entry for entry in entries if entry.source == source]
            filler.money("t02", row, source, total(own, lambda entry: entry.income))


def _table_03(filler: Filler, year: Year) -> None:
    codes = filler.subjects("t03", [entry.code for entry in year.entries])
    for code in ("", *codes):
        filler.money("t03", code or "total", "total", year.spent(code=code))
        for kind in ("basic", "project", "superior", "business", "affiliated"):
            filler.money("t03", code or "total", kind, year.spent(code=code, kind=kind))


def _table_04(filler: Filler, year: Year) -> None:
    def put(row: str, column: str, amount: Decimal) -> None:
        filler.money("t04", row, column, amount)

    for source in FISCAL:
        put(source, "amount", total(year.of(source), lambda entry: entry.income))
        put(f"carried_in_{source}", "amount", total(year.of(source), lambda entry: entry.carried_in))
    put("income_year", "amount", total(year.of(*FISCAL), lambda entry: entry.income))
    put("carried_in", "amount", total(year.of(*FISCAL), lambda entry: entry.carried_in))
    put("income_total", "amount", year.fiscal_total)
    for sources, column in ((FISCAL, "total"), *(((source,), source) for source in FISCAL)):
        own = year.of(*sources)
        for category in _categories(year, *FISCAL):
            put(category, column, year.spent(*sources, code=category))
        put("expenditure_year", column, year.spent(*sources))
        put("carried_out", column, total(own, lambda entry: entry.carried_out))
        put("expenditure_total", column, total(own, lambda entry: entry.spending + entry.carried_out))


def _by_subject(filler: Filler, year: Year, table: str, source: str) -> None:
    """05, 07 and 08: one source by subject; 07 has what came in beside it."""
    entries = year.of(source)
    codes = filler.subjects(table, [entry.code for entry in entries])
    for code in ("", *codes):
        row, own = code or "total", below(entries, code)
        filler.money(table, row, "expenditure" if table == "t07" else "total", total(own, lambda entry: entry.spending))
        for kind in ("basic", "project"):
            filler.money(table, row, kind, total(own, lambda entry, kind=kind: entry.spent.get(kind, ZERO)))
        if table == "t07":
            filler.money(table, row, "carried_in", total(own, lambda entry: entry.carried_in))
            filler.money(table, row, "income", total(own, lambda entry: entry.income))
            filler.money(table, row, "carried_out", total(own, lambda entry: entry.carried_out))


def _table_06(filler: Filler, year: Year) -> None:
    for code, amount in year.economic.items():
        filler.money("t06", code, "amount", amount)
    for category in sorted({code[:3] for code in year.economic}):
        amounts = (amount for code, amount in year.economic.items() if code.startswith(category))
        filler.money("t06", category, "amount", sum(amounts, ZERO))
    filler.money("t06", "personnel", "amount", year.personnel)
    filler.money("t06", "operating", "amount", year.operating)


def _table_09(filler: Filler, year: Year) -> None:
    for lead, figures in (("budget", year.three_budget), ("final", year.three)):
        for name in THREE:
            filler.money("t09", "row", f"{lead}_{name}", figures[name])
        vehicles = figures["vehicle_purchase"] + figures["vehicle_running"]
        filler.money("t09", "row", f"{lead}_vehicles", vehicles)
        filler.money("t09", "row", f"{lead}_total", sum(figures.values(), ZERO))
