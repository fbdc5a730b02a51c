"""The sheet of live checks (勾稽): one row for each rule that a formula can show.

In: a :class:`~disclosegen.workbook.plan.Plan`.  Out: rows of formulas: left, right, difference, what is
allowed, and 平, 差 or 空.  A total that was left to the program shows 空, never 差.  The sheet helps staff
while they fill; what counts is the program's own check.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from ..kit.lint import row_refs
from ..kit.refs import Ref, block_of, line_of_row, parse_ref, split_table_column
from ..kit.schema import AtMostRule, CategoriesRule, EqualRule, Line, Rule, SumRule
from .cells import Styles, line_count
from .check_sums import TINY, Check, Sums
from .formulas import FULL, Formulas, Part, signed_sum, total_kind
from .plan import Plan, Spot, runs
from .sheets import protect, set_up_print

HEADINGS = (("规则", 64), ("左边", 18), ("右边", 18), ("差额", 16), ("允许", 10), ("结果", 10))
GUIDE = "自动计算，不用填。“平”是一致或在允许的尾差以内，“差”要核对两边的表，“空”是两边没有数或留给程序加总。"
EVEN, OFF, EMPTY = "平", "差", "空"


def write_checks(plan: Plan, styles: Styles, formulas: Formulas | None, sheet: Worksheet) -> None:
    """Write the sheet."""
    maker = _Checks(plan, formulas)
    styles.put(sheet, 1, 1, "title", plan.kit.file.checks_sheet)
    styles.put(sheet, 2, 1, "guide", GUIDE)
    sheet.merge_cells("A2:F2")
    sheet.row_dimensions[2].height = 20
    for column, (heading, width) in enumerate(HEADINGS, 1):
        styles.put(sheet, 4, column, "heading", heading)
        sheet.column_dimensions["ABCDEF"[column - 1]].width = width
    row = 5
    for name, checks in maker.groups():
        if not checks:
            continue
        for column in range(1, 7):
            styles.put(sheet, row, column, "section", name if column == 1 else None)
        row += 1
        for check in checks:
            _row(styles, sheet, row, check)
            row += 1
    last = row - 1
    for column, word in ((3, EVEN), (4, OFF), (5, EMPTY)):
        styles.put(sheet, 3, column, "note", formula=f'="{word}："&COUNTIF(F5:F{last},"{word}")')
    red = {"fill": PatternFill(bgColor="FFFFC7CE"), "font": Font(color="FF9C0006", bold=True)}
    sheet.conditional_formatting.add(f"F5:F{last}", CellIsRule(operator="equal", formula=[f'"{OFF}"'], **red))
    sheet.conditional_formatting.add(
        f"F5:F{last}", CellIsRule(operator="equal", formula=[f'"{EMPTY}"'], font=Font(color="FFA6A6A6"))
    )
    sheet.freeze_panes = "B5"
    sheet.print_title_rows = "1:4"
    sheet.auto_filter.ref = f"A4:F{last}"
    set_up_print(sheet, False)
    protect(sheet)


def _row(styles: Styles, sheet: Worksheet, row: int, check: Check) -> None:
    styles.put(sheet, row, 1, "check", check.title)
    sheet.row_dimensions[row].height = line_count(check.title, HEADINGS[0][1]) * 15 + 3
    styles.put(sheet, row, 2, "check_value", formula=f"={check.left}")
    styles.put(sheet, row, 3, "check_value", formula=f"={check.right}")
    empty = [*check.unknown, f"AND(B{row}=0,C{row}=0)"]
    distance = check.distance or f"B{row}-C{row}"
    styles.put(sheet, row, 4, "check_value", formula=f'=IF(OR({",".join(empty)}),"",ROUND({distance},6))')
    styles.put(sheet, row, 5, "check_value", formula=f"={check.allowed}")
    test = f"D{row}<=E{row}+{TINY}" if check.at_most else f"ABS(D{row})<=E{row}+{TINY}"
    styles.put(sheet, row, 6, "check_result", formula=f'=IF(D{row}="","{EMPTY}",IF({test},"{EVEN}","{OFF}"))')


@dataclass
class _Checks:
    """Makes the checks of a plan."""

    plan: Plan
    formulas: Formulas | None

    def __post_init__(self) -> None:
        self.sums = Sums(exact=self.formulas is not None)

    def groups(self) -> Iterator[tuple[str, list[Check]]]:
        """Headings with their checks: the kit's rules, then the sums of each table."""
        yield "表间", [check for rule in self.plan.kit.rules if (check := self._rule(rule)) is not None]
        for placed in self.plan.tables.values():
            table = placed.table
            yield f"{table.code}　{table.title}".strip(), list(self.sums.checks(placed))

    # ---------------------------------------------------------------- rules

    def _rule(self, rule: Rule) -> Check | None:
        check = None
        if isinstance(rule, EqualRule):
            check = self._compare(rule.title, [(1, rule.left)], [(1, rule.right)], "0")
        elif isinstance(rule, SumRule):
            check = self._sum(rule)
        elif isinstance(rule, AtMostRule):
            check = self._at_most(rule)
        elif isinstance(rule, CategoriesRule):
            check = self._categories(rule)
        if check is None or not rule.when:
            return check
        spots = [(self._spot(reference), word) for reference, word in rule.when.items()]
        when = tuple(f'{spot.full}<>"{word}"' for spot, word in spots if spot)
        return replace(check, unknown=(*when, *check.unknown))

    def _spot(self, text: str) -> Spot | None:
        return self.plan.spot(parse_ref(text, self.plan.kit.tables))

    def _sum(self, rule: SumRule) -> Check | None:
        total = list(row_refs(rule.total, self.plan.kit))
        parts = list(row_refs(rule.parts, self.plan.kit))
        spots = [spot for _, text in (*total, *parts) if (spot := self._spot(text))]
        allowed = (
            "0"
            if rule.exact or self.sums.exact or not self._is_money(total[0][1])
            else f"{self.sums.half}*COUNT({','.join(runs(spots))})"
        )
        check = self._compare(rule.title, total, parts, allowed)
        if check is None or not rule.plus:
            return check
        return replace(
            check, right=f"{check.right}+{rule.plus}", unknown=(*check.unknown, f"COUNT({','.join(runs(spots))})=0")
        )

    def _at_most(self, rule: AtMostRule) -> Check | None:
        part, whole = list(row_refs(rule.part, self.plan.kit)), list(row_refs(rule.whole, self.plan.kit))
        several = len(part) + len(whole) if max(len(part), len(whole)) > 1 else 0
        exact = self.sums.exact or not several or not self._is_money(part[0][1])
        check = self._compare(rule.title, part, whole, "0" if exact else f"{self.sums.half}*{several}")
        if check is None:
            return None
        right = f"{check.right}+{rule.plus}" if rule.plus else check.right
        filled = ",".join(runs([spot for _, text in part if (spot := self._spot(text))]))
        return replace(check, right=right, unknown=(*check.unknown, f"COUNT({filled})=0"), at_most=True)

    def _is_money(self, text: str) -> bool:
        ref = parse_ref(text, self.plan.kit.tables)
        table = self.plan.kit.tables[ref.table]
        line, leaf = line_of_row(table, ref.row), table.column(ref.column)
        return ((line.kind if line else None) or (leaf.kind if leaf else "amount")) == "amount"

    def _compare(
        self, title: str, left: list[tuple[int, str]], right: list[tuple[int, str]], allowed: str
    ) -> Check | None:
        """Two signed sums of references; None when a subject row among them has no cell."""
        sides: list[list[Part]] = []
        unknown: list[str] = []
        for side in (left, right):
            found = [(sign, self._spot(text)) for sign, text in side]
            if any(spot is None for _, spot in found):
                return None
            parts = [(sign, spot) for sign, spot in found if spot is not None]
            sides.append(parts)
            unknown += self._unknown([(text, spot) for (_, text), (_, spot) in zip(side, parts, strict=True)])
        return Check(
            title,
            signed_sum(sides[0]) if sides[0] else "0",
            signed_sum(sides[1]) if sides[1] else "0",
            tuple(unknown),
            allowed,
        )

    def _unknown(self, side: Sequence[tuple[str, Spot]]) -> Iterator[str]:
        """Conditions that leave a side to the program: a blank sum, or nothing but blanks, some taken."""
        taken = False
        for text, spot in side:
            kind = self._kind(parse_ref(text, self.plan.kit.tables))
            if self.formulas is not None and spot in self.formulas.texts:
                continue
            if kind == "take":
                taken = True
            elif kind:
                yield f"COUNT({spot.full})=0"
        if taken:
            yield f"COUNT({','.join(runs([spot for _, spot in side]))})=0"

    def _kind(self, ref: Ref) -> str:
        table = self.plan.kit.tables[ref.table]
        if any(footer.key == ref.row for footer in table.footer):
            return "line"
        block, line = block_of(table, ref.row), line_of_row(table, ref.row)
        leaf = next((leaf for leaf in block.values() if leaf.key == ref.column), None) if block else None
        return total_kind(table, block, line or Line(), leaf) if block and leaf else ""

    def _categories(self, rule: CategoriesRule) -> Check | None:
        """Fixed lines with 3-digit codes against the categories of open rows, the differences added up."""
        table, leaf = split_table_column(rule.left, self.plan.kit.tables)
        placed = self.plan.tables[table.id]
        lines = [
            (line, placed.spots[line.row_key, leaf.key])
            for number, line in table.lines()
            if len(line.code) == 3 and line.code not in rule.except_codes and (line.row_key, leaf.key) in placed.spots
        ]
        ranges = list(runs([spot for _, spot in lines]))
        if len(ranges) != 1 or len(rule.right) != 1:
            return None
        other, column = split_table_column(rule.right[0], self.plan.kit.tables)
        area = next((area for area in self.plan.tables[other.id].areas.values() if area.kind in FULL), None)
        if area is None:
            return None
        stars = "?" * (FULL[area.kind] - 3) if self.sums.exact else ""
        list_of_codes = "{" + ";".join(f'"{line.code}{stars}"' for line, _ in lines) + "}"
        codes, values, here = area.range(area.code), area.range(column.key), ranges[0]
        there = f"SUMIF({codes},{list_of_codes},{values})"
        both = f"ISNUMBER({here})" + (
            "*1" if self.sums.exact else f"*(COUNTIFS({codes},{list_of_codes},{values},{self.sums.filled})>0)"
        )
        return Check(
            rule.title,
            f"SUMPRODUCT({both},{here})",
            f"SUMPRODUCT({both},{there})",
            distance=f"IFERROR(SUMPRODUCT({both},ABS({here}-{there})),1)",
        )
