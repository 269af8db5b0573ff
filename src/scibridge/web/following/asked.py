"""What a reader asks to follow: read from a form, kept through signing in, and put to the domain."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language, gettext

from scibridge.domain.accounts.models import Account, shown_language
from scibridge.domain.following.models import Follow
from scibridge.domain.following.searches import LONGEST, Search, read_search
from scibridge.domain.following.selectors import key_of_search, key_of_target, search_of
from scibridge.domain.following.services import follow_search, follow_target
from scibridge.domain.following.states import Place, Target
from scibridge.kernel.errors import FieldProblem, InvalidInput, NotFound
from scibridge.kernel.ids import is_public_id

_SESSION = "following.asked"
_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Asked:
    """A thing by kind and id, or a search."""

    target: Target
    target_id: str
    search: Search | None

    @property
    def key(self) -> str:
        """The key of its follow."""
        return key_of_search(self.search) if self.search else key_of_target(self.target, self.target_id)

    @property
    def fields(self) -> list[tuple[str, str]]:
        """The hidden fields of the form that asks for it."""
        if self.search is None:
            return [("target", self.target.value), ("target_id", self.target_id)]
        return [("place", self.search.place.value), *self.search.parameters]


def read_asked(data: Mapping[str, Sequence[str]]) -> Asked:
    """From the fields of a form: ``target`` and ``target_id``, or ``place`` and its parameters.

    Raises InvalidInput, NotFound.
    """
    place = next(iter(data.get("place", ())), "")
    if place:
        return Asked(Target.SEARCH, "", read_search(place, data))
    target, target_id = (next(iter(data.get(name, ())), "") for name in ("target", "target_id"))
    things = tuple(one.value for one in Target if one is not Target.SEARCH)
    if target not in things:
        raise InvalidInput(
            [FieldProblem("target", "unknown_code", {"value": target[:50], "choices": things})]
        )
    if not is_public_id(target_id):
        raise NotFound(kind=target, id=target_id[:50])
    return Asked(Target(target), target_id, None)


def asked_by(follow: Follow) -> Asked:
    """What a follow asked for."""
    target = Target(follow.target)
    return Asked(target, follow.target_id, search_of(follow) if target is Target.SEARCH else None)


def posted(request: HttpRequest) -> dict[str, list[str]]:
    """The fields of the form as they were sent, each cut at what any of them may hold."""
    most = max(LONGEST.values())
    return {
        name: [value[: most + 1] for value in request.POST.getlist(name)[:100]]
        for name in list(request.POST)[:50]
        if name != "csrfmiddlewaretoken"
    }


def begin(request: HttpRequest, asked: Asked, actor: Account) -> Follow:
    """Follow it, in the language of the page."""
    language = shown_language(get_language())
    if asked.search is None:
        return follow_target(
            actor=actor,
            target=asked.target,
            target_id=asked.target_id,
            now=timezone.now(),
            language=language,
        )
    return follow_search(
        actor=actor, search=asked.search, name=name_of(asked.search), now=timezone.now(), language=language
    )


def name_of(search: Search) -> str:
    """What a search is called until its follower names it."""
    words = " ".join(search.text.split())
    if words:
        return words if len(words) <= _LONGEST_NAME else f"{words[:_LONGEST_NAME].rstrip()}…"
    narrowed = any(search.codes.values())
    if search.place is Place.NEEDS:
        return gettext("Needs, narrowed") if narrowed else gettext("All needs")
    return gettext("Offers, narrowed") if narrowed else gettext("All offers")


def remember(request: HttpRequest, fields: dict[str, list[str]], back: str) -> None:
    """Keep what a visitor asked for until they have signed in."""
    request.session[_SESSION] = {"fields": fields, "back": back}


def remembered(request: HttpRequest) -> tuple[dict[str, list[str]], str] | None:
    """What this visitor asked for before signing in, once; then the address they came from."""
    kept: Any = request.session.pop(_SESSION, None)
    return (kept["fields"], kept["back"]) if kept else None
