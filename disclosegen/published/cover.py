"""Who publishes: the identity of the unit from the cover and from the lines above the tables.

In: a :class:`~disclosegen.published.flow.Flow` and where the kit's outline is in it.  Out: a :class:`Part` with rows of the kit's
identity table: what stands in the slots of its cover and of its title.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from ..kit.schema import Line
from ..workbook.values import clean, normal
from .around import Around
from .flow import Flow, Spot, Strip
from .outline import Located
from .reading import Part, Said

SLOT = re.compile(r"\{(\w+)(:chinese)?\}")
LINES = 12
"""Lines of a cover at most."""
DIGITS = "〇一二三四五六七八九"
CHINESE_MONTH = r"[〇○零一二三四五六七八九\d]{4}年[一二三四五六七八九十\d]{1,3}月"
NAME = "unit_name"


def read_cover(flow: Flow, located: Located) -> Part:
    """The identity of the unit."""
    kit = located.kit
    identity = kit.tables[kit.file.identity]
    lines = {line.row_key: line for _, line in identity.lines()}
    cover = list(_cover(flow, located))
    found: dict[str, tuple[str, Spot]] = {}
    used: set[int] = set()
    for text in (*kit.outline.cover, kit.file.document_title):
        pattern = _pattern(text, kit.file.year, lines)
        for number, strip in cover:
            match = pattern.fullmatch(re.sub(r"\s", "", strip.text))
            if match is None:
                continue
            used.add(number)
            for slot, value in match.groupdict().items():
                if slot != NAME or SLOT.sub("", text):
                    found.setdefault(slot, (_typed(text, slot, value), strip.spot))
    name = _name(flow, located, cover)
    if name is not None:
        found[NAME] = name
    column = identity.blocks[0].values()[0].key
    values = tuple(
        Said((identity.id, row, column), value, spot, value) for row, (value, spot) in found.items() if row in lines
    )
    return Part(values, used=frozenset(used))


def _cover(flow: Flow, located: Located) -> Iterator[tuple[int, Strip]]:
    """The strips before the contents page."""
    contents = normal(located.kit.outline.contents_title)
    for number, strip in enumerate(flow.strips[: min(LINES, located.body or LINES)]):
        if strip.folded == contents:
            return
        yield number, strip


def _pattern(text: str, year: int, lines: Mapping[str, Line]) -> re.Pattern[str]:
    """A line of the cover turned round; blanks do not count."""
    pieces: list[str] = []
    at = 0
    for slot in SLOT.finditer(text):
        pieces += [re.escape(re.sub(r"\s", "", text[at : slot.start()])), _slot(slot, year, lines)]
        at = slot.end()
    return re.compile("".join([*pieces, re.escape(re.sub(r"\s", "", text[at:]))]))


def _slot(slot: re.Match[str], year: int, lines: Mapping[str, Line]) -> str:
    name = slot[1]
    if name == "year":
        return str(year)
    line = lines.get(name)
    if line is not None and line.choices:
        return f"(?P<{name}>{'|'.join(map(re.escape, line.choices))})"
    return f"(?P<{name}>{CHINESE_MONTH if slot[2] else '.{2,60}'})"


def _typed(text: str, slot: str, value: str) -> str:
    """A value as staff type it: a month in Chinese numerals as figures."""
    if f"{{{slot}:chinese}}" not in text:
        return value
    year, _, month = value.rstrip("月").partition("年")
    digits = "".join(str(DIGITS.index(char)) if char in DIGITS else "0" if char in "○零" else char for char in year)
    tens, ten, ones = month.partition("十")
    if month.isdigit():
        number = int(month)
    elif ten:
        number = (DIGITS.index(tens) if tens else 1) * 10 + (DIGITS.index(ones) if ones else 0)
    else:
        number = DIGITS.index(month)
    return f"{digits}年{number}月"


def _name(flow: Flow, located: Located, cover: list[tuple[int, Strip]]) -> tuple[str, Spot] | None:
    """The unit's full name: what most tables say; without tables the first line of the cover that is not the title."""
    around = Around(located.kit)
    said: Counter[str] = Counter()
    places: dict[str, tuple[str, Spot]] = {}
    for region in located.of("table"):
        for strip in flow.strips[region.start : region.end]:
            if strip.is_row:
                break
            above = around.above(strip.text)
            if above is not None and above.slots.get(NAME):
                folded = above.slots[NAME]
                said[folded] += 1
                places.setdefault(folded, (_original(strip.text, folded), strip.spot))
    if said:
        return places[said.most_common(1)[0][0]]
    titles = [_pattern(text, located.kit.file.year, {}) for text in located.kit.outline.cover if SLOT.sub("", text)]
    for _, strip in cover:
        text = clean(strip.text)
        if text and not any(title.fullmatch(re.sub(r"\s", "", text)) for title in titles):
            return text, strip.spot
    return None


def _original(text: str, folded: str) -> str:
    """The piece of a line that a folded text was; print may set blanks into a name."""
    for start in range(len(text)):
        for end in range(len(text), start, -1):
            if normal(text[start:end]) == folded:
                return re.sub(r"\s", "", text[start:end])
    return folded
