"""The rules of a kit as data: one model for each kind of rule.

In: the parsed ``rules.toml``.  Out: frozen models; the checks know a function for each (``checks/run.py``).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from ..findings import Severity
from .schema_base import Model


class RuleBase(Model):
    """What all rules have."""

    id: str = Field(description="Stable id; findings carry it.")
    title: str = Field(description="The rule in one sentence.")
    severity: Severity = Severity.ERROR
    advice: str = Field("", description="What to do; a default stands for each kind.")
    when: dict[str, str] = Field(default_factory=dict, description="Applies only where each reference has this text.")


class EqualRule(RuleBase):
    """One figure printed in two places: equal to the cent."""

    kind: Literal["equal"]
    left: str
    right: str


class SumRule(RuleBase):
    """A total and its parts in other places, within `0.005 × (n + 1)`."""

    kind: Literal["sum"]
    total: tuple[str, ...] = Field(description="References; their sum is compared.")
    parts: tuple[str, ...] = Field(description="References; `-ref` subtracts.")
    plus: Decimal = Field(Decimal(0), description="A constant among the parts, in the unit of the figures.")
    exact: bool = Field(False, description="No rounding difference is allowed.")


class AtMostRule(RuleBase):
    """A part that never exceeds its whole."""

    kind: Literal["at_most"]
    part: str
    whole: str
    factor: Decimal = Field(Decimal(1), description="The whole is multiplied by this first.")


class CategoriesRule(RuleBase):
    """Two tables agree for each category (类): rows keyed by a 3-digit code."""

    kind: Literal["categories"]
    left: str = Field(description="`table.column`.")
    right: tuple[str, ...] = Field(description="`table.column`; several are added.")
    except_codes: tuple[str, ...] = ()


class RowsSumRule(RuleBase):
    """For each subject code, figures of some tables add up to those of others, within `0.005 × (n + 1)`."""

    kind: Literal["rows_sum"]
    total: tuple[str, ...] = Field(description="`table.column`; several are added.")
    parts: tuple[str, ...] = Field(description="`table.column`; several are added.")
    exact: bool = Field(False, description="No rounding difference is allowed.")


class RowsAtMostRule(RuleBase):
    """For each subject code, one table's figure never exceeds another's."""

    kind: Literal["rows_at_most"]
    part: str = Field(description="`table.column`.")
    whole: str = Field(description="`table.column`.")


class YearOnYearRule(RuleBase):
    """A figure against last year's: a large change wants a reason, a change of 10,000 times is a wrong unit."""

    kind: Literal["year_on_year"]
    now: str
    before: str
    bound: Decimal = Field(Decimal("0.3"), description="Largest change without a reason, as a share of last year's.")
    reason: str = Field("", description="Ask id whose text is the reason.")


class VanishedRule(RuleBase):
    """A category that had money last year and has none now, and that nobody explained."""

    kind: Literal["vanished"]
    now: str = Field(description="`table.column`.")
    before: str = Field(description="`table.column`.")
    reason: str = Field(description="Ask id; its text, or the kit's `not_listed` word, settles the matter.")


class TogetherRule(RuleBase):
    """Two figures are both zero or both not: money for receptions and their number."""

    kind: Literal["together"]
    left: str
    right: str


Rule = Annotated[
    EqualRule
    | SumRule
    | AtMostRule
    | CategoriesRule
    | RowsSumRule
    | RowsAtMostRule
    | YearOnYearRule
    | VanishedRule
    | TogetherRule,
    Field(discriminator="kind"),
]


class Rules(Model):
    """`rules.toml`."""

    rules: tuple[Rule, ...] = Field(alias="rule")
