"""Try a kit out: does every sentence render, with the sample, with nothing but zeros, and with every cell filled?

In: a kit, and its sample if there is one.  Out: faults as :class:`~disclosegen.errors.KitError` with file, key and line, and the
text of the document for comparing two kits.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from .checks.run import run as run_checks
from .document.compose import compose
from .document.facts import Recorder
from .document.narrative import Narrator
from .document.text import to_text
from .errors import DisclosegenError, KitError
from .findings import Finding, Severity
from .kit.grid import OpenRow
from .kit.load import KIT_FILE, Kit
from .kit.places import line_of
from .kit.reasons import REASONS, with_reasons
from .kit.refs import footer_block
from .kit.schema import Column, Line
from .model.build import build
from .model.disclosure import Disclosure
from .workbook.blank import write_workbook
from .workbook.content import Content, Value
from .workbook.read import open_workbook, read

WORDS = "试排文字"
UNREADABLE = (
    "W-sheet-missing",
    "W-table-missing",
    "W-column-missing",
    "W-row-missing",
    "W-row-unknown",
    "W-row-double",
)
"""Findings that mean: what was written cannot be read again."""


def faults(kit: Kit, sample: Path | None) -> Iterator[KitError]:
    """Every fault that shows when the kit is used."""
    for name, content in (
        ("空表", Content()),
        ("全零的表", made_up(kit, Decimal(0))),
        ("填满的表", made_up(kit, Decimal(1))),
    ):
        data = write_workbook(kit, content)
        model, findings = understand(kit, data, name)
        if model is None:
            yield KitError(f"{name}写出后读不回来：{findings[0].message}", kit.folder / KIT_FILE)
            continue
        lost = [finding for finding in findings if finding.rule in UNREADABLE]
        yield from (KitError(f"{name}写出后读不回来：{finding.message}", _table_file(kit, finding)) for finding in lost)
        yield from _words(kit, model, name)
    if sample is not None:
        yield from _sample(kit, sample)


def _sample(kit: Kit, sample: Path) -> Iterator[KitError]:
    model, findings = understand(kit, sample.read_bytes(), sample.name)
    if model is not None:
        yield from _words(kit, model, f"样例 {sample.name}")
        yield from _other_forms(kit, model, sample.name)
        findings = [*findings, *(finding for verdict in run_checks(model) for finding in verdict.findings)]
    for finding in findings:
        if finding.severity is Severity.ERROR:
            places = "、".join(ref.address for ref in finding.cells[:3] if ref.address)
            yield KitError(
                f"样例 {sample.name} 有错误 {finding.rule}：{finding.message}{f'（{places}）' if places else ''}"
            )


def _other_forms(kit: Kit, model: Disclosure, name: str) -> Iterator[KitError]:
    """The sample's projects in the forms that it does not choose."""
    used = {project.form.id for project in model.projects if project.form is not None}
    for form in kit.forms.values():
        if used and form.of == "projects" and form.id not in used:
            projects = tuple(replace(project, form=form) for project in model.projects)
            yield from _words(kit, replace(model, projects=projects), f"样例 {name} 的项目用“{form.name}”")


def understand(kit: Kit, data: bytes, name: str) -> tuple[Disclosure | None, list[Finding]]:
    """A workbook's typed data, read as one of this kit whatever it says; None when it is no workbook."""
    book, found = open_workbook(data, name)
    if book is None:
        return None, found
    raw, findings = read(book, kit, kit.file.version)
    model, problems = build(raw, kit)
    return model, [*findings, *problems]


def text_of(model: Disclosure) -> str:
    """The whole document as text."""
    return to_text(compose(model).document)


def _words(kit: Kit, model: Disclosure, name: str) -> Iterator[KitError]:
    """Sentences that cannot be rendered, each named; then the document as a whole."""
    narrator = Narrator(model, Recorder(kit.numbers, kit.file.percent_decimals, kit.file.percent_no_base))
    found = False
    for section, sentence, error in narrator.trial():
        found = True
        file = next(
            (path for path in kit.files if path.parts[-2:] == ("narrative", f"{section}.toml")), kit.folder / KIT_FILE
        )
        yield KitError(
            f"{name}：句子写不出来：{error}", file, sentence, line_of(file.read_text("utf-8"), f'"{sentence}"')
        )
    if not found:
        try:
            if "None" in text_of(model):
                yield KitError(f"{name}：文件里印出了 None", kit.folder / KIT_FILE)
        except KitError as error:
            yield error
        except (DisclosegenError, KeyError, ValueError, TypeError, AttributeError) as error:
            yield KitError(f"{name}：排不出文件（{type(error).__name__}：{error}）", kit.folder / KIT_FILE)


def _table_file(kit: Kit, finding: Finding) -> Path:
    sheet = finding.cells[0].sheet if finding.cells else ""
    table = next((table.id for table in kit.tables.values() if table.sheet == sheet), "")
    return next((path for path in kit.files if path.stem == table), kit.folder / KIT_FILE)


def made_up(kit: Kit, figure: Decimal) -> Content:
    """Content with one figure in every cell; reasons are filled unless it is zero."""
    values: dict[tuple[str, str, str], Value] = {}
    rows: dict[tuple[str, int], tuple[OpenRow, ...]] = {}
    for name, table in with_reasons(kit).items():
        if name not in kit.tables and (name != REASONS or not figure):
            continue
        for number, block in enumerate(table.blocks):
            lines = [line for at, line in table.lines() if at == number]
            if block.open:
                rows[name, number] = _open(kit, block.open)
                lines += [Line(key=row.key) for row in rows[name, number]]
            for line in lines:
                for column in block.values():
                    if not line.not_applicable and line.holds(column.key):
                        values[name, line.row_key, column.key] = _value(kit, line, column, figure)
        values |= {
            (name, footer.key, footer_block(table, footer.key).values()[0].key): figure for footer in table.footer
        }
    return Content(values, rows)


def _open(kit: Kit, kind: str) -> tuple[OpenRow, ...]:
    """One subject with its parents, or one paragraph."""
    if kind == "text":
        return (OpenRow("1"),)
    names = kit.subjects.get(kind, {})
    lowest = min(
        (code for code in names if all(code[:size] in names for size in (3, 5) if size < len(code))),
        key=lambda code: (-len(code), code),
        default="",
    )
    codes = [code for code in names if lowest.startswith(code)]
    return tuple(OpenRow(code, code, names[code]) for code in sorted(codes))


def _value(kit: Kit, line: Line, column: Column, figure: Decimal) -> Value:
    match line.kind or column.kind:
        case "amount" | "count" | "decimal":
            return figure
        case "choice":
            return line.default or (line.choices[0] if line.choices else WORDS)
        case "year":
            return str(kit.file.year)
    return line.default or WORDS


def find_sample(kit: Kit, given: Path | None = None) -> Path | None:
    """The sample of a kit: the given one, or ``samples/<kit>.xlsx`` in or beside the folder of kits."""
    if given is not None:
        return given
    name = f"{kit.id}.xlsx"
    places: Sequence[Path] = (kit.folder.parent / "samples", kit.folder.parent.parent / "samples")
    return next((folder / name for folder in places if (folder / name).is_file()), None)
