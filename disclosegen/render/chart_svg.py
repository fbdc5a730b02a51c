"""A chart as SVG with live text, the same for the PDF and for a web page.

In: a :class:`ChartBlock` and the look.  Out: one ``<svg>`` element.  The template holds the markup; here is the
geometry, in points.  Amounts become binary numbers only to be drawn; what is printed is the block's text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from ..document.blocks import ChartBlock
from ..document.charts import BOTTOM, GAP, TITLE
from ..document.tables import POINTS, text_width
from ..style import StyleSheet
from .chart_fills import BAR, GREY, INK, Fill, fills
from .chart_layout import Pie, lay_out
from .docx_xml import clean
from .fonts import css_stack

_TITLE_SIZE = 12.0
_TEMPLATES = Path(__file__).with_name("templates")


@dataclass(frozen=True)
class Text:
    """A line of a label: its text, where it starts (or ends), its baseline."""

    text: str
    x: float
    y: float
    anchor: str


@dataclass(frozen=True)
class Shape:
    """A piece of the pie or a bar: the data of its path, its fill as CSS, the line to its label (or none), the label."""

    path: str
    fill: str
    line: str
    texts: tuple[Text, ...]


Mark = Callable[[int, str], str]
"""``mark(part, line)``: a line of a part's label as markup."""


def chart_svg(block: ChartBlock, style: StyleSheet, mark: Mark | None = None) -> Markup:
    """Draw a chart.

    Args:
        mark: Writes the lines of labels; default: as text of one picture. With it the parts can be reached one by one.

    Raises:
        ValueError: It has no parts, or a pie has one that is not above zero.
    """
    values = [part.value for part in block.slices]
    if not values or (block.kind == "pie" and min(values) <= 0):
        raise ValueError(f"chart {block.id!r}: nothing that could be drawn")
    width, height = block.width * POINTS, block.height * POINTS
    shapes = list(_pie(block, width, height) if block.kind == "pie" else _bars(block, width))
    return Markup(
        _environment()
        .get_template("chart.svg")
        .render(
            block=block,
            role="group" if mark else "img",
            mark=mark or (lambda _, line: clean(line)),
            width=width,
            height=height,
            shapes=shapes,
            title_size=min(_TITLE_SIZE, width / max(text_width(block.title), 1)),
            patterns=[
                (number, fill) for number, fill in enumerate(fills(len(values))) if fill.path and block.kind == "pie"
            ],
            ink=f"#{INK}",
            grey=f"#{GREY}",
            font=css_stack(style.table_font),
            title_font=css_stack("heiti"),
        )
    )


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["clean"] = clean
    environment.filters["num"] = lambda value: f"{value:.1f}".removesuffix(".0")
    return environment


def _fill(block: ChartBlock, number: int, fill: Fill) -> str:
    return f"url(#{block.id}-{number})" if fill.path else f"#{fill.colour}"


def _pie(block: ChartBlock, width: float, height: float) -> Iterator[Shape]:
    whole = sum(part.value for part in block.slices)
    shares = [float(part.value / whole) for part in block.slices]
    heights = [len(part.lines) * block.pitch for part in block.slices]
    widest = max(text_width(line) for part in block.slices for line in part.lines) * block.font_size
    pie = lay_out(shares, heights, (0, TITLE, width, height - TITLE - BOTTOM), widest, GAP)
    for number, (part, label, fill) in enumerate(zip(block.slices, pie.labels, fills(len(shares)), strict=True)):
        texts = _lines(block, part.lines, label.x, label.y, "start" if label.right else "end")
        yield Shape(_piece(pie, number), _fill(block, number, fill), label.line, tuple(texts))


def _piece(pie: Pie, number: int) -> str:
    """The path of a piece, its rim in two halves: one arc that ends where it begins would not be drawn.

    A half shorter than a point is a straight line, and a single piece is a circle without spokes.
    """
    start, end = pie.angles[number], pie.angles[number + 1]
    begin = "M{:.2f} {:.2f}".format(*pie.point(start, pie.radius))
    arc = f"A{pie.radius:.2f} {pie.radius:.2f} 0 0 1 " if (end - start) / 2 * pie.radius >= 1 else "L"
    rim = "".join(arc + "{:.2f} {:.2f}".format(*pie.point(angle, pie.radius)) for angle in ((start + end) / 2, end))
    return begin + rim + ("Z" if len(pie.labels) == 1 else f"L{pie.x:.2f} {pie.y:.2f}Z")


def _bars(block: ChartBlock, width: float) -> Iterator[Shape]:
    """Lying bars on both sides of a zero line; labels left of all."""
    widest = max(text_width(line) for part in block.slices for line in part.lines) * block.font_size
    left = widest + 8
    values = [part.value for part in block.slices]
    low, high = min(0, *values), max(0, *values)
    scale = (width - left - 4) / float(high - low)
    zero = left + float(-low) * scale
    top = TITLE
    for part in block.slices:
        height = max(len(part.lines), 2) * block.pitch
        end = zero + float(part.value) * scale
        texts = _lines(block, part.lines, widest, top + height / 2, "end")
        path = f"M{zero:.2f} {top + 3:.2f}H{end:.2f}V{top + height - 3:.2f}H{zero:.2f}Z"
        yield Shape(path, f"#{BAR}", f"M{zero:.1f} {top:.1f}V{top + height + GAP:.1f}", tuple(texts))
        top += height + GAP


def _lines(block: ChartBlock, lines: tuple[str, ...], x: float, middle: float, anchor: str) -> Iterator[Text]:
    """Lines of a label around its middle; a baseline is 0.36 of the letters' size below the middle of its line."""
    top = middle - len(lines) * block.pitch / 2
    for number, line in enumerate(lines):
        yield Text(line, x, top + (number + 0.5) * block.pitch + 0.36 * block.font_size, anchor)
