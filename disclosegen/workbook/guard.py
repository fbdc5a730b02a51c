"""Look at a file before it is opened: is it a sane .xlsx at all?

In: a path.  Out: its bytes, or one finding that says what the file is and how to make it readable.
Zip bombs and endless sheets are refused from the zip directory, before anything is unpacked.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from ..errors import CallError
from ..findings import CellRef, Finding, Severity

MAX_FILE = 50 * 2**20
MAX_UNPACKED = 120 * 2**20
MAX_RATIO = 200  # a real workbook packs about 1:10; sheets of blanks reach 1:60
MAX_PARTS = 2000

SAVE_AS = "请用 Excel 或 WPS 打开，选“另存为”，类型选“Excel 工作簿（*.xlsx）”，再用新文件。"


def read_file(path: Path, what: str = "填好的表格", most: int = MAX_FILE) -> bytes:
    """The bytes of a file that staff named.

    Args:
        path: The file.
        what: What it should be, for the words.
        most: Bytes of the largest that makes sense.

    Raises:
        CallError: There is no such file, it is a folder, too large, or it cannot be read.
    """
    try:
        if path.is_dir():
            raise CallError(f"“{path}”是文件夹，请给出文件的名字。")
        if path.stat().st_size > most:
            raise CallError(f"文件“{path.name}”超过 {most // 2**20} MB，不像是{what}，请检查。")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise CallError(f"找不到文件“{path}”，请检查文件名和所在的文件夹。") from error
    except (OSError, ValueError) as error:
        raise CallError(f"读不了文件“{path}”：可能没有权限，或正被别的程序占用。") from error


def examine(data: bytes, name: str) -> Finding | None:
    """Say why a file cannot be read as .xlsx; None when it can be tried."""
    if not data:
        return _fault("F-empty", f"文件“{name}”是空的（0 字节）", "请重新保存或重新发送这个文件。")
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return _compound(data, name)
    if not data.startswith(b"PK"):
        kind = "网页或文本" if data[:200].lstrip()[:1] in (b"<", b"\xef") else "别的类型的文件"
        return _fault("F-format", f"文件“{name}”不是 .xlsx 表格，而是{kind}", SAVE_AS)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return _package(package, name, len(data))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError):
        return _fault("F-damaged", f"文件“{name}”已损坏，打不开", "请用原来的文件重新保存，或向发件人再要一份。")


def _compound(data: bytes, name: str) -> Finding:
    """The old container of Office: an encrypted .xlsx or an .xls."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return _fault("F-encrypted", f"文件“{name}”设了打开密码", "请在 Excel 或 WPS 里取消打开密码，保存后再用。")
    return _fault("F-old", f"文件“{name}”是旧格式（.xls 或 .et），只是改了后缀名", SAVE_AS)


def _package(package: zipfile.ZipFile, name: str, size: int) -> Finding | None:
    parts = package.infolist()
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names:
        what = "Word 文档" if any(part.startswith("word/") for part in names) else "压缩文件或别的文件"
        return _fault("F-format", f"文件“{name}”不是 .xlsx 表格，而是{what}", SAVE_AS)
    if any(part.flag_bits & 1 for part in parts):
        return _fault("F-encrypted", f"文件“{name}”里有加密的内容", "请取消密码，保存后再用。")
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED or unpacked > MAX_RATIO * max(size, 20_000):
        return too_large(name, f"，展开后有 {unpacked // 2**20} MB")
    return None


def too_large(name: str, how: str = "") -> Finding:
    """A file that holds far more than anyone fills in."""
    return _fault(
        "F-size",
        f"文件“{name}”里的内容远超过一份填好的表格{how}",
        "可能有成千上万的空行或大图片。请在空表里重新粘贴数据。",
    )


def _fault(rule: str, message: str, advice: str) -> Finding:
    return Finding(rule, Severity.ERROR, message, (CellRef(),), advice)
