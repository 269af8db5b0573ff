"""A page as a tree: elements with the language and the visibility they inherit, and what is wrongly nested.

Owns reading; judging is for ``structure`` and ``words``. Faults of nesting are gathered while reading, since
a browser mends them silently and a tree no longer shows them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from itertools import takewhile

VOID = {"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_MAY_STAY_OPEN = {"p", "li", "dt", "dd", "option", "tr", "td", "th", "thead", "tbody", "html", "body", "head"}
_NOT_IN_A_PARAGRAPH = {
    "p", "div", "ul", "ol", "dl", "table", "form", "section", "article", "nav", "fieldset", "pre", "figure",
    "h1", "h2", "h3", "h4", "h5", "h6", "header", "footer", "main", "aside", "details", "blockquote", "hr",
}  # fmt: skip
_ACTIVE = {"a", "button", "select", "textarea", "label"}
_UNREAD = {"script", "style", "template", "noscript"}


@dataclass(eq=False)
class Element:
    """One element; ``children`` holds elements and texts in order."""

    tag: str
    attributes: dict[str, str]
    parent: "Element | None" = None
    children: list["Element | str"] = field(default_factory=list)

    def get(self, name: str) -> str:
        """An attribute, empty where there is none."""
        return self.attributes.get(name, "")

    def has(self, name: str) -> bool:
        """Whether the attribute is there, with or without a value."""
        return name in self.attributes

    def up(self) -> Iterator["Element"]:
        """This element and what it stands in, inmost first."""
        here: Element | None = self
        while here is not None:
            yield here
            here = here.parent

    def inside(self, *tags: str) -> bool:
        """Whether it is one of ``tags`` or stands in one."""
        return any(one.tag in tags for one in self.up())

    def walk(self) -> Iterator["Element"]:
        """This element and all below it, in the order of the page."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.walk()

    def all(self, *tags: str) -> list["Element"]:
        """Elements of these tags at and below it; all of them without a tag."""
        return [one for one in self.walk() if not tags or one.tag in tags]

    @cached_property
    def language(self) -> str:
        """The nearest ``lang``."""
        if self.has("lang"):
            return self.get("lang")
        return "" if self.parent is None else self.parent.language

    @cached_property
    def unread(self) -> bool:
        """Whether neither eye nor ear gets it."""
        own = self.tag in _UNREAD or self.has("hidden") or self.get("aria-hidden") == "true"
        return own or (self.parent is not None and self.parent.unread)

    @cached_property
    def text(self) -> str:
        """Its words as read, spaces folded. To be asked of a page that is read to its end."""
        return " ".join("".join(self._words()).split())

    def _words(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            elif child.tag not in _UNREAD and not child.has("hidden") and child.get("aria-hidden") != "true":
                yield from child._words()
                if child.tag in _NOT_IN_A_PARAGRAPH | {"li", "td", "th", "dt", "dd", "br", "option"}:
                    yield " "

    def __str__(self) -> str:
        shown = "".join(f' {name}="{value}"' for name, value in self.attributes.items())
        return f"<{self.tag}{shown}>{self.text[:60]}"[:200]


class Document(HTMLParser):
    """A page read into a tree; ``root`` is its top, ``faults`` what is wrongly nested."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.html = html
        self.root = Element("#page", {})
        self.faults: list[str] = []
        self._here = self.root
        self.feed(html)
        self.close()

    @cached_property
    def elements(self) -> list[Element]:
        """All of them, in the order of the page."""
        return list(self.root.walk())

    def all(self, *tags: str) -> list[Element]:
        """Elements of these tags, in the order of the page."""
        return [one for one in self.elements if not tags or one.tag in tags]

    def first(self, tag: str) -> Element | None:
        """The first of this tag."""
        return next(iter(self.all(tag)), None)

    def texts(self) -> Iterator[tuple[str, Element]]:
        """Every text a reader gets, with the element it stands in; ``code`` and the like are left out."""
        for element in self.root.walk():
            if element.unread or element.inside("code", "kbd", "samp", "pre", "title", "head"):
                continue
            for child in element.children:
                if isinstance(child, str) and child.strip():
                    yield " ".join(child.split()), element

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if len(set(names)) != len(names):
            self.faults.append(f"an attribute twice in <{tag}>: {names}")
        if tag in _NOT_IN_A_PARAGRAPH and self._here.tag == "p":
            self.faults.append(f"<{tag}> in a paragraph: {self._here.tag} {self._here.attributes}")
        if tag in _ACTIVE and self._here.inside("a", "button"):
            self.faults.append(f"<{tag}> within {self._here.tag} {self._here.attributes}")
        if tag == "form" and self._here.inside("form"):
            self.faults.append(f"a form within a form: {self._here.tag} {self._here.attributes}")
        if tag == self._here.tag and tag in {"li", "option", "dt", "dd", "tr", "td", "th"}:
            self._here = self._here.parent or self.root
        element = Element(tag, {name: value or "" for name, value in attrs}, self._here)
        self._here.children.append(element)
        if tag not in VOID:
            self._here = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._here = self._here.parent or self.root

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        opened = [one for one in self._here.up() if one.tag == tag]
        if not opened:
            self.faults.append(f"</{tag}> closes nothing, after {self._here.tag} {self._here.attributes}")
            return
        left = [one.tag for one in takewhile(lambda one: one is not opened[0], self._here.up())]
        if wrong := [one for one in left if one not in _MAY_STAY_OPEN]:
            self.faults.append(f"</{tag}> while {wrong} is open")
        self._here = opened[0].parent or self.root

    def handle_data(self, data: str) -> None:
        self._here.children.append(data)
