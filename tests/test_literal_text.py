"""What a person typed comes out as the characters that it is: in every output, from every place, whatever it looks like.

A new output is one line in ``OUTPUTS``.
"""

from __future__ import annotations

import io
import json
import re
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pytest
from lxml import etree, html

from disclosegen.cli import main
from disclosegen.findings import UNSEEN
from disclosegen.kit.grid import OpenRow
from disclosegen.pipeline import Report, build, check
from disclosegen.report_json import report_json
from disclosegen.show import report_text
from disclosegen.workbook.blank import write_workbook
from disclosegen.workbook.content import Content
from tests.conftest import kit_named, sample_content, without_projects
from tests.fuzz.hostile import INVISIBLE, TEXTS

KIT = "shanxi-final-2024"
NAMED = "shanxi-budget-2024"
MARKS = re.compile("[\ue000-\ue002]")


def squeezed(text: str) -> str:
    """Without blanks and the break opportunities of a page: lines may break anywhere."""
    return re.sub(r"[\s\u200b]", "", text)


def written(content: Content, kit: str = KIT) -> bytes:
    return write_workbook(kit_named(kit), content)


# Places: each puts texts into a sample.


def in_unit_name(texts: tuple[str, ...]) -> Content:
    sample = sample_content(KIT)
    return replace(sample, values={**sample.values, ("unit", "unit_name", "text"): "".join(texts)})


def in_duties(texts: tuple[str, ...]) -> Content:
    sample = sample_content(KIT)
    values = {key: value for key, value in sample.values.items() if key[0] != "duties"}
    values |= {("duties", str(n), "text"): text for n, text in enumerate(texts, 1)}
    rows = {**sample.rows, ("duties", 0): tuple(OpenRow(str(n)) for n in range(1, len(texts) + 1))}
    return replace(sample, values=values, rows=rows)


def in_reasons(texts: tuple[str, ...]) -> Content:
    sample = sample_content(KIT)
    asked = [key for key in sample.values if key[0] == "reasons" and key[1].partition(":")[0].endswith("reason")]
    # what has no room there replaces a sentence that asks for nothing
    values = {key: texts[n] if n < len(texts) else sample.values[key] for n, key in enumerate(asked)}
    left = texts[len(asked) :]
    return replace(sample, values={**sample.values, **values, ("replacements", "s02", "text"): "，".join(left)})


def in_replaced_sentence(texts: tuple[str, ...]) -> Content:
    sample = sample_content(KIT)
    return replace(sample, values={**sample.values, ("replacements", "s02", "text"): "、".join(texts)})


def in_subject_names(texts: tuple[str, ...]) -> Content:
    """Unknown codes, whose names are those that stand beside them."""
    sample = sample_content(KIT)
    place = ("t05", 0)
    codes = [f"20402{n:02}" for n in range(60, 60 + len(texts))]
    added = tuple(OpenRow(code, code, text) for code, text in zip(codes, texts, strict=True))
    values = {**sample.values, **{("t05", code, "basic"): "1" for code in codes}}
    return replace(sample, values=values, rows={**sample.rows, place: (*sample.rows[place], *added)})


def in_names_of_rows(texts: tuple[str, ...]) -> Content:
    """Projects and purchases, which have names and no codes."""
    sample = sample_content(NAMED)
    rows = dict(sample.rows)
    place = next(place for place, found in rows.items() if found and found[0].texts and not found[0].code)
    table = next(table for table in kit_named(NAMED).tables.values() if table.id == place[0])
    name = next(leaf.key for leaf in table.blocks[place[1]].leaves() if leaf.role == "name")
    first = len(rows[place]) + 1
    added = tuple(OpenRow(str(n), "", text, ((name, text),)) for n, text in enumerate(texts, first))
    rows[place] = (*rows[place], *added)
    return replace(sample, rows=rows)


PLACES: dict[str, Callable[[tuple[str, ...]], Content]] = {
    "unit name": in_unit_name,
    "duties": in_duties,
    "reasons": in_reasons,
    "replaced sentence": in_replaced_sentence,
    "subject names": in_subject_names,
    "names of rows": in_names_of_rows,
}


# Outputs: each turns a checked workbook into the text that a reader sees.


def as_word(report: Report, folder: Path) -> str:
    build(report, folder, ("docx",), draft=True)
    path = next(folder.glob("*.docx"))
    with zipfile.ZipFile(path) as package:
        parts = [etree.fromstring(package.read(name)) for name in package.namelist() if name.endswith(".xml")]
    space = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    return "".join("".join(node.text or "" for node in part.iter(f"{space}t")) for part in parts)


def as_page(report: Report, folder: Path) -> str:
    build(report, folder, ("html",), draft=True)
    tree = html.fromstring(next(folder.glob("*.html")).read_bytes())
    assert not tree.xpath("//body//script | //b[text()='粗']")
    return tree.find("body").text_content()


def as_pdf(report: Report, folder: Path) -> str:
    build(report, folder, ("pdf",), draft=True)
    path = next(folder.glob("*.pdf"))
    return subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, check=True).stdout.decode()


