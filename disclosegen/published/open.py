"""Opens a published file, whatever its format.

In: a path; the file is only read.  Out: a :class:`~disclosegen.published.flow.Flow`.
"""

from __future__ import annotations

from pathlib import Path

from ..workbook.guard import read_file
from .files import LARGEST, Progress, decoded, kind_of
from .flow import Flow
from .text import read_text


def open_published(path: Path, progress: Progress = lambda done, total: None) -> Flow:
    """Read a published disclosure: .docx, .pdf, .html or .txt, by content, not by name.

    Args:
        path: The file.
        progress: Told how many pages (of a PDF) or blocks are done, and of how many.

    Raises:
        CallError: There is no such file, or it cannot be read; in plain Chinese, with what to do.
    """
    return read_published(read_file(path, "公开的文件", LARGEST), path.name, progress)


def read_published(data: bytes, name: str, progress: Progress = lambda done, total: None) -> Flow:
    """The same for the bytes of a file."""
    kind = kind_of(data, name)
    if kind == "pdf":
        from .pdf import read_pdf

        return read_pdf(data, name, progress)
    if kind == "docx":
        from .docx import read_docx

        return read_docx(data, name, progress)
    if kind == "html":
        from .html import read_html

        return read_html(decoded(data, name), name, progress)
    progress(0, 1)
    flow = read_text(decoded(data, name), name)
    progress(1, 1)
    return flow
