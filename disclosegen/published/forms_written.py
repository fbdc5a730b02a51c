"""Printed forms become rows of the kit's tables of projects, or of the whole department.

In: what one form says after the other.  Out: values and open rows.  What the program computes is only taken where print differs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from difflib import get_close_matches

from ..kit.form_keys import FORM_CHOICE
from ..kit.grid import OpenRow
from ..kit.load import Kit
from ..kit.schema import Block, Column, Table
from ..kit.schema_forms import Form
from ..model.deviation import deviation
from ..money import Unit, from_base, plain, round_half_up, to_base
from ..workbook.values import normal
from .flow import Spot
from .forms_computed import Words, amount, grade_of, of_line, reading, same, summed, total_score, unreadable
from .forms_record import ALIKE, Record
from .reading import Lost, Namesake, Rate, Said

OFFICE = re.compile(r"部|科|处|室|股|队|所|局|办|中心|组|站|院|校|会|长|任|岗|员")
"""A word of an office or a post. Who answers for a project is published as one of these, never by name."""
COMPUTED = ("score", "grade")
"""Fields that the program works out where they are blank."""


class Written:
    """The rows of all forms.

    Attributes:
        values: What was read so far.
        rows: Open rows by table and block.
        rates: Execution rates, printed beside what they follow from.
        lost: What stands in a place for numbers and is none.
    """

    def __init__(self, kit: Kit):
        self.kit = kit
        self.rates: list[Rate] = []
        self.lost: list[Lost] = []
        self.values: list[Said] = []
        self.rows: dict[tuple[str, int], list[OpenRow]] = {}
        self._named: dict[str, Namesake] = {}
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

    def namesakes(self) -> tuple[Namesake, ...]:
        """Projects whose printed name another has too, or that have none."""
        names = [normal(one.name) for one in self._named.values()]
        return tuple(one for one in self._named.values() if not one.name or names.count(normal(one.name)) > 1)

    def open_rows(self) -> dict[tuple[str, int], tuple[OpenRow, ...]]:
        """The open rows of all tables."""
        return {place: tuple(rows) for place, rows in self.rows.items()}

    def write(self, record: Record) -> None:
        """A form that is over: its rows and values."""
        style = self.kit.numbers.get(record.form.style)
        self.unit = style.unit if style is not None and style.unit.is_money else Unit.WAN
        if record.form.of == "whole":
            self._whole(record)
            return
        name = record.fields.get("name", ("", record.spot))[0]
        filled = any(_is_figure(one[0]) for words in record.money.values() for one in words.values())
        if not filled and not record.shown and not set(record.fields) - {"name", "date"}:
            return  # a form that is kept back as a whole
        if not name and not record.indicators and not filled:
            return
        name, doubt = self._own_name("".join(name.split("\n")), record.spot)
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

    def _own_name(self, name: str, spot: Spot) -> tuple[str, str]:
        """A name that no other project has: the tables are joined by it."""
        own, count = name or f"（第{len(self._named) + 1}张表，没有项目名称）", 1
        while normal(own) in self._named:
            count += 1
            own = f"{name}（{count}）"
        self._named[normal(own)] = Namesake(name, own, spot)
        return own, f"有几张表的项目名称相同，这一张的名称后面加了“（{count}）”" if count > 1 else ""

    def _whole(self, record: Record) -> None:
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

    def _values(self, table: str, row: str, record: Record, words: Mapping[str, Words], doubt: str = "") -> None:
        columns = _columns(self.kit.tables.get(table))
        for key, (text, spot) in words.items():
            if key == "office" and not OFFICE.search(text):
                continue  # a person's name: the published form names an office
            if key in columns and not self._is_computed(record, key, text):
                unsure = key in COMPUTED and any(unreadable(one) for one in _scores(record))
                self._say((table, row, key), text, columns[key], spot, doubt, unsure=unsure)
                doubt = ""

    def _is_computed(self, record: Record, key: str, text: str) -> bool:
        """Whether a field says what the program works out anyway."""
        if key not in COMPUTED:
            return False
        value = self._computed(record, record.money.get("", {}))[key]
        return normal(text) == normal(value) if isinstance(value, str) else same(text, value)

    def _money(self, record: Record, table: str, of: dict[str, str]) -> None:
        """A row for each source with money or, where the form names its own, for each source; one for a total that differs from their sum."""
        columns = _columns(self.kit.tables.get(table))
        source = next((leaf for leaf in leaves_of(self.kit.tables.get(table)) if leaf.total), None)
        total = record.money.pop("", {})
        self.rates += _rates(of.get("project", ""), record, total)
        self._mend(record, total, columns)
        for word, words in record.money.items():
            computed = of_line(record.form, words)
            amounts = {key: one for key, one in words.items() if key in columns and not same(one[0], computed.get(key))}
            if word in record.named or any(
                amount(text) or (unreadable(text) and columns[key].kind != "text") for key, (text, _) in amounts.items()
            ):
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

    def _mend(self, record: Record, total: dict[str, Words], columns: Mapping[str, Column]) -> None:
        """A figure that cannot be read, where the line of the only source and that of the total say the same, is that of the other."""
        figures = [key for key, column in columns.items() if column.kind != "text"]
        only = next(iter(record.money.values())) if len(record.money) == 1 else {}
        for key in figures:
            if key in only and key in total and unreadable(only[key][0]) and not unreadable(total[key][0]):
                self._other(columns[key], only[key], total[key][0])
                only[key] = total[key]
            elif key in total and unreadable(total[key][0]) and (known := summed(record.money, key)) is not None:
                self._other(columns[key], total[key], plain(known))
                total[key] = (plain(known), total[key][1])

    def _other(self, column: Column, words: Words, other: str) -> None:
        self.lost.append(Lost(words[1], words[0], f"{_no_number(column)}，按同一张表里的“{other}”填"))

    def _indicators(self, record: Record, table: str, of: dict[str, str]) -> None:
        columns = _columns(self.kit.tables.get(table))
        if not record.shown:
            return  # a form that keeps its indicators back prints the weights of the format alone
        scores = dict(record.scores)
        for one, words in ((each, words) for each in record.indicators for words in each.merged()):
            name = words.get("name", ("", record.spot))[0].replace("\n", "")
            row = self._open(table, {**of, "level1": one.level1, "level2": one.level2, "name": name})
            if one.level1 in scores and "score" not in words:
                words = {**words, "score": scores.pop(one.level1)}
            target, actual = (words.get(key, ("",))[0] for key in ("target", "actual"))
            for key, (text, spot) in words.items():
                if key == "deviation" and same(text, _rounded(deviation(target, actual))):
                    continue
                if key in columns:
                    self._say((table, row, key), text, columns[key], spot, one.doubt, unsure=one.unsure)

    def _computed(self, record: Record, total: Mapping[str, Words]) -> dict[str, Decimal | str | None]:
        """What the program will print of the record where it is left blank."""
        rate_score = of_line(record.form, total, total=True).get("score")
        given = record.fields.get("rate_score")
        rate_score = amount(given[0]) if given else rate_score
        typed = record.fields.get("score")
        score = total_score(_scores(record), rate_score)
        return {"score": score, "grade": grade_of(record.form, amount(typed[0]) if typed else score)}

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
            return
        read = reading(text, self.unit if kind == "amount" else Unit.ONE)
        if read.problem:
            self.lost.append(Lost(spot, text, _no_number(column)))
        elif isinstance(value := read.value, Decimal):
            if kind == "amount":
                value = from_base(to_base(value, self.unit), column.unit_in(None, Unit.WAN))
            self.values.append(Said(place, value, spot, quote, doubt or read.doubt, unsure=unsure))


def _scores(record: Record) -> list[str]:
    """The scores of levels and indicators, as printed."""
    scores = [words[0] for words in record.scores.values()]
    return scores + [words["score"][0] for one in record.indicators for words in one.sides.values() if "score" in words]


def _no_number(column: Column) -> str:
    return f"绩效表的“{column.label}”读不成数字"


def _is_figure(text: str) -> bool:
    """Whether a figure stands there, be it one that cannot be read; words such as a reason are none."""
    return amount(text) is not None or (unreadable(text) and any(letter.isdigit() for letter in text))


def leaves_of(table: Table | None) -> list[Column]:
    """Every column of a table, names among them; none where there is no table."""
    return [leaf for block in _blocks(table) for leaf in block.leaves()]


def _columns(table: Table | None) -> dict[str, Column]:
    return {leaf.key: leaf for block in _blocks(table) for leaf in block.values()}


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


def _rates(project: str, record: Record, total: Mapping[str, Words]) -> Iterator[Rate]:
    """The execution rates of a form's lines of money."""
    printed = [("", words) for words in (record.fields.get("rate"), total.get("rate")) if words is not None]
    printed += [(word, words["rate"]) for word, words in record.money.items() if "rate" in words]
    for source, (text, spot) in printed:
        if (value := amount(text)) is not None:
            yield Rate(project, source, value, spot, text)
