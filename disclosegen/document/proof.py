"""Proof-reading of finished text: sentences that staff replaced must keep the program's figures.

In: replaced sentences with what the program would have said.  Out: findings that quote the figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ..findings import Finding, Severity
from ..model.disclosure import Disclosure

if TYPE_CHECKING:
    from .narrative import Replaced

FIGURE = re.compile(r"(\d[\d,，]*(?:\.\d+)?)\s*(万元|%|％)")


def proof_replaced(data: Disclosure, replaced: Sequence[Replaced]) -> Iterator[Finding]:
    """Every amount and rate of a replaced sentence is one that the program computed or a table holds."""
    if not replaced:
        return
    table_figures = {str(amount) for amount in data.printed_amounts}
    for one in replaced:
        computed = {_folded(found) for found in FIGURE.finditer(one.original)}
        for found in FIGURE.finditer(one.text):
            figure = _folded(found)
            if figure in computed or (figure[1] == "万元" and figure[0] in table_figures):
                continue
            near = (
                "、".join(sorted({number + unit for number, unit in computed if unit == figure[1]})[:6])
                or "没有这类数字"
            )
            yield Finding(
                "N-replaced",
                Severity.ERROR,
                f"改写的句子 {one.key} 里的“{found[0]}”不是表内的数，也不是程序算出的数（程序算出：{near}）",
                (one.ref,),
                "请按表内数字改写，或清空改写，由程序生成。",
            )


def _folded(found: re.Match[str]) -> tuple[str, str]:
    number = found[1].replace(",", "").replace("，", "")
    return number, found[2].replace("％", "%")
