"""A workbook several times as large: the same subjects again under codes of their own, the texts again.

In: a sample whose text stands beside it.  Out: the bytes of an .xlsx.  The copies break cross-table rules on
purpose (nothing is skipped for them), so build it with ``--draft``.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from disclosegen.kit.grid import OpenRow
from disclosegen.kit.load import load_kit
from disclosegen.workbook.blank import write_workbook
from disclosegen.workbook.content import Content
from tests.helpers.sheets import content

STEP = 40  # 204 → 244 → 284: codes that no list holds


def grown(sample: Path, times: int) -> bytes:
    """The sample with its open rows ``times`` over."""
    source = sample.with_suffix(".txt")
    kit = load_kit(source.name.split(".")[0])
    filled = content(kit, source.read_text("utf-8"))
    return write_workbook(
        kit, Content(_values(filled, times), {place: _rows(rows, times) for place, rows in filled.rows.items()})
    )


def _rows(rows: tuple[OpenRow, ...], times: int) -> tuple[OpenRow, ...]:
    return tuple(
        replace(
            row,
            key=_key(row.key, bool(row.code), turn, len(rows)),
            code=_key(row.code, True, turn, 0) if row.code else "",
        )
        for turn in range(times)
        for row in rows
    )


def _values(filled: Content, times: int) -> dict[tuple[str, str, str], object]:
    open_keys = {
        (place[0], row.key): (bool(row.code), len(rows)) for place, rows in filled.rows.items() for row in rows
    }
    found = dict(filled.values)
    for (table, row, column), value in filled.values.items():
        if (table, row) in open_keys:
            coded, count = open_keys[table, row]
            for turn in range(1, times):
                found[table, _key(row, coded, turn, count), column] = value
    return found


def _key(key: str, coded: bool, turn: int, count: int) -> str:
    """The key of a row's n-th copy: a code of another category, or the next number of a text row."""
    return f"{int(key[:3]) + STEP * turn}{key[3:]}" if coded else str(int(key) + count * turn)
