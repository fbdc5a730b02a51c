"""The data that travels inside Word and PDF, so that a built document can be read back exactly.

In: a :class:`~disclosegen.model.disclosure.Disclosure`.  Out: JSON bytes: kit, version, money unit, and
every cell that a person filled, as typed.  Computed figures are not carried: they are computed again.
"""

from __future__ import annotations

import json

from ..money import from_base, plain
from .disclosure import Cell, Disclosure, State

FORMAT = 1


def carry(data: Disclosure) -> bytes:
    """The filled cells as JSON, sorted, UTF-8: ``{"tables": {"t01": {"general": {"amount": "6473.53"}}}}``."""
    tables = {}
    for name, table in data.tables.items():
        rows = {row.key: cells for row in table.rows if (cells := {key: text for key, cell in row.cells.items() if (text := _typed(cell)) is not None})}
        if rows:
            tables[name] = {"rows": rows, "names": {row.key: row.name for row in table.rows if row.code and row.key in rows}}
    content = {
        "format": FORMAT, "kit": data.kit.id, "version": data.kit.file.version, "money_unit": data.money_unit.value, "tables": tables,
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _typed(cell: Cell) -> str | None:
    """A cell as a person typed it; None where nobody did."""
    if cell.state is not State.FILLED:
        return None
    return plain(from_base(cell.value, cell.unit)) if cell.value is not None else cell.text
