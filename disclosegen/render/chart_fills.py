"""Fills of a chart's parts: twelve that stay apart on a black-and-white print, for SVG and for Word alike.

Four even tones first, dark beside light, then eight patterns.  A chart of more than twelve parts begins again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

INK = "1F3864"
"""Outlines, and the lines of patterns."""
BAR = "2E75B6"
"""Bars, which need not be told apart."""
GREY = "595959"
"""Lines that lead from a part to its label."""


@dataclass(frozen=True)
class Fill:
    """A fill.

    Attributes:
        colour: RGB in hexadecimal digits.
        preset: Name of a pattern in DrawingML; empty for an even tone.
        path: The same pattern as an SVG path in a tile of 6 by 6 points; ``colour`` is that of its lines, on white.
    """

    colour: str
    preset: str = ""
    path: str = ""


FILLS = (
    Fill("2E75B6"),
    Fill("DEEBF7"),
    Fill(INK),
    Fill("9DC3E6"),
    Fill(INK, "wdUpDiag", "M-1 1L1 -1M0 6L6 0M5 7L7 5"),
    Fill(INK, "smGrid", "M0 1.5H6M0 4.5H6M1.5 0V6M4.5 0V6"),
    Fill(INK, "dkHorz", "M0 1H6M0 2H6M0 4H6M0 5H6"),
    Fill(INK, "pct20", "M1 1.5H2M4 4.5H5"),
    Fill(INK, "wdDnDiag", "M-1 5L1 7M0 0L6 6M5 -1L7 1"),
    Fill(INK, "dkVert", "M1 0V6M2 0V6M4 0V6M5 0V6"),
    Fill(INK, "openDmnd", "M0 0L6 6M0 6L6 0"),
    Fill(INK, "narHorz", "M0 1.5H6M0 4.5H6"),
)


def fills(count: int) -> Sequence[Fill]:
    """The fills of ``count`` parts in a ring: neighbours differ, the last and the first included."""
    chosen = [FILLS[index % len(FILLS)] for index in range(count)]
    if count > len(FILLS) and chosen[-1] is chosen[0]:
        chosen[-1] = FILLS[len(FILLS) // 2]
    return chosen
