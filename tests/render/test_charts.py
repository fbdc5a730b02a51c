"""Charts in every format: what is printed, that labels do not touch, Word's own parts, bytes, pages."""

from __future__ import annotations

import io
import math
import random
import re
import shutil
import xml.etree.ElementTree as ET
import zipfile
from decimal import Decimal
from itertools import combinations, pairwise

import openpyxl
import pytest
from pypdf import PdfReader
from render import chart_samples as samples
from render import docx_samples

from disclosegen.document.blocks import ChartBlock
from disclosegen.document.tables import POINTS, text_width
from disclosegen.render.chart_fills import FILLS, fills
from disclosegen.render.chart_layout import lay_out, spread
from disclosegen.render.chart_svg import chart_svg
from disclosegen.render.docx import to_docx
from disclosegen.render.estimate import estimate_pages
from disclosegen.render.html import to_html

STYLE = docx_samples.style()
ALL = (*samples.PIES, *samples.BARS)
SVG = "{http://www.w3.org/2000/svg}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
every = pytest.mark.parametrize("block", ALL, ids=lambda block: block.id)
pies = pytest.mark.parametrize("block", samples.PIES, ids=lambda block: block.id)
needs_office = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed")

Box = tuple[float, float, float, float]


def drawn(block: ChartBlock) -> ET.Element:
    return ET.fromstring(str(chart_svg(block, STYLE)))


def boxes(block: ChartBlock) -> list[Box]:
    """Left, top, right, bottom of every text, title included; a line of letters is as high as they are."""
    found = []
    for text in drawn(block).iter(f"{SVG}text"):
        size = float(text.get("font-size", block.font_size))
        x, y, wide = float(text.get("x", 0)), float(text.get("y", 0)), text_width(text.text or "") * size
        left = {"start": x, "middle": x - wide / 2, "end": x - wide}[text.get("text-anchor", "start")]
        found.append((left, y - 0.86 * size, left + wide, y + 0.14 * size))
    return found


# ------------------------------------------------------------------ SVG


@every
def test_every_part_is_labelled(block: ChartBlock) -> None:
    texts = [text.text for text in drawn(block).iter(f"{SVG}text")]
    assert texts == [block.title, *(line for part in block.slices for line in part.lines)]


@every
def test_labels_do_not_overlap_and_stay_inside(block: ChartBlock) -> None:
    found = boxes(block)
    for one, other in combinations(found, 2):
        assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1], (one, other)
    assert min(box[0] for box in found) >= -0.5 and max(box[2] for box in found) <= block.width * POINTS + 0.5
    assert min(box[1] for box in found) >= 0 and max(box[3] for box in found) <= block.height * POINTS


@pies
def test_no_label_and_no_line_lies_on_the_pie(block: ChartBlock) -> None:
    pie = layout(block)
    for left, top, right, bottom in boxes(block):
        nearest = (min(max(pie.x, left), right) - pie.x, min(max(pie.y, top), bottom) - pie.y)
        assert math.hypot(*nearest) > pie.radius
    for label in pie.labels:
        for x, y in points(label.line):
            assert math.hypot(x - pie.x, y - pie.y) >= pie.radius - 0.2


@pies
def test_lines_to_labels_do_not_cross(block: ChartBlock) -> None:
    lines = [points(label.line) for label in layout(block).labels]
    for one, other in combinations(lines, 2):
        if math.dist(one[0], other[0]) < 1:  # parts too small to be told apart begin at one place
            continue
        assert not [1 for a, b in pairwise(one) for c, d in pairwise(other) if crossing(a, b, c, d)]


def test_whatever_the_shares_labels_and_lines_stay_apart() -> None:
    chance = random.Random(2024)
    for _ in range(80):
        spread_out = chance.choice([1, 3, 6])
        amounts = [str(int(10 ** chance.uniform(0, spread_out))) for _ in range(chance.randint(2, 12))]
        block = samples.chart("any", amounts)
        test_labels_do_not_overlap_and_stay_inside(block)
        test_no_label_and_no_line_lies_on_the_pie(block)
        test_lines_to_labels_do_not_cross(block)


def layout(block: ChartBlock):
    """The layout that the drawing uses."""
    from disclosegen.document.charts import BOTTOM, GAP, TITLE

    whole = sum(part.value for part in block.slices)
    room = (0, TITLE, block.width * POINTS, block.height * POINTS - TITLE - BOTTOM)
    widest = max(text_width(line) for part in block.slices for line in part.lines) * block.font_size
    return lay_out(
        [float(part.value / whole) for part in block.slices],
        [len(part.lines) * block.pitch for part in block.slices],
        room,
        widest,
        GAP,
    )


