"""``disclosegen explain``: a figure, a cell, what is not there, words that are neither."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from disclosegen import pipeline
from disclosegen.cli import main
from disclosegen.kit.reasons import REASONS
from disclosegen.pipeline import Report
from disclosegen.workbook.blank import write_workbook
from tests.conftest import kit_named, sample_content
from tests.helpers.sheets import edit


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample with one error in 公开02表."""
    path = tmp_path_factory.mktemp("explain") / "决算.xlsx"
    filled = edit(sample_content("shanxi-final-2024"), "t02.total.fiscal", "6616.87")
    filled = edit(filled, f"{REASONS}.s05-total.reason.text", "减少５０９.３９万元，“<b>{{ 1 }}</b>”")
    path.write_bytes(write_workbook(kit_named("shanxi-final-2024"), filled))
    return path


@pytest.fixture(scope="module")
def report(book: Path) -> Report:
    return pipeline.check(book)


@pytest.fixture
def ask(report: Report, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Ask on the command line; the workbook is checked only once."""
    monkeypatch.setattr(pipeline, "check", lambda *_: report)

    def run(*arguments: str) -> tuple[int, str]:
        code = main(["explain", report.name, *arguments])
        shown = capsys.readouterr()
        return code, shown.out + shown.err

    return run


RATE = """\
8.45% 印在 2 处：
1. 第三部分 情况说明 › 一、收入支出决算总体情况说明
     与上年相比，收入总计减少620.07万元，下降〔8.45%〕，支出总计减少620.07万元，下降8.45%
     8.45% = 620.07 ÷ 7,337.12，01收入支出决算总表!C37、上年数与年初预算!B5
     其中 620.07 = 7,337.12 － 6,717.05
       01收入支出决算总表!C37  公开01表 行次31 总计·栏次1 金额  6717.05 万元
       上年数与年初预算!B5  收入总计·上年决算金额  7337.12 万元
2. 第三部分 情况说明 › 一、收入支出决算总体情况说明
     与上年相比，收入总计减少620.07万元，下降8.45%，支出总计减少620.07万元，下降〔8.45%〕
     8.45% = 620.07 ÷ 7,337.12，01收入支出决算总表!F37、上年数与年初预算!B6
     其中 620.07 = 7,337.12 － 6,717.05
       01收入支出决算总表!F37  公开01表 行次62 总计·栏次2 金额  6717.05 万元
       上年数与年初预算!B6  支出总计·上年决算金额  7337.12 万元
有关的格子没有发现问题。
"""


def test_from_the_file(book: Path, capsys) -> None:
    assert main(["explain", str(book), "8.45%"]) == 0
    assert capsys.readouterr().out == RATE


def test_a_rate(ask) -> None:
    assert ask("8.45%") == (0, RATE)


@pytest.mark.parametrize("question", ["8.45", "８．４５％", " 8.45 % ", "8.450"])
def test_ways_to_write_it(ask, question: str) -> None:
    code, text = ask(question)
    assert code == 0 and text.splitlines()[1:] == RATE.splitlines()[1:]


@pytest.mark.parametrize("question", ["620.07万元", "620.07", "６２０．０７ 万元", "620.07%"])
def test_a_unit_must_fit(ask, question: str) -> None:
    code, text = ask(question)
    assert code == (1 if "%" in question else 0)
    assert ("620.07 = 7,337.12（上年数与年初预算!B5） － 6,717.05（01收入支出决算总表!C37）" in text) is (code == 0)


def test_a_figure_in_tables_with_what_its_parts_leave(ask) -> None:
    code, text = ask("5,325.78")
    assert code == 0
    assert "公开02表 20402 公安·栏次2 财政拨款收入 〔5325.78〕" in text
    assert "比各项之和少 0.01 万元，在四舍五入允许的范围内。" in text


def test_findings_that_touch_its_cells(ask) -> None:
    code, text = ask("6,616.87")
    assert code == 0 and "有关的问题：" in text
    assert "填的是 6616.87，按其余各处应为 6610.87" in text and "T02-T04-fiscal" in text


def test_a_figure_that_was_filled_and_is_not_printed(ask) -> None:
    code, text = ask("7,337.12")
    assert code == 0
    assert text.startswith("7,337.12 没有直接印出，填在：\n     上年数与年初预算!B5  收入总计·上年决算金额\n")
    assert "用在 4 处：" in text and "〔8.45%〕" in text


def test_a_figure_in_typed_words_is_found_however_it_was_typed(ask) -> None:
    code, text = ask("509.39")
    assert code == 0 and "原因说明!E6" in text and "“<b>{{ 1 }}</b>”" in text


def test_numbers_of_paragraphs_and_years_are_no_figures(ask) -> None:
    assert "职责" not in ask("5")[1]
    assert ask("2024")[0] == 1


def test_what_is_not_there_has_neighbours(ask) -> None:
    code, text = ask("8.46%")
    assert code == 1
    assert text.startswith("“决算.xlsx”里没有印出 8.46%。\n相近的数（可能是四舍五入或抄写之差）：\n     8.45%")
    assert "7337.12 万元  上年数与年初预算!B5" in ask("7337.13")[1]
    code, text = ask("123456789")
    assert code == 1 and "也没有相近的数" in text


CELL = "01收入支出决算总表!C37"


@pytest.mark.parametrize(
    "question", [CELL, "01收入支出决算总表!c37", "'01收入支出决算总表'!$C$37", "“01收入支出决算总表”！Ｃ３７"]
)
def test_a_cell(ask, question: str) -> None:
    code, text = ask(question)
    assert code == 0
    assert text.startswith(f"{CELL}  公开01表 行次31 总计·栏次1 金额\n     6717.05 万元\n用在 4 处：\n")
    assert "2024年度收入总计〔6,717.05〕万元" in text and "〔8.45%〕" in text
    assert "T01-income_total 公开01表：总计等于所列各行之和（对）" in text


def test_rules_of_the_kit_that_hold_a_cell(ask) -> None:
    _, text = ask("02收入决算表!D7")
    assert "T02-T04-fiscal 公开02表财政拨款收入与公开04表本年收入合计一致（错）" in text
    assert "有关的问题：" in text
    _, text = ask("05一般公共预算支出决算表!D11")  # a row of subjects: the rule names the column
    assert "T03-T05-basic" in text


def test_a_cell_with_words(ask) -> None:
    code, text = ask("原因说明!E6")
    assert code == 0 and "用在 1 处：" in text and "〔减少" in text


def test_a_cell_that_is_not_there(ask) -> None:
    code, text = ask("01收入支出决算总表!Z99")
    assert code == 1 and "没有要填的格子“01收入支出决算总表!Z99”" in text
    code, text = ask("没有这张表!A1")
    assert code == 1 and "01收入支出决算总表" in text


@pytest.mark.parametrize("question", ["abc", "", "收入", "C37", "8.4.5"])
def test_words_that_are_neither(ask, question: str) -> None:
    code, text = ask(question)
    assert code == 2 and "不是数字，也不是格子" in text


def test_json(ask) -> None:
    code, text = ask("8.45%", "--json")
    found = json.loads(text)
    assert code == 0 and found["found"] and found["asked"] == "8.45%"
    assert found["places"][0]["formulas"] == ["8.45% = 620.07 ÷ 7,337.12", "620.07 = 7,337.12 － 6,717.05"]
    assert [cell["address"] for cell in found["places"][0]["cells"]] == [CELL, "上年数与年初预算!B5"]
    found = json.loads(ask(CELL, "--json")[1])
    assert found["cell"] == {
        "address": CELL,
        "words": "公开01表 行次31 总计·栏次1 金额",
        "content": "6717.05 万元",
    }
    code, text = ask("8.46%", "--json")
    assert code == 1 and json.loads(text)["nearest"][0]["figure"] == "8.45%"


def test_an_unreadable_workbook(tmp_path: Path, capsys) -> None:
    (tmp_path / "烂.xlsx").write_bytes(b"PK\x03\x04 nothing")
    assert main(["explain", str(tmp_path / "烂.xlsx"), "1"]) == 1
    assert "没有检查" in capsys.readouterr().err


def test_help(capsys) -> None:
    with pytest.raises(SystemExit):
        main(["explain", "--help"])
    shown = capsys.readouterr().out
    assert "8.45%" in shown and "原因说明!E4" in shown and "退出码为 1" in shown
