"""The annotated copy of a workbook.

In: the workbook's bytes and what a check found.  Out: the bytes of a copy in which faulty cells are coloured and carry a comment, with a
first sheet that lists all findings and jumps to the cells, a second one with the ledger, and a row of 核实说明 for every open 核实.
The copy is a workbook to go on with: a check of it finds the same, and annotating it again renews what was written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from openpyxl.utils import get_column_letter

from ..checks.answers import Answered
from ..checks.arithmetic import ROUNDING
from ..checks.base import Status, Verdict
from ..findings import CellRef, Finding, Severity, same_code
from ..kit.reasons import ANSWERS, answers_table
from ..model.disclosure import Disclosure
from ..workbook.locate import View, locate, regions, view
from ..workbook.read import open_workbook
from .comments import Comments
from .looks import cell_styles, colours
from .parts import Parts
from .sheets import Book, Link, Listing, Row, Value, colour, is_cell, put_text, style_of, uncolour

RESULTS, RULES = "检查结果", "检查规则"
RESULTS_TITLE, RULES_TITLE = "检查结果（由程序生成）", "检查规则（由程序生成）"
SETTLED = "已说明"
SHOWN = 12
"""Cells of a finding that the list jumps to."""
OWN = "Q-"
"""Findings about answers are not answered themselves."""


@dataclass(frozen=True)
class Notes:
    """What a check found, as the copy needs it. ``verdict`` is the verdict line."""

    findings: Sequence[Finding]
    answered: Sequence[Answered]
    rules: Sequence[Verdict]
    verdict: str


def annotate(data: bytes, model: Disclosure, notes: Notes) -> bytes:
    """The annotated copy.

    Args:
        data: The workbook as it was checked.
        model: What was read from it.
        notes: What the check found.

    Raises:
        CallError: The workbook is saved in a form that cannot be edited part by part.
    """
    parts = Parts(data)
    book = Book(parts)
    old, _ = open_workbook(data, "")
    assert old is not None  # it was read before
    titles = {sheet.title: sheet.cells.get((1, 1)) for sheet in old.sheets}
    for name, title in ((RESULTS, RESULTS_TITLE), (RULES, RULES_TITLE)):
        if name in book.names() and titles.get(name) == title:
            book.remove(name)
    styles = cell_styles(parts)
    mark(parts, book, notes.findings)
    answers = model.kit.file.answers_sheet
    seen = next((view(sheet) for sheet in old.sheets if sheet.title == answers), None)
    places = _Answers(parts, book, model, styles, seen).write(notes)
    book.insert(0, _free(book, RULES), _rules(notes, styles).data())
    book.insert(0, _free(book, RESULTS), _results(notes, styles, places, set(book.names())).data())
    book.show_first()
    return parts.save()


def _free(book: Book, name: str) -> str:
    """The name of a new sheet; another one where staff have a sheet of that name."""
    return next(one for one in (name, *(f"{name}{number}" for number in range(2, 99))) if one not in book.names())


# ------------------------------------------------------------------ colours and comments


def mark(parts: Parts, book: Book, findings: Sequence[Finding]) -> None:
    """Colours and comments on every sheet, those of an earlier check taken out."""
    by_sheet: dict[str, dict[str, list[Finding]]] = {}
    for finding in findings:
        for ref in finding.cells if finding.rule != ROUNDING else ():
            if is_cell(ref.cell):
                found = by_sheet.setdefault(ref.sheet, {}).setdefault(ref.cell, [])
                found += [finding] if finding not in found else []
    looks = colours(parts)
    for number, (name, part) in enumerate(book.names().items()):
        cells = by_sheet.get(name, {})
        root = parts.xml(part)
        uncolour(root)
        for severity in Severity:
            if there := [cell for cell, found in cells.items() if found[0].severity is severity]:
                colour(root, there, severity.value, looks[severity.value])
        Comments(parts, part, number).write(
            {cell: "\n\n".join(_words(finding) for finding in found) for cell, found in cells.items()}
        )


def _words(finding: Finding) -> str:
    """A finding as a comment says it."""
    former = f"原说明已不适用，数字变了：{finding.former}" if finding.former else ""
    head = f"{finding.severity.value} {finding.code}"
    return "\n".join(
        part for part in (head, finding.message, former, f"→ {finding.advice}" if finding.advice else "") if part
    )


# ------------------------------------------------------------------ lists


def _results(notes: Notes, styles: Mapping[str, int], places: Mapping[str, Link], sheets: set[str]) -> Listing:
    listing = Listing((8, 26, 70, 30, 44, 50, 26), styles, frozen=4)
    listing.rows += [
        [("title", RESULTS_TITLE)],
        [("text", notes.verdict)],
        [
            (
                "text",
                "点“位置”跳到那一格。改好后保存这份表格，再检查一遍；“核实”确认没有错的，点最右一栏，到“核实说明”里说明。",
            )
        ],
        [("head", text) for text in ("级别", "问题编号", "问题", "位置", "表内位置", "怎么办", "说明")],
    ]
    for finding in notes.findings:
        answer: Value = places.get(finding.code, "")
        listing.rows += finding_rows(finding, finding.severity.value, answer, sheets)
    for one in notes.answered:
        listing.rows += finding_rows(one.finding, SETTLED, one.answer.words, sheets)
    return listing


def finding_rows(finding: Finding, word: str, answer: Value, sheets: set[str]) -> Iterator[Row]:
    """A finding, with a further row for every cell after its first."""
    refs: list[CellRef | None] = [ref for ref in finding.cells if ref.address][:SHOWN] or [None]
    for number, ref in enumerate(refs):
        place: Value = ""
        if ref is not None:
            cell = ref.cell if is_cell(ref.cell) else "A1"
            place = Link(ref.address, ref.sheet, cell) if ref.sheet in sheets else ref.address
        look = "link" if isinstance(place, Link) else "cell"
        where = ((look, place), ("cell", ref.words if ref else ""))
        if number:
            yield (("cell", ""), ("cell", ""), ("cell", ""), *where, ("cell", ""), ("cell", ""))
            continue
        former = f"{finding.message}\n原说明已不适用，数字变了：{finding.former}" if finding.former else finding.message
        yield (
            (word, word),
            ("cell", finding.code),
            ("cell", former),
            *where,
            ("cell", finding.advice),
            ("link" if isinstance(answer, Link) else "cell", answer),
        )


def _rules(notes: Notes, styles: Mapping[str, int]) -> Listing:
    looks = {Status.WRONG: Severity.ERROR.value, Status.UNCHECKED: Severity.WARNING.value, Status.RIGHT: SETTLED}
    listing = Listing((12, 30, 80, 60), styles, frozen=3)
    listing.rows += [
        [("title", RULES_TITLE)],
        [("text", "每条规则的结果：对、错、不适用、未能核对。没有核对的不算通过。")],
        [("head", text) for text in ("结果", "规则", "内容", "为什么")],
    ]
    for status in (Status.WRONG, Status.UNCHECKED, Status.NOT_APPLICABLE, Status.RIGHT):
        listing.rows += [
            [(looks.get(status, "cell"), status.value), ("cell", one.rule), ("cell", one.title), ("cell", one.why)]
            for one in notes.rules
            if one.status is status
        ]
    return listing


# ------------------------------------------------------------------ 核实说明


@dataclass
class _Answers:
    """The sheet in which staff answer: a row for every open 核实."""

    parts: Parts
    book: Book
    model: Disclosure
    styles: Mapping[str, int]
    seen: View | None  # the sheet as it was read; None where the workbook has none
    kept: dict[str, str] = field(default_factory=dict)  # code → cell of rows that were there

    def write(self, notes: Notes) -> dict[str, Link]:
        """Code of a 核实 → the cell for its answer."""
        asked = [one for one in notes.findings if one.severity is Severity.WARNING and not one.rule.startswith(OWN)]
        table = answers_table(self.model.kit)
        located = locate(self.seen, table, regions(self.seen, [table])[table.id]) if self.seen else None
        if located is None or located.missing:
            return self._new(asked) if self.seen is None and asked else {}
        columns = [get_column_letter(located.columns[at]) for at in range(4)]
        rows = self._free_rows(asked, located.body)
        root = self.parts.xml(self.book.names()[table.sheet])
        found = dict(self.kept)
        looks = [style_of(root, f"{column}{located.body}") for column in columns]
        for finding in asked:
            if finding.code not in found:
                row = next(rows)
                for column, text, look in zip(columns, (finding.code, _question(finding), "", ""), looks, strict=True):
                    put_text(root, f"{column}{row}", text, look)
                found[finding.code] = f"{columns[2]}{row}"
        return {code: Link("去说明", table.sheet, cell) for code, cell in found.items()}

    def _free_rows(self, asked: Sequence[Finding], body: int) -> Iterator[int]:
        """Rows to write in: those whose question is gone and was not answered, then those behind all others."""
        codes = {same_code(finding.code): finding.code for finding in asked}
        used, over = {body - 1}, []
        for row in self.model.tables[ANSWERS].rows:
            cells = row.cells
            number = int("".join(filter(str.isdigit, cells["code"].ref.cell)))
            used.add(number)
            code = codes.get(same_code(cells["code"].text or ""))
            if code is not None:
                self.kept.setdefault(code, cells["text"].ref.cell)
            elif not cells["text"].text and not cells["post"].text:
                over.append(number)
        return iter([*over, *(row for row in range(body, max(used) + len(asked) + 2) if row not in used)])

    def _new(self, asked: Sequence[Finding]) -> dict[str, Link]:
        """The whole sheet, for a workbook made before there was one."""
        table = answers_table(self.model.kit)
        listing = Listing(tuple(leaf.width for leaf in table.blocks[0].leaves()), self.styles, frozen=3)
        listing.rows += [
            [("title", table.title)],
            [("text", table.guide)],
            [("head", leaf.label) for leaf in table.blocks[0].leaves()],
        ]
        found = {}
        for finding in asked:
            listing.rows.append([("open", finding.code), ("open", _question(finding)), ("open", ""), ("open", "")])
            found[finding.code] = Link("去说明", table.sheet, f"C{len(listing.rows)}")
        self.book.insert(len(self.book.sheets), table.sheet, listing.data())
        return found


def _question(finding: Finding) -> str:
    return f"{finding.message}（原说明：{finding.former}）" if finding.former else finding.message
