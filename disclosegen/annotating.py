"""`check --annotate`: the annotated copy as a file.

In: a report and the paths of workbook and copy.  Out: the copy, whole or not at all; the workbook is only read.
"""

from __future__ import annotations

from pathlib import Path

from .annotate.write import Notes, annotate
from .pipeline import Report
from .render.output import refuse, write_whole
from .show import verdict
from .workbook import guard


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
