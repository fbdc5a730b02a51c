"""Every finding that there can be, with its meaning: the source of ``docs/findings.md``.

In: a kit (for its rules and the totals of its tables).  Out: entries with stable ids.  Ids of the
program begin with F (file), W (workbook's shape), V (a value), A (attached files), N (narrative), X (proof-reading), P (projects),
L (last year), Q (answers), D (reading a published document) or R (rounding); all others come from the kit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .attach import ENTRIES as ATTACHMENTS
from .audit import ENTRIES as AUDITS
from .checks.answers import RULES as ANSWERS
from .checks.base import ADVICE
from .checks.last_year import RULES as LAST_YEAR
from .checks.projects import RULES as PROJECTS
from .findings import Severity
from .imported import ENTRIES as IMPORTS
from .kit.load import Kit
from .kit.reasons import with_reasons
from .model.sums import RowKey, totals
from .proof.run import RULES
from .published.remarks import ENTRIES as READING


@dataclass(frozen=True)
class Entry:
    """A kind of finding: its id, severity, what it means and what to do."""

    rule: str
    severity: Severity
    meaning: str
    advice: str = ""


E, W, N = Severity.ERROR, Severity.WARNING, Severity.NOTE

PROGRAM: tuple[Entry, ...] = (
    Entry("F-empty", E, "文件是空的", "重新保存或重新发送"),
    Entry("F-format", E, "不是 .xlsx 表格（网页、Word、压缩包或别的文件）", "另存为 Excel 工作簿（*.xlsx）"),
    Entry("F-old", E, "旧格式 .xls 或 .et 只改了后缀名", "另存为 Excel 工作簿（*.xlsx）"),
    Entry("F-encrypted", E, "文件设了打开密码", "取消密码后再用"),
    Entry("F-damaged", E, "文件已损坏", "用原来的文件重新保存，或再要一份"),
    Entry("F-size", E, "展开后远大于一份填好的表格", "在空表里重新粘贴数据"),
    Entry("F-kit", E, "认不出用哪个模板，或这台电脑上没有这个模板", "用 disclosegen new 生成空表，或更新程序"),
    Entry(
        "F-version",
        E,
        "表格的模板版本与现在的不同（同一大版本只是提示）",
        "用 disclosegen new 模板名 -o 新表.xlsx --from 原表.xlsx 搬到新表",
    ),
    Entry(
        "V-unit",
        E,
        "金额单位填“元”，许多合计却只差几分：像是按万元填的",
        "核对“单位信息”里的金额单位",
    ),
    Entry("W-sheet-missing", E, "缺少工作表", "从空表里复制过来"),
    Entry("W-sheet-copy", N, "工作表像是另一张的副本，内容不一样，没有读入", "数据填在原来的工作表里"),
    Entry("W-sheet-renamed", N, "工作表被改名，已按原名读取", "改回原名"),
    Entry("W-table-missing", E, "找不到表头", "从空表里复制过来"),
    Entry("W-column-missing", E, "缺少一列", "从空表里复制过来"),
    Entry("W-column-renamed", N, "表头文字被改动，已按原来的列读取", "改回原来的表头"),
    Entry("W-row-missing", E, "缺少固定的行", "从空表里复制过来"),
    Entry("W-row-renamed", N, "行名被改动，已按原来的行读取", "改回原来的行名"),
    Entry("W-row-double", E, "同一行或同一科目代码出现两次", "合并或改正代码"),
    Entry("W-row-unknown", E, "表里没有的行填了数", "并入应在的行，或删去"),
    Entry("W-code-form", E, "科目代码不是3、5、7位数字（没有数字的行只是提示）", "改正代码；备注移到表外"),
    Entry("W-code-unknown", W, "科目代码不在常见科目表里", "对照本年政府收支分类科目核对"),
    Entry("W-code-missing", E, "有金额，没有科目代码", "填上代码，或删去这一行"),
    Entry("W-name-missing", E, "科目没有名称", "填上名称"),
    Entry("W-name-wrong", E, "科目代码与名称不符", "改正其中一个"),
    Entry("W-parent-missing", E, "没有上级科目，也不知道它的名称", "补上上级科目一行"),
    Entry("W-children-missing", E, "类、款有金额，下面没有款、项", "补上下级科目"),
    Entry("V-unreadable", E, "不是数字（或不是文字）、公式错误、小数位太多、数字过大", "改成数字；没有发生额的留空"),
    Entry("V-formula", E, "公式还没有算出结果", "打开文件保存一次，或换成数值"),
    Entry(
        "V-total", W, "合计的公式算出的数与各项之和不同，照各项之和印出", "核对公式的范围和文本格式的数字，或清空这一格"
    ),
    Entry("V-doubt", W, "数字后面写了单位，或用括号表示负数", "改成纯数字"),
    Entry("V-dash", N, "金额格子里填了横线，按空白理解", "没有发生额的留空"),
    Entry("V-negative", E, "金额是负数", "核对；冲减的并入应在的行"),
    Entry("V-not-applicable", E, "不会有发生额的格子（——）填了数", "填到应在的科目"),
    Entry("V-choice", E, "只能从列表里选的格子填了别的", "从下拉列表里选"),
    Entry("V-year", E, "年度与模板不符", "用相应年度的模板"),
    Entry("V-required", E, "必填的格子没有填", "填上；没有发生的填0"),
    Entry("N-chart", W, "图的各部分之和不是总数，或有负数而画不成饼图", "核对图中各项的数字"),
    Entry("N-missing", E, "情况说明的一句话缺少原因或用途", "在原因说明里填写"),
    Entry("N-unneeded", W, "数字没有增减，却填了原因", "核对数字，或删去原因"),
    Entry("N-unused", W, "填了原因、用途、改写的句子或项目的文字，文件里没有用到", "核对是否填错了地方；用不到的清空"),
    Entry("N-replaced", E, "改写的句子里有表内没有、程序也没有算出的数，或增减与程序算出的相反", "按表内数字改写"),
    Entry("P-name", E, "资金、指标或文字里的项目名称在“项目”表里没有", "改成一样的名称，或在“项目”表里添一行"),
    *(Entry(rule.rule, rule.severity, rule.title, rule.advice) for rule in PROJECTS),
    Entry("P-text", E, "项目缺少所用的报告要写的文字", "填写这个项目的文字；没有的写“无”"),
    Entry("P-place", E, "绩效指标的级次或资金来源在所用的表里没有位置，印不出来", "改成这张表里有的指标或资金来源"),
    *(Entry(rule, E, meaning, advice) for rule, meaning, advice in ATTACHMENTS),
    *(Entry(rule, severity, title, advice) for rule, severity, title, advice in LAST_YEAR),
    *(Entry(rule.id, rule.severity, rule.title, rule.advice) for rule in RULES),
    *(Entry(rule, severity, title, advice) for rule, severity, title, advice in ANSWERS),
    *(Entry(rule, severity, title, advice) for rule, severity, title, advice in (*READING, *IMPORTS, *AUDITS)),
    Entry("R-rounding", N, "尾差，在四舍五入允许的范围内（全部合并成一条）", "不用处理"),
)


def entries(kit: Kit) -> Iterator[Entry]:
    """Every finding that a workbook of this kit can have."""
    yield from PROGRAM
    seen: set[str] = set()
    for table in with_reasons(kit).values():
        rows = [RowKey(line.row_key, line.code, number) for number, line in table.lines()]
        if table.hierarchy and table.is_open:
            rows += [RowKey(code, code, 0) for code in ("201", "20101", "2010101") if table.blocks[0].coded]
            rows += (
                [RowKey("1", "", 0), *([RowKey("2", "", 0, "1")] if table.blocks[0].levels > 1 else [])]
                if table.blocks[0].open == "names"
                else []
            )
        for total in totals(table, rows):
            if total.rule not in seen:
                seen.add(total.rule)
                yield Entry(total.rule, E, f"{table.code or '“' + table.title + '”'}：{total.title}", ADVICE)
    for rule in kit.rules:
        yield Entry(rule.id, rule.severity, rule.title, rule.advice or ADVICE)
