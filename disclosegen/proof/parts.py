"""Wholes and parts, lists and their numbers: what a text says twice must agree with itself.

In: one typed text.  Out: parts that do not make up their whole, lists that are not as long as they say.  A whole is only held against its parts where the words claim that they are all (共, 合计,
包括, 分别, or a last part 其他) or where the parts are more than the whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice, pairwise

from ..money import ZERO
from .grammar import CLAUSE_END, MOST, NUMBER, TENS, Value, amounts, counts, decimal, is_about, lead, sentences
from .reading import Reading, Said, Text
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

TEN_THOUSANDS = re.compile(rf"({NUMBER})\s?(万(?:人次|平方米|公里|[页人份件户亩次名条个册卷张本吨米]))")
SUMMED = re.compile(
    r"(?:^|[，。；：\n])([^，。；：\n\d]{3,80}(?:和|以及|及)(?:(?!等|其他|下属|所属|以下|另外|有关|[两二三四五六七八九十]).){2,12})([两二三四五六七八九十]{1,2}|\d{1,2})[项类](?:服务|工作|任务|内容|措施|职能|业务)"
)
"""甲、乙和丙三项服务."""
NUMBERED = re.compile(r"(?:单位|机构|科室|部门|下属)共(?:有|计)?(\d{1,3})个[：:]([^。；：:]{4,400})(?=[。；]|$)")
SET_UP = re.compile(r"(?:内设|设有|设)([^。；：:，\d]{3,200}?)(\d{1,3})个(?:内设|职能)?(?:机构|科室|股室|处室)")


def wholes(reading: Reading, text: Text) -> Iterator[Said]:
    """共计120.5万元，其中A 60万元、B 50.5万元: the parts make up the whole."""
    for sentence in sentences(text.text):
        yield from _whole(text, sentence[0], sentence.start(), amounts(sentence[0]), Decimal("0.005"))
        for unit, values in _by_measure(sentence[0]).items():
            yield from _whole(text, sentence[0], sentence.start(), values, ZERO, unit)
        for unit, values in _in_ten_thousands(sentence[0]).items():
            half = Decimal(5).scaleb(-min(value.decimals for value in values) - 1)
            yield from _whole(text, sentence[0], sentence.start(), values, half, unit)
    yield from _teams(text)
    yield from _lists(text)
    yield from _counted_lists(text)
    yield from _summed(text)


def _by_measure(sentence: str) -> dict[str, tuple[Value, ...]]:
    found: dict[str, list[Value]] = {}
    for value in counts(sentence):
        found.setdefault(value.unit, []).append(value)
    return {unit: tuple(values) for unit, values in found.items()}


def _in_ten_thousands(sentence: str) -> dict[str, tuple[Value, ...]]:
    """Counts in 万 by their noun: 79.45万页."""
    found: dict[str, list[Value]] = {}
    for one in islice(TEN_THOUSANDS.finditer(sentence), MOST):
        number = decimal(one[1])
        found.setdefault(one[2], []).append(Value(number, number, one[2], one[0], one.start(), one.end()))
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
        *others, whole = [value for value in values if value.end <= found.start()]
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
        others, whole, parts, complete = [], values[-1], list(values[:-1]), True
        rest = sentence[: whole.start]
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
    if any(abs(total - other.value) <= bound for other in others) or _goes_on(sentence, parts, whole, half):
        return
    shown = format(total.normalize(), "f") if total else "0"
    yield Said(
        f"各部分合计 {shown}{unit or '万元'}，与“{whole.text}”不符：{quote(text.text, at + whole.start, at + whole.end, 24)}",
        "请核对总数和各部分。",
    )


def _goes_on(sentence: str, parts: list[Value], whole: Value, half: Decimal) -> bool:
    """Whether the first parts are all and the sentence goes on: 58.60万元，其中货物18.60万元、服务40.00万元，授予中小企业52.00万元."""
    total = ZERO
    for at, (one, then) in enumerate(pairwise(parts)):
        total += one.value
        ends = CLAUSE_END.search(sentence, one.end, then.start)
        if at and abs(total - whole.value) <= half * (at + 2) and ends and ends[0] != "、":
            return bool(whole.decimals) or "，" not in sentence[parts[0].end : one.start]
    return False


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


def _summed(text: Text) -> Iterator[Said]:
    """甲、乙和丙四项服务: more than were named. Fewer may be meant, if the list began with something else."""
    for found in SUMMED.finditer(text.text):
        if "、" not in found[1] or re.search(r"等|各|其中|包括", found[1]):
            continue
        most = len(re.split("、|以及|和|及|与", found[1]))
        if int(decimal(found[2])) > most:
            yield Said(
                f"列了 {most} 个名称，写的是“{found[2]}项”：{quote(text.text, found.start(2), found.end(), 12)}",
                "请核对个数和名称。",
            )
