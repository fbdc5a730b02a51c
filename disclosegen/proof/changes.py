"""The direction of a typed reason against the direction of the change that its sentence prints.

In: a typed reason with the sentence before it.  Out: a reason that speaks only of money going the other way (支出增加 under 减少).
A reason that names anything else (persons, last year, carried-over money), or both directions, is left alone: what falls may well have
risen elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from ..findings import CellRef
from .denials import denied
from .grammar import amounts
from .reading import Reading, Said, Text
from .slips import quote

UP, DOWN = "增加", "减少"
RISE = "增加|增长|上升|提高|增多|上涨|追加|扩大|上调|加大|增拨"
FALL = "减少|下降|降低|压减|压缩|削减|缩减|核减|下调|缩小|节约|节省"
PRINTED = re.compile(r"(增加|增长|上升|减少|下降|降低)\s*[\d,]+(?:\.\d+)?\s*(?:万元|元|%)")
COMPLETION = re.compile(r"完成[^，。]{0,6}预算的\s*(\d+(?:\.\d+)?)%")
MONEY = "收入|支出|经费|拨款|费用|资金|预算|投入|开支|费|采购额?|规模|总额|金额|成本|项目"
COMPARED = r"(?:[较比]|与)(?:上年度?|去年|上一年度?|\d{4}年度?)(?:同期)?(?:相比)?|同比|环比"
"""What a change is measured against: these name last year, but speak of this one."""
HOW = r"(?:也|都|均|有|随之|相应|有所|大幅度?|大量|明显|显著|略有?|同步|整体|总体|逐年|持续|不断|进一步|较多|较大|较大幅度|呈现?)"
SIZE = r"(?:较多|较大|明显|幅度较大|[约近]?[\d,.]{1,20}[余多]?(?:亿元|万元|元|%)(?:左右|以上)?)?"
TELLS = re.compile(
    rf"(?:(?:{MONEY})(?:安排|数|额)?{HOW}{{0,3}}(?:{RISE}|{FALL})了?{SIZE}"
    rf"|(?:{RISE}|{FALL})了?[^，。；]{{0,8}}(?:{MONEY}))$"
)
ELSEWHERE = re.compile(
    r"上年|去年|以前|往年|上一年|年初|同期|上期|结转|结余|上缴|收回|归还|退(?!休(?:人员|费|金|干部|职工|民警|教师|工资|支出|生活))|转退休|退休(?:人员|人数)[^，。；]{0,6}[增多]|离职|调出|划转|移交|转出|机构改革|剥离|但|虽|尽管|其他渠道|自筹|其他单位|合并|分流|一次性|非税|还款|偿还|替代|列支渠道|科目"
)
"""Who retires (人员退休, 退休人员增加) leaves the payroll; what is paid to the retired is money like other money."""
CLAUSES = re.compile(r"[，；。]")
MEASURE = re.compile(r"(?:落实[^，。；]{0,12})?(?:压减|压缩|削减|节约|厉行节约|严控)")
"""A measure at the beginning of a clause: it names no part that went its own way."""
RECEIVED = re.compile(
    rf"(?:[本今]年度?)?(?:国内)?(?:公务)?(?:接待|招待)(?:活动|任务|批次|人次|次数|人数)?{HOW}{{0,2}}(?:{RISE}|{FALL})了?{SIZE}"
)
"""A whole reason that says no more than that there were more or fewer receptions; beside their own figure it goes its way."""
ASIDE = re.compile(r"其中|部分|个别|少数|另外|同时|仅|只有|(?<!因)而|略有")
CONCLUDES = re.compile(r"相应|随之|^(?:因此|因而|故|所以|导致|从而|使得)")
GOES_ON = re.compile(r"主要|用于|包括|如|其中")
WANES = re.compile(
    r"没|未|无(?!人机|线)|取消|停|完工|完成|结束|到期|延|暂缓|推迟|终止|中止|不再|不予|少|节|压|降|减|退|离|收回|划|转|低|小|跨|下年|次年"
)
WAXES = re.compile(r"新|增|追加|启动|开工|开展|购|招|调入|补|提高|更新|扩|上涨|建设|改造|加强|加大|维修|较多|较大|较高")
"""What may explain a fall, and a rise: behind 项目支出增加 the words 部分项目未启动 tell of something else."""
APART = {
    UP: re.compile(r"新[购增建录聘]|购置|追加|招[录聘]|补[发缴]"),
    DOWN: re.compile(r"完工|结束|到期|取消|没有|未安排|不再"),
}
MORE = re.compile(rf"(?:{RISE})了?(?:较多|较大)?$")
FOLLOWS = re.compile(rf"({MONEY})(?:数|额)?({RISE}|{FALL})了?，([^，。；]{{0,12}}?)相应({RISE}|{FALL})")
"""收入增加，支出相应增加: what follows goes the same way."""
UNDO = re.compile(
    rf"(?:控制|遏制|抑制|避免|防止|减缓)[^，。；]{{0,10}}(?:{RISE})|(?:没有|未|不再|不|无|停止|取消)(?:再|予)?(?:{RISE}|{FALL})"
)


def way(word: str) -> str:
    """增加 or 减少, whatever word of a rise or fall it is."""
    return UP if word in RISE.split("|") else DOWN


def direction(text: Text) -> str:
    """增加 or 减少 as the sentence prints it before a reason; empty where it prints none, or both."""
    found = set(map(way, PRINTED.findall(text.before)))
    if not found and "差异" in text.before:
        found = {UP if Decimal(rate) > 100 else DOWN for rate in COMPLETION.findall(text.before) if rate != "100.00"}
    return found.pop() if len(found) == 1 else ""


def _told(words: str) -> set[str]:
    """The directions that some words tell; of several clauses the last one draws the conclusion (支出相应减少)."""
    return set(map(way, re.findall(f"{RISE}|{FALL}", words)))


def same_way(text: Text, words: str) -> bool:
    """Whether some words tell a rise or fall of money that is the one which the sentence before a reason prints."""
    printed = direction(text) if text.is_reason else ""
    return bool(printed and TELLS.search(words) and re.search(RISE if printed == UP else FALL, words))


def _same(reading: Reading, text: Text) -> str:
    """The kit's words for an unchanged figure (与上年相同), where the sentence before a reason prints them and no change."""
    if PRINTED.search(text.before):
        return ""
    return next(
        (form.same for form in reading.kit.phrases.change.values() if form.same and form.same in text.before), ""
    )


