"""Attached files on pages of their own.

In: the files of a :class:`~disclosegen.model.disclosure.Disclosure`.  Out: a section for each page, the first with the file's heading;
each page is as large as the paper's margins allow, never enlarged.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from ..model.attached import Attached
from ..style import StyleSheet
from .blocks import Heading, PictureBlock, Section
from .tables import POINTS, text_width

SPARE = 1.0  # millimetres that a page keeps free, so that no renderer needs a second one


def attached_sections(file: Attached, headings: tuple[Heading, ...], style: StyleSheet) -> Iterator[Section]:
    """The pages of one file; the last of the headings above its first page is its own."""
    for number, size in enumerate(file.pages):
        landscape = size[0] > size[1]
        page = style.page(landscape)
        room = (
            page.text_height
            - SPARE
            - sum(_height(heading, style, page.text_width) for heading in headings if not number)
        )
        scale = min(page.text_width / size[0], room / size[1], 1.0)
        picture = PictureBlock(
            anchor=f"{headings[-1].anchor}-{number + 1}",
            alt=f"{file.title} 第{number + 1}页" if len(file.pages) > 1 else file.title,
            kind=file.kind,
            data=file.data,
            page=number,
            width=round(size[0] * scale, 2),
            height=round(size[1] * scale, 2),
        )
        yield Section("body", (picture,) if number else (*headings, picture), landscape)


def _height(heading: Heading, style: StyleSheet, width: float) -> float:
    """Millimetres that a heading takes."""
    look = style.paragraph[heading.style_name]
    room = width * POINTS / look.size - look.indent
    lines = math.ceil((text_width(heading.text) + 1) / room)
    return (look.before + lines * look.pitch + look.after) / POINTS
