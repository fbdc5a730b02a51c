"""Performance forms in a published document become project records.

In: the strips of the regions where forms stand.  Out: a :class:`~disclosegen.published.reading.Part` with rows of the tables of projects
(or of the whole department), their money, indicators and texts.  What the program computes is only taken where print differs.
Where a kit has several forms to choose from, a printed one is of that whose words it shares most.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from itertools import takewhile

from ..kit.schema_forms import Form
from ..workbook.values import normal
from .flow import Flow, Spot, Strip
from .forms_pattern import SLOT, Of, as_pattern, folded_label, patterns, slot_of
from .forms_records import Records
from .forms_rows import labels, read_rows
from .outline import Located, Region, title_patterns
from .reading import Lost, Part
from .reports import ReportReader, report_words
from .texts import goes_on_in

WRITTEN = "(.{0,60}?)"
"""What may stand in the slot of a line above or below a form."""
DATE = re.compile(
    r"[\d〇零一二三四五六七八九十年月日./-]*\d[\d年月日./-]*|[〇零一二三四五六七八九十]+年[〇零一二三四五六七八九十月日]*"
)
"""A date (folded)."""
ALIKE, TITLE = 0.9, 0.6
"""How alike a printed note is to the kit's, and a title to that which the project's name gives: titles are cut."""


@dataclass
class Printed:
    """One printed form: its strips by number, and the form that its title is of."""

    form: Form
    strips: list[tuple[int, Strip]] = field(default_factory=list)


class _Known:
    """A form, turned round."""

    def __init__(self, form: Form):
        self.form = form
        self.patterns = patterns(form)
        self.words = report_words(form) if form.blocks else labels(self.patterns)
        self.title = re.compile(as_pattern(form.title, ".{0,60}"))
        self.first = folded_label(form.rows[0].cells[0].text) if form.rows else ""

    def begins(self, strip: Strip, begun: bool) -> bool:
        """Whether a strip is its title, or the first row of the next one where the title is missing."""
        if strip.is_row and begun and self.first and _first(strip) == self.first:
            return True
        return (not strip.is_row or len(_filled(strip)) == 1) and bool(self.title.fullmatch(strip.folded))

    def ends(self, strip: Strip) -> bool:
        """Whether a strip belongs under a form: a row, or a note, also in a bureau's own words."""
        return strip.is_row or any(_alike(strip.folded, normal(note)) for note in self.form.notes)

    def shared(self, printed: Printed) -> int:
        """How many of its words stand in a printed form."""
        found = {folded_label(cell) for _, strip in printed.strips for cell in strip.cells if cell}
        return len(self.words & found)


def read_forms(flow: Flow, located: Located) -> Part:
    """Every form in the regions of the outline that hold forms."""
    records = Records(located.kit)
    used: set[int] = set()
    lost: list[Lost] = []
    for region in located.of("forms"):
        assert region.section is not None
        used.update(_none_to_print(flow, located, region))
        forms = [_Known(form) for name in region.section.forms for form in [located.kit.forms[name]]]
        forms = [one for one in forms if one.form.rows or one.form.blocks]
        for printed in _printed(flow, forms, region.head, region.end) if forms else ():
            known = max(forms, key=lambda one: (one.shared(printed), one.form is printed.form))
            if known.form.blocks:
                _read_report(printed, known, records, used, lost, flow.format)
            else:
                _read(printed, known, records, used, lost)
    written = records.written
    return Part(
        (*written.choice(), *written.values),
        written.open_rows(),
        frozenset(used),
        (*lost, *written.lost),
        tuple(written.rates),
        written.namesakes(),
    )


def _none_to_print(flow: Flow, located: Located, region: Region) -> Iterator[int]:
    """The sentence that stands where there is no form to print."""
    assert region.section is not None
    wanted = title_patterns(located.kit, region.section.empty) if region.section.empty else ()
    for at in range(region.start, region.end):
        if any(pattern.fullmatch(flow.strips[at].folded) for pattern in wanted):
            yield at


# ---------------------------------------------------------------- one form after the other


def _printed(flow: Flow, forms: Sequence[_Known], start: int, end: int) -> Iterator[Printed]:
    """The printed forms of a region: each begins with a title, or with the first label of a form."""
    forms = sorted(forms, key=lambda one: len(SLOT.sub("", one.form.title)), reverse=True)
    current: Printed | None = None
    begun = False  # whether the first label of the current form was seen
    strips = _with_cut_rows(flow, forms)
    for number in range(start, end):
        strip = strips[number]
        found = next((one.form for one in forms if one.begins(strip, begun)), None)
        if found is not None:
            above: list[tuple[int, Strip]] = []
            if current is not None and (begun or current.form is not found):
                above = _above(current, forms) if strip.is_row else []
                yield current
                current = None
            if current is None:
                current, begun = Printed(found, above), False
        if current is None:
            current = Printed(forms[0].form)
        begun = begun or (strip.is_row and any(one.begins(strip, True) for one in forms))
        begun = begun or bool(current.form.blocks and current.strips)
        current.strips.append((number, strip))
    if current is not None:
        yield current


def _with_cut_rows(flow: Flow, forms: Sequence[_Known]) -> list[Strip]:
    """The strips; in a text file the first row of a form whose blank cells were cut off with their tabs is a row again, and the
    name right above it."""
    strips = list(flow.strips)
    if flow.format != "txt":
        return strips
    firsts = {one.first for one in forms if one.first}
    for at, strip in enumerate(flow.strips):
        if strip.is_row or folded_label(strip.text) not in firsts:
            continue
        strips[at] = replace(strip, table=1)
        above = flow.strips[at - 1] if at else strip
        if above.spot.line == strip.spot.line - 1 and not any(one.begins(above, False) for one in forms):
            strips[at - 1] = replace(above, table=1)
    return strips


