"""Reads a page as a visitor's software does: text with the language it stands in, links, forms."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = {"meta", "link", "input", "br", "hr", "img", "rect"}
_UNREAD = {"script", "style", "svg", "title"}


@dataclass
class Page(HTMLParser):
    """``texts`` pairs each visible text with its ``lang``; ``attributes`` lists (tag, attributes)."""

    html: str = ""
    texts: list[tuple[str, str]] = field(default_factory=list)
    attributes: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[tuple[str, str]] = []
        self.feed(self.html)

    def __hash__(self) -> int:
        return id(self)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.attributes.append((tag, found))
        language = found.get("lang") or (self._open[-1][1] if self._open else "")
        for name in ("placeholder", "aria-label", "title", "alt"):
            if found.get(name):
                self.texts.append((found[name] or "", language))
        if tag not in _VOID:
            self._open.append((tag, language))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open[-1][0] != tag:
            self._open.pop()
        if self._open:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if data.strip() and not any(tag in _UNREAD for tag, _ in self._open):
            self.texts.append((" ".join(data.split()), self._open[-1][1] if self._open else ""))

    def in_language(self, language: str) -> list[str]:
        return [text for text, found in self.texts if found == language]

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [found for name, found in self.attributes if name == tag]
