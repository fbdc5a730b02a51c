"""Words that a person typed and that the finished text does not print: a row too low, or a sentence that is not there.

In: the data, and the recorder of a composed document.  Out: findings.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..findings import Finding, Severity
from ..kit.reasons import REASONS, REPLACEMENTS
from ..model.disclosure import Disclosure
from .facts import Recorder

UNUSED = "N-unused"
"""Id of the finding; it is only worth a look where nothing else is wrong, for a missing figure takes its sentence along."""


def unused(data: Disclosure, recorder: Recorder) -> Iterator[Finding]:
    """A finding for each filled cell of 原因说明 that was printed nowhere."""
    printed = {ref for trace in recorder.traces for ref in trace.cells}
    for name in (REASONS, REPLACEMENTS):
        for row in data.tables[name].rows:
            cell = row.cells["text"]
            if not cell.text or cell.text == data.kit.phrases.not_listed or cell.ref in printed:
                continue
            yield Finding(
                UNUSED,
                Severity.WARNING,
                f"“{cell.text[:20]}”填在编号 {row.key} 一行，情况说明里没有用到这段话",
                (cell.ref,),
                "请核对是否填错了行，或所涉的金额是否漏填；用不到的请清空。",
            )
