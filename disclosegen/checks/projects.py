"""The rules about projects, each with a verdict: the list of them, and what runs them.

In: the projects of a workbook.  Out: verdicts.  A rule looks at one project, or at all of them; scales, bounds and totals are
those of the project's form (kit data).  A cell that could not be read is passed over: its own finding stands already.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..findings import Finding, Severity
from ..model.disclosure import Disclosure
from . import project_indicators, project_money, project_scores, project_targets, project_texts
from .base import Status, Verdict
from .project_base import One, ProjectRule, everyone

E, W = Severity.ERROR, Severity.WARNING

RULES: tuple[ProjectRule, ...] = (
    ProjectRule(
        "PJ-sources", E, "项目资金的合计等于各来源之和", "改正合计，或把合计留空由程序加总", project_money.sources
    ),
    ProjectRule("PJ-money", W, "每个项目都填了资金", "核对是否漏填；没有资金的填0", project_money.none),
    ProjectRule("PJ-balance", E, "结余等于预算数减执行数", "改正结余，或留空由程序计算", project_money.balance),
    ProjectRule(
        "PJ-executed", W, "执行数不大于预算数", "核对预算数（有调整的填调整后的数）和执行数", project_money.executed
    ),
    ProjectRule(
        "PJ-unit", W, "同一项目的金额单位一致", "核对是否把元填成了万元；按这张表写明的单位改正", project_money.unit
    ),
    ProjectRule("PJ-rate", E, "执行率等于执行数÷预算数", "改正执行率，或留空由程序计算", project_money.rate),
    ProjectRule(
        "PJ-rate-score",
        W,
        "预算执行得分与执行率相符",
        "按评分标准核对得分，或留空由程序计算",
        project_scores.rate_score,
    ),
    ProjectRule("PJ-score", E, "总分等于各指标得分加预算执行得分", "改正总分，或留空由程序相加", project_scores.total),
    ProjectRule(
        "PJ-weights", E, "各指标和预算执行的分值之和等于规定的总分值", "核对各指标的分值", project_scores.weights
    ),
    ProjectRule("PJ-level", E, "一级指标的得分不大于这一级的分值", "核对这一级的得分", project_scores.levels),
    ProjectRule("PJ-over", E, "指标得分不大于分值", "核对得分和分值", project_scores.over),
    ProjectRule(
        "PJ-grade", E, "自评等级与总分相符", "按表上写明的分档改正等级，或留空由程序划分", project_scores.grade
    ),
    ProjectRule("PJ-reason", W, "扣了分的指标写明原因", "写明扣分的原因和改进措施", project_scores.reason),
    ProjectRule(
        "PJ-missed",
        W,
        "没有达到指标值的写明原因",
        "核对指标值和完成值；确实没有达到的，写明原因",
        project_targets.missed,
    ),
    ProjectRule("PJ-full", W, "没有达到指标值的不得满分", "核对指标值、完成值和得分", project_targets.full),
    ProjectRule(
        "PJ-deviation",
        W,
        "偏差度与指标值、完成值相符",
        "核对指标值、完成值和偏差度，或把偏差度留空由程序计算",
        project_targets.deviations,
    ),
    ProjectRule("PJ-limit", W, "合格率、满意度等不大于100%", "核对这个比率", project_indicators.limits),
    ProjectRule(
        "PJ-measure",
        W,
        "指标的各个值用同样的计量单位",
        "核对是否填错了行，或把元写成了万元",
        project_indicators.measures,
    ),
    ProjectRule("PJ-double", W, "同一项目的指标没有重复", "删去多出的一行，或改正名称", project_indicators.doubled),
    ProjectRule(
        "PJ-unscored",
        W,
        "有分值的指标都填了得分，有得分的都填了分值",
        "补上得分或分值；没有得分的填0",
        project_indicators.unscored,
    ),
    ProjectRule(
        "PJ-term",
        W,
        "年度资金不大于实施期资金；项目期1年的，两边的资金和指标值相同",
        "核对实施期和年度的数",
        project_indicators.terms,
    ),
    ProjectRule("PJ-goal", W, "不同项目的目标不照抄同一段话", "核对是否把别的项目的目标粘贴过来", project_texts.goals),
    ProjectRule("PJ-other", W, "项目的文字不写别的项目", "核对是否粘贴了别的项目的文字", project_texts.others),
    ProjectRule(
        "PJ-secret",
        W,
        "涉密项目不填金额、指标和文字",
        "涉密内容不要填在这里；确认可以公开的，把“是否公开”改为公开或不公开",
        project_texts.secret,
    ),
    ProjectRule("PJ-kind", E, "情况说明里分类统计的项目都写明了类别", "从下拉列表里选", project_texts.kinds),
    ProjectRule(
        "PJ-count",
        W,
        "填写的项目个数、金额与各项目相加一致",
        "改正其中一处；这里可以留空，由程序按各项目统计",
        project_texts.counts,
    ),
)


def check(data: Disclosure) -> Iterator[Verdict]:
    """Every rule, for a kit that has projects at all."""
    if not data.kit.forms:
        return
    for rule in RULES:
        found = tuple(_finding(rule, one, data) for one in rule.check(data))
        none = "" if everyone(data) else "没有填写项目"
        status = Status.WRONG if found else Status.NOT_APPLICABLE if none else Status.RIGHT
        yield Verdict(rule.rule, rule.title, status, none, found)


def _finding(rule: ProjectRule, one: One, data: Disclosure) -> Finding:
    about = f"项目“{one.project}”：" if one.project else ""
    if data.whole is not None and one.project == data.whole.name:
        about = "部门整体："
    return Finding(rule.rule, rule.severity, about + one.message, tuple(dict.fromkeys(one.cells)), f"请{rule.advice}。")
