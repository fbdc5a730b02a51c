"""A PDF with text: its paragraphs and ruled tables.

In: the bytes of a PDF.  Out: a :class:`~disclosegen.published.flow.Flow` whose spots have page, line and box.

A table that runs over pages has one number.  Rows at the top of a further page that repeat the first rows of the table, to the letter,
are headings: they are kept on the first page only.  Page numbers, running headers and watermarks are left out, watermarks with a
remark.  A page that is a picture without text is a remark: nothing is guessed.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import pypdfium2

from ..document.carried import read_pdf_payload
from ..errors import CallError
from ..findings import Finding
from . import remarks
from .files import Progress, damaged, locked
from .flow import Flow, Spot
from .pdf_grid import Grid, grids
from .pdf_lines import Margins, TextLine, goes_on, joined, margins, paragraphs, text_lines
from .pdf_page import Page, read_page
from .pieces import Cell, Line, Row, Table, next_form, strips

MOST_PAGES = 1500
PAGE = re.compile(r"[-—–－·\s]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*[/／,，]?\s*共?\s*\d{1,4}\s*页?)?[-—–－·\s]*")
EDGE = 0.12
"""Share of the height at top and bottom where a page number may stand."""
HEAD, SMALL = 64.0, 12.5
"""Points from the edge, and the largest size, of a running header or footer."""
REPEATS = 3
"""Pages that a running header stands on, at least, and a third of all."""
WATERMARK = 28.0
"""Points: letters so large that stand at one place of most pages are a watermark."""
SAME_EDGE = 3.0
"""Points by which the outer edges of a table may differ from page to page."""
LITTLE = 8
"""Letters: a page with a large picture and fewer of them has no text."""


@dataclass
class Sheet:
    """A page's lines and tables, from top to bottom."""

    page: Page
    lines: list[TextLine] = field(default_factory=list)
    tables: list[Grid] = field(default_factory=list)

    def lines_behind(self, grid: Grid) -> bool:
        """Whether anything stands below a table."""
        return any(item.box[1] > grid.box[3] - SAME_EDGE for item in self.items)

    @cached_property
    def tops(self) -> list[float]:
        """Where its lines and rows begin, from top to bottom."""
        rows = {(grid.xs[0], cell.row, cell.box[1]) for grid in self.tables for cell in grid.cells}
        return sorted([*(line.box[1] for line in self.lines), *(top for *_, top in rows)])

    def number(self, top: float) -> int:
        """Which line or row of the page begins there, from 1."""
        return bisect_left(self.tops, top) + 1

    @property
    def items(self) -> list[TextLine | Grid]:
        """Both in the order of the page."""
        return sorted([*self.lines, *self.tables], key=lambda item: (item.box[1], item.box[0]))


def read_pdf(data: bytes, name: str, progress: Progress = lambda done, total: None) -> Flow:
    """The strips of a PDF.

    Raises:
        CallError: It has a password, is damaged, or has no or too many pages.
    """
    sheets: list[Sheet] = []
    with _opened(data, name) as document:
        total = len(document)
        for number in range(1, total + 1):
            try:
                page = read_page(document, number)
            except pypdfium2.PdfiumError as error:
                raise damaged(name) from error
            sheets.append(_sheet(page))
            progress(number, total)
    said = [*_watermarks(sheets), *_about(sheets)]
    _without_running(sheets)
    return Flow(
        name, "pdf", tuple(strips(_pieces(sheets))), tuple(said), read_pdf_payload(data), total, tuple(_scans(sheets))
    )


def _opened(data: bytes, name: str) -> pypdfium2.PdfDocument:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise locked(name) from error
        raise damaged(name) from error
    if not len(document):
        raise CallError(f"文件“{name}”一页也没有。请重新保存或重新下载这个文件。")
    if len(document) > MOST_PAGES:
        raise CallError(f"文件“{name}”有 {len(document)} 页，最多读 {MOST_PAGES} 页。请只留公开的文件。")
    return document


def _sheet(page: Page) -> Sheet:
    tables, outside = grids(page)
    sheet = Sheet(page, text_lines(outside), tables)
    page.glyphs, page.across, page.down = [], [], []  # a hundred pages have a million of them
    return sheet


# What a page has to say


def _about(sheets: Sequence[Sheet]) -> Iterator[Finding]:
    empty = _scans(sheets)
    if empty:
        yield remarks.scan(empty)
    recognised = [
        s.page.number for s in sheets if s.page.number not in empty and s.page.recognised * 2 > _letters(s) > 0
    ]
    if recognised:
        yield remarks.recognised(recognised)
    yield from (remarks.glyphs(s.page.number, s.page.unknown) for s in sheets if s.page.unknown)


