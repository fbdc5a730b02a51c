"""Kits that were loaded, kept as long as no file of theirs changes.

A kit is frozen and depends on its files alone, so whoever checks many workbooks in one process (a folder of them, a service,
``make mutate``) loads each kit once. What was derived from a kit (layouts, compiled sentences) is kept along with it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .load import Kit

COMMON = "_common"
KIT_FILE = "kit.toml"
DEPTH = 2
"""Folders within folders that a kit's files may lie in."""
MOST = 16
"""Kits that are kept; beyond that the one kept longest goes."""

State = tuple[tuple[str, int, int], ...]
"""Path, time of change and size of every file in the folders that a kit's files may come from."""

_kits: dict[tuple[Path, ...], tuple[State, Kit]] = {}


def kept(folder: Path, around: Sequence[Path], load: Callable[[], Kit]) -> Kit:
    """The kit in ``folder``; loaded anew when any file has changed, come or gone. Raises what ``load`` raises.

    Args:
        folder: The kit's own.
        around: Folders of kits that its parents and common files are looked for in.
        load: Loads it.
    """
    folders = tuple(dict.fromkeys(path.resolve() for path in (folder.parent, *around)))
    key, state = (folder.resolve(), *folders), tuple(entry for path in folders for entry in _kit_files(path))
    if key not in _kits or _kits[key][0] != state:
        _kits.pop(key, None)
        while len(_kits) >= MOST:
            del _kits[next(iter(_kits))]
        _kits[key] = (state, load())
    return _kits[key][1]


def _kit_files(around: Path) -> Iterator[tuple[str, int, int]]:
    """Every file of the kits in a folder; what else lies there, perhaps a whole desk, is left alone."""
    with os.scandir(around) as entries:
        for name in sorted(entry.name for entry in entries if entry.is_dir()):
            if name == COMMON or (around / name / KIT_FILE).is_file():
                yield from _files(str(around / name), DEPTH)


def _files(folder: str, depth: int) -> Iterator[tuple[str, int, int]]:
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if not entry.is_dir():
                found = entry.stat()
                yield entry.path, found.st_mtime_ns, found.st_size
            elif depth:
                yield from _files(entry.path, depth - 1)
