"""Mistakes in a printed text: one figure of it is another one, or the word that gives its direction.

In: a :class:`~tests.mutation.printed.Text` and a random source.  Out: one mutation of the kind, or None where the drawn figure has none.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from random import Random

from .figures import other_digit, two_swapped
from .printed import FORM, SENTENCE, TABLE, WORDS, Figure, Text, TextMutation

SHARES = {TABLE: 4, SENTENCE: 4, FORM: 3, WORDS: 1}
"""How often a mistake is made where; the tables hold most figures of a document."""
OPPOSITE = {"增加": "减少", "减少": "增加", "增长": "下降", "下降": "增长", "上升": "下降"}
WAY = re.compile("(增加|减少|增长|下降|上升)了?$")
SLIP = 900
"""A rate is off by at most so many hundredths."""

Maker = Callable[[Text, Random], TextMutation | None]


def _figure(text: Text, random: Random, *kinds: str) -> Figure | None:
    """A figure, first where, then which."""
    areas = {area: [one for one in found if not kinds or one.kind in kinds] for area, found in text.areas.items()}
    areas = {area: found for area, found in areas.items() if found}
    if not areas:
        return None
    area = random.choices(list(areas), [SHARES[area] for area in areas])[0]
    return random.choice(areas[area])


def _shown(figure: Figure, value: Decimal) -> str:
    """A figure as the document would print it."""
    value = value.quantize(Decimal(1).scaleb(-figure.decimals)) if value == round(value, figure.decimals) else value
    return f"{value:,f}" if figure.thousands else f"{value:f}"


def digit(text: Text, random: Random) -> TextMutation | None:
    """One digit is another one."""
    figure = _figure(text, random)
    return figure and text.with_figure("改一个数字", figure, other_digit(figure.text, random))


def swapped(text: Text, random: Random) -> TextMutation | None:
    """Two neighbouring digits change places."""
    figure = _figure(text, random)
    after = figure and two_swapped(figure.text, random)
    return text.with_figure("相邻两位对调", figure, after) if figure and after else None


def sign(text: Text, random: Random) -> TextMutation | None:
    """A minus that does not belong there; in a sentence the word of direction is the opposite."""
    figure = _figure(text, random)
    if figure is None or not figure.number or figure.area == WORDS:
        return None
    if figure.area != SENTENCE:
        cell = text.cell(figure)
        after = cell[1:] if cell.startswith("-") else f"-{cell}"
        return TextMutation("正负号", figure, cell, after, after) if cell.lstrip("-") == figure.text else None
    cell = text.cell(figure)
    way = WAY.search(cell[: figure.start])
    if way is None:
        return None
    other = OPPOSITE[way[1]]
    changed = cell[: way.start()] + other + cell[way.start() + len(way[1]) :]
    return TextMutation("正负号", figure, way[1] + figure.text, other + figure.text, changed)


def tenfold(text: Text, random: Random) -> TextMutation | None:
    """The decimal point one place off."""
    figure = _figure(text, random, "amount", "count")
    if figure is None or not figure.number:
        return None
    factor = Decimal(10) if random.random() < 0.5 or figure.kind == "count" else Decimal("0.1")
    return text.with_figure("差十倍", figure, _shown(figure, figure.number * factor))


def wrong_unit(text: Text, random: Random) -> TextMutation | None:
    """元 among 万元."""
    figure = _figure(text, random, "amount")
    return figure and text.with_figure("差一万倍", figure, _shown(figure, figure.number * 10000))


def rate(text: Text, random: Random) -> TextMutation | None:
    """Another rate."""
    figure = _figure(text, random, "rate")
    if figure is None:
        return None
    off = Decimal(random.randint(1, SLIP)).scaleb(-2).quantize(Decimal(1).scaleb(-figure.decimals))
    value = figure.number + off if random.random() < 0.5 or off > figure.number else figure.number - off
    return text.with_figure("百分率", figure, f"{_shown(figure, value)}%")


def count(text: Text, random: Random) -> TextMutation | None:
    """One more or one less."""
    figure = _figure(text, random, "count")
    if figure is None:
        return None
    value = figure.number + (1 if random.random() < 0.5 or not figure.number else -1)
    return text.with_figure("个数差一", figure, _shown(figure, value))


KINDS: dict[str, Maker] = {
    "改一个数字": digit,
    "相邻两位对调": swapped,
    "正负号": sign,
    "差十倍": tenfold,
    "差一万倍": wrong_unit,
    "百分率": rate,
    "个数差一": count,
}
