"""Whose document, and of which year: years that are not this one's, other units' names, 部门 and 单位 mixed.

In: one typed text.  Out: what does not belong to this unit or year.  A year or a name is only spoken of where the words around it say
that this document or this unit is meant; years in names of projects and documents, and superior or subordinate units, are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from ..findings import CellRef
from .changes import same_way
from .grammar import clause
from .reading import Reading, Said, Text
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
ARREARS = re.compile(r"欠款|拖欠|欠付|尾款|质保金|下半年、")
COMPARED = re.compile(
    r"比|较|上年|去年|同比|以来|起|至今|结转|印发|成立|文件|〔|\[|号|自|从|原|以前|往年|历年|规划|计划|期满|竣工|建成|投入使用"
)

NAME = r"[\u4e00-\u9fff]{2,18}?"
TAIL = "局|委员会|委|办公室|中心|大队|支队|总队|分局|厅|院|学校|中学|小学|大学|医院|站|所|馆|政府|法院|检察院|管理处|管委会|联合会|协会"
PLACE = re.compile(r"^[\u4e00-\u9fff]{1,6}?(?:省|市|县|区|州|盟|旗)")
OWN = re.compile(
    rf"((?:{NAME})(?:{TAIL}))(?=[（(]?本级|机关(?!事业|运行|党|干部|工作|服务|办公)|\d{{4}}年度?(?:部门|单位)?(?:决算|预算)|(?:部门|单位)(?:决算|预算))"
)
SUBJECT = re.compile(
    rf"(?:^|(?<=[。；\n]))\s*(?:[（(]?[\d一二三四五六七八九十]+[)）、.．]\s*)?((?:{NAME})(?:{TAIL}))(?=是|设有?|内设|共设|共有|现有|下设|主要职责|承担|负责|为主管|系|等[一二两三四五六七八九十\d]+[家个])"
)
LISTED = re.compile(r"(?:(?:包括|分别是|分别为|如下)[：:]?|[、])([\u4e00-\u9fff]{5,20})(?=[、，。]|共\d)")
BUREAU = re.compile(r"[\u4e00-\u9fff]{2,10}?[省市县区州盟旗][\u4e00-\u9fff]{2,12}?(?:局|厅|委员会|院|中心|办公室)")
MEMBERS = re.compile(r"(?:预算|决算)(?:编制范围)?的单位(?:共\d+个)?[，,]?(?:包括|为)[：:]?([^。；\n]{2,300})")
RECORDS = ("projects", "whole")
"""Tables of records: their cells are names and dates, no prose."""
RECORD_UNIT = re.compile(rf"(?:\d{{2,6}}[-—])?([\u4e00-\u9fff]{{2,24}}(?:{TAIL}))")
DATE = re.compile(r"((?:19|20)\d{2})年(?:\d{1,2}月(?:\d{1,2}日)?)?")
BRANCH = re.compile(r"([\u4e00-\u9fff]{2,12}(?:局|委|院|厅|中心))[\u4e00-\u9fff]{2,6}?(分局|支队|大队|所|分院|分中心)")
MOVED = "划转|划入|移交|转入|并入|合并|撤销|成立|借调|调入|拨|牵头"
CITED = re.compile(r"根据|按照|依据|按|据|由|经|与|和|向|报|受|对|在|为|从|原|由于|因")
AFTER_OTHERS = re.compile(r"(?:根据|按照|依据|由|经|与|和|向|报|受|原)[：:]?$")


def years(reading: Reading, text: Text) -> Iterator[Said]:
    """Reasons speak of this year or the last; elsewhere a year is held only where it names this document's year or its end."""
    year = reading.kit.file.year
    near = {year - 1, year, year + 1}
    if text.kind in ("identity", "name"):
        return
    for found in ANY_YEAR.finditer(text.text):
        if not 1900 <= int(found[1]) <= year + 30:
            yield Said(f"没有 {found[1]} 年：{quote(text.text, found.start(), found.end())}", "请核对年份。")
    if text.table in RECORDS and (found := DATE.fullmatch(text.text.strip())):
        if int(found[1]) not in ({year, year + 1} if reading.kit.file.kind == "final" else {year - 1, year}):
            yield _other_year(text, found.start(1), found.end(1), int(found[1]), year)
        return
    for start, end, said in _years(text.text):
        if text.kind in ("ask", "replacement") and not text.ref.table and said not in near:
            if HISTORY.search(clause(text.text, start)) or ARREARS.search(text.text):
                continue
            yield _other_year(text, start, end, said, year)
        elif (said == year - 1 and _last_years_reason(text, start)) or not _this_documents(
            reading, text.text, start, end, said
        ):
            yield _other_year(text, start, end, said, year)
    for found in THIS_YEAR.finditer(text.text):
        if int(found[1]) != year:
            yield _other_year(text, found.start(1), found.end(1), int(found[1]), year)


