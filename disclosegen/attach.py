"""Find and open the files that a workbook attaches.

In: the data of a workbook and the folder that it lies in.  Out: :class:`~disclosegen.model.attached.Attached` files, and a finding for
each that is missing, broken, locked, of a kind that cannot be printed, or outside the folder (a workbook that came by mail
must not pull other files of this computer into a publication).
"""

from __future__ import annotations

import io
import logging
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .findings import CellRef, Finding, Severity
from .model.attached import Attached
from .model.disclosure import Disclosure

if TYPE_CHECKING:
    from PIL.Image import Image

PICTURES = (".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff", ".gif")
WORD = (".docx", ".doc", ".wps", ".rtf", ".odt")
LARGEST = 64 * 2**20
"""Bytes of a file: more cannot be published by mail or on a site."""
MOST_PAGES = 300
MOST_PIXELS = 100_000_000
"""Of a picture, unpacked: a scan of A3 at 600 dpi has 70 million."""
SCAN = 200
"""Dots per inch of a picture that does not say."""
OLE, RTF = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf"
"""How a Word file of the old format, or one with a password, begins; and how a rich text begins."""
SECONDS = 120
"""Longest time that a Word file may take to be turned into a PDF."""

MISSING, KIND, BROKEN = "A-missing", "A-kind", "A-broken"
LOCKED, LARGE, OUTSIDE = "A-locked", "A-large", "A-outside"
ENTRIES = (
    (MISSING, "附件清单里的文件不在表格所在的文件夹", "把文件放到表格旁边，或改正文件名"),
    (KIND, "附件不是 PDF、图片或 Word 文件，或这台电脑不能转换", "另存为 PDF 或图片"),
    (BROKEN, "附件打不开，文件已损坏", "重新保存或再要一份"),
    (LOCKED, "附件设了打开密码", "取消密码后再用"),
    (LARGE, "附件太大", "压缩，或拆成几个文件"),
    (OUTSIDE, "附件不在表格所在的文件夹里", "把文件复制到表格旁边"),
)
"""Id, meaning and advice of every finding of this module; all are 错误."""


class _Fault(Exception):
    """Why a file cannot be attached: the rule and the words."""

    def __init__(self, rule: str, words: str):
        super().__init__(words)
        self.rule, self.words = rule, words


@dataclass(frozen=True)
class _Named:
    title: str
    file: str
    ref: CellRef


def attach(data: Disclosure, folder: Path) -> tuple[tuple[Attached, ...], list[Finding]]:
    """Open every file that the workbook names, in its order."""
    found: list[Attached] = []
    findings: list[Finding] = []
    for one in _named(data):
        try:
            found.append(_opened(one, folder))
        except _Fault as fault:
            advice = next(advice for rule, _, advice in ENTRIES if rule == fault.rule)
            findings.append(
                Finding(fault.rule, Severity.ERROR, f"附件“{one.file[:60]}”{fault.words}", (one.ref,), f"请{advice}。")
            )
    return tuple(found), findings


def _named(data: Disclosure) -> Iterator[_Named]:
    """Rows of the kit's list of files that name one."""
    table = data.tables.get(data.kit.file.files)
    for row in table.rows if table else ():
        file = row.cells.get("file")
        title = row.cells.get("title")
        if file is not None and file.text:
            name = file.text.strip()
            yield _Named((title.text if title and title.text else Path(name).stem).strip(), name, file.ref)


def _opened(one: _Named, folder: Path) -> Attached:
    path = _path(one.file, folder)
    suffix = path.suffix.lower()
    if suffix not in (".pdf", *PICTURES, *WORD):
        raise _Fault(KIND, f"是“{suffix or '没有后缀'}”文件，不能印进文档")
    if path.stat().st_size > LARGEST:
        raise _Fault(LARGE, f"有 {path.stat().st_size // 2**20} 兆，最多 {LARGEST // 2**20} 兆")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _Fault(BROKEN, "读不出来") from error
    if suffix in PICTURES:
        return Attached(one.title, one.ref, "image", data, tuple(_pictures(data)))
    pdf = data if suffix == ".pdf" else _from_word(path, data)
    pages = tuple(_pages(pdf))
    return Attached(one.title, one.ref, "pdf", _joinable(pdf), pages)


def _path(name: str, folder: Path) -> Path:
    try:
        path = (folder / name.replace("\\", "/")).resolve()
        inside = path.is_relative_to(folder.resolve())
        there = inside and path.is_file()
    except (OSError, ValueError) as error:  # names that no system takes
        raise _Fault(MISSING, "找不到") from error
    if not inside:
        raise _Fault(OUTSIDE, "不在表格所在的文件夹里")
    if not there:
        raise _Fault(MISSING, f"找不到（应放在“{folder.resolve().name}”文件夹里，与表格在一起）")
    return path


