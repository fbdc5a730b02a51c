"""docs/add-a-province.md: its snippets are the example kit's, its commands run."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from disclosegen.cli import main
from disclosegen.kit.load import load_kit
from tests.conftest import ROOT
from tests.helpers.sheets import workbook

PAGE = (ROOT / "docs" / "add-a-province.md").read_text("utf-8")
FOLDER = Path(__file__).parent / "example"
KIT = "example-final-2024"
BLOCK = re.compile(r"^```(\S+)(?: (\S+))?\n(.*?)^```$", re.DOTALL | re.MULTILINE)
FAULTS = re.compile(r"^    (\S+):\d+ \[(.+?)\]：(.+)$", re.MULTILINE)


@pytest.mark.parametrize(("name", "text"), [(name, text) for kind, name, text in BLOCK.findall(PAGE) if kind == "toml"])
def test_every_snippet_is_part_of_the_kit(name: str, text: str) -> None:
    assert text in (FOLDER / KIT / name).read_text("utf-8")


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder as the reader of the page has it."""
    shutil.copytree(FOLDER / KIT, tmp_path / "我的模板" / KIT)
    (tmp_path / "我的模板" / "samples").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_every_command_runs(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for kind, name, text in BLOCK.findall(PAGE):
        if kind == "toml-new":
            (desk / name).parent.mkdir()
            (desk / name).write_text(text, "utf-8")
        for line in text.splitlines() if kind == "sh" else ():
            assert main(shlex.split(line)[1:]) == 0, line + "\n" + capsys.readouterr().out
            if "-o 空表.xlsx" in line:
                sample = workbook(load_kit(KIT, [desk / "我的模板"]), (FOLDER / "sample.txt").read_text("utf-8"))
                (desk / "我的模板" / "samples" / f"{KIT}.xlsx").write_bytes(sample)
    assert sorted(path.suffix for path in (desk / "公开").iterdir()) == [".docx", ".html"]
    assert "2024年度收入总计258.00万元，比上年增加18.00万元，增长7.50%，主要原因是项目支出增加。" in re.sub(
        "<[^>]+>", "", next((desk / "公开").glob("*.html")).read_text("utf-8")
    )


def test_the_faults_that_the_page_shows_are_real(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kit = desk / "我的模板" / KIT
    for name, old, new in (
        ("rules.toml", 't03.total.total"', 't03.total.totl"'),
        ("narrative/s01.toml", "{{ year }}年度收入总计", "2024年度收入总计"),
    ):
        text = (kit / name).read_text("utf-8")
        (kit / name).write_text(text.replace(old, new, 1), "utf-8")
    assert main(["kits", "check", str(kit)]) == 2
    shown = capsys.readouterr().out
    for name, key, message in FAULTS.findall(PAGE):
        assert re.search(rf"^{re.escape(name)}:\d+ \[{re.escape(key)}\]：{re.escape(message)}$", shown, re.MULTILINE), (
            shown
        )
