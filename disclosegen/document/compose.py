"""Stage 4: data and words become a :class:`~disclosegen.document.blocks.Document`.

In: a :class:`~disclosegen.model.disclosure.Disclosure`.  Out: the document in the kit's outline, and findings about
its words.  Nothing here knows a format: Word, PDF and HTML are written from the same blocks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ..findings import CellRef, Finding
from ..kit import schema
from ..model.disclosure import Disclosure
from .attached import attached_sections
from .blocks import Block, Contents, ContentsEntry, Document, Heading, Paragraph, Run, Section
from .facts import Recorder
from .forms import ASKED, PLACE, Forms, Pages
from .narrative import Narrator, Replaced, plain_runs, unread_mark
from .tables import table_block
from .unused import UNUSED, unused

DIGITS = "零一二三四五六七八九"
COVER = ("cover1", "cover2", "cover_date")
"""Styles of the lines of the cover; the last one serves all that follow."""
SLOT = re.compile(r"\{([a-z_]+)(:chinese)?\}")
MONTH = re.compile(r"(\d{4})\D+(\d{1,2})(?:\D.*)?")


@dataclass(frozen=True)
class Composed:
    """A document, what there is to say about its words, and what later stages ask of it.

    Attributes:
        document: The document.
        findings: About its words.
        replaced: The sentences that staff replaced.
        unread: By rule, the first cell that kept it from being checked.
    """

    document: Document
    findings: tuple[Finding, ...]
    replaced: tuple[Replaced, ...] = ()
    unread: Mapping[str, CellRef] = field(default_factory=dict)


OF_GRIDS = frozenset({PLACE, ASKED, UNUSED})
"""Rules whose findings need the grids of forms."""


def compose(data: Disclosure, *, grids: bool = True) -> Composed:
    """Compose the whole document of checked or unchecked data; missing words stand as the kit's ``missing`` mark.

    Args:
        data: The data.
        grids: False leaves out the grids of forms, most of the work where there are many, with the findings of
            :data:`OF_GRIDS`: for whoever only asks what the sentences say.
    """
    return _Composer(data, grids).run()


class _Composer:
    """Holds what one composition needs; nothing outlives it."""

    def __init__(self, data: Disclosure, grids: bool):
        self.data, self.kit, self.grids = data, data.kit, grids
        self.recorder = Recorder(
            self.kit.numbers, self.kit.file.percent_decimals, self.kit.file.percent_no_base, self.kit.file.percent_zero
        )
        self.narrator = Narrator(data, self.recorder)
        self.forms = Forms(data, self.recorder, self.narrator.context, grids)
        self.entries: list[ContentsEntry] = []

    def fill(self, text: str) -> str:
        """Put the unit's name, kind and other words about it into a fixed text."""
        known = {"year": str(self.kit.file.year), "self": self.data.self_word}
        return SLOT.sub(lambda found: self._slot(known, found), text)

    def _slot(self, known: Mapping[str, str], found: re.Match[str]) -> str:
        """What stands for a slot: a word of the kit or a row of the identity table."""
        name, form = found[1], found[2]
        if name not in known and name not in self.data.tables[self.kit.file.identity].by_key:
            return found[0]
        text = known.get(name) or self.data.identity(name)
        return chinese_month(text) if form else text

    def run(self) -> Composed:
        outline = self.kit.outline
        parts = [part for part in outline.parts if not part.optional or any(map(self._holds, part.sections))]
        body = [section for number, part in enumerate(parts, 1) for section in self._part(number, part)]
        if self.data.unread:  # a sentence that claims nothing for that uses no words either
            self.narrator.unread.setdefault(UNUSED, self.data.unread[0].ref)
        elif self.grids:
            self.narrator.findings += unused(self.data, self.recorder)  # all sentences are written by now
        cover = [
            Paragraph((Run(text),), style=COVER[min(at, 2)])
            for at, line in enumerate(outline.cover)
            if (text := self.fill(line))
        ]
        contents = Contents(outline.contents_title, tuple(self.entries), outline.contents_page_numbers)
        document = Document(
            title=self.fill(self.kit.file.document_title),
            author=self.data.unit_name,
            keywords=(str(self.kit.file.year), self.kit.id, self.kit.file.version),
            file_name=self.fill(self.kit.file.file_name),
            sections=(Section("cover", tuple(cover)), Section("contents", (contents,)), *body),
            style=self.kit.style,
        )
        findings = (*self.narrator.findings, *self.forms.findings)
        return Composed(document, findings, tuple(self.narrator.replaced), self.narrator.unread)

    def _part(self, number: int, part: schema.Part) -> Iterator[Section]:
        """A part begins on a new page; each table has pages of its own orientation."""
        blocks: list[Block] = [self._heading(1, self.fill(part.title), f"p{number}")]
        for at, section in enumerate(filter(self._wanted, part.sections), 1):
            anchor = f"p{number}-{at}"
            if section.files:
                if self.data.attached:
                    yield from self._files(section, anchor, blocks)
                    blocks = []
                continue
            if section.listed:
                yield from self._listed_forms(section, anchor, blocks)
                continue
            if not section.table:
                blocks += self._section(section, anchor)
                if section.forms:
                    yield from self._forms(section, anchor, blocks, section.level + 1)
                continue
            table = self.data.tables[section.table]
            started = blocks and not isinstance(blocks[-1], Heading)
            if started:
                yield Section("body", tuple(blocks))
                blocks = []
            if not section.quiet:
                self._entry(section.level, self.fill(section.title), anchor)
            blocks += [
                Heading(section.level, self.fill(table.spec.title), anchor, style="table_title"),
                table_block(self.kit, table, self.fill),
            ]
            yield Section("body", tuple(blocks), landscape=table.spec.landscape)
            blocks = []
        if blocks:
            yield Section("body", tuple(blocks))

    def _files(self, section: schema.Section, anchor: str, before: list[Block]) -> Iterator[Section]:
        """Attached files; the section's title is the pattern of their headings. A heading before the first stays with it."""
        above = [block for block in before if isinstance(block, Heading)]
        if len(above) < len(before):
            yield Section("body", tuple(before))
            above = []
        for number, file in enumerate(self.data.attached, 1):
            text = self.fill(section.title).replace("{number}", str(number)).replace("{title}", file.title)
            heading = self._heading(section.level, text, f"{anchor}-{number}")
            yield from attached_sections(file, (*above, heading), self.kit.style)
            above = []

    def _holds(self, section: schema.Section) -> bool:
        """Whether a section of an optional part has anything to print."""
        if section.files:
            return bool(self.data.attached)
        if section.forms:
            return any(True for _ in self.forms.chosen(section.forms))
        table = section.table or section.texts
        return not table or self.data.tables[table].has_rows

    def _listed_forms(self, section: schema.Section, anchor: str, blocks: list[Block]) -> Iterator[Section]:
        """Forms that stand as tables do: a line of the contents page, pages of their own, a sentence where there is none."""
        if blocks and not isinstance(blocks[-1], Heading):
            yield Section("body", tuple(blocks))
            blocks.clear()
        text = self.fill(section.title)
        if any(True for _ in self.forms.chosen(section.forms)):
            self._entry(section.level, text, f"{anchor}-f1")
            yield from self._forms(section, anchor, blocks, section.level)
        else:
            blocks.append(self._heading(section.level, text, anchor))
            blocks += [Paragraph((Run(self.fill(section.empty)),))] if section.empty else []
        if blocks:
            yield Section("body", tuple(blocks))
            blocks.clear()

    def _forms(self, section: schema.Section, anchor: str, blocks: list[Block], level: int) -> Iterator[Section]:
        """Each form on pages of its own; ``blocks``, what stands before on this part's pages, goes on with them.

        ``level`` is that of their headings. The first form follows a heading that stands alone. Forms on other pages (landscape,
        a running header) are sections apart, with a heading that stands alone before them.
        """
        pages = Pages()  # of what stands in ``blocks``
        for number, (project, form) in enumerate(self.forms.chosen(section.forms), 1):
            name = f"{anchor}-f{number}"
            if section.list_forms:
                self._entry(section.level + 1, project.name, name)
            wanted = self.forms.pages(form)
            alone = all(isinstance(block, Heading) for block in blocks)
            if wanted != pages and blocks and not (alone and wanted.landscape == pages.landscape):
                yield pages.section(blocks)
                blocks.clear()
            pages, alone = wanted, all(isinstance(block, Heading) for block in blocks)
            used = sum(self._heading_height(block) for block in blocks) if alone else None
            blocks += self.forms.blocks(project, form, name, level, used)
        if pages != Pages():
            yield pages.section(blocks)
            blocks.clear()

    def _heading_height(self, block: Block) -> float:
        """Points that a heading of one line takes at the top of a page."""
        assert isinstance(block, Heading)
        look = self.kit.style.paragraph[block.style_name]
        return look.before + look.pitch * 2 + look.after

    def _wanted(self, section: schema.Section) -> bool:
        """Whether a section is printed: an optional one only where staff filled its table or texts."""
        return not section.optional or self.data.tables[section.table or section.texts].has_rows

    def _section(self, section: schema.Section, anchor: str) -> Iterator[Block]:
        if not section.quiet:
            yield self._heading(section.level, self.fill(section.title), anchor)
        if section.texts:
            yield from self._texts(section.texts)
        if section.narrative:
            yield from self.narrator.section(section.narrative)
        if section.glossary:
            yield from self._glossary()

    def _texts(self, table: str) -> Iterator[Paragraph]:
        if missing := self.data.tables[table].missing:
            yield unread_mark(missing)
        for cell in (cell for row in self.data.tables[table].rows for cell in row.cells.values()):
            if not cell.known:
                yield unread_mark(cell.culprit)
            elif cell.text:
                yield Paragraph(plain_runs(cell.text, cell.ref, self.recorder))

    def _glossary(self) -> Iterator[Paragraph]:
        glossary = self.kit.glossary
        for number, term in enumerate(glossary.terms, 1):
            yield Paragraph((Run(f"{chinese_number(number)}、{term.name}{term.joint}{term.text}"),))
        if glossary.extra:
            extra = list(self._texts(glossary.extra))
            yield from extra or ([Paragraph((Run(glossary.extra_default),))] if glossary.extra_default else [])

    def _heading(self, level: int, text: str, anchor: str) -> Heading:
        self._entry(level, text, anchor)
        return Heading(level, text, anchor)

    def _entry(self, level: int, text: str, anchor: str) -> None:
        self.entries.append(ContentsEntry(level, text, anchor))


def chinese_number(number: int) -> str:
    """1 → 一, 12 → 十二, 30 → 三十; up to 99."""
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else DIGITS[tens] + "十"
    return head + (DIGITS[ones] if ones or not tens else "")


def chinese_month(text: str) -> str:
    """``2024年9月`` → ``二〇二四年九月``; a text that is no month stays as it is."""
    found = MONTH.fullmatch(text.strip())
    if not found or not 1 <= int(found[2]) <= 12:
        return text
    year = "".join("〇" if digit == "0" else DIGITS[int(digit)] for digit in found[1])
    return f"{year}年{chinese_number(int(found[2]))}月"
