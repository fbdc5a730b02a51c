"""What a reader of a published file has to say about it, and the words for it.

In: what was met.  Out: findings, each with the page it concerns.  ``ENTRIES`` is their part of the catalogue.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..findings import CellRef, Finding, Severity

WATERMARK, SCAN, RECOGNISED, GLYPHS = "D-watermark", "D-scan", "D-recognised", "D-glyphs"
ENTRIES = (
    (WATERMARK, Severity.WARNING, "公开的文件里留着水印，读取时略过", "公开前去掉水印"),
    (
        SCAN,
        Severity.ERROR,
        "这一页是扫描图片，没有文字，读不出来",
        "向原单位要没有扫描过的 Word 或 PDF，或照原件手工填写",
    ),
    (RECOGNISED, Severity.WARNING, "这一页是扫描图片，文字是软件识别的，可能有错", "照原件逐个核对"),
    (GLYPHS, Severity.WARNING, "有些字在文件里没有编码，读不出来，用 □ 代替", "照原件补上"),
)
"""Id, severity, meaning and advice of every finding of this package."""


def watermark(text: str, pages: Sequence[int] = ()) -> Finding:
    """A watermark that was passed over; ``pages`` empty where the format has none."""
    return _remark(WATERMARK, f"{_pages(pages)}印着水印“{text}”，读取时略过了")


def scan(pages: Sequence[int]) -> Finding:
    """Pages that are pictures without text."""
    return _remark(SCAN, f"{_pages(pages)}是扫描图片，没有文字，读不出来")


def recognised(pages: Sequence[int]) -> Finding:
    """Pictures with text that a program has recognised behind them."""
    return _remark(RECOGNISED, f"{_pages(pages)}是扫描图片，文字是软件识别的，可能有错")


def glyphs(page: int, count: int) -> Finding:
    """Characters without a code."""
    return _remark(GLYPHS, f"第{page}页有{count}个字在文件里没有编码，读不出来，用 □ 代替")


def _remark(rule: str, message: str) -> Finding:
    _, severity, _, advice = next(entry for entry in ENTRIES if entry[0] == rule)
    return Finding(rule, severity, message, (CellRef(),), f"请{advice}。")


def _pages(pages: Sequence[int]) -> str:
    """``第3、5至8页``; ``文件里`` without pages."""
    if not pages:
        return "文件里"
    parts: list[list[int]] = []
    for page in sorted(set(pages)):
        if parts and parts[-1][-1] == page - 1:
            parts[-1][1:] = [page]
        else:
            parts.append([page])
    return f"第{'、'.join('至'.join(map(str, part)) for part in parts)}页"
