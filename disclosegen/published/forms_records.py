"""Records in the making: what printed forms say, as rows of the kit's tables of projects.

In: slots with what stands in them, row by row.  Out: values and open rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches

from ..kit.form_keys import FORM_CHOICE
from ..kit.grid import OpenRow
from ..kit.load import Kit
from ..kit.schema import Block, Column, Table
from ..kit.schema_forms import Form
from ..model.deviation import deviation
from ..money import Unit, from_base, round_half_up, to_base
from ..workbook.values import clean, normal
from .flow import Spot, Strip
from .forms_computed import Words, grade_of, number, of_line, same, summed, total_score
from .forms_pattern import Of, Pattern, Slot, folded_label
from .reading import Said


@dataclass
class _Indicator:
    level1: str
    level2: str
    sides: dict[int, dict[str, Words]] = field(default_factory=dict)
    doubt: str = ""
    printed: str = ""  # what a page left of its level, or another word than the kit's


@dataclass
class _Record:
    """One printed form."""

    form: Form
    spot: Spot
    fields: dict[str, Words] = field(default_factory=dict)
    money: dict[str, dict[str, Words]] = field(default_factory=dict)
    indicators: list[_Indicator] = field(default_factory=list)
    named: set[str] = field(default_factory=set)  # sources that the form itself names
    scores: dict[str, Words] = field(default_factory=dict)
    tables: dict[str, list[dict[str, Words]]] = field(default_factory=dict)
    texts: dict[int, tuple[dict[str, Words], str]] = field(default_factory=dict)  # of the last row, by printed cell


class Records:
    """Takes forms in one after the other.

    Attributes:
        values: What was read so far.
    """

    def __init__(self, kit: Kit):
        self.kit = kit
        self.values: list[Said] = []
        self.rows: dict[tuple[str, int], list[OpenRow]] = {}
        self._named: set[str] = set()
        self._forms: list[tuple[Form, Spot]] = []

    def choice(self) -> Iterator[Said]:
        """The form that the projects are printed in, where the kit has the unit choose."""
        line = self.kit.tables[self.kit.file.identity].line(FORM_CHOICE)
        if line is None or not self._forms:
            return
        most = max((form for form, _ in self._forms), key=[form for form, _ in self._forms].count)
        spot = next(spot for form, spot in self._forms if form is most)
        column = self.kit.tables[self.kit.file.identity].blocks[0].values()[0].key
        yield Said((self.kit.file.identity, FORM_CHOICE, column), most.name, spot)

    def open_rows(self) -> dict[tuple[str, int], tuple[OpenRow, ...]]:
        """The open rows of all tables."""
        return {place: tuple(rows) for place, rows in self.rows.items()}

    # ------------------------------------------------------------ filling

    def begin(self, form: Form, spot: Spot) -> Records:
        """A new form; rows and slots that follow are its own."""
        self.record = _Record(form, spot)
        self.level1 = self.level2 = self.doubt = self.cut = ""
        style = self.kit.numbers.get(form.style)
        self.unit = style.unit if style is not None and style.unit.is_money else Unit.WAN
        self.called = {normal(printed): word for word, printed in form.names.items()}
        table = self.kit.tables.get("whole_indicators" if form.of == "whole" else "indicators")
        offered = [word for leaf in _leaves(table) if leaf.key in ("level1", "level2") for word in leaf.choices]
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
        text = clean(text)
        if not cut and text:
            text = _within(text, slot)
        if not text or normal(text) in slot.instead:
            return
        record = self.record
        match slot.of:
            case Of.RECORD:
                self._put(record.fields, slot.key, text, spot, cell)
            case Of.MONEY:
                self._put(record.money.setdefault(slot.word, {}), slot.key, text, spot, cell)
            case Of.SOURCE:
                self._put(self.line, slot.key, text, spot, cell)
            case Of.SCORE:
                record.scores.setdefault(slot.word, (text, spot))
            case Of.LEVEL1:
                (self.level1, self.doubt), self.level2 = self._level(text), ""
            case Of.LEVEL2:
                self.level2, self.doubt = self._level(text)
            case Of.INDICATOR:
                self._put(self.current.setdefault(slot.side, {}), slot.key, text, spot, cell)
            case Of.ROW:
                self._put(self.listed.setdefault(slot.word, {}), slot.key, text, spot, cell)
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
            record.indicators.append(_Indicator(self.level1, self.level2, self.current, self.doubt, self.cut))

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
                one.level2, one.doubt = whole, ""
            return whole, ""
        if not self.offered or normal(word) in self.offered:
            return self.offered.get(normal(word), word), ""
        near = get_close_matches(normal(word), self.offered, 1, ALIKE)
        if near and near[0].startswith(normal(word)):
            return self.offered[near[0]], ""  # shortened, or cut
        if near:
            return self.offered[near[0]], f"指标的级别印的是“{word}”，按“{self.offered[near[0]]}”读"
        return word, f"“{word}”不是模板里的一级、二级指标，这一行的各格可能读错了位置"

    def _put(self, words: dict[str, Words], key: str, text: str, spot: Spot, cell: int) -> None:
        words[key] = (words[key][0] + text, words[key][1]) if key in words else (text, spot)
        if number(text) is None:
            self.record.texts[cell] = (words, key)

    # ------------------------------------------------------------ the end of a form

    def end(self) -> None:
        """The form is over: its rows and values."""
        record = self.record
        if record.form.of == "whole":
            self._whole(record)
            return
        name = record.fields.get("name", ("", record.spot))[0]
        filled = any(number(one[0]) is not None for words in record.money.values() for one in words.values())
        if not filled and not _shown(record) and not set(record.fields) - {"name", "date"}:
            return  # a form that is kept back as a whole
        if not name:
            if record.indicators or filled:
                name = f"（第{len(self._named) + 1}张表，没有项目名称）"
            else:
                return
        name = "".join(name.split("\n"))
        name, doubt = self._own_name(name)
        self._forms.append((record.form, record.spot))
        key = self._open("projects", {"name": name})
        if "form" in (columns := _columns(self.kit.tables["projects"])):
            self._say(("projects", key, "form"), record.form.name, columns["form"], record.spot)
        self._values("projects", key, record, record.fields, doubt)
        if any(column in _columns(self.kit.tables.get("project_texts")) for column in record.fields):
            row = self._open("project_texts", {"project": name})
            self._values("project_texts", row, record, record.fields)
        self._money(record, "project_money", {"project": name})
        self._indicators(record, "indicators", {"project": name})

    def _own_name(self, name: str) -> tuple[str, str]:
        """A name that no other project has: the tables are joined by it."""
        own, count = name, 1
        while normal(own) in self._named:
            count += 1
            own = f"{name}（{count}）"
        self._named.add(normal(own))
        return own, f"有几张表的项目名称相同，这一张的名称后面加了“（{count}）”" if count > 1 else ""

    def _whole(self, record: _Record) -> None:
        for key, (text, spot) in record.fields.items():
            table = self.kit.tables["whole"]
            line = table.line(key)
            if line is None or self._is_computed(record, key, text):
                continue
            column = next(
                one for number, other in table.lines() if other is line for one in table.blocks[number].values()
            )
            self._say(("whole", key, column.key), text, column, spot, kind=line.kind)
        self._money(record, "whole_money", {})
        self._indicators(record, "whole_indicators", {})
        for table, rows in record.tables.items():
            names = [leaf.key for leaf in self.kit.tables[table].blocks[0].leaves() if leaf.role == "name"]
            for words in rows:
                row = self._open(table, {key: words[key][0] for key in names if key in words})
                self._values(table, row, record, words)

    def _values(self, table: str, row: str, record: _Record, words: Mapping[str, Words], doubt: str = "") -> None:
        columns = _columns(self.kit.tables.get(table))
        for key, (text, spot) in words.items():
            if key == "office" and not OFFICE.search(text):
                continue  # a person's name: the published form names an office
            if key in columns and not self._is_computed(record, key, text):
                self._say((table, row, key), text, columns[key], spot, doubt)
                doubt = ""

    def _is_computed(self, record: _Record, key: str, text: str) -> bool:
        """Whether a field says what the program works out anyway."""
        if key not in COMPUTED:
            return False
        value = self._computed(record, record.money.get("", {}))[key]
        return normal(text) == normal(value) if isinstance(value, str) else same(text, value)

    def _money(self, record: _Record, table: str, of: dict[str, str]) -> None:
        """A row for each source with money or, where the form names its own, for each source; one for a total that differs from their sum."""
        columns = _columns(self.kit.tables.get(table))
        source = next((leaf for leaf in _leaves(self.kit.tables.get(table)) if leaf.total), None)
        total = record.money.pop("", {})
        for word, words in record.money.items():
            computed = of_line(record.form, words)
            amounts = {key: one for key, one in words.items() if key in columns and not same(one[0], computed.get(key))}
            if word in record.named or any(number(text) for text, _ in amounts.values()):
                known, doubt = _source(word, source)
                row = self._open(table, {**of, "source": known})
                for key, (text, spot) in amounts.items():
                    self._say((table, row, key), text, columns[key], spot, doubt)
                    doubt = ""
        if source is None:
            return
        computed = of_line(record.form, total, total=True)
        kept = {
            key: one
            for key, one in total.items()
            if key in columns and not same(one[0], summed(record.money, key)) and not same(one[0], computed.get(key))
        }
        score = record.fields.get("rate_score")
        if score and "score" in columns and not same(score[0], computed.get("score")):
            kept["score"] = score
        if kept:
            row = self._open(table, {**of, "source": source.total})
            for key, (text, spot) in kept.items():
                self._say((table, row, key), text, columns[key], spot)
        record.money[""] = total

    def _indicators(self, record: _Record, table: str, of: dict[str, str]) -> None:
        columns = _columns(self.kit.tables.get(table))
        if not _shown(record):
            return  # a form that keeps its indicators back prints the weights of the format alone
        scores = dict(record.scores)
        for one in _merged(record.indicators):
            level1, level2, words, doubt = one
            name = words.get("name", ("", record.spot))[0].replace("\n", "")
            row = self._open(table, {**of, "level1": level1, "level2": level2, "name": name})
            if level1 in scores and "score" not in words:
                words = {**words, "score": scores.pop(level1)}
            unsure = bool(doubt) and normal(level2) not in self.offered
            target, actual = (words.get(key, ("",))[0] for key in ("target", "actual"))
            for key, (text, spot) in words.items():
                if key == "deviation" and same(text, _rounded(deviation(target, actual))):
                    continue
                if key in columns:
                    self._say((table, row, key), text, columns[key], spot, doubt, unsure=unsure)

    def _computed(self, record: _Record, total: Mapping[str, Words]) -> dict[str, Decimal | str | None]:
        """What the program will print of the record where it is left blank."""
        rate_score = of_line(record.form, total, total=True).get("score")
        given = record.fields.get("rate_score")
        rate_score = number(given[0]) if given else rate_score
        scores = [words[0] for words in record.scores.values()]
        scores += [words["score"][0] for one in record.indicators for words in one.sides.values() if "score" in words]
        typed = record.fields.get("score")
        score = total_score(scores, rate_score)
        return {"score": score, "grade": grade_of(record.form, number(typed[0]) if typed else score)}

    # ------------------------------------------------------------ tables

    def _open(self, table: str, texts: Mapping[str, str]) -> str:
        """A new row of names; its key."""
        number, block = next(
            (number, block) for number, block in enumerate(self.kit.tables[table].blocks) if block.open == "names"
        )
        rows = self.rows.setdefault((table, number), [])
        order = [leaf.key for leaf in block.leaves() if leaf.role == "name"]
        key = str(len(rows) + 1)
        rows.append(OpenRow(key, "", "", tuple((one, texts[one]) for one in order if texts.get(one))))
        return key

    def _say(
        self,
        place: tuple[str, str, str],
        text: str,
        column: Column,
        spot: Spot,
        doubt: str = "",
        *,
        unsure: bool = False,
        kind: str | None = None,
    ) -> None:
        """A value, as it is typed into its cell; ``kind``: of a line that has one of its own."""
        quote = text if len(text) < 40 else text[:40] + "…"
        kind = kind or column.kind
        if kind not in ("amount", "count", "decimal"):
            self.values.append(Said(place, text, spot, quote, doubt, unsure=unsure))
        elif (value := number(text)) is not None:
            if kind == "amount":
                value = from_base(to_base(value, self.unit), column.unit_in(None, Unit.WAN))
            self.values.append(Said(place, value, spot, quote, doubt, unsure=unsure))


NO_SOURCE = "（没有写资金来源）"
WITHHELD = "不公开"
"""Stands where a form does not publish its indicators."""
OFFICE = re.compile(r"部|科|处|室|股|队|所|局|办|中心|组|站|院|校|会|长|任|岗|员")
"""A word of an office or a post. Who answers for a project is published as one of these, never by name."""
ALIKE = 0.75
"""How alike a printed source is to the one of the kit that it is taken for."""
NUMBERED = re.compile(r"(?:指标\d*:?)+")
COMPUTED = ("score", "grade")
"""Fields that the program works out where they are blank."""


def _shown(record: _Record) -> bool:
    """Whether a form shows an indicator: named, not just numbered, and not kept back."""
    return any(
        not any(WITHHELD in text or NUMBERED.fullmatch(normal(text)) for text, _ in words.values())
        for one in record.indicators
        for words in one.sides.values()
        if "name" in words and len(words) > 1
    )


def _merged(indicators: Iterable[_Indicator]) -> Iterable[tuple[str, str, dict[str, Words], str]]:
    """Indicators of lists that stand side by side: those of one name are one."""
    for one in indicators:
        found: dict[str, dict[str, Words]] = {}
        for words in one.sides.values():
            name = normal(words.get("name", ("",))[0])
            found[name] = {**found.get(name, {}), **words}
        for words in found.values():
            yield one.level1, one.level2, words, one.doubt


def _columns(table: Table | None) -> dict[str, Column]:
    return {leaf.key: leaf for block in _blocks(table) for leaf in block.values()}


def _leaves(table: Table | None) -> list[Column]:
    return [leaf for block in _blocks(table) for leaf in block.leaves()]


def _blocks(table: Table | None) -> tuple[Block, ...]:
    return table.blocks if table is not None else ()


def _source(word: str, column: Column | None) -> tuple[str, str]:
    """A source as the kit offers it, and a doubt where it was printed otherwise."""
    offered = column.choices if column is not None else ()
    if word in offered:
        return word, ""
    near = get_close_matches(word, offered, 1, ALIKE)
    return (near[0], f"资金来源印的是“{word}”，按“{near[0]}”读") if near else (word, "")


def _rounded(value: Decimal | None) -> Decimal | None:
    return round_half_up(value, 2) if value is not None else None


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
