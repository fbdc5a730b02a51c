"""What was reached against what was aimed at, where both are numbers in one unit and the target says which way.

``≥95%`` against ``92%`` is missed; ``192名`` without a sign, ``及时``, ``≥5次`` against ``100%`` are nobody's business here: a
rule that guesses is worse than none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from decimal import Decimal

from ..model.deviation import deviation
from ..model.disclosure import Cell, Disclosure
from ..model.projects import Indicator, Project
from ..money import plain, round_half_up
from .project_base import One, everyone, figure, places, typed
from .project_scores import explained

SIGNS = {
    "≥": ("≥", ">=", "≧", "⩾", "不低于", "不少于", "不小于", "大于等于", "大于或等于"),
    "≤": ("≤", "<=", "≦", "⩽", "不超过", "不高于", "不大于", "不多于", "小于等于", "小于或等于"),
    ">": (">", "大于", "高于", "超过"),
    "<": ("<", "小于", "低于"),
    "=": ("=", "等于"),
}
STEP = Decimal("0.01")
"""The last printed digit of a deviation."""
REACHED: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "≥": lambda actual, target: actual >= target,
    "≤": lambda actual, target: actual <= target,
    ">": lambda actual, target: actual >= target,  # forms write > for "at least"
    "<": lambda actual, target: actual <= target,
    "=": lambda actual, target: actual == target,
}
NUMBER = re.compile(r"(-?\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)([^\d.,~\-]*)")


def missed(data: Disclosure) -> Iterator[One]:
    """A target that was not reached has a reason; where it is scored, other rules say what is missing."""
    for project, one, said in _missed(data):
        if not _scored(one) and not explained([one]):
            cells = places(_target(one), one.cells.get("actual"), one.cells.get("reason"))
            yield One(project.name, f"{said}，没有写原因", cells)


def full(data: Disclosure) -> Iterator[One]:
    """A target that was not reached does not have full marks; past a target with = may well be better than it."""
    for project, one, said in _missed(data):
        aim = _target(one)
        if aim is None or plain_text(aim.text or "").startswith(SIGNS["="]):
            continue
        if _scored(one) and one.cells["score"].amount >= one.cells["weight"].amount:
            cells = places(_target(one), one.cells.get("actual"), one.cells["score"], one.cells["weight"])
            yield One(project.name, f"{said}，却得满分", cells)


def deviations(data: Disclosure) -> Iterator[One]:
    """A typed deviation is what target and result give; one of results that cannot be compared is nobody's business."""
    for project in everyone(data):
        for one in project.indicators:
            cell, aim, got = one.cells.get("deviation"), _target(one), one.cells.get("actual")
            if cell is None or typed(cell) is None or aim is None or got is None:
                continue
            right = deviation(aim.text or "", got.text or "")
            if (
                right is not None
                and right > 0
                and not cell.amount
                and plain_text(aim.text or "").startswith(SIGNS["="])
            ):
                continue  # past a target with = may well be better than it
            if right is not None and abs(round_half_up(right, 2) - cell.amount) > STEP:
                said = f"指标“{one.name or one.level2}”的偏差度 {plain(cell.amount)}%，按指标值 {aim.text}、完成值 {got.text} 是 {plain(round_half_up(right, 2))}%"
                yield One(project.name, said, places(cell, aim, got))


def reached(target: str, actual: str, bare: bool = False) -> bool | None:
    """Whether a target was reached; None where that cannot be known. ``bare``: a plain number is in the target's unit."""
    sign, rest = _signed(plain_text(target))
    again, result = _signed(plain_text(actual))
    aim, got = NUMBER.fullmatch(rest), NUMBER.fullmatch(result)
    if not sign or again not in ("", sign) or aim is None or got is None:
        return None
    if aim[2] != got[2] and not (bare and not got[2]):
        return None
    return REACHED[sign](_number(got[1]), _number(aim[1]))


def _signed(words: str) -> tuple[str, str]:
    """A sign and what follows it; some forms repeat the target's sign before what was reached (≥95% against ≥92%)."""
    return next(
        ((sign, words[len(form) :]) for sign, forms in SIGNS.items() for form in forms if words.startswith(form)),
        ("", words),
    )


def plain_text(text: str) -> str:
    """Full-width signs as plain ones, no spaces."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def _missed(data: Disclosure) -> Iterator[tuple[Project, Indicator, str]]:
    for project in everyone(data):
        for one in project.indicators:
            aim, got = _target(one), one.cells.get("actual")
            if aim is None or got is None or not aim.text or not got.text:
                continue
            bare = project.form is not None and project.form.bare_actual
            if reached(aim.text, got.text, bare) is False:
                yield project, one, f"指标“{one.name or one.level2}”的指标值 {aim.text}，完成值 {got.text}，没有达到"


def _target(one: Indicator) -> Cell | None:
    """The adjusted target where there is one."""
    adjusted = one.cells.get("adjusted")
    return adjusted if adjusted is not None and adjusted.text else one.cells.get("target")


def _scored(one: Indicator) -> bool:
    return bool(figure(one.cells.get("weight"))) and figure(one.cells.get("score")) is not None
