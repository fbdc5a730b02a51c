"""The phrases and lists of the closed language: every function that a sentence may call.

In: facts.  Out: facts, rates, marked text or items.  The wording of changes and completion rates is the kit's
(``phrases.toml``); here is only when each wording applies.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ..findings import CellRef
from ..kit.load import Kit
from ..kit.reasons import REASONS, item_key
from ..kit.refs import expand_rows
from ..kit.schema import ChangeForm, Column, Line
from ..model.disclosure import Cell, Disclosure, Row
from ..money import Unit
from .facts import Fact, Rate, Recorder, Typed, fact
from .records import Record, records, total
from .trace import Origin, Term

PERCENT = re.compile(r"\d+(?:\.\d+)?%")
"""A rate that the kit's words hold where there is none to compute."""


@dataclass(frozen=True)
class Item:
    """One of a list: its name in running text, its code or key, and its figure."""

    name: str
    code: str
    amount: Fact
    called: str = ""
    category: str = ""
    subcategory: str = ""

    def lookup(self, key: str) -> str | Fact:
        """``name``, ``code``, ``amount``; ``called``: the kit's other name; an 项 has ``category`` and ``subcategory``."""
        return {
            "name": self.name,
            "code": self.code,
            "amount": self.amount,
            "called": self.called or self.name,
            "category": self.category,
            "subcategory": self.subcategory,
        }[key]


class RowView:
    """``t02.total`` with several value columns: ``.fiscal`` is a fact."""

    def __init__(self, view: TableView, row: Row | None, code: str):
        self.view, self.row, self.code = view, row, code

    def lookup(self, column: str) -> Fact:
        """The fact in a column."""
        return self.view.fact(self.row, column)


class TableView:
    """``t02``: ``.total`` is a row; ``t05[c]`` is the row of an item's code, blank where there is none."""

    def __init__(self, data: Disclosure, name: str, recorder: Recorder):
        self.data, self.name, self.recorder = data, name, recorder
        self.table = data.tables[name]

    def lookup(self, key: str | Item) -> RowView | Fact | Typed:
        """A row; the single cell of a row that has one value column."""
        code = key.code if isinstance(key, Item) else key
        row = self.table.by_key.get(code)
        if row is None:
            self.complete()
        columns = self.columns(row)
        if len(columns) == 1:
            cell = row.cells.get(columns[0]) if row else None
            if cell is not None and cell.value is None and cell.text is not None:
                return Typed(cell.text, self.recorder, cell.ref)
            return fact(cell, columns[0], self.recorder)
        return RowView(self, row, code)

    def complete(self) -> None:
        """Doubt a sentence that asks for rows of a table which is not there."""
        if self.table.missing is not None:
            self.recorder.doubt(self.table.missing)

    def read(self, cells: Iterable[Cell | None]) -> None:
        """Doubt a sentence that chooses by cells which could not be read."""
        for cell in cells:
            if cell is not None and not cell.known:
                self.recorder.doubt(cell.culprit)

    def columns(self, row: Row | None) -> list[str]:
        """Keys of a row's value columns; those of the first block for a row that is not there."""
        return list(row.cells) if row else [leaf.key for leaf in self.table.spec.blocks[0].values()]

    def fact(self, row: Row | None, column: str) -> Fact:
        """The fact of a row's cell."""
        if self.table.spec.column(column) is None:
            raise KeyError(column)
        return fact(row.cells.get(column) if row else None, column, self.recorder)


