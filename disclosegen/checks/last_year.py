"""This year's 上年数 against last year's own workbook.

In: this year's data, last year's data and its file name.  Out: a :class:`~disclosegen.checks.base.Verdict` for each rule.  Cells of
last year's file are written as a spreadsheet writes them: ``[last.xlsx]sheet!C5``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..findings import CellRef, Finding, Severity
from ..model.carry_over import Relation, relation
from ..model.disclosure import Cell, Disclosure, State
from ..model.prior import Prior, priors
from ..money import ZERO, Unit, from_base, round_half_up, show
from .base import Status, Verdict, judged

RULES = (
    ("L-year", Severity.ERROR, "另一份是上一年度的同类表格", "换成上年的表格"),
    ("L-unit", Severity.WARNING, "两年的单位名称一致", "核对是不是同一个单位；改了名称的可以继续"),
    (
        "L-differs",
        Severity.ERROR,
        "上年数与上年表格的数一致（允许四舍五入到分、到0.01万元）",
        "改正上年数；上年数确实调整过的，核对后可以不改",
    ),
    (
        "L-carried",
        Severity.WARNING,
        "年初结转和结余等于上年表格的年末结转和结余",
        "核对；年初按规定调整过的，可以不改",
    ),
    ("L-vanished", Severity.WARNING, "上年有的固定开支今年没有消失", "核对是否漏填，或记到了别的科目"),
    ("L-unknown", Severity.WARNING, "上年表格里查得到上年数", "自己对照上年公开的文件核对"),
)
SHOWN = 6


def against_last(data: Disclosure, last: Disclosure, name: str) -> tuple[Verdict, ...]:
    """Every figure that the kit takes from last year's workbook: equal, or a finding with the cells of both."""
    titles = {rule: title for rule, _, title, _ in RULES}
    if relation(last.kit, data.kit) is not Relation.YEAR_BEFORE:
        wrong = Finding(
            "L-year",
            Severity.ERROR,
            f"“{name}”是{last.kit.file.title}的表格，不是{data.kit.file.title}的上一年度",
            (CellRef(),),
            "请用 --last 指出上年的表格。",
        )
        return (Verdict("L-year", titles["L-year"], Status.WRONG, findings=(wrong,)),)
    found: dict[str, list[Finding]] = {rule: [] for rule in titles}
    found["L-unit"] += _unit(data, last, name)
    gone, unseen = _vanished(data, last, name)
    found["L-vanished"] += gone
    count, unknown = 0, None
    for prior in priors(last, data.kit):
        table, row, column = prior.place
        cell = data.tables[table].cell(row, column)
        if cell is not None and not cell.known and not prior.why:
            unknown = unknown or cell
            continue
        count += 1
        finding = _compare(data, cell, prior, name)
        if finding:
            found[finding.rule].append(finding)
    if not count and unknown is None:
        return tuple(
            Verdict(rule, title, Status.NOT_APPLICABLE, "模板没有从上年表格取数") for rule, title in titles.items()
        )
    names = [one.identity_cell("unit_name") for one in (data, last)]
    unread = {
        "L-differs": unknown,
        "L-unknown": unknown,
        "L-vanished": unseen,
        "L-unit": next((cell for cell in names if cell is not None and not cell.known), None),
    }
    return tuple(judged(rule, title, found[rule], False, unread.get(rule)) for rule, title in titles.items())


def _unit(data: Disclosure, last: Disclosure, name: str) -> Iterator[Finding]:
    if data.unit_name and last.unit_name and data.unit_name != last.unit_name:
        cells = [one.identity_cell("unit_name") for one in (data, last)]
        refs = tuple(ref for cell, file in zip(cells, ("", name), strict=True) if cell for ref in _refs(cell, file))
        yield Finding(
            "L-unit",
            Severity.WARNING,
            f"今年的单位是“{data.unit_name}”，上年表格的单位是“{last.unit_name}”",
            refs,
            "请核对是不是同一个单位。",
        )


