"""Takes the data of a workbook out of a Word file or PDF that carries it.

In: the bytes of a file.  Out: the payload that the renderers put into it, or None.  Here stand the names under which it travels: the
renderers write them, readers of published files look for them.
"""

from __future__ import annotations

import base64
import binascii
import io
import re
import zipfile
import zlib

PAYLOAD_NAMESPACE = "urn:disclosegen:payload:1"
"""Of the custom XML part of a .docx."""
ATTACHMENT = "disclosegen.json"
"""Name of the attachment of a PDF."""
LARGEST = 64 * 2**20
"""Bytes, unpacked; a disclosure of 100 pages has a payload below 4 MB."""
_PAYLOAD = re.compile(
    rb'<(?:\w+:)?payload\b[^>]*"'
    + re.escape(PAYLOAD_NAMESPACE.encode())
    + rb'"[^>]*>([A-Za-z0-9+/=\s]*)</(?:\w+:)?payload>'
)
# What zipfile, zlib and base64 raise on files that are damaged, encrypted or no zip at all.
_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    binascii.Error,
    RuntimeError,
    NotImplementedError,
    EOFError,
    OSError,
    ValueError,
)


def read_payload(data: bytes) -> bytes | None:
    """The payload of a .docx.

    Finds it by its namespace, whatever name an editor gave the part. Never trusts sizes: nothing
    above 64 MB is unpacked.

    Returns:
        The payload's bytes; None if the data is no zip or has no payload, or a damaged one.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            for entry in package.infolist():
                if not entry.filename.startswith("customXml/item") or entry.file_size > LARGEST:
                    continue
                match = _PAYLOAD.search(package.read(entry))
                if match:
                    return _unpacked(match[1])
    except _UNREADABLE:
        return None
    return None


def _unpacked(text: bytes) -> bytes | None:
    """Base64 and zlib undone; None if incomplete or too large."""
    unpacker = zlib.decompressobj()
    payload = unpacker.decompress(base64.b64decode(text), LARGEST)
    return payload if unpacker.eof else None


def read_pdf_payload(data: bytes) -> bytes | None:
    """The attached payload; None if the data is no PDF, is encrypted, damaged, or has none."""
    from pypdf import PdfReader  # a third of a second to load
    from pypdf.errors import PyPdfError

    try:
        found = PdfReader(io.BytesIO(data)).attachments.get(ATTACHMENT, [])
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError):
        return None
    return bytes(found[0]) if found and len(found[0]) <= LARGEST else None
