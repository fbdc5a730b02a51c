"""The words of forms: texts with slots, expressions and lists, filled for one project.

In: strings of the closed language and names by value.  Out: runs that remember their cells, values, items of a list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ..kit.template import environment, split_each
from .blocks import Run
from .facts import Recorder
from .form_words import Blank
from .narrative import Loop, kept_template

Names = dict[str, Any]
SLOT = re.compile(r"\{\{ (\w+)\.(\w+) \}\}")
"""A text that is one plain slot, as nearly every cell of a form is: filled as the template would, without its cost."""


class FormText:
    """Fills the texts of forms; ``styles`` are the names of the kit's number styles."""

    def __init__(self, recorder: Recorder, styles: tuple[str, ...]):
        self.recorder, self.sandbox = recorder, environment(styles)

    def value(self, source: str, names: Names) -> Any:
        """The value of an expression."""
        return kept_template(self.sandbox, source, expression=True)(**names)

    def runs(self, source: str, names: Names) -> tuple[Run, ...]:
        """A text with its slots filled; words of the kit and typed ones in runs of their own."""
        return self.recorder.runs(self._marked(source, names) if "{" in source else source)

    def _marked(self, source: str, names: Names) -> str:
        slot = SLOT.fullmatch(source)
        if slot is not None and slot[1] in names:
            return str(self.sandbox.getattr(names[slot[1]], slot[2]))
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
