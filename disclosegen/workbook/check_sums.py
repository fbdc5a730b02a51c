"""Checks of the sums inside a table, as formulas.

In: a placed table.  Out: :class:`Check` rows for the sheet of live checks: lines and footers that name
their parts, subject levels, columns that add up other columns.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..kit.refs import expand_rows
from ..kit.schema import FIGURES, Column
from .formulas import FULL, fixed_sums, signed_sum
from .plan import Placed, Spot, column_range, has_amounts, leaf_words, runs

TINY = "0.0000001"
"""Below this a difference is noise of binary numbers."""


@dataclass(frozen=True)
class Check:
    """A row of the sheet.

    Attributes:
        left, right: Formulas without ``=``.
        unknown: Conditions under which there is nothing to compare yet.
        allowed: Formula of the allowed difference, in the workbook's unit.
        at_most: The left may be smaller.
        distance: Formula of the difference where it is not left minus right.
    """

    title: str
    left: str
    right: str
    unknown: tuple[str, ...] = ()
    allowed: str = "0"
    at_most: bool = False
    distance: str = ""


@dataclass(frozen=True)
class Sums:
    """Makes the checks of a table. ``exact``: a 元 workbook, where no rounding difference is allowed."""

    exact: bool

    @property
    def half(self) -> str:
        """Half a unit of the last digit, allowed for each addend and for the total."""
        return "0" if self.exact else "0.005"

    @property
    def filled(self) -> str:
        """Criterion of a filled amount; formulas of a 元 workbook give 0 where nothing was typed."""
        return '">0"' if self.exact else '">-1E+300"'

    def checks(self, placed: Placed) -> Iterator[Check]:
        """All checks of one table."""
        for item in fixed_sums(placed):
            allowed = f"{self.half}*({_count([s for _, s in item.parts])}+1)" if item.amount else "0"
            unknown = () if self.exact else (f"COUNT({item.spot.full})=0",)
            yield Check(
                f"{item.title}＝所列各行之和",
                f"SUM({item.spot.full})",
                signed_sum(item.parts),
                unknown,
                allowed,
            )
        for number, area in placed.areas.items():
            if placed.table.hierarchy and area.kind == "names" and placed.table.blocks[number].total:
                yield from (self._top(placed, number, leaf) for leaf in placed.table.blocks[number].values())
            if placed.table.hierarchy and area.kind in FULL:
                for leaf in placed.table.blocks[number].values():
                    if leaf.kind in FIGURES:
                        yield from self._levels(placed, number, leaf)
        yield from self._columns(placed)

    def _top(self, placed: Placed, number: int, leaf: Column) -> Check:
        """合计 = Σ of the highest level of rows without codes."""
        area, total = placed.areas[number], placed.table.blocks[number].total
        assert total is not None
        values, spot = area.range(leaf.key), placed.spots[total.row_key, leaf.key]
        levels = area.range(area.level) if area.level else ""
        top, filled = (
            (f"SUMIF({levels},1,{values})", f"COUNTIFS({levels},1,{values},{self.filled})")
            if levels
            else (f"SUM({values})", f"COUNT({values})")
        )
        return Check(
            f"{leaf_words(placed.table, leaf)}：{total.label}＝各行之和",
            f"SUM({spot.full})",
            top,
            (f"COUNT({spot.full})=0", f"{filled}=0"),
            f"{self.half}*(1+{filled})",
        )

    def _levels(self, placed: Placed, number: int, leaf: Column) -> Iterator[Check]:
        """合计 = Σ类, 类 = Σ款, 款 = Σ项 for one column; a level left blank is passed over."""
        area = placed.areas[number]
        codes, values, full = area.range(area.code), area.range(leaf.key), FULL[area.kind]
        words = leaf_words(placed.table, leaf)
        size = [f"(LEN({codes})={digits})" for digits in range(3, full + 1, 2)]
        there = [
            f"(COUNTIFS({codes},LEFT({codes},{digits}),{values},{self.filled})>0)" for digits in range(3, full + 1, 2)
        ]
        children = f'(COUNTIF({codes},{codes}&"??*")>0)'
        top = placed.table.blocks[number].total
        middle = f"+{size[1]}*{_not(there[0])}*{there[1]}" if full == 7 else ""
        spread = f"+{size[-1]}*{_not(there[0])}" + (f"*{_not(there[1])}" if full == 7 else "")
        if top is not None and (spot := placed.spots.get((top.row_key, leaf.key))):
            weights = f"({size[0]}{middle}{spread})"
            unknown = () if self.exact else (f"COUNT({spot.full})=0",)
            yield Check(
                f"{words}：{top.label}＝各类之和",
                f"SUM({spot.full})",
                f"SUMPRODUCT({weights}*1,{values})",
                unknown,
                f"{self.half}*(1+SUMPRODUCT({weights}*ISNUMBER({values})))",
            )
        names = ("类", "款", "项")
        for level in range(len(size) - 1):
            below = size[level + 1]
            if level + 2 < len(size):
                below = f"({below}+{size[level + 2]}*{_not(there[level + 1])})"
            upper, lower = f"({size[level]}*{children})", f"({below}*{there[level]})"
            lowest = level + 2 == len(size)
            yield Check(
                f"{words}：{names[level]}＝所属{names[level + 1]}之和",
                f"SUMPRODUCT({upper},{values})",
                f"SUMPRODUCT({lower},{values})",
                allowed=f"{self.half}*SUMPRODUCT(({upper}+{lower})*ISNUMBER({values}))" if not lowest else "0",
                distance=self._row_by_row(upper, codes, values) if lowest else "",
            )

    def _row_by_row(self, upper: str, codes: str, values: str) -> str:
        """Differences between parents and children, added up where rounding does not explain them."""
        filled = f"ISNUMBER({values})" + (f"*({values}<>0)" if self.exact else "")
        difference = f'ABS({values}-SUMIFS({values},{codes},{codes}&"??"))'
        bound = f'{self.half}*(1+COUNTIFS({codes},{codes}&"??",{values},{self.filled}))+{TINY}'
        return f"IFERROR(SUMPRODUCT({upper}*{filled}*({difference}>{bound})*{difference}),1)"

    def _columns(self, placed: Placed) -> Iterator[Check]:
        """Columns that add up other columns, row by row; the difference shown is that of the faulty rows."""
        table = placed.table
        start = placed.left
        last = placed.last - (1 if table.footer else 0)
        for block in table.blocks:
            leaves = block.leaves()
            ranges = {
                leaf.key: column_range(placed.sheet, start + at, placed.body, last) for at, leaf in enumerate(leaves)
            }
            start += len(leaves)
            for leaf in block.values():
                if not leaf.sum:
                    continue
                parts = expand_rows(leaf.sum, [other.key for other in block.values()])
                here = ranges[leaf.key]
                right = "".join(
                    f"{'+' if sign > 0 else '-'}SUMPRODUCT(ISNUMBER({here})*1,{ranges[key]})" for sign, key in parts
                )
                added = "".join(f"{'+' if sign > 0 else '-'}{ranges[key]}" for sign, key in parts)
                count = "".join(f"+ISNUMBER({ranges[key]})" for _, key in parts)
                difference = f"ABS({here}-({added.lstrip('+')}))"
                bound = f"{self.half if has_amounts(table) else '0'}*(1{count})+{TINY}"
                yield Check(
                    f"{leaf_words(table, leaf)}＝所列各列之和（逐行）",
                    f"SUM({here})",
                    right.lstrip("+"),
                    distance=f"IFERROR(SUMPRODUCT(ISNUMBER({here})*({difference}>{bound})*{difference}),1)",
                )


def _not(test: str) -> str:
    """The opposite of a 0/1 array."""
    return f"(1-{test})"


def _count(spots: Sequence[Spot]) -> str:
    return f"COUNT({','.join(runs(spots))})"
