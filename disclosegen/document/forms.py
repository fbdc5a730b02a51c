"""A form and a project become pages: title, then a grid cut into pages, or the blocks of a report.

In: a :class:`~disclosegen.kit.schema_forms.Form` of the kit and a project.  Out: blocks that begin on a new page; no table of them
ever needs to be split.  No form is drawn here: boxes in boxes and blocks come from the kit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ..errors import TemplateError
from ..findings import CellRef, Finding, Severity
from ..kit.form_keys import PARTS, record_keys
from ..kit.schema_forms import Form
from ..model.disclosure import Disclosure
from ..model.projects import TEXTS, Project
from .blocks import Block, Heading, Paragraph, Section
from .facts import Recorder
from .form_flow import Flow
from .form_text import FormText, Names
from .form_words import FormWords
from .narrative import FAULTS, Loop
from .report import Report

MARK, SUBTITLE = "form_mark", "form_subtitle"
PLACE, ASKED = "P-place", "P-text"
"""Ids of the findings: no room in the form; a text that the form cannot do without."""


@dataclass(frozen=True)
class Pages:
    """What pages of forms look like beside what stands on them; forms of the same kind share a section."""

    landscape: bool = False
    header: str = ""
    page_number: str = ""

    def section(self, blocks: Sequence[Block]) -> Section:
        """Such pages with something on them."""
        return Section("body", tuple(blocks), self.landscape, self.header, self.page_number)


class Forms:
    """Prints the forms of one document."""

    def __init__(self, data: Disclosure, recorder: Recorder, context: Names, grids: bool = True):
        """``context``: what sentences know too: the year, the unit's name, tables and phrases; ``grids``: see ``compose``."""
        self.data, self.recorder, self.context, self.grids = data, recorder, context, grids
        self.text = FormText(recorder, tuple(sorted(data.kit.numbers)))
        self.findings: list[Finding] = []
        self.keys = {
            form.id: {part: tuple(record_keys(data.kit.tables, form.of, part)) for part in PARTS[form.of]}
            for form in data.kit.forms.values()
        }

    def chosen(self, ids: Sequence[str]) -> Iterator[tuple[Project, Form]]:
        """What is printed in one of these forms: the whole department, published projects in the order of the workbook."""
        whole = self.data.whole
        if whole is not None and whole.form is not None and whole.form.id in ids:
            yield whole, whole.form
        for project in self.data.projects:
            if project.published and project.form is not None and project.form.id in ids:
                yield project, project.form

    def blocks(self, project: Project, form: Form, anchor: str, level: int, used: float | None) -> list[Block]:
        """One form.

        Args:
            anchor: Of its heading.
            level: Of its heading.
            used: Points that are taken on the page where it begins; None to begin a new page.
        """
        words = FormWords(project, form, self.recorder, self.keys[form.id])
        names = {**self.context, **words.context(self.data.kit.phrases.missing), "loop": Loop()}
        flow = Flow(self.text, self.data.kit.style, form.landscape, used or 0.0)
        try:
            head = self._head(form, names, anchor, level)
            if used is None:
                head[0] = replace(head[0], new_page=True)
            for block in head:
                flow.take(block)
            name = f"{form.id}-{project.key}"
            body = Report(self.text, flow, form, anchor, level, name).blocks(names) if form.blocks else []
            body += flow.table(form, names, name) if form.rows and self.grids else []
        except FAULTS as error:
            raise TemplateError(
                f"表“{form.name}”写不出来（{project.name}）：{error}", key=f"forms/{form.id}.toml"
            ) from error
        if self.grids:
            self._unplaced(project, form, words)
            self._asked(project, form)
        return [*head, *body]

    def pages(self, form: Form) -> Pages:
        """The pages that a form is printed on."""
        try:
            return Pages(form.landscape, self.text.plain(form.header, self.context), form.page_number)
        except FAULTS as error:
            raise TemplateError(f"表“{form.name}”的页眉写不出来：{error}", key=f"forms/{form.id}.toml") from error

    def _head(self, form: Form, names: Names, anchor: str, level: int) -> list[Heading | Paragraph]:
        """What stands above the grid, or at the top of a report."""
        return [
            *(Paragraph(self.text.runs(line, names), MARK) for line in form.before),
            Heading(level, self.text.plain(form.title, names), anchor, style=form.title_style),
            *(Paragraph(self.text.runs(line, names), SUBTITLE) for line in form.subtitle),
        ]

    def _unplaced(self, project: Project, form: Form, words: FormWords) -> None:
        """Indicators and sources that a form has no row for would be lost in silence."""
        left, money = words.left_out(), words.sources_left_out()
        if left:
            levels = "、".join(dict.fromkeys(f"{one.level1}·{one.level2}" for one in left))
            said = f"有 {len(left)} 个指标在“{form.name}”里没有位置（{levels}）"
            filled = [cell.ref for one in left for cell in one.cells.values() if cell.text or cell.value is not None]
            refs = dict.fromkeys([*(one.ref for one in left), *filled])
            self._place(project, said, tuple(refs), "请把一级指标、二级指标改成这张表里有的。")
        if money:
            names = "、".join(line.source for line in money)
            said = f"的资金来源在“{form.name}”里没有位置（{names}）"
            self._place(project, said, [line.ref for line in money], "请把资金来源改成这张表里有的。")

    def _place(self, project: Project, said: str, cells: Sequence[CellRef], advice: str) -> None:
        finding = Finding(PLACE, Severity.ERROR, f"项目“{project.name}”{said}", tuple(cells), advice)
        self.findings.append(finding)

    def _asked(self, project: Project, form: Form) -> None:
        """Texts that a form cannot do without."""
        blank = {key: cell for key in form.asks if not project.text(key) for cell in [project.fields.get(key)]}
        labels = [self._label(key) for key in blank]
        if labels:
            refs = [cell.ref if cell is not None else project.ref for cell in blank.values()]
            if not any(blank.values()):  # the project has no row of texts at all
                refs.append(CellRef(self.data.kit.tables[TEXTS].sheet))
            self.findings.append(
                Finding(
                    ASKED,
                    Severity.ERROR,
                    f"项目“{project.name}”没有写：{'、'.join(labels)}，“{form.name}”要用",
                    tuple(dict.fromkeys(refs)),
                    "请填写；没有的写“无”。",
                )
            )

    def _label(self, key: str) -> str:
        """How staff know a column of the projects' sheets."""
        tables = self.data.kit.tables
        found = (tables[name].column(key) for name in PARTS["projects"]["record"] if name in tables)
        return next((leaf.label for leaf in found if leaf is not None), key)
