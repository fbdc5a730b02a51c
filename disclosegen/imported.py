"""A published document becomes a filled workbook.

    file ──► strips ──► kit and outline ──► tables, cover, texts ──► sentences, forms ──► workbook
             published/open  outline        tables, cover, texts     sentences, forms      assemble

In: a path and the kits.  Out: :class:`Imported`: the workbook's bytes and its data as read back from it, so that what follows sees
what staff will see; where each value stood in print; and what is to be said of it as findings with cells.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from .errors import CallError
from .findings import CellRef, Finding, Severity
from .kit.load import Kit, kit_ids, load_kit
from .model.build import build
from .model.carry import restore, restored, unpack
from .model.carry_over import Relation, carry_over
from .model.disclosure import Disclosure
from .money import plain
from .progress import Progress, silent
from .published.assemble import Assembled, assemble
from .published.cover import read_cover
from .published.flow import Flow, Spot
from .published.forms import read_forms
from .published.gaps import tables_on_scans, with_gaps, words_on_scans
from .published.open import open_published
from .published.outline import Located, locate, recognise
from .published.reading import Lost, Matched, Namesake, Narrated, Rate, Said
from .published.sentences import read_sentences
from .published.tables import read_tables
from .published.texts import read_texts
from .published.unread import said_of, unused
from .workbook.blank import write_workbook
from .workbook.content import Content, Place
from .workbook.raw import RawWorkbook
from .workbook.read import open_workbook, read

LEAST = 0.5
"""Share of an outline's headings that a document must have to be taken for one of that kit."""
ENTRIES = (
    ("I-doubt", Severity.WARNING, "由公布的文件读回：这一格读得没有把握", "对照公布的文件核对"),
    ("I-conflict", Severity.WARNING, "公布的文件里同一个数两处不一样", "核对是哪一处有误"),
    ("I-lost", Severity.WARNING, "公布的文件里的这段内容没有读进表格", "需要的话自己填"),
    ("I-interval", Severity.NOTE, "由四舍五入后的增减额、增减率倒推的数", "有准确数时改成准确数"),
)
"""Id, severity, meaning and advice of every finding of an import."""


@dataclass(frozen=True)
class Imported:
    """A published document as a workbook.

    Attributes:
        flow: What was read from the file.
        kit: Its kit, with the document's year.
        content: What the workbook holds.
        workbook: Its bytes.
        raw: The workbook as read back.
        data: Its typed data.
        said: Each value with where it stood in print; empty for a file that carries its own data.
        places: Sheet and cell of the workbook → table, row and column; the column of a row's name is ``""``.
        matched: The kit's sentences that were found.
        findings: What a person should look at, with cells.
        absent: Published tables that the document does not have: a part of a document is read too.
        unplaced: Paragraphs of the explanation that found no place.
        gaps: What print has and could not be read; an empty row or column stands for all of them.
        carried: Whether the data came from what the file carries.
        conflicts: Pairs of values that print gives for one place.
        rates: Execution rates that print gives beside what they follow from.
        namesakes: Projects that share their printed name or have none.
    """

    flow: Flow
    kit: Kit
    content: Content
    workbook: bytes
    raw: RawWorkbook
    data: Disclosure
    said: Mapping[Place, Said]
    places: Mapping[tuple[str, str], Place]
    matched: tuple[Matched, ...]
    findings: tuple[Finding, ...]
    carried: bool = False
    conflicts: tuple[tuple[Said, Said], ...] = ()
    rates: tuple[Rate, ...] = ()
    namesakes: tuple[Namesake, ...] = ()
    absent: frozenset[str] = frozenset()
    unplaced: tuple[Lost, ...] = ()
    gaps: frozenset[Place] = frozenset()
    scanned: bool = False

    @cached_property
    def known(self) -> RawWorkbook:
        """The workbook for checks: what could not be read is unknown there, not zero."""
        return with_gaps(self.raw, self.kit, self.gaps, self.said) if self.gaps else self.raw

    def at(self, ref: CellRef) -> Place | tuple[()]:
        """Table, row and column of a workbook's cell; empty for another place."""
        return self.places.get((ref.sheet, ref.cell), ())

    def spot(self, ref: CellRef) -> Spot | None:
        """Where the value of a workbook's cell stood in print; None where it did not."""
        place = self.at(ref)
        if place in self.said:
            return self.said[place].spot
        # The name of a row stands with its first value.
        return self._rows.get(place[:2]) if place and not place[2] else None

    @cached_property
    def _rows(self) -> Mapping[tuple[str, ...], Spot]:
        """Where the first value of each row stood."""
        return {place[:2]: one.spot for place, one in reversed(self.said.items())}

    @cached_property
    def sentences(self) -> Mapping[str, Matched]:
        """The first sentence of each key."""
        return {one.key: one for one in reversed(self.matched)}


def import_published(
    path: Path,
    kits: Sequence[Path] = (),
    kit_id: str = "",
    *,
    carried: bool = True,
    progress: Progress = silent,
) -> Imported:
    """Read a published document.

    Args:
        path: Word, PDF, HTML or text.
        kits: Further folders of kits.
        kit_id: The kit; empty to recognise it.
        carried: Whether the data that a file of ours carries is used; otherwise only what is printed.
        progress: Told each step in words, and how many pages of how many are read.

    Raises:
        CallError: The file cannot be read, or is of no kit that is here.
    """
    flow = open_published(path, lambda done, total: progress(f"读取“{path.name}”", done, total))
    if carried and flow.payload is not None:
        return _from_payload(flow, kits, kit_id)
    progress("辨认模板")
    return from_print(flow, find_kit(flow, kits, kit_id), progress)


