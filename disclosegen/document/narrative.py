"""The sentences of a kit become paragraphs.

In: a kit's narrative and the data.  Out: headings and paragraphs whose figures carry their traces, and
findings about words that a sentence needs and nobody typed.  A fault of the kit raises
:class:`~disclosegen.errors.TemplateError` naming the sentence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from jinja2 import TemplateError as JinjaError

from ..errors import TemplateError
from ..findings import CellRef, Finding, Severity
from ..kit.reasons import REPLACEMENTS, asked_at, item_key
from ..kit.schema import Ask, Chart, Sentence
from ..kit.template import compiled, environment, split_each
from ..model.disclosure import Disclosure
from .blocks import ChartBlock, Heading, Paragraph, Run
from .charts import Charts
from .facts import Recorder, Typed
from .phrases import Item, Phrases, TableView
from .trace import Origin, Trace

ASKING = ("N-missing", "N-unneeded")
"""Rules about the words that a sentence asks for."""
STOPS = "。；，、：;,:. "

FAULTS = (JinjaError, KeyError, TypeError, AttributeError, ValueError)
"""What a sentence raises that its kit got wrong."""


@dataclass
class Loop:
    """What ``loop`` means outside a ``{% for %}``: the paragraph's place among those of its ``each``."""

    first: bool = True
    last: bool = True
    index: int = 1


class Words:
    """``typed``: the person's words of one sentence; ``typed.reason`` is empty where none are needed."""

    def __init__(self, words: Mapping[str, str]):
        self._words = words

    def lookup(self, key: str) -> str:
        """The words of one ask."""
        return self._words[key]


@dataclass(frozen=True)
class Replaced:
    """A sentence that staff replaced: what the program would have said stays for comparison."""

    key: str
    text: str
    original: str
    ref: CellRef


