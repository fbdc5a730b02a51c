"""The .docx renderer: structure of its parts. ``test_docx_office.py`` holds them against LibreOffice."""

from __future__ import annotations

import base64
import dataclasses
import io
import os
import subprocess
import sys
import time
import zipfile
import zlib
from pathlib import Path

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml import parse_xml
from render import docx_samples as samples

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
from disclosegen.document.carried import PAYLOAD_NAMESPACE, read_payload
from disclosegen.render.docx import to_docx
from disclosegen.render.docx_table import column_edges
from disclosegen.render.estimate import estimate_pages

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def build(document: Document) -> bytes:
    """The document with estimated page numbers."""
    return to_docx(document, estimate_pages(document))


def part(data: bytes, name: str):
    """A part of the package, parsed by python-docx (so that ``xpath`` knows ``w:``)."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return parse_xml(package.read(name))


def with_blocks(*blocks, landscape: bool = False, kind: str = "body") -> Document:
    """A document of one section."""
    return Document("t", "a", (), "f", (Section(kind, blocks, landscape),), samples.style())


@pytest.fixture(scope="module")
def small() -> bytes:
    return build(samples.small("仅供内部审核", b'{"x": 1}'))


@pytest.fixture(scope="module")
def body(small):
    return part(small, "word/document.xml")


def style_of(styles, style_id: str):
    (found,) = styles.xpath(f'//w:style[@w:styleId="{style_id}"]')
    return found


# Styles


def test_headings_are_words_own_with_outline_levels(small, body):
    styles = part(small, "word/styles.xml")
    for level in range(1, 5):
        style = style_of(styles, f"Heading{level}")
        assert style.xpath("w:name/@w:val") == [f"heading {level}"]
        assert style.xpath("w:pPr/w:outlineLvl/@w:val") == [str(level - 1)]
    title = style_of(styles, "table_title")
    assert title.xpath("w:name/@w:val") == ["table_title"]
    assert title.xpath("w:pPr/w:outlineLvl/@w:val") == ["1"]
    used = body.xpath('//w:p[starts-with(w:pPr/w:pStyle/@w:val, "Heading")]/w:pPr/w:pStyle/@w:val')
    assert used == ["Heading1", "Heading2", "Heading3", "Heading4", "Heading1", "Heading1"]
    assert len(body.xpath('//w:pStyle[@w:val="table_title"]')) == 2


def test_every_style_names_the_official_font_for_all_scripts(small):
    styles = part(small, "word/styles.xml")
    fonts = styles.xpath("//w:rFonts")
    for font in fonts:
        names = {font.get(f"{W}{script}") for script in ("ascii", "hAnsi", "eastAsia", "cs")}
        assert len(names) == 1 and None not in names
    assert styles.xpath("//w:docDefaults//w:rFonts/@w:eastAsia") == ["仿宋_GB2312"]
    assert style_of(styles, "Heading2").xpath("w:rPr/w:rFonts/@w:eastAsia") == ["黑体"]
    assert style_of(styles, "table_cell_9_13").xpath("w:rPr/w:rFonts/@w:eastAsia") == ["宋体"]
    assert set(styles.xpath("//w:lang/@w:eastAsia")) == {"zh-CN"}
    assert "Mincho" not in zipfile.ZipFile(io.BytesIO(small)).read("word/styles.xml").decode()


def test_body_style_has_exact_lines_and_an_indent_in_characters(small):
    body_style = style_of(part(small, "word/styles.xml"), "body")
    (spacing,) = body_style.xpath("w:pPr/w:spacing")
    assert (spacing.get(f"{W}line"), spacing.get(f"{W}lineRule")) == ("560", "exact")
    (indent,) = body_style.xpath("w:pPr/w:ind")
    assert (indent.get(f"{W}firstLineChars"), indent.get(f"{W}firstLine")) == ("200", "640")
    assert body_style.xpath("w:pPr/w:jc/@w:val") == ["both"]
    for name in ("widowControl", "overflowPunct", "autoSpaceDE", "autoSpaceDN", "snapToGrid"):
        assert body_style.xpath(f"w:pPr/w:{name}/@w:val") == ["0"], name


def test_every_style_that_is_used_is_defined(small):
    defined = set(part(small, "word/styles.xml").xpath("//w:style/@w:styleId"))
    for name in ("word/document.xml", "word/footer1.xml", "word/footer2.xml", "word/header1.xml"):
        assert set(part(small, name).xpath("//w:pStyle/@w:val")) <= defined


def test_unknown_style_is_an_error():
    with pytest.raises(KeyError, match="fancy"):
        to_docx(with_blocks(samples.text("字", "fancy")), {})


# Sections


def test_sections_orientation_numbering_and_footers(small):
    sections = docx.Document(io.BytesIO(small)).sections
    assert [section.orientation for section in sections] == [WD_ORIENT.PORTRAIT] * 4 + [
        WD_ORIENT.LANDSCAPE,
        WD_ORIENT.PORTRAIT,
    ]
    landscape = sections[4]
    assert (round(landscape.page_width.mm), round(landscape.page_height.mm)) == (297, 210)
    assert (round(landscape.top_margin.mm), round(landscape.left_margin.mm)) == (24, 20)
    starts = [section._sectPr.xpath("w:pgNumType/@w:start") for section in sections]
    assert starts == [[], [], ["1"], [], [], []]
    texts = ["".join(p.text for p in section.footer.paragraphs) for section in sections]
    assert texts == ["", ""] + ["— 1 —"] * 4
    assert not any(section.footer.is_linked_to_previous for section in sections)


def test_page_number_is_a_field(small):
    footer = part(small, "word/footer2.xml")
    assert [text.strip() for text in footer.xpath("//w:instrText/text()")] == ["PAGE"]
    assert footer.xpath("//w:fldChar/@w:fldCharType") == ["begin", "separate", "end"]


def test_page_number_format_of_the_style_sheet():
    document = with_blocks(samples.text("字"))
    style = document.style.model_copy(update={"page_number": "第{n}页"})
    footer = part(build(dataclasses.replace(document, style=style)), "word/footer2.xml")
    assert "".join(footer.xpath("//w:t/text()")) == "第1页"


def test_section_that_ends_with_a_table_ends_in_a_paragraph_of_one_point(body):
    (table,) = [t for t in body.xpath("//w:tbl") if not t.getnext().xpath("w:pPr/w:pStyle")]
    after = table.getnext()
    assert after.xpath("w:pPr/w:spacing/@w:line") == ["20"]
    assert after.xpath("w:pPr/w:spacing/@w:lineRule") == ["exact"]
    assert after.xpath("w:pPr/w:sectPr/w:pgSz/@w:orient") == ["landscape"]
    # … and its point is taken from the last row: 15 - 1 = 14 points.
    assert table.xpath("w:tr[last()]/w:trPr/w:trHeight/@w:val") == ["280"]
    assert table.xpath("w:tr[3]/w:trPr/w:trHeight/@w:val") == ["300"]


def test_two_tables_never_touch():
    table = dataclasses.replace(samples.table(1, False, 3, notes=False), code="", above=("", "", ""))
    root = part(to_docx(with_blocks(table, table), {}), "word/document.xml")
    assert [child.tag.removeprefix(W) for child in root.body] == ["tbl", "p", "tbl", "p", "sectPr"]


# Contents page


def test_contents_is_one_toc_field_with_its_result(body):
    paragraphs = body.xpath('//w:p[starts-with(w:pPr/w:pStyle/@w:val, "TOC")]')
    assert len(paragraphs) == 6
    instructions = [text.strip() for text in body.xpath("//w:instrText/text()")]
    assert instructions[0] == r'TOC \o "1-2" \h \z \u'
    assert instructions[1:] == [rf"PAGEREF _Toc{n} \h" for n in (1, 2, 5, 6, 7, 8)]
    depth, deepest = 0, 0
    for kind in body.xpath("//w:fldChar/@w:fldCharType"):
        depth += {"begin": 1, "separate": 0, "end": -1}[kind]
        deepest = max(deepest, depth)
    assert (depth, deepest) == (0, 2)
    first = paragraphs[0]
    assert "".join(first.xpath("w:hyperlink//w:t/text()")) == "第一部分　部门概况1"
    assert first.xpath("w:hyperlink/@w:anchor") == ["_Toc1"]
    assert first.xpath("w:pPr/w:tabs/w:tab/@w:leader") == ["dot"]
    edge = 11906 - round(28 * 1440 / 25.4) - round(26 * 1440 / 25.4)
    assert first.xpath("w:pPr/w:tabs/w:tab/@w:pos") == [str(edge)]


def test_bookmarks_are_unique_and_hold_the_headings(body):
    names, ids = body.xpath("//w:bookmarkStart/@w:name"), body.xpath("//w:bookmarkStart/@w:id")
    assert names == [f"_Toc{n}" for n in range(1, 9)]
    assert ids == body.xpath("//w:bookmarkEnd/@w:id") and len(set(ids)) == 8
    heading = body.xpath('//w:p[w:bookmarkStart/@w:name="_Toc6"]')[0]
    assert "".join(heading.xpath(".//w:t/text()")) == "一、收入决算表"


def test_nothing_asks_to_update_fields(small):
    assert not part(small, "word/settings.xml").xpath("//w:updateFields")


def test_contents_without_page_numbers_needs_no_pages():
    contents = Contents("目录", (ContentsEntry(1, "甲", "a"),), page_numbers=False)
    document = with_blocks(contents, Heading(1, "甲", "a"))
    root = part(to_docx(document, {}), "word/document.xml")
    assert [text.strip() for text in root.xpath("//w:instrText/text()")] == [r'TOC \o "1-1" \h \z \u \n']
    assert not root.xpath("//w:tabs")


@pytest.mark.parametrize("heading", ["a", "b"])
def test_contents_line_without_heading_or_page_is_an_error(heading):
    contents = Contents("目录", (ContentsEntry(1, "甲", "a"),))
    with pytest.raises(KeyError, match="'a'"):
        to_docx(with_blocks(contents, Heading(1, "甲", heading)), {})


# Tables


def test_columns_add_up_exactly(body):
    for table in body.xpath("//w:tbl"):
        columns = [int(width) for width in table.xpath("w:tblGrid/w:gridCol/@w:w")]
        (total,) = table.xpath("w:tblPr/w:tblW/@w:w")
        assert sum(columns) == int(total)
        assert table.xpath("w:tblPr/w:tblLayout/@w:type") == ["fixed"]
        for row in table.xpath("w:tr"):
            assert sum(int(width) for width in row.xpath("w:tc/w:tcPr/w:tcW/@w:w")) == int(total)
            spans = [int((cell.xpath("w:tcPr/w:gridSpan/@w:val") or [1])[0]) for cell in row.xpath("w:tc")]
            assert sum(spans) == len(columns)


def test_column_edges_are_rounded_as_sums():
    assert column_edges((10.3,) * 3) == [0, 584, 1168, 1752]  # 3 × 583.94 = 1751.8


def test_header_rows_repeat_and_no_row_is_split(body):
    for table in body.xpath("//w:tbl"):
        rows = table.xpath("w:tr")
        assert [bool(row.xpath("w:trPr/w:tblHeader")) for row in rows] == [True, True] + [False] * (len(rows) - 2)
        assert all(row.xpath("w:trPr/w:cantSplit") for row in rows)
        assert set(table.xpath("w:tr/w:trPr/w:trHeight/@w:hRule")) == {"exact"}
    heights = body.xpath("(//w:tbl)[1]/w:tr/w:trPr/w:trHeight/@w:val")
    assert heights[:3] == ["300", "300", "300"] and heights[7] == str((3 * 13 + 2) * 20)


def test_spans_become_grid_spans_and_merges(body):
    first, second = body.xpath("(//w:tbl)[1]/w:tr[position() < 3]")
    assert ["".join(cell.xpath(".//w:t/text()")) for cell in first.xpath("w:tc")] == [
        "项目",
        "本年收入合计",
        "其中",
    ]
    assert first.xpath("w:tc[2]/w:tcPr/w:vMerge/@w:val") == ["restart"]
    # The continued cell stands at its place in the grid: third column, second row.
    assert len(second.xpath("w:tc")) == 5
    assert second.xpath("w:tc[3]/w:tcPr/w:vMerge") and not second.xpath("w:tc[3]/w:tcPr/w:vMerge/@w:val")
    assert first.xpath("w:tc[1]/w:tcPr/w:gridSpan/@w:val") == ["2"]


def test_block_span_of_rows_and_columns():
    rows = (
        GridRow((GridCell("大", colspan=2, rowspan=2), GridCell("a"))),
        GridRow((GridCell("b"),)),
        GridRow((GridCell("c"), GridCell("d"), GridCell("e"))),
    )
    block = TableBlock("t", "", ("", "", ""), (50.0, 50.0, 56.0), (), rows, (), 9, 13)
    root = part(to_docx(with_blocks(block), {}), "word/document.xml")
    second = root.xpath("//w:tr[2]")[0]
    assert second.xpath("w:tc[1]/w:tcPr/w:gridSpan/@w:val") == ["2"]
    assert len(second.xpath("w:tc")) == 2
    table = docx.Document(io.BytesIO(to_docx(with_blocks(block), {}))).tables[0]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["大", "大", "a"],
        ["大", "大", "b"],
        ["c", "d", "e"],
    ]


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        (((1, 1),), "no cell for column 2"),
        (((3, 1),), "more cells"),
        (((1, 1), (1, 1), (1, 1)), "more cells"),
        (((1, 3), (1, 1)), "below the last row"),
    ],
)
def test_table_that_does_not_fit_its_columns_is_an_error(rows, fault):
    row = GridRow(tuple(GridCell("x", colspan=wide, rowspan=high) for wide, high in rows))
    block = TableBlock("t", "", ("", "", ""), (50.0, 50.0), (), (row,), (), 9, 13)
    with pytest.raises(ValueError, match=fault):
        to_docx(with_blocks(block), {})


def test_alignment_and_padding(body):
    table = body.xpath("(//w:tbl)[1]")[0]
    assert table.xpath("w:tr[1]//w:jc/@w:val") == ["center"] * 3
    assert table.xpath("w:tr[3]//w:jc/@w:val") == ["center", "right", "right", "right"]
    assert table.xpath("w:tblPr/w:tblCellMar/w:left/@w:w") == ["50"]
    assert set(table.xpath("w:tblPr/w:tblBorders/*/@w:sz")) == {"4"}
    assert set(table.xpath(".//w:vAlign/@w:val")) == {"center"}


def test_lines_above_and_notes_below_the_grid(body):
    table = body.xpath("(//w:tbl)[1]")[0]
    above, code, note = table.getprevious(), table.getprevious().getprevious(), table.getnext()
    assert "".join(code.xpath(".//w:t/text()")) == "公开01表" and code.xpath("w:pPr/w:jc/@w:val") == ["right"]
    assert above.xpath("w:pPr/w:tabs/w:tab/@w:val") == ["center", "right"]
    assert len(above.xpath("w:r/w:tab")) == 2
    assert "".join(note.xpath(".//w:t/text()")).startswith("注：本表")
    assert note.xpath("w:pPr/w:pStyle/@w:val") == ["table_note"]


def test_line_above_without_a_centre_has_one_tab():
    block = dataclasses.replace(samples.table(1, False, 2), above=("部门：某局", "", "万元"))
    root = part(to_docx(with_blocks(block), {}), "word/document.xml")
    above = root.xpath("//w:tbl")[0].getprevious()
    assert above.xpath("w:pPr/w:tabs/w:tab/@w:val") == ["right"] and len(above.xpath("w:r/w:tab")) == 1


def test_table_without_rows_but_its_head():
    block = dataclasses.replace(samples.table(1, False, 2), body=())
    assert len(part(to_docx(with_blocks(block), {}), "word/document.xml").xpath("//w:tr")) == 2


# Watermark


def test_watermark_on_every_page_of_every_section(small, body):
    header = part(small, "word/header1.xml")
    xml = zipfile.ZipFile(io.BytesIO(small)).read("word/header1.xml").decode()
    assert 'string="仅供内部审核"' in xml and "rotation:315" in xml and header.tag == f"{W}hdr"
    assert len(body.xpath("//w:sectPr/w:headerReference")) == len(body.xpath("//w:sectPr")) == 6
    plain = part(build(samples.small()), "word/document.xml")
    assert not plain.xpath("//w:headerReference")


# Text as it is


HOSTILE = "<script>alert(1)</script> {{ x }} ]]> =cmd|' /C calc'!A0 &amp; \"q\" \x00\x01\x0b\x1f\x85\ufffe\udc80末"


def test_hostile_text_is_literal_everywhere():
    table = samples.table(1, False, 2)
    table = dataclasses.replace(
        table,
        code=HOSTILE,
        above=(HOSTILE, "", ""),
        header=(GridRow((GridCell(HOSTILE, colspan=7),)),),
    )
    contents = Contents(HOSTILE, (ContentsEntry(1, HOSTILE, HOSTILE),))
    blocks = (contents, Heading(1, HOSTILE, HOSTILE), Paragraph((Run(HOSTILE),)), table)
    document = Document(
        HOSTILE, HOSTILE, (HOSTILE,), "f", (Section("body", blocks),), samples.style(), watermark=HOSTILE
    )
    data = to_docx(document, {HOSTILE: 1})
    shown = "<script>alert(1)</script> {{ x }} ]]> =cmd|' /C calc'!A0 &amp; \"q\" 末"
    read = docx.Document(io.BytesIO(data))
    assert [p.text for p in read.paragraphs if p.style.name == "body"] == [shown]
    assert read.core_properties.title == shown
    assert read.tables[0].rows[0].cells[0].text == shown
    assert part(data, "word/header1.xml").xpath("//@string") == [shown]
    for name in zipfile.ZipFile(io.BytesIO(data)).namelist():
        part(data, name)


def test_tabs_and_line_ends_inside_text():
    paragraph = part(to_docx(with_blocks(samples.text("a\tb\r\nc\rd\u2028e")), {}), "word/document.xml").xpath("//w:p")[
        0
    ]
    pieces = [child.tag.removeprefix(W) for child in paragraph.xpath("w:r")[0]]
    assert pieces == ["t", "tab", "t", "br", "t", "br", "t", "br", "t"]


def test_spaces_at_the_ends_survive():
    read = docx.Document(io.BytesIO(to_docx(with_blocks(samples.text("  字  ")), {})))
    assert read.paragraphs[0].text == "  字  "


# The container


def test_properties_have_no_trace_of_time_or_machine(small):
    properties = docx.Document(io.BytesIO(small)).core_properties
    assert (properties.title, properties.author) == ("2024年度部门决算", "阳城县城市管理综合行政执法局")
    assert (properties.keywords, properties.language) == ("决算 公开", "zh-CN")
    assert properties.created == properties.modified and properties.created.year == 2000
    assert properties.last_modified_by == "" and properties.revision == 0


def test_parts_and_types(small):
    with zipfile.ZipFile(io.BytesIO(small)) as package:
        assert package.testzip() is None
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert package.namelist() == [
            "[Content_Types].xml",
            "_rels/.rels",
            "customXml/_rels/item1.xml.rels",
            "customXml/item1.xml",
            "customXml/itemProps1.xml",
            "docProps/app.xml",
            "docProps/core.xml",
            "word/_rels/document.xml.rels",
            "word/document.xml",
            "word/fontTable.xml",
            "word/footer1.xml",
            "word/footer2.xml",
            "word/header1.xml",
            "word/settings.xml",
            "word/styles.xml",
        ]


_ONCE = """
import hashlib
from render import docx_samples as samples
from disclosegen.render.docx import to_docx
from disclosegen.render.estimate import estimate_pages
document = samples.small("仅供内部审核", b"{}")
print(hashlib.sha256(to_docx(document, estimate_pages(document))).hexdigest())
"""


def test_same_bytes_in_other_processes():
    root = Path(__file__).resolve().parents[2]
    digests = set()
    for seed in ("1", "2"):
        paths = os.pathsep.join([str(root), str(root / "tests")])
        environment = {**os.environ, "PYTHONPATH": paths, "PYTHONHASHSEED": seed}
        done = subprocess.run(
            [sys.executable, "-c", _ONCE], check=True, capture_output=True, env=environment, timeout=60
        )
        digests.add(done.stdout)
    assert len(digests) == 1 and len(digests.pop().strip()) == 64


@pytest.mark.parametrize("payload", [b"{}", bytes(range(256)) * 40, '{"名": "]]></payload>"}'.encode()])
def test_payload_comes_back(payload):
    assert read_payload(build(samples.small(payload=payload))) == payload


def test_no_payload():
    data = build(samples.small())
    assert read_payload(data) is None
    assert not [name for name in zipfile.ZipFile(io.BytesIO(data)).namelist() if name.startswith("customXml")]


def packed(text: str) -> bytes:
    """A zip with a payload part of that content."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("customXml/item7.xml", f'<ns0:payload xmlns:ns0="{PAYLOAD_NAMESPACE}">{text}</ns0:payload>')
    return stream.getvalue()


def test_payload_is_found_under_another_name_and_prefix():
    assert read_payload(packed(base64.b64encode(zlib.compress(b"data")).decode())) == b"data"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"%PDF-1.7",
        b"PK\x03\x04 broken",
        packed("AAAA"),
        packed("A"),
        packed(base64.b64encode(zlib.compress(b"data" * 99)[:-6]).decode()),
        packed(base64.b64encode(zlib.compress(bytes(65 * 2**20))).decode()),
    ],
    ids=["empty", "pdf", "damaged zip", "no zlib", "no base64", "cut off", "bomb"],
)
def test_unreadable_payload_is_none(data):
    assert read_payload(data) is None


def test_a_real_size_takes_less_than_half_a_second():
    document = samples.large()
    tables = [block for block in document.blocks() if isinstance(block, TableBlock)]
    assert sum(len(row.cells) for table in tables for row in (*table.header, *table.body)) > 1900
    start = time.perf_counter()
    build(document)
    assert time.perf_counter() - start < 0.5
