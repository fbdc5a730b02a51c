"""PDF files: lines joined, ruled tables over pages, what is left out, scans; as WeasyPrint and plain drawing make them."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from disclosegen.published.annotate_pdf import Mark, annotate_pdf
from disclosegen.published.flow import Flow
from disclosegen.published.open import read_published
from tests.helpers.flows import dumped

weasyprint = pytest.importorskip("weasyprint", exc_type=(ImportError, OSError))

STYLE = """<style>@page { size: 400pt 300pt; margin: 40pt; @bottom-center { content: "— " counter(page) " —"; font-size: 10pt } }
html { font: 12pt/20pt "Noto Serif CJK SC" } p { margin: 0; text-indent: 2em; text-align: justify } .n { text-indent: 0 }
table { border-collapse: collapse; width: 320pt } td, th { border: .5pt solid; height: 20pt; padding: 0 3pt }</style>"""


def printed(body: str) -> bytes:
    return weasyprint.HTML(string=f"{STYLE}<body lang=zh-CN>{body}").write_pdf()


def read(body: str) -> Flow:
    return read_published(printed(body), "公开.pdf")


def text(flow: Flow) -> str:
    return dumped(flow).strip()


LONG = "本年收入合计1,234.56万元，比上年增加100.00万元，增长8.81%，主要原因是人员增加，经费相应增加。" * 3


def test_wrapped_lines_are_one_paragraph_also_over_a_page() -> None:
    body = f"<p>一、收入<p>{LONG}<p>{LONG}<p>短。<p>{LONG}"
    assert text(read(body)).split("\n\n") == ["一、收入", LONG, LONG, "短。", LONG]


def test_paragraphs_without_indent_end_where_the_next_word_would_have_fitted() -> None:
    body = f"<p class=n>甲：{LONG}<p class=n>乙：{LONG}"
    assert text(read(body)).split("\n\n") == [f"甲：{LONG}", f"乙：{LONG}"]


def test_a_table_over_pages_is_one_and_keeps_its_heading_once() -> None:
    rows = "".join(f"<tr><td>{n}<td>科目{n}<td>{n}.00" for n in range(1, 25))
    flow = read(f"<table><thead><tr><th>行次<th>科目<th>金额<tbody>{rows}</table><p>注：无")
    assert [strip.cells for strip in flow.strips] == [
        ("行次", "科目", "金额"),
        *((str(n), f"科目{n}", f"{n}.00") for n in range(1, 25)),
        ("注：无",),
    ]
    assert {strip.table for strip in flow.strips[:-1]} == {1}
    assert {strip.spot.page for strip in flow.strips} == {1, 2, 3}


def test_the_next_form_on_a_page_of_its_own_is_another_table() -> None:
    form = "<table style='break-after: page'><tr><td colspan=2>绩效自评表<tr><td>项目<td>{}<tr><td>金额<td>3</table>"
    flow = read(form.format("一") + form.format("二"))
    assert [(strip.table, strip.cells) for strip in flow.strips] == [
        (1, ("绩效自评表", "")),
        (1, ("项目", "一")),
        (1, ("金额", "3")),
        (2, ("绩效自评表", "")),
        (2, ("项目", "二")),
        (2, ("金额", "3")),
    ]


def test_merged_and_wrapped_cells() -> None:
    flow = read(
        "<table style='table-layout:fixed'><tr><td rowspan=2>项目名称<td colspan=2>金额<td style='width:3em'>机关事业单位养老保险"
        "<tr><td>预算<td>决算<td></table>"
    )
    assert [strip.cells for strip in flow.strips] == [
        ("项目名称", "金额", "", "机关事业单位养老保险"),
        ("", "预算", "决算", ""),
    ]
    heading, money = flow.strips[0].boxes[0], flow.strips[0].boxes[1]
    assert heading is not None and money is not None
    assert heading[3] - heading[1] > money[3] - money[1]
    assert money[2] - money[0] > heading[2] - heading[0]


def test_a_running_header_is_left_out_and_a_title_on_every_page_is_not() -> None:
    head = '<style>@page { @top-center { content: "某局2024年决算"; font-size: 9pt } }</style>'
    pages = "".join(f"<h2 style='break-before: page'>绩效自评表</h2><p>第{n}个项目" for n in "一二三四")
    assert text(read(head + pages)).split("\n\n") == [
        line for n in "一二三四" for line in ("绩效自评表", f"第{n}个项目")
    ]


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_page_is_read_upright(turn: int) -> None:
    data = printed(f"<p>{LONG}<table><tr><td>甲<td>1<tr><td>乙<td>2</table>")
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    for page in writer.pages:
        page.rotate(turn)
    target = io.BytesIO()
    writer.write(target)
    plain, turned = read_published(data, "a.pdf"), read_published(target.getvalue(), "a.pdf")
    assert [strip.cells for strip in turned.strips] == [strip.cells for strip in plain.strips]
    box, there = plain.strips[-1].spot.box, turned.strips[-1].spot.box
    assert box is not None and there is not None
    wide, high = box[2] - box[0], box[3] - box[1]
    assert (there[2] - there[0], there[3] - there[1]) == pytest.approx((wide, high) if turn == 180 else (high, wide))


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_whose_text_is_turned_is_read_upright(turn: int) -> None:
    data = printed(f"<p>{LONG}<table><tr><td>甲<td>1<tr><td>乙<td>2</table>")
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    for page in writer.pages:
        page.rotate(turn).transfer_rotation_to_content()
    target = io.BytesIO()
    writer.write(target)
    plain, turned = read_published(data, "a.pdf"), read_published(target.getvalue(), "a.pdf")
    assert [strip.cells for strip in turned.strips] == [strip.cells for strip in plain.strips]


def test_boxes_count_from_the_corner_of_the_visible_page() -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(drawn(word(100, 200, "one")))))
    before = read_published(drawn(word(100, 200, "one")), "a.pdf").strips[0].spot.box
    writer.pages[0].cropbox.lower_left = (30, 20)
    writer.pages[0].cropbox.upper_right = (380, 270)
    target = io.BytesIO()
    writer.write(target)
    after = read_published(target.getvalue(), "a.pdf").strips[0].spot.box
    assert before is not None and after is not None
    assert (after[0], after[1]) == pytest.approx((before[0] - 30, before[1] - 30))


# Pages that are drawn by hand


def drawn(*pages: str, size: tuple[int, int] = (400, 300)) -> bytes:
    """A PDF of pages whose orders are given; Latin letters only."""
    writer = PdfWriter()
    font = DictionaryObject(
        {
            NameObject(f"/{k}"): NameObject(f"/{v}")
            for k, v in {"Type": "Font", "Subtype": "Type1", "BaseFont": "Helvetica"}.items()
        }
    )
    for orders in pages:
        page = writer.add_blank_page(*size)
        page[NameObject("/Resources")] = DictionaryObject(
            {NameObject("/Font"): DictionaryObject({NameObject("/F"): font})}
        )
        content = DecodedStreamObject()
        content.set_data(orders.encode())
        page[NameObject("/Contents")] = writer._add_object(content)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def word(x: float, y: float, letters: str, size: float = 10) -> str:
    return f"BT /F {size} Tf {x} {y} Td ({letters}) Tj ET "


def cells(flow: Flow) -> list[Sequence[str]]:
    return [strip.cells for strip in flow.strips]


def test_rules_as_thin_rectangles_and_no_outer_borders() -> None:
    rules = "".join(f"50 {y} 300 0.5 re f " for y in (250, 230, 210)) + "150 210 0.5 40 re f 250 210 0.5 40 re f "
    words = word(60, 236, "A") + word(160, 236, "1") + word(260, 236, "2") + word(60, 216, "B") + word(260, 216, "3")
    assert cells(read_published(drawn(rules + words), "a.pdf")) == [("A", "1", "2"), ("B", "", "3")]


def test_a_table_without_a_line_at_the_end_of_its_page() -> None:
    rules = "".join(f"{x} 200 m {x} 260 l S " for x in (50, 150, 350)) + "50 240 m 350 240 l S 50 220 m 350 220 l S "
    words = "".join(word(60, y, "A") + word(160, y, "1") for y in (246, 226, 206))
    assert cells(read_published(drawn(rules + words), "a.pdf")) == [("A", "1")] * 3


def test_a_figure_that_reaches_over_a_line_stays_whole() -> None:
    rules = "50 210 300 40 re S 50 230 m 350 230 l S 150 210 m 150 250 l S 200 210 m 200 250 l S "
    words = word(60, 236, "A") + word(140, 236, "123,456.78") + word(210, 236, "2") + word(60, 216, "B")
    assert cells(read_published(drawn(rules + words), "a.pdf")) == [("A", "123,456.78", "2"), ("B", "", "")]


def test_letters_printed_twice_for_boldness_are_read_once() -> None:
    assert cells(read_published(drawn(word(50, 200, "2024") + word(50.3, 200, "2024")), "a.pdf")) == [("2024",)]


def test_a_slanting_watermark_is_a_remark() -> None:
    mark = "BT /F 60 Tf 0.7 0.7 -0.7 0.7 100 50 Tm (DRAFT) Tj ET "
    flow = read_published(drawn(mark + word(50, 200, "one"), mark + word(50, 200, "two")), "a.pdf")
    assert cells(flow) == [("one",), ("two",)]
    assert [(r.rule, r.message) for r in flow.remarks] == [("D-watermark", "第1至2页印着水印“DRAFT”，读取时略过了")]


def scan() -> bytes:
    target = io.BytesIO()
    Image.new("L", (400, 300), 200).save(target, "PDF", resolution=72)
    return target.getvalue()


def test_a_scan_is_an_error_by_page_and_nothing_is_guessed() -> None:
    writer = PdfWriter()
    for data in (drawn(word(50, 200, "one")), scan(), drawn(word(50, 200, "two")), scan(), scan()):
        writer.append(io.BytesIO(data))
    target = io.BytesIO()
    writer.write(target)
    flow = read_published(target.getvalue(), "a.pdf")
    assert cells(flow) == [("one",), ("two",)]
    assert [(r.rule, r.severity.value, r.message) for r in flow.remarks] == [
        ("D-scan", "错误", "第2、4至5页是扫描图片，没有文字，读不出来")
    ]


def test_text_that_a_program_has_recognised_is_to_be_confirmed() -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(scan())))
    hidden = drawn("BT 3 Tr /F 10 Tf 50 200 Td (recognised text) Tj ET")
    writer.pages[0].merge_page(PdfReader(io.BytesIO(hidden)).pages[0])
    target = io.BytesIO()
    writer.write(target)
    flow = read_published(target.getvalue(), "a.pdf")
    assert cells(flow) == [("recognised text",)]
    assert [r.rule for r in flow.remarks] == ["D-recognised"]


def test_letters_without_a_code_are_a_remark() -> None:
    data = drawn(word(50, 200, "ab")).replace(b"/BaseFont /Helvetica", b"/BaseFont /Helvetica")
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    font = writer.pages[0]["/Resources"]["/Font"]["/F"]  # type: ignore[index]
    table = DecodedStreamObject()
    table.set_data(b"1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfchar <61> <0000> endbfchar")
    font[NameObject("/ToUnicode")] = writer._add_object(table)
    target = io.BytesIO()
    writer.write(target)
    flow = read_published(target.getvalue(), "a.pdf")
    assert [(strip.text, [r.rule for r in flow.remarks]) for strip in flow.strips] == [("□b", ["D-glyphs"])]


# The annotated copy


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_place_is_boxed_and_numbered_where_viewers_show_it(turn: int) -> None:
    import pypdfium2

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(drawn(word(100, 200, "9999", 20)))))
    writer.pages[0].rotate(turn)
    target = io.BytesIO()
    writer.write(target)
    data = target.getvalue()
    box = read_published(data, "a.pdf").strips[0].spot.box
    assert box is not None
    copy = annotate_pdf(data, [Mark(1, box, 7), Mark(9, box, 8)])
    assert copy == annotate_pdf(data, [Mark(1, box, 7), Mark(9, box, 8)])
    with pypdfium2.PdfDocument(copy) as document:
        image = document[0].render(scale=1).to_pil().convert("RGB")
        texts = document[0].get_textpage().get_text_bounded()
    pixels = ((x, y, image.getpixel((x, y))) for x in range(image.width) for y in range(image.height))
    red = [(x, y) for x, y, (r, g, _) in pixels if r - g > 60]
    left, right = min(x for x, _ in red), max(x for x, _ in red)
    assert abs(left - box[0]) < 4 and abs(right - box[2]) < 4
    assert abs(max(y for _, y in red) - box[3]) < 4
    assert "7" in texts and "8" not in texts


def test_marks_of_one_place_stand_side_by_side() -> None:
    import pypdfium2

    data = drawn(word(100, 200, "one", 20))
    box = read_published(data, "a.pdf").strips[0].spot.box
    assert box is not None
    with pypdfium2.PdfDocument(annotate_pdf(data, [Mark(1, box, 12), Mark(1, box, 34)])) as document:
        assert "12 34" in document[0].get_textpage().get_text_bounded().replace("\r\n", " ")
