"""One broken workbook from one number: always the same from the same."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from zipfile import ZIP_DEFLATED, ZIP_STORED

from . import cells, sheets, xmls, zips
from .package import base, base_names, pack

LEVELS = ("zip", "xml", "sheets", "cells")
WEIGHTS = (2, 3, 2, 4)
NAMES = (
    "表.xlsx",
    "表.xlsx",
    "表.xlsx",
    "甲 乙（2）.xlsx",
    "<b>&.xlsx",
    "{{ 7*7 }}.xlsx",
    "表\u202excod.xlsx",
    "表.xls",
    "表",
)


@dataclass(frozen=True)
class Case:
    """A broken workbook.

    Attributes:
        seed: The number that it comes from.
        level: Where its deepest fault is: ``zip``, ``xml``, ``sheets`` or ``cells``.
        base: The sound workbook that it was.
        faults: What was done to it, in order.
        name: Its file name.
        data: The file.
    """

    seed: int
    level: str
    base: str
    faults: tuple[str, ...]
    name: str
    data: bytes


def make(seed: int) -> Case:
    """The case of a number: one fault of its level, often with others on top."""
    random = Random(seed)
    sound = random.choice(base_names())
    parts = dict(base(sound))
    level = random.choices(LEVELS, WEIGHTS)[0]
    count = random.choices((1, 2, 3, 5), (6, 2, 1, 1))[0]
    faults = []
    for at in range(count):
        where = level if at == 0 else random.choices(LEVELS[1:], WEIGHTS[1:])[0]
        if where == "zip":
            continue
        table = {"xml": xmls.FAULTS, "sheets": sheets.FAULTS, "cells": cells.FAULTS}[where]
        name = random.choice(sorted(table))
        table[name](parts, random)
        faults.append(f"{where}: {name}")
    if level == "zip":
        name = random.choice(sorted(zips.FAULTS))
        data = zips.FAULTS[name](parts, random)
        faults.append(f"zip: {name}")
    else:
        data = pack(parts, random.choice((ZIP_STORED, ZIP_STORED, ZIP_DEFLATED)))
    return Case(seed, level, sound, tuple(faults), random.choice(NAMES), data)
