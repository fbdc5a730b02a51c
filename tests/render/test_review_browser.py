"""The review page in a real browser: hover, click, keys, touch, two widths, no request, nothing run that came from cells."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from disclosegen.cli import main
from disclosegen.kit.reasons import REASONS
from disclosegen.workbook.blank import write_workbook
from tests.conftest import kit_named, sample_content
from tests.helpers.browser import CHROMIUM, DRIVER, MISSING, Browser, browser
from tests.helpers.sheets import edit

pytestmark = pytest.mark.skipif(not (CHROMIUM and DRIVER), reason=MISSING)
HOSTILE = '<script>document.title="坏"</script><img src=x onerror="document.title=1">{{ 7*7 }}"><b>粗</b>'
TIP = "document.getElementById('tip')"
NARROW, WIDE = 390, 1200


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A faulty review and one with charts."""
    folder = tmp_path_factory.mktemp("review")
    kit, filled = kit_named("shanxi-final-2024"), sample_content("shanxi-final-2024")
    for reference, value in (
        ("t02.total.fiscal", "6616.87"),
        (f"{REASONS}.s01.reason.text", ""),
        (f"{REASONS}.s05-total.reason.text", HOSTILE),
    ):
        filled = edit(filled, reference, value)
    (folder / "faulty.xlsx").write_bytes(write_workbook(kit, filled))
    budget = kit_named("shanxi-budget-2024")
    (folder / "charts.xlsx").write_bytes(write_workbook(budget, sample_content("shanxi-budget-2024")))
    found = {}
    for name, code in (("faulty", 1), ("charts", 0)):
        assert main(["build", str(folder / f"{name}.xlsx"), "--review", "-o", str(folder / name)]) == code
        (found[name],) = (folder / name).iterdir()
    return found


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with browser(tmp_path_factory.mktemp("browser")) as found:
        yield found


@pytest.fixture
def page(window: Browser, pages: dict[str, Path]) -> Browser:
    """The faulty review, wide, freshly loaded, its rate of 8.45% marked for the tests."""
    window.resize(WIDE)
    window.away()
    window.open(pages["faulty"])
    window.run(
        "[...document.querySelectorAll('.text a.f')].find(a => a.textContent === '8.45%').dataset.test = 'rate';"
        "document.querySelector('#n1 a').dataset.test = 'badge'"
    )
    return window


RATE = "[data-test=rate]"


def tip(window: Browser) -> str:
    """What the box with the source shows; empty while it is away."""
    return window.run(f"return {TIP}.hidden ? '' : {TIP}.innerText")


def shows_the_rate(text: str) -> bool:
    return all(
        words in text
        for words in (
            "8.45% = 620.07 ÷ 7,337.12",
            "620.07 = 7,337.12 － 6,717.05",
            "01收入支出决算总表!C37",
            "公开01表 行次31 总计·栏次1 金额",
            "上年数与年初预算!B5",
            "7337.12 万元",
        )
    )


def test_hover_shows_the_source_and_leaving_hides_it(page: Browser) -> None:
    assert tip(page) == ""
    page.hover(RATE)
    assert shows_the_rate(tip(page))
    page.away()
    assert page.wait(f"return {TIP}.hidden")


def test_click_keeps_it_until_escape(page: Browser) -> None:
    page.click(RATE)
    page.away()
    page.run("return new Promise(done => setTimeout(done, 400))")
    assert shows_the_rate(tip(page))
    assert page.run("return location.hash") == ""
    page.press("Escape")
    assert tip(page) == ""


def test_click_elsewhere_hides_it(page: Browser) -> None:
    page.click(RATE)
    page.click("main h2")
    assert tip(page) == ""


