"""Which cells of the workbook a sentence's figures and items stand for, and what is known of them.

In: a kit's expressions and the data known so far.  Out: places, values in base units, and the codes of items named in print.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property

from jinja2 import nodes

from ..findings import CellRef
from ..kit.load import Kit
from ..kit.refs import block_of, expand_rows
from ..kit.schema import Column, Line
from ..model.disclosure import Cell, Disclosure, Row, State
from ..model.projects import MONEY, PROJECTS, TEXTS
from ..money import Unit, from_base, to_base
from ..workbook.content import Place
from .sentences_search import Step
from .sentences_slots import path_of, table_name
from .sentences_text import fold

NEAR = 0.6
"""How alike a printed name and a known one must be."""
Terms = tuple[tuple[int, Place], ...]


@dataclass
class Turned:
    """An item of a list as it was printed: where each of its fields stands; its code or key once that is known.

    ``slipped``: its printed name is not quite the one that is known.
    """

    variable: str
    items: nodes.Call | None
    fields: dict[str, Step] = field(default_factory=dict)
    code: str = ""
    slipped: bool = False


Turns = Mapping[str, Turned]


class Places:
    """The cells of a kit's workbook, and what is known of them."""

    def __init__(self, kit: Kit, known: Disclosure):
        self.kit, self.known = kit, known

    # ------------------------------------------------------------ references

    def terms(self, expr: nodes.Node, turns: Turns) -> Terms | None:
        """The cells whose sum an expression is; None where it is none, or its item has no code."""
        if isinstance(expr, nodes.Add | nodes.Sub):
            left, right = self.terms(expr.left, turns), self.terms(expr.right, turns)
            turn = -1 if isinstance(expr, nodes.Sub) else 1
            return (*left, *((turn * sign, place) for sign, place in right)) if left and right else None
        if isinstance(expr, nodes.Getattr) and isinstance(expr.node, nodes.Name) and expr.node.name in turns:
            turned = turns[expr.node.name]
            place = self.item_place(turned) if expr.attr == "amount" else None
            return ((1, place),) if place else None
        place = self.place(expr, turns)
        return ((1, place),) if place else None

    def place(self, expr: nodes.Node, turns: Turns) -> Place | None:
        """The cell of a reference."""
        found = path_of(expr)
        if found is None or found[0] not in self.kit.tables:
            return None
        table, row, column = found
        if isinstance(row, nodes.Name):
            row = turns[row.name].code if row.name in turns else ""
        elif isinstance(row, nodes.Const):
            row = str(row.value)
        if not isinstance(row, str) or not row:
            return None
        return table, row, column or self.only_column(table, row)

    def only_column(self, table: str, row: str) -> str:
        """The value column of a row that has one."""
        block = block_of(self.kit.tables[table], row) or self.kit.tables[table].blocks[0]
        line = self.kit.tables[table].line(row)
        return next((leaf.key for leaf in block.values() if line is None or line.holds(leaf.key)), "")

    def is_input(self, place: Place) -> bool:
        """Whether a cell stands in no printed table."""
        return not self.kit.tables[place[0]].published

    def unit(self, place: Place) -> Unit:
        """The unit that a cell is filled in, in a workbook in 万元."""
        table = self.kit.tables[place[0]]
        column = table.column(place[2])
        return column.unit_in(table.line(place[1]), Unit.WAN) if column else table.unit

    def typed(self, place: Place, value: Decimal) -> Decimal:
        """A value in base units as it is typed into a workbook in 万元."""
        return from_base(value, self.unit(place))

    def value(self, place: Place) -> Decimal | None:
        """What is known of a cell, in base units; None for a blank or unknown one."""
        cell = self.known.tables[place[0]].cell(place[1], place[2])
        return cell.value if cell is not None and cell.known else None

    def is_computed(self, place: Place) -> bool:
        """Whether the program made the value of a cell that is blank in print."""
        cell = self.known.tables[place[0]].cell(place[1], place[2])
        return cell is not None and cell.state is State.COMPUTED

    def record_column(self, key: str) -> tuple[str, Column] | None:
        """The table and column where a project's ``p.key`` stands."""
        for name in (PROJECTS, TEXTS, MONEY):
            column = self.kit.tables[name].column(key) if name in self.kit.tables else None
            if column is not None and column.role == "value":
                return name, column
        return None

    # ------------------------------------------------------------ items

    def item_place(self, turned: Turned) -> Place | None:
        """The cell of an item's figure."""
        if turned.items is None or not turned.code:
            return None
        name, table = _called(turned.items), table_name(turned.items)
        match name:
            case "parts":
                found = path_of(turned.items.args[0])
                return (table, str(found[1]), turned.code) if found else None
            case "categories":
                column = turned.items.args[1]
                return (table, turned.code, str(column.value)) if isinstance(column, nodes.Const) else None
            case "items":
                return table, turned.code, self.kit.tables[table].blocks[0].values()[0].key
            case "subjects" | "rows":
                return table, turned.code, self.only_column(table, turned.code)
        return None

    def recognise(self, turned: Turned, texts: Mapping[str, str]) -> None:
        """Give an item the code that its printed names (by field, folded) stand for."""
        if turned.items is None or _called(turned.items) in ("names", "texts", "records"):
            return
        if _called(turned.items) == "items" and "category" in texts:
            turned.code, turned.slipped = self.subject(
                texts["category"], texts.get("subcategory", ""), texts.get("name", "")
            )
            return
        printed = texts.get("called") or texts.get("name") or ""
        turned.code, turned.slipped = nearest(printed, self.candidates(turned.items, "called" in texts))

    def candidates(self, items: nodes.Call, called: bool) -> dict[str, str]:
        """Folded names of all items that a list may hold → their codes."""
        table = self.kit.tables[table_name(items)]
        match _called(items):
            case "parts":
                return {
                    fold(_name(leaf)): leaf.key for block in table.blocks for leaf in block.values() if not leaf.sum
                }
            case "categories" | "items":
                return self.called if called else self.classes[3 if _called(items) == "categories" else 7]
            case "subjects":
                codes = [str(arg.value) for arg in items.args[1:] if isinstance(arg, nodes.Const)]
                return {fold(row.name): row.code for row in self._rows(table.id) if row.code in codes}
        keys = [line.row_key for _, line in table.lines()]
        asked = tuple(str(arg.value) for arg in items.args[1:] if isinstance(arg, nodes.Const))
        wanted = {key for _, key in expand_rows(asked, keys)}
        return {fold(_name(line)): line.row_key for _, line in table.lines() if line.row_key in wanted}

    @cached_property
    def called(self) -> dict[str, str]:
        """The kit's other names."""
        return {fold(name): code for code, name in self.kit.phrases.called.items()}

    @cached_property
    def classes(self) -> dict[int, dict[str, str]]:
        """Names of functional subjects by length of code; those that the tables print come first."""
        found: dict[int, dict[str, str]] = {3: {}, 5: {}, 7: {}}
        for code, name in self.kit.subjects["functional"].items():
            found[len(code)][fold(name)] = code
        for row in self.printed_subjects:
            found[len(row.code)][fold(row.name)] = row.code
        return found

    @cached_property
    def printed_subjects(self) -> tuple[Row, ...]:
        """Rows of functional subjects in all tables."""
        return tuple(
            row
            for table in self.known.tables.values()
            for row in table.rows
            if row.code and len(row.code) in (3, 5, 7) and table.spec.blocks[row.block].open == "functional"
        )

    def _rows(self, table: str) -> tuple[Row, ...]:
        return self.known.tables[table].rows

    @cached_property
    def tree(self) -> dict[str, dict[str, str]]:
        """Code of a subject, empty for the top → names of those below it → their codes."""
        found: dict[str, dict[str, str]] = {}
        named = [(code, name) for code, name in self.kit.subjects["functional"].items()]
        named += [(row.code, row.name) for row in self.printed_subjects]
        for code, name in named:
            found.setdefault(code[:-2] if len(code) > 3 else "", {})[fold(name)] = code
        return found

    def subject(self, category: str, subcategory: str, name: str) -> tuple[str, bool]:
        """The code of an 项 by the names of its 类, 款 and its own, and whether a name differs; empty when it is not known."""
        first, one = nearest(category, self.tree.get("", {}))
        second, two = nearest(subcategory, self.tree.get(first, {})) if first else ("", False)
        third, three = nearest(name, self.tree.get(second, {})) if second else ("", False)
        return third, one or two or three


