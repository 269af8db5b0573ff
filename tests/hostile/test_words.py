"""What strangers store or send stays text: on every page, of every role, in every form."""

import csv
import io
import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from tests.everything import Everything, build, come
from tests.hostile.poison import EVALUATED, LONG, columns, harm, poison
from tests.kept import kept
from tests.pages import FILES, FRAGMENTS, PAGES

WALKED = (*PAGES, *FRAGMENTS)
FORMULA = ("=", "+", "-", "@", "\t", "\r")
NUMBER = re.compile(r"-?[\d.,\s%–-]+\Z")


@pytest.fixture
def everything(db: None, settings: Any, mailoutbox: Any) -> Everything:
    settings.PAGE_RATE_VISITOR = settings.API_RATE_VISITOR = settings.API_RATE_TOKEN = "100000/m"
    cache.clear()
    return kept(build)


def test_the_attack_reaches_every_kind_of_words() -> None:
    poisoned = {f"{model._meta.label_lower}.{name}" for model, values in columns() for name in values}
    for one in (
        "exchange.need.title",
        "exchange.need.problem",
        "exchange.offer.description",
        "exchange.needmusthave.metric",
        "exchange.offerclaim.source",
        "registry.organisation.summary",
        "registry.organisationname.value",
        "registry.person.biography",
        "registry.facility.how_to_apply",
        "registry.affiliation.role",
        "registry.correctionsuggestion.reason",
        "accounts.account.name",
        "following.follow.name",
        "attachments.attachment.name",
    ):
        assert one in poisoned
    assert harm("<p onclick=x>") == ["p onclick"]
    assert harm("<a href=' JavaScript:alert(1)'>") == ["a href"]
    assert harm("<script>alert(1)</script>") == ["script"]
    assert harm("4317") == ["a template was evaluated"]
    assert harm("<p>&lt;img src=x onerror=alert(1)&gt;</p>") == []


def test_stored_attacks_stay_text(everything: Everything) -> None:
    assert poison() > 60
    cache.clear()
    broken, shown = {}, 0
    for language in ("en", "zh-hans"):
        for entry in WALKED:
            client = come(everything, entry.who, entry.prepare)
            response = client.get(f"/{language}/{everything.path(entry.path)}", follow=True)
            text = response.content.decode()
            shown += "onerror=alert" in text
            if response.status_code >= 500 or harm(text):
                broken[entry.who, entry.path] = (response.status_code, harm(text))
    assert broken == {}
    # Otherwise nothing was tried.
    assert shown > len(WALKED) / 2


# What our own pictures are drawn with: nothing that runs, links or loads.
DRAWN = {"svg", "title", "desc", "g", "rect", "path", "circle", "line", "text", "tspan"}


def test_stored_attacks_leave_no_file_as_formulas_or_markup(everything: Everything) -> None:
    poison()
    cache.clear()
    for entry in FILES:
        response = come(everything, entry.who, entry.prepare).get(f"/en/{everything.path(entry.path)}")
        assert response.status_code < 500, entry
        kind = response.headers["Content-Type"]
        body = b"".join(response) if response.streaming else response.content
        if kind.startswith("text/csv") and "attachments" not in entry.path and "/files/" not in entry.path:
            rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
            cells = [cell for row in rows for cell in row]
            assert [one for one in cells if one.startswith(FORMULA) and not NUMBER.match(one)] == [], entry
        elif kind == "image/svg+xml":
            assert response.headers["Content-Disposition"].startswith("attachment"), entry
            drawn = list(ET.fromstring(body).iter())  # noqa: S314 - our own picture
            assert {one.tag.rpartition("}")[2] for one in drawn} <= DRAWN, entry
            assert [name for one in drawn for name in one.attrib if name.startswith("on")] == [], entry
        elif "xml" in kind:
            assert b"<svg" not in body, entry
            assert b"<img src=x" not in body, entry


ASKED = (
    "q", "text", "kind", "country", "challenge", "type", "access", "terms", "page", "next", "sort", "stage",
    "language", "from", "to", "met", "version", "work", "state", "tab", "format", "compare", "id",
)  # fmt: skip


SENT = {
    "attack": LONG,
    "nul and huge": "a\x00b" + "9" * 50,
    "huge number": "9" * 5000,
    "negative": "-1",
    "turned around": "\u202e" * 50 + "'; DROP TABLE x --",
    "long": "字" * 200 + "%s%n{0}",
}


