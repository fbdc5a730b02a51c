"""The list of findings that staff see: one for each cause.

In: the findings of a workbook and the causes that ``checks/blame.py`` found.  Out: the same findings, those of one cause
folded into one that names the cell, the two cells or the row that is most likely wrong, and then all rules that it breaks.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from .checks.base import ADVICE
from .checks.blame import Cause, Slip, Suspect
from .checks.guesses import GAP, Kind, Place
from .checks.magnitude import OTHER
from .document.forms import PLACE
from .findings import CellRef, Finding, Severity, missing_from
from .model.compute import recompute
from .model.disclosure import Cell, Disclosure
from .money import Unit, show
from .workbook.rows import DROPPING

NAMED = 3
"""As many single cells are named in the sentence; where there are more, they are only listed."""
TRIED = 6
"""As many single cells and values are tried out to see what else goes away."""
IDS = 6
"""As many rules are named in the sentence."""
ADVICE_ONE = "请先核对这一处；这一处没有错的，再核对后面所列各处。"
ADVICE_SEVERAL = "请先核对所说的各处；没有错的，再核对后面所列各处。"
Judge = Callable[[Disclosure, Collection[str]], Iterable[Finding]]
"""Findings about some data: of these rules at least, perhaps of others too."""


def fold(
    read: Sequence[Finding], judged: Sequence[Finding], causes: Sequence[Cause], data: Disclosure, judge: Judge
) -> list[Finding]:
    """One finding for each cause, at the place of the first finding that it explains; the others as they were.

    Args:
        read: What reading found.
        judged: What rules and sentences found.
        causes: From :func:`disclosegen.checks.blame.causes`.
        data: What they speak of.
        judge: Checks changed data anew: what is gone once a cause is put right was its shadow.
    """
    read, judged, causes = _without_dropped(read, judged, causes)
    findings = [*read, *judged]
    if not causes:
        return findings
    causes = [_narrowed(cause, read) for cause in causes]
    explained = {finding: number for number, cause in enumerate(causes) for finding in reversed(cause.findings)}
    rest = [f for f in judged if f not in explained and f.severity is not Severity.NOTE]
    if causes[0].slips and causes[0].slips[0].kind is Kind.VERSION:  # whatever speaks of such a table
        wrong = {*_suspected(causes[0])}
        explained |= {finding: 0 for finding in rest if wrong & {*finding.cells}}
    elif rest:
        causes, shadows = _cleared(rest, causes, data, judge)
        explained |= shadows
    sure = {one.suspects[0].cell.ref: number for number, one in enumerate(causes) if len(one.suspects) == 1}
    explained |= {
        finding: sure[finding.cells[0]]
        for finding in read
        if finding.rule.startswith("V-") and finding.cells and finding.cells[0] in sure
    }
    groups: dict[int, list[Finding]] = {}
    for finding in findings:
        if finding in explained:
            groups.setdefault(explained[finding], []).append(finding)
    found: dict[Finding, None] = {}
    for finding in findings:
        number = explained.get(finding)
        found[finding if number is None else _folded(causes[number], groups[number])] = None
    return list(found)


def _without_dropped(
    read: Sequence[Finding], judged: Sequence[Finding], causes: Sequence[Cause]
) -> tuple[Sequence[Finding], Sequence[Finding], Sequence[Cause]]:
    """All three without rows that seem to be missing from a sheet where a row could not be taken in: that says it already."""
    lost = {one.cells[0].sheet: one for one in read if one.rule in DROPPING and one.severity is Severity.ERROR}
    for cause in causes:
        sheets = {cell.ref.sheet for slip in cause.slips for _, cell, _ in slip.cells if slip.kind is Kind.MISSING}
        told = lost.get(next(iter(sheets))) if len(sheets) == 1 and cause.slips[0].kind is Kind.MISSING else None
        if told is None:
            continue
        also = tuple(dict.fromkeys((*told.also, *(one.rule for one in cause.findings))))
        lost[told.cells[0].sheet] = fuller = replace(told, also=also)
        read = [fuller if one is told else one for one in read]
        judged = [one for one in judged if one not in cause.findings]
        causes = [one for one in causes if one is not cause]
    return read, judged, causes


def _narrowed(cause: Cause, read: Sequence[Finding]) -> Cause:
    """The cause with the one suspect of which something else is wrong too: as it was read, or by its decimals."""
    odd = {finding.cells[0] for finding in read if finding.rule.startswith("V-") and finding.cells}
    for chosen in (
        [one for one in cause.suspects if one.cell.ref in odd],
        [one for one in cause.suspects if _fine(one.cell)],
    ):
        if len(chosen) == 1:
            return replace(cause, suspects=tuple(chosen))
    return cause


def _fine(cell: Cell) -> bool:
    """Whether an amount has more decimals than are printed."""
    return cell.unit.is_money and cell.value is not None and bool(cell.value % (cell.unit.factor / 100))


def settle_doubts(
    read: list[Finding], judged: list[Finding], data: Disclosure, judge: Judge
) -> tuple[list[Finding], list[Finding], Disclosure]:
    """What was read, and what was judged of it, without what only follows from a doubtful reading; and the data without it.

    What goes away once a figure is taken in the other unit is told with the doubt about its unit; a choice that is none has
    no place in a form either.
    """
    chosen = {_line(one.cells[0]) for one in read if one.rule == "V-choice" and one.cells}
    judged = [one for one in judged if one.rule != PLACE or not chosen & {_line(ref) for ref in one.cells}]
    doubted = {one.cells[0]: one for one in read if one.rule == "V-doubt" and one.cells}
    cells = {
        cell.ref: (place, cell) for place, cell in data.typed_cells() if cell.ref in doubted and cell.unit.is_money
    }
    rules = {one.rule for one in judged}
    for ref, (place, cell) in list(cells.items())[:NAMED] if judged else ():
        for value in (cell.amount * Unit.WAN.factor, cell.amount / Unit.WAN.factor):
            after = list(judge(recompute(data, data.filled({place: value})), rules))
            gone = [one for one in missing_from(after, judged) if ref in one.cells]
            if gone and not missing_from(judged, after):
                said = f"{doubted[ref].message}；像是{OTHER[cell.unit] if value < cell.amount else cell.unit}的数"
                told = replace(doubted[ref], message=said, also=tuple(dict.fromkeys(one.rule for one in gone)))
                read = [told if one is doubted[ref] else one for one in read]
                judged = [one for one in judged if one not in gone]
                data = recompute(data, data.filled({place: value}))
                break
    return read, judged, data


def _line(ref: CellRef) -> tuple[str, str]:
    return ref.sheet, ref.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def _folded(cause: Cause, group: Sequence[Finding]) -> Finding:
    """One finding for all that a cause explains."""
    main = min((f for f in cause.findings if f.severity is Severity.ERROR), key=lambda f: len(f.cells))
    reading = next((f for f in group if f.rule.startswith("V-")), None)
    main = reading or main
    rules = tuple(dict.fromkeys(f.rule for f in (main, *group)))
    suspects = _suspected(cause)
    cells = tuple(dict.fromkeys((*suspects, *(ref for f in group for ref in f.cells))))
    words, advice = (main.message, main.advice) if reading else _words(cause, main)
    if len(rules) > 1:
        words += f"。{len(rules)} 条规则因此对不上：{_listed(rules)}"
    return replace(main, message=words, cells=cells, advice=advice, also=rules[1:], suspects=suspects)


def _listed(rules: Sequence[str]) -> str:
    return "、".join(rules[:IDS]) + (" 等" if len(rules) > IDS else "")


def _suspected(cause: Cause) -> tuple[CellRef, ...]:
    refs = [one.cell.ref for one in cause.suspects] + [cell.ref for slip in cause.slips for _, cell, _ in slip.cells]
    return tuple(dict.fromkeys(ref for ref in refs if ref.cell))


def _words(cause: Cause, main: Finding) -> tuple[str, str]:
    """The sentence and the advice."""
    if cause.slips:
        words = list(dict.fromkeys(map(_several, cause.slips)))
        return "；也可能是 ".join(words[:NAMED]), ADVICE_SEVERAL
    if len(cause.suspects) == 1:
        return f"最可能有误的是 {_one(cause.suspects[0])}", ADVICE_ONE
    first = cause.suspects[0]
    clear = first.slip and not cause.suspects[1].slip
    if len(cause.suspects) <= NAMED:
        words = [_one(suspect) for suspect in cause.suspects]
        return f"可能有误的是 {words[0]}；也可能是 {'；或者是 '.join(words[1:])}", main.advice or ADVICE
    if clear:
        return f"{main.message}；最可能有误的是 {_one(first)}", ADVICE_ONE
    return main.message, main.advice


def _one(suspect: Suspect) -> str:
    """``公开03表 2040201 行政运行·栏次2 基本支出：填的是 3141.90，按其余各处应为 3140.90``."""
    cell = suspect.cell
    should = show(suspect.right, cell.unit)
    if not suspect.known:
        should = f"按其余各处应{'不大于' if suspect.right < cell.amount else '不小于'} {should}"
    else:
        should = f"按其余各处应为 {should}{'' if suspect.exact else ' 左右'}"
    fine = "（小数多于两位）" if _fine(cell) else ""
    return f"{_place(cell.ref)}：{_filled(cell)}{fine}，{should}{f'，{suspect.slip}' if suspect.slip else ''}"


def _place(ref: CellRef) -> str:
    return ref.words if ref.table else f"“{ref.sheet}”{ref.words}"


def _filled(cell: Cell) -> str:
    return "没有填" if cell.value is None else f"填的是 {show(cell.value, cell.unit)}"


def _several(slip: Slip) -> str:
    """The sentence about a slip of several cells."""
    if slip.words:
        return slip.words
    cells = [(cell, right) for _, cell, right in slip.cells]
    lines = list(dict.fromkeys(_row(cell.ref) for cell, _ in cells))
    match slip.kind:
        case Kind.SWAP if all(cell.value is not None for cell, _ in cells):
            a, b = (cell for cell, _ in cells)
            return f"{_place(a.ref)} 的 {show(a.amount, a.unit)} 与 {_place(b.ref)} 的 {show(b.amount, b.unit)} 像是互相填反了"
        case Kind.SWAP:
            full, empty = sorted((cell for cell, _ in cells), key=lambda cell: cell.value is None)
            return f"{_place(full.ref)} 的 {show(full.amount, full.unit)} 像是填错了格，应填在 {_place(empty.ref)}"
        case Kind.MOVED if all(cell.ref.cell for cell, _ in cells):
            return f"{lines[0]} 与 {lines[1]} 两行的数像是互相填反了"
        case Kind.MOVED:
            there = next(cell for cell, _ in cells if cell.ref.cell)
            gap = next(cell for cell, _ in cells if not cell.ref.cell)
            return f"{_row(there.ref)} 这一行像是填错了科目，按其余各处应是 {gap.ref.line}"
        case Kind.MISSING:
            values = "，".join(f"{cell.ref.column} {show(right, cell.unit)}" for cell, right in cells)
            name = "一行" if GAP in slip.cells[0][0][1] else f" {cells[0][0].ref.line} 这一行"
            return f"{cells[0][0].ref.table or '“' + cells[0][0].ref.sheet + '”'}像是漏填了{name}（{values}）"
    values = "，".join(f"{cell.ref.column}{_filled(cell)}，应为 {show(right, cell.unit)}" for cell, right in cells)
    return f"{lines[0]} 这一行像是有几格填错了：{values}"


def _row(ref: CellRef) -> str:
    return _place(replace(ref, column=""))


def _cleared(
    rest: Sequence[Finding], causes: Sequence[Cause], data: Disclosure, judge: Judge
) -> tuple[Sequence[Cause], dict[Finding, int]]:
    """Findings that go away when the causes are put right, by cause.

    With one cause, what clears most is taken to be true: suspects and values that clear fewer are dropped.  With
    several, only what goes away in any case is cleared, and only if it names a cell of one of them.
    """
    if any(len(cause.suspects) > TRIED or not all(one.known for one in cause.suspects) for cause in causes):
        return causes, {}

    rules = {finding.rule for finding in rest}

    def gone(values: Mapping[Place, Decimal]) -> frozenset[Finding]:
        return frozenset(missing_from(judge(recompute(data, data.filled(values)), rules), rest))

    if len(causes) == 1 and causes[0].suspects:
        tries = [(one, value) for one in causes[0].suspects for value in (one.right, *one.others)][:TRIED]
        cleared = [gone({one.place: value}) for one, value in tries]
        most = max(map(len, cleared))
        best = {
            one.place: one if value == one.right else replace(one, right=value)
            for (one, value), by in reversed([*zip(tries, cleared, strict=True)])
            if len(by) == most
        }
        suspects = tuple(best[one.place] for one in causes[0].suspects if one.place in best)
        shadows = next(by for by in cleared if len(by) == most)
        return [replace(causes[0], suspects=suspects)], dict.fromkeys(shadows, 0)
    always = [
        gone({place: right for cause in causes for place, right in _nth(cause, number)})
        for number in range(max(len(cause.suspects) or 1 for cause in causes))
    ]
    found: dict[Finding, int] = {}
    for finding in frozenset.intersection(*always):
        near = [n for n, cause in enumerate(causes) if {*_suspected(cause)} & {*finding.cells}]
        if len(near) == 1 or len(causes) == 1:
            found[finding] = near[0] if near else 0
    return causes, found


def _nth(cause: Cause, number: int) -> Iterator[tuple[Place, Decimal]]:
    """What its n-th suspect (or the last) should hold."""
    if cause.suspects:
        suspect = cause.suspects[min(number, len(cause.suspects) - 1)]
        yield suspect.place, suspect.right
    else:
        yield from ((place, right) for place, cell, right in cause.slips[0].cells if cell.ref.cell)
