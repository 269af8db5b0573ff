"""The whole face walked: by everyone, in both languages, every page read for what should not be on it."""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote_plus, urlsplit

import pytest
from django.core.cache import cache
from django.db import transaction
from tests.everything import (
    ADMINISTRATOR,
    MEMBER,
    MODERATOR,
    OWNER,
    VISITOR,
    WALKERS,
    Everything,
    build,
    come,
)
from tests.pages import PAGES, SIGNING_IN
from tests.walk import structure, words
from tests.walk.crawl import Walk
from tests.walk.document import Document

LANGUAGES = ("en", "zh-hans")
SEES = {
    VISITOR: {VISITOR},
    MEMBER: {VISITOR, MEMBER},
    OWNER: {VISITOR, MEMBER, OWNER},
    MODERATOR: {VISITOR, MEMBER, MODERATOR},
    ADMINISTRATOR: {VISITOR, MEMBER, ADMINISTRATOR},
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("walk")


@pytest.fixture(autouse=True)
def own_folders(settings: Any, home: Path) -> None:
    """All walks go over one world."""
    settings.LAKE_DIRECTORY, settings.INDEX_DIRECTORY = home / "lake", home / "index"
    settings.ATLAS_DIRECTORY, settings.MEDIA_ROOT = home / "atlas", home / "media"


@pytest.fixture(scope="module")
def everything(django_db_setup: None, django_db_blocker: Any, home: Path) -> Iterator[Everything]:
    from django.test import override_settings

    cache.clear()
    folders = {
        "LAKE_DIRECTORY": home / "lake",
        "ATLAS_DIRECTORY": home / "atlas",
        "INDEX_DIRECTORY": home / "index",
        "MEDIA_ROOT": home / "media",
    }
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(**folders):
        yield build()
        transaction.set_rollback(True)


def known_names(everything: Everything) -> tuple[str, ...]:
    """Names that are the same in every language: of accounts, of what they named."""
    names = [account.name for account in everything.people.values()]
    return (*names, *(account.email for account in everything.people.values()), *everything.named)


def read(document: Document, address: str, language: str, names: tuple[str, ...]) -> list[str]:
    """Everything wrong with a page."""
    asked = tuple(unquote_plus(value) for _, value in parse_qsl(urlsplit(address).query) if value)
    return [
        *structure.faults(document),
        *words.faults(words.Reading(document, language, names, asked)),
    ]


def starts(everything: Everything, who: str, language: str) -> list[str]:
    """Where a walk begins: the front page, and what the list says they see."""
    # A key from a mail signs out whoever else is signed in.
    keys = [] if who == VISITOR else [entry for entry in SIGNING_IN if entry.who == VISITOR]
    own = [one for one in PAGES if one.who in SEES[who] and one.prepare is None and one not in keys]
    return [f"/{language}/", *(f"/{language}/{everything.path(entry.path)}" for entry in own)]


@pytest.mark.parametrize("who", WALKERS)
def test_every_page_of(everything: Everything, db: None, who: str) -> None:
    names, found, walks = known_names(everything), {}, {}
    for language in LANGUAGES:
        walk = Walk().go(come(everything, who), starts(everything, who, language), language)
        walks[language] = walk
        for address, visit in walk.visits.items():
            if visit.document is not None and (faults := read(visit.document, address, language, names)):
                found[address] = faults
        found |= {address: [why] for address, why in walk.broken.items()}
        found[f"titles in {language}"] = same_titles(walk)
    found["pairs"] = unpaired(walks)
    found = {where: faults for where, faults in found.items() if faults}
    assert not found, told(found)


def test_every_page_of_the_few(everything: Everything, db: None) -> None:
    """With a second factor, without a password, half signed in."""
    names, found = known_names(everything), {}
    for language in LANGUAGES:
        for entry in PAGES:
            if entry.prepare is None and entry.who in WALKERS:
                continue
            client = come(everything, entry.who, entry.prepare)
            address = f"/{language}/{everything.path(entry.path)}"
            document = Document(client.get(address, follow=True).content.decode())
            found[address] = read(document, address, language, names)
    found = {where: faults for where, faults in found.items() if faults}
    assert not found, told(found)


def told(found: dict[str, list[str]]) -> str:
    """The faults, each once, with the first pages it was met on."""
    places = defaultdict(list)
    for address, faults in found.items():
        for fault in dict.fromkeys(faults):
            places[fault].append(address)
    lines = [f"{fault}\n      on {len(where)}: {' '.join(where[:3])}" for fault, where in places.items()]
    return "\n".join(["", *sorted(lines)])


def same_titles(walk: Walk) -> list[str]:
    """Pages that cannot be told apart by their title."""
    titles = defaultdict(set)
    for visit in walk.visits.values():
        title = visit.document.first("title") if visit.document and visit.status == 200 else None
        if title is not None and visit.response.wsgi_request.path == urlsplit(visit.address).path:
            titles[title.text].add(urlsplit(visit.address).path)
    return [f"{title!r}: {sorted(paths)}" for title, paths in titles.items() if len(paths) > 1]


def unpaired(walks: dict[str, Walk]) -> list[str]:
    """Pages whose twin in the other language is missing or does not point back."""
    found = []
    for language, other in (LANGUAGES, LANGUAGES[::-1]):
        for address, visit in walks[language].visits.items():
            moved = visit.response.wsgi_request.path not in address
            # A letter begun in the reader's language is not begun so in the other.
            if visit.document is None or visit.status != 200 or moved or "subject=" in address:
                continue
            pairs = alternates(visit.document)
            twin = walks[other].visits.get(address.replace(f"/{language}/", f"/{other}/", 1))
            if len(pairs) and set(pairs) != {"en", "zh-Hans", "x-default"}:
                found.append(f"{address} names {sorted(pairs)}")
            if twin is None:
                found.append(f"{address} is met in one language only")
            elif twin.document is not None and alternates(twin.document) != pairs:
                found.append(f"{address} and its twin name other pairs")
    return found


def alternates(document: Document) -> dict[str, str]:
    """Language → address of the same page."""
    return {
        one.get("hreflang"): re.sub(r"^https?://[^/]+", "", one.get("href"))
        for one in document.all("link")
        if one.get("rel") == "alternate" and one.has("hreflang") and not one.has("type")
    }
