"""Finds the parts and sections of a kit in a published document.

In: a :class:`~disclosegen.published.flow.Flow` and a kit.  Out: :class:`Located`: for each part and section of the outline
that has a heading, the strips that belong to it.  Headings are compared folded; slots such as the unit's name match
anything; the year is the document's own.  A heading's lines on the contents page come before the ones that count.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from ..kit.load import Kit
from ..kit.schema_forms import Form
from ..kit.schema_outline import Section
from ..workbook.values import normal
from .columns import ANY_YEAR
from .flow import Flow, Strip
from .forms_pattern import as_pattern, folded_label
from .titles import LEADER, Titles

SLOT = re.compile(r"\{(\w+)(?::\w+)?\}|\{\{.*?\}\}")
YEAR = re.compile(r"(?<!\d)(20\d\d)年度?")
TITLED = re.compile(r"(?<!\d)(20\d\d)年度?[^,。;]{0,12}(?:决算|预算)")
ORDINAL = re.compile(r"^(?:第[一二三四五六七八九十]+部分|表?[一二三四五六七八九十]+、?|\([一二三四五六七八九十]+\))")
TABLES = 3
"""Tables that must name a year before it counts for more than the cover's."""
NUMBERED = re.compile(r"[^\d.,:%\W年月-](?:\W*?)(\d{1,3})$")
"""A line of a contents page: words and a page number."""
CONTENTS = 6
"""Such lines one behind the other make a contents page."""
LONGEST = 80
"""Letters of a heading, folded."""


@dataclass(frozen=True)
class Region:
    """A part (``section`` None), or a section: its heading is strip ``head``, its body ``start`` to ``end`` (excluded)."""

    part: int
    section: Section | None
    head: int
    start: int
    end: int


@dataclass(frozen=True)
class Located:
    """A kit's outline in a document.

    Attributes:
        kit: The kit, its year the document's.
        regions: What was found, in document order.
        expected: How many headings the outline has that every document shows.
    """

    kit: Kit
    regions: tuple[Region, ...]
    expected: int

    @property
    def sure(self) -> int:
        """How many of the headings are there that every document shows."""
        return sum(1 for region in self.regions if region.section is None or not region.section.optional)

    @property
    def share(self) -> float:
        """How much of the outline is there: 0 to 1."""
        return self.sure / self.expected if self.expected else 0.0

    @cached_property
    def body(self) -> int:
        """The first strip behind cover and contents."""
        return self.regions[0].head if self.regions else 0

    def of(self, kind: str) -> Iterator[Region]:
        """The regions whose section has a ``table``, ``narrative``, ``texts``, ``forms`` or ``glossary``."""
        return (region for region in self.regions if region.section is not None and getattr(region.section, kind))


@dataclass(frozen=True)
class _Target:
    part: int
    section: Section | None
    patterns: tuple[re.Pattern[str], ...]


def year_of(flow: Flow) -> int | None:
    """The year that the document is about: that of its title, else the first one on its cover, or named most often."""
    titled = [found[1] for strip in flow.strips[:60] if (found := TITLED.search(strip.folded))]
    if titled:
        return int(titled[0])
    first = [year for strip in flow.strips[:12] for year in YEAR.findall(strip.folded)]
    every = first[:1] or [year for strip in flow.strips for year in YEAR.findall(strip.folded)]
    return int(max(set(every), key=every.count)) if every else None


def _year_of_tables(flow: Flow, kit: Kit) -> int | None:
    """The year that stands above most of the tables, in lines that hold nothing else of the format; None where hardly any do."""
    own = [text for table in kit.published for text in (*table.above, table.title)]
    own += [part.title for part in kit.outline.parts]
    dated = [normal(text.replace("{year}", str(kit.file.year))) for text in own]
    texts = {ANY_YEAR.sub("\0", text) for text in dated if ANY_YEAR.search(text)}
    years = Counter(
        year[0]
        for strip in flow.strips
        for cell in strip.cells
        if len(cell) <= LONGEST
        and (year := ANY_YEAR.search(text := normal(cell)))
        and ANY_YEAR.sub("\0", text) in texts
    )
    best = years.most_common(1)
    return int(best[0][0]) if best and best[0][1] >= TABLES and best[0][1] * 2 > years.total() else None


