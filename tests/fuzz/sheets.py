"""Faults of sheets: what a spreadsheet program or a hasty person does to them, and what no program would."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from lxml import etree

from .cells import fill
from .hostile import INVISIBLE, LONG, TEXTS
from .package import RELATIONS, WORKBOOK, Parts, put, qualified, sheets, tree

Fault = Callable[[Parts, Random], None]


def _on_list(change: Callable[[etree._Element, list[etree._Element], Random], None]) -> Fault:
    """A fault of the workbook's list of sheets."""

    def fault(parts: Parts, random: Random) -> None:
        root = tree(parts, WORKBOOK)
        if root is None or (group := root.find(qualified("sheets"))) is None or not len(group):
            return
        change(group, list(group), random)
        put(parts, WORKBOOK, root)

    return fault


def _removed(group: etree._Element, all_: list[etree._Element], random: Random) -> None:
    for sheet in random.sample(all_, random.choice((1, 1, 2, len(all_)))):
        group.remove(sheet)


def _renamed(group: etree._Element, all_: list[etree._Element], random: Random) -> None:
    for sheet in random.sample(all_, random.choice((1, 3))):
        name = sheet.get("name", "")  # an earlier fault may have taken it
        odd = random.choice((*TEXTS, *(text for text in INVISIBLE if text.isprintable()), "甲" * 300, "", "x" * 5000))
        near = (name + " ", name[:-1], "0" + name, name.replace("表", ""), name + "(2)", f"\u202e{name}")
        sheet.set("name", random.choice((odd, *near)))


def _doubled(group: etree._Element, all_: list[etree._Element], random: Random) -> None:
    for number in range(random.choice((1, 2, 500))):
        copy = etree.fromstring(etree.tostring(random.choice(all_)))
        if random.random() < 0.8:
            copy.set("name", f"{copy.get('name')} ({number})")
        group.append(copy)


def _hidden(group: etree._Element, all_: list[etree._Element], random: Random) -> None:
    for sheet in random.sample(all_, random.randrange(len(all_)) + 1):
        sheet.set("state", random.choice(("hidden", "veryHidden", "x")))


def _shuffled(group: etree._Element, all_: list[etree._Element], random: Random) -> None:
    random.shuffle(all_)
    group[:] = all_


def _crossed(group: etree._Element, all_: list[etree._Element], random: Random) -> None:
    """Sheets under each other's name."""
    one, other = random.choice(all_), random.choice(all_)
    names = one.get("name", ""), other.get("name", "")
    one.set("name", names[1])
    other.set("name", names[0])


def _targets(parts: Parts, random: Random) -> None:
    """Relations that lead elsewhere, or say that a sheet is a chart."""
    root = tree(parts, RELATIONS)
    if root is None or not len(root):
        return
    link = random.choice(list(root))
    if random.random() < 0.5:
        kind = random.choice(("chartsheet", "dialogsheet", "worksheet", "styles", "sharedStrings", ""))
        link.set("Type", f"x/{kind}")
    else:
        targets = ("../../../etc/passwd", "/xl/workbook.xml", "worksheets/sheet1.xml", "", "http://0.0.0.0/x", "\\x")
        link.set("Target", random.choice(targets))
        if random.random() < 0.3:
            link.set("TargetMode", "External")
    put(parts, RELATIONS, root)


def _on_sheet(change: Callable[[etree._Element, Random], None]) -> Fault:
    def fault(parts: Parts, random: Random) -> None:
        for name in random.sample(sheets(parts), min(random.choice((1, 2, 17)), len(sheets(parts)))):
            root = tree(parts, name)
            if root is not None and root.find(qualified("sheetData")) is not None:
                change(root, random)
                put(parts, name, root)

    return fault


def _rows(root: etree._Element) -> list[etree._Element]:
    return root.findall(f"{qualified('sheetData')}/{qualified('row')}")


def _move_rows(root: etree._Element, first: int, by: int) -> None:
    for row in _rows(root):
        number = row.get("r", "")
        if number.isdecimal() and int(number) >= first:
            row.set("r", str(int(number) + by))
            for cell in row:
                address = cell.get("r", "")
                cell.set("r", address.rstrip("0123456789") + str(int(number) + by))


def _inserted_rows(root: etree._Element, random: Random) -> None:
    _move_rows(root, random.randrange(1, 60), random.choice((1, 2, 30, 5000, 10**6)))


def _deleted_rows(root: etree._Element, random: Random) -> None:
    rows = _rows(root)
    for row in random.sample(rows, min(len(rows), random.choice((1, 1, 5, 50)))):
        row.getparent().remove(row)


def _columns(root: etree._Element, random: Random) -> None:
    """A column deleted or inserted."""
    gone, delete = random.randrange(1, 9), random.random() < 0.6
    for cell in list(root.iter(qualified("c"))):
        address = cell.get("r", "")
        letters = address.rstrip("0123456789")
        if len(letters) != 1 or not "A" <= letters <= "Y":
            continue
        column = ord(letters) - 64
        if delete and column == gone:
            cell.getparent().remove(cell)
        elif column >= gone:
            cell.set("r", chr(64 + column + (-1 if delete else 1)) + address[1:])


