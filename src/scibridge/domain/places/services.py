"""Writes: what stands where, brought up to date thing by thing, and made anew.

One writer at a time, the worker or a rebuild: each takes the rows of the countries first. Everything is
made from what a visitor who is not signed in may see.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Model, QuerySet
from django.utils import timezone

from scibridge.domain.exchange.access import visible_needs, visible_offers
from scibridge.domain.exchange.models import Need, Offer
from scibridge.domain.exchange.selectors import needs_for_index, offers_for_index
from scibridge.domain.exchange.visible import NeedView, OfferView, PostingView
from scibridge.domain.places.gazetteer import Gazetteer, Named, named_as
from scibridge.domain.places.models import Involved, Place, Portrait, Posted, PostedTopic, Presence
from scibridge.domain.registry.models import Affiliation, Facility, Organisation, Person
from scibridge.domain.registry.selectors import (
    facilities_for_index,
    organisations_for_index,
    people_for_index,
)
from scibridge.engines.matching.documents import Kind
from scibridge.kernel.bilingual import versions

BATCH = 500
COUNTED = {
    Kind.ORGANISATION: "organisations",
    Kind.PERSON: "people",
    Kind.FACILITY: "facilities",
    Kind.NEED: "needs",
    Kind.OFFER: "offers",
}
# Places follow organisations, so these come first.
ORDER = (Kind.ORGANISATION, Kind.PERSON, Kind.FACILITY, Kind.NEED, Kind.OFFER)
_MODELS: dict[Kind, type[Model]] = {
    Kind.ORGANISATION: Organisation,
    Kind.PERSON: Person,
    Kind.FACILITY: Facility,
    Kind.NEED: Need,
    Kind.OFFER: Offer,
}
Progress = Callable[[int, int], None]


@dataclass(slots=True)
class _Touched:
    """What a refresh has moved: places to count again, and whose postings to count again."""

    places: set[int] = field(default_factory=set)
    actors: set[tuple[str, str]] = field(default_factory=set)


def refresh(document_ids: Iterable[str]) -> None:
    """Bring what stands where up to date with these things (``<kind>:<public id>``) as they are now."""
    wanted: dict[Kind, set[str]] = {kind: set() for kind in ORDER}
    for one in document_ids:
        kind, _, public_id = one.partition(":")
        if kind in wanted:
            wanted[Kind(kind)].add(public_id)
    touched = _Touched()
    if not any(wanted.values()):
        return
    with transaction.atomic():
        _lock()
        for moved in _refresh_registry(Kind.ORGANISATION, wanted[Kind.ORGANISATION], touched):
            for kind, public_id in moved:
                wanted[kind].add(public_id)
        for kind in (Kind.PERSON, Kind.FACILITY):
            for _ in _refresh_registry(kind, wanted[kind], touched):
                pass
        for kind in (Kind.NEED, Kind.OFFER):
            for batch in _batches(wanted[kind]):
                _refresh_postings(kind, batch, touched)
        _weigh(touched.actors)
        _recount(touched.places)


def _lock() -> None:
    list(Place.objects.select_for_update().filter(slug="").order_by("pk").values_list("pk"))


def _batches(ids: Iterable[str]) -> Iterator[list[str]]:
    held = sorted(ids)
    for start in range(0, len(held), BATCH):
        yield held[start : start + BATCH]


def _refresh_registry(kind: Kind, ids: set[str], touched: _Touched) -> Iterator[Sequence[tuple[Kind, str]]]:
    """Write the rows of records; gives what stands elsewhere now because its organisation does."""
    for batch in _batches(ids):
        before = list(Presence.objects.filter(kind=kind.value, public_id__in=batch))
        stood = {(row.public_id, row.place_id) for row in before}
        rows = _PRESENT[kind](batch)
        kept = {row.public_id: (row.postings, row.works) for row in before}
        weights = kept | _weights(kind, {row.public_id for row in rows} - kept.keys())
        for row in rows:
            row.postings, row.works = weights.get(row.public_id, (0, 0))
        Presence.objects.filter(pk__in=[row.pk for row in before]).delete()
        Presence.objects.bulk_create(rows, batch_size=BATCH)
        stands = {(row.public_id, row.place_id) for row in rows}
        touched.places |= {place for _, place in stood | stands}
        if kind is Kind.ORGANISATION:
            yield _standing_with({public_id for public_id, _ in stood ^ stands})


def _weights(kind: Kind, ids: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Public id → number of its postings, and of its works, for those not yet here."""
    wanted = list(ids)
    postings = dict(
        Involved.objects.filter(kind=kind.value, public_id__in=wanted)
        .values_list("public_id")
        .annotate(number=Count("posted"))
    )
    subjects = {f"{kind.value}:{one}": one for one in wanted}
    works = dict(Portrait.objects.filter(subject__in=subjects).values_list("subject", "works"))
    return {
        one: (postings.get(one, 0), works.get(subject, 0))
        for subject, one in subjects.items()
        if one in postings or subject in works
    }