def _pictures(data: bytes) -> Iterator[tuple[float, float]]:
    """Size of a picture in millimetres, turned as its camera says; a scan in TIFF may have several pages."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(data)) as image:
            pages = getattr(image, "n_frames", 1) if image.format == "TIFF" else 1
            if pages > MOST_PAGES:
                raise _Fault(LARGE, f"有 {pages} 页，最多 {MOST_PAGES} 页")
            for page in range(pages):
                image.seek(page)
                yield _size(image)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError, TypeError) as error:
        raise _Fault(BROKEN, "打不开，不是图片或已损坏") from error


def _size(image: Image) -> tuple[float, float]:
    """Size of the page that is looked at; the whole of it must be there."""
    from PIL import ImageFile, ImageOps

    if image.width * image.height > MOST_PIXELS:
        raise _Fault(LARGE, f"有 {image.width}×{image.height} 个点")
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # half a scan must not be published
    image.load()
    dots = image.info.get("dpi", (SCAN, SCAN))
    width, height = ImageOps.exif_transpose(image).size
    wide, high = (float(dot) if 50 <= float(dot) <= 2400 else SCAN for dot in dots[:2])
    return width / wide * 25.4, height / high * 25.4


def _pages(data: bytes) -> Iterator[tuple[float, float]]:
    """Sizes of a PDF's pages in millimetres, as they are turned for reading."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise _Fault(LOCKED, "设了打开密码") from error
        raise _Fault(BROKEN, "打不开，不是 PDF 或已损坏") from error
    with document:
        if not len(document):
            raise _Fault(BROKEN, "一页也没有")
        if len(document) > MOST_PAGES:
            raise _Fault(LARGE, f"有 {len(document)} 页，最多 {MOST_PAGES} 页")
        for number in range(len(document)):
            try:
                width, height = document.get_page_size(number)
            except pypdfium2.PdfiumError as error:
                raise _Fault(BROKEN, f"第 {number + 1} 页打不开") from error
            yield width / 72 * 25.4, height / 72 * 25.4


def _joinable(data: bytes) -> bytes:
    """The PDF so that its pages can be joined to ours: as it is, else saved anew (without a lock against changes)."""
    import pypdfium2

    if _joins(data):
        return data
    saved = io.BytesIO()
    with pypdfium2.PdfDocument(data) as document:
        document.save(saved, flags=pypdfium2.raw.FPDF_REMOVE_SECURITY)
    if not _joins(saved.getvalue()):
        raise _Fault(BROKEN, "有的页面已损坏，印不出来")
    return saved.getvalue()


def _joins(data: bytes) -> bool:
    """Whether every page can be put into another PDF, as it will be when the document is printed."""
    from pypdf import PdfReader, PdfWriter, Transformation

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it says of faults is for programmers
    try:
        writer = PdfWriter()
        for page in PdfReader(io.BytesIO(data)).pages:
            blank = writer.add_blank_page(100, 100)
            blank.merge_transformed_page(page, Transformation(), over=True, expand=False)
        writer.write(io.BytesIO())
    except Exception:  # a damaged file breaks a reader in any way
        return False
    return True


def _is_word(suffix: str, data: bytes) -> bool:
    """Whether a file is what its ending says: LibreOffice would print any file as if it were text."""
    if suffix in (".docx", ".odt"):
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as package:
                return bool({"word/document.xml", "content.xml"} & {*package.namelist()})
        except zipfile.BadZipFile:
            return False
    return data.startswith((OLE, RTF)) or (suffix in (".doc", ".wps") and data.startswith(b"PK"))


def _from_word(path: Path, data: bytes) -> bytes:
    """A Word file as PDF, where LibreOffice is there to turn it into one."""
    suffix = path.suffix.lower()
    if suffix in (".docx", ".odt") and data.startswith(OLE):
        raise _Fault(LOCKED, "设了打开密码，或是旧格式的 Word 文件")
    if not _is_word(suffix, data):
        raise _Fault(BROKEN, "打不开，不是 Word 文件或已损坏")
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        raise _Fault(KIND, "是 Word 文件，这台电脑没有 LibreOffice，不能转换")
    with tempfile.TemporaryDirectory() as folder:
        command = [office, f"-env:UserInstallation={Path(folder, 'profile').as_uri()}", "--headless"]
        try:
            subprocess.run(
                [*command, "--convert-to", "pdf", "--outdir", folder, str(path)],
                check=True,
                capture_output=True,
                timeout=SECONDS,
            )
            return Path(folder, f"{path.stem}.pdf").read_bytes()
        except (OSError, subprocess.SubprocessError) as error:
            raise _Fault(BROKEN, "不能转换成 PDF，文件可能已损坏或设了密码") from error
