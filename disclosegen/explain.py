"""Where a printed figure comes from, and where a cell goes to: what ``disclosegen explain`` answers.

In: a checked workbook and what somebody asks about: a figure (``8.45``, ``620.07万元``) or an address (``01收入支出决算总表!C36``).
Out: :class:`Answer`; :mod:`disclosegen.explain_show` puts it into words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from .document.printed import NUMBER, Printed, figures, printed
from .document.sources import Explanation, Sources, place
from .document.trace import Origin
from .errors import KitError
from .findings import CellRef, Finding
from .kit.lint import row_refs
from .kit.load import Kit
from .kit.refs import parse_ref
from .kit.schema import Rule
from .model.disclosure import State
from .money import from_base
from .pipeline import Report

ADDRESS = re.compile(r"['‘“\"]?(?P<sheet>.+?)['’”\"]?!\$?(?P<column>[A-Z]{1,3})\$?(?P<row>\d{1,7})")
FIGURE = re.compile(r"(?P<sign>-?)(?P<number>\d[\d,]*(?:\.\d+)?|\.\d+)\s*(?P<unit>%|万元|元|[^\d\s]{0,6})")
NEAREST = 5


@dataclass(frozen=True)
class Hit:
    """A place where the figure is printed (or which the cell feeds), with where it comes from."""

    printed: Printed
    explanation: Explanation


@dataclass(frozen=True)
class Near:
    """A figure that is not the one asked for: as printed or filled, and where it stands."""

    text: str
    where: str


@dataclass(frozen=True)
class Answer:
    """What there is to say.

    Attributes:
        asked: As it was understood: ``8.45%``, ``01收入支出决算总表!C36``.
        cell: The cell asked about; None for a figure.
        content: What stands in it.
        hits: The places, in reading order; empty where there are none.
        filled: Of a figure that is printed nowhere: the cells in which it was filled; the hits are then what they feed.
        nearest: Figures that come close, printed or filled, nearest first; only where there is nothing else to say.
        findings: Those that touch a cell behind a hit (or the cell itself), most serious first.
        tabs: For an address that is none: the sheets that there are.
        rules: The rules that hold the cell, each with its outcome.
    """

    asked: str
    cell: CellRef | None
    content: str
    hits: tuple[Hit, ...]
    nearest: tuple[Near, ...] = ()
    findings: tuple[Finding, ...] = ()
    rules: tuple[str, ...] = ()
    filled: tuple[CellRef, ...] = ()
    tabs: tuple[str, ...] = ()

    @property
    def found(self) -> bool:
        """Whether the figure is printed somewhere, or there is such a cell."""
        return bool(self.hits or self.filled) or self.cell is not None


def answer(report: Report, question: str) -> Answer | None:
    """Look a figure or an address up; None where the question is neither.

    Args:
        report: Of a workbook that could be read.
        question: As typed, full-width or not.
    """
    assert report.data is not None and report.composed is not None
    asked = unicodedata.normalize("NFKC", question).strip()
    sources = Sources(report.data)
    pieces = list(printed(report.composed.document))
    address = ADDRESS.fullmatch(asked.upper())
    if address:
        return _of_cell(report, sources, pieces, address, asked)
    figure = FIGURE.fullmatch(asked)
    return _of_figure(report, sources, pieces, figure) if figure else None


# ---------------------------------------------------------------- a figure


def _of_figure(report: Report, sources: Sources, pieces: Sequence[Printed], figure: re.Match[str]) -> Answer:
    wanted = Decimal((figure["sign"] + figure["number"]).replace(",", ""))
    unit = figure["unit"]
    found = [one for one in pieces if any(_is(wanted, unit, *token) for token in _figures(one))]
    filled: tuple[CellRef, ...] = ()
    if not found:
        filled = tuple(_holding(sources, wanted, unit))
        held = {place(ref) for ref in filled}
        found = [one for one in pieces if any(place(ref) in held for ref in one.trace.cells)]
    cells = {place(ref) for ref in (*filled, *(ref for one in found for ref in one.trace.cells))}
    return Answer(
        f"{figure['sign']}{figure['number']}{unit}",
        None,
        "",
        tuple(Hit(one, sources.explain(one.trace)) for one in found),
        () if found or filled else tuple(_nearest(sources, pieces, wanted, unit)),
        _touching(report.findings, cells),
        filled=filled,
    )


def _holding(sources: Sources, wanted: Decimal, unit: str) -> Iterator[CellRef]:
    """The cells in which a figure was filled; a unit that was not asked for is not held against them."""
    for at, cell in sources.cells.items():
        asked = cell.state is State.FILLED and unit in ("", cell.unit.value)
        if asked and cell.value is not None and from_base(cell.value, cell.unit) == wanted:
            yield sources.refs[at]


def _figures(one: Printed) -> Iterator[tuple[Decimal, str]]:
    """The figures of a printed piece with what stands behind each: a sign % or the unit."""
    text = unicodedata.normalize("NFKC", one.text)
    for token in figures(text) if one.trace.origin is Origin.TYPED else NUMBER.finditer(text):
        number = token[0].rstrip("%").replace(",", "")
        try:
            value = Decimal(("-" if text[: token.start()].endswith("-") else "") + number)
        except InvalidOperation:  # commas alone
            continue
        yield value, "%" if token[0].endswith("%") else (text + one.after)[token.end() :]


def _is(wanted: Decimal, unit: str, value: Decimal, behind: str) -> bool:
    """Whether a printed figure is the one asked for; a unit that was not asked for is not held against it.

    In tables the unit stands above the table, so nothing stands behind the figure.
    """
    if abs(value) != abs(wanted):
        return False
    if unit == "%":
        return behind == "%"
    return not unit or not behind or behind.startswith(unit)


def _nearest(sources: Sources, pieces: Sequence[Printed], wanted: Decimal, unit: str) -> Iterator[Near]:
    """Figures that round to the same, or come nearest, each once: printed ones before filled ones."""
    seen: dict[Decimal, Near] = {}
    for one in pieces:
        for value, behind in _figures(one):
            if not unit or (unit == "%") == (behind == "%"):
                sentence = f"{one.before}{one.text}{one.after}" if one.kind == "sentence" else one.before
                seen.setdefault(abs(value), Near(one.text, f"{one.where}：{sentence}"))
    for at, cell in sources.cells.items():
        if cell.state is State.FILLED and cell.value is not None and unit in ("", cell.unit.value):
            value = from_base(cell.value, cell.unit)
            seen.setdefault(abs(value), Near(sources.content(cell.ref), f"{cell.ref.address} {sources.refs[at].words}"))
    room = max(abs(wanted) / 100, Decimal("0.05"))
    near = sorted((abs(value - abs(wanted)), value) for value in seen if abs(value - abs(wanted)) <= room)
    yield from (seen[value] for _, value in near[:NEAREST])


# ---------------------------------------------------------------- a cell


def _of_cell(
    report: Report, sources: Sources, pieces: Sequence[Printed], address: re.Match[str], question: str
) -> Answer:
    sheet, cell = address["sheet"], address["column"] + str(int(address["row"]))
    ref = next((ref for (tab, at), ref in sources.refs.items() if tab.upper() == sheet and at == cell), None)
    if ref is None:
        return Answer(question, None, "", (), tabs=tuple(dict.fromkeys(tab for tab, _ in sources.refs)))
    own = place(ref)
    hits = tuple(
        Hit(one, sources.explain(one.trace)) for one in pieces if any(place(found) == own for found in one.trace.cells)
    )
    return Answer(
        ref.address,
        ref,
        sources.content(ref),
        hits,
        (),
        _touching(report.findings, {own}),
        tuple(_rules(report, sources, ref)),
    )


def _rules(report: Report, sources: Sources, ref: CellRef) -> Iterator[str]:
    """The rules that hold the cell with their outcomes: sums within its table, then those of the kit."""
    found: dict[str, str] = {}
    for places in sources.totals().values():
        for table, total in places:
            cells = (table.cell(*at) for at in (total.place, *(at for _, at in total.parts)))
            if any(cell is not None and place(cell.ref) == place(ref) for cell in cells):
                found.setdefault(total.rule, f"{table.spec.code or table.spec.title}：{total.title}")
    assert report.data is not None
    kit, key = report.data.kit, sources.keys.get(place(ref))
    found |= {
        rule.id: rule.title for rule in kit.rules if key and any(named == key for named in _named(rule, kit, key))
    }
    outcomes: dict[str, str] = {}
    for verdict in report.verdicts:
        outcomes.setdefault(verdict.rule, verdict.status.value)
    yield from (f"{rule} {title}（{outcomes.get(rule, '没有核对')}）" for rule, title in found.items())


def _named(rule: Rule, kit: Kit, key: tuple[str, str, str]) -> Iterator[tuple[str, str, str]]:
    """The cells that a rule of the kit names; a whole column of subjects stands for the row of ``key``."""
    values = (getattr(rule, name) for name in type(rule).model_fields if name not in ("id", "title", "advice", "kind"))
    texts = [
        text
        for value in values
        for text in ((value,) if isinstance(value, str) else value if isinstance(value, tuple) else ())
    ]
    for text in filter(lambda text: isinstance(text, str), texts):
        try:
            for _, reference in row_refs((text,), kit):
                ref = parse_ref(reference, kit.tables)
                yield ref.table, ref.row, ref.column
        except KitError:  # no cell: the column of a table, or a word
            table, _, column = text.partition(".")
            if key[1].isdigit() and (table, column) == (key[0], key[2]):
                yield key


def _touching(findings: Sequence[Finding], cells: set[tuple[str, str]]) -> tuple[Finding, ...]:
    return tuple(one for one in findings if any(place(ref) in cells for ref in one.cells))