def _standing_with(organisations: set[str]) -> list[tuple[Kind, str]]:
    """People, facilities and postings that stand where these organisations do."""
    found: list[tuple[Kind, str]] = []
    for batch in _batches(organisations):
        people = Affiliation.objects.filter(organisation__public_id__in=batch)
        found += [(Kind.PERSON, one) for one in people.values_list("person__public_id", flat=True)]
        for kind, model in ((Kind.FACILITY, Facility), (Kind.NEED, Need), (Kind.OFFER, Offer)):
            rows: QuerySet[Any] = model._default_manager.filter(organisation__public_id__in=batch)  # noqa: SLF001 - Django's documented name
            found += [(kind, one) for one in rows.values_list("public_id", flat=True)]
    return found


def _organisations(ids: list[str]) -> list[Presence]:
    rows = list(organisations_for_index(ids).prefetch_related(None))
    named = {
        row.pk: Named(
            row.country, versions(row.place), row.region, row.region_code, row.latitude, row.longitude
        )
        for row in rows
    }
    gazetteer = Gazetteer(named.values())
    found = []
    for row in rows:
        place = gazetteer.find(named[row.pk])
        if place is not None:
            found += [
                Presence(
                    kind=Kind.ORGANISATION.value,
                    public_id=row.public_id,
                    country=row.country,
                    place=place,
                    code=code,
                    main=number == 0,
                    name_key=row.sort_key[:60],
                )
                for number, code in enumerate(dict.fromkeys(row.types or [""]))
            ]
    return found


def _places_of(organisations: Iterable[str]) -> dict[str, Place]:
    """Public id → where an organisation stands."""
    rows = Presence.objects.filter(kind=Kind.ORGANISATION.value, public_id__in=set(organisations))
    return {row.public_id: row.place for row in rows.select_related("place")}


def _people(ids: list[str]) -> list[Presence]:
    rows = list(people_for_index(ids).prefetch_related(None).prefetch_related("affiliations__organisation"))
    year = timezone.now().year
    homes = {
        row.pk: [one.organisation.public_id for one in row.affiliations.all() if one.is_current(year)]
        for row in rows
    }
    places = _places_of(one for ids_of_one in homes.values() for one in ids_of_one)
    gazetteer = Gazetteer(Named(row.country, {}) for row in rows)
    found = []
    for row in rows:
        here = {places[one].pk: places[one] for one in homes[row.pk] if one in places}
        if row.country and row.country not in {place.country for place in here.values()}:
            country = gazetteer.country(row.country)
            here[country.pk] = country
        countries: set[str] = set()
        for place in here.values():
            found.append(
                Presence(
                    kind=Kind.PERSON.value,
                    public_id=row.public_id,
                    country=place.country,
                    place=place,
                    main=place.country not in countries,
                    name_key=row.sort_key[:60],
                )
            )
            countries.add(place.country)
    return found


def _facilities(ids: list[str]) -> list[Presence]:
    rows = list(facilities_for_index(ids))
    homes = _places_of(row.organisation.public_id for row in rows)
    named = {
        row.pk: Named(
            row.country or row.organisation.country,
            versions(row.place),
            latitude=row.latitude,
            longitude=row.longitude,
        )
        for row in rows
    }
    gazetteer = Gazetteer(named.values())
    found = []
    for row in rows:
        home = homes.get(row.organisation.public_id)
        place = gazetteer.find(named[row.pk])
        if home is not None and (place is None or (place.is_country and place.country == home.country)):
            place = home
        if place is not None:
            found.append(
                Presence(
                    kind=Kind.FACILITY.value,
                    public_id=row.public_id,
                    country=place.country,
                    place=place,
                    name_key=row.sort_key[:60],
                )
            )
    return found


