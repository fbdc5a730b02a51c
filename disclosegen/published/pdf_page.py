"""A page of a PDF: its letters and its ruled lines, upright.

In: a page opened by PDFium.  Out: :class:`Page`, everything in points from the top left corner of the page as it is read: pages that are
turned, or whose text is turned, are turned back.  :meth:`Page.shown` leads to the page as viewers show it.
"""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from .flow import Box

THIN = 3.0
"""Points: what is filled and not wider is a line."""
SHORTEST = 3.0
"""Points: a line that is shorter rules nothing."""
MOST_OBJECTS, MOST_GLYPHS = 200_000, 100_000
"""Of a page: a map or a forgery has more; the rest is not looked at."""
DEEPEST = 8
"""Of forms within forms."""
INVISIBLE = 3
"""Mode of text that is not drawn: a program has recognised it in a picture."""
WIDE_PICTURE = 0.5
"""Share of the page: a picture so large may be a scan of it."""
UNKNOWN = "□"
SUPPLEMENT = dict(
    zip(
        "⺎⺟⺠⺫⺬⺮⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻰⻳⻮⻐",
        "兀母民目示竹虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐龙龟齿钅",
        strict=True,
    )
)
"""Radicals that some programs print for the characters that look alike; Unicode folds the others itself."""


class Glyph(NamedTuple):
    """A letter: its box, its baseline, its size in points; ``run`` counts the pieces of text of the page."""

    text: str
    left: float
    right: float
    base: float
    size: float
    run: int


class Rule(NamedTuple):
    """A straight line: its place across, where it begins and ends."""

    at: float
    start: float
    end: float


class Frame(NamedTuple):
    """How a page's own coordinates become upright ones: its visible box, and how many degrees it is turned clockwise."""

    left: float
    bottom: float
    right: float
    top: float
    turn: int

    def upright(self, x: float, y: float) -> tuple[float, float]:
        """From the page's own coordinates."""
        if self.turn == 90:
            return y - self.bottom, x - self.left
        if self.turn == 180:
            return self.right - x, y - self.bottom
        if self.turn == 270:
            return self.top - y, self.right - x
        return x - self.left, self.top - y

    def own(self, x: float, y: float) -> tuple[float, float]:
        """To the page's own coordinates."""
        if self.turn == 90:
            return y + self.left, x + self.bottom
        if self.turn == 180:
            return self.right - x, y + self.bottom
        if self.turn == 270:
            return self.right - y, self.top - x
        return x + self.left, self.top - y

    @property
    def size(self) -> tuple[float, float]:
        """Width and height."""
        wide, high = self.right - self.left, self.top - self.bottom
        return (high, wide) if self.turn in (90, 270) else (wide, high)


@dataclass
class Page:
    """What stands on a page.

    Attributes:
        number: From 1.
        frame, seen: How it is read, and how viewers show it.
        glyphs: Its upright letters, in the order of the file.
        across, down: Its lying and its standing lines.
        slanting: Text that is neither upright nor at a right angle: watermarks.
        pictures: The largest share of the page that a picture covers.
        recognised: How many letters are not drawn.
        unknown: How many letters have no code.
    """

    number: int
    frame: Frame
    seen: Frame
    glyphs: list[Glyph] = field(default_factory=list)
    across: list[Rule] = field(default_factory=list)
    down: list[Rule] = field(default_factory=list)
    slanting: str = ""
    pictures: float = 0.0
    recognised: int = 0
    unknown: int = 0

    def shown(self, box: Box) -> Box:
        """A box as viewers show it."""
        if self.frame == self.seen:
            return box
        x, y = self.seen.upright(*self.frame.own(box[0], box[1]))
        u, v = self.seen.upright(*self.frame.own(box[2], box[3]))
        return (min(x, u), min(y, v), max(x, u), max(y, v))


class _Raw(NamedTuple):
    """A letter in the page's own coordinates; ``angle`` in degrees, counter-clockwise."""

    text: str
    box: Box
    origin: tuple[float, float]
    size: float
    angle: int
    run: int


def read_page(document: pypdfium2.PdfDocument, number: int) -> Page:
    """Page ``number``, from 1."""
    page = document[number - 1]
    try:
        box = page.get_cropbox()
        seen = Frame(*box, page.get_rotation())
        text = pdfium.FPDFText_LoadPage(page)
        try:
            letters, recognised = _letters(text) if text else ([], 0)
        finally:
            if text:
                pdfium.FPDFText_ClosePage(text)
        turns = Counter(letter.angle for letter in letters if letter.angle % 90 == 0)
        turn = turns.most_common(1)[0][0] if turns else seen.turn
        read = Page(number, Frame(*box, turn), seen, recognised=recognised)
        _place(read, letters)
        _rules(read, page)
        return read
    finally:
        page.close()