def _scans(sheets: Sequence[Sheet]) -> list[int]:
    """Pages that are pictures without text."""
    return [s.page.number for s in sheets if s.page.pictures > remarks_share(s) and _letters(s) < LITTLE]


def remarks_share(sheet: Sheet) -> float:
    """Share of the page that a picture covers where the page is a scan: a third; any on a page without a letter."""
    return 0.02 if not _letters(sheet) else 0.33


def _letters(sheet: Sheet) -> int:
    return sum(len(line.text) for line in sheet.lines) + sum(len(c.text) for grid in sheet.tables for c in grid.cells)


def _watermarks(sheets: Sequence[Sheet]) -> Iterator[Finding]:
    """Slanting text, and large letters at one place of most pages; the latter leave the lines."""
    found: dict[str, list[int]] = defaultdict(list)
    for sheet in sheets:
        if sheet.page.slanting:
            found[sheet.page.slanting].append(sheet.page.number)
    places = Counter(_place(line) for sheet in sheets for line in sheet.lines if line.size >= WATERMARK)
    for place, count in places.items():
        if count > max(REPEATS, len(sheets) / 2):
            for sheet in sheets:
                if any(_place(line) == place for line in sheet.lines):
                    found[place[0]].append(sheet.page.number)
                    sheet.lines = [line for line in sheet.lines if _place(line) != place]
    yield from (remarks.watermark(text, pages) for text, pages in found.items())


def _place(line: TextLine) -> tuple[str, int, int]:
    return line.text, round(line.box[0] / 3), round(line.base / 3)


def _without_running(sheets: Sequence[Sheet]) -> None:
    """Take page numbers and running headers and footers out of the lines."""
    for sheet in sheets:
        height = sheet.page.frame.size[1]
        for at in (-1, 0):
            if sheet.lines and PAGE.fullmatch(line := sheet.lines[at].text) and line:
                base = sheet.lines[at].base
                if base > height * (1 - EDGE) or base < height * EDGE / 2:
                    del sheet.lines[at]
    counted = Counter(offset for sheet in sheets for at in (-1, 0) if (offset := _counting(sheet, at)) is not None)
    for sheet in sheets:  # on a larger page they stand further in, but count up with the pages
        for at in (-1, 0):
            offset = _counting(sheet, at)
            if offset is not None and counted[offset] >= max(REPEATS, len(sheets) / 3):
                del sheet.lines[at]
    heads = Counter(key for sheet in sheets for line in sheet.lines if (key := _running(line, sheet)))
    often = {key for key, count in heads.items() if count >= max(REPEATS, len(sheets) / 3)}
    for sheet in sheets:
        sheet.lines = [line for line in sheet.lines if _running(line, sheet) not in often]


def _counting(sheet: Sheet, at: int) -> int | None:
    """How far the number that stands alone on a page's outermost line is behind the page; None where none does."""
    if not sheet.lines or not PAGE.fullmatch(sheet.lines[at].text):
        return None
    line = sheet.lines[at]
    if any(grid.box[1] < line.base if at == 0 else grid.box[3] > line.base for grid in sheet.tables):
        return None  # it stands within the page
    found = re.search(r"\d+", line.text)
    return sheet.page.number - int(found[0]) if found else None


def _running(line: TextLine, sheet: Sheet) -> tuple[str, int] | None:
    """The words of a line in the upper or lower margin without figures, and its place; None for others."""
    height = sheet.page.frame.size[1]
    if line.size > SMALL or HEAD < line.base < height - HEAD:
        return None
    place = round(line.base / 4) if line.base <= HEAD else -round((height - line.base) / 4)
    return re.sub(r"\d+", "#", line.text), place


# Reading order


def _pieces(sheets: Sequence[Sheet]) -> Iterator[Line | Table]:
    edges = _margins(sheets)
    waiting: Line | None = None  # a paragraph that the next page may continue
    last: TextLine | None = None
    parts: list[tuple[Sheet, Grid, bool]] = []
    for sheet in sheets:
        edge = edges[_width(sheet)]
        for first, block in _blocks(sheet):
            if isinstance(block, Grid):
                if waiting is not None:
                    yield waiting
                    waiting = last = None
                follows = bool(parts) and first and _follows(parts[0], parts[-1], (sheet, block))
                if parts and not follows:
                    yield from _table(parts)
                    parts = []
                parts.append((sheet, block, follows))
                continue
            yield from _table(parts)
            parts = []
            for group in paragraphs(block, edge):
                line = _paragraph(sheet, group)
                if waiting is not None and last is not None and first and goes_on(last, group[0], edge):
                    waiting = replace(waiting, text=joined([waiting.text, line.text]))
                else:
                    if waiting is not None:
                        yield waiting
                    waiting = line
                first, last = False, group[-1]
        if sheet.page.pictures > remarks_share(sheet):  # a paragraph does not go on behind a picture of a page
            last = None
    if waiting is not None:
        yield waiting
    yield from _table(parts)


