"""What a text denies against what is printed: 没有购置公务用车 beside 74.10万元, 没有结余 where money is left.

In: a typed text; with it the printed words before it, or the project that it belongs to.  Out: denials of exactly the thing that has a
figure other than zero.  A denial that is narrower in any way (下半年没有, 没有外事接待, 上年没有) is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from ..checks.project_base import figure, places
from ..model.disclosure import Cell
from ..model.projects import Project
from ..money import from_base, plain
from .grammar import Value, amounts
from .reading import TAIL, Reading, Said, Text, core
from .slips import quote

CLAUSE = re.compile(r"[^，,。；;：:、\n]+")
LONGEST = 50
NONE = re.compile(
    r"(?P<who>.{0,24}?)(?:没有|并?未曾?|无)(?:再|实际)?(?:发生|安排|产生|开展|组织|进行|实施)?(?P<what>.{2,20})"
)
SELF = r"本年度?|今年|全年|当年|[本我][单部][位门]|[我本]局|因为?|由于|主要|是"
WORK = re.compile(r"(?:任务|活动|业务|事项|事务|工作|行为|情况)+$")
NAME = re.compile(r"[^，,。；;：:、\d“”]{2,24}$")
NOT_SPENT = re.compile(r"预算|上年|去年|计划|比|较")
"""Before an amount: not what was spent of it this year, or a change."""
SPENT = re.compile(
    r"(?:^|[，。；\n])(?:[本该]?项目)?(?:全年|财政)?(?P<of>(?:预算|资金|经费){0,2})(?:(?:已经?|均已?|都已)?全部(?:执行|支付|支出|使用)(?:完毕|完成|到位)?|(?P<left>(?:没有|无)(?:资金)?[结节]余(?:资金)?))(?=[，。；\n]|$)"
)
ROUNDING = Decimal(100)
"""元: one cent of a 万元."""
OTHER_MONEY = re.compile(
    r"其中|中央|上级|省级|市级|县级|区级|补助|合同|尾款|首批|一期|二期|上年|去年|以前|收回|交回|缴回|上缴|核减|调减|追减|到位|下达"
)
"""Beside these words the money may be some of it, or what was left has gone elsewhere."""


def denied(reading: Reading, text: Text) -> Iterator[Said]:
    """A reason or use that denies what its own sentence prints a figure of."""
    if text.kind != "ask" or not text.before:
        return
    mine = re.compile(rf"(?:{SELF}|{reading.kit.file.year}年度?)*")
    for words in CLAUSE.finditer(text.text):
        found = NONE.fullmatch(words[0]) if len(words[0]) <= LONGEST else None
        if found is None or not mine.fullmatch(found["who"]):
            continue
        thing = core(TAIL.sub("", WORK.sub("", found["what"]))).replace("车辆", "车")
        if value := _printed(text, thing):
            yield Said(
                f"这一句印的是 {value.text}，文字却说没有：{quote(text.text, words.start(), words.end(), 4)}",
                "请核对数字，或改写文字。",
                text.cells,
            )
            return


def _printed(text: Text, thing: str) -> Value | None:
    """The last figure of exactly this thing that the sentence prints, where it is not zero."""
    found: Value | None = None
    for value in amounts(text.before):
        name = NAME.search(text.before[: value.start])
        if name is None or NOT_SPENT.search(name[0]):
            continue
        own = core(TAIL.sub("", name[0].strip()))
        if len(own) >= 4 and set(own[-2:]) <= set(thing) <= set(own):
            found = value
    return found if found is not None and found.value else None


def unspent(text: Text, project: Project) -> Iterator[Said]:
    """预算全部执行完毕 or 没有结余, where less was spent than any figure of the project that may be meant."""
    cells = project.total.cells
    if figure(cells.get("executed")) is None or OTHER_MONEY.search(text.text):
        return
    spent = cells["executed"]
    for found in SPENT.finditer(text.text):
        least = _least(cells, "预算" in found["of"] or bool(found["left"] and figure(cells.get("balance"))))
        if least is None or least.amount - spent.amount < ROUNDING:
            continue
        budget, used = (f"{plain(from_base(cell.amount, least.unit))} {least.unit}" for cell in (least, spent))
        yield Said(
            f"这个项目的预算（或到位数）是 {budget}，执行数是 {used}，文字却说全部用完：{quote(text.text, found.start(), found.end(), 4)}",
            "请核对这段文字和“项目资金”里的数。",
            places(spent, least),
        )
        return


def _least(cells: Mapping[str, Cell], of_budget: bool) -> Cell | None:
    """The least of what a project may have spent: of its budgets, and where no budget is named also what it received."""
    keys = ("budget", "initial") if of_budget else ("budget", "initial", "received")
    known = [cell for key in keys if (cell := cells.get(key)) is not None and figure(cell)]
    return min(known, key=lambda cell: cell.amount, default=None)
