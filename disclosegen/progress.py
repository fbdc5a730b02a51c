"""One line on the terminal that says what is being done and, where that is counted, how far it has come.

In: steps in words, with counts where there are any.  Out: a line that is written over itself, and gone at the end; nothing where
no person is looking.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from types import TracebackType
from typing import TextIO

Progress = Callable[..., None]
"""Told a step in words, and then how much of how much of it is done where that is counted."""
WIDTH = 24
"""Signs of a full bar."""


def silent(step: str, done: int = 0, total: int = 0) -> None:
    """Tell nobody."""


class Bar:
    """``生成 PDF ████████░░░░░░░░  6/12  50%``; use as a context manager.

    Args:
        stream: Where it stands; None or no terminal: it says nothing.
    """

    def __init__(self, stream: TextIO | None):
        self.stream = stream if stream is not None and stream.isatty() else None
        self.width = 0  # columns of the line that stands there

    def __enter__(self) -> Bar:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.clear()

    def clear(self) -> None:
        """Make room for what is printed next."""
        self._write("")

    def __call__(self, step: str, done: int = 0, total: int = 0) -> None:
        """Say what is being done."""
        self._write(f"{step} {bar(done, total)}" if total else f"{step} …")

    def _write(self, line: str) -> None:
        if self.stream is None:
            return
        wide = sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in line)
        # Written over with blanks: consoles of older Windows know no order that clears a line.
        blank = max(0, self.width - wide)
        self.stream.write(f"\r{line}{' ' * blank}" + ("" if line else "\r"))
        self.stream.flush()
        self.width = wide


def bar(done: int, total: int) -> str:
    """The bar, the count and the percentage; full only when everything is done."""
    full = WIDTH * done // total
    return f"{'█' * full}{'░' * (WIDTH - full)} {done}/{total} {100 * done // total}%"