@dataclass
class Narrator:
    """Writes the explanation of one document.

    A sentence that needs a figure or a text which could not be read claims nothing: it says which cell that is.

    Attributes:
        findings: About words that are missing or not needed.
        replaced: Sentences that staff replaced.
        unread: Rule about words → the first cell that kept it from being checked.
    """

    data: Disclosure
    recorder: Recorder
    findings: list[Finding] = field(default_factory=list)
    replaced: list[Replaced] = field(default_factory=list)
    unread: dict[str, CellRef] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.sandbox = environment(tuple(sorted(self.data.kit.numbers)))
        self.charts = Charts(self.data.kit, self.recorder, self._value, self.findings)
        self.phrases = Phrases(self.data, self.recorder)
        self.context: dict[str, Any] = {
            "year": self.data.kit.file.year,
            "prior_year": self.data.kit.prior_year,
            "unit_name": self.data.unit_name,
            "unit_kind": self.data.unit_kind,
            "self_word": self.data.self_word,
            **{name: TableView(self.data, name, self.recorder) for name in self.data.tables},
            **self.phrases.functions(),
        }

    def section(self, name: str) -> Iterator[Heading | Paragraph | ChartBlock]:
        """The blocks of a section."""
        for sentence in self.data.kit.narratives[name].sentences:
            try:
                yield from self._sentence(sentence)
            except FAULTS as error:
                raise TemplateError(
                    f"句子“{sentence.id}”写不出来：{error}", key=f"narrative/{name}.toml {sentence.id}"
                ) from error

    def _sentence(self, sentence: Sentence) -> Iterator[Heading | Paragraph | ChartBlock]:
        before = len(self.recorder.unread)
        wanted = not sentence.when or self._value(sentence.when, {})
        if ref := self._doubt(before, *ASKING if sentence.asks else ()):
            yield unread_mark(ref, sentence.id)
            return
        if not wanted:
            return
        if sentence.chart is not None:
            yield from self._chart(sentence.id, sentence.chart)
            return
        if not sentence.each:
            yield from self._paragraph(sentence, {"loop": Loop()}, "")
            return
        name, source = split_each(sentence.each)
        items = list(self._value(source, {}))
        incomplete = self._doubt(before, *ASKING if sentence.asks else ())
        for number, item in enumerate(items):
            loop = Loop(number == 0, number == len(items) - 1, number + 1)
            code = item.code if isinstance(item, Item) else ""
            yield from self._paragraph(sentence, {name: item, "loop": loop}, code)
        if incomplete and not sentence.heading:
            yield unread_mark(incomplete, sentence.id)

    def _doubt(self, before: int, *rules: str) -> CellRef | None:
        """The first cell asked for since ``before`` that could not be read; those rules are then unchecked."""
        found = self.recorder.unread[before:]
        for rule in rules if found else ():
            self.unread.setdefault(rule, found[0])
        return found[0] if found else None

    def _chart(self, name: str, chart: Chart) -> Iterator[ChartBlock | Paragraph]:
        before, known = len(self.recorder.unread), len(self.findings)
        blocks = list(self.charts.blocks(name, chart))
        if ref := self._doubt(before, "N-chart"):
            del self.findings[known:]
            blocks = [unread_mark(ref, name)]
        yield from blocks

    def _paragraph(self, sentence: Sentence, extra: dict[str, Any], code: str) -> Iterator[Heading | Paragraph]:
        key = item_key(sentence.id, code)
        before = len(self.recorder.unread)
        replacement = self._replacement(sentence, key)
        words = self._words(sentence, extra, code, demand=replacement is None)
        marked = self._value(sentence.text, {**extra, "typed": words}, text=True)
        if sentence.heading:
            yield Heading(sentence.heading, _unmarked(self.recorder, marked), f"s-{sentence.id}")
            return
        doubted = self._doubt(before, *(("N-replaced",) if replacement is not None else ()))
        if replacement is not None:
            original = _unmarked(self.recorder, marked)
            if not doubted:
                self.replaced.append(Replaced(key, str.__str__(replacement), original, replacement.ref or CellRef()))
            marked = str(replacement)
        elif doubted:
            yield unread_mark(doubted, key)
            return
        for line in split_lines(self.recorder.runs(marked)):
            yield Paragraph(line, source=key)

    def _replacement(self, sentence: Sentence, key: str) -> Typed | None:
        cell = self.data.tables[REPLACEMENTS].cell(key, "text") if sentence.replaceable else None
        if cell is not None and not cell.known:
            self.recorder.doubt(cell.culprit)
            self.unread.setdefault("N-replaced", cell.culprit)
        return Typed(cell.text, self.recorder, cell.ref) if cell and cell.text else None

    def _words(self, sentence: Sentence, extra: dict[str, Any], code: str, *, demand: bool) -> Words:
        """What was typed for each ask of a sentence; a required blank is a finding."""
        return Words({ask.key: self._word(sentence, ask, extra, code, demand) for ask in sentence.asks})

    def _word(self, sentence: Sentence, ask: Ask, extra: dict[str, Any], code: str, demand: bool) -> str:
        key = item_key(f"{sentence.id}.{ask.key}", code)
        table, row, column = asked_at(sentence, ask, code)
        cell = self.data.tables[table].cell(row, column)
        sheet = self.data.tables[table].spec.sheet
        text = (cell.text or "").rstrip(STOPS) if cell else ""
        before = len(self.recorder.unread)
        self.phrases.compared.clear()
        needed = ask.required == "always" or bool(ask.required and self._value(ask.required, extra))
        if cell is not None and not cell.known:
            self.recorder.doubt(cell.culprit)
        if self._doubt(before, *ASKING):
            return text or self.data.kit.phrases.missing
        if text:
            if (
                demand
                and not needed
                and "changed(" in ask.required
                and not ask.default
                and cell
                and text != self.data.kit.phrases.not_listed
            ):
                self._ask(
                    key,
                    sentence,
                    extra,
                    (cell.ref, *self.phrases.compared),
                    "N-unneeded",
                    Severity.WARNING,
                    f"数字没有增减，却填了“{text[:20]}”",
                    "请核对数字；没有增减的，删去这一格。",
                )
            return Typed(text, self.recorder, cell.ref if cell else None)
        if not needed:
            return self._default(ask)
        if demand:
            place = f"请在“{sheet}”{'科目' if ask.column else '编号'} {row} 一行填写。"
            self._ask(
                key,
                sentence,
                extra,
                (cell.ref if cell else CellRef(sheet),),
                "N-missing",
                Severity.ERROR,
                f"缺少“{ask.prompt}”",
                place,
            )
        # The mark of what is missing knows its cell too: whoever reviews the page is led to where words must stand.
        missing = self.data.kit.phrases.missing
        return Typed(missing, self.recorder, cell.ref) if cell is not None and cell.ref.cell else missing

    def _default(self, ask: Ask) -> str:
        return ask.default.replace("{self}", self.data.self_word).replace("{unit_name}", self.data.unit_name)

    def _ask(
        self,
        key: str,
        sentence: Sentence,
        extra: dict[str, Any],
        refs: tuple[CellRef, ...],
        rule: str,
        severity: Severity,
        what: str,
        advice: str,
    ) -> None:
        item = next((value for value in extra.values() if isinstance(value, Item)), None)
        about = (sentence.about or sentence.id) + (f"（{item.name}）" if item else "")
        self.findings.append(Finding(rule, severity, f"情况说明“{about}”：{what}", refs, advice))

    def _value(self, source: str, extra: dict[str, Any], *, text: bool = False) -> Any:
        context = {**self.context, **extra}
        if text:
            return kept_template(self.sandbox, source).render(context)
        return kept_template(self.sandbox, source, expression=True)(**context)

    def trial(self) -> Iterator[tuple[str, str, Exception]]:
        """Every sentence that cannot be rendered: its section, its id and why."""
        for section, sentence in self.data.kit.sentences():
            try:
                list(self._sentence(sentence))
            except FAULTS as error:
                yield section, sentence.id, error


