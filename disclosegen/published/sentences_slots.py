"""What the pieces of a sentence stand for, and the graph that they make.

In: nothing (types), and references of the closed language.  Out: the nodes of a
:class:`Pattern` and their slots.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from jinja2 import nodes

from ..kit.load import Kit
from ..kit.schema import Column, Table
from ..money import NumberStyle

Lists = Mapping[str, nodes.Call]
"""Loop variables and the lists that they run over."""


class Kind(Enum):
    """What a node takes."""

    PASS = auto()  # nothing: a fork, or a mark of a branch
    FIXED = auto()  # the kit's words
    WORD = auto()  # a word about the unit, which bureaus vary: 我单位 for 本单位
    WHOLE = auto()  # a whole number
    NUMBER = auto()
    RATE = auto()
    FREE = auto()  # a person's words
    NAME = auto()  # a name: no stop in it
    END = auto()


@dataclass(frozen=True)
class Typed:
    """A person's words of an ask."""

    ask: str


@dataclass(frozen=True)
class Words:
    """A text of a table."""

    expression: nodes.Expr


@dataclass(frozen=True)
class Figure:
    """A reference or a sum of references; ``style`` is how it is printed."""

    expression: nodes.Expr
    style: NumberStyle


@dataclass(frozen=True)
class Of:
    """What an item of a list says: ``c.name``, ``p.executed``; ``key`` is empty for the item itself."""

    variable: str
    key: str
    items: nodes.Call | None
    style: NumberStyle | None = None


@dataclass(frozen=True)
class Phrase:
    """A figure within a phrase.

    Attributes:
        call: The phrase: ``change``, ``completion``, ``percent``.
        way: Which wording: ``up``, ``down``, ``same``, ``up_no_base``, ``down_no_base``; ``text``, ``no_base``.
        part: ``amount`` or ``rate``; empty for the mark in front of it.
    """

    call: nodes.Call
    way: str
    part: str
    style: NumberStyle | None = None


@dataclass(frozen=True)
class Branch:
    """A branch begins (or ``ends``): what is true in it, and what is not."""

    conditions: tuple[tuple[nodes.Expr, bool], ...]
    body: tuple[nodes.Node, ...] = ()
    lists: Lists = field(default_factory=dict)
    ends: bool = False


@dataclass(frozen=True)
class Turn:
    """A turn of a ``for`` begins."""

    variable: str


Slot = Typed | Words | Figure | Of | Phrase | Branch | Turn


@dataclass
class Node:
    """A node: what it takes, its fixed text (folded), what it stands for, the nodes that may follow, and what says the same."""

    kind: Kind
    text: str = ""
    slot: Slot | None = None
    follow: list[int] = field(default_factory=list)
    like: re.Pattern[str] | None = None


@dataclass(frozen=True)
class Pattern:
    """A sentence as a graph from ``start`` to its single node of kind END."""

    nodes: Sequence[Node]
    start: int
    fixed: int
    """Letters of its fixed words, those of the longest branches."""

    def after(self, numbers: Sequence[int]) -> set[int]:
        """The nodes that take something among these and those that may follow without anything between."""
        seen: set[int] = set()
        work = list(numbers)
        while work:
            number = work.pop()
            if number not in seen:
                seen.add(number)
                if self.nodes[number].kind is Kind.PASS:
                    work += self.nodes[number].follow
        return {number for number in seen if self.nodes[number].kind is not Kind.PASS}


class Unreadable(ValueError):
    """A construct that cannot be turned round."""


def text_of(expr: nodes.Node) -> str:
    """The text of a literal."""
    assert isinstance(expr, nodes.Const)
    return str(expr.value)


def table_name(call: nodes.Call) -> str:
    """The table that a list is made of: ``texts(duties)``, ``parts(t02.total)``."""
    first = call.args[0]
    while isinstance(first, nodes.Getattr | nodes.Getitem):
        first = first.node
    assert isinstance(first, nodes.Name)
    return first.name


def path_of(expr: nodes.Node) -> tuple[str, nodes.Node | str, str] | None:
    """Table, row (its key, or the item's variable) and column of a reference; a column left out is empty."""
    column = ""
    if isinstance(expr, nodes.Getattr) and not isinstance(expr.node, nodes.Name):
        column, expr = expr.attr, expr.node
    if isinstance(expr, nodes.Getattr) and isinstance(expr.node, nodes.Name):
        return expr.node.name, expr.attr, column
    if isinstance(expr, nodes.Getitem) and isinstance(expr.node, nodes.Name):
        return expr.node.name, expr.arg, column
    return None


def kind_of(kit: Kit, expr: nodes.Node) -> str:
    """What a reference is: the kind of its line or column; of a sum, of its first part."""
    while isinstance(expr, nodes.Add | nodes.Sub):
        expr = expr.left
    if isinstance(expr, nodes.Call):
        return "amount"
    found = path_of(expr)
    if found is None or found[0] not in kit.tables:
        raise Unreadable(str(expr))
    table, (_, row, column) = kit.tables[found[0]], found
    line = table.line(row) if isinstance(row, str) else None
    spec = table.column(column) if column else _only_value(table)
    return (line.kind if line else None) or (spec.kind if spec else "amount")


def _only_value(table: Table) -> Column:
    return table.blocks[0].values()[0]