def points(path: str) -> list[tuple[float, float]]:
    """A path of M, L and A as a chain of points; an arc in steps, around the middle that its ends have in common."""
    found: list[tuple[float, float]] = []
    for letter, numbers in re.findall(r"([MLA])([^MLA]+)", path):
        values = [float(value) for value in numbers.split()]
        if letter == "A":
            found += arc(found[-1], (values[5], values[6]), values[0], values[4] == 1)
        else:
            found.append((values[0], values[1]))
    return found


def arc(start, end, radius: float, clockwise: bool) -> list[tuple[float, float]]:
    """Points of the shorter arc between two points."""
    (x1, y1), (x2, y2) = start, end
    length = math.hypot(x2 - x1, y2 - y1)
    off = math.sqrt(max(radius**2 - (length / 2) ** 2, 0)) * (1 if clockwise else -1)
    middle = ((x1 + x2) / 2 - off * (y2 - y1) / length, (y1 + y2) / 2 + off * (x2 - x1) / length)
    first, last = (math.atan2(y - middle[1], x - middle[0]) for x, y in (start, end))
    turn = (last - first + math.pi) % (2 * math.pi) - math.pi
    steps = [first + turn * step / 24 for step in range(1, 25)]
    return [(middle[0] + radius * math.cos(angle), middle[1] + radius * math.sin(angle)) for angle in steps]


def crossing(a, b, c, d) -> bool:
    """Whether two stretches cross each other between their ends."""

    def side(p, q, r) -> float:
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    return side(a, b, c) * side(a, b, d) < -1e-6 and side(c, d, a) * side(c, d, b) < -1e-6


def test_pieces_are_as_large_as_their_shares() -> None:
    pie = lay_out([0.5, 0.3, 0.2], [26, 26, 26], (0, 0, 440, 170), 120, 5)
    assert [round(b - a, 6) for a, b in pairwise(pie.angles)] == [
        round(share * math.tau, 6) for share in (0.5, 0.3, 0.2)
    ]
    assert pie.angles[0] == 0  # clockwise from the top where the labels allow it


def test_labels_in_conflict_share_the_way() -> None:
    assert spread([50, 50], [20, 20], 0, 200, 4) == [38, 62]
    assert spread([0, 0], [20, 20], 0, 200, 4) == [10, 34]
    assert spread([], [], 0, 200, 4) == []


def test_neighbours_have_different_fills() -> None:
    assert len({(fill.colour, fill.preset) for fill in FILLS}) == 12
    for count in range(2, 40):
        chosen = fills(count)
        assert all(one != other for one, other in pairwise([*chosen, chosen[0]]))


def test_the_drawing_has_words_for_who_cannot_see_it_and_no_markup_from_outside() -> None:
    block = samples.chart("a", ["1", "2"], title='<b>&"图\x07', alt='"><script>')
    svg = drawn(block)
    assert svg.get("aria-label") == '"><script>' and svg.get("role") == "img"
    assert next(svg.iter(f"{SVG}text")).text == '<b>&"图'


@pytest.mark.parametrize("amounts", [["1", "-1", "5"], ["0", "1"]])
def test_a_pie_of_what_cannot_be_drawn_is_refused(amounts: list[str]) -> None:
    with pytest.raises(ValueError, match="nothing that could be drawn"):
        chart_svg(samples.chart("bad", amounts), STYLE)


def test_patterns_of_two_charts_on_a_page_have_their_own_names() -> None:
    page = to_html(samples.document(samples.PIES[2], samples.PIES[3]), media="screen")
    names = re.findall(r'<pattern id="([^"]+)"', page)
    assert len(names) == len(set(names)) == 16


# ------------------------------------------------------------------ PDF


def test_the_pdf_has_every_label_as_text() -> None:
    pytest.importorskip("weasyprint", exc_type=(ImportError, OSError))
    from disclosegen.render.pdf import to_pdf

    document = samples.document(*ALL)
    result = to_pdf(document)
    text = "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(result.data)).pages)
    wanted = [line for block in ALL for part in block.slices for line in part.lines]
    assert [line for line in wanted if line.replace(" ", "") not in text] == []
    assert result.data == to_pdf(document).data
    assert result.pages == estimate_pages(document)


# ------------------------------------------------------------------ Word


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


@pytest.fixture(scope="module")
def package() -> dict[str, bytes]:
    return parts(to_docx(samples.document(*ALL), {}))


