"""Slips of writing: what is wrong with a text whatever it is about.

In: one typed text.  Out: what is wrong, with a quotation.  Placeholders, doubled punctuation and words, unfinished sentences, brackets
that do not close, Latin punctuation between Chinese characters, words that repeat the fixed text beside them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from ..findings import CellRef, Severity
from .reading import Reading, Said, Text

PLACEHOLDER = re.compile(
    r"[XxＸ×]{2,}|[*＊]{2,}|[_＿]{2,}|[○〇Ｏ]{2,}(?!年)|【(?!\d{4}】)[^】]*】|\{\{.*?\}\}|\{\{|\}\}|\{%|%\}|增加（减少）|增加\(减少\)|增长（下降）|增长\(下降\)"
    r"|\.{4,}|(?<![\d.])…{3,}|待填|待补|待定(?!点)|某某(?!某)|#(?:REF|N/A|DIV/0|VALUE|NAME)"
)
DOUBLED = re.compile(
    r"。。+|，，+|；；+|、、+|：：+|！！+|，。|。，|；。|。；|、。|。、|：。|，、|、，|，；|；，|：，|，："
)
DANGLING = re.compile(
    r"(?:原因是|用于|主要是|包括|以及|其中|由于|因为|例如|分别是|分别为)[：:]?[。；，]?$|(?<!等)[、，,]$|[（《“]$"
)
BREAKS_OFF = re.compile(r"(?:…+|\.{3,})[。；]?$")
NO_END = re.compile(
    r"(?:根据|按照|依据|遵照)(?:[^，。；：]{0,20}|《[^》]{2,60}》(?:（[^）]{1,30}）)?[的等]{0,2})(?:要求|规定|精神|部署|文件|通知|标准|办法)"
    r"|(?:(?:由于|随着)(?:[本今当上去]年度?)?|[本今当]年度?)[的我本单位部门局]{0,3}(?:财政|拨款|项目|人员|资金|经费|收入|支出|预算|专项|工作|业务|公用|基本|车辆|费用){1,4}"
)
"""A whole reason that is but the beginning of one: 根据上级文件要求; 由于本年度项目."""
SAYS_NOTHING = re.compile(r"(?:同上|略|详?见附件|[/／\-—－~.。、*\d\s]+|[Nn]/?[Aa]|空)[。；]?")
NO_REASON = re.compile(r"(?:无|没有|暂无|不适用|不涉及|无原因|没有原因)[。；]?")
"""Beside a change that is printed these are no reason; beside 与上年相同 they are."""
CHANGE = re.compile(r"(?:增加|减少)[\d,.]+")
LEAD = re.compile(r"^(?:主要)?(?:原因(?:是|为)?|是因为|因为|因(?!公|素|此|地|病|人|工|事|果))[：:，]?")
REPEATED = re.compile(r"([\u4e00-\u9fff]{2,6})\1")
TWICE = re.compile(
    r"的的(?!确)|(?<!不)了了(?!之|解|然|无|事)|是是(?!非)|(?<!温)和和(?!睦|谐|平|气)|在在|与与|因因|为为|于于|对对(?!方|应|象|比|口|外|内)|将将|万元元"
)
REDUPLICATED = frozenset(
    (
        "研究研究",
        "讨论讨论",
        "商量商量",
        "考虑考虑",
        "方方面面",
        "时时刻刻",
        "许许多多",
        "勤勤恳恳",
        "实实在在",
        "认认真真",
        "踏踏实实",
        "扎扎实实",
        "兢兢业业",
        "千千万万",
    )
)
"""Words whose doubling is good Chinese. AABB is no repetition of this kind; the list guards against both."""
ALONE = re.compile(r"(?:^|[，。；、：\s])(?:本年度?|今年|当年|我单位|本单位|我部门|本部门|其中|部分|因|由于|的)*$")
"""Before this a word stands by itself, so that its repetition is no compound."""
COMPOUND = frozenset(("单位", "支出", "收入", "项目", "部门", "资金", "公安", "管理"))
"""Two words of a compound may meet: 事业单位|单位资金, 项目支出|支出进度. Only told when what follows cannot begin a word."""
TELLS = re.compile(r"减少|增加|增长|下降|上升|提高|降低|有所|较|比(?![例重率])|相应|同比")
"""What is told of a word: behind it no compound goes on (收入收入减少)."""
LIST_ENDS = re.compile(r"[。；，：:\n]|共\d{1,3}个")
NUMBER = re.compile(r"^[（(]?[\d一二三四五六七八九十]{1,3}[)）、.．]")
PROSE = 20
"""Letters of the shortest paragraph that says something; shorter ones may be headings."""
SENTENCE = 10
"""Letters of the shortest sentence that nobody says twice on purpose."""
NAME = 5
UNIT = re.compile(
    r"^[\u4e00-\u9fff]{1,6}?[省市县区州盟旗乡镇][\u4e00-\u9fff（）()]{2,30}[局委室心队厅院校学站所馆府处会园部）)]$"
)
"""A unit's name: its place first."""
MOST = 6
PAIRS = (("（", "）"), ("《", "》"), ("“", "”"), ("【", "】"), ("‘", "’"))
NUMBERING = re.compile(r"(?:^|(?<=[。；;：:，,\n\s]))\s{0,3}[\d一二三四五六七八九十]{1,3}\s{0,3}[)）]")
HALF = re.compile(r"(?<=[\u4e00-\u9fff”》])[,;:?!](?=[\u4e00-\u9fff“《])")

