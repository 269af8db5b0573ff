"""The works behind a mark: of one country, organisation or person, of two together, or of all."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from scibridge.engines.atlas.failures import UnitAbsent
from scibridge.engines.atlas.selections import Selection
from scibridge.engines.atlas.units import key_of, units_of
from scibridge.engines.atlas.views import Unit
from scibridge.flows.atlas.selectors import atlas, unit_name, works_view
from scibridge.web.atlas.answering import answered
from scibridge.web.atlas.asking import of_corpus, selection_of, unit_address
from scibridge.web.atlas.showing import distinct, frame
from scibridge.web.lists import PER_PAGE
from scibridge.web.registry.corpus import lake
from scibridge.web.shared import shared

_MOST_PAGES = 5000


@dataclass(frozen=True, slots=True)
class Side:
    """One of those the works are of, and its page."""

    unit: Unit
    address: str


@require_safe
@shared
@answered
def works(request: HttpRequest) -> HttpResponse:
    """The works, newest first, a page at a time."""
    selection = of_corpus(selection_of(request.GET))
    unit, partner = request.GET.get("unit", ""), request.GET.get("with", "")
    if partner and not unit:
        raise UnitAbsent(selection.level.value, "")
    sides = _sides(selection, [one for one in (unit, partner) if one])
    number = _page_number(request.GET.get("page", ""))
    view = works_view(unit, selection, partner=partner, most=PER_PAGE + 1, start=(number - 1) * PER_PAGE)
    if not view.works:
        raise UnitAbsent(selection.level.value, unit)
    shown = view.works[:PER_PAGE]
    held = {one.id: one for one in lake().works(shown)}
    name = " – ".join(unit_name(one.unit) for one in sides)
    title = _("Works: %(name)s") % {"name": name} if sides else _("Works behind the figure")
    context = frame(selection, title) | {
        "sides": sides,
        "works": [held[one] for one in shown if one in held],
        "number": number,
        "previous": number - 1,
        "following": number + 1 if len(view.works) > PER_PAGE else 0,
        "queries": distinct(view.queries),
    }
    return render(request, "web/atlas/works.html", context)


def _sides(selection: Selection, wanted: list[str]) -> list[Side]:
    """Those with names. Raises UnitAbsent for what cannot be one."""
    keys = [key_of(selection.level, one) for one in wanted]
    named = units_of(atlas(), selection.level, keys)
    return [Side(named[key], unit_address(named[key].id, selection)) for key in keys]


def _page_number(text: str) -> int:
    return min(max(int(text), 1), _MOST_PAGES) if text.isascii() and text.isdigit() and len(text) < 6 else 1
