"""What a kit says about projects tested against itself: columns, words and money that exist.

In: a loaded kit and one of its rules, tables or sentences.  Out: nothing, or a :class:`~disclosegen.errors.KitError`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from jinja2 import nodes

from ..errors import KitError
from .load import Kit
from .refs import parse_ref, split_table_column
from .schema import Column, RuleBase, Table
from .schema_forms import FromProjects
from .schema_rules import ProjectsNamedRule, ProjectsRowsRule, ProjectsTotalRule
from .template import parse_expression, split_each

PROJECT_RULES = (ProjectsTotalRule, ProjectsRowsRule, ProjectsNamedRule)
PROJECTS, MONEY, TEXTS = "projects", "project_money", "project_texts"
WHOLE_MONEY = "whole_money"
RESULTS = ("name", "rate", "rate_score", "score", "grade")
GRADE = "grade"
RECORDS = "records"


def project_rule(kit: Kit, rule: RuleBase) -> None:
    """Names of a rule about projects."""
    if isinstance(rule, ProjectsNamedRule):
        if rule.texts not in kit.tables:
            raise KitError(f"没有表“{rule.texts}”")
    elif isinstance(rule, ProjectsRowsRule):
        split_table_column(rule.rows, kit.tables)
        _money(kit, rule.column)
    elif isinstance(rule, ProjectsTotalRule):
        _money(kit, rule.column, WHOLE_MONEY if rule.whole else MONEY)
        _where(kit, rule.where)
        for text in rule.figures:
            parse_ref(text, kit.tables)


def check_table(kit: Kit, table: Table) -> None:
    """Lines that follow from the projects, and what a blank choice means."""
    for block in table.blocks:
        for leaf in block.leaves():
            if leaf.blank_means and leaf.blank_means not in leaf.choices:
                raise KitError(f"blank_means 的“{leaf.blank_means}”不在“{leaf.label}”的 choices 里")
    for _, line in table.lines():
        if line.projects is not None:
            _where(kit, line.projects.where)
            for key in line.projects.sum:
                _money(kit, key)
            _chosen(kit, line.projects)


def _chosen(kit: Kit, spec: FromProjects) -> None:
    """The words of the choice of a measure are labels of the columns that may be added up."""
    if not spec.by:
        return
    ref = parse_ref(spec.by, kit.tables)
    line = kit.tables[ref.table].line(ref.row)
    labels = [leaf.label for key in spec.sum if (leaf := _column(kit, MONEY, key)) is not None]
    if line is None or sorted(line.choices) != sorted(labels):
        raise KitError(f"{spec.by} 的 choices 应是 inputs/{MONEY}.toml 里这几列的表头：{'、'.join(labels)}")


def project_words(kit: Kit, tree: nodes.Node, each: str) -> None:
    """Calls of ``records(projects, …)`` and what is asked of their items."""
    for call in _calls(tree):
        _where(kit, _pairs(call))
    name, source = split_each(each) if each else ("", "")
    if not name or not any(True for _ in _calls(parse_expression(source))):
        return
    known = {*RESULTS, *_keys(kit, PROJECTS), *_keys(kit, TEXTS), *_keys(kit, MONEY)}
    for found in tree.find_all(nodes.Getattr):
        if isinstance(found.node, nodes.Name) and found.node.name == name and found.attr not in known:
            raise KitError(f"项目没有“{found.attr}”这一项（看 inputs 里的 projects、project_money 和 project_texts）")


def _calls(tree: nodes.Node) -> Iterator[nodes.Call]:
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == RECORDS and _of_projects(call):
            yield call


def _of_projects(call: nodes.Call) -> bool:
    return bool(call.args) and isinstance(call.args[0], nodes.Name) and call.args[0].name == PROJECTS


def _pairs(call: nodes.Call) -> Mapping[str, str]:
    words = [arg.value for arg in call.args[1:] if isinstance(arg, nodes.Const)]
    if len(words) != len(call.args) - 1 or len(words) % 2:
        raise KitError("records 的括号里先写表，后面成对写列和词：records(projects, 'grade', '优')")
    return dict(zip(words[::2], words[1::2], strict=True))


def _where(kit: Kit, where: Mapping[str, str]) -> None:
    if PROJECTS not in kit.tables:
        raise KitError("没有填写表“projects”")
    for key, word in where.items():
        column = _column(kit, PROJECTS, key)
        grades = {grade.name for form in kit.forms.values() for grade in form.grades}
        offered = column.choices if column is not None else tuple(grades) if key == GRADE else ()
        if word not in offered:
            raise KitError(f"“{key} = {word}”：inputs/projects.toml 没有这一列，或者它的 choices 里没有这个词")


def _money(kit: Kit, key: str, table: str = MONEY) -> None:
    if _column(kit, table, key) is None:
        raise KitError(f"inputs/{table}.toml 没有列“{key}”")


def _column(kit: Kit, table: str, key: str) -> Column | None:
    return kit.tables[table].column(key) if table in kit.tables else None


def _keys(kit: Kit, table: str) -> list[str]:
    return [leaf.key for block in kit.tables[table].blocks for leaf in block.values()] if table in kit.tables else []