def test_keys_alone_reach_a_figure_keep_it_and_leave(page: Browser) -> None:
    before = page.run(
        "const all = [...document.querySelectorAll('a.f')]; const at = all.indexOf(document.querySelector('[data-test=rate]'));"
        "all[at - 1].focus(); return all[at - 1].textContent"
    )
    assert before == "620.07"
    page.press("Tab")
    assert page.run("return document.activeElement.dataset.test") == "rate"
    assert shows_the_rate(tip(page))
    assert page.run("return document.activeElement.getAttribute('aria-expanded')") == "true"
    assert (
        page.run("return document.getElementById(document.activeElement.getAttribute('aria-describedby')).id") == "tip"
    )
    assert page.run("return getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.press("Enter")
    assert page.run(f"return {TIP}.classList.contains('pinned')")
    page.press("Escape")
    assert tip(page) == ""
    assert page.run("return document.activeElement.dataset.test") == "rate"
    page.press("Space")
    assert shows_the_rate(tip(page))
    page.press("Tab")
    assert tip(page) and not shows_the_rate(tip(page))
    page.press("Shift+Tab")
    assert shows_the_rate(tip(page))


def test_every_figure_can_be_reached_by_keys(page: Browser) -> None:
    assert page.run("return [...document.querySelectorAll('a.f')].filter(a => a.tabIndex !== 0).length") == 0
    assert page.run("return document.querySelectorAll('td a.f').length") > 200


def test_a_filled_total_shows_its_parts_and_what_is_left(page: Browser) -> None:
    page.run(
        "[...document.querySelectorAll('td a.f')].find(a => {"
        "  const li = document.querySelector(a.getAttribute('href')); return li.textContent.includes('02收入决算表!D12');"
        "}).dataset.test = 'total'"
    )
    page.click("[data-test=total]")
    assert "3140.90（D13） ＋ 2184.89（D14） = 5325.79；照所填的 5325.78 印出，比各项之和少 0.01 万元" in tip(page)


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_the_list_leads_to_the_place(page: Browser, width: int) -> None:
    page.resize(width)
    links = page.run("return [...document.querySelectorAll('.findings .goto a')].map(a => a.getAttribute('href'))")
    assert links
    for link in links:
        assert page.run("return document.querySelector(arguments[0]) !== null", link), link
    page.click(".findings .goto a")
    assert page.wait(
        "const box = document.querySelector(location.hash).getBoundingClientRect();"
        "return box.top >= 0 && box.top < innerHeight && document.activeElement.id === location.hash.slice(1)"
    )
    assert "错误 1" in page.run("return document.activeElement.innerText")


def test_findings_stand_beside_wide_and_below_narrow(page: Browser) -> None:
    boxes = (
        "const w = document.getElementById('n1').closest('.with'), a = w.querySelector('.what').getBoundingClientRect(),"
        "b = w.querySelector('.notes').getBoundingClientRect(); return [a.right, a.bottom, b.left, b.top, b.right]"
    )
    right, _, left, _, end = page.run(boxes)
    assert right <= left and end <= WIDE
    page.resize(NARROW)
    _, bottom, left, top, end = page.run(boxes)
    assert top >= bottom and left >= 0 and end <= NARROW


def test_a_missing_reason_stands_beside_its_sentence(page: Browser) -> None:
    assert page.run(
        "const w = [...document.querySelectorAll('.with')].find(w => w.innerText.includes('【待填写】'));"
        "return w.querySelector('.notes').innerText"
    ).startswith("错误")


@pytest.mark.parametrize("width", [NARROW, WIDE])
@pytest.mark.parametrize("name", ["faulty", "charts"])
def test_the_page_never_scrolls_sideways(window: Browser, pages: dict[str, Path], name: str, width: int) -> None:
    window.resize(width)
    window.open(pages[name])
    window.run("document.querySelectorAll('details').forEach(fold => fold.open = true)")
    assert window.run("return document.documentElement.scrollWidth") <= width
    window.click("td a.f")
    left, right, bottom = window.run(f"const b = {TIP}.getBoundingClientRect(); return [b.left, b.right, b.bottom]")
    assert left >= 0 and right <= width and bottom <= 900


def test_touch(page: Browser) -> None:
    page.resize(NARROW)
    page.touch()
    try:
        page.tap(RATE)
        assert page.wait(f"return !{TIP}.hidden")
        assert shows_the_rate(tip(page))
        figure, top = page.run(
            f"return [document.querySelector('{RATE}').getBoundingClientRect().bottom, {TIP}.getBoundingClientRect().top]"
        )
        assert figure <= top + 1
    finally:
        page.touch(False)


@pytest.mark.parametrize("name", ["faulty", "charts"])
def test_no_request_leaves_and_the_policy_is_kept(window: Browser, pages: dict[str, Path], name: str) -> None:
    window.requests(), window.complaints()
    window.open(pages[name])
    window.hover("td a.f")
    assert window.requests() == [pages[name].resolve().as_uri()]
    assert window.complaints() == []


def test_the_policy_stops_what_is_not_the_pages_own(page: Browser) -> None:
    page.run(
        "const s = document.createElement('script'); s.textContent = 'window.foreign = 1'; document.body.append(s);"
        "const i = new Image(); i.src = 'http://example.invalid/x.png'; document.body.append(i);"
        "const e = document.createElement('p'); e.setAttribute('style', 'color:red'); document.body.append(e);"
    )
    assert page.run("return window.foreign === undefined")
    assert page.wait("return 1") and len([one for one in page.complaints() if "Content Security Policy" in one]) >= 3


def test_text_from_cells_is_text(page: Browser) -> None:
    assert HOSTILE.rstrip("。") in page.run("return document.body.textContent")
    assert page.run("return document.title") == "阳泉市公安局城区分局2024年度单位决算公开"
    assert page.run("return document.querySelectorAll('script, img, main b').length") == 1  # the page's own script
    page.run("[...document.querySelectorAll('.typed a.f')].find(a => a.textContent === '7').dataset.test = 'seven'")
    page.click("[data-test=seven]")
    assert HOSTILE in tip(page)
    assert page.run(f"return {TIP}.querySelectorAll('script, img').length") == 0


def test_charts_have_figures_too(window: Browser, pages: dict[str, Path]) -> None:
    window.resize(WIDE)
    window.open(pages["charts"])
    assert window.run("return [...document.querySelectorAll('svg a.f')].map(a => a.textContent).slice(0, 2)") == [
        "16,595.30",
        "98.41%",
    ]
    window.hover("svg a.f:nth-of-type(2)")
    assert "98.41% = 16,595.30 ÷ 16,863.00" in tip(window)


def test_without_scripts_a_figure_is_a_link_to_its_source(page: Browser, pages: dict[str, Path]) -> None:
    page.scripts(False)
    try:
        page.open(pages["faulty"])
        tree = page.devtools("DOM.getDocument")["root"]["nodeId"]
        text = page.devtools("DOM.getOuterHTML", nodeId=tree)["outerHTML"]
        assert "2024年度收入总计" in text and "文末的“数字来源”" in text
        assert 'role="button"' not in text and 'id="tip" role="tooltip" hidden' in text
    finally:
        page.scripts(True)


def test_paper_shows_the_findings_and_the_ledger(page: Browser) -> None:
    page.run("window.dispatchEvent(new Event('beforeprint'))")
    page.paper(True)
    try:
        shown = "const b = document.querySelector(arguments[0]).getBoundingClientRect(); return b.height > 0"
        for selector in (".banner", "#n1", "#ledger tbody tr", "main td a.f"):
            assert page.run(shown, selector), selector
        for selector in (".how.live", "#sources", "#tip"):
            assert not page.run(shown, selector), selector
        assert page.run("return getComputedStyle(document.querySelector('.box')).overflowX") == "visible"
    finally:
        page.paper(False)
