"""Sentences that a bureau worded otherwise are held against the figures all the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from disclosegen.checks.base import Status
from tests.test_audit import audited
from tests.test_import import text_of

AGENCY = "2024年机关运行经费支出675.49万元，比2023年增加184.90万元，增长37.69%，主要原因是本年度新增民警，维修（护）费等日常运转支出增加。"
PROCUREMENT = "2024年度政府采购支出总额158.15万元，其中：政府采购货物支出96.45万元、政府采购工程支出0万元、政府采购服务支出61.70万元。"
OTHERWISE = "从日常运转看，全年用于机关运行的开支合起来是{0}万元，与前一年的数比较多出来的部分为184.90万元。"
BY_NAME = "采购方面，全年一共花了158.15万元，货物类占到96.45万元，公务用车运行维护费{0}万元也在里面。"


@pytest.mark.parametrize(
    ("old", "new", "rule", "said"),
    [
        (AGENCY, OTHERWISE.format("675.49"), "", ""),
        (AGENCY, OTHERWISE.format("675.94"), "X-near", "“675.94万元”与这一句里的 675.49万元 只差一个数字"),
        (
            PROCUREMENT,
            BY_NAME.format("31.07"),
            "X-named",
            "“公务用车运行维护费31.07万元”与表内不一致，表内是 19.50、57.51 万元",
        ),
        (PROCUREMENT, BY_NAME.format("19.50"), "", ""),
    ],
    ids=["right", "slip", "named", "named and right"],
)
def test_a_wrong_amount_in_a_rewritten_sentence(old: str, new: str, rule: str, said: str, tmp_path: Path) -> None:
    """It is found by its name, or as a slip of what the program writes there; what can be held against nothing is named, and no fault."""
    text = text_of("shanxi-final-2024")
    assert old in text
    found = audited(text.replace(old, new), tmp_path)
    assert [point.rule for point in found.points] == ([rule] if rule else [])
    for point in found.points:
        assert point.message.startswith(said)
        assert point.where[0].spot is not None and point.quotes[0].startswith(new[:20])
        assert next(one.status for one in found.verdicts if one.rule == rule) is Status.WRONG
    if old == AGENCY:
        assert any("184.90万元" in remark and "没有核对" in remark for remark in found.remarks)
