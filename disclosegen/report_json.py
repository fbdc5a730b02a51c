"""A report as JSON for programs, in a published form: ``docs/report.schema.json`` is generated from the models here.

In: a :class:`~disclosegen.pipeline.Report`.  Out: JSON text, amounts as decimal strings in the unit that the finding names.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from .findings import Severity

if TYPE_CHECKING:
    from .pipeline import Report

FORMAT = 1
"""Raised when a field changes its meaning or goes away; new fields may come without."""

Level = Literal["错误", "核实", "提示"]


class Part(BaseModel):
    """Frozen, and a field that is not declared is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class CellPart(Part):
    """A place in the workbook."""

    address: str = Field(description="`工作表!D8`; the sheet alone, or empty for the file as a whole.")
    sheet: str = Field(description="Tab; `[last.xlsx]tab` for a cell of last year's workbook.")
    cell: str = Field(description="`D8`; empty for the sheet as a whole.")
    table: str = Field(description="Code of the published table; empty for input sheets.")
    line: str = Field(description="Row in the words of the table.")
    column: str = Field(description="Column in the words of the table.")


class FindingPart(Part):
    """A fault or a question."""

    code: str = Field(description="Identity: the same as long as the finding says the same of the same place.")
    rule: str = Field(description="Id of the rule; see docs/findings.md.")
    severity: Level = Field(description="错误 blocks a build, 核实 asks a person, 提示 informs.")
    message: str
    cells: tuple[CellPart, ...] = Field(description="Every cell concerned.")
    expected: str | None = Field(description="Decimal in `unit`; null where the finding is not about amounts.")
    actual: str | None = Field(description="Decimal in `unit`, or null.")
    difference: str | None = Field(description="`actual − expected`, or null.")
    allowed: str | None = Field(description="Largest difference that rounding explains, or null.")
    unit: str | None = Field(description="万元, 元, 辆 …; empty for plain numbers.")
    advice: str = Field(description="What to do.")
    also: tuple[str, ...] = Field(description="Ids of the other rules that break for the same cause.")
    suspects: tuple[str, ...] = Field(description="Addresses of cells that may be the wrong one, most likely first.")
    former: str = Field(description="Answer that was given while the figures were others; empty for none.")


class AnsweredPart(Part):
    """A 核实 that staff answered in the workbook."""

    finding: FindingPart
    answer: str
    post: str = Field(description="Post of who answered, never a name.")
    cell: str = Field(description="Where the answer stands.")


class RulePart(Part):
    """A duty of the ledger and how it ended."""

    rule: str
    title: str
    status: Literal["对", "错", "不适用", "未能核对"]
    why: str = Field(
        description="Why it does not apply or could not be checked, naming the cell; may be empty for 对 and 错."
    )


class CountsPart(Part):
    """How many findings there are."""

    错误: int
    核实: int = Field(description="Answered ones not counted.")
    提示: int
    已说明: int


class RuleCountsPart(Part):
    """How many duties ended so."""

    对: int
    错: int
    不适用: int
    未能核对: int


class ReportPart(Part):
    """The report of one workbook (`disclosegen check --json`, `build --json`)."""

    format: Literal[1] = Field(description="Version of this form.")
    file: str
    kit: str | None = Field(description="Id of the kit; null when the file could not be read.")
    ok: bool = Field(description="Whether a build may go on: no 错误.")
    verdict: str = Field(description="The verdict line, as on the terminal.")
    counts: CountsPart
    rule_counts: RuleCountsPart
    findings: tuple[FindingPart, ...] = Field(description="Most serious first; answered ones left out.")
    answered: tuple[AnsweredPart, ...]
    rules: tuple[RulePart, ...] = Field(description="The ledger; empty when the file could not be read.")
    files: tuple[str, ...] = Field(description="Files that a build wrote.")


def report_json(report: Report, files: Sequence[Path] = ()) -> str:
    """The whole report."""
    from .checks.base import Status
    from .show import SETTLED, verdict

    part = ReportPart(
        format=FORMAT,
        file=report.name,
        kit=report.data.kit.id if report.data else None,
        ok=report.ok,
        verdict=verdict(report),
        counts=CountsPart(
            **{severity.value: report.count(severity) for severity in Severity}, **{SETTLED: len(report.answered)}
        ),
        rule_counts=RuleCountsPart(**{status.value: report.outcome(status) for status in Status}),
        findings=tuple(FindingPart(**finding.to_json()) for finding in report.findings),
        answered=tuple(
            AnsweredPart(
                finding=FindingPart(**one.finding.to_json()),
                answer=one.answer.text,
                post=one.answer.post,
                cell=one.answer.place.address,
            )
            for one in report.answered
        ),
        rules=tuple(RulePart(rule=v.rule, title=v.title, status=v.status.value, why=v.why) for v in report.verdicts),
        files=tuple(str(path) for path in files),
    )
    return json.dumps(part.model_dump(mode="json"), ensure_ascii=False, indent=2)


def schema() -> dict[str, Any]:
    """JSON Schema of :func:`report_json`."""
    made = ReportPart.model_json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "disclosegen report", **made}
