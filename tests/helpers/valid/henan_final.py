"""What a 河南 final workbook holds besides tables 01 to 09.

In: a filler and chance.  Out: the filler filled.
"""

from __future__ import annotations

from decimal import Decimal
from random import Random

from disclosegen.kit.grid import OpenRow

from . import words
from .common import identity, three_public_counts, vehicles
from .filler import Filler
from .final import Year, draw, fill_tables
from .ledger import ZERO, Money

VEHICLES = ("leaders", "principal", "confidential", "emergency", "enforcement", "special", "retired", "other_use")
BOUGHT = ("bought_confidential", "bought_emergency", "bought_enforcement", "bought_special", "bought_other")


def fill(filler: Filler, random: Random, money: Money) -> None:
    """Invent a department and fill its workbook."""
    year = draw(filler, random, money)
    fill_tables(filler, year)
    kind = random.choice(("单位", "部门"))
    agency = random.random() < 0.6
    name = identity(
        filler, random, kind, month=f"{filler.kit.file.year + 1}年9月", has_agency="有" if agency else "无",
        level=random.choice(("省", "市", "县", "区")), own_word=random.choice(("", "我局")),
    )  # fmt: skip
    filler.paragraphs("duties", words.duties(random))
    filler.paragraphs("offices", [f"{name}按照职责分工设置内设机构。"])
    if kind == "部门":
        filler.paragraphs("units", [f"{name}（本级）", "某市服务中心"])
    cost = year.operating + year.spent("fund", kind="basic") if agency else ZERO
    _against_before(filler, random, money, year, cost)
    _budgets(filler, random, money, year)
    counts = three_public_counts(filler, random, year, "bought", "vehicles_kept")
    _three_public(filler, random, year, counts)
    _other(filler, random, money, year, cost)
    if vehicles(filler, random, "other", VEHICLES, "vehicles", counts["kept"]):
        filler.reason("s12.use", "其他轿车和越野车")
    _performance(filler, random, money, year)


def _explained(filler: Filler, random: Random, key: str, now: Decimal, before: Decimal) -> None:
    if filler.changed(now, before):
        filler.reason(key, words.reason(random, now, before))


def _against_before(filler: Filler, random: Random, money: Money, year: Year, agency: Decimal) -> None:
    """Last year's figures, from books of its own that were as right."""
    general = money.near(year.spent("general"))
    fiscal = general + (money.part(year.fiscal_total) if random.random() < 0.3 else ZERO)
    whole = fiscal + (money.part(year.income_total) if random.random() < 0.3 else ZERO)
    before = money.earlier({"agency": agency}, general)["agency"]
    for row, amount in (("total", whole), ("fiscal_total", fiscal), ("general", general), ("agency", before)):
        filler.money("prior", row, "amount", amount, zero=True)
    _explained(filler, random, "s01.reason", year.income_total, whole)
    _explained(filler, random, "s04.reason", year.fiscal_total, fiscal)
    _explained(filler, random, "s05-total.reason", year.spent("general"), general)
    _explained(filler, random, "s10.reason", agency, before)
    filler.money("other", "agency", "figure", agency)


def _budgets(filler: Filler, random: Random, money: Money, year: Year) -> None:
    """Initial budgets by item, with the reason beside each that was not met to the cent."""
    spent = {code: year.spent("general", code=code) for code in sorted({e.code for e in year.of("general")})}
    budgets = money.earlier(spent, 3 * sum(spent.values(), ZERO))
    codes = [code for code in budgets if filler.printed(spent[code]) or filler.printed(budgets[code])]
    names = filler.kit.subjects["functional"]
    filler.rows["budgets", 0] = tuple(OpenRow(code, code, names[code]) for code in codes)
    for code in codes:
        filler.money("budgets", code, "initial_budget", budgets[code])
        if filler.changed(spent[code], budgets[code]):
            filler.text("budgets", code, "reason", words.reason(random, spent[code], budgets[code]))
    filler.money("budgets", "total", "initial_budget", sum((budgets[code] for code in codes), ZERO), zero=True)
    for source, row, sentence in (("fund", "fund_budget", "s07"), ("state", "state_budget", "s08")):
        now = year.spent(source)
        before = money.near(now) if now else ZERO
        filler.money("other", row, "figure", before)
        _explained(filler, random, f"{sentence}.reason", now, before)
        if filler.printed(now):
            filler.reason(f"{sentence}.use", words.use(random))


