"""The command line when the machine does not go along: an exit code and one plain sentence, never a traceback."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from disclosegen.cli import main
from tests.conftest import ROOT

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="makes trouble as Linux does")

SAMPLE = ROOT / "samples" / "shanxi-final-2025.xlsx"
LARGE = ROOT / "samples" / "shanxi-final-2024.xlsx"
"""Whose build takes long enough to be stopped."""
LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
from disclosegen.cli import main
sys.exit(main(sys.argv[1:]))
"""
ROOTS = os.geteuid() == 0 if hasattr(os, "geteuid") else False


@dataclass(frozen=True)
class Trouble:
    """A call and what it must say.

    Attributes:
        call: Arguments; ``BOOK`` is a sound workbook, ``HERE`` the folder.
        code: Exit code.
        words: Pattern in what is printed.
        shell: How the shell calls it; ``%`` is the command.
        limited: No file may grow beyond 4 KB, as on a full disk.
        environment: Added to the environment.
    """

    call: tuple[str, ...]
    code: int
    words: str
    shell: str = "%"
    limited: bool = False
    environment: dict[str, str] = field(default_factory=dict)


BUILD = ("build", "BOOK", "-o", "HERE/out", "--format", "html")
ASCII = {"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
TROUBLES = {
    "no such file": Trouble(("check", "HERE/没有.xlsx"), 2, "找不到文件"),
    "a folder": Trouble(("check", "HERE"), 2, "是文件夹"),
    "a file within a file": Trouble(("check", "BOOK/x.xlsx"), 2, "读不了文件"),
    "a device": Trouble(("check", "/dev/null"), 1, "是空的"),
    "a name that is too long": Trouble(("check", "长" * 200 + ".xlsx"), 2, "读不了文件"),
    "output is a file": Trouble(("build", "BOOK", "-o", "BOOK", "--format", "html"), 2, "不是文件夹"),
    "output within a file": Trouble(("build", "BOOK", "-o", "BOOK/x", "--format", "html"), 2, "同名的文件"),
    "output in a place that takes no files": Trouble(
        ("build", "BOOK", "-o", "/proc/x", "--format", "html"), 2, "建不了文件夹"
    ),
    "output folder that takes no files": Trouble(
        ("build", "BOOK", "-o", "/proc/self", "--format", "html"), 2, "写不进去"
    ),
    "disk full": Trouble(BUILD, 2, "文件超过允许的大小", limited=True),
    "last year's file is no workbook": Trouble(("check", "BOOK", "--last", "HERE/坏.docx"), 2, "坏.docx"),
    "last year's file is missing": Trouble(("check", "BOOK", "--last", "HERE/没有.docx"), 2, "找不到文件"),
    "reader gone": Trouble(("check", "BOOK"), 0, "", shell="% | true; exit ${PIPESTATUS[0]}"),
    "stdout closed": Trouble(("check", "BOOK"), 0, "", shell="% >&-"),
    "both closed": Trouble(("check", "HERE/没有.xlsx"), 2, "", shell="% >&- 2>&-"),
    "nowhere to print": Trouble(("check", "BOOK"), 2, "结果写不出去", shell="% >/dev/full"),
    "plain ASCII": Trouble(("check", "BOOK"), 0, r"\?\?", environment=ASCII),
    "plain ASCII, JSON": Trouble(("check", "BOOK", "--json"), 0, '"findings"', environment=ASCII),
    "plain ASCII, help": Trouble(("build", "--help"), 0, "--draft", environment=ASCII),
    "plain ASCII, a wrong call": Trouble(("build",), 2, r"\?", environment=ASCII),
    "no home, no locale": Trouble(("check", "BOOK"), 0, "可以生成", environment={"HOME": "/nonexistent", "LANG": ""}),
}


@pytest.fixture
def here(tmp_path: Path) -> Path:
    (tmp_path / "表.xlsx").write_bytes(SAMPLE.read_bytes())
    (tmp_path / "坏.docx").write_bytes(b"PK\x03\x04 broken")
    return tmp_path


def command(here: Path, trouble: Trouble) -> list[str]:
    call = [part.replace("BOOK", str(here / "表.xlsx")).replace("HERE", str(here)) for part in trouble.call]
    start = ["-c", LIMITED] if trouble.limited else ["-m", "disclosegen"]
    return [sys.executable, *start, *call]


@pytest.mark.parametrize("name", TROUBLES)
def test_one_sentence_and_an_exit_code(name: str, here: Path) -> None:
    trouble = TROUBLES[name]
    before = {path: path.read_bytes() for path in here.iterdir()}
    script = trouble.shell.replace("%", '"$@"')
    done = subprocess.run(
        ["bash", "-c", script, "x", *command(here, trouble)],
        capture_output=True,
        cwd=here,
        env={**os.environ, **trouble.environment},
        timeout=120,
    )
    said = (done.stdout + done.stderr).decode()
    assert done.returncode == trouble.code, said
    assert re.search(trouble.words, said), said
    assert "Traceback" not in said and "Errno" not in said and "Exception ignored" not in said
    assert "程序出错了" not in said
    after = {path: path.read_bytes() for path in here.rglob("*") if path.is_file()}
    assert after == before  # nothing written, no litter, no log


@pytest.mark.skipif(ROOTS, reason="root may read and write everything")
@pytest.mark.parametrize(("locked", "words"), [("表.xlsx", "读不了文件"), ("out", "没有权限")])
def test_no_permission(locked: str, words: str, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "out").mkdir()
    (here / locked).chmod(0o000 if locked.endswith("xlsx") else 0o500)
    assert main(["build", str(here / "表.xlsx"), "-o", str(here / "out"), "--format", "html"]) == 2
    assert words in capsys.readouterr().err


@pytest.mark.parametrize(
    "name", ["-表.xlsx", "a b\tc.xlsx", "'\"$(x)`.xlsx", "表\n二.xlsx", "{{ 7*7 }}.xlsx", os.fsdecode(b"\xff.xlsx")]
)
def test_odd_file_names(name: str, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    path = tmp_path / name
    path.write_bytes(SAMPLE.read_bytes())
    assert main(["check", str(path)]) == 0
    said = capsysbinary.readouterr().out.decode()
    assert said.splitlines()[-1].endswith("。") and "可以生成" in said.splitlines()[-1]
    assert main(["check", str(path) + "没有"]) == 2


@pytest.mark.parametrize("moment", [0.6, 1.5])
def test_stopped_by_hand(moment: float, here: Path) -> None:
    """Ctrl-C reaches every process of the terminal: one sentence, exit code 2, no file.

    Where the key is hit while a dataclass is being made, CPython ends with the signal instead, whatever code is returned.
    """
    (here / "表.xlsx").write_bytes(LARGE.read_bytes())
    call = [sys.executable, "-m", "disclosegen", "build", str(here / "表.xlsx"), "-o", str(here / "out")]
    process = subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=here, start_new_session=True)
    time.sleep(moment)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=120)
    said = (out + err).decode()
    assert process.returncode in (2, -signal.SIGINT), said
    assert said == "已停止，没有写出文件。\n"
    assert not (here / "out").exists()