def _letters(text: pdfium.fpdf_textpage_t__) -> tuple[list[_Raw], int]:
    """The letters, and how many of them are not drawn."""
    found: list[_Raw] = []
    invisible = run = 0
    before = None
    scale, angle = 1.0, 0
    x, y, box, matrix = ctypes.c_double(), ctypes.c_double(), pdfium.FS_RECTF(), pdfium.FS_MATRIX()
    for at in range(min(pdfium.FPDFText_CountChars(text), MOST_GLYPHS)):
        if pdfium.FPDFText_IsGenerated(text, at) == 1:
            continue
        written = pdfium.FPDFText_GetTextObject(text, at)
        owner = ctypes.addressof(written.contents) if written else None
        if owner != before or owner is None:
            before, run = owner, run + 1
            pdfium.FPDFText_GetMatrix(text, at, matrix)
            scale = math.hypot(matrix.c, matrix.d) or 1.0
            angle = round(math.degrees(math.atan2(matrix.b, matrix.a))) % 360
            hidden = bool(written) and pdfium.FPDFTextObj_GetTextRenderMode(written) == INVISIBLE
        invisible += hidden
        pdfium.FPDFText_GetCharOrigin(text, at, x, y)
        pdfium.FPDFText_GetLooseCharBox(text, at, box)
        size = pdfium.FPDFText_GetFontSize(text, at) * scale
        sides = (box.left, box.bottom, box.right, box.top)
        found.append(_Raw(_letter(text, at), sides, (x.value, y.value), size, angle, run))
    return found, invisible


def _letter(text: pdfium.fpdf_textpage_t__, at: int) -> str:
    code = pdfium.FPDFText_GetUnicode(text, at)
    if code == 2:  # PDFium's mark for a hyphen at the end of a line
        return "-"
    if pdfium.FPDFText_HasUnicodeMapError(text, at) == 1 or code == 0 or code > 0x10FFFF or 0xD800 <= code < 0xE000:
        return UNKNOWN
    letter = chr(code)
    if 0x2E80 <= code < 0x2FE0 or 0xF900 <= code < 0xFB00:
        return SUPPLEMENT.get(letter) or unicodedata.normalize("NFKC", letter)
    return letter


def _place(page: Page, letters: list[_Raw]) -> None:
    """Letters into upright coordinates; what slants is kept apart, a line at a right angle is one piece."""
    slanting: dict[int, str] = {}
    sideways: dict[int, list[_Raw]] = {}
    for letter in letters:
        if letter.angle == page.frame.turn:
            page.glyphs.append(_glyph(page.frame, letter, letter.text))
        elif letter.angle % 90 == 0:
            sideways.setdefault(letter.run, []).append(letter)
        else:
            slanting[letter.run] = slanting.get(letter.run, "") + letter.text
    for run in sideways.values():
        box = (
            *map(min, zip(*(one.box[:2] for one in run), strict=True)),
            *map(max, zip(*(one.box[2:] for one in run), strict=True)),
        )
        whole = run[0]._replace(box=box, origin=((box[0] + box[2]) / 2, (box[1] + box[3]) / 2))
        page.glyphs.append(_glyph(page.frame, whole, "".join(one.text for one in run)))
    page.slanting = " ".join(dict.fromkeys(text.strip() for text in slanting.values() if text.strip()))
    page.unknown = sum(glyph.text == UNKNOWN for glyph in page.glyphs)


def _glyph(frame: Frame, letter: _Raw, text: str) -> Glyph:
    x, _ = frame.upright(letter.box[0], letter.box[1])
    u, _ = frame.upright(letter.box[2], letter.box[3])
    _, base = frame.upright(*letter.origin)
    return Glyph(text, min(x, u), max(x, u), base, letter.size or 1.0, letter.run)


# Lines

