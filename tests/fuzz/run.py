"""Two processes that judge thousands of cases, and the table of what came out."""

from __future__ import annotations

import faulthandler
import gc
import multiprocessing
import os
import queue
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from disclosegen import pipeline

from .cases import LEVELS, make
from .oracle import Outcome, judge
from .package import base, base_names, pack

CHUNK = 250
"""Cases that one process judges before a fresh one takes over."""
TIDY = 10
"""Cases after which it clears up; the memory of so many counts together."""
HANG = 300
"""Seconds by the clock after which a case counts as hung; the bound of a case is in its own processor time."""
ADDRESS_SPACE = 3 * 2**30
ENDINGS = ("refused", "call", "wrong", "to confirm", "clean", "failed")


def keep_kits() -> None:
    """Load each kit and compile its sentences, for all processes: they are not what is tested."""
    for parts in map(base, base_names()):
        with tempfile.TemporaryDirectory() as place:
            path = Path(place) / "表.xlsx"
            path.write_bytes(pack(parts))
            pipeline.check(path)


def work(seeds: Sequence[int], results: Any, log: Path) -> None:
    """Judge some cases in this process, within its bounds."""
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    gc.disable()
    gc.freeze()
    with tempfile.TemporaryDirectory() as place, log.open("w") as stream:
        caller = os.getppid()
        for number, seed in enumerate(seeds, 1):
            if os.getppid() != caller:  # stopped by hand
                return
            faulthandler.dump_traceback_later(HANG, exit=True, file=stream)
            case = make(seed)
            results.put(judge(case, Path(place)))
            faulthandler.cancel_dump_traceback_later()
            if number % TIDY == 0:
                gc.collect()
    results.put(None)


def outcomes(seeds: Sequence[int], workers: int) -> Iterator[Outcome]:
    """The outcome of every case, in the order in which they end."""
    chunks = [list(seeds[at : at + CHUNK]) for at in range(0, len(seeds), CHUNK)]
    context = multiprocessing.get_context("fork")
    running: list[_Worker] = []
    while chunks or running:
        while chunks and len(running) < workers:
            running.append(_Worker(context, chunks.pop(0)))
        for worker in list(running):
            yield from worker.answers()
            if worker.ended:
                running.remove(worker)
                if worker.left:
                    chunks.append(worker.left)


class _Worker:
    """One process and what it still has to do."""

    def __init__(self, context: Any, seeds: list[int]):
        self.left = seeds
        self.ended = False
        self.results = context.Queue()
        handle, name = tempfile.mkstemp()
        open(handle, "w").close()
        self.log = Path(name)
        self.process = context.Process(target=work, args=(seeds, self.results, self.log), daemon=True)
        self.process.start()

    def answers(self) -> Iterator[Outcome]:
        """What has come in; a process that died blames the case that it was at."""
        alive = self.process.is_alive()
        try:
            while True:
                answer = self.results.get(timeout=0.2)
                if answer is None:
                    self._end()
                    return
                if isinstance(answer, Outcome):
                    yield answer
                    self.left = [seed for seed in self.left if seed != answer.seed]
        except queue.Empty:
            if alive:
                return
        if self.left:
            seed, self.left = self.left[0], self.left[1:]
            why = self.log.read_text() or f"the process ended with {self.process.exitcode}"
            yield Outcome(seed, make(seed).level, "failed", HANG, 0, faults=(why,))
        self._end()

    def _end(self) -> None:
        self.process.join()
        self.log.unlink(missing_ok=True)
        self.ended = True


class Tally:
    """Counts by level and ending."""

    def __init__(self) -> None:
        self.counts: Counter[tuple[str, str]] = Counter()
        self.built: Counter[str] = Counter()
        self.failures: list[Outcome] = []
        self.slowest = self.largest = 0.0

    def add(self, outcome: Outcome) -> None:
        self.counts[outcome.level, outcome.ending] += 1
        self.built[outcome.built] += 1
        self.slowest = max(self.slowest, outcome.seconds)
        self.largest = max(self.largest, outcome.megabytes)
        if outcome.faults:
            self.failures.append(outcome)

    def __str__(self) -> str:
        lines = ["{:>8}".format("") + "".join(f"{ending:>12}" for ending in (*ENDINGS, "all"))]
        for level in (*LEVELS, "all"):
            row = [
                sum(n for (own, e), n in self.counts.items() if level in (own, "all") and e == ending)
                for ending in ENDINGS
            ]
            lines.append(f"{level:>8}" + "".join(f"{number:>12}" for number in (*row, sum(row))))
        lines.append(
            f"built: {self.built['docx'] + self.built['pdf']} as Word and HTML, {self.built['pdf']} of them as PDF; "
            f"slowest check {self.slowest:.2f} s of processor time; highest memory {self.largest:.0f} MB; "
            f"failures: {len(self.failures)}"
        )
        return "\n".join(lines)
