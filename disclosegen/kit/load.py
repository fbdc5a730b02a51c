"""A kit folder becomes a :class:`Kit`.

In: a folder of TOML and TSV files.  Out: a frozen :class:`Kit`, every file validated and every
reference resolved.  A kit is looked for in the folders given by ``--kits``, then in the package,
then beside it.  A file that a kit lacks is taken from its parent (``extends``), then from ``_common``.
Mistakes raise :class:`~disclosegen.errors.KitError` naming file, key and line.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from ..errors import CallError, KitError
from ..money import NumberStyle
from ..style import StyleSheet
from . import schema
from .kept import COMMON, KIT_FILE, kept
from .places import line_at

MAX_DEPTH = 3  # a kit, its parent, its grandparent: more can no longer be read as one

ModelT = TypeVar("ModelT", bound=BaseModel)


@dataclass(frozen=True, eq=False)  # a kit is itself only: what is derived from it can be kept by it
class Kit:
    """A bureau's format for one year: tables, rules, words and looks.

    Attributes:
        folder: Where its own files are.
        file: ``kit.toml``.
        tables: Every table by id: the published ones in print order, then the sheets that are only filled in.
        narratives: Sections of the explanation by name.
        subjects: Classification → code → name.
        files: Every file that was read, nearest first.
        forms: Performance forms by id, in the order of the outline.
    """

    folder: Path
    file: schema.KitFile
    tables: Mapping[str, schema.Table]
    rules: tuple[schema.Rule, ...]
    outline: schema.Outline
    narratives: Mapping[str, schema.Narrative]
    phrases: schema.Phrases
    glossary: schema.Glossary
    style: StyleSheet
    subjects: Mapping[str, Mapping[str, str]]
    files: tuple[Path, ...]
    forms: Mapping[str, schema.Form] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """``shanxi-final-2024``."""
        return self.file.id

    @property
    def prior_year(self) -> int:
        """The year before the kit's."""
        return self.file.year - 1

    @cached_property
    def numbers(self) -> Mapping[str, NumberStyle]:
        """Number styles by name, resolved."""
        return {name: spec.resolve() for name, spec in self.file.numbers.items()}

    @property
    def published(self) -> tuple[schema.Table, ...]:
        """The tables that are printed, in order."""
        return tuple(table for table in self.tables.values() if table.published)

    def sentences(self) -> Iterator[tuple[str, schema.Sentence]]:
        """Every sentence with the name of its section, in outline order."""
        for part in self.outline.parts:
            for section in part.sections:
                if section.narrative:
                    for sentence in self.narratives[section.narrative].sentences:
                        yield section.narrative, sentence

    def subject_name(self, code: str) -> str | None:
        """The name that the year's list gives a subject code; None for an unknown one."""
        return next((names[code] for names in self.subjects.values() if code in names), None)


def kit_folders(extra: Sequence[Path] = ()) -> tuple[Path, ...]:
    """Folders that are searched for kits, in order."""
    package = Path(__file__).resolve().parent.parent
    found = [*extra, package / "_kits", package.parent / "templates"]
    return tuple(folder for folder in found if folder.is_dir())


def kit_ids(extra: Sequence[Path] = ()) -> tuple[str, ...]:
    """Ids of all kits, sorted."""
    return tuple(sorted({path.parent.name for folder in kit_folders(extra) for path in folder.glob("*/kit.toml")}))


def find_kit(kit_id: str, extra: Sequence[Path] = ()) -> Path:
    """The folder of a kit.

    Raises:
        CallError: There is no such kit.
    """
    for folder in kit_folders(extra):
        if re.fullmatch(r"[\w-]+", kit_id) and (folder / kit_id / "kit.toml").is_file():
            return folder / kit_id
    known = "、".join(kit_ids(extra)) or "（一个也没有）"
    raise CallError(f"没有名为“{kit_id}”的模板。现有模板：{known}。")


def load_kit(kit_id: str, extra: Sequence[Path] = ()) -> Kit:
    """Load a kit by its id; one that was loaded before and has not changed is the same object.

    Raises:
        CallError: There is no such kit.
        KitError: A file is missing, misspelt or refers to something that does not exist.
    """
    folder = find_kit(kit_id, extra)
    return kept(folder, kit_folders(extra), lambda: load_folder(folder, extra))


