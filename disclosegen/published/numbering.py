"""The numbers that Word counts by itself: 一、 or 1. before a paragraph, which do not stand in its text.

In: the parts ``numbering.xml`` and ``styles.xml``.  Out: :class:`Numbering`, which is asked for each paragraph in document order.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DIGITS = "〇一二三四五六七八九"
LEGAL = "零壹贰叁肆伍陆柒捌玖"
STEMS = "甲乙丙丁戊己庚辛壬癸"
BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")),
    *((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
DEEPEST = 9
HIGHEST = 9999
"""Numbers above are printed in digits."""


@dataclass(frozen=True)
class Level:
    """A level of a list: its first number, the form of its numbers, the text with ``%1``, whether a blank follows."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    blank: bool = False
    legal: bool = False


class Numbering:
    """Counts the lists of one document."""

    def __init__(self, numbering: etree._Element | None, styles: etree._Element | None):
        self._levels: dict[str, dict[int, Level]] = {}
        self._lists: dict[str, tuple[str, dict[int, int]]] = {}  # number → abstract list, first numbers of its own
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[tuple[str, int]] = set()
        self._by_style: dict[str, tuple[str, int]] = {}
        self._based: dict[str, str] = {}
        self._own: dict[str, tuple[str | None, int | None]] = {}
        if numbering is not None:
            self._read(numbering)
        if styles is not None:
            for style in styles.iter(f"{W}style"):
                name = style.get(f"{W}styleId", "")
                self._own[name] = _asked(style.find(f"{W}pPr"))
                based = style.find(f"{W}basedOn")
                self._based[name] = based.get(f"{W}val", "") if based is not None else ""

    def _read(self, numbering: etree._Element) -> None:
        for abstract in numbering.iter(f"{W}abstractNum"):
            name = abstract.get(f"{W}abstractNumId", "")
            self._levels[name] = {}
            for level in abstract.iter(f"{W}lvl"):
                at = _number(level.get(f"{W}ilvl"), 0)
                self._levels[name][at] = _level(level)
                style = level.find(f"{W}pStyle")
                if style is not None:
                    self._by_style.setdefault(style.get(f"{W}val", ""), (name, at))
        for one in numbering.iter(f"{W}num"):
            abstract = one.find(f"{W}abstractNumId")
            starts: dict[int, int] = {}
            for change in one.iter(f"{W}lvlOverride"):
                start = change.find(f"{W}startOverride")
                if start is not None:
                    starts[_number(change.get(f"{W}ilvl"), 0)] = _number(start.get(f"{W}val"), 1)
            if abstract is not None:
                self._lists[one.get(f"{W}numId", "")] = (abstract.get(f"{W}val", ""), starts)

    def before(self, properties: etree._Element | None, style: str) -> str:
        """What Word prints before a paragraph; empty for a bullet or none. To be asked once for each, in order."""
        list_id, at = self._place(properties, style)
        if list_id is None or list_id not in self._lists:
            return ""
        abstract, starts = self._lists[list_id]
        levels = self._levels.get(abstract, {})
        level = levels.get(at)
        if level is None:
            return ""
        counts = self._counts.setdefault(abstract, [None] * DEEPEST)
        if at in starts and (list_id, at) not in self._begun:
            self._begun.add((list_id, at))
            counts[at] = starts[at]
        else:
            there = counts[at]
            counts[at] = level.start if there is None else there + 1
        counts[at + 1 :] = [None] * (DEEPEST - at - 1)
        return _shown(levels, counts, level) + (" " if level.blank and level.text else "")

    def _place(self, properties: etree._Element | None, style: str) -> tuple[str | None, int]:
        """The list and level of a paragraph: its own, else its style's, else that of the style that it is based on."""
        list_id, level = _asked(properties)
        seen: set[str] = set()
        at: int | None = level
        name = style
        while list_id is None and name and name not in seen:
            seen.add(name)
            list_id, inherited = self._own.get(name, (None, None))
            if at is None:
                at = inherited
            if list_id is not None and at is None and name in self._by_style:
                at = self._by_style[name][1]
            name = self._based.get(name, "")
        return (None if list_id == "0" else list_id), min(at or 0, DEEPEST - 1)


