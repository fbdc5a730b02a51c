"""A sample with as many projects as a published document has: ``python -m tests.helpers.many_projects SAMPLE NUMBER OUT.xlsx``.

In: a sample of ``samples/`` without its ending, a number.  Out: its workbook with that many projects, copies under names of
their own; every text says which copy it is, so that no two are the same.  Only for looking at pages and for measuring: the
tables and counts stay those of the sample.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from disclosegen.kit.load import load_kit

from .samples import FOLDER
from .sheets import workbook

TABLES = ("projects", "project_money", "indicators", "project_texts")


def many(text: str, number: int) -> str:
    """The notation of a sample with so many projects."""
    parts = re.split(r"(?m)^(?=# )", text)
    rows = {name: next(part for part in parts if part.startswith(f"# {name}\n")) for name in TABLES}
    names = [line.split(" | ")[0] for line in rows["projects"].splitlines()[1:] if line]
    copies = (number + len(names) - 1) // len(names)
    for name, part in rows.items():
        lines = [line for line in part.splitlines()[1:] if line]
        grown = [_copy(line, names, at) for at in range(copies) for line in lines]
        kept = _first(grown, set(_names(names, copies)[:number]))
        text = text.replace(part, f"# {name}\n" + "\n".join(kept) + "\n\n")
    return text


def _names(names: list[str], copies: int) -> list[str]:
    return [_copy(name, names, at) for at in range(copies) for name in names]


def _copy(line: str, names: list[str], at: int) -> str:
    """A row of the copy ``at``: its project's name and its texts with a number behind them."""
    if not at:
        return line
    for name in names:
        line = re.sub(rf"^{re.escape(name)}(?=$| [|/])", f"{name}（{at + 1}）", line)
    return line.replace("。", f"（第{at + 1}批）。")


def _first(lines: list[str], names: set[str]) -> list[str]:
    """The rows of these projects; a row without a name belongs to the one above."""
    kept, wanted = [], False
    for line in lines:
        name = re.split(r" [|/] ", line)[0].strip()
        wanted = name in names if name != "/" and not line.startswith("/") else wanted
        kept += [line] if wanted else []
    return kept


if __name__ == "__main__":
    sample, count, out = sys.argv[1:]
    source = (FOLDER / f"{sample}.txt").read_text("utf-8")
    Path(out).write_bytes(workbook(load_kit(sample.split(".")[0]), many(source, int(count))))
