"""``kits check``, ``kits show``, ``kits diff``: faults with file, line and key; changes in words."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from disclosegen.cli import main
from disclosegen.kit.check import examine
from tests.conftest import ROOT

PARENT, CHILD = "shanxi-final-2024", "shanxi-final-2025"
Edit = Callable[[str, str, str], Path]


@pytest.fixture
def kits(tmp_path: Path) -> Path:
    """A folder of kits that may be spoilt."""
    shutil.copytree(ROOT / "templates", tmp_path / "模板")
    return tmp_path / "模板"


@pytest.fixture
def change(kits: Path) -> Edit:
    """Replace a text in a file of the parent kit, once."""

    def run(name: str, old: str, new: str) -> Path:
        path = kits / PARENT / name
        text = path.read_text("utf-8")
        assert old in text, (name, old)
        path.write_text(text.replace(old, new, 1), "utf-8")
        return path

    return run


def found(kits: Path, kit: str = PARENT) -> list[str]:
    """Faults as ``file:line key：message``."""
    _, faults = examine(kits / kit)
    return [
        f"{f.file.relative_to(kits / kit) if f.file and (kits / kit) in f.file.parents else f.file}:{f.line} {f.key}：{f.message}"
        for f in faults
    ]


def line_of(path: Path, text: str) -> int:
    return next(number for number, line in enumerate(path.read_text("utf-8").splitlines(), 1) if text in line)


def test_a_clean_kit(kits: Path) -> None:
    assert found(kits) == [] and found(kits, CHILD) == []


def test_a_misspelt_key_in_a_list_is_found_on_its_line(kits: Path, change: Edit) -> None:
    path = change("tables/t01.toml", '{ key = "fund", number = "2"', '{ key = "fund", nummer = "2"')
    assert (
        found(kits)[0] == f"tables/t01.toml:{line_of(path, 'nummer')} block.0.lines.1.nummer：不认识的键（多余或拼错）"
    )


def test_a_missing_key_points_to_its_item(kits: Path, change: Edit) -> None:
    path = change("rules.toml", 'left = "t04.income_total.amount"\n', "")
    line = line_of(path, 'id = "T04-balance"') - 1
    assert found(kits)[0] == f"rules.toml:{line} rule.2.equal.left：缺少这个键"


def test_all_faults_are_listed_not_only_the_first(kits: Path, change: Edit) -> None:
    change("rules.toml", 'left = "t01.income_total.amount"', 'left = "t01.incom.amount"')
    change("rules.toml", 'right = "t02.total.superior"', 'right = "t02.total.superiour"')
    change("narrative/s02.toml", "{{ t02.total.total }}", "{{ t02.totl.total }}")
    path = change("narrative/s03.toml", "{{ year }}年度支出合计", "2023年度支出合计")
    lines = found(kits)
    assert [line.partition("：")[0].split(" ")[1] for line in lines] == [
        "sentence.0.text",
        "T01-balance",
        "T01-T02-superior",
        "s02",
    ]
    assert (
        f"narrative/s03.toml:{line_of(path, '2023年')} sentence.0.text：写死了年份“2023年”，应写 {{{{ year }}}} 或 {{{{ prior_year }}}}"
        in lines
    )


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("rules.toml", 'title = "公开01表收入总计等于支出总计"', 'title = "2024年收入总计等于支出总计"'),
        ("outline.toml", "{year}年部门决算表", "2024年部门决算表"),
        ("phrases.toml", "{prior_year}年相同", "2023年相同"),
        ("glossary.toml", "指单位从同级财政部门", "指单位2024年度从同级财政部门"),
        ("tables/t01.toml", '"{year}年度"', '"2024年度"'),
        ("inputs/prior.toml", "抄自上年公开的决算表", "抄自2023年公开的决算表"),
        ("kit.toml", "山西省{year}年度", "山西省2024 年度"),
    ],
)
def test_a_literal_year_cannot_land(kits: Path, change: Edit, name: str, old: str, new: str) -> None:
    path = change(name, old, new)
    (line,) = [line for line in found(kits) if "写死了年份" in line]
    assert line.startswith(f"{name}:{line_of(path, new[:24].split(chr(34))[-1] or new)}")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [('"t06.amount"', '"t06.amout"', "“t06.amout”不是表和列"), ('"电费"', '"电费用"', "没有“电费用”这一行")],
)
def test_a_fixed_cost_that_no_table_has_is_a_fault(kits: Path, change: Edit, old: str, new: str, said: str) -> None:
    change("kit.toml", old, new)
    assert [said in line for line in found(kits)] == [True]


def test_a_year_in_the_name_of_a_law_may_stay(kits: Path, change: Edit) -> None:
    change("glossary.toml", "指单位从同级财政部门", "指单位按照预算法（2018年修正）从同级财政部门")
    assert len(found(kits)) == 1
    change("kit.toml", "percent_decimals = 2", 'percent_decimals = 2\nfixed_years = ["2018年修正"]')
    assert found(kits) == []


def test_a_file_that_only_repeats_the_parents(kits: Path) -> None:
    (kits / CHILD / "tables").mkdir()
    path = shutil.copy(kits / PARENT / "tables" / "t05.toml", kits / CHILD / "tables" / "t05.toml")
    Path(path).write_text("# another comment\n" + Path(path).read_text("utf-8"), "utf-8")
    kit = kits / CHILD / "kit.toml"
    kit.write_text(kit.read_text("utf-8") + "percent_decimals = 2\n", "utf-8")
    assert found(kits, CHILD) == [
        f"tables/t05.toml:None ：与上级 {PARENT} 的同名文件一样，请删去（会自动沿用上级的）",
        "kit.toml:6 percent_decimals：与上级模板的同一个键一样，请删去（会自动沿用上级的）",
    ]


def test_a_childs_file_stands_for_the_parents(kits: Path) -> None:
    text = (kits / PARENT / "phrases.toml").read_text("utf-8")
    (kits / CHILD / "phrases.toml").write_text(text.replace("与上年相同", "与上年持平"), "utf-8")
    kit, faults = examine(kits / CHILD)
    assert faults == [] and kit is not None
    assert kit.phrases.change["plain"].same == "与上年持平"
    assert (
        kit.file.title == "山西省2025年度单位（部门）决算公开"
    )  # a key of the parent's kit.toml, with the child's year


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("narrative/old.toml", "", "没有用到这个文件"),
        (
            "inputs/more.toml",
            (ROOT / "templates" / PARENT / "inputs" / "duties.toml").read_text("utf-8"),
            "没有用到这个文件",
        ),
        (
            "tables/t11.toml",
            (ROOT / "templates" / PARENT / "tables" / "t08.toml")
            .read_text("utf-8")
            .replace('"t08"', '"t11"')
            .replace("08", "11"),
            "没有放进目录",
        ),
    ],
)
def test_files_that_nothing_uses(kits: Path, name: str, text: str, words: str) -> None:
    (kits / PARENT / name).write_text(text, "utf-8")
    assert any(words in line and line.startswith(name) for line in found(kits))


def test_from_last_must_lead_somewhere(kits: Path, change: Edit) -> None:
    change("inputs/prior.toml", "t08.total.total", "t08.total.totale")
    (line,) = found(kits)
    assert "from_last 的“t08.total.totale”在本模板和上级模板里都不存在" in line


def test_a_parent_that_is_not_there(kits: Path) -> None:
    path = kits / CHILD / "kit.toml"
    path.write_text(path.read_text("utf-8").replace(PARENT, "nirgends"), "utf-8")
    assert found(kits, CHILD) == ["kit.toml:4 extends：extends 指的模板“nirgends”不存在"]


# ------------------------------------------------------------------------------------------------ the commands


def test_check_says_where_and_ends_with_2(kits: Path, change: Edit, capsys: pytest.CaptureFixture[str]) -> None:
    change("narrative/s03.toml", 'each = "c in parts(t03.total)"', "each = \"c in categories(t03, 'totale')\"")
    assert main(["kits", "check", str(kits / PARENT)]) == 2
    shown = capsys.readouterr().out
    assert "narrative/s03.toml:" in shown and "[s03-kind]" in shown and "处错误。改好后再检查一次。" in shown


def test_a_sentence_that_fails_only_with_zeros_is_found(
    kits: Path, change: Edit, capsys: pytest.CaptureFixture[str]
) -> None:
    change(
        "narrative/s02.toml",
        "{% if t02.total.total %}，其中：{% else %}。{% endif %}",
        "{% if t02.total.total %}，其中：{% else %}{{ t02['999'].nonesuch }}。{% endif %}",
    )
    assert main(["kits", "check", str(kits / PARENT)]) == 2
    assert "全零的表：句子写不出来" in capsys.readouterr().out


def test_a_faulty_sample_ends_with_1(kits: Path, change: Edit, capsys: pytest.CaptureFixture[str]) -> None:
    change(
        "rules.toml",
        'left = "t01.income_total.amount"\nright = "t01.expenditure_total.amount"',
        'left = "t01.income_total.amount"\nright = "t01.fund.amount"',
    )
    sample = ROOT / "samples" / f"{PARENT}.xlsx"
    assert main(["kits", "check", str(kits / PARENT), "--sample", str(sample)]) == 1
    assert f"样例 {sample.name} 有错误 T01-balance" in capsys.readouterr().out


def test_check_of_what_is_no_kit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["kits", "check", str(tmp_path)]) == 2
    assert "不是模板文件夹" in capsys.readouterr().err
    assert main(["kits", "check", "nirgends"]) == 2
    assert "没有名为“nirgends”的模板" in capsys.readouterr().err


def test_show_tells_what_a_kit_asks_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["kits", "show", CHILD]) == 0
    shown = capsys.readouterr().out
    for words in (
        "2025年度",
        f"沿用 {PARENT}，自己的文件 1 个：kit.toml",
        "公开02表",
        "十、其他重要事项情况说明：",
        "必填：单位名称",
        "s01.reason　收入、支出总计比上年增减的主要原因（有增减时必填）",
        "错误 T01-balance",
        "由上年表格带来（new --from）：年初结转和结余",
    ):
        assert words in shown, words


def test_the_year_alone_is_no_difference(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["kits", "diff", PARENT, CHILD]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("除年份、版本外，两个模板没有不同。")
    assert shown.count("印出来的文字和表格没有不同（年份除外）。") == 2


def test_differences_in_words_and_in_print(kits: Path, change: Edit, capsys: pytest.CaptureFixture[str]) -> None:
    change("narrative/s02.toml", "年度收入合计", "年度本年收入合计")
    change("tables/t10.toml", 'label = "工程"', 'label = "建设工程"')
    change("glossary.toml", 'name = "结余分配"', 'name = "结余的分配"')
    change("rules.toml", 'id = "O-grades"', 'id = "O-levels"')
    change("phrases.toml", 'up = "增加{amount}万元，增长{rate}"', 'up = "增加{amount}万元（增长{rate}）"')
    shutil.copytree(ROOT / "samples", kits.parent / "samples")
    assert main(["kits", "diff", PARENT, str(kits / PARENT)]) == 0
    shown = capsys.readouterr().out.splitlines()
    for line in (
        "表 公开10表 部门决算公开相关信息统计表（t10）：行“工程”的名称由“工程”改为“建设工程”",
        "名词 删去：结余分配",
        "名词 新增：结余的分配",
        "规则 删去：O-grades 优、良、中、差的项目数之和等于自评项目数",
        "增减的措辞 plain：增加时由“增加{amount}万元，增长{rate}”改为“增加{amount}万元（增长{rate}）”",
        "  旧：本年度收入合计6,650.61万元，其中：",
        "  新：本年度本年收入合计6,650.61万元，其中：",
    ):
        assert line in shown, line
    assert any(line.startswith("句子 s02 二、收入合计：文字由“") for line in shown)


def test_kits_alone_still_lists(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["kits"]) == 0
    assert f"{CHILD}       1.2   山西省2025年度单位（部门）决算公开" in capsys.readouterr().out


def test_kits_from_another_folder(kits: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = kits / "别的-final-2024"
    path.mkdir()
    (path / "kit.toml").write_text(
        f'id = "别的-final-2024"\nversion = "1.0"\nextends = "{PARENT}"\ntitle = "别的{{year}}年度决算公开"\n', "utf-8"
    )
    for arguments in (
        ["kits", "--kits", str(kits)],
        ["kits", "show", "别的-final-2024", "--kits", str(kits)],
        ["kits", "--kits", str(kits), "show", "别的-final-2024"],
        ["new", "别的-final-2024", "-o", str(tmp_path / "新.xlsx"), "--kits", str(kits)],
    ):
        assert main(arguments) == 0, arguments
    assert "别的2024年度决算公开" in capsys.readouterr().out
