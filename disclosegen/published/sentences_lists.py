"""Lists that sentences print become rows: paragraphs of free text, and projects.

In: the items that were heard and the data known so far, forms included.  Out: :class:`Rows`.  What the forms say of a project is
not said again: sentences only add what no form prints, and projects that have none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from jinja2 import nodes

from ..document.narrative import STOPS
from ..kit.grid import OpenRow
from ..kit.schema import Column
from ..kit.template import parse_expression
from ..model.projects import MONEY, PROJECTS, UNPUBLISHED, Project
from ..money import Unit, from_base
from ..workbook.content import Place
from .sentences_chain import Placed, Sought
from .sentences_heard import Heard, Item, Stretch
from .sentences_places import Places, nearest
from .sentences_settled import Stated
from .sentences_slots import Of, Phrase, table_name
from .sentences_text import fold

NO_FORM = "情况说明里有这个项目，没有公开它的绩效表，按不公开填"


@dataclass
class Rows:
    """Open rows and their values; ``sources``: the sentence that prints a paragraph which another one was taken for."""

    rows: dict[tuple[str, int], list[OpenRow]] = field(default_factory=dict)
    values: list[tuple[Place, Stated]] = field(default_factory=list)
    sources: dict[int, Sought] = field(default_factory=dict)

    def row(self, table: str, name: str = "", texts: tuple[tuple[str, str], ...] = ()) -> str:
        """Key of a row, added if there is none of these names."""
        rows = self.rows.setdefault((table, 0), [])
        same = next((row.key for row in rows if texts and row.texts == texts), None)
        if same is None:
            same = str(len(rows) + 1)
            rows.append(OpenRow(same, "", name, texts))
        return same


class Lists:
    """Makes rows of the items of all sentences."""

    def __init__(self, places: Places, heard: Heard, sentences: Iterable[Sought]):
        self.places, self.heard, self.kit = places, heard, places.kit
        self.sentences = list(sentences)
        self.made = Rows()
        self.projects = {fold(project.name): project for project in places.known.projects}
        instead = self.instead()
        for placed, item in heard.items:
            other = instead.get(placed.sought.number) if item.table == PROJECTS else None
            if other is not None:
                self.made.sources[id(placed)] = other
                self.paragraph(self.text_table(other), item.at.text, item.at)
            elif item.table == PROJECTS:
                self.project(item)
            else:
                whole = item.at.end == next(iter(item.fields.values()))[1].end and placed.sought.repeats
                self.paragraph(item.table, item.name if whole else item.name.rstrip(STOPS), item.at)

    def paragraph(self, table: str, text: str, at: Stretch) -> None:
        """A row of free text."""
        key = self.made.row(table)
        column = self.kit.tables[table].blocks[0].values()[0].key
        self.made.values.append(((table, key, column), Stated(text, at)))

    # ------------------------------------------------------------ projects

    def instead(self) -> dict[int, Sought]:
        """Sentences about projects whose paragraphs are better kept as they are, and the free-text sentence that prints them.

        The kit has such a free-text sentence, and the program would not write the same from what the forms say.
        """
        found: dict[int, Sought] = {}
        told = [(placed, item) for placed, item in self.heard.items if item.table == PROJECTS]
        for number in {placed.sought.number for placed, _ in told}:
            own = [(placed, item) for placed, item in told if placed.sought.number == number]
            other = self.free_text_for(own[0][0].sought)
            if other is not None and not self.same_as_forms(own):
                found[number] = other
        return found

    def free_text_for(self, sought: Sought) -> Sought | None:
        """The sentence that stands in place of this one where its table is filled: this one's ``when`` says so."""
        if not sought.sentence.when:
            return None
        named = {table_name(call) for call in parse_expression(sought.sentence.when).find_all(nodes.Call)}
        return next(
            (
                one
                for one in self.sentences
                if one.repeats and (table := self.text_table(one)) in named and table not in (PROJECTS, "")
            ),
            None,
        )

    def text_table(self, sought: Sought) -> str:
        """The table of free text that a sentence prints row by row; empty for another sentence."""
        call = next(iter(sought.lists.values()), None)
        if call is None or not isinstance(call.node, nodes.Name) or call.node.name != "texts":
            return ""
        return table_name(call)

    def same_as_forms(self, told: list[tuple[Placed, Item]]) -> bool:
        """Whether the program writes the same paragraphs from the projects that the forms gave."""
        printed = [fold(item.name) for _, item in told]
        published = [name for name, project in self.projects.items() if project.published]
        return printed == published and all(
            placed.found.slips == 0 and self.figures_agree(placed, self.projects[fold(item.name)])
            for placed, item in told
        )

    def figures_agree(self, placed: Placed, project: Project) -> bool:
        """Whether a paragraph's figures are those of a project, written as the program writes them."""
        for step in placed.found.steps:
            slot = step.slot
            text = placed_text(self.heard, placed)[step.start : step.end]
            if isinstance(slot, Phrase) and slot.part == "rate":
                decimals = len(text.rstrip("%").partition(".")[2])
                if decimals != self.kit.file.percent_decimals:
                    return False
            if isinstance(slot, Of) and slot.style is not None and slot.variable != "loop":
                cell = project_cell(project, slot.key)
                if cell is None or fold(slot.style.print(cell)) != text:
                    return False
        return True

    def project(self, item: Item) -> None:
        """What a sentence says about a project, as far as no form does."""
        name, slipped = nearest(fold(item.name), {key: key for key in self.projects})
        known = self.projects.get(name)
        shown = known.name if known is not None else item.name
        key = self.made.row(PROJECTS, shown, (("name", shown),))
        if known is None and self.projects:
            self.kept_back(key, item)
        elif known is not None and slipped and self.places.record_column("called"):
            self.made.values.append(((PROJECTS, key, "called"), Stated(item.name, item.at)))
        for column, (value, at) in item.fields.items():
            self.told(shown, known, column, value, at)

    def kept_back(self, key: str, item: Item) -> None:
        """A project that has no form where others have one."""
        found = self.places.record_column("published")
        if found is None:
            return
        word = next((choice for choice in found[1].choices if choice in UNPUBLISHED), "")
        self.made.values.append(((PROJECTS, key, "published"), Stated(word, item.at, NO_FORM)))
        if self.places.record_column("called"):
            self.made.values.append(((PROJECTS, key, "called"), Stated(item.name, item.at)))

    def told(self, name: str, known: Project | None, column: str, value: Decimal | str, at: Stretch) -> None:
        found = self.places.record_column(column)
        if found is None or column in ("called", "name", "index"):
            return
        table, spec = found
        if isinstance(value, str):
            value = value.rstrip(STOPS)
            if not value or (known is not None and self.said_by_form(known, value)):
                return
        elif known is not None and project_cell(known, column) is not None:
            return
        key = self.row_of(table, name)
        self.made.values.append(((table, key, spec.key), Stated(self.typed(spec, value), at)))

    def said_by_form(self, known: Project, value: str) -> bool:
        """Whether one of its texts is the same."""
        return any(cell.text and fold(cell.text.rstrip(STOPS)) == fold(value) for cell in known.fields.values())

    def typed(self, spec: Column, value: Decimal | str) -> Decimal | str:
        return from_base(value, spec.unit_in(None, Unit.WAN)) if isinstance(value, Decimal) else value

    def row_of(self, table: str, name: str) -> str:
        """Key of a project's row in one of its tables; of its money, the row of the total."""
        block = self.kit.tables[table].blocks[0]
        first, *others = [leaf for leaf in block.leaves() if leaf.role == "name"]
        total = [(leaf.key, leaf.total) for leaf in others if leaf.total] if table == MONEY else []
        return self.made.row(table, name, ((first.key, name), *total))


def project_cell(project: Project, key: str) -> Decimal | None:
    """A project's figure in base units; None for a blank."""
    computed = {"rate": project.rate, "rate_score": project.rate_score, "score": project.score}
    cell = computed.get(key) or project.total.cells.get(key) or project.fields.get(key)
    return cell.value if cell is not None else None


def placed_text(heard: Heard, placed: Placed) -> str:
    """The folded text that a sentence stands in."""
    return next(item.at.running.text for one, item in heard.items if one is placed)
