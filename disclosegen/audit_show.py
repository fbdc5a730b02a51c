"""Audits as a person or a program reads them.

In: :class:`~disclosegen.audit.Audit`s.  Out: text for a terminal: points of each document, a table of documents with a sum last;
JSON; the words of the report page.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from .audit import Audit, Point, Where
from .checks.base import Status
from .findings import Severity
from .show import COLOURS, PLAIN, Ink

FORMAT = 1
"""Raised when a field of the JSON changes its meaning or goes away."""
SHOWN = 6
"""Places of a point that are shown on a terminal."""


def audits_text(audits: Sequence[Audit], ink: Ink = PLAIN) -> str:
    """Everything: the points of each document, then one line a document, then the sum."""
    blocks = [audit_text(audit, ink) for audit in audits if audit.points or audit.remarks or audit.problem]
    lines = [verdict(audit) for audit in audits]
    return "\n".join([*(f"{block}\n" for block in blocks), *lines, *([summary(audits)] if len(audits) > 1 else [])])


def audit_text(audit: Audit, ink: Ink = PLAIN) -> str:
    """The points of one document and what its reader had to say."""
    lines = [ink(f"【{audit.name}】", 1)]
    if audit.problem:
        return "\n".join([*lines, audit.problem])
    for point in audit.points:
        lines += _point(point, ink)
    if audit.remarks:
        lines.append(ink(f"没有读进来、需要人看的 {len(audit.remarks)} 处：", 2))
        lines += [f"     {remark}" for remark in audit.remarks]
    return "\n".join(lines)


def _point(point: Point, ink: Ink) -> list[str]:
    head = ink(f"{point.severity.value} {point.number} {point.rule}", *COLOURS[point.severity])
    lines = [f"{head} {point.message}"]
    lines += [f"     {where_words(where)}" for where in point.where[:SHOWN]]
    if len(point.where) > SHOWN:
        lines.append(f"     …… 等 {len(point.where)} 处")
    lines += [f"     原文：“{quote}”" for quote in point.quotes]
    lines += [f"     计算：{step}" for step in point.implied]
    return lines


def where_words(where: Where) -> str:
    """``第9页第3行　公开05表 204 公共安全支出·栏次1 小计``."""
    return "　".join(part for part in (where.spot.words if where.spot else "（原文没有）", where.words) if part)


def verdict(audit: Audit) -> str:
    """A document in one line."""
    if audit.problem or audit.imported is None:
        return f"{audit.name}：没有核对。{audit.problem}"
    counts = "，".join(f"{severity.value} {audit.count(severity)} 处" for severity in Severity)
    rules = "，".join(f"{status.value} {audit.outcome(status)}" for status in Status)
    return f"{audit.name}（{audit.imported.kit.id}）：{counts}；规则 {len(audit.verdicts)} 条：{rules}。"


def summary(audits: Sequence[Audit]) -> str:
    """All documents in one line."""
    counts = "，".join(f"{one.value} {sum(audit.count(one) for audit in audits)} 处" for one in Severity)
    failed = sum(1 for audit in audits if audit.problem)
    return f"合计 {len(audits)} 份：{counts}" + (f"；{failed} 份没有核对" if failed else "") + "。"


def audits_json(audits: Sequence[Audit]) -> str:
    """All audits as JSON: places by page and line, amounts as printed."""
    content = {"format": FORMAT, "documents": [_document(audit) for audit in audits]}
    return json.dumps(content, ensure_ascii=False, indent=2)


def _document(audit: Audit) -> dict[str, Any]:
    imported = audit.imported
    return {
        "file": audit.name,
        "kit": imported.kit.id if imported else None,
        "year": imported.kit.file.year if imported else None,
        "unit_name": imported.data.unit_name if imported else None,
        "pages": imported.flow.pages if imported else None,
        "problem": audit.problem,
        "counts": {severity.value: audit.count(severity) for severity in Severity},
        "rule_counts": {status.value: audit.outcome(status) for status in Status},
        "points": [
            {
                "number": point.number,
                "rule": point.rule,
                "severity": point.severity.value,
                "message": point.message,
                "where": [
                    {
                        "page": where.spot.page or None if where.spot else None,
                        "line": where.spot.line or None if where.spot else None,
                        "words": where.words,
                    }
                    for where in point.where
                ],
                "quotes": list(point.quotes),
                "implied": list(point.implied),
            }
            for point in audit.points
        ],
        "remarks": list(audit.remarks),
        "rules": [
            {"rule": one.rule, "title": one.title, "status": one.status.value, "why": one.why} for one in audit.verdicts
        ],
    }