def _vanished(data: Disclosure, last: Disclosure, name: str) -> tuple[list[Finding], Cell | None]:
    """Fixed costs of the kit that had money last year and have none; a table without any figure has its own findings."""
    found, unknown = [], None
    for place, costs in data.kit.file.fixed_costs.items():
        table, _, column = place.partition(".")
        now, before = (_by_name(one, table, column) for one in (data, last))
        unknown = unknown or next((cell for name in costs for cell in now.get(name, ()) if not cell.known), None)
        if not any(cell.value for cells in now.values() for cell in cells):
            continue
        for cost in costs:
            was = [cell for cell in before.get(cost, ()) if cell.value]
            if was and all(cell.known and not cell.value for cell in now.get(cost, ())):
                here = tuple(ref for cell in now.get(cost, ()) for ref in _refs(cell, ""))
                found.append(
                    Finding(
                        "L-vanished",
                        Severity.WARNING,
                        f"“{cost}”上年有 {show(sum((cell.amount for cell in was), ZERO), was[0].unit)}{was[0].unit}，今年没有",
                        (
                            *(here or (CellRef(data.kit.tables[table].sheet),)),
                            *(ref for cell in was for ref in _refs(cell, name)),
                        )[:SHOWN],
                        "请核对是否漏填，或记到了别的科目；确实没有的，在核实说明里写明。",
                    )
                )
    return found, unknown


def _by_name(data: Disclosure, table: str, column: str) -> dict[str, list[Cell]]:
    found: dict[str, list[Cell]] = {}
    for row in data.tables[table].rows if table in data.tables else ():
        if (cell := row.cells.get(column)) is not None:
            found.setdefault(row.name, []).append(cell)
    return found


def _compare(data: Disclosure, cell: Cell | None, prior: Prior, name: str) -> Finding | None:
    """A difference: in a published table it is money carried over, which may have been adjusted since."""
    here = _refs(cell, "") if cell else (CellRef(data.kit.tables[prior.place[0]].sheet),)
    there = tuple(ref for one in prior.cells for ref in _refs(one, name))[:SHOWN]
    if prior.why:
        return Finding(
            "L-unknown", Severity.WARNING, f"{prior.label}：{prior.why}", (*here, *there), "请对照上年公开的文件核对。"
        )
    now, before = (cell.amount if cell else ZERO), prior.value or ZERO
    unit = cell.unit if cell else prior.unit or data.money_unit
    if now == before or _rounded(now, before, unit):
        return None
    shown = (
        f"填的是 {show(now, unit)}，上年表格是 {show(before, unit)}"
        if cell and cell.value is not None
        else f"没有填，上年表格是 {show(before, unit)}"
    )
    carried = data.kit.tables[prior.place[0]].published
    return Finding(
        "L-carried" if carried else "L-differs",
        Severity.WARNING if carried else Severity.ERROR,
        f"{prior.label}与上年{'年末数' if carried else '表格'}不一致：{shown}",
        (*here, *there),
        "请核对；年初结转按规定调整过的，可以不改。"
        if carried
        else "请改正上年数；上年数公开后调整过的，核对后可以不改。",
        expected=before,
        actual=now,
        unit=unit,
    )


def _rounded(now: object, before: object, unit: Unit) -> bool:
    """Whether a figure is the other one as it was printed: two decimals of its unit."""
    if not unit.is_money:
        return False
    return round_half_up(from_base(before, unit), 2) == from_base(now, unit)  # type: ignore[arg-type]


def _refs(cell: Cell, file: str) -> tuple[CellRef, ...]:
    """A cell's address, or those that it was computed from; in ``file`` if it is another workbook."""
    refs = cell.sources if cell.state is State.COMPUTED and cell.sources else (cell.ref,)
    return tuple(replace(ref, sheet=f"[{file}]{ref.sheet}") if file else ref for ref in refs)
