"""Counts of reasons and uses against the counts of the tables: vehicles bought, vehicles by use, groups, persons received.

In: one typed text.  Out: counts of exactly the thing that a table counts otherwise.  What was planned, bought in another year, scrapped
or given by others is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import accumulate

from ..money import ZERO, Unit
from .grammar import Value, clause, counts, is_about, lead, slipped
from .reading import OF_WHICH, Figure, Reading, Said, Text
from .slips import quote

BUY = re.compile(r"购置|购买|新购|购入|采购|购进|更新")
REST_OF = re.compile(r"([\u4e00-\u9fff]{3,10})(\d{1,6})(辆|台|个|项|人)，\1(?:主要)?(?:是|为|用于)[：:]?$")
"""其他用车1辆，其他用车主要是|: what follows divides these."""
GOES_ON = re.compile(r"[^，。；：:\d、]{0,10}(?:(?:、|和|及|以及|与)[^，。；：:\d、]{0,10}|，另外?)")
"""Between two counts of one list: 6辆和10辆, 轿车6辆、客车10辆."""
SOME = re.compile(r"新能源|电动|混合动力|其中")
"""Of all that was bought these may be some."""
NOT_NOW = re.compile(
    r"上年|前年|此前|之前|早期|去年|以前|往年|计划|拟|报废|处置|调出|划转|编制|预算|捐赠|无偿|下年|次年|非财政|自有资金"
)
SENTENCE_END = re.compile(r"[。；\n]")
FAR = 200
"""So far before a count, in its sentence, may stand that it was bought."""
FOR = re.compile(r"^(?:其中|保障|包括|用于|主要是|维护|含)+")
KEPT = re.compile(r"保有量(?:共|为|是)?(\d{1,6})辆")
ALL_VEHICLES = re.compile(r"\d{1,6}辆(?:公务用?车|车辆?)(?=的|[，。、燃维运加])")
NOBODY = re.compile(r"0批次，0人次[^1-9]{0,60}(?:是|用于)[：:]?$")
VISITS = re.compile(r"接待|出国|团组|来访|来宾|外宾|因公")


def counted(reading: Reading, text: Text) -> Iterator[Said]:
    """Counts of reasons and uses against the counts of the tables: vehicles bought, vehicles by use, groups, persons received."""
    if text.kind != "ask":
        return
    values = [value for value in counts(text.text) if not NOT_NOW.search(clause(text.text, value.start))]
    yield from _bought(reading, text, [value for value in values if value.unit in ("辆", "台")])
    yield from _by_name(reading, text, values)
    yield from _divided(text, values)
    yield from _kept(reading, text, [value for value in counts(text.text) if value.unit == "辆"])
    for unit, measure in ((Unit.BATCH, "批次"), (Unit.PERSON, "人次")):
        yield from _visits(_counts_of(reading, unit), text, [value for value in values if value.unit == measure])
    yield from _nobody(reading, text, values)
    yield from _visits(
        reading.once(_groups), text, [value for value in values if text.text.startswith("个团组", value.end - 1)]
    )


def _groups(reading: Reading) -> list[Figure]:
    """Groups sent abroad."""
    return [figure for figure in reading.figures if figure.unit.value == "个" and "团组" in figure.label]


def _counts_of(reading: Reading, unit: Unit) -> list[Figure]:
    return [figure for figure in reading.figures if figure.unit is unit]


def _bought(reading: Reading, text: Text, values: list[Value]) -> Iterator[Said]:
    """购置6辆 and 7辆 in the words, 16 in the table."""
    buying = _bought_values(text, [value for value in values if _is_of_this_year(reading, text.text, value)])
    total = [figure for figure in _counts_of(reading, Unit.VEHICLE) if "购置" in figure.label]
    if not buying or not total or any(is_about(text.text, value) for value in buying):
        return
    wanted = total[0].value
    bought = [value.value for value in buying]
    kinds = {
        figure.value for figure in _counts_of(reading, Unit.VEHICLE) if OF_WHICH.sub("", figure.label) in text.text
    }
    if wanted in (max(bought), sum(value.value for value in values), *accumulate(bought)) or (
        len(bought) == 1 and bought[0] in kinds
    ):
        return
    if sum(bought) < wanted and any(SOME.search(clause(text.text, value.start)) for value in buying):
        return
    said = "、".join(value.text for value in buying)
    yield Said(
        f"文字里购置的是 {said}{f'，共 {sum(bought)} 辆' if len(bought) > 1 else ''}，“{total[0].label}”填的是 {wanted} 辆："
        f"{quote(text.text, buying[0].start, buying[-1].end, 10)}",
        "请核对购置的辆数。",
        (total[0].cell.ref,),
    )


def _bought_values(text: Text, values: list[Value]) -> list[Value]:
    """Counts of vehicles bought: in a clause that says so, or further ones of its list (轿车6辆、客车10辆)."""
    if "车" not in text.text + text.before:
        return []
    buying: list[Value] = []
    for value in values:
        between = text.text[buying[-1].end : value.start] if buying else ""
        if BUY.search(clause(text.text, value.start)) or (buying and GOES_ON.fullmatch(between)):
            buying.append(value)
    return buying


def _is_of_this_year(reading: Reading, text: str, value: Value) -> bool:
    """Whether no other year stands in the clause of a count."""
    year = reading.kit.file.year
    return all(int(found) == year for found in re.findall(r"(?<!\d)(\d{4})年", clause(text, value.start)))


def _by_name(reading: Reading, text: Text, values: list[Value]) -> Iterator[Said]:
    """机要通信用车2辆 where the table has 1."""
    for value in values:
        name = FOR.sub("", re.sub(r"(?:共有?|为|有|合计|总数|数量?)+$", "", lead(text.text, value.start).strip()))
        if len(name) < 4 or BUY.search(SENTENCE_END.split(text.text[max(0, value.start - FAR) : value.start])[-1]):
            continue
        same = [
            figure
            for figure in reading.figures
            if not figure.unit.is_money
            and figure.unit.value == value.unit
            and (figure.label == name or ("保有量" in name and figure.label.endswith(name[-7:])))
        ]
        if same and value.value not in {figure.value for figure in same}:
            shown = "、".join(dict.fromkeys(str(figure.value) for figure in same))
            yield Said(
                f"“{name}{value.text}”与表内不一致，表内是 {shown} {value.unit}：{quote(text.text, value.start, value.end)}",
                "请核对数量，与表内保持一致。",
                tuple(figure.cell.ref for figure in same if figure.cell.ref.cell)[:4],
            )


def _divided(text: Text, values: list[Value]) -> Iterator[Said]:
    """其他用车1辆，其他用车主要是|轿车2辆: more than there are to divide."""
    if not (found := REST_OF.search(text.before)):
        return
    own = [value for value in values if value.unit == found[3]]
    total = sum((value.value for value in own), ZERO)
    if own and total > Decimal(found[2]) and not any(is_about(text.text, value) for value in own):
        yield Said(
            f"文字里合计 {total} {found[3]}，前面是“{found[1]}{found[2]}{found[3]}”：{quote(text.text, own[0].start, own[-1].end)}",
            "请核对数量，与表内保持一致。",
            text.cells,
        )


def _kept(reading: Reading, text: Text, values: list[Value]) -> Iterator[Said]:
    """70辆公务用车的燃料费 beside 保有量69辆: a text that begins with all vehicles, and misses them by little."""
    owned = KEPT.search(text.before + "\n" + text.after)
    if owned is None or len(values) != 1 or not ALL_VEHICLES.match(text.text) or values[0].start:
        return
    value, kept = values[0], Decimal(owned[1])
    known = {figure.value for figure in _counts_of(reading, Unit.VEHICLE)}
    if value.value not in known and (abs(value.value - kept) <= 2 or slipped(value.digits, str(kept))):
        yield Said(
            f"“{value.text}”与这一句的保有量 {kept}辆 不一致：{quote(text.text, 0, value.end, 12)}",
            "请核对辆数。",
            text.cells,
        )


def _nobody(reading: Reading, text: Text, values: list[Value]) -> Iterator[Said]:
    """接待5批次 where the sentence prints 0批次，0人次, and nobody was received in any table."""
    some = [value for value in values if value.unit in ("批次", "人次") and value.value]
    if some and NOBODY.search(text.before) and not any(figure.value for figure in _counts_of(reading, Unit.BATCH)):
        yield Said(
            f"这一句印的是0{some[0].unit}，文字里却有“{some[0].text}”：{quote(text.text, some[0].start, some[-1].end)}",
            "请核对数量。",
            text.cells,
        )


def _visits(figures: list[Figure], text: Text, values: list[Value]) -> Iterator[Said]:
    """Groups, batches and persons received or sent abroad: one of the table's counts or a sum of two."""
    known = {figure.value for figure in figures}
    sums = known | {one + other for one in known for other in known}
    for value in values:
        if known and value.value not in sums and VISITS.search(clause(text.text, value.start) + text.before[-20:]):
            shown = (
                "、".join(dict.fromkeys(f"{figure.label}{figure.value}" for figure in figures if figure.value)) or "0"
            )
            yield Said(
                f"“{value.text}”不是表内的数（{shown}）：{quote(text.text, value.start, value.end)}",
                "请核对数量，与表内保持一致。",
                tuple(figure.cell.ref for figure in figures if figure.cell.ref.cell and figure.value)[:4],
            )
