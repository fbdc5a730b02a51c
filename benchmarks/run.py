"""Time and peak memory of every command, beside LibreOffice turning the same .docx into PDF in the same run.

    python -m benchmarks.run [SAMPLE.xlsx …]

Each command runs in a process of its own, cold, for the first sample, for a document three times as large, and for
the sample with the most subjects and sentences.
Seconds are only comparable within one run; the last column is the ratio to LibreOffice.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TIMES = 3
SAMPLES = [ROOT / "samples" / f"{name}.xlsx" for name in ("shanxi-final-2024", "henan-final-2023")]


def measured(command: list[str]) -> tuple[float, float]:
    """Wall seconds and peak memory (MB) of a command and its children."""
    script = (
        "import resource,subprocess,sys,time;t=time.perf_counter();"
        "r=subprocess.run(sys.argv[1:],stdout=subprocess.DEVNULL,stderr=subprocess.PIPE);"
        "print(time.perf_counter()-t,resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss/1024,r.returncode);"
        "sys.stderr.buffer.write(r.stderr[-400:])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *command], capture_output=True, text=True, check=True, cwd=ROOT, env=os.environ
    )
    seconds, memory, code = done.stdout.split()
    if code not in ("0", "1"):
        raise SystemExit(f"{' '.join(command)}: {done.stderr}")
    return float(seconds), float(memory)


def best(command: list[str], runs: int = 3) -> tuple[float, float]:
    """The quickest of some runs, and the largest memory."""
    results = [measured(command) for _ in range(runs)]
    return min(seconds for seconds, _ in results), max(memory for _, memory in results)


def larger(sample: Path, folder: Path) -> Path:
    """The sample with three times its subject rows (copies of 类 under codes of their own)."""
    from benchmarks.grow import grown

    path = folder / f"{sample.stem}-x{TIMES}.xlsx"
    path.write_bytes(grown(sample, TIMES))
    return path


def main() -> None:
    """Print the table."""
    named = [Path(argument) for argument in sys.argv[1:]]
    program = [sys.executable, "-m", "disclosegen"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for workbook in named or (SAMPLES[0], larger(SAMPLES[0], folder), *SAMPLES[1:]):
            out = folder / workbook.stem
            rows = [("check", [*program, "check", str(workbook)])]
            rows += [
                (f"build {formats}", [*program, "build", str(workbook), "-o", str(out), "--format", formats, "--draft"])
                for formats in ("docx", "pdf", "html", "docx,pdf", "docx,pdf,html")
            ]
            results = {label: best(command) for label, command in rows}
            office = office_time(next(out.glob("*.docx")), folder)
            print(f"\n{workbook.name}")
            print(f"{'':<24}{'s':>8}{'MB':>8}{'÷ LibreOffice':>16}")
            for label, (seconds, memory) in results.items():
                ratio = f"{seconds / office:>16.2f}" if office else f"{'–':>16}"
                print(f"{label:<24}{seconds:>8.2f}{memory:>8.0f}{ratio}")
            if office:
                print(f"{'LibreOffice .docx → PDF':<24}{office:>8.2f}")


def office_time(docx: Path, folder: Path) -> float | None:
    """Seconds that LibreOffice needs for the conversion (its quickest of three, after one to warm up its profile)."""
    soffice = shutil.which("soffice")
    if not soffice:
        return None
    command = [
        soffice,
        f"-env:UserInstallation=file://{folder}/profile",
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(folder),
        str(docx),
    ]
    times = []
    for _ in range(4):
        started = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        times.append(time.perf_counter() - started)
    return min(times[1:])


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main()
