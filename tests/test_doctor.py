"""The examination of the machine: complete, right about what is missing, and printable anywhere."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from disclosegen import doctor
from disclosegen.doctor import Part
from disclosegen.render import fonts

ROOT = Path(__file__).parent.parent
SYSTEMS = {"debian", "mac", "windows", ""}


@pytest.fixture(scope="module")
def parts() -> list[Part]:
    return doctor.examine()


def by_name(parts: list[Part]) -> dict[str, Part]:
    return {part.name: part for part in parts}


def test_examines_every_package_that_the_project_declares():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert list(doctor.PACKAGES) == [re.split("[<>=]", line)[0] for line in project["dependencies"]]


def test_examines_python_libraries_fonts_kits_and_libreoffice(parts: list[Part]):
    names = list(by_name(parts))
    assert len(names) == len(set(names))
    assert names[0] == "Python"
    for name in ["weasyprint", "Pango 排版库", "HarfBuzz 字体子集库", "模板", "LibreOffice"]:
        assert name in names
    assert [name for name in names if name.startswith("字体")] == [
        f"字体 {role.title}" for role in fonts.ROLES.values()
    ]


def test_every_part_says_what_it_found_and_what_it_is_for(parts: list[Part]):
    for part in parts:
        assert part.found, part
        assert part.cost, part
        assert part.present or part.remedy, part


def test_every_remedy_is_there_for_every_kind_of_machine():
    for key, texts in doctor.REMEDIES.items():
        assert set(texts) == SYSTEMS, key
    assert doctor.system() in SYSTEMS


def test_lock_names_a_version_of_every_package():
    locked = doctor.locked_versions()
    assert set(doctor.PACKAGES) <= set(locked)
    assert all(re.fullmatch(r"[0-9][0-9a-z.]*", version) for version in locked.values())


def test_lock_pins_by_hash_and_names_no_address():
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pinned = re.findall(r"^[a-z0-9].*==.*\\\n    --hash=sha256:[0-9a-f]{64}", text, flags=re.MULTILINE)
    assert len(pinned) == len(re.findall(r"^[a-z0-9]", text, flags=re.MULTILINE))
    assert "://" not in text
    assert not re.search("--(index|extra|find|trusted)", text)


# ------------------------------------------------------------------------------------------ what is missing


def test_package_of_another_version_is_there_but_to_be_mended():
    part = doctor._package("pypdf", "", "0.0.1")
    assert part.present
    assert "0.0.1" in part.found
    assert part.remedy


def test_missing_package():
    part = doctor._package("no-such-package-at-all", "不能做某事", None)
    assert (part.present, part.found, part.cost) == (False, "未安装", "不能做某事")


@pytest.mark.parametrize(
    ("system", "words"),
    [("debian", "apt-get install"), ("mac", "brew install"), ("windows", "MSYS2"), ("", "软件管理器")],
)
def test_pango_that_cannot_be_loaded(monkeypatch: pytest.MonkeyPatch, system: str, words: str):
    def fail(name: str):
        print("long advice of WeasyPrint")
        raise OSError("cannot load library 'libpango-1.0-0'\nmore")

    monkeypatch.setattr(doctor.importlib, "import_module", fail)
    monkeypatch.setattr(doctor, "system", lambda: system)
    pango, _ = doctor._pdf_libraries()
    assert not pango.present
    assert pango.found == "WeasyPrint 打不开：cannot load library 'libpango-1.0-0'"
    assert words in pango.remedy


def test_missing_subset_library_says_what_it_costs(monkeypatch: pytest.MonkeyPatch):
    import weasyprint.text.ffi as ffi

    monkeypatch.setattr(ffi, "harfbuzz_subset", None)
    _, subset = doctor._pdf_libraries()
    assert not subset.present
    assert "22 秒" in subset.cost


@pytest.mark.parametrize(
    ("face", "present", "found", "mend"),
    [
        (fonts.Face("仿宋", "Regular", "f.ttf", "official"), True, "仿宋（正式字体）", False),
        (fonts.Face("FandolFang", "Regular", "f.otf", "stand-in"), True, "FandolFang（替代字体）", False),
        (
            fonts.Face("Noto Serif CJK SC", "Regular", "n.ttc", "last"),
            False,
            "Noto Serif CJK SC（暂代）",
            True,
        ),
        (None, False, "没有可用字体", True),
    ],
)
def test_font(monkeypatch: pytest.MonkeyPatch, face: fonts.Face | None, present: bool, found: str, mend: bool):
    monkeypatch.setattr(doctor.fonts, "face", lambda role: face)
    part = doctor._font("fangsong")
    assert (part.present, part.found, bool(part.remedy)) == (present, found, mend)


def test_missing_kits_and_libreoffice(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr(doctor, "HERE", tmp_path / "disclosegen")
    monkeypatch.setattr(doctor.shutil, "which", lambda name: None)
    monkeypatch.setattr(doctor.os.path, "exists", lambda path: False)
    assert not doctor._kits().present
    assert not doctor._libreoffice().present
    assert doctor.locked_versions() == {}


def test_works_without_third_party_packages():
    """`-S` hides site-packages: the doctor must be able to say that everything is missing."""
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from disclosegen import doctor; "
    code += "print(sum(not part.present for part in doctor.examine()))"
    reply = subprocess.run([sys.executable, "-S", "-c", code], capture_output=True, text=True, check=True)
    assert int(reply.stdout) >= len(doctor.PACKAGES)


# ------------------------------------------------------------------------------------------ the report


GOOD = Part("字体 仿宋", True, "FandolFang", "", "")
BAD = Part("Pango", False, "未找到", "不能生成 PDF", "安装 Pango")


def test_report_aligns_by_the_width_of_chinese_characters():
    table = doctor.report([GOOD, BAD], "utf-8").splitlines()[:3]
    assert table == [
        "状态  名称       现有",
        "有    字体 仿宋  FandolFang",
        "缺    Pango      未找到",
    ]


def test_report_gives_cost_and_remedy_of_what_is_missing_only():
    text = doctor.report([GOOD, BAD], "utf-8")
    assert text.endswith("\n可改进的地方：\n  Pango\n    影响：不能生成 PDF\n    办法：安装 Pango\n")


@pytest.mark.parametrize("parts", [[], [GOOD]])
def test_report_of_nothing_missing(parts: list[Part]):
    assert doctor.report(parts, "utf-8").endswith("\n一切就绪。\n")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "gbk", "cp437", "utf-8"])
def test_report_can_be_printed_on_any_terminal(parts: list[Part], encoding: str):
    terminal = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    print(doctor.report([*parts, BAD], encoding), file=terminal, flush=True)


def test_report_loses_nothing_on_a_chinese_windows_terminal(parts: list[Part]):
    assert "?" not in doctor.report([*parts, BAD], "gbk")
