"""改写整句: sentences that staff replaced, held against what the program would have written in their place.

In: a :class:`~disclosegen.proof.reading.Reading` with its document.  Out: figures that nobody computed, figures of a change that go the
other way than the computed ones, and a reason that says the opposite of its sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ..document.narrative import Replaced
from ..findings import Finding, Severity
from .changed import turned
from .changes import DOWN, FALL, RISE, UP, opposite
from .grammar import counts
from .reading import Reading, Said, Text
from .slips import quote

NUMBER = r"(?<!\d)(?P<number>\d[\d,，]*(?:\.\d+)?)\s*(?P<unit>万元|%|％)"
FIGURE = re.compile(NUMBER)
CHANGED = re.compile(
    rf"({RISE}|{FALL}|(?<![至最])[多少升降增减])(?:了|额|数|幅|幅度|率|比例)?(?:为|是|达|共|约)?\s?{NUMBER}"
)
"""A direction right before a figure: 增加620.07万元, 下降了8.45%, 增幅为8.45%."""
LESS = frozenset((*FALL.split("|"), "少", "降", "减"))
ADVICE = "请按表内数字改写，或清空改写，由程序生成。"
REASON = re.compile(r"原因(?:是|为)?[：:]?")


def none_replaced(reading: Reading) -> str:
    """Why no replaced sentence is read; empty where there is one."""
    return "" if reading.replaced else "没有改写的句子"


def replaced(reading: Reading) -> Iterator[Finding]:
    """Every amount and rate of a replaced sentence is one that the program computed or a table holds, and goes the same way."""
    table_figures = {str(amount) for amount in reading.data.printed_amounts}
    for one in reading.replaced:
        computed = {_folded(found) for found in FIGURE.finditer(one.original)}
        for found in FIGURE.finditer(one.text):
            figure = _folded(found)
            if figure in computed or (figure[1] == "万元" and figure[0] in table_figures):
                continue
            near = (
                "、".join(sorted({number + unit for number, unit in computed if unit == figure[1]})[:6])
                or "没有这类数字"
            )
            yield Finding(
                "N-replaced",
                Severity.ERROR,
                f"改写的句子 {one.key} 里的“{found[0]}”不是表内的数，也不是程序算出的数（程序算出：{near}）",
                (one.ref,),
                ADVICE,
            )
        yield from _turned(one)


def _turned(one: Replaced) -> Iterator[Finding]:
    """Figures of a change that stand with the other direction only: one finding for a sentence."""
    wrong = _turned_figures(one)
    if wrong:
        shown = "、".join(f"“{said}”（程序算出是{right}）" for said, right in wrong)
        message = f"改写的句子 {one.key} 写的增减与程序算出的相反：{shown}"
        yield Finding("N-replaced", Severity.ERROR, message, (one.ref,), ADVICE)


def _turned_figures(one: Replaced) -> list[tuple[str, str]]:
    """What such a sentence says, with the direction that the figures give. A figure that is printed both ways says nothing."""
    computed: dict[tuple[str, str], set[str]] = {}
    for found in CHANGED.finditer(one.original):
        computed.setdefault(_folded(found), set()).add(_way(found))
    said: dict[tuple[str, str], dict[str, str]] = {}
    for found in CHANGED.finditer(one.text):
        said.setdefault(_folded(found), {})[_way(found)] = found[0]
    return [
        (words, right)
        for figure, ways in said.items()
        for right in computed.get(figure, ())
        for words in ways.values()
        if len(computed[figure]) == 1 and right not in ways
    ]


def _way(found: re.Match[str]) -> str:
    return DOWN if found[1] in LESS else UP


def reasons(reading: Reading, text: Text) -> Iterator[Said]:
    """A reason against its sentence; that of a replaced sentence against what the program would have written before it.

    A sentence that is itself the wrong way round is told as such, not for its reason.
    """
    one = next((one for one in reading.replaced if one.ref == text.ref), None) if text.kind == "replacement" else None
    if one is not None and not _turned_figures(one):
        own, computed = ([*REASON.finditer(words)] for words in (one.text, one.original))
        if len(own) == len(computed) == 1:
            before = one.original[: computed[0].end()]
            text = replace(text, text=one.text[own[0].end() :], before=before)
    said = list(opposite(reading, text))
    yield from said or turned(reading, text)


def replaced_counts(reading: Reading) -> Iterator[Said]:
    """Counts of a replaced sentence that neither the program nor a table gives."""
    known = {(figure.value, figure.unit.value) for figure in reading.figures if not figure.unit.is_money}
    for one in reading.replaced:
        own = {(value.value, value.unit) for value in counts(one.original)}
        for value in counts(one.text):
            if value.unit in {unit for _, unit in own} and (value.value, value.unit) not in own | known:
                yield Said(
                    f"改写的句子里的“{value.text}”，程序没有算出，表内也没有：{quote(one.text, value.start, value.end)}",
                    ADVICE,
                    (one.ref,),
                )


def _folded(found: re.Match[str]) -> tuple[str, str]:
    """A figure without what may be written either way."""
    return found["number"].replace(",", "").replace("，", ""), found["unit"].replace("％", "%")
