"""What the words of a form may ask for: the project, its money, its indicators.

In: a :class:`~disclosegen.model.projects.Project`.  Out: the names and functions of the closed language that only forms
have.  Figures are facts and texts typed words, so that what is printed remembers its cells.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..kit.schema_forms import Form
from ..model.disclosure import Cell, State
from ..model.projects import Indicator, MoneyLine, Project, sum_exact
from ..money import Unit, round_half_up
from .facts import Fact, Recorder, Typed
from .trace import Origin, Term

Value = Fact | Typed | str


class Printer:
    """Turns cells into what a form's words print, in the form's number styles."""

    def __init__(self, form: Form, recorder: Recorder):
        self.form, self.recorder = form, recorder

    def value(self, cell: Cell | None) -> Value:
        """A figure, a person's words, or nothing."""
        if cell is None:
            return ""
        if cell.text is not None:
            return Typed(
                cell.text, self.recorder, cell.ref if cell.state is State.FILLED else None
            )  # a grade may follow
        if cell.value is None:
            return self.figure(cell) if cell.unit.is_money else ""
        return self.figure(cell)

    def word(self, word: str) -> str:
        """A level or a source as this form calls it."""
        return self.form.names.get(word, word)

    def figure(self, cell: Cell) -> Fact:
        """A figure with the cells behind it."""
        return self.fact(cell.value, cell.unit, cell.refs, cell)

    def fact(self, value: Any, unit: Unit, cells: tuple[Any, ...], cell: Cell | None = None) -> Fact:
        """A figure in the form's style for its kind."""
        style = self.form.style if unit.is_money else self.form.score_style
        return Fact(value, unit, cells, self.recorder, style=style, cell=cell)

    def total(self, cells: Sequence[Cell], unit: Unit) -> Fact:
        """Figures added up; a blank where there are none."""
        found = self.fact(sum_exact(cell.amount for cell in cells) if cells else None, unit, ())
        refs = tuple(dict.fromkeys(ref for cell in cells for ref in cell.refs))
        terms = tuple(Term(cell.value, found.number_style(), cell.refs) for cell in cells)
        return replace(found, cells=refs, terms=terms, origin=Origin.SUM)


class CellsView:
    """Cells by key, and plain words beside them."""

    def __init__(self, printer: Printer, cells: Mapping[str, Cell], words: Mapping[str, str], known: Sequence[str]):
        self.printer, self.cells, self.words, self.known = printer, cells, words, known

    def lookup(self, key: str) -> Value:
        """What stands under a key; a word of the language for one that this project left out."""
        if key in self.words:
            return self.words[key]
        if key in self.cells:
            return self.printer.value(self.cells[key])
        if key in self.known:
            return ""
        raise KeyError(key)


class Blank:
    """An item of a list that is not there: blank whatever is asked for."""

    def lookup(self, key: str) -> str:
        """Nothing."""
        return ""


class IndicatorView(CellsView):
    """``i.name``, ``i.level2``, ``i.target``."""

    def __init__(self, printer: Printer, indicator: Indicator, known: Sequence[str]):
        levels = {key: printer.word(indicator.names[key]) for key in ("level1", "level2")}
        super().__init__(printer, indicator.cells, {**indicator.names, **levels}, known)
        self.indicator = indicator


class GroupView:
    """``g.name``: a level's word; the indicators of the group."""

    def __init__(self, name: str, indicators: Sequence[Indicator]):
        self.name, self.indicators = name, indicators

    def lookup(self, key: str) -> str:
        """``name``."""
        return {"name": self.name}[key]


