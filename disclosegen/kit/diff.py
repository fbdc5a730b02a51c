"""What changed between two kits, in words.

In: two kits, loaded with the same year in their texts, so that the year alone is no change.  Out: lines of plain Chinese:
tables, sentences, rules, terms, wording, number styles.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from . import schema
from .load import Kit

WORDS = {
    "title": "标题",
    "sheet": "工作表名",
    "code": "表号",
    "above": "表上方的文字",
    "notes": "表下的注",
    "empty_note": "空表下的话",
    "guide": "填表提示",
    "label": "名称",
    "number": "行次或栏次",
    "sum": "合计的组成",
    "take": "留空时取自",
    "only": "有效的列",
    "kind": "类型",
    "unit": "单位",
    "hint": "填写说明",
    "comment": "批注",
    "required": "是否必填",
    "default": "默认",
    "choices": "可选的词",
    "text": "文字",
    "when": "适用条件",
    "each": "逐项",
    "about": "是哪一句",
    "asks": "要填的原因",
    "severity": "级别",
    "left": "左边",
    "right": "右边",
    "total": "合计",
    "parts": "各项",
    "part": "部分",
    "whole": "整体",
    "now": "今年",
    "before": "上年",
    "bound": "幅度",
    "reason": "原因",
    "advice": "怎么办",
    "from_last": "取自上年",
    "keep": "沿用上年",
    "aliases": "别名",
    "name": "行文里的名称",
    "width": "列宽",
    "style": "数字样式",
    "decimals": "小数位",
    "open": "可增加的行",
    "open_rows": "空行数",
    "hierarchy": "类款项加总",
    "heading": "小标题",
    "up": "增加时",
    "down": "减少时",
    "same": "不变时",
    "up_no_base": "上年为零时",
    "no_base": "基数为零时",
    "thousands": "千位分隔",
    "zero": "零的写法",
    "blank": "空白的写法",
}
SKIPPED = ("id", "version", "title", "year", "extends")
QUOTED = 30


def differences(old: Kit, new: Kit) -> Iterator[str]:
    """Every change, one a line; nothing when the kits say the same."""
    yield from _changes("表", _tables(old), _tables(new), _table)
    yield from _changes("句子", _sentences(old), _sentences(new), _sentence)
    yield from _changes("规则", {rule.id: rule for rule in old.rules}, {rule.id: rule for rule in new.rules}, _fields)
    yield from _changes(
        "名词", {t.name: t for t in old.glossary.terms}, {t.name: t for t in new.glossary.terms}, _fields
    )
    yield from _changes("增减的措辞", old.phrases.change, new.phrases.change, _fields)
    yield from _changes("完成率的措辞", old.phrases.completion, new.phrases.completion, _fields)
    yield from _changes("数字样式", old.file.numbers, new.file.numbers, _fields)
    yield from _order("目录", _outline(old), _outline(new))
    yield from (f"模板信息 {line}" for line in _fields(old.file, new.file, skipped=(*SKIPPED, "numbers")))
    yield from (f"版式 {line}" for line in _fields(old.style, new.style))
    for kind in dict.fromkeys((*old.subjects, *new.subjects)):
        yield from _order(f"科目表 {kind}", _pairs(old.subjects.get(kind, {})), _pairs(new.subjects.get(kind, {})))


def _tables(kit: Kit) -> dict[str, schema.Table]:
    return {f"{table.code or table.sheet} {table.title}（{table.id}）": table for table in kit.tables.values()}


def _sentences(kit: Kit) -> dict[str, schema.Sentence]:
    return {sentence.id: sentence for _, sentence in kit.sentences()}


def _outline(kit: Kit) -> list[str]:
    return [
        title for part in kit.outline.parts for title in (part.title, *(section.title for section in part.sections))
    ]


def _pairs(names: Mapping[str, str]) -> list[str]:
    return [f"{code} {name}" for code, name in sorted(names.items())]


def _changes(what: str, old: Mapping[str, Any], new: Mapping[str, Any], compare: Any) -> Iterator[str]:
    by_id = {_id(name, model): name for name, model in new.items()}
    for name, model in old.items():
        other = by_id.get(_id(name, model))
        if other is None:
            yield f"{what} 删去：{_title(name, model)}"
        else:
            yield from (f"{what} {_title(name, model)}：{line}" for line in compare(model, new[other]))
    known = {_id(name, model) for name, model in old.items()}
    yield from (f"{what} 新增：{_title(name, model)}" for name, model in new.items() if _id(name, model) not in known)


def _id(name: str, model: Any) -> str:
    return getattr(model, "id", "") or name


def _title(name: str, model: Any) -> str:
    words = getattr(model, "about", "") or (getattr(model, "title", "") if isinstance(model, schema.RuleBase) else "")
    return f"{name} {words}".strip()


def _table(old: schema.Table, new: schema.Table) -> Iterator[str]:
    yield from _fields(old, new, skipped=("blocks",))
    for what, pick in (("列", _columns), ("行", _lines)):
        before, after = pick(old), pick(new)
        yield from (f"删去{what}“{label}”（{key}）" for key, (label, _) in before.items() if key not in after)
        yield from (f"新增{what}“{label}”（{key}）" for key, (label, _) in after.items() if key not in before)
        for key, (label, model) in before.items():
            if key in after:
                yield from (f"{what}“{label}”的{line}" for line in _fields(model, after[key][1], skipped=("columns",)))
        both = [key for key in before if key in after]
        if both != [key for key in after if key in before]:
            yield f"{what}的先后有变化"
    shape = ("columns", "lines", "total")
    for number, (one, other) in enumerate(zip(old.blocks, new.blocks, strict=False), 1):
        yield from (f"第{number}栏的{line}" for line in _fields(one, other, skipped=shape))
    if len(old.blocks) != len(new.blocks):
        yield f"并排的栏由 {len(old.blocks)} 个改为 {len(new.blocks)} 个"


def _columns(table: schema.Table) -> dict[str, tuple[str, BaseModel]]:
    return {
        f"{number}.{leaf.key}": (leaf.label, leaf)
        for number, block in enumerate(table.blocks)
        for leaf in block.leaves()
    }


def _lines(table: schema.Table) -> dict[str, tuple[str, BaseModel]]:
    return {line.row_key: (line.label or line.row_key, line) for _, line in table.lines()}


def _sentence(old: schema.Sentence, new: schema.Sentence) -> Iterator[str]:
    yield from _fields(old, new, skipped=("asks",))
    before, after = {ask.key: ask for ask in old.asks}, {ask.key: ask for ask in new.asks}
    yield from (f"不再要填 {key}" for key in before if key not in after)
    yield from (f"新要填 {key}：{ask.prompt}" for key, ask in after.items() if key not in before)
    for key in before:
        if key in after:
            yield from (f"{key} 的{line}" for line in _fields(before[key], after[key]))


def _fields(old: BaseModel, new: BaseModel, skipped: Iterable[str] = ()) -> Iterator[str]:
    """Keys whose values differ, with both."""
    if type(old) is not type(new):
        yield "种类变了"
        return
    for name in type(old).model_fields:
        before, after = getattr(old, name), getattr(new, name)
        if name in skipped or before == after:
            continue
        if isinstance(before, BaseModel) and isinstance(after, BaseModel):
            yield from (f"{WORDS.get(name, name)}的{line}" for line in _fields(before, after))
        else:
            yield f"{WORDS.get(name, name)}由“{_shown(before, after)}”改为“{_shown(after, before)}”"


def _shown(value: Any, other: Any) -> str:
    """A value; of long texts only the part around the first difference."""
    text, rest = _text(value), _text(other)
    if len(text) <= 2 * QUOTED and len(rest) <= 2 * QUOTED:
        return text
    same = next(
        (at for at, pair in enumerate(zip(text, rest, strict=False)) if pair[0] != pair[1]), min(len(text), len(rest))
    )
    first = max(0, same - QUOTED // 3)
    return ("…" if first else "") + text[first : same + QUOTED] + ("…" if same + QUOTED < len(text) else "")


def _text(value: Any) -> str:
    if isinstance(value, tuple | list):
        return "、".join(_text(one) for one in value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dict):
        return "、".join(f"{key}={_text(one)}" for key, one in value.items())
    return "" if value is None else str(getattr(value, "value", value))


def _order(what: str, old: list[str], new: list[str]) -> Iterator[str]:
    for line in difflib.ndiff(old, new):
        if line.startswith("- "):
            yield f"{what} 删去：{line[2:]}"
        elif line.startswith("+ "):
            yield f"{what} 新增：{line[2:]}"