Check = Callable[[Reading, Text], Iterator[Said]]


def quote(text: str, start: int, end: int, around: int = 8) -> str:
    """A quotation of a place with some words around it; a number is never cut, so that a private one is known and masked."""
    start, end = max(0, start - around), min(len(text), end + around)
    while start > 0 and text[start - 1].isdigit() and text[start].isdigit():
        start -= 1
    while end < len(text) and text[end - 1].isdigit() and text[end].isdigit():
        end += 1
    return "“" + text[start:end].replace("\n", " ") + "”"


def matching(pattern: re.Pattern[str], what: str, advice: str) -> Check:
    """A rule that speaks wherever a pattern matches."""

    def check(_: Reading, text: Text) -> Iterator[Said]:
        for found in pattern.finditer(text.text):
            yield Said(f"{what}：{quote(text.text, found.start(), found.end())}", advice)

    return check


placeholder = matching(PLACEHOLDER, "有没填完的占位符", "请填上实际内容。")
doubled = matching(DOUBLED, "标点重复或连用", "请删去多余的标点。")


def dangling(reading: Reading, text: Text) -> Iterator[Said]:
    """A text that breaks off. An ask may end with a comma: what stands at its end is taken off in print."""
    words = text.text.rstrip("，、,； ;") if text.kind in ("ask", "name") else text.text
    lists = text.kind == "replacement" or (text.kind == "paragraph" and not reading.is_last(text))
    if lists and words[-1:] in "：:":
        return  # a list follows
    if text.kind != "ask" and words[:1] and words[0] in "，。；、：,;！？":
        yield Said(f"以标点开头：“{words[:16]}”", "请删去开头的标点，或补上前面的内容。")
    nothing = text.kind == "ask" and (
        SAYS_NOTHING.fullmatch(words)
        or (text.is_reason and CHANGE.search(text.before) and NO_REASON.fullmatch(words.strip()))
    )
    if nothing:
        yield Said(f"没有写出{'原因' if text.is_reason else '内容'}：“{words}”", "请写上实际的原因或用途。")
    elif (found := BREAKS_OFF.search(words)) or (found := DANGLING.search(words, max(0, len(words) - 40))):
        yield Said(f"句子没有写完：{quote(words, found.start(), found.end())}", "请补上没有写完的内容。")
    elif text.is_reason and NO_END.fullmatch(words):
        yield Said(f"原因只写了开头，没有写完：“{words}”", "请补上没有写完的内容。")


def repeated_lead(_: Reading, text: Text) -> Iterator[Said]:
    """A reason that begins with the words that the format already prints."""
    if text.kind == "ask" and (found := LEAD.match(text.text)):
        yield Said(f"开头的“{found[0]}”会与固定文字重复：“{text.text[:20]}”", "只写原因或用途本身，删去开头这几个字。")


def repeated(_: Reading, text: Text) -> Iterator[Said]:
    """A word written twice: 基本支出基本支出, 的的."""
    for found in REPEATED.finditer(text.text):
        if found[0] in REDUPLICATED or (found[1] in COMPOUND and _may_meet(text.text, found)):
            continue
        yield Said(f"“{found[1]}”重复了：{quote(text.text, found.start(), found.end())}", "请删去重复的字。")
    yield from _listed_twice(text)
    yield from _said_twice(text)
    for found in TWICE.finditer(text.text):
        yield Said(f"“{found[0]}”重复了：{quote(text.text, found.start(), found.end())}", "请删去重复的字。")


