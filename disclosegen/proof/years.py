"""Of which year: years that are not this document's.

In: one typed text.  Out: years that do not belong here.  A year is only spoken of where the words around it say that this document is
meant; years in names of projects and documents are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .changes import FALL, RISE, same_way
from .grammar import clause
from .reading import RECORDS, Reading, Said, Text
from .slips import quote

YEAR = re.compile(r"(?<![\d〔\[（(])((?:19|20)\d{2})(?=年)")
ANY_YEAR = re.compile(
    r"(?<![\d.,，])(\d{4})(?=年(?:度|年?[初中末底]|[预决]算|全年|[上下]半年|\d{1,2}月|[\u4e00-\u9fff）]))"
)
CHINESE_YEAR = re.compile(r"(?<![一二三四五六七八九〇零])([一二][〇零九][〇零一二三四五六七八九]{2})(?=年)")
DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
ACCOUNTS = re.compile(
    r"年(?:度)?(?:部门|单位|年初|全年|财政拨款|一般公共预算|项目)?(?:决算|预算)(?:数|公开|编制|报告|支出|收入|情况)"
)
YEAR_END = re.compile(r"年(?:年末|末|底|年底|期末|12月31日)")
STAND = re.compile(r"^[^。；]*(?:共有|实有|在职|在编|编制|人数|保有|车辆|资产|人员)")
"""What stands at the end of the period is this document's; what was built or paid by the end of an earlier year is history."""
THIS_YEAR = re.compile(r"本年度?[（(]((?:19|20)\d{2})年?度?[)）]")
HISTORY = re.compile(
    r"以来|起|至今|印发|成立|文件|〔|【|\[|号|自|历年|建成|竣工|期满|投入使用|建于|设立|[组成]立?于|签订"
)
"""Beside these words a year is long ago on purpose: 自…年起, …年印发的文件."""
OF_THEN = re.compile(
    r"年度?[^，。；、]{0,6}(?:购置|购买|购入|采购|新购|更新|配备|招录|招聘|录用|调入|接收|新增|签订|承接|开工|启动|实施|完工|改造)了?的"
)
"""2022年购置的5辆车: what is still there."""
RANGE = re.compile(r"年度?(?:\d{1,2}月)?[至到\-—－–~～]{1,2}((?:19|20)\d{2})年")
"""2022年至2024年: its first year is said on purpose where it reaches this year or the last."""
ARREARS = re.compile(r"欠款|拖欠|欠付|尾款|质保金|下半年、|补[缴发交提扣]|清算")
MONEY_LAST_YEAR = re.compile(
    rf"(?:^|(?<=[，。；]))(上一?年度)[本我的单位部门局]{{0,4}}(?:一般公共预算|政府性基金|财政|预算)?(?:拨款|收入|支出|经费|资金|费用){{1,2}}(?:{RISE}|{FALL})了?(?=[，。；]|$)"
)
"""上年度财政拨款收入减少 as the reason of this year's fall: it would make this year's change a rise."""
THRIFT = re.compile(
    r"^((?:19|20)\d{2})年度?[本我单位部门局]{0,4}(?:加强|严格|厉行|落实|压减|严控|从严|规范|强化)[^，。；]{0,16}?(?:管理|控制|管控|审批|节约|开支|支出|过紧日子)[^，。；]{0,4}[，；]"
)
"""2023年度加强车辆管理，…减少: what was saved then is in last year's figures already."""
ALSO_NOW = re.compile(r"[本今当]年|结转|结余|以来|起|后|已|上年(?!度)|去年|持续|继续")
"""Words with which last year comes in on purpose."""
COMPARED = re.compile(
    r"比|较|上年|去年|同比|以来|起|至今|结转|印发|成立|文件|〔|\[|号|自|从|原|以前|往年|历年|规划|计划|期满|竣工|建成|投入使用"
)
DATE = re.compile(r"(\d{4})年(?:(\d{1,2})月(?:\d{1,2}日)?)?")
LATEST = 3
"""A final account that is published more years after its own is a slip of the year."""


def years(reading: Reading, text: Text) -> Iterator[Said]:
    """Reasons speak of this year or the last; elsewhere a year is held only where it names this document's year or its end."""
    year = reading.kit.file.year
    near = {year - 1, year, year + 1}
    if text.kind == "identity":
        yield from _published(reading, text)
    if text.kind in ("identity", "name"):
        return
    for found in ANY_YEAR.finditer(text.text):
        if not 1900 <= int(found[1]) <= year + 30:
            yield Said(f"没有 {found[1]} 年：{quote(text.text, found.start(), found.end())}", "请核对年份。")
    if text.table in RECORDS and (found := DATE.fullmatch(text.text.strip())):
        if not _may_be_filled_in(reading, found):
            yield _wrong_date(reading, text, "填表")
        return
    for start, end, said in _years(text.text):
        if text.kind in ("ask", "replacement") and not text.ref.table and said not in near:
            if _is_past(text.text, start, end, near):
                continue
            yield _other_year(text, start, end, said, year)
        elif (said == year - 1 and _last_years_reason(text, start)) or not _this_documents(
            reading, text.text, start, end, said
        ):
            yield _other_year(text, start, end, said, year)
    yield from _of_last_year(reading, text)
    for found in THIS_YEAR.finditer(text.text):
        if int(found[1]) != year:
            yield _other_year(text, found.start(1), found.end(1), int(found[1]), year)


