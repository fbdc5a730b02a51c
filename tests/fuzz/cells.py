"""Faults of cells: any hostile value in any cell, and cells in each other's place."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from lxml import etree

from .hostile import CODES, INVISIBLE, LONG, NUMBERS, TEXTS
from .package import Parts, put, qualified, sheets, tree

Fault = Callable[[Parts, Random], None]
DATE_STYLE = "9999"


def escaped(text: str) -> str:
    """As a workbook writes what XML cannot hold."""
    if text.isprintable():
        return text
    return "".join(char if _allowed(char) else f"_x{ord(char):04X}_" for char in text)


def _allowed(char: str) -> bool:
    return char in "\t\n" or (char >= " " and not "\ud800" <= char <= "\udfff" and char not in "\ufffe\uffff")


def fill(cell: etree._Element, kind: str, text: str, formula: str | None = None) -> None:
    """Put a value of a type into a cell."""
    for child in list(cell):
        cell.remove(child)
    cell.set("t", kind)
    if formula is not None:
        etree.SubElement(cell, qualified("f")).text = escaped(formula)
    if kind == "inlineStr":
        etree.SubElement(etree.SubElement(cell, qualified("is")), qualified("t")).text = escaped(text)
    else:
        etree.SubElement(cell, qualified("v")).text = escaped(text)


def _on_cells(change: Callable[[list[etree._Element], Random], None]) -> Fault:
    """A fault of the cells of one sheet; the sheets that staff fill more often than the others."""

    def fault(parts: Parts, random: Random) -> None:
        for name in random.sample(sheets(parts), min(random.choice((1, 1, 2, 5)), len(sheets(parts)))):
            root = tree(parts, name)
            if root is not None and (cells := list(root.iter(qualified("c")))):
                change(cells, random)
                put(parts, name, root)

    return fault


def _each(some: Callable[[etree._Element, Random], None]) -> Fault:
    def change(cells: list[etree._Element], random: Random) -> None:
        for cell in random.sample(cells, min(random.choice((1, 3, 10, len(cells))), len(cells))):
            some(cell, random)

    return _on_cells(change)


def _text(values: tuple[str, ...]) -> Fault:
    return _each(lambda cell, random: fill(cell, random.choice(("inlineStr", "str")), random.choice(values)))


def _mixed(cell: etree._Element, random: Random) -> None:
    text = random.choice(TEXTS) + random.choice(INVISIBLE) + random.choice(TEXTS + NUMBERS)
    fill(cell, "inlineStr", text)


def _number(cell: etree._Element, random: Random) -> None:
    fill(cell, "n", random.choice((*NUMBERS, repr(random.uniform(-1e15, 1e15)), str(random.randrange(10**7)))))


def _typed(cell: etree._Element, random: Random) -> None:
    kind = random.choice(("b", "e", "d", "s", "str", "x", "", "n"))
    fill(cell, kind, random.choice(("0", "1", "-1", "99999999", "#REF!", "2024-01-01T00:00:00", "31", "甲", "1.5")))


def _date(cell: etree._Element, random: Random) -> None:
    fill(cell, "n", random.choice(("45000", "0.5", "-1", "1e9", "60")))
    cell.set("s", DATE_STYLE)


def _formula(cell: etree._Element, random: Random) -> None:
    formula = random.choice(("1+1", "SUM(#REF!)", "A1", "", "RAND()", "(" * 3000, "'" + "a" * 9000, "A1:XFD1048576"))
    fill(cell, random.choice(("n", "str", "e")), random.choice(("5", "", "#REF!", "甲", "1e400")), formula)
    if random.random() < 0.3:
        cell[0].set("t", random.choice(("shared", "array", "dataTable", "x")))
        cell[0].set("si", random.choice(("0", "-1", "x")))


def _drift(cell: etree._Element, random: Random) -> None:
    """An address that is not the cell's own."""
    addresses = ("A1", "XFD1048576", "A0", "ZZZZ1", "", "A-1", "1A", "a1", "$A$1", "A1:B2", "A9999999", "甲1")
    cell.set("r", random.choice(addresses))


def _swapped(cells: list[etree._Element], random: Random) -> None:
    for _ in range(random.choice((1, 5, 50))):
        one, other = random.choice(cells), random.choice(cells)
        first, second = list(one), list(other)
        one[:], other[:] = second, first
        kinds = one.get("t", "n"), other.get("t", "n")
        one.set("t", kinds[1])
        other.set("t", kinds[0])


def _copied(cells: list[etree._Element], random: Random) -> None:
    """One cell over many: the same code, name or text again and again."""
    source = random.choice(cells)
    for cell in random.sample(cells, min(len(cells), random.choice((1, 10, 100)))):
        if cell is not source:
            cell[:] = [etree.fromstring(etree.tostring(child)) for child in source]
            cell.set("t", source.get("t", "n"))


def _cleared(cells: list[etree._Element], random: Random) -> None:
    for cell in random.sample(cells, random.randrange(len(cells)) + 1):
        cell[:] = []


def _long(cells: list[etree._Element], random: Random) -> None:
    for cell in random.sample(cells, min(len(cells), random.choice((1, 4)))):
        fill(cell, "inlineStr", random.choice(LONG))


FAULTS: dict[str, Fault] = {
    "literal text": _text(TEXTS),
    "invisible text": _text(INVISIBLE),
    "number as text": _text(NUMBERS),
    "long text": _on_cells(_long),
    "codes": _text(CODES),
    "mixed text": _each(_mixed),
    "number": _each(_number),
    "type": _each(_typed),
    "date": _each(_date),
    "formula": _each(_formula),
    "address": _each(_drift),
    "swapped": _on_cells(_swapped),
    "copied": _on_cells(_copied),
    "cleared": _on_cells(_cleared),
}