def _three_public(filler: Filler, random: Random, year: Year, counts: dict[str, int]) -> None:
    now, budget = year.three, year.three_budget
    left = counts["bought"]
    for row in BOUGHT:
        here = left if row == BOUGHT[-1] else random.choice((0, random.randint(0, left)))
        filler.count("other", row, "figure", here)
        left -= here
    _explained(filler, random, "s09.reason", sum(now.values(), ZERO), sum(budget.values(), ZERO))
    _explained(filler, random, "s09-overseas.reason", now["overseas"], budget["overseas"])
    cars = [figures["vehicle_purchase"] + figures["vehicle_running"] for figures in (now, budget)]
    _explained(filler, random, "s09-vehicles.reason", *cars)
    _explained(filler, random, "s09-reception.reason", now["reception"], budget["reception"])
    if now["overseas"]:
        filler.reason("s09-overseas.use", "业务交流和培训")
    if now["vehicle_running"]:
        filler.reason("s09-running.use", "燃料费、维修费和保险费")
    _reception(filler, random, now["reception"])


def _reception(filler: Filler, random: Random, reception: Decimal) -> None:
    foreign = reception / 2 - (reception / 2) % 100 if random.random() < 0.2 and reception > 10**6 else ZERO
    for name, amount in (("foreign", foreign), ("domestic", reception - foreign)):
        filler.money("other", name, "figure", amount, zero=random.random() < 0.5)
        if amount:
            groups = random.randint(1, 60)
            filler.count("other", f"{name}_groups", "figure", groups)
            filler.count("other", f"{name}_persons", "figure", groups * random.randint(1, 9))
            filler.reason(f"s09-{name}.use", "来访接待")
    if foreign:
        filler.reason("s09-foreign.visitors", "来访代表团成员")


def _other(filler: Filler, random: Random, money: Money, year: Year, agency: Decimal) -> None:
    bought = money.part(year.spent() / 4) if random.random() < 0.8 else ZERO
    bought -= bought % 100 if money.whole else ZERO
    filler.money("other", "procurement", "figure", bought)
    for row, part in zip(("goods", "works", "services"), money.split(bought, 3), strict=True):
        filler.money("other", row, "figure", part)
    small = money.part(bought)
    filler.money("other", "small_medium", "figure", small)
    filler.money("other", "small_micro", "figure", money.part(small))
    filler.count("other", "equipment", "figure", random.choice((0, random.randint(1, 300))))
    if random.random() < 0.6:
        filler.money("other", "funds_received", "figure", year.income_total)
        filler.money("other", "funds_used", "figure", year.spent())
        filler.count("other", "score", "figure", Decimal(random.randint(6000, 10000)) / 100)
        for key in ("tasks", "budget", "input"):
            filler.reason(f"s13-whole.{key}", random.choice(("按计划完成", "指标设置合理，按照目标完成")))
    if random.random() < 0.5:
        filler.reason("s13-work.work", words.WORK)


def _performance(filler: Filler, random: Random, money: Money, year: Year) -> None:
    """Self-evaluated projects with their money, and those of the key evaluation."""
    spare = year.spent(kind="project")
    count = random.randint(0, 6) if spare >= 10**7 else 0
    names = words.projects(random, count)
    amounts = [Decimal(100 * random.randint(1, int(spare / 100 / count))) for _ in range(count)]
    own = random.randint(0, count)
    filler.count("other", "projects_own", "figure", own)
    filler.count("other", "projects_units", "figure", count - own)
    keys = filler.names("projects", [(name, ()) for name in names])
    filler.rows["project_money", 0] = tuple(
        OpenRow(key, "", name, (("project", name), ("source", "财政拨款")))
        for key, name in zip(keys, names, strict=True)
    )
    for key, executed in zip(keys, amounts, strict=True):
        budget = executed + Decimal(100 * random.randint(0, 5000))
        for column in ("initial", "budget"):
            filler.money("project_money", key, column, budget)
        filler.money("project_money", key, "executed", executed)
    if names and random.random() < 0.5:
        filler.paragraphs("key_projects", names[:1])
        for key in ("number", "benefit"):
            filler.reason(f"s13-key-result.{key}", "指标设置合理，按照目标完成")
    if names and random.random() < 0.3:
        filler.paragraphs("transfer_projects", names[:1])
