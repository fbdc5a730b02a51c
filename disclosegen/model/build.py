"""Stage 2: what was read becomes typed data.

In: a :class:`~disclosegen.workbook.raw.RawWorkbook` and its kit.  Out: a
:class:`~disclosegen.model.disclosure.Disclosure` in base units, rows in print order, missing parent
subjects added, blank totals computed, and findings about rows that cannot be understood together.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from decimal import Decimal

from ..findings import CellRef, Finding, Severity
from ..kit.load import Kit
from ..kit.reasons import with_reasons
from ..kit.refs import footer_block
from ..kit.schema import Column, Line, Table
from ..money import Unit, to_base
from ..workbook.raw import RawCell, RawRow, RawTable, RawWorkbook
from ..workbook.raw import State as RawState
from .compute import as_typed, compute
from .disclosure import Cell, Disclosure, Row, State, TableData, with_cells
from .formula_totals import held_totals
from .from_projects import from_projects
from .projects import JOINED, PROJECTS, join, join_whole

STATES = {
    RawState.FILLED: State.FILLED,
    RawState.BLANK: State.BLANK,
    RawState.FORMULA: State.BLANK,
    RawState.NOT_APPLICABLE: State.NOT_APPLICABLE,
    RawState.UNREADABLE: State.UNKNOWN,
    RawState.ABSENT: State.UNKNOWN,
}


def build(raw: RawWorkbook, kit: Kit, *, asked: bool = True) -> tuple[Disclosure, list[Finding]]:
    """Understand a workbook that was read.

    Args:
        raw: What was read.
        kit: Its kit.
        asked: Whether somebody was asked to fill what is required, so that a blank amount there is unknown. What a
            published document does not print is a blank like any other.
    """
    unit = raw.tables[kit.file.identity].money_unit
    findings: list[Finding] = []
    tables: dict[str, TableData] = {}
    for name, table in with_reasons(kit).items():
        source = raw.tables[name]
        rows, found = _rows(kit, table, source, unit)
        tables[name] = TableData(table, rows, source.missing, source.dropped)
        findings += found
    findings += _identity(kit, tables)
    required = _required(tables, raw)
    findings += required
    if asked and required:  # to look at every cell costs time
        tables = _not_zero(tables, {one.cells[0] for one in required})
    data, found = _joined(kit, tables, unit)
    kept, differing = held_totals(raw, data)
    if kept:
        data, found = _joined(kit, with_cells(tables, kept), unit)
    return data, [*findings, *found, *differing]


def rebuilt(data: Disclosure, tables: Mapping[str, TableData]) -> Disclosure:
    """The data with some tables exchanged, everything computed anew, the projects and what follows from them too."""
    typed = {name: as_typed(table) for name, table in {**data.tables, **tables}.items()}
    found, _ = _joined(data.kit, typed, data.money_unit)
    return replace(data, tables=found.tables, projects=found.projects, whole=found.whole)


def _joined(kit: Kit, tables: Mapping[str, TableData], unit: Unit) -> tuple[Disclosure, list[Finding]]:
    """Tables as typed with their blanks filled, and the projects."""
    own = compute(kit, {name: table for name, table in tables.items() if name in (PROJECTS, *JOINED)})
    projects, found = join(kit, {**tables, **own})
    filled = from_projects(tables, projects)
    rest = compute(kit, {name: table for name, table in filled.items() if name not in own})
    computed = {name: own.get(name) or rest[name] for name in tables}
    return Disclosure(kit, computed, unit, projects=projects, whole=join_whole(kit, computed)), found


def _rows(kit: Kit, table: Table, raw: RawTable, unit: Unit) -> tuple[tuple[Row, ...], list[Finding]]:
    """Rows in print order: fixed lines as declared, then subjects by code or texts as typed."""
    found = {row.key: row for row in raw.rows}
    sheet = CellRef(raw.sheet or table.sheet, table=table.code)
    rows: list[Row] = []
    for number, line in table.lines():
        block = table.blocks[number]
        rows.append(
            _row(
                line.row_key,
                line.code,
                line,
                number,
                block.values(),
                found.get(line.row_key),
                unit,
                sheet,
                not raw.missing and line.row_key not in raw.lacking,
            )
        )
    for footer in table.footer:
        line = Line(key=footer.key, label=footer.label)
        source = found.get(footer.key)
        leaf = Column(label="", key=next(iter(source.cells)) if source else _value_key(table, footer.key))
        number = source.block if source else len(table.blocks) - 1
        there = not raw.missing and footer.key not in raw.lacking
        rows.append(_row(footer.key, "", line, number, (leaf,), source, unit, sheet, there))
    findings: list[Finding] = []
    for number, block in enumerate(table.blocks):
        if not block.open:
            continue
        fixed = {row.key for row in rows}
        typed = [row for row in raw.rows if row.block == number and row.key not in fixed]
        if block.open in ("text", "names"):
            rows += [_row(row.key, "", Line(), number, block.values(), row, unit, sheet, True) for row in typed]
            continue
        coded, problems = _subjects(kit, table, number, typed, unit, sheet)
        rows += coded
        # where a row could not be taken in, it may be the one below
        findings += [one for one in problems if one.rule != "W-children-missing" or not raw.dropped]
    return tuple(rows), findings


def _value_key(table: Table, footer: str) -> str:
    return footer_block(table, footer).values()[0].key


def _subjects(
    kit: Kit, table: Table, number: int, typed: list[RawRow], unit: Unit, sheet: CellRef
) -> tuple[list[Row], list[Finding]]:
    """Subject rows by code; parents that nobody typed are added, parents without children are errors."""
    block = table.blocks[number]
    rows = {
        row.code: _row(
            row.key,
            row.code,
            Line(key=row.key, code=row.code, label=row.name),
            number,
            block.values(),
            row,
            unit,
            sheet,
            True,
        )
        for row in typed
    }
    findings: list[Finding] = []
    places = {row.code: row.name_ref for row in typed}
    if table.hierarchy:
        for code in list(rows):
            for parent in (code[:3], code[:5]):
                if parent not in rows and len(parent) < len(code):
                    name = kit.subject_name(parent)
                    if name is None:
                        findings.append(
                            Finding(
                                "W-parent-missing",
                                Severity.ERROR,
                                f"{table.code}有科目 {code}，没有它的上级科目 {parent}",
                                (places[code],),
                                f"请补上 {parent} 这一行的代码和名称，金额可以留空。",
                            )
                        )
                        name = ""
                    rows[parent] = _row(
                        parent,
                        parent,
                        Line(key=parent, code=parent, label=name),
                        number,
                        block.values(),
                        None,
                        unit,
                        places[code],
                        False,
                        True,
                    )
        findings += [
            _childless(table, row, places)
            for code, row in sorted(rows.items())
            if len(code) < 7
            and code in places
            and not any(o != code and o.startswith(code) for o in rows)
            and any(cell.value for cell in row.cells.values())
        ]
    return [rows[code] for code in sorted(rows)], findings


def _childless(table: Table, row: Row, places: Mapping[str, CellRef]) -> Finding:
    level = "类" if len(row.code) == 3 else "款"
    below = "款、项" if level == "类" else "项"
    return Finding(
        "W-children-missing",
        Severity.ERROR,
        f"{table.code}的{level}“{row.code} {row.name}”有金额，下面没有{below}",
        (places[row.code],),
        f"请补上所属的{below}级科目和金额。",
    )


def _row(
    key: str,
    code: str,
    line: Line,
    number: int,
    columns: tuple[Column, ...],
    source: RawRow | None,
    unit: Unit,
    sheet: CellRef,
    there: bool,
    added: bool = False,
) -> Row:
    """A row with a cell for each value column; ``there`` is False when the sheet itself is missing."""
    cells = {}
    for column in columns:
        raw = source.cells.get(column.key) if source else None
        cells[column.key] = _cell(raw, line, column, unit, sheet, there or added)
    if source is not None and not line.label:
        return Row(key, code, source.name, number, cells, source.texts, source.parent, source.places)
    return Row(key, code, line.name or line.label, number, cells)


def _cell(raw: RawCell | None, line: Line, column: Column, unit: Unit, sheet: CellRef, there: bool) -> Cell:
    kind = line.kind or column.kind
    own = column.unit_in(line, unit)
    if raw is None:
        state = State.NOT_APPLICABLE if line.not_applicable else State.BLANK if there else State.UNKNOWN
        return Cell(
            None, line.default or None if kind in ("choice", "text", "year") else None, own, state, sheet, added=True
        )
    state = STATES[raw.state]
    if isinstance(raw.value, Decimal) and raw.state is not RawState.FORMULA:
        return Cell(to_base(raw.value, own), None, own, state, raw.ref)
    text = raw.value if isinstance(raw.value, str) else None
    if text is None and state is State.BLANK and kind in ("choice", "text", "year"):
        text = line.default or None
    return Cell(None, text, own, state, raw.ref)


def _identity(kit: Kit, tables: Mapping[str, TableData]) -> list[Finding]:
    """The year in the workbook is the kit's."""
    cell = tables[kit.file.identity].cell("year", "text")
    if cell is None or not cell.text or cell.text.strip().rstrip("年度") == str(kit.file.year):
        return []
    return [
        Finding(
            "V-year",
            Severity.ERROR,
            f"年度应为 {kit.file.year}，填的是“{cell.text}”",
            (cell.ref,),
            f"这份表格只用于{kit.file.year}年度；别的年度请用相应的模板生成新表。",
        )
    ]