def locate(flow: Flow, kit: Kit) -> Located:
    """Find a kit's outline in a document; the kit comes back with the document's year."""
    year = _year_of_tables(flow, kit) or year_of(flow)
    if year is not None and year != kit.file.year:
        kit = replace(kit, file=kit.file.changed(year=year))
    targets = list(_targets(kit))
    headings = _headings(flow)
    titles = Titles(flow, kit)
    places = [
        titles.places(target.section.table, _candidates(headings, target))
        if target.section is not None and target.section.table
        else _candidates(headings, target)
        for target in targets
    ]
    chosen = _grids(flow, kit, targets, _early(targets, places, _latest_chain(places)))
    found = sorted((at, number) for number, at in enumerate(chosen) if at is not None)
    regions = []
    ends = [*(at for at, _ in found[1:]), len(flow.strips)]
    for (at, number), end in zip(found, ends, strict=False):
        regions.append(Region(targets[number].part, targets[number].section, at, at + 1, end))
    return Located(kit, tuple(regions), sum(1 for one in targets if one.section is None or not one.section.optional))


def recognise(flow: Flow, kits: Sequence[Kit]) -> tuple[Located, ...]:
    """The kits by how well they fit, best first; of equals, one of the document's own year goes first."""
    found = [
        (located.share, kit.file.year == located.kit.file.year, located)
        for kit in kits
        for located in [locate(flow, kit)]
    ]
    return tuple(located for *_, located in sorted(found, key=lambda item: item[:2], reverse=True))


def _targets(kit: Kit) -> Iterator[_Target]:
    for number, part in enumerate(kit.outline.parts):
        if not part.optional:
            yield _Target(number, None, title_patterns(kit, part.title))
        for section in part.sections:
            if part.optional or section.files:
                continue
            if section.table:
                yield _Target(number, section, title_patterns(kit, kit.tables[section.table].title, section.title))
            elif section.forms:
                titles = [kit.forms[name].title for name in section.forms if kit.forms[name].title]
                yield _Target(number, section, title_patterns(kit, *titles, section.title))
            elif not section.quiet:
                yield _Target(number, section, title_patterns(kit, section.title))


def title_patterns(kit: Kit, *titles: str) -> tuple[re.Pattern[str], ...]:
    """Titles as patterns over folded text, each also without its ordinal."""
    found: dict[str, re.Pattern[str]] = {}
    for title in titles:
        text = SLOT.sub(lambda slot: str(kit.file.year) if slot[1] == "year" else "\x00", title)
        text = normal(ANY_YEAR.sub(str(kit.file.year), text))  # the kit was loaded with a year of its own
        for form in (text, ORDINAL.sub("", text)):
            if len(form) > 2:
                found[form] = re.compile("(?:[^\n]{0,60})".join(re.escape(piece) for piece in form.split("\x00")))
    return tuple(found.values())


def _headings(flow: Flow) -> list[tuple[int, str]]:
    """Every strip that is short enough for a heading, and its text as one; none of a contents page with page numbers."""
    contents = _contents(flow)
    return [
        (at, _bare(strip))
        for at, strip in enumerate(flow.strips)
        if len(strip.folded) <= LONGEST and at not in contents
    ]


