"""A kit in plain Chinese: its tables, sections and rules, and what the workbook asks for.

In: a :class:`~disclosegen.kit.load.Kit`.  Out: lines of text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby

from ..findings import Severity
from . import schema
from .load import Kit
from .reasons import items

KINDS = {"budget": "预算公开", "final": "决算公开"}
OPEN = {
    "functional": "按功能分类科目增加行",
    "economic": "按经济分类科目增加行",
    "text": "一段一行",
    "names": "按名称增加行",
}
RULE_KINDS = {
    "equal": "两处相等",
    "sum": "合计等于各项之和",
    "at_most": "部分不大于整体",
    "magnitude": "大小与金额单位相称",
    "categories": "两表各类一致",
    "rows_sum": "每个科目等于各表之和",
    "rows_at_most": "每个科目不大于另一表",
    "named_at_most": "同名各行不大于另一表",
    "year_on_year": "与上年比较",
    "rows_year_on_year": "逐个科目与上年比较",
    "vanished": "上年有、今年没有的类",
    "together": "同时有或同时无",
    "projects_total": "项目资金合计与各表",
    "projects_rows": "项目与表内逐行一致",
    "projects_named": "文字与项目逐个一致",
}


def describe(kit: Kit) -> Iterator[str]:
    """Everything worth knowing before one fills or changes the kit."""
    file = kit.file
    yield f"{kit.id}　{file.title}　{KINDS[file.kind]}　{file.year}年度　版本 {file.version}"
    if file.extends:
        own = [path for path in kit.files if path.parent == kit.folder or kit.folder in path.parents]
        yield f"沿用 {file.extends}，自己的文件 {len(own)} 个：{'、'.join(str(path.relative_to(kit.folder)) for path in own)}"
    yield ""
    yield f"公布的表（{len(kit.published)} 张）"
    for table in kit.published:
        yield f"  {table.code}　{table.title}（工作表“{table.sheet}”，{_size(table)}）"
    yield ""
    yield "目录"
    for part in kit.outline.parts:
        yield f"  {part.title}"
        for section in part.sections:
            yield f"    {section.title}：{_body(kit, section)}"
    yield ""
    yield from _asked(kit)
    yield ""
    yield from _rules(kit)
    yield ""
    yield f"名词解释（{len(kit.glossary.terms)} 条）：{'、'.join(term.name for term in kit.glossary.terms)}"
    brought = [line.label for table in kit.tables.values() for _, line in table.lines() if line.from_last]
    brought += [
        f"{table.title}的“{leaf.label}”一列"
        for table in kit.tables.values()
        for block in table.blocks
        for leaf in block.leaves()
        if leaf.from_last
    ]
    if brought:
        yield f"由上年表格带来（new --from）：{'、'.join(brought)}"


def _size(table: schema.Table) -> str:
    columns = sum(len(block.values()) for block in table.blocks)
    lines = sum(1 for _ in table.lines())
    parts = [
        f"{columns} 列数",
        f"固定 {lines} 行" if lines else "",
        *(OPEN[block.open] for block in table.blocks if block.open),
    ]
    return "，".join(part for part in dict.fromkeys(parts) if part)


def _body(kit: Kit, section: schema.Section) -> str:
    if section.table:
        return kit.tables[section.table].code or kit.tables[section.table].title
    if section.texts:
        return f"照印“{kit.tables[section.texts].title}”所填的各段"
    if section.narrative:
        sentences = kit.narratives[section.narrative].sentences
        asks = sum(len(sentence.asks) for sentence in sentences)
        return f"{len(sentences)} 句" + (f"，其中要人写原因、用途 {asks} 处" if asks else "")
    if section.forms:
        return f"每个公开的项目一份：{'、'.join(kit.forms[name].name for name in section.forms)}"
    if section.files:
        return "附件清单里的每个文件，各自另起一页"
    return "名词解释" if section.glossary else "固定内容"


def _asked(kit: Kit) -> Iterator[str]:
    """What staff fill besides the published tables."""
    yield "另外要填的"
    for table in kit.tables.values():
        if table.published:
            continue
        lines = [line for _, line in table.lines()]
        required = [line.label for line in lines if line.required]
        kind = next((OPEN[block.open] for block in table.blocks if block.open), f"{len(lines)} 行")
        yield f"  {table.sheet}　{table.title}：{kind}" + (f"；必填：{'、'.join(required)}" if required else "")
    reasons = [(sentence, ask) for _, sentence in kit.sentences() for ask in sentence.asks]
    rows = sum(len(list(items(kit, sentence))) for sentence, _ in reasons)
    yield f"  {kit.file.reasons_sheet}　{len(reasons)} 种、共 {rows} 行原因或用途："
    for sentence, ask in reasons:
        yield f"    {sentence.id}.{ask.key}　{ask.prompt}（{_when(ask.required)}{'，有默认的话' if ask.default else ''}）"


def _when(required: str) -> str:
    """In words when a reason is demanded."""
    if required in ("", "always"):
        return "必填" if required else "选填"
    if "changed(" not in required:
        return "有发生额时必填"
    alone = all(part.strip().startswith("changed(") for part in required.split(" or "))
    return "有增减时必填" if alone else "有增减或有发生额时必填"


def _rules(kit: Kit) -> Iterator[str]:
    counts = Counter(rule.severity for rule in kit.rules)
    yield f"核对规则（{len(kit.rules)} 条：{'、'.join(f'{severity.value} {counts[severity]}' for severity in Severity if counts[severity])}）"
    ordered = sorted(kit.rules, key=lambda rule: list(RULE_KINDS).index(rule.kind))
    for kind, rules in groupby(ordered, key=lambda rule: rule.kind):
        yield f"  {RULE_KINDS[kind]}"
        yield from (f"    {rule.severity.value} {rule.id}　{rule.title}" for rule in rules)
