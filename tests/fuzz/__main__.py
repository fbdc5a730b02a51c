"""``python -m tests.fuzz [--count N] [--seed S] [--workers W] [--kills K] [--replay SEED]``: break workbooks, count what happens."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from disclosegen.kit.load import load_kit
from disclosegen.pipeline import build, check
from disclosegen.workbook.blank import write_workbook
from tests.helpers.kill import contents, killings
from tests.helpers.sheets import content, edit

from .cases import make
from .oracle import judge
from .package import SAMPLES
from .run import Tally, keep_kits, outcomes


def main() -> int:
    """Run; 1 if anything failed."""
    options = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    options.add_argument("--count", type=int, default=10_000, help="how many workbooks")
    options.add_argument("--seed", type=int, default=0, help="number of the first one")
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--replay", type=int, metavar="SEED", help="judge one and say what happens")
    options.add_argument("--kills", type=int, default=100, help="how often a build is killed afterwards")
    options.add_argument("--failures", type=Path, default=Path("out/fuzz"), help="where failures are kept for replay")
    chosen = options.parse_args()
    if chosen.replay is not None:
        return replay(chosen.replay, chosen.failures)
    failed = run(range(chosen.seed, chosen.seed + chosen.count), chosen.workers, chosen.failures)
    return failed | kill(chosen.kills)


def kill(times: int) -> int:
    """Kill a build over existing output so many times and say what was left of it."""
    if not times:
        return 0
    left: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as place:
        workbook, folder = Path(place) / "表.xlsx", Path(place) / "out"
        kit = load_kit("shanxi-final-2024")
        sets = []
        for text in ("人员减少", "人员增加"):
            filled = content(kit, (SAMPLES / "shanxi-final-2024.txt").read_text("utf-8"))
            workbook.write_bytes(write_workbook(kit, edit(filled, "reasons.s01.reason.text", text)))
            build(check(workbook), folder, ("docx", "html"))
            sets.append(contents(folder))
        for ended, seen in killings(workbook, folder, *sets, times):
            whole = set(seen) == set(sets[0]) and all(seen[name] in (sets[0][name], sets[1][name]) for name in seen)
            which = (
                "old" if seen == sets[0] else "new" if seen == sets[1] else "one old, one new" if whole else "BROKEN"
            )
            left[f"{ended}: {which}"] += 1
    print(f"{times} killings of a build: " + "; ".join(f"{what} {number}" for what, number in sorted(left.items())))
    return any("BROKEN" in what for what in left)


def replay(seed: int, folder: Path) -> int:
    """Make one case again, keep its file, say what happens."""
    keep_kits()
    case = make(seed)
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / f"{seed}.xlsx"
    kept.write_bytes(case.data)
    print(f"{case.base}; {', '.join(case.faults)}; {case.name!r}; {kept}")
    with tempfile.TemporaryDirectory() as place:
        outcome = judge(case, Path(place), share=1)
    print(outcome.ending, f"{outcome.seconds:.2f} s", f"{outcome.megabytes} MB", outcome.built)
    print("\n".join(outcome.faults) or "as it should be")
    return bool(outcome.faults)


def run(seeds: range, workers: int, folder: Path) -> int:
    """Judge all, print the table, keep the failures."""
    keep_kits()
    tally, start = Tally(), time.monotonic()
    for number, outcome in enumerate(outcomes(seeds, workers), 1):
        tally.add(outcome)
        if outcome.faults:
            folder.mkdir(parents=True, exist_ok=True)
            case = make(outcome.seed)
            (folder / f"{outcome.seed}.xlsx").write_bytes(case.data)
            (folder / f"{outcome.seed}.txt").write_text("\n".join((case.base, *case.faults, *outcome.faults)), "utf-8")
            print(f"seed {outcome.seed} ({', '.join(case.faults)}): {outcome.faults[0].splitlines()[-1][:300]}")
        if number % 500 == 0:
            print(
                f"{number} of {len(seeds)}, {time.monotonic() - start:.0f} s, {len(tally.failures)} failures",
                flush=True,
            )
    print(tally)
    print(f"{time.monotonic() - start:.0f} s; replay one with: python -m tests.fuzz --replay SEED")
    return bool(tally.failures)


if __name__ == "__main__":
    sys.exit(main())