def kept_template(sandbox: Any, source: str, *, expression: bool = False) -> Any:
    """A compiled sentence or expression, kept with its sandbox: many units of one kit share it."""
    kept = sandbox.globals.setdefault("_compiled", {})
    if (source, expression) not in kept:
        made = sandbox.compile_expression(source, undefined_to_none=False) if expression else None
        kept[source, expression] = made or compiled(sandbox, source)
    return kept[source, expression]


def split_lines(runs: Iterable[Run]) -> Iterator[tuple[Run, ...]]:
    """Runs as paragraphs: parted where a line ends, also within what a person typed; blanks at both ends and empty lines gone."""
    line: list[Run] = []
    for run in (*runs, Run("\n")):
        first, *others = run.text.split("\n")
        line.append(replace(run, text=first))
        for text in others:
            while line and not line[0].text.strip():
                line.pop(0)
            while line and not line[-1].text.strip():
                line.pop()
            if line:
                line[0] = replace(line[0], text=line[0].text.lstrip())
                line[-1] = replace(line[-1], text=line[-1].text.rstrip())
                yield tuple(line)
            line = [replace(run, text=text)]


def _unmarked(recorder: Recorder, marked: str) -> str:
    return "".join(run.text for run in recorder.runs(marked))


def unread_mark(ref: CellRef, source: str = "") -> Paragraph:
    """What stands in a review copy for words that need a cell which could not be read."""
    where = ref.address or "这份文件"
    text = f"【本段要用的“{where}”没有填或读不出来，改正后由程序写出】"
    return Paragraph((Run(text, Trace(Origin.TYPED, text, (ref,))),), source=source)


def plain_runs(text: str, ref: CellRef | None, recorder: Recorder) -> tuple[Run, ...]:
    """The runs of a text that a person typed."""
    return recorder.runs(str(Typed(text, recorder, ref)))