def test_what_stands_in_an_address_stays_text(everything: Everything) -> None:
    broken = {}
    sent = {name: urlencode(dict.fromkeys(ASKED, value)) for name, value in SENT.items()}
    # Entries that differ in what follows the question mark alone are one address here.
    doors = dict.fromkeys((one.path.partition("?")[0], one.who, one.prepare) for one in WALKED)
    for path, who, prepare in ((everything.path(place), who, prepare) for place, who, prepare in doors):
        client = come(everything, who, prepare)
        client.raise_request_exception = False
        for name, query in sent.items():
            response = client.get(f"/en/{path}?{query}")
            html = "html" in response.headers.get("Content-Type", "")
            found = [one for one in harm(response.content.decode()) if one != EVALUATED] if html else []
            outside = response.headers.get("Location", "/")
            if response.status_code >= 500 or found or not outside.startswith(("/", "?")):
                broken[path, name] = (response.status_code, found, outside)
    assert broken == {}


def test_bytes_that_are_no_text(everything: Everything) -> None:
    for tail in ("?q=%ED%A0%80&text=%ED%A0%80", "?q=%FF%FE&text=%C3%28", "?%00=%00&q=%00", "?q=a&q=b&q[]=c"):
        for path in ("match/", "needs/", "organisations/", "people/", "facilities/", "search/"):
            assert Client(raise_request_exception=False).get(f"/en/{path}{tail}").status_code < 500, path
    for path in ("needs/%ED%A0%80/", "needs/%00/", "organisations/%FF/", "stop/%00%FF/"):
        assert Client(raise_request_exception=False).get(f"/en/{path}").status_code == 404, path


class Forms(HTMLParser):
    """The forms of a page that write: address, and each input with its kind and value."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, dict[str, tuple[str, str]]]] = []
        self._fields: dict[str, tuple[str, str]] | None = None
        self._select = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form" and given.get("method", "").lower() == "post":
            self._fields = {}
            self.found.append((given.get("action", ""), self._fields))
        if self._fields is None:
            return
        name = given.get("name", "")
        if tag in {"input", "button"} and name:
            self._fields.setdefault(name, (given.get("type", "text"), given.get("value", "")))
        elif tag == "textarea" and name:
            self._fields[name] = ("text", "")
        elif tag == "select" and name:
            self._select = name
            self._fields[name] = ("select", "")
        elif tag == "option" and self._select and not self._fields[self._select][1]:
            self._fields[self._select] = ("select", given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._fields = None
        if tag == "select":
            self._select = ""


def _filled(fields: dict[str, tuple[str, str]], value: str) -> dict[str, str]:
    """What a browser would send, with ``value`` wherever something is typed."""
    return {
        name: value if kind in TYPED else held
        for name, (kind, held) in fields.items()
        if kind not in {"file", "submit"} and name != "csrfmiddlewaretoken"
    }


TYPED = {"text", "search", "email", "url", "number", "tel", "date", "password"}


WRITTEN = {
    "attack": LONG,
    "controls": "\x00\u202e\x1b[31m",
    "long": "字" * 70_000,
    "formula and header": "=cmd|' /C calc'!A0\r\nBcc: victim@example.org",
    "number": "-1e400",
}


def test_every_field_of_every_form_takes_it_as_words_or_says_no(
    everything: Everything, mailoutbox: Any
) -> None:
    broken, sent = {}, 0
    # The form that every page has, such as for its appearance, is one form.
    tried: set[tuple[Any, ...]] = set()
    for entry in WALKED:
        if entry.path.startswith("accounts/logout"):
            continue
        path = f"/en/{everything.path(entry.path)}"
        page = come(everything, entry.who, entry.prepare).get(path, follow=True).content.decode()
        for action, fields in Forms(page).found:
            form = (entry.who, entry.prepare, action or path, frozenset(fields))
            if form in tried or not any(kind in TYPED for kind, _held in fields.values()):
                continue
            tried.add(form)
            for name, value in WRITTEN.items():
                client = come(everything, entry.who, entry.prepare)
                client.raise_request_exception = False
                sent += 1
                with transaction.atomic():
                    response = client.post(action or path, _filled(fields, value))
                    transaction.set_rollback(True)
                found = [one for one in harm(response.content.decode()) if one != EVALUATED]
                if response.status_code >= 500 or found:
                    broken[entry.who, path, action, name] = (response.status_code, found)
    assert broken == {}
    assert sent > 150
    for mail in mailoutbox:
        assert mail.recipients() != []
        assert not any("victim@example.org" in one for one in [*mail.recipients(), *mail.message().keys()])
        assert "\n" not in str(mail.subject)
