"""Whose document: other units' names, this unit's name against the texts, 部门 and 单位 mixed.

In: one typed text.  Out: what does not belong to this unit.  A name is only spoken of where the words around it say that this unit is
meant; superior or subordinate units, and units that a document in 《》 is of, are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from ..findings import CellRef
from ..kit.form_keys import PARTS
from .grammar import slipped
from .reading import RECORDS, Reading, Said, Text
from .slips import quote

NAME = r"[\u4e00-\u9fff]{2,18}?"
TAIL = "局|委员会|委|办公室|中心|大队|支队|总队|分局|厅|院|学校|中学|小学|大学|医院|站|所|馆|政府|法院|检察院|管理处|管委会|联合会|协会"
PLACE = re.compile(r"^[\u4e00-\u9fff]{1,6}?(?:省|市|县|区|州|盟|旗)")
OWN = re.compile(
    rf"((?:{NAME})(?:{TAIL}))(?=[（(]?本级|机关(?!事业|运行|党|干部|工作|服务|办公)|\d{{4}}年度?(?:部门|单位)?(?:决算|预算)|(?:部门|单位)(?:决算|预算))"
)
SUBJECT = re.compile(
    rf"(?:^|(?<=[。；\n]))\s*(?:[（(]?[\d一二三四五六七八九十]+[)）、.．]\s*)?((?:{NAME})(?:{TAIL}))(?=是|设有?|内设|共设|共有|现有|下设|主要职责|承担|负责|为主管|系|按照|依照|贯彻|等[一二两三四五六七八九十\d]+[家个])"
)
LISTED = re.compile(r"(?:(?:包括|分别是|分别为|如下)[：:]?|[、])([\u4e00-\u9fff]{5,20})(?=[、，。]|共\d)")
BUREAU = re.compile(r"[\u4e00-\u9fff]{2,10}?[省市县区州盟旗][\u4e00-\u9fff]{2,12}?(?:局|厅|委员会|院|中心|办公室)")
SHORTEST = 4
"""Letters of the shortest name of a unit with its place."""
MEMBERS = re.compile(r"(?:预算|决算)(?:编制范围)?的单位(?:共\d+个)?[，,]?(?:包括|为)[：:]?([^。；\n]{2,300})")
RECORD_UNIT = re.compile(rf"(?:\d{{2,6}}[-—])?([\u4e00-\u9fff]{{2,24}}(?:{TAIL}))")
ENDED = re.compile(rf"(?:{TAIL}|校|队|社|团|部|处)$")
BRANCH = re.compile(r"([\u4e00-\u9fff]{2,12}(?:局|委|院|厅|中心))[\u4e00-\u9fff]{2,6}?(分局|支队|大队|所|分院|分中心)")
SUPERIOR = re.compile("主管")
"""Labels of cells that hold the superior's name."""
MOVED = "划转|划入|移交|转入|并入|合并|撤销|成立|借调|调入|拨|牵头"
CITED = re.compile(r"[全各本]|根据|按照|依据|按|据|由|经|与|和|向|报|受|对|在|为|从|原|由于|因")
AFTER_OTHERS = re.compile(r"(?:根据|按照|依据|由|经|与|和|向|报|受|原)[：:]?$")


def units(reading: Reading, text: Text) -> Iterator[Said]:
    """Another unit's name where this unit must stand: as the subject of a sentence, before 本级, or of the same kind in another place."""
    own = reading.data.unit_name
    if text.kind == "identity":
        yield from _own_name(reading, text)
    if not own or text.kind == "identity" or text.text == own or reading.once(_other_spelling):
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
            if PLACE.match(name) and len(name) >= SHORTEST and not CITED.match(name) and not known:
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


def _own_name(reading: Reading, text: Text) -> Iterator[Said]:
    """The unit's name on the first sheet against all texts that name it: cut short, or another unit's than that of its projects."""
    name = reading.data.unit_name
    if text.text == name and len(name) >= 3:
        yield from reading.once(_other_spelling) or _cut_name(reading, name) or _stranger(reading, name)


def _other_spelling(reading: Reading) -> tuple[Said, ...]:
    """No text has the unit's name, and some have one that is a slip of the hand away from it: that is told once, at the first sheet."""
    name = reading.data.unit_name
    texts = [one for one in reading.texts if one.kind != "identity"]
    if len(name) < SHORTEST or any(name in one.text for one in texts):
        return ()
    superiors = {cell.ref for _, cell in reading.asking(SUPERIOR)}
    found = [
        (other, one) for one in texts if one.ref not in superiors for other in _subjects(one) if slipped(other, name)
    ]
    if not found:
        return ()
    other = found[0][0]
    cells = tuple(dict.fromkeys(one.ref for named, one in found if named == other))
    said = f"单位名称填的是“{name}”，文字和项目里写的都是“{other}”，只差一个字"
    return (Said(said, "请核对单位名称，与公章一致。", cells[:4]),)


