"""A second process that gets ready to print while the first still reads and checks.

In: a :class:`~disclosegen.document.blocks.Document`, once the checks allow it.  Out: the
:class:`~disclosegen.render.pdf.PdfResult`, or a :class:`PrinterError` with its words.
Loading WeasyPrint and the fonts takes as long as a check: side by side they cost one of the two.  The process
ends with the caller, whatever happens to it: its input closes.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO

from ..errors import DisclosegenError

if TYPE_CHECKING:  # the first process loads none of what it leaves to the second
    from ..document.blocks import Document
    from .pdf import PdfResult


class PrinterError(DisclosegenError):
    """The second process said why it cannot print, or ended without a word."""


class Printer:
    """Prints one document in a process of its own; use as a context manager, early."""

    def __enter__(self) -> Printer:
        command = [sys.executable, "-c", "from disclosegen.render.worker import serve; serve()"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.communicate()

    def print(self, document: Document) -> PdfResult:
        """Print a document. Raises PrinterError with the words of what went wrong."""
        answer, _ = self._process.communicate(pickle.dumps(document))
        if not answer:
            raise PrinterError("排版 PDF 的进程意外结束（内存可能不够），没有写出文件。请关闭一些程序后再试。")
        result = pickle.loads(answer)
        if isinstance(result, str):
            raise PrinterError(result)
        return result


def serve(source: BinaryIO | None = None, target: BinaryIO | None = None) -> None:
    """The process: get ready, read a document, answer with the result or the words of an error."""
    source, target = source or sys.stdin.buffer, target or sys.stdout.buffer
    from .pdf import prepare, to_pdf

    try:
        prepare()
        data = source.read()
        answer: PdfResult | str | None = to_pdf(pickle.loads(data)) if data else None
    except DisclosegenError as error:
        source.read()
        answer = str(error)
    if answer is not None:
        target.write(pickle.dumps(answer))
        target.flush()
