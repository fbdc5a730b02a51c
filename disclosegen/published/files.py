"""Look at a published file before it is read: what is it, and can it be read at all?

In: bytes.  Out: ``docx``, ``pdf``, ``html`` or ``txt``, by content, whatever the name says; or a
:class:`~disclosegen.errors.CallError` that says what the file is and what to do.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable

from lxml import etree

from ..errors import CallError
from ..workbook.guard import MAX_PARTS, MAX_UNPACKED

Progress = Callable[[int, int], None]
"""Told how much is done, and of how much."""
LARGEST = 100 * 2**20
"""Bytes of a file: a PDF of a hundred scanned pages may have so many."""
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    LookupError,
    ValueError,
    OSError,
    EOFError,
    NotImplementedError,
    RuntimeError,  # an encrypted part; markup that is nested endlessly
    OverflowError,
)
"""What a damaged or forged package makes the libraries raise."""
XML_FAULTS = (etree.Error,)

SAVE_AS = "请用 Word 或 WPS 打开，选“另存为”，类型选“Word 文档（*.docx）”或 PDF，再用新文件。"
AGAIN = "请用原来的文件重新保存，或向发布单位再要一份。"
MARKUP = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|div|p|meta|title)\b", re.IGNORECASE)
START = 4096
"""Bytes at the beginning that show what a file is."""
CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w-]{2,20})""", re.IGNORECASE)
CHINESE = {"gb2312", "gbk", "gb_2312-80", "gb18030", "x-gbk"}


def kind_of(data: bytes, name: str) -> str:
    """The format of a file.

    Raises:
        CallError: It is none that can be read.
    """
    if not data.strip(b"\x00 \t\r\n"):
        raise CallError(f"文件“{name}”是空的。请重新保存或重新下载这个文件。")
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise locked(name)
        raise CallError(f"文件“{name}”是旧格式（.doc、.wps、.xls 或 .et），读不了。{SAVE_AS}")
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        _package(data, name)
        return "docx"
    if data[:5] == b"{\\rtf":
        raise CallError(f"文件“{name}”是 RTF 文件，读不了。{SAVE_AS}")
    text = decoded(data, name)
    return "html" if MARKUP.search(text[:START].encode()) else "txt"


def decoded(data: bytes, name: str) -> str:
    """Text in the encoding that it names or shows: UTF-8 with or without mark, UTF-16 with its mark, GB18030.

    Raises:
        CallError: It is no text.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    for encoding in (
        "utf-8-sig",
        "gb18030",
    ):  # whatever a page says of itself: text in one is hardly ever text in the other
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if sum(letter < " " and letter not in "\t\r\n\f" for letter in text[:START]) * 50 <= len(text[:START]):
            return text
    named = CHARSET.search(data[:START])
    if named:  # a page with a few broken characters
        return data.decode("gb18030" if named[1].decode().lower() in CHINESE else "utf-8", "replace")
    raise CallError(f"文件“{name}”不是 Word、PDF、网页或文本，读不了。请换成公开的 .docx、.pdf、.html 或 .txt 文件。")


def _package(data: bytes, name: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
    except DAMAGED as error:
        raise damaged(name) from error
    names = {part.filename for part in parts}
    if not any(part.startswith("word/") for part in names):
        what = "表格" if "xl/workbook.xml" in names else "压缩文件或别的文件"
        raise CallError(f"文件“{name}”不是 Word 文档，而是{what}。请换成公开的 .docx、.pdf、.html 或 .txt 文件。")
    if any(part.flag_bits & 1 for part in parts):
        raise locked(name)
    unpacked = sum(part.file_size for part in parts if part.filename.endswith((".xml", ".rels")))
    if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED:
        raise CallError(f"文件“{name}”展开后有 {unpacked // 2**20} MB，远超过一份公开文件，没有读取。{AGAIN}")


def locked(name: str) -> CallError:
    """A file with a password."""
    return CallError(f"文件“{name}”设了打开密码。请取消密码，保存后再用。")


def damaged(name: str) -> CallError:
    """A file that cannot be opened."""
    return CallError(f"文件“{name}”已损坏，打不开。{AGAIN}")
