"""Templates whose constant parts are made once for each language instead of for every page.

A page renders some thousand nodes; a third of them come out the same every time: the text between tags,
``{% translate "…" %}``, ``{% url 'name' %}``, ``{% static '…' %}``, ``{% icon "…" %}`` and
``{{ "code"|label:"family" }}``. The loader puts each run of such nodes into one. What a run says depends on
the active language, the script's prefix and whether it is escaped; it is made when first asked for. A tag or
a filter of ours takes part where :func:`constant` says so.
"""

import itertools
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, TypeVar

from django.core.signals import setting_changed
from django.template import Node, NodeList
from django.template.base import FilterExpression, TextNode, VariableNode
from django.template.defaulttags import CommentNode, LoadNode, URLNode
from django.template.library import SimpleNode
from django.template.loaders import cached
from django.template.loaders.base import Loader as PlainLoader
from django.templatetags.i18n import TranslateNode
from django.templatetags.static import StaticNode
from django.urls import get_script_prefix
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from scibridge.web.resolving import quicken

F = TypeVar("F", bound=Callable[..., Any])
_CONSTANT: Final = "scibridge_constant"
# What was made under other settings is made anew: tests change them.
_settings = itertools.count()
_under = next(_settings)


def _changed(**_said: object) -> None:
    global _under  # noqa: PLW0603 - one number for every run
    _under = next(_settings)


setting_changed.connect(_changed)


def constant(function: F) -> F:
    """The tag or filter, whose answer rests on its arguments and the active language alone."""
    setattr(function, _CONSTANT, True)
    return function


class _Folding(PlainLoader):
    def get_template(self, template_name: str, skip: Any = None) -> Any:
        template: Any = super().get_template(template_name, skip)
        # An error in a page is shown at its tag only where that is still there.
        if not self.engine.debug:
            fold(template.nodelist)
        return template


class Loader(cached.Loader, _Folding):
    """Django's cached loader, of folded templates."""


class Run(Node):
    """Nodes that always come out the same."""

    child_nodelists = ()

    def __init__(self, nodes: Iterable[Node]) -> None:
        self.nodes = tuple(nodes)
        self._made: dict[tuple[object, ...], str] = {}

    def render(self, context: Any) -> str:
        """Their text, made once."""
        key = (get_language(), get_script_prefix(), context.autoescape, _under)
        text = self._made.get(key)
        if text is None:
            text = "".join([str(node.render_annotated(context)) for node in self.nodes])
            self._made[key] = text
        return text

    render_annotated = render


def fold(nodes: NodeList) -> None:
    """Put every run of constant nodes into one and quicken the others, here and in every list below."""
    for node in nodes:
        for below in _below(node):
            fold(below)
    nodes[:] = list(_folded(nodes))
    for node in nodes:
        quicken(node)


def _below(node: Node) -> Iterator[NodeList]:
    for value in vars(node).values():
        if isinstance(value, NodeList):
            yield value
    # Of {% if %}: each branch with its condition.
    for _condition, branch in getattr(node, "conditions_nodelists", ()):
        yield branch


def _folded(nodes: Iterable[Node]) -> Iterator[Node]:
    for is_constant, group in itertools.groupby(nodes, _is_constant):
        run = list(group)
        if not is_constant:
            yield from run
        elif all(isinstance(node, TextNode | LoadNode | CommentNode) for node in run):
            text = TextNode("".join(node.s for node in run if isinstance(node, TextNode)))
            text.token, text.origin = run[0].token, run[0].origin
            yield text
        elif len(run) == 1 and isinstance(run[0], TextNode):
            yield run[0]
        else:
            one = Run(run)
            one.token, one.origin = run[0].token, run[0].origin
            yield one


def _is_constant(node: Node) -> bool:
    if isinstance(node, TextNode | LoadNode | CommentNode):
        return True
    held: Any = node
    if type(node) is TranslateNode:
        context = held.message_context
        return (
            held.asvar is None
            and _is_words(held.filter_expression)
            and (context is None or _is_literal(context))
        )
    if type(node) is StaticNode:
        return held.varname is None and _is_literal(held.path)
    if type(node) is URLNode:
        plain = held.asvar is None and not held.args and not held.kwargs and _is_literal(held.view_name)
        # What a name within a namespace means may depend on the page.
        return plain and ":" not in held.view_name.var
    if type(node) is SimpleNode:
        given = (*held.args, *held.kwargs.values())
        ours = getattr(held.func, _CONSTANT, False) and held.target_var is None and not held.takes_context
        return ours and all(_is_literal(one) for one in given)
    return type(node) is VariableNode and _is_constant_expression(held.filter_expression)


def _is_literal(expression: FilterExpression) -> bool:
    return isinstance(expression.var, SafeString) and not expression.filters


def _is_words(expression: FilterExpression) -> bool:
    """As :func:`_is_literal`, of what is to be translated: Django makes a variable of it."""
    literal = getattr(expression.var, "literal", None)
    return isinstance(literal, str) and not expression.filters


def _is_constant_expression(expression: FilterExpression) -> bool:
    return isinstance(expression.var, SafeString) and all(
        getattr(function, _CONSTANT, False) and not any(is_variable for is_variable, _value in arguments)
        for function, arguments in expression.filters
    )
