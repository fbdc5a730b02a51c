"""The audit of one text after the other that differ in a figure: what did not change is not understood anew.

In: a kit and texts.  Out: their audits.  The stages are the program's own; kept are sections of sentences and rows of forms whose
letters are the same, and the new workbook is not written: its data go the short way, every cell under an address of its own.
``test_mutation.py`` holds an audit of this way against one of the program's.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import Any
from unittest.mock import patch

from disclosegen import imported
from disclosegen.audit import Audit, audit
from disclosegen.kit.load import Kit
from disclosegen.model.build import build
from disclosegen.model.disclosure import Disclosure
from disclosegen.published import forms, forms_match, reports, sentences
from disclosegen.published.outline import locate
from disclosegen.published.text import read_text
from disclosegen.workbook.content import Content
from disclosegen.workbook.raw import RawWorkbook


class Reader:
    """Audits texts of one kit."""

    def __init__(self, kit: Kit):
        self.kit = kit
        self.kept: dict[Hashable, Any] = {}

    def audit(self, text: str, name: str) -> Audit:
        """The audit of a text, without what it may carry."""
        with self.quick():
            flow = read_text(text, name)
            return audit(imported.from_print(flow, locate(flow, self.kit)))

    @contextmanager
    def quick(self) -> Iterator[None]:
        """The program's own stages, those that cost most remembering what they made of the same letters."""
        with ExitStack() as stack:
            for module, name, key in (
                (sentences, "read_section", _of_section),
                (sentences, "sought", lambda kit, section, words: (kit.file.year, section, tuple(words.items()))),
                (forms, "patterns", id),
                (reports, "patterns", id),
                (
                    forms_match,
                    "_line",
                    lambda strip, patterns, columns, words: (strip.cells, id(patterns), columns),
                ),
            ):
                stack.enter_context(patch.object(module, name, self.remembering(getattr(module, name), key)))
            stack.enter_context(patch.object(imported, "to_data", to_data))
            yield

    def remembering(self, function: Callable[..., Any], key: Callable[..., Hashable]) -> Callable[..., Any]:
        """A function that makes the same thing of the same letters once."""

        def kept(*args: Any) -> Any:
            place = (function.__qualname__, key(*args))
            if place not in self.kept:
                self.kept[place] = (function(*args), args)  # the arguments as well: their ids are in keys
            return self.kept[place][0]

        return kept


def _of_section(name: str, sought: Any, running: Any) -> Hashable:
    return name, id(sought), tuple(running.numbers[:1]), running.text, tuple(running.starts), tuple(running.barriers)


def to_data(kit: Kit, content: Content) -> tuple[bytes, RawWorkbook, Disclosure]:
    """Data without a workbook; a cell's address is its place in the kit's words."""
    raw = imported.raw_of(kit, content)
    tables = {
        name: replace(
            table,
            rows=tuple(
                replace(
                    row,
                    cells={
                        key: replace(cell, ref=replace(cell.ref, cell=f"{name}.{row.key}.{key}"))
                        for key, cell in row.cells.items()
                    },
                    places={key: replace(row.name_ref, cell=f"{name}.{row.key}.{key}") for key, _ in row.texts},
                    name_ref=replace(row.name_ref, cell=f"{name}.{row.key}."),
                )
                for row in table.rows
            ),
        )
        for name, table in raw.tables.items()
    }
    raw = replace(raw, tables=tables)
    return b"", raw, build(raw, kit)[0]
