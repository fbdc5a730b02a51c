"""Every printed figure has a trace, and computing it anew from the trace gives what is printed.

The cells are looked up in the workbook's file itself, so that a trace cannot agree with itself only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from disclosegen.document.blocks import ChartBlock, Heading, Paragraph, TableBlock
from disclosegen.document.printed import NUMBER, printed
from disclosegen.document.sources import Sources
from disclosegen.document.trace import Origin, Term, Trace
from disclosegen.findings import CellRef
from disclosegen.kit.load import Kit, load_kit
from disclosegen.kit.schema_forms import Form
from disclosegen.model.disclosure import State
from disclosegen.money import NumberStyle, Unit
from disclosegen.pipeline import Report, check
from tests.conftest import SAMPLES, kit_named, sample_content
from tests.helpers.kept import written
from tests.helpers.sheets import content, edit

EXAMPLE = Path(__file__).resolve().parents[1] / "kits" / "example"
BOOKS = [*SAMPLES, *(f"{name} in 元" for name in SAMPLES if "." not in name), "example"]
"""Every sample; one of each kit once more in 元 (a further one may hold amounts with three decimals, which 元 has not)."""
YEAR = re.compile(r"20\d\d(-20\d\d)?年?(度|(\d{1,2}月(\d{1,2}日)?))?")
NUMBERING = re.compile(r"^(\d+[、.．]|（\d+）)")


@lru_cache
def book(name: str) -> tuple[Kit, bytes, Path | None]:
    """A kit, the bytes of a filled workbook of it, and where kits of its own lie."""
    if name == "example":
        kit = load_kit("example-final-2024", [EXAMPLE])
        return kit, written(kit, content(kit, (EXAMPLE / "sample.txt").read_text("utf-8"))), EXAMPLE
    sample = name.removesuffix(" in 元")
    kit, filled = kit_named(sample), sample_content(sample)
    if name != sample:
        filled = edit(filled, f"{kit.file.identity}.money_unit.text", "元")
    return kit, written(kit, filled), None


@pytest.fixture(scope="module", params=BOOKS)
def case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Report, Workbook]:
    _, data, kits = book(request.param)
    path = tmp_path_factory.mktemp("traces") / "表.xlsx"
    path.write_bytes(data)
    report = check(path, [kits] if kits else [])
    assert report.composed is not None
    return report, load_workbook(BytesIO(data))


def fixed_words(report: Report) -> set[str]:
    """Numbers in fixed wording of the kit: its sentences, headings, labels, terms, codes and line numbers."""
    assert report.data is not None
    kit = report.data.kit
    texts = [sentence.text for _, sentence in kit.sentences()]
    texts += [line.label for table in kit.tables.values() for _, line in table.lines()]
    texts += [term.name + term.text for term in kit.glossary.terms]
    texts += [text for form in kit.forms.values() for text in form_words(form)]
    # What the kit's language computes is no wording: only literal text counts.
    return {found for text in texts for found in NUMBER.findall(re.sub(r"{[{%].*?[%}]}", " ", text, flags=re.DOTALL))}


def form_words(form: Form) -> Iterator[str]:
    """Every text of a form."""
    yield from (form.title, *form.before, *form.subtitle, *(block.text for block in form.blocks))
    tables = (form, *form.tables.values())
    yield from (text for table in tables for text in (*table.above, *table.notes))
    rows = [row for table in tables for row in table.rows]
    while rows:
        row = rows.pop()
        yield from (cell.text for cell in row.cells)
        rows += [inner for cell in row.cells for inner in cell.rows]


def untraced(report: Report) -> Iterator[str]:
    """Number-like tokens of the document that have no trace and are no date, numbering, code or fixed wording."""
    assert report.composed is not None and report.data is not None
    words = fixed_words(report)
    for block in report.composed.document.blocks():
        if isinstance(block, Paragraph):
            start = True
            for run in block.runs:
                text = NUMBERING.sub("", run.text) if start else run.text
                start = False
                if run.trace is None:
                    yield from (n for n in NUMBER.findall(YEAR.sub("", text)) if n not in words)
        elif isinstance(block, TableBlock):
            rows = report.data.tables[block.id].rows if block.id in report.data.tables else ()  # else a form
            subjects = {code for row in rows for code in (row.code, row.key)}
            for row in block.body:
                for cell in row.cells:
                    if cell.trace is None and cell.align == "right":
                        yield from NUMBER.findall(cell.text)
                    elif cell.trace is None and not (cell.text in subjects or cell.text.isdigit()):
                        yield from (n for n in NUMBER.findall(YEAR.sub("", cell.text)) if n not in words)
        elif isinstance(block, ChartBlock):
            for part in block.slices:
                yield from (run.text for run in (part.amount, part.share) if run.text and run.trace is None)
        elif isinstance(block, Heading):
            pass  # headings hold years and numbering only; the kits' linter sees to literal years


def test_every_figure_has_a_trace(case: tuple[Report, Workbook]) -> None:
    report, _ = case
    assert list(untraced(report)) == []


def test_computing_anew_gives_what_is_printed(case: tuple[Report, Workbook]) -> None:
    report, _ = case
    assert report.composed is not None
    wrong = [
        (one.where, one.text, one.trace)
        for one in printed(report.composed.document)
        if one.trace.origin is not Origin.TYPED and one.trace.recomputed() != one.text
    ]
    assert wrong == []


def test_the_terms_are_what_stands_in_the_cells(case: tuple[Report, Workbook]) -> None:
    """A term with one cell is that cell of the file; one with several is a total that was left blank."""
    report, file = case
    assert report.composed is not None and report.data is not None
    sources = Sources(report.data)
    seen = 0
    for one in printed(report.composed.document):
        for term in (*one.trace.terms, *one.trace.base):
            if one.trace.origin is Origin.COUNT or len(term.cells) != 1:
                continue
            seen += 1
            own = sources.cells[term.cells[0].sheet, term.cells[0].cell]
            if own.state is State.COMPUTED:  # a total of nothing but zeros
                assert term.value == own.value == 0, one
                continue
            held = file[term.cells[0].sheet][term.cells[0].cell].value
            typed = None if held is None or str(held).startswith(("=", "—")) else Decimal(str(held))
            scale = own.unit.factor if own.unit.is_money else 1
            assert term.value == (None if typed is None else typed * scale), one
    assert seen > 10


def test_typed_words_stand_in_their_cell(case: tuple[Report, Workbook]) -> None:
    report, file = case
    assert report.composed is not None
    typed = [one for one in printed(report.composed.document) if one.trace.origin is Origin.TYPED]
    for one in typed:
        (ref,) = one.trace.cells
        value = str(file[ref.sheet][ref.cell].value)
        assert one.text.rstrip("。") in value or value in one.text, one  # a cell of a form has words of its own


def test_a_formula_shows_what_a_reader_needs(case: tuple[Report, Workbook]) -> None:
    """The figures of a formula, as they stand there, give the printed one: no digit is missing."""
    report, _ = case
    assert report.composed is not None
    seen = 0
    for one in printed(report.composed.document):
        trace = one.trace
        if trace.origin is Origin.RATE and not trace.word:
            part, base = (Decimal(x.replace(",", "")) for x in re.split(" ÷ ", trace.formula.split(" = ")[1]))
            assert abs(part / base * 100 - Decimal(one.text.rstrip("%"))) <= Decimal("0.005"), trace
            seen += 1
        elif trace.origin is Origin.SUM and trace.style is not None:
            terms = trace.formula.split(" = ", 1)[1].replace(",", "").translate(str.maketrans("＋－（）", "+-()"))
            total = sum(
                (-1 if sign == "-" else 1) * Decimal(number.strip("()"))
                for sign, number in re.findall(r"(?:^|([+-]) )([(\d.)-]+)", terms)
            )
            assert trace.style.print(total * trace.style.unit.factor) == one.text or not total, trace
            seen += 1
    assert seen > 1


WAN = NumberStyle(Unit.WAN, thousands=True)
CELL = CellRef("甲", "A1")


def term(yuan: str, sign: int = 1) -> Term:
    return Term(Decimal(yuan), WAN, (CELL,), sign)


def test_operands_keep_digits_that_printing_would_round() -> None:
    trace = Trace(Origin.RATE, "8.45%", (), (term("73371233.44"), term("67170512.34", -1)), (term("73371233.44"),))
    assert trace.steps == (
        "8.45% = 620.07211 ÷ 7,337.123344",
        "620.07211 = 7,337.123344 － 6,717.051234",
    )
    assert trace.recomputed() == "8.45%"


def test_negative_terms_stand_in_brackets() -> None:
    trace = Trace(Origin.SUM, "1.00", (), (term("30000"), term("-10000", -1), term("-30000")), style=WAN)
    assert trace.formula == "1.00 = 3.00 － （-1.00） ＋ （-3.00）"
    assert trace.recomputed() == "1.00"


def test_a_fall_is_written_so_that_it_is_positive(case: tuple[Report, Workbook]) -> None:
    report, _ = case
    assert report.composed is not None
    changes = [one for one in printed(report.composed.document) if one.before.endswith(("减少", "下降"))]
    for one in changes:
        if one.trace.origin is Origin.SUM:
            assert [found.sign for found in one.trace.terms] == sorted((t.sign for t in one.trace.terms), reverse=True)


def test_rounded_totals_say_what_is_left(sample, checked) -> None:
    report = checked(sample)
    assert report.data is not None and report.composed is not None
    sources = Sources(report.data)
    found = next(
        one
        for one in printed(report.composed.document)
        if one.kind == "table" and one.trace.cells[0].table == "公开02表" and one.trace.cells[0].cell == "D12"
    )
    explained = sources.explain(found.trace)
    assert explained.lead == "照所填的数印出。"
    assert explained.sums == (
        "款等于所属项之和：3140.90（D13） ＋ 2184.89（D14） = 5325.79；照所填的 5325.78 印出，"
        "比各项之和少 0.01 万元，在四舍五入允许的范围内。",
    )