def _blocks(sheet: Sheet) -> Iterator[tuple[bool, list[TextLine] | Grid]]:
    """Tables, and the lines between them; with whether it is the first of its page."""
    first = True
    lines: list[TextLine] = []
    for item in sheet.items:
        if isinstance(item, Grid):
            if lines:
                yield first, lines
                first, lines = False, []
            yield first, item
            first = False
        else:
            lines.append(item)
    if lines:
        yield first, lines


def _width(sheet: Sheet) -> int:
    return round(sheet.page.frame.size[0] / 10)


def _margins(sheets: Sequence[Sheet]) -> dict[int, Margins]:
    """The edges of running text for each width of pages."""
    lines: dict[int, list[TextLine]] = defaultdict(list)
    for sheet in sheets:
        lines[_width(sheet)] += sheet.lines
    return {width: margins(there, width * 10) for width, there in lines.items()}


def _paragraph(sheet: Sheet, group: Sequence[TextLine]) -> Line:
    boxes = tuple(sheet.page.shown(line.box) for line in group)
    text = group[0].text if len(group) == 1 else joined([line.text for line in group])
    return Line(text, Spot(sheet.page.number, sheet.number(group[0].box[1]), _around(boxes)), boxes)


def _around(boxes: Sequence[tuple[float, float, float, float]]) -> tuple[float, float, float, float]:
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )


# Tables over pages


def _follows(start: tuple[Sheet, Grid, bool], before: tuple[Sheet, Grid, bool], now: tuple[Sheet, Grid]) -> bool:
    """Whether a table at the top of a page goes on with the one at the end of the page before.

    It does if both are equally wide and it does not begin with the same title row: that is the next form.
    """
    (sheet, grid), (page_before, grid_before, _) = now, before
    if sheet.page.number != page_before.page.number + 1 or page_before.lines_behind(grid_before):
        return False
    if abs(grid.xs[0] - grid_before.xs[0]) > SAME_EDGE or abs(grid.xs[-1] - grid_before.xs[-1]) > SAME_EDGE:
        return False
    return not next_form(list(_rows(start[1]).values()), list(_rows(grid).values()))


def _rows(grid: Grid) -> dict[int, list[str]]:
    rows: dict[int, list[str]] = defaultdict(list)
    for cell in grid.cells:
        rows[cell.row].append(cell.text)
    return rows


def _alike(first: Sequence[Sequence[str]], then: Sequence[Sequence[str]]) -> int:
    """How many rows from the top are the same, with something in them."""
    count = 0
    for one, other in zip(first, then, strict=False):
        if list(one) != list(other) or not any(one):
            break
        count += 1
    return count


def _table(parts: Sequence[tuple[Sheet, Grid, bool]]) -> Iterator[Table]:
    """The parts of one table; their columns are those of all of them."""
    if not parts:
        return
    edges: list[float] = []
    for at in sorted(x for _, grid, _ in parts for x in grid.xs[:-1]):
        if not edges or at - edges[-1] > SAME_EDGE:
            edges.append(at)
    heading = list(_rows(parts[0][1]).values())
    for sheet, grid, follows in parts:
        repeated = _alike(heading, list(_rows(grid).values())) if follows else 0
        if repeated == len(_rows(grid)):
            repeated = 0
        yield Table(tuple(_grid_rows(sheet, grid, edges, repeated)), follows=follows)


def _grid_rows(sheet: Sheet, grid: Grid, edges: Sequence[float], skipped: int) -> Iterator[Row]:
    rows: dict[int, list[Cell]] = defaultdict(list)
    for cell in grid.cells:
        column = min(range(len(edges)), key=lambda at: abs(edges[at] - cell.box[0]))
        rows[cell.row].append(Cell(column, cell.text, sheet.page.shown(cell.box)))
    for number, (row, cells) in enumerate(rows.items()):
        if number >= skipped:
            boxes = [cell.box for cell in cells if cell.box]
            top = grid.ys[row]
            yield Row(tuple(cells), Spot(sheet.page.number, sheet.number(top), _around(boxes)))
