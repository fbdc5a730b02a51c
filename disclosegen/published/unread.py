"""What a person should know of a document that was read: cells in doubt, contradictions, what found no place.

In: what was put together, the cells of the new workbook, and the strips that no reader used.  Out: findings.  One cause is one finding:
neighbouring strips that were lost for the same reason, the same text in many places, and one doubt about many cells are one line each, with
their number and places.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ..findings import CellRef, Finding, Severity
from ..money import plain
from ..workbook.content import Place
from ..workbook.values import normal
from .assemble import Assembled
from .flow import Flow, Spot
from .reading import Lost, Said

QUOTED = 60
PLACES = 6
"""Places of one thing that are named."""
NEAR = 3
"""Lines from one strip to the next of a run; a text file has blank ones between."""


def said_of(whole: Assembled, refs: Mapping[Place, CellRef], unused: Iterable[Lost] = ()) -> Iterator[Finding]:
    """Everything that is to be said.

    Args:
        whole: What was put together.
        refs: The cells of the new workbook by place.
        unused: What no reader used.
    """
    yield from _doubts(whole.doubts, refs)
    yield from _intervals(whole, refs)
    for first, second in whole.conflicts:
        yield Finding(
            "I-conflict",
            Severity.WARNING,
            f"公布的文件里两处不一致：{_quoted(first)}，{_quoted(second)}；填的是前一处的",
            (refs.get(first.place, CellRef()),),
            "请核对是哪一处有误。",
        )
    yield from lost_findings((*unused, *whole.lost))


def unused(flow: Flow, body: int, used: frozenset[int]) -> Iterator[Lost]:
    """The strips that nobody made sense of; cover and contents page, above ``body``, are not looked at."""
    for at, strip in enumerate(flow.strips):
        if at >= body and at not in used:
            yield Lost(strip.spot, strip.text, "没有读进表格的任何一格")


def lost_findings(lost: Iterable[Lost]) -> Iterator[Finding]:
    """What found no place: a run of neighbours is one finding, and so is what stands in many places."""
    alike: dict[tuple[str, str], list[list[Lost]]] = {}
    for run in _runs(lost):
        alike.setdefault((run[0].why, normal(run[0].text)), []).append(run)  # a run by how it begins
    for runs in alike.values():
        first = runs[0]
        text = short(" ".join(one.text for one in first))
        where = first[0].spot.words + (f"起的{len(first)}行" if first[1:] else "")
        again = f"（{_places([run[0].spot for run in runs])}）" if runs[1:] else ""
        yield _lost(f"{where}“{text}”{again}{first[0].why}")


def _lost(message: str) -> Finding:
    return Finding("I-lost", Severity.WARNING, message, (CellRef(),), "需要的话，请自己填入表格。")


def _runs(lost: Iterable[Lost]) -> Iterator[list[Lost]]:
    """Neighbours that were lost for the same reason, in the order of the document."""
    run: list[Lost] = []
    for one in sorted(lost, key=lambda one: (one.spot.page, one.spot.line)):
        last = run[-1] if run else None
        near = last is not None and last.spot.page == one.spot.page and 0 < one.spot.line - last.spot.line <= NEAR
        if last is not None and not (near and last.why == one.why):
            yield run
            run = []
        run.append(one)
    if run:
        yield run


def _doubts(doubts: Sequence[Said], refs: Mapping[Place, CellRef]) -> Iterator[Finding]:
    """One finding for each reason."""
    alike: dict[str, list[Said]] = {}
    for one in doubts:
        alike.setdefault(one.doubt, []).append(one)
    for doubt, values in alike.items():
        more = f"等{len(values)}处" if values[1:] else ""
        yield Finding(
            "I-doubt",
            Severity.WARNING,
            f"{doubt}（{_quoted(values[0])}{more}）",
            tuple(dict.fromkeys(refs.get(one.place, CellRef()) for one in values)),
            "请对照公布的文件核对这一格。" if not more else "请对照公布的文件核对这几格。",
        )


def _intervals(whole: Assembled, refs: Mapping[Place, CellRef]) -> Iterator[Finding]:
    """Every figure that was worked out from rounded ones, as one note."""
    worked_out = [
        one
        for one in whole.said.values()
        if one.low is not None and one.high is not None and one.low != one.high and not one.doubt
    ]
    if worked_out:
        widest = max(one.high - one.low for one in worked_out if one.high is not None and one.low is not None)
        yield Finding(
            "I-interval",
            Severity.NOTE,
            f"{len(worked_out)} 个数由四舍五入后的增减额、增减率倒推，与准确数最多相差 {plain(widest)}",
            tuple(refs.get(one.place, CellRef()) for one in worked_out),
            "有上年的准确数时，请改成准确数。",
        )


def _quoted(one: Said) -> str:
    return f"{one.spot.words}“{short(one.quote or str(one.value))}”"


def _places(spots: Sequence[Spot]) -> str:
    """``第65行、第100行等12处``."""
    named = "、".join(spot.words for spot in spots[:PLACES])
    return f"{named}等{len(spots)}处" if spots[PLACES:] else f"共{len(spots)}处：{named}"


def short(text: str) -> str:
    """A text on one line, cut where it is long."""
    text = " ".join(text.split())
    return text if len(text) <= QUOTED else text[:QUOTED] + "……"