_PRESENT: dict[Kind, Callable[[list[str]], list[Presence]]] = {
    Kind.ORGANISATION: _organisations,
    Kind.PERSON: _people,
    Kind.FACILITY: _facilities,
}


def _refresh_postings(kind: Kind, ids: list[str], touched: _Touched) -> None:
    before = list(Posted.objects.filter(kind=kind.value, public_id__in=ids).prefetch_related("involved"))
    touched.places |= {row.place_id for row in before if row.place_id is not None}
    touched.actors |= {(one.kind, one.public_id) for row in before for one in row.involved.all()}
    Posted.objects.filter(pk__in=[row.pk for row in before]).delete()
    views: Sequence[NeedView | OfferView]
    if kind is Kind.NEED:
        views = visible_needs(needs_for_index(ids), None)
    else:
        views = visible_offers(offers_for_index(ids), None)
    places = _places_of(view.organisation.id for view in views if view.organisation is not None)
    gazetteer = Gazetteer(Named(view.organisation.country, {}) for view in views if view.organisation)
    rows = [
        _posted(kind, view, view.published_at, places, gazetteer)
        for view in views
        if view.published_at is not None
    ]
    Posted.objects.bulk_create(rows, batch_size=BATCH)
    held = dict(zip([row.public_id for row in rows], rows, strict=True))
    shown = [view for view in views if view.id in held]
    PostedTopic.objects.bulk_create(
        [
            PostedTopic(posted=held[view.id], kind=kind.value, topic=one.id, name=dict(one.name))
            for view in shown
            for one in {topic.id: topic for topic in view.topics}.values()
        ],
        batch_size=BATCH,
    )
    involved = [one for view in shown for one in _involved(held[view.id], view)]
    Involved.objects.bulk_create(involved, batch_size=BATCH)
    touched.places |= {row.place_id for row in rows if row.place_id is not None}
    touched.actors |= {(one.kind, one.public_id) for one in involved}


def _posted(
    kind: Kind, view: PostingView, published_at: datetime, places: dict[str, Place], gazetteer: Gazetteer
) -> Posted:
    place = None
    if view.organisation is not None and view.organisation.country:
        place = places.get(view.organisation.id) or gazetteer.country(view.organisation.country)
    return Posted(
        kind=kind.value,
        public_id=view.id,
        code=view.kind,
        organisation=view.organisation.id if view.organisation else "",
        country=place.country if place else "",
        place=place,
        challenge=view.challenge,
        published_at=published_at,
        deadline=view.deadline if isinstance(view, NeedView) else None,
    )


def _involved(row: Posted, view: PostingView) -> Iterator[Involved]:
    """Those whom the posting openly names."""
    named = [] if view.organisation is None else [(Kind.ORGANISATION, view.organisation)]
    if isinstance(view, OfferView):
        named += [(Kind.PERSON, one.person) for one in view.inventors or ()]
        named += [(Kind.FACILITY, one) for one in view.facilities or ()]
    for kind, one in named:
        country = one.country or (row.country if kind is Kind.FACILITY else "")
        yield Involved(
            posted=row, kind=kind.value, public_id=one.id, country=country, challenge=view.challenge
        )


def _weigh(actors: set[tuple[str, str]]) -> None:
    """Count again in how many postings these stand."""
    for kind in {kind for kind, _ in actors}:
        for batch in _batches(public_id for own, public_id in actors if own == kind):
            numbers = dict(
                Involved.objects.filter(kind=kind, public_id__in=batch)
                .values_list("public_id")
                .annotate(number=Count("posted"))
            )
            rows = list(Presence.objects.filter(kind=kind, public_id__in=batch))
            for row in rows:
                row.postings = numbers.get(row.public_id, 0)
            Presence.objects.bulk_update(rows, ["postings"], batch_size=BATCH)


