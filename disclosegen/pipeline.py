"""The five stages in order. Start reading here.

    workbook (.xlsx) ──► read ──► build ──► check ──► compose ──► render
       1 workbook/       values    2 model/   3 checks/   4 document/  5 render/
                         with      typed      findings    blocks       .docx .pdf .html
                         cells     data

In: a path and the kits.  Out: a :class:`Report` (findings, verdicts, the data), and output files that appear whole or
not at all.  Nothing is global: any number of workbooks can be held at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from .alike import fold_alike
from .checks import cents
from .checks.answers import Answered, settle
from .checks.arithmetic import ROUNDING
from .checks.base import Status, Verdict
from .checks.run import run as run_checks
from .document.blocks import Document
from .document.compose import OF_GRIDS, Composed, compose
from .document.unused import UNUSED
from .errors import CallError
from .findings import UNSEEN, CellRef, Finding, Severity, has_errors, numbered, shown, sort_findings
from .kit.load import Kit, kit_ids, load_kit
from .ledger import ELSEWHERE, ledger
from .model.build import build as build_model
from .model.carry import carry
from .model.disclosure import Disclosure
from .progress import Progress, silent
from .proof.run import proof_read
from .unit_slip import settle_unit, with_unit
from .workbook import guard
from .workbook.read import kit_of, open_workbook, read

if TYPE_CHECKING:
    from .last import Last
    from .render.pdf import PdfResult
    from .workbook.raw import RawWorkbook
    from .workbook.xlsx import Book

FORMATS = ("docx", "pdf", "html")
LONGEST_NAME = 180
"""Bytes of a file name; systems take 255, and 审核稿, the ending and a temporary name come on top."""
WATERMARK = "仅供内部审核"


@dataclass(frozen=True)
class Report:
    """What a check of one workbook gives.

    Attributes:
        name: The file's name.
        findings: Most serious first; rounding differences folded into one; answered ones left out.
        verdicts: Every duty with its outcome (see :mod:`disclosegen.ledger`); empty when the file could not be read.
        data: The typed data; None when the file could not be read.
        answered: 核实 that staff answered in the workbook, with their answers.
        composed: The document of the data as it was checked; None when the file could not be read.
    """

    name: str
    findings: tuple[Finding, ...]
    verdicts: tuple[Verdict, ...] = ()
    data: Disclosure | None = None
    composed: Composed | None = None
    answered: tuple[Answered, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether a build may go on: no finding of severity 错误."""
        return not has_errors(self.findings)

    def count(self, severity: Severity) -> int:
        """How many findings of one severity there are."""
        return sum(1 for finding in self.findings if finding.severity is severity)

    def outcome(self, status: Status) -> int:
        """How many rules ended so."""
        return sum(1 for verdict in self.verdicts if verdict.status is status)


STEPS = ("读取表格", "核对各表和项目", "写出情况说明和附表", "校对文字", "归纳问题")
"""What a check does, in the order of its bar."""


def check(path: Path, kits: Sequence[Path] = (), last: Path | None = None, *, progress: Progress = silent) -> Report:
    """Read and check one workbook.

    Args:
        path: The workbook.
        kits: Further folders of kits.
        last: Last year's workbook, Word or PDF, to hold the 上年数 against.
        progress: Told each step.

    Raises:
        CallError: A file does not exist or cannot be opened.
        KitError: The kit that the workbook names is faulty.
    """
    _step(progress, 0)
    data, name = guard.read_file(path), shown(path.name)
    book, findings = open_workbook(data, name)
    if book is None:
        return Report(name, tuple(findings))
    kit_id, version, findings = kit_of(book, name)
    if findings:
        return Report(name, tuple(findings))
    kit, findings = _kit(kit_id, version, name, kits)
    if kit is None:
        return Report(name, tuple(findings))
    earlier = _earlier(last, kits) if last else None
    return check_book(book, kit, version, name, findings, earlier, path.parent, progress)


def check_book(
    book: Book,
    kit: Kit,
    version: str,
    name: str,
    found: Sequence[Finding] = (),
    earlier: Last | None = None,
    folder: Path | None = None,
    progress: Progress = silent,
) -> Report:
    """Read and check an open workbook of a known kit; one whose 金额单位 is in doubt is read a second time, in the other unit.

    Args:
        book: As it was opened.
        kit, version: The kit, and the version of it that the workbook says.
        name, found, earlier, folder, progress: As for :func:`judge`.
    """

    def judged(book: Book, progress: Progress) -> Report:
        raw, own = read(book, kit, version)
        return judge(raw, kit, name, [*found, *own], earlier, folder, progress)

    report = judged(book, progress)
    return settle_unit(report, lambda choice, unit: judged(with_unit(book, choice, unit), silent))


def _step(progress: Progress, number: int) -> None:
    progress(f"检查：{STEPS[number]}", number, len(STEPS))


def _earlier(path: Path, kits: Sequence[Path]) -> Last:
    from .last import read_last  # what reads Word and PDF is imported only where it is used: a check stays quick

    return read_last(path, kits)


