"""Rates beside their two terms, and rates that cannot be.

In: one typed text.  Out: rates of execution that are not the quotient beside them, executed sums above their budget, shares that miss
the quotient of their amount and a figure of the tables by a slip of the hand, scores and rates above 100.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from ..money import ZERO, round_half_up
from .grammar import Value, amounts, decimal, is_about, lead, rates, sentences, slipped
from .reading import Reading, Said, Text
from .slips import quote

SHARE = re.compile(r"占([\u4e00-\u9fff]{4,16}?)的?(?:比重|比例)?(?:为|是)?")
BUDGET = re.compile(r"(?:预算(?:数|资金|安排|金额)?|下达资金|到位资金)(?:为|是|共|共计)?$")
EXECUTED = re.compile(r"(?:(?:实际)?(?:执行|支出|支付|使用)(?:数|资金|金额)?)(?:为|是|共|共计)?$")
EXECUTION = re.compile(r"(?:执行率|支付率|支出率|预算执行进度|支付进度|资金使用率)(?:为|是|达到?)?$")
SCORE = re.compile(r"(?:得分|评分|总分)(?:为|是)?\s*(\d{1,6}(?:\.\d+)?)\s*分")
AT_MOST_ALL = re.compile(
    r"(?:细化率|应用率|合格率|覆盖率|公开率|准确率|到位率|及时率|完好率|满意度|满意率|发放率|达标率)(?:均?为|是|达到?|均)?$"
)


def rated(reading: Reading, text: Text) -> Iterator[Said]:
    """Rates of execution beside their two terms, and shares beside their part."""
    yield from executions(reading, text)
    yield from _shares(reading, text)


def _shares(reading: Reading, text: Text) -> Iterator[Said]:
    """项目支出2361.97万元，占本年支出的33.52%: a slip of the hand in the share of a figure that the tables have by that name."""
    parts = amounts(text.text)
    for rate in rates(text.text) if parts else ():
        words = lead(text.text, rate.start)
        found = SHARE.fullmatch(words)
        part = next((one for one in reversed(parts) if one.end <= rate.start), None) if found else None
        if found is None or part is None or text.text[part.end : rate.start].strip("，") != words:
            continue
        if is_about(text.text, part) or is_about(text.text, rate):
            continue
        names = {found[1], *(found[1] + ending for ending in ("合计", "总计", "总额"))}
        bases = [one for one in reading.figures if one.unit.is_money and one.value and one.label in names]
        right = {round_half_up(part.value * 100 / base.value, rate.decimals): base for base in bases}
        near = [quotient for quotient in right if slipped(rate.digits, str(quotient).replace(".", "").lstrip("0"))]
        if rate.number not in right and near:
            yield Said(
                f"“{words}{rate.text}”不是两个数的比（{part.text} ÷ {right[near[0]].value}万元 = {near[0]}%）："
                f"{quote(text.text, rate.start, rate.end, 24)}",
                "请核对金额和占比。",
                (right[near[0]].cell.ref,),
            )


def executions(_: Reading, text: Text) -> Iterator[Said]:
    """全年预算数50万元，执行数49万元，执行率98.00%: the rate is the quotient, and no more is spent than budgeted."""
    for sentence in sentences(text.text):
        words, at = sentence[0], sentence.start()
        values = [value for value in amounts(words) if not is_about(words, value)]
        budgets = [value for value in values if BUDGET.search(lead(words, value.start))]
        executed = [value for value in values if EXECUTED.search(lead(words, value.start)) and value not in budgets]
        if not budgets or not executed:
            continue
        for rate in rates(words):
            if EXECUTION.search(lead(words, rate.start)) and not any(
                _is_quotient(rate, part, base) for part in executed for base in budgets
            ):
                right = _quotient(executed[0], budgets[-1] if len(budgets) == 1 else budgets[0], 2)
                yield Said(
                    f"“{lead(words, rate.start)}{rate.text}”不是旁边两个数的比（{executed[0].text} ÷ {budgets[0].text} = {right}%）："
                    f"{quote(text.text, at + rate.start, at + rate.end, 24)}",
                    "请核对预算数、执行数和执行率。",
                )
        one_of_each = len(budgets) == 1 and len(executed) == 1 and "年初" not in lead(words, budgets[0].start)
        if one_of_each and executed[0].value > budgets[0].value:
            yield Said(
                f"执行数 {executed[0].text} 大于预算数 {budgets[0].text}：{quote(text.text, at + executed[0].start, at + executed[0].end, 20)}",
                "请核对预算数和执行数。",
            )


def limits(_: Reading, text: Text) -> Iterator[Said]:
    """A score above 100, and a rate above 100% that cannot be: 合格率, 覆盖率, 满意度."""
    for found in SCORE.finditer(text.text):
        if decimal(found[1]) > 100:
            yield Said(f"得分大于100分：{quote(text.text, found.start(), found.end())}", "请核对得分。")
    for rate in rates(text.text):
        if rate.number > 100 and AT_MOST_ALL.search(lead(text.text, rate.start)):
            yield Said(f"“{rate.text}”大于100%：{quote(text.text, rate.start, rate.end)}", "请核对这个比率。")


def _quotient(part: Value, base: Value, places: int) -> Decimal:
    return round_half_up(part.value * 100 / base.value, places) if base.value else ZERO


def _is_quotient(rate: Value, part: Value, base: Value) -> bool:
    """Whether a rate is a quotient to the decimals that it is written with; the last digit may be cut or rounded."""
    if not base.value:
        return True
    return rate.number == _quotient(part, base, rate.decimals)
