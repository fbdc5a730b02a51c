"""Many random right workbooks: none may give a 错误 or a 核实, and each must become a Word document.

    python -m tests.laws [--kit KIT] [--count N] [--seed S]

A workbook that is spoken against is printed with its seed; ``python -m tests.laws --kit KIT --seed S --count 1`` makes it again.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
from collections.abc import Sequence

from disclosegen.findings import Severity
from disclosegen.kit.load import load_kit
from disclosegen.render.docx import to_docx
from disclosegen.render.estimate import estimate_pages
from tests.helpers.valid import MAKERS, valid_content, widened
from tests.mutation.base import Base

WORKERS = 2


def broken(task: tuple[str, int]) -> tuple[str, int, list[str]]:
    """What is said against the right workbook of a seed."""
    kit_id, seed = task
    kit = widened(load_kit(kit_id))
    report = Base(kit_id, kit, valid_content(kit, seed)).check()
    assert report.composed is not None
    document = report.composed.document
    assert to_docx(document, estimate_pages(document))
    said = [
        f"{finding.severity.value} {finding.rule} {finding.message} {'、'.join(ref.address for ref in finding.cells[:4])}"
        for finding in report.findings
        if finding.severity is not Severity.NOTE
    ]
    return kit_id, seed, said


def main(argv: Sequence[str] | None = None) -> int:
    """Command line; the exit code says whether the law held."""
    parser = argparse.ArgumentParser(prog="python -m tests.laws", description=__doc__)
    parser.add_argument("--kit", action="append", help="only this kit; may be repeated")
    parser.add_argument("--count", type=int, default=60, help="workbooks of each kit")
    parser.add_argument(
        "--seed", type=int, default=int.from_bytes(os.urandom(3)), help="default: another one each time"
    )
    args = parser.parse_args(argv)
    print(f"种子从 {args.seed} 起", file=sys.stderr)
    tasks = [(kit, args.seed + at) for at in range(args.count) for kit in args.kit or MAKERS]
    wrong = 0
    with multiprocessing.get_context("spawn").Pool(WORKERS) as pool:
        for done, (kit_id, seed, said) in enumerate(pool.imap_unordered(broken, tasks), 1):
            print(f"\r{done}/{len(tasks)}", end="", file=sys.stderr, flush=True)
            if said:
                wrong += 1
                print(f"{kit_id} 种子 {seed}", *said, sep="\n  ")
    print(f"\n{len(tasks)} 份正确的表格，被误报的 {wrong} 份")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
