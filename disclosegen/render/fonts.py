"""The five font roles of the official format, and which face stands in where the real font is missing.

In: a role's name (``fangsong``, ``kaiti``, ``heiti``, ``xiaobiaosong``, ``songti``).  Out: the family list
for CSS, the family name for Word, and the face that this machine really has.

The official fonts (仿宋_GB2312, 方正小标宋简体 …) come with Windows or are licensed; we may not ship them.
A .docx always names the official font, for its reader has it; a PDF embeds whatever face answers here.
``fonts.conf`` beside this module gives the same answers to LibreOffice.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:  # only a name for the reader: `doctor` must work where pydantic is missing
    from disclosegen.style import FontRole

CONF = Path(__file__).with_name("fonts.conf")

Kind = Literal["official", "stand-in", "last"]


@dataclass(frozen=True)
class Role:
    """Names of one role, best first.

    Attributes:
        title: What staff call it.
        official: Family names of the real font, the first being what a .docx is given.
        stand_ins: Free fonts of the same kind of letter; may be empty.
        last: A Noto CJK SC family, which has every glyph.
        last_fits: Whether ``last`` is of the same kind of letter, so that nothing better is missing.
    """

    title: str
    official: tuple[str, ...]
    stand_ins: tuple[str, ...]
    last: str
    last_fits: bool = True

    @property
    def families(self) -> tuple[str, ...]:
        """All names, in the order in which they are tried."""
        return (*self.official, *self.stand_ins, self.last)


@dataclass(frozen=True)
class Face:
    """A face of this machine: family, style (Regular, Bold …), font file, and how good an answer it is.

    ``kind`` is ``official`` for the real font, ``stand-in`` for a free font of the same kind of letter,
    ``last`` for a Noto face where that is another kind of letter (仿宋 and 楷体).
    """

    family: str
    style: str
    file: str
    kind: Kind

    @property
    def label(self) -> str:
        """Family and, unless it is the plain one, style: ``Noto Serif CJK SC Bold``."""
        return self.family if self.style in {"", "Regular", "Book"} else f"{self.family} {self.style}"


SERIF, SANS = "Noto Serif CJK SC", "Noto Sans CJK SC"

ROLES: dict[FontRole, Role] = {
    "fangsong": Role(
        title="仿宋",
        official=("仿宋_GB2312", "FangSong_GB2312", "仿宋", "FangSong", "华文仿宋", "STFangsong"),
        stand_ins=("FandolFang", "FandolFang R"),
        last=SERIF,
        last_fits=False,
    ),
    "kaiti": Role(
        title="楷体",
        official=("楷体_GB2312", "KaiTi_GB2312", "楷体", "KaiTi", "华文楷体", "STKaiti"),
        stand_ins=("AR PL UKai CN", "LXGW WenKai"),
        last=SERIF,
        last_fits=False,
    ),
    "heiti": Role(
        title="黑体",
        official=("黑体", "SimHei", "华文黑体", "STHeiti"),
        stand_ins=(),
        last=SANS,
    ),
    "xiaobiaosong": Role(
        title="小标宋",
        official=("方正小标宋简体", "FZXiaoBiaoSong-B05S", "方正小标宋_GBK", "FZXiaoBiaoSong-B05"),
        stand_ins=("华文中宋", "STZhongsong"),
        last=SERIF,  # its bold face: fonts.conf asks for it
    ),
    "songti": Role(
        title="宋体",
        official=("宋体", "SimSun", "华文宋体", "STSong"),
        stand_ins=(),
        last=SERIF,
    ),
}


def css_stack(role: FontRole) -> str:
    """The value of ``font-family`` for a role: quoted names, the last a Noto CJK SC face.

    Raises:
        KeyError: There is no such role.
    """
    return ", ".join(f'"{family}"' for family in ROLES[role].families)


def word_name(role: FontRole) -> str:
    """The official family name, for ``w:rFonts`` in a .docx.

    Raises:
        KeyError: There is no such role.
    """
    return ROLES[role].official[0]


def use_fontconfig() -> None:
    """Make this process and those it starts find fonts by our ``fonts.conf``.

    To be called before WeasyPrint is imported. Leaves a FONTCONFIG_FILE of the user alone. Does nothing on
    Windows, which has the official fonts and whose fontconfig finds them by its own configuration.
    """
    if os.name != "nt" and not os.environ.get("FONTCONFIG_FILE"):
        os.environ["FONTCONFIG_FILE"] = str(CONF)


def face(role: FontRole) -> Face | None:
    """The face that a build would use for a role here; None if neither it nor a stand-in is installed.

    Calls :func:`use_fontconfig`, so that the answer is that of a build.

    Raises:
        KeyError: There is no such role.
    """
    wanted = ROLES[role]
    use_fontconfig()
    answer = _match_by_library(wanted.families)
    if answer is None:
        answer = _match_by_command(wanted.families)
    if answer is None:
        return None
    families, style, file = answer
    for family in wanted.families:
        if family in families:
            return Face(family, style, file, _kind(wanted, family))
    return None


def installed(role: FontRole) -> str | None:
    """Family (and style) of the face that answers for a role; None if only a generic fallback does."""
    found = face(role)
    return found.label if found else None


def _kind(role: Role, family: str) -> Kind:
    if family in role.official:
        return "official"
    return "stand-in" if role.last_fits or family in role.stand_ins else "last"


# What fontconfig answers: every name of the family, the style, the file.
_Answer = tuple[tuple[str, ...], str, str]

_LIBRARIES = (
    "libfontconfig.so.1",
    "libfontconfig.1.dylib",
    "/opt/homebrew/lib/libfontconfig.1.dylib",
    "/usr/local/lib/libfontconfig.1.dylib",
    "libfontconfig-1.dll",
)


def _load_library() -> ctypes.CDLL | None:
    """The fontconfig library with the signatures used here, or None."""
    for name in _LIBRARIES:
        try:
            library = ctypes.CDLL(name)
        except OSError:
            continue
        pointer, text = ctypes.c_void_p, ctypes.c_char_p
        signatures: dict[str, tuple[object, list[object]]] = {
            "FcInitLoadConfigAndFonts": (pointer, []),
            "FcConfigDestroy": (None, [pointer]),
            "FcPatternCreate": (pointer, []),
            "FcPatternDestroy": (None, [pointer]),
            "FcPatternAddString": (ctypes.c_int, [pointer, text, text]),
            "FcConfigSubstitute": (ctypes.c_int, [pointer, pointer, ctypes.c_int]),
            "FcDefaultSubstitute": (None, [pointer]),
            "FcFontMatch": (pointer, [pointer, pointer, ctypes.POINTER(ctypes.c_int)]),
            "FcPatternGetString": (ctypes.c_int, [pointer, text, ctypes.c_int, ctypes.POINTER(text)]),
        }
        for function, (result, arguments) in signatures.items():
            getattr(library, function).restype = result
            getattr(library, function).argtypes = arguments
        return library
    return None


def _match_by_library(families: tuple[str, ...]) -> _Answer | None:
    """Ask the fontconfig library (20 ms, no process); None where it cannot be loaded or has no font."""
    library = _load_library()
    if library is None:
        return None
    config = library.FcInitLoadConfigAndFonts()
    pattern = library.FcPatternCreate()
    found = None
    try:
        for family in families:
            library.FcPatternAddString(pattern, b"family", family.encode())
        library.FcPatternAddString(pattern, b"lang", b"zh-cn")
        library.FcConfigSubstitute(config, pattern, 0)
        library.FcDefaultSubstitute(pattern)
        found = library.FcFontMatch(config, pattern, ctypes.byref(ctypes.c_int()))
        if not found:
            return None
        style = _strings(library, found, b"style")
        file = _strings(library, found, b"file")
        return _strings(library, found, b"family"), "".join(style[:1]), "".join(file[:1])
    finally:
        if found:
            library.FcPatternDestroy(found)
        library.FcPatternDestroy(pattern)
        if config:
            library.FcConfigDestroy(config)


def _strings(library: ctypes.CDLL, pattern: int, key: bytes) -> tuple[str, ...]:
    """Every value of a text property of a pattern."""
    values = []
    value = ctypes.c_char_p()
    while library.FcPatternGetString(pattern, key, len(values), ctypes.byref(value)) == 0:
        values.append((value.value or b"").decode("utf-8", "replace"))
    return tuple(values)


def _match_by_command(families: tuple[str, ...]) -> _Answer | None:
    """Ask ``fc-match``; None where it is missing or fails."""
    command = shutil.which("fc-match")
    if command is None:
        return None
    names = ",".join(family.replace("-", r"\-") for family in families)
    try:
        reply = subprocess.run(
            [command, "-f", "%{family}\t%{style[0]}\t%{file}", f"{names}:lang=zh-cn"],
            capture_output=True,
            check=True,
            timeout=60,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    family, style, file = reply.stdout.decode("utf-8", "replace").split("\t")
    return tuple(family.split(",")), style, file
