"""A project's own words against its own money: 执行数49万元 in its analysis, 48 in its row.

In: a typed text of a project (or of the whole department).  Out: amounts that stand right behind the name of one of its figures and
are none of the figures that go by that name; amounts without such a name that miss a figure by a slip of the hand, or by the unit;
rates, scores and grades.  Words of another year, of a part, of a plan or of a comparison speak of other figures and are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from ..checks.project_base import figure, places, rate_bounds
from ..model.disclosure import Cell
from ..model.projects import MoneyLine, Project
from ..money import Unit, from_base, plain, round_half_up
from .denials import unspent
from .grammar import Value, amounts, clause, is_about, lead, rates, slipped
from .own_counts import miscounted
from .reading import Reading, Said, Text
from .slips import quote

PLANNED = ("initial", "budget", "applied", "received", "amount", "term_amount")
"""What 预算 may mean: forms give it before and after adjustment, for the year and for the term."""
NAMES: tuple[tuple[tuple[str, ...], str], ...] = (
    (("initial",), r"年初预算(?:数|金额|资金)?"),
    (("budget",), r"(?:全年|调整后)(?:的)?预算(?:数|金额|资金)?"),
    (PLANNED, r"预算(?:数|金额|总额|资金|安排|批复|安排资金)?|安排预算(?:资金)?"),
    (("applied",), r"申请(?:数|金额|资金|预算|预算资金)"),
    (
        ("received", "budget", "initial"),
        r"(?:实际)?(?:下达|到位)(?:数|金额|资金|预算)?|资金(?:实际)?(?:到位|下达)(?:数|金额)?",
    ),
    (
        ("executed",),
        r"(?:实际|累计|共|全年|已)*(?:执行|支出|支付)(?:数|金额|资金)?|资金(?:实际)?(?:执行|支出|支付)(?:数|金额)?",
    ),
    (("balance",), r"(?:资金)?(?:结余|剩余)(?:数|金额|资金)?|结转结余(?:资金)?"),
)
"""Keys of the figures that go by a name, the most telling names first."""
FILLER = r"(?:本|该|此)?(?:项目|专项)?(?:当年|本年度?|全年|年度|共|共计|总|合计|财政|专项|项目)*"
BEHIND = r"(?:为|是|共|共计|合计|计|：|:)*\s*$"
PATTERNS = tuple((keys, re.compile(rf"^\s*{FILLER}(?:{name}){BEHIND}")) for keys, name in NAMES)
YEAR = re.compile(r"^(?:截至)?(\d{4})年度?(?:12月(?:31日|底|末)?|底|末)?")
ELSEWHERE = re.compile(
    r"上年|去年|以前|往年|上一年|下年|次年|明年|其中|人均|每|比|较|同比|增加|减少|增长|下降|节约|压减|计划|拟|合同|季度|上半年|下半年|一期|二期|收回|标准|单位"
)
RATE = re.compile(rf"^\s*{FILLER}(?:预算|资金)?(?:执行率|预算完成率){BEHIND}|^\s*{FILLER}预算执行进度{BEHIND}")
SCORE = re.compile(
    r"(?:^|[，。；：、\s])(?:本|该)?(?:项目)?(?:绩效)?(?:自评|评价)?(?:综合得分|自评得分|评价得分|总得分|总分|自评总分|最终得分)(?:为|是|：)?\s*(\d{1,3}(?:\.\d+)?)\s*分"
)
GRADE = re.compile(
    r"(?:自评|评价|评定|绩效)(?:结果)?(?:等级|等次)(?:评定)?(?:为|是|：)?[“‘「]?([优良中差])(?![^，。；、”’」\s秀好等级])"
)
RANGE = frozenset("至到-－—~～")
SURE = 4
"""Significant digits from which a slip of one digit is told."""
TIMES = (Decimal(10), Decimal(10000))


def contradicted(reading: Reading, text: Text) -> Iterator[Said]:
    """Everything in a project's text that its own row says otherwise."""
    project = reading.owners.get(text.ref)
    if project is None:
        return
    for value in amounts(text.text):
        if not is_about(text.text, value) and not _in_range(text.text, value):
            yield from _amount(reading, text, project, value)
    yield from _rates(reading, text, project)
    yield from _score(text, project)
    yield from unspent(text, project)
    yield from miscounted(text, project, lambda at: _elsewhere(reading, text.text, at))


def _lines(project: Project) -> tuple[MoneyLine, ...]:
    return (project.total, *project.money)


def _amount(reading: Reading, text: Text, project: Project, value: Value) -> Iterator[Said]:
    if not value.value or _elsewhere(reading, text.text, value.start):
        return  # nothing was spent of one source
    keys = _named(_words(text.text, value.start, project))
    own = _cells(project, keys) if keys else []
    if own:
        if not _agrees(project, value, keys):
            yield _told(text, value, own)
    elif not _agrees(project, value, None) and not reading.prints(value):
        twin = next((cell for cell in _cells(project, None) if _twin(value, cell) and not _says(text, cell)), None)
        if twin is not None:
            yield _told(text, value, [twin])