def same_paragraphs(reading: Reading) -> Iterator[Said]:
    """A paragraph that stands twice in one list, under whatever number: a unit listed twice, a duty pasted twice. Headings may come again."""
    for table, data in reading.data.tables.items():
        if table not in reading.lists:
            continue
        places: dict[str, list[CellRef]] = {}
        for cell in data.texts():
            places.setdefault(NUMBER.sub("", "".join((cell.text or "").split())), []).append(cell.ref)
        for words, refs in places.items():
            if len(refs) > 1 and (len(words) >= PROSE or (len(words) >= NAME and UNIT.search(words))):
                yield Said(f"同一处写了 {len(refs)} 次：“{words[:40]}”", "请删去重复的一行。", tuple(refs)[:MOST])


def _said_twice(text: Text) -> Iterator[Said]:
    """A sentence that stands twice in a reason or use."""
    said = [words for words in re.split("[。；\n]", text.text) if len(words) >= SENTENCE] if text.kind == "ask" else []
    for words in dict.fromkeys(one for one in said if said.count(one) > 1):
        yield Said(f"同一句写了两次：“{words[:40]}”", "请删去重复的一句。")


def _listed_twice(text: Text) -> Iterator[Said]:
    """甲局、乙所、乙所: a unit that one list names twice."""
    for segment in LIST_ENDS.split(text.text) if text.kind == "paragraph" and text.text.count("、") > 1 else ():
        names = segment.split("、")
        if len(names) != len({*names}):
            twice = next((name for name in names if names.count(name) > 1 and UNIT.search(name)), "")
            if twice:
                yield Said(f"“{twice}”列了 {names.count(twice)} 次", "请删去重复的单位，或改成应列的单位。")


def _may_meet(text: str, found: re.Match[str]) -> bool:
    """Whether the first of two equal words may end a compound, and the second begin one."""
    behind = text[found.end() : found.end() + 2]
    return behind[:1].isalpha() and not TELLS.match(behind) and not ALONE.search(text[: found.start()])


def brackets(_: Reading, text: Text) -> Iterator[Said]:
    """A bracket or quotation mark that does not open or does not close."""
    words = NUMBERING.sub("", text.text).replace("(", "（").replace(")", "）")
    for opening, closing in PAIRS:
        opened, closed = words.count(opening), words.count(closing)
        if opened != closed:
            mark = opening if opened > closed else closing
            at = text.text.find(mark) if mark in text.text else 0
            yield Said(
                f"“{opening}”有 {opened} 个，“{closing}”有 {closed} 个，不成对：{quote(text.text, max(at, 0), at + 1, 12)}",
                "请补上或删去一个。",
            )


def half_width(_: Reading, text: Text) -> Iterator[Said]:
    """Latin punctuation between Chinese characters: one note for a text."""
    found = list(HALF.finditer(text.text))
    if found:
        first = found[0]
        yield Said(
            f"汉字之间用了英文标点 {len(found)} 处：{quote(text.text, first.start(), first.end())}",
            "请改成中文标点。",
            severity=Severity.NOTE,
        )


def joint(_: Reading, text: Text) -> Iterator[Said]:
    """Typed words that repeat the fixed words right before or behind them: 用于|用于…, …等|等."""
    if not text.before and not text.after:
        return
    words = text.text.rstrip("。；，、：;,:. ")
    before = text.before.rstrip("：:")
    for size in range(min(6, len(words), len(before)), 1, -1):
        if before.endswith(words[:size]) and not words[:size].isdigit() and not LEAD.match(words):
            yield Said(
                f"开头的“{words[:size]}”会与固定文字重复：“…{text.before[-8:]}{words[:12]}”", "请删去开头重复的字。"
            )
            break
    for size in range(min(6, len(words), len(text.after)), 0, -1):
        if words.endswith(text.after[:size]) and (size > 1 or text.after[0] == "等"):
            yield Said(
                f"末尾的“{text.after[:size]}”会与固定文字重复：“{words[-12:]}{text.after[:8]}…”", "请删去末尾重复的字。"
            )
            break
    if words[:1] in "，。；、：":
        yield Said(f"以标点开头：“{text.before[-8:]}{words[:12]}”", "请删去开头的标点。")
