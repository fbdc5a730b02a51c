"""``disclosegen import`` and ``disclosegen audit``: their arguments and exit codes.

In: parsed arguments.  Out: files and text on the terminal.  An audit ends with 1 where a document has a 错误 or could not be audited.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from .errors import CallError

if TYPE_CHECKING:
    from .audit import Audit
    from .imported import Imported

CLEAN, FAULTY = 0, 1
ENDINGS = (".docx", ".pdf", ".html", ".htm", ".txt")
OTHERS = (".doc", ".wps", ".odt", ".rtf", ".docm", ".mht", ".mhtml", ".ofd")
"""Endings of documents that cannot be read: in a folder each is named, with what to do."""
LOCKS = ("~$", ".~")
"""Beginnings of what Word and WPS leave beside a file that is open."""


def declare_import(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> argparse.ArgumentParser:
    """Add ``import`` to the command line."""
    one = commands.add_parser(
        "import",
        help="把公布的 Word、PDF、网页或文本读回成填好的表格",
        description="读一份公布的预决算公开，填成标准表格：各表、情况说明里的原因和用途、由增减倒推的上年数、绩效表。\n"
        "读得没有把握的格子标成浅黄色，和没有读进去的内容一起列在表格的第一张工作表上。",
        epilog="本程序生成的 Word 和 PDF 附带着数据，读回来与原来的表格完全一样；加 --printed 则只按印出的文字读。\n"
        "扫描件没有文字，读不出来，会逐页说明。年度不同的文件，请用 disclosegen new 模板名 -o 新表.xlsx --from 文件。",
    )
    one.add_argument("document", metavar="公布的文件", type=Path, help=".docx、.pdf（有文字的）、.html 或 .txt")
    one.add_argument(
        "-o", "--output", required=True, metavar="文件.xlsx", type=Path, help="表格存到哪里；不会覆盖已有的文件"
    )
    _common(one)
    one.set_defaults(run=run_import)
    return one


def declare_audit(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> argparse.ArgumentParser:
    """Add ``audit`` to the command line."""
    one = commands.add_parser(
        "audit",
        help="核对公布的文件：表与表、文字与表是不是一致",
        description="读公布的预决算公开，按模板的全部规则核对，并把情况说明里的每个数与各表重新计算的相比。\n"
        "每个问题写明页、行，引出原文，说明按表应是多少。可以一次给多个文件或文件夹。",
        epilog="四舍五入的差额、各地自己的措辞不算问题。有“错误”或有文件没能核对时退出码为 1。",
    )
    one.add_argument("documents", metavar="公布的文件", type=Path, nargs="+", help="文件或文件夹")
    one.add_argument(
        "-o", "--output", metavar="报告.html", type=Path, help="另存一份网页报告；PDF 还在旁边存一份标出各处的副本"
    )
    _common(one)
    one.set_defaults(run=run_audit)
    return one


def _common(one: argparse.ArgumentParser) -> None:
    one.add_argument("--kit", default="", metavar="模板名", help="按哪个模板读（默认自动辨认）")
    one.add_argument("--printed", action="store_true", help="不用文件附带的数据，只按印出的文字读")
    one.add_argument("--json", action="store_true", help="按 JSON 输出，供程序读取")


def run_import(options: argparse.Namespace) -> int:
    """Read one document into a workbook."""
    from .annotate.imported import with_list
    from .imported import import_published
    from .progress import Bar
    from .render.output import refuse, write_whole

    refuse(options.output)
    with Bar(None if options.json else sys.stderr) as progress:
        found = import_published(
            options.document, options.kits, options.kit, carried=not options.printed, progress=progress
        )
    _refuse_other_year(found, options)
    write_whole({options.output: with_list(found.workbook, found.findings, summary(found))})
    print(_import_json(found, options.output) if options.json else f"{_import_text(found)}\n已生成：{options.output}")
    return CLEAN


def _refuse_other_year(found: Imported, options: argparse.Namespace) -> None:
    from .kit.load import load_kit

    own = load_kit(found.kit.id, options.kits).file.year
    if found.kit.file.year != own:
        raise CallError(
            f"“{found.flow.name}”是{found.kit.file.year}年度的，模板“{found.kit.id}”是{own}年度的。"
            f"请用“disclosegen new {found.kit.id} -o 新表.xlsx --from {found.flow.name}”，由它带来上年数。"
        )


def summary(found: Imported) -> str:
    """What was read, in one line."""
    if found.carried:
        return f"由“{found.flow.name}”附带的数据读回，与原来的表格一样：{len(found.content.values)} 格。"
    asked = sum(1 for one in found.findings if one.severity.rank < 2)
    return (
        f"由“{found.flow.name}”读回（模板 {found.kit.id}，{found.data.unit_name}）：{len(found.content.values)} 格，"
        f"句子 {len(found.matched)} 句；请看 {asked} 处。"
    )


def _import_text(found: Imported) -> str:
    from .show import finding_text

    return "\n".join([*(finding_text(finding) for finding in found.findings), summary(found)])


def _import_json(found: Imported, output: Path) -> str:
    return json.dumps(
        {
            "format": 1,
            "file": found.flow.name,
            "kit": found.kit.id,
            "output": str(output),
            "carried": found.carried,
            "cells": len(found.content.values),
            "sentences": len(found.matched),
            "findings": [finding.to_json() for finding in found.findings],
        },
        ensure_ascii=False,
        indent=2,
    )


def run_audit(options: argparse.Namespace) -> int:
    """Audit documents; the report and annotated copies appear whole or not at all."""
    from .audit import audit_file
    from .audit_show import audits_json, audits_text
    from .progress import Bar
    from .render.output import write_whole

    paths = list(_files(options.documents))
    if not paths:
        raise CallError("没有找到可以核对的文件（.docx、.pdf、.html、.txt）。")
    audits: list[Audit] = []
    with Bar(None if options.json else sys.stderr) as progress:
        for number, path in enumerate(paths, 1):
            head = f"[{number}/{len(paths)}] " if len(paths) > 1 else ""

            def step(text: str, done: int = 0, total: int = 0, head: str = head) -> None:
                progress(head + text, done, total)

            audits.append(audit_file(path, options.kits, options.kit, carried=not options.printed, progress=step))
    files: dict[Path, bytes] = {}
    if options.output:
        files = _reports(audits, paths, options.output)
        write_whole(files)
    print(audits_json(audits) if options.json else audits_text(audits))
    if not options.json:
        for path in files:
            print(f"已生成：{path}")
    return (
        FAULTY if any(audit.problem or any(p.severity.rank == 0 for p in audit.points) for audit in audits) else CLEAN
    )


def _reports(audits: Sequence[Audit], paths: Sequence[Path], output: Path) -> dict[Path, bytes]:
    """The report, and beside it a copy of each PDF with the places boxed and numbered."""
    from .audit_page import audits_page
    from .published.annotate_pdf import Mark, annotate_pdf

    if output.suffix.lower() not in (".html", ".htm"):
        raise CallError(f"报告的文件名应以 .html 结尾：{output}")
    files = {output: audits_page(audits).encode()}
    for audit, path in zip(audits, paths, strict=True):
        marks = [
            Mark(where.spot.page, where.spot.box, point.number)
            for point in audit.points
            for where in point.where
            if where.spot is not None and where.spot.box is not None
        ]
        if audit.imported is not None and audit.imported.flow.format == "pdf" and marks:
            files[output.with_name(f"{path.stem}（标注）.pdf")] = annotate_pdf(path.read_bytes(), marks)
    return files


def _files(documents: Sequence[Path]) -> Iterator[Path]:
    """The files that were named, and those in folders that were, in order of their names."""
    for path in documents:
        if path.is_dir():
            yield from sorted(
                one
                for one in path.rglob("*")
                if one.suffix.lower() in (*ENDINGS, *OTHERS) and not one.name.startswith(LOCKS) and one.is_file()
            )
        else:
            yield path
