"""Files that a unit attaches to its disclosure: a signed scan, a bureau's directory.

In: nothing (types only).  Out: :class:`Attached`, held by the :class:`~disclosegen.model.disclosure.Disclosure` whose workbook names the file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from ..findings import CellRef


@dataclass(frozen=True)
class Attached:
    """A file that can be printed.

    Attributes:
        title: Its heading.
        ref: The cell that names it.
        kind: ``pdf``, or ``image`` for a picture.
        data: The file; a Word file as the PDF that it was turned into.
        pages: Width and height of each page in millimetres, as a reader sees it; one for a picture, several for a scan of several pages.
    """

    title: str
    ref: CellRef
    kind: Literal["pdf", "image"]
    data: bytes = field(repr=False)
    pages: tuple[tuple[float, float], ...]