def find_kit(flow: Flow, kits: Sequence[Path], kit_id: str = "") -> Located:
    """The kit of a document and its outline there.

    Raises:
        CallError: There is no such kit, or none fits.
    """
    if kit_id:
        return locate(flow, load_kit(kit_id, kits))
    ranked = recognise(flow, [load_kit(one, kits) for one in kit_ids(kits)])
    if ranked and ranked[0].share >= LEAST:
        return ranked[0]
    if not any(strip.text for strip in flow.strips):
        raise CallError(f"“{flow.name}”里没有文字，多半是扫描件，读不出来。请向发布单位要 Word 文件或有文字的 PDF。")
    near = (
        f"最像“{ranked[0].kit.id}”，也只有 {ranked[0].sure} 个标题相符（共 {ranked[0].expected} 个）"
        if ranked
        else "没有模板"
    )
    raise CallError(f"认不出“{flow.name}”是按哪个模板公布的：{near}。请用 --kit 指明模板，或检查文件是不是预决算公开。")


def _from_payload(flow: Flow, kits: Sequence[Path], kit_id: str) -> Imported:
    """A file of ours: exactly the workbook that it was built from."""
    assert flow.payload is not None
    own = str(unpack(flow.payload)["kit"])
    kit = load_kit(kit_id or own, kits)
    raw, lost = restore(flow.payload, kit)
    data, _ = build(raw, kit)
    carried = carry_over(data, kit, how=Relation.SAME_YEAR)
    findings = [Finding("I-lost", Severity.WARNING, line, (CellRef(),)) for line in (*lost, *carried.missing)]
    return _written(flow, kit, Assembled(carried.content, {}), (), [*flow.remarks, *findings], carried=True)


def from_print(flow: Flow, located: Located, progress: Progress = silent) -> Imported:
    """What a document prints, as a workbook; data that its file carries are left alone."""
    progress("读取各表")
    first = [read_cover(flow, located), read_tables(flow, located), read_texts(flow, located)]
    progress("读取绩效表")
    forms = read_forms(flow, located)
    progress("读取情况说明")
    known = understood(located.kit, assemble(located.kit, [*first, forms]).content)
    narrated: Narrated = read_sentences(flow, located, known)
    parts = [*first, forms, narrated.part]
    progress("填入表格")
    whole = assemble(located.kit, parts)
    used = frozenset(at for part in parts for at in part.used) | {region.head for region in located.regions}
    left = tuple(unused(flow, located.body, used))
    written = _written(flow, located.kit, whole, narrated.matched, flow.remarks, left)
    there = {region.section.table for region in located.of("table") if region.section is not None}
    absent = frozenset(table.id for table in located.kit.published if table.id not in there)
    gaps = {gap for part in parts for gap in part.gaps} | {(table, "", "") for table in absent}
    gaps |= set(tables_on_scans(flow, located))
    return replace(
        written, absent=absent, unplaced=narrated.part.lost, gaps=frozenset(gaps), scanned=words_on_scans(flow, located)
    )


def _written(
    flow: Flow,
    kit: Kit,
    whole: Assembled,
    matched: tuple[Matched, ...],
    found: Sequence[Finding],
    left: Sequence[Lost] = (),
    *,
    carried: bool = False,
) -> Imported:
    workbook, raw, data = to_data(kit, whole.content)
    places = {
        (cell.ref.sheet, cell.ref.cell): (name, row.key, column)
        for name, table in raw.tables.items()
        for row in table.rows
        for column, cell in row.cells.items()
        if cell.ref.cell
    } | {
        (ref.sheet, ref.cell): (name, row.key, "")
        for name, table in raw.tables.items()
        for row in table.rows
        for ref in row.places.values()
    }
    refs = {
        (name, row.key, column): cell.ref
        for name, table in raw.tables.items()
        for row in table.rows
        for column, cell in row.cells.items()
    }
    findings = (*found, *said_of(whole, refs, left))
    return Imported(
        flow,
        kit,
        whole.content,
        workbook,
        raw,
        data,
        whole.said,
        places,
        matched,
        findings,
        carried=carried,
        conflicts=whole.conflicts,
        rates=whole.rates,
        namesakes=whole.namesakes,
    )


def to_data(kit: Kit, content: Content) -> tuple[bytes, RawWorkbook, Disclosure]:
    """A workbook with some content, and its data as read back from it."""
    workbook = write_workbook(kit, content)
    book, faults = open_workbook(workbook, "")
    assert book is not None and not faults  # it was written a moment ago
    raw, _ = read(book, kit, kit.file.version)
    return workbook, raw, build(raw, kit)[0]


def understood(kit: Kit, content: Content) -> Disclosure:
    """The typed data of some content, without the detour of a workbook: quick, and without addresses of cells."""
    return build(raw_of(kit, content), kit)[0]


def raw_of(kit: Kit, content: Content) -> RawWorkbook:
    """The same before it is understood."""
    tables: dict[str, dict[str, dict[str, object]]] = {}
    for (table, row, column), value in content.values.items():
        text = plain(value) if isinstance(value, Decimal) else value
        tables.setdefault(table, {}).setdefault("rows", {}).setdefault(row, {})[column] = text  # type: ignore[index]
    for (table, _), rows in content.rows.items():
        named = tables.setdefault(table, {})
        named.setdefault("rows", {})
        named.setdefault("names", {}).update({row.key: row.name for row in rows if row.code})
        named.setdefault("texts", {}).update({row.key: dict(row.texts) for row in rows if row.texts})
    return restored({"version": kit.file.version, "tables": tables}, kit)[0]
