"""A form and a project become pages: title, grid, notes, every row of known height, every page cut here.

In: a :class:`~disclosegen.kit.schema_forms.Form` of the kit and a project.  Out: blocks that begin on a new page and never need
to be split.  No form is drawn here: boxes in boxes come from the kit, this lays them out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ..errors import TemplateError
from ..findings import CellRef, Finding, Severity
from ..kit.form_keys import PARTS, record_keys
from ..kit.schema_forms import Form, FormCell, FormRow
from ..kit.template import environment, split_each
from ..model.disclosure import Disclosure
from ..model.projects import Project
from .blocks import Block, Heading, Paragraph, Run, TableBlock
from .facts import Recorder
from .form_grid import POINTS, Grid, Measure, Placed
from .form_pages import pages
from .form_words import Blank, FormWords
from .lines import line_count
from .narrative import FAULTS, Loop, kept_template
from .trace import Origin, Trace

MARK, TITLE, SUBTITLE, ABOVE = "form_mark", "form_title", "form_subtitle", "table_above"
SPARE = 4.0
"""Points that stay free on every page: a paragraph between two tables, the thickness of rules."""
WIDE = 1.12
"""Letters of a title are counted so much wider: a title that breaks in one renderer only would cost a page."""
FIGURE = re.compile(r"[-+\d.,%]+")

Names = Mapping[str, Any]


class Forms:
    """Prints the forms of one document."""

    def __init__(self, data: Disclosure, recorder: Recorder, context: Names):
        """``context``: what sentences know too: the year, the unit's name, tables and phrases."""
        self.data, self.recorder, self.context = data, recorder, context
        self.sandbox = environment(tuple(sorted(data.kit.numbers)))
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
        names = {**self.context, **words.context(), "loop": Loop()}
        try:
            layout = _Layout(self, form, names)
            head = layout.head(anchor, level)
            grid = layout.grid()
            notes = tuple(Paragraph(self._runs(text, names), form.note_style) for text in form.notes)
            above = tuple(self._text(text, names) for text in form.above)
        except FAULTS as error:
            raise TemplateError(
                f"表“{form.name}”写不出来（{project.name}）：{error}", key=f"forms/{form.id}.toml"
            ) from error
        self._unplaced(project, form, words)
        blocks: list[Block] = []
        look = self.data.kit.style.paragraph
        page = self.data.kit.style.page(form.landscape)
        room, wide = page.text_height * POINTS - SPARE, page.text_width * POINTS
        taken = (used or 0.0) + sum(self._height(block, wide) for block in head) + look[ABOVE].pitch * any(above)
        tail = sum(self._height(note, wide) for note in notes)
        pieces = list(pages(grid, room - taken, room, tail))
        for number, piece in enumerate(pieces):
            blocks.append(
                TableBlock(
                    id=f"{form.id}-{project.key}" + (f"-{number + 1}" if number else ""),
                    code="",
                    above=(*above, "", "", "")[:3] if not number else ("", "", ""),  # type: ignore[arg-type]
                    widths=layout.widths,
                    header=(),
                    body=piece.rows(),
                    notes=notes if number == len(pieces) - 1 else (),
                    font_size=form.font_size,
                    row_pitch=form.row_pitch,
                    new_page=number > 0,
                )
            )
        if used is None:
            head[0] = replace(head[0], new_page=True)
        return [*head, *blocks]

    def _height(self, block: Heading | Paragraph, wide: float) -> float:
        """Points of a paragraph, generously counted."""
        look = self.data.kit.style.paragraph[block.style_name if isinstance(block, Heading) else block.style]
        count = line_count(block.text, wide / (look.size * WIDE), indent=look.indent)
        return look.before + look.pitch * count + look.after

    def _unplaced(self, project: Project, form: Form, words: FormWords) -> None:
        """Indicators and sources that a form has no row for would be lost in silence."""
        left, money = words.left_out(), words.sources_left_out()
        if left:
            levels = "、".join(dict.fromkeys(f"{one.level1}·{one.level2}" for one in left))
            said = f"有 {len(left)} 个指标在“{form.name}”里没有位置（{levels}）"
            self._place(project, said, [one.ref for one in left], "请把一级指标、二级指标改成这张表里有的。")
        if money:
            names = "、".join(line.source for line in money)
            said = f"的资金来源在“{form.name}”里没有位置（{names}）"
            self._place(project, said, [line.ref for line in money], "请把资金来源改成这张表里有的。")

    def _place(self, project: Project, said: str, cells: Sequence[CellRef], advice: str) -> None:
        finding = Finding("P-place", Severity.ERROR, f"项目“{project.name}”{said}", tuple(cells), advice)
        self.findings.append(finding)

    # ------------------------------------------------------------ words

    def marked(self, source: str, names: Names) -> str:
        """A text of the form with its slots filled, figures between marks."""
        return kept_template(self.sandbox, source).render(names) if "{" in source else source

    def value(self, source: str, names: Names) -> Any:
        """The value of an expression of the form."""
        return kept_template(self.sandbox, source, expression=True)(**names)

    def _runs(self, source: str, names: Names) -> tuple[Run, ...]:
        return self.recorder.runs(self.marked(source, names))

    def _text(self, source: str, names: Names) -> str:
        return "".join(run.text for run in self._runs(source, names))


