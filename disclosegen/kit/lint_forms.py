"""Performance forms tested against themselves: rectangles, words of the closed language, keys that exist.

In: a loaded kit and one of its forms.  Out: nothing, or the first :class:`~disclosegen.errors.KitError`.
"""

from __future__ import annotations

from jinja2 import nodes

from ..errors import KitError
from .form_keys import FORM_CHOICE, PARTS, record_keys
from .load import Kit
from .schema_forms import Form, FormBlock, FormRow, FormTable
from .template import FORM_LISTS, LISTS, NAMES, PHRASES, parse, parse_expression, references, split_each

RECORD = "p"
"""Name of the project in a form's words."""
COMPUTED = ("rate", "rate_score", "score", "grade")
OFFERED = (("money", "source"), ("indicators", "level1"), ("indicators", "level2"))


def check_form(kit: Kit, form: Form) -> None:
    """Every fault that needs no data; raises the first."""
    _Lint(kit, form).check()


def check_choice(kit: Kit) -> None:
    """The clerk chooses among the forms that there are, by their names."""
    line = kit.tables[kit.file.identity].line(FORM_CHOICE)
    names = [form.name for form in kit.forms.values() if form.of == "projects"]
    if line is not None and list(line.choices) != names:
        raise KitError(f"{FORM_CHOICE} 的 choices 应是各张表的 name，次序同 outline：{'、'.join(names)}")


