"""What would be printed as it stands or shrunk by 10,000 is a fault of the kit, and the message names it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from disclosegen.errors import KitError
from disclosegen.kit.load import load_folder
from tests.conftest import ROOT

CASES = [
    ("phrases.toml", "{amount}万元，增长{rate}", "{amont}万元，增长{rate}", "{amont} 不认识"),
    ("tables/t02.toml", "{unit_name}", "{unitname}", "{unitname} 不认识"),
    ("kit.toml", 'document_title = "{unit_name}', 'document_title = "{unit}', "{unit} 不认识"),
    ("tables/t03.toml", 'open = "functional"', 'open = "func"', "open = “func”不认识"),
    ("kit.toml", 'batches\nunit = ""', "batches", "缩小一万倍"),
    ("kit.toml", "[number.count_table]", "[number.counts]", "缺少数字样式“count_table”"),
    ("narrative/s01.toml", "prior.income_total, 'plain'", "prior.income_total, 'plane'", "没有 [change.plane]"),
    (
        "narrative/s10.toml",
        "records(projects, 'published', '公开')",
        "records(projects, 'published', '公布')",
        "“published = 公布”",
    ),
    ("narrative/s10.toml", "p.goal_effect", "p.goal_efect", "项目没有“goal_efect”"),
    ("inputs/other.toml", 'grade = "优"', 'grade = "优秀"', "“grade = 优秀”"),
    ("inputs/other.toml", 'sum = ["executed"', 'sum = ["execute"', "没有列“execute”"),
    ("inputs/other.toml", 'by = "unit.evaluated_by"', 'by = "unit.evaluate_by"', "没有行“evaluate_by”"),
    ("inputs/other.toml", 'sum = ["executed", "budget", "applied"]', 'sum = ["executed", "budget"]', "这几列的表头"),
    ("inputs/unit.toml", "（按三级指标打分）", "（三级指标）", "project_form 的 choices"),
    ("forms/lanxian.toml", '"社会效益指标" =', '"社会指标" =', "names 的“社会指标”"),
    ("forms/lanxian.toml", '"form_note"', '"form_notes"', "没有段落样式“form_notes”"),
    ("rules.toml", 'column = "executed"', 'column = "execute"', "没有列“execute”"),
    ("kit.toml", 'version = "1.2"', "version = “1.2”", "中文的引号"),
]


@pytest.mark.parametrize(("file", "old", "new", "words"), CASES)
def test_a_slip_in_a_kit_is_named(tmp_path: Path, file: str, old: str, new: str, words: str) -> None:
    folder = tmp_path / "shanxi-final-2024"
    shutil.copytree(ROOT / "templates" / "shanxi-final-2024", folder)
    path = folder / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    with pytest.raises(KitError) as raised:
        load_folder(folder)
    assert words in str(raised.value)
    assert path.name in str(raised.value)
