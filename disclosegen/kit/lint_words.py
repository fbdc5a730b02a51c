"""Slots and names in a kit's words: a misspelt one would be printed as it stands, so it is a fault.

In: a :class:`~disclosegen.kit.load.Kit`.  Out: nothing, or a :class:`~disclosegen.errors.KitError` that names the slot and
lists those that there are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from jinja2 import nodes

from ..errors import KitError
from .load import Kit

SLOT = re.compile(r"\{([^{}]*)\}")
STYLES = ("text", "table", "count", "count_table")
"""Number styles that the program asks for by name: amounts and counts, in sentences and in tables."""
NAMES = "names"
TEXT = "text"


def number_styles(kit: Kit) -> None:
    """Every style that is asked for by name is there, and counts are not printed in a money unit."""
    lacking = [name for name in STYLES if name not in kit.numbers]
    if lacking:
        raise KitError(
            f'缺少数字样式“{"”“".join(lacking)}”（text、table 印金额，count、count_table 印辆、批次、人次，须写 unit = ""、decimals = 0）'
        )
    for name in ("count", "count_table"):
        if kit.numbers[name].unit.is_money:
            raise KitError(f'数字样式“{name}”印的是辆、批次、人次，应写 unit = ""，否则会按万元缩小一万倍')


def filled_texts(kit: Kit) -> None:
    """Slots of titles and file names of kit.toml, and of the outline."""
    allowed = _unit_slots(kit)
    parts = kit.outline.parts
    sections = [section for part in parts for section in part.sections]
    headings = [part.title for part in parts] + [section.title for section in sections if not section.files]
    _slots((kit.file.document_title, kit.file.file_name, *kit.outline.cover, *headings), allowed)
    _slots((section.title for section in sections if section.files), {*allowed, "number", "title"})


def table_texts(kit: Kit, table: str) -> None:
    """Slots above and below a table, and what its open rows are."""
    spec = kit.tables[table]
    _slots((*spec.above, *spec.notes, spec.empty_note), _unit_slots(kit))
    for block in spec.blocks:
        known = (*kit.subjects, TEXT, NAMES)
        if block.open and block.open not in known:
            raise KitError(f"open = “{block.open}”不认识，可写 {'、'.join(known)}")


def phrase_texts(kit: Kit) -> None:
    """Slots of the wordings of changes and completion rates."""
    for form in kit.phrases.change.values():
        _slots((form.up, form.down, form.same, form.up_no_base, form.down_no_base), {"amount", "rate"})
    for completion in kit.phrases.completion.values():
        _slots((completion.text, completion.no_base), {"rate"})


def phrase_forms(kit: Kit, tree: nodes.Template) -> None:
    """Every form that a sentence names is in phrases.toml."""
    for call in tree.find_all(nodes.Call):
        name = call.node.name if isinstance(call.node, nodes.Name) else ""
        forms = {"change": kit.phrases.change, "completion": kit.phrases.completion}.get(name)
        if forms is None:
            continue
        if len(call.args) != 3 or not isinstance(call.args[2], nodes.Const):
            raise KitError(f"{name}(…) 要写三项：两个数和一个写法的名字")
        if call.args[2].value not in forms:
            raise KitError(f"phrases.toml 里没有 [{name}.{call.args[2].value}]，有：{'、'.join(forms) or '（无）'}")


def _unit_slots(kit: Kit) -> set[str]:
    """What a fixed text may hold: words of the kit and rows of the identity table."""
    rows = (
        {line.row_key for _, line in kit.tables[kit.file.identity].lines()}
        if kit.file.identity in kit.tables
        else set()
    )
    plain = {"year", "self", *rows}
    return plain | {f"{name}:chinese" for name in plain}


def _slots(texts: Iterable[str], allowed: set[str]) -> None:
    for text in texts:
        for found in SLOT.finditer(text):
            if found[1] not in allowed:
                shown = "、".join(sorted("{" + name + "}" for name in allowed if ":" not in name))
                raise KitError(f"“{text[:30]}”里的 {found[0]} 不认识，可用：{shown}")
