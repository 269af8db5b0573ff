"""Files on pages: those beside a posting as their reader sees them, and sizes in words."""

from typing import Any

from django import template
from django.template import RequestContext

from scibridge.domain.attachments.selectors import files_beside
from scibridge.domain.exchange.access import can_edit
from scibridge.web.exchange.trade import NEEDS, OFFERS
from scibridge.web.words import figure

register = template.Library()
_TRADES = {trade.kind.value: trade for trade in (NEEDS, OFFERS)}


@register.filter
def megabytes(size: int) -> str:
    """A size as readers know it."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))}\u00a0kB"
    return f"{figure(round(size / 1_000_000, 1))}\u00a0MB"


@register.inclusion_tag("web/attachments/beside.html", takes_context=True)
def files_of(context: RequestContext, kind: str, posting_id: str) -> dict[str, Any]:
    """The files beside a posting that this reader sees."""
    viewer = context["request"].user
    row = _TRADES[kind].get(posting_id, viewer)
    return {
        "kind": kind,
        "posting_id": posting_id,
        "files": files_beside(row, viewer),
        "may_file": bool(can_edit(row, viewer)),
        "signed_in": viewer.is_authenticated,
    }