class Phrases:
    """The functions of the closed language, bound to one document's data."""

    def __init__(self, data: Disclosure, recorder: Recorder):
        self.data, self.recorder = data, recorder
        self.kit: Kit = data.kit
        self.compared: list[CellRef] = []

    def functions(self) -> Mapping[str, Callable[..., Any]]:
        """Every name that a sentence may call."""
        return {
            "change": self.change,
            "changed": self.changed,
            "completion": self.completion,
            "percent": self.percent,
            "count": self.count,
            "parts": self.parts,
            "categories": self.categories,
            "items": self.items,
            "subjects": self.subjects,
            "rows": self.rows,
            "names": self.names,
            "texts": self.texts,
            "records": self.records,
            "total": self.total,
        }

    # ------------------------------------------------------------ phrases

    def changed(self, now: Fact, before: Fact) -> bool:
        """Whether a change is printed: one that rounds to 0.00 is none; ``compared`` keeps the cells of both figures."""
        self.compared += [cell for cell in (*now.cells, *before.cells) if cell not in self.compared]
        return (now - before).styled("text").plain_text().lstrip("-") not in self._zeros()

    def change(self, now: Fact, before: Fact, form: str) -> str:
        """The change against a base in one of the kit's forms; no percentage on a zero base."""
        words = self.kit.phrases.change[form]
        if not self.changed(now, before):
            return words.same
        difference = now - before
        size = difference.size(words.amount)
        return _filled(self._pattern(words, difference, before), size, Rate(size, before, self.recorder))

    @staticmethod
    def _pattern(words: ChangeForm, difference: Fact, before: Fact) -> str:
        if difference.amount > 0:
            return words.up if before.amount else words.up_no_base
        return words.down if before.amount else words.down_no_base or words.down

    def _zeros(self) -> set[str]:
        style = self.recorder.styles["text"]
        return {style.zero or "", "0", "0." + "0" * (style.decimals or 0)}

    def completion(self, final: Fact, budget: Fact, form: str) -> str:
        """A completion rate; the kit's word where the budget is zero."""
        words = self.kit.phrases.completion[form]
        rate = Rate(final, budget, self.recorder)
        if not budget.amount:
            return PERCENT.sub(
                lambda found: self.recorder.mark(found[0], rate.trace(found[0], found[0])), words.no_base
            )
        return words.text.replace("{rate}", str(rate))

    def percent(self, part: Fact, base: Fact) -> Rate:
        """A share of a named base."""
        return Rate(part, base, self.recorder)

    def count(self, items: list[Any]) -> Fact:
        """How many a list holds."""
        style = self.recorder.styles["count"]
        places = [_places(item) for item in items]
        terms = tuple(Term(Decimal(1), style, cells) for cells in places)
        cells = tuple(dict.fromkeys(cell for found in places for cell in found))
        return Fact(Decimal(len(items)), Unit.ONE, cells, self.recorder, terms=terms, origin=Origin.COUNT)

    # ------------------------------------------------------------ lists

    def parts(self, row: RowView) -> list[Item]:
        """Columns of a row that are no totals and hold an amount."""
        block = row.view.table.spec.blocks[row.row.block if row.row else 0]
        items = [Item(_name(leaf), leaf.key, row.lookup(leaf.key)) for leaf in block.values() if not leaf.sum]
        return [item for item in items if item.amount]

    def categories(self, view: TableView, column: str, keep: str = "") -> list[Item]:
        """Categories (类) with an amount, and those that somebody explained under the ask ``keep``."""
        view.complete()
        view.read(row.cells[column] for row in view.table.rows if len(row.code) == 3)
        found = {row.code: row.name for row in view.table.rows if len(row.code) == 3 and row.cells[column].value}
        if keep:
            for code, name in self.kit.subjects["functional"].items():
                view.read([self.data.tables[REASONS].cell(item_key(keep, code), "text")])
                text = self.data.text(REASONS, item_key(keep, code))
                if len(code) == 3 and text and text != self.kit.phrases.not_listed:
                    found.setdefault(code, name)
        called = self.kit.phrases.called
        return [
            Item(name, code, view.fact(view.table.by_key.get(code), column), called.get(code, ""))
            for code, name in sorted(found.items())
        ]

    def items(self, *views: TableView) -> list[Item]:
        """Items (项) with an amount in any of the tables, by code; ``.amount`` is that of the first table."""
        rows = [row for view in views for row in view.table.rows if row.code]
        for view in views:
            view.complete()
            view.read(cell for row in view.table.rows if len(row.code) == 7 for cell in row.cells.values())
        names = {row.code: row.name for row in reversed(rows)}
        found = sorted(
            {row.code for row in rows if len(row.code) == 7 and any(cell.value for cell in row.cells.values())}
        )
        column = views[0].columns(None)[0]
        return [
            Item(
                names[code],
                code,
                views[0].fact(views[0].table.by_key.get(code), column),
                self.kit.phrases.called.get(code, ""),
                names.get(code[:3], ""),
                names.get(code[:5], ""),
            )
            for code in found
        ]

    def subjects(self, view: TableView, *codes: str) -> list[Item]:
        """Rows of a table with those codes that hold an amount, in the order asked for."""
        view.complete()
        items = [(view.table.by_key.get(code), code) for code in codes]
        return [Item(row.name, code, _only(view, row)) for row, code in items if row and _only(view, row)]

    def rows(self, view: TableView, *names: str) -> list[Item]:
        """Fixed lines with an amount; ``a..b`` is a range."""
        keys = [line.row_key for _, line in view.table.spec.lines()]
        lines = {line.row_key: line for _, line in view.table.spec.lines()}
        found = [(lines[key], view.table.by_key[key]) for _, key in expand_rows(names, keys)]
        return [Item(_name(line), line.row_key, _only(view, row)) for line, row in found if _only(view, row)]

    def names(self, view: TableView, column: str) -> list[Item]:
        """Distinct names of the lowest open rows with an amount in a column; equal names are added up."""
        view.complete()
        parents = {row.parent for row in view.table.rows}
        found: dict[str, Fact] = {}
        for row in view.table.rows:
            if row.texts and row.key not in parents and (amount := view.fact(row, column)):
                found[row.name] = found[row.name] + amount if row.name in found else amount
        return [Item(name, "", amount) for name, amount in found.items()]

    def texts(self, view: TableView) -> list[Typed]:
        """Paragraphs of a free-text table."""
        view.complete()
        view.read(cell for row in view.table.rows for cell in row.cells.values())
        return [Typed(cell.text or "", self.recorder, cell.ref) for cell in view.table.texts()]

    def records(self, view: TableView, *where: str) -> list[Record]:
        """The rows of a table of names; for the projects with their money and texts, only those with the given words."""
        return records(self.data, view.name, self.recorder, dict(zip(where[::2], where[1::2], strict=True)))

    def total(self, items: list[Record], key: str) -> Fact:
        """The sum of a column of a list."""
        return total(items, key, self.recorder)


def _filled(pattern: str, amount: Fact, rate: Rate) -> str:
    text = pattern.replace("{amount}", str(amount)) if "{amount}" in pattern else pattern
    return text.replace("{rate}", str(rate)) if "{rate}" in pattern else text


def _places(item: Any) -> tuple[CellRef, ...]:
    """The cells of one of a list."""
    if isinstance(item, Typed):
        return (item.ref,) if item.ref is not None else ()
    if isinstance(item, Record):
        return (item.ref,) if item.ref is not None else ()
    return item.amount.cells if isinstance(item, Item) else ()


def _name(spec: Column | Line) -> str:
    return spec.name or spec.label


def _only(view: TableView, row: Row) -> Fact:
    """The single figure of a row."""
    column = next(iter(row.cells))
    return fact(row.cells[column], column, view.recorder, Unit.WAN)
