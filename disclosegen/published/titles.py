"""Where the titles of printed tables stand, also where a bureau words them a little otherwise.

In: a :class:`~disclosegen.published.flow.Flow` and a kit.  Out: strips that may be the title of a table: those that are it to the letter,
else those that hold it among numbers, brackets and a unit's name, else those above the table's code, else the most like it.  A line of
the contents page is no title: no table follows it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

from ..kit.load import Kit
from ..workbook.values import normal
from .columns import ANY_YEAR
from .flow import Flow

LEADER = re.compile(r"[.．…·]{3,}\d*$|\d{1,3}$")
REACH = 8
"""Lines between a title and its table: code, unit's name, year, unit of money, each on one."""
LONGER = 30
"""Letters of a line besides the title that it holds."""
BEFORE = re.compile(r"^(?:附?表|附件|附)?[\d一二三四五六七八九十]{0,3}[:.、-]?[《〈\"“]?")
BEHIND = re.compile(r"(?:\([^()]{1,12}\)|续表?)$")
CLOSED = '》〉"”'
SENTENCE = re.compile(r"[,。;，；]")
NEAR = 0.8


@dataclass(frozen=True)
class Titles:
    """Looks for the titles of one kit's tables in one document."""

    flow: Flow
    kit: Kit

    def places(self, table: str, exact: Sequence[int]) -> list[int]:
        """Strips that may be a table's title.

        Args:
            table: Its id.
            exact: Strips that say the title to the letter, contents lines among them.
        """
        sure = [at for at in exact if self._heads(at)]
        if sure:
            return sure
        for found in (self._holding(table), self._coded(table), self._alike(table)):
            if places := [at for at in found if self._heads(at)]:
                return places
        return [at for at in exact if not self._in_contents(at)]

    def _heads(self, at: int) -> bool:
        """Whether a table follows a line, before any other title."""
        if self.flow.strips[at].is_row:
            return not self._in_contents(at)
        for strip in self.flow.strips[at + 1 : at + 1 + REACH]:
            if strip.is_row:
                return True
            if self._is_title(strip.folded):
                return False
        return False

    def _in_contents(self, at: int) -> bool:
        """Whether a line that no table follows is one of a contents page: other titles are its neighbours, or it ends in a page number."""
        strips = self.flow.strips
        near = [strips[other].folded for other in (at - 1, at + 1) if 0 <= other < len(strips)]
        return bool(LEADER.search(strips[at].folded)) or any(self._is_title(text) for text in near)

    def _is_title(self, text: str) -> bool:
        return LEADER.sub("", ANY_YEAR.sub("", text)) in self._names.values()

    @cached_property
    def _names(self) -> dict[str, str]:
        """Table → its title, folded, without a year."""
        return {table.id: _undated(normal(table.title)).replace("{year}", "") for table in self.kit.published}

    @cached_property
    def _lines(self) -> list[tuple[int, str]]:
        """Lines that are short enough for a title with something around it, without its year."""
        longest = max(map(len, self._names.values()), default=0) + LONGER
        found = []
        for at, strip in enumerate(self.flow.strips):
            filled = [cell for cell in strip.cells if cell]
            if len(filled) == 1 and len(strip.folded) <= longest and not SENTENCE.search(strip.folded):
                found.append((at, _undated(strip.folded)))
        return found

    def _holding(self, table: str) -> list[int]:
        """Lines that end with a title, but for brackets behind it; of titles that hold one another the longest counts."""
        return [at for at, name in self._held.items() if name == table]

    @cached_property
    def _held(self) -> dict[int, str]:
        """Line → the table whose title it holds."""
        found: dict[int, str] = {}
        for at, text in self._lines:
            forms = [text.rstrip(CLOSED), BEHIND.sub("", text).rstrip(CLOSED)]
            ending = [
                (len(name), table)
                for table, name in self._names.items()
                if name and any(form.endswith(name) for form in forms)
            ]
            if ending:
                found[at] = max(ending)[1]
        return found

    def _coded(self, table: str) -> list[int]:
        """Lines above, or of, the code that the format gives a table."""
        declared = self.kit.tables[table]
        code = normal(declared.code if declared.printed_code is None else declared.printed_code)
        if not code:
            return []
        found = []
        for at, strip in enumerate(self.flow.strips):
            if strip.folded == code:
                above = self.flow.strips[at - 1] if at else strip
                named = not above.is_row and normal(above.text).rstrip(")").endswith("表") and above.folded != code
                found.append(at - 1 if named else at)
        return found

    def _alike(self, table: str) -> list[int]:
        """Lines more like this table's title than like any other's."""
        return [at for at, name in self._likest.items() if name == table]

    @cached_property
    def _likest(self) -> dict[int, str]:
        found: dict[int, str] = {}
        for at, text in self._lines:
            if at in self._held or not text.rstrip(CLOSED).endswith("表"):
                continue
            bare = BEFORE.sub("", text).rstrip(CLOSED)
            ranked = sorted(
                (
                    (SequenceMatcher(None, name, bare, autojunk=False).ratio(), table)
                    for table, name in self._names.items()
                ),
                reverse=True,
            )
            if ranked and ranked[0][0] >= NEAR and (len(ranked) == 1 or ranked[0][0] > ranked[1][0]):
                found[at] = ranked[0][1]
        return found


def _undated(folded: str) -> str:
    return ANY_YEAR.sub("", folded).replace("年度", "").replace("年", "")
