"""What must not be published: telephone, identity-card and bank-card numbers, addresses, classified matters (names of persons: ``persons.py``).

In: one typed text.  Out: what was found, with a quotation in which the number is masked, so that a printed report does not spread it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from .persons import mask, persons
from .reading import Reading, Said, Text

MOBILE = re.compile(r"(?<!\d)1[3-9]\d(?:\d{8}|[-—\s]\d{4}[-—\s]\d{4})(?!\d)")
NUMBERED = re.compile(
    r"(?:编号|文号|编码|代码|单号|案号|合同号|批号|证号|流水号|序号|档案号|票号|凭证号|(?:文件|发票|合同|凭证|票据)号码)[为是：:\s]{0,3}$"
)
"""Before a number that is a document's."""
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
SECRET = re.compile(r"(?<!非)涉密|秘密级|机密级|绝密")
LEFT_OUT = re.compile(r"(?:除|不含|不包括|不包含|扣除|剔除|剔去|排除|去除)[^，。；]{0,6}$")
NOT_PUBLIC = re.compile(r"^[^，。；\d]{0,10}(?:外|除外|不公开|不予公开|未公开|不在|不纳入|未纳入|依法不)")
WITH_UNIT = re.compile(r"\d\s*(?:万元|亿元|元|%|％|个|台|套|人|名|件|项|次)")

Finder = Callable[[str], Iterator[tuple[int, int]]]


def mobiles(text: str) -> Iterator[tuple[int, int]]:
    """Mobile numbers; eleven digits behind 编号 and the like are a document's."""
    for found in MOBILE.finditer(text):
        if not NUMBERED.search(text[max(0, found.start() - 8) : found.start()]):
            yield found.span()


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
