"""``disclosegen kits …``: list, check, show and compare kits.

In: parsed arguments.  Out: text on the terminal and an exit code: 0 clean, 1 what a kit's sample shows, 2 mistakes in a kit.
"""

from __future__ import annotations

import argparse
import difflib
from collections.abc import Iterator
from pathlib import Path

from .errors import CallError, KitError
from .kit.check import examine
from .kit.describe import describe
from .kit.diff import differences
from .kit.load import KIT_FILE, Kit, find_kit, kit_ids, load_folder, load_kit
from .model.carry_over import Relation, carry_over
from .model.disclosure import Disclosure
from .trial import faults, find_sample, text_of, understand
from .workbook.blank import write_workbook
from .workbook.content import Content

CLEAN, FAULTY, MISTAKE = 0, 1, 2
SHOWN = 20
"""Lines of a changed document that are printed; the rest are counted."""


def list_kits(options: argparse.Namespace) -> int:
    """One line a kit."""
    for kit_id in kit_ids(options.kits):
        kit = load_kit(kit_id, options.kits)
        print(f"{kit.id:<24}{kit.file.version:<6}{kit.file.title}")
    return CLEAN


def folder_of(name: str, options: argparse.Namespace) -> Path:
    """A kit's folder from a path or an id. Raises CallError when there is none."""
    path = Path(name)
    if (path / KIT_FILE).is_file():
        return path.resolve()
    if path.is_dir():
        raise CallError(f"“{name}”里没有 {KIT_FILE}，不是模板文件夹。")
    return find_kit(name, options.kits)


def check(options: argparse.Namespace) -> int:
    """All faults of a kit."""
    folder = folder_of(options.folder, options)
    if options.sample is not None and not options.sample.is_file():
        raise CallError(f"找不到样例“{options.sample}”。")
    kit, found = examine(folder, options.kits)
    sample = None
    broken = len(found)
    if kit is not None and not found:
        sample = find_sample(kit, options.sample)
        found = list(faults(kit, sample))
        broken = sum(1 for fault in found if fault.file is not None)
    for fault in found:
        print(_place(fault, folder))
    if found:
        tried = "" if kit is not None and not broken else "改好后再检查一次。"
        print(f"{folder.name}：{len(found)} 处错误。{tried}")
        return MISTAKE if broken else FAULTY
    with_sample = f"样例 {sample.name}、" if sample is not None else ""
    print(
        f"{folder.name}：没有错误。用{with_sample}空表、全零的表和填满的表试排过每一句话。"
        + ("" if sample else "没有样例，建议在 samples 里放一份。")
    )
    return CLEAN


def _place(fault: KitError, folder: Path) -> str:
    """``narrative/s01.toml:12 [s01.text]：…``."""
    if fault.file is None:
        return fault.message
    file = fault.file.resolve()
    name = str(file.relative_to(folder)) if folder in file.parents else f"{file.parent.name}/{file.name}"
    return f"{name}{f':{fault.line}' if fault.line else ''}{f' [{fault.key}]' if fault.key else ''}：{fault.message}"


def show(options: argparse.Namespace) -> int:
    """A kit in words."""
    print("\n".join(describe(load_folder(folder_of(options.kit, options), options.kits))))
    return CLEAN


def diff(options: argparse.Namespace) -> int:
    """What changed between two kits, and what that does to their samples."""
    folders = [folder_of(name, options) for name in (options.old, options.new)]
    old, new = (load_folder(folder, options.kits) for folder in folders)
    lines = list(differences(load_folder(folders[0], options.kits, year=new.file.year), new))
    print("\n".join(lines) if lines else "除年份、版本外，两个模板没有不同。")
    for kit, word in ((old, "旧"), (new, "新")):
        print()
        print("\n".join(_effect(kit, old, new, word)))
    return CLEAN


def _effect(kit: Kit, old: Kit, new: Kit, word: str) -> Iterator[str]:
    """One kit's sample, printed by both."""
    sample = find_sample(kit)
    if sample is None:
        yield f"{word}模板没有样例，没有试排。"
        return
    model, _ = understand(kit, sample.read_bytes(), sample.name)
    if model is None:
        yield f"{word}模板的样例 {sample.name} 读不出来。"
        return
    texts, lost = [], []
    for other in (old, new):
        carried = carry_over(model, other, how=Relation.SAME_YEAR)
        lost += carried.missing
        texts.append(_neutral(_filled(other, carried.content), other))
    yield f"{word}模板的样例 {sample.name}："
    yield from (f"  放不进去：{line}" for line in dict.fromkeys(lost))
    changed = [
        line
        for line in difflib.unified_diff(*texts, n=0, lineterm="")
        if line[:1] in "+-" and line[:3] not in ("---", "+++")
    ]
    yield from (f"  {'旧' if line[0] == '-' else '新'}：{line[1:]}" for line in changed[:SHOWN])
    if len(changed) > SHOWN:
        yield f"  …… 共 {len(changed)} 行不同"
    if not changed:
        yield "  印出来的文字和表格没有不同（年份除外）。"


def _filled(kit: Kit, content: Content) -> Disclosure:
    """The content as a workbook of the kit, whose year it now bears."""
    values = {key: value for key, value in content.values.items() if key[:2] != (kit.file.identity, "year")}
    model, _ = understand(kit, write_workbook(kit, Content(values, content.rows)), "样例")
    assert model is not None
    return model


def _neutral(model: Disclosure, kit: Kit) -> list[str]:
    """The document's lines with the years taken out."""
    text = text_of(model)
    for year, word in ((kit.file.year, "本年"), (kit.prior_year, "上年")):
        text = text.replace(f"{year}年", word).replace(str(year), word)
    return text.splitlines()
