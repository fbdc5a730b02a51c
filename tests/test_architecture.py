"""Imports follow the pipeline, modules stay small, and the program knows no province, year or table title."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "disclosegen"
BASE = {"errors", "findings", "money", "style"}
MAY_IMPORT = {
    "kit": {"kit"},
    "workbook": {"workbook", "kit"},
    "model": {"model", "workbook", "kit"},
    "checks": {"checks", "model", "kit"},
    "document": {"document", "model", "kit"},
    "proof": {"proof", "document", "checks", "model", "kit"},
    "annotate": {"annotate", "checks", "model", "workbook", "kit"},
    "render": {"render", "document"},
    "published": {"published", "proof", "document", "checks", "model", "workbook", "kit"},
}
MODULES = sorted(path for path in PACKAGE.rglob("*.py"))


def imported(path: Path) -> set[str]:
    """Top-level names of this package that a module imports, absolute, relative and ``from .. import x`` alike."""
    parts = ("disclosegen", *path.relative_to(PACKAGE).with_suffix("").parts)
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            start = ".".join(parts[: len(parts) - node.level]) if node.level else ""
            module = ".".join(part for part in (start, node.module or "") if part)
            names = [f"{module}.{alias.name}" for alias in node.names]
        found |= {name.split(".")[1] for name in names if name.startswith("disclosegen.") and name.count(".") >= 1}
    return found


@pytest.mark.parametrize("path", [p for p in MODULES if p.parent != PACKAGE], ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_follow_the_pipeline(path: Path) -> None:
    stage = path.relative_to(PACKAGE).parts[0]
    assert imported(path) - BASE - {"__version__"} <= MAY_IMPORT[stage]


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_modules_are_at_most_500_lines(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 500


def kit_words() -> set[str]:
    """Titles of tables and provinces of all kits."""
    words: set[str] = {"山西", "河南", "阳泉", "安阳", "汾阳"}
    for path in (ROOT / "templates").glob("*/tables/*.toml"):
        words.add(tomllib.loads(path.read_text("utf-8"))["title"])
    return words


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_the_program_knows_no_province_year_or_table(path: Path) -> None:
    text = path.read_text("utf-8")
    code = re.sub(r'"""[\s\S]*?"""|#.*', "", text)  # docstrings and comments may cite a document
    assert not [word for word in kit_words() if word in code]
    assert not re.findall(r"(?<![\du-])20[12]\d(?![\d-])", code)


def test_nothing_in_the_package_is_global_state() -> None:
    """No module assigns to a global; what a document needs lives in its own objects."""
    for path in MODULES:
        assert not [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Global)], path