def judge(
    raw: RawWorkbook,
    kit: Kit,
    name: str,
    found: Sequence[Finding] = (),
    earlier: Last | None = None,
    folder: Path | None = None,
    progress: Progress = silent,
    *,
    asked: bool = True,
) -> Report:
    """Everything that follows reading: build, check, compose.

    Args:
        raw: What was read.
        kit: Its kit.
        name: The file's name.
        found: What reading found.
        earlier: Last year's data, to hold the 上年数 against.
        folder: Where attached files lie; None leaves them out.
        progress: Told each step.
        asked: As for :func:`disclosegen.model.build.build`.
    """
    _step(progress, 1)
    model, problems = build_model(raw, kit, asked=asked)
    if folder is not None and kit.file.files:
        from .attach import attach

        attached, missing = attach(model, folder)
        model, problems = replace(model, attached=attached), [*problems, *missing]
    verdicts = run_checks(model)
    if earlier is not None:
        from .checks.last_year import against_last

        verdicts = (*verdicts, *against_last(model, earlier.data, earlier.name))
    _step(progress, 2)
    composed = compose(model)
    _step(progress, 3)
    verdicts = (*verdicts, *proof_read(model, composed, verdicts))
    _step(progress, 4)
    findings = [*found, *problems]
    own = [verdict for verdict in verdicts if not verdict.rule.startswith("L-")]  # these need last year's workbook
    judged = cents.by_unit([*(finding for verdict in own for finding in verdict.findings), *composed.findings], model)
    if has_errors((*findings, *judged)):  # a figure that is missing takes its sentence along
        judged = [finding for finding in judged if finding.rule != UNUSED]
    unit = [finding for finding in judged if finding.rule == cents.RULE]
    # sums that are out by the unit have no single cell that is to blame
    findings = [*findings, *judged] if unit else _by_cause(findings, judged, model, verdicts)
    findings += [finding for verdict in verdicts if verdict.rule.startswith("L-") for finding in verdict.findings]
    duties = ledger(model, [*found, *problems, *unit], verdicts, composed, last=earlier is not None)
    unasked = {verdict.rule for verdict in duties if verdict.status is Status.UNCHECKED or verdict.why == ELSEWHERE}
    settled = settle(numbered(sort_findings(fold_alike(fold_notes(findings)))), model, unasked)
    return Report(name, numbered(sort_findings(settled.findings)), duties, model, composed, settled.answered)


def _by_cause(
    read: list[Finding], judged: list[Finding], model: Disclosure, verdicts: Sequence[Verdict]
) -> list[Finding]:
    """All findings, one for each cause."""
    if all(finding.severity is Severity.NOTE for finding in judged):
        return [*read, *judged]
    from .causes import fold, settle_doubts  # a right workbook has no use for them: its check stays quick
    from .checks.blame import causes
    from .project_causes import settle_projects

    read, judged, sure = settle_doubts(read, judged, model, _judged)
    told, left, right = settle_projects(judged, sure, _judged)
    if not has_errors(left):
        return [*read, *told, *left]
    evidence = verdicts if right is model else run_checks(right)
    return [*told, *fold(read, left, causes(right, evidence), right, _judged)]


def _judged(data: Disclosure, rules: Collection[str]) -> list[Finding]:
    """Findings about some data but those of reading it: of these rules; words are only read where one of them is about words."""
    verdicts = run_checks(data)
    findings = [finding for verdict in verdicts for finding in verdict.findings]
    if not {*rules} <= {verdict.rule for verdict in verdicts}:
        composed = compose(data, grids=not OF_GRIDS.isdisjoint(rules))
        findings += [finding for verdict in proof_read(data, composed, verdicts) for finding in verdict.findings]
        findings += composed.findings
    return findings


def _kit(kit_id: str, version: str, name: str, kits: Sequence[Path]) -> tuple[Kit | None, list[Finding]]:
    """The kit of a workbook; a finding when there is none or it has moved on."""
    if kit_id not in kit_ids(kits):
        return None, [
            Finding(
                "F-kit",
                Severity.ERROR,
                f"文件“{name}”用的模板“{kit_id}”在这台电脑上没有",
                (CellRef(),),
                f"现有模板：{'、'.join(kit_ids(kits))}。请更新程序，或用 --kits 指出模板所在的文件夹。",
            )
        ]
    kit = load_kit(kit_id, kits)
    if version.split(".")[0] != kit.file.version.split(".")[0]:
        return None, [
            Finding(
                "F-version",
                Severity.ERROR,
                f"文件“{name}”是模板 {version or '（空）'} 版的表格，现在的模板是 {kit.file.version} 版",
                (CellRef(),),
                f"请用“disclosegen new {kit.id} -o 新表.xlsx --from {name}”把填好的内容搬到新表，不用重填。",
            )
        ]
    if version != kit.file.version:
        return kit, [
            Finding(
                "F-version",
                Severity.NOTE,
                f"表格按模板 {version} 版生成，现在的模板是 {kit.file.version} 版，格式相容",
                (CellRef(),),
            )
        ]
    return kit, []