def _asked(properties: etree._Element | None) -> tuple[str | None, int | None]:
    found = properties.find(f"{W}numPr") if properties is not None else None
    if found is None:
        return None, None
    list_id, level = found.find(f"{W}numId"), found.find(f"{W}ilvl")
    return (
        list_id.get(f"{W}val") if list_id is not None else None,
        _number(level.get(f"{W}val"), 0) if level is not None else None,
    )


def _level(level: etree._Element) -> Level:
    def value(name: str, default: str) -> str:
        found = level.find(f"{W}{name}")
        return found.get(f"{W}val", default) if found is not None else default

    return Level(
        start=_number(value("start", "1"), 1),
        form=value("numFmt", "decimal"),
        text=value("lvlText", ""),
        blank=value("suff", "tab") == "space",
        legal=level.find(f"{W}isLgl") is not None,
    )


def _shown(levels: dict[int, Level], counts: list[int | None], level: Level) -> str:
    if level.form in ("bullet", "none"):
        return ""

    def number(found: re.Match[str]) -> str:
        at = int(found[1]) - 1
        other = levels.get(at, Level())
        there = counts[at]
        return in_form(other.start if there is None else there, "decimal" if level.legal else other.form)

    return re.sub(r"%([1-9])", number, level.text)


def in_form(number: int, form: str) -> str:
    """A number as Word writes it in one of its forms; digits for a form that is not known."""
    if not 0 < number <= HIGHEST:
        return str(number)
    if form in ("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCountingThousand"):
        return chinese(number)
    if form in ("ideographDigital", "taiwaneseDigital", "japaneseDigitalTenThousand"):
        return "".join(DIGITS[int(digit)] for digit in str(number))
    if form == "chineseLegalSimplified":
        return chinese(number, LEGAL, "拾佰仟", short=False)
    if form == "ideographTraditional":
        return STEMS[(number - 1) % 10]
    if form == "ideographZodiac":
        return BRANCHES[(number - 1) % 12]
    if form.startswith("decimalEnclosedCircle") and number <= 20:
        return chr(0x2460 + number - 1)
    if form == "decimalEnclosedParen" and number <= 20:
        return chr(0x2474 + number - 1)
    if form == "decimalEnclosedFullstop" and number <= 20:
        return chr(0x2488 + number - 1)
    if form == "ideographEnclosedCircle" and number <= 10:
        return chr(0x3280 + number - 1)
    if form.startswith("decimalFullWidth"):
        return "".join(chr(0xFF10 + int(digit)) for digit in str(number))
    if form == "decimalZero":
        return f"{number:02d}"
    if form in ("upperLetter", "lowerLetter"):
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter.upper() if form == "upperLetter" else letter
    if form in ("upperRoman", "lowerRoman"):
        return roman(number).upper() if form == "upperRoman" else roman(number)
    return str(number)


def chinese(number: int, digits: str = DIGITS, places: str = "十百千", short: bool = True) -> str:
    """A number up to 9999 in Chinese: 十一, 二十, 一百〇五."""
    text = ""
    for place, digit in zip(range(len(str(number)) - 1, -1, -1), map(int, str(number)), strict=True):
        if digit:
            text += digits[digit] + (places[place - 1] if place else "")
        elif text and not text.endswith(digits[0]):
            text += digits[0]
    text = text.rstrip(digits[0])
    return text[1:] if short and 10 <= number < 20 else text


def roman(number: int) -> str:
    """A number in small Roman digits."""
    text = ""
    for value, letters in ROMAN:
        text += letters * (number // value)
        number %= value
    return text


def _number(text: str | None, default: int) -> int:
    return int(text) if text is not None and re.fullmatch(r"\d{1,6}", text) else default
