"""Hand-made charts for the tests of all renderers: from one part to twelve, nine of them tiny, and negative bars."""

from __future__ import annotations

from decimal import Decimal

from disclosegen.document.blocks import Block, ChartBlock, ChartSlice, Document, Heading, Run, Section
from disclosegen.document.charts import FONT_SIZE, LABEL, PITCH, broken, room

from .docx_samples import style, text

NAMES = (
    "一般公共预算拨款收入",
    "政府性基金预算拨款收入",
    "国有资本经营预算拨款收入",
    "财政专户管理资金收入",
    "单位资金",
    "上年结转",
    "附属单位上缴收入",
    "其他收入",
    "社会保障和就业支出",
    "文化旅游体育与传媒支出",
    "资源勘探工业信息等支出",
    "援助其他地区支出和灾害防治及应急管理支出",
)


def chart(name: str, amounts: list[str], kind: str = "pie", unit: str = "万元", **more: object) -> ChartBlock:
    """A chart of these amounts, named in the order of ``NAMES``."""
    values = [Decimal(amount) for amount in amounts]
    whole = sum(values, Decimal(0))
    slices = tuple(part(NAMES[index], value, f"{value / whole * 100:.2f}%", unit) for index, value in enumerate(values))
    block = ChartBlock(
        id=name,
        kind=kind,
        title="收入预算图",
        alt="",
        unit=unit,
        slices=slices,
        base=None,
        width=156.0,  # type: ignore[arg-type]
        height=room(kind, slices),
        font_size=FONT_SIZE,
        pitch=PITCH,
        amount_format="#,##0.00",
        share_format="0.00%",
    )
    fields = {"alt": f"{block.title}：{'；'.join(block.caption(one) for one in slices)}", **more}
    return ChartBlock(**{**block.__dict__, **fields})


def part(label: str, value: Decimal, share: str, unit: str) -> ChartSlice:
    """A part with its label broken into lines."""
    return ChartSlice(
        label, value, Run(f"{value:,.2f}"), Run(share), (*broken(label, LABEL), f"{value:,.2f}{unit} {share}")
    )


TINY = [str(amount) for amount in range(1, 10)]
PIES = (
    chart("one", ["16595.30"]),
    chart("two", ["16595.30", "267.70"]),
    chart("even", ["100"] * 12),
    chart("tiny", ["9000", "3000", "1500", *TINY]),
    chart("tinyfirst", [*TINY, "1500", "3000", "9000"]),
    chart("huge", ["90000.12", *TINY, "10", "11"]),
    chart("vanishing", ["1", "2", "3", "4", "12390000"]),
    chart("rising", [str(2**power) for power in range(12)]),
    chart("four", ["14224.47", "1443.37", "292.19", "635.27"]),
    chart("falling", [str(2**power) for power in range(11, -1, -1)]),
)
BARS = (
    chart("bars", [str(100 - 8 * index) for index in range(12)], "bar"),
    chart("negative", ["50", "-20", "3"], "bar"),
)


def document(*charts: ChartBlock) -> Document:
    """One part with a sentence before each chart, and a heading at the end, whose page tells how high they were."""
    blocks: list[Block] = [Heading(1, "第一部分　说明", "p1")]
    for block in charts:
        blocks += [text(f"收入构成见图{block.id}。"), block]
    blocks.append(Heading(2, "二、最后", "p2"))
    return Document("说明", "某单位", (), "charts", (Section("body", tuple(blocks)),), style())
