"""The list of pages holds every named address, and whoever it says sees a page does see it."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve
from tests.everything import Everything, build, come
from tests.kept import kept
from tests.pages import ELSEWHERE, FILES, FRAGMENTS, PAGES, WRITES, Sample

LISTED = (*PAGES, *FRAGMENTS, *FILES)
PREFIX = "/en/"


def named(patterns: list[URLPattern | URLResolver], namespace: str = "") -> Iterator[str]:
    """Every name under a language prefix; the administration pages of Django are not ours to walk."""
    for one in patterns:
        if isinstance(one, URLResolver):
            if one.namespace != "admin":
                yield from named(one.url_patterns, namespace)
        elif one.name:
            yield one.name


def names_of_the_url_conf() -> set[str]:
    prefixed = [one for one in get_resolver().url_patterns if str(one.pattern) == PREFIX.lstrip("/")]
    return set(named(prefixed))


def names_of_the_lists() -> set[str]:
    found = set(WRITES) | set(ELSEWHERE)
    for entry in LISTED:
        try:
            found.add(resolve(PREFIX + entry.path.partition("?")[0].format_map(Sample())).url_name or "")
        except Resolver404:
            assert entry.status == 404, entry
    return found


def test_every_named_address_is_listed() -> None:
    assert names_of_the_url_conf() - names_of_the_lists() == set(), "add them to tests/pages.py"


def test_nothing_is_listed_that_is_not_there() -> None:
    assert names_of_the_lists() - names_of_the_url_conf() == set()
    assert len(set(LISTED)) == len(LISTED)


@pytest.fixture
def everything(db: None) -> Everything:
    cache.clear()
    return kept(build)


def test_each_is_seen_by_whom_it_is_for(everything: Everything) -> None:
    seen = {}
    for entry in LISTED:
        client = come(everything, entry.who, entry.prepare)
        address = PREFIX + everything.path(entry.path)
        response = client.get(address, follow=True)
        if response.status_code != entry.status or sent_away(address, response.redirect_chain):
            seen[entry.who, address] = (response.status_code, response.redirect_chain)
    assert seen == {}


def sent_away(address: str, chain: list[tuple[str, int]]) -> bool:
    """Whether the answer stood elsewhere; a key that moves into the session is still its own page."""
    return bool(chain) and "set-password" not in chain[-1][0]
