"""A performance form as data: one pydantic model for every file of `forms/`.

A form is one grid, or a report: headings, paragraphs and grids one after the other.  A grid is boxes in boxes.  A row is cells side by side; a cell is a text, or a stack of further rows.  A text cell is as
high as the highest stack beside it, so that a heading spans its group, however many indicators the group holds, and nobody
counts rows by hand.  A shorter stack is filled up with blank rows.  The widths of a row's cells always add up to those of
the stack that it stands in: every form is a rectangle by construction (the kit's check says where one is not).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import Field

from .schema_base import Model

Align = Literal["left", "center", "right"]


class FormCell(Model):
    """A cell: a text over `colspan` columns of the form's grid, or a stack of rows."""

    text: str = Field("", description="The words: literal text and slots of the closed language.")
    colspan: int = Field(1, ge=1, description="Grid columns that it covers.")
    rows: tuple[FormRow, ...] = Field(
        (), description="A stack of rows in place of a text; they cover `colspan` columns."
    )
    align: Align | None = Field(
        None, description="Default: literal text and figures in the middle, other text on the left."
    )
    label: bool = Field(
        False, description="Stands again where a page cuts its group, as literal text does: `{{ g.name }}` of a group."
    )


class FormRow(Model):
    """A row of a form, or one for each item of a list."""

    cells: tuple[FormCell, ...] = Field(min_length=1)
    each: str = Field("", description="`i in indicators('产出指标', '数量指标')`: one row for each item.")
    at_least: int = Field(0, ge=0, description="So many rows stand there at least, the last ones blank.")
    when: str = Field("", description="Expression; the row is printed only when it is true.")
    lines: int = Field(1, ge=1, description="Lines that it is high at least.")


class FromProjects(Model):
    """Which projects a line counts or adds up; the figure where its cell is blank, and what a typed one is held against."""

    where: dict[str, str] = Field(
        default_factory=dict, description="Column of `projects` (or `grade`) and the word that stands there; all hold."
    )
    sum: tuple[str, ...] = Field(
        (),
        description="Columns of `project_money`: the first fills a blank, a typed figure is one of them. Empty: a count.",
    )
    by: str = Field(
        "",
        description="`table.row` of a choice whose words are labels of those columns: the chosen one fills a blank, and a "
        "typed figure is its sum alone.",
    )


class RateScore(Model):
    """How the execution rate becomes a score: rate × `full`, never more than `full`, rounded half up."""

    full: Decimal = Field(description="Score of a rate of 100 %.")
    decimals: int = Field(0, description="Decimals of the score.")
    zero_budget: bool = Field(False, description="A budget of 0 is a rate of 0 %; else it has no rate.")


class Grade(Model):
    """A grade and the lowest total score that earns it."""

    name: str
    least: Decimal


class FormTable(Model):
    """A grid: the whole of a form, or `[table.NAME]` of a report."""

    above: tuple[str, ...] = Field((), description="Texts right above the grid: left, centre, right.")
    notes: tuple[str, ...] = Field((), description="Paragraphs under the grid.")
    note_style: str = Field("table_note", description="Paragraph style of the notes.")
    widths: tuple[float, ...] = Field((), description="Relative widths of the grid's columns.")
    head: int = Field(0, ge=0, description="So many rows at its top stand again on every page.")
    font_size: float = Field(10.5, description="Points.")
    row_pitch: float = Field(15, description="Height of one line of a row, points.")
    rows: tuple[FormRow, ...] = Field((), alias="row")

    @property
    def columns(self) -> int:
        """How many columns the grid has."""
        return len(self.widths)


class FormBlock(Model):
    """`[[block]]` of a report: a heading, a paragraph, a grid, or the contents of the report."""

    text: str = Field("", description="The words; a paragraph for each line of them, none where there are none.")
    level: int = Field(0, ge=0, le=3, description="Level of a heading inside the report; 0 for a paragraph.")
    style: str = Field("", description="Default: `report_heading1` … for a heading, else `report_text`.")
    listed: str = Field("", description="Words of a heading in the contents of the report, where they are others.")
    table: str = Field("", description="In place of a text: name of the grid that stands here.")
    contents: str = Field("", description="In place of a text: title of the contents of the report.")
    depth: int = Field(2, ge=1, le=3, description="Of contents: the lowest level of heading that is listed.")
    new_page: bool = Field(False, description="It begins a page.")
    when: str = Field("", description="Expression; it is printed only when that is true.")
    each: str = Field("", description="`m in sources()`: one for each item.")


class Form(FormTable):
    """`forms/<id>.toml`: how one project, or the whole department, is printed; one grid, or a report of blocks."""

    id: str = Field(description="Name in `outline.toml`; the name of the file.")
    name: str = Field(description="Word by which the clerk chooses it on the sheet 单位信息.")
    of: Literal["projects", "whole"] = Field(
        "projects", description="What it prints: each project, on pages of its own; or the whole department, once."
    )
    before: tuple[str, ...] = Field((), description="Lines above the title (附件1).")
    title: str = Field(description="Heading of each form; the closed language.")
    subtitle: tuple[str, ...] = Field((), description="Lines under the title.")
    landscape: bool = False
    style: str = Field("form", description="Number style of amounts; decides the money unit of the form.")
    score_style: str = Field("score", description="Number style of scores and weights.")
    percent_decimals: int = Field(2, description="Decimals of percentages.")
    rate_score: RateScore | None = Field(
        None, description="Scale of the execution rate's score; none: it is not scored."
    )
    weights_total: Decimal | None = Field(
        None, description="What the weights of the indicators and the full score of the rate add up to."
    )
    level_weights: dict[str, Decimal] = Field(
        default_factory=dict, description="Highest score of all indicators of a first level, where the form fixes it."
    )
    bare_actual: bool = Field(False, description="What was reached stands without its unit: `12` against `≥12个`.")
    grades: tuple[Grade, ...] = Field((), description="From the best down; empty: the form has no grade.")
    names: dict[str, str] = Field(
        default_factory=dict,
        description="Words that staff choose (levels, sources) and what this form prints for them: `社会效益`.",
    )
    title_style: str = Field("form_title", description="Paragraph style of the title.")
    header: str = Field("", description="Running header of its pages; the closed language.")
    page_number: str = Field("", description="Page number of its pages, `-{n}-`; default: that of style.toml.")
    asks: tuple[str, ...] = Field((), description="Columns of `project_texts` that it cannot do without.")
    blocks: tuple[FormBlock, ...] = Field((), alias="block", description="What a report is made of.")
    tables: dict[str, FormTable] = Field(default_factory=dict, alias="table", description="The grids of a report.")


FormCell.model_rebuild()
