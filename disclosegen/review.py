"""``build --review``: the review page of a checked workbook, written even where there are 错误.

In: a :class:`~disclosegen.pipeline.Report`.  Out: one HTML file ``…（审阅）.html`` with every figure's source, the findings beside
their places and the ledger of rules.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from .document.review import Review, Ruled, review
from .errors import CallError
from .pipeline import WATERMARK, Built, Report, safe_name
from .progress import Progress, silent
from .show import verdict

SUFFIX = "（审阅）"


def review_of(report: Report) -> Review:
    """What the page shows.

    Raises:
        CallError: The workbook could not be read.
    """
    if report.data is None or report.composed is None:
        raise CallError(f"“{report.name}”读不出来，不能生成。")
    ledger = [Ruled(one.rule, one.title, one.status.value, one.status.name.lower(), one.why) for one in report.verdicts]
    document = replace(report.composed.document, watermark=WATERMARK)
    return review(document, report.data, report.name, verdict(report), report.findings, ledger)


def build_review(report: Report, folder: Path, *, progress: Progress = silent) -> Built:
    """Write the review page.

    Raises:
        CallError: The workbook could not be read, or the folder cannot be written.
    """
    from .render.output import write_whole
    from .render.review import to_review

    progress("生成审阅网页")
    found = review_of(report)
    path = folder / f"{safe_name(found.document.file_name)}{SUFFIX}.html"
    write_whole({path: to_review(found).encode()})
    return Built((path,))
