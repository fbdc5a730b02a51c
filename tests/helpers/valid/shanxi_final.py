"""What a 山西 final workbook holds besides tables 01 to 09.

In: a filler and chance.  Out: the filler filled.
"""

from __future__ import annotations

from decimal import Decimal
from random import Random

from . import words
from .common import identity, three_public_counts, vehicles
from .filler import Filler
from .final import THREE, Year, draw, fill_tables
from .ledger import ZERO, Entry, Money, total

VEHICLES = ("leaders", "principal", "confidential", "emergency", "enforcement", "special", "retired", "other_use")


def fill(filler: Filler, random: Random, money: Money) -> None:
    """Invent a unit and fill its workbook."""
    year = draw(filler, random, money)
    fill_tables(filler, year)
    kind = random.choice(("单位", "部门"))
    has_agency = random.choice(("有", "无"))
    name = identity(filler, random, kind, has_agency=has_agency)
    filler.text("unit", "named_in_performance", "text", random.choice(("写", "不写")))
    filler.paragraphs("duties", words.duties(random))
    filler.paragraphs("organisation", [f"{name}按照职责分工设置内设机构。"])
    _statistics(filler, random, money, year, has_agency == "有")
    prior = _prior(filler, random, money, year, has_agency == "有")
    _classes(filler, random, money, year, prior)
    counts = three_public_counts(filler, random, year, "vehicles_bought", "vehicles_kept")
    _reception(filler, random, money, year)
    _performance(filler, random, money, year)
    _reasons(filler, random, year, prior, counts)


def _statistics(filler: Filler, random: Random, money: Money, year: Year, agency: bool) -> None:
    bought = money.part(year.spent() / 4) if random.random() < 0.8 else ZERO
    bought -= bought % 100 if money.whole else ZERO
    parts = money.split(bought, 3)
    filler.money("t10", "procurement", "figure", bought)
    for row, part in zip(("goods", "works", "services"), parts, strict=True):
        filler.money("t10", row, "figure", part)
    if agency:
        filler.money("t10", random.choice(("agency_administrative", "agency_civil_service")), "figure", year.operating)
    small = money.part(bought)
    filler.money("other", "small_medium", "figure", small)
    filler.money("other", "small_micro", "figure", money.part(small))
    filler.count("t10", "equipment", "figure", random.choice((0, random.randint(1, 300))))


def _prior(filler: Filler, random: Random, money: Money, year: Year, agency: bool) -> dict[str, Decimal]:
    """Last year's figures, from books of its own that were as right."""
    prior: dict[str, Decimal] = {}
    now = {code: year.spent("general", code=code) for code in sorted({e.code[:3] for e in year.of("general")})}
    classes = money.earlier(now, 3 * sum(now.values(), ZERO))
    if random.random() < 0.3:
        classes.setdefault(random.choice(("205", "213", "221")), money.part(year.fiscal_total))
    prior |= {f"class:{code}": amount for code, amount in classes.items()}
    prior["general"] = sum(classes.values(), ZERO)
    funds = total(year.of("fund"), lambda entry: entry.carried_in + entry.income)
    # both sides of it are compared, and carried-over money is in both
    prior["fund"] = money.near(funds) if funds else ZERO
    prior["state"] = money.near(year.spent("state")) if year.of("state") else ZERO
    left = money.part(year.fiscal_total) if random.random() < 0.2 else ZERO
    prior["fiscal"] = prior["general"] + prior["fund"] + prior["state"] + left
    prior["all"] = prior["fiscal"] + (money.part(year.income_total) if random.random() < 0.3 else ZERO)
    running = {"agency": year.operating} if agency else {}
    prior |= {"agency": ZERO, **money.earlier(running, prior["general"])}
    prior |= money.earlier(year.three, prior["general"] - prior["agency"])
    for row, name in (
        ("income_total", "all"), ("expenditure_total", "all"), ("fiscal_income_total", "fiscal"),
        ("fiscal_expenditure_total", "fiscal"), ("fund_income_total", "fund"), ("fund_expenditure_total", "fund"),
        ("state_expenditure", "state"), ("agency", "agency"), *((name, name) for name in THREE),
    ):  # fmt: skip
        filler.money("prior", row, "amount", prior[name], zero=True)
    prior["three_public"] = sum((prior[name] for name in THREE), ZERO)
    filler.money("prior", "three_public", "amount", prior["three_public"], zero=True)
    return prior


def _classes(filler: Filler, random: Random, money: Money, year: Year, prior: dict[str, Decimal]) -> None:
    spent = {code: year.spent("general", code=code) for code in sorted({e.code[:3] for e in year.of("general")})}
    budgets = money.earlier(spent, 3 * sum(spent.values(), ZERO))
    for code, amount in budgets.items():
        filler.money("classes", code, "initial_budget", amount)
    for key, amount in prior.items():
        if key.startswith("class:"):
            filler.money("classes", key[6:], "prior_final", amount)
    filler.money("classes", "total", "prior_final", prior["general"], zero=True)
    filler.money("classes", "total", "initial_budget", sum(budgets.values(), ZERO), zero=True)


