"""The mail of a period: written when it is sent, from what its reader may read then.

Addresses of pages are asked of Django by their names; the pages themselves are above this app.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Any
from urllib.parse import urlsplit

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scibridge.domain.accounts.models import Account, shown_language
from scibridge.domain.exchange.match_words import ONE_OF_KIND
from scibridge.domain.following.access import follow_link, mails_link
from scibridge.domain.following.labels import CADENCES, NEWS
from scibridge.domain.following.models import Digest, Follow
from scibridge.domain.following.selectors import Readable, Told, told
from scibridge.domain.following.selectors.notices import still_to_tell
from scibridge.domain.following.states import Cadence, News
from scibridge.engines.matching.documents import Kind
from scibridge.engines.text.normalise import visible
from scibridge.kernel.bilingual import html_language, show

MOST_LINES = 10
_LISTED = (News.FOUND, News.POSTED)
_LONGEST_TITLE, _LONGEST_SUBJECT_NAME = 200, 80


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is new."""

    news: str
    title: str
    language: str
    by: str
    address: str


@dataclass(slots=True)
class Section:
    """What is new in one follow, in the language it is to be written in."""

    name: str
    language: str
    stop: str
    stop_words: str
    lines: list[Line] = field(default_factory=list)
    more: str = ""
    number: int = 0


def one_line(text: str, most: int = _LONGEST_TITLE) -> str:
    """Words for a header or a line: nothing invisible, no line breaks, not endless."""
    tidy = " ".join(visible(text).split())
    return tidy if len(tidy) <= most else f"{tidy[: most - 1].rstrip()}…"


def address(name: str, *arguments: str, language: str) -> str:
    """The whole address of a page in a language."""
    with translation.override(language):
        return settings.SITE_ADDRESS + reverse(name, args=arguments)


def verified(account: Account) -> bool:
    """Whether the account's address was shown to be theirs: nothing is mailed to any other."""
    held = EmailAddress.objects.filter(user=account, verified=True, email__iexact=account.email)
    return account.is_active and held.exists()


def compose(digest: Digest) -> EmailMultiAlternatives | None:
    """The mail, or none where nothing is left to tell or nobody to tell it to."""
    account = digest.account
    if not verified(account):
        return None
    rows = digest.notices.select_related("follow").filter(
        read_at__isnull=True, follow__ended_at__isnull=True, follow__cadence=digest.cadence
    )
    items = [one for one in told(rows.order_by("follow", "-at", "pk"), account) if still_to_tell(one)]
    sections = _sections(items)
    if not sections:
        return None
    languages = {section.language for section in sections}
    frame = languages.pop() if len(languages) == 1 else html_language(shown_language(account.language))
    with _speaking(frame):
        return _message(digest, account, sections, frame)


@contextmanager
def _speaking(language: str) -> Iterator[None]:
    with translation.override("zh-hans" if language.startswith("zh") else "en"):
        yield


def _sections(items: list[Told]) -> list[Section]:
    """Sections in the order they were followed in."""
    found: dict[int, Section] = {}
    for one in items:
        follow = one.notice.follow
        section = found.get(follow.pk) or _section(follow)
        found[follow.pk] = section
        section.number += 1
        if one.line is not None and len(section.lines) < MOST_LINES:
            section.lines.append(_line(News(one.notice.news), one.line, follow.language))
    for section in found.values():
        left = section.number - len(section.lines)
        if left:
            with _speaking(section.language):
                words = ngettext(
                    "%(number)s more is on your page.", "%(number)s more are on your page.", left
                )
                section.more = words % {"number": left}
    return list(found.values())


def _section(follow: Follow) -> Section:
    with _speaking(follow.language):
        return Section(
            name=one_line(follow.name),
            language=html_language(follow.language),
            stop=address("following_stop_link", follow_link(follow), language=follow.language),
            stop_words=_("Stop following this"),
        )


def _line(news: News, line: Readable, language: str) -> Line:
    kind, _separator, own_id = line.document_id.partition(":")
    with _speaking(language):
        title, by = show(line.title), show(line.by)
        return Line(
            # In a list of what is new, what it is says more than that it is new.
            news=str(ONE_OF_KIND[Kind(kind)] if news in _LISTED else NEWS[news]),
            title=one_line(title.text) or own_id,
            language=title.language,
            by=one_line(by.text),
            address=address(kind, own_id, language=language),
        )


def _subject(sections: list[Section]) -> str:
    number = sum(section.number for section in sections)
    if len(sections) == 1:
        words = ngettext("%(number)s new: %(name)s", "%(number)s new: %(name)s", number)
        data = {"number": number, "name": one_line(sections[0].name, _LONGEST_SUBJECT_NAME)}
    else:
        words = ngettext("%(number)s new in what you follow", "%(number)s new in what you follow", number)
        data = {"number": number}
    return one_line(words % data)


def _message(digest: Digest, account: Account, sections: list[Section], frame: str) -> EmailMultiAlternatives:
    language = "zh-hans" if frame.startswith("zh") else "en"
    cadence = Cadence(digest.cadence)
    stop = address("following_stop_link", mails_link(account, cadence), language=language)
    context: dict[str, Any] = {
        "subject": _subject(sections),
        "sections": sections,
        "language": frame,
        "pace": CADENCES[cadence],
        "site": settings.SITE_ADDRESS,
        "notices": address("notices", language=language),
        "following": address("following", language=language),
        "stop": stop,
    }
    host = urlsplit(settings.SITE_ADDRESS).hostname or "localhost"
    message = EmailMultiAlternatives(
        subject=context["subject"],
        body=render_to_string("following/digest.txt", context),
        to=[account.email],
        headers={
            # The same however often it is tried, so that a mail server can tell a repeat.
            "Message-ID": f"<digest.{digest.public_id}@{host}>",
            "Date": formatdate(digest.created_at.timestamp()),
            "List-Id": f"<following.{host}>",
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        },
    )
    message.attach_alternative(render_to_string("following/digest.html", context), "text/html")
    return message
