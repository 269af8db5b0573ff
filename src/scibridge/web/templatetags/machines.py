"""Tags for the head of a page: words captured once and said again where machines read them."""

from typing import Any

from django import template
from django.template.base import NodeList, Parser, Token
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


class _Captured(template.Node):
    """Renders what it holds into a variable. ``nodelist`` is where Django looks for blocks to override."""

    child_nodelists = ("nodelist",)

    def __init__(self, nodelist: NodeList, name: str) -> None:
        self.nodelist, self.name = nodelist, name

    def render(self, context: template.Context) -> SafeString:
        """Nothing; the variable is set."""
        words = " ".join(strip_tags(self.nodelist.render(context)).split())
        # Rendered and so escaped already; a quotation mark of a translation must not end an attribute.
        context[self.name] = mark_safe(words.replace('"', "&quot;"))  # noqa: S308 - as said
        return SafeString("")


@register.tag
def captured(parser: Parser, token: Token) -> Any:
    """``{% captured as name %}…{% endcaptured %}``: the text between, as an attribute may hold it."""
    parts = token.split_contents()
    if len(parts) != 3 or parts[1] != "as":
        raise template.TemplateSyntaxError("captured as NAME")
    nodelist = parser.parse(("endcaptured",))
    parser.delete_first_token()
    return _Captured(nodelist, parts[2])
