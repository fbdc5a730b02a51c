"""A kit's sentence turned into a pattern: a small graph of fixed words, figures and free words.

In: a sentence's text and the few words about the unit.  Out: :class:`Pattern`.  Branches of ``if`` and ``for`` are ways through
the graph: their conditions are not evaluated, the way that the printed text takes tells which of them held.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from jinja2 import nodes

from ..kit.load import Kit
from ..kit.schema import Column
from ..kit.template import parse, parse_expression, split_each
from ..money import NumberStyle
from .sentences_slots import (
    Branch,
    Figure,
    Kind,
    Lists,
    Node,
    Of,
    Pattern,
    Phrase,
    Slot,
    Turn,
    Typed,
    Unreadable,
    Words,
    kind_of,
    table_name,
    text_of,
)
from .sentences_text import fold
from .sentences_wordings import like


def variables(each: str) -> Lists:
    """The loop variable of a sentence's ``each``."""
    if not each:
        return {}
    name, source = split_each(each)
    call = next(parse_expression(source).find_all(nodes.Call))
    return {name: call}


def pattern(kit: Kit, text: str, lists: Lists, unit_words: Mapping[str, str]) -> Pattern:
    """The pattern of a sentence; ``unit_words``: ``unit_name``, ``unit_kind`` and ``self_word`` of the document."""
    maker = _Maker(kit, unit_words)
    end = maker.node(Node(Kind.END))
    start = maker.sequence(parse(text).body, end, lists)
    return Pattern(maker.nodes, start, maker.longest(start))


