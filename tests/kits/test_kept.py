"""A kit stays loaded until one of its files changes, its parent's and the common ones included."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from disclosegen.kit.load import load_kit
from tests.conftest import ROOT

PARENT, CHILD = "shanxi-final-2024", "shanxi-final-2025"


@pytest.fixture
def kits(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "templates", tmp_path / "模板")
    return tmp_path / "模板"


def test_the_same_kit_is_the_same_object(kits: Path) -> None:
    assert load_kit(CHILD, [kits]) is load_kit(CHILD, [kits])
    assert load_kit(CHILD, [kits]) is not load_kit(CHILD)
    assert load_kit(CHILD, [kits]) is not load_kit(PARENT, [kits])


@pytest.mark.parametrize("name", [f"{CHILD}/kit.toml", f"{PARENT}/tables/t01.toml", "_common/style.toml"])
def test_a_changed_file_makes_another_kit(kits: Path, name: str) -> None:
    before = load_kit(CHILD, [kits])
    text = (kits / name).read_text("utf-8")
    (kits / name).write_text(text + "\n# changed\n", "utf-8")
    after = load_kit(CHILD, [kits])
    assert after is not before and after is load_kit(CHILD, [kits])


def test_a_file_of_its_own_takes_the_place_of_the_parents(kits: Path) -> None:
    before = load_kit(CHILD, [kits])
    text = (kits / PARENT / "phrases.toml").read_text("utf-8")
    (kits / CHILD / "phrases.toml").write_text(text.replace("与上年相同", "与上年持平"), "utf-8")
    assert load_kit(CHILD, [kits]).phrases.change["plain"].same == "与上年持平"
    (kits / CHILD / "phrases.toml").unlink()
    assert load_kit(CHILD, [kits]).phrases == before.phrases


def test_what_else_lies_in_the_folder_is_not_looked_at(kits: Path) -> None:
    """A folder of kits may be a whole desk."""
    before = load_kit(CHILD, [kits])
    (kits / "别的" / "很深").mkdir(parents=True)
    (kits / "别的" / "很深" / "表.xlsx").write_bytes(b"x")
    assert load_kit(CHILD, [kits]) is before
