"""What the program works out in a form by itself: print that says just that leaves its cell blank.

In: the figures of one printed form, as texts.  Out: figures as the program would print them, by key.  The rules are those of
:mod:`disclosegen.model.projects`, over what was read instead of over cells.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from decimal import Decimal

from ..kit.schema_forms import Form
from ..money import EXACT, ZERO, Unit, round_half_up
from ..workbook.values import Reading, read_number
from .flow import Spot

Words = tuple[str, Spot]
HUNDRED = Decimal(100)
FIGURE = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)")


DECIMALS = 10
"""As many decimals as print may have."""


def number(text: str) -> Decimal | None:
    """A printed figure, also in full width, with thousands and a percent sign; None where it is none."""
    plain = re.sub(r"[\s,%]", "", unicodedata.normalize("NFKC", text))
    return Decimal(plain) if FIGURE.fullmatch(plain) else None


def reading(text: str, unit: Unit = Unit.ONE) -> Reading:
    """What stands in a place for numbers: also with a unit behind it (money becomes ``unit``), or what is wrong with it."""
    found = number(text)
    if found is not None:
        return Reading(found)
    scored = unicodedata.normalize("NFKC", text).strip().removesuffix("分") if not unit.is_money else text
    return read_number(scored, unit, DECIMALS)


def amount(text: str, unit: Unit = Unit.ONE) -> Decimal | None:
    """The figure in a place for numbers; None for a blank, a dash and what cannot be read."""
    value = reading(text, unit).value
    return value if isinstance(value, Decimal) else None


def unreadable(text: str) -> bool:
    """Whether a text in a place for numbers is none, and no blank or dash either."""
    return bool(reading(text).problem)


def same(text: str, value: Decimal | None) -> bool:
    """Whether a text prints a value."""
    return value is not None and amount(text) == value


def summed(money: Mapping[str, Mapping[str, Words]], key: str) -> Decimal | None:
    """A column of all sources together; None where none has a figure there."""
    found = [
        one for word, words in money.items() if word and key in words and (one := amount(words[key][0])) is not None
    ]
    return sum(found, ZERO) if found else None


def of_line(form: Form, words: Mapping[str, Words], *, total: bool = False) -> dict[str, Decimal | None]:
    """The balance and the score of the rate of a line of money; ``total``: of the line of all sources."""
    figures = {key: amount(text) for key, (text, _) in words.items()}
    budget = figures.get("budget") if figures.get("budget") is not None else figures.get("initial")
    executed, scale = figures.get("executed"), form.rate_score
    if budget is None or executed is None:
        return {}
    result: dict[str, Decimal | None] = {"balance": EXACT.subtract(budget, executed)}
    if scale is not None and (budget or (total and scale.zero_budget)):
        rate = min(EXACT.divide(EXACT.multiply(executed, HUNDRED), budget), HUNDRED) if budget else ZERO
        result["score"] = round_half_up(EXACT.divide(EXACT.multiply(rate, scale.full), HUNDRED), scale.decimals)
    return result


def total_score(scores: Iterable[str], rate_score: Decimal | None) -> Decimal | None:
    """The scores of indicators or levels and that of the rate; None where no indicator has one."""
    found = [one for text in scores if (one := amount(text)) is not None]
    return sum(found, ZERO) + (rate_score or ZERO) if found else None


def grade_of(form: Form, score: Decimal | None) -> str:
    """The grade that a score earns; empty where the form has none."""
    if score is None:
        return ""
    return next((grade.name for grade in form.grades if score >= grade.least), "")
