"""What a workbook holds, apart from where it stands: the values to put into an empty one.

In: nothing (types only).  Out: :class:`Content`, which the writer puts into the sheets made from the
kit, and which can be taken back from a workbook that was read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from ..kit.grid import OpenRow

Value = Decimal | str
Place = tuple[str, str, str]
"""Table, row key, column key."""


@dataclass(frozen=True)
class Content:
    """Values by their keys; what is not listed stays blank.

    Attributes:
        values: ``(table, row key, column key)`` → an amount as it is to be typed (in the workbook's
            money unit), a count, or text.
        rows: ``(table, block number)`` → the open rows, in order; a subject row's key is its code, the
            key of the n-th free-text row is ``str(n)`` from 1.
        carried: Places of values that were brought over from last year and want a look; shown in a colour of their own.
        reminders: ``(table, row key)`` of 原因说明 → what was typed there last year; shown beside, never read, never printed.
    """

    values: Mapping[Place, Value] = field(default_factory=dict)
    rows: Mapping[tuple[str, int], tuple[OpenRow, ...]] = field(default_factory=dict)
    carried: frozenset[Place] = frozenset()
    reminders: Mapping[tuple[str, str], str] = field(default_factory=dict)

    @property
    def money_in_yuan(self) -> bool:
        """Whether amounts are in 元 (any choice cell named ``money_unit`` says so)."""
        return any(key[1] == "money_unit" and value == "元" for key, value in self.values.items())
