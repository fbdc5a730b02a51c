"""The kit as data: one pydantic model for every file of a kit folder.

In: the parsed TOML of a kit.  Out: frozen models that every later stage reads.  Field docstrings
(``Field(description=...)``) are the reference: ``docs/kit-format.md`` is generated from them.
"""

from __future__ import annotations

from functools import cached_property
from typing import Literal

from pydantic import Field

from ..money import NumberStyle, Unit
from .schema_base import Model as Model
from .schema_forms import Form as Form
from .schema_forms import FromProjects
from .schema_outline import Outline as Outline
from .schema_outline import Part as Part
from .schema_outline import Section as Section
from .schema_rules import (
    AtMostRule as AtMostRule,
)
from .schema_rules import (
    CategoriesRule as CategoriesRule,
)
from .schema_rules import (
    EqualRule as EqualRule,
)
from .schema_rules import (
    MagnitudeRule as MagnitudeRule,
)
from .schema_rules import (
    NamedAtMostRule as NamedAtMostRule,
)
from .schema_rules import (
    RowsAtMostRule as RowsAtMostRule,
)
from .schema_rules import (
    RowsSumRule as RowsSumRule,
)
from .schema_rules import (
    RowsYearOnYearRule as RowsYearOnYearRule,
)
from .schema_rules import (
    Rule as Rule,
)
from .schema_rules import (
    RuleBase as RuleBase,
)
from .schema_rules import (
    Rules as Rules,
)
from .schema_rules import (
    SumRule as SumRule,
)
from .schema_rules import (
    TogetherRule as TogetherRule,
)
from .schema_rules import (
    VanishedRule as VanishedRule,
)
from .schema_rules import (
    YearOnYearRule as YearOnYearRule,
)

# --------------------------------------------------------------------------- tables

Role = Literal["label", "line_number", "code", "name", "level", "key", "hint", "value"]
Kind = Literal["amount", "count", "text", "choice", "year", "decimal", "status"]
FIGURES: tuple[Kind, ...] = ("amount", "count", "decimal")
"""Kinds that can be added up."""


class Column(Model):
    """A column of a table, or a group of columns under one heading."""

    label: str = Field(description="Heading as printed; also the text by which the column is found.")
    key: str = Field("", description="Name in references (`t02.total.fiscal`); empty for a group.")
    role: Role = Field(
        "value", description="What stands in it: `value`, or a label, code, name, level (级次), 行次, key or hint."
    )
    kind: Kind = Field("amount", description="Type of the values in a `value` column.")
    unit: Unit | None = Field(
        None, description="Unit of the values; for an amount: the money unit that the column is always filled in."
    )
    number: str = Field("", description="栏次 as printed.")
    width: float = Field(1, description="Relative width in print.")
    style: str = Field("", description="Number style; default: the table's.")
    sum: tuple[str, ...] = Field((), description="Keys of the columns that add up to this one; `-key` subtracts.")
    take: str = Field(
        "", description="For lines with a code: `t03.{code}.total` supplies the figure when the cell is blank."
    )
    from_last: str = Field(
        "",
        description="Where this column's figures stand in last year's workbook, `t05.{row}.total`: what "
        "`new --from` brings and `check --last` holds against it.",
    )
    name: str = Field("", description="Name in running text where it differs from the label.")
    comment: str = Field("", description="Cell comment in the workbook: what staff get wrong here.")
    printed: bool = Field(True, description="`false`: a column of the workbook that the document leaves out.")
    signed: bool = Field(False, description="A negative figure is allowed in this column.")
    inherits: bool = Field(
        False, description="In rows of names: a blank name cell repeats the one above, as merged cells look."
    )
    choices: tuple[str, ...] = Field((), description="Allowed words of a `choice` or a name column; offered as a list.")
    blank_means: str = Field("", description="The word that a blank cell of a `choice` stands for: 公开.")
    optional: bool = Field(False, description="A sheet may lack the column: nothing is then filled in it.")
    total: str = Field("", description="In a name column: the word of the row that is the sum of the others.")
    offers: str = Field("", description="Table of names whose first name column is offered as a list: `projects`.")
    columns: tuple[Column, ...] = Field((), description="Columns under this heading.")

    def unit_in(self, line: Line | None, money: Unit) -> Unit:
        """The unit that a cell of this column is filled in; ``money`` is that of the workbook."""
        if ((line.kind if line else None) or self.kind) == "amount":
            return self.unit if self.unit is not None and self.unit.is_money else money
        return (line.unit if line else None) or self.unit or Unit.ONE

    def leaves(self) -> tuple[Column, ...]:
        """This column, or the lowest columns under it."""
        return tuple(leaf for column in self.columns for leaf in column.leaves()) if self.columns else (self,)