@dataclass
class _Box:
    """Cells of a part of the grid, at their places in the whole."""

    cells: list[Placed] = field(default_factory=list)
    least: list[int] = field(default_factory=list)

    @property
    def height(self) -> int:
        return len(self.least)

    def under(self, other: _Box) -> None:
        """Take what stands under this one."""
        self.cells += other.cells
        self.least += other.least


class _Layout:
    """Lays out one form for one project."""

    def __init__(self, forms: Forms, form: Form, names: Names):
        self.forms, self.form, self.names = forms, form, names
        style = forms.data.kit.style
        scale = style.page(form.landscape).text_width / sum(form.widths)
        self.widths = tuple(round(width * scale, 2) for width in form.widths)
        self.measure = Measure(self.widths, form.font_size, style.cell_padding)

    def head(self, anchor: str, level: int) -> list[Heading | Paragraph]:
        """What stands above the grid."""
        text = self.forms._text
        return [
            *(Paragraph(self.forms._runs(line, self.names), MARK) for line in self.form.before),
            Heading(level, text(self.form.title, self.names), anchor, style=TITLE),
            *(Paragraph(self.forms._runs(line, self.names), SUBTITLE) for line in self.form.subtitle),
        ]

    def grid(self) -> Grid:
        """The whole form as one grid."""
        box = self._stack(self.form.rows, 0, 0, self.form.columns, self.names)
        return Grid(tuple(box.cells), tuple(box.least), self.measure, self.form.row_pitch)

    def _stack(self, rows: Sequence[FormRow], top: int, column: int, columns: int, names: Names) -> _Box:
        """Rows one under the other; a blank cell where there is none."""
        box = _Box()
        for row in rows:
            for inner in self._items(row, names):
                if not row.when or self.forms.value(row.when, inner):
                    box.under(self._row(row, top + box.height, column, inner))
        if not box.height:
            box = _Box([Placed(top, column, "", colspan=columns)], [1])
        return box

    def _items(self, row: FormRow, names: Names) -> Iterator[Names]:
        """The names that a row sees, once for each item of its list."""
        if not row.each:
            yield names
            return
        name, source = split_each(row.each)
        found = list(self.forms.value(source, names))
        found += [Blank()] * (row.at_least - len(found))
        for number, item in enumerate(found):
            yield {**names, name: item, "loop": Loop(number == 0, number == len(found) - 1, number + 1)}

    def _row(self, row: FormRow, top: int, column: int, names: Names) -> _Box:
        """Cells side by side, as high as the highest stack among them."""
        parts: list[tuple[int, FormCell, _Box | None]] = []
        for cell in row.cells:
            stack = self._stack(cell.rows, top, column, cell.colspan, names) if cell.rows else None
            parts.append((column, cell, stack))
            column += cell.colspan
        height = max((box.height for _, _, box in parts if box is not None), default=1)
        least = [row.lines] if height == 1 else [1] * height
        cells: list[Placed] = []
        for at, cell, box in parts:
            if box is None:
                cells.append(self._cell(cell, top, at, height, names))
                continue
            _fill_up(box, top, height)
            cells += box.cells
            least = [max(pair) for pair in zip(least, box.least, strict=True)]
        return _Box(cells, least)

    def _cell(self, cell: FormCell, top: int, column: int, height: int, names: Names) -> Placed:
        literal = "{" not in cell.text
        runs = self.forms._runs(cell.text, names) if not literal else (Run(cell.text),)
        text = "".join(run.text for run in runs)
        traces = [run.trace for run in runs if run.trace is not None]
        centred = literal or bool(FIGURE.fullmatch(text))
        return Placed(
            top,
            column,
            text,
            height,
            cell.colspan,
            cell.align or ("center" if centred else "left"),
            bool(text) and (literal or cell.label),
            _joined(traces) if traces else None,
        )


def _fill_up(box: _Box, top: int, height: int) -> None:
    """Make a stack as high as its neighbour: blank rows like its last one, spanning cells at its foot go on."""
    foot, missing = top + box.height, height - box.height
    if not missing:
        return
    last = [cell for cell in box.cells if cell.end == foot]
    blank = [replace(cell, rowspan=1, text="", label=False, trace=None) for cell in last if cell.rowspan == 1]
    box.cells = [
        replace(cell, rowspan=cell.rowspan + missing) if cell.end == foot and cell.rowspan > 1 else cell
        for cell in box.cells
    ]
    for row in range(foot, foot + missing):
        box.under(_Box([replace(cell, row=row) for cell in blank], [1]))


def _joined(traces: Sequence[Trace]) -> Trace:
    """The traces of a cell's figures as one."""
    if len(traces) == 1:
        return traces[0]
    cells = tuple(dict.fromkeys(ref for trace in traces for ref in trace.cells))
    return Trace(Origin.TYPED, "", cells)
