"""The finished text: lists of paragraphs against the sentence that introduces them.

In: a :class:`~disclosegen.proof.reading.Reading` with its document.  Out: a listed sum, or listed grades, that are not those that the
sentence before the list prints.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from ..document.blocks import Paragraph
from ..findings import CellRef
from ..money import ZERO
from .grammar import amounts, counts, lead
from .reading import Reading, Said
from .slips import quote

SUM = re.compile(r"(?:涉及资金|资金共|决算资金|涉及金额|执行资金|共计)(?:共|共计|为)?$")
EXECUTED = re.compile(r"执行数(?:为)?$")
BUDGETED = re.compile(r"预算数(?:为)?$")
SAYS_EXECUTED = re.compile(r"决算|执行|支出资金")
GRADE = re.compile(r"(\d{1,4})个项目[^“”，。；]{0,10}“(优|良|中|差)”")
SCORE = re.compile(r"得分(?:为|是)?\s*(\d+(?:\.\d+)?)\s*分")
LEAST = {"优": 90, "良": 80, "中": 60, "差": 0}


def listings(reading: Reading) -> Iterator[Said]:
    """The executed (or budgeted) sums of listed projects against the sum that is printed before the list.

    Held only where the list is as long as the sentence counts. Where the sentence does not say which sum it means, only a difference of
    one digit is told: the sum may be one that the list does not give.
    """
    for before, refs, listed in _lists(reading):
        if len(listed) not in _projects(before):
            continue
        yield from _grades(before, refs, listed)
        stated = [value for value in amounts(before) if SUM.search(lead(before, value.start))]
        executed, budgeted = (_sum(listed, label) for label in (EXECUTED, BUDGETED))
        if not stated or executed is None:
            continue
        said = stated[0]
        if said.value in (executed, budgeted):
            continue
        sure = SAYS_EXECUTED.search(lead(before, said.start))
        if sure or (executed != executed.to_integral_value() and one_digit(said.value - executed)):
            yield Said(
                f"所列 {len(listed)} 个项目的执行数合计 {executed} 万元，前面写的是 {said.text}：{quote(before, said.start, said.end, 16)}",
                "请核对各项目的执行数和合计。",
                (*_cells_of(reading, said.value), *refs)[:12],
            )


def _grades(before: str, refs: list[CellRef], listed: list[str]) -> Iterator[Said]:
    """The listed scores against the counts of grades: 优 from 90, 良 from 80, 中 from 60, 差 below."""
    counted = {grade: int(number) for number, grade in GRADE.findall(before)}
    scores = [Decimal(found[1]) if (found := SCORE.search(text)) else None for text in listed]
    if sum(counted.values()) != len(listed) or None in scores:
        return
    grades = [next(grade for grade, least in LEAST.items() if score >= least) for score in scores if score is not None]
    if all(grades.count(grade) == counted.get(grade, 0) for grade in LEAST):
        return
    odd = [at for at, grade in enumerate(grades) if grades.count(grade) > counted.get(grade, 0)]
    told = "、".join(f"{grade} {grades.count(grade)} 个" for grade in LEAST if grade in grades)
    said = "、".join(f"{grade} {number} 个" for grade, number in counted.items())
    yield Said(
        f"按所列得分是{told}，前面写的是{said}：“{listed[odd[0]][:40]}”",
        "请核对得分，或核对各等级的项目个数。",
        tuple(refs[at] for at in odd)[:12],
    )


def no_lists(reading: Reading) -> str:
    """Why nothing is held against a list; empty where there is one."""
    return "" if next(_lists(reading), None) else "没有逐项列出的段落"


def one_digit(difference: Decimal) -> bool:
    """Whether a difference can come from one digit typed wrong or two neighbours exchanged."""
    cents = str(abs(int(difference * 100))).rstrip("0")
    return len(cents) == 1 or (len(cents) == 2 and int(cents) % 9 == 0)


def _lists(reading: Reading) -> Iterator[tuple[str, list[CellRef], list[str]]]:
    """Runs of three or more paragraphs that each are one typed text of the same table, with the paragraph before them.

    A paragraph with computed figures beside the typed words is none: those figures agree by construction.
    """
    before, table = "", ""
    refs: list[CellRef] = []
    listed: list[str] = []
    by_ref = {text.ref: text for text in reading.texts if text.kind == "paragraph"}
    for paragraph in (*reading.paragraphs, Paragraph(())):
        places = {run.trace.cells for run in paragraph.runs if run.trace}
        text = by_ref.get(next(iter(places))[0]) if len(places) == 1 and all(places) else None
        if text is not None and text.text in paragraph.text and (not table or text.table == table):
            table = text.table
            refs.append(text.ref)
            listed.append(text.text)
            continue
        if len(listed) > 2:
            yield before, refs, listed
        before, table, refs, listed = paragraph.text, "", [], []


def _projects(before: str) -> set[int]:
    """How many projects a sentence counts: each count, and their sum."""
    found = [int(value.value) for value in counts(before) if value.unit == "个"]
    return {*found, sum(found[:2])}


def _sum(listed: list[str], label: re.Pattern[str]) -> Decimal | None:
    """The sum of the amounts under a label; None where a text has several."""
    total = ZERO
    for text in listed:
        found = [value.value for value in amounts(text) if label.search(lead(text, value.start))]
        if len(found) > 1:
            return None
        total += sum(found, ZERO)
    return total


def _cells_of(reading: Reading, value: Decimal) -> tuple[CellRef, ...]:
    return tuple(
        figure.cell.ref
        for figure in reading.figures
        if figure.unit.is_money and figure.value == value and figure.cell.ref.cell and not figure.cell.ref.table
    )[:2]