class Line(Model):
    """A fixed row of a block."""

    key: str = Field("", description="Name in references; empty for a row that holds no figure.")
    label: str = Field("", description="Label as printed; also the text by which the row is found.")
    code: str = Field("", description="Subject code; the row's key where no `key` is given.")
    number: str = Field("", description="行次 as printed.")
    heading: tuple[str, ...] = Field(
        (), description="A heading row inside the body: one text spans, several fill the columns."
    )
    sum: tuple[str, ...] = Field((), description="Rows that add up to this one; `a..b` is a range, `-a` subtracts.")
    only: tuple[str, ...] = Field((), description="Columns that exist in this row; empty: all.")
    take: str = Field(
        "", description="Reference that supplies the figure when the cell is left blank (rule: both equal)."
    )
    from_last: tuple[str, ...] = Field(
        (), description="References into last year's workbook whose sum is this row's figure; `-ref` subtracts."
    )
    projects: FromProjects | None = Field(
        None, description="The figure follows from the projects, where there are any."
    )
    keep: bool = Field(False, description="`new --from` carries last year's values of this row over, for review.")
    not_applicable: bool = Field(False, description="Printed as —— and closed in the workbook.")
    kind: Kind | None = Field(None, description="Type of this row's values where it differs from the column's.")
    unit: Unit | None = Field(None, description="Unit of this row's values where it differs.")
    choices: tuple[str, ...] = Field((), description="Allowed words of a `choice`.")
    default: str = Field("", description="Stands in the empty workbook and where the cell is left blank.")
    required: bool = Field(False, description="A blank cell is an error.")
    printed: bool = Field(True, description="`false`: a 合计 row of the workbook that the document leaves out.")
    centred: bool = Field(False, description="The label stands in the middle of its cell in print (合计, 总计).")
    signed: bool = Field(False, description="A negative amount is allowed.")
    optional: bool = Field(False, description="The row may be missing from the sheet.")
    aliases: tuple[str, ...] = Field((), description="Other labels under which bureaus print this row.")
    name: str = Field("", description="Name in running text where it differs from the label.")
    hint: str = Field("", description="What to fill in, shown beside the cell (`hint` column) and as its prompt.")
    comment: str = Field("", description="Cell comment: what staff get wrong here.")

    def holds(self, column: str) -> bool:
        """Whether the column with that key exists in this row."""
        return not self.only or column in self.only

    @property
    def row_key(self) -> str:
        """Key of the row in references."""
        return self.key or self.code


