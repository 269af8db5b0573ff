"""What templates look up, found without trying what cannot be.

Django tries every step of ``answer.match.kind`` as a key first and as an attribute after that has failed, and
asks of every filter of every value how it is to be called. Some thousand values of a page are neither: a
context's name, then attributes or keys that are there. Anything else is left to Django's own way, from the
start, so that both say the same.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from html import escape
from typing import Any, Final

from django.template import Node
from django.template.base import FilterExpression, Variable, VariableNode, render_value_in_context
from django.template.smartif import TokenBase
from django.utils import timezone
from django.utils.safestring import SafeData, SafeString, mark_safe

_UNSURE: Final = object()
# Where the values of a page are: nodes hold expressions, in tuples, lists and dictionaries, conditions too.
_HOLDERS: Final = (list, tuple)


def _walked(context: Any, path: Sequence[str]) -> Any:
    """The value at the path, or ``_UNSURE`` where the plain way does not lead to it."""
    first = path[0]
    for held in reversed(context.dicts):
        if first in held:
            value = held[first]
            break
    else:
        return _UNSURE
    if callable(value):
        return _UNSURE
    for step in path[1:]:
        if type(value) is dict:
            if step not in value:
                return _UNSURE
            value = value[step]
        elif type(value) in _HOLDERS and step.isdecimal() and int(step) < len(value):
            value = value[int(step)]
        elif hasattr(type(value), "__getitem__"):
            return _UNSURE
        else:
            try:
                value = getattr(value, step)
            except (AttributeError, TypeError):
                return _UNSURE
        if callable(value):
            return _UNSURE
    return value


class _Name(Variable):
    """A variable that is neither a literal nor translated."""

    __slots__ = ()

    def resolve(self, context: Any) -> Any:
        value = _walked(context, self.lookups or ())
        return super().resolve(context) if value is _UNSURE else value


class _Expression(FilterExpression):
    """A value and its filters."""

    __slots__ = ()

    def resolve(self, context: Any, ignore_failures: bool = False) -> Any:
        value = self._value(context, ignore_failures)
        if value is _UNSURE:
            return super().resolve(context, ignore_failures)
        for function, arguments in self.filters:
            given = [one.resolve(context) if varies else mark_safe(one) for varies, one in arguments]  # noqa: S308 - as Django
            local, escaping, safe = _called(function)
            if local:
                value = timezone.template_localtime(value, context.use_tz)  # type: ignore[attr-defined]
            said = function(value, *given, **({"autoescape": context.autoescape} if escaping else {}))
            value = mark_safe(said) if safe and isinstance(value, SafeData) else said  # noqa: S308 - as Django
        return value

    def _value(self, context: Any, ignore_failures: bool) -> Any:
        if not self.is_var:
            return self.var
        if type(self.var) is not _Name:
            return self.var.resolve(context)
        path = self.var.lookups or ()
        value = _walked(context, path)
        if value is _UNSURE and ignore_failures and len(path) == 1 and self._absent(context):
            return None
        return value

    def _absent(self, context: Any) -> bool:
        name = self.var.var
        return not hasattr(context, name) and not any(name in held for held in context.dicts)


class _Value(VariableNode):
    """A value in a page; what is text already needs no more than its escaping."""

    def render(self, context: Any) -> str:
        said = self.filter_expression.resolve(context)
        kind = type(said)
        if kind is SafeString or (kind is str and not context.autoescape):
            return str(said)
        return escape(said) if kind is str else render_value_in_context(said, context)

    render_annotated = render


def quicken(node: Node) -> None:
    """Let the node, but none of the nodes below it, find its values so."""
    if type(node) is VariableNode:
        node.__class__ = _Value
    for expression in _expressions(list(vars(node).values())):
        if type(expression) is FilterExpression:
            _prepare(expression)


def _expressions(held: Any) -> Iterator[Any]:
    if isinstance(held, FilterExpression):
        yield held
    elif isinstance(held, TokenBase):
        for one in (held.first, held.second, getattr(held, "value", None)):
            yield from _expressions(one)
    elif isinstance(held, dict):
        yield from _expressions(list(held.values()))
    elif isinstance(held, _HOLDERS):
        for one in held:
            if not isinstance(one, Node):
                yield from _expressions(one)


@cache
def _called(function: Callable[..., Any]) -> tuple[bool, bool, bool]:
    """Whether a filter wants local time, wants to know of escaping, and keeps what is safe so."""
    asked = ("expects_localtime", "needs_autoescape", "is_safe")
    local, escaping, safe = (bool(getattr(function, one, False)) for one in asked)
    return local, escaping, safe


def _prepare(expression: FilterExpression) -> None:
    _name(expression.var)
    for _function, arguments in expression.filters:
        for varies, one in arguments:
            if varies:
                _name(one)
    expression.__class__ = _Expression


def _name(variable: Any) -> None:
    if type(variable) is Variable and variable.lookups is not None and not variable.translate:
        variable.__class__ = _Name
