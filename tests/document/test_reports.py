"""Forms that are reports: what they say, where their pages end, what they ask for."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from disclosegen.document.blocks import Block, Contents, Document, Heading, Paragraph, Run, Section, TableBlock
from disclosegen.document.compose import compose
from disclosegen.document.facts import Recorder
from disclosegen.document.form_text import lines
from disclosegen.document.form_words import ends
from disclosegen.document.forms import Forms
from disclosegen.document.narrative import Narrator
from disclosegen.document.trace import Origin, Trace
from disclosegen.findings import CellRef
from disclosegen.kit.schema_forms import Form, FormBlock
from disclosegen.model.disclosure import Cell, Disclosure, State
from disclosegen.model.projects import Indicator, Project
from disclosegen.money import Unit
from disclosegen.pipeline import check
from disclosegen.render.docx_table import table_xml
from disclosegen.render.estimate import section_pages
from tests.conftest import ROOT, kit_named, sample_report
from tests.helpers.many_projects import many
from tests.helpers.sheets import workbook

POINTS = 72 / 25.4
SAMPLE = "shanxi-final-2024.gaoping"


@lru_cache
def data() -> Disclosure:
    found = sample_report(SAMPLE).data
    assert found is not None
    return found


def printed(project: Project, form: Form | None = None) -> tuple[list[Block], Forms]:
    """The blocks of a project's report, beginning a page."""
    model = data()
    recorder = Recorder(model.kit.numbers, model.kit.file.percent_decimals)
    forms = Forms(model, recorder, Narrator(model, recorder).context)
    form = form or project.form
    assert form is not None
    return forms.blocks(project, form, "f", 3, None), forms


def report(project: Project, form: Form | None = None) -> list[Block]:
    return printed(project, form)[0]


def text(cell: str) -> Cell:
    return Cell(None, cell, Unit.ONE, State.FILLED, CellRef("项目文字", "A1"))


def as_text(blocks: list[Block]) -> str:
    """Blocks as text: ``——`` before what begins a page, a heading with its level, a cell with its rows × columns."""
    found = []
    for block in blocks:
        found += ["——"] if getattr(block, "new_page", False) else []
        if isinstance(block, Heading):
            found.append(f"{'#' * (block.level - 2)} {block.text}")
        elif isinstance(block, Paragraph):
            found.append(block.text)
        elif isinstance(block, Contents):
            found += [block.title, *(f"{entry.level} {entry.text} → {entry.anchor}" for entry in block.entries)]
        elif isinstance(block, TableBlock):
            rows = (*block.header, *block.body)
            found += ["\t".join(spanned(c.text, c.rowspan, c.colspan) for c in row.cells) for row in rows]
    return "\n".join(found) + "\n"


def spanned(words: str, rows: int, columns: int) -> str:
    return words + (f"[{rows}×{columns}]" if rows > 1 or columns > 1 else "")


def test_the_reports_say_what_is_written_down(golden) -> None:
    golden(f"{SAMPLE}/reports.txt", as_text([block for one in data().projects for block in report(one)]))


# ---------------------------------------------------------------- contents, headings, pages


def test_the_contents_of_a_report_lead_to_its_headings_of_two_levels() -> None:
    blocks = report(data().projects[0])
    contents = next(block for block in blocks if isinstance(block, Contents))
    headings = {block.anchor: block for block in blocks if isinstance(block, Heading)}
    assert not contents.whole
    assert [entry.anchor for entry in contents.entries] == [
        anchor for anchor, heading in headings.items() if heading.level in (4, 5)
    ]
    assert [(entry.text, headings[entry.anchor].text) for entry in contents.entries][:2] == [
        ("一、项目的基本情况", "一、项目基本信息"),  # the published contents have words of their own
        ("（一）项目概况", "（一）项目概况"),
    ]


def test_only_reports_that_are_to_have_contents_have_them() -> None:
    assert [any(isinstance(block, Contents) for block in report(one)) for one in data().projects] == [
        True,
        False,
        False,
    ]


def test_reports_are_a_section_with_a_running_header_and_its_own_format_of_page_numbers() -> None:
    sections = compose(data()).document.sections
    assert [(s.header, s.page_number) for s in sections if s.header or s.page_number] == [
        ("某市某局2024年部门决算公开报告", "-{n}-")
    ]
    assert sections[-1].header and isinstance(sections[-1].blocks[0], Heading)


def test_the_contents_of_the_document_lead_to_no_heading_inside_a_report() -> None:
    document = compose(data()).document
    whole = next(block for block in document.blocks() if isinstance(block, Contents))
    assert whole.whole and not any("-f" in entry.anchor for entry in whole.entries)


# ---------------------------------------------------------------- words


def test_a_text_of_several_lines_is_as_many_paragraphs() -> None:
    trace = Trace(Origin.TYPED, "", ())
    found = list(lines((Run("概况："), Run("一段。\n　　二段。\n\n", trace), Run("完"))))
    assert [[(run.text, run.trace is not None) for run in line] for line in found] == [
        [("概况：", False), ("一段。", True)],
        [("二段。", True)],
        [("完", False)],
    ]
    assert list(lines((Run("\n"),))) == [] and list(lines(())) == []


def test_a_name_that_ends_with_a_word() -> None:
    assert ends("平台建设项目", "项目") and not ends("电梯更换", "项目")
    said = [block.text for one in data().projects for block in report(one) if isinstance(block, Paragraph)]
    results = [re.findall("最终评分结果：(.*?):", words)[0] for words in said if "最终评分结果" in words]
    assert results == [
        "综合执法指挥平台建设项目，项目绩效自评价结果为",
        "业务档案数字化加工项目绩效自评价结果为",
        "办公楼电梯更换项目绩效自评价结果为",
    ]


