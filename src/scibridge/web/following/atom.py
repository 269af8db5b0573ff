"""Atom (RFC 4287) on Django's generator: plain words instead of HTML, each in its language, stable dates.

Owns how a feed is written; refuses what goes into it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed, rfc3339_date
from django.utils.http import http_date
from django.views.decorators.http import conditional_page, require_safe

from scibridge.engines.text.normalise import visible
from scibridge.kernel.bilingual import Shown

# The date of a feed that is empty.
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
SECONDS_KEPT = 300
__all__ = ["BEGINNING", "Entry", "atom", "conditional_page", "require_safe", "stable_id"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry; ``author`` is empty where who stands behind it is held back."""

    id: str
    title: Shown
    address: str
    updated: datetime
    published: datetime | None
    summary: Shown
    author: str
    categories: tuple[str, ...] = ()


def stable_id(document_id: str) -> str:
    """A tag URI (RFC 4151): the same in every feed and language, whatever the address of the page becomes."""
    host = urlsplit(settings.SITE_ADDRESS).hostname or "localhost"
    return f"tag:{host},2026:{document_id.replace(':', '/')}"


class _Words(Atom1Feed):
    """Entries with words as text, marked with their language where it is not the feed's."""

    def add_item_elements(self, handler: Any, item: Any) -> None:
        """The elements of one entry, in place of Django's, which calls every summary HTML."""
        entry: Entry = item["entry"]
        handler.addQuickElement("title", _plain(entry.title.text), self._language(entry.title))
        handler.addQuickElement("link", "", {"href": entry.address, "rel": "alternate", "type": "text/html"})
        if entry.published is not None:
            handler.addQuickElement("published", rfc3339_date(entry.published))
        handler.addQuickElement("updated", rfc3339_date(entry.updated))
        if entry.author:
            handler.startElement("author", {})
            handler.addQuickElement("name", _plain(entry.author))
            handler.endElement("author")
        handler.addQuickElement("id", entry.id)
        if entry.summary.text:
            words = self._language(entry.summary) | {"type": "text"}
            handler.addQuickElement("summary", _plain(entry.summary.text), words)
        for category in entry.categories:
            handler.addQuickElement("category", "", {"term": category})

    def _language(self, shown: Shown) -> dict[str, str]:
        return {"xml:lang": shown.language} if shown.language != self.feed["language"] else {}

    def latest_post_date(self) -> datetime:
        """When anything in it last changed; never the hour of the question."""
        return max((item["entry"].updated for item in self.items), default=BEGINNING)


def _plain(text: str) -> str:
    """Without characters that XML does not allow or that reorder what is read."""
    return " ".join(visible(text).split())


def atom(
    request: HttpRequest, *, title: str, subtitle: str, page: str, language: str, entries: Sequence[Entry]
) -> HttpResponse:
    """A feed; ``page`` is the path of the page it goes with. Its own address is its id."""
    own = settings.SITE_ADDRESS + request.get_full_path()
    feed = _Words(
        title=_plain(title),
        link=settings.SITE_ADDRESS + page,
        description="",
        language=language,
        author_name="SciBridge",
        author_link=settings.SITE_ADDRESS + "/",
        subtitle=_plain(subtitle),
        feed_url=own,
        feed_guid=own,
    )
    for entry in entries:
        feed.add_item(title="", link="", description="", entry=entry)
    response = HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
    response.headers["Last-Modified"] = http_date(feed.latest_post_date().timestamp())
    response.headers["Cache-Control"] = f"public, max-age={SECONDS_KEPT}"
    # Feeds say nothing to search engines that the pages do not.
    response.headers["X-Robots-Tag"] = "noindex"
    return response
