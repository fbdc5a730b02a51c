"""A hand-made document for the tests of PDF and HTML that holds one of every kind of thing.

Cover, contents, text with every level of heading, a two-sided portrait table with spans, an empty table with
notes, a landscape table over three pages, hostile texts. Invented, but shaped like a real disclosure.
"""

from __future__ import annotations

from disclosegen.document.blocks import (
    Contents,
    ContentsEntry,
    Document,
    GridCell,
    GridRow,
    Heading,
    Paragraph,
    Run,
    Section,
    TableBlock,
)

from .docx_samples import SENTENCE, style, text

HOSTILE = (
    "<script>alert(1)</script>",
    "{{ x }}{% raw %}",
    "R&D &amp; &#60;b&#62;",
    "=cmd|'/C calc'!A0",
    "</style><img src=http://example.invalid/a.png>",
    "<!-- 注释 -->\"'`",
)
CODE, UNIT = "公开01表", "金额单位：万元"
LONG_ROWS = 66  # of the landscape table


def cell(words: str, align: str = "left", colspan: int = 1, rowspan: int = 1, head: bool = False) -> GridCell:
    """A cell by position of what tests vary."""
    return GridCell(words, colspan, rowspan, align, head)  # type: ignore[arg-type]


def head(*cells: GridCell) -> GridRow:
    """A header row."""
    return GridRow(tuple(GridCell(c.text, c.colspan, c.rowspan, "center", True) for c in cells))


def two_sided() -> TableBlock:
    """收入 on the left, 支出 on the right, spans in both directions, a total, a text of two lines."""
    body = [
        GridRow(
            (
                cell(f"{at}、一般公共预算财政拨款收入" if at == "一" else f"{at}、其他收入"),
                cell(str(number), "center"),
                cell("7,337.12" if at == "一" else "", "right"),
                cell(f"{at}、城市管理综合行政执法监察支出" if at == "二" else f"{at}、公共安全支出"),
                cell(str(number + 31), "center"),
                cell("1,620.07" if number % 2 else "", "right"),
            ),
            lines=2 if at in "一二" else 1,
        )
        for number, at in enumerate("一二三四五六", 1)
    ]
    total = GridRow(
        (
            cell("总计", "center", 2),
            cell("7,337.12", "right"),
            cell("总计", "center", 2),
            cell("7,337.12", "right"),
        )
    )
    return TableBlock(
        id="t01",
        code=CODE,
        above=("部门：阳城县城市管理综合行政执法局", "2024年度", UNIT),
        widths=(46.0, 10.0, 22.0, 46.0, 10.0, 22.0),
        header=(
            head(cell("收入", colspan=3), cell("支出", colspan=3)),
            head(*(cell(words) for words in ("项目", "行次", "金额") * 2)),
        ),
        body=(*body, total),
        notes=(text("注：本表反映部门本年度的总收支情况。", "table_note"),),
        font_size=10.5,
        row_pitch=15,
    )


def empty() -> TableBlock:
    """A table without data: its note says so."""
    widths = (26.0, 50.0, 40.0, 40.0)
    return TableBlock(
        id="t02",
        code="公开08表",
        above=("", "", UNIT),
        widths=widths,
        header=(
            head(cell("科目", colspan=2), cell("本年支出", rowspan=2), cell("基本支出", rowspan=2)),
            head(cell("编码"), cell("名称")),
        ),
        body=tuple(GridRow(tuple(cell("") for _ in widths)) for _ in range(3)),
        notes=(
            text("注：本表反映国有资本经营预算财政拨款支出情况。", "table_note"),
            text("说明：本表无数据。", "table_note"),
        ),
        font_size=10.5,
        row_pitch=15,
    )


def landscape(rows: int = LONG_ROWS) -> TableBlock:
    """A wide table over three pages; its last rows carry the hostile texts."""
    widths = (24.0, 73.0, *([32.0] * 5))
    body = [
        GridRow(
            (
                cell(f"21201{at:02}"),
                cell("行政运行"),
                *(cell("1,620.07" if (at + c) % 3 else "", "right") for c in range(5)),
            )
        )
        for at in range(rows - len(HOSTILE))
    ]
    body += [GridRow((cell("99"), cell(words), *(cell("") for _ in range(5)))) for words in HOSTILE]
    return TableBlock(
        id="t03",
        code="公开03表",
        above=("部门：阳城县城市管理综合行政执法局", "", UNIT),
        widths=widths,
        header=(
            head(cell("项目", colspan=2), cell("本年支出合计", rowspan=2), cell("其中", colspan=4)),
            head(
                cell("科目编码"),
                cell("科目名称"),
                *(cell(words) for words in ("基本支出", "项目支出", "上缴上级", "经营支出")),
            ),
        ),
        body=tuple(body),
        notes=(),
        font_size=9,
        row_pitch=13,
    )


def sample(watermark: str = "", payload: bytes = b"", page_numbers: bool = True) -> Document:
    """The whole document."""
    parts = {
        "p1": "第一部分　部门概况",
        "p1-1": "一、部门职责",
        "p2": "第二部分　2024年度部门决算表",
        "p2-1": "一、收入支出决算总表",
        "p2-2": "二、国有资本经营预算支出决算表",
        "p2-3": "三、支出决算表",
        "p3": "第三部分　名词解释",
    }
    entries = tuple(ContentsEntry(anchor.count("-") + 1, words, anchor) for anchor, words in parts.items())
    hostile = tuple(Paragraph((Run("摘录："), Run(words))) for words in HOSTILE)
    sections = (
        Section(
            "cover",
            (
                text("阳城县城市管理综合行政执法局", "cover1"),
                text("2024年度部门决算公开", "cover2"),
                text("2025年9月", "cover_date"),
            ),
        ),
        Section("contents", (Contents("目　录", entries, page_numbers),)),
        Section(
            "body",
            (
                Heading(1, parts["p1"], "p1"),
                Heading(2, parts["p1-1"], "p1-1"),
                *(text(SENTENCE) for _ in range(5)),
                Heading(3, "（一）主要职能", "p1-1-1"),
                text("第一行\n第二行"),
                Heading(4, "1．其他", "p1-1-1-1"),
                *hostile,
            ),
        ),
        Section(
            "body",
            (Heading(1, parts["p2"], "p2"), Heading(2, parts["p2-1"], "p2-1", "table_title"), two_sided()),
        ),
        Section("body", (Heading(2, parts["p2-2"], "p2-2", "table_title"), empty())),
        Section("body", (Heading(2, parts["p2-3"], "p2-3", "table_title"), landscape()), landscape=True),
        Section("body", (Heading(1, parts["p3"], "p3"), text(SENTENCE))),
    )
    return Document(
        "阳城县城市管理综合行政执法局2024年度部门决算 <公开> & “说明”",
        "阳城县城市管理综合行政执法局",
        ("2024", "决算"),
        "sample",
        sections,
        style(),
        watermark,
        payload,
    )
