"""The words of forms: texts with slots, expressions and lists, filled for one project.

In: strings of the closed language and names by value.  Out: runs that remember their cells, values, items of a list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from ..kit.template import environment, split_each
from .blocks import Run
from .facts import Fact, Printed, Recorder, Typed
from .form_words import Blank
from .narrative import Loop, kept_template
from .trace import Origin, Trace

Names = dict[str, Any]
SLOT = re.compile(r"\{\{ (\w+)\.(\w+) \}\}")
"""A text that is one plain slot, as nearly every cell of a form is."""


class FormText:
    """Fills the texts of forms; ``styles`` are the names of the kit's number styles."""

    def __init__(self, recorder: Recorder, styles: tuple[str, ...]):
        self.recorder, self.sandbox = recorder, environment(styles)
        self.slots: dict[str, tuple[str, str] | None] = {}  # texts that are one plain slot, by their text

    def value(self, source: str, names: Names) -> Any:
        """The value of an expression."""
        return kept_template(self.sandbox, source, expression=True)(**names)

    def runs(self, source: str, names: Names) -> tuple[Run, ...]:
        """A text with its slots filled; words of the kit and typed ones in runs of their own."""
        return self.recorder.runs(self._marked(source, names) if "{" in source else source)

    def cell(self, source: str, names: Names) -> Printed:
        """A text as one string, and the traces of its figures as one: what :meth:`runs` gives, at a tenth of its cost for a slot."""
        if source not in self.slots:
            found = SLOT.fullmatch(source)
            self.slots[source] = (found[1], found[2]) if found else None
        slot = self.slots[source]
        if slot is not None and slot[0] in names:
            value = self.sandbox.getattr(names[slot[0]], slot[1])
            if isinstance(value, Fact | Typed):
                return self.recorder.kept(value.printed())
            return str(value), None
        runs = self.runs(source, names)
        traces = [run.trace for run in runs if run.trace is not None]
        return "".join(run.text for run in runs), _joined(traces) if traces else None

    def _marked(self, source: str, names: Names) -> str:
        # A form's cells share their names as they are; `render` would copy all of them for each.
        context = self.sandbox.context_class(self.sandbox, names, None, {})
        return "".join(kept_template(self.sandbox, source).root_render_func(context))

    def plain(self, source: str, names: Names) -> str:
        """The same as one string."""
        return "".join(run.text for run in self.runs(source, names))

    def items(self, each: str, names: Names, at_least: int = 0) -> Iterator[Names]:
        """The names that a row or block sees, once for each item of its list; ``at_least`` so many, the last ones blank."""
        if not each:
            yield names
            return
        name, source = split_each(each)
        found = list(self.value(source, names))
        found += [Blank()] * (at_least - len(found))
        for number, item in enumerate(found):
            yield {**names, name: item, "loop": Loop(number == 0, number == len(found) - 1, number + 1)}


def _joined(traces: Sequence[Trace]) -> Trace:
    """The traces of a text's figures as one."""
    if len(traces) == 1:
        return traces[0]
    cells = tuple(dict.fromkeys(ref for trace in traces for ref in trace.cells))
    return Trace(Origin.TYPED, "", cells)


def lines(runs: tuple[Run, ...]) -> Iterator[tuple[Run, ...]]:
    """The runs of each line of a text; empty lines are left out."""
    line: list[Run] = []
    for run in runs:
        first, *others = run.text.split("\n")
        line.append(Run(first, run.trace))
        for other in others:
            yield from _filled(line)
            line = [Run(other.lstrip(), run.trace)]
    yield from _filled(line)


def _filled(line: list[Run]) -> Iterator[tuple[Run, ...]]:
    kept = tuple(run for run in line if run.text)
    if "".join(run.text for run in kept).strip():
        yield kept
