"""Run a command and print what it took, all its processes together.

    python -m benchmarks.spent COMMAND …

Out: one line of JSON: seconds by the clock (``wall``) and of all processors (``cpu``), the largest memory of all processes at
one time in MB (``memory``; what they share counts once), and the exit code.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from pathlib import Path

EVERY = 0.05
"""Seconds between two looks at the memory."""


def main(command: list[str]) -> None:
    """Run it."""
    started, most = time.perf_counter(), 0.0
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True)
    while process.poll() is None:
        most = max(most, together(process.pid))
        time.sleep(EVERY)
    wall, used = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    largest = used.ru_maxrss / 1024  # of one process: where /proc does not say more, or it was too quick
    spent = {
        "wall": wall,
        "cpu": used.ru_utime + used.ru_stime,
        "memory": max(most, largest),
        "code": process.returncode,
    }
    print(json.dumps(spent))
    assert process.stderr is not None
    sys.stderr.buffer.write(process.stderr.read()[-400:])


def together(session: int) -> float:
    """Memory of the processes of a session, in MB."""
    total = 0
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            if int(status.read_text().rpartition(")")[2].split()[3]) == session:
                lines = (status.parent / "smaps_rollup").read_text().splitlines()
                total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        except (OSError, ValueError, IndexError):  # it has just ended
            continue
    return total / 1024


if __name__ == "__main__":
    main(sys.argv[1:])