def _last_years_reason(text: Text, start: int) -> bool:
    """A reason for this year's fall that speaks of last year's fall: what made last year less makes this year's change a rise."""
    words = clause(text.text, start)
    return not COMPARED.search(words) and not HISTORY.search(words) and same_way(text, words)


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


def _this_documents(reading: Reading, text: str, start: int, end: int, said: int) -> bool:
    """Whether a year agrees where the words behind it mean this document's accounts or the end of its period."""
    year, final = reading.kit.file.year, reading.kit.file.kind == "final"
    if COMPARED.search(clause(text, start)):
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


def units(reading: Reading, text: Text) -> Iterator[Said]:
    """Another unit's name where this unit must stand: as the subject of a sentence, before 本级, or of the same kind in another place."""
    own = reading.data.unit_name
    if text.kind == "identity":
        yield from _cut_name(reading, text)
    if not own or text.kind == "identity" or text.text == own:
        return
    if text.table in RECORDS:
        yield from _record_units(reading, text)
        return
    found = [
        *_named(reading, text),
        *_namesakes(own, text),
        *_sisters(own, text),
        *_odd_ones(reading, text),
        *_members(own, text),
    ]
    for name, start in sorted(set(found), key=lambda one: (one[1], -len(one[0])))[:1]:
        yield _other_unit(reading, text, start, start + len(name), name, own)


def _named(reading: Reading, text: Text) -> Iterator[tuple[str, int]]:
    """Names where this unit must stand (before 本级, 部门决算), and subjects of sentences that are no unit of the workbook."""
    for pattern in (OWN, SUBJECT):
        for found in pattern.finditer(text.text):
            name = found[1]
            known = _related(reading.data.unit_name, name) or (pattern is SUBJECT and _is_listed(reading, text, name))
            if PLACE.match(name) and len(name) > 4 and not CITED.match(name) and not known:
                yield name, found.start(1)


def _odd_ones(reading: Reading, text: Text) -> Iterator[tuple[str, int]]:
    """In a list of names of which most begin with this unit's, one that begins with another bureau's."""
    own, found = reading.data.unit_name, BUREAU.match(text.text)
    if text.kind != "paragraph" or not found or found.end() == len(text.text):
        return
    if _related(own, found[0]) or text.text.startswith(own):
        return
    listed = reading.lists.get(text.table, ())  # looked through last: there may be thousands of texts
    if len(listed) < 4 or any(len(name) > 30 for name in listed):
        return
    if sum(name.startswith(own) for name in listed) * 2 >= len(listed):
        yield found[0], 0


def _members(own: str, text: Text) -> Iterator[tuple[str, int]]:
    """本部门预算的单位包括：甲、乙: this unit is among them."""
    for found in MEMBERS.finditer(text.text):
        if own not in found[1] and (first := BUREAU.match(found[1])):
            yield first[0], found.start(1)


def _namesakes(own: str, text: Text) -> Iterator[tuple[str, int]]:
    """Units of the same kind in other places (another 市公安局), at the head of a text or in a list of names."""
    place = PLACE.match(own)
    rest = own[place.end() :] if place else ""
    if len(rest) < 3:
        return
    for found in _namesake(rest).finditer(text.text):
        before = text.text[: found.start()]
        if _related(own, found[0]):
            continue
        if re.search(
            r"(?:^|编制在|编制均在|[、：:。；\n]|包括|[\d一二三四五六七八九十][、.．)）]\s*)$", before
        ) and not AFTER_OTHERS.search(before):
            yield found[0], found.start()


def _sisters(own: str, text: Text) -> Iterator[tuple[str, int]]:
    """Another branch of the same bureau at the head of a sentence: 阳泉市公安局矿区分局 for 城区分局."""
    branch = BRANCH.fullmatch(own)
    if branch is None:
        return
    pattern = rf"(?:^|(?<=[。；\n]))\s*({re.escape(branch[1])}[\u4e00-\u9fff]{{2,6}}?{branch[2]})(?![和与、]|{MOVED})"
    for found in re.finditer(pattern, text.text):
        if not _related(own, found[1]):
            yield found[1], found.start(1)


