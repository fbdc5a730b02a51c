"""Figures become cells.

In: exact amounts in 元.  Out: a :class:`~disclosegen.workbook.content.Content`: in a 元 workbook the amounts as they are, in a 万元
workbook each one rounded by itself to 0.01 万元, half up, as an accounting system prints them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from disclosegen.kit.grid import OpenRow
from disclosegen.kit.load import Kit
from disclosegen.kit.reasons import REASONS
from disclosegen.model.sums import RowKey, totals
from disclosegen.money import Unit, round_half_up
from disclosegen.workbook.content import Content, Value

from .ledger import with_parents


class Filler:
    """Gathers a workbook's values."""

    def __init__(self, kit: Kit, unit: Unit):
        self.kit, self.unit = kit, unit
        self.values: dict[tuple[str, str, str], Value] = {}
        self.rows: dict[tuple[str, int], tuple[OpenRow, ...]] = {}

    def printed(self, yuan: Decimal) -> Decimal:
        """An amount as it is typed."""
        return yuan if self.unit is Unit.YUAN else round_half_up(yuan / 10000, 2)

    def money(self, table: str, row: str, column: str, yuan: Decimal, zero: bool = False) -> None:
        """An amount; nothing is a blank, or 0 where ``zero`` says so."""
        if yuan or zero:
            self.values[table, row, column] = self.printed(yuan)

    def count(self, table: str, row: str, column: str, number: int | Decimal) -> None:
        """A count; none is a blank."""
        if number:
            self.values[table, row, column] = Decimal(number)

    def text(self, table: str, row: str, column: str, text: str) -> None:
        """Words; none is a blank."""
        if text:
            self.values[table, row, column] = text

    def reason(self, key: str, text: str) -> None:
        """Words on the sheet of reasons."""
        self.text(REASONS, key, "text", text)

    def paragraphs(self, table: str, texts: Sequence[str], column: str = "text") -> None:
        """Open rows of text."""
        self.rows[table, 0] = tuple(OpenRow(str(number)) for number, _ in enumerate(texts, 1))
        for number, text in enumerate(texts, 1):
            self.text(table, str(number), column, text)

    def subjects(self, table: str, items: Iterable[str], kind: str = "functional", block: int = 0) -> list[str]:
        """Open rows of subjects and of those above them; gives all codes."""
        codes = with_parents(items)
        names = self.kit.subjects[kind]
        if codes:
            self.rows[table, block] = tuple(OpenRow(code, code, names[code]) for code in codes)
        return codes

    def names(self, table: str, rows: Sequence[tuple[str, tuple[tuple[str, str], ...]]]) -> list[str]:
        """Open rows without codes: the name, and what stands in further text columns; gives their keys."""
        self.rows[table, 0] = tuple(
            OpenRow(str(number), "", name, (("name", name), *texts)) for number, (name, texts) in enumerate(rows, 1)
        )
        return [row.key for row in self.rows[table, 0]]

    def changed(self, now: Decimal, before: Decimal) -> bool:
        """Whether a change is printed: by the typed figures, to 0.01 万元."""
        return self.differs(self.printed(now), self.printed(before))

    def differs(self, one: Decimal, other: Decimal) -> bool:
        """The same of figures as they are typed."""
        return bool(round_half_up((one - other) / (10000 if self.unit is Unit.YUAN else 1), 2))

    def content(self, leaves_only: bool = False) -> Content:
        """All of it; with ``leaves_only`` the totals of published tables are left to the program."""
        if not leaves_only:
            return Content(self.values, self.rows)
        left_out = set()
        for name, table in self.kit.tables.items():
            if not table.published:
                continue
            rows = [RowKey(line.row_key, line.code, number) for number, line in table.lines()]
            for number, block in enumerate(table.blocks):
                rows += [
                    RowKey(row.key, row.code, number)
                    for row in self.rows.get((name, number), ())
                    if block.open != "names"
                ]
            left_out |= {(name, *one.place) for one in totals(table, rows)}
        return Content({place: value for place, value in self.values.items() if place not in left_out}, self.rows)