def _reception(filler: Filler, random: Random, money: Money, year: Year) -> None:
    """国内接待费 with its 外事 part, and 国（境）外接待费: each with batches and persons where there is money."""
    reception = year.three["reception"]
    abroad = reception - reception % 100 if random.random() < 0.1 and reception > 10**6 else ZERO
    abroad = abroad / 2 - (abroad / 2) % 100
    domestic = reception - abroad
    foreign = domestic / 4 - (domestic / 4) % 100 if random.random() < 0.3 and domestic > 10**6 else ZERO
    for name, amount, most in (("domestic", domestic, 90), ("abroad", abroad, 9), ("foreign", foreign, 0)):
        filler.money("other", name, "figure", amount)
        if amount and name != "foreign":
            batches = random.randint(1, most)
            filler.count("other", f"{name}_batches", "figure", batches)
            filler.count("other", f"{name}_persons", "figure", batches * random.randint(1, 9))
    if foreign:
        filler.count("other", "foreign_batches", "figure", 1)
        filler.count("other", "foreign_persons", "figure", 1)


def _performance(filler: Filler, random: Random, money: Money, year: Year) -> None:
    """Self-evaluated projects: their money, their grades and a paragraph on each."""
    spare = year.spent("general", kind="project")
    count = random.randint(0, 5) if spare >= 10**7 else 0
    amounts = [Decimal(100 * random.randint(1, int(spare / 100 / count))) for _ in range(count)]
    grades = [random.choice(("excellent", "excellent", "good", "medium", "poor")) for _ in amounts]
    for grade in ("excellent", "good", "medium", "poor"):
        filler.count("other", f"grade_{grade}", "figure", grades.count(grade))
    filler.count("other", "projects_second", "figure", count)
    filler.money("other", "evaluated", "figure", sum(amounts, ZERO))
    filler.money("other", "evaluated_general", "figure", sum(amounts, ZERO))
    if {"medium", "poor"} & set(grades):
        filler.reason("s10-measures.measures", "督促加快执行进度，加强跟踪管理")
    texts = []
    points = {"excellent": (90, 100), "good": (80, 89), "medium": (60, 79), "poor": (10, 59)}
    for number, (name, executed, grade) in enumerate(
        zip(words.projects(random, count), amounts, grades, strict=True), 1
    ):
        budget = executed + Decimal(100 * random.randint(0, 5000))
        rate = (executed * 100 / budget).quantize(Decimal("0.01"), rounding="ROUND_HALF_UP")
        score = random.randint(*points[grade])
        texts.append(
            f"{number}、{name}：自评得分{score}分。全年预算数{words.wan(budget)}万元，执行数{words.wan(executed)}万元，执行率{rate}%。"
        )
    if random.random() < 0.7:
        filler.paragraphs("performance", texts)


def _reasons(filler: Filler, random: Random, year: Year, prior: dict[str, Decimal], counts: dict[str, int]) -> None:
    fund = year.of("fund")
    general = year.spent("general")
    three = sum(year.three.values(), ZERO)
    agency = year.operating if filler.values["unit", "has_agency", "text"] == "有" else ZERO
    for key, now, before in (
        ("s01.reason", year.income_total, prior["all"]),
        ("s04.reason", year.fiscal_total, prior["fiscal"]),
        ("s05-total.reason", general, prior["general"]),
        ("s08.reason", year.spent("state"), prior["state"]),
        ("s09.reason", three, prior["three_public"]),
        ("s10-agency.reason", agency, prior["agency"]),
        *((f"s05-class.reason:{code}", year.spent("general", code=code), prior.get(f"class:{code}", ZERO))
          for code in sorted({*(e.code[:3] for e in year.of("general")), *(k[6:] for k in prior if k.startswith("class:"))})),
    ):  # fmt: skip
        if filler.changed(now, before):
            filler.reason(key, words.reason(random, now, before))
    _fund_reason(filler, random, fund, prior["fund"])
    for code in sorted({entry.code[:3] for entry in year.of("general")}):
        if filler.printed(year.spent("general", code=code)):
            filler.reason(f"s05-class.use:{code}", words.use(random))
    for name in THREE:
        now, before = year.three[name], prior[name]
        if now or filler.changed(now, before):
            why = words.reason(random, now, before if filler.changed(now, before) else now)
            filler.reason(f"s09-{name.replace('_', '-')}.reason", why)
        if now and name != "reception":
            filler.reason(f"s09-{name.replace('_', '-')}-use.use", words.use(random))
    for name in ("domestic", "abroad"):
        if ("other", name, "figure") in filler.values:
            filler.reason(f"s09-reception-use.{name}", "上级部门和兄弟单位来访")
    if vehicles(filler, random, "t10", VEHICLES, "vehicles", counts["kept"]):
        filler.reason("s10-vehicles.use", "一般公务用车")


def _fund_reason(filler: Filler, random: Random, fund: list[Entry], before: Decimal) -> None:
    """The sentence adds printed figures, so it may show a change of 0.01 that only rounding made: it wants a reason too."""
    carried_in, income, spent, carried_out = (
        filler.printed(total(fund, figure))
        for figure in (
            lambda entry: entry.carried_in,
            lambda entry: entry.income,
            lambda entry: entry.spending,
            lambda entry: entry.carried_out,
        )
    )
    now = total(fund, lambda entry: entry.carried_in + entry.income)
    if filler.differs(carried_in + income, filler.printed(before)) or filler.differs(
        spent + carried_out, filler.printed(before)
    ):
        filler.reason("s07.reason", words.reason(random, now, before))
