"""A slip in a form that is a report is named with its file."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from disclosegen.errors import KitError
from disclosegen.kit.load import load_folder
from disclosegen.trial import faults
from tests.conftest import ROOT

KIT, FORM = "shanxi-final-2024", "forms/gaoping.toml"
CASES = [
    ("title = ", "titel = ", "缺少这个键"),
    ('[[block]]\ntext = "项目名称', '[[row]]\ncells = [{ text = "甲" }]\n[[block]]\ntext = "项目名称', "只能写一样"),
    ('table = "money"', 'table = "moneys"', "没有 [table.moneys]"),
    ('table = "money"', 'text = "见下表"', "[table.money] 没有 block 用到"),
    ('table = "money"', 'table = "money"\ntext = "见下表"', "只能写 text、table、contents 中的一个"),
    ('text = "（二）项目绩效目标"\nlevel = 2', 'text = "（二）项目绩效目标"\nlisted = "二"', "listed 只能写在标题"),
    ('text = "（二）项目绩效目标"\nlevel = 2', 'text = "（二）项目绩效目标"\nlevel = 4', "less than or equal to 3"),
    ('style = "report_date"', 'style = "report_data"', "没有段落样式“report_data”"),
    ('title_style = "report_title"', 'title_style = "report_titel"', "没有段落样式“report_titel”"),
    ('page_number = "-{n}-"', 'page_number = "-n-"', "page_number 里要有 {n}"),
    ('决算公开报告"', '{{ p.name }}决算公开报告"', "不能写项目的内容"),
    ("{{ unit_name }}{{ year }}", "{{ unit_nam }}{{ year }}", "“unit_nam”不存在"),
    ('asks = ["overview"', 'asks = ["overvie"', "asks 的“overvie”不在 inputs"),
    ("{{ p.overview }}", "{{ p.overvie }}", "没有“overvie”这一项"),
    ('when = "p.contents', 'when = "p.content', "没有“content”这一项"),
    ('each = "m in sources()"', 'each = "m in sourcen()"', "不认识的短语"),
    ("row_pitch = 13\nhead = 1\n[[table.money", "row_pitch = 13\nhead = 3\n[[table.money", "要少于 row 的个数"),
    ("widths = [13, ", "widths = [", "应占 8 列"),
    ('{ text = "目标申报(元)" }, ', "", "占了 1 列，应占 2 列"),
]


def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "templates" / KIT, tmp_path / KIT))


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text, old
    path.write_text(text.replace(old, new, 1), "utf-8")


@pytest.mark.parametrize(("old", "new", "words"), CASES)
def test_a_slip_in_a_report_is_named(tmp_path: Path, old: str, new: str, words: str) -> None:
    folder = copied(tmp_path)
    edit(folder / FORM, old, new)
    with pytest.raises(KitError) as raised:
        load_folder(folder)
    assert words in str(raised.value)
    assert "gaoping.toml" in str(raised.value)


def test_what_fails_only_in_print_is_found_in_a_form_that_the_sample_does_not_choose(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    edit(folder / FORM, "{{ m.applied }}", "{{ m.applied.rate }}")
    kit = load_folder(folder)
    found = [str(fault) for fault in faults(kit, ROOT / "samples" / f"{KIT}.xlsx")]
    assert len(found) == 1 and "表“项目支出绩效自评分析报告”写不出来" in found[0]
