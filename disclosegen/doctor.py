"""What of the machine's equipment is there, what is missing, what that costs, and how to get it.

In: the machine.  Out: a list of :class:`Part`, and a text table of it for staff.  Nothing is changed.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import importlib.metadata
import io
import os
import platform
import re
import shutil
import sys
import unicodedata
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from disclosegen.render import fonts

if TYPE_CHECKING:  # its module needs pydantic, which may be what is missing
    from disclosegen.style import FontRole

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Part:
    """One thing the program uses.

    Attributes:
        name: What staff or their IT call it.
        present: Whether it is there; a font that has a stand-in is.
        found: Version, face or path; what was looked for in vain where it is missing.
        cost: What is lost without it.
        remedy: What to do on this kind of machine; empty where nothing need be done.
    """

    name: str
    present: bool
    found: str
    cost: str
    remedy: str


# Every package the program imports (as in pyproject.toml; a test compares), and what fails without it.
PACKAGES = {
    "jinja2": "不能生成文字说明和 PDF",
    "python-docx": "不能生成 Word",
    "lxml": "不能读取 Excel 工作簿，不能生成 Word",
    "openpyxl": "不能写出 Excel 工作簿",
    "defusedxml": "不能安全地打开外来工作簿",
    "weasyprint": "不能生成 PDF",
    "pydantic": "不能读取模板",
    "pypdf": "不能生成 PDF，不能读回其中的数据",
    "pypdfium2": "不能附上 PDF 文件",
    "pillow": "不能附上图片",
}

SETUP = "在程序目录执行 make setup"
# `make setup` trusts its stamps and does not look into an environment that it has finished.
SETUP_ANEW = "删除程序目录中的 .venv，再执行 make setup"

# What to do, by kind of machine; "" is any other Linux.
REMEDIES = {
    "pango": {
        "debian": f"{SETUP}，或由管理员执行 apt-get install libpango-1.0-0 libpangoft2-1.0-0",
        "mac": "执行 brew install pango",
        "windows": "安装 MSYS2，在其窗口执行 pacman -S mingw-w64-x86_64-pango",
        "": "用本系统的软件管理器安装 Pango",
    },
    "subset": {
        "debian": f"{SETUP}，或由管理员执行 apt-get install libharfbuzz-subset0",
        "mac": "执行 brew install harfbuzz",
        "windows": "安装 MSYS2，在其窗口执行 pacman -S mingw-w64-x86_64-harfbuzz",
        "": "用本系统的软件管理器安装 HarfBuzz",
    },
    "noto": {
        "debian": f"{SETUP}，或由管理员执行 apt-get install fonts-noto-cjk",
        "mac": "执行 brew install --cask font-noto-sans-cjk-sc font-noto-serif-cjk-sc",
        "windows": "安装 Noto Sans CJK SC 和 Noto Serif CJK SC 字体",
        "": "用本系统的软件管理器安装 Noto CJK 字体",
    },
    "fangsong": {
        "debian": f"联网后{SETUP}（下载 FandolFang），或安装仿宋_GB2312",
        "mac": "安装仿宋_GB2312 或 FandolFang 字体",
        "windows": "在“设置、可选功能”中添加“简体中文补充字体”，或安装仿宋_GB2312",
        "": "安装仿宋_GB2312，或把 FandolFang-Regular.otf 放入 ~/.local/share/fonts",
    },
    "kaiti": {
        "debian": f"{SETUP}，或由管理员执行 apt-get install fonts-arphic-ukai",
        "mac": "安装楷体_GB2312，或执行 brew install --cask font-lxgw-wenkai",
        "windows": "在“设置、可选功能”中添加“简体中文补充字体”，或安装楷体_GB2312",
        "": "安装楷体_GB2312、AR PL UKai 或 LXGW WenKai 字体",
    },
    "soffice": {
        "debian": "在程序目录执行 make test 时会自动安装",
        "mac": "执行 brew install --cask libreoffice",
        "windows": "安装 LibreOffice",
        "": "用本系统的软件管理器安装 LibreOffice（Writer 和 Calc）",
    },
}


def examine() -> list[Part]:
    """Look at everything the program uses, most important first. Takes about a second; never raises."""
    return [
        _python(),
        *_packages(),
        *_pdf_libraries(),
        *(_font(role) for role in fonts.ROLES),
        _kits(),
        _libreoffice(),
    ]


def report(parts: list[Part], encoding: str | None = None) -> str:
    """The parts as a text table in Chinese, then cost and remedy of each that asks for something.

    Args:
        parts: As from :func:`examine`; may be empty.
        encoding: Of the terminal, by default that of standard output. Characters it lacks become ``?``,
            so that printing the text there cannot fail.
    """
    rows = [("状态", "名称", "现有")]
    rows += [("有" if part.present else "缺", part.name, part.found) for part in parts]
    wide = max(_width(name) for _, name, _ in rows)
    lines = [f"{_pad(state, 4)}  {_pad(name, wide)}  {found}".rstrip() for state, name, found in rows]
    todo = [part for part in parts if part.remedy]
    if todo:
        lines += ["", "可改进的地方："]
        for part in todo:
            lines += [f"  {part.name}", f"    影响：{part.cost}", f"    办法：{part.remedy}"]
    else:
        lines += ["", "一切就绪。"]
    text = "\n".join(lines) + "\n"
    encoding = encoding or getattr(sys.stdout, "encoding", None) or "utf-8"
    return text.encode(encoding, "replace").decode(encoding)


# ------------------------------------------------------------------------------------------ each part


def _python() -> Part:
    enough = sys.version_info >= (3, 11)
    return Part(
        name="Python",
        present=enough,
        found=platform.python_version(),
        cost="程序不能运行",
        remedy="" if enough else "安装 Python 3.11 或更高版本",
    )


def _packages() -> list[Part]:
    locked = locked_versions()
    return [_package(name, cost, locked.get(name)) for name, cost in PACKAGES.items()]


def _package(name: str, cost: str, locked: str | None) -> Part:
    try:
        version = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return Part(name, False, "未安装", cost, SETUP_ANEW)
    if locked is None or version == locked:
        return Part(name, True, version, cost, "")
    return Part(name, True, f"{version}（测试所用为 {locked}）", "版本与测试所用不同，结果可能有细小差别", SETUP_ANEW)


def locked_versions() -> dict[str, str]:
    """Package → version of ``requirements.lock`` in a checkout; empty for an installed package."""
    path = HERE.parent / "requirements.lock"
    if not path.is_file():
        return {}
    text = path.read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9._-]+)==([^\s;\\]+)", text, flags=re.MULTILINE))


def _pdf_libraries() -> list[Part]:
    """Pango, by importing WeasyPrint as a build does, and the library that makes font files small."""
    fonts.use_fontconfig()
    # WeasyPrint prints and warns about what it misses; that is what this module says better.
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ffi = importlib.import_module("weasyprint.text.ffi")
            importlib.import_module("weasyprint")
        except (ImportError, OSError) as error:
            ffi, found = None, f"WeasyPrint 打不开：{_first_line(error)}"
        else:
            found = _pango_version(ffi.pango.pango_version())
    pango = Part(
        name="Pango 排版库",
        present=ffi is not None,
        found=found,
        cost="不能生成 PDF（Word 不受影响）",
        remedy="" if ffi else _remedy("pango"),
    )
    there = ffi.harfbuzz_subset is not None if ffi else _loads("libharfbuzz-subset.so.0")
    subset = Part(
        name="HarfBuzz 字体子集库",
        present=there,
        found="libharfbuzz-subset" if there else "未找到 libharfbuzz-subset",
        cost="嵌入字体由 0.2 秒变为 22 秒，每份 PDF 都要多等",
        remedy="" if there else _remedy("subset"),
    )
    return [pango, subset]


def _pango_version(number: int) -> str:
    return f"{number // 10000}.{number // 100 % 100}.{number % 100}"


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _font(role: FontRole) -> Part:
    wanted = fonts.ROLES[role]
    name = f"字体 {wanted.title}"
    better = role if role in REMEDIES else "noto"
    face = fonts.face(role)
    if face is None:
        return Part(name, False, "没有可用字体", "PDF 中这种字会变成其他字形或方框", _remedy(better))
    if face.kind == "official":
        return Part(name, True, f"{face.label}（正式字体）", "PDF 改用替代字体", "")
    if face.kind == "stand-in":
        return Part(name, True, f"{face.label}（替代字体）", "PDF 中字形与正式字体略有不同，Word 不受影响", "")
    return Part(
        name=name,
        present=False,
        found=f"{face.label}（暂代）",
        cost=f"PDF 中{wanted.title}印成了另一种字体，不合格式要求，Word 不受影响",
        remedy=_remedy(better),
    )


def _kits() -> Part:
    """The kits, looked for where ``kit.load`` looks: inside an installed package, beside it in a checkout."""
    for folder in (HERE / "_kits", HERE.parent / "templates"):
        count = len(list(folder.glob("*/kit.toml")))
        if count:
            return Part("模板", True, f"{count} 套，{folder}", "没有模板可用", "")
    return Part("模板", False, "未找到模板目录", "没有模板可用", "重新安装本程序，或用 --kits 指明模板目录")


def _libreoffice() -> Part:
    places = (
        shutil.which("soffice"),
        shutil.which("libreoffice"),
        "/Applications/LibreOffice.app/Contents/MacOS/soffice",
        r"C:\Program Files\LibreOffice\program\soffice.exe",
    )
    place = next((place for place in places if place and os.path.exists(place)), None)
    return Part(
        name="LibreOffice",
        present=place is not None,
        found=place or "未安装",
        cost="只用于开发测试：核对 Word 页码的测试会跳过，不影响生成文件",
        remedy="" if place else _remedy("soffice"),
    )


# ------------------------------------------------------------------------------------------ helpers


def _remedy(key: str) -> str:
    """What to do on this kind of machine."""
    return REMEDIES[key][system()]


def system() -> str:
    """Kind of machine: ``windows``, ``mac``, ``debian`` (any with apt), or empty for other systems."""
    if os.name == "nt":
        return "windows"
    if sys.platform == "darwin":
        return "mac"
    return "debian" if shutil.which("apt-get") else ""


def _first_line(error: Exception) -> str:
    """What is wrong, without the advice that follows it; at most 60 characters, for the table's sake."""
    lines = str(error).splitlines() or [type(error).__name__]
    return lines[0] if len(lines[0]) <= 60 else lines[0][:59] + "…"


def _width(text: str) -> int:
    """Columns on a terminal: two for each Chinese character."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _pad(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
