"""The column beside the form: what says much the same already, who answers or asks for it, what was read.

The same for every step: rendered with the page, and alone when htmx asks while someone writes.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from scibridge.domain.accounts.access import is_signed_in
from scibridge.domain.accounts.models import Account
from scibridge.domain.exchange import access
from scibridge.domain.exchange.asking import Asking, fields_query
from scibridge.domain.exchange.content import readable_content, write_content
from scibridge.domain.exchange.queries import ANSWER_KINDS, must_haves_in
from scibridge.domain.exchange.selectors import ask
from scibridge.domain.exchange.selectors.beside import Asked, Twin, needs_asking_for, twins
from scibridge.engines.errors import ScibridgeError
from scibridge.engines.matching.documents import Kind, MustHave
from scibridge.engines.matching.explanation import Match
from scibridge.kernel.sentences import sentence
from scibridge.web.exchange.trade import Trade
from scibridge.web.exchange.typed import lenient_fields
from scibridge.web.signed_in import actor_of

logger = logging.getLogger(__name__)
PER_KIND, MOST_WORDS = 2, 4


@dataclass(frozen=True, slots=True)
class Beside:
    """What the column shows; ``trouble`` is said in its place where the index does not answer."""

    asked: bool = False
    twins: tuple[Twin, ...] = ()
    matches: tuple[Match, ...] = ()
    conditions: tuple[MustHave, ...] = ()
    needs: tuple[Asked, ...] = ()
    trouble: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def likely(self) -> tuple[Twin, ...]:
        """Those that are duplicates more likely than not."""
        return tuple(one for one in self.twins if one.likely)


def look(trade: Trade, form: Any, actor: Account, row: Any = None) -> Beside:
    """Everything for the column, from what is typed so far."""
    values = readable_content(trade.kind, lenient_fields(form))
    written = write_content(values)
    if not any(written.get(name) for name in ("title", "problem", "summary")):
        return Beside()
    own_id = row.public_id if row is not None else ""
    try:
        same = tuple(twins(trade.kind, values, actor, but=own_id))
        if trade.kind is Kind.OFFER:
            return Beside(asked=True, twins=same, needs=tuple(needs_asking_for(values, actor)))
        query = fields_query(_asking(written), Asking(kinds=ANSWER_KINDS, limit=PER_KIND))
        read = query.must_haves or must_haves_in(query.texts)
        found = ask(replace(query, must_haves=read))
    except ScibridgeError as error:
        logger.info("nothing beside the form: %s", error)
        return Beside(asked=True, trouble=sentence(error))
    counts = dict(found.counts.get("kind", {}))
    return Beside(asked=True, twins=same, matches=_best(found.matches), conditions=read, counts=counts)


def _asking(written: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that a query is made of."""
    elements = ("material", "method", "efficacy", "product", "application")
    names = ("title", "problem", "keywords", "must_haves", "readiness_required", *elements)
    return {name: written[name] for name in names if name in written}


def _best(matches: tuple[Match, ...]) -> tuple[Match, ...]:
    """Answers that share more than one word with what is asked, by kind."""
    order = {kind: place for place, kind in enumerate(ANSWER_KINDS)}
    kept = [one for one in matches if len(one.explanation.terms) > 1 or one.explanation.evidence]
    return tuple(sorted(kept, key=lambda one: (order.get(one.kind, 9), one.rank)))


@require_POST
@never_cache
def beside(request: HttpRequest, trade: Trade, public_id: str = "") -> HttpResponse:
    """The column alone, for what has been typed so far. Writes nothing.

    For a writer whose session ended it stays as it is: nobody is led away from unsaved words.
    """
    if not is_signed_in(request.user):
        return HttpResponse(status=204)
    actor = actor_of(request)
    row = None
    if public_id:
        row = trade.get(public_id, actor)
        access.require_edit(row, actor)
    form = trade.form(request.POST)
    context = {"kind": trade.kind.value, "beside": look(trade, form, actor, row)}
    return render(request, "web/exchange/beside.html", context)