def _recount(touched: set[int]) -> None:
    """Count again what stands at these places and in their countries."""
    countries = set(Place.objects.filter(pk__in=touched).values_list("country", flat=True))
    rows = list(Place.objects.filter(pk__in=touched) | Place.objects.filter(country__in=countries, slug=""))
    numbers: Counter[tuple[object, str]] = Counter()
    for model in (Presence, Posted):
        own = model._default_manager.filter(place__in=touched)  # noqa: SLF001 - as above
        all_of = model._default_manager.filter(country__in=countries)  # noqa: SLF001 - as above
        for where, counted in (("place", own), ("country", all_of)):
            grouped = counted.order_by().values_list(where, "kind")
            for key, kind, number in grouped.annotate(number=Count("public_id", distinct=True)):
                numbers[key, kind] = number
    for row in rows:
        own_key: object = row.country if row.is_country else row.pk
        for counted_kind, name in COUNTED.items():
            setattr(row, name, numbers[own_key, counted_kind.value])
    Place.objects.bulk_update(rows, list(COUNTED.values()), batch_size=BATCH)


@transaction.atomic
def write_portraits(found: Mapping[str, Mapping[str, Any]], *, generation: int) -> int:
    """Replace every portrait by these, by subject; and weigh organisations by their works anew."""
    _lock()
    now = timezone.now()
    Portrait.objects.all().delete()
    rows = [
        Portrait(subject=subject, generation=generation, made_at=now, **values)
        for subject, values in found.items()
    ]
    Portrait.objects.bulk_create(rows, batch_size=BATCH)
    prefix = f"{Kind.ORGANISATION.value}:"
    works = {row.subject.removeprefix(prefix): row.works for row in rows if row.subject.startswith(prefix)}
    stale = [
        row
        for row in Presence.objects.filter(kind=Kind.ORGANISATION.value)
        if row.works != works.get(row.public_id, 0)
    ]
    for row in stale:
        row.works = works.get(row.public_id, 0)
    Presence.objects.bulk_update(stale, ["works"], batch_size=BATCH)
    return len(rows)


def rebuild(progress: Progress = lambda done, total: None) -> int:
    """Bring everything up to date and drop what is no longer there; the addresses of places stay.

    Pages are served meanwhile, from what was there. Returns how many things it looked at.
    """
    ids = {kind: list(_MODELS[kind]._default_manager.values_list("public_id", flat=True)) for kind in ORDER}  # noqa: SLF001 - as above
    total, done = sum(map(len, ids.values())), 0
    for kind in ORDER:
        for batch in _batches(ids[kind]):
            refresh(f"{kind.value}:{one}" for one in batch)
            done += len(batch)
            progress(done, total)
    with transaction.atomic():
        _lock()
        _drop_lost({kind.value: set(found) for kind, found in ids.items()})
        _name_places()
        _recount(set(Place.objects.values_list("pk", flat=True)))
    return done


def _drop_lost(known: dict[str, set[str]]) -> None:
    for model in (Presence, Posted):
        rows = model._default_manager.values_list("pk", "kind", "public_id")  # noqa: SLF001 - as above
        lost = [key for key, kind, public_id in rows if public_id not in known[kind]]
        for start in range(0, len(lost), BATCH):
            model._default_manager.filter(pk__in=lost[start : start + BATCH]).delete()  # noqa: SLF001 - as above


def _name_places() -> None:
    """Call every city as most of its organisations do."""
    votes: dict[int, dict[str, Counter[str]]] = {}
    stands = dict(
        Presence.objects.filter(kind=Kind.ORGANISATION.value).values_list("public_id", "place_id").distinct()
    )
    for public_id, name in Organisation.objects.exclude(place="").values_list("public_id", "place"):
        if (place := stands.get(public_id)) is not None:
            for language, words in versions(name).items():
                votes.setdefault(place, {}).setdefault(language, Counter())[words] += 1
    rows = list(Place.objects.filter(pk__in=votes).exclude(slug=""))
    for row in rows:
        best = {
            language: min(counts, key=lambda words: (-counts[words], words))
            for language, counts in votes[row.pk].items()
        }
        row.name, row.names = named_as(versions(row.name) | best)
    Place.objects.bulk_update(rows, ["name", "names"], batch_size=BATCH)
