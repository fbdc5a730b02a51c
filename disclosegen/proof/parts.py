"""Wholes and parts, rates and their terms, counts: what a text says twice must agree with itself and with the tables.

In: one typed text.  Out: parts that do not make up their whole, rates that are not the quotient beside them, executed sums above their
budget, counts that contradict the table.  A whole is only held against its parts where the words claim that they are all (共, 合计,
包括, 分别, or a last part 其他) or where the parts are more than the whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import accumulate

from ..money import ZERO, Unit, round_half_up
from .grammar import CLAUSE_END, TENS, Value, amounts, clause, counts, decimal, is_about, lead, rates, sentences
from .reading import OF_WHICH, Figure, Reading, Said, Text
from .slips import quote

INTO_PARTS = re.compile(r"[，。；,：:]?\s*(?:其中|包括|分别为|分别是|由)")
ALL = re.compile(r"共计|合计|总计|总共|总额|共有?|各类|总")
OPEN_END = re.compile(r"等(?!于|级|额|值|\s*\d)|主要|部分|左右|约|超过|近百|以上|另有|此外")
OF_ALL = re.compile(r"(?:共计|合计|总计|共)(?:为|是)?\s*$")
REST = re.compile(r"其他|其余|剩余")
TEAM = re.compile(rf"({TENS})个?[^\d一二两三四五六七八九十、和，。；：]{{1,4}}[、和]?")
TEAMS = re.compile(r"(?<!\d)(\d{1,4})\s*个?，\s*(?:包括|其中|为)[：:]?([^\d，。；：]{4,80})(?=[。；，]|$)")
LIST = re.compile(
    r"(?:包括|分别是|分别为)[：:]?([^。；：:\d]{2,400}?)(共|等)\s*(\d{1,4}|[一二三四五六七八九]?十[一二三四五六七八九]?|[两三四五六七八九])个"
)

NUMBERED = re.compile(r"(?:单位|机构|科室|部门|下属)共(?:有|计)?(\d{1,3})个[：:]([^。；：:]{4,400})(?=[。；]|$)")
SET_UP = re.compile(r"(?:内设|设有|设)([^。；：:，\d]{3,200}?)(\d{1,3})个(?:内设|职能)?(?:机构|科室|股室|处室)")

BUDGET = re.compile(r"(?:预算(?:数|资金|安排|金额)?|下达资金|到位资金)(?:为|是|共|共计)?$")
EXECUTED = re.compile(r"(?:(?:实际)?(?:执行|支出|支付|使用)(?:数|资金|金额)?)(?:为|是|共|共计)?$")
EXECUTION = re.compile(r"(?:执行率|支付率|支出率|预算执行进度|支付进度|资金使用率)(?:为|是|达到?)?$")

SCORE = re.compile(r"(?:得分|评分|总分)(?:为|是)?\s*(\d{1,6}(?:\.\d+)?)\s*分")
AT_MOST_ALL = re.compile(
    r"(?:细化率|应用率|合格率|覆盖率|公开率|准确率|到位率|及时率|完好率|满意度|满意率|发放率|达标率)(?:均?为|是|达到?|均)?$"
)
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
VISITS = re.compile(r"接待|出国|团组|来访|来宾|外宾|因公")


def wholes(reading: Reading, text: Text) -> Iterator[Said]:
    """共计120.5万元，其中A 60万元、B 50.5万元: the parts make up the whole."""
    for sentence in sentences(text.text):
        yield from _whole(text, sentence[0], sentence.start(), amounts(sentence[0]), Decimal("0.005"))
        for unit, values in _by_measure(sentence[0]).items():
            yield from _whole(text, sentence[0], sentence.start(), values, ZERO, unit)
    yield from _teams(text)
    yield from _lists(text)
    yield from _counted_lists(text)


def _by_measure(sentence: str) -> dict[str, tuple[Value, ...]]:
    found: dict[str, list[Value]] = {}
    for value in counts(sentence):
        found.setdefault(value.unit, []).append(value)
    return {unit: tuple(values) for unit, values in found.items()}


def _whole(
    text: Text, sentence: str, at: int, values: tuple[Value, ...], half: Decimal, unit: str = ""
) -> Iterator[Said]:
    """The last value before 其中 (or 包括, …) is the whole; what follows are the parts. Or the whole stands last: …，共计N."""
    found = next(
        (f for f in INTO_PARTS.finditer(sentence) if any(v.end == f.start() or _noun(sentence, v, f) for v in values)),
        None,
    )
    if found:
        whole = [value for value in values if value.end <= found.start()][-1]
        parts = [value for value in values if value.start >= found.end()]
        rest = _rest(sentence, found.end(), parts[-1].end) if parts else ""
        if sentence.count("其中") + sentence.count("包括") > 1 or (whole.value == 0 and not unit):
            return
        complete = bool(
            ALL.search(lead(sentence, whole.start)[-8:])
            or found[0].endswith(("包括", "分别为", "分别是", "由"))
            or (parts and REST.search(lead(sentence, parts[-1].start)))
            or _covers(sentence[whole.end : found.start()], rest)
        )
    elif values and len(values) > 2 and OF_ALL.search(sentence[: values[-1].start]) and not INTO_PARTS.search(sentence):
        whole, parts, rest, complete = values[-1], list(values[:-1]), sentence[: values[-1].start], True
    else:
        return
    if len(parts) < 2 or any(is_about(sentence, value) for value in (whole, *parts)):
        return
    if not complete_units(sentence, parts) or re.search(
        r"比|较|增加|减少|增长|下降|每|人均|完成|占|按|标准|至|/|×|\*|~|～", rest
    ):
        return
    total = sum((part.value for part in parts), ZERO)
    bound = half * (len(parts) + 1)
    if abs(total - whole.value) <= bound or (total < whole.value and (not complete or OPEN_END.search(rest))):
        return
    shown = format(total.normalize(), "f") if total else "0"
    yield Said(
        f"各部分合计 {shown}{unit or '万元'}，与“{whole.text}”不符：{quote(text.text, at + whole.start, at + whole.end, 24)}",
        "请核对总数和各部分。",
    )


def _rest(sentence: str, start: int, end: int) -> str:
    """The parts with a few characters behind the last one, in its clause: ``，各机构按照…`` is another matter."""
    behind = CLAUSE_END.search(sentence, end)
    return sentence[start : min(end + 6, behind.start() if behind else len(sentence))]


def _covers(nouns: str, rest: str) -> bool:
    """Whether every kind that the whole names comes again among the parts: 45个科、所、大队，其中派出所16个，科室和大队29个."""
    kinds = nouns.split("、")
    return len(kinds) > 1 and all(kind and kind in rest for kind in kinds)


def _noun(sentence: str, value: Value, found: re.Match[str]) -> bool:
    """Whether only the counted noun stands between a count and 其中: 45个科、所、室、大队，其中."""
    between = sentence[value.end : found.start()]
    return value.end <= found.start() and len(between) <= 14 and not re.search(r"[，,。；;：:\d]", between)


def complete_units(sentence: str, parts: list[Value]) -> bool:
    """Whether the parts stand on one level: no bracket with a division of its own."""
    inside = re.sub(r"[^（()）]", "", sentence[parts[0].start : parts[-1].end])
    return not inside or not any(
        re.search(r"\d", bracket) for bracket in re.findall(r"[（(]([^（()）]*)[)）]", sentence[parts[0].start :])
    )


def _teams(text: Text) -> Iterator[Said]:
    """内设机构11个，包括四部七支队: numbers in Chinese."""
    for found in TEAMS.finditer(text.text):
        parts = [decimal(number) for number in TEAM.findall(found[2])]
        if TEAM.sub("", found[2]):
            continue  # something else stands among them
        if len(parts) > 1 and sum(parts) != Decimal(found[1]):
            yield Said(
                f"各部分合计 {sum(parts)} 个，与“{found[1]}个”不符：{quote(text.text, found.start(), found.end(), 4)}",
                "请核对总数和各部分。",
            )


def _lists(text: Text) -> Iterator[Said]:
    """包括：甲、乙、丙共3个: as many names as counted; before 等N个 at most as many."""
    for found in LIST.finditer(text.text):
        names = re.sub(r"[（(][^（()）]*[)）]", "", found[1])
        least = len(names.split("、"))
        most = least + len(re.findall("和|及|与", names))
        said = int(decimal(found[3]))
        if least < 2 or (least <= said <= most if found[2] == "共" else said >= least):
            continue
        yield Said(
            f"列了 {least} 个名称，写的是“{found[2]}{found[3]}个”：{quote(text.text, found.start(2), found.end(), 12)}",
            "请核对个数和名称。",
        )


def _counted_lists(text: Text) -> Iterator[Said]:
    """单位共2个：甲、乙。 and 设办公室、业务科3个内设机构: as many names as counted, where nothing says that there are more."""
    for pattern, number, names in ((NUMBERED, 1, 2), (SET_UP, 2, 1)):
        for found in pattern.finditer(text.text):
            listed = re.sub(r"[（(][^（()）]*[)）]", "", found[names])
            if re.search(r"等|其中|各|和|及|与|包括|\d", listed) or "、" not in listed:
                continue
            least, said = len(listed.split("、")), int(decimal(found[number]))
            if least != said:
                yield Said(
                    f"列了 {least} 个名称，写的是“{found[number]}个”：{quote(text.text, found.start(number), found.end(number), 12)}",
                    "请核对个数和名称。",
                )


def executions(_: Reading, text: Text) -> Iterator[Said]:
    """全年预算数50万元，执行数49万元，执行率98.00%: the rate is the quotient, and no more is spent than budgeted."""
    for sentence in sentences(text.text):
        words, at = sentence[0], sentence.start()
        values = [value for value in amounts(words) if not is_about(words, value)]
        budgets = [value for value in values if BUDGET.search(lead(words, value.start))]
        executed = [value for value in values if EXECUTED.search(lead(words, value.start)) and value not in budgets]
        if not budgets or not executed:
            continue
        for rate in rates(words):
            if EXECUTION.search(lead(words, rate.start)) and not any(
                _is_quotient(rate, part, base) for part in executed for base in budgets
            ):
                right = _quotient(executed[0], budgets[-1] if len(budgets) == 1 else budgets[0], 2)
                yield Said(
                    f"“{lead(words, rate.start)}{rate.text}”不是旁边两个数的比（{executed[0].text} ÷ {budgets[0].text} = {right}%）："
                    f"{quote(text.text, at + rate.start, at + rate.end, 24)}",
                    "请核对预算数、执行数和执行率。",
                )
        one_of_each = len(budgets) == 1 and len(executed) == 1 and "年初" not in lead(words, budgets[0].start)
        if one_of_each and executed[0].value > budgets[0].value:
            yield Said(
                f"执行数 {executed[0].text} 大于预算数 {budgets[0].text}：{quote(text.text, at + executed[0].start, at + executed[0].end, 20)}",
                "请核对预算数和执行数。",
            )


def limits(_: Reading, text: Text) -> Iterator[Said]:
    """A score above 100, and a rate above 100% that cannot be: 合格率, 覆盖率, 满意度."""
    for found in SCORE.finditer(text.text):
        if decimal(found[1]) > 100:
            yield Said(f"得分大于100分：{quote(text.text, found.start(), found.end())}", "请核对得分。")
    for rate in rates(text.text):
        if rate.number > 100 and AT_MOST_ALL.search(lead(text.text, rate.start)):
            yield Said(f"“{rate.text}”大于100%：{quote(text.text, rate.start, rate.end)}", "请核对这个比率。")


def _quotient(part: Value, base: Value, places: int) -> Decimal:
    return round_half_up(part.value * 100 / base.value, places) if base.value else ZERO


def _is_quotient(rate: Value, part: Value, base: Value) -> bool:
    """Whether a rate is a quotient to the decimals that it is written with; the last digit may be cut or rounded."""
    if not base.value:
        return True
    return rate.number == _quotient(part, base, rate.decimals)


# --------------------------------------------------------------------------- counts against the tables


def counted(reading: Reading, text: Text) -> Iterator[Said]:
    """Counts of reasons and uses against the counts of the tables: vehicles bought, vehicles by use, groups, persons received."""
    if text.kind != "ask":
        return
    values = [value for value in counts(text.text) if not NOT_NOW.search(clause(text.text, value.start))]
    yield from _bought(reading, text, [value for value in values if value.unit in ("辆", "台")])
    yield from _by_name(reading, text, values)
    yield from _divided(text, values)
    for unit, measure in ((Unit.BATCH, "批次"), (Unit.PERSON, "人次")):
        yield from _visits(reading, text, [value for value in values if value.unit == measure], unit)


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
    if wanted in (max(bought), *accumulate(bought)) or (len(bought) == 1 and bought[0] in kinds):
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
        name = re.sub(r"(?:共有?|为|有|合计|总数|数量?)+$", "", lead(text.text, value.start).strip())
        if len(name) < 4 or BUY.search(clause(text.text, value.start)):
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


def _visits(reading: Reading, text: Text, values: list[Value], unit: Unit) -> Iterator[Said]:
    """Batches and persons received or sent abroad: one of the table's counts or a sum of two."""
    figures = _counts_of(reading, unit)
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
