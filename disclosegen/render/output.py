"""Output files that appear whole or not at all.

In: paths and bytes.  Out: files on the disk.  Who opens a file while a build runs, or pulls the plug, finds
the old file or the new one, never half of one.  Several files are written first and then replaced at one go, so
that only a few renames, one right after the other, lie between the old set and the new one.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
from collections.abc import Mapping
from pathlib import Path

from ..errors import CallError

REASONS = {
    errno.EROFS: "磁盘只读",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "可用的磁盘空间已用完",
    errno.EFBIG: "文件超过允许的大小",
    errno.ENAMETOOLONG: "文件名太长",
    errno.ENOENT: "没有这个位置",
    errno.EIO: "磁盘读写出错",
    errno.EISDIR: "有一个同名的文件夹",
}
"""What the system's reasons mean."""


def refuse(workbook: Path) -> None:
    """Say at once where a workbook cannot go: nothing that is there is overwritten, least of all what staff typed into it.

    Raises:
        CallError: The name is wrong or taken.
    """
    if workbook.suffix.lower() != ".xlsx":
        raise CallError(f"文件名应以 .xlsx 结尾：{workbook}")
    if workbook.exists():
        raise CallError(f"“{workbook}”已经存在，不会覆盖。请换一个文件名，或先移走原来的文件。")


def write_whole(files: Mapping[Path, bytes]) -> None:
    """Write all files or none.

    Everything is written beside its target first; only then are the targets replaced. If a target cannot be
    replaced, those replaced before it get their old content back. What an earlier build that was killed left beside
    the targets is removed.

    Args:
        files: Content by path. Missing folders are made.

    Raises:
        CallError: A folder cannot be made or written, or a target is open in another program. All targets are
            as they were before, and no temporary file is left.
    """
    finals = {path: path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp") for path in files}
    try:
        for path, content in files.items():
            _make_folder(path.parent)
            _write(finals[path], path, content)
        _replace_all(finals)
        _clear(finals)
    finally:
        for temporary in finals.values():
            _remove(temporary)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise CallError(f"“{folder}”不是文件夹，不能把文件放在里面。请换一个文件夹。") from None
    except NotADirectoryError:
        raise CallError(f"建不了文件夹“{folder}”：路径中间有一个同名的文件。请换一个文件夹。") from None
    except OSError as error:
        raise CallError(f"建不了文件夹“{folder}”（{_reason(error)}）。请换一个文件夹。") from error


def _write(temporary: Path, target: Path, content: bytes) -> None:
    """Write and flush to the disk, so that a replaced file is never an empty one after a power cut."""
    try:
        with open(temporary, "xb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        raise CallError(f"文件夹“{target.parent}”写不进去（{_reason(error)}）。请换一个文件夹。") from error


def _replace_all(finals: Mapping[Path, Path]) -> None:
    """Replace every target; on failure give those already replaced their old content back."""
    kept: dict[Path, Path | None] = {}
    try:
        for target in finals:
            kept[target] = _keep(target)
        for target, temporary in finals.items():
            try:
                os.replace(temporary, target)
            except PermissionError:
                raise CallError(
                    f"“{target.name}”写不进去，可能正在 Word、WPS 或 PDF 阅读器里打开着。请关闭后再试。"
                ) from None
            except OSError as error:
                raise CallError(f"“{target}”写不进去（{_reason(error)}）。") from error
    except BaseException:
        for target, old in kept.items():
            _restore(target, old, finals[target])
        raise
    finally:
        for old in kept.values():
            if old is not None:
                _remove(old)


def _clear(finals: Mapping[Path, Path]) -> None:
    """Remove the temporary files of earlier builds of the same targets; what cannot be removed does no harm."""
    for target in finals:
        left = re.compile(rf"\.{re.escape(target.name)}\.[0-9a-f]{{8}}\.(?:tmp|old)")
        with contextlib.suppress(OSError):
            for path in target.parent.iterdir():
                if left.fullmatch(path.name):
                    _remove(path)


def _keep(target: Path) -> Path | None:
    """A second name for the old file, or a copy where the disk knows no such thing; None if there is none."""
    if not target.is_file():
        return None
    old = target.with_name(f".{target.name}.{secrets.token_hex(4)}.old")
    try:
        try:
            os.link(target, old)
        except OSError:
            old.write_bytes(target.read_bytes())
    except OSError as error:
        _remove(old)
        raise CallError(f"“{target}”写不进去（{_reason(error)}）。") from error
    return old


def _restore(target: Path, old: Path | None, temporary: Path) -> None:
    """Undo a replacement, if it took place (its temporary file is then gone)."""
    if temporary.exists():
        return
    with contextlib.suppress(OSError):
        if old is None:
            target.unlink(missing_ok=True)
        else:
            os.replace(old, target)


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)


def _reason(error: OSError) -> str:
    """The commonest reasons in Chinese, others by the system's number."""
    if isinstance(error, PermissionError):
        return "没有权限"
    return REASONS.get(error.errno or 0, f"系统错误 {error.errno}")