class Block(Model):
    """Columns that stand side by side with the other blocks, and their rows."""

    heading: str = Field("", description="Heading over all columns of the block (收入, 支出).")
    columns: tuple[Column, ...]
    lines: tuple[Line, ...] = Field((), description="Fixed rows, in print order.")
    total: Line | None = Field(None, description="The 合计 row above open rows.")
    open: str = Field(
        "",
        description="Open rows: a classification of `subjects` (codes), `names` (rows without codes) or `text` (free).",
    )
    levels: int = Field(
        1, description="Levels of open rows of names; a `level` column says which, blank is the lowest."
    )
    open_rows: int = Field(0, description="How many open rows the empty workbook offers.")
    required: bool = Field(False, description="Open rows of text: at least one must be filled.")
    repeats: bool = Field(False, description="Open rows of names: rows of the same names may stand more than once.")

    @property
    def coded(self) -> bool:
        """Whether the open rows are found by subject codes."""
        return self.open not in ("", "names", "text")

    def leaves(self) -> tuple[Column, ...]:
        """The lowest columns, left to right."""
        return self._leaves

    def values(self) -> tuple[Column, ...]:
        """The lowest columns that hold values."""
        return self._values

    # Asked for by every stage for every cell: worked out once.

    @cached_property
    def _leaves(self) -> tuple[Column, ...]:
        return tuple(leaf for column in self.columns for leaf in column.leaves())

    @cached_property
    def _values(self) -> tuple[Column, ...]:
        return tuple(leaf for leaf in self._leaves if leaf.role == "value")


class Footer(Model):
    """A total in the last row of a table whose blocks stand side by side (公开06表)."""

    key: str
    label: str
    label_span: int = Field(description="Grid columns that the label covers; the amount takes the next one.")
    sum: tuple[str, ...] = Field(description="Rows that add up to it.")


class Table(Model):
    """A table: one declaration for workbook, reading, checks and print."""

    id: str = Field(description="Name in references.")
    title: str
    sheet: str = Field(description="Tab in the workbook; several tables may share one, one under the other.")
    code: str = Field("", description="公开01表; empty for sheets that are only filled in.")
    printed_code: str | None = Field(None, description="Printed instead of `code`; empty where the format prints none.")
    above: tuple[str, ...] = Field((), description="Texts above the grid: left, centre, right.")
    notes: tuple[str, ...] = Field((), description="Notes under the grid.")
    empty_note: str = Field("", description="Sentence under the grid when the table holds no figure.")
    unit: Unit = Unit.WAN
    decimals: int = Field(2, description="Decimals of printed amounts; tolerances follow from them.")
    style: str = Field("table", description="Number style of the amounts.")
    empty_style: str = Field(
        "", description="Number style of the amounts while the table holds no figure; default: `style`."
    )
    count_style: str = Field("count_table", description="Number style of counts.")
    landscape: bool = False
    font_size: float = Field(10.5, description="Points; in print.")
    row_pitch: float = Field(15, description="Height of one line of a row in print, points.")
    header: bool = Field(True, description="Whether the column headings are printed above the body.")
    number_row: str = Field("", description="Label of the 栏次 row; `-` prints the numbers without a label.")
    hierarchy: bool = Field(
        False, description="Codes of 3, 5 and 7 digits add up: 类 = Σ款 = Σ项; rows of names by their levels."
    )
    blocks: tuple[Block, ...] = Field(alias="block")
    footer: tuple[Footer, ...] = ()
    guide: str = Field("", description="One line under the sheet's title: what to do here.")
    keep: bool = Field(
        False, description="`new --from` carries last year's values of the whole table over, for review."
    )
    optional: bool = Field(False, description="The sheet may be missing: nothing is then filled.")
    paste: bool = Field(False, description="The sheet is pasted from the accounting system; totals may stay blank.")

    @property
    def published(self) -> bool:
        """Whether the table is printed (it carries a code)."""
        return bool(self.code)

    def lines(self) -> tuple[tuple[int, Line], ...]:
        """Every fixed row that holds figures, with the number of its block; 合计 rows included."""
        return self._lines

    @cached_property
    def _lines(self) -> tuple[tuple[int, Line], ...]:
        return tuple(
            (number, line)
            for number, block in enumerate(self.blocks)
            for line in ((block.total, *block.lines) if block.total else block.lines)
            if line is block.total or line.row_key
        )

    @cached_property
    def _by_key(self) -> dict[str, Line]:
        return {line.row_key: line for _, line in reversed(self._lines)}

    def line(self, key: str) -> Line | None:
        """The fixed line with that key; None for an open row or a footer."""
        return self._by_key.get(key)

    def column(self, key: str) -> Column | None:
        """The first leaf column with that key."""
        return next((leaf for block in self.blocks for leaf in block.leaves() if leaf.key == key), None)

    @property
    def is_open(self) -> bool:
        """Whether any block has open rows."""
        return any(block.open for block in self.blocks)