class _Lint:
    """One form against its kit."""

    def __init__(self, kit: Kit, form: Form):
        self.kit, self.form, self.parts = kit, form, PARTS[form.of]
        self.keys = {"name", *COMPUTED, *record_keys(kit.tables, form.of, "record")}

    def check(self) -> None:
        """Every fault; raises the first."""
        form = self.form
        for style in (form.style, form.score_style):
            if style not in self.kit.numbers:
                raise KitError(f"没有数字样式“{style}”")
        missing = [name for name in self.parts["record"][:1] if name not in self.kit.tables]
        if missing:
            raise KitError(f"这张表要有填写表 {missing[0]}（inputs）")
        for text in (*form.before, form.title, *form.subtitle):
            self._words(text, set())
        self._pages()
        offered = {word for part, column in OFFERED for word in self._words_of(part, column)}
        if unknown := [word for word in form.names if word not in offered]:
            raise KitError(f"names 的“{unknown[0]}”不是可选的指标级次或资金来源")
        if sum(grade.least > better.least for better, grade in zip(form.grades, form.grades[1:], strict=False)):
            raise KitError("grades 应从高到低")
        if bool(form.rows) == bool(form.blocks):
            raise KitError("一张表写 row，一份报告写 block，两样只能写一样")
        if form.rows:
            self._table(form)
        else:
            self._report()

    def _pages(self) -> None:
        """The look of its pages; a running header knows no project."""
        form = self.form
        self._style(form.title_style)
        if form.page_number and "{n}" not in form.page_number:
            raise KitError("page_number 里要有 {n}，代表页码")
        if form.header:
            self._style("running_header")
            if any(path[0] == RECORD for path in references(parse(form.header))):
                raise KitError("header 是各个项目共用的页眉，不能写项目的内容")
            self._words(form.header, set())

    def _style(self, name: str) -> None:
        if name not in self.kit.style.paragraph:
            raise KitError(f"style.toml 没有段落样式“{name}”")

    def _report(self) -> None:
        """The blocks of a report."""
        form = self.form
        for block in form.blocks:
            self._block(block)
        used = {block.table for block in form.blocks}
        if unused := [name for name in form.tables if name not in used]:
            raise KitError(f"[table.{unused[0]}] 没有 block 用到")
        for table in form.tables.values():
            self._table(table)
        unknown = [key for key in form.asks if key not in self.keys]
        if unknown:
            raise KitError(f"asks 的“{unknown[0]}”不在 inputs 的 {'、'.join(self.parts['record'])} 里")

    def _block(self, block: FormBlock) -> None:
        if sum(map(bool, (block.text, block.table, block.contents))) != 1:
            raise KitError("一个 block 只能写 text、table、contents 中的一个")
        if block.table and block.table not in self.form.tables:
            raise KitError(f"没有 [table.{block.table}]")
        if block.listed and not block.level:
            raise KitError("listed 只能写在标题（有 level 的 block）上")
        if block.text:
            self._style(block.style or (f"report_heading{block.level}" if block.level else "report_text"))
        names: set[str] = set()
        if block.each:
            name, source = split_each(block.each)
            self._expression(source, names)
            names = {name}
        if block.when:
            self._expression(block.when, names)
        for text in (block.text, block.contents):
            self._words(text, names)

    def _table(self, table: FormTable) -> None:
        """A grid, and what stands above and under it."""
        if not table.rows or not table.widths:
            raise KitError("表要有 widths 和 row")
        self._style(table.note_style)
        if len(table.above) > 3:
            raise KitError("above 最多三项：左、中、右")
        for text in (*table.above, *table.notes):
            self._words(text, set())
        if table.head >= len(table.rows) or any(row.each for row in table.rows[: table.head]):
            raise KitError("head 是每页重复的表头行数，要少于 row 的个数，表头行不能写 each")
        for row in table.rows:
            self._row(row, table.columns, set())

    def _row(self, row: FormRow, columns: int, names: set[str]) -> None:
        """One row as wide as its stack; what its list is called may be used in its cells."""
        covered = sum(cell.colspan for cell in row.cells)
        if covered != columns:
            said = next((cell.text for cell in row.cells if cell.text), "")
            raise KitError(f"“{said[:20]}”一行占了 {covered} 列，应占 {columns} 列")
        if row.at_least and not row.each:
            raise KitError("at_least 只能和 each 一起写")
        if row.each:
            name, source = split_each(row.each)
            self._expression(source, names)
            names = {*names, name}
        if row.when:
            self._expression(row.when, names)
        for cell in row.cells:
            if cell.rows and cell.text:
                raise KitError(f"“{cell.text[:20]}”既有 text 又有 rows，只能写一个")
            self._words(cell.text, names)
            for inner in cell.rows:
                self._row(inner, cell.colspan, names)

    def _words(self, text: str, names: set[str]) -> None:
        if text:
            self._tree(parse(text, FORM_LISTS), names)

    def _expression(self, text: str, names: set[str]) -> None:
        self._tree(parse_expression(text, FORM_LISTS), names)

    def _tree(self, tree: nodes.Node, names: set[str]) -> None:
        names = names | {found.target.name for found in tree.find_all(nodes.For)}  # type: ignore[attr-defined]
        known = {*NAMES, *PHRASES, *LISTS, *FORM_LISTS, *names, *self.kit.tables, RECORD}
        for path in references(tree):
            if path[0] not in known:
                raise KitError(f"表里的“{'.'.join(path)}”不存在")
            if path[0] == RECORD and len(path) > 1 and path[1] not in self.keys:
                raise KitError(f"没有“{path[1]}”这一项（看 inputs 里的 {'、'.join(self.parts['record'])}）")
        for call in tree.find_all(nodes.Call):
            self._call(call)
        for used in tree.find_all(nodes.Filter):
            if used.name not in self.kit.numbers:
                raise KitError(f"没有数字样式“{used.name}”")

    def _call(self, call: nodes.Call) -> None:
        """Words that a form asks for by name are words that staff can choose."""
        name = call.node.name  # type: ignore[attr-defined]
        words = [arg.value for arg in call.args if isinstance(arg, nodes.Const)]
        if name in ("money", "sources"):
            self._offered("money", "source", words)
        elif name == "levels":
            self._offered("indicators", "level1", words)
        elif name in ("groups", "score", "indicators"):
            self._offered("indicators", "level1", words[:1])
            self._offered("indicators", "level2", words[1:])

    def _words_of(self, part: str, column: str) -> tuple[str, ...]:
        """What staff can choose in a column."""
        table = self.kit.tables.get(self.parts[part][0])
        leaf = table.column(column) if table is not None else None
        return leaf.choices if leaf is not None else ()

    def _offered(self, part: str, column: str, words: list[object]) -> None:
        table = self.parts[part][0]
        if table not in self.kit.tables:
            raise KitError(f"这张表要有填写表 {table}（inputs）")
        leaf = self.kit.tables[table].column(column)
        missing = [word for word in words if leaf is not None and leaf.choices and word not in leaf.choices]
        if leaf is None or missing:
            raise KitError(f"“{missing[0] if missing else column}”不在 inputs/{table}.toml 的 {column} 里")
