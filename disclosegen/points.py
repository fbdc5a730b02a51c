"""The last page of a review copy: what is still open.

In: a :class:`~disclosegen.pipeline.Report`.  Out: a section behind all others.  Its words belong to the review, not to the format:
it stands in no contents page, and never in what is published.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .document.blocks import Paragraph, Run, Section
from .document.trace import Origin, Trace
from .findings import Finding, Severity
from .show import SETTLED, SHOWN_CELLS

if TYPE_CHECKING:
    from .pipeline import Report

TITLE = "待处理的问题（仅供内部审核）"
TITLE_STYLE, POINT_STYLE, DETAIL_STYLE = "contents_title", "body", "table_note"
"""Styles of the kit, none of which a contents page gathers."""


def open_points(report: Report) -> Section:
    """Every 错误 and 核实 with its place, then what staff answered."""
    return Section("body", tuple(_paragraphs(report)))


def _paragraphs(report: Report) -> Iterator[Paragraph]:
    yield Paragraph((Run(TITLE),), style=TITLE_STYLE)
    points = [finding for finding in report.findings if finding.severity is not Severity.NOTE]
    if not points:
        yield Paragraph((Run("没有待改正的错误，也没有待核实的问题。"),), style=POINT_STYLE)
    for number, finding in enumerate(points, 1):
        yield from _point(f"{number}．{finding.severity.value}", finding)
        if finding.former:
            yield _detail(f"原说明已不适用，数字变了：{finding.former}")
        if finding.advice:
            yield _detail(f"怎么办：{finding.advice}")
    for number, one in enumerate(report.answered, len(points) + 1):
        yield from _point(f"{number}．{SETTLED}", one.finding)
        yield _detail(f"说明：{one.answer.words}")


def _point(head: str, finding: Finding) -> Iterator[Paragraph]:
    places = [ref for ref in finding.cells if ref.address]
    text = _line(f"{head}　{finding.message}")
    trace = Trace(Origin.TYPED, text, tuple(places)) if places else None
    yield Paragraph((Run(text, trace),), style=POINT_STYLE)
    shown = "；".join(f"{ref.address} {ref.words}".strip() for ref in places[: SHOWN_CELLS[finding.severity]])
    more = f" 等 {len(places)} 处" if len(places) > SHOWN_CELLS[finding.severity] else ""
    yield _detail(f"编号：{finding.code}" + (f"　位置：{shown}{more}" if shown else ""))


def _detail(text: str) -> Paragraph:
    return Paragraph((Run(_line(text)),), style=DETAIL_STYLE)


def _line(text: str) -> str:
    """A text in one line: what staff typed may hold several."""
    return " ".join(text.splitlines())
