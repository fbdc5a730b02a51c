"""Finds the columns of a printed table by what its headings say.

In: the rows of a published table and its declaration.  Out: :class:`Columns`: for each block of the table the columns that
its leaves stand in, with the reason for doubt where a heading did not say so plainly.  Merged headings, headings wrapped
with blanks or over more rows, and blocks set across in another number than the kit's are understood.  Where the headings
are out of joint, a complete 栏次 row decides; a place alone decides only where nothing else can stand there.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ..kit.grid import header_depth
from ..kit.schema import Column, Table
from ..workbook.locate import assign, leaf_paths, near
from ..workbook.rows import CODE
from ..workbook.values import normal

SEARCH = 12
"""Rows of a table among which its headings begin; further down there are none."""
WIDEST = 60
"""Columns of a table; no form of a disclosure has half as many."""
ANY_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
REMARK = re.compile(r"(?<=.)\([^()]*\)$")
AMOUNT = re.compile(r"[-+]?[\d,]*\d\.\d+|0|-+|—+|\d{1,2}")
FIGURE = re.compile(r"[-+]?[\d,]*\d\.\d+|\d{3,}|\d{1,3}(?:,\d{3})+")

Row = Sequence[str]


@dataclass(frozen=True)
class Group:
    """Columns that one block of the table takes in print.

    Attributes:
        block: Number of the block.
        columns: Leaf (its place in the block) → column of the printed table.
    """

    block: int
    columns: Mapping[int, int]


@dataclass(frozen=True)
class Columns:
    """Where the columns of a printed table are.

    Attributes:
        groups: The table's blocks; a block that the print sets across more often than the kit comes more than once.
        doubts: Column → why a person should look at what stands in it.
        start, body: Rows of the headings: the first one, and the first one below them.
        missing: Leaves with values that the print does not have.
        extra: Column → its heading, where no leaf belongs to it.
        width: How many columns there are.
        bare: Columns without a heading, placed between their neighbours.
    """

    groups: tuple[Group, ...]
    doubts: Mapping[int, str]
    start: int
    body: int
    missing: tuple[Column, ...]
    extra: Mapping[int, str]
    width: int
    bare: frozenset[int] = frozenset()

    def going_on(self, width: int) -> Columns:
        """The columns of a piece behind a page break that has no headings of its own."""
        if width == self.width:
            return replace(self, start=0, body=0)
        why = f"换页后的这一段没有表头，有{width}列（上一页{self.width}列），按从左起的位置读"
        return replace(self, start=0, body=0, doubts=dict.fromkeys(range(max(width, self.width)), why))


def folded(text: str) -> str:
    """A heading for comparison: the year that it names does not count."""
    return ANY_YEAR.sub("", normal(text))


def find_columns(rows: Sequence[Row], table: Table) -> Columns | None:
    """Find the headings of a table among its first rows; None when nothing looks like them.

    A heading in other words is understood where what stands below it leaves no choice (:func:`_other_words`).

    Args:
        rows: The printed rows, from the table's first.
        table: As it is printed (:func:`~disclosegen.kit.grid.as_printed`).
    """
    found = _find(rows, table)
    words = _other_words(rows, table, found) if found is not None else {}
    if found is None or not words:
        return found
    header = range(found.start, found.body)
    told = [[words.get(folded(cell), cell) for cell in row] if at in header else row for at, row in enumerate(rows)]
    again = _find(told, table)
    if again is None or len(again.extra) >= len(found.extra):
        return found
    codes = {
        label for block in table.blocks for leaf in block.leaves() if leaf.role == "code" for label in (leaf.label,)
    }
    doubts = {
        column: f"表头印的是“{text}”，按“{words[text]}”读"
        for column, text in found.extra.items()
        if text in words and words[text] not in codes
    }
    return replace(again, doubts={**doubts, **again.doubts})


def _other_words(rows: Sequence[Row], table: Table, found: Columns) -> dict[str, str]:
    """Headings that no leaf has → the label that each must stand for: full of codes, or the one value column that a block lacks."""
    words: dict[str, str] = {}
    below = {column: [normal(row[column]) for row in rows[found.body :] if column < len(row)] for column in found.extra}
    filled = {column: [text for text in texts if text] for column, texts in below.items()}
    codes = {found.extra[at] for at, texts in filled.items() if _codes(texts)}
    figures = {found.extra[at] for at, texts in filled.items() if texts and all(map(AMOUNT.fullmatch, texts))}
    figures = {text for text in figures - codes if text}
    there = {(group.block, at) for group in found.groups for at in group.columns}
    lacking = [
        leaf
        for number, block in enumerate(table.blocks)
        for at, leaf in enumerate(block.leaves())
        if (number, at) not in there
    ]
    for names, role in ((codes, "code"), (figures, "value")):
        labels = {leaf.label for leaf in lacking if leaf.role == role}
        if len(names) == len(labels) == 1 and names != {""}:
            name, label = names.pop(), labels.pop()
            if role == "code" or _akin(name, label):
                words[name] = label
    return words


def _akin(name: str, label: str) -> bool:
    """Whether a heading may be another word for a label: it begins alike and shares most letters; 上年决算数 is none for 决算数."""
    return name[0] == label[0] and difflib.SequenceMatcher(None, name, folded(label), autojunk=False).ratio() > 0.5


def _codes(texts: Sequence[str]) -> bool:
    """Whether a column is one of subject codes: but for the labels of totals nothing else stands in it."""
    rest = [text for text in texts if not CODE.fullmatch(text)]
    return len(texts) > 2 * len(rest) and not any(text[0].isdigit() for text in rest)


def _find(rows: Sequence[Row], table: Table) -> Columns | None:
    paths = [tuple(folded(text) for text in path) for path in leaf_paths(table)]
    leaves = [path[-1:] for path in paths]
    high = max(header_depth(table), 1)
    best: tuple[tuple[int, int, int, int], int, int] | None = None
    for start, depth in _places(rows, high):
        found = _stacks(rows[start : start + depth], paths)
        lowest = len(assign(leaves, {column: path[-1:] for column, path in found.items()}))
        score = (lowest, len(assign(paths, found)), -abs(depth - high), -start)
        if best is None or score > best[0]:
            best = (score, start, depth)
    if best is None or best[0][0] * 3 < len(paths):
        return None
    return _Finder(rows, table, paths, best[1], best[2]).run()


def by_place(table: Table, width: int) -> Columns | None:
    """The columns of a table without headings, where their number is right."""
    leaves = [leaf for block in table.blocks for leaf in block.leaves()]
    if len(leaves) != width:
        return None
    doubts = dict.fromkeys(range(width), "这张表没有印表头，按列的位置认")
    return Columns(_groups(table, {at: at for at in range(width)}), doubts, 0, 0, (), {}, width)


def is_figure(text: str) -> bool:
    """Whether a text is an amount or a code: nothing that stands in a heading."""
    return bool(FIGURE.fullmatch(normal(text))) and not ANY_YEAR.fullmatch(normal(text))


def _places(rows: Sequence[Row], depth: int) -> Iterator[tuple[int, int]]:
    """Where headings may begin, and how many rows they may take."""
    for start in range(min(len(rows), SEARCH)):
        for height in range(1, depth + 2):
            header = rows[start : start + height]
            if len(header) == height and not any(is_figure(text) for row in header for text in row):
                yield start, height


def _stacks(header: Sequence[Row], paths: Sequence[tuple[str, ...]]) -> dict[int, tuple[str, ...]]:
    """Headings over each column, top down; a merged one stands over every column that has a heading below it."""
    labels = {path[-1] for path in paths}
    width = min(max(len(row) for row in header), WIDEST)
    texts = [[folded(text) for text in row[:width]] + [""] * (width - len(row)) for row in header]
    found: dict[int, tuple[str, ...]] = {}
    above = [""] * len(texts)  # the last heading of each row so far
    for column in range(width):
        stack: list[str] = []
        for at, row in enumerate(texts):
            above[at] = row[column] or above[at]
            below = any(lower[column] for lower in texts[at + 1 :])
            text = row[column] or (above[at] if below else "")
            if text and (not stack or stack[-1] != text):
                stack.append(text)
        if stack:
            found[column] = _tailed(tuple(stack), labels)
    return found


def _tailed(path: tuple[str, ...], labels: Container[str]) -> tuple[str, ...]:
    """Headings that end as a leaf does: one that was wrapped over rows is joined, a remark behind it left out."""
    for first in range(len(path)):
        for text in ("".join(path[first:]), REMARK.sub("", "".join(path[first:]))):
            if text in labels:
                return (*path[:first], text)
    return path


@dataclass
class _Finder:
    rows: Sequence[Row]
    table: Table
    paths: Sequence[tuple[str, ...]]
    start: int
    depth: int

    def run(self) -> Columns:
        header = self.rows[self.start : self.start + self.depth]
        self.leaves = [leaf for block in self.table.blocks for leaf in block.leaves()]
        self.found = _stacks(header, self.paths)
        columns = assign(self.paths, self.found)
        self._lowest(columns)
        exact = set(columns)
        renamed = near(self.paths, columns, self.found)
        doubts = {columns[at]: f"表头印的是“{text}”，按“{self.leaves[at].label}”读" for at, text in renamed.items()}
        body = self.start + self.depth
        numbered, body = self._numbers(body)
        values = {at for at, leaf in enumerate(self.leaves) if leaf.role == "value"}
        differ = [at for at, column in numbered.items() if columns.get(at) != column]
        if differ and values <= exact:
            for at in differ:
                if at not in columns and numbered[at] not in columns.values():
                    columns[at] = numbered[at]
                if at in columns:
                    doubts[columns[at]] = "栏次与表头对不上，按表头读"
        elif differ:
            taken = set(numbered.values())
            columns = {at: one for at, one in columns.items() if at not in values and one not in taken} | numbered
            doubts = {
                columns[at]: f"表头没有对齐，按栏次{self.leaves[at].number}读作“{self.leaves[at].label}”"
                for at in differ
            }
        bare = self._between(columns)
        doubts |= bare
        width = max(len(row) for row in self.rows[self.start : body + 1])
        groups, free = self._repeats(_groups(self.table, columns), set(range(width)) - set(columns.values()))
        missing = tuple(self.leaves[at] for at in sorted(values - set(columns)))
        extra = {at: "".join(self.found[at][-1:]) if at in self.found else "" for at in sorted(free)}
        return Columns(groups, doubts, self.start, body, missing, extra, width, frozenset(bare))

    def _lowest(self, columns: dict[int, int]) -> None:
        """Leaves whose own heading stands there once, whatever stands above it."""
        labels = [path[-1] for path in self.paths]
        tails = {column: path[-1] for column, path in self.found.items()}
        for at, label in enumerate(labels):
            places = [column for column, text in tails.items() if text == label]
            if at not in columns and len(places) == labels.count(label) == 1:
                columns[at] = places[0]

    def _numbers(self, row: int) -> tuple[dict[int, int], int]:
        """Leaf → column after the 栏次 row, if that is complete, and the first row behind it."""
        wanted = {leaf.number: at for at, leaf in enumerate(self.leaves) if leaf.number}
        if not self.table.number_row or not wanted or row >= len(self.rows):
            return {}, row
        texts = [normal(text) for text in self.rows[row]]
        filled = [text for text in texts if text and text != normal(self.table.number_row)]
        if not filled or not all(text.isdigit() and len(text) < 3 for text in filled):
            return {}, row
        found = {wanted[text]: column for column, text in enumerate(texts) if text in wanted}
        complete = len(found) == len(wanted) == len(filled)
        return (found if complete else {}), row + 1

    def _between(self, columns: dict[int, int]) -> dict[int, str]:
        """Leaves without a heading take the columns between their neighbours, if there are just as many."""
        doubts: dict[int, str] = {}
        lacking = [at for at in range(len(self.leaves)) if at not in columns]
        for run in _runs(lacking):
            left = columns.get(run[0] - 1, -1)
            right = columns.get(run[-1] + 1, max(len(row) for row in self.rows[self.start : self.start + self.depth]))
            free = [at for at in range(left + 1, right) if at not in columns.values() and at not in self.found]
            if len(free) == len(run) == right - left - 1:
                for at, column in zip(run, free, strict=True):
                    columns[at] = column
                    doubts[column] = f"这一列没有表头，按位置读作“{self.leaves[at].label}”"
        return doubts

    def _repeats(self, groups: tuple[Group, ...], free: set[int]) -> tuple[tuple[Group, ...], set[int]]:
        """Further columns under a block's own headings: the print sets the block across once more."""
        found = list(groups)
        for number, block in enumerate(self.table.blocks):
            labels = [folded(leaf.label) for leaf in block.leaves()]
            if len(self.table.blocks) == 1 or block.open:
                continue
            for at in sorted(free):
                run = range(at, at + len(labels))
                if set(run) <= free and [self.found.get(one, ("",))[-1] for one in run] == labels:
                    found.append(Group(number, dict(enumerate(run))))
                    free = free - set(run)
        return tuple(found), free


def _groups(table: Table, columns: Mapping[int, int]) -> tuple[Group, ...]:
    groups, offset = [], 0
    for number, block in enumerate(table.blocks):
        size = len(block.leaves())
        own = {at: columns[offset + at] for at in range(size) if offset + at in columns}
        groups.append(Group(number, own))
        offset += size
    return tuple(groups)


def _runs(numbers: Sequence[int]) -> Iterator[list[int]]:
    run: list[int] = []
    for number in numbers:
        if run and number != run[-1] + 1:
            yield run
            run = []
        run.append(number)
    if run:
        yield run
