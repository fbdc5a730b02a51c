"""A build that is killed at any moment leaves the old output whole or the new one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from disclosegen.pipeline import build, check
from disclosegen.workbook.blank import write_workbook
from tests.conftest import kit_named, sample_content
from tests.helpers.kill import at_every_operation, build_command, contents, kill_while_writing, killings
from tests.helpers.sheets import edit

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kills as Linux does")

SMALL = "shanxi-final-2025"
OLD = {"甲.docx": "old72000", "甲.pdf": "old63000"}
NEW = {"甲.docx": "new72000", "甲.pdf": "new63000", "甲.html": "new72000"}
WHOLE = {name: {OLD.get(name), NEW[name], None} for name in NEW}


def test_killed_before_any_file_operation(tmp_path: Path) -> None:
    """Whichever operation is the last: every file is whole; the next build leaves no litter."""
    moments = list(at_every_operation(tmp_path))
    assert len(moments) > 30
    mixed = 0
    for moment, ended, files in moments:
        seen = {name: text for name, text in files.items() if not name.startswith(".")}
        assert all(seen.get(name) in WHOLE[name] for name in NEW), (moment, seen)
        assert set(seen) <= set(NEW), moment
        mixed += seen not in (OLD, NEW)
        if ended == 0:  # only who has replaced every file says so
            assert files == NEW, moment
        if moment == "short":
            assert ended != 0 and seen == OLD
    assert mixed == len(NEW) - 1  # nothing but the renames themselves lies between the old set and the new one


@pytest.fixture
def outputs(tmp_path: Path):
    """A workbook, an output folder, and the output of an older workbook and of this one."""
    folder = tmp_path / "out"
    kit, sample = kit_named(SMALL), sample_content(SMALL)
    made = []
    for text in ("人员减少", "人员增加"):
        workbook = tmp_path / f"{text}.xlsx"
        workbook.write_bytes(write_workbook(kit, edit(sample, "reasons.s01.reason.text", text)))
        build(check(workbook), folder, ("docx", "html"))
        made.append(contents(folder))
    return workbook, folder, *made


def test_the_command_killed_again_and_again(outputs) -> None:
    workbook, folder, old, new = outputs
    assert old != new
    for ended, seen in killings(workbook, folder, old, new, 6):
        assert set(seen) == set(old)
        assert all(seen[name] in (old[name], new[name]) for name in seen)
        assert ended == "killed" or seen == new


def test_the_next_build_clears_up(outputs) -> None:
    workbook, folder, old, new = outputs
    for name, data in old.items():
        (folder / name).write_bytes(data)
        (folder / f".{name}.0123abcd.tmp").write_bytes(b"half")
        (folder / f".{name}.0123abcd.old").write_bytes(data)
    (folder / "别人的.tmp").write_bytes(b"theirs")
    kill_while_writing(build_command(workbook, folder), folder, 0)
    subprocess.run(build_command(workbook, folder), check=True, capture_output=True)
    assert contents(folder) == new | {"别人的.tmp": b"theirs"}
