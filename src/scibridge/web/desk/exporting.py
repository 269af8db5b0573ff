"""One's own postings as a file: JSON as the API writes them, CSV as the import reads it.

Built from what their own side sees. Cells that a spreadsheet would run are written as text.
"""

import csv
import io
from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from scibridge.domain.accounts.models import Account
from scibridge.domain.exchange.access import visible_needs, visible_offers
from scibridge.domain.exchange.content import fields_of
from scibridge.domain.exchange.selectors import needs_of, offers_of
from scibridge.domain.exchange.visible import NeedView, OfferView, view_json
from scibridge.engines.matching.documents import Kind
from scibridge.flows.exchange_import import columns, write_cells
from scibridge.web.signed_in import actor_of

MOST = 10_000
# The import takes columns that begin with # for notes.
_NOTES = ("#id", "#state", "#published_at", "#expires_at")


def _views(kind: Kind, actor: Account) -> Sequence[NeedView | OfferView]:
    if kind is Kind.NEED:
        return visible_needs(needs_of(actor)[:MOST], actor)
    return visible_offers(offers_of(actor)[:MOST], actor)


def _content(kind: Kind, view: NeedView | OfferView) -> dict[str, Any]:
    """What is seen, in the form content is written in: records by their ids."""
    seen = view_json(view)
    content = {field.name: seen.get(field.name) for field in fields_of(kind)}
    content["organisation"] = "" if view.organisation is None else view.organisation.id
    if isinstance(view, OfferView):
        content["facilities"] = [one.id for one in view.facilities or ()]
        content["inventors"] = [
            {"person": one.person.id, "share": None if one.share is None else str(one.share)}
            for one in view.inventors or ()
        ]
    return {name: [] if value is None and _is_many(kind, name) else value for name, value in content.items()}


def _is_many(kind: Kind, name: str) -> bool:
    return any(field.name == name and (field.many or field.row) for field in fields_of(kind))


def _csv(kind: Kind, views: Sequence[NeedView | OfferView]) -> str:
    cells = [write_cells(kind, _content(kind, view)) for view in views]
    known = {name for row in cells for name in row}
    every = [*columns(kind), *sorted(known - set(columns(kind)))]
    names = [*_NOTES, *(name for name in every if name in known or name.startswith("title"))]
    file = io.StringIO()
    writer = csv.DictWriter(file, names, restval="", lineterminator="\r\n")
    writer.writeheader()
    for view, row in zip(views, cells, strict=True):
        dates = ("" if one is None else one.isoformat() for one in (view.published_at, view.expires_at))
        writer.writerow(row | dict(zip(_NOTES, (view.id, view.state, *dates), strict=True)))
    return file.getvalue()


@require_safe
@never_cache
def export(request: HttpRequest) -> HttpResponse:
    """``format=json``: everything of one's own; ``format=csv`` with ``kind``: needs, or offers."""
    actor = actor_of(request)
    day = timezone.localtime().date().isoformat()
    if request.GET.get("format") == "json":
        data: dict[str, Any] = {"exported_at": timezone.now().isoformat()} | {
            f"{kind.value}s": [view_json(view) for view in _views(kind, actor)]
            for kind in (Kind.NEED, Kind.OFFER)
        }
        response: HttpResponse = JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 1})
        name = f"scibridge-{day}.json"
    elif request.GET.get("format") == "csv" and request.GET.get("kind") in {"need", "offer"}:
        kind = Kind(request.GET["kind"])
        # With a byte order mark, without which spreadsheets garble Chinese.
        text = _csv(kind, _views(kind, actor)).encode("utf-8-sig")
        response = HttpResponse(text, content_type="text/csv; charset=utf-8")
        name = f"scibridge-{kind.value}s-{day}.csv"
    else:
        raise Http404
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
