"""What many tests ask for and what is the same each time, made once: workbooks, checks, printed documents.

Reports, workbooks as bytes and printed documents cannot be changed, so sharing them proves the same.  Whoever tests that making
something twice gives the same calls the program itself the second time.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import shutil
import tempfile
import time
from collections.abc import MutableMapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from disclosegen.document.blocks import Document
from disclosegen.kit.load import Kit
from disclosegen.pipeline import Report, check
from disclosegen.workbook.blank import write_workbook
from disclosegen.workbook.content import Content

if TYPE_CHECKING:  # what needs Pango is loaded where something is printed
    from disclosegen.render.pdf import PdfResult

FOLDER = "DISCLOSEGEN_TEST_RUN"
"""Names, in the environment, the folder that the processes of one test run share."""
PATIENCE = 120
"""Seconds after which a process no longer waits for another one to print."""
MOST = 48
"""Things of a kind that a process keeps."""

K, V = TypeVar("K"), TypeVar("V")
_written: dict[tuple[Kit, bytes], bytes] = {}
_checked: dict[tuple[str, bytes], Report] = {}


def begin_run() -> None:
    """Make the folder of the run; its workers inherit the name."""
    os.environ[FOLDER] = tempfile.mkdtemp(prefix="disclosegen-tests-")


def end_run() -> None:
    """Remove it."""
    shutil.rmtree(os.environ.pop(FOLDER), ignore_errors=True)


def written(kit: Kit, content: Content | None = None) -> bytes:
    """The workbook of some content."""
    key = (kit, digest(content))
    if key not in _written:
        keep(_written, key, write_workbook(kit, content))
    return _written[key]


def checked_file(path: Path) -> Report:
    """The check of a workbook that attaches no files: of the same bytes under the same name it is the same."""
    key = (path.name, path.read_bytes())
    if key not in _checked:
        keep(_checked, key, check(path))
    return _checked[key]


def printed(document: Document) -> PdfResult:
    """The document as PDF, printed by whichever process of the test run needs it first."""
    from disclosegen.render.pdf import to_pdf

    place = Path(os.environ[FOLDER]) / digest(document).hex()
    begun, end = place.with_suffix(".begun"), time.monotonic() + PATIENCE
    while not place.exists():
        try:
            begun.touch(exist_ok=False)
        except FileExistsError:  # another process is at it
            time.sleep(0.1)
            if time.monotonic() < end:
                continue
        half = place.with_suffix(f".{os.getpid()}")
        half.write_bytes(pickle.dumps(to_pdf(document)))
        half.replace(place)
    return pickle.loads(place.read_bytes())


def keep(kept: MutableMapping[K, V], key: K, value: V) -> None:
    """Keep a thing, the oldest one going where there are too many."""
    while len(kept) >= MOST:
        del kept[next(iter(kept))]
    kept[key] = value


def digest(thing: object) -> bytes:
    """What two equal things have in common, in whichever process they were made; their pickles may differ."""
    return hashlib.sha256(repr(thing).encode("utf-8", "surrogatepass")).digest()
