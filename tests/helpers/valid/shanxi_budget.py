"""A right 山西 budget workbook: thirteen tables from one list of money.

In: a filler and chance.  Out: the filler filled.
"""

from __future__ import annotations

from decimal import Decimal
from random import Random

from . import words
from .common import identity, vehicles
from .filler import Filler
from .final import FISCAL, THREE
from .ledger import ZERO, Entry, Money, below, items, total

OTHER = ("special_account", "unit_funds")
SOURCES = (*FISCAL, *OTHER)
VEHICLES = ("leaders", "confidential", "emergency", "enforcement", "special", "institution", "other_use")
PERSONNEL = (
    ("工资福利支出", (("基本工资", "工资奖金津补贴"), ("津贴补贴", "工资奖金津补贴"), ("住房公积金", "住房公积金"))),
    ("对个人和家庭的补助", (("退休费", "离退休费"), ("生活补助", "社会福利和救助"))),
)
OPERATING = (
    ("商品和服务支出", (("办公费", "办公经费"), ("电费", "办公经费"), ("培训费", "培训费"), ("差旅费", "办公经费"))),
    ("资本性支出", (("办公设备购置", "设备购置"),)),
)


def fill(filler: Filler, random: Random, money: Money) -> None:
    """Invent a department's budget and fill its workbook."""
    entries = _entries(filler, random, money)
    kind = random.choice(("单位", "部门"))
    name = identity(filler, random, kind)
    filler.paragraphs("duties", words.duties(random))
    filler.paragraphs("organisation", [f"{name}按照职责分工设置内设机构。"])
    _income_and_spending(filler, entries)
    _by_subject(filler, entries)
    _funds(filler, random, money, entries)
    operating = _economic(filler, random, money, entries)
    agency = _agency(filler, random, money, name, kind, operating)
    _projects(filler, random, money, name, entries)
    three = _three_public(filler, random, money, entries)
    _prior(filler, random, money, entries, three, agency)
    _other(filler, random, money, entries)


def _entries(filler: Filler, random: Random, money: Money) -> list[Entry]:
    """Money by subject: ``income`` is this year's, ``carried_in`` last year's, which is all for projects."""
    entries = []
    ordinary = random.sample(items(filler.kit), random.randint(1, 8))
    fund = random.sample(items(filler.kit, fund=True), random.choice((0, 0, 1, 2)))
    state = random.sample(items(filler.kit, state=True), random.choice((0, 0, 0, 1)))
    for source, codes in (("general", ordinary), ("fund", fund), ("state", state)):
        entries += [_entry(money, random, code, source) for code in codes]
    for source in OTHER:
        if random.random() < 0.2:
            entries.append(_entry(money, random, random.choice(items(filler.kit)), source, carried=False))
    return entries


def _entry(money: Money, random: Random, code: str, source: str, carried: bool = True) -> Entry:
    entry = Entry(code, source)
    for kind in random.choice((("basic",), ("project",), ("basic", "project"))):
        entry.spent[kind] = money.amount()
    entry.income = entry.spending
    if carried and random.random() < 0.2:
        entry.carried_in = money.amount()
    return entry


def _of(entries: list[Entry], *sources: str) -> list[Entry]:
    return [entry for entry in entries if entry.source in sources]


def _income(entries: list[Entry]) -> Decimal:
    return total(entries, lambda entry: entry.income)


def _carried(entries: list[Entry]) -> Decimal:
    return total(entries, lambda entry: entry.carried_in)


def _spent(entries: list[Entry], kind: str) -> Decimal:
    return total(entries, lambda entry: entry.spent.get(kind, ZERO))


def _income_and_spending(filler: Filler, entries: list[Entry]) -> None:
    """表一 and 表四: both sides."""
    income, carried = _income(entries), _carried(entries)
    for source in SOURCES:
        filler.money("t01", source, "amount", _income(_of(entries, source)))
    for row, amount in (("income_year", income), ("carried_in", carried), ("income_total", income + carried)):
        filler.money("t01", row, "amount", amount)
    categories = sorted({entry.code[:3] for entry in entries})
    for code in ("", *categories):
        own = below(entries, code)
        for row in [code] if code else ["expenditure_year", "expenditure_total"]:
            filler.money("t01", row, "total", _income(own) + _carried(own))
            filler.money("t01", row, "current", _income(own))
            filler.money("t01", row, "carried", _carried(own))
            for sources, column in ((FISCAL, "total"), *(((source,), source) for source in FISCAL)):
                part = _of(own, *sources)
                filler.money("t04", row, column, _income(part) + _carried(part))
    fiscal = _of(entries, *FISCAL)
    for source in FISCAL:
        filler.money("t04", source, "amount", _income(_of(entries, source)))
        filler.money("t04", f"carried_in_{source}", "amount", _carried(_of(entries, source)))
    filler.money("t04", "income_year", "amount", _income(fiscal))
    filler.money("t04", "carried_in", "amount", _carried(fiscal))
    filler.money("t04", "income_total", "amount", _income(fiscal) + _carried(fiscal))


