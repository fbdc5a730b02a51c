"""A form that is a report: headings, paragraphs, grids and its own contents, one after the other.

In: the blocks of a :class:`~disclosegen.kit.schema_forms.Form` and the words of a project.  Out: blocks of the document.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..kit.schema_forms import Form, FormBlock
from .blocks import Block, Contents, ContentsEntry, Heading, Paragraph
from .form_flow import Flow
from .form_text import FormText, Names, lines

HEADING, TEXT = "report_heading", "report_text"


class Report:
    """Writes one report.

    Args:
        anchor, level: Of the report's own heading; those inside it are below.
        name: What the ids of its grids begin with.
    """

    def __init__(self, text: FormText, flow: Flow, form: Form, anchor: str, level: int, name: str):
        self.text, self.flow, self.form = text, flow, form
        self.anchor, self.level, self.name = anchor, level, name
        self.entries: list[ContentsEntry] = []

    def blocks(self, names: Names) -> list[Block]:
        """All of it; what the contents list is known at the end."""
        found: list[Block] = []
        depths: dict[int, int] = {}
        for block in self.form.blocks:
            for inner in self.text.items(block.each, names):
                if block.when and not self.text.value(block.when, inner):
                    continue
                if block.contents:
                    depths[len(found)] = block.depth
                found += self._block(block, inner)
        for place, depth in depths.items():
            contents = found[place]
            assert isinstance(contents, Contents)
            listed = tuple(entry for entry in self.entries if entry.level <= depth)
            found[place] = replace(contents, entries=listed)
        return found

    def _block(self, block: FormBlock, names: Names) -> Iterator[Block]:
        if block.table:
            table = self.form.tables[block.table]
            yield from self.flow.table(table, names, f"{self.name}-{block.table}", block.new_page)
            return
        for found in self._words(block, names):
            self.flow.take(found)
            yield found

    def _words(self, block: FormBlock, names: Names) -> Iterator[Heading | Paragraph | Contents]:
        if block.contents:
            yield Contents(self.text.plain(block.contents, names), (), whole=False, new_page=block.new_page)
        elif block.level:
            yield self._heading(block, self.text.plain(block.text, names))
        else:
            for number, runs in enumerate(lines(self.text.runs(block.text, names))):
                yield Paragraph(runs, block.style or TEXT, new_page=block.new_page and not number)

    def _heading(self, block: FormBlock, text: str) -> Heading:
        anchor = f"{self.anchor}-{len(self.entries) + 1}"
        self.entries.append(ContentsEntry(block.level, block.listed or text, anchor))
        style = block.style or f"{HEADING}{block.level}"
        return Heading(self.level + block.level, text, anchor, style, new_page=block.new_page)
