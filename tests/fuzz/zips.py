"""Faults of the file: what stands in the package, how it is packed, and what is no package at all."""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
from collections.abc import Callable
from functools import lru_cache
from random import Random

from .package import Parts, pack, sheets

Fault = Callable[[Parts, Random], bytes]

MEGA = b" " * 2**20


def _on_bytes(change: Callable[[bytes, Random], bytes]) -> Fault:
    return lambda parts, random: change(pack(parts), random)


def _truncated(data: bytes, random: Random) -> bytes:
    return data[: random.choice((random.randrange(len(data)), len(data) - random.randrange(1, 60)))]


def _flipped(data: bytes, random: Random) -> bytes:
    out = bytearray(data)
    for _ in range(random.choice((1, 1, 5, 200))):
        out[random.randrange(len(out))] ^= 1 << random.randrange(8)
    return bytes(out)


def _hole(data: bytes, random: Random) -> bytes:
    """A stretch zeroed, left out or doubled, as a bad stick or download does."""
    at, size = random.randrange(len(data)), random.choice((1, 512, 4096, 20000))
    return data[:at] + random.choice((b"\0" * size, b"", data[at : at + size] * 2)) + data[at + size :]


def _around(data: bytes, random: Random) -> bytes:
    tail, head = random.randbytes(300), random.choice((b"", b"", b"MZ" + b"\0" * 100, b"\n"))
    return head + data + random.choice((b"", tail, b"\0" * 70_000, b"PK\x05\x06" + b"\0" * 18))


def _directory(data: bytes, random: Random) -> bytes:
    """The directory lies: sizes, checksums, offsets, methods, flags, names."""
    out = bytearray(data)
    at = [n for n in range(len(out) - 46) if out[n : n + 4] == b"PK\x01\x02"]
    for entry in random.sample(at, min(len(at), random.choice((1, 1, 3, len(at))))):
        field, size = random.choice(((8, 2), (10, 2), (16, 4), (20, 4), (24, 4), (28, 2), (42, 4), (46, 4)))
        value = random.choice((0, 1, 0xFFFFFFFF, 99, 2**31, random.randrange(2**32))) & (2 ** (8 * size) - 1)
        struct.pack_into("<I" if size == 4 else "<H", out, entry + field, value)
    return bytes(out)


def _end(data: bytes, random: Random) -> bytes:
    """The end of the directory lies."""
    out = bytearray(data)
    at = len(out) - 22
    field, size = random.choice(((4, 2), (8, 2), (10, 2), (12, 4), (16, 4), (20, 2)))
    struct.pack_into("<I" if size == 4 else "<H", out, at + field, random.randrange(2 ** (8 * size)))
    return bytes(out)


def _missing(parts: Parts, random: Random) -> bytes:
    gone = set(random.sample(sorted(parts), random.choice((1, 1, 3))))
    return pack({name: data for name, data in parts.items() if name not in gone})


def _names(parts: Parts, random: Random) -> bytes:
    """Parts twice, absolute, above the package, in another case, or very many."""
    buffer = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        warnings.simplefilter("ignore")
        for name, data in parts.items():
            package.writestr(name, data)
        odd = (
            "/etc/passwd",
            "../../x",
            "C:\\x",
            "xl/workbook.xml",
            *sheets(parts)[:2],
            "XL/WORKBOOK.XML",
            "甲",
            "a" * 9000,
        )
        for name in random.sample(odd, random.randrange(1, len(odd))):
            package.writestr(name, random.choice((b"", b"<x/>", parts["xl/workbook.xml"])))
        for number in range(random.choice((0, 0, 0, 3000))):
            package.writestr(f"x{number}", b"")
    return buffer.getvalue()


def _methods(parts: Parts, random: Random) -> bytes:
    return pack(parts, random.choice((zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)))


@lru_cache
def _blanks(size: int) -> bytes:
    """A sheet of blanks of so many MB."""
    return MEGA * size


def _bomb(parts: Parts, random: Random) -> bytes:
    """Far more inside than outside: in a part that is read, or in one that is not."""
    out = dict(parts)
    name = random.choice((sheets(parts)[3], "xl/media/image1.png", "xl/workbook.xml", "xl/styles.xml"))
    head = out.get(name, b"")
    choice = random.randrange(3)
    if choice == 0:
        out[name] = head + _blanks(random.choice((3, 30, 130)))
    elif choice == 1:
        cells = b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(2, 300_000))
        out[sheets(parts)[3]] = b"<worksheet><sheetData>" + cells + b"</sheetData></worksheet>"
    else:
        row = b"<row>" + b"<c><v>1</v></c>" * 110 + b"</row>"
        out[sheets(parts)[4]] = b"<worksheet><sheetData>" + row * 2900 + b"</sheetData></worksheet>"
    return pack(out)


def _other(parts: Parts, random: Random) -> bytes:
    """A file of another kind under the name of a workbook."""
    word = pack({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"})
    kinds = (
        b"",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + random.randbytes(3000),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") * 3,
        b"<html><table><tr><td>1</td></tr></table></html>",
        "\ufeff<html>".encode(),
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + random.randbytes(500),
        b"\x89PNG\r\n\x1a\n" + random.randbytes(500),
        "单位,金额\n甲,1\n".encode("gb18030"),
        "单位\t金额\n".encode("utf-16"),
        b"{\\rtf1 x}",
        word,
        pack({"content.xml": b"<x/>", "mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}),
        pack({}),
        b"PK",
        b"PK\x03\x04",
        b"PK\x05\x06" + b"\0" * 18,
        b"Rar!\x1a\x07\x00" + random.randbytes(100),
        b"\x1f\x8b" + random.randbytes(100),
        random.randbytes(random.randrange(1, 5000)),
        b"\0" * 100_000,
        b"[InternetShortcut]\nURL=x",
    )
    return random.choice(kinds)


FAULTS: dict[str, Fault] = {
    "truncated": _on_bytes(_truncated),
    "bits flipped": _on_bytes(_flipped),
    "hole": _on_bytes(_hole),
    "head and tail": _on_bytes(_around),
    "directory": _on_bytes(_directory),
    "end of directory": _on_bytes(_end),
    "parts missing": _missing,
    "part names": _names,
    "methods": _methods,
    "bomb": _bomb,
    "other files": _other,
}