# --------------------------------------------------------------------------- narrative


class Ask(Model):
    """Words that only a person knows: a reason, a use."""

    key: str = Field("reason", description="`reason`, `use` …; the full id is `<paragraph id>.<key>`.")
    prompt: str = Field(description="What to write, in the words of the workbook.")
    required: str = Field("", description="Expression; when true a blank is an error. `always` for always.")
    default: str = Field("", description="Printed when nothing is typed; may use {self} and {unit_name}.")
    example: str = Field("", description="An example for the cell comment.")
    column: str = Field(
        "",
        description="`table.column` where the words stand, in the row of the item's code; default: a row of 原因说明.",
    )


class Slice(Model):
    """A part of a chart, or one part for each item of a list. A part of zero is left out."""

    label: str = Field("{{ c.name }}", description="What it is; the closed language.")
    value: str = Field(
        "c.amount", description="The figure: a reference, a sum or difference of references, an item's figure."
    )
    when: str = Field("", description="Expression; the part is shown only when it is true.")
    each: str = Field(
        "", description="`item in list`: one part for each item; the defaults of `label` and `value` expect `c in …`."
    )


class Chart(Model):
    """A chart between sentences: amounts and shares of parts. Native in Word, SVG with live text in PDF and HTML."""

    kind: Literal["pie", "bar"] = Field(
        "pie", description="`pie`, or `bar` for lying bars. A pie with a negative part is drawn as bars."
    )
    title: str = Field(description="Printed above it; the closed language.")
    alt: str = Field(
        "",
        description="What it shows, for who cannot see it; the parts with their figures are added. Default: the title.",
    )
    base: str = Field("", description="Figure of which the printed shares are; default: the sum of the parts.")
    style: str = Field("text", description="Number style of the amounts; decides the unit that they are in.")
    unit: str | None = Field(None, description="Printed behind each amount; default: the number style's unit.")
    empty: str = Field(
        "",
        description="Paragraph in place of a chart that would show nothing; nothing stands there when it is left out.",
    )
    slices: tuple[Slice, ...] = Field(alias="slice", min_length=1)


class Sentence(Model):
    """A paragraph of the narrative, or a chart; exactly one of text and chart."""

    id: str = Field(description="Stable name within the kit; staff see it in 原因说明.")
    about: str = Field("", description="Which sentence this is, in the words of the workbook.")
    text: str = Field(
        "", description="The words: literal text, {{ slots }}, {% if %} and {% for %} of the closed language."
    )
    when: str = Field("", description="Expression; the paragraph is printed only when it is true.")
    each: str = Field("", description="`item in expression`: one paragraph for each item.")
    heading: int = Field(0, description="0: a paragraph; 3 or 4: a heading of that level (（一）, 1、).")
    asks: tuple[Ask, ...] = Field((), alias="ask")
    chart: Chart | None = Field(
        None, description="A chart in place of the words; takes `when`, but no `each`, `heading` or `ask`."
    )
    replaceable: bool = Field(True, description="Staff may replace the sentence on 原因说明.")


class Narrative(Model):
    """`narrative/sNN.toml`: the paragraphs of one section."""

    sentences: tuple[Sentence, ...] = Field(alias="sentence")


class ChangeForm(Model):
    """Wording of a change. Slots: {amount} and {rate}."""

    up: str
    down: str
    same: str
    up_no_base: str = Field(description="From zero: no percentage exists.")
    down_no_base: str = Field("", description="From zero to below zero; hardly ever needed.")
    amount: str = Field("text", description="Number style of {amount}.")


