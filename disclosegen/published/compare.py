"""A published sentence against the one that the figures imply.

In: a sentence as it was printed, and the paragraph that the program writes from what was read.  Out: :class:`Difference`s: figures that
the tables do not bear out, and a direction (增加, 减少) that they contradict.  Other words may differ: bureaus have variants of their
own, and what rounding explains is no difference.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher

from ..document.blocks import Paragraph
from ..document.trace import Origin, Term, Trace, total
from ..findings import CellRef
from ..money import EXACT, ZERO, Unit, from_base, round_half_up, sum_bound
from ..proof.changes import FALL, RISE

NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
DIRECTION = re.compile(f"({RISE})|({FALL})")
FIGURE = "#"
REACH = 24
"""Characters of the sentence that are quoted on either side of a figure."""
HALF = Decimal("0.005")
"""How far a figure of two decimals may be from what was rounded, in its printed unit."""


@dataclass(frozen=True)
class Difference:
    """A place where print and figures disagree.

    Attributes:
        printed: The figure or word as it was printed.
        implied: What should stand there.
        quote: The print around it.
        steps: How it follows: formulas, empty for a figure that stands in a cell.
        cells: The workbook's cells behind it.
        before: Share of the sentence that stands before it, 0 to 1: where to look in a long paragraph.
    """

    printed: str
    implied: str
    quote: str
    steps: tuple[str, ...]
    cells: tuple[CellRef, ...]
    before: float


@dataclass(frozen=True)
class _Token:
    """A figure or a character, with its place in the sentence as it was printed."""

    text: str
    start: int
    end: int
    trace: Trace | None = None

    @property
    def key(self) -> str:
        return FIGURE if self.text[0].isdigit() else self.text

    @property
    def value(self) -> Decimal:
        return Decimal(self.text.replace(",", ""))


def compare(printed: str, written: Paragraph) -> tuple[Difference, ...]:
    """Every place where a printed sentence says something else than the program writes from the same data."""
    theirs, ours = list(_tokens(printed)), list(_traced(written))
    matcher = SequenceMatcher(None, [token.key for token in theirs], [token.key for token in ours], autojunk=False)
    found: list[Difference] = []
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            pairs = zip(theirs[a:b], ours[c:d], strict=True)
            found += [difference for one, other in pairs if (difference := _figure(printed, one, other)) is not None]
        elif difference := _direction(printed, theirs, (a, b), ours, (c, d)):
            found.append(difference)
    return tuple(found)


def _tokens(text: str) -> Iterator[_Token]:
    """Figures and characters, folded, blanks left out."""
    folded = [(unicodedata.normalize("NFKC", char)[:1], at) for at, char in enumerate(text) if not char.isspace()]
    plain = "".join(char for char, _ in folded)
    at = 0
    for number in (*NUMBER.finditer(plain), None):
        for char, place in folded[at : number.start() if number else len(folded)]:
            yield _Token(char, place, place + 1)
        if number is not None:
            yield _Token(number[0].rstrip(","), folded[number.start()][1], folded[number.end() - 1][1] + 1)
            at = number.end()


def _traced(written: Paragraph) -> Iterator[_Token]:
    """The tokens of a paragraph; a figure knows the trace of its run."""
    spans: list[tuple[int, int, Trace]] = []
    at = 0
    for run in written.runs:
        if run.trace is not None and run.trace.origin is not Origin.TYPED:
            spans.append((at, at + len(run.text), run.trace))
        at += len(run.text)
    for token in _tokens(written.text):
        trace = next((trace for start, end, trace in spans if start <= token.start < end), None)
        yield _Token(token.text, token.start, token.end, trace)


def _figure(printed: str, one: _Token, other: _Token) -> Difference | None:
    """Two figures in the same place; None where they say the same or rounding explains it."""
    trace = other.trace
    if one.key != FIGURE or one.value == other.value or trace is None or _explained(one.value, trace):
        return None
    return Difference(one.text, trace.text, _around(printed, one), trace.steps, trace.cells, one.start / len(printed))


def _explained(value: Decimal, trace: Trace) -> bool:
    """Whether figures that round to the printed ones may have given this one."""
    if trace.origin is Origin.RATE and not trace.word:
        low, high = _rates(trace)
        return round_half_up(low, trace.decimals) <= value <= round_half_up(high, trace.decimals)
    if trace.origin is Origin.SUM and trace.style is not None and trace.style.unit.is_money and len(trace.terms) > 1:
        exact = from_base(total(trace.terms), trace.style.unit)
        return abs(value - abs(exact)) <= from_base(sum_bound(len(trace.terms), Unit.WAN), trace.style.unit)
    return False


def _rates(trace: Trace) -> tuple[Decimal, Decimal]:
    """The lowest and the highest rate, in percent, that unrounded figures behind the printed ones can give.

    The part stands in the same sentence as one figure, whatever it was computed from; of a base only its terms are printed.
    """
    part, base = (abs(total(terms)) for terms in (trace.terms, trace.base))
    around_part, around_base = _slack(trace.terms[:1]), _slack(trace.base)
    low = EXACT.divide(max(part - around_part, ZERO), base + around_base)
    high = EXACT.divide(part + around_part, max(base - around_base, Decimal(1)))
    return low * 100, high * 100


def _slack(terms: Sequence[Term]) -> Decimal:
    """How far the exact sum may be from the sum of the printed figures, base unit."""
    return sum((HALF * Unit.WAN.factor for term in terms if term.style.unit is Unit.WAN), ZERO)


def _direction(
    printed: str, theirs: Sequence[_Token], here: tuple[int, int], ours: Sequence[_Token], there: tuple[int, int]
) -> Difference | None:
    """A word of direction where the figures go the other way; both words stand right before a figure."""
    one, other = (_word(tokens, *span) for tokens, span in ((theirs, here), (ours, there)))
    if not one or not other or one[1] == other[1]:
        return None
    token = theirs[here[0]]
    follower = next((token for token in ours[there[1] : there[1] + 12] if token.trace is not None), None)
    trace = follower.trace if follower else None
    return Difference(
        one[0],
        other[0],
        _around(printed, token),
        trace.steps if trace else (),
        trace.cells if trace else (),
        token.start / len(printed),
    )


def _word(tokens: Sequence[_Token], start: int, end: int) -> tuple[str, bool] | None:
    """The word of direction that some differing tokens belong to, and whether it means more."""
    text = "".join(token.text if token.key != FIGURE else FIGURE for token in tokens[max(start - 2, 0) : end + 2])
    found = DIRECTION.search(text)
    return (found[0], bool(found[1])) if found else None


def _around(printed: str, token: _Token) -> str:
    """A figure with the words around it."""
    start, end = max(token.start - REACH, 0), min(token.end + REACH // 2, len(printed))
    head, tail = "…" if start else "", "…" if end < len(printed) else ""
    return f"{head}{printed[start:end]}{tail}".replace("\n", "")
