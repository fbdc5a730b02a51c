"""Renew the pictures of the manuals from the first sample: ``python -m scripts.pictures`` (needs poppler and LibreOffice)."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from disclosegen.pipeline import build, check

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "samples" / "shanxi-final-2024.xlsx"
TARGET = ROOT / "docs" / "pictures"
HEADINGS = {"cover": "", "contents": "目", "table": "收入决算表公开02表", "narrative": "第三部分"}
WORKBOOK_PAGE = "收入支出决算总表"


def main() -> None:
    """Write docs/pictures/*.png."""
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pdf = next(path for path in build(check(SAMPLE), folder, ["pdf"]).files if path.suffix == ".pdf")
        for picture, start in HEADINGS.items():
            _page(pdf, _find(pdf, start), TARGET / f"{picture}.png", 60)
        subprocess.run(
            [
                "soffice",
                f"-env:UserInstallation=file://{folder}/profile",
                "--headless",
                "--convert-to",
                "pdf",
                "--outdir",
                str(folder / "book"),
                str(SAMPLE),
            ],
            check=True,
            capture_output=True,
        )
        book = folder / "book" / f"{SAMPLE.stem}.pdf"
        _page(book, _find(book, WORKBOOK_PAGE), TARGET / "workbook.png", 60)


def _find(pdf: Path, start: str) -> int:
    """The first page whose text begins so, 1-based."""
    pages = subprocess.run(["pdftotext", str(pdf), "-"], capture_output=True, text=True, check=True).stdout.split("\f")
    return next(number for number, text in enumerate(pages, 1) if "".join(text.split()).startswith(start))


def _page(pdf: Path, number: int, target: Path, dpi: int) -> None:
    subprocess.run(
        [
            "pdftoppm",
            "-r",
            str(dpi),
            "-png",
            "-f",
            str(number),
            "-l",
            str(number),
            "-singlefile",
            str(pdf),
            str(target.with_suffix("")),
        ],
        check=True,
    )


if __name__ == "__main__":
    main()
