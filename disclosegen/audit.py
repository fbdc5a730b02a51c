"""What is wrong in a published document: its tables and sentences against each other.

    file ──► imported ──► all checks of a workbook ──► findings, led back to page and line
                    └───► each sentence against the one that the figures imply

In: a path and the kits.  Out: :class:`Audit`: points with places in the published file, and the ledger of rules.  What rounding explains,
and a bureau's own wording, is no point.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from pathlib import Path

from .audit_rates import wrong_rates
from .audit_words import Loose, loose_words
from .checks.base import Status, Verdict
from .checks.project_tables import NONE
from .checks.run import PROJECT_KINDS
from .document.blocks import Paragraph
from .errors import DisclosegenError
from .findings import CellRef, Finding, Severity
from .imported import Imported, import_published
from .kit.reasons import REASONS
from .kit.schema_rules import ProjectsNamedRule
from .pipeline import Report, judge
from .progress import Progress, silent
from .proof.run import HOLDS_FIGURES
from .published.compare import Difference, compare
from .published.flow import Spot
from .published.reading import Matched, Said
from .published.unread import short
from .workbook.values import normal

FIGURE, TWICE, NAMESAKE, UNMATCHED = "S-figure", "S-twice", "S-name", "S-unmatched"
TITLES = {
    FIGURE: "句子里的数字、增减方向与各表相符",
    TWICE: "同一个数在各处相同",
    NAMESAKE: "各张绩效表的项目名称各不相同",
    UNMATCHED: "情况说明的每一段都对上了模板的句子",
}
ENTRIES = (
    (FIGURE, Severity.ERROR, "公布的句子里的数字、增减方向与按各表算出的不同", "核对句子和表"),
    (TWICE, Severity.WARNING, "公布的文件里同一个数两处不一样", "核对是哪一处有误"),
    (NAMESAKE, Severity.WARNING, "公布的文件里几张绩效表的项目名称相同", "核对各张表的项目名称"),
    (UNMATCHED, Severity.NOTE, "公布的文件里有内容没有对上模板，没有核对", "请人看一遍"),
)
"""Id, severity, meaning and advice of what only an audit says."""
UNSURE = "涉及的内容读得没有把握"
NOT_PRINTED = ("W-", "A-", "Q-", "F-", "V-required", "V-choice", "V-year", "N-unused", "N-replaced", "I-")
"""Findings about the workbook as such: no reader of the printed document can see them."""


@dataclass(frozen=True)
class Where:
    """A place of the published file: where it stands (None where it does not), and in the words of the tables."""

    spot: Spot | None
    words: str


@dataclass(frozen=True)
class Point:
    """Something that is wrong, or to be explained.

    Attributes:
        number: From 1, as in the report and in the annotated copy.
        rule, severity, message: As of a :class:`~disclosegen.findings.Finding`.
        where: Every place concerned, those in the file first.
        quotes: The print there.
        implied: What the tables imply, as formulas; empty where the message says it all.
    """

    number: int
    rule: str
    severity: Severity
    message: str
    where: tuple[Where, ...]
    quotes: tuple[str, ...] = ()
    implied: tuple[str, ...] = ()


@dataclass(frozen=True)
class Audit:
    """A document, audited.

    Attributes:
        name: The file's name.
        problem: Why it could not be audited; empty where it was.
        imported: What was read; None where nothing was.
        points: Most serious first, then as they stand in the file.
        remarks: What the reader had to say (scans, watermarks), and what was not read.
        verdicts: The ledger.
    """

    name: str
    problem: str = ""
    imported: Imported | None = None
    points: tuple[Point, ...] = ()
    remarks: tuple[str, ...] = ()
    verdicts: tuple[Verdict, ...] = ()

    def count(self, severity: Severity) -> int:
        """How many points of one severity there are."""
        return sum(1 for point in self.points if point.severity is severity)

    def outcome(self, status: Status) -> int:
        """How many rules ended so."""
        return sum(1 for verdict in self.verdicts if verdict.status is status)


def audit_file(
    path: Path,
    kits: Sequence[Path] = (),
    kit_id: str = "",
    *,
    carried: bool = True,
    progress: Progress = silent,
) -> Audit:
    """Audit one file; one that cannot be read is an audit that says so."""
    try:
        found = import_published(path, kits, kit_id, carried=carried, progress=progress)
    except DisclosegenError as error:
        return Audit(path.name, str(error))
    progress("核对")
    return audit(found)


def audit(found: Imported) -> Audit:
    """Audit what was imported."""
    report = judge(found.known, found.kit, found.flow.name, asked=False)
    differences = [*_differences(found, report), *_rates(found)] if not found.carried else []
    conflicts = list(_conflicts(found))
    namesakes = list(_namesakes(found))
    kept = [
        (finding, point)
        for finding in report.findings
        if _concerns(found, finding)
        for point in [_hedged(found, _of_finding(found, finding), finding.cells)]
        if any(where.spot is not None for where in point.where)
    ]
    loose = list(loose_words(found, report)) if not found.carried else []
    points = [
        *(point for _, point in kept),
        *differences,
        *(_loose(found, one) for one in loose if one.rule),
        *conflicts,
        *namesakes,
    ]
    certain = [finding for finding, _ in kept if _unsure(found, finding.cells) is None]
    ranked = sorted(points, key=lambda point: (point.severity.rank, _order(point)))
    unread = [
        finding.message
        for finding in found.findings
        if finding.rule not in ("I-conflict", "I-interval") and not _numbered(found, finding.cells)
    ]
    unread += [one.message for one in loose if not one.rule]
    return Audit(
        found.flow.name,
        imported=found,
        points=tuple(replace(point, number=number) for number, point in enumerate(ranked, 1)),
        remarks=tuple(unread),
        verdicts=(
            *(
                _with(_untouched(found, verdict), loose)
                for verdict in _ledger(report.verdicts, [finding for finding, _ in kept], certain)
            ),
            *_own(found, differences, conflicts, namesakes),
        ),
    )


def _ledger(verdicts: Iterable[Verdict], kept: Sequence[Finding], certain: Sequence[Finding]) -> Iterator[Verdict]:
    """The rules that a printed document can keep or break; one that asks for what is not printed, or was only read by guess, could not
    be checked."""
    said = {rule for finding in kept for rule in (finding.rule, *finding.also)}
    sure = {rule for finding in certain for rule in (finding.rule, *finding.also)}
    for verdict in verdicts:
        if verdict.rule.startswith((*NOT_PRINTED, "L-")):
            continue
        if verdict.status is Status.WRONG and verdict.rule not in said:
            verdict = replace(verdict, status=Status.UNCHECKED, why="要核对的内容，公布的文件没有印")
        elif verdict.status is Status.WRONG and verdict.rule not in sure:
            verdict = replace(verdict, status=Status.UNCHECKED, why=UNSURE)
        yield verdict


def _untouched(found: Imported, verdict: Verdict) -> Verdict:
    """A rule about words or projects, where tables of figures alone were not read: those it looks at were."""
    gaps = {table for table, *_ in found.gaps}
    if verdict.status is not Status.UNCHECKED or not gaps or not gaps <= {table.id for table in found.kit.published}:
        return verdict
    rule = next((rule for rule in found.kit.rules if rule.id == verdict.rule), None)
    words = verdict.rule.startswith("X-") and verdict.rule not in HOLDS_FIGURES
    own = isinstance(rule, PROJECT_KINDS) and not any(f'"{table}' in rule.model_dump_json() for table in gaps)
    if words:
        return replace(verdict, status=Status.RIGHT, why="")
    if not (own or verdict.rule.startswith("PJ-")) or found.scanned or verdict.why == UNSURE:
        return verdict
    there = bool(found.data.projects)
    return replace(verdict, status=Status.RIGHT if there else Status.NOT_APPLICABLE, why="" if there else NONE)


def _with(verdict: Verdict, loose: Sequence[Loose]) -> Verdict:
    """A verdict with what text in other words than the kit's adds to it."""
    wrong = any(one.rule == verdict.rule for one in loose)
    return replace(verdict, status=Status.WRONG, why="") if wrong else verdict


