"""What waits for a moderator: the queue, its filters, and the way to the next entry."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from scibridge.domain.accounts.access import is_moderator
from scibridge.domain.accounts.models import Account
from scibridge.domain.exchange.labels import CHALLENGES
from scibridge.domain.exchange.selectors import QueueEntry, QueueNarrowing, next_entry, queue
from scibridge.domain.exchange.visible import PostingView
from scibridge.domain.exchange.waits import WORKING_DAYS_MEANT
from scibridge.web.exchange.trade import NEEDS, OFFERS, Trade
from scibridge.web.lists import choices_of, codes_of, page_of
from scibridge.web.signed_in import actor_of

TRADES: dict[str, Trade] = {trade.kind.value: trade for trade in (NEEDS, OFFERS)}
SORTS = {"new": gettext_lazy("New entries"), "revision": gettext_lazy("Changes to what is published")}
LANGUAGES = {
    "en": gettext_lazy("English only"),
    "zh-hans": gettext_lazy("Chinese only"),
    "en+zh-hans": gettext_lazy("Both languages"),
}
_FILTERS = ("kind", "sort", "challenge", "language")


@dataclass(frozen=True, slots=True)
class Row:
    """An entry as the list shows it: the posting as the moderator may see it, and how long it has waited."""

    entry: QueueEntry
    posting: PostingView
    days: int
    tone: str


def moderator_of(request: HttpRequest) -> Account:
    """The signed-in moderator. Raises NotAllowed for everybody else."""
    actor = actor_of(request)
    is_moderator(actor).require()
    return actor


def narrowing_of(request: HttpRequest) -> QueueNarrowing:
    """What the address asks of the queue; codes that do not exist are ignored."""
    known = {
        "kind": list(TRADES),
        "sort": list(SORTS),
        "challenge": [str(code) for code in CHALLENGES],
        "language": list(LANGUAGES),
    }
    return QueueNarrowing(**{name: (codes_of(request, name, known[name]) or [""])[0] for name in _FILTERS})


def filters_of(narrowing: QueueNarrowing) -> str:
    """The narrowing as part of an address, so that the next entry comes from the same queue."""
    return urlencode({name: value for name in _FILTERS if (value := getattr(narrowing, name))})


def tone_of(days: int) -> str:
    """The colour of a wait; words say the same."""
    return "" if days < WORKING_DAYS_MEANT else "fair" if days == WORKING_DAYS_MEANT else "bad"


def rows_of(entries: Sequence[QueueEntry], actor: Account, now: datetime) -> list[Row]:
    """The entries with their postings, each kind read at once."""
    views: dict[str, PostingView] = {}
    for trade in TRADES.values():
        wanted = [entry.public_id for entry in entries if entry.kind is trade.kind]
        if wanted:
            rows = trade.desk.model.objects.filter(public_id__in=wanted)
            views |= {view.document_id: view for view in trade.views(rows, actor)}
    return [
        Row(entry, views[entry.document_id], days := entry.working_days(now), tone_of(days))
        for entry in entries
        if entry.document_id in views
    ]


@require_safe
def queue_page(request: HttpRequest) -> HttpResponse:
    """Needs and offers that wait, oldest first."""
    actor, narrowing, now = moderator_of(request), narrowing_of(request), timezone.now()
    waiting = queue(actor)
    page = page_of(request, [entry for entry in waiting if narrowing.fits(entry)])
    context = {
        "narrowing": narrowing,
        "filters": filters_of(narrowing),
        "whole": len(waiting),
        "late": sum(entry.working_days(now) > WORKING_DAYS_MEANT for entry in waiting),
        "page": page,
        "rows": rows_of(list(page.object_list), actor, now),
        "actor_id": actor.pk,
        "choices": [
            ("kind", _("Kind"), choices_of({"need": _("Needs"), "offer": _("Offers")}, [narrowing.kind])),
            ("sort", _("What waits"), choices_of(SORTS, [narrowing.sort])),
            ("challenge", _("Global challenge"), choices_of(CHALLENGES, [narrowing.challenge])),
            ("language", _("Language"), choices_of(LANGUAGES, [narrowing.language])),
        ],
    }
    return render(request, "web/moderation/queue.html", context)


def to_next(
    request: HttpRequest, actor: Account, narrowing: QueueNarrowing, after: str
) -> HttpResponseRedirect:
    """The page of the next entry that is free, or the queue where there is none."""
    filters = filters_of(narrowing)
    entry = next_entry(actor, narrowing, after)
    if entry is None:
        messages.info(request, _("Nothing else in this list waits for you."))
        return redirect(f"{reverse('moderation')}{'?' if filters else ''}{filters}")
    address = reverse("moderate", args=[entry.kind.value, entry.public_id])
    return redirect(f"{address}{'?' if filters else ''}{filters}")


@require_safe
def next_one(request: HttpRequest) -> HttpResponse:
    """On to the oldest entry nobody has taken; ``after`` is the one just looked at."""
    actor = moderator_of(request)
    return to_next(request, actor, narrowing_of(request), request.GET.get("after", ""))