def _by_subject(filler: Filler, entries: list[Entry]) -> None:
    """表二, 表三 and 表五."""
    codes = [entry.code for entry in entries]
    for code in ("", *filler.subjects("t02", codes)):
        own = below(entries, code)
        filler.money("t02", code or "total", "total", _income(own))
        for source in SOURCES:
            filler.money("t02", code or "total", source, _income(_of(own, source)))
        filler.money("t02", code or "total", "carried_in", _carried(own))
    for code in ("", *filler.subjects("t03", codes)):
        own = below(entries, code)
        filler.money("t03", code or "total", "total", _income(own) + _carried(own))
        filler.money("t03", code or "total", "basic", _spent(own, "basic"))
        filler.money("t03", code or "total", "project", _spent(own, "project") + _carried(own))
    _kinds(filler, "t05", "total", _of(entries, "general"))


def _kinds(filler: Filler, table: str, first: str, entries: list[Entry], block: int = 0) -> None:
    """Basic and project expenditure by subject."""
    for code in ("", *filler.subjects(table, [entry.code for entry in entries], block=block)):
        own = below(entries, code)
        filler.money(table, code or first, "total", _income(own))
        for kind in ("basic", "project"):
            filler.money(table, code or first, kind, _spent(own, kind))


def _funds(filler: Filler, random: Random, money: Money, entries: list[Entry]) -> None:
    """表七, 表八 and 表九: government funds and state capital, each with what comes in."""
    fund, state = _of(entries, "fund"), _of(entries, "state")
    _kinds(filler, "t08", "total", fund)
    _kinds(filler, "t09", "expenditure_total", state, block=1)
    if fund:
        codes = ["1030148", "1030155"][: random.randint(1, 2)]
        parts = dict(zip(codes, money.split(_income(fund), len(codes)), strict=True))
        kept = {code: part for code, part in parts.items() if part}
        for code in ("", *filler.subjects("t07", kept, "income")):
            amount = sum((part for other, part in kept.items() if other.startswith(code)), ZERO)
            filler.money("t07", code or "total", "amount", amount)
    if state:
        for code in ("income_total", *filler.subjects("t09", ["1030601"], "income")):
            filler.money("t09", code, "income", _income(state))


def _economic(filler: Filler, random: Random, money: Money, entries: list[Entry]) -> Decimal:
    """表六: basic expenditure of the general budget by economic subject; gives 公用经费."""
    basic = _spent(_of(entries, "general"), "basic")
    if not basic:
        return ZERO
    operating = money.part(basic)
    rows: list[tuple[str, str, str, Decimal, str]] = []
    for column, amount, groups in (
        ("personnel", basic - operating, PERSONNEL),
        ("operating", operating, OPERATING),
    ):
        if not amount:
            continue
        for (category, leaves), part in zip(groups, money.split(amount, len(groups)), strict=True):
            if part:
                rows.append((category, "", "1", part, column))
                shares = zip(leaves, money.split(part, len(leaves)), strict=True)
                rows += [(name, government, "", share, column) for (name, government), share in shares if share]
    texts = [
        (name, tuple((key, text) for key, text in (("government", government), ("level", level)) if text))
        for name, government, level, _, _ in rows
    ]
    for key, (_, _, _, amount, column) in zip(filler.names("t06", texts), rows, strict=True):
        filler.money("t06", key, "total", amount)
        filler.money("t06", key, column, amount)
    for column, amount in (("total", basic), ("personnel", basic - operating), ("operating", operating)):
        filler.money("t06", "total", column, amount)
    return operating


def _agency(filler: Filler, random: Random, money: Money, name: str, kind: str, operating: Decimal) -> Decimal:
    """表十一: running costs, unit by unit."""
    agency = operating if random.random() < 0.7 else ZERO
    if not agency:
        return ZERO
    names = [name, "某市服务中心"][: 2 if kind == "部门" and random.random() < 0.5 else 1]
    parts = [(who, part) for who, part in zip(names, money.split(agency, len(names)), strict=True) if part]
    for key, (_, part) in zip(filler.names("t11", [(who, ()) for who, _ in parts]), parts, strict=True):
        for column in ("total", "general"):
            filler.money("t11", key, column, part)
    for column in ("total", "general"):
        filler.money("t11", "total", column, agency)
    if kind == "部门":
        filler.reason("s08.units", f"{name}等行政单位")
    return agency


def _projects(filler: Filler, random: Random, money: Money, name: str, entries: list[Entry]) -> None:
    """表十二 and 表十三: projects under their unit and department."""
    this_year = {source: _spent(_of(entries, source), "project") for source in SOURCES}
    earlier = {source: _carried(_of(entries, source)) for source in FISCAL}
    for table, amounts in (("t12", this_year), ("t13", earlier)):
        if not any(amounts.values()):
            continue
        count = random.randint(1, 6)
        shares = {source: money.split(amount, count) for source, amount in amounts.items() if amount}
        projects = [
            (project, {source: parts[at] for source, parts in shares.items() if parts[at]})
            for at, project in enumerate(words.projects(random, count))
        ]
        projects = [(project, parts) for project, parts in projects if parts]
        rows = [(name, (("level", "1"),)), (name, (("level", "2"),)), *((project, ()) for project, _ in projects)]
        keys = filler.names(table, rows)
        for key, parts in zip(("total", *keys), (amounts, amounts, amounts, *(p for _, p in projects)), strict=True):
            filler.money(table, key, "total", sum(parts.values(), ZERO))
            for source, amount in parts.items():
                filler.money(table, key, source, amount)


