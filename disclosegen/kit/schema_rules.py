"""The rules of a kit as data: one model for each kind of rule.

In: the parsed ``rules.toml``.  Out: frozen models; the checks know a function for each (``checks/run.py``).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from ..findings import Severity
from .schema_base import Model

References = Annotated[tuple[str, ...], BeforeValidator(lambda given: (given,) if isinstance(given, str) else given)]
"""One reference, or several that are added up; ``-ref`` subtracts."""


class RuleBase(Model):
    """What all rules have."""

    id: str = Field(description="Stable id; findings carry it.")
    title: str = Field(description="The rule in one sentence.")
    severity: Severity = Severity.ERROR
    advice: str = Field("", description="What to do; a default stands for each kind.")
    when: dict[str, str] = Field(
        default_factory=dict, description="Applies only where each reference has this text; `0`: is zero or blank."
    )


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
    """A part that never exceeds its whole; sums of several may by what rounding explains."""

    kind: Literal["at_most"]
    part: References = Field(description="One reference or several; their sum is compared.")
    whole: References = Field(description="One reference or several; `-ref` subtracts.")
    plus: Decimal = Field(Decimal(0), description="A constant added to the whole, in the unit of the part.")


class MagnitudeRule(RuleBase):
    """A figure of a size that no unit of its kind has: the workbook says 元 where 万元 is meant, or the reverse."""

    kind: Literal["magnitude"]
    figure: References = Field(description="One reference or several, added.")
    name: str = Field(description="What the sum is called in messages.")
    least: Decimal = Field(description="In a workbook in 元: the smallest sum that is not asked about, in 元.")
    most: Decimal = Field(description="In a workbook in 万元: the largest one, in 元.")


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
    digits: int = Field(0, description="Only codes of this length; 0 for all.")


class RowsAtMostRule(RuleBase):
    """For each subject code of the parts, their figures never exceed the whole's."""

    kind: Literal["rows_at_most"]
    part: References = Field(description="`table.column`; several are added.")
    whole: References = Field(description="`table.column`; several are added.")
    digits: int = Field(0, description="Only codes of this length; 0 for all.")


class NamedAtMostRule(RuleBase):
    """The rows of a name (in a table without codes) never exceed a figure in another table."""

    kind: Literal["named_at_most"]
    part: str = Field(description="`table.column` of a table whose rows have names.")
    name: str = Field(description="The name as it stands in the first name column.")
    whole: References = Field(description="One reference or several.")


class YearOnYearRule(RuleBase):
    """A figure against last year's: a large change wants a reason, a change of 10,000 times is a wrong unit."""

    kind: Literal["year_on_year"]
    now: References
    before: References
    against: str = Field("上年", description="What the other figure is called in messages.")
    bound: Decimal = Field(Decimal("0.3"), description="Largest change without a reason, as a share of last year's.")
    reason: str = Field("", description="Ask id whose text is the reason.")


class RowsYearOnYearRule(RuleBase):
    """Each subject against last year's (or the budget's): a change of 10,000 times is a wrong unit."""

    kind: Literal["rows_year_on_year"]
    now: str = Field(description="`table.column`.")
    before: str = Field(description="`table.column`; its rows are gone through.")
    against: str = Field("上年", description="What the other figure is called in messages.")


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


class ProjectsTotalRule(RuleBase):
    """The money of the projects together against figures of the tables."""

    kind: Literal["projects_total"]
    column: str = Field(description="Column of `project_money`.")
    where: dict[str, str] = Field(
        default_factory=dict, description="Only projects with these words: column of `projects` (or `grade`) and word."
    )
    source: str = Field("", description="Only the money of this source.")
    whole: bool = Field(
        False,
        description="The money of the whole department's own form, not of the projects; `score` is its total score.",
    )
    figures: tuple[str, ...] = Field(description="References; their sum is compared.")
    at_most: bool = Field(False, description="The projects may be fewer than the table: only an excess is a finding.")


class ProjectsRowsRule(RuleBase):
    """Projects and the rows of a table that lists them: the same names, the same money for each."""

    kind: Literal["projects_rows"]
    column: str = Field(description="Column of `project_money`.")
    rows: str = Field(description="`table.column` of the table whose lowest rows are projects.")
    both: bool = Field(True, description="`false`: a row of the table without a project is no finding.")


class ProjectsNamedRule(RuleBase):
    """Typed paragraphs about projects: each names one, none is left out, and 预算数, 执行数, 执行率 and 得分 are its own."""

    kind: Literal["projects_named"]
    texts: str = Field(description="Table of paragraphs.")


Rule = Annotated[
    EqualRule
    | SumRule
    | AtMostRule
    | MagnitudeRule
    | CategoriesRule
    | RowsSumRule
    | RowsAtMostRule
    | NamedAtMostRule
    | YearOnYearRule
    | RowsYearOnYearRule
    | VanishedRule
    | TogetherRule
    | ProjectsTotalRule
    | ProjectsRowsRule
    | ProjectsNamedRule,
    Field(discriminator="kind"),
]


class Rules(Model):
    """`rules.toml`."""

    rules: tuple[Rule, ...] = Field(alias="rule")
