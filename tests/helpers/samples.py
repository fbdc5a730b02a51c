"""Regenerate the sample workbooks: ``python -m tests.helpers.samples`` in the repository's root.

In: ``samples/<kit>[.<variant>].txt`` in the notation of :mod:`helpers.sheets`.  Out: the .xlsx beside each.
"""

from __future__ import annotations

from pathlib import Path

from disclosegen.kit.load import load_kit

from .sheets import workbook

FOLDER = Path(__file__).resolve().parents[2] / "samples"


def sources() -> list[Path]:
    """Every sample's text."""
    return sorted(FOLDER.glob("*.txt"))


def regenerate(source: Path) -> bytes:
    """The workbook of a sample."""
    return workbook(load_kit(source.name.split(".")[0]), source.read_text("utf-8"))


if __name__ == "__main__":
    for path in sources():
        path.with_suffix(".xlsx").write_bytes(regenerate(path))
        print(path.with_suffix(".xlsx").name)
