"""Regenerate the sample workbooks: ``python -m tests.helpers.samples`` in the repository's root.

In: ``samples/<kit>[.<variant>].txt`` in the notation of :mod:`helpers.sheets`.  Out: the .xlsx beside each.
"""

from __future__ import annotations

from pathlib import Path

from disclosegen.kit.load import load_kit

from .sheets import workbook

FOLDER = Path(__file__).resolve().parents[2] / "samples"

YUAN = """
# unit
unit_name | 某单位
money_unit | 元
# 公开02表
2010101 | fiscal=100.01
2010102 | fiscal=200.02
2040201 行政运行 | fiscal=1000000.55 | other=0.45
# 公开04表
general | 1000300.58
# 公开05表
2010101 | basic=100.01
2040201 | basic=1000000.55 | project=10
# 公开06表
30101 | 7.01
30102 | 8.02
30201 | 9.03
31011 | 1.10
"""
"""A few figures of the kit ``shanxi-final-2024`` in 元, in the notation of :mod:`helpers.sheets`; totals are left to formulas."""


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
