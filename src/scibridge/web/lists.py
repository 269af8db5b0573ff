"""What every list page shares: its page of rows, and filters read from the address."""

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.core.cache import cache
from django.core.exceptions import EmptyResultSet
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import get_language

from scibridge.kernel.countries import country_names
from scibridge.kernel.revisions import revision
from scibridge.web.landing import Landing
from scibridge.web.linked_data import Words, listed

PER_PAGE = 20
LONGEST_SEARCH = 200
_COUNT_KEPT_SECONDS = 600


def page_of(request: HttpRequest, rows: Any, per_page: int = PER_PAGE) -> Page[Any]:
    """The page the address asks for; one that does not exist becomes the nearest."""
    return _Counted(rows, per_page).get_page(request.GET.get("page"))


class _Counted(Paginator[Any]):
    """Counts the rows of a query once for everyone, as long as nothing is committed."""

    @cached_property
    def count(self) -> int:
        rows = self.object_list
        made_from = revision()
        if made_from is None or not isinstance(rows, QuerySet):
            return super().count
        try:
            asked = repr((made_from, *rows.query.sql_with_params()))
        except EmptyResultSet:
            return 0
        key = f"web.count.{hashlib.sha256(asked.encode('utf-8', 'replace')).hexdigest()}"
        number: int | None = cache.get(key)
        if number is None:
            number = super().count
            cache.set(key, number, _COUNT_KEPT_SECONDS)
        return number


def text_of(request: HttpRequest, name: str = "text") -> str:
    """A search text from the address, without surplus space, cut at 200 characters."""
    return " ".join(request.GET.get(name, "").replace("\x00", "").split())[:LONGEST_SEARCH]


def codes_of(request: HttpRequest, name: str, known: Sequence[str]) -> list[str]:
    """The values of a filter that exist; others are ignored, as a stale address deserves."""
    choices = set(known)
    return [value for value in request.GET.getlist(name) if value in choices]


def landing_of_list(request: HttpRequest, title: str, items: Sequence[tuple[str, Words]]) -> Landing:
    """The head of a list. Its things are told only where the address narrows nothing: there they are the same
    for everyone who asks."""
    return Landing(title, things=(listed(title, request.path, () if request.GET else items),))


def choices_of(labels: Any, chosen: Sequence[str]) -> list[tuple[str, str, bool]]:
    """(code, label, chosen) of a filter, in the order of ``labels``."""
    return [(str(code), str(label), str(code) in chosen) for code, label in labels.items()]


def country_choices(chosen: Sequence[str]) -> list[tuple[str, str, bool]]:
    """(code, name, chosen) of every country, in the reader's alphabetical order."""
    return [(code, name, code in chosen) for code, name in _countries(get_language() or "en")]


@lru_cache(maxsize=8)
def _countries(language: str) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(country_names(language).items(), key=lambda pair: pair[1]))
