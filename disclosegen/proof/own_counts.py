"""A project's words against its own indicators: 79.54万页 in its report, 79.45 in its row.

In: a typed text of a project.  Out: counts that miss the only indicator with that measure by a slip of the hand, and a rate of
satisfaction that is none of the only indicator about satisfaction.  A count of another year, of a part or of a plan is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

from ..findings import CellRef
from ..model.projects import Indicator, Project
from ..money import plain
from .grammar import NUMBER, Value, clause, decimal, is_about, lead, rates, slipped
from .reading import Said, Text
from .slips import quote

TARGET = re.compile(rf"[≥≤＞＜＝=<>]*\s*({NUMBER})\s*([^\d\s，。；、（）()]{{1,6}})")
NUMBERS = re.compile(NUMBER)
TELLING = re.compile(r"\d[\d,.]{2,18}(?![\d,.年月日元%％])(?!万元|亿元)")
"""A number that is long enough for a slip to be told, and counts something."""
MONEY = ("元", "万元", "亿元", "%", "％", "年", "月", "日")
VALUES = ("target", "adjusted", "actual", "explanation")
SURE, EXCHANGED = 4, 3
"""Significant digits from which one wrong digit, and two that were exchanged, are told."""
SATISFIED = re.compile(r"([^满]{0,10})满意[度率](?:均?为|达到?|是)?")


def miscounted(text: Text, project: Project, elsewhere: Callable[[int], bool]) -> Iterator[Said]:
    """Counts and rates of satisfaction that the project's indicators say otherwise.

    Args:
        text: A text of the project.
        project: The project.
        elsewhere: Whether the words around a place speak of another year, a part or a plan.
    """
    if text.has_digits and TELLING.search(text.text):
        yield from _slips(text, project, elsewhere)
    if "满意" in text.text:
        yield from _satisfaction(text, project, elsewhere)


def _slips(text: Text, project: Project, elsewhere: Callable[[int], bool]) -> Iterator[Said]:
    for unit, indicator in _by_unit(project).items():
        if indicator is None:
            continue
        known, said = _values(indicator), list(_with_unit(text.text, unit))
        near = [
            (value, right) for value in said for right in known if right not in {one.number for one in said}
            if _is_slip(value.number, right)
        ]  # fmt: skip
        for value, right in near[:1]:
            words = clause(text.text, value.start)
            if value.number in known or is_about(text.text, value) or elsewhere(value.start):
                continue
            if any(indicator.name[at : at + 2] in words for at in range(len(indicator.name) - 1)):
                yield _told(text, value, f"{plain(right)}{unit}", indicator)


def _by_unit(project: Project) -> dict[str, Indicator | None]:
    """The only indicator with each measure; None where there are several."""
    found: dict[str, Indicator | None] = {}
    for one in project.indicators:
        target = TARGET.fullmatch((_text(one, "target")).strip())
        if target and target[2] not in MONEY:
            found[target[2]] = None if target[2] in found else one
    return found


def _text(indicator: Indicator, key: str) -> str:
    cell = indicator.cells.get(key)
    return cell.text or "" if cell is not None and cell.known else ""


def _values(indicator: Indicator) -> list[Decimal]:
    return [decimal(found) for key in VALUES for found in NUMBERS.findall(_text(indicator, key)[:60])]


def _with_unit(text: str, unit: str) -> Iterator[Value]:
    for found in re.finditer(rf"({NUMBER})\s?{re.escape(unit)}", text):
        number = decimal(found[1])
        yield Value(number, number, unit, found[0], found.start(), found.end())


def _is_slip(one: Decimal, other: Decimal) -> bool:
    """Whether two numbers of one size differ in one digit of four, or in two neighbours that were exchanged."""
    first, second = (plain(number).replace(".", "").strip("0") for number in (one, other))
    if len(first) != len(second) or one.adjusted() != other.adjusted() or not slipped(first, second):
        return False
    return len(first) >= SURE or (len(first) >= EXCHANGED and sorted(first) == sorted(second))


def _satisfaction(text: Text, project: Project, elsewhere: Callable[[int], bool]) -> Iterator[Said]:
    about = [one for one in project.indicators if "满意" in one.name]
    if len(about) != 1 or not (known := _values(about[0])):
        return
    for value in rates(text.text):
        found = SATISFIED.fullmatch(lead(text.text, value.start).strip())
        if not found or not set(found[1]) <= set(about[0].name) or is_about(text.text, value) or elsewhere(value.start):
            continue
        if not any(abs(right - value.number) < Decimal(1).scaleb(-value.decimals) for right in known):
            actual = _text(about[0], "actual")
            if NUMBERS.search(actual):
                yield _told(text, value, actual.rstrip("%％") + "%", about[0])


def _told(text: Text, value: Value, right: str, indicator: Indicator) -> Said:
    cells: list[CellRef] = [
        cell.ref for key in ("actual", "target") if (cell := indicator.cells.get(key)) and cell.text
    ]
    return Said(
        f"“{value.text}”与这个项目的指标“{indicator.name}”填的 {right} 不一致：{quote(text.text, value.start, value.end, 12)}",
        "请核对这段文字和“绩效指标”里的数。",
        tuple(cells),
    )