def _three_public(filler: Filler, random: Random, money: Money, entries: list[Entry]) -> dict[str, Decimal]:
    """表十, a part of what the general budget spends."""
    spare = _income(_of(entries, "general"))
    three = {}
    for name in THREE:
        three[name] = money.part(spare / 8) if random.random() < 0.6 else ZERO
        three[name] -= three[name] % 100
    for row, amount in (
        *three.items(),
        ("vehicles", three["vehicle_purchase"] + three["vehicle_running"]),
        ("total", sum(three.values(), ZERO)),
    ):
        filler.money("t10", row, "total", amount)
        filler.money("t10", row, "general", amount)
    return three


def _explained(filler: Filler, random: Random, key: str, now: Decimal, before: Decimal) -> None:
    if filler.changed(now, before):
        filler.reason(key, words.reason(random, now, before))


def _prior(
    filler: Filler, random: Random, money: Money, entries: list[Entry], three: dict[str, Decimal], agency: Decimal
) -> None:
    """Last year's budget, right in itself."""
    now, general_now = _income(entries) + _carried(entries), _income(_of(entries, "general"))
    general = money.near(general_now)
    whole = general + (money.part(now) if random.random() < 0.4 else ZERO)
    before = money.earlier({"agency": agency}, general)
    before |= money.earlier(three, general - before["agency"])
    before["three_public"] = sum((before[name] for name in THREE), ZERO)
    before |= {"income_total": whole, "expenditure_total": whole, "general": general}
    for row, amount in before.items():
        filler.money("prior", row, "amount", amount, zero=True)
    _explained(filler, random, "s01.income", now, whole)
    _explained(filler, random, "s01.expenditure", now, whole)
    _explained(filler, random, "s05-change.reason", general_now, general)
    _explained(filler, random, "s07.reason", sum(three.values(), ZERO), before["three_public"])
    for name in THREE:
        _explained(filler, random, f"s07-items.{name}", three[name], before[name])
    _explained(filler, random, "s08.reason", agency, before["agency"])


def _other(filler: Filler, random: Random, money: Money, entries: list[Entry]) -> None:
    """What stands in no table: procurement, performance, assets, plans."""
    everything = _income(entries) + _carried(entries)
    bought = money.part(everything / 4) if random.random() < 0.8 else ZERO
    bought -= bought % 100 if money.whole else ZERO
    filler.money("other", "procurement", "figure", bought)
    for row, part in zip(("goods", "works", "services"), money.split(bought, 3), strict=True):
        filler.money("other", row, "figure", part)
    projects = _spent(_of(entries, "general"), "project")
    if projects >= 10**6 and random.random() < 0.8:
        _managed(filler, random, money, projects)
    vehicles(filler, random, "other", VEHICLES, "vehicles", 0)
    filler.count("other", "vehicle_quota", "figure", random.randint(0, 99))
    filler.count("other", "area", "figure", Decimal(random.randint(0, 10**7)) / 100)
    some = random.randint(0, 20)
    filler.count("other", "equipment_50", "figure", some + random.randint(0, 20))
    filler.count("other", "equipment_100", "figure", some)
    if random.random() < 0.6:
        fiscal = _of(entries, *FISCAL)
        for at, row in enumerate(("first", "second", "third")):
            filler.count("plan", row, "year", filler.kit.file.year + at)
            filler.money("plan", row, "amount", _income(fiscal))
    if random.random() < 0.5:
        filler.paragraphs("purchase", ["按照有关规定实施政府购买服务，所需资金列入年初预算。"])


def _managed(filler: Filler, random: Random, money: Money, projects: Decimal) -> None:
    """Projects under performance management, and those that are published."""
    counts = {"operation": random.randint(1, 9), "target": random.randint(1, 9)}
    step = Decimal(100)
    amounts = {key: step * random.randint(1, int(projects / 2 / step)) for key in counts}
    filler.count("other", "projects", "figure", sum(counts.values()))
    filler.money("other", "money", "figure", sum(amounts.values(), ZERO))
    shown = {key: random.randint(0, count) for key, count in counts.items()}
    money_shown = {
        key: ZERO
        if not shown[key]
        else amounts[key]
        if shown[key] == counts[key]
        else step * random.randint(1, int(amounts[key] / step))
        for key in counts
    }
    filler.count("other", "public", "figure", sum(shown.values()))
    filler.money("other", "public_money", "figure", sum(money_shown.values(), ZERO))
    for key in counts:
        filler.count("other", f"projects_{key}", "figure", counts[key])
        filler.money("other", f"money_{key}", "figure", amounts[key])
        filler.count("other", f"public_{key}", "figure", shown[key])
        filler.money("other", f"public_money_{key}", "figure", money_shown[key])
