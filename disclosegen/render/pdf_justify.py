"""Chinese lines spread to the full width of the column, which WeasyPrint does only at spaces.

In: the pages that WeasyPrint has laid out, before they are drawn.  Out: the same pages; in justified
paragraphs the Chinese characters of every line but the last stand a little wider apart, so that the right
edge is even, as in Word. Figures and Latin words keep their own spacing. Where lines and pages break does not
change.

WeasyPrint has no public hook between layout and drawing, so this module reads its box tree and hands a text
box another layout object. Whatever it does not recognise it leaves as it is: a ragged edge, never a lost
letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

_ZERO_WIDTH_SPACE = "\u200b"
# Whatever may be spread; an ASCII word or figure between two of these stays in one piece.
_SPREADABLE = re.compile(r"[^\x21-\x7e]+")


def justify(pages: Iterable[Any]) -> None:
    """Spread the lines of all justified paragraphs.

    Args:
        pages: ``weasyprint.Document.pages``, laid out and not yet drawn.
    """
    from weasyprint.formatting_structure import boxes

    layout_class = _layout_class()
    taken: dict[int, int] = {}  # characters of a paragraph that its lines so far have taken, by id of its element
    for page in pages:
        for block in page._page_box.descendants():
            if not isinstance(block, boxes.BlockContainerBox) or block.style["text_align_all"] != "justify":
                continue
            for line in block.children:
                if not isinstance(line, boxes.LineBox) or len(line.children) != 1:
                    break
                text_box = line.children[0]
                if not isinstance(text_box, boxes.TextBox):
                    break
                if _goes_on(block.element, text_box.text, taken):
                    edge = block.content_box_x() + block.width
                    _spread(text_box, edge - text_box.position_x - text_box.width, layout_class)


def _goes_on(element: Any, line: str, taken: dict[int, int]) -> bool:
    """Whether the paragraph goes on after this line, and not after a line break that somebody typed."""
    whole = element.text or ""
    start = whole.find(line, taken.get(id(element), 0))
    if start < 0 or len(element):
        return False
    end = taken[id(element)] = start + len(line)
    rest = whole[end:].lstrip(" " + _ZERO_WIDTH_SPACE)
    return bool(rest.strip()) and not rest.startswith("\n")


def _spread(text_box: Any, missing: float, layout_class: type) -> None:
    """Distribute what is missing to the width of the column among the gaps of a line.

    Args:
        text_box: The line's text.
        missing: CSS pixels.
        layout_class: See :func:`_layout_class`.
    """
    text = text_box.text.replace(_ZERO_WIDTH_SPACE, "")  # has done its work, and would get spacing as well
    gaps = _gaps(text)
    if missing <= 0 or not gaps:
        return
    spread = layout_class.__new__(layout_class)
    spread.__dict__.update(text_box.pango_layout.__dict__)
    spread.text, spread.spacing = text, missing / gaps
    text_box.pango_layout = spread
    text_box.width += missing


def _gaps(line: str) -> float:
    """Widths of ``spacing`` by which Pango makes the line longer.

    Pango puts half of a character's spacing on either side of it, but none at the ends of the line.
    """
    gaps = 0.0
    for match in _SPREADABLE.finditer(line):
        gaps += len(match[0])
        gaps -= 0.5 * (match.start() == 0) + 0.5 * (match.end() == len(line))
    return gaps


@lru_cache(maxsize=1)
def _layout_class() -> type:
    """A subclass of WeasyPrint's text layout that adds ``spacing`` (CSS pixels) to Chinese characters only.

    Made late, because importing WeasyPrint takes long.
    """
    from weasyprint.text.ffi import TO_UNITS, ffi, pango
    from weasyprint.text.line_break import Layout

    class SpreadLayout(Layout):
        spacing = 0.0

        def set_text(self, text: str, justify: bool = False) -> None:
            super().set_text(text, justify)
            attributes = pango.pango_layout_get_attributes(self.layout)
            if attributes == ffi.NULL:
                attributes = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
            for match in _SPREADABLE.finditer(self.text):
                attribute = pango.pango_attr_letter_spacing_new(round(self.spacing * TO_UNITS))
                attribute.start_index = len(self.text[: match.start()].encode())
                attribute.end_index = attribute.start_index + len(match[0].encode())
                pango.pango_attr_list_change(attributes, attribute)
            pango.pango_layout_set_attributes(self.layout, attributes)

    return SpreadLayout
