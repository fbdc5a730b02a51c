"""Mistakes in what a person typed: a figure, a year, a name, a word that says the opposite.

In: a :class:`~tests.mutation.base.Base` and a random source.  Out: one mutation, or None where no text has such a word.
"""

from __future__ import annotations

import re
from random import Random

from .base import Base, Mutation, Slot
from .figures import Maker, changed

AMOUNT = re.compile(r"(\d[\d,]*(?:\.\d+)?)(?=\s*万?元)")
COUNT = re.compile(r"(?<![\d.])(\d+)(?=\s*(?:辆|个|人|批|次|台|起|家|所|项|支|套|名|户))")
RATE = re.compile(r"(\d+(?:\.\d+)?)(?=[%％])")
SCORE = re.compile(r"(\d+(?:\.\d+)?)(?=分)")
YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?=年)")
STRANGER = "南阳市林业和草原局"
OPPOSITES = {
    "增加": "减少",
    "减少": "增加",
    "增长": "下降",
    "下降": "增长",
    "提高": "降低",
    "新增": "减少",
    "上升": "下降",
}
SELVES = {
    "本单位": "本部门", "本部门": "本单位", "我单位": "我部门", "我部门": "我单位",
    "部门预算": "单位预算", "部门决算": "单位决算", "单位决算": "部门决算", "单位预算": "部门预算",
}  # fmt: skip


def _texts(base: Base) -> tuple[Slot, ...]:
    """Typed words; those of the identity table are figures of another kind."""
    return tuple(slot for slot in base.texts if slot.table != base.kit.file.identity)


def _one(base: Base, random: Random, pattern: re.Pattern[str]) -> tuple[Slot, re.Match[str]] | None:
    found = [(slot, match) for slot in _texts(base) for match in pattern.finditer(slot.value)]
    return random.choice(found) if found else None


def _put(kind: str, slot: Slot, match: re.Match[str], text: str) -> Mutation | None:
    return changed(kind, slot, slot.value[: match.start()] + text + slot.value[match.end() :])


def _other_digit(text: str, random: Random) -> str:
    at = random.choice([at for at, char in enumerate(text) if char.isdigit()])
    lead = at == 0 and text[1:2].isdigit()
    return text[:at] + random.choice([d for d in "0123456789"[lead:] if d != text[at]]) + text[at + 1 :]


def _digit(kind: str, pattern: re.Pattern[str]) -> Maker:
    def make(base: Base, random: Random) -> Mutation | None:
        found = _one(base, random, pattern)
        return _put(kind, found[0], found[1], _other_digit(found[1][0], random)) if found else None

    return make


def year(base: Base, random: Random) -> Mutation | None:
    """An earlier year was left standing, or a later one slipped in."""
    found = _one(base, random, YEAR)
    if found is None:
        return None
    return _put("文字里的年份", *found, str(int(found[1][0]) + random.choice((-3, -2, -1, 1, 2))))


def unit(base: Base, random: Random) -> Mutation | None:
    """万元 for 元, or the reverse."""
    found = _one(base, random, re.compile(r"(?<=\d)(?:万元|元)"))
    return _put("文字里的元和万元", *found, "元" if found[1][0] == "万元" else "万元") if found else None


def direction(base: Base, random: Random) -> Mutation | None:
    """A word says the opposite."""
    found = _one(base, random, re.compile("|".join(OPPOSITES)))
    return _put("文字里的增减", *found, OPPOSITES[found[1][0]]) if found else None


def stranger(base: Base, random: Random) -> Mutation | None:
    """Another unit's text: its name stands where this unit's name, or the word for oneself, stood."""
    name = str(base.value(*_identity(base, "unit_name")))
    found = _one(base, random, re.compile(re.escape(name))) or _one(
        base, random, re.compile("本单位|本部门|我单位|我部门|我局")
    )
    return _put("别的单位名称", *found, STRANGER) if found else None


def _identity(base: Base, row: str) -> tuple[str, tuple[int, int]]:
    slot = base.by_place[f"{base.kit.file.identity}.{row}.text"]
    return slot.sheet, slot.at


def self_word(base: Base, random: Random) -> Mutation | None:
    """部门 for 单位, or the reverse."""
    found = _one(base, random, re.compile("|".join(SELVES)))
    return _put("部门单位混用", *found, SELVES[found[1][0]]) if found else None


def emptied(base: Base, random: Random) -> Mutation | None:
    """A reason is left out."""
    found = [slot for slot in _texts(base) if not slot.open]
    return changed("原因漏填", random.choice(found), None) if found else None


def slipped(base: Base, random: Random) -> Mutation | None:
    """A reason stands in the row below or above."""
    texts = {(slot.sheet, slot.at): slot for slot in base.slots if slot.kind == "text" and not slot.open}
    found = [
        (slot, other)
        for slot in texts.values()
        if isinstance(slot.value, str) and slot.table != base.kit.file.identity
        for step in (-1, 1)
        if (other := texts.get((slot.sheet, (slot.at[0] + step, slot.at[1])))) and other.value is None
    ]
    if not found:
        return None
    slot, other = random.choice(found)
    one, two = changed("", slot, None), changed("", other, slot.value)
    assert one is not None and two is not None
    return Mutation("原因填错行", slot.place, (*one.edits, *two.edits), slots=(slot, other))


def spoilt(base: Base, random: Random) -> Mutation | None:
    """What slips in while typing: a placeholder, a doubled full stop or word, an unfinished end."""
    texts = [slot for slot in _texts(base) if len(slot.value) > 6]
    if not texts:
        return None
    slot = random.choice(texts)
    text: str = slot.value
    at = random.randrange(2, len(text) - 2)
    after = random.choice(
        (
            text[:at] + "XX" + text[at:],
            text.rstrip("。") + "。。",
            text[:at] + "，，" + text[at:],
            text.rstrip("。") + "，主要原因是",
            text[:at] + "增加（减少）" + text[at:],
        )
    )
    return changed("占位符和标点", slot, after)


KINDS: dict[str, Maker] = {
    "文字里的金额": _digit("文字里的金额", AMOUNT),
    "文字里的数量": _digit("文字里的数量", COUNT),
    "文字里的比率": _digit("文字里的比率", RATE),
    "文字里的得分": _digit("文字里的得分", SCORE),
    "文字里的年份": year,
    "文字里的元和万元": unit,
    "文字里的增减": direction,
    "别的单位名称": stranger,
    "部门单位混用": self_word,
    "原因漏填": emptied,
    "原因填错行": slipped,
    "占位符和标点": spoilt,
}