@lru_cache(maxsize=64)
def _namesake(rest: str) -> re.Pattern[str]:
    return re.compile(
        rf"[\u4e00-\u9fff]{{2,6}}?[省市县区州盟旗]{re.escape(rest)}(?!关于|印发|下达|要求|统一|部署|在|《|〔|工作|组织|拨|安排|通知|牵头|批|[\u4e00-\u9fff]{{0,6}}发[〔【\[])"
    )


def _related(own: str, name: str) -> bool:
    """Whether a name is this unit, a part of it or its superior."""
    return name in own or own in name


def _is_listed(reading: Reading, text: Text, name: str) -> bool:
    """Whether another text of the workbook lists a unit of this place by that name: 包括：甲、乙、丙; rows of names."""
    place = PLACE.match(reading.data.unit_name)
    if not name.startswith(place[0] if place else reading.data.unit_name[:2]):
        return False
    return any(
        name in listed
        for other in reading.texts
        if other.ref != text.ref and other.kind in ("name", "paragraph")
        for listed in (other.text if len(other.text) <= 25 else "", *LISTED.findall(other.text))
    )


def _record_units(reading: Reading, text: Text) -> Iterator[Said]:
    """The department or unit of a project: this one, its superior or parts, one that other texts name, or that most projects have."""
    own, found = reading.data.unit_name, RECORD_UNIT.fullmatch(text.text)
    if found is None or not PLACE.match(found[1]) or _related(own, found[1]) or _is_listed(reading, text, found[1]):
        return
    rows = reading.data.tables[text.table].rows
    same = sum(any(cell.text == text.text for cell in row.cells.values()) for row in rows)
    if same * 2 <= len(rows):
        yield _other_unit(reading, text, found.start(1), found.end(1), found[1], own)


def _cut_name(reading: Reading, text: Text) -> Iterator[Said]:
    """The unit's own name, where every text that names it has a character more before or behind."""
    name = reading.data.unit_name
    if text.kind != "identity" or text.text != name or len(name) < 4:
        return
    places = [
        one.text for one in reading.texts if one.kind == "paragraph" and one.table not in RECORDS and name in one.text
    ]
    longer = [found for one in places if (found := re.match(rf"(.?){re.escape(name)}(.?)", one))]
    if (
        not longer
        or len(longer) < len(places) / 2
        or any(
            re.search(rf"(?:^|[，。；、：]){re.escape(name)}", one) for one in places if re.search(rf"{TAIL}$", name)
        )
    ):
        return
    before, behind = {found[1] for found in longer}, {found[2] for found in longer}
    cut_off = (
        not re.search(rf"(?:{TAIL}|校|队|社|团|部|处)$", name)
        and len(behind) == 1
        and re.match("[局院委会所站校厅部处队]", *behind)
    )
    if (len(before) == 1 and re.match("[\u4e00-\u9fff]", next(iter(before)) or " ")) or cut_off:
        yield Said(f"单位名称“{name}”像是少了字，文字里写的是：“{places[0][:24]}”", "请核对单位名称。")


def _other_unit(reading: Reading, text: Text, start: int, end: int, name: str, own: str) -> Said:
    return Said(
        f"写的是“{name}”，本文的单位是“{own}”：{quote(text.text, start, end)}",
        "请核对是否沿用了别的单位的文字。",
        _identity(reading, "unit_name"),
    )


def _identity(reading: Reading, row: str) -> tuple[CellRef, ...]:
    """The cell of the first sheet that a text was held against: either may be the wrong one."""
    cell = reading.data.tables[reading.kit.file.identity].cell(row, "text")
    return (cell.ref,) if cell is not None and cell.ref.cell else ()


def self_words(reading: Reading, text: Text) -> Iterator[Said]:
    """本单位 in a 部门 document, 本部门 in a 单位 document. Fixed words (本部门（单位）) and other units' words are left alone."""
    words = reading.kit.file.self_word
    own = words.get(reading.data.unit_kind, "")
    if not own or text.kind in ("identity", "name"):
        return
    for kind, word in words.items():
        if kind == reading.data.unit_kind or word == own:
            continue
        for found in re.finditer(rf"(?:{word}|[本我]{kind})(?![（(/、]|或|各|所属|预算的单位|内部)", text.text):
            yield Said(
                f"写的是“{found[0]}”，本文是{reading.data.unit_kind}文件，自称“{own}”：{quote(text.text, found.start(), found.end())}",
                f"请改成“{own}”。",
                _identity(reading, "unit_kind"),
            )
