"""Records in the making: the slots of printed forms are taken in, row by row.

In: slots with what stands in them.  Out: a record for each form, written as rows of the kit's tables when it is over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from ..kit.load import Kit
from ..kit.schema_forms import Form
from ..workbook.values import clean, normal
from .flow import Spot, Strip
from .forms_computed import Words, amount, number
from .forms_pattern import Of, Pattern, Slot, folded_label
from .forms_record import ALIKE, Indicator, Record
from .forms_written import Written, leaves_of

NO_SOURCE = "（没有写资金来源）"
"""Money in a row that names no source."""

IN_FIGURE = re.compile(r"(?<=[\d.])\n(?=[\d.])(?!\d{1,2}[.、．)）](?!\d))")
"""A line end within a figure: behind it stands no number of a list."""


class Records:
    """Takes forms in one after the other.

    Attributes:
        written: The rows of those that are over.
        record: The one that was begun.
        levels: Words of the levels of its indicators, folded; empty where any word may stand there.
    """

    def __init__(self, kit: Kit):
        self.kit = kit
        self.written = Written(kit)

    def begin(self, form: Form, spot: Spot) -> Records:
        """A new form; rows and slots that follow are its own."""
        self.record = Record(form, spot)
        self.level1 = self.level2 = self.doubt = self.cut = ""
        self.called = {normal(printed): word for word, printed in form.names.items()}
        table = self.kit.tables.get("whole_indicators" if form.of == "whole" else "indicators")
        offered = [word for leaf in leaves_of(table) if leaf.key in ("level1", "level2") for word in leaf.choices]
        self.offered = {normal(word): word for word in offered} | self.called
        self.levels = (
            frozenset(folded_label(word) for word in (*offered, *form.names.values())) if offered else frozenset()
        )
        return self

    def row(self, pattern: Pattern) -> None:
        """A new row."""
        if pattern.level1:
            self.level2 = pattern.level2 if pattern.level1 != self.level1 or pattern.level2 else self.level2
            self.level1 = pattern.level1
        self.level2 = pattern.level2 or self.level2
        if pattern.level2:
            self.doubt = self.cut = ""
        self.current: dict[int, dict[str, Words]] = {}
        self.listed: dict[str, dict[str, Words]] = {}
        self.line: dict[str, Words] = {}
        self.record.texts = {}

    def fill(self, slot: Slot, text: str, spot: Spot, cell: int, *, cut: bool = False) -> None:
        """A slot of the row; blank text says nothing."""
        text = IN_FIGURE.sub("", clean(text))
        if not cut and text:
            text = _within(text, slot)
        if not text or normal(text) in slot.instead:
            return
        record = self.record
        match slot.of:
            case Of.RECORD:
                self._put(record.fields, slot.key, text, spot, cell, slot.is_figure)
            case Of.MONEY:
                self._put(record.money.setdefault(slot.word, {}), slot.key, text, spot, cell, slot.is_figure)
            case Of.SOURCE:
                self._put(self.line, slot.key, text, spot, cell, slot.is_figure)
            case Of.SCORE:
                record.scores.setdefault(slot.word, (text, spot))
            case Of.LEVEL1:
                (self.level1, self.doubt), self.level2 = self._level(text), ""
            case Of.LEVEL2:
                self.level2, self.doubt = self._level(text)
            case Of.INDICATOR:
                self._put(self.current.setdefault(slot.side, {}), slot.key, text, spot, cell, slot.is_figure)
            case Of.ROW:
                self._put(self.listed.setdefault(slot.word, {}), slot.key, text, spot, cell, slot.is_figure)
            case _:
                pass

    def row_done(self) -> None:
        """The row is over: its indicators and listed rows are taken in."""
        record = self.record
        if self.line:
            source = self._word(self.line.pop("source", ("", record.spot))[0])
            record.money.setdefault(source or NO_SOURCE, {}).update(self.line)
            record.named.add(source or NO_SOURCE)
        for table, words in self.listed.items():
            record.tables.setdefault(table, []).append(words)
        if any(words for words in self.current.values()):
            unsure = bool(self.doubt) and normal(self.level2) not in self.offered
            indicator = Indicator(self.level1, self.level2, self.current, self.doubt, unsure, self.cut)
            indicator.mend()
            record.indicators.append(indicator)

    def name(self, strip: Strip) -> None:
        """The project's name, which stands alone above the form's first row."""
        self._put(self.record.fields, "name", strip.text, strip.spot, 0)

    def goes_on(self, strip: Strip, known: Sequence[Pattern]) -> bool:
        """A row that a page break cut off: labels repeated, and the rest of the last text."""
        labels = {item.text for pattern in known for item in pattern.items if item.text}
        texts = [
            (at, cell) for at, cell in enumerate(strip.cells) if cell and not _piece_of(folded_label(cell), labels)
        ]
        before = self.record.texts
        if len(texts) > len(before):
            return False
        for at, text in texts:
            words, key = before[min(before, key=lambda cell: abs(cell - at))]
            words[key] = (words[key][0] + text, words[key][1])
        return True

    def _word(self, text: str) -> str:
        """A level or a source as the kit calls it: forms print some by other words."""
        return self.called.get(normal(text), re.sub(r"\s", "", text))

    def _level(self, text: str) -> tuple[str, str]:
        """A level as the kit calls it, and a doubt where it is none of the kit's: the row may be out of joint.

        Of a word that a page break cut, the first piece stands in an earlier row: its indicators are of that level too.
        """
        word = self._word(text)
        whole, cut = self.offered.get(normal(self.cut + word)), self.cut
        self.cut = "" if normal(word) in self.offered else word
        if cut and whole is not None:
            self.cut = ""
            for one in reversed(self.record.indicators):
                if one.printed != cut:
                    break
                one.level2, one.doubt, one.unsure = whole, "", False
            return whole, ""
        if not self.offered or normal(word) in self.offered:
            return self.offered.get(normal(word), word), ""
        near = get_close_matches(normal(word), self.offered, 1, ALIKE)
        if near and near[0].startswith(normal(word)):
            return self.offered[near[0]], ""  # shortened, or cut
        if near:
            return self.offered[near[0]], f"指标的级别印的是“{word}”，按“{self.offered[near[0]]}”读"
        return word, f"“{word}”不是模板里的一级、二级指标，这一行的各格可能读错了位置"

    def _put(
        self, words: dict[str, Words], key: str, text: str, spot: Spot, cell: int, is_figure: bool = False
    ) -> None:
        read = amount if is_figure else number
        if read(text) is None:
            self.record.texts[cell] = (words, key)
        elif key in words and read(words[key][0]) is not None:
            return  # a figure that is printed twice is no longer one
        words[key] = (words[key][0] + text, words[key][1]) if key in words else (text, spot)

    def end(self) -> None:
        """The form is over: its rows and values are written."""
        self.written.write(self.record)


def _within(text: str, slot: Slot) -> str:
    """A slot's own words without the literal ones around it in the same box."""
    if slot.before and normal(text).startswith(normal(slot.before)):
        text = text[len(slot.before) :]
    if slot.after and normal(text).endswith(normal(slot.after)):
        text = text[: -len(slot.after)]
    return text.strip()


def _piece_of(text: str, labels: Iterable[str]) -> bool:
    """Whether a text is a label or, cut by a page break, a piece of one."""
    return any(text in label for label in labels)
