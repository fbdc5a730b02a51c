"""A kit tested against itself: every reference resolves, every sentence stays in the closed language.

In: a loaded :class:`~disclosegen.kit.load.Kit`.  Out: nothing, or a
:class:`~disclosegen.errors.KitError` naming file, key and line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from jinja2 import nodes

from ..errors import KitError
from . import lint_words, schema
from .form_keys import FORM_CHOICE
from .grid import lay_out
from .lint_forms import check_choice, check_form
from .lint_projects import PROJECT_RULES, check_table, project_rule, project_words
from .load import Kit
from .places import line_of
from .reasons import items
from .refs import expand_rows, parse_ref, split_table_column
from .template import LISTS, NAMES, PHRASES, parse, parse_expression, references, split_each, walk

FIGURE = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Getattr,
    nodes.Getitem,
    nodes.Const,
    nodes.Add,
    nodes.Sub,
)
"""Nodes of a chart's figure."""
CHART_ID = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?=年)")


def check_references(kit: Kit, path: Callable[[str], Path]) -> None:
    """Check everything that can be checked without a workbook.

    Args:
        kit: The kit.
        path: Finds the file of a relative name, for the message.

    Raises:
        KitError: The first fault.
    """
    for fault in reference_faults(kit, path):
        raise fault


def reference_faults(kit: Kit, path: Callable[[str], Path]) -> Iterator[KitError]:
    """Every table, rule, sentence and section with a fault, each with its first one."""
    yield from _check(lambda: lint_words.number_styles(kit), path, "kit.toml", "number")
    yield from _check(lambda: lint_words.filled_texts(kit), path, "kit.toml", "document_title")
    yield from _check(lambda: _files(kit), path, "kit.toml", "files")
    yield from _check(lambda: _fixed_costs(kit), path, "kit.toml", "fixed_costs")
    yield from _check(lambda: lint_words.phrase_texts(kit), path, "phrases.toml", "change")
    for table in kit.tables.values():
        yield from _check(
            lambda table=table: lint_words.table_texts(kit, table.id), path, _table_file(kit, table), table.id
        )
        yield from _check(lambda table=table: _table(kit, table), path, _table_file(kit, table), table.id)
    seen: set[str] = set()
    for rule in kit.rules:
        yield from _check(lambda rule=rule: _once(seen, rule.id, "规则 id 用了两次"), path, "rules.toml", rule.id)
        yield from _check(lambda rule=rule: _rule(kit, rule), path, "rules.toml", rule.id)
    for section, sentence in kit.sentences():
        file = f"narrative/{section}.toml"
        yield from _check(lambda s=sentence: _once(seen, s.id, "句子 id 用了两次"), path, file, sentence.id)
        yield from _check(lambda s=sentence: _sentence(kit, s), path, file, sentence.id)
    for part in kit.outline.parts:
        for section in part.sections:
            yield from _check(lambda s=section: _section(kit, s), path, "outline.toml", section.title)
    yield from _check(lambda: check_choice(kit), path, f"inputs/{kit.file.identity}.toml", FORM_CHOICE)
    for form in kit.forms.values():
        yield from _check(lambda form=form: check_form(kit, form), path, f"forms/{form.id}.toml", form.id)
    yield from _check(lambda: _names(kit, kit.glossary.extra), path, "glossary.toml", "extra")


def _check(check: Callable[[], None], path: Callable[[str], Path], name: str, key: str) -> Iterator[KitError]:
    """Run one check; its error with file, key and line."""
    try:
        check()
    except KitError as error:
        if error.file is not None:
            yield error
            return
        file = path(name)
        text = file.read_text("utf-8")
        yield KitError(error.message, file, key, line_of(text, f'"{key}"') or line_of(text, key))


def _once(seen: set[str], name: str, message: str) -> None:
    if name in seen:
        raise KitError(message)
    seen.add(name)


def _section(kit: Kit, section: schema.Section) -> None:
    _names(kit, section.table, section.texts)
    if section.files and not kit.file.files:
        raise KitError("kit.toml 没有用 files 指出附件清单是哪张表")
    if (section.listed or section.empty) and not section.forms:
        raise KitError("listed 和 empty 只能和 forms 一起写")
    if section.optional and not (section.table or section.texts):
        raise KitError("只有表和自由文字可以是 optional")


def _fixed_costs(kit: Kit) -> None:
    for place, costs in kit.file.fixed_costs.items():
        table, _, column = place.partition(".")
        if table not in kit.tables or kit.tables[table].column(column) is None:
            raise KitError(f"fixed_costs 里的“{place}”不是表和列")
        labels = {line.label for _, line in kit.tables[table].lines()}
        for cost in costs if labels - {""} else ():
            if any(block.open == "names" for block in kit.tables[table].blocks):
                break  # staff write the names
            if cost not in labels:
                raise KitError(f"fixed_costs：“{kit.tables[table].title}”没有“{cost}”这一行")


