"""Sentences read back without the readers of tables: what those would give is taken from the workbook itself.

In: a workbook's content, and a flow in which its document is printed.  Out: the data that is known before sentences are read, and
what they then add.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from disclosegen.imported import understood
from disclosegen.kit.load import Kit
from disclosegen.kit.reasons import ANSWERS, REASONS, REPLACEMENTS
from disclosegen.model.disclosure import Disclosure
from disclosegen.model.projects import INDICATORS, MONEY, PROJECTS, TEXTS, WHOLE, WHOLE_INDICATORS, WHOLE_MONEY
from disclosegen.published.assemble import Assembled, assemble
from disclosegen.published.flow import Flow, Spot
from disclosegen.published.forms import read_forms
from disclosegen.published.outline import Located, locate
from disclosegen.published.reading import Narrated, Part, Said
from disclosegen.published.sentences import read_sentences
from disclosegen.workbook.content import Content, Place

FORMS = (PROJECTS, MONEY, INDICATORS, TEXTS, WHOLE, WHOLE_MONEY, WHOLE_INDICATORS, "whole_tasks")
COVER = ("unit_name", "unit_kind", "year", "month", "money_unit")


@dataclass(frozen=True)
class ReadBack:
    """What sentences gave: alone, and with the rest as a workbook."""

    located: Located
    narrated: Narrated
    whole: Assembled
    data: Disclosure


def printed_elsewhere(kit: Kit) -> frozenset[str]:
    """Tables whose content stands in print outside of sentences and forms."""
    sections = [section for part in kit.outline.parts for section in part.sections]
    texts = {section.texts for section in sections} | {section.table for section in sections}
    return frozenset((texts | {kit.glossary.extra, kit.file.identity} | {table.id for table in kit.published}) - {""})


def read_back(kit: Kit, content: Content, flow: Flow) -> ReadBack:
    """Read the sentences of a document with its tables known from the workbook, its forms from print."""
    located = locate(flow, kit)
    known = [elsewhere(located.kit, content), read_forms(flow, located)]
    narrated = read_sentences(flow, located, understood(located.kit, assemble(located.kit, known).content))
    whole = assemble(located.kit, [*known, narrated.part])
    return ReadBack(located, narrated, whole, understood(located.kit, whole.content))


def elsewhere(kit: Kit, content: Content) -> Part:
    """What the readers of tables, cover and texts would give."""
    there = printed_elsewhere(kit)
    values = {place: value for place, value in content.values.items() if place[0] in there and _cover(kit, place)}
    rows = {place: found for place, found in content.rows.items() if place[0] in there}
    return Part(tuple(Said(place, value, Spot()) for place, value in values.items()), rows)


def _cover(kit: Kit, place: Place) -> bool:
    return place[0] != kit.file.identity or place[1] in COVER


def only_in_sentences(kit: Kit, content: Content, passed_over: Iterable[str] = ()) -> dict[Place, object]:
    """The values of a workbook that no table, cover or form prints."""
    there = {*printed_elsewhere(kit), *FORMS, ANSWERS, REPLACEMENTS, "files", *passed_over} - {kit.file.identity}
    return {
        place: value
        for place, value in content.values.items()
        if place[0] not in there and not (place[0] == kit.file.identity and place[1] in COVER)
    }


__all__ = ["REASONS", "ReadBack", "only_in_sentences", "read_back"]
