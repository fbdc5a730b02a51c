"""What must not be published: telephone, identity-card and bank-card numbers, names of persons, addresses, classified matters.

In: one typed text.  Out: what was found, with a quotation in which the number is masked, so that a printed report does not spread it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from .reading import Reading, Said, Text

MOBILE = re.compile(r"(?<!\d)1[3-9]\d(?:\d{8}|[-—\s]\d{4}[-—\s]\d{4})(?!\d)")
AREA = re.compile(r"(?<!\d)(?:0\d{2,3}|[(（]0\d{2,3}[)）])\s?[-－—–]?\s?[2-9]\d{6,7}(?!\d)")
SEPARATED = re.compile(r"(?<!\d)0\d{2,3}[-－—–]\d{7,8}(?!\d)")
SERVICE = re.compile(r"(?<!\d)[48]00[-－—–]?\d{3,4}[-－—–]?\d{3,4}(?!\d)")
BESIDE = re.compile(
    r"(?:电话|联系方式|手机|座机|传真|热线|热线电话)[^\d。；\n]{0,8}([1-9]\d{6,7}(?:[-－—–]\d{1,4})?)(?!\d|[.,，]\d|万?元)"
)
CONTEXT = re.compile(r"电话|联系方式|手机|座机|传真|热线")
IDENTITY = re.compile(
    r"(?<![\dA-Za-z])[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dA-Za-z])"
)
OLD_IDENTITY = re.compile(r"(?<!\d)[1-9]\d{14}(?!\d)")
CARD_WORDS = re.compile(r"身份证|证件号|公民身份")
BANK = re.compile(r"(?<!\d)[3-6]\d{3}(?:\s?\d{4}){3}(?:\s?\d{1,3})?(?!\d)")
ACCOUNT = re.compile(r"(?:账号|帐号|账户|卡号|银行卡|开户行?)[^\d。；\n]{0,12}(\d[\d\s-]{8,28}\d)")
MAIL = re.compile(r"(?<![A-Za-z0-9_.+-])[A-Za-z0-9_.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}")
HOME = re.compile(r"(?:家庭住址|家庭地址|户籍地址|现住址|住址)[：:\s]{0,2}[\u4e00-\u9fff\d]{4,}")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)

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

SECRET = re.compile(r"(?<!非)涉密|秘密级|机密级|绝密")
LEFT_OUT = re.compile(r"(?:除|不含|不包括|不包含|扣除|剔除|剔去|排除|去除)[^，。；]{0,6}$")
NOT_PUBLIC = re.compile(r"^[^，。；\d]{0,10}(?:外|除外|不公开|不予公开|未公开|不在|不纳入|未纳入|依法不)")
WITH_UNIT = re.compile(r"\d\s*(?:万元|亿元|元|%|％|个|台|套|人|名|件|项|次)")

Finder = Callable[[str], Iterator[tuple[int, int]]]


def mask(number: str) -> str:
    """138****5678: enough to find the place, not enough to use."""
    bare = number.strip()
    if re.fullmatch(r"[\u4e00-\u9fff·]+", bare):
        return bare[0] + "*" * (len(bare) - 1)
    keep = (3, 4) if len(bare) >= 11 else (2, 2)
    return bare[: keep[0]] + "*" * max(2, len(bare) - sum(keep)) + bare[-keep[1] :]


def mobiles(text: str) -> Iterator[tuple[int, int]]:
    """Mobile numbers."""
    yield from (found.span() for found in MOBILE.finditer(text))


def landlines(text: str) -> Iterator[tuple[int, int]]:
    """Landlines with an area code, 400 numbers, and seven or eight digits beside 电话."""
    yield from (found.span() for found in SEPARATED.finditer(text))
    for found in AREA.finditer(text):
        if found[0][0] in "(（" or CONTEXT.search(text[max(0, found.start() - 12) : found.start()]):
            yield found.span()
    for found in SERVICE.finditer(text):
        if re.search(r"\D", found[0]) or CONTEXT.search(text[max(0, found.start() - 12) : found.start()]):
            yield found.span()
    for found in BESIDE.finditer(text):
        if len(set(found[1])) > 1:
            yield found.span(1)


def identities(text: str) -> Iterator[tuple[int, int]]:
    """Identity-card numbers: 18 digits with the right check digit, or any beside the word; 15 digits beside the word."""
    for found in IDENTITY.finditer(text):
        if checks_out(found[0]) or CARD_WORDS.search(text[max(0, found.start() - 16) : found.start()]):
            yield found.span()
    for found in OLD_IDENTITY.finditer(text):
        if CARD_WORDS.search(text[max(0, found.start() - 16) : found.start()]):
            yield found.span()


def checks_out(number: str) -> bool:
    """The check digit of an identity-card number (GB 11643)."""
    total = sum(int(digit) * weight for digit, weight in zip(number, WEIGHTS, strict=False))
    return "10X98765432"[total % 11] == number[-1].upper()


def luhn(number: str) -> bool:
    """The check digit of a bank card."""
    total = 0
    for at, digit in enumerate(reversed(number)):
        doubled = int(digit) * (1 + at % 2)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


def banks(text: str) -> Iterator[tuple[int, int]]:
    """Bank-card numbers with the right check digit, or numbers beside 账号."""
    taken = set(identities(text))
    for found in BANK.finditer(text):
        if luhn(re.sub(r"\s", "", found[0])) and found.span() not in taken:
            yield found.span()
    for found in ACCOUNT.finditer(text):
        if len(re.sub(r"\D", "", found[1])) >= 10:
            yield found.span(1)


def persons(text: str) -> Iterator[tuple[int, int]]:
    """Names behind 联系人： and the like; offices are no names."""
    for found in (*NAMED.finditer(text), *BARE.finditer(text)):
        if not OFFICE.search(found[1]) and found[1] not in WORDS:
            yield found.span(1)


def addresses(text: str) -> Iterator[tuple[int, int]]:
    """E-mail and home addresses."""
    yield from (found.span() for found in MAIL.finditer(text))
    yield from (found.span() for found in HOME.finditer(text))


FINDERS: tuple[Finder, ...] = (identities, banks, mobiles, landlines, persons, addresses)


def hidden(text: str) -> str:
    """A text with everything private masked; the same length."""
    if not re.search(r"\d{4}|@|[：:]|住址|人", text):
        return text
    spans = sorted({span for finder in FINDERS for span in finder(text)}, reverse=True)
    for start, end in spans:
        text = text[:start] + mask(text[start:end]).ljust(end - start, "*")[: end - start] + text[end:]
    return text


def private(finder: Finder, what: str, advice: str) -> Callable[[Reading, Text], Iterator[Said]]:
    """A rule about one kind of private matter."""

    def check(_: Reading, text: Text) -> Iterator[Said]:
        spans = sorted(set(finder(text.text)))
        if spans:
            shown = hidden(text.text)
            for start, end in spans:
                yield Said(f"{what}：“{shown[max(0, start - 8) : end + 8]}”", advice)

    return check


def secrets(reading: Reading, text: Text) -> Iterator[Said]:
    """涉密 with figures in the same sentence or, for the name of a row, in the row; a clause that leaves 涉密 projects out is right."""
    for found in SECRET.finditer(text.text):
        if LEFT_OUT.search(text.text[: found.start()]) or NOT_PUBLIC.match(text.text[found.end() :]):
            continue
        start = max(text.text.rfind(stop, 0, found.start()) for stop in "。；\n") + 1
        ends = [at for stop in "。；\n" if (at := text.text.find(stop, found.end())) >= 0]
        sentence = text.text[start : min(ends, default=len(text.text))]
        row = reading.data.tables[text.table].by_key.get(text.row) if text.kind == "name" else None
        if WITH_UNIT.search(sentence) or (row is not None and any(cell.value for cell in row.cells.values())):
            yield Said(
                f"“{found[0]}”旁边有数字：“{hidden(sentence)[:60]}”",
                "公开前请经保密审查；不能公开的，删去或改写这一项。",
            )