def _files(kit: Kit) -> None:
    """The table that names attached files has the columns that say which."""
    if kit.file.files:
        _names(kit, kit.file.files)
        for column in ("title", "file"):
            if kit.tables[kit.file.files].column(column) is None:
                raise KitError(f"附件清单“{kit.file.files}”没有列 {column}")


def _names(kit: Kit, *names: str) -> None:
    for name in names:
        if name and name not in kit.tables:
            raise KitError(f"没有表“{name}”")


def _table_file(kit: Kit, table: schema.Table) -> str:
    folder = "inputs" if table.id in kit.file.inputs else "tables"
    return f"{folder}/{table.id}.toml"


def _table(kit: Kit, table: schema.Table) -> None:
    lay_out(table)
    check_table(kit, table)
    keys = [line.row_key for _, line in table.lines()]
    doubled = {key for key in keys if keys.count(key) > 1}
    if doubled:
        raise KitError(f"行 key 用了两次：{'、'.join(sorted(doubled))}")
    if len(table.sheet) > 31:
        raise KitError(f"工作表名“{table.sheet}”超过31个字")
    for block in table.blocks:
        values = [leaf.key for leaf in block.values()]
        for leaf in block.leaves():
            if leaf.role == "value" and not leaf.key:
                raise KitError(f"列“{leaf.label}”没有 key")
            _sources(kit, f"列“{leaf.key}”", leaf.sum, values, leaf.take.replace("{code}", "201"))
        for line in block.lines:
            _sources(kit, f"行“{line.row_key}”", line.sum, keys, line.take)
    for footer in table.footer:
        _sources(kit, f"页脚“{footer.key}”", footer.sum, keys)
    for style in (table.style, table.empty_style) if table.published else ():
        if style and style not in kit.numbers:
            raise KitError(f"没有数字样式“{style}”")


def _sources(kit: Kit, place: str, parts: tuple[str, ...], keys: list[str], take: str = "") -> None:
    """The parts of a sum and the source of a taken figure exist; else an error that names the row or column."""
    try:
        expand_rows(parts, keys)
        if take:
            parse_ref(take, kit.tables)
    except KitError as error:
        raise KitError(f"{place}：{error.message}") from error


def row_refs(texts: tuple[str, ...], kit: Kit) -> Iterator[tuple[int, str]]:
    """Expand references with signs and row ranges: ``classes.201..234.prior_final`` → one for each row."""
    for text in texts:
        sign, name = (-1, text[1:]) if text.startswith("-") else (1, text)
        if ".." not in name:
            yield sign, name
            continue
        table, _, rest = name.partition(".")
        rows, _, column = rest.rpartition(".")
        if table not in kit.tables:
            raise KitError(f"引用“{text}”里没有表“{table}”")
        keys = [line.row_key for _, line in kit.tables[table].lines()]
        for _, key in expand_rows((rows,), keys):
            yield sign, f"{table}.{key}.{column}"


def _rule(kit: Kit, rule: schema.Rule) -> None:
    for reference in rule.when:
        parse_ref(reference, kit.tables)
    if isinstance(rule, PROJECT_RULES):
        project_rule(kit, rule)
        return
    match rule:
        case schema.EqualRule() | schema.TogetherRule():
            texts: tuple[str, ...] = (rule.left, rule.right)
        case schema.SumRule():
            texts = tuple(text for _, text in row_refs((*rule.total, *rule.parts), kit))
        case schema.AtMostRule():
            texts = tuple(text for _, text in row_refs((*rule.part, *rule.whole), kit))
        case schema.MagnitudeRule():
            texts = tuple(text for _, text in row_refs(rule.figure, kit))
        case schema.YearOnYearRule():
            texts = tuple(text for _, text in row_refs((*rule.now, *rule.before), kit))
            _ask(kit, rule.reason)
        case schema.NamedAtMostRule():
            split_table_column(rule.part, kit.tables)
            texts = tuple(text for _, text in row_refs(rule.whole, kit))
        case schema.CategoriesRule():
            for text in (rule.left, *rule.right):
                split_table_column(text, kit.tables)
            return
        case schema.RowsSumRule():
            for text in (*rule.total, *rule.parts):
                split_table_column(text, kit.tables)
            return
        case schema.RowsAtMostRule():
            for text in (*rule.part, *rule.whole):
                split_table_column(text, kit.tables)
            return
        case schema.RowsYearOnYearRule() | schema.VanishedRule():
            split_table_column(rule.now, kit.tables)
            split_table_column(rule.before, kit.tables)
            _ask(kit, getattr(rule, "reason", ""))
            return
    for text in texts:
        parse_ref(text, kit.tables)


