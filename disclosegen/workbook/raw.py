"""A workbook as read: every value typed, with its cell, but not yet understood.

In: nothing (types only).  Out: :class:`RawWorkbook`, the result of stage 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from ..findings import CellRef
from ..money import Unit


class State(StrEnum):
    """What a cell holds."""

    FILLED = "filled"
    BLANK = "blank"
    FORMULA = "formula"  # a total left to its formula: computed anew
    NOT_APPLICABLE = "not_applicable"  # ——
    UNREADABLE = "unreadable"  # a finding says why
    ABSENT = "absent"  # the row or column is missing from the sheet


@dataclass(frozen=True)
class RawCell:
    """A value as typed (amounts in the workbook's money unit) and where it stands; of a total left to its formula, what that gave."""

    value: Decimal | str | None
    state: State
    ref: CellRef


@dataclass(frozen=True)
class RawRow:
    """A row: its key, its subject code if any, the name typed beside it, and its cells by column key.

    A row of names has the number of its place as key, keeps its ``texts`` (column key and what stands there),
    their ``places`` by column key, and the key of the row that it is a part of.
    """

    key: str
    code: str
    name: str
    block: int
    cells: Mapping[str, RawCell]
    name_ref: CellRef
    texts: tuple[tuple[str, str], ...] = ()
    parent: str = ""
    places: Mapping[str, CellRef] = field(default_factory=dict)


@dataclass(frozen=True)
class RawTable:
    """The rows of a table in workbook order.

    Attributes:
        sheet: The tab's real name; empty when it is missing.
        missing: Where the table should stand; None when it was found.
        lacking: Keys of fixed rows that are not on the sheet and should be.
        dropped: Where rows stand that hold something and could not be taken in.
    """

    id: str
    sheet: str
    rows: tuple[RawRow, ...] = ()
    missing: CellRef | None = None
    lacking: frozenset[str] = frozenset()
    dropped: tuple[CellRef, ...] = ()

    @property
    def money_unit(self) -> Unit:
        """In which unit the identity table says that the workbook is filled: 元, or 万元 where nothing readable stands."""
        cells = (cell for row in self.rows if row.key == "money_unit" for cell in row.cells.values())
        return Unit.YUAN if any(cell.value == Unit.YUAN.value for cell in cells) else Unit.WAN


@dataclass(frozen=True)
class RawWorkbook:
    """Everything that was read."""

    kit_id: str
    kit_version: str
    tables: Mapping[str, RawTable] = field(default_factory=dict)
