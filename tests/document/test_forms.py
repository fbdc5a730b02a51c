"""Performance forms: what a page of a form says, and that no text is lost, doubled or too high for its page."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosegen.document.blocks import Block, Heading, Paragraph, TableBlock
from disclosegen.document.compose import OF_GRIDS, compose
from disclosegen.document.facts import Recorder
from disclosegen.document.form_grid import Grid, Measure, Placed
from disclosegen.document.form_pages import pages
from disclosegen.document.forms import Forms
from disclosegen.document.narrative import Narrator
from disclosegen.findings import CellRef
from disclosegen.kit.schema_forms import FormCell
from disclosegen.model.disclosure import Cell, Disclosure, State
from disclosegen.model.projects import Indicator, Project
from disclosegen.money import Unit
from disclosegen.render.docx_table import table_xml
from tests.conftest import sample_report

POINTS = 72 / 25.4
SAMPLES = ("shanxi-final-2024", "shanxi-final-2024.lanxian", "shanxi-budget-2024", "henan-final-2023")


@lru_cache
def data(kit: str) -> Disclosure:
    found = sample_report(kit).data
    assert found is not None
    return found


def form_blocks(kit: str, project: Project) -> list[Block]:
    """The blocks of one project's form, beginning a page."""
    model = data(kit)
    file = model.kit.file
    recorder = Recorder(model.kit.numbers, file.percent_decimals, file.percent_no_base, file.percent_zero)
    forms = Forms(model, recorder, Narrator(model, recorder).context)
    assert project.form is not None
    return forms.blocks(project, project.form, "f", 3, None)


def tables(blocks: list[Block]) -> list[TableBlock]:
    return [block for block in blocks if isinstance(block, TableBlock)]


def text(cell: str, ref: str = "A1") -> Cell:
    return Cell(None, cell, Unit.ONE, State.FILLED, CellRef("项目文字", ref))


def as_text(blocks: list[Block]) -> str:
    """Blocks as text: cells by tabs, a spanning cell with its rows × columns, a page's end by a line."""
    lines = []
    for block in blocks:
        if isinstance(block, Heading | Paragraph):
            lines.append(block.text)
        elif isinstance(block, TableBlock):
            lines += ["——"] if block.new_page else []
            lines += ["\t".join(block.above)] if any(block.above) else []
            for row in block.body:
                lines.append("\t".join(spanned(cell.text, cell.rowspan, cell.colspan) for cell in row.cells))
            lines += [note.text for note in block.notes]
    return "\n".join(lines) + "\n"


def spanned(words: str, rows: int, columns: int) -> str:
    return words + (f"[{rows}×{columns}]" if rows > 1 or columns > 1 else "")


@pytest.mark.parametrize("kit", SAMPLES)
def test_the_first_and_the_longest_form_say_what_is_written_down(kit: str, golden) -> None:
    projects, whole = data(kit).projects, data(kit).whole
    longest = max(projects, key=lambda project: len(project.indicators))
    golden(
        f"{kit}/forms.txt",
        as_text([block for one in (whole, projects[0], longest) if one for block in form_blocks(kit, one)]),
    )


# ---------------------------------------------------------------- invariants


def check_blocks(kit: str, blocks: list[Block]) -> None:
    """Every piece fits on its page, is a rectangle, and only the first lacks a page of its own."""
    style = data(kit).kit.style
    page = style.page(False)
    head = sum(
        style.paragraph[block.style_name if isinstance(block, Heading) else block.style].pitch
        for block in blocks
        if isinstance(block, Heading | Paragraph)
    )
    found = tables(blocks)
    assert [table.new_page for table in found] == [number > 0 for number in range(len(found))]
    for number, table in enumerate(found):
        table_xml(table, style)  # raises where spans and columns do not tile the grid
        height = sum(TableBlock.row_height(row, table.row_pitch) for row in table.body)
        height += (head + style.paragraph["table_above"].pitch * any(table.above)) if not number else 1
        height += sum(style.paragraph[note.style].pitch + 3 for note in table.notes)
        assert height <= page.text_height * POINTS
        assert all(
            row.lines
            >= Measure(table.widths, table.font_size, style.cell_padding).lines(
                Placed(0, at, cell.text, colspan=cell.colspan)
            )
            for row in table.body
            for at, cell in columns(table, row)
            if cell.rowspan == 1
        )