class CompletionForm(Model):
    """Wording of a completion rate. Slot: {rate}."""

    text: str
    no_base: str = Field("", description="Printed where the budget is zero.")


class Phrases(Model):
    """`phrases.toml`: the wording of changes and completion rates, each with a name."""

    change: dict[str, ChangeForm] = Field(default_factory=dict)
    completion: dict[str, CompletionForm] = Field(default_factory=dict)
    called: dict[str, str] = Field(
        default_factory=dict, description="Subject code → its name where a sentence says `.called`."
    )
    not_listed: str = Field("不列示", description="Typed as a reason: this category needs no words.")
    missing: str = Field("【待填写】", description="Stands in a review copy where required words are missing.")


# --------------------------------------------------------------------------- glossary, kit


class Term(Model):
    """A term of the glossary."""

    name: str
    text: str
    joint: str = Field("：", description="Stands between name and text.")


class Glossary(Model):
    """`glossary.toml`."""

    terms: tuple[Term, ...] = Field(alias="term")
    extra: str = Field("", description="Free-text table whose rows follow the terms.")
    extra_default: str = Field("", description="Stands there when it is empty.")


# --------------------------------------------------------------------------- kit.toml


class NumberSpec(Model):
    """A number style. See `NumberStyle`."""

    unit: Unit = Unit.WAN
    decimals: int | Literal["as typed"] = Field(
        2, description="Decimal places; `as typed` prints a figure as it was entered."
    )
    thousands: bool = False
    zero: str | None = None
    blank: str | None = None
    trim: bool = Field(False, description="Zeros at the end of the decimals are dropped: 16863, 8040.2.")

    def resolve(self) -> NumberStyle:
        """The style that prints."""
        decimals = self.decimals if isinstance(self.decimals, int) else None
        return NumberStyle(self.unit, decimals, self.thousands, self.zero, self.blank, self.trim)


class KitFile(Model):
    """`kit.toml`: identity and number styles."""

    id: str
    version: str = Field(description="Raised when a sheet, a row or a sentence changes; stands in every workbook.")
    title: str = Field(description="One line for `disclosegen kits`.")
    kind: Literal["budget", "final"]
    year: int
    extends: str = Field(
        "", description="Parent kit; its files, and its keys of `kit.toml`, stand in for those that this kit lacks."
    )
    document_title: str = Field(description="Title of the document; slots {unit_name}, {year}, {unit_kind}.")
    file_name: str = Field(description="Name of the output files without ending; same slots.")
    self_word: dict[str, str] = Field(description="单位 → 本单位, 部门 → 本部门: the word for oneself in running text.")
    inputs: tuple[str, ...] = Field(description="Ids of the tables in `inputs/`, in the order of the workbook.")
    percent_decimals: int = 2
    percent_no_base: str = Field("", description="Printed for a share of nothing.")
    percent_zero: str | None = Field(
        None, description="Printed for a share that is exactly zero; default: like any other."
    )
    subjects: dict[str, str] = Field(description="Classification → file of codes and names.")
    numbers: dict[str, NumberSpec] = Field(alias="number")
    guide: tuple[str, ...] = Field(description="Lines of the sheet 填表说明.")
    files: str = Field(
        "", description="Id of the table that names files to attach, in columns `title` and `file`; empty for none."
    )
    fixed_costs: dict[str, tuple[str, ...]] = Field(
        default_factory=dict,
        description="`table.column` → names of rows that no working unit is without from one year to the next: one that "
        "had money in last year's workbook and has none now is asked about (`check --last`).",
    )
    reasons_sheet: str = "原因说明"
    answers_sheet: str = "核实说明"
    checks_sheet: str = "勾稽"
    guide_sheet: str = "填表说明"
    fixed_years: tuple[str, ...] = Field(
        (),
        description="Phrases in which a literal year may stand, such as the name of a law; "
        "anywhere else it is a fault.",
    )
    identity: str = Field(
        "unit", description="Id of the table whose rows unit_name, unit_kind and money_unit say who and how."
    )
