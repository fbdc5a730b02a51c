"""Every rule of the proof-reader, and their verdicts.

In: the data and the composed document.  Out: a verdict for each rule, so that every one stands in the ledger.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from ..checks.base import Status, Verdict, unchecked
from ..document.compose import Composed
from ..findings import CellRef, Finding, Severity
from ..kit.schema_rules import ProjectsNamedRule
from ..model.disclosure import Disclosure
from . import counted, figures, finished, names, own, parts, persons, privacy, rated, rewritten, slips, years
from .reading import Kind, Reading, Said, Text

OWN: frozenset[Kind] = frozenset(("ask", "paragraph"))
"""What the program did not compute itself: a replaced sentence is held against what would have stood there (N-replaced)."""
PROSE: frozenset[Kind] = frozenset(("ask", "replacement", "paragraph"))
ALL: frozenset[Kind] = PROSE | {"identity", "name"}


MOST = 5
"""Findings of one rule about one text: who mends these will look at the rest."""


@dataclass(frozen=True)
class Rule:
    """A rule of the proof-reader: about each typed text of some kinds, or about the whole document.

    Attributes:
        id: In findings and the catalogue.
        title: What is right when it finds nothing.
        advice: What to do, in general; a finding says it for its case.
        text, whole: One of the two, or both.
        kinds: Texts that it reads.
        digits: Whether it has nothing to say of a text without a digit.
        row: It looks at the row of a text too. Other rules say the same of the same words in the same table and sentence.
        severity: For the catalogue; each finding carries its own.
        when: Why it does not apply; empty when it does.
    """

    id: str
    title: str
    advice: str
    text: Callable[[Reading, Text], Iterator[Said]] | None = None
    whole: Callable[[Reading], Iterator[Said]] | None = None
    kinds: frozenset[Kind] = PROSE
    digits: bool = False
    row: bool = False
    severity: Severity = Severity.WARNING
    when: Callable[[Reading], str] = lambda _: ""


RULES: tuple[Rule, ...] = (
    Rule("X-placeholder", "文字里没有占位符", "填上实际内容", slips.placeholder, kinds=ALL),
    Rule("X-doubled", "文字里没有重复的标点", "删去多余的标点", slips.doubled),
    Rule("X-dangling", "句子写完整", "补上没有写完的内容", slips.dangling, row=True),
    Rule("X-lead", "原因和用途不重复固定文字", "只写原因或用途本身", slips.repeated_lead),
    Rule("X-joint", "填写的文字与前后的固定文字不重复", "删去重复的字", slips.joint, kinds=frozenset(("ask",))),
    Rule("X-repeated", "没有重复的词语和段落", "删去重复的字、重复的一行", slips.repeated, slips.same_paragraphs),
    Rule("X-brackets", "括号和引号成对", "补上或删去一个", slips.brackets),
    Rule("X-half-width", "汉字之间用中文标点", "改成中文标点", slips.half_width, severity=Severity.NOTE),
    Rule(
        "X-year",
        "文字里的年份与本文一致",
        "核对是否沿用了往年的文字",
        years.years,
        kinds=PROSE | frozenset(("identity",)),
    ),
    Rule("X-unit", "文字里的单位名称是本单位", "核对是否沿用了别的单位的文字", names.units, kinds=ALL),
    Rule("X-self", "自称与“单位”或“部门”一致", "改成本文的自称", names.self_words),
    Rule("X-twin", "文字里的金额与表内一致", "核对金额，与表内一致", figures.twins, kinds=OWN, digits=True),
    Rule("X-scale", "文字里没有把元写成万元", "核对金额的单位", figures.scale, kinds=OWN, digits=True),
    Rule("X-named", "与表内同名的金额和表内一致", "核对金额，与表内一致", figures.named, kinds=OWN, digits=True),
    Rule(
        "X-near",
        "原因里的数与同一句、与表内的数没有一字之差",
        "核对金额或比率",
        figures.near_misses,
        kinds=OWN,
        digits=True,
    ),
    Rule(
        "X-whole",
        "所列金额不多于、不错于这一句的金额",
        "核对所列的各项金额",
        figures.parts_of_own,
        kinds=OWN,
        digits=True,
    ),
    Rule("X-parts", "各部分合起来是所说的总数", "核对总数和各部分", parts.wholes),
    Rule("X-rate", "执行率、占比是旁边两个数的比", "核对两个数和比率", rated.rated),
    Rule(
        "X-own", "项目文字里的金额、比率、得分与本项目一致", "核对文字和项目资金", own.contradicted, kinds=OWN, row=True
    ),
    Rule("X-limit", "得分和比率不超过100", "核对得分或比率", rated.limits),
    Rule("X-count", "文字里的数量与表内一致", "核对数量，与表内一致", counted.counted, kinds=OWN),
    Rule("X-opposite", "原因的增减、有无与这一句一致", "核对数字，或改写原因", rewritten.reasons),
    Rule(
        "X-listed", "逐项所列与合计一致", "核对各项目的数和合计、等级", whole=finished.listings, when=finished.no_lists
    ),
    Rule(
        "X-replaced",
        "改写的句子里的数量有出处",
        "按表内数字改写，或清空改写",
        whole=rewritten.replaced_counts,
        when=rewritten.none_replaced,
    ),
    Rule(
        "X-mobile",
        "没有手机号码",
        "公开前删去",
        privacy.private(privacy.mobiles, "有手机号码", "公开前请删去。"),
        kinds=ALL,
        digits=True,
    ),
    Rule(
        "X-phone",
        "没有电话号码",
        "核对是否应当公开",
        privacy.private(privacy.landlines, "有电话号码", "公开前请核对是否应当公开。"),
        kinds=ALL,
        digits=True,
    ),
    Rule(
        "X-identity",
        "没有身份证号码",
        "公开前删去",
        privacy.private(privacy.identities, "有身份证号码", "公开前请删去。"),
        kinds=ALL,
        digits=True,
    ),
    Rule(
        "X-bank",
        "没有银行卡号",
        "公开前删去",
        privacy.private(privacy.banks, "有银行卡号或账号", "公开前请删去。"),
        kinds=ALL,
        digits=True,
    ),
    Rule(
        "X-person",
        "没有个人姓名",
        "删去，或改成职务、科室",
        privacy.private(persons.persons, "有个人姓名", "公开前请删去，或改成职务、科室。"),
        persons.answerable,
        kinds=ALL,
    ),
    Rule(
        "X-address",
        "没有住址和电子邮箱",
        "核对是否应当公开",
        privacy.private(privacy.addresses, "有住址或电子邮箱", "公开前请核对是否应当公开。"),
        kinds=ALL,
    ),
    Rule(
        "X-secret", "涉密事项旁边没有数字", "经保密审查；不能公开的，删去或改写", privacy.secrets, kinds=ALL, row=True
    ),
)
"""Every rule; the ids stand in the catalogue."""

HOLDS_FIGURES = frozenset(
    f"X-{name}"
    for name in [
        "own",
        "twin",
        "scale",
        "named",
        "near",
        "whole",
        "parts",
        "rate",
        "count",
        "opposite",
        "listed",
        "replaced",
    ]
)
"""Rules that hold words against figures: a figure that could not be read keeps them from being checked."""

LISTED = "X-listed"
"""The rule that adds listed amounts up."""

SHADOWS = {
    "X-opposite": ("N-unneeded",),
    "X-rate": ("X-own",),
    "X-scale": ("X-own",),
    "X-twin": ("X-own",),
    "X-near": ("X-twin", "X-scale", "X-named", "X-whole"),
    "X-named": ("X-twin", "X-scale"),
    "X-whole": ("X-twin", "X-scale", "X-named"),
}
"""Rules that say the same of a cell as one of these did, here or when the words were composed: then they are silent. (No finding is only the shadow of another.)"""


def proof_read(data: Disclosure, composed: Composed | None = None, told: Iterable[Verdict] = ()) -> tuple[Verdict, ...]:
    """Proof-read everything that was typed, and the finished text.

    Args:
        data: The data.
        composed: Its document; without it, rules that hold words against their sentence see no sentence.
        told: Verdicts of the kit's rules: what one about paragraphs on projects says of a figure is not said again.
    """
    reading = Reading(data, composed.document if composed else None, composed.replaced if composed else ())
    named = {rule.id for rule in data.kit.rules if isinstance(rule, ProjectsNamedRule)}
    known = [found.cells for verdict in told if verdict.rule in named for found in verdict.findings]
    verdicts: dict[str, Verdict] = {}
    composing = composed.findings if composed else ()
    for rule in sorted(RULES, key=lambda rule: len(SHADOWS.get(rule.id, ()))):
        verdict = _judge(rule, reading, _spoken(verdicts, composing, SHADOWS.get(rule.id, ())))
        verdicts[rule.id] = _without(verdict, known) if rule.id in HOLDS_FIGURES else verdict
    return (*(verdicts[rule.id] for rule in RULES), _replaced(reading))


def _without(verdict: Verdict, known: Sequence[tuple[CellRef, ...]]) -> Verdict:
    """A verdict without findings that hold the same text against the same figure as another rule did, or add such texts up."""

    def told(finding: Finding) -> bool:
        if verdict.rule == LISTED:
            return any(cells[0] in finding.cells for cells in known)
        return any(cells[:1] == finding.cells[:1] and {*cells[1:]} & {*finding.cells[1:]} for cells in known)

    left = tuple(finding for finding in verdict.findings if not told(finding))
    if len(left) == len(verdict.findings):
        return verdict
    return replace(verdict, findings=left, status=verdict.status if left else Status.RIGHT)


def _spoken(verdicts: dict[str, Verdict], composing: Iterable[Finding], rules: Sequence[str]) -> frozenset[CellRef]:
    spoken = (*composing, *(found for rule in rules if rule in verdicts for found in verdicts[rule].findings))
    return frozenset(found.cells[0] for found in spoken if found.rule in rules and found.cells)


def _judge(rule: Rule, reading: Reading, silent: frozenset[CellRef]) -> Verdict:
    groups = reading.alike(rule.kinds)
    why = rule.when(reading) if groups else "没有填写文字"
    if why:
        return Verdict(rule.id, rule.title, Status.NOT_APPLICABLE, why)
    findings: list[Finding] = []
    if rule.text is not None:
        found = [
            one
            for group in groups
            if not rule.digits or group[0].has_digits
            for one in _of(rule, reading, group, silent)
        ]
        findings = [finding for _, finding in sorted(found, key=lambda one: one[0])]
    if rule.whole is not None:
        findings += [_finding(rule, said, None) for said in rule.whole(reading)]
    if not findings and (cell := reading.unreadable) is not None:
        return unchecked(rule.id, rule.title, cell)
    wrong = any(finding.severity is not Severity.NOTE for finding in findings)
    return Verdict(rule.id, rule.title, Status.WRONG if wrong else Status.RIGHT, findings=tuple(findings))


def _of(
    rule: Rule, reading: Reading, group: Sequence[Text], silent: frozenset[CellRef]
) -> Iterator[tuple[int, Finding]]:
    """What a rule finds in texts that are alike, with the place of each; where one is right, all are."""
    assert rule.text is not None
    for text in group:
        if silent and text.ref in silent:  # hashing so many places costs more than most rules
            continue
        said = list(islice(rule.text(reading, text), MOST))
        if not said and not rule.row:
            return
        yield from ((reading.order[text.ref], _finding(rule, one, text.ref)) for one in said)


def _finding(rule: Rule, said: Said, ref: CellRef | None) -> Finding:
    cells = tuple(dict.fromkeys((*((ref,) if ref else ()), *said.cells)))
    return Finding(rule.id, said.severity, privacy.hidden(said.message), cells, said.advice)


def _replaced(reading: Reading) -> Verdict:
    """改写整句: an amount or rate that nobody computed blocks the build."""
    title = "改写的句子里的金额和比率有出处"
    if why := rewritten.none_replaced(reading):
        return Verdict("N-replaced", title, Status.NOT_APPLICABLE, why)
    findings = tuple(rewritten.replaced(reading))
    return Verdict("N-replaced", title, Status.WRONG if findings else Status.RIGHT, findings=findings)
