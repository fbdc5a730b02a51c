"""An answer of ``disclosegen explain`` as a person or a program reads it.

In: an :class:`~disclosegen.explain.Answer`.  Out: text for the terminal or JSON.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from .document.printed import Printed
from .document.trace import Origin
from .explain import Answer, Hit
from .findings import CellRef
from .pipeline import Report

SHOWN_CELLS = 12
"""Cells of one place that are printed; the rest are counted."""


def answer_text(report: Report, found: Answer) -> str:
    """The answer for the terminal."""
    return "\n".join(_lines(report, found))


def _lines(report: Report, found: Answer) -> Iterator[str]:
    if found.cell is not None:
        yield f"{found.asked}  {found.cell.words}".rstrip()
        yield f"     {found.content or '空着'}"
        yield f"用在 {len(found.hits)} 处：" if found.hits else "没有直接印出，也没有用来计算印出的数。"
    elif found.filled:
        yield f"{found.asked} 没有直接印出，填在："
        yield from (f"     {ref.address}  {ref.words}".rstrip() for ref in found.filled[:SHOWN_CELLS])
        yield f"用在 {len(found.hits)} 处：" if found.hits else "也没有用来计算印出的数。"
    elif found.hits:
        yield f"{found.asked} 印在 {len(found.hits)} 处："
    elif found.tabs:
        yield f"“{report.name}”里没有要填的格子“{found.asked}”。有这些工作表：{'、'.join(found.tabs)}。"
    else:
        yield f"“{report.name}”里没有印出 {found.asked}。"
        if found.nearest:
            yield "相近的数（可能是四舍五入或抄写之差）："
            yield from (f"     {one.text}  {_cut(one.where, 100)}" for one in found.nearest)
        else:
            yield "也没有相近的数。数字可以带“%”“万元”；要看一个格子用在哪里，请写“工作表!格子”，如 原因说明!E4。"
    for number, hit in enumerate(found.hits, 1):
        yield from _hit_lines(number, hit)
    if found.rules:
        yield "核对这一格的规则："
        yield from (f"     {rule}" for rule in found.rules)
    if found.findings:
        yield "有关的问题："
        yield from (f"     {one.severity.value} {one.rule} {one.message}" for one in found.findings)
    elif found.found:
        yield "有关的格子没有发现问题。"


def _hit_lines(number: int, hit: Hit) -> Iterator[str]:
    one, explained = hit.printed, hit.explanation
    yield f"{number}. {one.where}"
    yield f"     {_quoted(one)}"
    if explained.steps:
        first, *rest = explained.steps
        behind = [line.ref.address for line in explained.cells[:SHOWN_CELLS]]
        yield f"     {first}" + (f"，{'、'.join(behind)}" if behind and one.trace.origin is not Origin.SUM else "")
        yield from (f"     其中 {step}" for step in rest)
    else:
        yield f"     {explained.lead}"
    for line in explained.cells[:SHOWN_CELLS]:
        yield "       " + "  ".join(filter(None, (line.ref.address, line.ref.words, line.content)))
    if len(explained.cells) > SHOWN_CELLS:
        yield f"       …… 等 {len(explained.cells)} 格"
    yield from (f"     {words}" for words in explained.sums)


def _quoted(one: Printed) -> str:
    """The sentence with the figure between 〔 〕, long ends cut."""
    text = _cut(one.text, 60)
    before = one.before if len(one.before) <= 60 else "…" + one.before[-60:]
    return f"{before}〔{text}〕{_cut(one.after, 40)}" if one.kind != "table" else f"{before} 〔{text}〕"


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[:most] + "…"


def answer_json(report: Report, found: Answer) -> str:
    """The answer for programs."""
    content: dict[str, Any] = {
        "file": report.name,
        "asked": found.asked,
        "found": found.found,
        "cell": _cell(found.cell, found.content) if found.cell else None,
        "places": [
            {
                "kind": hit.printed.kind,
                "where": hit.printed.where,
                "quote": hit.printed.before + hit.printed.text + hit.printed.after,
                "figure": hit.printed.text,
                "how": hit.explanation.lead,
                "formulas": list(hit.explanation.steps),
                "cells": [_cell(line.ref, line.content) for line in hit.explanation.cells],
                "sums": list(hit.explanation.sums),
            }
            for hit in found.hits
        ],
        "filled": [_cell(ref, "") for ref in found.filled],
        "nearest": [{"figure": one.text, "where": one.where} for one in found.nearest],
        "rules": list(found.rules),
        "findings": [one.to_json() for one in found.findings],
    }
    return json.dumps(content, ensure_ascii=False, indent=2)


def _cell(ref: CellRef, content: str) -> dict[str, str]:
    return {"address": ref.address, "words": ref.words, "content": content}