def _may_be_filled_in(reading: Reading, date: re.Match[str]) -> bool:
    """Whether a form may bear a date: a final account's from the last month of its year on, a budget's until its year is over."""
    said, year = int(date[1]), reading.kit.file.year
    if reading.kit.file.kind != "final":
        return said in (year - 1, year)
    return said == year + 1 or (said == year and date[2] in (None, "12"))


def _published(reading: Reading, text: Text) -> Iterator[Said]:
    """A date of the first sheet: final accounts are published when their year is over, a budget before."""
    found, year = DATE.fullmatch(text.text.strip()), reading.kit.file.year
    if found is None or found[2] is None:
        return
    final = reading.kit.file.kind == "final"
    if not (year < int(found[1]) <= year + LATEST if final else year - 1 <= int(found[1]) <= year):
        yield _wrong_date(reading, text, "公开")


def _wrong_date(reading: Reading, text: Text, what: str) -> Said:
    year = reading.kit.file.year
    why = f"{year}年结束以后" if reading.kit.file.kind == "final" else f"{year}年年底以前"
    return Said(f"写的是“{text.text.strip()}”，本文是{year}年，应在{why}{what}", "请核对年份和月份。")


def _is_past(text: str, start: int, end: int, near: set[int]) -> bool:
    """Whether a year that is neither this one nor the last is spoken of on purpose."""
    reaches = RANGE.match(text, end)
    return bool(
        (reaches and int(reaches[1]) in near)
        or OF_THEN.match(text, end)
        or HISTORY.search(clause(text, start))
        or ARREARS.search(text)
    )


def _last_years_reason(text: Text, start: int) -> bool:
    """A reason for this year's fall that speaks of last year's fall: what made last year less makes this year's change a rise."""
    words = clause(text.text, start)
    return not COMPARED.search(words) and not HISTORY.search(words) and same_way(text, words)


def _of_last_year(reading: Reading, text: Text) -> Iterator[Said]:
    """A reason of a final account that tells what happened last year as if it were this year's."""
    year = reading.kit.file.year
    if reading.kit.file.kind != "final" or not text.is_reason or str(year) in text.text or ALSO_NOW.search(text.text):
        return
    saved = THRIFT.match(text.text)
    if saved and int(saved[1]) == year - 1 and same_way(text, text.text.rstrip("。；，、 等")):
        yield _other_year(text, saved.start(1), saved.end(1), year - 1, year)
        return
    for found in MONEY_LAST_YEAR.finditer(text.text):
        if same_way(text, found[0]):
            yield Said(
                f"这一句说的是{year}年比上年的增减，原因写的却是{found[1]}：{quote(text.text, found.start(), found.end())}",
                "请核对是否应为“本年度”。",
            )


def _years(text: str) -> Iterator[tuple[int, int, int]]:
    for found in YEAR.finditer(text):
        yield found.start(), found.end(), int(found[1])
    for found in CHINESE_YEAR.finditer(text):
        yield found.start(), found.end(), int(found[1].translate(DIGITS))


def _other_year(text: Text, start: int, end: int, said: int, year: int) -> Said:
    return Said(
        f"提到的年份 {said} 年不是{year}年或上年：{quote(text.text, start, end)}"
        if abs(said - year) > 1
        else f"写的是 {said} 年，本文是{year}年：{quote(text.text, start, end)}",
        "请核对是否沿用了往年的文字。",
    )


def _beside_its_own(text: str, start: int, end: int, year: int) -> bool:
    """Whether the same words stand in the text with this document's year too: 2023年末在职176人，2024年末在职192人."""
    behind = ACCOUNTS.match(text, end) or YEAR_END.match(text, end)
    return behind is not None and f"{year}{behind[0]}" in text[:start] + "\n" + text[behind.end() :]


def _this_documents(reading: Reading, text: str, start: int, end: int, said: int) -> bool:
    """Whether a year agrees where the words behind it mean this document's accounts or the end of its period."""
    year, final = reading.kit.file.year, reading.kit.file.kind == "final"
    if COMPARED.search(clause(text, start)) or (said == year - 1 and _beside_its_own(text, start, end, year)):
        return True
    if ACCOUNTS.match(text, end):
        return said in (year, year + 1) if final else said in (year, year - 1, year + 1)
    if (
        YEAR_END.match(text, end)
        and STAND.search(text[end : end + 40])
        and re.search(r"截至?$|截止$|^$|[。；]$", text[:start])
    ):
        return said == year if final else said in (year, year - 1)
    return True
