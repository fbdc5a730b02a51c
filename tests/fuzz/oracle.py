"""What must hold of the answer to any file: it ends in time, within bounds, in words that a clerk understands.

In: a case.  Out: an :class:`Outcome`; its ``faults`` are empty where all is well.
"""

from __future__ import annotations

import io
import re
import time
import traceback
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from lxml import etree

from disclosegen import pipeline
from disclosegen.errors import DisclosegenError
from disclosegen.findings import Finding
from disclosegen.render import output
from disclosegen.report_json import report_json
from disclosegen.show import report_text

from .cases import Case

SECONDS = 5.0
MEGABYTES = {"": 300, "docx": 300, "pdf": 500}
"""What one case may need beyond what the process had before, by what was built of it: a PDF of 90 pages is laid out as a whole."""
LONGEST = 500
"""Characters of one sentence of a finding; whoever writes more quotes too much."""
LONGEST_PLACE = 200

PYTHON = re.compile(
    r"Traceback|Error\b|Exception|\bNone\b|NoneType|openpyxl|lxml|<class|object at 0x|Decimal\(|\\u[0-9a-f]{4}"
)
QUOTED = re.compile(r"“[^”]*”")
ENGLISH = re.compile(r"[A-Za-z]{2,}(?: [A-Za-z]{2,}){2,}")
COMMANDS = re.compile(r"disclosegen [\w\- .]+")
MARKS = "\ue000\ue001\ue002"
SENTINEL = b"an old file that nobody may touch"


@dataclass(frozen=True)
class Outcome:
    """How a case ended: ``refused``, ``wrong``, ``to confirm``, ``clean``, ``call``; seconds; what was not as it should be."""

    seed: int
    level: str
    ending: str
    seconds: float
    megabytes: int
    built: str = ""
    faults: tuple[str, ...] = ()


def judge(case: Case, folder: Path, *, share: float = 0.1, share_pdf: float = 0.004) -> Outcome:
    """Check a case as staff would, and build a share of those that can be read.

    Args:
        folder: An empty folder for the file; afterwards it holds nothing but what stood there.
        share: Of the readable ones, how many are built as Word and HTML; ``share_pdf`` as PDF too.
    """
    path = folder / case.name
    path.write_bytes(case.data)
    old = folder / "旧.docx"
    old.write_bytes(SENTINEL)
    faults: list[str] = []
    ending, built = "failed", ""
    reset_peak()
    had, start = peak(), time.process_time()
    try:
        report = pipeline.check(path)
        ending = _ending(report)
        seconds = time.process_time() - start
        faults += _words(report)
    except DisclosegenError as error:
        seconds = time.process_time() - start
        ending, report = "call", None
        faults += unfit(str(error), LONGEST)
    except Exception:
        seconds = time.process_time() - start
        report = None
        faults.append(traceback.format_exc())
    chance = Random(case.seed).random()
    if report is not None and report.data is not None and chance < share:
        built = "pdf" if chance < share_pdf else "docx"
        faults += _built(report, built)
    megabytes = peak()
    if seconds > SECONDS:
        faults.append(f"took {seconds:.1f} s")
    if megabytes - had > MEGABYTES[built]:
        faults.append(f"took {megabytes - had} MB")
    if path.read_bytes() != case.data or old.read_bytes() != SENTINEL or len(list(folder.iterdir())) != 2:
        faults.append(f"touched files: {sorted(p.name for p in folder.iterdir())}")
    path.unlink()
    old.unlink()
    return Outcome(case.seed, case.level, ending, seconds, megabytes, built, tuple(faults))


def _ending(report: pipeline.Report) -> str:
    if report.data is None:
        return "refused"
    if not report.ok:
        return "wrong"
    return "to confirm" if any(finding.severity.rank == 1 for finding in report.findings) else "clean"


def _words(report: pipeline.Report) -> Iterator[str]:
    """Everything that is wrong with what staff are shown."""
    for finding in report.findings:
        yield from (f"{finding.rule}: {fault}" for fault in _of_finding(finding))
    if report.data is None and not report.findings:
        yield "refused without a word"
    shown = report_text(report)
    yield from (f"report: {fault}" for fault in unfit(shown.replace("\n", ""), None))
    report_json(report).encode()
    if len(shown) > 400_000:
        yield f"a report of {len(shown)} characters"


def _of_finding(finding: Finding) -> Iterator[str]:
    yield from unfit(finding.message, LONGEST)
    yield from unfit(finding.advice, LONGEST)
    for ref in finding.cells:
        yield from unfit(f"{ref.address} {ref.words}", LONGEST_PLACE)


def unfit(text: str, longest: int | None) -> Iterator[str]:
    """What makes a sentence unfit to be shown to a clerk."""
    if longest is not None and len(text) > longest:
        yield f"too long ({len(text)}): {text[:200]!r}"
    bad = {char for char in text if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp") or char in MARKS}
    if bad:
        yield f"characters {sorted(bad)!r} in {text[:200]!r}"
    if longest is not None:
        own = COMMANDS.sub("", QUOTED.sub("", text))
        found = PYTHON.search(text) or ENGLISH.search(own)
        if found:
            yield f"not for a clerk: {found[0]!r} in {text[:200]!r}"


def _built(report: pipeline.Report, how: str) -> Iterator[str]:
    """Build a draft in memory: it must come out, and be well-formed."""
    files: dict[Path, bytes] = {}
    kept, output.write_whole = output.write_whole, files.update
    try:
        formats = ("docx", "html", "pdf") if how == "pdf" else ("docx", "html")
        pipeline.build(report, Path("out"), formats, draft=True)
    except DisclosegenError as error:  # such as a character that no font has
        yield from unfit(str(error), LONGEST)
        return
    except Exception:
        yield traceback.format_exc()
        return
    finally:
        output.write_whole = kept
    for path, data in files.items():
        if path.suffix == ".docx":
            with zipfile.ZipFile(io.BytesIO(data)) as package:
                for name in package.namelist():
                    if name.endswith((".xml", ".rels")):
                        etree.fromstring(package.read(name), etree.XMLParser(huge_tree=True))
        elif path.suffix == ".pdf" and not data.rstrip().endswith(b"%%EOF"):
            yield "half a PDF"
        yield from (f"file name: {fault}" for fault in unfit(path.name, 120))


def reset_peak() -> None:
    """Forget the process's highest memory so far (Linux)."""
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        return


def peak() -> int:
    """Highest memory since then in MB; 0 where the system does not say."""
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        return 0
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) // 1024 if found else 0