def _subjects(text: Text) -> Iterator[str]:
    """Names of units in the places where this unit stands: at the head of sentences and of names, as the unit of a project."""
    if text.table in RECORDS:
        if found := RECORD_UNIT.fullmatch(text.text):
            yield found[1]
        return
    for pattern in (OWN, SUBJECT):
        yield from (found[1] for found in pattern.finditer(text.text))
    if text.kind == "paragraph" and (found := BUREAU.match(text.text)):
        yield found[0]


def _cut_name(reading: Reading, name: str) -> list[Said]:
    """Every text that has the name has a character more before or behind it."""
    texts = [one for one in reading.texts if one.kind == "paragraph" and name in one.text]
    pattern = re.compile(rf"(?:^|[：、，。；\n《]|\d[-—])(.?){re.escape(name)}(.?)")
    places = [(found, one) for one in texts if (found := pattern.search(one.text))]
    whole = any(not found[1] for found, _ in places) and ENDED.search(name)
    if not places or len(places) * 2 < len(texts) or whole:
        return []
    before, behind = {found[1] for found, _ in places}, {found[2] for found, _ in places}
    cut_before = len(before) == 1 and re.match("[\u4e00-\u9fff]", *before)
    cut_behind = not ENDED.search(name) and len(behind) == 1 and re.match("[局院委会所站校厅部处队]", *behind)
    if not (cut_before or cut_behind):
        return []
    found, first = places[0]
    said = f"单位名称“{name}”像是少了字，文字里写的是：{quote(first.text, found.start(), found.end())}"
    return [Said(said, "请核对单位名称。", (first.ref,))]


def _stranger(reading: Reading, name: str) -> list[Said]:
    """No project is of this unit, its superior or a part of it."""
    named = [
        (found[1], one)
        for one in reading.texts
        if one.table in RECORDS and (found := RECORD_UNIT.fullmatch(one.text)) and PLACE.match(found[1])
    ]
    place = PLACE.match(name)
    if not named or not place or any(_related(name, other) or other.startswith(place[0]) for other, _ in named):
        return []
    other, first = named[0]
    return [Said(f"单位名称是“{name}”，项目的单位却是“{other}”", "请核对单位名称和项目的单位。", (first.ref,))]


def _other_unit(reading: Reading, text: Text, start: int, end: int, name: str, own: str) -> Said:
    return Said(
        f"写的是“{name}”，本文的单位是“{own}”：{quote(text.text, start, end)}",
        "请核对是否沿用了别的单位的文字。",
        _identity(reading, "unit_name"),
    )


def _identity(reading: Reading, row: str) -> tuple[CellRef, ...]:
    """The cell of the first sheet that a text was held against: either may be the wrong one."""
    cell = reading.data.identity_cell(row)
    return (cell.ref,) if cell is not None and cell.ref.cell else ()


OF_PROJECTS = frozenset(name for names in PARTS["projects"].values() for name in names)
SMALLEST = "单位"
"""What is no part of a 部门: a project of it is carried out by itself."""


def self_words(reading: Reading, text: Text) -> Iterator[Said]:
    """本单位 in a 部门 document, 本部门 in a 单位 document. Fixed words (本部门（单位）) and other units' words are left alone."""
    words = reading.kit.file.self_word
    own = words.get(reading.data.unit_kind, "")
    if not own or text.kind in ("identity", "name"):
        return
    if text.table in OF_PROJECTS and reading.data.unit_kind != SMALLEST:
        return  # the unit that carries a project out speaks of itself
    for kind, word in words.items():
        if kind == reading.data.unit_kind or word == own:
            continue
        for found in re.finditer(
            rf"(?:{word}|[本我]{kind})(?![（(/、]|或|各|所属|预算的单位|内部)|纳入{kind}[预决]算", text.text
        ):
            yield Said(
                f"写的是“{found[0]}”，本文是{reading.data.unit_kind}文件，自称“{own}”：{quote(text.text, found.start(), found.end())}",
                f"请改成“{found[0].replace(kind, reading.data.unit_kind)}”。",
                _identity(reading, "unit_kind"),
            )
