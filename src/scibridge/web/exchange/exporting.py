"""The lists of needs and offers as files: what the list shows, each posting as this reader may see it."""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from scibridge.domain.exchange.labels import (
    CHALLENGES,
    EXPORT_CONTROLS,
    FIELDS,
    IP_STATUSES,
    NEED_KINDS,
    OFFER_KINDS,
    PARTNERSHIPS,
    RIGHTS,
)
from scibridge.domain.exchange.selectors import published
from scibridge.domain.exchange.visible import PostingView, covered, view_json
from scibridge.engines.matching.documents import Kind
from scibridge.kernel.bilingual import show
from scibridge.kernel.countries import country_name
from scibridge.web.addresses import document_address
from scibridge.web.downloads import csv_file, json_lines_file
from scibridge.web.exchange.pages import narrowing_of
from scibridge.web.exchange.trade import Trade
from scibridge.web.rates import rated
from scibridge.web.words import condition_in_words

MOST_EXPORTED: Final = 10_000
_AT_ONCE: Final = 250
Column = tuple[str, Callable[[Any], Any]]


def _postings(request: HttpRequest, trade: Trade) -> Iterator[PostingView]:
    """What the list at this address shows, newest first, read in batches."""
    rows = islice(published(trade.kind, narrowing_of(request, trade)).iterator(_AT_ONCE), MOST_EXPORTED)
    while batch := list(islice(rows, _AT_ONCE)):
        yield from trade.views(batch, request.user)


def _words(name: str) -> Column:
    return name, lambda view: show(getattr(view, name)).text


def _label(name: str, labels: Any) -> Column:
    return name, lambda view: labels.get(getattr(view, name), "")


def _labels(name: str, labels: Any) -> Column:
    return name, lambda view: "; ".join(str(labels[code]) for code in getattr(view, name) or ())


def _value(name: str) -> Column:
    return name, lambda view: getattr(view, name)


def _organisation(view: PostingView) -> str:
    return show(view.organisation.name).text if view.organisation is not None else view.owner_name or ""


def _conditions(name: str) -> Column:
    return name, lambda view: "; ".join(condition_in_words(row) for row in getattr(view, name) or ())


_SHARED_FIRST: Final[tuple[Column, ...]] = (
    _words("title"),
    ("organisation", _organisation),
    ("country", lambda view: country_name(view.organisation.country) if view.organisation else ""),
    _label("challenge", CHALLENGES),
)
_SHARED_LAST: Final[tuple[Column, ...]] = (
    _words("keywords"),
    ("published_at", lambda view: view.published_at.date().isoformat() if view.published_at else ""),
    ("expires_at", lambda view: view.expires_at.date().isoformat() if view.expires_at else ""),
    ("address", lambda view: f"{settings.SITE_ADDRESS}{document_address(view.document_id)}"),
)
_COLUMNS: Final[dict[Kind, tuple[Column, ...]]] = {
    Kind.NEED: (
        _label("kind", NEED_KINDS),
        *_SHARED_FIRST,
        _words("problem"),
        _words("shortfall"),
        _conditions("must_haves"),
        _value("readiness_required"),
        _value("budget_low"),
        _value("budget_high"),
        _value("currency"),
        ("deadline", lambda view: view.deadline.isoformat() if view.deadline else ""),
        *_SHARED_LAST,
    ),
    Kind.OFFER: (
        _label("kind", OFFER_KINDS),
        *_SHARED_FIRST,
        _words("summary"),
        _conditions("claims"),
        _value("readiness"),
        _label("ip_status", IP_STATUSES),
        ("rights", lambda view: "; ".join(str(RIGHTS[row.right]) for row in view.rights or ())),
        _label("export_control", EXPORT_CONTROLS),
        _labels("partnerships", PARTNERSHIPS),
        *_SHARED_LAST,
    ),
}


def _heading(name: str) -> Any:
    own = {
        "country": _("Country or region"),
        "published_at": _("Published on"),
        "expires_at": _("Open until"),
    }
    own["address"] = _("Address")
    return own.get(name) or FIELDS[name]


def _rows(views: Iterator[PostingView], columns: tuple[Column, ...]) -> Iterator[list[Any]]:
    for view in views:
        hidden = {name for field in view.withheld for name in covered(field)}
        if "organisation" in hidden:
            hidden.add("country")
        yield [_("Held back") if name in hidden else read(view) for name, read in columns]


@require_safe
@rated
def list_file(request: HttpRequest, trade: Trade, form: str) -> HttpResponseBase:
    """The list at this address with all its filters, at most ten thousand postings."""
    views = _postings(request, trade)
    if form == "json":
        return json_lines_file(trade.many, (view_json(view) for view in views))
    columns = _COLUMNS[trade.kind]
    return csv_file(trade.many, [_heading(name) for name, _read in columns], _rows(views, columns))
