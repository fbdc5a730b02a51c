"""Performance forms tested against themselves: rectangles, words of the closed language, keys that exist.

In: a loaded kit and one of its forms.  Out: nothing, or the first :class:`~disclosegen.errors.KitError`.
"""

from __future__ import annotations

from collections.abc import Iterator

from jinja2 import nodes

from ..errors import KitError
from .load import Kit
from .schema_forms import Form, FormRow
from .template import FORM_LISTS, LISTS, NAMES, PHRASES, parse, parse_expression, references, split_each

RECORD = "p"
"""Name of the project in a form's words."""
COMPUTED = ("rate", "rate_score", "score", "grade")
MONEY_KEYS = ("rate", "source")
LEVELS = ("name", "level1", "level2")


def check_form(kit: Kit, form: Form) -> None:
    """Every fault that needs no data; raises the first."""
    for style in (form.style, form.score_style):
        if style not in kit.numbers:
            raise KitError(f"没有数字样式“{style}”")
    for text in (*form.before, form.title, *form.subtitle, *form.above, *form.notes):
        _words(kit, text, set())
    if len(form.above) > 3:
        raise KitError("above 最多三项：左、中、右")
    if sum(grade.least > better.least for better, grade in zip(form.grades, form.grades[1:], strict=False)):
        raise KitError("grades 应从高到低")
    for row in form.rows:
        _row(kit, row, form.columns, set())


def _row(kit: Kit, row: FormRow, columns: int, names: set[str]) -> None:
    """One row as wide as its stack; what its list is called may be used in its cells."""
    covered = sum(cell.colspan for cell in row.cells)
    if covered != columns:
        said = next((cell.text for cell in row.cells if cell.text), "")
        raise KitError(f"“{said[:20]}”一行占了 {covered} 列，应占 {columns} 列")
    if row.at_least and not row.each:
        raise KitError("at_least 只能和 each 一起写")
    if row.each:
        name, source = split_each(row.each)
        _expression(kit, source, names)
        names = {*names, name}
    if row.when:
        _expression(kit, row.when, names)
    for cell in row.cells:
        if cell.rows and cell.text:
            raise KitError(f"“{cell.text[:20]}”既有 text 又有 rows，只能写一个")
        _words(kit, cell.text, names)
        for inner in cell.rows:
            _row(kit, inner, cell.colspan, names)


def _words(kit: Kit, text: str, names: set[str]) -> None:
    if text:
        _tree(kit, parse(text, FORM_LISTS), names)


def _expression(kit: Kit, text: str, names: set[str]) -> None:
    _tree(kit, parse_expression(text, FORM_LISTS), names)


def _tree(kit: Kit, tree: nodes.Node, names: set[str]) -> None:
    names = names | {found.target.name for found in tree.find_all(nodes.For)}  # type: ignore[attr-defined]
    known = {*NAMES, *PHRASES, *LISTS, *FORM_LISTS, *names, *kit.tables, RECORD}
    for path in references(tree):
        if path[0] not in known:
            raise KitError(f"表里的“{'.'.join(path)}”不存在")
        if path[0] == RECORD and len(path) > 1 and path[1] not in set(_record_keys(kit)):
            raise KitError(f"项目没有“{path[1]}”这一项（看 inputs 里的 projects 和 project_texts）")
    for call in tree.find_all(nodes.Call):
        _call(kit, call)
    for used in tree.find_all(nodes.Filter):
        if used.name not in kit.numbers:
            raise KitError(f"没有数字样式“{used.name}”")


def _call(kit: Kit, call: nodes.Call) -> None:
    """Words that a form asks for by name are words that staff can choose."""
    name = call.node.name  # type: ignore[attr-defined]
    words = [arg.value for arg in call.args if isinstance(arg, nodes.Const)]
    if name == "money":
        _offered(kit, "project_money", "source", words)
    elif name in ("groups", "score", "indicators"):
        _offered(kit, "indicators", "level1", words[:1])
        _offered(kit, "indicators", "level2", words[1:])


def _offered(kit: Kit, table: str, column: str, words: list[object]) -> None:
    leaf = next((leaf for block in kit.tables[table].blocks for leaf in block.leaves() if leaf.key == column), None)
    missing = [word for word in words if leaf is not None and leaf.choices and word not in leaf.choices]
    if leaf is None or missing:
        raise KitError(f"“{missing[0] if missing else column}”不在 inputs/{table}.toml 的 {column} 里")


def _record_keys(kit: Kit) -> Iterator[str]:
    yield from ("name", *COMPUTED)
    for table in ("projects", "project_texts"):
        if table in kit.tables:
            yield from (leaf.key for block in kit.tables[table].blocks for leaf in block.values())