def _above(printed: Printed, forms: Sequence[_Known]) -> list[tuple[int, Strip]]:
    """Takes from the end of a printed form the lines that stand above the next one: its title, cut or in other words, and what is
    under it."""
    texts = [text for one in forms for text in (*one.form.subtitle, *one.form.above) if text]
    patterns_ = [re.compile(as_pattern(text, WRITTEN)) for text in texts]
    start = len(printed.strips)
    while start and any(one.fullmatch(printed.strips[start - 1][1].folded) for one in patterns_):
        start -= 1
    if start and start < len(printed.strips) and not any(one.ends(printed.strips[start - 1][1]) for one in forms):
        start -= 1
    above = printed.strips[start:]
    del printed.strips[start:]
    return above


def _first(strip: Strip) -> str:
    return next((folded_label(cell) for cell in strip.cells if cell), "")


# ---------------------------------------------------------------- what it says


def _read(printed: Printed, known: _Known, records: Records, used: set[int], lost: list[Lost]) -> None:
    rows = [(number, strip) for number, strip in printed.strips if strip.is_row]
    heads = list(takewhile(lambda one: _is_head(known, one[1]), rows))
    del rows[: len(heads)]
    record = records.begin(known.form, rows[0][1].spot if rows else Spot())
    for at in (0, 1):  # merged cells put the name above its label, or below
        if len(rows) > at and _stands_alone(rows[at][1], known) and (not at or len(_filled(rows[0][1])) == 1):
            record.name(rows[at][1])
            used.add(rows.pop(at)[0])
            break
    read_rows(rows, known.patterns, known.form.columns, record, used, lost)
    first = rows[0][0] if rows else 0
    for number, strip in printed.strips:
        if (not strip.is_row or (number, strip) in heads) and (
            folded_label(strip.text) in known.words or _line(known, strip, record, number < first)
        ):
            used.add(number)
    record.end()


def _read_report(
    printed: Printed, known: _Known, records: Records, used: set[int], lost: list[Lost], format_: str
) -> None:
    records.begin(known.form, printed.strips[0][1].spot)
    reader = ReportReader(known.form, records, goes_on_in(format_))
    titles = {number for number, strip in printed.strips if known.begins(strip, False)}
    reader.read([item for item in printed.strips if item[0] not in titles])
    used |= titles | reader.used
    lost += reader.lost
    records.end()


def _stands_alone(strip: Strip, known: _Known) -> bool:
    """Whether a row holds one text that is neither a label nor the title."""
    return (
        len(_filled(strip)) == 1
        and folded_label(strip.text) not in known.words
        and not known.title.fullmatch(strip.folded)
    )


def _filled(strip: Strip) -> list[str]:
    return [cell for cell in strip.cells if cell]


def _alike(one: str, other: str, least: float = ALIKE) -> bool:
    """Whether two folded texts are the same but for a few letters."""
    if one == other:
        return True
    return bool(one) and bool(other) and SequenceMatcher(None, one, other, autojunk=False).ratio() >= least


def _is_head(known: _Known, strip: Strip) -> bool:
    """Whether a row holds but the title, or the date under it, which some have in the first rows of the grid."""
    texts = [text for text in (*known.form.subtitle, *known.form.above) if text]
    return len(_filled(strip)) == 1 and (
        bool(known.title.fullmatch(strip.folded)) or any(_written(text, strip.folded) is not None for text in texts)
    )


def _written(text: str, folded: str) -> tuple[str, ...] | None:
    """What stands in the slots of a line (folded); None where the line is another one."""
    if "{%" in text:
        return None
    pattern = as_pattern(text, WRITTEN)
    if not SLOT.search(text) and text.endswith("："):
        pattern += WRITTEN  # left to be written by hand
    found = re.fullmatch(pattern, folded)
    alone = SLOT.fullmatch(text)
    if found is None or (alone and alone[1].endswith(".date") and not DATE.fullmatch(folded)):
        return None
    return found.groups()


def _line(known: _Known, strip: Strip, record: Records, above: bool) -> bool:
    """A line above or below the grid: its fixed words, and what stands in its slot."""
    form = known.form
    if above and _parts(form, strip, record):
        return True
    name = record.record.fields.get("name", ("",))[0]
    if known.title.fullmatch(strip.folded) or (
        above and _alike(strip.folded, normal(SLOT.sub(name, form.title)), TITLE)
    ):
        return True
    for text in (*form.subtitle, *form.above) if above else (*form.notes, *form.before):
        if not text:
            continue
        if "{" not in text and _alike(strip.folded, normal(text)):
            return True
        if _written(text, strip.folded) is None:
            continue
        slot = slot_of(text)
        if slot.of is Of.RECORD:
            value = strip.text.strip()
            head, tail = len(slot.before), len(slot.after)
            record.fill(slot, value[head : len(value) - tail if tail else None].strip(), strip.spot, 0, cut=True)
        return True
    return False


def _parts(form: Form, strip: Strip, record: Records) -> bool:
    """The parts of the line above the grid without anything between them."""
    parts = [text for text in form.above if text and "{%" not in text]
    written = _written("".join(parts), strip.folded) if len(parts) > 1 else None
    slots = [slot for text in parts for slot in ([slot_of(text)] if SLOT.search(text) else [])]
    if written is None or len(written) != len(slots):
        return False
    for slot, text in zip(slots, written, strict=True):
        if slot.of is Of.RECORD:
            record.fill(slot, text, strip.spot, 0, cut=True)
    return True