def test_word_gets_a_chart_with_its_workbook(package: dict[str, bytes]) -> None:
    for number, block in enumerate(ALL, 1):
        chart = ET.fromstring(package[f"word/charts/chart{number}.xml"])
        assert chart.find(f".//{CHART}{'pieChart' if block.kind == 'pie' else 'barChart'}") is not None
        values = [node.text for node in chart.findall(f".//{CHART}val//{CHART}v")]
        assert [Decimal(value or "") for value in values] == [part.value for part in block.slices]
        captions = [node.text for node in chart.findall(f".//{CHART}cat//{CHART}v")]
        assert captions == [block.caption(part) for part in block.slices]
        relations = package[f"word/charts/_rels/chart{number}.xml.rels"].decode()
        assert f"embeddings/chart{number}.xlsx" in relations and 'Id="rId1"' in relations
    types = package["[Content_Types].xml"].decode()
    assert types.count("drawingml.chart+xml") == len(ALL) and "spreadsheetml.sheet" in types


@every
def test_the_workbook_holds_what_the_chart_shows(block: ChartBlock, package: dict[str, bytes]) -> None:
    data = package[f"word/embeddings/chart{ALL.index(block) + 1}.xlsx"]
    kept = openpyxl.load_workbook(io.BytesIO(data), data_only=True).active
    live = openpyxl.load_workbook(io.BytesIO(data)).active
    assert kept is not None and live is not None
    for row, part in enumerate(block.slices, 2):
        assert kept.cell(row, 1).value == block.caption(part)
        assert Decimal(str(kept.cell(row, 2).value)) == part.value
        assert kept.cell(row, 3).value == part.label
        assert f"{kept.cell(row, 4).value:.2%}" == part.share.text
        assert str(live.cell(row, 1).value).startswith(f"=C{row}&")
        assert live.cell(row, 4).value == f"=B{row}/SUM(B$2:B${len(block.slices) + 1})"


def test_a_base_that_is_not_the_sum_stands_in_the_formulas_and_hides_no_wrong_share() -> None:
    block = samples.chart("base", ["60", "39.99"], base=Decimal("100"))
    package = parts(to_docx(samples.document(block), {}))
    sheet = openpyxl.load_workbook(io.BytesIO(package["word/embeddings/chart1.xlsx"])).active
    assert sheet is not None and sheet["D2"].value == "=B2/100"
    # Word would find 60.01% and 39.99% of the sum: where that is not what is printed, nothing is.
    printed = {"share": {0: "60.00%", 1: "39.99%"}}
    changed = tuple(
        samples.part(one.label, one.value, printed["share"][at], "万元") for at, one in enumerate(block.slices)
    )
    chart = parts(
        to_docx(samples.document(samples.chart("base", ["60", "39.99"], slices=changed, base=Decimal("100"))), {})
    )
    labels = ET.fromstring(chart["word/charts/chart1.xml"]).findall(f".//{CHART}dLbl/{CHART}idx")
    assert [label.get("val") for label in labels] == ["0"]


def test_the_drawings_have_words_and_numbers_of_their_own(package: dict[str, bytes]) -> None:
    properties = list(ET.fromstring(package["word/document.xml"]).iter(f"{DRAWING}docPr"))
    assert [one.get("descr") for one in properties] == [block.alt for block in ALL]
    assert [one.get("id") for one in properties] == [str(number) for number in range(1, len(ALL) + 1)]


def test_word_gets_the_same_bytes_every_time() -> None:
    document = samples.document(*ALL)
    first = to_docx(document, {})
    assert first == to_docx(document, {})
    with zipfile.ZipFile(io.BytesIO(parts(first)["word/embeddings/chart1.xlsx"])) as workbook:
        assert {entry.date_time for entry in workbook.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_chart_may_end_a_section_or_stand_alone() -> None:
    from dataclasses import replace

    from disclosegen.document.blocks import Section

    document = replace(
        samples.document(), sections=(Section("body", (samples.PIES[0],)), Section("body", (samples.PIES[1],)))
    )
    xml = parts(to_docx(document, {}))["word/document.xml"].decode()
    assert xml.count("<w:sectPr>") == 2 and xml.count("<w:p>") == 2


@needs_office
def test_libreoffice_breaks_pages_where_the_pdf_does(tmp_path) -> None:
    document = samples.document(*ALL)
    pages = estimate_pages(document)
    printed = docx_samples.office_pdf(to_docx(document, pages), tmp_path)
    assert docx_samples.outline_pages(printed, document) == pages
    text = "".join("".join(page.extract_text().split()) for page in printed.pages)
    assert [part.label for block in ALL for part in block.slices if part.label not in text] == []
