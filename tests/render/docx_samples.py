"""Hand-made documents for the tests of the .docx renderer and of the page estimate.

``large()`` has the weight of a real disclosure (cover, contents, text, ten tables, 1,900 cells);
``small()`` holds one of each kind of thing; texts are invented.
"""

from __future__ import annotations

import os
import subprocess
import tomllib
from pathlib import Path
from typing import Any

from pypdf import PdfReader

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
from disclosegen.render.fonts import CONF
from disclosegen.style import StyleSheet

ROOT = Path(__file__).resolve().parents[2]
SENTENCE = (
    "2024年度收入总计7,337.12万元、支出总计7,337.12万元。与2023年相比，收入总计增加620.07万元，增长9.23%；"
    "主要原因是：人员经费标准提高，以及新增“智慧城管”平台（二期）建设项目。"
)


def style() -> StyleSheet:
    """The common look of the kits."""
    return StyleSheet.model_validate(tomllib.loads((ROOT / "templates/_common/style.toml").read_text("utf-8")))


def text(words: str, name: str = "body") -> Paragraph:
    """A paragraph of one run."""
    return Paragraph((Run(words),), name)


def cover() -> Section:
    """Two lines of title and a date."""
    lines = (
        text("阳城县城市管理综合行政执法局", "cover1"),
        text("2024年度部门决算公开", "cover2"),
        text("2025年9月", "cover_date"),
    )
    return Section("cover", lines)


def table(number: int, landscape: bool, rows: int, columns: int = 7, notes: bool = True) -> TableBlock:
    """A table with two header rows, spans in both directions, one tall row and empty cells."""
    width = 257.0 if landscape else 156.0
    first = 22.0
    second = 48.0 if landscape else 40.0
    rest = (width - first - second) / (columns - 2)
    header = (
        GridRow(
            (
                GridCell("项目", colspan=2, head=True),
                GridCell("本年收入合计", rowspan=2, head=True),
                *([GridCell("其中", colspan=columns - 3, head=True)] if columns > 3 else []),
            )
        ),
        GridRow(
            (
                GridCell("科目编码", head=True),
                GridCell("科目名称", head=True),
                *(GridCell(f"栏次{index}", head=True) for index in range(2, columns - 1)),
            )
        ),
    )
    body = [
        GridRow(
            (
                GridCell("合计", colspan=2, align="center"),
                *(GridCell("7,337.12", align="right") for _ in range(columns - 2)),
            )
        )
    ]
    for index in range(rows - 1):
        tall = index % 9 == 4
        name = "城市管理综合行政执法监察与市容环境卫生管理事务支出" if tall else "行政运行"
        amounts = (GridCell("1,620.07" if (index + at) % 3 else "", align="right") for at in range(columns - 2))
        body.append(GridRow((GridCell(f"21201{index:02}"), GridCell(name), *amounts), lines=3 if tall else 1))
    return TableBlock(
        id=f"t{number:02}",
        code=f"公开{number:02}表",
        above=("部门：阳城县城市管理综合行政执法局", "2024年度", "金额单位：万元"),
        widths=(first, second, *([rest] * (columns - 2))),
        header=header,
        body=tuple(body),
        notes=(text("注：本表反映部门本年度取得的各项收入情况。", "table_note"),) if notes else (),
        font_size=9,
        row_pitch=13,
    )


def small(watermark: str = "", payload: bytes = b"") -> Document:
    """Cover, contents, two pages of text, a portrait table, a landscape table over pages."""
    entries = (
        ContentsEntry(1, "第一部分　部门概况", "p1"),
        ContentsEntry(2, "一、部门职责", "p1-1"),
        ContentsEntry(1, "第二部分　决算表", "p2"),
        ContentsEntry(2, "一、收入决算表", "t01"),
        ContentsEntry(2, "二、支出决算表", "t02"),
        ContentsEntry(1, "第三部分　名词解释", "p3"),
    )
    words = [text(SENTENCE) for _ in range(9)]
    sections = (
        cover(),
        Section("contents", (Contents("目　录", entries),)),
        Section(
            "body",
            (
                Heading(1, "第一部分　部门概况", "p1"),
                Heading(2, "一、部门职责", "p1-1"),
                *words,
                Heading(3, "（一）主要职能", "p1-1-1"),
                text(SENTENCE),
                Heading(4, "1．其他", "p1-1-1-1"),
                text(SENTENCE),
            ),
        ),
        Section(
            "body",
            (
                Heading(1, "第二部分　决算表", "p2"),
                Heading(2, "一、收入决算表", "t01", "table_title"),
                table(1, False, 12, columns=5),
            ),
        ),
        Section(
            "body",
            (Heading(2, "二、支出决算表", "t02", "table_title"), table(2, True, 70, notes=False)),
            True,
        ),
        Section("body", (Heading(1, "第三部分　名词解释", "p3"), text(SENTENCE))),
    )
    return Document(
        "2024年度部门决算",
        "阳城县城市管理综合行政执法局",
        ("决算", "公开"),
        "sample",
        sections,
        style(),
        watermark,
        payload,
    )


