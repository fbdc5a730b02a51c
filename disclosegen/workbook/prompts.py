"""Prompts, limits and comments on the cells that staff fill.

In: a sheet and what a cell is.  Out: data validations and comments.  Amounts and counts refuse anything
but numbers; unknown subject codes are asked about; texts are only prompted for.
"""

from __future__ import annotations

from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from ..kit.schema import Column, Line, Table
from ..money import Unit
from .plan import leaf_words

MAX_TITLE, MAX_PROMPT, MAX_LIST = 32, 255, 255
LIMIT = 10**13
AUTHOR = "disclosegen"


def words(table: Table, line: Line | None, leaf: Column) -> tuple[str, str]:
    """Title and text of a prompt: row and column, unit, and what the kit adds."""
    column = leaf_words(table, leaf)
    row = f"{line.code} {line.label}".strip() if line is not None else ""
    unit = _unit(line, leaf)
    parts = [f"行：{row}" if row and len(row) > MAX_TITLE else "", f"列：{column}" if row else "", unit]
    if line is not None:
        parts += [line.hint, line.comment]
    parts.append(leaf.comment)
    return _cut(row or column, MAX_TITLE), _cut("\n".join(part for part in parts if part) or column, MAX_PROMPT)


def _unit(line: Line | None, leaf: Column) -> str:
    kind = (line.kind if line else None) or leaf.kind
    if kind == "amount":
        return f"填金额，单位{f'：{leaf.unit.value}' if leaf.unit is not None else '见表头'}；没有发生的留空。"
    if kind == "count":
        unit = leaf.unit_in(line, Unit.WAN)
        return f"填整数{f'，单位：{unit.value}' if unit.value else ''}。"
    if kind == "choice":
        return "从下拉列表里选。"
    return ""


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"


def limit(
    sheet: Worksheet, where: str, table: Table, line: Line | None, leaf: Column, *, required: bool = False
) -> None:
    """Put prompt and limit of a value on a cell or a range."""
    kind = (line.kind if line else None) or leaf.kind
    title, prompt = words(table, line, leaf)
    match kind:
        case "amount" | "decimal":
            rule = DataValidation("decimal", operator="between", formula1=str(-LIMIT), formula2=str(LIMIT))
            rule.error = "只能填数字，不要带单位、逗号以外的符号或文字；没有发生的留空。"
        case "count":
            rule = DataValidation("whole", operator="between", formula1="0", formula2=str(10**9))
            rule.error = "只能填 0 或正整数，不要带单位。"
        case "choice" if choices := _choices(line, leaf):
            rule = _list_of(choices)
        case _:
            rule = DataValidation(None)
    _attach(sheet, where, rule, title, f"必填。{prompt}" if required else prompt)


def _choices(line: Line | None, leaf: Column) -> tuple[str, ...]:
    """The words of a choice, where a list in a cell can hold them."""
    choices = (line.choices if line else ()) or leaf.choices
    return choices if len(",".join(choices)) <= MAX_LIST else ()


def _list_of(choices: tuple[str, ...]) -> DataValidation:
    rule = DataValidation("list", formula1='"' + ",".join(choices) + '"')
    rule.error = f"只能填{'、'.join(choices)}。"
    return rule


def limit_name(sheet: Worksheet, where: str, leaf: Column, names: str) -> None:
    """A name: one of the column's words, or one of the names that another sheet lists, asked about only."""
    if choices := _choices(None, leaf):
        rule = _list_of(choices)
    elif names:
        rule = DataValidation("list", formula1=names, errorStyle="warning")
        rule.error = "这个名称不在列表里，请从列表里选；确实要用的，先把它填到那张工作表里。"
    else:
        rule = DataValidation(None)
    same = "与上一行相同的可以不填。" if leaf.inherits else ""
    _attach(sheet, where, rule, leaf.label, "\n".join(filter(None, (leaf.comment, same))) or "一行填一个名称。")


def limit_code(sheet: Worksheet, where: str, names: str, label: str) -> None:
    """A subject code: a list to choose from; other codes are asked about, not refused."""
    rule = DataValidation("list", formula1=names, errorStyle="warning")
    rule.error = "这个代码不在常见科目表里。确实有这个科目的，选“是”继续，并在旁边填上科目名称。"
    _attach(
        sheet,
        where,
        rule,
        label,
        "填 3 位（类）、5 位（款）或 7 位（项）代码，可以从列表里选；名称自动带出。",
    )


def limit_level(sheet: Worksheet, where: str, leaf: Column, levels: int) -> None:
    """The level of a row without a code: blank is the lowest."""
    rule = DataValidation("whole", operator="between", formula1="1", formula2=str(levels))
    rule.error = f"只能填 1 到 {levels}。"
    _attach(sheet, where, rule, leaf.label, leaf.comment or f"最上一级填1，往下依次加1；最下一级（{levels}）可以不填。")


def prompt_only(sheet: Worksheet, where: str, title: str, text: str) -> None:
    """A prompt without a limit."""
    _attach(sheet, where, DataValidation(None), _cut(title, MAX_TITLE), _cut(text, MAX_PROMPT))


def _attach(sheet: Worksheet, where: str, rule: DataValidation, title: str, prompt: str) -> None:
    rule.allow_blank = True
    rule.showInputMessage = rule.showErrorMessage = True
    rule.promptTitle, rule.prompt = _cut(title, MAX_TITLE), _cut(prompt, MAX_PROMPT)
    if rule.error:
        rule.errorTitle = "请核对"
    rule.add(where)
    sheet.add_data_validation(rule)


def comment(cell: Cell, text: str) -> None:
    """Put a comment on a cell, large enough to be read."""
    note = Comment(text, AUTHOR)
    note.width, note.height = 260, 40 + 20 * (len(text) // 16 + 1)
    cell.comment = note