def load_folder(folder: Path, extra: Sequence[Path] = (), *, year: int | None = None) -> Kit:
    """Load the kit in ``folder``; another ``year`` may stand in its texts. Raises like :func:`load_kit`."""
    kit, reader = load_unchecked(folder, extra, year=year)
    from .lint import check_references  # needs the finished kit; lint imports this module

    check_references(kit, reader.path)
    return kit


def load_unchecked(folder: Path, extra: Sequence[Path] = (), *, year: int | None = None) -> tuple[Kit, Reader]:
    """A kit whose references nobody has checked yet, and what found its files. Raises like :func:`load_kit`."""
    reader = Reader(folder.resolve(), extra)
    file = reader.model(schema.KitFile, KIT_FILE)
    if file.id != reader.chain[0].name:
        raise KitError(
            f"id 应与文件夹同名（{reader.chain[0].name}）",
            reader.path(KIT_FILE),
            "id",
            line_at(reader.path(KIT_FILE), ("id",)),
        )
    reader.year = file.year if year is None else year
    file = reader.model(schema.KitFile, KIT_FILE)
    outline = reader.model(schema.Outline, "outline.toml")
    names = [section.narrative for part in outline.parts for section in part.sections if section.narrative]
    kit = Kit(
        folder=reader.chain[0],
        file=file,
        tables=_tables(reader, file.inputs),
        rules=reader.model(schema.Rules, "rules.toml").rules,
        outline=outline,
        narratives={name: reader.model(schema.Narrative, f"narrative/{name}.toml") for name in names},
        phrases=reader.model(schema.Phrases, "phrases.toml"),
        glossary=reader.model(schema.Glossary, "glossary.toml"),
        style=reader.model(StyleSheet, "style.toml"),
        subjects={name: _subjects(reader.used(path)) for name, path in file.subjects.items()},
        forms=_forms(reader, outline),
        files=tuple(dict.fromkeys(reader.files)),
    )
    return kit, reader


class Reader:
    """Finds a kit's files along its chain of parents and validates them.

    Attributes:
        chain: The kit's folder, its parents', and the common one, nearest first.
        files: Every file that was used.
        year: Stands in for ``{year}``; None to leave it.
    """

    def __init__(self, folder: Path, extra: Sequence[Path]):
        self.chain = [folder]
        self.files: list[Path] = []
        self.year: int | None = None
        if not (folder / KIT_FILE).is_file():
            raise KitError(f"缺少文件 {KIT_FILE}", folder / KIT_FILE)
        while parent := parse_toml(self.chain[-1] / KIT_FILE).get("extends"):
            if len(self.chain) == MAX_DEPTH:
                raise KitError(f"extends 最多 {MAX_DEPTH} 层", folder / KIT_FILE, "extends")
            self.chain.append(self._parent(self.chain[-1], str(parent), extra))
        self.kits = tuple(self.chain)
        self.chain.append(
            next((f / COMMON for f in (folder.parent, *kit_folders(extra)) if (f / COMMON).is_dir()), folder)
        )

    @staticmethod
    def _parent(child: Path, name: str, extra: Sequence[Path]) -> Path:
        try:
            return find_kit(name, (child.parent, *extra)).resolve()
        except CallError as error:
            file = child / KIT_FILE
            raise KitError(f"extends 指的模板“{name}”不存在", file, "extends", line_at(file, ("extends",))) from error

    def path(self, name: str) -> Path:
        """The nearest file of that name."""
        for folder in self.chain:
            if (folder / name).is_file():
                return folder / name
        raise KitError(f"缺少文件 {name}", self.chain[0] / name)

    def names(self, folder: str) -> list[str]:
        """Names of all TOML files of a sub-folder along the chain, sorted."""
        return sorted({f"{folder}/{path.name}" for top in self.chain for path in (top / folder).glob("*.toml")})

    def used(self, name: str) -> Path:
        """The nearest file of that name, noted as used."""
        self.files.append(self.path(name))
        return self.files[-1]

    def model(self, model: type[ModelT], name: str) -> ModelT:
        """Read and validate one file. Raises the first fault."""
        found, faults = self.validate(model, name)
        if faults or found is None:
            raise faults[0]
        return found

    def validate(self, model: type[ModelT], name: str) -> tuple[ModelT | None, list[KitError]]:
        """Read one file; the model, or all its faults. Raises KitError when it is missing or no TOML."""
        path = self.used(name)
        try:
            return model.model_validate(self._years(self.data(name))), []
        except ValidationError as error:
            return None, list(_kit_errors(path, error))

    def data(self, name: str) -> dict[str, Any]:
        """A file's content; kit.toml alone is completed, key by key, with what its parents say."""
        if name != KIT_FILE:
            return parse_toml(self.path(name))
        data: dict[str, Any] = {}
        for folder in reversed(self.kits):
            data = {**data, **parse_toml(folder / name)}
        return data

    def _years(self, data: Any) -> Any:
        """Put the kit's year and the year before it into every string."""
        if self.year is None:
            return data
        if isinstance(data, str):
            return data.replace("{year}", str(self.year)).replace("{prior_year}", str(self.year - 1))
        if isinstance(data, dict):
            return {key: self._years(value) for key, value in data.items()}
        if isinstance(data, list):
            return [self._years(value) for value in data]
        return data


