"""Performance forms in a published document become project records.

In: the strips of the regions where forms stand.  Out: a :class:`~disclosegen.published.reading.Part` with rows of the tables of projects
(or of the whole department), their money, indicators and texts.  What the program computes is only taken where print differs.
Where a kit has several forms to choose from, a printed one is of that whose words it shares most.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ..kit.schema_forms import Form
from .flow import Flow, Spot, Strip
from .forms_pattern import SLOT, Of, Pattern, as_pattern, folded_label, patterns, slot_of
from .forms_records import Records
from .forms_rows import labels, read_rows
from .outline import Located
from .reading import Lost, Part
from .reports import ReportReader, report_words
from .texts import goes_on_in

WRITTEN = "(.{0,60}?)"
"""What may stand in the slot of a line above or below a form."""


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
        if strip.is_row:
            return begun and bool(self.first) and _first(strip) == self.first
        return bool(self.title.fullmatch(strip.folded))

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
        forms = [_Known(form) for name in region.section.forms for form in [located.kit.forms[name]]]
        forms = [one for one in forms if one.form.rows or one.form.blocks]
        for printed in _printed(flow, forms, region.head, region.end) if forms else ():
            known = max(forms, key=lambda one: (one.shared(printed), one.form is printed.form))
            if known.form.blocks:
                _read_report(printed, known, records, used, lost, flow.format)
            else:
                _read(printed, known, records, used, lost)
    chosen = tuple(records.choice())
    return Part((*chosen, *records.values), records.open_rows(), frozenset(used), tuple(lost))


# ---------------------------------------------------------------- one form after the other


def _printed(flow: Flow, forms: Sequence[_Known], start: int, end: int) -> Iterator[Printed]:
    """The printed forms of a region: each begins with a title, or with the first label of a form."""
    forms = sorted(forms, key=lambda one: len(SLOT.sub("", one.form.title)), reverse=True)
    current: Printed | None = None
    begun = False  # whether the first label of the current form was seen
    for number in range(start, end):
        strip = flow.strips[number]
        found = next((one.form for one in forms if one.begins(strip, begun)), None)
        if found is not None:
            if current is not None and (begun or current.form is not found):
                yield current
                current = None
            if current is None:
                current, begun = Printed(found), False
        if current is None:
            current = Printed(forms[0].form)
        begun = begun or (strip.is_row and any(one.begins(strip, True) for one in forms))
        begun = begun or bool(current.form.blocks and current.strips)
        current.strips.append((number, strip))
    if current is not None:
        yield current


def _first(strip: Strip) -> str:
    return next((folded_label(cell) for cell in strip.cells if cell), "")


# ---------------------------------------------------------------- what it says


def _read(printed: Printed, known: _Known, records: Records, used: set[int], lost: list[Lost]) -> None:
    rows = [(number, strip) for number, strip in printed.strips if strip.is_row]
    record = records.begin(known.form, rows[0][1].spot if rows else Spot())
    if rows and _stands_alone(rows[0][1], known):  # merged cells put the name above its label
        record.name(rows[0][1])
        used.add(rows.pop(0)[0])
    read_rows(rows, known.patterns, known.form.columns, record, used, lost)
    first = rows[0][0] if rows else 0
    for number, strip in printed.strips:
        if not strip.is_row and (folded_label(strip.text) in known.words or _line(known, strip, record, number < first)):
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
    alone = sum(1 for cell in strip.cells if cell) == 1
    return alone and folded_label(strip.text) not in known.words and not known.title.fullmatch(strip.folded)


def _line(known: _Known, strip: Strip, record: Records, above: bool) -> bool:
    """A line above or below the grid: its fixed words, and what stands in its slot."""
    form = known.form
    if known.title.fullmatch(strip.folded):
        return True
    for text in (*form.subtitle, *form.above) if above else (*form.notes, *form.before):
        if not text:
            continue
        pattern = as_pattern(text, WRITTEN)
        if not SLOT.search(text) and text.endswith("："):
            pattern += WRITTEN  # left to be written by hand
        if "{%" in text or not re.fullmatch(pattern, strip.folded):
            continue
        slot = slot_of(text)
        if slot.of is Of.RECORD:
            value = strip.text.strip()
            head, tail = len(slot.before), len(slot.after)
            record.fill(slot, value[head : len(value) - tail if tail else None].strip(), strip.spot, 0, cut=True)
        return True
    return False
