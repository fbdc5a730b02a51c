"""Read what stands in one row of a table, before it is known which row that is: its code, names, level, whether it holds anything.

In: a located table.  Out: words and columns of a row, and findings kept on the reader.  ``rows.py`` decides from them which row it is.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ..findings import CellRef, Severity
from ..kit.schema import FIGURES, Block, Column
from .cells_read import CellReader
from .values import clean, is_words, normal, one_line, plain_code, read_text
from .xlsx import Formula


@dataclass
class RowReader(CellReader):
    """Reads the words of rows of one located table.

    Attributes:
        lost: Where rows stand of which nobody can say yet which they are.
    """

    lost: list[CellRef] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.above: dict[int, dict[str, str]] = {}  # per block: what the name columns said in the row above
        self.skip = {normal(text) for block in self.table.blocks for line in block.lines for text in line.heading}
        self.headings = [
            {*self.skip, normal(self.table.number_row), *(normal(leaf.label) for leaf in leaves)}
            for leaves in self.leaves
        ]

    def _names(self, number: int, block: Block, row: int) -> tuple[tuple[str, str], ...]:
        """What stands in the name and level columns; a blank that inherits says what the row above says.

        It inherits only while the name columns left of it say the same as there: a new project does not take over
        the last group of the one before.
        """
        above, said, same = self.above.get(number, {}), {}, True
        for leaf in self.leaves[number]:
            if leaf.role not in ("name", "level"):
                continue
            raw = self._raw(number, block, leaf, row)
            text = one_line(str(raw)) if raw is not None else above.get(leaf.key, "") if leaf.inherits and same else ""
            if raw is not None and leaf.choices and text not in leaf.choices:
                apart = any("、" in choice for choice in leaf.choices)
                choices = "、".join(f"“{choice}”" if apart else choice for choice in leaf.choices)
                self._add(
                    "V-choice",
                    Severity.ERROR,
                    f"{self._name()}第{row}行的{leaf.label}只能填{choices}，填的是“{text[:20]}”",
                    self._place(number, block, leaf.role, row, leaf),
                    "请从下拉列表里选。",
                )
            same = same and text == above.get(leaf.key, "")
            if text:
                said[leaf.key] = text
        self.above[number] = said
        return tuple(said.items())

    def _level(self, number: int, block: Block, row: int) -> int:
        """The level that stands in the row; blank is the lowest."""
        text = self._text(number, block, "level", row)
        if not text or text in {str(level) for level in range(1, block.levels + 1)}:
            return int(text or block.levels)
        self._add(
            "V-choice",
            Severity.ERROR,
            f"{self._name()}第{row}行的级次只能填 1 到 {block.levels}，填的是“{text[:20]}”",
            self._place(number, block, "level", row),
            "最上一级填1，往下依次加1；最下一级可以不填。",
        )
        return block.levels

    def _figures(self, number: int, block: Block, row: int) -> list[Column]:
        """The columns of a row that hold a figure, or in columns of words anything; who signed stands in any column."""
        return [
            leaf
            for leaf in block.values()
            if (raw := self._raw(number, block, leaf, row)) is not None
            and (leaf.kind not in FIGURES or not is_words(raw))
        ]

    def _filled(self, number: int, block: Block, row: int) -> bool:
        """Whether a block's part of the row holds anything but formulas."""
        return any(self._raw(number, block, leaf, row) is not None for leaf in self.leaves[number])

    def _uncalculated(self, number: int, block: Block, row: int) -> bool:
        """Whether a formula that was never calculated says which row this is; names beside codes are the format's own."""
        for leaf in self.leaves[number]:
            value = self.sheet.values.get((row, self._column(number, leaf) or 0))
            own = leaf.role == "code" or (leaf.role == "name" and not block.coded) or block.open == "text"
            if own and isinstance(value, Formula) and value.result is None:
                place = self._place(number, block, "", row, leaf)
                self._not_calculated(f"{self._name()}第{row}行的{leaf.label}", place)
                self.lost.append(place)
                return True
        return False

    def _text(self, number: int, block: Block, role: str, row: int) -> str:
        for leaf in self.leaves[number]:
            if leaf.role == role and (raw := self._raw(number, block, leaf, row)) is not None:
                return one_line(str(raw))
        return ""

    def _code(self, number: int, block: Block, row: int) -> str:
        """A subject code as text; a code typed as a number is understood."""
        for leaf in self.leaves[number]:
            if leaf.role == "code" and (raw := self._raw(number, block, leaf, row)) is not None:
                reading = read_text(raw)
                return plain_code(normal(reading.value)) if reading.value is not None else ""
        return ""

    def _is_heading(self, number: int, block: Block, row: int) -> bool:
        """A 栏次 row, a repeated heading or a heading inside the body."""
        first = next(
            (raw for leaf in self.leaves[number] if (raw := self._raw(number, block, leaf, row)) is not None), ""
        )
        if self.table.number_row != "-" and normal(clean(str(first))) not in self.headings[number]:
            return False
        texts = [
            (
                leaf,
                self._text(number, block, leaf.role, row)
                if leaf.role != "value"
                else clean(str(self._raw(number, block, leaf, row) or "")),
            )
            for leaf in self.leaves[number]
        ]
        filled = [(leaf, normal(text)) for leaf, text in texts if text]
        if self.table.number_row == "-" or any(
            text == normal(self.table.number_row) for _, text in filled[:1] if self.table.number_row
        ):
            values = [(leaf, text) for leaf, text in filled if leaf.role == "value"]
            if values and all(text == leaf.number for leaf, text in values) and len(values) == len(block.values()):
                return True
            if self.table.number_row != "-":
                return True
        if all(text == normal(leaf.label) for leaf, text in filled):
            return True
        return bool(filled) and all(text in self.skip for _, text in filled)

    def _place(self, number: int, block: Block, role: str, row: int, leaf: Column | None = None) -> CellRef:
        target = leaf or next((one for one in block.leaves() if one.role == role), self.leaves[number][0])
        column = self._column(number, target)
        return self._ref(row, column or 1)
