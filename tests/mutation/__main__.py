"""Run mistakes and print what was found.

python -m tests.mutation [--kit KIT] [--count N] [--valid N] [--seed S] [--kind KIND] [--json]
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import sys
import time
from collections.abc import Sequence

from tests.conftest import SAMPLES

from .judge import Outcome, part
from .report import Summary
from .unseeable import entries

WORKERS = 2
SLICES = 8
"""A base is worked on in so many slices, so that the workers end together."""


def run(names: Sequence[str], count: int, seed: int, workers: int = WORKERS) -> list[Outcome]:
    """About ``count`` mistakes in each base, in ``workers`` processes; progress goes to the standard error."""
    tasks = [(name, count, seed, at, SLICES) for name in names for at in range(SLICES)]
    found: list[Outcome] = []
    begun = time.monotonic()
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        for done, outcomes in enumerate(pool.imap(part, tasks), 1):
            found += outcomes
            seconds = time.monotonic() - begun
            print(f"\r{done}/{len(tasks)}　{len(found)} 处　{seconds:.0f} 秒", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return found


def main(argv: Sequence[str] | None = None) -> int:
    """Command line; the exit code says whether the aim of 99 % was met."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument(
        "--kit", action="append", help="only this kit, or this sample of one (KIT.lanxian); may be repeated"
    )
    parser.add_argument("--count", type=int, default=1000, help="mistakes in each sample")
    parser.add_argument("--valid", type=int, default=2, help="random right workbooks for each kit besides the sample")
    parser.add_argument(
        "--seed", type=int, default=int.from_bytes(os.urandom(3)), help="default: another one each time"
    )
    parser.add_argument("--json", action="store_true", help="print data instead of tables")
    parser.add_argument("--workers", type=int, default=WORKERS)
    args = parser.parse_args(argv)
    kits = args.kit or SAMPLES
    print(f"种子 {args.seed}", file=sys.stderr)
    outcomes = run(kits, args.count, args.seed, args.workers)
    if args.valid:
        names = [f"{kit}@{args.seed + at}" for kit in kits if "." not in kit for at in range(args.valid)]
        outcomes += run(names, max(1, args.count // (2 * args.valid)), args.seed, args.workers)
    summary = Summary(outcomes, entries())
    print(json.dumps(summary.data(), ensure_ascii=False, indent=1) if args.json else summary.text())
    return 0 if summary.share >= 0.99 else 1


if __name__ == "__main__":
    raise SystemExit(main())
