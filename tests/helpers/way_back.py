"""The law of the way back: what is read from print prints the same document, holds the same figures, and is right.

In: a right report and its document as it was printed, in any format.  Out: what does not come back, in words; nothing if the law holds.
What print does not hold may differ: 元 below 0.01 万元, 0 against blank where the kit prints both alike, filled against computed totals,
lines that are not printed, last year's figures within the interval that rounding leaves (note I-interval), and words that the kit
writes itself where none are typed.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from difflib import unified_diff

from disclosegen.audit import audit
from disclosegen.document.printed import NUMBER
from disclosegen.imported import Imported, from_print
from disclosegen.kit.load import Kit
from disclosegen.model.disclosure import Disclosure
from disclosegen.money import Unit, from_base, round_half_up
from disclosegen.pipeline import Report, judge
from disclosegen.published.docx import read_docx
from disclosegen.published.flow import Flow
from disclosegen.published.html import read_html
from disclosegen.published.outline import locate
from disclosegen.published.pdf import read_pdf
from disclosegen.published.text import read_text
from disclosegen.render.docx import to_docx
from disclosegen.render.estimate import estimate_pages
from disclosegen.render.html import to_html

from .flows import dumped, flow_of

SHOWN = 12
"""Differences of the document that are listed."""


def text_of(report: Report) -> str:
    """Its document as the text that one gets by copying a PDF."""
    assert report.composed is not None
    return dumped(flow_of(report.composed.document))


def printed_as(report: Report, kind: str) -> Flow:
    """Its document in a format (txt, docx, html, pdf), read."""
    assert report.composed is not None
    document = report.composed.document
    match kind:
        case "docx":
            return read_docx(to_docx(document, estimate_pages(document)), "公开.docx")
        case "html":
            return read_html(to_html(document, media="screen"), "公开.html")
        case "pdf":
            from disclosegen.render.pdf import to_pdf  # loads Pango

            return read_pdf(to_pdf(document).data, "公开.pdf")
        case _:
            return read_text(text_of(report), "公开.txt")


def not_back(report: Report, kit: Kit, flow: Flow) -> list[str]:
    """What does not come back of a report's document."""
    return list(differences(report, from_print(flow, locate(flow, kit))))


def differences(report: Report, found: Imported) -> Iterator[str]:
    """The same for what was read."""
    assert report.data is not None
    yield from (f"{one.rule} {one.message}" for one in found.findings if one.rule != "I-interval")
    ours, theirs = printed_figures(report.data), printed_figures(found.data)
    for place in sorted({*ours, *theirs}):
        if ours.get(place) != theirs.get(place):
            yield f"{'.'.join(place)}：{ours.get(place)} → {theirs.get(place)}"
    again = judge(found.raw, found.kit, "读回.xlsx")
    yuan = report.data.money_unit is Unit.YUAN
    changed = unified_diff(*(_lines(text_of(one), masked=yuan) for one in (report, again)), lineterm="", n=0)
    yield from [line[:200] for line in changed if not line.startswith(("---", "+++", "@@"))][:SHOWN]
    yield from (f"审计 {point.rule} {point.message}" for point in audit(found).points)


def _lines(text: str, *, masked: bool) -> list[str]:
    """The lines of a text; ``masked`` without their figures, zeros as blanks: what was computed from 元 may differ in the last digit
    from what follows from printed 万元, what is below 0.01 万元 is lost, and the audit says whether more is wrong."""
    return (NUMBER.sub(lambda one: "#" if one[0].strip("0.%") else "", text) if masked else text).splitlines()


def printed_figures(data: Disclosure) -> dict[tuple[str, str, str], Decimal]:
    """Every figure of the printed tables but zeros, by place; money in 万元 to two decimals."""
    found = {}
    for table in data.kit.published:
        hidden = {line.row_key for _, line in table.lines() if not line.printed}
        for row in data.tables[table.id].rows:
            for column, cell in row.cells.items():
                if cell.value and row.key not in hidden:
                    value = from_base(cell.value, table.unit) if cell.unit.is_money else cell.value
                    if shown := round_half_up(value, 2):
                        found[table.id, row.key, column] = shown
    return found
