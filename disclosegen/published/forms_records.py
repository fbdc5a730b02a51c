"""Records in the making: what printed forms say, as rows of the kit's tables of projects.

In: slots with what stands in them, row by row.  Out: values and open rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from ..kit.form_keys import FORM_CHOICE
from ..kit.grid import OpenRow
from ..kit.load import Kit
from ..kit.schema import Block, Column, Table
from ..kit.schema_forms import Form
from ..model.deviation import deviation
from ..money import EXACT, ZERO, Unit, from_base, round_half_up, to_base
from ..workbook.values import clean, normal
from .flow import Spot, Strip
from .forms_pattern import OPEN, Of, Pattern, Slot, folded_label
from .reading import Rate, Said

Words = tuple[str, Spot]


@dataclass
class _Indicator:
    level1: str
    level2: str
    sides: dict[int, dict[str, Words]] = field(default_factory=dict)


@dataclass
class _Record:
    """One printed form."""

    form: Form
    spot: Spot
    fields: dict[str, Words] = field(default_factory=dict)
    money: dict[str, dict[str, Words]] = field(default_factory=dict)
    indicators: list[_Indicator] = field(default_factory=list)
    scores: dict[str, Words] = field(default_factory=dict)
    tables: dict[str, list[dict[str, Words]]] = field(default_factory=dict)
    texts: dict[int, tuple[dict[str, Words], str]] = field(default_factory=dict)  # of the last row, by printed cell
    again: list[tuple[str, Words]] = field(default_factory=list)  # figures that stand there once more, and otherwise


class Records:
    """Takes forms in one after the other.

    Attributes:
        values: What was read so far.
        rates: Execution rates, printed beside what they follow from.
    """

    def __init__(self, kit: Kit):
        self.kit = kit
        self.values: list[Said] = []
        self.rows: dict[tuple[str, int], list[OpenRow]] = {}
        self.rates: list[Rate] = []
        self._named: set[str] = set()
        self._forms: list[tuple[Form, Spot]] = []

    def open_rows(self) -> dict[tuple[str, int], tuple[OpenRow, ...]]:
        """The open rows of all tables."""
        return {place: tuple(rows) for place, rows in self.rows.items()}

    def choice(self) -> Iterator[Said]:
        """Which form staff chose, where it is not the one that a blank means."""
        identity = self.kit.tables[self.kit.file.identity]
        line = identity.line(FORM_CHOICE)
        if line is None or not self._forms:
            return
        names = [form.name for form, _ in self._forms]
        name = max(dict.fromkeys(names), key=names.count)
        if name != line.default:
            spot = next(spot for form, spot in self._forms if form.name == name)
            yield Said((identity.id, FORM_CHOICE, identity.blocks[0].values()[0].key), name, spot, name)

    # ------------------------------------------------------------ filling

    def begin(self, form: Form, spot: Spot) -> Records:
        """A new form; rows and slots that follow are its own."""
        self.record = _Record(form, spot)
        self.level1 = self.level2 = ""
        return self

    def row(self, pattern: Pattern) -> None:
        """A new row."""
        if pattern.level1:
            self.level2 = pattern.level2 if pattern.level1 != self.level1 or pattern.level2 else self.level2
            self.level1 = pattern.level1
        self.level2 = pattern.level2 or self.level2
        self.source = ""
        self.current: dict[int, dict[str, Words]] = {}
        self.listed: dict[str, dict[str, Words]] = {}
        self.record.texts = {}

    def fill(self, slot: Slot, text: str, spot: Spot, cell: int, *, cut: bool = False) -> None:
        """A slot of the row; blank text says nothing."""
        text = clean(text)
        if not cut and text:
            text = _within(text, slot)
        if not text:
            return
        record = self.record
        match slot.of:
            case Of.RECORD:
                self._put(record.fields, slot.key, text, spot, cell)
            case Of.SOURCE:
                self.source = re.sub(r"\s", "", text)
            case Of.MONEY:
                word = self.source if slot.word == OPEN else slot.word
                if word or slot.word != OPEN:
                    record.money.setdefault(word, {})[slot.key] = (text, spot)
            case Of.SCORE:
                record.scores.setdefault(slot.word, (text, spot))
            case Of.LEVEL1:
                self.level1, self.level2 = re.sub(r"\s", "", text), ""
            case Of.LEVEL2:
                self.level2 = re.sub(r"\s", "", text)
            case Of.INDICATOR:
                self._put(self.current.setdefault(slot.side, {}), slot.key, text, spot, cell)
            case Of.ROW:
                self._put(self.listed.setdefault(slot.word, {}), slot.key, text, spot, cell)
            case _:
                pass

    def row_done(self) -> None:
        """The row is over: its indicators and listed rows are taken in."""
        record = self.record
        for table, words in self.listed.items():
            record.tables.setdefault(table, []).append(words)
        if any(words for words in self.current.values()):
            record.indicators.append(_Indicator(self.level1, self.level2, self.current))

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

    def _put(self, words: dict[str, Words], key: str, text: str, spot: Spot, cell: int) -> None:
        number = _number(text)
        if words is self.record.fields and key in words and number is not None:
            if not _same(words[key][0], number):
                self.record.again.append((key, (text, spot)))
            return
        words[key] = (words[key][0] + text, words[key][1]) if key in words else (text, spot)
        if number is None:
            self.record.texts[cell] = (words, key)

    # ------------------------------------------------------------ the end of a form

    def end(self) -> None:
        """The form is over: its rows and values."""
        record = self.record
        if record.form.of == "whole":
            self._whole(record)
            return
        name = record.fields.get("name", ("", record.spot))[0]
        filled = any(_number(one[0]) is not None for words in record.money.values() for one in words.values())
        if not filled and not _shown(record) and not set(record.fields) - {"name", "date"}:
            return  # a form that is kept back as a whole
        if not name:
            if record.indicators or filled:
                name = f"（第{len(self._named) + 1}张表，没有项目名称）"
            else:
                return
        self._forms.append((record.form, record.spot))
        name = "".join(name.split("\n"))
        name, doubt = self._own_name(name)
        key = self._open("projects", {"name": name})
        self._values("projects", key, record, record.fields, doubt)
        for again in record.again:
            self._values("projects", key, record, dict([again]))
        if any(column in _columns(self.kit.tables.get("project_texts")) for column in record.fields):
            row = self._open("project_texts", {"project": name})
            self._values("project_texts", row, record, record.fields)
        self._money(record, "project_money", {"project": name})
        self._indicators(record, "indicators", {"project": name})

    def _own_name(self, name: str) -> tuple[str, str]:
        """A name that no other project has: the tables are joined by it."""
        own, number = name, 1
        while normal(own) in self._named:
            number += 1
            own = f"{name}（{number}）"
        self._named.add(normal(own))
        return own, f"有几张表的项目名称相同，这一张的名称后面加了“（{number}）”" if number > 1 else ""

    def _whole(self, record: _Record) -> None:
        for key, (text, spot) in record.fields.items():
            table = self.kit.tables["whole"]
            line = table.line(key)
            if line is None or (key in COMPUTED and _same(text, self._computed(record).get(key))):
                continue
            column = next(
                one for number, other in table.lines() if other is line for one in table.blocks[number].values()
            )
            self._say(("whole", key, column.key), text, line.kind or column.kind, spot)
        self._money(record, "whole_money", {})
        self._indicators(record, "whole_indicators", {})
        for table, rows in record.tables.items():
            names = [leaf.key for leaf in self.kit.tables[table].blocks[0].leaves() if leaf.role == "name"]
            for words in rows:
                row = self._open(table, {key: words[key][0] for key in names if key in words})
                self._values(table, row, record, words)

    def _values(self, table: str, row: str, record: _Record, words: Mapping[str, Words], doubt: str = "") -> None:
        columns = _columns(self.kit.tables.get(table))
        computed = self._computed(record)
        for key, (text, spot) in words.items():
            if key == "office" and not OFFICE.search(text):
                continue  # a person's name: the published form names an office
            if key in columns and not (key in COMPUTED and _same(text, computed.get(key))):
                self._say((table, row, key), text, columns[key].kind, spot, doubt)
                doubt = ""

    def _money(self, record: _Record, table: str, of: dict[str, str]) -> None:
        columns = _columns(self.kit.tables.get(table))
        source = next((leaf for leaf in _leaves(self.kit.tables.get(table)) if leaf.total), None)
        total = record.money.pop("", {})
        self.rates += _rates(of.get("project", ""), record, total)
        score = record.fields.get("rate_score")
        for word, words in record.money.items():
            amounts = {key: one for key, one in words.items() if key in columns}
            if any(_number(text) for text, _ in amounts.values()):
                row = self._open(table, {**of, "source": word})
                for key, (text, spot) in amounts.items():
                    self._say((table, row, key), text, columns[key].kind, spot)
        if source is None:
            return
        kept = {key: one for key, one in total.items() if key in columns and not _same(one[0], _sum(record.money, key))}
        scores = [score] if score else []
        scores += [words for key, words in record.again if key == "rate_score"]
        computed = self._computed(record, total).get("rate_score")
        scores = [words for words in scores if "score" in columns and not _same(words[0], computed)]
        if kept or scores:
            row = self._open(table, {**of, "source": source.total})
            for key, (text, spot) in (*kept.items(), *(("score", words) for words in scores)):
                self._say((table, row, key), text, columns[key].kind, spot)
        record.money[""] = total

    def _indicators(self, record: _Record, table: str, of: dict[str, str]) -> None:
        columns = _columns(self.kit.tables.get(table))
        named = [
            words for one in record.indicators for words in one.sides.values() if "name" in words and len(words) > 1
        ]
        if all(any(WITHHELD in text for text, _ in words.values()) for words in named):
            return  # a form that keeps its indicators back prints the weights of the format alone
        scores = dict(record.scores)
        for one in _merged(record.indicators):
            level1, level2, words = one
            name = words.get("name", ("", record.spot))[0].replace("\n", "")
            row = self._open(table, {**of, "level1": level1, "level2": level2, "name": name})
            if level1 in scores and "score" not in words:
                words = {**words, "score": scores.pop(level1)}
            target, actual = (words.get(key, ("",))[0] for key in ("target", "actual"))
            for key, (text, spot) in words.items():
                if key == "deviation" and _same(text, _rounded(deviation(target, actual))):
                    continue
                if key in columns:
                    self._say((table, row, key), text, columns[key].kind, spot)

    def _computed(self, record: _Record, total: Mapping[str, Words] | None = None) -> dict[str, Decimal | None]:
        """What the program will print where it is left blank."""
        total = record.money.get("", {}) if total is None else total
        scale, result = record.form.rate_score, {}
        budget, executed = (_number(total.get(key, ("",))[0]) for key in ("budget", "executed"))
        if scale is not None and budget and executed is not None:
            rate = min(EXACT.divide(executed, budget), Decimal(1))
            result["rate_score"] = round_half_up(rate * scale.full, scale.decimals)
        given = record.fields.get("rate_score")
        rate_score = _number(given[0]) if given else result.get("rate_score")
        scores = [_number(words[0]) for words in record.scores.values()]
        scores += [
            _number(words["score"][0]) for one in record.indicators for words in one.sides.values() if "score" in words
        ]
        if any(one is not None for one in scores):
            result["score"] = sum((one for one in (*scores, rate_score) if one is not None), ZERO)
        return result

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

    def _typed(self, place: tuple[str, str, str], number: Decimal | None) -> Decimal | None:
        """An amount as it is typed: a form may print 元 where the workbook has 万元."""
        column = _columns(self.kit.tables[place[0]]).get(place[2])
        if number is None or column is None:
            return number
        return from_base(to_base(number, self.kit.numbers[self.record.form.style].unit), column.unit_in(None, Unit.WAN))

    def _say(self, place: tuple[str, str, str], text: str, kind: str, spot: Spot, doubt: str = "") -> None:
        quote = text if len(text) < 40 else text[:40] + "…"
        if kind in ("amount", "count", "decimal"):
            number = self._typed(place, _number(text)) if kind == "amount" else _number(text)
            if number is not None:
                self.values.append(Said(place, number, spot, quote, doubt))
            return
        self.values.append(Said(place, text, spot, quote, doubt))


WITHHELD = "不公开"
"""Stands where a form does not publish its indicators."""
OFFICE = re.compile(r"部|科|处|室|股|队|所|局|办|中心|组|站|院|校|会|长|任|岗|员")
"""A word of an office or a post. Who answers for a project is published as one of these, never by name."""
NUMBERED = re.compile(r"(?:指标\d*:?)+")
COMPUTED = ("score",)
"""Fields that the program works out where they are blank."""


def _shown(record: _Record) -> bool:
    """Whether a form shows an indicator: named, not just numbered, and not kept back."""
    return any(
        not any(WITHHELD in text or NUMBERED.fullmatch(normal(text)) for text, _ in words.values())
        for one in record.indicators
        for words in one.sides.values()
        if "name" in words and len(words) > 1
    )


def _rates(project: str, record: _Record, total: Mapping[str, Words]) -> Iterator[Rate]:
    """The execution rates of a form's lines of money."""
    printed = [("", words) for words in (record.fields.get("rate"), total.get("rate")) if words is not None]
    printed += [(word, words["rate"]) for word, words in record.money.items() if "rate" in words]
    for source, (text, spot) in printed:
        if (value := _number(text)) is not None:
            yield Rate(project, source, value, spot, text)


