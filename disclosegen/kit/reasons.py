"""The sheets 原因说明 and 核实说明: tables made from a kit, not declared by it.

In: a :class:`~disclosegen.kit.load.Kit`.  Out: three :class:`~disclosegen.kit.schema.Table`
declarations like any other, so that the ordinary writer and reader serve them: ``reasons``, one row for
each reason or use that a sentence asks for, ``replacements``, one row for each sentence that
staff may replace as a whole, and ``answers``, open rows in which staff answer findings.  A row's key is ``<sentence>.<ask>`` or ``<sentence>``, with ``:<code>``
behind it where the sentence is written once for each item.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from jinja2 import nodes

from .load import Kit
from .schema import Ask, Block, Column, Line, Sentence, Table
from .template import parse_expression, split_each

REASONS = "reasons"
REPLACEMENTS = "replacements"
ANSWERS = "answers"
REMINDER = "last_year"
"""Key of the column that shows what was typed last year. The reader does not know it."""


def item_key(name: str, code: str = "") -> str:
    """Key of a row: ``s05-class.use:204``."""
    return f"{name}:{code}" if code else name


def asked_at(sentence: Sentence, ask: Ask, code: str = "") -> tuple[str, str, str]:
    """Table, row and column where a person writes the words of an ask."""
    if ask.column:
        table, _, column = ask.column.partition(".")
        return table, code, column
    return REASONS, item_key(f"{sentence.id}.{ask.key}", code), "text"


@lru_cache(maxsize=16)
def asking_tables(kit: Kit) -> frozenset[str]:
    """Tables that hold words for sentences: 原因说明, and others that an ask names."""
    return frozenset(
        (REASONS, *(asked_at(sentence, ask)[0] for _, sentence in kit.sentences() for ask in sentence.asks))
    )


@lru_cache(maxsize=16)
def with_reasons(kit: Kit, reminded: frozenset[str] = frozenset()) -> Mapping[str, Table]:
    """All tables of the workbook: the kit's own, the two of 原因说明 and the one of 核实说明, in workbook order.

    Args:
        kit: The kit.
        reminded: Which of the two get a further column 上年填写.
    """
    own = {REASONS: reasons_table(kit), REPLACEMENTS: replacements_table(kit), ANSWERS: answers_table(kit)}
    return {**kit.tables, **{name: _reminding(table) if name in reminded else table for name, table in own.items()}}


def _reminding(table: Table) -> Table:
    """The same table with the column 上年填写 behind the others."""
    block = table.blocks[0]
    column = Column(
        key=REMINDER, label="上年填写", kind="text", width=60, comment="上年写的话，只供参考，不读取，也不印出。"
    )
    return table.changed(blocks=(block.changed(columns=(*block.columns, column)),))


def items(kit: Kit, sentence: Sentence) -> Iterator[tuple[str, str]]:
    """Code and name of every item that a sentence may be written for; one empty pair when it has no ``each``."""
    if not sentence.each:
        yield "", ""
        return
    _, source = split_each(sentence.each)
    call = next(parse_expression(source).find_all(nodes.Call))
    assert isinstance(call.node, nodes.Name)
    if call.node.name == "categories":
        names = kit.subjects["functional"]
        yield from ((code, name) for code, name in sorted(names.items()) if len(code) == 3)
    elif call.node.name == "parts":
        row = call.args[0]
        assert isinstance(row, nodes.Getattr) and isinstance(row.node, nodes.Name)
        for block in kit.tables[row.node.name].blocks:
            yield from ((leaf.key, leaf.name or leaf.label) for leaf in block.values() if not leaf.sum)


def reasons_table(kit: Kit) -> Table:
    """One row for each reason or use, saying which sentence wants it."""
    lines: list[Line] = []
    for _, sentence in kit.sentences():
        for code, name in items(kit, sentence):
            lines += [
                Line(
                    key=item_key(f"{sentence.id}.{ask.key}", code),
                    label=sentence.about or sentence.id,
                    name=name,
                    code=code,
                    hint=ask.prompt,
                    comment=f"例：{ask.example}" if ask.example else "",
                )
                for ask in sentence.asks
                if not ask.column
            ]
    return Table(
        id=REASONS,
        title="一、原因和用途",
        sheet=kit.file.reasons_sheet,
        guide="每行对应情况说明里的一句话，只写原因或用途本身；不写“主要原因是”，句末不加句号。用不到的行留空。",
        block=(
            Block(
                columns=(
                    Column(key="key", role="key", label="编号", width=22),
                    Column(key="label", role="label", label="用在哪一句", width=40),
                    Column(key="name", role="hint", label="科目", width=26),
                    Column(key="hint", role="hint", label="填什么", width=46),
                    Column(key="text", label="填写内容", kind="text", width=90),
                ),
                lines=tuple(lines),
            ),
        ),
    )


def replacements_table(kit: Kit) -> Table:
    """One row for each sentence that staff may replace as a whole."""
    lines = [
        Line(key=item_key(sentence.id, code), label=sentence.about or sentence.id, name=name, optional=True)
        for _, sentence in kit.sentences()
        if sentence.replaceable and not sentence.heading and sentence.chart is None
        for code, name in items(kit, sentence)
    ]
    return Table(
        id=REPLACEMENTS,
        title="二、改写整句",
        sheet=kit.file.reasons_sheet,
        guide="领导要求改动某一句时，把改好的整句填在这里；平时留空，由程序生成。改写的句子里的数字仍会核对。",
        block=(
            Block(
                columns=(
                    Column(key="key", role="key", label="句子编号", width=22),
                    Column(key="label", role="label", label="哪一句", width=40),
                    Column(key="name", role="hint", label="科目", width=26),
                    Column(key="text", label="改写后的整句", kind="text", width=90),
                ),
                lines=tuple(lines),
            ),
        ),
    )


def answers_table(kit: Kit) -> Table:
    """Open rows: the code of a finding, the question for the eye, the answer, and the post of who gives it."""
    texts = (
        ("code", "问题编号", 26, "照检查结果抄，例如 X-twin-7K3Q2D。"),
        ("question", "问题（供对照，可不填）", 60, "只供自己对照，程序不读。"),
        ("text", "说明", 60, "写清核实的结果；不会印进公开的文件。"),
        ("post", "说明人岗位", 18, "填岗位，例如会计、财务科长；不要填姓名。"),
    )
    return Table(
        id=ANSWERS,
        title="核实说明",
        sheet=kit.file.answers_sheet,
        optional=True,
        guide="检查结果里的“核实”，确认没有错的，在这里说明；数字没有变，就不再问。说明只供审核，不会印出。“错误”不能用说明代替改正。",
        block=(
            Block(
                columns=tuple(
                    Column(key=key, label=label, kind="text", width=width, comment=comment)
                    for key, label, width, comment in texts
                ),
                open="text",
                open_rows=30,
            ),
        ),
    )
