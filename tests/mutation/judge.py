"""A mistake goes in, the check speaks, the mistake goes out again.

In: a base and mutations.  Out: an :class:`Outcome` each, plain data that can cross processes.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from openpyxl.utils import get_column_letter

from disclosegen.audit import Audit
from disclosegen.checks.arithmetic import ROUNDING
from disclosegen.findings import Severity
from disclosegen.kit.load import load_kit
from disclosegen.pipeline import Report
from tests.helpers.sheets import content
from tests.helpers.valid import valid_content, widened

from . import misprints
from .base import Base, Mutation, Slot, essence
from .kinds import KINDS, draw
from .printed import Text, TextMutation, serious
from .printed import essence as point_essence

SHOWN, NEAR = 40, 14
"""Longer texts are shown by so many characters before and after the difference."""
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Touched:
    """A cell of a mistake: where, in words, and whether its figure went up or down (“” for words).

    ``rounded`` says that the check saw the difference and that rounding explains it.
    """

    place: str
    before: str
    after: str
    way: str
    rounded: bool


@dataclass(frozen=True)
class Outcome:
    """What became of one mistake.

    Attributes:
        base: Name of the workbook.
        kit: Its kit.
        kind: The mistake.
        sheet: Where it was made.
        touched: Its cells.
        rules: Rules that spoke (错误 or 核实), those that named a right cell first.
        right: Whether any of them named a right cell.
        healed: Nothing was said, and nothing is wrong: the program supplied what was left out.
        note: The finding that spoke first, in its own words.
    """

    base: str
    kit: str
    kind: str
    sheet: str
    touched: tuple[Touched, ...]
    rules: tuple[str, ...]
    right: bool
    healed: bool = False
    note: str = ""

    @property
    def found(self) -> bool:
        """Whether anything was said."""
        return bool(self.rules)


def outcome(base: Base, mutation: Mutation) -> Outcome:
    """Make the mistake, check, and put it right again."""
    report = base.check(mutation.edits)
    said = [
        finding
        for finding in report.findings
        if finding.severity is not Severity.NOTE and essence(finding) not in base.before
    ]
    right = [finding for finding in said if any(mutation.points(ref) for ref in finding.cells)]
    spoke = [*right, *(finding for finding in said if finding not in right)]
    return Outcome(
        base.name,
        base.kit.id,
        mutation.kind,
        mutation.edits[0].sheet,
        tuple(_touched(mutation, slot, report) for slot in mutation.slots),
        tuple(dict.fromkeys(finding.rule for finding in spoke)),
        bool(right),
        not spoke and all(edit.after is None for edit in mutation.edits) and base.healed(report),
        spoke[0].message if spoke else "",
    )


def _touched(mutation: Mutation, slot: Slot, report: Report) -> Touched:
    after = next((edit.after for edit in mutation.edits if (edit.sheet, edit.at) == (slot.sheet, slot.at)), slot.value)
    way = ""
    if slot.kind in ("amount", "count", "decimal"):
        difference = (float(after) if after is not None else 0.0) - (float(slot.value) if slot.value is not None else 0)
        way = "up" if difference > 0 else "down" if difference < 0 else "same"
    address = (slot.sheet, _cell(slot))
    rounded = any(
        address in {(ref.sheet, ref.cell) for ref in finding.cells}
        for verdict in report.verdicts
        for finding in verdict.findings
        if finding.rule == ROUNDING
    )
    return Touched(slot.place, *_shown(slot.value, after), way, rounded)


def _cell(slot: Slot) -> str:
    return f"{get_column_letter(slot.at[1])}{slot.at[0]}"


def _shown(before: object, after: object) -> tuple[str, str]:
    """Both values; of long texts what stands around the first difference."""
    one, other = ("（空）" if value is None else str(value) for value in (before, after))
    if len(one) > SHOWN and len(other) > SHOWN:
        same = next((at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), 0)
        one, other = (("…" if same > NEAR else "") + text[max(0, same - NEAR) : same + NEAR] for text in (one, other))
    return one, other


def misprinted(text: Text, mutation: TextMutation) -> Outcome:
    """Print the mistake and audit the text; ``right``: a point names the line that was changed, not only one that depends on it."""
    audit = text.audited(mutation)
    said = [point for point in serious(audit) if point_essence(point) not in text.before]
    figure = mutation.figure
    lines = set(text.lines(figure.strip))
    right = [
        point for point in said if any(where.spot is not None and where.spot.line in lines for where in point.where)
    ]
    spoke = [*right, *(point for point in said if point not in right)]
    loose = next((remark for remark in audit.remarks if any(f"第{line}行" in remark for line in lines)), "")
    way = "" if mutation.kind == "正负号" else "up" if _value(mutation.after) > figure.number else "down"
    return Outcome(
        text.name,
        text.kit.id,
        mutation.kind,
        figure.area,
        (Touched(figure.place, mutation.before, mutation.after, way, _rounded(audit, lines)),),
        tuple(dict.fromkeys(point.rule for point in spoke)),
        bool(right),
        note=spoke[0].message if spoke else loose,
    )


def _value(text: str) -> Decimal:
    return Decimal(text.rstrip("%").replace(",", ""))


def _rounded(audit: Audit, lines: set[int]) -> bool:
    """Whether the checks saw a difference there that rounding explains."""
    found = audit.imported
    assert found is not None
    spots = (
        found.spot(ref)
        for verdict in audit.verdicts
        for finding in verdict.findings
        if finding.rule == ROUNDING
        for ref in finding.cells
    )
    return any(spot is not None and spot.line in lines for spot in spots)


@lru_cache(maxsize=4)
def text_named(name: str) -> Text:
    """The text of a base's document."""
    base = base_named(name)
    composed = base.unchanged.composed
    assert composed is not None
    return Text(name, base.kit, composed.document)


@lru_cache(maxsize=4)
def base_named(name: str) -> Base:
    """``shanxi-final-2024`` is a sample, ``henan-final-2023@7`` a random right workbook of seed 7."""
    sample, at, seed = name.partition("@")
    kit = load_kit(sample.split(".")[0])
    if at:
        kit = widened(kit)
        return Base(name, kit, valid_content(kit, int(seed)))
    return Base(name, kit, content(kit, (ROOT / "samples" / f"{sample}.txt").read_text("utf-8")))


def part(task: tuple[str, int, int, int, int]) -> list[Outcome]:
    """Every ``of``-th mistake of a base from the ``at``-th on: what a worker does."""
    name, count, seed, at, of = task
    base = base_named(name)
    return [outcome(base, mutation) for mutation in draw(base, count, seed, KINDS)[at::of]]


def text_part(task: tuple[str, int, int, int, int]) -> list[Outcome]:
    """The same of a base's text."""
    name, count, seed, at, of = task
    text = text_named(name)
    return [misprinted(text, mutation) for mutation in draw(text, count, seed, misprints.KINDS)[at::of]]
