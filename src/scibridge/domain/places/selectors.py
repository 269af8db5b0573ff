"""Reads: places, what stands at them, challenges, and the portraits the corpus gives.

Ids leave here, not postings: whoever shows a need or an offer fetches it through ``exchange.access``.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.utils.text import slugify

from scibridge.domain.indexing.models import IndexChange
from scibridge.domain.places.models import Involved, Place, Portrait, Posted, PostedTopic, Presence
from scibridge.domain.registry.names import fold
from scibridge.engines.matching.documents import Kind
from scibridge.kernel.countries import country_names, is_country
from scibridge.kernel.errors import NotFound
from scibridge.kernel.prepared import Prepared

MOST_TOPICS = 12
POSTINGS = (Kind.NEED, Kind.OFFER)


@dataclass(frozen=True, slots=True)
class TopicCount:
    """A topic and how many needs and offers carry it; ``name`` maps a content language to words."""

    topic: str
    name: dict[str, str]
    number: int


def inhabited() -> QuerySet[Place]:
    """Countries and cities where anything stands."""
    return Place.objects.filter(_inhabited())


def _inhabited() -> Q:
    numbers = ("organisations", "people", "facilities", "needs", "offers")
    filled = Q(pk__in=[])
    for name in numbers:
        filled |= Q(**{f"{name}__gt": 0})
    return filled


def stamp() -> str:
    """Another text whenever anything openly posted has moved: what was counted under it still holds."""
    found = Posted.objects.aggregate(last=Max("pk"), number=Count("pk"))
    return f"{found['last']}-{found['number']}"


def countries() -> list[Place]:
    """Countries where anything stands, most organisations first."""
    return list(inhabited().filter(slug="").order_by("-organisations", "-people", "country"))


def cities(country: str = "", *, text: str = "") -> QuerySet[Place]:
    """Cities where anything stands (of a country; whose name holds ``text``), most organisations first."""
    rows = inhabited().exclude(slug="")
    if country:
        rows = rows.filter(country=country)
    for word in fold(text).split():
        rows = rows.filter(names__contains=word)
    return rows.order_by("-organisations", "-people", "country", "slug")


def largest_cities(country: str, most: int) -> list[Place]:
    """The first ``most`` :func:`cities` of a country."""
    return _largest(most).all(country)


@cache
def _largest(most: int) -> Prepared[Place]:
    return Prepared(lambda country: cities(country)[:most])


def cities_called(text: str, limit: int) -> list[Place]:
    """Cities one of whose names, or whose pinyin, begins so; most organisations first."""
    wanted = fold(text)
    if not wanted:
        return []
    # One name a line: a beginning stands first or after a line break.
    called = (
        Q(names__startswith=wanted)
        | Q(names__contains=f"\n{wanted}")
        | Q(slug__startswith=slugify(wanted) or " ")
    )
    rows = Place.objects.filter(_inhabited(), called).exclude(slug="")
    return list(rows.order_by("-organisations", "-people", "country", "slug")[:limit])


def countries_named(text: str) -> set[str]:
    """Codes of the countries whose name, in either language, or code holds ``text``."""
    wanted = fold(text)
    if not wanted:
        return set()
    named = [(code, name) for language in ("en", "zh-hans") for code, name in country_names(language).items()]
    return {code for code, name in named if wanted in fold(name) or wanted == code.lower()}


_PLACE: Prepared[Place] = Prepared(
    lambda country, slug: Place.objects.filter(country=country, slug=slug).order_by()
)


def place_at(country: str, slug: str = "") -> Place:
    """The country, or the city of it; a country where nothing stands is there, empty. Raises NotFound."""
    row = _PLACE.first(country, slug)
    if row is None and not slug and is_country(country):
        return Place(country=country)
    if row is None:
        raise NotFound(kind="place", id=f"{country}/{slug}"[:80])
    return row


def places_of_organisations() -> dict[str, int]:
    """Public id → key of the city, for every organisation of which one is known."""
    rows = Presence.objects.filter(kind=Kind.ORGANISATION.value).exclude(place__slug="")
    return dict(rows.values_list("public_id", "place_id").distinct())


_PRESENCE: Prepared[Presence] = Prepared(
    lambda kind, public_id: (
        Presence.objects.filter(kind=kind, public_id=public_id)
        .select_related("place")
        .order_by("-main", "pk")[:1]
    )
)


def city_of(kind: Kind, public_id: str) -> Place | None:
    """The city, else the country, where a thing of the registry stands first of all."""
    row = _PRESENCE.first(kind.value, public_id)
    return row.place if row is not None else None


def _key(place: Place) -> str | int:
    """What rows at a place are found by."""
    return place.country if place.is_country else place.pk


def _at(is_country: bool, key: str | int) -> Q:
    return Q(country=key) if is_country else Q(place=key)


def present(place: Place, kind: Kind, *, code: str = "") -> QuerySet[Presence]:
    """Organisations (of the type ``code``), people or facilities at a place, the weightier first."""
    return _present(place.is_country, _key(place), kind, code)


def _present(is_country: bool, key: str | int, kind: Kind, code: str = "") -> QuerySet[Presence]:
    rows = Presence.objects.filter(_at(is_country, key), kind=kind.value)
    if code:
        rows = rows.filter(code=code)
    elif is_country or kind is Kind.ORGANISATION:
        rows = rows.filter(main=True)
    return rows.order_by("-postings", "-works", "name_key", "pk")


def foremost_at(place: Place, kind: Kind, most: int) -> list[tuple[str, int, int]]:
    """(public id, postings, works) of the first ``most`` of those :func:`present`."""
    return _foremost(place.is_country, kind, most).all(_key(place))


@cache
def _foremost(is_country: bool, kind: Kind, most: int) -> Prepared[tuple[str, int, int]]:
    names = ("public_id", "postings", "works")
    return Prepared(lambda key: _present(is_country, key, kind).values_list(*names)[:most])


def types_at(place: Place) -> list[tuple[str, int]]:
    """How many organisations of each type stand at a place, most first; one may be of several."""
    return sorted(_types(place.is_country).all(_key(place)), key=lambda one: (-one[1], one[0]))


@cache
def _types(is_country: bool) -> Prepared[tuple[str, int]]:
    rows = Presence.objects.filter(kind=Kind.ORGANISATION.value).exclude(code="").order_by()
    return Prepared(
        lambda key: (
            rows.filter(_at(is_country, key))
            .values_list("code")
            .annotate(number=Count("public_id", distinct=True))
        )
    )


def posted_at(place: Place, kind: Kind) -> QuerySet[Posted]:
    """Needs or offers openly posted from a place, newest first."""
    return _posted(kind).filter(_at(place.is_country, _key(place)))


def newest_at(place: Place, kind: Kind, most: int) -> list[Posted]:
    """The first ``most`` of those :func:`posted_at`."""
    return _newest(place.is_country, kind, most).all(_key(place))


@cache
def _newest(is_country: bool, kind: Kind, most: int) -> Prepared[Posted]:
    return Prepared(lambda key: _posted(kind).filter(_at(is_country, key))[:most])


def _posted(kind: Kind) -> QuerySet[Posted]:
    """Without those that changed since the worker came, which may be held back by now."""
    changed = IndexChange.objects.filter(document_id=Concat(Value(f"{kind.value}:"), OuterRef("public_id")))
    return Posted.objects.filter(~Exists(changed), kind=kind.value).order_by("-published_at", "-pk")


def posted_on(
    challenge: str, kind: Kind, *, countries: Iterable[str] = (), codes: Iterable[str] = ()
) -> QuerySet[Posted]:
    """Needs or offers on a challenge, newest first; ``codes`` are kinds of need or offer."""
    rows = _posted(kind).filter(challenge=challenge)
    if wanted := list(countries):
        rows = rows.filter(country__in=wanted)
    if kinds := list(codes):
        rows = rows.filter(code__in=kinds)
    return rows


def asking(rows: QuerySet[Posted]) -> QuerySet[Posted]:
    """Needs: first those on whose topics nothing is offered; among equals what closes soonest, the newest."""
    own = PostedTopic.objects.filter(posted=OuterRef(OuterRef("pk"))).values("topic")
    offered = PostedTopic.objects.filter(kind=Kind.OFFER.value, topic__in=own)
    return rows.annotate(answered=Exists(offered)).order_by(
        "answered", F("deadline").asc(nulls_last=True), "-published_at", "-pk"
    )


def involved_in(challenge: str, kind: Kind, *, countries: Iterable[str] = ()) -> QuerySet[Involved, Any]:
    """Who stands behind needs and offers on a challenge: {public_id, postings}, most postings first."""
    rows = Involved.objects.filter(challenge=challenge, kind=kind.value)
    if wanted := list(countries):
        rows = rows.filter(country__in=wanted)
    return rows.values("public_id").annotate(postings=Count("posted")).order_by("-postings", "public_id")


def numbers_by(organisation: str) -> dict[str, int]:
    """Kind → how many needs and offers an organisation has openly posted."""
    return dict(_NUMBERS_BY.all(organisation))


_NUMBERS_BY: Prepared[tuple[str, int]] = Prepared(
    lambda organisation: (
        Posted.objects.filter(organisation=organisation)
        .order_by()
        .values_list("kind")
        .annotate(number=Count("pk"))
    )
)


def challenges_of(kind: Kind, public_id: str) -> list[tuple[str, int]]:
    """The challenges on which a thing of the registry stands behind needs or offers, most first."""
    return sorted(_CHALLENGES.all(kind.value, public_id), key=lambda one: (-one[1], one[0]))


_CHALLENGES: Prepared[tuple[str, int]] = Prepared(
    lambda kind, public_id: (
        Involved.objects.filter(kind=kind, public_id=public_id)
        .exclude(challenge="")
        .order_by()
        .values_list("challenge")
        .annotate(number=Count("posted"))
    )
)


def challenge_counts() -> dict[str, dict[str, int]]:
    """Challenge → kind → how many stand under it."""
    found: dict[str, dict[str, int]] = {}
    for rows in (Posted.objects.all(), Involved.objects.all()):
        grouped = rows.exclude(challenge="").order_by().values_list("challenge", "kind")
        for challenge, kind, number in grouped.annotate(number=Count("public_id", distinct=True)):
            found.setdefault(challenge, {})[kind] = number
    return found


def counts_on(challenge: str, *, countries: Iterable[str] = ()) -> dict[str, int]:
    """Kind → how many stand under a challenge (in these countries)."""
    wanted = list(countries)
    found: dict[str, int] = {}
    for rows in (Posted.objects.filter(challenge=challenge), Involved.objects.filter(challenge=challenge)):
        chosen = rows.filter(country__in=wanted) if wanted else rows
        grouped = chosen.order_by().values_list("kind").annotate(number=Count("public_id", distinct=True))
        found |= dict(grouped)
    return found


def countries_on(challenge: str, kinds: Iterable[Kind]) -> list[tuple[str, int]]:
    """Countries from which needs or offers on a challenge are openly posted, most first."""
    rows = Posted.objects.filter(challenge=challenge, kind__in=[kind.value for kind in kinds])
    grouped = rows.exclude(country="").order_by().values_list("country").annotate(number=Count("pk"))
    return sorted(grouped, key=lambda one: (-one[1], one[0]))


def codes_on(challenge: str, kind: Kind) -> dict[str, int]:
    """Kind of need or offer → how many on a challenge."""
    rows = Posted.objects.filter(challenge=challenge, kind=kind.value).exclude(code="")
    return dict(rows.order_by().values_list("code").annotate(number=Count("pk")))


def _grouped(rows: QuerySet[PostedTopic]) -> QuerySet[PostedTopic, Any]:
    return rows.order_by().values("topic").annotate(number=Count("posted"), example=Max("pk"))


_TOPICS_BY: Prepared[Any] = Prepared(
    lambda organisation: _grouped(PostedTopic.objects.filter(posted__organisation=organisation))
)
_TOPIC_NAMES: Prepared[tuple[int, dict[str, str]]] = Prepared(
    lambda keys: PostedTopic.objects.filter(pk__in=keys).order_by().values_list("pk", "name")
)


def _topics(rows: QuerySet[PostedTopic], most: int) -> list[TopicCount]:
    return _counted(_grouped(rows), most)


def _counted(grouped: Iterable[Any], most: int) -> list[TopicCount]:
    found = sorted(grouped, key=lambda one: (-one["number"], one["topic"]))[:most]
    names = dict(_TOPIC_NAMES.all([one["example"] for one in found]))
    return [TopicCount(one["topic"], names[one["example"]], one["number"]) for one in found]


def topics_posted_at(place: Place, most: int = MOST_TOPICS) -> list[TopicCount]:
    """Topics of the needs and offers openly posted from a place."""
    where = Q(posted__country=place.country) if place.is_country else Q(posted__place=place)
    return _topics(PostedTopic.objects.filter(where), most)


def topics_posted_by(organisation: str, most: int = MOST_TOPICS) -> list[TopicCount]:
    """Topics of the needs and offers openly posted by an organisation."""
    return _counted(_TOPICS_BY.all(organisation), most)


def topics_posted_on(challenge: str, most: int = MOST_TOPICS) -> list[TopicCount]:
    """Topics of the needs and offers on a challenge."""
    return _topics(PostedTopic.objects.filter(posted__challenge=challenge), most)


def topics_of_challenge(challenge: str) -> list[str]:
    """Every topic that a need or an offer on a challenge carries."""
    rows = PostedTopic.objects.filter(posted__challenge=challenge).order_by("topic")
    return list(rows.values_list("topic", flat=True).distinct())


def portrait_of(subject: str) -> Portrait | None:
    """What the corpus says of a subject; see :class:`~scibridge.domain.places.models.Portrait`."""
    return _PORTRAIT.first(subject)


_PORTRAIT: Prepared[Portrait] = Prepared(lambda subject: Portrait.objects.filter(subject=subject)[:1])


def portrait_of_place(place: Place) -> Portrait | None:
    """What the corpus says of a place."""
    return portrait_of(f"country:{place.country}" if place.is_country else f"place:{place.pk}")
