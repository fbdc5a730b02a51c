"""`check --annotate`: the annotated copy as a file.

In: a report and the paths of workbook and copy.  Out: the copy, whole or not at all; the workbook is only read.
"""

from __future__ import annotations

from pathlib import Path

from .annotate.write import Notes, annotate
from .errors import CallError
from .pipeline import Report
from .render.output import write_whole
from .show import verdict
from .workbook import guard


def refuse(copy: Path) -> None:
    """Say at once where a copy cannot go: nothing that is there is overwritten, least of all answers typed in an earlier copy.

    Raises:
        CallError: The name is wrong or taken.
    """
    if copy.suffix.lower() != ".xlsx":
        raise CallError(f"文件名应以 .xlsx 结尾：{copy}")
    if copy.exists():
        raise CallError(f"“{copy}”已经存在，不会覆盖。请换一个文件名，或先移走原来的文件。")


def annotate_file(report: Report, workbook: Path, copy: Path) -> bool:
    """Write the annotated copy of a workbook that was checked; False where the workbook could not be read at all.

    Raises:
        CallError: See :func:`refuse`; or the workbook is saved in an unusual form, or the copy cannot be written.
    """
    refuse(copy)
    if report.data is None:
        return False
    notes = Notes(report.findings, report.answered, report.verdicts, verdict(report))
    write_whole({copy: annotate(guard.read_file(workbook), report.data, notes)})
    return True
