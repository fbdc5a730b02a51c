"""Who publishes: the identity of the unit from the cover and from the lines above the tables.

In: a :class:`~disclosegen.published.flow.Flow` and where the kit's outline is in it.  Out: a :class:`Part` with rows of the kit's
identity table: what stands in the slots of its cover and of its title.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from ..kit.schema import Line
from ..workbook.values import clean, normal
from .around import Around
from .columns import ANY_YEAR
from .flow import Flow, Spot, Strip
from .outline import Located
from .reading import Part, Said

SLOT = re.compile(r"\{(\w+)(:chinese)?\}")
LINES = 12
"""Lines of a cover at most."""
FAR = 80
"""Lines before the body among which a cover is looked for: the menus of a site stand above it."""
BROKEN = 3
"""Lines that a title may be broken over."""
DIGITS = "〇一二三四五六七八九"
MONTHS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
CHINESE_MONTH = r"[〇○零一二三四五六七八九\d]{4}年[一二三四五六七八九十\d]{1,3}月"
NAME = "unit_name"


def read_cover(flow: Flow, located: Located) -> Part:
    """The identity of the unit."""
    kit = located.kit
    identity = kit.tables[kit.file.identity]
    lines = {line.row_key: line for _, line in identity.lines()}
    cover = _own(list(_cover(flow, located)), located, lines)
    found: dict[str, tuple[str, Spot]] = {}
    used: set[int] = set()
    for text in (*kit.outline.cover, kit.file.document_title):
        pattern = _pattern(text, kit.file.year, lines)
        for numbers, joined in _windows(cover):
            match = pattern.fullmatch(joined)
            if match is None:
                continue
            if SLOT.sub("", text):
                used |= set(numbers)
            for slot, value in match.groupdict().items():
                if slot != NAME or SLOT.sub("", text):
                    found.setdefault(slot, (_typed(text, slot, value), flow.strips[numbers[0]].spot))
    named = _names(flow, located)
    own = found.get(NAME) or _bare_name(located, cover)
    names = [*named, *([own] if own else [])]
    if names:
        found[NAME] = names[0]
    column = identity.blocks[0].values()[0].key
    values = tuple(
        Said((identity.id, row, column), value, spot, value) for row, (value, spot) in found.items() if row in lines
    )
    used |= {number for number, strip in cover if NAME in found and strip.folded == normal(found[NAME][0])}
    return Part(tuple(_doubted(values, names)), used=frozenset(used))


def _own(
    cover: Sequence[tuple[int, Strip]], located: Located, lines: Mapping[str, Line]
) -> Sequence[tuple[int, Strip]]:
    """The cover without what stands before it, a site's menu or a preface: it begins with the title, or the names above that."""
    kit = located.kit
    for above, text in enumerate(kit.outline.cover):
        if SLOT.sub("", text):
            pattern = _pattern(text, kit.file.year, lines)
            numbers = next((numbers for numbers, joined in _windows(cover) if pattern.fullmatch(joined)), None)
            if numbers is not None:
                first = next(at for at, (number, _) in enumerate(cover) if number == numbers[0])
                return cover[max(first - above, 0) :]
    return cover[:LINES]


def _doubted(values: Sequence[Said], named: Sequence[tuple[str, Spot]]) -> Iterator[Said]:
    """The values, the name with a doubt where the document names the unit in more than one way."""
    for said in values:
        others = {name: spot for name, spot in named if normal(name) != normal(str(said.value))}
        if said.place[1] == NAME and others:
            where = "、".join(f"{spot.words}印的是“{name}”" for name, spot in others.items())
            said = replace(said, doubt=f"单位名称前后不一：{where}")
        yield said


def _windows(cover: Sequence[tuple[int, Strip]]) -> Iterator[tuple[list[int], str]]:
    """Neighbouring lines of a cover as one, without blanks: a title may stand on several."""
    for size in range(1, BROKEN + 1):
        for at in range(len(cover) - size + 1):
            lines = cover[at : at + size]
            yield [number for number, _ in lines], re.sub(r"\s", "", "".join(strip.text for _, strip in lines))


def _cover(flow: Flow, located: Located) -> Iterator[tuple[int, Strip]]:
    """The strips before the contents page; none in a part of a document that begins with a heading."""
    contents = normal(located.kit.outline.contents_title)
    for number, strip in enumerate(flow.strips[: min(FAR, located.body) if located.regions else LINES]):
        if strip.folded == contents:
            return
        yield number, strip


def _pattern(text: str, year: int, lines: Mapping[str, Line]) -> re.Pattern[str]:
    """A line of the cover turned round; blanks do not count."""
    text = ANY_YEAR.sub(str(year), text)  # the kit was loaded with a year of its own
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
    months = {chinese: str(number) for number, chinese in enumerate(MONTHS, 1)}
    return f"{digits}年{months.get(month, month)}月"


def _names(flow: Flow, located: Located) -> list[tuple[str, Spot]]:
    """The names that stand above tables and in headings, the most frequent first, each with its first place."""
    around = Around(located.kit)
    said: Counter[str] = Counter()
    places: dict[str, tuple[str, Spot]] = {}
    for region in located.of("table"):
        for strip in flow.strips[region.start : region.end]:
            if strip.is_row and strip.table != flow.strips[region.start].table:
                break
            above = around.above(strip.text) or next(filter(None, map(around.above, strip.cells)), None)
            if above is not None and above.slots.get(NAME):
                folded = above.slots[NAME]
                said[folded] += 1
                places.setdefault(folded, (_original(strip.text, folded), strip.spot))
            if strip.is_row:
                break
    return [places[folded] for folded, _ in said.most_common()]


def _bare_name(located: Located, cover: Sequence[tuple[int, Strip]]) -> tuple[str, Spot] | None:
    """The line of the cover that is the name alone: the first one that is no other line of it."""
    texts = [text for text in located.kit.outline.cover if SLOT.sub("", text)]
    if len(texts) == len(located.kit.outline.cover):
        return None
    titles = [_pattern(text, located.kit.file.year, {}) for text in (*texts, located.kit.file.document_title)]
    for _, strip in cover:
        text = re.sub(r"\s", "", clean(strip.text))
        if text and not any(title.fullmatch(text) for title in titles):
            return text, strip.spot
    return None


def _original(text: str, folded: str) -> str:
    """The piece of a line that a folded text was; print may set blanks into a name."""
    for start in range(len(text)):
        for end in range(len(text), start, -1):
            if normal(text[start:end]) == folded:
                return re.sub(r"\s", "", text[start:end])
    return folded
