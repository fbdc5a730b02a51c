"""Font roles: names, CSS, and what fontconfig, WeasyPrint and LibreOffice make of them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import typing
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from disclosegen.render import fonts
from disclosegen.style import FontRole

NOTO = Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc")
needs_fontconfig = pytest.mark.skipif(
    os.name == "nt" or shutil.which("fc-match") is None, reason="fontconfig (fc-match) is not installed"
)
needs_noto = pytest.mark.skipif(not NOTO.exists(), reason="Noto CJK fonts (fonts-noto-cjk) are not installed")


def make_font(path: Path, family: str, *, chinese: str | None = None) -> None:
    """Write a tiny font of one square glyph under a family name, as if the licensed font were installed.

    With ``chinese`` the font has that name too, as Chinese fonts do.
    """
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    for point in [(0, 900), (900, 900), (900, 0)]:
        pen.lineTo(point)
    pen.closePath()
    square = pen.glyph()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "square"])
    builder.setupCharacterMap({ord(char): "square" for char in "预算公开标题"})
    builder.setupGlyf({".notdef": square, "square": square})
    builder.setupHorizontalMetrics({".notdef": (1000, 0), "square": (1000, 0)})
    builder.setupHorizontalHeader(ascent=900, descent=-100)
    names = {"familyName": {"en": family}, "styleName": {"en": "Regular"}}
    if chinese:
        names["familyName"]["zh-Hans"] = chinese
    builder.setupNameTable(names)
    builder.setupOS2(sTypoAscender=900, usWeightClass=400)
    builder.setupPost()
    path.parent.mkdir(parents=True, exist_ok=True)
    builder.save(path)


@pytest.fixture
def user_fonts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder of user fonts that fontconfig reads instead of the real one."""
    monkeypatch.delenv("FONTCONFIG_FILE", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    return tmp_path / "share" / "fonts"


def match(family: str) -> dict[str, str]:
    """What fc-match answers with our configuration: family, style, embolden (empty if unset)."""
    reply = subprocess.run(
        ["fc-match", "-f", "%{family[0]}|%{style[0]}|%{embolden}", family],
        env={**os.environ, "FONTCONFIG_FILE": str(fonts.CONF)},
        capture_output=True,
        check=True,
        text=True,
        encoding="utf-8",
    )
    assert reply.stderr == ""
    return dict(zip(("family", "style", "embolden"), reply.stdout.split("|"), strict=True))


# ------------------------------------------------------------------------------------------ names


def test_there_is_a_role_for_each_name_a_style_may_use():
    assert set(fonts.ROLES) == set(typing.get_args(FontRole))


@pytest.mark.parametrize(
    ("role", "name"),
    [
        ("fangsong", "仿宋_GB2312"),
        ("kaiti", "楷体_GB2312"),
        ("heiti", "黑体"),
        ("xiaobiaosong", "方正小标宋简体"),
        ("songti", "宋体"),
    ],
)
def test_word_and_css_begin_with_the_official_name(role: FontRole, name: str):
    assert fonts.word_name(role) == name
    assert fonts.css_stack(role).startswith(f'"{name}", ')


@pytest.mark.parametrize("role", fonts.ROLES)
def test_every_css_stack_ends_in_noto_simplified_chinese(role: FontRole):
    last = fonts.css_stack(role).rsplit(", ", 1)[1]
    assert re.fullmatch(r'"Noto (Sans|Serif) CJK SC"', last)


@pytest.mark.parametrize("function", [fonts.css_stack, fonts.word_name, fonts.face, fonts.installed])
def test_an_unknown_role_is_an_error(function):
    with pytest.raises(KeyError):
        function("comic")


def test_configuration_has_the_names_of_the_roles():
    aliases = {
        alias.findtext("family"): [family.text for family in alias.iterfind("accept/family")]
        for alias in ET.parse(fonts.CONF).iterfind("alias")
    }
    expected = {}
    for role in fonts.ROLES.values():
        head, *others = role.official
        expected[head] = list(role.families[1:])
        expected.update({other: [head] for other in others})
    assert aliases == expected


# ------------------------------------------------------------------------------------------ environment


@pytest.mark.skipif(os.name == "nt", reason="Windows finds the official fonts by itself")
def test_use_fontconfig_sets_our_file(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("FONTCONFIG_FILE", raising=False)
    fonts.use_fontconfig()
    assert os.environ["FONTCONFIG_FILE"] == str(fonts.CONF)


def test_use_fontconfig_leaves_the_users_own_file_alone(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("FONTCONFIG_FILE", "/etc/fonts/fonts.conf")
    fonts.use_fontconfig()
    assert os.environ["FONTCONFIG_FILE"] == "/etc/fonts/fonts.conf"


# ---------------------------------------------------------------------------------------- which face answers


@needs_fontconfig
@needs_noto
@pytest.mark.parametrize("family", fonts.ROLES["xiaobiaosong"].official)
def test_missing_xiaobiaosong_is_the_bold_serif_under_each_name(user_fonts: Path, family: str):
    answer = match(family.replace("-", r"\-"))
    assert (answer["family"], answer["style"]) == ("Noto Serif CJK SC", "Bold")


@needs_fontconfig
@needs_noto
def test_missing_songti_and_heiti_are_the_regular_noto_faces(user_fonts: Path):
    assert match("宋体") == match("SimSun")
    assert (match("宋体")["family"], match("宋体")["style"]) == ("Noto Serif CJK SC", "Regular")
    assert (match("黑体")["family"], match("黑体")["style"]) == ("Noto Sans CJK SC", "Regular")


@needs_fontconfig
@needs_noto
def test_missing_fangsong_is_named_as_last_resort(user_fonts: Path):
    face = fonts.face("fangsong")
    if face is None or face.kind != "last":
        pytest.skip(f"this machine has a system-wide 仿宋: {face}")
    assert fonts.installed("fangsong") == "Noto Serif CJK SC"


@needs_fontconfig
@pytest.mark.parametrize(
    ("role", "family", "chinese"),
    [
        ("fangsong", "FangSong", "仿宋"),
        ("kaiti", "KaiTi", "楷体"),
        ("heiti", "SimHei", "黑体"),
        ("songti", "SimSun", "宋体"),
        ("xiaobiaosong", "FZXiaoBiaoSong-B05S", "方正小标宋简体"),
    ],
)
def test_the_real_font_wins_where_it_is_installed(user_fonts: Path, role: FontRole, family: str, chinese: str):
    make_font(user_fonts / "real.ttf", family, chinese=chinese)
    face = fonts.face(role)
    assert face is not None
    assert (face.kind, Path(face.file).name) == ("official", "real.ttf")
    answer = match(fonts.word_name(role))
    assert answer["family"] in {family, chinese}
    assert answer["embolden"] in {"", "False"}  # 小标宋 is asked for in bold, but not thickened


@needs_fontconfig
def test_a_stand_in_is_told_from_the_real_font(user_fonts: Path):
    make_font(user_fonts / "fandol.ttf", "FandolFang")
    face = fonts.face("fangsong")
    assert face is not None
    if face.kind == "official":
        pytest.skip("this machine has a system-wide 仿宋")
    assert (face.kind, fonts.installed("fangsong")) == ("stand-in", "FandolFang")


@needs_fontconfig
@pytest.mark.parametrize("role", fonts.ROLES)
def test_library_and_command_give_the_same_answer(role: FontRole):
    fonts.use_fontconfig()
    families = fonts.ROLES[role].families
    by_library = fonts._match_by_library(families)
    if by_library is None:
        pytest.skip("the fontconfig library cannot be loaded")
    assert by_library == fonts._match_by_command(families)


@needs_fontconfig
def test_only_a_generic_fallback_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    make_font(tmp_path / "fonts" / "other.ttf", "Something Else")
    conf = tmp_path / "fonts.conf"
    conf.write_text(f"<fontconfig><dir>{tmp_path}/fonts</dir><cachedir>{tmp_path}/cache</cachedir></fontconfig>")
    monkeypatch.setenv("FONTCONFIG_FILE", str(conf))
    assert fonts.installed("songti") is None


def test_no_fontconfig_at_all_is_none(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(fonts, "_LIBRARIES", ("libnosuchfontconfig.so",))
    monkeypatch.setattr(fonts.shutil, "which", lambda name: None)
    assert fonts.installed("songti") is None


# ------------------------------------------------------------------------------------------ in documents


def embedded(pdf: Path) -> set[str]:
    """Names of the fonts in a PDF, without subset prefix."""
    from pypdf import PdfReader

    found = set()
    for page in PdfReader(pdf).pages:
        for font in page["/Resources"]["/Font"].values():
            found.add(str(font.get_object()["/BaseFont"]).lstrip("/").split("+")[-1])
    return found


@needs_noto
def test_weasyprint_embeds_the_face_that_face_names(tmp_path: Path):
    """In a process of its own, for WeasyPrint reads the configuration at import."""
    out = tmp_path / "roles.pdf"
    code = (
        "import sys; from disclosegen.render import fonts; fonts.use_fontconfig(); import weasyprint\n"
        "stack = lambda role: fonts.css_stack(role).replace(chr(34), chr(39))\n"
        'text = "".join(f\'<p style="font-family: {stack(r)}">预算公开 123.45</p>\' for r in fonts.ROLES)\n'
        "weasyprint.HTML(string='<!DOCTYPE html><html lang=\"zh-CN\">' + text).write_pdf(sys.argv[1])"
    )
    subprocess.run([sys.executable, "-c", code, str(out)], check=True)
    expected = {fonts.installed(role) for role in fonts.ROLES}
    assert None not in expected
    assert {name.replace("-", " ") for name in embedded(out)} == {str(name).replace("-", " ") for name in expected}


@needs_noto
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed")
def test_libreoffice_chooses_the_same_faces(tmp_path: Path):
    import docx
    from docx.oxml.ns import qn

    document = docx.Document()
    for role in fonts.ROLES:
        run = document.add_paragraph().add_run("预算公开")
        properties = run._r.get_or_add_rPr().get_or_add_rFonts()
        for attribute in ("w:eastAsia", "w:ascii", "w:hAnsi"):
            properties.set(qn(attribute), fonts.word_name(role))
    document.save(tmp_path / "roles.docx")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        [
            "soffice",
            profile,
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            tmp_path,
            tmp_path / "roles.docx",
        ],
        env={**os.environ, "FONTCONFIG_FILE": str(fonts.CONF)},
        check=True,
        capture_output=True,
        timeout=120,
    )
    # Font collections name the face of their first language inside (…CJKjp); the glyphs are those of SC.
    names = {re.sub(r"CJKjp|-Regular|-VKana|[ -]", "", name) for name in embedded(tmp_path / "roles.pdf")}
    for role in fonts.ROLES:
        face = fonts.face(role)
        assert face is not None
        wanted = re.sub(r"CJK SC|[ -]", "", face.label)
        assert wanted in names or (wanted, "UKaiCN") == ("ARPLUKaiCN", "UKaiCN"), names
