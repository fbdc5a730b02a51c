"""Which tables of a kit feed a form, and by which keys its words ask for their columns.

In: the kit's tables and what a form is of.  Out: table ids and keys.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .schema import Table

FORM_CHOICE = "project_form"
"""Row of the identity table that chooses a form by its name."""
PARTS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "projects": {
        "record": ("projects", "project_texts"),
        "money": ("project_money",),
        "indicators": ("indicators",),
    },
    "whole": {"record": ("whole",), "money": ("whole_money",), "indicators": ("whole_indicators",)},
}
"""For each kind of form: the record itself, its money, its indicators."""


def record_keys(tables: Mapping[str, Table], of: str, part: str) -> Iterator[str]:
    """Keys of a part: the value columns of its tables; the rows of a table of fixed rows."""
    for name in PARTS[of][part]:
        if name not in tables:
            continue
        for block in tables[name].blocks:
            yield from (leaf.key for leaf in block.values()) if block.open else (line.row_key for line in block.lines)
