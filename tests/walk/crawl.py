"""Walks the site as a browser without scripts does: every link and form it meets, from where it starts.

Of addresses that differ only in what they ask (filters, pages of lists) a few are enough.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urldefrag, urlencode, urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve
from tests.walk.document import Document, Element

ALIKE, MOST_OF_A_KIND = 2, 6
# Addresses of others, of the administration, and of what signs one out: not ours to follow.
_LEFT = re.compile(r"^/(?:[\w-]+/admin|static|media|api)/|/accounts/logout/")


@dataclass
class Visit:
    """A page that answered."""

    address: str
    status: int
    document: Document | None
    response: Any


@dataclass
class Walk:
    """Where a walk has been, and what did not answer as it should."""

    visits: dict[str, Visit] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)
    posts: set[str] = field(default_factory=set)
    _asked: Counter[tuple[str, ...]] = field(default_factory=Counter)

    def go(self, client: Client, starts: list[str], language: str) -> "Walk":
        """Visit ``starts`` and whatever they lead to in the same language."""
        waiting = [(address, "the list of pages") for address in starts]
        seen: set[str] = set(starts)
        while waiting:
            address, origin = waiting.pop(0)
            document = self._visit(client, address, origin)
            for found in sorted(self._leads(document, address, language)) if document else ():
                if found not in seen and self._wanted(found):
                    seen.add(found)
                    waiting.append((found, address))
        return self

    def _visit(self, client: Client, address: str, origin: str) -> Document | None:
        response = client.get(address)
        moved = response.headers.get("Location", "")
        if response.status_code in {301, 302} and moved.startswith("/"):
            response = client.get(moved)
        if response.status_code >= 400 and origin != "the list of pages":
            self.broken[address] = f"{response.status_code}, linked from {origin}"
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        document = Document(response.content.decode()) if is_page else None
        self.visits[address] = Visit(address, response.status_code, document, response)
        return document if not moved or "/accounts/login/" not in moved else None

    def _wanted(self, address: str) -> bool:
        parts = urlsplit(address)
        try:
            name = resolve(parts.path).view_name
        except Resolver404:
            name = parts.path
        if not parts.query:
            return True
        kind = (name, *sorted(key for key, value in parse_qsl(parts.query) if value))
        if self._asked[kind] >= ALIKE or self._asked[name,] >= MOST_OF_A_KIND:
            return False
        self._asked[kind] += 1
        self._asked[name,] += 1
        return True

    def _leads(self, document: Document, address: str, language: str) -> set[str]:
        found = set()
        for one in document.all("a", "link"):
            if one.tag == "link" and "atom" not in one.get("type") and "json" not in one.get("type"):
                continue
            found.add(_resolved(address, one.get("href")))
        for form in document.all("form"):
            target = _resolved(address, form.get("action") or address)
            if (form.get("method") or "get").lower() == "get":
                found.add(f"{target.partition('?')[0]}?{urlencode(_sent(form))}")
            else:
                self.posts.add(target)
        return {one for one in map(_bare, found) if one.startswith(f"/{language}/") and not _LEFT.search(one)}


def _resolved(address: str, href: str) -> str:
    parts = urlsplit(urldefrag(urljoin(f"http://testserver{address}", href)).url)
    own = parts.netloc == "testserver"
    return parts._replace(scheme="", netloc="").geturl() if own else ""


def _bare(address: str) -> str:
    """Without the way back, of which there are as many as pages."""
    path, _, query = address.partition("?")
    kept = urlencode([pair for pair in parse_qsl(query, keep_blank_values=True) if pair[0] != "next"])
    return f"{path}?{kept}" if kept else path


def _sent(form: Element) -> list[tuple[str, str]]:
    """What a form sends when nothing is touched; a search box left empty stays empty."""
    sent = []
    for one in form.all("input", "textarea", "select"):
        kind, name = one.get("type"), one.get("name")
        if (
            not name
            or kind in {"submit", "button"}
            or (kind in {"checkbox", "radio"} and not one.has("checked"))
        ):
            continue
        if one.tag == "select":
            chosen = [each.get("value") for each in one.all("option") if each.has("selected")]
            sent += [(name, value) for value in chosen[:1] or [""]]
        else:
            sent.append((name, one.text if one.tag == "textarea" else one.get("value")))
    return sent
