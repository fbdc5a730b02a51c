"""One finding for many that say the same of one table: a block pasted twice, a column of dashes, formulas never calculated.

In: the findings of a report.  Out: the same, where more than a few of one rule and one table are one, with all their cells.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .checks.prior_year import OFF_BY_UNIT
from .findings import Finding

MANY = 4
"""As many findings of one rule about one table are told as one; fewer are told one by one."""
WORDS = {
    "V-dash": "有 {n} 格填的是横线或“无”，按空白理解",
    "V-formula": "有 {n} 处是公式，但还没有算出结果",
    "V-required": "有 {n} 格必填的没有填",
    "W-row-double": "有 {n} 行与别的行重复，像是贴了两遍",
    "W-children-missing": "有 {n} 个类、款有金额，下面没有款、项",
    "W-code-missing": "有 {n} 行填了金额，没有科目代码",
}
"""What is said of many, by rule; other rules' findings each say something of their own."""


def fold_alike(findings: Sequence[Finding]) -> list[Finding]:
    """The findings in their order, many alike as one in the place of the first."""
    groups: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in findings:
        if (key := _key(finding)) is not None:
            groups.setdefault(key, []).append(finding)
    found: dict[Finding, None] = {}
    for finding in findings:
        key = _key(finding)
        alike = groups[key] if key is not None else []
        found[_one(alike) if len(alike) >= MANY else finding] = None
    return list(found)


def _key(finding: Finding) -> tuple[str, str, str] | None:
    if not finding.cells or finding.also:
        return None
    if finding.message.endswith(OFF_BY_UNIT):  # whatever rule compares the two years
        return OFF_BY_UNIT, finding.cells[-1].sheet, ""
    if finding.rule not in WORDS:
        return None
    return finding.rule, finding.cells[0].sheet, finding.cells[0].table


def _one(alike: Sequence[Finding]) -> Finding:
    first = alike[0]
    place = first.cells[0].table or f"“{first.cells[0].sheet}”"
    cells = tuple(dict.fromkeys(ref for one in alike for ref in one.cells))
    if first.message.endswith(OFF_BY_UNIT):
        also = tuple(dict.fromkeys(one.rule for one in alike if one.rule != first.rule))
        said = (
            f"“{first.cells[-1].sheet}”有 {len(alike)} 处与今年的数{OFF_BY_UNIT}，如{first.message.partition('，')[0]}"
        )
        return replace(first, message=said, cells=cells, also=also)
    return replace(first, message=f"{place}{WORDS[first.rule].format(n=len(alike))}", cells=cells)
