"""Samples with a few of their projects: what is tried on a table, a sentence or an attached file needs no more of them.

A check of 34 projects takes three times as long as that of three.  Only samples whose tables and texts do not say how many
projects there are stay right; the others are given whole.  What is tried on projects themselves takes the sample.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from itertools import takewhile

from disclosegen.workbook.content import Content
from disclosegen.workbook.raw import RawWorkbook
from tests.conftest import sample_content
from tests.helpers.many_projects import TABLES

UNCOUNTED = ("henan-final-2023",)
MOST = 3


@lru_cache
def few_content(name: str) -> Content:
    """The content of a sample with its first projects."""
    sample = sample_content(name)
    if name not in UNCOUNTED:
        return sample
    names = {
        "",
        *(row.name for row in sample.rows["projects", 0][:MOST]),
    }  # a row without a name goes on with the one above
    rows = {(name, 0): tuple(takewhile(lambda row: row.name in names, sample.rows[name, 0])) for name in TABLES}
    kept = {(table, row.key) for (table, _), found in rows.items() for row in found}
    values = {key: value for key, value in sample.values.items() if key[0] not in TABLES or key[:2] in kept}
    return replace(sample, values=values, rows={**sample.rows, **rows})


def few_raw(name: str, book: RawWorkbook) -> RawWorkbook:
    """A sample as it is read, the rows of all other projects left out."""
    if name not in UNCOUNTED:
        return book
    names = {row.name for row in book.tables["projects"].rows[:MOST]}
    tables = {
        table: replace(
            book.tables[table],
            rows=tuple(row for row in book.tables[table].rows if dict(row.texts).get("project", row.name) in names),
        )
        for table in TABLES
    }
    return replace(book, tables={**book.tables, **tables})
