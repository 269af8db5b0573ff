"""Two editors at once: the later one sees, field by field, the words of both and what both began from.

Nothing is chosen for them; nothing is saved before every clash has a choice.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from scibridge.domain.exchange.content import read_content, write_content
from scibridge.domain.exchange.content.merging import Change, Side, ThreeWay, settle, three_way
from scibridge.domain.exchange.forms import PostingForm
from scibridge.domain.exchange.selectors import editable_content
from scibridge.engines.text.differing import Run
from scibridge.kernel.bilingual import CONTENT_LANGUAGES, html_language
from scibridge.web.exchange.differences import marked
from scibridge.web.exchange.trade import Trade
from scibridge.web.exchange.typed import plain

SIDES = {
    Side.MINE: _("Mine"),
    Side.THEIRS: _("Theirs"),
    Side.BOTH: _("Both, one after the other"),
}
_SALT = "exchange.opened"


@dataclass(frozen=True, slots=True)
class Shown:
    """One change on the page: runs of (``same|gone|new``, words) against the common base."""

    name: str
    field: str
    part: str
    language: str
    base: str
    theirs: tuple[Run, ...]
    mine: tuple[Run, ...]
    joins: bool
    chosen: str


def opened_mark(row: Any) -> str:
    """The content an edit begins from, to go with the form: what both sides are later compared with."""
    content = write_content(editable_content(row))
    return signing.dumps(content, salt=f"{_SALT}:{row.public_id}", compress=True)


def _base(request: HttpRequest, row: Any) -> dict[str, Any]:
    try:
        found = signing.loads(request.POST.get("opened", ""), salt=f"{_SALT}:{row.public_id}")
    except signing.BadSignature:
        # Nothing to compare with: whatever differs is a clash.
        return {}
    return found if isinstance(found, dict) else {}


def compared(request: HttpRequest, trade: Trade, row: Any, form: PostingForm) -> tuple[ThreeWay, Any, Any]:
    """How what was sent stands to what stands now, with both contents."""
    mine = write_content(read_content(trade.kind, form.service_fields))
    theirs = write_content(editable_content(row))
    return three_way(_base(request, row), theirs, mine), theirs, mine


def _choices(request: HttpRequest, found: ThreeWay) -> dict[str, Side]:
    known = {side.value: side for side in Side}
    chosen = {}
    for change in found.clashes:
        side = known.get(request.POST.get(f"choose-{change.name}", ""))
        if side is not None and (side is not Side.BOTH or change.joins):
            chosen[change.name] = side
    return chosen


def settled(
    request: HttpRequest, trade: Trade, row: Any, form: PostingForm
) -> tuple[dict[str, Any], int] | None:
    """The fields to save and the version they replace, once every clash shown has a choice; else None."""
    if "settle" not in request.POST or request.POST.get("seen", "") != str(row.version):
        return None
    found, theirs, mine = compared(request, trade, row, form)
    choices = _choices(request, found)
    if any(change.name not in choices for change in found.clashes):
        return None
    return settle(theirs, mine, found, choices), row.version


def conflict_page(request: HttpRequest, trade: Trade, row: Any, form: PostingForm) -> HttpResponse:
    """The page that tells, shows and asks. Every input of the form goes with it."""
    found, _theirs, _mine = compared(request, trade, row, form)
    chosen = _choices(request, found)
    data = plain(request.POST)
    inputs = [
        (name, value)
        for name, values in data.items()
        if not name.startswith("choose-") and name != "seen"
        for value in values
    ]
    context = {
        "section": trade.kind.value,
        "kind": trade.kind.value,
        "posting": trade.view(row, request.user),
        "row_version": row.version,
        "at": row.updated_at,
        "clashes": [_shown(one, chosen) for one in found.clashes],
        "only_mine": [_shown(one, chosen) for one in found.mine],
        "only_theirs": [_shown(one, chosen) for one in found.theirs],
        "inputs": inputs,
        "sides": [(side.value, words) for side, words in SIDES.items()],
        "missing": "settle" in request.POST and len(chosen) < len(found.clashes),
    }
    return render(request, "web/exchange/conflict.html", context, status=409)


def _shown(change: Change, chosen: Mapping[str, Side]) -> Shown:
    words = change.part in CONTENT_LANGUAGES
    before = marked(change.field, change.base, change.base)
    return Shown(
        name=change.name,
        field=change.field,
        part="" if words else change.part,
        language=html_language(change.part) if words else "",
        base="".join(text for _code, text in before),
        theirs=marked(change.field, change.base, change.theirs),
        mine=marked(change.field, change.base, change.mine),
        joins=change.joins,
        chosen=chosen[change.name].value if change.name in chosen else "",
    )
