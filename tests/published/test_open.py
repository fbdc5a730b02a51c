"""Opening a published file: by content, and in plain words where it cannot be read."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from pypdf import PdfWriter

from disclosegen.errors import CallError
from disclosegen.published.open import open_published, read_published


def archive(**parts: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name.replace("__", "/") + ".xml", data)
    return target.getvalue()


def locked_pdf() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.encrypt("geheim", algorithm="RC4-128")
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
ENTITIES = b'<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><d>&b;</d>'


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "是空的"),
        (b"\r\n \x00", "是空的"),
        (OLE, "旧格式（.doc、.wps、.xls 或 .et）"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "设了打开密码"),
        (b"{\\rtf1 x}", "RTF"),
        (archive(xl__workbook=b"<a/>"), "而是表格"),
        (archive(a=b"<a/>"), "而是压缩文件或别的文件"),
        (archive(word__document=b"<w:document"), "已损坏"),
        (archive(word__styles=b"<a/>"), "已损坏"),
        (archive(word__document=bytes(130 * 2**20)), "远超过一份公开文件"),
        (archive(word__document=b"<a>" * 100_000), "已损坏"),
        (archive(word__document=b"<a/>")[:-30], "已损坏"),
        (b"PK\x03\x04 nothing", "已损坏"),
        (b"%PDF-1.7 nothing", "已损坏"),
        (locked_pdf(), "设了打开密码"),
        (bytes(range(256)) * 8, "不是 Word、PDF、网页或文本"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(128, 256)), "不是 Word、PDF、网页或文本"),
    ],
)
def test_what_cannot_be_read_is_said_in_plain_words(data: bytes, words: str) -> None:
    with pytest.raises(CallError) as error:
        read_published(data, "文件.docx")
    assert words in str(error.value)
    assert str(error.value).startswith("文件“文件.docx”")
    assert str(error.value).endswith(("。", "文件。"))


def test_entities_are_not_followed() -> None:
    try:
        assert read_published(archive(word__document=ENTITIES), "文件.docx").strips == ()
    except CallError as error:
        assert "已损坏" in str(error)


def test_a_file_is_known_by_its_content(tmp_path: Path) -> None:
    text = "某局2024年度决算\n\n收入\t12.00\n"
    for number, data in enumerate(
        (text.encode(), text.encode("utf-8-sig"), text.encode("gb18030"), text.encode("utf-16"))
    ):
        path = tmp_path / f"{number}.pdf"
        path.write_bytes(data)
        seen: list[tuple[int, int]] = []
        flow = open_published(path, lambda done, total, seen=seen: seen.append((done, total)))
        assert (flow.format, [strip.cells for strip in flow.strips]) == (
            "txt",
            [("某局2024年度决算",), ("收入", "12.00")],
        )
        assert seen[-1] == (1, 1)


def test_a_path_that_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(CallError, match="找不到文件"):
        open_published(tmp_path / "没有.docx")
    with pytest.raises(CallError, match="是文件夹"):
        open_published(tmp_path)
