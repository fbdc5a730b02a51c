"""What the sentences that were found say: figures, words, choices and lists, by the places of the workbook.

In: sentences in their places and the data known so far.  Out: :class:`Heard`, statements that :mod:`sentences_settled` makes
values of.  A printed table's figure gives nothing here: the table counts.
"""

from __future__ import annotations

from decimal import Decimal

from jinja2 import nodes

from ..kit.reasons import asked_at
from ..kit.schema import Ask
from ..kit.template import parse_expression
from ..money import NumberStyle, Unit, to_base
from .sentences_chain import Placed
from .sentences_heard import Amount, Change, Heard, Item, Listed, Stretch, Text, figure
from .sentences_places import Places, Terms, Turned, Turns
from .sentences_search import Step
from .sentences_slots import Branch, Figure, Kind, Of, Phrase, Slot, Turn, Typed, Words, table_name
from .sentences_text import Running, fold
from .sentences_wordings import SWALLOWED, says

NOT_COMPARED = "这段话里写了比上年增减多少，和模板的写法不一样，没有算出上年数，请把上年数填上"
SEVERAL_LINES = "这段话印成几段，请核对有没有把别的段落读进来"


class Listener:
    """Takes in one sentence after the other."""

    def __init__(self, places: Places):
        self.places, self.kit = places, places.kit
        self.heard = Heard()

    def take(self, placed: Placed, running: Running) -> None:
        """Take in a sentence."""
        own = _One(self, placed, running)
        own.take()