def fold_notes(findings: Sequence[Finding]) -> list[Finding]:
    """Fold all rounding differences within bounds into one note, and drop exact repeats."""
    rounding = [finding for finding in findings if finding.rule == ROUNDING]
    rest = list(dict.fromkeys(finding for finding in findings if finding.rule != ROUNDING))
    if rounding:
        cells = tuple(dict.fromkeys(finding.cells[0] for finding in rounding if finding.cells))
        rest.append(
            Finding(
                ROUNDING, Severity.NOTE, f"尾差 {len(rounding)} 处，均在四舍五入允许的范围内，照所填的数印出", cells
            )
        )
    return rest


def compose_report(report: Report, *, draft: bool) -> Composed:
    """The document of a checked workbook; a draft has the open points behind everything else."""
    assert report.data is not None and report.composed is not None
    document = replace(report.composed.document, payload=carry(report.data))
    if draft:
        from .points import open_points

        document = replace(document, watermark=WATERMARK, sections=(*document.sections, open_points(report)))
    return replace(report.composed, document=document)


@dataclass(frozen=True)
class Built:
    """Files made, and what there is to say about them (borrowed glyphs, estimated page numbers), in Chinese."""

    files: tuple[Path, ...]
    notices: tuple[str, ...] = ()


def build(
    report: Report,
    folder: Path,
    formats: Sequence[str] = FORMATS,
    *,
    draft: bool = False,
    progress: Progress = silent,
    press: Press | None = None,
) -> Built:
    """Write the document of a checked workbook in the wanted formats.

    Args:
        report: From :func:`check`; must hold data, and no 错误 unless ``draft``.
        folder: Where the files go; made if missing.
        formats: Of ``docx``, ``pdf``, ``html``.
        draft: Print 仅供内部审核 across every page, and what is still open on a last one.
        progress: Told each step.
        press: Prints the PDF; default: this process.

    Raises:
        CallError: The folder cannot be written.
        RenderError: The PDF cannot be printed.
    """
    from .render.output import write_whole  # renderers are imported only where they are used: a check stays quick

    if report.data is None:
        raise CallError(f"“{report.name}”读不出来，不能生成。")
    progress("排版")
    document = compose_report(report, draft=draft).document
    name = safe_name(document.file_name) + ("（审核稿）" if draft else "")
    files: dict[Path, bytes] = {}
    notices: list[str] = []
    word, printed = _word_and_pdf(document, formats, press, progress)
    if word is not None:
        files[folder / f"{name}.docx"] = word
        if printed is None:
            notices.append("没有同时生成 PDF，Word 目录的页码是估算的；请在 Word 或 WPS 里右键目录，选“更新域”。")
    if printed is not None:
        files[folder / f"{name}.pdf"] = printed.data
        if printed.fallback_glyphs:
            notices.append(
                f"PDF 里有 {len(printed.fallback_glyphs)} 个字借用了别的字体：{''.join(printed.fallback_glyphs)}。装上正式字体即可，见 disclosegen doctor。"
            )
    if "html" in formats:
        from .render.html import to_html

        progress("生成网页")
        files[folder / f"{name}.html"] = to_html(replace(document, payload=b""), media="screen").encode()
    progress("写入文件")
    write_whole(files)
    return Built(tuple(files), tuple(notices))


class Press(Protocol):
    """What prints a PDF: begun early, it works while Word is written (:class:`~disclosegen.render.worker.Printer`)."""

    def begin(self, document: Document) -> None:
        """Start printing."""

    def finish(self, progress: Callable[[int, int], None]) -> PdfResult:
        """Wait for it, told how many pieces of how many are printed."""


class _Here:
    """Prints in this process, when asked for the result."""

    def begin(self, document: Document) -> None:
        self.document = document

    def finish(self, progress: Callable[[int, int], None]) -> PdfResult:
        from .render.pdf import to_pdf

        return to_pdf(self.document, progress)


def _word_and_pdf(
    document: Document, formats: Sequence[str], press: Press | None, progress: Progress
) -> tuple[bytes | None, PdfResult | None]:
    """Both at once: Word is written with estimated page numbers, and again if the PDF turns out to have others."""
    from .render.estimate import estimate_pages

    press = press or _Here()
    if "pdf" in formats:
        press.begin(document)
    word = pages = printed = None
    if "docx" in formats:
        from .render.docx import to_docx

        progress("生成 Word")
        pages = estimate_pages(document)
        word = to_docx(document, pages)
    if "pdf" in formats:
        progress("生成 PDF")
        printed = press.finish(lambda done, total: progress("生成 PDF", done, total))
        if word is not None and pages != printed.pages:
            word = to_docx(document, printed.pages)
    return word, printed


def safe_name(text: str) -> str:
    """A file name that every system takes; an empty one becomes ``未命名``."""
    plain = re.sub(r'[\\/:*?"<>|\x00-\x1f\s]+', "", UNSEEN.sub("", text))[:80]
    return plain.encode()[:LONGEST_NAME].decode(errors="ignore").strip(".") or "未命名"