class FormWords:
    """The functions that a form's words may call for one project; remembers which indicators and sources were asked for."""

    def __init__(self, project: Project, form: Form, recorder: Recorder, keys: Mapping[str, Sequence[str]]):
        self.project, self.printer, self.keys = project, Printer(form, recorder), keys
        self.printed: set[int] = set()
        self.asked: set[str] = set()

    def context(self, missing: str) -> Mapping[str, Any]:
        """Every name by its value; ``missing`` stands for a text that the form asks for and nobody typed."""
        project = self.project
        computed = {
            "rate": self._rounded(project.rate),
            "rate_score": project.rate_score,
            "score": project.score,
            "grade": project.grade,
        }
        functions: dict[str, Callable[..., Any]] = {
            "money": self.money,
            "sources": self.sources,
            "score": self.score,
            "levels": self.levels,
            "groups": self.groups,
            "indicators": self.indicators,
            "filled": self.filled,
            "ends": ends,
        }
        asked = {key: missing for key in self.printer.form.asks if not project.text(key)}
        words = {"name": Typed(project.name, self.printer.recorder, project.ref), **asked}
        return {
            "p": CellsView(self.printer, {**project.fields, **computed}, words, self.keys["record"]),
            **functions,
        }

    def money(self, source: str = "") -> CellsView:
        """The money of one source, of all together where none is named."""
        line = self.project.source(source) if source else self.project.total
        return self._money(line, source)

    def sources(self, *names: str) -> list[CellsView]:
        """The sources that are named, blank ones too; those that the project has, in the kit's order, where none is."""
        if names:
            return [self.money(name) for name in names]
        return [self._money(line, line.source) for line in self.project.money]

    def _money(self, line: MoneyLine | None, source: str) -> CellsView:
        blank = Cell(None, None, Unit.WAN, State.BLANK, self.project.ref, added=True)
        self.asked |= {source} - {""}
        cells = dict.fromkeys(self.keys["money"], blank)
        if line is not None:
            cells |= line.cells
        if "rate" in cells:
            cells["rate"] = self._rounded(cells["rate"])
        return CellsView(self.printer, cells, {"source": self.printer.word(source)}, ("rate",))

    def _rounded(self, rate: Cell) -> Cell:
        """A rate in percent as it is printed."""
        if rate.value is None:
            return replace(rate, unit=Unit.ONE)
        return replace(rate, value=round_half_up(rate.value, self.printer.form.percent_decimals), unit=Unit.ONE)

    def levels(self, *names: str) -> list[GroupView]:
        """The first levels that the project has: those of the names, in their order; all of them without a name."""
        wanted = names or tuple(dict.fromkeys(one.level1 for one in self.project.indicators))
        return [GroupView(self.printer.word(name), ones) for name in wanted if (ones := self.project.of(name))]

    def groups(self, first: str | GroupView, *seconds: str) -> list[GroupView]:
        """The groups of a first level that are named, empty ones too; all that the project has where none is named.

        Of a group: its second levels.
        """
        if isinstance(first, GroupView):
            return [
                GroupView(self.printer.word(name), ones) for name, ones in _by_second_level(first.indicators).items()
            ]
        names = seconds or tuple(dict.fromkeys(one.level2 for one in self.project.of(first)))
        return [GroupView(self.printer.word(name), self.project.of(first, name)) for name in names]

    def indicators(self, group: GroupView | str = "", second: str = "") -> list[IndicatorView]:
        """The indicators of a group, or of the levels that are named."""
        found = group.indicators if isinstance(group, GroupView) else self.project.of(group, second)
        self.printed |= {id(one) for one in found}
        return [IndicatorView(self.printer, one, self.keys["indicators"]) for one in found]

    def filled(self, items: list[IndicatorView], key: str) -> list[IndicatorView]:
        """Those with something under a key, and those with nothing anywhere."""
        return [one for one in items if _holds(one.cells.get(key)) or not any(map(_holds, one.cells.values()))]

    def score(self, first: str = "", second: str = "") -> Fact:
        """The scores of a level together; of all indicators where none is named."""
        cells = [cell for one in self.project.of(first, second) if (cell := one.cells.get("score")) is not None]
        return self.printer.total([cell for cell in cells if cell.value is not None], Unit.ONE)

    def left_out(self) -> list[Indicator]:
        """Indicators that the form has no place for."""
        return [one for one in self.project.indicators if id(one) not in self.printed]

    def sources_left_out(self) -> list[MoneyLine]:
        """Sources with money that the form has no row for; none where it only prints the total."""
        if not self.asked:
            return []
        return [
            line
            for line in self.project.money
            if line.source not in self.asked and any(map(_holds, line.cells.values()))
        ]


def ends(text: str, word: str) -> bool:
    """Whether a text ends with a word: 建设项目 needs no second 项目 behind it."""
    return str.endswith(text, word)


def _by_second_level(indicators: Sequence[Indicator]) -> dict[str, list[Indicator]]:
    """Indicators by the word of their second level, in the order of its first use."""
    found: dict[str, list[Indicator]] = {}
    for one in indicators:
        found.setdefault(one.level2, []).append(one)
    return found


def _holds(cell: Cell | None) -> bool:
    return cell is not None and (cell.value is not None or bool(cell.text))
