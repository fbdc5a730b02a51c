"""What staff answered to 核实: the sheet 核实说明 held against the findings of this check.

In: the findings of a check and the data, which holds the typed answers.  Out: :class:`Settled`: what is still asked, what is
answered, and findings about answers that cannot serve.  An answer holds as long as the finding's code, which follows
its figures; one that was given to other figures is shown beside the question and asked for again.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from ..findings import FIGURES, LETTERS, PLACE, CellRef, Finding, Severity, same_code
from ..kit.reasons import ANSWERS
from ..model.disclosure import Disclosure

ERROR, TEXT, POST, CODE, STALE = "Q-error", "Q-text", "Q-post", "Q-code", "Q-stale"
RULES = (
    (ERROR, Severity.WARNING, "“错误”不能用说明代替改正", "改正表里的数字或文字，删去这条说明"),
    (TEXT, Severity.WARNING, "核实说明写了编号和岗位，没有写说明", "写上核实的结果，或删去这一行"),
    (POST, Severity.WARNING, "核实说明没有写说明人的岗位，或写的不是岗位", "填岗位，例如会计、科长、负责人、经办人"),
    (CODE, Severity.WARNING, "核实说明没有写问题编号", "从检查结果里抄来编号"),
    (STALE, Severity.NOTE, "核实说明回答的问题已经没有了", "已经改好的可以删去；编号抄错的请改正"),
)

POSTS = (
    "会计|出纳|会计师|审计|统计|科长|股长|处长|局长|厅长|主任|部长|站长|所长|院长|校长|园长|馆长|队长|组长|台长|乡长|镇长|县长|区长|秘书长"
    "|书记|总监|经理|负责人|联系人|经办人?|承办人|填报人|编制人|审核人?|复核人?|核算员|报账员|管理员|科员|办事员|干事|专员|主管|领导|助理"
    "|财务人员|会计人员|工作人员|法定代表人|单位|部门|财务"
)
UNITS = r"[一-龥]{0,14}(?:科|室|股|处|部|局|厅|所|站|院|校|中心|办|委|会|队|组|台|馆|乡|镇|县|区)"  # 办公室, 社会事务科
KINDS = "副|正|总|主管|主办|主任|分管|常务|财务|预算|决算|会计|国库|计财|财会|资产|采购|项目|业务|行政|机关|党组|部门|单位|科室|审核|复核|高级|中级|助理|具体|本单位|本部门"
A_POST = re.compile(rf"(?:{UNITS})?(?:{KINDS})*(?:{POSTS})")
"""A post is made of known words only, so that a name never passes for one."""
CODES = re.compile(rf"(?<![\w-])[A-Z](?:[\w]*-)+[{LETTERS}]{{{PLACE + FIGURES}}}(?![\w-])", re.ASCII | re.IGNORECASE)
"""Codes within a line that was copied from the list of findings, or several of them joined by 、."""
BETWEEN = re.compile(r"[、，,/／；;+和及\s（）()]+")


@dataclass(frozen=True)
class Answer:
    """An answer as it was typed: the code that it is for, the words, the post, and where it stands."""

    code: str
    text: str
    post: str
    place: CellRef

    @property
    def words(self) -> str:
        """``已与凭证核对（会计）``."""
        return f"{self.text}（{self.post}）"


@dataclass(frozen=True)
class Answered:
    """A 核实 and its answer."""

    finding: Finding
    answer: Answer


@dataclass(frozen=True)
class Settled:
    """What is still asked, with what there is to say of the answers themselves, and what is answered."""

    findings: tuple[Finding, ...]
    answered: tuple[Answered, ...]


def settle(findings: Sequence[Finding], data: Disclosure, unasked: Collection[str] = ()) -> Settled:
    """Take answered 核实 out of the findings.

    Args:
        findings: All findings, with codes of their own.
        data: Holds the answers.
        unasked: Rules that could not be checked this time: their answers wait.
    """
    faults: list[Finding] = []
    answers = {same_code(one.code): one for one in _complete(data, faults)}
    used: set[str] = set()
    still: list[Finding] = []
    answered: list[Answered] = []
    for finding in findings:
        answer = answers.get(same_code(finding.code))
        if answer is not None:
            used.add(same_code(finding.code))
        if answer is not None and finding.severity is Severity.WARNING:
            answered.append(Answered(finding, answer))
            continue
        if answer is not None and finding.severity is Severity.ERROR:
            faults.append(_fault(ERROR, f"{finding.code} 是“错误”，不能用说明代替改正", answer.place))
        still.append(finding)
    stale = {code: answer for code, answer in answers.items() if code not in used}
    still = [_asked_again(finding, stale) for finding in still]
    faults += _gone([answer for code, answer in stale.items() if _rule(code) not in {same_code(r) for r in unasked}])
    return Settled((*still, *faults), tuple(answered))


def is_post(text: str) -> bool:
    """Whether a text names posts and nothing that could be a person's name."""
    parts = [part for part in BETWEEN.split(text) if part]
    return bool(parts) and len(text) <= 40 and all(A_POST.fullmatch(part) for part in parts)


def _complete(data: Disclosure, faults: list[Finding]) -> Iterator[Answer]:
    """The answers that can serve; a row with nothing but code and question is one still to be answered."""
    for row in data.tables[ANSWERS].rows:
        code, text, post = (row.cells[key].text or "" for key in ("code", "text", "post"))
        place = {key: cell.ref for key, cell in row.cells.items()}
        if not text and not post:
            continue
        if not text:
            faults.append(_fault(TEXT, f"{code or '这一行'} 写了岗位，没有写说明", place["text"]))
        elif not code:
            faults.append(_fault(CODE, f"说明“{text[:20]}”没有写是回答哪个问题的", place["code"]))
        elif not post:
            faults.append(_fault(POST, f"{code} 的说明没有写说明人的岗位", place["post"]))
        elif not is_post(post):
            faults.append(_fault(POST, f"{code} 的说明人要写岗位，写的不像岗位", place["post"]))
        else:
            for one in CODES.findall(unicodedata.normalize("NFKC", code)) or [code]:
                yield Answer(one, text, post, place["text"])


def _fault(rule: str, message: str, place: CellRef) -> Finding:
    advice = next(advice for one, _, _, advice in RULES if one == rule)
    severity = next(severity for one, severity, _, _ in RULES if one == rule)
    return Finding(rule, severity, f"核实说明：{message}", (place,), f"请{advice}。")


def _asked_again(finding: Finding, stale: dict[str, Answer]) -> Finding:
    """A 核实 with the answer that was given while its figures were others; that answer is then accounted for."""
    if finding.severity is not Severity.WARNING:
        return finding
    place = same_code(finding.place_code)
    code = next((code for code in stale if code[:-FIGURES] == place), "")
    return replace(finding, former=stale.pop(code).words) if code else finding


def _gone(answers: Sequence[Answer]) -> Iterator[Finding]:
    """One note for all answers whose question is gone."""
    if answers:
        shown = "、".join(answer.code for answer in answers[:6]) + ("等" if len(answers) > 6 else "")
        advice = next(advice for rule, _, _, advice in RULES if rule == STALE)
        message = f"核实说明里有 {len(answers)} 条说明，所答的问题已经没有了：{shown}"
        yield Finding(STALE, Severity.NOTE, message, tuple(answer.place for answer in answers), f"{advice}。")


def _rule(code: str) -> str:
    return code.rpartition("-")[0]