def as_carried_workbook(report: Report, folder: Path) -> str:
    """A new workbook from the old one, read again."""
    assert report.data is not None
    path = folder / "新.xlsx"
    assert main(["new", report.data.kit.id, "-o", str(path), "--from", str(folder.parent / "表.xlsx")]) == 0
    data = check(path).data
    assert data is not None
    texts = [cell.text or "" for table in data.tables.values() for cell in table.texts()]
    names = [
        name for table in data.tables.values() for row in table.rows for name in (row.name, *dict(row.texts).values())
    ]
    return "\n".join([data.unit_name, *texts, *names])


WITH_GLYPHS = tuple(text for text in TEXTS if max(text) < "\U00010000")
"""A PDF refuses, in words, characters that no font of the machine has."""

OUTPUTS = {"word": as_word, "page": as_page, "pdf": as_pdf, "carried workbook": as_carried_workbook}


@lru_cache
def checked(place: str, texts: tuple[str, ...] = TEXTS) -> tuple[bytes, Report]:
    """The workbook with all texts in one place, checked once for all outputs."""
    import tempfile

    content = PLACES[place](texts)
    if texts is WITH_GLYPHS:  # of the forms the page has shown it
        content = without_projects(content)
    data = written(content, NAMED if place == "names of rows" else KIT)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "表.xlsx"
        path.write_bytes(data)
        return data, check(path)


SLOW = {("pdf", place) for place in PLACES if place not in ("unit name", "duties")}
"""A PDF takes seconds and is drawn from the same page as the screen shows: the two places with the richest layout do."""


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("output", OUTPUTS)
def test_typed_text_comes_out_as_it_is(place: str, output: str, tmp_path: Path) -> None:
    if (output, place) in SLOW:
        pytest.skip("covered by the page")
    texts = WITH_GLYPHS if output == "pdf" else TEXTS
    data, report = checked(place, texts)
    (tmp_path / "表.xlsx").write_bytes(data)
    folder = tmp_path / "out"
    folder.mkdir()
    seen = squeezed(OUTPUTS[output](report, folder))
    missing = [text for text in texts if squeezed(UNSEEN.sub("", text)).rstrip(".;,:") not in seen]
    assert missing == []


@pytest.mark.parametrize("place", PLACES)
def test_what_cannot_be_seen_is_gone_and_forges_no_trace(place: str, tmp_path: Path) -> None:
    """Control characters, marks of direction and the marks of the program itself: read, composed, rendered and told."""
    data = write_workbook(kit_named(NAMED if place == "names of rows" else KIT), PLACES[place](INVISIBLE))
    path = tmp_path / "表.xlsx"
    path.write_bytes(data)
    report = check(path)
    assert report.data is not None and report.composed is not None
    for block in report.composed.document.blocks():
        for run in getattr(block, "runs", ()):
            assert not UNSEEN.search(run.text)
            assert run.trace is None or "伪" not in run.text or run.trace.formula == ""
    assert not UNSEEN.search(squeezed(report_text(report)))
    assert json.loads(report_json(report))["findings"] == [finding.to_json() for finding in report.findings]
    build(report, tmp_path / "out", ("docx", "html"), draft=True)
    for made in (tmp_path / "out").iterdir():
        assert not UNSEEN.search(made.name)
        data = made.read_bytes()
        if made.suffix == ".docx":
            with zipfile.ZipFile(io.BytesIO(data)) as package:
                data = b"".join(package.read(name) for name in package.namelist() if name.startswith("word/"))
        assert not MARKS.search(data.decode("utf-8", "replace"))


def test_a_name_stands_in_titles_contents_and_properties(tmp_path: Path) -> None:
    """The unit's name is on the cover, in titles and properties, and in file names as far as a system takes it."""
    _, report = checked("unit name")
    assert report.data is not None
    built = build(report, tmp_path, ("docx", "html"), draft=True)
    name = report.data.unit_name
    word = next(path for path in built.files if path.suffix == ".docx")
    with zipfile.ZipFile(word) as package:
        core = etree.fromstring(package.read("docProps/core.xml"))
    assert name in "".join(core.itertext())
    page = html.fromstring(next(path for path in built.files if path.suffix == ".html").read_bytes())
    assert squeezed(name) in squeezed(page.findtext(".//title"))
    for path in built.files:
        assert not re.search(r'[\\/:*?"<>|\s]', path.name)
        assert len(path.name.encode()) < 240


def test_findings_quote_it_as_it_is(tmp_path: Path) -> None:
    """An amount that is no number is quoted; the sentence can be cut, but not changed."""
    sample = sample_content(KIT)
    cells = [key for key in sample.values if key[0] in ("t02", "t03", "t05") and len(key[1]) == 7][: len(TEXTS)]
    assert len(cells) == len(TEXTS)
    path = tmp_path / "表.xlsx"
    path.write_bytes(written(replace(sample, values={**sample.values, **dict(zip(cells, TEXTS, strict=True))})))
    messages = [one.message for one in check(path).findings if one.rule == "V-unreadable"]
    assert len(messages) == len(TEXTS)
    for text in TEXTS:
        quoted = UNSEEN.sub("", text)[:30]
        assert [message for message in messages if f"“{quoted}”不是数字" in message], text
