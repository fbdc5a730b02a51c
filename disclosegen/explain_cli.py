"""``disclosegen explain``: its arguments and exit code.

In: parsed arguments.  Out: text or JSON on the terminal; 0 found, 1 not printed anywhere, 2 a mistake in the call.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .errors import CallError

CLEAN, MISSING = 0, 1


def declare(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> argparse.ArgumentParser:
    """Add the command to the command line."""
    one = commands.add_parser(
        "explain",
        help="说明印出的一个数从哪里来，或一个格子用在哪里",
        description="查一个数：它印在哪些表、哪些句子里，怎样算出，用了哪些格子，格子里填的是什么，有没有问题。\n"
        "查一个格子：它印在哪里，用来算出了哪些数，哪些规则核对它。",
        epilog="例：\n"
        "  disclosegen explain 决算.xlsx 8.45%            一个比率\n"
        "  disclosegen explain 决算.xlsx 7,337.12         一个金额，带不带逗号、“万元”都可以，全角也可以\n"
        "  disclosegen explain 决算.xlsx -- -12.30        负数，前面加 --\n"
        "  disclosegen explain 决算.xlsx 原因说明!E4      一个格子，写法与检查结果里的相同\n"
        "没有印出这个数时，列出相近的数，退出码为 1。",
    )
    one.add_argument("workbook", metavar="文件.xlsx", type=Path)
    one.add_argument("question", metavar="数字或格子", help="如 8.45%%、620.07万元、原因说明!E4")
    one.add_argument("--json", action="store_true", help="按 JSON 输出，供程序读取")
    one.set_defaults(run=run)
    return one


def run(options: argparse.Namespace) -> int:
    """Answer one question."""
    from .explain import answer
    from .explain_show import answer_json, answer_text
    from .pipeline import check
    from .show import report_text

    report = check(options.workbook, options.kits)
    if report.data is None:
        print(report_text(report), file=sys.stderr)
        return MISSING
    found = answer(report, options.question)
    if found is None:
        raise CallError(
            f"“{options.question}”不是数字，也不是格子。数字如 8.45%、620.07万元；格子如 原因说明!E4，写法与检查结果里的相同。"
        )
    print(answer_json(report, found) if options.json else answer_text(report, found))
    return CLEAN if found.found else MISSING
