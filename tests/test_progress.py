"""The line that says how far a command has come."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from disclosegen.progress import Bar, bar

ROOT = Path(__file__).resolve().parents[1]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_bar_grows_with_what_is_done_and_is_full_only_at_the_end() -> None:
    assert [bar(done, 300) for done in (0, 150, 299, 300)] == [
        "░" * 24 + " 0/300 0%",
        "█" * 12 + "░" * 12 + " 150/300 50%",
        "█" * 23 + "░" + " 299/300 99%",
        "█" * 24 + " 300/300 100%",
    ]


def test_a_line_is_written_over_and_gone_at_the_end() -> None:
    stream = Terminal()
    with Bar(stream) as progress:
        progress("检查各表")
        progress("PDF", 1, 2)
    first, second, last = stream.getvalue().split("\r")[1:4]
    assert first == "检查各表 …"
    assert second == "PDF " + bar(1, 2)
    assert last.strip() == "" and len(last) == len(second)


def test_a_shorter_line_covers_a_longer_one() -> None:
    stream = Terminal()
    progress = Bar(stream)
    progress("排版")
    progress("x")
    assert stream.getvalue() == "\r排版 …\rx …   "  # a Chinese sign takes two columns


def test_where_nobody_looks_nothing_is_said() -> None:
    stream = io.StringIO()
    for silent in (Bar(stream), Bar(None)):
        with silent as progress:
            progress("检查")
    assert stream.getvalue() == ""


def seen_on_a_terminal(*arguments: str) -> tuple[list[str], str]:
    """The steps that a command shows, and what it prints."""
    pty = pytest.importorskip("pty")
    master, slave = pty.openpty()
    with open(master, "rb", buffering=0) as seen:
        command = [sys.executable, "-m", "disclosegen", *arguments]
        done = subprocess.run(command, cwd=ROOT, stderr=slave, stdout=subprocess.PIPE)
        os.close(slave)
        shown = seen.read(4096).decode()
    assert done.returncode == 0
    return [step.strip() for step in shown.split("\r") if step.strip()], done.stdout.decode()


STEPS = [
    f"检查：读取表格 {bar(0, 5)}",
    f"检查：核对各表和项目 {bar(1, 5)}",
    f"检查：写出情况说明和附表 {bar(2, 5)}",
    f"检查：校对文字 {bar(3, 5)}",
    f"检查：归纳问题 {bar(4, 5)}",
]


def test_a_build_shows_it_on_a_terminal_and_prints_below_it(tmp_path: Path) -> None:
    book = "samples/shanxi-final-2025.xlsx"
    steps, printed = seen_on_a_terminal("build", book, "--format", "docx", "-o", str(tmp_path))
    assert steps == [*STEPS, "排版 …", "生成 Word …", "写入文件 …"]
    assert "\r" not in printed and "已生成" in printed


def test_a_check_shows_it_too() -> None:
    steps, printed = seen_on_a_terminal("check", "samples/shanxi-final-2025.xlsx")
    assert steps == STEPS
    assert "\r" not in printed and "可以生成" in printed


def test_a_program_that_reads_the_result_is_told_nothing_else(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "disclosegen", "check", "samples/shanxi-final-2025.xlsx", "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True)
    assert done.stderr == b"" and json.loads(done.stdout)
