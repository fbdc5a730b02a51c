"""The pages that are generated are up to date, and every finding is in the catalogue."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from disclosegen.catalogue import PROGRAM
from scripts.docs import DOCS, PAGES

PACKAGE = Path(__file__).resolve().parent.parent / "disclosegen"


@pytest.mark.parametrize("name", PAGES)
def test_generated_pages_are_up_to_date(name: str) -> None:
    assert (DOCS / name).read_text("utf-8") == PAGES[name](), "run: python -m scripts.docs"


def test_every_finding_of_the_program_is_in_the_catalogue() -> None:
    used = {
        rule
        for path in PACKAGE.rglob("*.py")
        if path.name != "catalogue.py"
        for rule in re.findall(r'"((?:[FWVANXRLPQDIS]|PJ)-[a-z-]+)"', path.read_text("utf-8"))
    }
    assert used == {entry.rule for entry in PROGRAM}
