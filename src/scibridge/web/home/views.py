"""The home page and the standing pages."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from scibridge.domain.exchange.access import listed
from scibridge.domain.exchange.selectors import published_needs, published_offers
from scibridge.domain.registry.selectors import facilities, organisations, people
from scibridge.web.addresses import safe_next
from scibridge.web.context import THEME_COOKIE, THEMES
from scibridge.web.home.world import shown_world
from scibridge.web.landing import Landing
from scibridge.web.linked_data import website
from scibridge.web.places.introductions import INTRODUCTIONS
from scibridge.web.shared import shared

NEWEST = 5
# What the box can take, in both languages whatever the reader's; these are content, not messages.
EXAMPLES = (
    ("zh", "减少住院老年患者的抗精神病药物使用"),
    ("en", "solid-state battery with an energy density of at least 400 Wh/kg"),
    ("zh", "适合干旱地区的耐盐碱水稻品种，亩产不低于 400 公斤"),
    ("en", "low-cost test for dengue that works without refrigeration, result within 20 minutes"),
)


def _counts() -> list[tuple[str, str, int]]:
    """Address name, kind and number of what is public."""
    return [
        ("needs", "need", published_needs().count()),
        ("offers", "offer", published_offers().count()),
        ("organisations", "organisation", organisations().order_by().count()),
        ("people", "person", people().order_by().count()),
        ("facilities", "facility", facilities().order_by().count()),
    ]


def _landing() -> Landing:
    name = pgettext("the name of the platform", "SciBridge")
    return Landing(name, things=(website(name, f"{reverse('search')}?q="),))


@require_safe
@shared
def home(request: HttpRequest) -> HttpResponse:
    """One box to ask in, the world that may answer, what is new, and ways in."""
    context: dict[str, Any] = {
        "examples": EXAMPLES,
        "counts": _counts(),
        "needs": listed(published_needs()[:NEWEST], request.user),
        "offers": listed(published_offers()[:NEWEST], request.user),
        "shown_world": shown_world(),
        "challenges": INTRODUCTIONS.items(),
        "landing": _landing(),
    }
    return render(request, "web/home/home.html", context)


@require_safe
@shared
def about(request: HttpRequest) -> HttpResponse:
    """What the platform is and for whom."""
    return render(request, "web/home/about.html")


@require_safe
@shared
def matching_help(request: HttpRequest) -> HttpResponse:
    """How matching works, in plain words."""
    return render(request, "web/home/help.html")


@require_safe
@shared
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about people, and why."""
    return render(request, "web/home/privacy.html")


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the system; remembered for a year in a cookie that holds nothing else."""
    wanted = request.POST.get("theme", "")
    response = HttpResponseRedirect(safe_next(request, reverse("home")))
    if wanted in THEMES:
        year = 365 * 24 * 3600
        response.set_cookie(
            THEME_COOKIE,
            wanted,
            max_age=year,
            samesite="Lax",
            httponly=True,
            secure=settings.SESSION_COOKIE_SECURE,
        )
    else:
        response.delete_cookie(THEME_COOKIE)
    return response
