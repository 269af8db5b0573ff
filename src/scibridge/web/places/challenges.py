"""The global challenges: the six on one page, and one page for each that is worth linking to."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from scibridge.domain.exchange.labels import CHALLENGES, NEED_KINDS, OFFER_KINDS
from scibridge.domain.exchange.states import Challenge
from scibridge.domain.places import selectors
from scibridge.engines.matching.documents import Kind
from scibridge.kernel.countries import country_name
from scibridge.web.landing import Landing, crumb, from_home
from scibridge.web.linked_data import collection
from scibridge.web.lists import choices_of, codes_of, page_of
from scibridge.web.places.introductions import INTRODUCTIONS
from scibridge.web.places.remembering import Memory
from scibridge.web.places.standing import TABS, postings, records, tabs
from scibridge.web.places.strengths import posted_topics, strengths
from scibridge.web.shared import shared
from scibridge.web.words import figure, two_sentences

SHOWN = {Kind.NEED: 6, Kind.OFFER: 6, Kind.ORGANISATION: 8, Kind.PERSON: 8, Kind.FACILITY: 6}
MOST_COUNTRIES = 12
_KINDS: dict[Kind, Mapping[Any, Any]] = {Kind.NEED: NEED_KINDS, Kind.OFFER: OFFER_KINDS}


@require_safe
@shared
def challenges(request: HttpRequest) -> HttpResponse:
    """All six, each in a line, with how much stands under it."""
    counts, title = Memory().recall("challenges", selectors.challenge_counts), _("Global challenges")
    description = _("Six questions that no country answers alone, and who works on them.")
    rows = [
        {
            "code": code.value,
            "label": label,
            "introduction": INTRODUCTIONS[code],
            "numbers": counts.get(code.value, {}),
        }
        for code, label in CHALLENGES.items()
    ]
    landing = Landing(
        title, description, from_home(), (collection(title, reverse("challenges"), description),)
    )
    context = {"section": "challenge", "challenges": rows, "description": description, "landing": landing}
    return render(request, "web/places/challenges.html", context)


@require_safe
@shared
def challenge(request: HttpRequest, code: str) -> HttpResponse:
    """One challenge: what it is, what is asked and offered, who works on it, where; narrowed by country."""
    if code not in set(Challenge):
        raise Http404
    memory = Memory()
    asked = memory.recall(f"{code}.countries", lambda: selectors.countries_on(code, selectors.POSTINGS))
    countries = codes_of(request, "country", [one for one, _number in asked])
    key = ".".join([code, *countries])
    numbers = memory.recall(f"{key}.counts", lambda: selectors.counts_on(code, countries=countries))
    show_list = request.GET.get("show", "")
    title, introduction = str(CHALLENGES[Challenge(code)]), INTRODUCTIONS[code]
    description = two_sentences(introduction.line, introduction.text)
    context = {
        "section": "challenge",
        "code": code,
        "title": title,
        "introduction": introduction,
        "address": reverse("challenge", args=[code]),
        "numbers": numbers,
        "tabs": tabs(numbers, show_list),
        "show": show_list if show_list in TABS else "",
        "chosen_countries": countries,
        "involved": asked,
        "countries": _country_choices(asked, countries),
        "landing": Landing(
            title,
            description,
            from_home(crumb(_("Global challenges"), "challenges")),
            (collection(title, reverse("challenge", args=[code]), description),),
        ),
    }
    if show_list in TABS:
        context |= _listed(request, code, TABS[show_list], countries)
    else:
        context |= _overview(request, memory, code, countries)
    return render(request, "web/places/challenge.html", context)


def _country_choices(asked: list[tuple[str, int]], chosen: list[str]) -> list[tuple[str, str, bool]]:
    return [(code, _counted(country_name(code), number), code in chosen) for code, number in asked]


def _counted(label: Any, number: int) -> str:
    return pgettext("a choice and how many it has", "%(choice)s (%(number)s)") % {
        "choice": label,
        "number": figure(number),
    }


def _listed(request: HttpRequest, code: str, kind: Kind, countries: list[str]) -> dict[str, Any]:
    if kind not in selectors.POSTINGS:
        found = selectors.involved_in(code, kind, countries=countries)
        page = page_of(request, found)
        shown = [(one["public_id"], one["postings"], 0) for one in page.object_list]
        return {"page": page, "kind": kind.value, "rows": records(kind, shown)}
    codes = codes_of(request, "kind", [str(one) for one in _KINDS[kind]])
    rows = selectors.posted_on(code, kind, countries=countries, codes=codes)
    page = page_of(request, selectors.asking(rows) if kind is Kind.NEED else rows)
    listed = list(page.object_list)
    present = selectors.codes_on(code, kind)
    kinds = {
        one: _counted(label, present[str(one)]) for one, label in _KINDS[kind].items() if str(one) in present
    }
    return {
        "page": page,
        "kind": kind.value,
        "rows": postings(kind, listed, request.user, named=bool(countries)),
        "unanswered": _unanswered(listed) if kind is Kind.NEED else set(),
        "kinds": choices_of(kinds, codes),
    }


def _unanswered(rows: list[Any]) -> set[str]:
    return {row.public_id for row in rows if not row.answered}


def _most_involved(code: str, kind: Kind, countries: list[str]) -> list[tuple[str, int, int]]:
    found = selectors.involved_in(code, kind, countries=countries)[: SHOWN[kind]]
    return [(one["public_id"], one["postings"], 0) for one in found]


def _overview(request: HttpRequest, memory: Memory, code: str, countries: list[str]) -> dict[str, Any]:
    lists: dict[str, Any] = {"unanswered": set()}
    for name, kind in TABS.items():
        if kind in selectors.POSTINGS:
            posted = selectors.posted_on(code, kind, countries=countries)
            rows = list((selectors.asking(posted) if kind is Kind.NEED else posted)[: SHOWN[kind]])
            lists[name] = postings(kind, rows, request.user, named=bool(countries))
            if kind is Kind.NEED:
                lists["unanswered"] = _unanswered(rows)
        else:
            key = ".".join([code, *countries, name])
            found = memory.recall(key, partial(_most_involved, code, kind, countries))
            lists[name] = records(kind, found)
    return lists | {
        "strengths": strengths(selectors.portrait_of(f"challenge:{code}")),
        "asked": posted_topics(memory.recall(f"{code}.topics", lambda: selectors.topics_posted_on(code))),
        "most_countries": MOST_COUNTRIES,
    }
