"""Performance forms in a published document become project records.

In: the strips of the regions where forms stand.  Out: a :class:`~disclosegen.published.reading.Part` with rows of the tables of projects
(or of the whole department), their money, indicators and texts.  What the program computes is only taken where print differs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ..kit.schema_forms import Form
from .flow import Flow, Spot, Strip
from .forms_match import Row, match_rows
from .forms_pattern import SLOT, Of, Pattern, as_pattern, folded_label, patterns, slot_of
from .forms_records import Records
from .forms_report import ReportReader
from .outline import Located, Region, title_patterns
from .reading import Lost, Part

WRITTEN = "(.{0,60}?)"
"""What may stand in the slot of a line above or below a form."""


@dataclass
class Printed:
    """One printed form: its strips by number, and the form that it is of."""

    form: Form
    strips: list[tuple[int, Strip]] = field(default_factory=list)


def read_forms(flow: Flow, located: Located) -> Part:
    """Every form in the regions of the outline that hold forms."""
    records = Records(located.kit)
    used: set[int] = set()
    lost: list[Lost] = []
    known: dict[str, tuple[Pattern, ...]] = {}
    for region in located.of("forms"):
        assert region.section is not None
        used.update(_none_to_print(flow, located, region))
        forms = [located.kit.forms[name] for name in region.section.forms]
        for printed in _printed(flow, forms, region.head, region.end) if forms else ():
            if printed.form.blocks:
                _report(printed, records, used, lost)
                continue
            if printed.form.id not in known:
                known[printed.form.id] = patterns(printed.form)
            _read(printed, known[printed.form.id], records, used, lost)
    return Part(
        (*records.choice(), *records.values), records.open_rows(), frozenset(used), tuple(lost), tuple(records.rates)
    )


def _none_to_print(flow: Flow, located: Located, region: Region) -> Iterator[int]:
    """The sentence that stands where there is no form to print."""
    assert region.section is not None
    wanted = title_patterns(located.kit, region.section.empty) if region.section.empty else ()
    for at in range(region.start, region.end):
        if any(pattern.fullmatch(flow.strips[at].folded) for pattern in wanted):
            yield at


# ---------------------------------------------------------------- one form after the other


def _printed(flow: Flow, forms: Sequence[Form], start: int, end: int) -> Iterator[Printed]:
    """The printed forms of a region: each begins with a title, or with the first label of a form."""
    starts = {form.id: (_title(form), folded_label(form.rows[0].cells[0].text) if form.rows else "") for form in forms}
    current: Printed | None = None
    begun = False  # whether the first label of the current form was seen
    for number in range(start, end):
        strip = flow.strips[number]
        found = next((form for form in forms if _begins(strip, *starts[form.id], begun)), None)
        if found is not None:
            if current is not None and (begun or current.form is not found):
                yield current
                current = None
            if current is None:
                current, begun = Printed(found), False
        if current is None:
            current = Printed(next((form for form in forms if form.rows), forms[0]))
        begun = begun or bool(current.form.blocks) or (strip.is_row and _begins(strip, *starts[current.form.id], True))
        current.strips.append((number, strip))
    if current is not None:
        yield current


def _title(form: Form) -> re.Pattern[str]:
    return re.compile(as_pattern(form.title, ".{0,60}"))


def _begins(strip: Strip, title: re.Pattern[str], label: str, begun: bool) -> bool:
    """Whether a strip is the title of a form, or the first row of the next one where the title is missing."""
    if strip.is_row:
        return begun and bool(label) and next((folded_label(cell) for cell in strip.cells if cell), "") == label
    return bool(title.fullmatch(strip.folded))


# ---------------------------------------------------------------- what it says


def _report(printed: Printed, records: Records, used: set[int], lost: list[Lost]) -> None:
    """A form that is a report; its first line is its title."""
    reader = ReportReader(printed.form, records.begin(printed.form, printed.strips[0][1].spot))
    used.add(printed.strips[0][0])
    used.update(reader.read(printed.strips[1:]))
    used.update(number for number, strip in printed.strips if strip.is_row)
    lost += reader.lost
    records.end()


def _read(printed: Printed, known: Sequence[Pattern], records: Records, used: set[int], lost: list[Lost]) -> None:
    rows = [(number, strip) for number, strip in printed.strips if strip.is_row]
    record = records.begin(printed.form, rows[0][1].spot if rows else Spot())
    labels = {item.text for pattern in known for item in pattern.items if item.text}
    if rows and _stands_alone(rows[0][1], labels, printed.form):  # merged cells put the name above its label
        record.name(rows[0][1])
        used.add(rows.pop(0)[0])
    matched = match_rows(rows, known, printed.form.columns)
    for row in matched:
        if row.pattern is not None:
            used.add(row.number)
            _take(row, record)
        elif not row.strip.text or record.goes_on(row.strip, known):
            used.add(row.number)
        else:
            lost.append(Lost(row.strip.spot, row.strip.text, "这一行对不上绩效表的任何一行"))
            used.add(row.number)
    first = rows[0][0] if rows else 0
    for number, strip in printed.strips:
        if not strip.is_row and (
            folded_label(strip.text) in labels or _line(printed.form, strip, record, number < first)
        ):
            used.add(number)
    record.end()


def _stands_alone(strip: Strip, labels: set[str], form: Form) -> bool:
    """Whether a row holds one text that is neither a label nor the title."""
    alone = sum(1 for cell in strip.cells if cell) == 1
    return alone and folded_label(strip.text) not in labels and not _title(form).fullmatch(strip.folded)


def _take(row: Row, record: Records) -> None:
    assert row.pattern is not None
    record.row(row.pattern)
    for filled in row.filled:
        record.fill(filled.slot, filled.text, row.strip.spot, filled.cell)
    record.row_done()


def _line(form: Form, strip: Strip, record: Records, above: bool) -> bool:
    """A line above or below the grid: its fixed words, and what stands in its slot."""
    if _title(form).fullmatch(strip.folded):
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
