"""The command line: read arguments, call the pipeline, print, exit code.

Exit codes: 0 clean, 1 findings of severity 错误, 2 mistakes in the kit or the call.  No user ever sees a traceback.
"""

from __future__ import annotations

import argparse
import errno
import os
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from . import __version__, explain_cli, import_cli
from .errors import CallError, DisclosegenError
from .render.collector import unhurried_collector

if TYPE_CHECKING:
    from .kit.load import Kit
    from .pipeline import Press, Report
    from .progress import Bar
    from .show import Ink
    from .workbook.content import Content

CLEAN, FAULTY, MISTAKE = 0, 1, 2


class _Parser(argparse.ArgumentParser):
    """argparse speaking Chinese, with exit code 2."""

    def __init__(self, **options: object):
        super().__init__(add_help=False, formatter_class=argparse.RawDescriptionHelpFormatter, **options)  # type: ignore[arg-type]
        self.add_argument("-h", "--help", action="help", help="显示本说明")
        self._positionals.title, self._optionals.title = "参数", "选项"

    def error(self, message: str) -> None:  # type: ignore[override]
        print(f"命令写得不对：{_translated(message)}\n用“{self.prog} --help”看说明。", file=sys.stderr)
        sys.exit(MISTAKE)

    def format_help(self) -> str:
        return super().format_help().replace("usage:", "用法：")


def _translated(message: str) -> str:
    for english, chinese in (
        ("the following arguments are required:", "缺少参数"),
        ("unrecognized arguments:", "不认识的参数"),
        ("invalid choice:", "没有这个选择："),
        ("expected one argument", "后面要跟一个值"),
        ("argument ", "参数 "),
        ("choose from", "可选"),
    ):
        message = message.replace(english, chinese)
    return message


def parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    top = _Parser(
        prog="disclosegen",
        description="填一份标准 Excel 表，生成整本预决算公开的 Word、PDF 和网页。",
        epilog="常用：\n  disclosegen new 模板名 -o 空表.xlsx    生成空表\n  disclosegen check 填好的表.xlsx        检查\n  disclosegen build 填好的表.xlsx -o out  生成文件",
    )
    top.add_argument("--version", action="version", version=f"disclosegen {__version__}", help="显示版本号")
    commands = top.add_subparsers(dest="command", metavar="命令", title="命令", parser_class=_Parser)

    one = commands.add_parser(
        "kits",
        help="列出现有的模板；也可检查、说明、比较模板",
        description="列出现有的模板，每行一个：名称、版本、说明。后面加 check、show、diff，可以检查、说明、比较模板。",
    )
    _kits_option(one)
    one.set_defaults(run=_kits("list_kits"))
    _kits_commands(one)

    one = commands.add_parser(
        "new",
        help="生成空的标准表格，可由上年的表格带来",
        description="按模板生成空的标准表格。加 --from，由上年的表格带来上年数、单位信息和上年填写的原因。",
        epilog="--from 给出同一年度的表格时，把已经填好的内容全部搬到改过的模板里，不用重填。原来的文件不会改动。",
    )
    one.add_argument("kit", metavar="模板名", help="用 disclosegen kits 查看")
    one.add_argument(
        "-o", "--output", required=True, metavar="文件.xlsx", type=Path, help="空表存到哪里；已有的文件不会被覆盖"
    )
    one.add_argument("--unit-name", default="", metavar="单位名称", help="预先填好的单位名称")
    one.add_argument("--unit-kind", default="", choices=["单位", "部门"], help="预先填好的单位或部门")
    one.add_argument(
        "--money-unit",
        default="",
        choices=["万元", "元"],
        help="表格按哪个金额单位填（默认 万元，有 --from 时与上年相同；选 元 时合计由公式算出）",
    )
    one.add_argument(
        "--from",
        dest="last",
        type=Path,
        metavar="上年文件",
        help="上年填好的表格（.xlsx），或上年公布的 Word、PDF、网页；只读取，不改动",
    )
    _kits_option(one)
    one.set_defaults(run=_new)

    one = commands.add_parser(
        "check",
        help="检查填好的表格，列出问题",
        description="检查填好的表格，按工作表列出全部问题，最后一行是结论。有“错误”时退出码为 1。",
        epilog="“核实”确认没有错的，在工作表“核实说明”里写上问题编号、说明和岗位，就不再问，直到数字变了。",
    )
    one.add_argument("workbook", metavar="文件.xlsx", type=Path)
    one.add_argument(
        "--last",
        type=Path,
        metavar="上年文件",
        help="上年的表格（.xlsx），或上年公布的 Word、PDF、网页：逐个核对上年数",
    )
    one.add_argument("--rules", action="store_true", help="另外列出每条规则的结果：对、错、不适用、未能核对")
    one.add_argument(
        "--annotate",
        type=Path,
        metavar="批注.xlsx",
        help="另存一份批注过的表格：有问题的格子标了颜色、加了批注，第一张表列出全部问题；原来的文件不动",
    )
    one.add_argument("--json", action="store_true", help="按 JSON 输出，供程序读取（格式见 docs/report.schema.json）")
    _kits_option(one)
    one.set_defaults(run=_check)

    one = commands.add_parser(
        "build", help="检查并生成 Word、PDF 和网页", description="先检查，没有“错误”才生成；“核实”会列出，不影响生成。"
    )
    one.add_argument("workbook", metavar="文件.xlsx", type=Path)
    one.add_argument(
        "-o", "--output", default=Path("."), metavar="文件夹", type=Path, help="文件放到哪里（默认当前文件夹）"
    )
    one.add_argument(
        "--format",
        metavar="格式",
        help="docx、pdf、html，可用逗号连写（默认 docx,pdf；有 --review 时是 html）",
    )
    one.add_argument(
        "--draft", action="store_true", help="审核稿：有错误也生成，每页印“仅供内部审核”，最后一页列出待处理的问题"
    )
    one.add_argument(
        "--review",
        action="store_true",
        help="审阅网页：有错误也生成，每个数字可查来源，问题列在所在处；只生成这一个网页，也印“仅供内部审核”",
    )
    one.add_argument("--json", action="store_true", help="按 JSON 输出检查结果和生成的文件")
    _kits_option(one)
    one.set_defaults(run=_build)

    _kits_option(explain_cli.declare(commands))
    _kits_option(import_cli.declare_import(commands))
    _kits_option(import_cli.declare_audit(commands))

    one = commands.add_parser(
        "doctor",
        help="看看这台电脑缺什么",
        description="检查这台电脑上要用的软件和字体：有什么、缺什么、缺了会怎样、怎么装。",
    )
    one.set_defaults(run=_doctor)
    return top


def _kits_commands(kits: argparse.ArgumentParser) -> None:
    """What stands below ``kits``."""
    below = kits.add_subparsers(dest="kits_command", metavar="做什么", title="还可以", parser_class=_Parser)
    one = below.add_parser(
        "check",
        help="检查一个模板，列出全部错误",
        description="检查一个模板：写法、引用、写死的年份、没用到的文件、与上级一样的文件；再用空表、全零的表、填满的表和样例试排每一句话。"
        "模板有错误时退出码为 2，只是样例有“错误”时为 1。",
    )
    one.add_argument("folder", metavar="模板文件夹", help="模板所在的文件夹，或模板名")
    one.add_argument(
        "--sample", type=Path, metavar="样例.xlsx", help="填好的样例（默认用模板旁 samples 文件夹里同名的）"
    )
    one.set_defaults(run=_kits("check"))
    _kits_option(one, below=True)
    one = below.add_parser(
        "show",
        help="说明一个模板：表、目录、要填什么、规则",
        description="用大白话说明一个模板：有哪些表、目录、要填什么、核对哪些规则。",
    )
    one.add_argument("kit", metavar="模板", help="模板名或文件夹")
    one.set_defaults(run=_kits("show"))
    _kits_option(one, below=True)
    one = below.add_parser(
        "diff",
        help="比较两个模板，说明改了什么",
        description="比较两个模板：哪些表、句子、规则、名词变了，以及两份样例印出来有什么不同。只有年份不同不算变化。",
    )
    one.add_argument("old", metavar="旧模板", help="模板名或文件夹")
    one.add_argument("new", metavar="新模板", help="模板名或文件夹")
    one.set_defaults(run=_kits("diff"))
    _kits_option(one, below=True)


