"""Files that appear whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from disclosegen.errors import CallError
from disclosegen.render.output import write_whole


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_writes_all_and_makes_the_folder(tmp_path):
    folder = tmp_path / "公开" / "2024"
    write_whole({folder / "甲.docx": b"word", folder / "甲.pdf": b"pdf"})
    assert names(folder) == ["甲.docx", "甲.pdf"]
    assert (folder / "甲.docx").read_bytes() == b"word"
    assert (folder / "甲.pdf").read_bytes() == b"pdf"


def test_replaces_old_files(tmp_path):
    (tmp_path / "a.pdf").write_bytes(b"old")
    write_whole({tmp_path / "a.pdf": b"new"})
    assert names(tmp_path) == ["a.pdf"]
    assert (tmp_path / "a.pdf").read_bytes() == b"new"


def test_nothing_to_write(tmp_path):
    write_whole({})
    assert names(tmp_path) == []


def test_folder_is_a_file(tmp_path):
    (tmp_path / "out").write_text("x")
    with pytest.raises(CallError, match="不是文件夹"):
        write_whole({tmp_path / "out" / "a.pdf": b""})
    with pytest.raises(CallError, match="同名的文件"):
        write_whole({tmp_path / "out" / "deeper" / "a.pdf": b""})


def test_target_open_in_another_program(tmp_path, monkeypatch):
    """The second target refuses: the first gets its old content back, a new third never appears."""
    (tmp_path / "a.docx").write_bytes(b"old a")
    (tmp_path / "b.pdf").write_bytes(b"old b")
    real = os.replace

    def replace(source, target):
        if Path(target).name == "b.pdf":
            raise PermissionError(13, "in use")
        real(source, target)

    monkeypatch.setattr(os, "replace", replace)
    with pytest.raises(CallError, match=r"b\.pdf.*打开着.*请关闭后再试"):
        write_whole({tmp_path / "n.html": b"n", tmp_path / "a.docx": b"new a", tmp_path / "b.pdf": b"new b"})
    assert names(tmp_path) == ["a.docx", "b.pdf"]
    assert (tmp_path / "a.docx").read_bytes() == b"old a"
    assert (tmp_path / "b.pdf").read_bytes() == b"old b"


def test_target_is_a_folder(tmp_path):
    (tmp_path / "a.pdf").mkdir()
    with pytest.raises(CallError, match=r"a\.pdf"):
        write_whole({tmp_path / "a.docx": b"x", tmp_path / "a.pdf": b"y"})
    assert names(tmp_path) == ["a.pdf"]


def test_disk_full(tmp_path, monkeypatch):
    (tmp_path / "a.pdf").write_bytes(b"old")

    def fsync(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(CallError, match="磁盘已满"):
        write_whole({tmp_path / "a.pdf": b"new"})
    assert names(tmp_path) == ["a.pdf"]
    assert (tmp_path / "a.pdf").read_bytes() == b"old"


def test_no_second_names(tmp_path, monkeypatch):
    """On a disk without hard links (exFAT, some network shares) the old file is copied instead."""
    (tmp_path / "a.pdf").write_bytes(b"old")

    def link(*_):
        raise OSError(1, "not supported")

    monkeypatch.setattr(os, "link", link)
    write_whole({tmp_path / "a.pdf": b"new"})
    assert names(tmp_path) == ["a.pdf"]
    assert (tmp_path / "a.pdf").read_bytes() == b"new"


@pytest.mark.skipif(
    os.name == "nt" or not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere"
)
def test_folder_without_permission(tmp_path):
    folder = tmp_path / "locked"
    folder.mkdir(mode=0o500)
    with pytest.raises(CallError, match="没有权限"):
        write_whole({folder / "a.pdf": b""})