def columns(table: TableBlock, wanted) -> list[tuple[int, FormCell]]:
    """The first column of every cell of a row."""
    taken: dict[int, int] = {}
    for row in table.body:
        placed, column = [], 0
        for cell in row.cells:
            while taken.get(column, 0):
                column += 1
            placed.append((column, cell))
            for at in range(column, column + cell.colspan):
                taken[at] = cell.rowspan
            column += cell.colspan
        if row is wanted:
            return placed
        taken = {at: left - 1 for at, left in taken.items() if left > 1}
    raise AssertionError("no such row")


def words(blocks: list[Block], mark: str) -> list[str]:
    """Every numbered mark that stands in the blocks, in order."""
    return re.findall(
        rf"{mark}\d+号", "".join(cell.text for t in tables(blocks) for row in t.body for cell in row.cells)
    )


sentences = st.lists(st.integers(0, 130), max_size=60)


@settings(max_examples=60, deadline=None)
@given(sentences, sentences, sentences, st.lists(st.integers(0, 60), min_size=0, max_size=40))
def test_long_texts_and_many_indicators_flow_over_pages(first, second, third, indicators) -> None:
    kit = "shanxi-final-2024"
    project = data(kit).projects[0]
    typed = {
        key: "".join(f"{mark}{number}号{'字' * length}。" for number, length in enumerate(lengths))
        for key, mark, lengths in (
            ("goal_effect", "甲", first),
            ("conclusion", "乙", second),
            ("problems", "丙", third),
        )
    }
    more = tuple(
        Indicator(
            "产出指标",
            ("数量指标", "质量指标")[number % 2],
            f"丁{number}号" + "名" * length,
            {},
            CellRef("绩效指标", "A9"),
        )
        for number, length in enumerate(indicators)
    )
    project = replace(
        project, fields={**project.fields, **{key: text(said) for key, said in typed.items()}}, indicators=more
    )
    blocks = form_blocks(kit, project)
    check_blocks(kit, blocks)
    for mark, lengths in (("甲", first), ("乙", second), ("丙", third)):
        assert words(blocks, mark) == [f"{mark}{number}号" for number in range(len(lengths))]
    in_order = [*range(0, len(indicators), 2), *range(1, len(indicators), 2)]
    assert words(blocks, "丁") == [f"丁{number}号" for number in in_order]


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 6000), st.integers(0, 30), st.integers(0, 30), st.sampled_from(["字", "字，", "abc ", "9"]))
def test_a_text_without_sentences_and_unequal_lists(length, term, year, unit) -> None:
    kit = "shanxi-budget-2024"
    project = data(kit).projects[0]
    said = (unit * length)[:6000]
    more = tuple(
        Indicator("产出指标", "成本指标", f"丁{number}号", {key: text("1个")}, CellRef("绩效指标", "A9"))
        for key, count in (("term_target", term), ("target", year))
        for number in range(count)
    )
    blocks = form_blocks(kit, replace(project, fields={**project.fields, "overview": text(said)}, indicators=more))
    check_blocks(kit, blocks)
    found = "".join(
        cell.text
        for t in tables(blocks)
        for row in t.body
        for cell in row.cells
        if cell.text and set(cell.text) <= set(said)
    )
    assert found.count(unit.strip()[0]) == said.count(unit.strip()[0])
    assert len(words(blocks, "丁")) == term + year


LONG = "".join(f"丙{number}号" + "改造供暖管线并更换阀门，" * 3 + "按期完成。" for number in range(65))
"""A text of about 3,000 characters."""
EXTREMES = [("", 0), (LONG, 0), ("", 60), (LONG, 60)]


@pytest.mark.parametrize("kit", SAMPLES)
@pytest.mark.parametrize(("long", "count"), EXTREMES, ids=["nothing", "texts", "indicators", "both"])
def test_every_form_holds_the_longest_texts_and_most_indicators_and_none_at_all(
    kit: str, long: str, count: int
) -> None:
    for project in [one for one in (data(kit).whole, data(kit).projects[0]) if one is not None]:
        model = next(one for one in project.indicators if one.level1 == "产出指标")
        more = tuple(replace(model, name=f"丁{number}号" + "名" * 116 * (number == 7)) for number in range(count))
        goals = {
            key: text(long) for key in ("goal", "goal_term", "goal_quantity", "goal_effect") if key in project.fields
        }
        blocks = form_blocks(kit, replace(project, fields={**project.fields, **goals}, indicators=more))
        check_blocks(kit, blocks)
        assert list(dict.fromkeys(words(blocks, "丁"))) == [f"丁{number}号" for number in range(count)]
        assert set(words(blocks, "丙")) == {f"丙{number}号" for number in range(65 if long else 0)}