def _loose(found: Imported, one: Loose) -> Point:
    """Something in text of other words than the kit's."""
    where = [Where(one.spot, "情况说明"), *(Where(found.spot(ref), _words(ref)) for ref in one.cells)]
    return Point(0, one.rule, Severity.WARNING, one.message, tuple(where), (short(one.quote),))


def _own(
    found: Imported, differences: Sequence[Point], conflicts: Sequence[Point], namesakes: Sequence[Point]
) -> Iterator[Verdict]:
    """The duties of an audit itself; of a file that carries its data the sentences were written from it."""
    if found.carried:
        for rule, title in TITLES.items():
            yield Verdict(rule, title, Status.NOT_APPLICABLE, "文件附带着数据，句子是由它生成的")
        return
    wrong = any(point.severity is Severity.ERROR for point in differences)
    figure = Status.WRONG if wrong else Status.UNCHECKED if differences else Status.RIGHT
    yield Verdict(FIGURE, TITLES[FIGURE], figure, UNSURE if figure is Status.UNCHECKED else "")
    yield Verdict(TWICE, TITLES[TWICE], Status.WRONG if conflicts else Status.RIGHT)
    forms = Status.RIGHT if found.data.projects else Status.NOT_APPLICABLE
    yield Verdict(NAMESAKE, TITLES[NAMESAKE], Status.WRONG if namesakes else forms, "" if found.data.projects else NONE)
    loose = sum(1 for finding in found.findings if finding.rule == "I-lost")
    status = Status.UNCHECKED if loose else Status.RIGHT
    yield Verdict(UNMATCHED, TITLES[UNMATCHED], status, f"{loose} 处没有对上，没有核对" if loose else "")


