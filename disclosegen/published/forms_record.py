"""What one printed form says, before it becomes rows of the kit's tables.

In: nothing (types, and what follows from them).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ..kit.schema_forms import Form
from ..workbook.values import normal
from .flow import Spot
from .forms_computed import Words

ALIKE = 0.75
"""How alike a printed source or level is to the one of the kit that it is taken for."""
WITHHELD = "不公开"
"""Stands where a form does not publish its indicators."""
FIGURE = re.compile(r"[≥≤＞＜><=＝]*[\d,.]+[%％]?")
LEAST_CUT = 4
"""Letters of the shortest text that is taken for the beginning of another."""
NO_UNIT = "无"
NUMBERED = re.compile(r"(?:指标\d*:?)+")


@dataclass
class Indicator:
    """A row of indicators.

    Attributes:
        level1, level2: As the kit calls them.
        sides: Its words by the list that they stand in, of lists that stand side by side.
        doubt: Why its level is in doubt, in Chinese.
        unsure: Whether the whole row may be out of joint.
        printed: What a page left of its level, or another word than the kit's.
    """

    level1: str
    level2: str
    sides: dict[int, dict[str, Words]] = field(default_factory=dict)
    doubt: str = ""
    unsure: bool = False
    printed: str = ""

    def mend(self) -> None:
        """Words that the print of one list cuts short, or that end in the 无 of a blank unit, are whole in the list beside it."""
        lists = list(self.sides.values())
        for one, other in [(one, other) for one in lists for other in lists if one is not other]:
            keys = [key for key in one if key != "name"], [key for key in other if key != "name"]
            for key, beside in [("name", "name"), *zip(*keys, strict=False)]:
                if key in one and beside in other and cut_from(one[key][0], other[beside][0]):
                    self.doubt = (
                        self.doubt or f"这一格印的是“{one[key][0]}”，像是被截断，按旁边的“{other[beside][0]}”读"
                    )
                    one[key] = (other[beside][0], one[key][1])

    def merged(self) -> Iterator[dict[str, Words]]:
        """The words of lists that stand side by side: those of one name are one."""
        found: dict[str, dict[str, Words]] = {}
        for words in self.sides.values():
            name = normal(words.get("name", ("",))[0])
            found[name] = {**found.get(name, {}), **words}
        yield from found.values()


@dataclass
class Record:
    """One printed form.

    Attributes:
        fields: Of the record itself, by column.
        money: By source, "" for all of them; then by column.
        named: Sources that the form itself names.
        scores: By first level.
        tables: Rows of further tables.
        texts: Of the last row, by printed cell: where a text that goes on belongs.
    """

    form: Form
    spot: Spot
    fields: dict[str, Words] = field(default_factory=dict)
    money: dict[str, dict[str, Words]] = field(default_factory=dict)
    indicators: list[Indicator] = field(default_factory=list)
    named: set[str] = field(default_factory=set)
    scores: dict[str, Words] = field(default_factory=dict)
    tables: dict[str, list[dict[str, Words]]] = field(default_factory=dict)
    texts: dict[int, tuple[dict[str, Words], str]] = field(default_factory=dict)

    @property
    def shown(self) -> bool:
        """Whether the form shows an indicator: named, not just numbered, and not kept back."""
        return any(
            not any(WITHHELD in text or NUMBERED.fullmatch(normal(text)) for text, _ in words.values())
            for one in self.indicators
            for words in one.sides.values()
            if "name" in words and len(words) > 1
        )


def cut_from(text: str, whole: str) -> bool:
    """Whether a text is the beginning of another one, or that and the 无 of a blank unit; of bare figures nobody can say."""
    one, other = normal(text), normal(whole)
    if one == other + NO_UNIT:
        return True
    return LEAST_CUT <= len(one) < len(other) and other.startswith(one) and not FIGURE.fullmatch(one)
