"""Files that a unit attaches: printed on pages of their own, or a finding that says what is wrong with them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document as open_docx
from PIL import Image
from pypdf import PdfReader, PdfWriter

from disclosegen.document.blocks import Heading, PictureBlock
from disclosegen.kit.grid import OpenRow
from disclosegen.pipeline import Report, check, compose_report
from disclosegen.render.docx import to_docx
from disclosegen.render.estimate import estimate_pages
from disclosegen.render.html import to_html
from disclosegen.render.picture import picture_bytes
from disclosegen.workbook.content import Content
from tests.conftest import kit_named
from tests.helpers.few import few_content
from tests.helpers.kept import written

KIT = "henan-final-2023"  # its part five is there only for files


@pytest.fixture
def attached(tmp_path: Path) -> Callable[..., Report]:
    """Check the sample with some files on its list, in a folder that the test fills."""

    def run(*files: tuple[str, str]) -> Report:
        sample = few_content(KIT)
        rows = tuple(OpenRow(str(number)) for number, _ in enumerate(files, 1))
        typed = {
            ("files", str(number), column): text
            for number, pair in enumerate(files, 1)
            for column, text in zip(("title", "file"), pair, strict=True)
            if text
        }
        content = Content({**sample.values, **typed}, {**sample.rows, ("files", 0): rows})
        path = tmp_path / "表.xlsx"
        path.write_bytes(written(kit_named(KIT), content))
        return check(path)

    return run


def pdf(path: Path, *sizes: tuple[float, float], turned: int = 0, password: str = "", owner: str = "") -> None:
    """A PDF with blank pages of those sizes in points."""
    writer = PdfWriter()
    for width, height in sizes:
        writer.add_blank_page(width, height).rotate(turned)
    if password or owner:
        writer.encrypt(password, owner or None, algorithm="RC4-128")
    with path.open("wb") as file:
        writer.write(file)


def picture(path: Path, size: tuple[int, int], **options: object) -> None:
    image = Image.new("RGB", size, "white")
    image.paste("black", (0, 0, size[0] // 2, size[1] // 4))
    image.save(path, **options)


def blocks(report: Report) -> list[tuple[str, float, float]]:
    document = compose_report(report, draft=False).document
    return [(b.alt, b.width, b.height) for b in document.blocks() if isinstance(b, PictureBlock)]


BAD = [
    ("没有.pdf", "", "A-missing"),
    ("表.txt", "x", "A-kind"),
    ("没有后缀", "x", "A-kind"),
    ("坏.pdf", "%PDF-1.7 nothing", "A-broken"),
    ("空.pdf", "", "A-broken"),
    ("坏.png", "nothing", "A-broken"),
    ("坏.jpg", "\xff\xd8\xff\xe0", "A-broken"),
    ("空.docx", "", "A-broken"),
    ("文字.docx", "plain words", "A-broken"),
    ("文字.doc", "plain words", "A-broken"),
    ("旧格式.docx", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "A-locked"),
    ("../外面.pdf", "", "A-outside"),
    ("/etc/hostname.pdf", "", "A-outside"),
    ("名" * 300 + ".pdf", "", "A-missing"),
    ("x\\y.pdf", "", "A-missing"),
]


@pytest.mark.parametrize(("name", "content", "rule"), BAD, ids=lambda text: text[:12])
def test_a_file_that_cannot_be_printed(attached, tmp_path: Path, name: str, content: str, rule: str) -> None:
    if rule in ("A-kind", "A-broken", "A-locked"):
        (tmp_path / name).write_bytes(content.encode("latin-1"))
    report = attached(("附件", name))
    (finding,) = [finding for finding in report.findings if finding.rule.startswith("A-")]
    assert finding.rule == rule
    assert finding.cells[0].sheet == "附件清单" and finding.cells[0].cell == "B4"
    assert finding.message.startswith(f"附件“{name[:60]}”") and finding.advice
    assert not report.ok


def test_a_file_that_is_too_large(attached, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("disclosegen.attach.LARGEST", 100)
    pdf(tmp_path / "大.pdf", (595, 842))
    assert [finding.rule for finding in attached(("", "大.pdf")).findings if finding.rule[0] == "A"] == ["A-large"]


def test_a_locked_file(attached, tmp_path: Path) -> None:
    pdf(tmp_path / "锁.pdf", (595, 842), password="1")
    assert [finding.rule for finding in attached(("", "锁.pdf")).findings if finding.rule[0] == "A"] == ["A-locked"]


def half(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


@pytest.mark.parametrize("name", ["扫描.png", "扫描.jpg", "扫描.tif"])
def test_half_a_picture_is_none(attached, tmp_path: Path, name: str) -> None:
    picture(tmp_path / name, (400, 400))
    half(tmp_path / name)
    assert [finding.rule for finding in attached(("", name)).findings if finding.rule[0] == "A"] == ["A-broken"]


def test_a_scan_of_several_pages_is_printed_whole(attached, tmp_path: Path) -> None:
    pages = [Image.new("RGB", size, "white") for size in ((200, 100), (100, 200))]
    pages[1].paste("black", (0, 0, 100, 200))
    pages[0].save(tmp_path / "扫描.tif", save_all=True, append_images=pages[1:], dpi=(100, 100))
    report = attached(("", "扫描.tif"))
    assert [alt for alt, _, _ in blocks(report)] == ["扫描 第1页", "扫描 第2页"]
    made = [block for block in compose_report(report, draft=False).document.blocks() if isinstance(block, PictureBlock)]
    shown = [Image.open(io.BytesIO(picture_bytes(block)[0])) for block in made]
    assert [(image.size, image.convert("L").getpixel((50, 50))) for image in shown] == [
        ((200, 100), 255),
        ((100, 200), 0),
    ]


PAGE = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
PAGE += (
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<{}>>>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


def test_what_one_reader_cannot_take_is_saved_anew_by_another(attached, tmp_path: Path) -> None:
    (tmp_path / "怪.pdf").write_text(PAGE.format("/Font<</F <-->>>"))
    (file,) = attached(("", "怪.pdf")).data.attached
    assert file.data != (tmp_path / "怪.pdf").read_bytes()
    assert len(PdfReader(io.BytesIO(file.data)).pages) == 1


def test_a_file_that_may_be_read_but_not_changed_is_printed(attached, tmp_path: Path) -> None:
    pdf(tmp_path / "公文.pdf", (595, 842), password="", owner="1")
    assert [len(file.pages) for file in attached(("", "公文.pdf")).data.attached] == [1]


def test_without_libreoffice_a_word_file_is_refused(attached, tmp_path: Path, monkeypatch) -> None:
    with zipfile.ZipFile(tmp_path / "表.docx", "w") as package:
        package.writestr("word/document.xml", "")
    monkeypatch.setenv("PATH", "")
    assert [finding.rule for finding in attached(("", "表.docx")).findings if finding.rule[0] == "A"] == ["A-kind"]


def test_pages_are_as_large_as_the_paper_allows(attached, tmp_path: Path) -> None:
    pdf(tmp_path / "报告.pdf", (595.3, 841.9), (841.9, 595.3), (283.5, 283.5))
    picture(tmp_path / "章.png", (600, 300), dpi=(300, 300))
    report = attached(("绩效评价报告", "报告.pdf"), ("", "章.png"))
    assert report.ok
    first, lying, small, stamp = blocks(report)
    assert first[0] == "绩效评价报告 第1页" and first[1] < 156 and 190 < first[2] < 225
    assert lying[1] > 220 and lying[2] < 164
    assert small[1:] == pytest.approx((100, 100), abs=0.1)  # never enlarged
    assert stamp == ("章", pytest.approx(50.8, abs=0.01), pytest.approx(25.4, abs=0.01))


def test_a_page_that_is_turned_stands_upright(attached, tmp_path: Path) -> None:
    pdf(tmp_path / "横.pdf", (595.3, 841.9), turned=90)
    report = attached(("", "横.pdf"))
    assert [width > height for _, width, height in blocks(report)] == [True]


def test_part_five_is_there_only_for_files(attached, tmp_path: Path) -> None:
    titles = [
        [block.text for block in compose_report(report, draft=False).document.blocks() if isinstance(block, Heading)]
        for report in (attached(), (pdf(tmp_path / "一.pdf", (595, 842)), attached(("甲", "一.pdf")))[1])
    ]
    assert titles[1] == [*titles[0], "第五部分 附件", "附件1　甲"]


def test_word_pdf_and_web_page_hold_every_page(attached, tmp_path: Path) -> None:
    pytest.importorskip("weasyprint", exc_type=(ImportError, OSError))
    from disclosegen.render.pdf import to_pdf

    pdf(tmp_path / "报告.pdf", (595.3, 841.9), (841.9, 595.3))
    picture(tmp_path / "扫描.jpg", (1654, 2339), dpi=(200, 200), quality=80)
    document = compose_report(attached(("甲", "报告.pdf"), ("乙", "扫描.jpg")), draft=False).document
    printed = to_pdf(document)
    assert printed.pages == estimate_pages(document)
    sizes = [page.mediabox.width > page.mediabox.height for page in PdfReader(io.BytesIO(printed.data)).pages]
    assert sizes[-3:] == [False, True, False]
    word = open_docx(io.BytesIO(to_docx(document, printed.pages)))
    assert len(word.inline_shapes) == 3
    assert to_html(document, media="screen").count("<img ") == 3
    assert to_pdf(document).data == printed.data


def test_pictures_are_no_finer_than_print_needs(tmp_path: Path) -> None:
    picture(tmp_path / "大.jpg", (6000, 4000), quality=80)
    data = (tmp_path / "大.jpg").read_bytes()
    made, kind = picture_bytes(PictureBlock("p", "大", "image", data, 0, 150, 100))
    assert (Image.open(io.BytesIO(made)).size, kind) == ((886, 591), "jpeg")


def test_a_photo_is_turned_as_its_camera_says(attached, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # a quarter turn
    picture(tmp_path / "照片.jpg", (800, 400), exif=exif)
    (block,) = blocks(attached(("", "照片.jpg")))
    assert block[1] < block[2]
