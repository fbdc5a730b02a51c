"""`outline.toml` as pydantic models: parts and sections in order."""

from __future__ import annotations

from pydantic import Field

from .schema_base import Model


class Section(Model):
    """A section of the outline; exactly one of table, narrative, texts, glossary or files gives its body."""

    title: str = Field(description="Heading in the contents page, and above the body unless a table has its own.")
    level: int = Field(2, description="Heading level: 2 for 一、.")
    table: str = ""
    optional: bool = Field(False, description="Left out where its table or its texts have no filled row.")
    narrative: str = ""
    texts: str = Field("", description="Id of a free-text table: one paragraph a row.")
    glossary: bool = False
    files: bool = Field(
        False, description="Every attached file (`files` of kit.toml), each on pages of its own under a heading."
    )
    quiet: bool = Field(False, description="No heading above the body (and none in the contents).")
    forms: tuple[str, ...] = Field(
        (), description="Ids of the forms that may stand here, one for each published project."
    )
    listed: bool = Field(
        False,
        description="Forms without a heading above them, as tables are: a line of the contents page leads to the first.",
    )
    empty: str = Field("", description="Sentence under the section's title where there is no form to print.")
    list_forms: bool = Field(False, description="Each form has a line of its own in the contents page.")


class Part(Model):
    """A part: 第一部分 …, on a new page."""

    title: str
    optional: bool = Field(False, description="Left out where nothing of it would be printed.")
    sections: tuple[Section, ...] = Field((), alias="section")


class Outline(Model):
    """`outline.toml`."""

    cover: tuple[str, ...] = Field(
        description="Lines of the cover; the first two are the title. Empty ones are left out."
    )
    contents_title: str = "目 录"
    contents_page_numbers: bool = True
    parts: tuple[Part, ...] = Field(alias="part")