def _in_range(text: str, value: Value) -> bool:
    """Whether an amount is an end of a range: 1000万元至2000万元."""
    return text[value.end : value.end + 1] in RANGE or text[: value.start].rstrip()[-1:] in RANGE


def _elsewhere(reading: Reading, text: str, at: int) -> bool:
    """Whether the clause before an amount speaks of something else: another year, a part, a plan."""
    words = clause(text, at)
    year = reading.kit.file.year
    return bool(ELSEWHERE.search(words)) or any(int(found) != year for found in re.findall(r"(\d{4})年", words))


def _words(text: str, at: int, project: Project) -> str:
    """The clause before a figure without the project's own name and this year; empty where a bracket stands before: it belongs to a name."""
    words = lead(text, at)
    if text[: at - len(words)][-1:] in ("）", ")"):
        return ""
    return YEAR.sub("", words.strip().removeprefix(project.name), count=1)


def _named(words: str) -> tuple[str, ...]:
    """Keys of the figures that the words right before an amount name; empty for none."""
    return next((keys for keys, pattern in PATTERNS if pattern.match(words)), ())


def _cells(project: Project, keys: Sequence[str] | None) -> list[Cell]:
    """Amounts of a project under some keys, of all where none is named; a figure once."""
    found: dict[Decimal, Cell] = {}
    for line in _lines(project):
        for key, cell in line.cells.items():
            if cell.unit.is_money and (keys is None or key in keys) and figure(cell):
                found.setdefault(cell.amount, cell)
    return list(found.values())


def _agrees(project: Project, value: Value, keys: Sequence[str] | None) -> bool:
    """Whether an amount is one of the figures, to the digits that were written or that the figure has."""
    written = from_wan(value.value)
    half = Decimal(5).scaleb(-value.decimals - 1) * (written / value.number if value.number else Decimal(1))
    return any(abs(cell.amount - written) <= max(half, _rounding(cell)) for cell in _cells(project, keys))


def _rounding(cell: Cell) -> Decimal:
    return Unit.WAN.factor * Decimal("0.005") if cell.unit is Unit.WAN else Decimal(0)


def from_wan(value: Decimal) -> Decimal:
    """万元 in 元."""
    return value * Unit.WAN.factor


def _twin(value: Value, cell: Cell) -> bool:
    """Whether an amount is a figure but for one digit, two that were exchanged, ten or ten thousand times."""
    written, right = from_wan(value.value), cell.amount
    one, other = _significant(written), _significant(right)
    if one == other:
        ratio = max(written, right) / min(written, right)
        return len(one) > 1 and ratio in TIMES and (ratio != TIMES[0] or len(one) >= SURE)
    if min(len(one), len(other)) < SURE or len(plain(written).split(".")[0]) != len(plain(right).split(".")[0]):
        return False
    return slipped(one, other)


def _significant(value: Decimal) -> str:
    return plain(value).replace(".", "").strip("0")


def _says(text: Text, cell: Cell) -> bool:
    """Whether the right figure stands in the same text: then the other one is another figure."""
    return any(from_wan(value.value) == cell.amount for value in amounts(text.text))


def _told(text: Text, value: Value, cells: Sequence[Cell]) -> Said:
    unit = Unit.YUAN if value.unit == "元" else Unit.WAN
    right = "、".join(f"{plain(from_base(cell.amount, unit))}" for cell in cells[:3])
    return Said(
        f"“{value.text}”与这个项目填的 {right} {unit} 不一致：{quote(text.text, value.start, value.end, 12)}",
        "请核对这段文字和“项目资金”里的数。",
        places(*cells[:3]),
    )


def _rates(reading: Reading, text: Text, project: Project) -> Iterator[Said]:
    for value in rates(text.text):
        words = _words(text.text, value.start, project)
        if not RATE.match(words) or is_about(text.text, value) or _elsewhere(reading, text.text, value.start):
            continue
        bounds = [found for line in _lines(project) if (found := rate_bounds(reading.data, line, value.decimals))]
        rate = figure(project.rate)
        if rate is not None and bounds and not any(low <= value.number <= high for low, high in bounds):
            right = round_half_up(rate, max(value.decimals, 2))
            yield Said(
                f"“{words.strip()}{value.text}”与这个项目的执行率 {right}% 不一致：{quote(text.text, value.start, value.end, 12)}",
                "请核对这段文字和“项目资金”里的数。",
                places(project.rate),
            )


def _score(text: Text, project: Project) -> Iterator[Said]:
    score, grade = figure(project.score), project.grade.text
    for found in SCORE.finditer(text.text):
        if score is not None and abs(Decimal(found[1]) - score) >= Decimal(5).scaleb(
            -len(found[1].partition(".")[2]) - 1
        ):
            yield Said(
                f"写的是{found[1]}分，这个项目的总分是 {plain(score)} 分：{quote(text.text, found.start(1), found.end(), 8)}",
                "请核对得分。",
                places(project.score),
            )
    for found in GRADE.finditer(text.text):
        if grade and found[1] != grade[:1]:
            yield Said(
                f"写的是“{found[1]}”，这个项目的等级是“{grade}”：{quote(text.text, found.start(), found.end(), 8)}",
                "请核对等级。",
                places(project.grade, project.score),
            )
