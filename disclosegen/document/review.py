"""What a reviewer sees beside the document: where each figure comes from, which finding stands where, the ledger of rules.

In: a composed document, its data, findings and the outcome of each rule.  Out: :class:`Review`, which the renderer writes
as one web page.  All words of that page which are not the document's own are here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ..findings import CellRef, Finding, Severity
from ..model.disclosure import Disclosure
from .blocks import Document, TableBlock
from .printed import Printed, printed
from .sources import Explanation, Place, Sources, place
from .trace import Trace

WORDS: Mapping[str, str] = {
    "title": "审阅稿",
    "purpose": "供内部审阅，不是公开文本",
    "errors": "还有“错误”没有改，不能公开",
    "how": "带点线的数字都可以查来源：鼠标指上去、点一下，或按 Tab 移到数字上；回车固定，Esc 收起。",
    "how_plain": "带点线的数字都可以查来源：点一下，跳到文末的“数字来源”。",
    "findings": "问题清单",
    "none": "没有发现问题。",
    "ledger": "规则清单",
    "sources": "数字来源",
    "beside": "这里的问题",
    "goto": "看所在处",
    "unplaced": "没有印在文中的某一处",
    "back": "回到数字",
    "tip": "数字来源",
    "rule": "编号",
    "name": "规则",
    "status": "结果",
    "why": "为什么",
    "skip": "跳到正文",
    "cells": "涉及 {n} 格",
    "places": "等 {n} 处",
    "more": "另{n}处",
}
"""The page's own words; renderers hold none."""


@dataclass(frozen=True)
class Spot:
    """A block beside which a finding stands; ``where`` are the last headings above it."""

    block: int
    where: str


@dataclass(frozen=True)
class Note:
    """A finding with its number on the page and the places that it concerns, none where nothing is printed of it."""

    number: int
    finding: Finding
    spots: tuple[Spot, ...]

    @property
    def kind(self) -> str:
        """``s-error``, ``s-warning`` or ``s-note``: for the look."""
        return f"s-{self.finding.severity.name.lower()}"


@dataclass(frozen=True)
class Figure:
    """Where a printed figure comes from: its number on the page, in words, and the notes that touch its cells."""

    number: int
    explanation: Explanation
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class Ruled:
    """A rule of the ledger: its outcome in words and for the look, and why it does not apply or could not be checked."""

    rule: str
    title: str
    status: str
    kind: str
    why: str


@dataclass(frozen=True)
class Review:
    """Everything about one review page.

    Attributes:
        document: The document, with its watermark.
        name: The workbook's name.
        verdict: The verdict in one line.
        notes: Most serious first.
        figures: For each trace of the document, once.
        ledger: Every rule.
        words: The page's own words.
    """

    document: Document
    name: str
    verdict: str
    notes: tuple[Note, ...]
    figures: Mapping[Trace, Figure]
    ledger: tuple[Ruled, ...]
    words: Mapping[str, str] = field(default_factory=lambda: WORDS)

    @property
    def faulty(self) -> bool:
        """Whether any finding blocks publication."""
        return any(note.finding.severity is Severity.ERROR for note in self.notes)

    def beside(self, block: int) -> tuple[Note, ...]:
        """The notes of a block."""
        return tuple(note for note in self.notes if any(spot.block == block for spot in note.spots))


def review(
    document: Document,
    data: Disclosure,
    name: str,
    verdict: str,
    findings: Sequence[Finding],
    ledger: Sequence[Ruled],
) -> Review:
    """Put findings beside their places and figures into words."""
    pieces = list(printed(document))
    notes = _notes(pieces, dict(_sheets(document, data)), findings)
    by_cell: dict[Place, list[Note]] = {}
    for note in notes:
        for ref in note.finding.cells:
            by_cell.setdefault(place(ref), []).append(note)
    sources = Sources(data)
    figures: dict[Trace, Figure] = {}
    for one in pieces:
        if one.trace not in figures:
            found = {note.number: note for ref in _own(one) for note in by_cell.get(place(ref), ())}
            touching = tuple(found[number] for number in sorted(found))  # the most serious first
            figures[one.trace] = Figure(len(figures) + 1, sources.explain(one.trace), touching)
    return Review(document, name, verdict, notes, figures, tuple(ledger))


def _sheets(document: Document, data: Disclosure) -> Iterator[tuple[str, Spot]]:
    """The tabs that are printed as tables, each with its block: for cells of which nothing is printed."""
    for number, block in enumerate(document.blocks()):
        if (
            isinstance(block, TableBlock) and (table := data.tables.get(block.id)) is not None
        ):  # forms are printed of several
            cells = (cell for row in table.rows for cell in row.cells.values())
            tab = next((cell.ref.sheet for cell in cells if cell.ref.sheet), table.spec.sheet)
            yield tab, Spot(number, f"{table.spec.title}{f'（{block.code}）' if block.code else ''}")


def _own(one: Printed) -> tuple[CellRef, ...]:
    """The cells that a figure itself stands for: in a table its own, elsewhere all that it was computed from."""
    return one.trace.cells[:1] if one.kind == "table" else one.trace.cells


def _notes(pieces: Sequence[Printed], sheets: Mapping[str, Spot], findings: Sequence[Finding]) -> tuple[Note, ...]:
    """Each finding with its spots: the tables that print a cell of it; for a cell that no table prints, the sentences;
    for one that is printed nowhere (a blank), the table of its sheet."""
    tables: dict[Place, dict[int, Spot]] = {}
    others: dict[Place, dict[int, Spot]] = {}
    for one in pieces:
        spots = tables if one.kind == "table" else others
        for ref in _own(one):
            spots.setdefault(place(ref), {}).setdefault(one.block, Spot(one.block, _last(one.where)))
    notes = []
    for number, finding in enumerate(findings, 1):
        found: dict[int, Spot] = {}
        for ref in finding.cells:
            near = {sheets[ref.sheet].block: sheets[ref.sheet]} if ref.sheet in sheets else {}
            found |= tables.get(place(ref)) or others.get(place(ref)) or near
        notes.append(Note(number, finding, tuple(found[block] for block in sorted(found))))
    return tuple(notes)


def _last(where: str) -> str:
    """The last two headings of a path, the part left out where there are more."""
    path = where.split(" › ")
    return " › ".join(path[1:][-2:] or path)
