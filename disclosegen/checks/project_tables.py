"""Kinds ``projects_total``, ``projects_rows``, ``projects_named``: projects against tables and typed paragraphs.

In: a rule and the data.  Out: a verdict.  Money is compared in 元; a figure of a 万元 workbook may miss what was typed in 元 by
its own rounding.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from ..findings import Finding
from ..kit.schema_rules import ProjectsNamedRule, ProjectsRowsRule, ProjectsTotalRule
from ..model.disclosure import Cell, Disclosure, Row, TableData
from ..model.project_names import NEAR
from ..model.projects import Project, name_key
from ..money import EXACT, Unit, from_base, plain, round_half_up, show
from .base import ADVICE, Figure, Status, Verdict, add, gather, judged, refs, unchecked, unit_of
from .project_base import base, figure, places, rate_bounds, slack

NONE = "没有填写项目"
TEN_THOUSAND = Decimal(10000)
HEAD = re.compile(r"^[(（]?[\d一二三四五六七八九十]+[)）、.．]+")
SHORT = 4
"""Letters of a name that its shorter form has at least."""
AMOUNT = re.compile(r"(预算数|执行数)[为是：:]?\s*(\d[\d,]*(?:\.\d+)?)\s*(万元|元)")
POINTS = re.compile(r"(?:自评)?得分[为是：:]?\s*(\d+(?:\.\d+)?)\s*分")
RATE = re.compile(r"执行率[为是：:]?\s*(\d+(?:\.\d+)?)\s*%")


def total(rule: ProjectsTotalRule, data: Disclosure) -> Verdict:
    """The money of projects together against figures of tables."""
    projects = [project for project in data.projects if project.is_one(rule.where)]
    if rule.whole:
        projects = [data.whole] if data.whole is not None else []
    if not projects:
        return Verdict(rule.id, rule.title, Status.NOT_APPLICABLE, NONE)
    cells = [cell for project in projects for cell in _cells(rule, project)]
    left, right = add((1, cell) for cell in cells), gather(data, [(1, text) for text in rule.figures])
    if cell := left.unknown or right.unknown:
        return unchecked(rule.id, rule.title, cell)
    if left.blank or right.blank:
        return Verdict(rule.id, rule.title, Status.NOT_APPLICABLE, "有一边没有填数")
    difference = EXACT.subtract(left.value, right.value)
    bound = slack(data, [*(cell for cell in cells if cell.value is not None), *right.cells])
    if difference > bound or (difference < -bound and not rule.at_most):
        return judged(rule.id, rule.title, [_differs(rule, left, right, bound, rule.at_most)], False)
    return judged(rule.id, rule.title, [], False)


def _cells(rule: ProjectsTotalRule, project: Project) -> list[Cell]:
    if rule.whole and rule.column == "score":
        return [project.score]
    line = project.source(rule.source) if rule.source else project.total
    cell = line.cells.get(rule.column) if line is not None else None
    return [cell] if cell is not None else []


def _differs(
    rule: ProjectsTotalRule | ProjectsRowsRule, left: Figure, right: Figure, bound: Decimal, more: bool, about: str = ""
) -> Finding:
    unit = unit_of((right, left))
    times = "（正好一万倍，核对单位是元还是万元）" if _ten_thousand(left.value, right.value) else ""
    other = next((cell.ref.table or f"“{cell.ref.sheet}”" for cell in right.cells), "另一处")
    verb = "多于" if more else "不同于"
    said = f"{about or rule.title}：绩效表填的是 {show(left.value, unit)}，{verb}{other}的 {show(right.value, unit)} {unit}{times}"
    cells = tuple(dict.fromkeys((*places(*left.cells), *refs(right))))
    return Finding(rule.id, rule.severity, said, cells, rule.advice or ADVICE, right.value, left.value, bound, unit)


def _ten_thousand(left: Decimal, right: Decimal) -> bool:
    return bool(left) and left in (right * TEN_THOUSAND, right / TEN_THOUSAND)


def rows(rule: ProjectsRowsRule, data: Disclosure) -> Verdict:
    """Projects and the lowest rows of a table: the same names, the same money."""
    if not data.projects:
        return Verdict(rule.id, rule.title, Status.NOT_APPLICABLE, NONE)
    name, _, column = rule.rows.partition(".")
    table = data.tables[name]
    if table.is_empty:
        return Verdict(rule.id, rule.title, Status.NOT_APPLICABLE, "表内没有数据")
    return judged(rule.id, rule.title, list(_rows(rule, data, table, column)), False)


def _rows(rule: ProjectsRowsRule, data: Disclosure, table: TableData, column: str) -> Iterator[Finding]:
    parents = {row.parent for row in table.rows}
    lowest = [row for row in table.rows if row.texts and row.key not in parents]
    listed: dict[str, list[Row]] = {}
    for row in lowest:
        listed.setdefault(name_key(row.name), []).append(row)
    known = {name_key(project.name) for project in data.projects}
    for project in data.projects:
        found = listed.get(name_key(project.name))
        if found is None:
            near = difflib.get_close_matches(name_key(project.name), [n for n in listed if n not in known], 1, NEAR)
            hint = f"，是不是“{listed[near[0]][0].name}”" if near else ""
            said = f"项目“{project.name}”在{table.spec.code}里没有{hint}"
            yield Finding(
                rule.id, rule.severity, said, (project.ref,), rule.advice or "请改成一样的名称，或补上这一行。"
            )
            continue
        money = project.total.cells.get(rule.column)
        left, right = add([(1, money)]), add((1, row.cells.get(column)) for row in found)
        if left.blank or left.unknown or right.unknown:
            continue
        bound = slack(data, [money, *right.cells])
        if abs(left.value - right.value) > bound:
            yield _differs(rule, left, right, bound, False, f"项目“{project.name}”")
    for key, found in listed.items() if rule.both else ():
        if key not in known:
            said = f"{table.spec.code}的项目“{found[0].name}”没有填绩效"
            cells = tuple(cell.ref for cell in found[0].cells.values() if cell.value)
            yield Finding(
                rule.id, rule.severity, said, cells, rule.advice or "请在“项目”里添上；不公开的也要添，选“不公开”。"
            )


def named(rule: ProjectsNamedRule, data: Disclosure) -> Verdict:
    """Typed paragraphs about projects, each held against the project that it names."""
    texts = list(data.tables[rule.texts].texts())
    if not data.projects or not texts:
        return Verdict(rule.id, rule.title, Status.NOT_APPLICABLE, "没有填写" if data.projects else NONE)
    return judged(rule.id, rule.title, list(_named(rule, data, texts)), False)


def _named(rule: ProjectsNamedRule, data: Disclosure, texts: Sequence[Cell]) -> Iterator[Finding]:
    names = {name_key(project.name): project for project in data.projects}
    seen: set[str] = set()
    for cell in texts:
        words = name_key(cell.text or "")
        found = max((name for name in names if name in words[: len(name) + 40]), key=len, default="")
        found = found or _shortened(words, [name for name in names if name not in seen])
        if found:
            seen.add(found)
            for said, cells in _figures(data, names[found], cell.text or ""):
                message = f"项目“{names[found].name}”的文字{said}"
                yield Finding(rule.id, rule.severity, message, (cell.ref, *cells), rule.advice or ADVICE)
        elif _speaks_of_figures(cell.text or ""):
            said = f"文字里的项目在“项目”里没有：“{(cell.text or '')[:24]}”"
            yield Finding(
                rule.id, rule.severity, said, (cell.ref,), rule.advice or "请核对项目名称，或在“项目”里添上。"
            )
    for name, project in names.items():
        if name not in seen and project.published:
            said = f"项目“{project.name}”在文字里没有写到"
            yield Finding(rule.id, rule.severity, said, (project.ref,), rule.advice or "请补上这个项目的一段。")


def _shortened(words: str, names: Sequence[str]) -> str:
    """The one project whose name a paragraph begins with in a shorter form, its beginning left out; empty where there is none."""
    head = HEAD.sub("", words)
    fitting = {
        name: length
        for name in names
        if (length := next((n for n in range(len(name) - 1, SHORT - 1, -1) if head.startswith(name[-n:])), 0))
    }
    longest = max(fitting.values(), default=0)
    found = [name for name, length in fitting.items() if length == longest]
    return found[0] if len(found) == 1 else ""


def _speaks_of_figures(text: str) -> bool:
    """Whether a paragraph is about one project: it gives its money or its score."""
    return any(pattern.search(text) for pattern in (AMOUNT, POINTS, RATE))


def _figures(data: Disclosure, project: Project, text: str) -> Iterator[tuple[str, tuple]]:
    """Figures of a paragraph that are not the project's."""
    cells: Mapping[str, Cell | None] = {"预算数": base(project.total), "执行数": project.total.cells.get("executed")}
    for found in AMOUNT.finditer(text):
        cell = cells[found[1]]
        value = Decimal(found[2].replace(",", "")) * (Unit.WAN.factor if found[3] == "万元" else 1)
        if figure(cell) is not None and cell is not None and abs(value - cell.amount) > slack(data, [cell]):
            right = plain(round_half_up(from_base(cell.amount, Unit.WAN), 2))
            yield f"写的是{found[0]}，填的是 {right} 万元", places(cell)
    score = figure(project.score)
    for found in POINTS.finditer(text):
        if score is not None and Decimal(found[1]) != score:
            yield f"写的是{found[0]}，填的是 {plain(score)} 分", places(project.score)
    rate = figure(project.rate)
    for found in RATE.finditer(text):
        decimals = len(found[1].partition(".")[2])
        bounds = rate_bounds(data, project.total, decimals)
        if rate is not None and bounds is not None and not bounds[0] <= Decimal(found[1]) <= bounds[1]:
            yield f"写的是{found[0]}，应为 {round_half_up(rate, decimals)}%", places(project.rate)
