"""Many random right workbooks: none may give a 错误 or a 核实, each must become a Word document, and each come back from print.

    python -m tests.laws [--back] [--kit KIT] [--count N] [--seed S]

With ``--back`` the document is read again: its text always, every tenth also as Word and web page, every thirtieth as PDF.  What was
read prints the same document, and the audit is silent (:mod:`tests.helpers.way_back`).

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
from disclosegen.money import Unit
from disclosegen.render.docx import to_docx
from disclosegen.render.estimate import estimate_pages
from tests.helpers.valid import MAKERS, valid_content, widened
from tests.helpers.way_back import not_back, printed_as
from tests.mutation.base import Base

WORKERS = 2
FORMATS = {"txt": 1, "docx": 10, "html": 10, "pdf": 30}
"""How often a document is read in which format: each, every tenth, …"""


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


def not_returned(task: tuple[str, int]) -> tuple[str, int, list[str]]:
    """What does not come back of the document of a seed."""
    kit_id, seed = task
    kit = widened(load_kit(kit_id))
    report = Base(kit_id, kit, valid_content(kit, seed, (Unit.WAN, Unit.YUAN)[seed % 2])).check()
    formats = [name for name, often in FORMATS.items() if seed % often == 0]
    return (
        kit_id,
        seed,
        [f"{name} {said}" for name in formats for said in not_back(report, kit, printed_as(report, name))],
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Command line; the exit code says whether the law held."""
    parser = argparse.ArgumentParser(prog="python -m tests.laws", description=__doc__)
    parser.add_argument("--back", action="store_true", help="read the documents again and audit them")
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
        for done, (kit_id, seed, said) in enumerate(
            pool.imap_unordered(not_returned if args.back else broken, tasks), 1
        ):
            print(f"\r{done}/{len(tasks)}", end="", file=sys.stderr, flush=True)
            if said:
                wrong += 1
                print(f"{kit_id} 种子 {seed}", *said, sep="\n  ")
    print(f"\n{len(tasks)} 份正确的表格，{'没有原样读回' if args.back else '被误报'}的 {wrong} 份")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
