"""What owners see of moderation: how long an answer usually takes, and why a change was refused."""

from django import template
from django.core.cache import cache

from scibridge.domain.exchange.models import Revision
from scibridge.domain.exchange.selectors import last_refusal
from scibridge.domain.exchange.selectors import usual_answer_days as asked_of_the_database

register = template.Library()
_KEY, _SECONDS = "web.usual_answer_days", 600


@register.simple_tag
def usual_answer_days() -> int | None:
    """The days within which nine of ten are answered; asked of the database at most every ten minutes."""
    known: int | None = cache.get(_KEY)
    if known is None:
        # Too few to say is kept too, as nought.
        known = asked_of_the_database() or 0
        cache.set(_KEY, known, _SECONDS)
    return known or None


@register.simple_tag
def refused_change(kind: str, public_id: str) -> Revision | None:
    """The last change its owner proposed, where a moderator refused it; for the owner's side alone."""
    return last_refusal(kind, public_id)