# ---------------------------------------------------------------- findings of the checks


def _concerns(found: Imported, finding: Finding) -> bool:
    """Whether a finding may be about what the document prints."""
    return not (finding.severity is Severity.NOTE or finding.rule.startswith(NOT_PRINTED) or _unprinted(found, finding))


def _unprinted(found: Imported, finding: Finding) -> bool:
    """Whether it speaks of what a document need not print: tables of other parts, projects that are kept back, columns that no form has."""
    if any(found.at(ref)[:1] == (table,) for ref in finding.cells for table in found.absent):
        return True
    rule = next((rule for rule in found.kit.rules if rule.id == finding.rule), None)
    nameless = any(not one.name for one in found.namesakes)
    if (found.scanned or nameless) and (finding.rule.startswith("PJ-") or isinstance(rule, PROJECT_KINDS)):
        return True  # which projects there are stands in part on pages that are pictures, or in forms that were not understood
    if getattr(rule, "both", False) and not any(found.at(ref)[:1] == ("projects",) for ref in finding.cells):
        return True  # a line of a table without a form: the project may be kept back
    if isinstance(rule, ProjectsNamedRule) and _numbered(found, finding.cells):
        return True  # the text cannot name a project that goes by the name of another
    if finding.rule != "PJ-count" or not finding.cells:
        return False
    place = found.at(finding.cells[0])
    line = found.kit.tables[place[0]].line(place[1]) if place and place[0] in found.kit.tables else None
    counted = line.projects if line else None
    if counted is None:
        return False
    rows = {row.key for row in found.raw.tables["projects"].rows}
    every = all(
        ("projects", row, key) in found.said or key in ("grade", "published") for row in rows for key in counted.where
    )
    money = {
        dict(row.texts).get("project")
        for row in found.raw.tables["project_money"].rows
        if any(("project_money", row.key, key) in found.said for key in counted.sum)
    }
    names = {row.name for row in found.raw.tables["projects"].rows}
    return not every or bool(counted.sum and names - money)


def _numbered(found: Imported, cells: Sequence[CellRef]) -> bool:
    """Whether cells are all those of projects that share their printed name with another one."""
    names = {one.own for one in found.namesakes}
    rows = {found.at(project.ref)[:2] for project in found.data.projects if project.name in names}
    return bool(rows and cells) and all(found.at(ref)[:2] in rows for ref in cells)


def _of_finding(found: Imported, finding: Finding) -> Point:
    """A finding about cells as a point about places in print."""
    where: list[Where] = []
    quotes: list[str] = []
    for ref in finding.cells:
        spot = found.spot(ref) or _sentence_spot(found, ref)
        where.append(Where(spot, _words(ref)))
        said = found.said.get(found.at(ref))
        if said is not None and said.quote and said.quote not in quotes:
            quotes.append(said.quote)
    where.sort(key=lambda one: one.spot is None)
    return Point(0, finding.rule, finding.severity, finding.message, tuple(where), tuple(quotes[:3]))


def _unsure(found: Imported, refs: Iterable[CellRef]) -> Said | None:
    """The first value of some cells that may have been read from the wrong place."""
    values = (found.said.get(found.at(ref)) for ref in refs)  # type: ignore[arg-type]
    return next((one for one in values if one is not None and one.unsure), None)


