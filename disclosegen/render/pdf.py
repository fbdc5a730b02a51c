"""A Document as PDF, through the print HTML and WeasyPrint.

In: a :class:`Document`.  Out: the bytes (the same for the same document and fonts), and on which printed
page each heading stands.

A long document is printed in pieces that begin with a section, for which page numbers must be known beforehand: they are
estimated, which is nearly always right, for the geometry is fixed.  A piece for which they were wrong is printed again.
How a document is cut depends on the document alone, so that the bytes do not depend on who prints the pieces.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from ..document.blocks import Block, ChartBlock, Contents, Document, Heading, PictureBlock, Section, TableBlock
from .estimate import section_pages
from .pdf_fallback import fallback_glyphs
from .pdf_join import join
from .pdf_piece import Piece, Printed, RenderError, import_weasyprint, print_piece

__all__ = ["PdfResult", "RenderError", "cost", "plan", "prepare", "to_pdf"]

Progress = Callable[[int, int], None]
"""Told how many pieces of how many are printed."""
PrintAll = Callable[[Sequence[Piece]], Iterator[Printed]]
"""Prints pieces and gives them in order, each as soon as it and those before it are ready."""

PIECE = 2.0
"""Seconds that a piece takes at most, if its sections allow: long enough that a second copy of the fonts does not matter."""


@dataclass(frozen=True)
class PdfResult:
    """A printed document.

    Attributes:
        data: The file.
        pages: Printed page number of each heading's anchor; headings before the first numbered page have
            none.
        page_count: Pages of the file, those without a number included.
        fallback_glyphs: Characters that the first face of their style does not have, so that another face had
            to lend them, in order of the code points.
    """

    data: bytes
    pages: dict[str, int]
    page_count: int
    fallback_glyphs: tuple[str, ...] = ()


def in_turn(pieces: Sequence[Piece]) -> Iterator[Printed]:
    """Print pieces one after the other in this process."""
    return map(print_piece, pieces)


def to_pdf(
    document: Document, progress: Progress = lambda done, total: None, print_all: PrintAll = in_turn
) -> PdfResult:
    """Print a document.

    Raises:
        RenderError: WeasyPrint's libraries are missing, or it reported a fault.
        KeyError: A paragraph's style is not in the style sheet.
    """
    pieces = plan(document)
    printed: list[Printed] = []
    for one in print_all(pieces):
        printed.append(one)
        progress(len(printed), len(pieces))
    right = _corrected(pieces, printed)
    wrong = [at for at, (piece, other) in enumerate(zip(pieces, right, strict=True)) if piece != other]
    for at, one in zip(wrong, print_all([right[at] for at in wrong]) if wrong else (), strict=True):
        printed[at] = one
    pages = _numbers(right, printed)
    return PdfResult(
        join(document, printed),
        pages,
        sum(one.pages for one in printed),
        fallback_glyphs(document, [one.drawn for one in printed]),
    )


def prepare() -> None:
    """Load everything that printing needs. Raises RenderError where it is missing."""
    import_weasyprint()


# ---------------------------------------------------------------- pieces


def plan(document: Document) -> list[Piece]:
    """Cut a document into pieces of about equal cost, with the page numbers that they are expected to have."""
    document = replace(document, sections=tuple(part for section in document.sections for part in _parts(section)))
    costs = [sum(map(_cost, section.blocks)) for section in document.sections]
    total = sum(costs)
    wanted = max(1, -int(-total // PIECE))
    cuts = [0]
    for at, spent in enumerate(accumulate(costs), 1):
        if spent >= total * len(cuts) / wanted and at < len(costs):
            cuts.append(at)
    counts, numbers = section_pages(document)
    starts = [1, *(1 + count for count in accumulate(counts))]
    return [
        Piece(
            replace(document, sections=document.sections[first:end], payload=b""),
            any(section.kind == "body" for section in document.sections[:first]),
            starts[first],
            numbers if _has_contents(document.sections[first:end]) else {},
        )
        for first, end in zip(cuts, [*cuts[1:], len(costs)], strict=True)
    ]


def _parts(section: Section) -> Iterator[Section]:
    """A section cut where a block begins a page: what follows can be printed apart."""
    starts = [0, *(at for at, block in enumerate(section.blocks) if at and getattr(block, "new_page", False))]
    if len(starts) == 1:
        yield section
        return
    for first, end in zip(starts, [*starts[1:], len(section.blocks)], strict=True):
        start, *others = section.blocks[first:end]
        begun = start if not first else replace(start, new_page=False)  # type: ignore[call-arg]
        yield replace(section, blocks=(begun, *others))


def cost(document: Document) -> float:
    """Seconds that printing takes, roughly."""
    return sum(map(_cost, document.blocks()))


def _cost(block: Block) -> float:
    """Seconds that WeasyPrint needs for a block, roughly: it matters only how blocks compare."""
    if isinstance(block, TableBlock):
        cells = [cell for row in (*block.header, *block.body) for cell in row.cells]
        return 0.02 + sum(0.0012 + 0.00005 * len(cell.text) if cell.text else 0.0007 for cell in cells)
    if isinstance(block, Contents):
        return 0.01 * len(block.entries)
    if isinstance(block, ChartBlock):
        return 0.05
    if isinstance(block, PictureBlock):
        return 0.1
    return 0.002 + 0.00005 * len(block.text)


def _has_contents(sections: Iterable[Section]) -> bool:
    return any(isinstance(block, Contents) for section in sections for block in section.blocks)


def _corrected(pieces: Sequence[Piece], printed: Sequence[Printed]) -> list[Piece]:
    """The pieces with the page numbers that they turned out to have."""
    starts = [1, *(1 + count for count in accumulate(one.pages - one.front for one in printed))]
    moved = [replace(piece, page=start) for piece, start in zip(pieces, starts, strict=False)]
    numbers = _numbers(moved, printed)
    return [replace(piece, numbers=numbers) if piece.numbers else piece for piece in moved]


def _numbers(pieces: Sequence[Piece], printed: Sequence[Printed]) -> dict[str, int]:
    """Printed number of the page of each heading; the first heading of a name counts."""
    found: dict[str, int] = {}
    for piece, one in zip(pieces, printed, strict=True):
        for anchor in _counted(piece.document.sections):
            place = one.anchors.get(anchor)
            if place is not None and place.page >= one.front:
                found.setdefault(anchor, piece.page + place.page - one.front)
    return found


def _counted(sections: Iterable[Section]) -> Mapping[str, None]:
    """Anchors of headings in numbered sections, in order."""
    return dict.fromkeys(
        block.anchor
        for section in sections
        if section.kind == "body"
        for block in section.blocks
        if isinstance(block, Heading)
    )
