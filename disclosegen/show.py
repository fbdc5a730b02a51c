"""Findings as a person reads them on a terminal.

In: a :class:`~disclosegen.pipeline.Report`.  Out: text: findings by sheet, the sheet with the most serious one first, what staff
answered, a verdict line last; the ledger as a table.  For programs see :mod:`disclosegen.report_json`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .checks.base import Status
from .findings import Finding, Severity

if TYPE_CHECKING:
    from .checks.answers import Answered
    from .kit.load import Kit
    from .last import Last
    from .model.carry_over import Carried
    from .pipeline import Report

SHOWN_CELLS = {Severity.ERROR: 12, Severity.WARNING: 12, Severity.NOTE: 3}
WHOLE_FILE = "整个文件"
SETTLED = "已说明"


@dataclass(frozen=True)
class Ink:
    """How words stand out on a terminal; plain where colour is not wanted."""

    colours: bool = False

    def __call__(self, text: str, *codes: int) -> str:
        """The text in ANSI codes: 1 bold, 2 dim, 31 red, 33 yellow, 36 cyan."""
        return f"\x1b[{';'.join(map(str, codes))}m{text}\x1b[0m" if self.colours and codes else text


PLAIN = Ink()
COLOURS = {Severity.ERROR: (1, 31), Severity.WARNING: (33,), Severity.NOTE: (2,)}


def report_text(report: Report, ink: Ink = PLAIN) -> str:
    """All findings by sheet, the answered ones, and the verdict line."""
    lines: list[str] = []
    for sheet, findings in by_sheet(report):
        counts = "，".join(
            f"{severity.value} {number} 处"
            for severity in Severity
            if (number := sum(1 for finding in findings if finding.severity is severity))
        )
        lines += [
            ink(f"【{sheet or WHOLE_FILE}】{counts}", 1),
            *(finding_text(finding, ink) for finding in findings),
            "",
        ]
    if report.answered:
        lines += [ink(f"【{SETTLED}】{len(report.answered)} 处", 1), *map(answered_text, report.answered), ""]
    return "\n".join([*lines, verdict(report)])


def by_sheet(report: Report) -> list[tuple[str, list[Finding]]]:
    """Findings by the sheet of their first cell: the file as a whole, then the sheet with the most serious one first.

    Sheets that are equal in that stand as in the workbook, findings of a sheet most serious first.
    """
    groups: dict[str, list[Finding]] = {}
    for finding in report.findings:
        groups.setdefault(next((ref.sheet for ref in finding.cells if ref.sheet), ""), []).append(finding)
    order = list(dict.fromkeys(table.spec.sheet for table in report.data.tables.values())) if report.data else []

    def rank(sheet: str) -> tuple[bool, int, int]:
        return bool(sheet), groups[sheet][0].severity.rank, order.index(sheet) if sheet in order else len(order)

    return [(sheet, groups[sheet]) for sheet in sorted(groups, key=rank)]


def finding_text(finding: Finding, ink: Ink = PLAIN) -> str:
    """One finding: severity, code and sentence; its cells; what to do."""
    head = f"{finding.severity.value} {finding.code}"
    lines = [f"{ink(head, *COLOURS[finding.severity])} {finding.message}"]
    named = [ref for ref in finding.cells if ref.address]
    most = SHOWN_CELLS[finding.severity]
    lines += [f"     {ref.address}  {ref.words}".rstrip() for ref in named[:most]]
    if len(named) > most:
        lines.append(f"     …… 等 {len(named)} 处")
    if finding.former:
        lines.append(f"     原说明已不适用，数字变了：{finding.former}")
    if finding.advice:
        lines.append(f"     → {finding.advice}")
    return "\n".join(lines)


def answered_text(one: Answered) -> str:
    """A finding with its answer."""
    return f"{SETTLED} {one.finding.code} {one.finding.message}\n     说明：{one.answer.words}"


def verdict(report: Report) -> str:
    """The verdict in one line."""
    counts = "，".join(f"{severity.value} {report.count(severity)} 处" for severity in Severity)
    if report.data is None:
        return f"{report.name}：{counts}。文件读不出来，没有检查。"
    settled = f"，{SETTLED} {len(report.answered)} 处" if report.answered else ""
    rules = "，".join(f"{status.value} {report.outcome(status)}" for status in Status)
    word = (
        "可以生成"
        if report.ok and not report.count(Severity.WARNING)
        else "可以生成，请先核实所列各处"
        if report.ok
        else "不能生成，请先改正错误"
    )
    return f"{report.name}：{counts}{settled}；规则 {len(report.verdicts)} 条：{rules}。{word}。"


def ledger_text(report: Report, ink: Ink = PLAIN) -> str:
    """Every duty and how it ended, those that need a look first."""
    return "\n".join(_ledger(report, ink))


def _ledger(report: Report, ink: Ink) -> Iterator[str]:
    yield ink("【检查规则】", 1)
    colours = {Status.WRONG: (1, 31), Status.UNCHECKED: (33,), Status.NOT_APPLICABLE: (2,)}
    for status in (Status.WRONG, Status.UNCHECKED, Status.NOT_APPLICABLE, Status.RIGHT):
        for one in report.verdicts:
            if one.status is status:
                why = f"（{one.why}）" if one.why else ""
                mark = ink(f"{status.value:　<4}", *colours.get(status, ()))
                yield f"{mark}　{one.rule}　{one.title}{why}"


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