def _contents(flow: Flow) -> frozenset[int]:
    """The lines of a contents page: several in a row that end in page numbers which never go back."""
    found: set[int] = set()
    run: list[int] = []
    last = 0
    for at, strip in enumerate(flow.strips):
        number = NUMBERED.search(strip.folded) if len(strip.folded) <= LONGEST else None
        if number is None or int(number[1]) < last:
            found |= set(run) if len(run) >= CONTENTS else set()
            run, last = [], 0
        if number is not None:
            run.append(at)
            last = int(number[1])
    return frozenset(found | (set(run) if len(run) >= CONTENTS else set()))


def _candidates(headings: Sequence[tuple[int, str]], target: _Target) -> list[int]:
    """Strips that may be the heading, contents lines among them."""
    for pattern in target.patterns:  # the whole title before the one without its ordinal
        if found := [at for at, text in headings if pattern.fullmatch(text)]:
            return found
    return []


def _bare(strip: Strip) -> str:
    """A heading's text without the leader and number of a contents line."""
    filled = [cell for cell in strip.cells if cell]
    if len(filled) > 2 or (len(filled) == 2 and not filled[1].strip().isdigit()):
        return strip.folded
    return LEADER.sub("", normal(filled[0]) if filled and strip.is_row else strip.folded)


def _latest_chain(places: Sequence[Sequence[int]]) -> list[int | None]:
    """The longest chain of headings in order; of equally long ones the one that stands last in the document."""
    table: list[tuple[int, int, int, int | None]] = []  # length, place, target, index of the next link
    for target in reversed(range(len(places))):
        for at in places[target]:
            follow = [
                (table[i][0], table[i][1], i) for i in range(len(table)) if table[i][1] > at and table[i][2] > target
            ]
            length, _, link = max(follow, default=(0, 0, None))
            table.append((length + 1, at, target, link))
    chosen: list[int | None] = [None] * len(places)
    node = max(range(len(table)), key=lambda i: table[i][:2], default=None)
    while node is not None:
        _, at, target, link = table[node]
        chosen[target], node = at, link
    return chosen


def _early(targets: Sequence[_Target], places: Sequence[Sequence[int]], chosen: list[int | None]) -> list[int | None]:
    """The headings of tables and forms stand above each of their pages: the first one behind what goes before counts."""
    before = -1
    for number, target in enumerate(targets):
        at = chosen[number]
        if at is None:
            continue
        if target.section is not None and (target.section.table or target.section.forms):
            at = min((place for place in places[number] if place > before), default=at)
            chosen[number] = at
        before = at
    return chosen


def _grids(flow: Flow, kit: Kit, targets: Sequence[_Target], chosen: list[int | None]) -> list[int | None]:
    """Where the title of the first form is cut or in other words, the forms begin above the first row of a grid."""
    for number, target in enumerate(targets):
        if target.section is None or not target.section.forms:
            continue
        start = max((at for at in chosen[:number] if at is not None), default=-1)
        end = min((at for at in chosen[number:] if at is not None), default=len(flow.strips))
        forms = [form for name in target.section.forms if (form := kit.forms[name]).rows]
        first = {folded_label(form.rows[0].cells[0].text) for form in forms}
        row = next((at for at in range(start + 1, end) if _is_first(flow.strips[at], first)), None)
        if row is not None:
            chosen[number] = _above_grid(flow, forms, row, start)
    return chosen


def _is_first(strip: Strip, labels: set[str]) -> bool:
    """Whether a row is the first one of a form: a label, and at most its value."""
    filled = [cell for cell in strip.cells if cell]
    return strip.is_row and 1 <= len(filled) <= 2 and folded_label(filled[0]) in labels


def _above_grid(flow: Flow, forms: Sequence[Form], row: int, start: int) -> int:
    """Where the title of a form stands whose first row is known: above what stands under titles."""
    under = [
        re.compile(as_pattern(text, ".{0,60}")) for form in forms for text in (*form.subtitle, *form.above) if text
    ]
    at = row
    while at - 1 > start and any(one.fullmatch(flow.strips[at - 1].folded) for one in under):
        at -= 1
    return at - 1 if row > at > start + 1 else at