def test_a_budget_of_zero_is_a_rate_of_zero() -> None:
    third = data().projects[2]
    assert third.rate.value == 0 and third.rate_score.value == 0
    assert third.score.value == 70 and third.grade.text == "中"


def test_words_that_a_report_needs_are_asked_for_and_marked() -> None:
    first = data().projects[0]
    fields = {key: cell for key, cell in first.fields.items() if key != "overview"}
    fields["plan"] = replace(first.fields["plan"], text="", state=State.BLANK)
    blocks, forms = printed(replace(first, fields=fields))
    (finding,) = forms.findings
    assert finding.rule == "P-text" and finding.severity.value == "错误"
    assert finding.message == (
        "项目“综合执法指挥平台建设项目”没有写：项目概况、项目实施计划，“项目支出绩效自评分析报告”要用"
    )
    assert [ref.sheet for ref in finding.cells] == ["项目", "项目文字"]
    said = [block.text for block in blocks if isinstance(block, Paragraph)]
    assert "项目概况：【待填写】" in said and "【待填写】" in said


def test_a_project_without_any_text_names_the_sheet_too() -> None:
    first = data().projects[0]
    fields = {key: cell for key, cell in first.fields.items() if cell.ref.sheet != "项目文字"}
    (finding,) = printed(replace(first, fields=fields))[1].findings
    assert [(ref.sheet, bool(ref.cell)) for ref in finding.cells] == [("项目", True), ("项目文字", False)]


def test_a_blank_that_a_report_has_a_word_for_is_no_finding() -> None:
    blocks, forms = printed(data().projects[2])
    assert not forms.findings
    assert [block.text for block in blocks[-5:] if isinstance(block, Heading | Paragraph)] == [
        "无",
        "五、项目管理中存在的主要问题及原因分析",
        "无",
        "六、下一步改进措施及管理建议",
        "无",
    ]


def test_a_paragraph_for_each_of_a_list_and_none_where_a_condition_fails() -> None:
    first = data().projects[0]
    assert first.form is not None
    blocks = (
        FormBlock(text="{{ loop.index }}.{{ g.name }}", each="g in groups('产出指标')", level=3, new_page=True),
        FormBlock(text="不印", when="p.score < 60"),
        FormBlock(text="{{ p.experience }}", style="body"),
    )
    found = report(first, first.form.changed(blocks=blocks, asks=()))[1:]
    assert as_text(found).splitlines()[:-1] == [
        "——",
        "#### 1.数量指标",
        "——",
        "#### 2.质量指标",
        "——",
        "#### 3.时效指标",
        "——",
        "#### 4.成本指标",
    ]
    assert isinstance(found[-1], Paragraph) and found[-1].style == "body"


# ---------------------------------------------------------------- pages


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 60), min_size=1, max_size=40), st.integers(0, 3000), st.integers(0, 40))
def test_tables_end_where_a_page_does_and_their_heads_stand_again(indicators, reason, source) -> None:
    first = data().projects[0]
    more = tuple(
        Indicator(
            ("产出指标", "效益指标")[number % 2],
            "数量指标" if number % 2 == 0 else "社会效益指标",
            f"丁{number}号" + "名" * length,
            {"target": text("1个"), "reason": text("字" * (reason if not number else 0))},
            CellRef("绩效指标", "A9"),
        )
        for number, length in enumerate(indicators)
    )
    money = tuple(replace(line, cells={**line.cells, "reason": text("句子。" * source)}) for line in first.money * 3)
    blocks = report(replace(first, indicators=more, money=money))
    style = data().kit.style
    tables = [block for block in blocks if isinstance(block, TableBlock)]
    for table in tables:
        table_xml(table, style)  # raises where spans and columns do not tile the grid
        assert table.header and table.header == next(t for t in tables if t.widths == table.widths).header
        height = sum(TableBlock.row_height(row, table.row_pitch) for row in (*table.header, *table.body))
        assert height <= style.page(False).text_height * POINTS
    names = re.findall(r"丁\d+号", "".join(c.text for t in tables for row in t.body for c in row.cells))
    assert names == [f"丁{at}号" for at in (*range(0, len(indicators), 2), *range(1, len(indicators), 2))]
    # No page is left but at an asked-for break or by a text that flows on: as many pages as breaks and flows.
    whole = Document("t", "a", (), "f", (Section("body", tuple(b for b in blocks if not flowing(b))),), style)
    breaks = sum(getattr(block, "new_page", False) for block in blocks)
    assert section_pages(whole)[0] == [breaks]


def flowing(block: Block) -> bool:
    """A paragraph of chapters one and three, whose pages are as many as it takes."""
    return isinstance(block, Paragraph) and block.style == "report_text"


def test_as_many_reports_as_a_published_document_has(tmp_path: Path) -> None:
    """Thirty of them: each begins a page, ten have contents, no two headings share a name."""
    source = (ROOT / "samples" / f"{SAMPLE}.txt").read_text("utf-8")
    path = tmp_path / "三十个项目.xlsx"
    path.write_bytes(workbook(kit_named(SAMPLE), many(source, 30)))
    model = check(path).data
    assert model is not None and len({project.name for project in model.projects}) == 30
    document = compose(model).document
    (section,) = [section for section in document.sections if section.header]
    titles = [block for block in section.blocks if isinstance(block, Heading) and block.level == 3]
    assert len(titles) == 30 and sum(isinstance(block, Contents) for block in section.blocks) == 10
    anchors = [block.anchor for block in section.blocks if isinstance(block, Heading)]
    assert len(set(anchors)) == len(anchors) == 30 * 20
    counts, pages = section_pages(document)
    assert counts[-1] == 200
    assert [pages[title.anchor] for title in titles] == sorted({pages[title.anchor] for title in titles})
