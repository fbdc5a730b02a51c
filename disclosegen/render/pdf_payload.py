"""Take the workbook's data out of a PDF again.

In: a PDF's bytes.  Out: the payload that :func:`~disclosegen.render.pdf.to_pdf` attached, or None.
"""

from __future__ import annotations

import io

from pypdf import PdfReader
from pypdf.errors import PyPdfError

ATTACHMENT = "disclosegen.json"
"""Name of the attachment."""
LARGEST = 64 * 2**20  # bytes; a disclosure of 100 pages has a payload below 4 MB


def read_pdf_payload(data: bytes) -> bytes | None:
    """The attached payload; None if the data is no PDF, is encrypted, damaged, or has none."""
    try:
        found = PdfReader(io.BytesIO(data)).attachments.get(ATTACHMENT, [])
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError):
        return None
    return bytes(found[0]) if found and len(found[0]) <= LARGEST else None