def opposite(reading: Reading, text: Text) -> Iterator[Said]:
    """A reason that says the opposite of its sentence, or of itself."""
    yield from _unlike(text)
    yield from denied(reading, text)
    if not text.is_reason or not (printed := direction(text) or _same(reading, text)):
        return
    words = (_over_the_year(reading, text) or text.text).strip("。；，、 等")
    if (
        ELSEWHERE.search(words)
        or _told_apart(words, printed)
        or UNDO.search(words)
        or str(reading.kit.prior_year) in words
    ):
        return
    if not (said := _concluded(words, printed)) or said == printed:
        return
    same = printed not in (UP, DOWN)
    if _tells(words, said) or (same and MORE.search(words)) or ("接待" in text.before and RECEIVED.fullmatch(words)):
        yield Said(
            f"这一句印的是“{printed}”，原因说的却是{said}：“…{text.before[-24:]}{text.text[:30]}”",
            "请核对数字，或改写原因。",
            (*text.cells, *(_last_years(reading, text) if same else ())),
        )


def _told_apart(words: str, printed: str) -> bool:
    """Whether an item before a ； explains the printed direction without its word: 新购置公务用车16辆；运行维护费减少 under 增加."""
    if printed not in APART:
        return False
    *items, last = words.split("；")
    unlike = WANES if printed == UP else WAXES
    return not CONCLUDES.search(last) and any(APART[printed].search(one) and not unlike.search(one) for one in items)


def _over_the_year(reading: Reading, text: Text) -> str:
    """A reason without 较上年 and 同比, where its sentence prints a change over the year too; empty where that is against a budget."""
    of_last_year = re.search(rf"上年|去年|{reading.kit.prior_year}年", text.before)
    return re.sub(COMPARED, "", text.text) if of_last_year and PRINTED.search(text.before) else ""


def _concluded(words: str, printed: str) -> str:
    """The direction that a reason tells; of two the one that its last clause concludes with. Empty for none, and for something told aside."""
    said = _told(words)
    if len(said) == 2 and printed in (UP, DOWN):
        *others, last = CLAUSES.split(words)
        told_before = any(TELLS.search(one) and _told(one) == {printed} and not MEASURE.match(one) for one in others)
        if ASIDE.search(last) or (told_before and not CONCLUDES.search(last)):
            return ""  # 项目支出减少，基本支出增加: of its parts one may have gone the other way
        said = _told(last)
    return said.pop() if len(said) == 1 else ""


def _tells(words: str, said: str) -> bool:
    """Whether the last clause tells of money, or an earlier one that the clauses behind it explain (项目支出增加，主要是购置装备)."""
    *others, last = CLAUSES.split(words)
    if TELLS.search(last):
        return True
    behind = last
    like, unlike = (WAXES, WANES) if said == UP else (WANES, WAXES)
    for one in reversed(others):
        if unlike.search(behind) or not (GOES_ON.match(behind) or like.search(behind)):
            return False
        if TELLS.search(one):
            return not ASIDE.search(one)
        behind = one
    return False


def _last_years(reading: Reading, text: Text) -> list[CellRef]:
    """Where last year's figures stand that are the sentence's own to the cent."""
    own = {value.value for value in amounts(text.before)}
    return [figure.cell.ref for figure in reading.last_years if figure.value and figure.value in own]


def _unlike(text: Text) -> Iterator[Said]:
    """拨款增加，支出相应减少: of the two one is the wrong way round. What is left over falls as more is spent."""
    for found in FOLLOWS.finditer(text.text):
        first, then = _told(found[2]), _told(found[4])
        if first != then and re.search(MONEY, found[3]) and not ELSEWHERE.search(found[0]):
            yield Said(
                f"前后不一致，“{found[1]}{found[2]}”，却“相应{found[4]}”：{quote(text.text, found.start(), found.end())}",
                "请核对增减。",
            )
