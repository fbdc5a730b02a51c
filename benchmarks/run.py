"""Time and peak memory of every command, beside LibreOffice turning the same .docx into PDF in the same run.

    python -m benchmarks.run [SAMPLE.xlsx …]

Each command runs cold, for the first sample, for a document three times as large, for the sample with the most subjects and
sentences, and for the one with the most performance forms; then growth: from 55 to 550 forms, PDFs of 88 pages and more read
back from what they print, and checks of up to 500 projects with 20,000 indicators.  Seconds are only comparable within one run; one column is the ratio to LibreOffice.
"""

from __future__ import annotations

import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from pypdf import PdfReader

from benchmarks.grow import grown
from benchmarks.projects import with_projects

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = [sys.executable, "-m", "disclosegen"]
TIMES = 3
FORMS = ROOT / "samples" / "shanxi-budget-2024.xlsx"
"""The sample with the most forms: 55 published of 56 projects."""
SAMPLES = [*(ROOT / "samples" / f"{name}.xlsx" for name in ("shanxi-final-2024", "henan-final-2023")), FORMS]
MOST_RATIO, MOST_MEMORY = 2.0, 700.0
"""What a whole build of FORMS may take: times LibreOffice's conversion, MB of all its processes together."""

LONG, MOST_IMPORT = 75, 1.0
"""Projects of a document of more than 100 pages, and how many times its own build reading it back may take."""


@dataclass(frozen=True)
class Spent:
    """Seconds by the clock, seconds of all processors, and the peak of all processes together in MB."""

    wall: float
    cpu: float
    memory: float


def measured(command: list[str]) -> Spent:
    """What a command and its children take.

    Raises:
        SystemExit: The command failed.
    """
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.spent", *command], capture_output=True, text=True, check=True, cwd=ROOT
    )
    found = json.loads(done.stdout)
    if found["code"] not in (0, 1):
        raise SystemExit(f"{' '.join(command)}: {done.stderr}")
    return Spent(found["wall"], found["cpu"], found["memory"])


def best(command: list[str], runs: int = 3) -> Spent:
    """The quickest of some runs, and the largest memory."""
    results = [measured(command) for _ in range(runs)]
    return Spent(min(one.wall for one in results), min(one.cpu for one in results), max(one.memory for one in results))


def main() -> None:
    """Print the tables."""
    named = [Path(argument) for argument in sys.argv[1:]]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        large = folder / f"{SAMPLES[0].stem}-x{TIMES}.xlsx"
        large.write_bytes(grown(SAMPLES[0], TIMES))
        for workbook in named or (SAMPLES[0], large, *SAMPLES[1:]):
            commands(workbook, folder)
        if not named:
            forms(folder)
            imports(folder)
            projects(folder)


def commands(workbook: Path, folder: Path) -> None:
    """Every command for one workbook."""
    out = folder / workbook.stem
    rows = [("check", [*PROGRAM, "check", str(workbook)])]
    rows += [
        (f"build {formats}", [*PROGRAM, "build", str(workbook), "-o", str(out), "--format", formats, "--draft"])
        for formats in ("docx", "pdf", "html", "docx,pdf", "docx,pdf,html")
    ]
    results = {label: best(command) for label, command in rows}
    office = office_time(next(out.glob("*.docx")), folder)
    print(f"\n{workbook.name}")
    print(f"{'':<24}{'s':>8}{'CPU s':>8}{'MB':>8}{'÷ LibreOffice':>16}")
    for label, spent in results.items():
        ratio = f"{spent.wall / office:>16.2f}" if office else f"{'–':>16}"
        print(f"{label:<24}{spent.wall:>8.2f}{spent.cpu:>8.2f}{spent.memory:>8.0f}{ratio}")
    if office:
        print(f"{'LibreOffice .docx → PDF':<24}{office:>8.2f}")
    if office and workbook == FORMS:
        whole = results["build docx,pdf"]
        kept = whole.wall <= MOST_RATIO * office and whole.memory <= MOST_MEMORY
        print(f"at most {MOST_RATIO:.0f} × LibreOffice and {MOST_MEMORY:.0f} MB: {'kept' if kept else 'NOT KEPT'}")


def forms(folder: Path) -> None:
    """Building ten times as many forms takes about ten times as long."""
    print(f"\nforms (build docx,pdf; once each)\n{'projects':>8}{'s':>8}{'CPU s':>8}{'MB':>8}{'CPU ms a form':>16}")
    for number in (56, 112, 280, 560):
        book = folder / f"forms-{number}.xlsx"
        book.write_bytes(with_projects(FORMS, number))
        spent = measured([*PROGRAM, "build", str(book), "-o", str(folder / "forms"), "--draft"])
        print(f"{number:>8}{spent.wall:>8.1f}{spent.cpu:>8.1f}{spent.memory:>8.0f}{1000 * spent.cpu / number:>16.0f}")


def imports(folder: Path) -> None:
    """Reading a long PDF back, without the data that it carries, takes less time than building it."""
    print(
        f"\nimport of a PDF (once each)\n{'pages':>8}{'s':>8}{'CPU s':>8}{'MB':>8}{'÷ build':>10}{'CPU ms a page':>16}"
    )
    for number in (56, 75, 150):
        book, out = folder / f"import-{number}.xlsx", folder / f"import-{number}"
        book.write_bytes(with_projects(FORMS, number))
        build = measured([*PROGRAM, "build", str(book), "-o", str(out), "--format", "pdf"])
        published = next(out.glob("*.pdf"))
        back = measured([*PROGRAM, "import", str(published), "-o", str(out / "back.xlsx"), "--printed", "--json"])
        pages, ratio = len(PdfReader(published).pages), back.wall / build.wall
        print(
            f"{pages:>8}{back.wall:>8.1f}{back.cpu:>8.1f}{back.memory:>8.0f}{ratio:>10.2f}{1000 * back.cpu / pages:>16.0f}"
        )
        if number == LONG:
            kept = ratio <= MOST_IMPORT and back.memory <= MOST_MEMORY
            print(f"at most {MOST_IMPORT:.0f} × the build and {MOST_MEMORY:.0f} MB: {'kept' if kept else 'NOT KEPT'}")


def projects(folder: Path) -> None:
    """Checking 500 projects with 20,000 indicators, and fewer."""
    print(
        f"\nprojects with 40 indicators each (once each)\n{'projects':>8}{'check s':>10}{'MB':>8}{'new --from s':>14}"
    )
    for number in (125, 250, 500):
        book, following = folder / f"projects-{number}.xlsx", folder / f"next-{number}.xlsx"
        book.write_bytes(with_projects(SAMPLES[1], number, 40))
        check = measured([*PROGRAM, "check", str(book)])
        new = measured([*PROGRAM, "new", SAMPLES[1].stem, "-o", str(following), "--from", str(book)])
        print(f"{number:>8}{check.wall:>10.1f}{check.memory:>8.0f}{new.wall:>14.1f}")


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
