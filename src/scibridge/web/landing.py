"""What a page says of itself to those who read its head: title, description, linked data, the way up.

A view puts a :class:`Landing` into its context as ``landing``; the frame of every page renders it. Linked
data is made from what a visitor who is not signed in may see, whoever asks: others copy it and pass it on.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext
from i18nfield.strings import LazyI18nString

from scibridge.kernel.bilingual import Shown, html_language, show

LONGEST_DESCRIPTION = 300
# In a script element only these could end it or begin a comment; JSON reads the escapes as the characters.
_UNSAFE = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}
Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Crumb:
    """A step on the way from the front page to this one."""

    words: Shown
    address: str


@dataclass(frozen=True, slots=True)
class Landing:
    """What the head of a page tells; ``things`` are objects of schema.org, without their context."""

    title: str
    description: str = ""
    crumbs: tuple[Crumb, ...] = ()
    things: tuple[Data, ...] = field(default=())
    kind: str = "website"

    @property
    def linked_data(self) -> SafeString | str:
        """The data block, with the way up as a BreadcrumbList; nothing where there is nothing to tell."""
        graph = [*self.things, *([breadcrumbs(self.crumbs, self.title)] if self.crumbs else [])]
        return data_block(graph) if graph else ""

    @property
    def excerpt(self) -> str:
        """The description in one line, cut at a word."""
        return clipped(self.description)


def crumb(words: Any, name: str, *arguments: Any) -> Crumb:
    """A step to the page ``name``; ``words`` are bilingual, or in the reader's language already."""
    return Crumb(_shown(words), reverse(name, args=arguments))


def _shown(words: Any) -> Shown:
    if isinstance(words, Mapping | LazyI18nString):
        return show(words)
    return Shown(str(words), html_language(get_language() or "en"), fallback=False)


def from_home(*steps: Crumb) -> tuple[Crumb, ...]:
    """The steps, after the front page."""
    return (crumb(pgettext("the front page", "Home"), "home"), *steps)


def clipped(text: str, most: int = LONGEST_DESCRIPTION) -> str:
    """``text`` in one line; what is longer than ``most`` is cut at a space, or in Chinese anywhere."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    cut = line[: most - 1]
    head, space, _tail = cut.rpartition(" ")
    return (head if space and len(head) > most // 2 else cut).rstrip(" ,;:，；：、") + "…"


def absolute(address: str) -> str:
    """An address of ours as others must write it."""
    return f"{settings.SITE_ADDRESS}{address}"


def given(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values that say something."""
    return {name: value for name, value in values.items() if value not in (None, "", [], {}, ())}


def breadcrumbs(crumbs: Sequence[Crumb], title: str) -> dict[str, Any]:
    """The way up as schema.org tells it; the last step is the page itself."""
    steps: list[dict[str, Any]] = [
        {"@type": "ListItem", "position": place, "name": one.words.text, "item": absolute(one.address)}
        for place, one in enumerate(crumbs, start=1)
    ]
    steps.append({"@type": "ListItem", "position": len(steps) + 1, "name": title})
    return {"@type": "BreadcrumbList", "itemListElement": steps}


def data_block(graph: Sequence[Data]) -> SafeString:
    """A JSON-LD block. It is data, not script: nothing runs it, and nothing in it can end the element."""
    text = json.dumps(
        {"@context": "https://schema.org", "@graph": list(graph)},
        ensure_ascii=False,
        separators=(",", ":"),
        default=str,
    ).translate(_UNSAFE)
    return format_html('<script type="application/ld+json">{}</script>', SafeString(text))
