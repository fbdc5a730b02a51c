"""Which characters of a document had to be lent by another face than that of their style.

In: a :class:`Document` and the fonts that WeasyPrint drew it with.  Out: the characters, for a note to staff:
a rare character of a name that is printed in another kind of letter should be looked at.

The drawn fonts know what they drew, so that only characters in doubt are looked up in a font file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from ..document.blocks import ChartBlock, Contents, Document, Heading, PictureBlock, TableBlock
from ..style import FontRole
from .docx_xml import clean
from .fonts import Face, face


def drawn_characters(fonts: Iterable[Any]) -> dict[str, frozenset[str]]:
    """What each font family drew, from the values of ``weasyprint.Document.fonts`` after drawing."""
    found: dict[str, set[str]] = {}
    for font in fonts:
        found.setdefault(font.family, set()).update("".join(font.to_unicode.values()))
    return {family: frozenset(characters) for family, characters in found.items()}


def fallback_glyphs(document: Document, pieces: Iterable[Mapping[str, frozenset[str]]]) -> tuple[str, ...]:
    """Characters that the face of their style lacks, in order of their code points.

    Args:
        document: What was printed.
        pieces: What each font family drew, for each printed piece.
    """
    drawn: dict[str, frozenset[str]] = {}  # by family
    for piece in pieces:
        for family, characters in piece.items():
            drawn[family] = drawn.get(family, frozenset()) | characters
    lent: set[str] = set()
    for role, characters in _characters(document).items():
        own = _face(role)
        # A face that was not drawn under this name says nothing: then nothing is said.
        if own is None or own.family not in drawn:
            continue
        doubtful = characters - drawn[own.family]
        lent |= {character for character in doubtful if ord(character) not in _repertoire(own)}
    return tuple(sorted(lent))


def _characters(document: Document) -> dict[FontRole, set[str]]:
    """All visible characters by font role."""
    found: dict[FontRole, set[str]] = {}
    for role, text in _texts(document):
        found.setdefault(role, set()).update(character for character in clean(text) if not character.isspace())
    return found


def _texts(document: Document) -> Iterator[tuple[FontRole, str]]:
    """Every text with the role of the font that it is printed in."""
    looks = document.style.paragraph
    for header in {section.header for section in document.sections} - {""}:
        yield looks["running_header"].font, header
    for block in document.blocks():
        if isinstance(block, Heading):
            yield looks[block.style_name].font, block.text
        elif isinstance(block, Contents):
            yield looks["contents_title"].font, block.title
            for entry in block.entries:
                yield looks[f"contents{entry.level}"].font, entry.text
        elif isinstance(block, TableBlock):
            yield looks["table_above"].font, block.code + "".join(block.above)
            for row in (*block.header, *block.body):
                yield document.style.table_font, "".join(cell.text for cell in row.cells)
            for note in block.notes:
                yield looks[note.style].font, note.text
        elif isinstance(block, ChartBlock):
            yield "heiti", block.title
            yield document.style.table_font, "".join(line for part in block.slices for line in part.lines)
        elif not isinstance(block, PictureBlock):
            yield looks[block.style].font, block.text


@lru_cache(maxsize=8)
def _face(role: FontRole) -> Face | None:
    return face(role)


@lru_cache(maxsize=8)
def _repertoire(own: Face) -> frozenset[int]:
    """Code points that a font file has; empty for a file that cannot be read (20–90 ms)."""
    from fontTools.ttLib import TTCollection, TTFont, TTLibError

    try:
        if own.file.lower().endswith((".ttc", ".otc")):
            with TTCollection(own.file, lazy=True) as collection:
                return _code_points(own, collection.fonts)
        with TTFont(own.file, lazy=True) as font:
            return frozenset(font.getBestCmap())
    except (OSError, TTLibError):
        return frozenset()


def _code_points(own: Face, faces: Iterable[Any]) -> frozenset[int]:
    """Code points of the face of that family in a collection; empty if it is not there."""
    for candidate in faces:
        if own.family in {name.toUnicode() for name in candidate["name"].names if name.nameID in (1, 16)}:
            return frozenset(candidate.getBestCmap())
    return frozenset()
