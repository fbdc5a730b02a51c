"""The ledger of duties: every rule of the kit and of the program, and how it ended.

In: what every stage found.  Out: a :class:`~disclosegen.checks.base.Verdict` for each duty, in the order of the work.  A duty that
touches something which could not be read never ends as right: it says which cell that was.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from .checks.base import Status, Verdict, judged, unread
from .checks.last_year import RULES as LAST_YEAR
from .checks.run import PROJECT_KINDS
from .document.compose import Composed
from .findings import CellRef, Finding
from .kit.reasons import REASONS, REPLACEMENTS
from .model.disclosure import Disclosure
from .proof.run import HOLDS_FIGURES


@dataclass(frozen=True)
class Duty:
    """A rule of the program that has no verdict of its own: it only finds.

    Attributes:
        rule: Id of its findings.
        title: What is right when it finds nothing.
        figures, words: Whether a figure, a text that could not be read keeps it from being checked.
        tables: Whether a table that is not there does.
    """

    rule: str
    title: str
    figures: bool = False
    words: bool = False
    tables: bool = True


READING = (
    Duty("W-sheet-missing", "各工作表齐全", tables=False),
    Duty("W-table-missing", "各表的表头找得到"),
    Duty("W-column-missing", "各表的列齐全"),
    Duty("W-row-missing", "各表固定的行齐全"),
    Duty("W-row-double", "没有重复的行"),
    Duty("W-row-unknown", "没有表外的行"),
    Duty("W-code-form", "科目代码是3、5、7位数字"),
    Duty("W-code-missing", "有金额的行都有科目代码"),
    Duty("W-code-unknown", "科目代码在常见科目表里"),
    Duty("W-name-missing", "科目都有名称"),
    Duty("W-name-wrong", "科目代码与名称相符"),
    Duty("W-parent-missing", "科目都有上级科目"),
    Duty("W-children-missing", "有金额的类、款都有下级科目", figures=True),
    Duty("V-unreadable", "各格都读得出来"),
    Duty("V-formula", "公式都算出了结果"),
    Duty("V-total", "合计的公式没有漏项", figures=True),
    Duty("V-unit", "金额单位与所填的数相称", figures=True),
    Duty("V-doubt", "数字写法没有疑问", figures=True),
    Duty("V-negative", "金额没有负数", figures=True),
    Duty("V-not-applicable", "不会有发生额的格子没有填数", figures=True),
    Duty("V-choice", "只能选的格子都选自列表"),
    Duty("V-year", "年度与模板相符", tables=False),
    Duty("V-required", "必填的格子都填了"),
)

ATTACHED = (
    ("A-missing", "附件都在表格所在的文件夹"),
    ("A-outside", "没有取文件夹以外的附件"),
    ("A-kind", "附件是 PDF、图片或 Word 文件"),
    ("A-broken", "附件都打得开"),
    ("A-locked", "附件没有打开密码"),
    ("A-large", "附件不太大"),
)

WRITING = (
    ("N-missing", "情况说明要的原因和用途都填了"),
    ("N-unneeded", "没有增减的没有填原因"),
    ("N-unused", "填的原因和用途都用上了"),
    ("N-chart", "图的各部分之和等于总数"),
)

ELSEWHERE = "没有用 --last 指出上年的表格"


def ledger(
    data: Disclosure, read: Sequence[Finding], verdicts: Iterable[Verdict], composed: Composed, *, last: bool
) -> tuple[Verdict, ...]:
    """Every duty and how it ended.

    Args:
        data: The typed data.
        read: What reading and understanding the workbook found.
        verdicts: Of the rules of the kit, of proof-reading and of last year's workbook.
        composed: The document, with what there was to say of its words.
        last: Whether last year's workbook was there.
    """
    own = [_unhurried(data, verdict) for verdict in verdicts]
    absent = [] if last else [Verdict(rule, title, Status.NOT_APPLICABLE, ELSEWHERE) for rule, _, title, _ in LAST_YEAR]
    reading = (_reading(data, duty, read) for duty in READING)
    return (*reading, *_attached(data, read), *own, *_writing(data, composed), *absent)


def _reading(data: Disclosure, duty: Duty, findings: Sequence[Finding]) -> Verdict:
    found = [finding for finding in findings if finding.rule == duty.rule]
    places = [one.ref for one in data.unread if (duty.words if one.words else duty.figures)]
    if duty.tables:
        places += [ref for table in data.tables.values() for ref in ((table.missing,) if table.missing else ())]
    if duty.rule == "V-year":
        cell = data.identity_cell("year")
        places += [cell.culprit] if cell is not None and not cell.known else []
    return _ended(judged(duty.rule, duty.title, found, False), next(iter(places), None))


def _attached(data: Disclosure, findings: Sequence[Finding]) -> Iterator[Verdict]:
    """Duties about attached files; a file that was not opened was not looked at."""
    table = data.tables.get(data.kit.file.files) if data.kit.file.files else None
    if table is None:
        return
    all_found = [finding for finding in findings if finding.rule in dict(ATTACHED)]
    place = next((one.ref for one in data.unread if one.table == table.spec.id), None)
    for rule, title in ATTACHED:
        found = tuple(finding for finding in all_found if finding.rule == rule)
        closed = "" if found else next((ref.address for one in all_found for ref in one.cells), "")
        if place is None and not table.has_rows:
            yield Verdict(rule, title, Status.NOT_APPLICABLE, "没有附件")
        elif closed or not (all_found or data.attached or place):
            why = f"{closed} 所写的附件没有打开" if closed else "没有打开附件"
            yield Verdict(rule, title, Status.UNCHECKED, why)
        else:
            yield _ended(judged(rule, title, found, False), place)


def _ended(verdict: Verdict, place: CellRef | None) -> Verdict:
    """A verdict, given a place that could not be read: what was found stands, but nothing is right."""
    if place is None or verdict.status is Status.UNCHECKED:
        return verdict
    if verdict.status is Status.WRONG:
        return verdict if verdict.why else replace(verdict, why=f"另有 {unread(place)}")
    return replace(verdict, status=Status.UNCHECKED, why=unread(place))


def _writing(data: Disclosure, composed: Composed) -> Iterator[Verdict]:
    idle = {
        "N-unused": "" if data.tables[REASONS].has_rows or data.tables[REPLACEMENTS].has_rows else "没有填写原因",
        "N-unneeded": "" if data.tables[REASONS].has_rows else "没有填写原因",
        "N-chart": "" if any(sentence.chart for _, sentence in data.kit.sentences()) else "模板没有图",
    }
    for rule, title in WRITING:
        found = tuple(finding for finding in composed.findings if finding.rule == rule)
        if not found and rule not in composed.unread and idle.get(rule):
            yield Verdict(rule, title, Status.NOT_APPLICABLE, idle[rule])
            continue
        place = composed.unread.get(rule)
        yield _ended(judged(rule, title, found, False), place)


def _unhurried(data: Disclosure, verdict: Verdict) -> Verdict:
    """A verdict that counts nothing as passed which was not read as a whole.

    Proof-reading passes over what could not be read, and a row that could not be taken in is not among those added up.
    """
    words = verdict.rule.startswith("X-") or verdict.rule == "N-replaced"
    if verdict.rule.startswith("PJ-") or verdict.rule in _of_projects(data):  # records are joined from several tables
        places = [one.ref for one in data.unread]
        places += [table.missing for table in data.tables.values() if table.missing]
        return _ended(verdict, next(iter(places), None))
    if verdict.status is Status.NOT_APPLICABLE and not verdict.rule.startswith("X-"):
        return verdict
    if words:
        figures = verdict.rule in HOLDS_FIGURES or verdict.rule == "N-replaced"
        return _ended(verdict, next((one.ref for one in data.unread if one.words or figures), None))
    dropped: Mapping[str, CellRef] = {name: table.dropped[0] for name, table in data.tables.items() if table.dropped}
    if dropped and verdict.status is Status.RIGHT:
        return _ended(
            verdict, next((ref for name, ref in dropped.items() if name in _tables(data, verdict.rule)), None)
        )
    return verdict


def _of_projects(data: Disclosure) -> frozenset[str]:
    """Rules of the kit that look through the projects."""
    return frozenset(rule.id for rule in data.kit.rules if isinstance(rule, PROJECT_KINDS))


def _tables(data: Disclosure, rule: str) -> set[str]:
    """The tables that a rule speaks of."""
    for one in data.kit.rules:
        if one.id == rule:
            text = one.model_dump_json()
            return {name for name in data.tables if re.search(rf"\b{re.escape(name)}\.", text)}
    return {name for name in data.tables if rule.startswith(f"{name.upper()}-")}