class _Maker:
    """Builds from the last node to the first: every piece is told what follows it."""

    def __init__(self, kit: Kit, unit_words: Mapping[str, str]):
        self.kit, self.unit_words = kit, unit_words
        self.nodes: list[Node] = []

    def node(self, made: Node) -> int:
        self.nodes.append(made)
        return len(self.nodes) - 1

    def fork(self, ways: Sequence[int], slot: Slot | None = None) -> int:
        return self.node(Node(Kind.PASS, slot=slot, follow=list(ways)))

    def fixed(self, text: str, then: int, kind: Kind = Kind.FIXED) -> int:
        folded = fold(text)
        return self.node(Node(kind, folded, follow=[then])) if folded else then

    def compared(self, text: str, then: int, call: nodes.Call) -> int:
        """Fixed words of a phrase; those of a change have other wordings."""
        made = self.fixed(text, then)
        if made != then and isinstance(call.node, nodes.Name) and call.node.name == "change":
            self.nodes[made].like = like(self.nodes[made].text)
        return made

    def takes(self, kind: Kind, slot: Slot, then: int) -> int:
        return self.node(Node(kind, slot=slot, follow=[then]))

    def sequence(self, body: Sequence[nodes.Node], then: int, lists: Lists) -> int:
        for piece in reversed(body):
            then = self.piece(piece, then, lists)
        return then

    def piece(self, piece: nodes.Node, then: int, lists: Lists) -> int:
        match piece:
            case nodes.Output():
                return self.sequence(piece.nodes, then, lists)
            case nodes.TemplateData():
                return self.fixed(piece.data, then)
            case nodes.If():
                return self.branches(piece, then, lists)
            case nodes.For():
                return self.loop(piece, then, lists)
            case nodes.Expr():
                return self.slot(piece, then, lists, None)
        raise Unreadable(type(piece).__name__)

    def branches(self, piece: nodes.If, then: int, lists: Lists) -> int:
        before: list[tuple[nodes.Expr, bool]] = []
        ways: list[int] = []
        for step in (piece, *piece.elif_):
            ways.append(self.branch(step.body, ((step.test, True), *before), then, lists))
            before.append((step.test, False))
        ways.append(self.branch(piece.else_, tuple(before), then, lists))
        return self.fork(ways)

    def branch(
        self, body: Sequence[nodes.Node], held: tuple[tuple[nodes.Expr, bool], ...], then: int, lists: Lists
    ) -> int:
        mark = Branch(held, tuple(body), lists)
        end = self.fork([then], Branch(held, tuple(body), lists, ends=True))
        return self.fork([self.sequence(body, end, lists)], mark)

    def loop(self, piece: nodes.For, then: int, lists: Lists) -> int:
        assert isinstance(piece.target, nodes.Name) and isinstance(piece.iter, nodes.Call)
        again = self.fork([then])
        body = self.sequence(piece.body, again, {**lists, piece.target.name: piece.iter})
        turn = self.fork([body], Turn(piece.target.name))
        self.nodes[again].follow.insert(0, turn)
        return self.fork([turn, then])

    def slot(self, expr: nodes.Node, then: int, lists: Lists, style: str | None) -> int:
        match expr:
            case nodes.Const():
                return self.fixed(str(expr.value), then)
            case nodes.Filter():
                assert expr.node is not None
                return self.slot(expr.node, then, lists, expr.name)
            case nodes.Or():
                left = self.slot(expr.left, then, lists, style)
                right = self.slot(expr.right, then, lists, style)
                return self.fork([right, left])  # the last field that can hold it: the name rather than another word
            case nodes.Name():
                return self.name(expr.name, then, lists)
            case nodes.Call():
                return self.call(expr, then, lists)
            case nodes.Getattr(node=nodes.Name(name="typed")):
                return self.takes(Kind.FREE, Typed(expr.attr), then)
            case nodes.Getattr(node=nodes.Name(name="loop")):
                return self.takes(Kind.WHOLE, Of("loop", expr.attr, None), then)
            case nodes.Getattr(node=nodes.Name(name=variable)) if variable in lists:
                return self.item(variable, expr.attr, then, lists[variable], style)
            case nodes.Getattr() | nodes.Getitem() | nodes.Add() | nodes.Sub():
                return self.reference(expr, then, style)
        raise Unreadable(type(expr).__name__)

    def name(self, name: str, then: int, lists: Lists) -> int:
        if name in lists:
            return self.takes(Kind.FREE, Of(name, "", lists[name]), then)
        if name == "year":
            return self.fixed(str(self.kit.file.year), then)
        if name == "prior_year":
            return self.fixed(str(self.kit.prior_year), then)
        return self.fixed(self.unit_words[name], then, Kind.WORD)

    def item(self, variable: str, key: str, then: int, items: nodes.Call, style: str | None) -> int:
        column = self.record_column(items, key)
        numeric = column.kind != "text" and column.kind != "choice" if column else key in ("amount", "score", "rate")
        if not numeric:
            return self.takes(Kind.NAME if not column else Kind.FREE, Of(variable, key, items), then)
        printed = self.style(style, "text" if column is None or column.kind == "amount" else "count")
        if column is not None and column.kind == "decimal" and not style:
            printed = self.style("score", "text")
        return self.number(Of(variable, key, items, printed), printed, then)

    def record_column(self, items: nodes.Call, key: str) -> Column | None:
        """The column of a table of names that a key of a record stands for."""
        if not isinstance(items.node, nodes.Name) or items.node.name != "records" or key == "name":
            return None
        for name in ("projects", "project_texts", "project_money", table_name(items)):
            column = self.kit.tables[name].column(key) if name in self.kit.tables else None
            if column is not None:
                return column
        return None

    def reference(self, expr: nodes.Expr, then: int, style: str | None) -> int:
        kind = kind_of(self.kit, expr)
        if kind in ("text", "choice", "year"):
            return self.takes(Kind.FREE, Words(expr), then)
        printed = self.style(style, "text" if kind == "amount" else "count")
        return self.number(Figure(expr, printed), printed, then)

    def style(self, name: str | None, default: str) -> NumberStyle:
        styles = self.kit.numbers
        return styles[name] if name in styles else styles[default]

    def number(self, slot: Figure | Of | Phrase, style: NumberStyle, then: int) -> int:
        kind = Kind.WHOLE if style.decimals == 0 else Kind.NUMBER
        ways = [self.takes(kind, slot, then)]
        ways += [
            self.fixed(word, then)
            for word in dict.fromkeys((style.zero, style.blank))
            if word and not word.strip("0.").isdigit() and word.strip("0.")
        ]
        return ways[0] if len(ways) == 1 else self.fork(ways)

    def call(self, expr: nodes.Call, then: int, lists: Lists) -> int:
        assert isinstance(expr.node, nodes.Name)
        match expr.node.name:
            case "change":
                form = self.kit.phrases.change[text_of(expr.args[2])]
                ways = ("up", "down", "same", "up_no_base", "down_no_base")
                style = self.kit.numbers[form.amount]
                found = {way: getattr(form, way) for way in ways if getattr(form, way)}
                return self.wordings(expr, found, style, then)
            case "completion":
                words = self.kit.phrases.completion[text_of(expr.args[2])]
                return self.wordings(expr, {"text": words.text, "no_base": words.no_base}, None, then)
            case "percent":
                return self.takes(Kind.RATE, Phrase(expr, "text", "rate"), then)
            case "count" | "total":
                style = self.style(None, "count" if expr.node.name == "count" else "text")
                return self.number(Figure(expr, style), style, then)
        raise Unreadable(expr.node.name)

    def wordings(self, call: nodes.Call, words: Mapping[str, str], style: NumberStyle | None, then: int) -> int:
        """A phrase in each of its wordings; a wording that two cases share counts as the first."""
        ways = {text: self.wording(call, way, text, style, then) for way, text in reversed(words.items())}
        return self.fork([ways[text] for text in dict.fromkeys(words.values())])

    def wording(self, call: nodes.Call, way: str, text: str, style: NumberStyle | None, then: int) -> int:
        before, found, after = text.partition("{amount}")
        if found:
            assert style is not None
            then = self.wording_rate(call, way, after, then)
            then = self.number(Phrase(call, way, "amount", style), style, then)
            then = self.wording_rate(call, way, before, then)
        else:
            then = self.wording_rate(call, way, text, then)
        return self.fork([then], Phrase(call, way, ""))

    def wording_rate(self, call: nodes.Call, way: str, text: str, then: int) -> int:
        before, found, after = text.partition("{rate}")
        if not found:
            return self.compared(text, then, call)
        rate = self.takes(Kind.RATE, Phrase(call, way, "rate"), self.fixed(after, then))
        return self.compared(before, rate, call)

    def longest(self, start: int) -> int:
        """Fixed letters on the longest way through the graph, a loop taken once."""
        seen: dict[int, int] = {}

        def length(at: int, above: frozenset[int]) -> int:
            if at in above:
                return 0
            if at not in seen:
                node = self.nodes[at]
                own = len(node.text) if node.kind in (Kind.FIXED, Kind.WORD) else 0
                seen[at] = own + max((length(to, above | {at}) for to in node.follow), default=0)
            return seen[at]

        return length(start, frozenset())
