"""Exceptions: mistakes in a kit, in a call or in the program.

What staff can put right in the workbook is never an exception but a
:class:`~disclosegen.findings.Finding`.  Every exception here carries one plain Chinese sentence;
the command line prints it and ends with exit code 2.
"""

from __future__ import annotations

from pathlib import Path


class DisclosegenError(Exception):
    """Base of all errors that the command line prints as one sentence."""


class CallError(DisclosegenError):
    """The command was called with something that cannot be used (a path, a format, a folder)."""


class KitError(DisclosegenError):
    """A kit is wrong.

    Args:
        message: What is wrong, in Chinese.
        file: The kit's file, if one is to blame.
        key: The key within the file, as ``line.income_year.sum``.
        line: 1-based line number in ``file``; None when unknown.
    """

    def __init__(self, message: str, file: Path | None = None, key: str = "", line: int | None = None):
        self.message, self.file, self.key, self.line = message, file, key, line
        place = ""
        if file is not None:
            place = f"{file.parent.name}/{file.name}" + (f":{line}" if line else "")
        if key:
            place = f"{place} [{key}]" if place else f"[{key}]"
        super().__init__(f"模板有误：{place}：{message}" if place else f"模板有误：{message}")


class TemplateError(KitError):
    """A sentence of the narrative cannot be rendered (unknown name, forbidden construct)."""
