"""Fixtures: kits, samples, golden files."""

from __future__ import annotations

import gc
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import settings

from disclosegen.kit.load import Kit, load_kit
from disclosegen.pipeline import Report
from disclosegen.workbook.content import Content
from tests.helpers.kept import begin_run, checked_file, end_run
from tests.helpers.sheets import content

# The same examples every time: a test run either passes or fails for a reason that is in the change.
settings.register_profile("steady", derandomize=True)
settings.load_profile("steady")

ROOT = Path(__file__).resolve().parent.parent
GOLDEN = Path(__file__).resolve().parent / "golden"
SAMPLES = sorted(path.stem for path in (ROOT / "samples").glob("*.txt"))
"""Names of all samples: a kit's id, or that and a word for another one of the same kit (``KIT.lanxian``)."""


def pytest_configure(config: pytest.Config) -> None:
    """One folder for a run; and no hurry to look for garbage among all that a run keeps: a tenth of its time."""
    if not hasattr(config, "workerinput"):
        begin_run()
    gc.set_threshold(50_000, 10, 20)


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        end_run()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--every-amount", action="store_true", help="make every amount of every table wrong, not some")
    parser.addoption("--golden-update", action="store_true", help="rewrite the golden files with what came out")


@lru_cache
def kit_named(name: str) -> Kit:
    """A kit, or that of a sample, loaded once a process."""
    return load_kit(name.split(".")[0])


@lru_cache
def sample_content(name: str) -> Content:
    """The content of a sample's text."""
    return content(kit_named(name), (ROOT / "samples" / f"{name}.txt").read_text("utf-8"))


def sample_report(name: str) -> Report:
    """The check of a sample."""
    return checked_file(ROOT / "samples" / f"{name}.xlsx")


@pytest.fixture
def kit() -> Kit:
    """The kit that most tests use."""
    return kit_named("shanxi-final-2024")


@pytest.fixture
def sample() -> Content:
    """Its sample's content, to be edited."""
    return sample_content("shanxi-final-2024")


def without_projects(filled: Content) -> Content:
    """The same content without performance records: what they would give is typed."""
    tables = ("projects", "project_money", "indicators", "project_texts")
    return Content(
        {place: value for place, value in filled.values.items() if place[0] not in tables},
        {place: rows for place, rows in filled.rows.items() if place[0] not in tables},
    )


@pytest.fixture
def checked(kit: Kit) -> Callable[[Content], Report]:
    """Put content into a workbook and check it as staff would."""
    from tests.helpers.patched import checked_content  # needs what this module offers

    return lambda filled: checked_content(kit, filled)


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare with tests/golden/NAME; ``--golden-update`` rewrites it."""

    def compare(name: str, text: str) -> None:
        path = GOLDEN / name
        if request.config.getoption("--golden-update"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        assert text == path.read_text("utf-8"), f"{name} differs: look at the difference, then --golden-update"

    return compare
