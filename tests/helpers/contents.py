"""Content as data: written into a workbook and read back, as staff would have it."""

from __future__ import annotations

from disclosegen.kit.load import Kit
from disclosegen.model.build import build
from disclosegen.model.disclosure import Disclosure
from disclosegen.workbook.content import Content
from disclosegen.workbook.read import open_workbook, read
from tests.helpers.kept import written


def data_of(kit: Kit, content: Content) -> Disclosure:
    """The typed data of a workbook with this content."""
    book, faults = open_workbook(written(kit, content), "表.xlsx")
    assert book is not None and not faults
    return build(read(book, kit, kit.file.version)[0], kit)[0]