_Matrix = tuple[float, float, float, float, float, float]
_SAME: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def _rules(page: Page, opened: pypdfium2.PdfPage) -> None:
    area = math.prod(page.frame.size) or 1.0
    left = MOST_OBJECTS
    for kind, item, matrix in _objects(opened, _SAME, 0):
        left -= 1
        if left < 0:
            return
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            own = pdfium.FS_MATRIX()
            pdfium.FPDFPageObj_GetMatrix(item, own)
            corners = [_moved(_times(_tuple(own), matrix), x, y) for x, y in ((0, 0), (1, 0), (0, 1), (1, 1))]
            box = _bounds([page.frame.upright(x, y) for x, y in corners])
            page.pictures = max(page.pictures, (box[2] - box[0]) * (box[3] - box[1]) / area)
            _thin(page, box)
        elif kind == pdfium.FPDF_PAGEOBJ_PATH:
            _path(page, item, matrix)


def _objects(holder: object, matrix: _Matrix, depth: int) -> Iterator[tuple[int, object, _Matrix]]:
    """Paths and pictures with the matrix that leads to the page, through forms."""
    if depth == 0:
        count, get = pdfium.FPDFPage_CountObjects(holder), pdfium.FPDFPage_GetObject
    else:
        count, get = pdfium.FPDFFormObj_CountObjects(holder), pdfium.FPDFFormObj_GetObject
    for at in range(min(count, MOST_OBJECTS)):
        item = get(holder, at)
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_FORM:
            if depth < DEEPEST:
                own = pdfium.FS_MATRIX()
                pdfium.FPDFPageObj_GetMatrix(item, own)
                yield from _objects(item, _times(_tuple(own), matrix), depth + 1)
        elif kind in (pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE):
            yield kind, item, matrix


def _path(page: Page, item: object, matrix: _Matrix) -> None:
    """What is stroked along an axis, and what is filled and thin: a line, or the ring between two rectangles."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(item, fill, stroke)
    if not fill.value and not stroke.value:
        return
    before: Box | None = None
    for points, straight in _subpaths(page, item, matrix):
        if stroke.value:
            for (x, y), (u, v) in pairwise(points):
                _segment(page, x, y, u, v)
        elif straight:
            box = _bounds(points)
            if not _thin(page, box):
                if before is not None and all(abs(a - b) <= THIN for a, b in zip(before, box, strict=True)):
                    for x, y, u, v in ((0, 1, 2, 1), (0, 3, 2, 3), (0, 1, 0, 3), (2, 1, 2, 3)):
                        _segment(page, before[x], before[y], before[u], before[v])
                before = box


def _subpaths(page: Page, item: object, matrix: _Matrix) -> Iterator[tuple[list[tuple[float, float]], bool]]:
    """Each with whether it is without curves; closed ones end where they began."""
    own = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(item, own)
    whole = _times(_tuple(own), matrix)
    points: list[tuple[float, float]] = []
    straight = True
    x, y = ctypes.c_float(), ctypes.c_float()
    for at in range(min(pdfium.FPDFPath_CountSegments(item), MOST_OBJECTS)):
        segment = pdfium.FPDFPath_GetPathSegment(item, at)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO and points:
            yield points, straight
            points, straight = [], True
        if kind == pdfium.FPDF_SEGMENT_BEZIERTO:
            straight = False
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        points.append(page.frame.upright(*_moved(whole, x.value, y.value)))
        if pdfium.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    if points:
        yield points, straight


def _segment(page: Page, x: float, y: float, u: float, v: float) -> None:
    if abs(y - v) <= 0.5 and abs(x - u) >= SHORTEST:
        page.across.append(Rule((y + v) / 2, min(x, u), max(x, u)))
    elif abs(x - u) <= 0.5 and abs(y - v) >= SHORTEST:
        page.down.append(Rule((x + u) / 2, min(y, v), max(y, v)))


def _thin(page: Page, box: Box) -> bool:
    """Take a thin box as a line along its longer side; whether it was thin."""
    wide, high = box[2] - box[0], box[3] - box[1]
    if high <= THIN and wide > high:
        _segment(page, box[0], (box[1] + box[3]) / 2, box[2], (box[1] + box[3]) / 2)
    elif wide <= THIN:
        _segment(page, (box[0] + box[2]) / 2, box[1], (box[0] + box[2]) / 2, box[3])
    return min(wide, high) <= THIN


def _bounds(points: list[tuple[float, float]]) -> Box:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return (min(xs), min(ys), max(xs), max(ys))


def _tuple(matrix: pdfium.FS_MATRIX) -> _Matrix:
    return (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)


def _times(first: _Matrix, then: _Matrix) -> _Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def _moved(matrix: _Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f
