"""Words that a person typed and that the finished document does not print: a row too low, or a sentence or form without them.

In: the data, and the recorder of a composed document.  Out: findings.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from ..findings import CellRef, Finding, Severity
from ..kit.reasons import REASONS, REPLACEMENTS
from ..model.disclosure import Disclosure, State
from ..model.projects import TEXTS, Project
from .facts import Recorder

UNUSED = "N-unused"
"""Id of the finding; it is only worth a look where nothing else is wrong, for a missing figure takes its sentence along."""


def unused(data: Disclosure, recorder: Recorder) -> Iterator[Finding]:
    """A finding for each filled cell of 原因说明 that was printed nowhere, and for each column of projects' texts."""
    printed = {ref for trace in recorder.traces for ref in trace.cells}
    yield from _of_projects(data, printed)
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


def _of_projects(data: Disclosure, printed: Collection[CellRef]) -> Iterator[Finding]:
    """A form has no room for every column that another form of the kit asks for: one finding for each such column."""
    left: dict[tuple[str, str], list[CellRef]] = {}
    for project in data.projects:
        if not project.published or project.form is None:
            continue
        for ref in dict.fromkeys(_texts(data, project)):
            if ref not in printed:
                left.setdefault((project.form.name, f"{ref.sheet}”的“{ref.column}"), []).append(ref)
    for (form, column), cells in left.items():
        said = f"“{column}”填了 {len(cells)} 处，“{form}”和情况说明里都没有用到"
        yield Finding(UNUSED, Severity.WARNING, said, tuple(cells), "请核对选用的自评表和所填的列；用不到的请清空。")


def _texts(data: Disclosure, project: Project) -> Iterator[CellRef]:
    """Where its texts stand, beside its indicators and its money too."""
    keys = data.tables[TEXTS].spec.blocks[0].values() if TEXTS in data.tables else ()
    texts = [project.fields.get(leaf.key) for leaf in keys]
    parts = [*project.indicators, *project.money, project.total]
    for cell in (*texts, *(cell for part in parts for cell in part.cells.values())):
        if cell is not None and cell.state is State.FILLED and cell.text:
            yield cell.ref
