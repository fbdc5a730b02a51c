"""Every fault of a kit that can be found without a workbook.

In: a kit's folder.  Out: the kit, if it can be loaded at all, and all its faults, each with file, key and line.  What only
a trial shows (a sentence that cannot be rendered) is in :mod:`disclosegen.trial`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from ..errors import KitError
from ..style import StyleSheet
from . import schema
from .lint import reference_faults
from .load import COMMON, KIT_FILE, Kit, Reader, load_unchecked, parse_toml
from .places import line_at, line_of
from .refs import parse_ref

YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?=\s*年)")
YEAR_WORDS = "写死了年份"
NOT_READ = ("NOTES.md", "README.md")
"""Files of a kit's folder that are for people."""

FILES: tuple[tuple[str, type[BaseModel]], ...] = (
    (KIT_FILE, schema.KitFile),
    ("rules.toml", schema.Rules),
    ("outline.toml", schema.Outline),
    ("phrases.toml", schema.Phrases),
    ("glossary.toml", schema.Glossary),
    ("style.toml", StyleSheet),
)
FOLDERS: tuple[tuple[str, type[BaseModel]], ...] = (
    ("tables", schema.Table),
    ("inputs", schema.Table),
    ("narrative", schema.Narrative),
    ("forms", schema.Form),
)


def examine(folder: Path, extra: Sequence[Path] = ()) -> tuple[Kit | None, list[KitError]]:
    """The kit (None when it cannot be loaded) and every fault that needs no workbook."""
    try:
        reader = Reader(folder.resolve(), extra)
    except KitError as error:
        return None, [error]
    own = reader.data(KIT_FILE).get("year")
    reader.year = own if isinstance(own, int) else None
    faults = [*_misspelt(reader), *_years(reader), *_repeats(reader)]
    try:
        kit, found = load_unchecked(folder, extra)
    except KitError as error:
        if str(error) not in {str(fault) for fault in faults}:
            faults.append(error)
        return None, faults
    told = {fault.file for fault in faults if YEAR_WORDS in fault.message}
    faults += [f for f in reference_faults(kit, found.path) if not (YEAR_WORDS in f.message and f.file in told)]
    faults += [*_last(kit, found, extra), *_unprinted(kit, found), *_unused(kit)]
    return kit, list({str(fault): fault for fault in faults}.values())


def _misspelt(reader: Reader) -> Iterator[KitError]:
    """Faults of the files' form, all files and all keys."""
    names = [*FILES, *((name, model) for folder, model in FOLDERS for name in reader.names(folder))]
    for name, model in names:
        try:
            yield from reader.validate(model, name)[1]
        except KitError as error:
            yield error


def _own(reader: Reader) -> Iterator[Path]:
    """The kit's own TOML files."""
    yield from sorted(reader.chain[0].rglob("*.toml"))


def _years(reader: Reader) -> Iterator[KitError]:
    """Years that were written out: last year's would stay when the kit is copied."""
    try:
        allowed = [str(phrase) for phrase in reader.data(KIT_FILE).get("fixed_years", ())]
    except KitError:
        return
    for path in _own(reader):
        try:
            data = parse_toml(path)
        except KitError:
            continue
        for keys, text in _strings(data):
            rest = text
            for phrase in allowed:
                rest = rest.replace(phrase, "")
            if "fixed_years" not in keys and (found := YEAR.search(rest)):
                near = rest[max(0, found.start() - 6) : found.end() + 6].split("\n")[0]
                line = line_of(path.read_text("utf-8"), near) or line_at(path, keys)
                slots = "{{ year }} 或 {{ prior_year }}" if keys[0] == "sentence" else "{year} 或 {prior_year}"
                yield KitError(f"{YEAR_WORDS}“{found[0]}年”，应写 {slots}", path, ".".join(map(str, keys)), line)


def _strings(data: Any, keys: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(data, str):
        yield keys, data
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from _strings(value, (*keys, key))
    elif isinstance(data, list):
        for number, value in enumerate(data):
            yield from _strings(value, (*keys, number))


def _repeats(reader: Reader) -> Iterator[KitError]:
    """Files, and keys of kit.toml, that say what the parent says anyway."""
    own, *above = reader.chain
    for path in sorted(path for path in own.rglob("*") if path.is_file() and path.name not in NOT_READ):
        name = path.relative_to(own)
        parent = next((folder for folder in above if folder != own and (folder / name).is_file()), None)
        if parent is not None and path.name != KIT_FILE and _content(path) == _content(parent / name):
            yield KitError(f"与上级 {parent.name} 的同名文件一样，请删去（会自动沿用上级的）", path)
    if len(reader.kits) > 1:
        mine, parents = parse_toml(own / KIT_FILE), {}
        for folder in reversed(reader.kits[1:]):
            parents |= parse_toml(folder / KIT_FILE)
        for key, value in mine.items():
            if key not in ("id", "version", "extends") and parents.get(key) == value:
                yield KitError(
                    "与上级模板的同一个键一样，请删去（会自动沿用上级的）",
                    own / KIT_FILE,
                    key,
                    line_at(own / KIT_FILE, (key,)),
                )


def _content(path: Path) -> object:
    """What a file says: comments and layout of a TOML file say nothing."""
    try:
        return parse_toml(path) if path.suffix == ".toml" else path.read_bytes()
    except KitError:
        return path.read_bytes()


def _last(kit: Kit, reader: Reader, extra: Sequence[Path]) -> Iterator[KitError]:
    """References into last year's workbook: this kit has them, or its parent, which may be last year's."""
    known = [kit.tables]
    for folder in reader.kits[1:2]:
        try:
            known.append(load_unchecked(folder, extra)[0].tables)
        except KitError:
            continue
    for table in kit.tables.values():
        name = f"{'inputs' if table.id in kit.file.inputs else 'tables'}/{table.id}.toml"
        wanted = [(text.lstrip("-"), line.row_key) for _, line in table.lines() for text in line.from_last]
        wanted += [(leaf.from_last, leaf.key) for block in table.blocks for leaf in block.leaves() if leaf.from_last]
        for text, key in wanted:
            row = next((line.row_key for _, line in table.lines() if line.row_key), "201")
            tries = [text.replace("{row}", one) for one in ("total", row, "201", "301")]
            if not any(_resolves(one, tables) for one in tries for tables in known):
                path = reader.path(name)
                yield KitError(
                    f"from_last 的“{text}”在本模板和上级模板里都不存在",
                    path,
                    f"{table.id}.{key}",
                    line_of(path.read_text("utf-8"), text),
                )


def _resolves(text: str, tables: object) -> bool:
    try:
        parse_ref(text, tables)
    except KitError:
        return False
    return True


def _unprinted(kit: Kit, reader: Reader) -> Iterator[KitError]:
    """Published tables that the outline forgets."""
    shown = {section.table for part in kit.outline.parts for section in part.sections}
    for table in kit.published:
        if table.id not in shown:
            yield KitError(
                f"{table.code}没有放进目录（outline.toml）", reader.path(f"tables/{table.id}.toml"), table.id
            )


def _unused(kit: Kit) -> Iterator[KitError]:
    """Files of the folder that nothing reads."""
    if kit.folder.name == COMMON:
        return
    used = {path.resolve() for path in kit.files}
    for path in sorted(kit.folder.rglob("*")):
        if path.is_file() and path.name not in NOT_READ and path.resolve() not in used:
            yield KitError("没有用到这个文件：outline.toml、kit.toml 的 inputs 都没有提到它", path)