def nearest(printed: str, names: Mapping[str, str]) -> tuple[str, bool]:
    """The code of a name, and whether it is only nearly that name; empty when none is near."""
    if printed in names:
        return names[printed], False
    doubled = printed[: len(printed) // 2]
    if doubled * 2 == printed and doubled in names:
        return names[doubled], True
    near = difflib.get_close_matches(printed, list(names), 1, NEAR)
    return (names[near[0]], True) if near else ("", False)


def _called(call: nodes.Call) -> str:
    assert isinstance(call.node, nodes.Name)
    return call.node.name


def _name(spec: Column | Line) -> str:
    return spec.name or spec.label


# ---------------------------------------------------------------- what was read, put in


def with_values(known: Disclosure, values: Mapping[Place, Decimal | str]) -> Disclosure:
    """The data with values (as typed into a workbook in 万元) in their cells; rows that are not there are added."""
    by_table: dict[str, dict[str, dict[str, Decimal | str]]] = {}
    for (table, row, column), value in values.items():
        if table in known.tables:
            by_table.setdefault(table, {}).setdefault(row, {})[column] = value
    tables = dict(known.tables)
    for name, rows in by_table.items():
        table = tables[name]
        kept = [_filled(row, rows.get(row.key, {})) for row in table.rows]
        there = {row.key for row in table.rows}
        blank = [leaf for block in table.spec.blocks for leaf in block.values()]
        added = [
            _filled(_new(key, tuple(blank), table.spec.sheet), cells) for key, cells in rows.items() if key not in there
        ]
        tables[name] = replace(table, rows=(*kept, *added))
    return replace(known, tables=tables)


def _new(key: str, leaves: tuple[Column, ...], sheet: str) -> Row:
    cells = {
        leaf.key: Cell(None, None, leaf.unit_in(None, Unit.WAN), State.BLANK, CellRef(sheet), added=True)
        for leaf in leaves
    }
    return Row(key, key if key.isdigit() and len(key) in (3, 5, 7) else "", "", 0, cells)


def _filled(row: Row, values: Mapping[str, Decimal | str]) -> Row:
    cells = dict(row.cells)
    for column, value in values.items():
        if column not in cells:
            continue
        if isinstance(value, Decimal):
            cells[column] = replace(cells[column], value=to_base(value, _wan(cells[column])), state=State.FILLED)
        else:
            cells[column] = replace(cells[column], text=value, state=State.FILLED)
    return replace(row, cells=cells) if values else row


def _wan(cell: Cell) -> Unit:
    """The unit of a cell's value in a workbook in 万元: whatever money unit the data at hand was typed in."""
    return Unit.WAN if cell.unit.is_money else cell.unit