class _One:
    """One sentence: its items first, then what it says about them."""

    def __init__(self, listener: Listener, placed: Placed, running: Running):
        self.places, self.kit, self.heard = listener.places, listener.kit, listener.heard
        self.placed, self.running = placed, running
        self.sentence = placed.sought.sentence
        self.steps: list[tuple[Step, dict[str, Turned]]] = []
        self.turned: list[Turned] = []

    def take(self) -> None:
        self.walk()
        for turned in self.turned:
            self.places.recognise(turned, {key: self.folded(step) for key, step in turned.fields.items()})
        if self.placed.sought.repeats and not self.named():
            return
        if self.sentence.when:
            self.choose(parse_expression(self.sentence.when).body[0].nodes[0], True)  # type: ignore[attr-defined]
        for step, turns in self.steps:
            self.hear(step, turns)
        for turned in self.turned:
            self.item(turned)
        self.phrases()
        self.branches()

    def walk(self) -> None:
        """Which item each step belongs to."""
        turns = {name: Turned(name, items) for name, items in self.placed.sought.lists.items()}
        self.turned += turns.values()
        for step in self.placed.found.steps:
            slot = step.slot
            if isinstance(slot, Turn):
                turns = {**turns, slot.variable: Turned(slot.variable, None)}
                self.turned.append(turns[slot.variable])
            elif isinstance(slot, Of) and slot.variable in turns:
                turns[slot.variable].items = slot.items
                turns[slot.variable].fields.setdefault(slot.key, step)
            if slot is not None:
                self.steps.append((step, turns))

    def named(self) -> bool:
        """Note the code of a sentence that is written for each item; without one it says nothing that has a place."""
        turned = self.turned[0]
        self.heard.codes[id(self.placed)] = (turned.code, turned.slipped)
        if turned.code and "name" in turned.fields:
            step = turned.fields["name"]
            self.heard.names.setdefault(turned.code, self.running.printed(step.start, step.end))
        if turned.code or turned.items is None or _list(turned.items) in ("texts", "records", "names"):
            return True
        self.heard.unnamed.append((self.placed, self.stretch(self.placed.found.start, self.placed.found.end)))
        return False

    # ------------------------------------------------------------ single statements

    def hear(self, step: Step, turns: dict[str, Turned]) -> None:
        slot = step.slot
        if isinstance(slot, Figure):
            self.amount(self.places.terms(slot.expression, turns), step, slot.style)
        elif isinstance(slot, Of) and slot.key == "amount" and slot.variable in turns:
            place = self.places.item_place(turns[slot.variable])
            self.amount(((1, place),) if place else None, step, slot.style)
        elif isinstance(slot, Typed):
            ask = next(ask for ask in self.sentence.asks if ask.key == slot.ask)
            self.heard.texts.append(self.words(ask, step.start, step.end, turns))
        elif isinstance(slot, Words):
            place = self.places.place(slot.expression, turns)
            if place is not None:
                at = self.stretch(step.start, step.end)
                self.heard.texts.append(Text(place, at.text, at))

    def amount(self, terms: Terms | None, step: Step, style: NumberStyle | None) -> None:
        if not terms or style is None:
            return
        value = self.base(step, style, self.places.unit(terms[0][1]))
        if value is not None:
            self.heard.amounts.append(
                Amount(terms, value, self.stretch(step.start, step.end), self.unit_doubt(step, style, value))
            )

    def base(self, step: Step, style: NumberStyle | None, unit: Unit) -> Decimal | None:
        """A printed figure in base units."""
        value = figure(self.running.text[step.start : step.end])
        if value is None:
            return None
        if not unit.is_money:
            return value
        return to_base(value, style.unit if style is not None and style.unit.is_money else Unit.WAN)

    def unit_doubt(self, step: Step, style: NumberStyle, value: Decimal) -> str:
        """Whether another money unit is printed behind a figure."""
        behind = self.running.text[step.end : step.end + 2]
        if not value or not style.unit.is_money or behind.startswith(style.unit.value):
            return ""
        other = next((unit for unit in (Unit.WAN, Unit.YUAN) if behind.startswith(unit.value)), None)
        return f"数字后面印的是“{other.value}”，按{style.unit.value}理解" if other is not None else ""

    def words(self, ask: Ask, start: int, end: int, turns: Turns) -> Text:
        code = next((turned.code for turned in turns.values() if turned.code), "") if self.sentence.each else ""
        at = self.stretch(start, end)
        crossed, _ = self.running.crossings(start, end)
        text = self.running.printed(start, end, lines=True)
        return Text(
            asked_at(self.sentence, ask, code),
            text,
            at,
            self.sentence,
            ask,
            dict(turns),
            SEVERAL_LINES if crossed else self.swallowed(start, end),
        )

    def swallowed(self, start: int, end: int) -> str:
        """Whether words hold a comparison with last year that this sentence has a phrase for, which was not found."""
        if not SWALLOWED.search(self.running.text, start, end):
            return ""
        told = [step for step in self.placed.found.steps if _is_change(step.slot)]
        return "" if not told or any(self.wording(step) for step in told) else NOT_COMPARED

    # ------------------------------------------------------------ phrases

    def phrases(self) -> None:
        begun: tuple[Step, dict[str, Step], Turns] | None = None
        for step, turns in self.steps:
            slot = step.slot
            if not isinstance(slot, Phrase):
                continue
            last = begun[0].slot if begun is not None else None
            if begun is None or not slot.part or not _same_phrase(last, slot) or slot.part in begun[1]:
                self.phrase(begun)
                begun = (step, {}, turns)
            if slot.part:
                begun[1][slot.part] = step
        self.phrase(begun)

    def phrase(self, begun: tuple[Step, dict[str, Step], Turns] | None) -> None:
        if begun is None:
            return
        first, parts, turns = begun
        slot = first.slot
        assert isinstance(slot, Phrase) and isinstance(slot.call.node, nodes.Name)
        name, doubt = slot.call.node.name, ""
        if name == "change":
            words = self.wording(first)
            if not words:
                return  # a tolerant search passed it over: nothing is said about a change, not that there is none
            if not says(slot.way, words):
                doubt = f"印的是“{words}”，看不准是增、是减还是相同，请核对"
        steps = parts.values() or [self.placed.found.steps[0]]
        at = self.stretch(min(step.start for step in steps), max(step.end for step in steps))
        terms = [self.places.terms(arg, turns) for arg in slot.call.args[:2]]
        style = next(
            (step.slot.style for step in parts.values() if isinstance(step.slot, Phrase) and step.slot.style), None
        )
        amount = self.base(parts["amount"], style, Unit.WAN) if "amount" in parts else None
        rate = figure(self.running.text[parts["rate"].start : parts["rate"].end]) if "rate" in parts else None
        self.heard.changes.append(Change(name, slot.way, terms[0], terms[1], amount, rate, style, at, doubt))

    def wording(self, mark: Step) -> str:
        """What is printed for the change that begins with a mark, folded; empty where nothing is."""
        end = mark.end
        begun = False
        for step in self.placed.found.steps:
            begun = begun or step is mark
            if not begun:
                continue
            if step.slot is not None and not _same_phrase(mark.slot, step.slot):
                break
            if step.slot is not None or step.node.like is not None:
                end = step.end
        return self.running.text[mark.end : end]

    # ------------------------------------------------------------ branches

    def branches(self) -> None:
        """What the printed branches tell of choices, and lists in place of a person's words."""
        open_at: list[tuple[Branch, int, Turns]] = []
        for step, turns in self.steps:
            if not isinstance(step.slot, Branch):
                continue
            if not step.slot.ends:
                open_at.append((step.slot, step.start, turns))
                for test, truth in step.slot.conditions:
                    self.choose(test, truth)
                continue
            branch, start, before = open_at.pop()
            ask = self.untyped(branch)
            if ask is not None and any(isinstance(node, nodes.For) for node in branch.body):
                self.heard.listed.append(Listed(self.words(ask, start, step.start, before), branch.body))

    def untyped(self, branch: Branch) -> Ask | None:
        """The ask whose words would stand in place of this branch."""
        for test, truth in branch.conditions:
            if not truth and isinstance(test, nodes.Getattr) and test.node == nodes.Name("typed", "load"):
                return next((ask for ask in self.sentence.asks if ask.key == test.attr), None)
        return None

    def choose(self, test: nodes.Node, truth: bool) -> None:
        """A choice of the workbook that a condition settles."""
        match test:
            case nodes.Not():
                self.choose(test.node, not truth)
            case nodes.And() if truth:
                self.choose(test.left, True)
                self.choose(test.right, True)
            case nodes.Or() if not truth:
                self.choose(test.left, False)
                self.choose(test.right, False)
            case nodes.Getattr() if not truth:
                self.none(test)
            case nodes.Compare(ops=[nodes.Operand(op=op, expr=nodes.Const(value=word))]) if op in ("eq", "ne"):
                self.chosen(test.expr, str(word), truth == (op == "eq"))

    def none(self, expr: nodes.Node) -> None:
        """A figure that must be filled in, where the printed sentence says that there is none."""
        place = self.places.place(expr, {})
        line = self.kit.tables[place[0]].line(place[1]) if place else None
        if place is not None and line is not None and line.required and not self.sentence.each:
            found = self.placed.found
            self.heard.nothing.append(Amount(((1, place),), Decimal(0), self.stretch(found.start, found.end)))

    def chosen(self, expr: nodes.Node, word: str, same: bool) -> None:
        place = self.places.place(expr, {})
        line = self.kit.tables[place[0]].line(place[1]) if place else None
        if place is None or line is None or line.kind != "choice":
            return
        others = [choice for choice in line.choices if choice != word]
        value = word if same else others[0] if len(others) == 1 else ""
        if value:
            found = self.placed.found
            self.heard.choices.append(Text(place, value, self.stretch(found.start, found.end)))

    # ------------------------------------------------------------ lists

    def item(self, turned: Turned) -> None:
        """A paragraph or record of a list; its name is what names it in print."""
        if turned.items is None or _list(turned.items) not in ("texts", "records") or not turned.fields:
            return
        fields: dict[str, tuple[Decimal | str, Stretch]] = {}
        for key, step in turned.fields.items():
            at = self.stretch(step.start, step.end)
            slot = step.slot
            if step.node.kind in (Kind.NUMBER, Kind.WHOLE) and isinstance(slot, Of):
                column = self.places.record_column(key)
                value = self.base(step, slot.style, column[1].unit_in(None, Unit.WAN) if column else Unit.ONE)
                if value is not None:
                    fields[key] = (value, at)
            else:
                fields[key] = (self.running.printed(step.start, step.end, lines=True), at)
        first = next(iter(fields.values()), None)
        name = fields.get("name") or fields.get("") or first
        if name is not None:
            found = self.placed.found
            self.heard.items.append(
                (
                    self.placed,
                    Item(table_name(turned.items), str(name[0]), fields, self.stretch(found.start, found.end)),
                )
            )

    def stretch(self, start: int, end: int) -> Stretch:
        return Stretch(self.running, start, end)

    def folded(self, step: Step) -> str:
        return fold(self.running.text[step.start : step.end])


def _is_change(slot: Slot | None) -> bool:
    """Whether a change begins."""
    return isinstance(slot, Phrase) and not slot.part and slot.call.node == nodes.Name("change", "load")


def _same_phrase(one: Slot | None, other: Slot | None) -> bool:
    return isinstance(one, Phrase) and isinstance(other, Phrase) and one.call is other.call


def _list(call: nodes.Call) -> str:
    assert isinstance(call.node, nodes.Name)
    return call.node.name