def _merged(indicators: Iterable[_Indicator]) -> Iterable[tuple[str, str, dict[str, Words]]]:
    """Indicators of lists that stand side by side: those of one name are one."""
    for one in indicators:
        found: dict[str, dict[str, Words]] = {}
        for words in one.sides.values():
            name = normal(words.get("name", ("",))[0])
            found[name] = {**found.get(name, {}), **words}
        for words in found.values():
            yield one.level1, one.level2, words


def _columns(table: Table | None) -> dict[str, Column]:
    return {leaf.key: leaf for block in _blocks(table) for leaf in block.values()}


def _leaves(table: Table | None) -> list[Column]:
    return [leaf for block in _blocks(table) for leaf in block.leaves()]


def _blocks(table: Table | None) -> tuple[Block, ...]:
    return table.blocks if table is not None else ()


def _number(text: str) -> Decimal | None:
    plain = re.sub(r"[\s,，%]", "", text)
    try:
        value = Decimal(plain)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def _same(text: str, value: Decimal | None) -> bool:
    return value is not None and _number(text) == value


def _rounded(value: Decimal | None) -> Decimal | None:
    return round_half_up(value, 2) if value is not None else None


def _sum(money: Mapping[str, Mapping[str, Words]], key: str) -> Decimal | None:
    found = [
        one for word, words in money.items() if word and key in words and (one := _number(words[key][0])) is not None
    ]
    return sum(found, ZERO) if found else None


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