def _hedged(found: Imported, point: Point, refs: Iterable[CellRef]) -> Point:
    """A point that rests on what was read by guess says so, and is one step less severe: the document may be right."""
    guess = _unsure(found, refs)
    if guess is None or point.severity is Severity.NOTE:
        return point
    severity = Severity.WARNING if point.severity is Severity.ERROR else Severity.NOTE
    return replace(point, severity=severity, message=f"{point.message}（{guess.spot.words}读得没有把握，不能断定有误）")


def _words(ref: CellRef) -> str:
    """A cell in the words of the tables; without them the sheet's name."""
    return ref.words or ref.sheet


def _sentence_spot(found: Imported, ref: CellRef) -> Spot | None:
    """Where the sentence stands that asks for the words of a cell of 原因说明."""
    place = found.at(ref)
    if not place or place[0] != REASONS:
        return None
    name, _, code = place[1].partition(":")
    key = name.rpartition(".")[0] + (f":{code}" if code else "")
    return found.sentences[key].spot if key in found.sentences else None


# ---------------------------------------------------------------- sentences


def _differences(found: Imported, report: Report) -> Iterator[Point]:
    """Each published sentence against what the figures imply."""
    if report.composed is None:
        return
    written: dict[str, list[Paragraph]] = {}
    for block in report.composed.document.blocks():
        if isinstance(block, Paragraph) and block.source:
            written.setdefault(block.source, []).append(block)
    for one in found.matched:
        paragraphs = written.get(one.key)
        if not paragraphs:
            continue
        paragraph = max(paragraphs, key=lambda other: _alike(one.text, other.text)) if paragraphs[1:] else paragraphs[0]
        paragraphs.remove(paragraph)
        for difference in compare(one.text, paragraph):
            yield _difference(found, one, difference)


def _conflicts(found: Imported) -> Iterator[Point]:
    """Values that print gives twice and in two ways, at both places."""
    messages = [finding for finding in found.findings if finding.rule == "I-conflict"]
    for (first, second), finding in zip(found.conflicts, messages, strict=True):
        words = _words(finding.cells[0])
        where = (Where(first.spot, words), Where(second.spot, words))
        yield Point(
            0, TWICE, finding.severity, finding.message, where, tuple(filter(None, (first.quote, second.quote)))
        )


def _namesakes(found: Imported) -> Iterator[Point]:
    """Forms of one name: each at its place."""
    for name in dict.fromkeys(normal(one.name) for one in found.namesakes if one.name):
        same = [one for one in found.namesakes if normal(one.name) == name]
        message = f"{len(same)} 张绩效表的项目名称都是“{same[0].name}”"
        yield Point(0, NAMESAKE, Severity.WARNING, message, tuple(Where(one.spot, "项目名称") for one in same))


def _rates(found: Imported) -> Iterator[Point]:
    """Printed execution rates that do not follow from what was read for certain."""
    for one in wrong_rates(found):
        if _unsure(found, one.cells) is None:
            where = (
                Where(one.rate.spot, f"{one.project}·执行率"),
                *(Where(found.spot(ref), _words(ref)) for ref in one.cells),
            )
            yield Point(0, FIGURE, Severity.ERROR, one.message, where, (one.rate.quote,))


def _alike(one: str, other: str) -> float:
    """How alike two sentences are; of a list, which one of it is meant."""
    return SequenceMatcher(None, normal(one), normal(other), autojunk=False).ratio()


def _difference(found: Imported, one: Matched, difference: Difference) -> Point:
    spot = _within(found, one, difference)
    where = [Where(spot, "情况说明"), *(Where(found.spot(ref), _words(ref)) for ref in difference.cells)]
    message = f"写的是 {difference.printed}，按各表应为 {difference.implied}"
    point = Point(0, FIGURE, Severity.ERROR, message, tuple(where), (difference.quote,), difference.steps)
    return _hedged(found, point, difference.cells)


def _within(found: Imported, one: Matched, difference: Difference) -> Spot:
    """The strip of a sentence in which a difference stands."""
    texts = [(at, found.flow.strips[at].text) for at in one.strips]
    whole = sum(len(text) for _, text in texts)
    left = difference.before * whole
    for at, text in texts:
        if left <= len(text):
            return found.flow.strips[at].spot
        left -= len(text)
    return one.spot


def _order(point: Point) -> tuple[int, int]:
    spot = next((where.spot for where in point.where if where.spot is not None), None)
    return (spot.page, spot.line) if spot else (10**6, 0)
