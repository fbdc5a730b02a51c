"""Proof-reading of what a person typed: reasons, uses, duties, summaries.

In: the data.  Out: verdicts with 核实 findings, each quoting the words.  Plain patterns, no guessing: placeholders, doubled
punctuation, unfinished sentences, years that are not this one's, amounts that miss a figure of the tables by
the last digit, and what must not be published (telephone, identity-card and bank-card numbers).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

from ..findings import Finding, Severity
from ..kit.reasons import REPLACEMENTS, asking_tables
from ..model.disclosure import Cell, Disclosure
from ..money import Unit, from_base
from .base import Status, Verdict

PLACEHOLDER = re.compile(
    r"[XxＸ×]{2,}|[*＊]{2,}|[_＿]{2,}|【[^】]*】|增加（减少）|增加\(减少\)|增长（下降）|\.{4,}|(?<![\d.])…{3,}|待填|待补"
)
DOUBLED = re.compile(r"。。+|，，+|；；+|、、+|：：+|，。|。，|；。|、。|：。")
DANGLING = re.compile(r"(?:原因是|用于|主要是|包括)[：:]?[。；，]?$")
LEAD = re.compile(r"^(?:主要)?(?:原因(?:是|为)?|是因为|因为|因(?!公|素|此|地|病|人|工|事))[：:，]?")
YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?=年)")
AMOUNT = re.compile(r"(?<![\d,，])(\d[\d,，]*(?:\.\d+)?)\s*(万元|元)")
MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
PHONE = re.compile(r"(?<!\d)0\d{2,3}[-－—]\d{7,8}(?!\d)")
IDENTITY = re.compile(r"(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dXx])")
BANK = re.compile(r"(?<!\d)62\d{14,17}(?!\d)")
TWIN = Decimal("0.02")
TWIN_FROM = Decimal(10)  # below this, and for whole amounts, two unrelated figures are often a cent apart

Check = Callable[[Disclosure, str, Cell], Iterator[tuple[str, str, str]]]
"""Yields rule id, what is wrong (with the quotation) and what to do."""


def proof_read(data: Disclosure) -> Iterator[Verdict]:
    """All rules about typed texts."""
    texts = [
        (name, cell) for name, table in data.tables.items() for cell in table.texts() if name != data.kit.file.identity
    ]
    for rule, title, check in RULES:
        found = [
            Finding(rule, Severity.WARNING, message, (cell.ref,), advice)
            for name, cell in texts
            for message, advice in check(data, name, cell)
        ]
        status = Status.WRONG if found else Status.RIGHT if texts else Status.NOT_APPLICABLE
        yield Verdict(rule, title, status, "" if texts else "没有填写文字", tuple(found))


def _quote(text: str, found: re.Match[str]) -> str:
    return text[max(0, found.start() - 8) : found.end() + 8]


def _matching(
    pattern: re.Pattern[str], what: str, advice: str
) -> Callable[[Disclosure, str, Cell], Iterator[tuple[str, str]]]:
    def check(_: Disclosure, __: str, cell: Cell) -> Iterator[tuple[str, str]]:
        for found in pattern.finditer(cell.text or ""):
            yield f"{what}：“{_quote(cell.text or '', found)}”", advice

    return check


def _lead(data: Disclosure, table: str, cell: Cell) -> Iterator[tuple[str, str]]:
    text = cell.text or ""
    if table in asking_tables(data.kit) and (found := LEAD.match(text)):
        yield f"开头的“{found[0]}”会与固定文字重复：“{text[:20]}”", "只写原因或用途本身，删去开头这几个字。"


def _years(data: Disclosure, table: str, cell: Cell) -> Iterator[tuple[str, str]]:
    allowed = {str(data.kit.file.year), str(data.kit.prior_year), str(data.kit.file.year + 1)}
    if cell.ref.table or table not in (*asking_tables(data.kit), REPLACEMENTS):
        return
    for found in YEAR.finditer(cell.text or ""):
        if found[1] not in allowed:
            yield (
                f"提到的年份 {found[1]} 年不是{data.kit.file.year}年或上年：“{_quote(cell.text or '', found)}”",
                "请核对是否沿用了往年的文字。",
            )


def _twins(data: Disclosure, table: str, cell: Cell) -> Iterator[tuple[str, str]]:
    """An amount that misses a figure of the tables by one or two in the last digit."""
    for found in AMOUNT.finditer(cell.text or ""):
        value = Decimal(found[1].replace(",", "").replace("，", ""))
        if found[2] == "元":
            value = from_base(value, Unit.WAN)
        if value < TWIN_FROM or found[2] == "元" or value == value.to_integral_value():
            continue
        figures = data.printed_amounts
        near = [figure for figure in figures if figure != value and abs(figure - value) <= TWIN]
        if near and value not in figures:
            yield (
                f"“{found[0]}”与表内 {min(near, key=lambda f: abs(f - value))} 万元只差末位：“{_quote(cell.text or '', found)}”",
                "请核对金额，与表内保持一致。",
            )


RULES = (
    ("X-placeholder", "文字里没有占位符", _matching(PLACEHOLDER, "有没填完的占位符", "请填上实际内容。")),
    ("X-doubled", "文字里没有重复的标点", _matching(DOUBLED, "标点重复或连用", "请删去多余的标点。")),
    ("X-dangling", "句子写完整", _matching(DANGLING, "句子没有写完", "请补上原因或用途。")),
    ("X-lead", "原因和用途不重复固定文字", _lead),
    ("X-year", "原因里的年份是本年或上年", _years),
    ("X-twin", "文字里的金额与表内一致", _twins),
    ("X-mobile", "没有手机号码", _matching(MOBILE, "有手机号码", "公开前请删去。")),
    ("X-phone", "没有电话号码", _matching(PHONE, "有电话号码", "公开前请核对是否应当公开。")),
    ("X-identity", "没有身份证号码", _matching(IDENTITY, "有身份证号码", "公开前请删去。")),
    ("X-bank", "没有银行卡号", _matching(BANK, "有银行卡号", "公开前请删去。")),
)