def _ask(kit: Kit, name: str) -> None:
    known = {f"{sentence.id}.{ask.key}" for _, sentence in kit.sentences() for ask in sentence.asks}
    if name and name not in known:
        raise KitError(f"没有要填写的原因“{name}”")


def _sentence(kit: Kit, sentence: schema.Sentence) -> None:
    if bool(sentence.text) is (sentence.chart is not None):
        raise KitError("text 和 chart 应当只写一个")
    if sentence.chart is not None:
        _chart(kit, sentence, sentence.chart)
    if found := YEAR.search(sentence.text):
        raise KitError(f"句子里写死了年份“{found[0]}”，应写 {{{{ year }}}} 或 {{{{ prior_year }}}}")
    names = set(NAMES)
    trees = [parse(sentence.text)]
    if sentence.each:
        name, source = split_each(sentence.each)
        names.add(name)
        trees.append(parse_expression(source))
    trees += [
        parse_expression(text)
        for text in (sentence.when, *(a.required for a in sentence.asks))
        if text and text != "always"
    ]
    asks = {ask.key for ask in sentence.asks}
    for ask in sentence.asks:
        if ask.column:
            split_table_column(ask.column, kit.tables)
        elif not any(True for _ in items(kit, sentence)):
            raise KitError(f"“{sentence.each}”的每一项在原因说明里没有行，ask“{ask.key}”应写 column")
    for tree in trees:
        lint_words.phrase_forms(kit, tree)
        project_words(kit, tree, sentence.each)
        for target in tree.find_all(nodes.For):
            names.add(target.target.name)  # type: ignore[attr-defined]
        for path in references(tree):
            _reference(kit, path, names, asks)
        for used in tree.find_all(nodes.Filter):
            if used.name not in kit.numbers:
                raise KitError(f"没有数字样式“{used.name}”")


def _chart(kit: Kit, sentence: schema.Sentence, chart: schema.Chart) -> None:
    """A chart's words stay in the closed language; every figure is one cell, an item's figure or a sum of such."""
    if sentence.each or sentence.heading or sentence.asks:
        raise KitError("图不能写 each、heading 或 ask")
    if not CHART_ID.fullmatch(sentence.id):
        raise KitError("图的 id 只能用字母、数字和连字符")
    if chart.style not in kit.numbers:
        raise KitError(f"没有数字样式“{chart.style}”")
    for text in (chart.title, chart.alt, chart.empty):
        _chart_words(kit, text, set(NAMES))
    _chart_figure(kit, chart.base, set(NAMES))
    for part in chart.slices:
        names = set(NAMES)
        if part.each:
            name, source = split_each(part.each)
            _chart_words(kit, "{{ " + source + " }}", names)
            names.add(name)
        if part.when:
            _chart_words(kit, "{{ " + part.when + " }}", names)
        _chart_words(kit, part.label, names)
        _chart_figure(kit, part.value, names)


def _chart_words(kit: Kit, text: str, names: set[str]) -> None:
    if found := YEAR.search(text):
        raise KitError(f"图里写死了年份“{found[0]}”，应写 {{{{ year }}}} 或 {{{{ prior_year }}}}")
    tree = parse(text)
    names = names | {target.target.name for target in tree.find_all(nodes.For)}  # type: ignore[attr-defined]
    for path in references(tree):
        _reference(kit, path, names, set())
    for used in tree.find_all(nodes.Filter):
        if used.name not in kit.numbers:
            raise KitError(f"没有数字样式“{used.name}”")


def _chart_figure(kit: Kit, text: str, names: set[str]) -> None:
    if not text:
        return
    for node in walk(parse_expression(text)):
        if not isinstance(node, FIGURE):
            raise KitError(f"图的数值只能是取数或取数之和、差：{text}")
    _chart_words(kit, "{{ " + text + " }}", names)
    for path in references(parse_expression(text)):
        if path[0] in kit.tables and len(path) > 1:
            parse_ref(".".join(path), kit.tables)


def _reference(kit: Kit, path: tuple[str, ...], names: set[str], asks: set[str]) -> None:
    first = path[0]
    if first in (*PHRASES, *LISTS):
        return
    if first == "typed":
        if len(path) != 2 or path[1] not in asks:
            raise KitError(f"句子用了 {'.'.join(path)}，但没有这一项 ask")
    elif first in kit.tables:
        fixed = {line.row_key for _, line in kit.tables[first].lines()}
        if len(path) == 3 or (len(path) == 2 and path[1] not in fixed):
            parse_ref(".".join(path), kit.tables)
    elif first not in names:
        raise KitError(f"句子里的“{'.'.join(path)}”不存在")