def large(tables: int = 10, rows: int = 26) -> Document:
    """About 25 pages: three parts of text and ten tables, 1,900 cells in all."""
    entries: list[ContentsEntry] = []
    sections = [cover()]
    body: list[Section] = []
    for part in range(1, 4):
        title = f"第{'一二三'[part - 1]}部分　情况说明"
        entries.append(ContentsEntry(1, title, f"p{part}"))
        blocks: list[Heading | Paragraph] = [Heading(1, title, f"p{part}")]
        for item in range(1, 6):
            heading = f"{'一二三四五'[item - 1]}、收入支出决算情况说明"
            entries.append(ContentsEntry(2, heading, f"p{part}-{item}"))
            blocks.append(Heading(2, heading, f"p{part}-{item}"))
            for sub in range(1, 3):
                blocks.append(Heading(3, f"（{'一二'[sub - 1]}）总体情况", f"p{part}-{item}-{sub}"))
                blocks += [text(SENTENCE), text(SENTENCE[: 37 + 11 * item * sub])]
        body.append(Section("body", tuple(blocks)))
    for number in range(1, tables + 1):
        title = f"表{number}　收入支出决算表"
        entries.append(ContentsEntry(2, title, f"t{number:02}"))
        landscape = number % 2 == 0
        body.append(
            Section(
                "body",
                (
                    Heading(2, title, f"t{number:02}", "table_title"),
                    table(number, landscape, rows + number, 7),
                ),
                landscape,
            )
        )
    sections += [Section("contents", (Contents("目　录", tuple(entries)),)), *body]
    return Document("2024年度部门决算", "某局", (), "large", tuple(sections), style(), "", b'{"a": 1}')


def every_heading(document: Document) -> dict[str, Heading]:
    """The headings by anchor, in reading order."""
    return {block.anchor: block for block in document.blocks() if isinstance(block, Heading)}


# Bookmarks are not exported unless asked for.
_FILTER = 'pdf:writer_pdf_Export:{"ExportBookmarks":{"type":"boolean","value":"true"}}'


def office_pdf(data: bytes, folder: Path) -> PdfReader:
    """The .docx as LibreOffice prints it."""
    return PdfReader(_convert(data, "docx", _FILTER, "pdf", folder))


def strict_office_pdf(data: bytes, folder: Path) -> PdfReader:
    """The same, but without the two things that LibreOffice 7.4 does against the file's word.

    It hangs punctuation where ``w:overflowPunct`` is off, and it ignores ``w:autoSpaceDE``. Both are put
    right in the OpenDocument form on the way to the PDF.
    """
    flat = _convert(data, "docx", "fodt", "fodt", folder).read_text("utf-8")
    flat = flat.replace('style:punctuation-wrap="hanging"', 'style:punctuation-wrap="simple"')
    flat = flat.replace('style:text-autospace="ideograph-alpha"', 'style:text-autospace="none"')
    return PdfReader(_convert(flat.encode(), "fodt", _FILTER, "pdf", folder))


def _convert(data: bytes, ending: str, target: str, result: str, folder: Path) -> Path:
    """Write ``data`` into the folder as ``sample.<ending>`` and let LibreOffice convert it."""
    source = folder / f"sample.{ending}"
    source.write_bytes(data)
    command = [
        "soffice",
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--headless",
        "--convert-to",
        target,
        "--outdir",
        str(folder),
        str(source),
    ]
    environment = {**os.environ, "FONTCONFIG_FILE": str(CONF)}
    subprocess.run(command, check=True, capture_output=True, timeout=120, env=environment)
    return folder / f"sample.{result}"


def outline_pages(reader: PdfReader, document: Document) -> dict[str, int]:
    """Printed page number of each heading that the PDF's outline points to, by anchor.

    Outline and headings are in the same order, so their titles need not differ.
    """
    targets: list[int] = []

    def walk(items: list[Any]) -> None:
        for item in items:
            if isinstance(item, list):
                walk(item)
            else:
                targets.append(reader.get_destination_page_number(item) + 1)

    walk(reader.outline)
    anchors = list(every_heading(document))
    assert len(targets) == len(anchors)
    front = min(targets) - 1  # cover and contents pages, which are not counted
    return {anchor: target - front for anchor, target in zip(anchors, targets, strict=True)}
