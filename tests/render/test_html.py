"""The HTML for the screen and for the PDF."""

from __future__ import annotations

import dataclasses
import re
from html.parser import HTMLParser

import pytest
from render import samples

from disclosegen.document.blocks import Document, Paragraph, Run, Section
from disclosegen.render.html import breakable, css_string, to_html

VOID = {"meta", "col", "br", "img", "link", "input", "hr"}


class Tree(HTMLParser):
    """Start tags with attributes, text by tag, and faults in nesting."""

    def __init__(self, html: str):
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.texts: list[tuple[str, str]] = []
        self.faults: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(tag)

    def handle_data(self, data):
        if data.strip():
            self.texts.append((self.open[-1] if self.open else "", data))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]

    def words(self, *tags: str) -> list[str]:
        return [text for tag, text in self.texts if tag in tags]


@pytest.fixture(scope="module")
def screen() -> str:
    return to_html(samples.sample(), media="screen")


@pytest.fixture(scope="module")
def tree(screen) -> Tree:
    return Tree(screen)


def test_screen_is_well_nested(tree):
    assert tree.faults == [] and tree.open == []


def test_screen_needs_nothing_from_outside(screen, tree):
    assert {"script", "link", "img", "iframe", "object"} & {tag for tag, _ in tree.tags} == set()
    for tag, attrs in tree.tags:
        assert not {name for name in attrs if name.startswith("on") or name in ("src", "srcset", "action")}, tag
        assert attrs.get("href", "#").startswith("#")
    styles = re.search(r"<style>(.*?)</style>", screen, re.DOTALL)[1]
    assert "url(" not in styles and "@import" not in styles


def test_screen_is_accessible(tree):
    assert tree.all("html") == [{"lang": "zh-CN"}]
    assert {"name": "viewport", "content": "width=device-width, initial-scale=1"} in tree.all("meta")
    assert len(tree.all("main")) == 1 and len(tree.all("header")) == 1
    assert tree.all("nav") == [{"aria-label": "目　录"}]
    assert tree.words("h1") == ["第一部分　部门概况", "第二部分　2024年度部门决算表", "第三部分　名词解释"]
    assert tree.words("h3") == ["（一）主要职能"]
    assert tree.words("h4") == ["1．其他"]
    assert tree.words("caption") == [
        "一、收入支出决算总表",
        "二、国有资本经营预算支出决算表",
        "三、支出决算表",
    ]
    boxes = [attrs for attrs in tree.all("div") if attrs.get("class") == "box"]
    assert [box["aria-label"] for box in boxes] == tree.words("caption")
    assert all(box["role"] == "region" and box["tabindex"] == "0" for box in boxes)


def test_screen_header_cells_have_a_scope(tree):
    scopes = [attrs.get("scope") for attrs in tree.all("th")]
    assert set(scopes) == {"col", "colgroup", "row"}
    assert {"scope": "colgroup", "colspan": "3"} in tree.all("th")
    assert {"scope": "col", "rowspan": "2"} in tree.all("th")


def test_screen_contents_are_links_that_lead_somewhere(tree):
    links = [attrs["href"] for attrs in tree.all("a")]
    ids = [attrs["id"] for _, attrs in tree.tags if "id" in attrs]
    assert links == ["#p1", "#p1-1", "#p2", "#p2-1", "#p2-2", "#p2-3", "#p3"]
    assert {link[1:] for link in links} <= set(ids)
    assert len(ids) == len(set(ids))


def test_every_text_is_on_the_screen(tree):
    text = "".join(words for _, words in tree.texts)
    for words in (
        samples.CODE,
        samples.UNIT,
        "2024年度",
        "说明：本表无数据。",
        "2025年9月",
        samples.SENTENCE,
    ):
        assert words in text


@pytest.mark.parametrize("media", ["screen", "print"])
def test_hostile_texts_stay_texts(media):
    html = to_html(samples.sample(), media=media)
    tree = Tree(html)
    words = [text for _, text in tree.texts]
    for hostile in samples.HOSTILE:
        assert sum(hostile in text for text in words) == 2, hostile  # a paragraph and a cell
    assert not tree.all("script") and not tree.all("img") and not tree.all("b")


@pytest.mark.parametrize("media", ["screen", "print"])
def test_control_characters_are_dropped(media):
    document = Document(
        "a\x00b",
        "c\x07",
        ("k\x1f",),
        "f",
        (Section("body", (Paragraph((Run("甲\x08乙\ufffe丙"),)),)),),
        samples.style(),
    )
    html = to_html(document, media=media)
    assert "甲乙丙" in html and "<title>ab</title>" in html
    assert not re.search("[\x00-\x08\x0b-\x1f]", html)


def test_watermark_on_screen():
    assert "仅供内部审核" in to_html(samples.sample("仅供内部审核"), media="screen")
    assert 'class="wm"' not in to_html(samples.sample(), media="screen")


def test_renderers_hold_no_words(screen):
    """Nothing Chinese but what the document says."""
    document = samples.sample()
    bare = dataclasses.replace(document, title="t", author="", keywords=(), sections=())
    for media in ("screen", "print"):
        assert not re.search("[\u3400-\u9fff]", re.sub(r"font[^;]*;", "", to_html(bare, media=media)))


def test_unknown_style_and_medium():
    document = Document("t", "a", (), "f", (Section("body", (Paragraph((Run("x"),), "nonesuch"),)),), samples.style())
    with pytest.raises(KeyError, match="nonesuch"):
        to_html(document, media="print")
    with pytest.raises(ValueError, match="paper"):
        to_html(document, media="paper")


def test_line_breaks_at_quotation_marks():
    mark = "\u200b"
    assert breakable("新增“智慧城管”平台") == f"新增{mark}“智慧城管”{mark}平台"
    assert breakable("（“甲”）、“乙”。") == f"（“甲”）、{mark}“乙”。"
    assert breakable("无引号") == "无引号"


def test_css_string_cannot_leave_the_style():
    assert css_string('"</style>') == '"\\22 \\3c \\2f style\\3e "'
    assert css_string("— ") == '"\\2014  "'
