"""A performance form turned round: what each printed row of it may hold.

In: a form of the kit.  Out: :class:`Pattern`s in print order.  Lists with fixed words (``groups('产出指标', '数量指标')``) are
written out, one pattern each; other lists are patterns that repeat.  A text that spans several rows may stand in any of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from functools import cached_property

from jinja2 import nodes

from ..kit.schema_forms import FormCell, FormRow, FormTable
from ..kit.template import parse_expression, split_each
from ..workbook.values import normal

SLOT = re.compile(r"\{\{\s*(.*?)\s*\}\}")
FIELD = re.compile(r"(\w+)\.(\w+)(?:\s*\|\s*\w+)?")
MONEY = re.compile(r"money\((?:'([^']*)')?\)\.(\w+)(?:\s*\|\s*\w+)?")
SCORE = re.compile(r"score\('([^']*)'\)(?:\s*\|\s*\w+)?")
OTHERWISE = re.compile(r"(\{\{.*?) or '([^']*)'(.*?\}\})")
CHOICE = re.compile(r"\{% if .*?%\}(.*)\{% endif %\}", re.DOTALL)
BRANCH = re.compile(r"\{% (?:elif .*?|else) %\}")
FIGURES = ("weight", "score", "deviation", "rate_score", "rate")
MONEY_WORDS = ("source", "reason")
"""What is no amount in a line of money."""
WORDED = ("source", "level", "group")
LISTS = ("sources", "groups", "levels", "indicators", "filled", "records")


class Of(Enum):
    """What a slot belongs to."""

    RECORD = "record"
    MONEY = "money"
    SOURCE = "source"  # money of the source that the row itself names
    INDICATOR = "indicator"
    LEVEL1 = "level1"
    LEVEL2 = "level2"
    SCORE = "score"
    ROW = "row"
    NOISE = "noise"  # computed, counted, or put together: nothing to read


@dataclass(frozen=True)
class Slot:
    """A slot: what it belongs to, the key there, and the words printed around it.

    Attributes:
        word: Source of money, first level of a score, table of a row.
        side: Which of the lists that stand side by side; 0 for the first.
        instead: What is printed where there is nothing to say: it says nothing.
    """

    of: Of
    key: str = ""
    word: str = ""
    side: int = 0
    before: str = ""
    after: str = ""
    instead: tuple[str, ...] = ()

    @cached_property
    def is_figure(self) -> bool:
        """Whether only a number can stand in it."""
        if self.of in (Of.MONEY, Of.SOURCE):
            return self.key not in MONEY_WORDS
        return self.of is Of.SCORE or (self.of in (Of.INDICATOR, Of.RECORD) and self.key in FIGURES)


@dataclass(frozen=True)
class Item:
    """A box of a printed row: a literal (folded), a slot, or blank; ``spanning`` ones stand in any row that they reach over."""

    colspan: int
    text: str = ""
    slot: Slot | None = None
    spanning: bool = False


@dataclass(frozen=True)
class Pattern:
    """A row: its boxes, whether it may repeat, and the levels that it stands under ("" where the row says them itself)."""

    items: tuple[Item, ...]
    repeats: bool = False
    level1: str = ""
    level2: str = ""

    @cached_property
    def labels(self) -> frozenset[str]:
        """The literals that stand in every such row."""
        return frozenset(item.text for item in self.items if item.text and not item.spanning)


@dataclass(frozen=True)
class _Bound:
    """What a name of a list means."""

    of: str  # source, group, level, indicator, row
    word: str = ""
    level1: str = ""
    level2: str = ""
    number: int = 1
    fixed: bool = True


_Names = Mapping[str, _Bound]


def patterns(form: FormTable) -> tuple[Pattern, ...]:
    """Every row of a form's grid, in print order."""
    return tuple(_rows(form.rows, {}))


def folded_label(text: str) -> str:
    """A label for comparison, without the colon behind it."""
    return normal(text).rstrip(":")


def _rows(rows: tuple[FormRow, ...], names: _Names) -> Iterator[Pattern]:
    for row in rows:
        for inner, repeats in _bound(row, names):
            yield from _row(row, inner, repeats)


def _row(row: FormRow, names: _Names, repeats: bool) -> Iterator[Pattern]:
    """Cells side by side: a line for each line of the highest stack."""
    stacks = [list(_rows(cell.rows, names)) if cell.rows else None for cell in row.cells]
    height = max((len(stack) for stack in stacks if stack is not None), default=1)
    spans = height > 1 or any(line.repeats for stack in stacks if stack for line in stack)
    bound = next((one for one in reversed(names.values()) if one.of in ("group", "level", "indicator")), _Bound(""))
    for at in range(height):
        items: list[Item] = []
        again, level1, level2, side = repeats, bound.level1, bound.level2, 0
        for cell, stack in zip(row.cells, stacks, strict=True):
            if stack is None:
                items.append(replace(_item(cell, names), spanning=spans))
            elif at < len(stack):
                line = stack[at]
                items += (_on_side(item, side) for item in line.items)
                again = again or line.repeats
                level1, level2 = line.level1 or level1, line.level2 or level2
                side += 1
            else:
                items.append(Item(cell.colspan))
        yield Pattern(tuple(items), again, level1, level2)