def _kits(name: str) -> Callable[[argparse.Namespace], int]:
    """A command of :mod:`disclosegen.kits_cli`, imported only when it runs."""

    def run(options: argparse.Namespace) -> int:
        from . import kits_cli

        return int(getattr(kits_cli, name)(options))

    return run


def _kits_option(command: argparse.ArgumentParser, *, below: bool = False) -> None:
    """``--kits``; a command below another leaves what stands before it alone."""
    command.add_argument(
        "--kits",
        action="append",
        default=argparse.SUPPRESS if below else [],
        type=Path,
        metavar="文件夹",
        help="另外的模板文件夹，优先使用",
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    command = parser()
    options = command.parse_args(arguments)
    if not options.command:
        command.print_help()
        return MISTAKE
    try:
        with unhurried_collector():
            code = int(options.run(options))
            if (
                sys.stdout is not None
            ):  # what is left to print fails here, where it can be told, and not at the very end
                sys.stdout.flush()
            return code
    except DisclosegenError as error:
        print(error, file=sys.stderr)
    except KeyboardInterrupt:
        print("已停止，没有写出文件。", file=sys.stderr)
    except BrokenPipeError:  # the reader has seen enough, as in: disclosegen check … | head
        _give_up_printing()
        return CLEAN
    except OSError as error:
        if error.filename is not None or error.errno not in (errno.ENOSPC, errno.EIO, errno.EFBIG, errno.EDQUOT):
            return _program_fault(error)
        _give_up_printing()
        print("结果写不出去：磁盘已满或写不进去。", file=sys.stderr)
    except Exception as error:
        return _program_fault(error)
    return MISTAKE


def _program_fault(error: Exception) -> int:
    """A fault of the program: staff get a sentence, maintainers a log."""
    log = Path("disclosegen-error.log")
    try:
        log.write_text("".join(traceback.format_exception(error)), "utf-8")
        where = f"详细记录在 {log.resolve()}，请发给维护人员。"
    except OSError:
        where = ""
    print(f"程序出错了（{type(error).__name__}），没有写出文件。{where}", file=sys.stderr)
    return MISTAKE


def _give_up_printing() -> None:
    """Nobody reads any more: what is still to be printed goes nowhere, so that the end of the program is quiet."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _new(options: argparse.Namespace) -> int:
    from dataclasses import replace

    from .kit.load import load_kit
    from .render.output import refuse, write_whole
    from .workbook.blank import write_workbook

    refuse(options.output)
    kit = load_kit(options.kit, options.kits)
    content, text = _begun(kit, options)
    typed = {
        "unit_name": options.unit_name,
        "unit_kind": options.unit_kind,
        "money_unit": options.money_unit if options.last else options.money_unit or "万元",
    }
    values = {(kit.file.identity, row, "text"): word for row, word in typed.items() if word}
    write_whole({options.output: write_workbook(kit, replace(content, values={**content.values, **values}))})
    print(f"{text}\n已生成：{options.output}" if text else f"已生成空表：{options.output}")
    return CLEAN


def _begun(kit: Kit, options: argparse.Namespace) -> tuple[Content, str]:
    """What ``--from`` brings, and what to say of it."""
    from .workbook.content import Content

    if options.last is None:
        return Content(), ""
    from .last import read_last
    from .model.carry_over import carry_over
    from .money import Unit
    from .show import carried_text

    last = read_last(options.last, options.kits)
    carried = carry_over(last.data, kit, Unit(options.money_unit) if options.money_unit else None)
    return carried.content, carried_text(kit, last, carried)


def _check(options: argparse.Namespace) -> int:
    from .pipeline import check
    from .show import ledger_text

    if options.annotate:
        from .annotating import annotate_file
        from .render.output import refuse

        refuse(options.annotate)
    with _progress(options) as progress:
        report = check(options.workbook, options.kits, options.last, progress=progress)
    annotated = bool(options.annotate) and annotate_file(report, options.workbook, options.annotate)
    if options.rules and not options.json:
        print(ledger_text(report, _ink()), end="\n\n")
    print(_told(report, options))
    if options.annotate and not options.json:
        print(f"已生成批注过的表格：{options.annotate}" if annotated else "文件读不出来，没有生成批注过的表格。")
    return CLEAN if report.ok else FAULTY


def _told(report: Report, options: argparse.Namespace, files: Sequence[Path] = ()) -> str:
    """The report as the options want it: for a person, or for a program."""
    if options.json:
        from .report_json import report_json

        return report_json(report, files)
    from .show import report_text

    return report_text(report, _ink())


def _ink() -> Ink:
    """Colour only where a person looks at it and has not said no (https://no-color.org)."""
    from .show import Ink

    old_console = os.name == "nt" and not (os.environ.get("WT_SESSION") or os.environ.get("TERM"))
    return Ink(sys.stdout is not None and sys.stdout.isatty() and not os.environ.get("NO_COLOR") and not old_console)


def _build(options: argparse.Namespace) -> int:
    from .pipeline import FORMATS, build, check

    wanted = options.format or ("html" if options.review else "docx,pdf")
    formats = [name.strip().lower() for name in wanted.replace("，", ",").split(",") if name.strip()]
    unknown = [name for name in formats if name not in FORMATS]
    if unknown or not formats:
        raise CallError(f"不认识的格式：{'、'.join(unknown) or '（空）'}。可以用 {'、'.join(FORMATS)}。")
    if options.review and formats != ["html"]:
        raise CallError("--review 只生成网页。请去掉 --format，或写成 --format html；Word 和 PDF 请另外生成。")
    with _progress(options) as progress, _printer(formats) as press:
        report = check(options.workbook, options.kits, progress=progress)
        if report.data is None or not (report.ok or options.draft or options.review):
            progress.clear()
            print(_told(report, options))
            if not options.json:
                print(
                    "有“错误”，没有生成文件。改好后再生成；要先看样子，可加 --draft 生成审核稿，或加 --review 生成审阅网页。"
                )
            return FAULTY
        if options.review:
            from .review import build_review

            built = build_review(report, options.output, progress=progress)
        else:
            built = build(report, options.output, formats, draft=options.draft, progress=progress, press=press)
    print(_told(report, options, built.files))
    if not options.json:
        for line in (*built.notices, *(f"已生成：{path}" for path in built.files)):
            print(line)
    return CLEAN if report.ok else FAULTY


@contextmanager
def _printer(formats: Sequence[str]) -> Iterator[Press | None]:
    """A process that gets ready to print the PDF while the workbook is checked; none where no PDF is wanted."""
    if "pdf" not in formats:
        yield None
        return
    from .render.worker import Printer

    with Printer() as printer:
        yield printer


def _progress(options: argparse.Namespace) -> Bar:
    """A line on the error stream, where a person is looking."""
    from .progress import Bar

    return Bar(None if options.json else sys.stderr)


def _doctor(_: argparse.Namespace) -> int:
    from .doctor import examine, report

    parts = examine()
    print(report(parts))
    return CLEAN
