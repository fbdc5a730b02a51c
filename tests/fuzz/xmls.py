"""Faults of XML: what no spreadsheet program writes, in any part."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from lxml import etree

from .package import RELATIONS, STRINGS, WORKBOOK, Parts, put, qualified, sheets, tree

Fault = Callable[[Parts, Random], None]
LAUGHS = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))


def _any(parts: Parts, random: Random) -> str:
    """A part, those that are read more often."""
    read = [name for name in (WORKBOOK, RELATIONS, STRINGS, "xl/styles.xml") if name in parts]
    return random.choice((*sheets(parts), *sheets(parts), *read, *read, *parts))


def _on_bytes(change: Callable[[bytes, Random], bytes]) -> Fault:
    def fault(parts: Parts, random: Random) -> None:
        name = _any(parts, random)
        parts[name] = change(parts[name], random)

    return fault


def _declared(data: bytes, random: Random) -> bytes:
    """A document type in front."""
    types = (
        b"<!DOCTYPE x>",
        b'<!DOCTYPE x SYSTEM "file:///etc/passwd">',
        b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        b'<!DOCTYPE x [<!ENTITY l0 "ha">' + LAUGHS + b"]>",
        b'<!DOCTYPE x [<!ENTITY % p SYSTEM "http://0.0.0.0/x">%p;]>',
        b'<!DOCTYPE x [<!ENTITY e "' + b"e" * 100_000 + b'">]>',
    )
    head = data.index(b"?>") + 2 if data.startswith(b"<?xml") else 0
    body = data[head:]
    if random.random() < 0.7:
        body = body.replace(b"</v>", random.choice((b"&l9;", b"&e;" * 500)) + b"</v>", 3)
        body = body.replace(b"</t>", random.choice((b"&l9;", b"&e;" * 500)) + b"</t>", 3)
    return data[:head] + random.choice(types) + body


def _nested(data: bytes, random: Random) -> bytes:
    depth = random.choice((200, 300, 100_000))
    tag = random.choice((b"row", b"c", b"si", b"x"))
    return data.replace(b"<sheetData>", b"<sheetData>" + b"<%s>" % tag * depth, 1)


def _recoded(data: bytes, random: Random) -> bytes:
    """Another encoding than it says, or a rare one that it does say."""
    text = data.decode("utf-8", "replace")
    if text.startswith("<?xml"):
        text = text[text.index("?>") + 2 :]
    said, real = random.choice(
        (
            ("UTF-16", "utf-8"),
            ("UTF-8", "utf-16"),
            ("GB18030", "gb18030"),
            ("UTF-8", "gb18030"),
            ("x-none", "utf-8"),
            ("UTF-16", "utf-16"),
            ("ISO-8859-1", "utf-8"),
            ("UTF-7", "utf-7"),
            ("UTF-32", "utf-32"),
        )
    )
    return f'<?xml version="1.0" encoding="{said}"?>{text}'.encode(real, "replace")


def _marked(data: bytes, random: Random) -> bytes:
    return random.choice((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf" * 2, b"\n ", b"\0")) + data


def _cut(data: bytes, random: Random) -> bytes:
    return data[: random.randrange(len(data) + 1)]


def _flipped(data: bytes, random: Random) -> bytes:
    out = bytearray(data)
    for _ in range(random.choice((1, 1, 3, 100)) if out else 0):
        out[random.randrange(len(out))] = random.choice((0, 1, 0x3C, 0x26, 0xFF, 0xED, random.randrange(256)))
    return bytes(out)


def _spaces(data: bytes, random: Random) -> bytes:
    """Namespaces swapped or gone; the strict ones."""
    main = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    other = (b"urn:x", b"", b"http://purl.oclc.org/ooxml/spreadsheetml/main", b"http://www.w3.org/1999/xhtml")
    return data.replace(main, random.choice(other))


def _wide(data: bytes, random: Random) -> bytes:
    """A huge attribute, or very many."""
    if random.random() < 0.5:
        return data.replace(b"<c ", b'<c x="%s" ' % (b"a" * random.choice((100_000, 3_000_000))), 1)
    return data.replace(b"<c ", b"<c " + b" ".join(b'a%d="1"' % n for n in range(20_000)) + b" ", 1)


def _garbage(data: bytes, random: Random) -> bytes:
    return random.choice((b"", b" ", b"<x/>", b"\0" * 1000, b"null", b"<" * 50_000, random.randbytes(2000)))


def _on_tree(change: Callable[[list[etree._Element], Random], None]) -> Fault:
    def fault(parts: Parts, random: Random) -> None:
        name = _any(parts, random)
        root = tree(parts, name)
        if root is not None:
            nodes = [node for node in root.iter() if isinstance(node.tag, str) and node is not root]
            if nodes:
                change(nodes, random)
                put(parts, name, root)

    return fault


def _some(nodes: list[etree._Element], random: Random) -> list[etree._Element]:
    return random.sample(nodes, min(len(nodes), random.choice((1, 1, 3, 30))))


def _dropped(nodes: list[etree._Element], random: Random) -> None:
    for node in _some(nodes, random):
        if node.getparent() is not None:
            node.getparent().remove(node)


def _repeated(nodes: list[etree._Element], random: Random) -> None:
    for node in _some(nodes, random):
        for _ in range(random.choice((1, 2, 200))):
            node.addnext(etree.fromstring(etree.tostring(node, with_tail=False)))


def _mixed(nodes: list[etree._Element], random: Random) -> None:
    parent = random.choice(nodes).getparent()
    children = list(parent)
    random.shuffle(children)
    parent[:] = children


def _moved(nodes: list[etree._Element], random: Random) -> None:
    """An element where it does not belong."""
    for node in _some(nodes, random):
        target = random.choice(nodes)
        if node is not target and node not in target.iterancestors():
            target.append(node)


def _retagged(nodes: list[etree._Element], random: Random) -> None:
    for node in _some(nodes, random):
        node.tag = random.choice(
            (qualified("row"), qualified("c"), qualified("v"), qualified("f"), qualified("is"), "x")
        )


def _attributes(nodes: list[etree._Element], random: Random) -> None:
    """Attributes gone or with values that make no sense."""
    values = (
        "",
        "-1",
        "0",
        "99999999999999999999",
        "NaN",
        "甲",
        "1.5",
        "true",
        "A1:XFD1048576",
        " 1 ",
        "１",
        "x" * 9999,
    )
    for node in _some(nodes, random):
        for name in list(node.attrib):
            if random.random() < 0.5:
                if random.random() < 0.3:
                    del node.attrib[name]
                else:
                    node.set(name, random.choice(values))


def _texts(nodes: list[etree._Element], random: Random) -> None:
    for node in _some(nodes, random):
        node.text = random.choice(("", "-1", "99999999", "甲", "1e400", "NaN", " ", "\n", "&", "x" * 9999, None))


FAULTS: dict[str, Fault] = {
    "document type": _on_bytes(_declared),
    "nesting": _on_bytes(_nested),
    "encoding": _on_bytes(_recoded),
    "byte order mark": _on_bytes(_marked),
    "unclosed": _on_bytes(_cut),
    "bytes": _on_bytes(_flipped),
    "namespaces": _on_bytes(_spaces),
    "huge attributes": _on_bytes(_wide),
    "garbage": _on_bytes(_garbage),
    "dropped": _on_tree(_dropped),
    "repeated": _on_tree(_repeated),
    "shuffled": _on_tree(_mixed),
    "moved": _on_tree(_moved),
    "renamed": _on_tree(_retagged),
    "attributes": _on_tree(_attributes),
    "texts": _on_tree(_texts),
}
