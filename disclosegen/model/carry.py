"""The data that travels inside Word and PDF, so that a built document can be read back exactly.

In: a :class:`~disclosegen.model.disclosure.Disclosure`.  Out: JSON bytes: kit, version, money unit, and
every cell that a person filled, as typed.  Computed figures are not carried: they are computed again.
:func:`restore` is the way back: the same values as if they had been read from a workbook, without cell addresses.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any

from ..errors import CallError
from ..findings import CellRef
from ..kit.load import Kit
from ..kit.reasons import with_reasons
from ..kit.refs import footer_block
from ..kit.schema import Block, Line, Table
from ..money import from_base, plain
from ..workbook.raw import RawCell, RawRow, RawTable, RawWorkbook
from ..workbook.raw import State as RawState
from ..workbook.values import clean
from .disclosure import Cell, Disclosure, State

FORMAT = 1


def carry(data: Disclosure) -> bytes:
    """The filled cells as JSON, sorted, UTF-8: ``{"tables": {"t01": {"general": {"amount": "6473.53"}}}}``."""
    tables = {}
    for name, table in data.tables.items():
        rows = {
            row.key: cells
            for row in table.rows
            if (cells := {key: text for key, cell in row.cells.items() if (text := _typed(cell)) is not None})
        }
        if rows:
            tables[name] = {
                "rows": rows,
                "names": {row.key: row.name for row in table.rows if row.code and row.key in rows},
            }
        if texts := {row.key: dict(row.texts) for row in table.rows if row.texts}:
            tables.setdefault(name, {"rows": rows, "names": {}})["texts"] = texts
    content = {
        "format": FORMAT,
        "kit": data.kit.id,
        "version": data.kit.file.version,
        "money_unit": data.money_unit.value,
        "tables": tables,
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _typed(cell: Cell) -> str | None:
    """A cell as a person typed it; None where nobody did."""
    if cell.state is not State.FILLED:
        return None
    return plain(from_base(cell.value, cell.unit)) if cell.value is not None else cell.text


def restore(payload: bytes, kit: Kit) -> tuple[RawWorkbook, list[str]]:
    """The workbook that a payload was carried from, and in words what this kit has no place for.

    Raises:
        CallError: The payload is damaged or of a format that this program does not know.
    """
    return restored(unpack(payload), kit)


def restored(content: Mapping[str, Any], kit: Kit) -> tuple[RawWorkbook, list[str]]:
    """The same from what :func:`unpack` gives."""
    tables = with_reasons(kit)
    lost: list[str] = []
    raw: dict[str, RawTable] = {}
    for name, table in tables.items():
        given = content["tables"].get(name, {})
        rows, found = _restored(table, given)
        raw[name] = RawTable(name, table.sheet, tuple(rows))
        lost += found
    lost += [
        f"“{name}”整张表（{len(given['rows'])} 行）：模板里没有这张表"
        for name, given in content["tables"].items()
        if name not in tables
    ]
    return RawWorkbook(kit.id, str(content.get("version", "")), raw), lost


def unpack(payload: bytes) -> dict[str, Any]:
    """The JSON of a payload, its shape checked. Raises like :func:`restore`."""
    try:
        content = json.loads(payload)
        assert content["format"] == FORMAT and isinstance(content["kit"], str)
        assert all(isinstance(row, dict) for table in content["tables"].values() for row in table["rows"].values())
    except (ValueError, KeyError, TypeError, AttributeError, AssertionError) as error:
        raise CallError("文件里附带的数据已损坏，或是更新版本的程序生成的，读不出来。") from error
    return content


def _restored(table: Table, given: Mapping[str, Any]) -> tuple[list[RawRow], list[str]]:
    """The rows of one table; ``texts`` holds what names rows that have neither code nor fixed label."""
    names, texts = given.get("names", {}), given.get("texts", {})
    rows: list[RawRow] = []
    lost: list[str] = []
    above: list[tuple[int, str]] = []
    for key in sorted({**given.get("rows", {}), **texts}, key=lambda key: (len(key), key)):
        cells, named = given.get("rows", {}).get(key, {}), texts.get(key, {})
        number = block_number(table, key)
        leaves = table.blocks[number].leaves() if number is not None else ()
        name = names.get(key) or next(
            (named[leaf.key] for leaf in leaves if leaf.role == "name" and leaf.key in named), ""
        )
        line = next((line for _, line in table.lines() if line.row_key == key), Line(key=key))
        columns = {leaf.key: leaf for leaf in table.blocks[number].values()} if number is not None else {}
        if number is None or set(cells) - set(columns):
            lost.append(f"“{table.title}”的“{name or key}”：模板里没有这一行或这一列")
        if number is None:
            continue
        code = line.code or (key if key in names else "")
        words = " ".join(part for part in (code, name or line.label) if part)
        ref = CellRef(table.sheet, "", table.code, words)
        found = {
            column: RawCell(
                _value(text, line.kind or columns[column].kind),
                RawState.FILLED,
                replace(ref, column=columns[column].label),
            )
            for column, text in cells.items()
            if column in columns
        }
        more = _named(table.blocks[number], key, named, above) if named else {}
        rows.append(RawRow(key, code, name or line.label, number, found, ref, **more))
    return rows, lost


def _named(block: Block, key: str, named: Mapping[str, str], above: list[tuple[int, str]]) -> dict[str, Any]:
    """Words and parent of a row of names; ``above`` keeps the levels that are still open."""
    column = next((leaf.key for leaf in block.leaves() if leaf.role == "level"), "")
    level = int(named.get(column) or getattr(block, "levels", 1))
    parent = next((other for depth, other in reversed(above) if depth < level), "")
    above[:] = [*((depth, other) for depth, other in above if depth < level), (level, key)]
    order = [leaf.key for leaf in block.leaves()]
    return {
        "texts": tuple(sorted(named.items(), key=lambda item: order.index(item[0]) if item[0] in order else 0)),
        "parent": parent,
    }


def block_number(table: Table, key: str) -> int | None:
    """The block that holds a row or can take it as an open one; None when none can."""
    for number, line in table.lines():
        if line.row_key == key:
            return number
    if any(footer.key == key for footer in table.footer):
        return table.blocks.index(footer_block(table, key))
    for number, block in enumerate(table.blocks):
        if block.open and key.isdigit() and (block.open in ("text", "names") or len(key) in (3, 5, 7)):
            return number
    return None


def _value(text: str, kind: str) -> Decimal | str:
    try:
        return Decimal(text) if kind in ("amount", "count", "decimal") else clean(text)
    except InvalidOperation:
        return clean(text)
