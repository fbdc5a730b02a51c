"""The direction of a typed reason against the direction of the change that its sentence prints.

In: a typed reason with the sentence before it.  Out: a reason that speaks only of money going the other way (支出增加 under 减少).
A reason that names anything else (persons, last year, carried-over money), or both directions, is left alone: what falls may well have
risen elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from .reading import Reading, Said, Text
from .slips import quote

UP, DOWN = "增加", "减少"
RISE = "增加|增长|上升|提高|增多|上涨|追加|扩大|上调|加大|增拨"
FALL = "减少|下降|降低|压减|压缩|削减|缩减|核减|下调|缩小|节约|节省"
PRINTED = re.compile(r"(增加|增长|上升|减少|下降|降低)\s*[\d,]+(?:\.\d+)?\s*(?:万元|元|%)")
COMPLETION = re.compile(r"完成[^，。]{0,6}预算的\s*(\d+(?:\.\d+)?)%")
MONEY = "收入|支出|经费|拨款|费用|资金|预算|投入|开支|费|采购额?|规模|总额|金额|成本|项目"
TELLS = re.compile(
    rf"(?:(?:{MONEY})(?:安排|数|额)?(?:也|都|均|随之|相应|有所|大幅|明显|略有|同步|整体|逐年|较多)*(?:{RISE}|{FALL})了?(?:较多|较大)?"
    rf"|(?:{RISE}|{FALL})了?[^，。；]{{0,8}}(?:{MONEY}))$"
)
ELSEWHERE = re.compile(
    r"上年|去年|以前|往年|上一年|年初|同期|上期|结转|结余|上缴|收回|归还|退|离职|调出|划转|移交|转出|机构改革|剥离|但|虽|尽管|其他渠道|自筹|其他单位|合并|分流|一次性|非税|还款|偿还|替代|列支渠道|科目"
)
CLAUSES = re.compile(r"[，；。]")
MORE = re.compile(rf"(?:{RISE})了?(?:较多|较大)?$")
FOLLOWS = re.compile(rf"({MONEY})(?:数|额)?({RISE}|{FALL})了?，([^，。；]{{0,12}}?)相应({RISE}|{FALL})")
"""收入增加，支出相应增加: what follows goes the same way."""
UNDO = re.compile(rf"(?:没有|未|不再|不|无|停止|取消)(?:再|予)?(?:{RISE}|{FALL})")


def direction(text: Text) -> str:
    """增加 or 减少 as the sentence prints it before a reason; empty where it prints none, or both."""
    found = {UP if word in RISE.split("|") else DOWN for word in PRINTED.findall(text.before)}
    if not found and "差异" in text.before:
        found = {UP if Decimal(rate) > 100 else DOWN for rate in COMPLETION.findall(text.before) if rate != "100.00"}
    return found.pop() if len(found) == 1 else ""


def _told(words: str) -> set[str]:
    """The directions that some words tell; of several clauses the last one draws the conclusion (支出相应减少)."""
    return {UP if word in RISE.split("|") else DOWN for word in re.findall(f"{RISE}|{FALL}", words)}


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
    if not text.is_reason or not (printed := direction(text) or _same(reading, text)):
        return
    said = _told(text.text)
    if len(said) == 2 and printed in (UP, DOWN) and not ELSEWHERE.search(text.text):
        said = _told(CLAUSES.split(text.text.rstrip("。；，、 等"))[-1])
    if len(said) != 1 or printed in said or ELSEWHERE.search(text.text) or UNDO.search(text.text):
        return
    if str(reading.kit.prior_year) in text.text:
        return
    words = text.text.rstrip("。；，、 等")
    if TELLS.search(words) or (printed not in (UP, DOWN) and MORE.search(words)):
        other = said.pop()
        yield Said(
            f"这一句印的是“{printed}”，原因说的却是{other}：“…{text.before[-24:]}{text.text[:30]}”",
            "请核对数字，或改写原因。",
            text.cells,
        )


def _unlike(text: Text) -> Iterator[Said]:
    """拨款增加，支出相应减少: of the two one is the wrong way round. What is left over falls as more is spent."""
    for found in FOLLOWS.finditer(text.text):
        first, then = _told(found[2]), _told(found[4])
        if first != then and re.search(MONEY, found[3]) and not ELSEWHERE.search(found[0]):
            yield Said(
                f"前后不一致，“{found[1]}{found[2]}”，却“相应{found[4]}”：{quote(text.text, found.start(), found.end())}",
                "请核对增减。",
            )
