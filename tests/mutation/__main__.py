"""Run mistakes and print what was found.

python -m tests.mutation [--text] [--kit KIT] [--count N] [--valid N] [--seed S] [--json]
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Sequence

from tests.conftest import SAMPLES

from .judge import Outcome, part, text_part
from .report import Summary
from .unseeable import PATH, PRINTED, entries

WORKERS = 2
SLICES = 8
"""A base is worked on in so many slices, so that the workers end together."""


COUNT, TEXT_COUNT = 1000, 200
"""Mistakes in each sample; an audit takes ten times as long as a check."""


def run(
    names: Sequence[str], count: int, seed: int, workers: int = WORKERS, work: Callable[..., list[Outcome]] = part
) -> list[Outcome]:
    """About ``count`` mistakes in each base, in ``workers`` processes; progress goes to the standard error."""
    tasks = [(name, count, seed, at, SLICES) for name in names for at in range(SLICES)]
    found: list[Outcome] = []
    begun = time.monotonic()
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        for done, outcomes in enumerate(pool.imap(work, tasks), 1):
            found += outcomes
            seconds = time.monotonic() - begun
            print(f"\r{done}/{len(tasks)}　{len(found)} 处　{seconds:.0f} 秒", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return found


def main(argv: Sequence[str] | None = None) -> int:
    """Command line; the exit code says whether the aim was met."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument(
        "--kit", action="append", help="only this kit, or this sample of one (KIT.lanxian); may be repeated"
    )
    parser.add_argument(
        "--text", action="store_true", help="misprint the text of the document and audit that, not the workbook"
    )
    parser.add_argument("--count", type=int, help="mistakes in each sample (default: 1000, of a text 200)")
    parser.add_argument(
        "--valid", type=int, help="random right workbooks for each kit besides the sample (default: 2; 0)"
    )
    parser.add_argument(
        "--seed", type=int, default=int.from_bytes(os.urandom(3)), help="default: another one each time"
    )
    parser.add_argument("--json", action="store_true", help="print data instead of tables")
    parser.add_argument("--workers", type=int, default=WORKERS)
    args = parser.parse_args(argv)
    kits = args.kit or SAMPLES
    print(f"种子 {args.seed}", file=sys.stderr)
    work, default, aim, known = (text_part, TEXT_COUNT, 0.95, PRINTED) if args.text else (part, COUNT, 0.99, PATH)
    count = args.count or default
    valid = args.valid if args.valid is not None else 0 if args.text else 2
    outcomes = run(kits, count, args.seed, args.workers, work)
    if valid:
        names = [f"{kit}@{args.seed + at}" for kit in kits if "." not in kit for at in range(valid)]
        outcomes += run(names, max(1, count // (2 * valid)), args.seed, args.workers, work)
    summary = Summary(outcomes, entries(known))
    print(json.dumps(summary.data(), ensure_ascii=False, indent=1) if args.json else summary.text())
    return 0 if summary.share >= aim else 1


if __name__ == "__main__":
    raise SystemExit(main())
