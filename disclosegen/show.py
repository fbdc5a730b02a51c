"""Findings as a person or a program reads them.

In: a :class:`~disclosegen.pipeline.Report`.  Out: text for the terminal (most serious first, a verdict line last) or JSON.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from .checks.base import Status
from .findings import Finding, Severity

if TYPE_CHECKING:
    from .kit.load import Kit
    from .last import Last
    from .model.carry_over import Carried
    from .pipeline import Report

SHOWN_CELLS = {Severity.ERROR: 12, Severity.WARNING: 12, Severity.NOTE: 3}


def report_text(report: Report) -> str:
    """All findings and the verdict line."""
    parts = [finding_text(finding) for finding in report.findings]
    return "\n".join([*parts, verdict(report)])


def finding_text(finding: Finding) -> str:
    """One finding: severity, id and sentence; its cells; what to do."""
    lines = [f"{finding.severity.value} {finding.rule} {finding.message}"]
    named = [ref for ref in finding.cells if ref.address]
    most = SHOWN_CELLS[finding.severity]
    lines += [f"     {ref.address}  {ref.words}".rstrip() for ref in named[:most]]
    if len(named) > most:
        lines.append(f"     …… 等 {len(named)} 处")
    if finding.advice:
        lines.append(f"     → {finding.advice}")
    return "\n".join(lines)


def verdict(report: Report) -> str:
    """The verdict in one line."""
    counts = "，".join(f"{severity.value} {report.count(severity)} 处" for severity in Severity)
    if report.data is None:
        return f"{report.name}：{counts}。文件读不出来，没有检查。"
    rules = "，".join(f"{status.value} {report.outcome(status)}" for status in Status)
    word = (
        "可以生成"
        if report.ok and not report.count(Severity.WARNING)
        else "可以生成，请先核实所列各处"
        if report.ok
        else "不能生成，请先改正错误"
    )
    return f"{report.name}：{counts}；规则 {len(report.verdicts)} 条：{rules}。{word}。"


def carried_text(kit: Kit, last: Last, carried: Carried) -> str:
    """What ``new --from`` brought, and what it could not."""
    from .model.carry_over import Relation

    content = carried.content
    if carried.relation is Relation.SAME_YEAR:
        lines = [f"“{last.name}”是同一年度的表格：填好的 {len(content.values)} 格已全部搬到新表。"]
    else:
        lines = [f"由“{last.name}”（{last.data.kit.file.title}，{last.data.unit_name}）带来："]
        if carried.figures:
            lines.append(f"  上年数 {carried.figures} 个")
        lines.append(f"  单位信息等 {len(content.carried)} 格，浅黄色，请逐格核对、更新")
        if content.reminders:
            lines.append(
                f"  上年填写的原因 {len(content.reminders)} 条，列在“{kit.file.reasons_sheet}”的“上年填写”一栏，只供参考，不会印出"
            )
    missing = [*last.problems, *carried.missing]
    if missing:
        lines += [f"没有带来的 {len(missing)} 处，请自己补填或核对：", *(f"  - {line}" for line in missing)]
    return "\n".join(lines)


def report_json(report: Report, files: Sequence[Path] = ()) -> str:
    """The whole report as JSON: ``findings``, ``rules`` (the ledger), ``counts``, ``ok``, ``files``."""
    content = {
        "file": report.name,
        "kit": report.data.kit.id if report.data else None,
        "ok": report.ok,
        "counts": {severity.value: report.count(severity) for severity in Severity},
        "findings": [finding.to_json() for finding in report.findings],
        "rules": [
            {"rule": verdict.rule, "title": verdict.title, "status": verdict.status.value, "why": verdict.why}
            for verdict in report.verdicts
        ],
        "files": [str(path) for path in files],
    }
    return json.dumps(content, ensure_ascii=False, indent=2)
