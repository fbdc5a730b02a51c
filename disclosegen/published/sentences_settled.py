"""Statements of sentences become values: each place once, with its doubt and the bounds of what was worked out.

In: :class:`~disclosegen.published.sentences_values.Heard` and the places.  Out: values and open rows.  Figures that were printed
come first; sums, changes and rates then fill what they leave open; words come last, since a default is left blank.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from jinja2 import nodes

from ..document.facts import Recorder
from ..document.narrative import FAULTS, STOPS, Narrator, kept_template
from ..kit.refs import block_of
from ..kit.schema import Ask
from ..money import Unit, from_base, plain, to_base
from ..workbook.content import Place, Value
from .reading import Lost, Said
from .sentences_heard import Amount, Change, Heard, Stretch, Text
from .sentences_places import Places, Terms, Turns, with_values
from .sentences_rates import Recovered, before_change, part_of_share, whole_of_share
from .sentences_text import fold


@dataclass(frozen=True)
class Stated:
    """A value as it is typed, where it was read, and what there is to say about it."""

    value: Value
    at: Stretch
    doubt: str = ""
    low: Decimal | None = None
    high: Decimal | None = None

    @property
    def is_derived(self) -> bool:
        """Whether it was worked out."""
        return self.low is not None


class Settled:
    """Values by place, in the order in which they were found."""

    def __init__(self, places: Places, heard: Heard):
        self.places, self.heard, self.kit = places, heard, places.kit
        self.stated: dict[Place, list[Stated]] = {}
        self.printed: dict[Terms, Decimal] = {}
        self.lost: list[Lost] = []
        for amount in heard.amounts:
            self.direct(amount)
        for amount in heard.amounts:
            self.remainder(amount)
        for change in heard.changes:
            self.change(change)
        for change in heard.changes:
            self.share(change)
        for amount in heard.nothing:
            if amount.terms[0][1] not in self.stated:
                self.direct(amount)
        for choice in heard.choices:
            self.choice(choice)
        self.scene = Scene(places, self.values())
        for text in heard.texts:
            self.words(text)
        for listed in heard.listed:
            if fold(self.scene.rendered(listed.body)) != fold(listed.text.text):
                self.words(listed.text)

    # ------------------------------------------------------------ figures

    def direct(self, amount: Amount) -> None:
        """A figure of one cell; those of printed tables only serve to compare with."""
        self.printed.setdefault(amount.terms, amount.value)
        (sign, place), *others = amount.terms
        if not others and sign > 0 and self.places.is_input(place):
            self.state(place, self.places.typed(place, amount.value), amount.at, amount.doubt)

    def remainder(self, amount: Amount) -> None:
        """A sum of cells: what the others leave is the one that is open; of several, the first takes it all."""
        open_terms = [
            (sign, place) for sign, place in amount.terms if self.places.is_input(place) and place not in self.stated
        ]
        if len(amount.terms) < 2 or not open_terms:
            return
        rest = amount.value - sum(
            (sign * self.amount(place) for sign, place in amount.terms if (sign, place) not in open_terms), Decimal(0)
        )
        sign, place = open_terms[0]
        several = f"印的是{len(open_terms)}项的合计，全部记在这一项，请分开" if len(open_terms) > 1 and rest else ""
        self.state(place, self.places.typed(place, rest * sign), amount.at, several or amount.doubt)

    def amount(self, place: Place) -> Decimal:
        """What is known of a cell by now, in base units; a blank is 0."""
        found = self.value(place)
        return found if found is not None else Decimal(0)

    def value(self, place: Place) -> Decimal | None:
        """What is known of a cell by now, in base units; None for nothing."""
        stated = self.stated.get(place)
        if stated and isinstance(stated[0].value, Decimal):
            return to_base(stated[0].value, self.places.unit(place))
        return self.places.value(place)

    def total(self, terms: Terms) -> Decimal | None:
        """A sum of cells in base units: of the tables, or as sentences print it where those are blank; None for nothing.

        A total that no table prints misses the printed one by what rounding its parts leaves.
        """
        if terms in self.printed and any(self.places.is_computed(place) for _, place in terms):
            return self.printed[terms]
        values = [self.value(place) for _, place in terms]
        if all(value is None for value in values):
            return self.printed.get(terms)
        return sum((sign * (value or 0) for (sign, _), value in zip(terms, values, strict=True)), Decimal(0))

    def open_cell(self, terms: Terms | None) -> Place | None:
        """The only cell of an expression, if it is to be filled in and nothing is known of it."""
        if terms is None or len(terms) != 1:
            return None
        place = terms[0][1]
        return place if self.places.is_input(place) and place not in self.printed_places else None

    @property
    def printed_places(self) -> set[Place]:
        """Places that were printed themselves."""
        return {place for place, stated in self.stated.items() if not stated[0].is_derived}

    # ------------------------------------------------------------ changes and rates

    def change(self, change: Change) -> None:
        place = self.open_cell(change.before)
        if change.name != "change" or place is None or change.now is None:
            return
        now = self.total(change.now)
        now = now if now is not None else Decimal(0)
        decimals = change.style.decimals if change.style is not None and change.style.decimals is not None else 2
        found = before_change(
            from_base(now, Unit.WAN),
            change.way,
            None if change.amount is None else from_base(change.amount, Unit.WAN),
            change.rate,
            decimals,
            self.kit.file.percent_decimals,
        )
        if found is not None:
            self.recovered(place, replace(found, doubt=change.doubt or found.doubt), change.at)

    def share(self, change: Change) -> None:
        """A completion rate or share of which one side is open."""
        if change.name not in ("completion", "percent") or change.rate is None:
            return
        for own, other, of in (
            (change.before, change.now, whole_of_share),
            (change.now, change.before, part_of_share),
        ):
            place = self.open_cell(own)
            known = self.total(other) if other else None
            if place is not None and place not in self.stated and known is not None:
                found = of(from_base(known, Unit.WAN), change.rate, self.kit.file.percent_decimals)
                self.recovered(place, found, change.at)
                return

    def recovered(self, place: Place, found: Recovered | None, at: Stretch) -> None:
        if found is not None:
            self.state(place, found.value, at, found.doubt, found.low, found.high)

    # ------------------------------------------------------------ words

    def choice(self, text: Text) -> None:
        """A choice that a branch tells of; nothing where it is what a blank means."""
        line = self.kit.tables[text.place[0]].line(text.place[1])
        if line is None or text.text != line.default:
            self.state(text.place, text.text, text.at)

    def words(self, text: Text) -> None:
        """A person's words; the kit's own words for none are none."""
        words = text.text.rstrip(STOPS) if text.ask is not None else text.text
        if not words or words == self.kit.phrases.missing:
            return
        if (
            text.ask is not None
            and fold(words) == fold(self.default(text.ask))
            and not self.scene.needs(text.ask, text.turns)
        ):
            return
        self.state(text.place, words, text.at, text.doubt)

    def default(self, ask: Ask) -> str:
        """What is printed when nothing is typed."""
        known = self.places.known
        return ask.default.replace("{self}", known.self_word).replace("{unit_name}", known.unit_name)

    # ------------------------------------------------------------ all of them

    def state(
        self,
        place: Place,
        value: Value,
        at: Stretch,
        doubt: str = "",
        low: Decimal | None = None,
        high: Decimal | None = None,
    ) -> None:
        """Note a value."""
        table = self.kit.tables.get(place[0])
        if table is not None and block_of(table, place[1]) is None:
            self.lost.append(Lost(at.running.spot(at.start), at.text, f"“{table.title}”里没有这一行"))
            return
        self.stated.setdefault(place, []).append(Stated(value, at, doubt, low, high))

    def values(self) -> dict[Place, Value]:
        """The value of each place."""
        return {place: _one(stated).value for place, stated in self.stated.items()}

    def said(self) -> Iterator[Said]:
        """Every place once."""
        for place, stated in self.stated.items():
            one = _one(stated)
            at = one.at
            value = _tidy(one.value) if isinstance(one.value, Decimal) else one.value
            yield Said(place, value, at.running.spot(at.start), at.around, one.doubt, one.low, one.high)


def _one(stated: Iterable[Stated]) -> Stated:
    """What a place holds of all that was said about it."""
    all_of_them = list(stated)
    told = [one for one in all_of_them if not one.is_derived]
    if told:
        others = [one for one in told if one.value != told[0].value]
        doubt = f"另一处印的是“{_shown(others[0].value)}”" if others else ""
        return replace(told[0], doubt=told[0].doubt or doubt)
    inside = [one for one in all_of_them if all(_holds(other, one.value) for other in all_of_them)]
    one = (inside or all_of_them)[0]
    return one if inside else replace(one, doubt=one.doubt or "两处算出的数对不上")


def _holds(stated: Stated, value: Value) -> bool:
    if not isinstance(value, Decimal) or stated.low is None or stated.high is None:
        return stated.value == value
    return stated.low <= value <= stated.high


def _shown(value: Value) -> str:
    return plain(value) if isinstance(value, Decimal) else value


def _tidy(value: Decimal) -> Decimal:
    """Without zeros behind the decimals, whole numbers without an exponent."""
    return Decimal(plain(value))


class Scene:
    """The kit's sentences over what is known by now."""

    def __init__(self, places: Places, values: Mapping[Place, Value]):
        kit = places.kit
        recorder = Recorder(kit.numbers, kit.file.percent_decimals, kit.file.percent_no_base, kit.file.percent_zero)
        self.recorder = recorder
        self.narrator = Narrator(with_values(places.known, values), recorder)

    def needs(self, ask: Ask, turns: Turns) -> bool:
        """Whether words must be typed."""
        if ask.required in ("", "always"):
            return bool(ask.required)
        return self.holds(ask.required, {name: turned.code for name, turned in turns.items()})

    def holds(self, expression: str, extra: Mapping[str, str] | None = None) -> bool:
        """Whether a condition is true; not where it cannot be told."""
        try:
            found = kept_template(self.narrator.sandbox, expression, expression=True)
            return bool(found(**{**self.narrator.context, **(extra or {})}))
        except FAULTS:
            return False

    def rendered(self, body: tuple[nodes.Node, ...]) -> str:
        """What the program writes for a piece of a sentence; empty where it cannot be told."""
        sandbox = self.narrator.sandbox
        tree = nodes.Template(list(body), lineno=1).set_environment(sandbox)
        try:
            made = sandbox.template_class.from_code(sandbox, sandbox.compile(tree), sandbox.make_globals(None))
            marked = made.render(self.narrator.context)
        except FAULTS:
            return ""
        return "".join(run.text for run in self.recorder.runs(marked))