def _on_side(item: Item, side: int) -> Item:
    if item.slot is None or not side or item.slot.of is not Of.INDICATOR:
        return item
    return replace(item, slot=replace(item.slot, side=side))


def _bound(row: FormRow, names: _Names) -> Iterator[tuple[_Names, bool]]:
    """The names that a row sees, once for each item that its list surely has; and whether more of the same may follow."""
    if not row.each:
        yield names, False
        return
    name, source = split_each(row.each)
    call = next(parse_expression(source, LISTS).find_all(nodes.Call))
    for one, repeats in _items(call, names):
        yield {**names, name: one}, repeats


def _items(call: nodes.Call, names: _Names) -> Iterator[tuple[_Bound, bool]]:
    assert isinstance(call.node, nodes.Name)
    words = [arg.value for arg in call.args if isinstance(arg, nodes.Const)]
    bound = next((names[arg.name] for arg in call.args if isinstance(arg, nodes.Name) and arg.name in names), None)
    match call.node.name:
        case "sources":
            for number, word in enumerate(words, 1):
                yield _Bound("source", word, number=number), False
            if not words:
                yield _Bound("source", fixed=False), True
        case "levels":
            for word in words:
                yield _Bound("level", word, level1=word), False
            if not words:
                yield _Bound("level", fixed=False), True
        case "groups":
            level1 = bound.level1 if bound else words[0]
            for number, word in enumerate(words[1:], 1):
                yield _Bound("group", word, level1, word, number), False
            if not words[1:]:
                yield _Bound("group", "", level1, fixed=False), True
        case "indicators":
            level1 = bound.level1 if bound else (words[0] if words else "")
            level2 = bound.level2 if bound else (words[1] if len(words) > 1 else "")
            yield _Bound("indicator", level1=level1, level2=level2), True
        case "filled":
            yield next(_items(next(one for one in call.args if isinstance(one, nodes.Call)), names))
        case "records":
            table = call.args[0]
            yield _Bound("row", table.name if isinstance(table, nodes.Name) else ""), True


def _item(cell: FormCell, names: _Names) -> Item:
    text = _written_out(cell.text, names)
    if "{" not in text:
        return Item(cell.colspan, folded_label(text))
    return Item(cell.colspan, slot=slot_of(text, names))


def _written_out(text: str, names: _Names) -> str:
    """A text with the words of fixed lists filled in."""

    def word(found: re.Match[str]) -> str:
        field = FIELD.fullmatch(found[1])
        bound = names.get(field[1]) if field else None
        if bound is not None and bound.of in WORDED and bound.fixed and field and field[2] in ("name", "source"):
            return bound.word
        if found[1] == "loop.index" and (last := next(reversed(names.values()), None)) and last.of in WORDED:
            return str(last.number)
        return found[0]

    return SLOT.sub(word, re.sub(r"\{% if loop\.first %\}.*?\{% endif %\}", "", text))


def as_pattern(text: str, between: str) -> str:
    """A text with slots as a pattern over folded text; ``between``: what a slot may hold."""
    return between.join(re.escape(normal(piece)) for piece in SLOT.split(text)[::2])


def slot_of(text: str, names: _Names | None = None) -> Slot:
    """The one slot of a text, or of the one branch of a choice that has any; noise where there are several."""
    instead: list[str] = []
    if whole := CHOICE.fullmatch(text):
        branches = BRANCH.split(whole[1])
        filled = [branch for branch in branches if SLOT.search(branch)]
        if len(filled) != 1:
            return Slot(Of.NOISE)
        text, instead = filled[0], [branch for branch in branches if branch not in filled]
    if otherwise := OTHERWISE.search(text):
        instead.append(otherwise[2])
        text = OTHERWISE.sub(r"\1\3", text)
    found = list(SLOT.finditer(text))
    if len(found) != 1 or "{%" in text:
        return Slot(Of.NOISE)
    before, after = text[: found[0].start()].strip(), text[found[0].end() :].strip()
    said = tuple(normal(one) for one in instead)
    return replace(_expression(found[0][1], names or {}), before=before, after=after, instead=said)


def _expression(text: str, names: _Names) -> Slot:
    if money := MONEY.fullmatch(text):
        return Slot(Of.MONEY, money[2], money[1] or "")
    if score := SCORE.fullmatch(text):
        return Slot(Of.SCORE, word=score[1])
    field = FIELD.fullmatch(text)
    if field is None:
        return Slot(Of.NOISE)
    name, key = field.groups()
    if name == "p":
        return Slot(Of.RECORD, key)
    bound = names.get(name, _Bound(""))
    match bound.of:
        case "source":
            return Slot(Of.MONEY, key, bound.word) if bound.fixed else Slot(Of.SOURCE, key)
        case "level":
            return Slot(Of.LEVEL1)
        case "group":
            return Slot(Of.LEVEL2)
        case "indicator":
            return Slot(Of.INDICATOR, key)
        case "row":
            return Slot(Of.ROW, key, bound.word)
        case _:
            return Slot(Of.NOISE)