def _not_zero(tables: Mapping[str, TableData], refs: Collection[CellRef]) -> dict[str, TableData]:
    """The tables with the figures at these places unknown: nothing may be concluded from a zero that nobody wrote."""
    blank = {
        (name, row.key, key): replace(cell, state=State.UNKNOWN)
        for name, table in tables.items()
        for row in table.rows
        for key, cell in row.cells.items()
        if cell.unit.is_money and cell.ref in refs
    }
    return with_cells(tables, blank)


def _required(tables: Mapping[str, TableData], raw: RawWorkbook) -> list[Finding]:
    """Lines that may not be blank; a total that a 元 workbook leaves to its formula is none of them."""
    formulas = {
        cell.ref
        for table in raw.tables.values()
        for row in table.rows
        for cell in row.cells.values()
        if cell.state is RawState.FORMULA
    }
    findings = []
    for table in tables.values():
        if table.spec.published:
            continue
        findings += [
            Finding(
                "V-required",
                Severity.ERROR,
                f"“{table.spec.title}”没有填",
                (CellRef(table.spec.sheet),),
                "请在这张工作表的这一部分填写，每段一行。",
            )
            for number, block in enumerate(table.spec.blocks)
            if block.required and not any(row.block == number for row in table.rows) and not table.missing
        ]
        for number, line in table.spec.lines():
            if not line.required:
                continue
            for column in table.spec.blocks[number].values():
                cell = table.cell(line.row_key, column.key) if line.holds(column.key) else None
                if cell is None or cell.ref in formulas or line.sum:
                    continue
                if cell.state is State.BLANK and not cell.text:
                    findings.append(
                        Finding(
                            "V-required",
                            Severity.ERROR,
                            f"“{line.label}”没有填（{column.label}）",
                            (cell.ref,),
                            "这一格必填；没有发生的填 0。"
                            if (line.kind or column.kind) == "amount"
                            else "这一格必填。",
                        )
                    )
    return findings
