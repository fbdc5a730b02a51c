"""The review page as HTML, and how ``--review`` goes with the other options of ``build``."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from disclosegen.cli import main
from disclosegen.document.printed import figures, printed
from disclosegen.document.trace import Origin
from disclosegen.findings import CellRef, Finding, Severity
from disclosegen.kit.reasons import REASONS
from disclosegen.pipeline import Report
from disclosegen.render.review import to_review
from disclosegen.review import review_of
from tests.conftest import kit_named, sample_content
from tests.helpers.kept import written
from tests.helpers.sheets import edit

VOID = {"meta", "col", "br", "img", "link", "input", "hr", "path", "rect"}
HOSTILE = '<script>alert(1)</script>{{ 7*7 }}" onclick="x" \'>&lt;</style></details>=1+1 #{x}'


class Page(HTMLParser):
    """Tags with attributes, the text of each figure's link, faults in nesting."""

    def __init__(self, html: str):
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.faults: list[str] = []
        self.links: list[tuple[str, str]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag == "a" and "f" in (dict(attrs).get("class") or "").split():
            self.links.append((dict(attrs)["href"] or "", ""))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if tag not in VOID and (not self.open or self.open.pop() != tag):
            self.faults.append(tag)

    def handle_data(self, data):
        if self.open and self.open[-1] in ("style", "script"):
            return
        self.text += data
        if self.open and self.open[-1] == "a" and self.links:
            self.links[-1] = (self.links[-1][0], self.links[-1][1] + data) if not self.links[-1][1] else self.links[-1]

    def ids(self) -> list[str]:
        return [attrs["id"] for _, attrs in self.tags if attrs.get("id")]


@pytest.fixture
def faulty(sample, checked) -> Report:
    filled = sample
    for reference, value in (
        ("t02.total.fiscal", "6616.87"),
        (f"{REASONS}.s01.reason.text", ""),
        (f"{REASONS}.s05-total.reason.text", HOSTILE),
    ):
        filled = edit(filled, reference, value)
    return checked(filled)


def test_every_figure_of_the_document_is_a_link_to_its_source(faulty: Report) -> None:
    page = Page(to_review(review_of(faulty)))
    assert page.faults == [] and page.open == []
    wanted = []
    for one in printed(faulty.composed.document):
        if one.trace.origin is Origin.TYPED:
            wanted += [found[0] for found in figures(one.text)] or ([one.text] if "待填写" in one.text else [])
        else:
            wanted.append(one.text)
    assert [text for _, text in page.links] == wanted
    assert {href[1:] for href, _ in page.links} <= set(page.ids())


def test_ids_are_unique_and_every_link_leads_somewhere(faulty: Report) -> None:
    page = Page(to_review(review_of(faulty)))
    ids = page.ids()
    assert len(ids) == len(set(ids))
    hrefs = [attrs["href"] for tag, attrs in page.tags if tag == "a"]
    assert all(href.startswith("#") and href[1:] in ids for href in hrefs)


def test_nothing_from_elsewhere_and_a_strict_policy(faulty: Report) -> None:
    html = to_review(review_of(faulty))
    page = Page(html)
    policy = next(
        a["content"] for t, a in page.tags if t == "meta" and a.get("http-equiv") == "Content-Security-Policy"
    )
    hashes = [
        "sha256-"
        + base64.b64encode(
            hashlib.sha256(re.search(f"<{tag}>(.*?)</{tag}>", html, re.DOTALL)[1].encode()).digest()
        ).decode()
        for tag in ("style", "script")
    ]
    assert policy == (
        f"default-src 'none'; style-src '{hashes[0]}'; script-src '{hashes[1]}'; img-src data:; base-uri 'none'; form-action 'none'"
    )
    assert {"link", "img", "iframe", "object", "form"} & {tag for tag, _ in page.tags} == set()
    for tag, attrs in page.tags:
        assert not {n for n in attrs if n.startswith("on") or n in ("src", "srcset", "action", "style")}, (tag, attrs)


def test_text_from_cells_stays_text(faulty: Report) -> None:
    page = Page(to_review(review_of(faulty)))
    assert HOSTILE.rstrip("。") in page.text
    assert [tag for tag, _ in page.tags].count("script") == 1


def test_every_finding_stands_in_the_list_and_beside_its_place(faulty: Report) -> None:
    found = review_of(faulty)
    page = Page(to_review(found))
    assert [note.finding for note in found.notes] == list(faulty.findings)
    assert found.faulty and "还有“错误”没有改，不能公开" in page.text
    for note in found.notes:
        assert f"l{note.number}" in page.ids() and f"n{note.number}" in page.ids()
        assert page.text.count(note.finding.message) >= 1 + len(note.spots)
    missing = next(note for note in found.notes if note.finding.rule == "N-missing")
    (spot,) = missing.spots
    block = list(found.document.blocks())[spot.block]
    assert block.source == "s01" and "【待填写】" in block.text


def test_a_finding_without_a_printed_place_stands_at_the_top(faulty: Report) -> None:
    import dataclasses

    lost = Finding("F-lost", Severity.ERROR, "整个文件的问题", (CellRef(),))
    found = review_of(dataclasses.replace(faulty, findings=(lost,)))
    page = Page(to_review(found))
    assert found.notes[0].spots == ()
    assert page.text.count("整个文件的问题") == 1 and "没有印在文中的某一处" in page.text
    assert page.text.index("整个文件的问题") < page.text.index("第一部分")


def test_the_ledger_has_every_rule_with_its_outcome(faulty: Report) -> None:
    page = Page(to_review(review_of(faulty)))
    ledger = page.text[page.text.index("规则清单") :]
    assert f"规则清单（{len(faulty.verdicts)}）" in ledger
    for verdict in faulty.verdicts:
        assert verdict.title in ledger and verdict.why in ledger
    assert {"对", "错", "不适用"} <= {verdict.status.value for verdict in faulty.verdicts}


def test_a_clean_review_says_so(sample, checked) -> None:
    report = checked(sample)
    found = review_of(report)
    assert not found.faulty
    page = Page(to_review(found))
    assert "不能公开" not in page.text and "仅供内部审核" in page.text


@pytest.fixture
def books(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    kit, filled = kit_named("shanxi-final-2024"), sample_content("shanxi-final-2024")
    (tmp_path / "好.xlsx").write_bytes(written(kit, filled))
    (tmp_path / "坏.xlsx").write_bytes(written(kit, edit(filled, "t02.total.fiscal", "6616.87")))
    monkeypatch.chdir(tmp_path)
    return tmp_path


NAME = "阳泉市公安局城区分局2024年度单位决算公开（审阅）.html"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["好.xlsx", "--review"], 0),
        (["好.xlsx", "--review", "--format", "html"], 0),
        (["坏.xlsx", "--review"], 1),
        (["坏.xlsx", "--review", "--draft", "--format", "HTML"], 1),
    ],
)
def test_review_writes_one_page_even_with_errors(books: Path, arguments: list[str], code: int, capsys) -> None:
    assert main(["build", *arguments, "-o", "公开"]) == code
    assert [path.name for path in (books / "公开").iterdir()] == [NAME]
    html = (books / "公开" / NAME).read_text("utf-8")
    assert 'class="wm"' in html and "仅供内部审核" in html
    assert f"已生成：公开/{NAME}" in capsys.readouterr().out


def test_review_goes_with_html_only(books: Path, capsys) -> None:
    assert main(["build", "好.xlsx", "--review", "--format", "docx,html", "-o", "公开"]) == 2
    assert "--review 只生成网页" in capsys.readouterr().err
    assert not (books / "公开").exists()


def test_an_unreadable_workbook_has_no_review(books: Path, capsys) -> None:
    (books / "烂.xlsx").write_bytes(b"PK\x03\x04 nothing")
    assert main(["build", "烂.xlsx", "--review", "-o", "公开"]) == 1
    assert not (books / "公开").exists()


def test_same_bytes_every_time(faulty: Report) -> None:
    assert to_review(review_of(faulty)) == to_review(review_of(faulty))
