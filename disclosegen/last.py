"""Read last year's workbook, or the document that was published.

In: a path; the file is only read.  Out: :class:`Last`: its typed data, and in words what could not be read.  The file may
be of another version of its kit: what the kit at hand still knows is read, the rest is said.  A Word or PDF that this program
made carries the data of its workbook; of any other document what is printed is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from .document.carried import read_payload, read_pdf_payload
from .errors import CallError
from .findings import Finding, Severity
from .kit.load import Kit, kit_ids, load_kit
from .kit.reasons import with_reasons
from .model.build import build
from .model.carry import restore, unpack
from .model.disclosure import Disclosure
from .workbook import guard
from .workbook.blank import DICTIONARY
from .workbook.read import kit_of, open_workbook, read
from .workbook.xlsx import Book

NOT_LOST = ("V-required", "V-year", "V-negative", "W-children-missing", "W-name-wrong")
"""Faults of the old workbook that lose no value."""


PUBLISHED = (".docx", ".doc", ".html", ".htm", ".txt")
"""Endings of documents that somebody else made; a PDF is known by how it begins."""


@dataclass(frozen=True)
class Last:
    """An earlier workbook.

    Attributes:
        name: The file's name.
        data: Its typed data, totals computed.
        problems: What could not be read, one sentence each.
    """

    name: str
    data: Disclosure
    problems: tuple[str, ...]


def read_last(path: Path, kits: Sequence[Path] = ()) -> Last:
    """Read an earlier workbook, Word or PDF.

    Raises:
        CallError: The file cannot be read, carries no data, or its kit is not there.
    """
    data = guard.read_file(path)
    payload = read_pdf_payload(data) if data.startswith(b"%PDF") else read_payload(data)
    if payload is not None:
        kit = _kit(str(unpack(payload)["kit"]), path.name, kits)
        raw, lost = restore(payload, kit)
        model, _ = build(raw, kit)
        return Last(path.name, model, tuple(lost))
    if data.startswith(b"%PDF") or path.suffix.lower() in PUBLISHED:
        return _published(path, kits)
    return _workbook(path.name, data, kits)


def _published(path: Path, kits: Sequence[Path]) -> Last:
    """What a published document prints."""
    from .imported import import_published  # what reads documents is imported only where it is used

    found = import_published(path, kits)
    return Last(path.name, found.data, tuple(_line(one) for one in found.findings if one.severity is not Severity.NOTE))


def _workbook(name: str, data: bytes, kits: Sequence[Path]) -> Last:
    book, faults = open_workbook(data, name)
    if book is None:
        raise CallError(_sentence(faults[0]))
    kit_id, version, faults = kit_of(book, name)
    if faults:
        raise CallError(_sentence(faults[0]))
    kit = _kit(kit_id, name, kits)
    raw, found = read(book, kit, version)
    model, problems = build(raw, kit)
    lost = [f for f in (*found, *problems) if f.severity is Severity.ERROR and f.rule not in NOT_LOST]
    return Last(name, model, (*_unknown_sheets(book, kit), *(_line(finding) for finding in lost)))


def _kit(kit_id: str, name: str, kits: Sequence[Path]) -> Kit:
    if kit_id not in kit_ids(kits):
        raise CallError(
            f"“{name}”用的模板“{kit_id}”在这台电脑上没有。现有模板：{'、'.join(kit_ids(kits))}。请更新程序，或用 --kits 指出模板所在的文件夹。"
        )
    return load_kit(kit_id, kits)


def _unknown_sheets(book: Book, kit: Kit) -> Iterator[str]:
    """Sheets with content that the kit does not know (any more)."""
    own = {
        kit.file.guide_sheet,
        kit.file.checks_sheet,
        DICTIONARY,
        *(table.sheet for table in with_reasons(kit).values()),
    }
    for sheet in book.sheets:
        if sheet.title not in own and sheet.cells:
            yield f"工作表“{sheet.title}”：模板里没有这张表，没有读取"


def _sentence(finding: Finding) -> str:
    return f"{finding.message}。{finding.advice}"


def _line(finding: Finding) -> str:
    places = "、".join(ref.address for ref in finding.cells[:3] if ref.address)
    return f"{finding.message}{f'（{places}）' if places else ''}"
