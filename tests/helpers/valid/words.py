"""Words that contradict nothing: names, reasons, uses, duties.

In: a source of chance, and which way a figure went.  Out: texts without figures, but for those that are given.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from random import Random

UNITS = ("某市林业局", "某县水利局", "某市图书馆", "某区市场监督管理局", "某县退役军人事务局")
NEUTRAL = ("根据实际工作需要据实安排", "按照批复的预算执行", "根据年度工作任务统筹安排", "工作任务调整")
UP = ("工作任务增加", "人员经费增加", "新增专项工作")
DOWN = ("落实过紧日子要求，压减支出", "部分项目已经完成，支出减少", "人员减少")
USES = ("日常运转和业务工作", "业务保障", "人员工资和机关运转", "办公用品和设备维修")
DUTIES = (
    "贯彻执行有关法律法规和政策。",
    "拟订发展规划并组织实施。",
    "负责监督管理和公共服务工作。",
    "承办上级交办的其他事项。",
)
PROJECTS = ("业务保障", "设备购置", "信息系统维护", "办公用房维修", "专项工作", "宣传培训", "物业服务", "档案整理")
WORK = "建立绩效管理制度，对项目开展全过程管理"


def reason(random: Random, now: Decimal, before: Decimal) -> str:
    """A reason for a change: neutral, or one that goes the way the figure went."""
    return random.choice((*NEUTRAL, *(UP if now > before else DOWN if now < before else ())))


def use(random: Random) -> str:
    """What money was for."""
    return random.choice(USES)


def duties(random: Random) -> list[str]:
    """Numbered duties."""
    chosen = random.sample(DUTIES, random.randint(1, len(DUTIES)))
    return [f"{number}、{text}" for number, text in enumerate(chosen, 1)]


def projects(random: Random, count: int) -> Sequence[str]:
    """Different names of projects."""
    return [f"{name}项目" for name in random.sample(PROJECTS, count)]


def wan(yuan: Decimal) -> str:
    """An amount in 万元 as a person types it; it must be a multiple of 100 元."""
    return format((yuan / 10000).quantize(Decimal("0.01")), "f")
