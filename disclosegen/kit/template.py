"""The closed language of sentences: literal text, slots, conditions, lists and a few phrases.

In: the ``text``, ``when``, ``each`` and ``required`` strings of a kit.  Out: compiled Jinja templates
and expressions, checked to use nothing outside the closed language, so that a sentence can also be
read backwards: every slot is a reference, a sum of references or a phrase.

What a sentence may hold
    ``{{ ref }}``, ``{{ ref | style }}``, ``{{ ref + ref }}``, ``{{ phrase(ref, …) }}``,
    ``{% if condition %}…{% elif %}…{% else %}…{% endif %}``, ``{% for item in list(…) %}…{% endfor %}``.
What a condition may hold
    references, phrases, comparison with a literal, ``and``, ``or``, ``not``.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache, partial
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from ..errors import TemplateError

ALLOWED: tuple[type[nodes.Node], ...] = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.If,
    nodes.For,
    nodes.Name,
    nodes.Getattr,
    nodes.Getitem,
    nodes.Const,
    nodes.Call,
    nodes.Filter,
    nodes.Add,
    nodes.Sub,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Compare,
    nodes.Operand,
)
"""Nodes of the closed language; anything else is a kit fault."""

PHRASES = ("change", "changed", "completion", "percent", "count", "total")
LISTS = ("parts", "categories", "items", "subjects", "rows", "names", "texts", "records")
FORM_LISTS = ("money", "sources", "score", "levels", "groups", "indicators", "filled", "ends")
"""What only a performance form may call."""
NAMES = ("year", "prior_year", "unit_name", "unit_kind", "self_word", "typed", "loop")


class Sandbox(ImmutableSandboxedEnvironment):
    """A sandbox in which ``a.b`` means what ``a`` itself says: an object with ``lookup`` shows nothing else.

    So a kit's keys can never meet a Python attribute of the same name, and no method can be reached.
    """

    def getattr(self, obj: Any, attribute: str) -> Any:
        lookup = getattr(obj, "lookup", None)
        if lookup is None:
            return super().getattr(obj, attribute)
        try:
            return lookup(attribute)
        except KeyError:
            return self.undefined(obj=obj, name=attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        return self.getattr(obj, argument) if hasattr(obj, "lookup") else super().getitem(obj, argument)


@lru_cache(maxsize=16)
def environment(styles: tuple[str, ...] = ()) -> Sandbox:
    """The sandbox in which sentences run; every number style of the kit is a filter."""
    sandbox = Sandbox(
        undefined=StrictUndefined,
        autoescape=False,
        keep_trailing_newline=True,
        optimized=False,  # constants are not worth a second walk through every sentence
    )
    sandbox.filters = {name: partial(_styled, name) for name in styles}
    return sandbox


def _styled(style: str, figure: Any) -> Any:
    """The filter ``| style``: the same figure, printed in another number style; nothing stays nothing."""
    return figure.styled(style) if figure != "" else ""


def parse(text: str, more: tuple[str, ...] = ()) -> nodes.Template:
    """Parse a sentence and check that it stays in the closed language; ``more`` may be called too.

    Raises:
        TemplateError: Syntax, or a construct outside the closed language.
    """
    try:
        tree = _tree(text)
    except TemplateSyntaxError as error:
        raise TemplateError(f"句子写法有误：{error.message}（{text[:40]}…）") from error
    for node in walk(tree):
        if not isinstance(node, ALLOWED):
            raise TemplateError(
                f"句子里不能用 {type(node).__name__}（只能用文字、取数、条件、列举和固定短语）：{text[:40]}…"
            )
        if isinstance(node, nodes.Call) and not (
            isinstance(node.node, nodes.Name) and node.node.name in (*PHRASES, *LISTS, *more)
        ):
            raise TemplateError(f"不认识的短语：{text[:60]}…")
    return tree


@lru_cache(maxsize=4096)
def _tree(text: str) -> nodes.Template:
    """The parsed text, unchecked: read once by the checks of a kit and once when it is compiled."""
    return environment().parse(text)


def compiled(sandbox: Sandbox, text: str) -> Template:
    """A sentence compiled for a sandbox."""
    tree = _tree(text).set_environment(sandbox)
    return sandbox.template_class.from_code(sandbox, sandbox.compile(tree), sandbox.make_globals(None))


def parse_expression(text: str, more: tuple[str, ...] = ()) -> nodes.Template:
    """Parse a condition or the list of an ``each``. Raises like :func:`parse`."""
    return parse("{{ " + text + " }}", more)


def split_each(text: str) -> tuple[str, str]:
    """``c in parts(t02.total)`` → ``("c", "parts(t02.total)")``.

    Raises:
        TemplateError: The text has another form.
    """
    name, word, rest = text.partition(" in ")
    if not word or not name.strip().isidentifier():
        raise TemplateError(f"each 应写成“名字 in 列表”：{text}")
    return name.strip(), rest.strip()


def walk(tree: nodes.Node) -> Iterator[nodes.Node]:
    """All nodes, the root included."""
    left = [tree]
    while left:
        node = left.pop()
        yield node
        left.extend(reversed([*_children(node)]))


def _children(node: nodes.Node) -> Iterator[nodes.Node]:
    """As ``node.iter_child_nodes()``, in a third of the time: a kit's thousands of nodes are walked at every start."""
    for field in node.fields:
        value = getattr(node, field, None)
        if isinstance(value, nodes.Node):
            yield value
        elif isinstance(value, list):
            yield from (item for item in value if isinstance(item, nodes.Node))


def references(tree: nodes.Node) -> Iterator[tuple[str, ...]]:
    """Every dotted path of plain names in a tree, longest first form only: ``("t01", "income_year", "amount")``."""
    covered: set[int] = set()
    for node in walk(tree):
        if id(node) in covered or not isinstance(node, nodes.Getattr | nodes.Name):
            continue
        path: list[str] = []
        step: nodes.Node = node
        while isinstance(step, nodes.Getattr):
            covered.add(id(step))
            path.append(step.attr)
            step = step.node
        if isinstance(step, nodes.Name):
            covered.add(id(step))
            yield (step.name, *reversed(path))
