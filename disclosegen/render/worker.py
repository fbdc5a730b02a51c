"""Processes that get ready to print while the first still reads and checks.

In: a :class:`~disclosegen.document.blocks.Document`, once the checks allow it.  Out: the
:class:`~disclosegen.render.pdf.PdfResult`, or a :class:`PrinterError` with its words.
Loading WeasyPrint and the fonts takes as long as a check: side by side they cost one of the two.  The pieces of a document are
then printed by two processes.  They end with the caller, whatever happens to it: their input closes.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO

from ..errors import DisclosegenError

if TYPE_CHECKING:  # the first process loads none of what it leaves to the second
    from ..document.blocks import Document
    from .pdf import PdfResult
    from .pdf_piece import Piece, Printed

WORKERS = 2
WORTH_LOADING = 6
"""Seconds of printing that are worth a second process where that must load everything anew."""


APART: dict[str, int] = (
    {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP} if sys.platform == "win32" else {"process_group": 0}
)
"""Ctrl-C is for the first process alone, which then ends the second."""


class PrinterError(DisclosegenError):
    """The second process said why it cannot print, or ended without a word."""


class Printer:
    """Prints one document in processes of its own; use as a context manager, early."""

    def __enter__(self) -> Printer:
        command = [sys.executable, "-c", "from disclosegen.render.worker import serve; serve()"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, **APART)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.communicate()

    def begin(self, document: Document) -> None:
        """Send a document; what goes wrong is said by :meth:`finish`."""
        assert self._process.stdin is not None
        with suppress(OSError):
            pickle.dump(document, self._process.stdin)
        with suppress(OSError):
            self._process.stdin.close()
        self._process.stdin = None

    def finish(self, progress: Callable[[int, int], None] = lambda done, total: None) -> PdfResult:
        """Wait for the document, telling ``progress`` how many pieces of how many are done.

        Raises:
            PrinterError: With the words of what went wrong.
        """
        assert self._process.stdout is not None
        try:
            while isinstance(answer := pickle.load(self._process.stdout), tuple):
                progress(*answer)
        except (EOFError, OSError, pickle.UnpicklingError) as error:
            raise PrinterError(
                "排版 PDF 的进程意外结束（内存可能不够），没有写出文件。请关闭一些程序后再试。"
            ) from error
        if isinstance(answer, str):
            raise PrinterError(answer)
        return answer


def serve(source: BinaryIO | None = None, target: BinaryIO | None = None) -> None:
    """The process: get ready, read a document, answer with its progress and the result, or the words of an error."""
    source, target = source or sys.stdin.buffer, target or sys.stdout.buffer
    from .pdf import prepare, to_pdf

    def answer(message: PdfResult | str | tuple[int, int]) -> None:
        pickle.dump(message, target)
        target.flush()

    try:
        prepare()
        data = source.read()
        if data:
            answer(to_pdf(pickle.loads(data), lambda done, total: answer((done, total)), side_by_side))
    except DisclosegenError as error:
        source.read()
        answer(str(error))
    except Exception as error:  # a fault of the program: the caller says so in a sentence
        answer(f"排版 PDF 时程序出错了（{type(error).__name__}：{error}），没有写出文件。")


def side_by_side(pieces: Sequence[Piece]) -> Iterator[Printed]:
    """Print pieces in two processes, where that is quicker."""
    from .pdf import cost, in_turn
    from .pdf_piece import print_piece

    forks = sys.platform == "linux"  # a copy of this process, with all that it has loaded
    worth = forks or sum(cost(piece.document) for piece in pieces) > WORTH_LOADING
    if len(pieces) < 2 or (os.cpu_count() or 1) < 2 or not worth:
        yield from in_turn(pieces)
        return
    context = multiprocessing.get_context("fork" if forks else "spawn")
    with context.Pool(min(WORKERS, len(pieces))) as pool:
        yield from pool.imap(print_piece, pieces)