# ---------------------------------------------------------------- cuts


def grid(*rows: tuple[str, ...], least: int = 1) -> Grid:
    """A grid of one-cell-wide columns; ``↑`` continues the cell above."""
    cells: list[Placed] = []
    for column in range(len(rows[0])):
        for number, row in enumerate(rows):
            if row[column] == "↑":
                cells[-1] = replace(cells[-1], rowspan=cells[-1].rowspan + 1)
            else:
                label = row[column].startswith("#")
                cells.append(Placed(number, column, row[column].lstrip("#"), label=label))
    return Grid(tuple(cells), (least,) * len(rows), Measure([40.0] * len(rows[0]), 10, 2.5), 15)


def said(piece: Grid) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in piece.rows()]


def test_a_label_stands_again_on_the_next_page_and_a_score_does_not() -> None:
    whole = grid(("#产出", "一", "50"), ("↑", "二", "↑"), ("↑", "三", "↑"), ("↑", "四", "↑"))
    first, second = pages(whole, 2 * 17, 100)
    assert said(first) == [["产出", "一", "50"], ["二"]]
    assert said(second) == [["产出", "三", ""], ["四"]]


def test_a_row_of_headings_never_stands_alone_at_the_foot() -> None:
    whole = grid(
        *((f"{number}", "") for number in range(6)), ("#目标", "#结果"), *((f"{number}", "") for number in range(9))
    )
    _, second = pages(whole, 7 * 17, 300)
    assert said(second)[0] == ["目标", "结果"]


def test_a_page_ends_between_groups_where_that_leaves_it_nearly_full() -> None:
    whole = grid(
        *(("#甲" if not number else "↑", f"{number}") for number in range(8)),
        *(("#乙" if not number else "↑", f"{number}") for number in range(8)),
    )
    first, second = pages(whole, 10 * 17, 300)
    assert len(said(first)) == 8 and said(second)[0][0] == "乙"


def test_a_tall_text_is_cut_behind_a_sentence() -> None:
    long = "".join(f"第{number}句话说了很多很多的事情。" for number in range(20))
    whole = grid(("#概况", "一"), ("#结果", long), ("#说明", "末"))
    pieces = list(pages(whole, 200, 600))
    texts = [row[1] for piece in pieces for row in said(piece) if row[0] == "结果"]
    assert len(texts) == 2 and texts[0].endswith("。") and "".join(texts) == long


def test_what_a_spanning_cell_needs_makes_its_last_row_taller() -> None:
    whole = grid(("很长的文字" * 12, "一"), ("↑", "二"))
    needed = whole.measure.lines(whole.cells[0])
    assert whole.lines == (1, needed - 1)


# ---------------------------------------------------------------- findings


def test_an_indicator_without_a_place_in_the_form_is_a_finding() -> None:
    model = data("shanxi-final-2024")
    stray = Indicator("产出指标", "别的指标", "看不见的指标", {}, CellRef("绩效指标", "D9"))
    first = model.projects[0]
    broken = replace(model, projects=(replace(first, indicators=(*first.indicators, stray)), *model.projects[1:]))
    assert [finding.rule for finding in compose(broken).findings] == ["P-place"]


def test_without_grids_all_sentences_are_the_same_and_nothing_is_said_of_grids() -> None:
    model = data("shanxi-final-2024")
    first = model.projects[0]
    stray = Indicator("产出指标", "别的指标", "看不见的指标", {}, CellRef("绩效指标", "D9"))
    broken = replace(model, projects=(replace(first, indicators=(*first.indicators, stray)), *model.projects[1:]))
    whole, sentences = compose(broken), compose(broken, grids=False)
    paragraphs = [[one for one in way.document.blocks() if isinstance(one, Paragraph)] for way in (whole, sentences)]
    assert paragraphs[0] == paragraphs[1]
    assert [one for one in whole.findings if one.rule not in OF_GRIDS] == list(sentences.findings)
    assert len(whole.findings) == 1
