"""Names of persons: behind 联系人： and the like in a text, and in the cells that such a label belongs to.

In: a text, or the cells of the workbook.  Out: where a name stands; findings in which it is masked.  A post or an office is what belongs
there. Of a name nothing is known but how it begins, so that only two to four characters that can hardly be a word are taken for one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..checks.answers import is_post
from .reading import Reading, Said

POSTS = "联系人|负责人|经办人|填表人|填报人|制表人|审核人|复核人|编制人|法定代表人|法人代表|分管领导|姓名|局长|主任|院长|校长|所长|科长|会计|出纳"
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦马苗凤花方俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊甄曲家封芮靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘厉戎祖武符刘景詹束龙叶幸司韶郜黎薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍桑桂濮牛寿通边扈燕冀浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公闫肖"
NAMED = re.compile(
    rf"(?:{POSTS})\s*[：:]\s*([{SURNAMES}][\u4e00-\u9fff·]{{1,3}})(?=$|[\s，。；、,;（(]|电话|联系|手机|\d)"
)
COMMON = (
    "王李张刘陈杨赵黄吴徐孙胡朱郭罗宋郑梁谢韩唐冯董曹袁邓沈彭吕苏卢蒋蔡贾丁魏薛叶阎潘杜汪姜姚谭邹崔邱秦侯邵孟段汤尹龚"
)
BARE = re.compile(
    rf"(?:联系人|负责人|经办人|填[表报]人|制表人|[审复]核人|编制人|法定代表人)(?:为|是|系)?\s*([{COMMON}][\u4e00-\u9fff·]{{1,2}})(?=$|[\s，。；、,;（(]|电话|联系|手机|\d)"
)
"""Without a colon: common surnames alone, most of which begin no word that follows 负责人."""
WORDS = frozenset(("张贴", "张罗", "罗列", "杜绝", "徐徐", "谢绝", "宋体", "董事", "董事长", "沈阳", "郑州", "汇总"))
OFFICE = re.compile(r"科|室|处|股|部|局|队|所|中心|办|组|岗|公司|单位|财务|领导|会计|人员|同上|本人|无|见")

FIELD = re.compile(r"负责人|联系人|经办人|填[表报]人|制表人|[审复]核人|编制人|法定代表人|法人代表|姓名")
"""Labels of cells that ask who."""
AN_OFFICE = re.compile(
    r"[科室处股部局厅队所站院校馆台办委会组岗厂司乡镇县市区街村庄长任员师人]$|中心|公司|单位|部门|项目"
)
"""How an office, a post or a place ends; hardly a name of two or three characters does."""
OFTEN = frozenset(
    COMMON + "马林高何于任方石田白范金史陶江康贺顾毛郝龙武钱戴夏廖翟樊葛申许傅邢万常乔赖殷施洪熊孔倪严牛温鲁韦俞芦"
)
"""Surnames that are told before a single character too: 高峰."""
BEGINS = re.compile(
    "林业|高新|高速|高中|武装|武警|金融|金库|方志|史志|任务|康复|石油|江河|白天|田间|马路|万科|龙头|施工|常务|安|公|国|经|计|单|项|农|水|文|党|车|支|应|师|宣|广|管"
)
"""Words, and surnames that begin more words of an office than names."""
DOUBLE = re.compile("欧阳|司马|诸葛|上官|皇甫|尉迟|东方|令狐|慕容|夏侯|司徒|公孙|宇文|长孙|端木|轩辕|南宫|呼延")
BETWEEN = re.compile(r"[\s\d、，,/／；;：:+（）()\-—]+")
BEHIND_OFFICE = re.compile(
    rf"(?:科|室|处|股|部门?|局|队|所|中心|办|站|主任|[科股处所队站局]长)([{COMMON}][\u4e00-\u9fff]{{2}})$"
)
"""警务保障室王某某."""
ASKED = 40
"""Longer texts in such a cell are prose."""


def mask(number: str) -> str:
    """138****5678: enough to find the place, not enough to use."""
    bare = number.strip()
    if re.fullmatch(r"[\u4e00-\u9fff·]+", bare):
        return bare[0] + "*" * (len(bare) - 1)
    keep = (3, 4) if len(bare) >= 11 else (2, 2)
    return bare[: keep[0]] + "*" * max(2, len(bare) - sum(keep)) + bare[-keep[1] :]


def persons(text: str) -> Iterator[tuple[int, int]]:
    """Names behind 联系人： and the like; offices are no names."""
    for found in (*NAMED.finditer(text), *BARE.finditer(text)):
        if not OFFICE.search(found[1]) and found[1] not in WORDS:
            yield found.span(1)


def answerable(reading: Reading) -> Iterator[Said]:
    """Names in the cells of 项目负责人, 联系人 and the like: one finding for a cell."""
    for label, cell in reading.asking(FIELD):
        text = cell.text or ""
        if name := name_in(text):
            yield Said(
                f"“{label}”填的像是个人姓名：“{text.replace(name, mask(name))}”",
                "公开前请改成岗位或科室，不填姓名。",
                (cell.ref,),
            )


def name_in(text: str) -> str:
    """The first name in what was filled in for a person; empty where there is none, or where :func:`persons` sees it."""
    if len(text) > ASKED or is_post(text) or next(persons(text), None):
        return ""
    return next(filter(None, map(_name, BETWEEN.split(text))), "")


def _name(part: str) -> str:
    """The name that a part of a cell is or ends with; empty for posts, offices and whatever else."""
    found = BEHIND_OFFICE.search(part)
    name = found[1] if found else part
    return name if _is_name(name) else ""


def _is_name(part: str) -> bool:
    if not re.fullmatch(r"[\u4e00-\u9fff·]{2,4}", part) or is_post(part) or part in WORDS or AN_OFFICE.search(part):
        return False
    if DOUBLE.match(part):
        return len(part) > 2
    if len(part) > 3 or part[0] not in SURNAMES or BEGINS.match(part):
        return False
    return len(part) == 3 or part[0] in OFTEN
