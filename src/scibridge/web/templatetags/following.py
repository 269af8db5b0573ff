"""The follow button: what it is about, and whether the reader follows it already."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.http import HttpRequest, QueryDict
from django.urls import reverse

from scibridge.domain.following.models import Follow
from scibridge.domain.following.searches import read_search
from scibridge.domain.following.selectors import active_follow
from scibridge.domain.following.states import Target
from scibridge.kernel.errors import InvalidInput
from scibridge.web.following.asked import Asked
from scibridge.web.following.forms import FollowForm, form_of

register = template.Library()
_FEEDS = {"match": "match_feed", "needs": "needs_feed", "offers": "offers_feed"}


@dataclass(frozen=True, slots=True)
class Button:
    """What a button asks for, and the follow that is there already."""

    asked: Asked
    follow: Follow | None


def _parameters(request: HttpRequest) -> QueryDict:
    return request.GET


@register.simple_tag(takes_context=True)
def follow_state(context: Any, target: str, target_id: str = "") -> Button | None:
    """The button of a need, an offer or an organisation; or, for ``match``, ``needs`` and ``offers``, of the
    search in the page's address. None where there is nothing to follow yet."""
    request = context["request"]
    if target in _FEEDS:
        get = _parameters(request)
        try:
            asked = Asked(Target.SEARCH, "", read_search(target, {name: get.getlist(name) for name in get}))
        except InvalidInput:
            return None
    else:
        asked = Asked(Target(target), target_id, None)
    return Button(asked, active_follow(request.user, asked.key))


@register.simple_tag
def follow_form(follow: Follow) -> FollowForm:
    """The form that changes a follow."""
    return form_of(follow)


@register.simple_tag(takes_context=True)
def feed_address(context: Any, place: str) -> str:
    """The feed of the list or search in the page's address; empty where there is none."""
    get = _parameters(context["request"])
    try:
        search = read_search(place, {name: get.getlist(name) for name in get})
    except InvalidInput:
        return ""
    query = QueryDict(mutable=True)
    for name, value in search.parameters:
        query.appendlist(name, value)
    return f"{reverse(_FEEDS[place])}{'?' if query else ''}{query.urlencode()}"