def parse_toml(path: Path) -> dict[str, Any]:
    """Parse a TOML file. Raises KitError naming the line."""
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        number = int(line[1]) if line else None
        text = (
            path.read_text("utf-8").splitlines()[number - 1]
            if number and number <= len(path.read_text("utf-8").splitlines())
            else ""
        )
        hint = '；这一行用了中文的引号、逗号或等号，请换成英文的 " , =' if re.search(r"[“”，＝]", text) else ""
        raise KitError(f"TOML 写法有误（{error}）{hint}", path, line=number) from error


def _kit_errors(path: Path, error: ValidationError) -> Iterator[KitError]:
    """Every fault of a validation as one sentence with its key and line."""
    for fault in error.errors(include_url=False):
        key = ".".join(str(part) for part in fault["loc"])
        yield KitError(_words(fault), path, key, line_at(path, fault["loc"]))


def _words(fault: Any) -> str:
    kind, given = fault["type"], str(fault.get("input"))[:60]
    match kind:
        case "missing":
            return "缺少这个键"
        case "extra_forbidden":
            return "不认识的键（多余或拼错）"
        case "literal_error" | "enum":
            return f"只能是 {fault['ctx'].get('expected', '')}，写的是 {given!r}".replace(" or ", " 或 ")
    return f"{fault['msg']}（写的是 {given!r}）"


def _tables(reader: Reader, inputs: tuple[str, ...]) -> dict[str, schema.Table]:
    """Published tables first, each group in file order."""
    names = (*reader.names("tables"), *(f"inputs/{name}.toml" for name in inputs))
    tables = [reader.model(schema.Table, name) for name in names]
    found: dict[str, schema.Table] = {}
    for table in tables:
        if table.id in found:
            raise KitError(f"表 id “{table.id}”用了两次")
        found[table.id] = table
    return found


def _forms(reader: Reader, outline: schema.Outline) -> dict[str, schema.Form]:
    """The forms that the outline names."""
    names = dict.fromkeys(name for part in outline.parts for section in part.sections for name in section.forms)
    forms = {name: reader.model(schema.Form, f"forms/{name}.toml") for name in names}
    for name, form in forms.items():
        if form.id != name:
            raise KitError(f"id 应与文件同名（{name}）", reader.path(f"forms/{name}.toml"), "id")
    return forms


def _subjects(path: Path) -> dict[str, str]:
    """Codes and names of a classification: two columns separated by a tab, # for comments."""
    names: dict[str, str] = {}
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        code, tab, name = line.partition("\t")
        if not tab or not code.isdigit() or not name.strip():
            raise KitError("每行应为“代码<Tab>名称”", path, line=number)
        names[code] = name.strip()
    return names
