"""How else a bureau words a comparison that the kit words in one way: 比上年决算数减少了 for 较上年决算减少.

In: a fixed piece of the kit's phrase for changes (folded).  Out: a pattern of what says the same.  Only what compares, the
direction and a sign may vary; what it is compared with stays, so that 较年初预算减少 is no 较上年决算减少.
"""

from __future__ import annotations

import re
from functools import lru_cache

UP = ("增加", "增长", "上升", "提高", "增幅")
DOWN = ("减少", "下降", "降低", "降幅")
SAME = ("相同", "持平", "一致", "没有变化", "无变化", "无增减变化", "不变")
WITH = ("较", "比", "与", "同", "和")
TOKENS = re.compile(
    rf"^(?:{'|'.join(WITH)})|{'|'.join((*UP, *DOWN, *SAME))}|上年度?|\d{{4}}年度?|决算数?|预算数?|相比|[,;。]|."
)
SWALLOWED = re.compile(
    rf"(?:{'|'.join(WITH)})[^,;。]{{0,4}}(?:上年|上一年|去年|\d{{4}}年)[^;。]{{0,14}}?"
    rf"(?:{'|'.join((*UP, *DOWN))})[了为]{{0,2}}\d[\d,.]*(?:万?元|%)"
)
"""A comparison with last year and its figure (folded), within words."""


def _any(words: tuple[str, ...], behind: str = "") -> str:
    return f"(?:{'|'.join(sorted(words, key=len, reverse=True))}){behind}"


def _loose(token: str, first: bool) -> str:
    """What may stand for a piece of a wording."""
    if first and token in WITH:
        return _any(WITH)
    if token in UP:
        return "(?:相比|比较)?,?" + _any(UP, "[了为]?")
    if token in DOWN:
        return "(?:相比|比较)?,?" + _any(DOWN, "[了为]?")
    if token in SAME:
        return "(?:相比|比较)?,?" + _any(SAME)
    if token.startswith("上年"):
        return "(?:上一?年度?|去年)"
    if token[0].isdigit() and len(token) > 1:
        return f"(?:{token[:5]}度?|上年度?)"
    if token.startswith("决算"):
        return "(?:决算数?)?"
    if token.startswith("预算"):
        return "预算数?"
    if token == "相比":
        return "(?:相比)?"
    if token in ",;。":
        return r"[,;。(]?"
    return re.escape(token)


@lru_cache(maxsize=1024)
def like(text: str) -> re.Pattern[str] | None:
    """What says the same as a piece of a phrase; None for a piece that holds no comparison."""
    tokens = TOKENS.findall(text)
    if not any(token in (*UP, *DOWN, *SAME) for token in tokens):
        return None
    return re.compile("".join(_loose(token, not at) for at, token in enumerate(tokens)))


def says(way: str, text: str) -> bool:
    """Whether a printed (folded) phrase has a word for the way that it was read in: ``up``, ``down``, ``same``."""
    words = {"up": UP, "down": DOWN}.get(way.partition("_")[0], SAME)
    return any(word in text for word in words)