def _shuffled_rows(root: etree._Element, random: Random) -> None:
    """Rows in another order: in the file, or sorted by somebody."""
    rows = _rows(root)
    if random.random() < 0.5:
        random.shuffle(rows)
        root.find(qualified("sheetData"))[:] = rows
        return
    numbers = [row.get("r", "") for row in rows]
    random.shuffle(numbers)
    for row, number in zip(rows, numbers, strict=True):
        row.set("r", number)
        for cell in row:
            cell.set("r", cell.get("r", "").rstrip("0123456789") + number)


def _headings(root: etree._Element, random: Random) -> None:
    """Titles and headings rewritten."""
    cells = [cell for row in _rows(root)[:8] for cell in row]
    for cell in random.sample(cells, min(len(cells), random.choice((1, 3, len(cells))))):
        fill(cell, "inlineStr", random.choice((*TEXTS, *INVISIBLE, LONG[0], "合计", "金额", "项目", "栏次", "")))


def _merged(root: etree._Element, random: Random) -> None:
    group = root.find(qualified("mergeCells"))
    if group is None:
        group = etree.Element(qualified("mergeCells"))
        root.find(qualified("sheetData")).addnext(group)
    for _ in range(random.choice((1, 20, 3000))):
        top, left = random.randrange(1, 60), random.randrange(8)
        some = f"{chr(65 + left)}{top}:{chr(65 + left + random.randrange(9))}{top + random.randrange(40)}"
        ref = random.choice((some, some, some, "A1:XFD1048576", "A1:DP3000", "A1", "B2:A1", "A0:B1", "", "甲"))
        etree.SubElement(group, qualified("mergeCell"), ref=ref if random.random() < 0.1 else some)


def _protected(root: etree._Element, random: Random) -> None:
    node = etree.Element(qualified("sheetProtection"), sheet="1", password=random.choice(("CC1A", "x", "")))
    root.find(qualified("sheetData")).addnext(node)


def _dimension(root: etree._Element, random: Random) -> None:
    for node in root.iter(qualified("dimension")):
        node.set("ref", random.choice(("A1:XFD1048576", "A1", "", "XFD1048576:A1", "A0", "x")))
    if random.random() < 0.3:
        data = root.find(qualified("sheetData"))
        row = etree.SubElement(data, qualified("row"), r="1048576")
        fill(etree.SubElement(row, qualified("c"), r="XFD1048576"), "n", "1")


def _styled_blanks(root: etree._Element, random: Random) -> None:
    """Thousands of rows with nothing but looks, as a careless fill leaves them."""
    data = root.find(qualified("sheetData"))
    first = 1 + max((int(row.get("r", "0")) for row in data if row.get("r", "").isdecimal()), default=0)
    for number in range(first, first + random.choice((100, 3000, 20000))):
        row = etree.SubElement(data, qualified("row"), r=str(number))
        etree.SubElement(row, qualified("c"), r=f"A{number}", s="1")


def _links(root: etree._Element, random: Random) -> None:
    """Rules and links over everything."""
    last = root.find(qualified("sheetData"))
    links = etree.Element(qualified("hyperlinks"))
    etree.SubElement(links, qualified("hyperlink"), ref="A1:XFD1048576", location="x")
    rules = etree.Element(qualified("dataValidations"), count="1")
    etree.SubElement(rules, qualified("dataValidation"), sqref=" ".join(["A1:XFD1048576"] * random.choice((1, 5000))))
    last.addnext(random.choice((links, rules)))


def _names(parts: Parts, random: Random) -> None:
    """Defined names: which kit and version the workbook is for, and all others."""
    root = tree(parts, WORKBOOK)
    nodes = list(root.iter(qualified("definedName"))) if root is not None else []
    if not nodes:
        return
    own = [node for node in nodes if node.get("name", "").startswith("disclosegen_")]
    for node in random.sample(own if own and random.random() < 0.7 else nodes, 1):
        choice = random.randrange(4)
        if choice == 0:
            node.getparent().remove(node)
        elif choice == 1:
            node.set("name", random.choice(("disclosegen_kit", "disclosegen_version", "", "x" * 3000)))
        elif choice == 2:
            node.set("localSheetId", random.choice(("0", "99", "-1", "x")))
        else:
            texts = [text for text in (*TEXTS, *INVISIBLE) if text.isprintable()]
            known = ('"henan-final-2023"', '"shanxi-budget-2024"', '"1.0"', '"1.99"', '"99"', '"."', '"../x"', "A1", "")
            node.text = random.choice((*texts, *known, "长" * 9000))
    put(parts, WORKBOOK, root)


FAULTS: dict[str, Fault] = {
    "removed": _on_list(_removed),
    "renamed": _on_list(_renamed),
    "doubled": _on_list(_doubled),
    "hidden": _on_list(_hidden),
    "reordered": _on_list(_shuffled),
    "crossed": _on_list(_crossed),
    "relations": _targets,
    "rows inserted": _on_sheet(_inserted_rows),
    "rows deleted": _on_sheet(_deleted_rows),
    "rows shuffled": _on_sheet(_shuffled_rows),
    "columns": _on_sheet(_columns),
    "headings": _on_sheet(_headings),
    "merged": _on_sheet(_merged),
    "protected": _on_sheet(_protected),
    "dimension": _on_sheet(_dimension),
    "styled blanks": _on_sheet(_styled_blanks),
    "links and rules": _on_sheet(_links),
    "defined names": _names,
}
