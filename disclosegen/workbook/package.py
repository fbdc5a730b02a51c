"""The finished workbook as bytes that are the same every time.

In: an openpyxl workbook.  Out: a zip with fixed dates and order, and fixed times in its properties.
"""

from __future__ import annotations

import io
import re
import zipfile

from lxml.etree import SerialisationError
from openpyxl.workbook import Workbook

from ..errors import CallError

DATE = (1980, 1, 1, 0, 0, 0)
STAMP = b"2000-01-01T00:00:00Z"
FIRST = ("[Content_Types].xml", "_rels/.rels")
TIMES = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")
HEIGHT = re.compile(rb'(<row [^>]*?) customHeight="1"')
BEHIND = re.compile(rb"(?=<drawing |<legacyDrawing |<tableParts |</worksheet>)")
QUIET = (
    b'<ignoredErrors><ignoredError sqref="A1:AZ2000" numberStoredAsText="1" unlockedFormula="1" formula="1"/>'
    b"</ignoredErrors>"
)
"""No green corners on subject codes, which are text, nor on the names that formulas bring."""


def to_bytes(book: Workbook) -> bytes:
    """Save a workbook. Row heights are left free to grow when staff type more."""
    buffer = io.BytesIO()
    try:
        book.save(buffer)
    except (OSError, SerialisationError) as error:  # sheets pass through temporary files
        raise CallError("临时文件夹写不进去，可能磁盘已满，没有写出文件。") from error
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(buffer) as source,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as target,
    ):
        for name in sorted(source.namelist(), key=lambda name: (name not in FIRST, name)):
            data = source.read(name)
            if name == "docProps/core.xml":
                data = TIMES.sub(rb"\g<1>" + STAMP + rb"\g<2>", data)
            elif name.startswith("xl/worksheets/sheet"):
                data = BEHIND.sub(QUIET, HEIGHT.sub(rb"\1", data), count=1)
            info = zipfile.ZipInfo(name, DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 0
            target.writestr(info, data, compresslevel=6)
    return packed.getvalue()
