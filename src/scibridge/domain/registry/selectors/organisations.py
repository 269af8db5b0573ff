"""Reads of organisations."""

from collections.abc import Iterable, Sequence

from django.db.models import Case, F, IntegerField, Min, Q, QuerySet, Value, When
from django.db.models.functions import Length
from i18nfield.strings import LazyI18nString

from scibridge.domain.registry.models import (
    Facility,
    Organisation,
    OrganisationIdentifier,
    OrganisationName,
    OrganisationRelation,
)
from scibridge.domain.registry.names import fold
from scibridge.domain.registry.selectors.listing import Survivors, holding_any, words_in
from scibridge.domain.registry.states import FacilityStatus, OrganisationStatus, OrganisationType, Origin
from scibridge.kernel.identifiers import InvalidIdentifier, Scheme, normalise
from scibridge.kernel.prepared import Part, Parts, Prepared, prefetch

LISTED = (OrganisationStatus.ACTIVE, OrganisationStatus.INACTIVE)
_KEY_SCHEMES = {Scheme.ROR.value, Scheme.OPENALEX.value}
MOST_SUGGESTIONS = 50


def with_list_details(rows: QuerySet[Organisation]) -> QuerySet[Organisation]:
    """What a list shows, in a constant number of queries: names and identifiers."""
    return rows.prefetch_related("names", "identifiers")


_SURVIVORS = Survivors(Organisation)
_SHOWN: Parts = {
    "names": Part(
        "organisation", Prepared(lambda keys: OrganisationName.objects.filter(organisation__in=keys))
    ),
    "identifiers": Part(
        "organisation",
        Prepared(lambda keys: OrganisationIdentifier.objects.filter(organisation__in=keys)),
    ),
    "relations": Part(
        "organisation",
        Prepared(
            lambda keys: OrganisationRelation.objects.select_related("target").filter(organisation__in=keys)
        ),
    ),
}
_WHOLE: Parts = {
    **_SHOWN,
    "facilities": Part(
        "organisation",
        Prepared(
            lambda keys: Facility.objects.exclude(status=FacilityStatus.CLOSED.value).filter(
                organisation__in=keys
            )
        ),
    ),
    "absorbed": Part("merged_into", Prepared(lambda keys: Organisation.objects.filter(merged_into__in=keys))),
}
_BY_ID: Prepared[Organisation] = Prepared(
    lambda public_id: Organisation.objects.filter(public_id=public_id).order_by()
)


def organisations(
    *,
    text: str = "",
    countries: Iterable[str] = (),
    types: Iterable[OrganisationType | str] = (),
    statuses: Iterable[OrganisationStatus] = LISTED,
    origins: Iterable[Origin] = (),
) -> QuerySet[Organisation]:
    """Organisations in order of name. ``text`` matches any name, in any language or script, word by word.

    Merged records are left out unless ``statuses`` asks for them; an empty tuple means every status.
    """
    rows = Organisation.objects.all()
    named = words_in(text, "folded")
    if named is not None:
        rows = rows.filter(pk__in=OrganisationName.objects.filter(named).values("organisation"))
    if codes := [code.upper() for code in countries]:
        rows = rows.filter(country__in=codes)
    if states := [state.value for state in statuses]:
        rows = rows.filter(status__in=states)
        if OrganisationStatus.MERGED not in states:
            # Says no more than the states do, but lets the database read the list in its order.
            rows = rows.filter(merged_into__isnull=True)
    if sources := [origin.value for origin in origins]:
        rows = rows.filter(origin__in=sources)
    return with_list_details(holding_any(rows, "types", [str(code) for code in types]))


def whereabouts() -> QuerySet[Organisation, tuple[str, float | None, float | None]]:
    """Country, latitude and longitude of every listed organisation; what is unknown is empty."""
    rows = Organisation.objects.filter(status__in=[state.value for state in LISTED]).order_by("pk")
    return rows.values_list("country", "latitude", "longitude")


def search_organisations(text: str, *, limit: int = 10, country: str = "") -> list[Organisation]:
    """Suggestions while someone types a name: exact names first, then beginnings, then words inside.

    Any language and script; case, accents and traditional characters do not matter. At most 50.
    """
    named = words_in(text, "folded")
    if named is None:
        return []
    whole = fold(text)
    rank = Case(
        When(folded=whole, then=Value(0)),
        When(folded__startswith=whole, then=Value(1)),
        When(folded__contains=f" {whole}", then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    live = Q(organisation__status__in=[state.value for state in LISTED])
    if country:
        live &= Q(organisation__country=country.upper())
    best = (
        OrganisationName.objects.filter(named & live)
        .order_by()
        .values("organisation")
        .annotate(rank=Min(rank), length=Min(Length("folded")), key=F("organisation__sort_key"))
        .order_by("rank", "length", "key", "organisation")
        .values_list("organisation", flat=True)[: min(limit, MOST_SUGGESTIONS)]
    )
    order = {key: place for place, key in enumerate(best)}
    rows = with_list_details(Organisation.objects.filter(pk__in=order))
    return sorted(rows, key=lambda row: order[row.pk])


def resolve_organisation(public_id: str, *, whole: bool = True) -> tuple[Organisation, bool]:
    """The organisation with names, identifiers and relations, ``whole`` also with open facilities and
    absorbed records; and whether the address moved. Raises NotFound."""
    organisation, moved = _SURVIVORS.of(public_id)
    prefetch([organisation], _WHOLE if whole else _SHOWN)
    return organisation, moved


def organisation_by_id(public_id: str) -> Organisation | None:
    """The organisation with this public id, alone."""
    return _BY_ID.first(public_id)


def organisation_by_identifier(scheme: Scheme | str, value: str) -> Organisation | None:
    """The live organisation that bears an identifier in any spelling; the oldest where several do."""
    try:
        stored = normalise(scheme, value)
    except InvalidIdentifier:
        return None
    held = OrganisationIdentifier.objects.filter(scheme=str(scheme), value=stored).order_by()
    # Asked first and alone: joined to a table just filled, PostgreSQL may begin at the wrong end.
    keys = list(held.values_list("organisation", flat=True))
    return Organisation.objects.filter(pk__in=keys, merged_into__isnull=True).order_by("pk").first()


def organisation_keys(organisation: Organisation) -> tuple[str, ...]:
    """Every key under which works and offers may name it; identifiers and absorbed are prefetched."""
    return (
        f"ours:{organisation.public_id}",
        *(
            f"{one.scheme}:{one.value}"
            for one in organisation.identifiers.all()
            if one.scheme in _KEY_SCHEMES
        ),
        *(f"ours:{one.public_id}" for one in organisation.absorbed.all()),
    )


def organisations_for_index(public_ids: Sequence[str] | None = None) -> QuerySet[Organisation]:
    """Organisations that belong in the index (of ``public_ids``, when given), with names and keys.

    Withdrawn and merged ones are not in it: an asked id that does not come back is to be removed.
    """
    rows = Organisation.objects.filter(status__in=[state.value for state in LISTED])
    if public_ids is not None:
        rows = rows.filter(public_id__in=public_ids)
    return rows.order_by("pk").prefetch_related("names", "identifiers", "relations", "absorbed")


def names_of_organisations(public_ids: Iterable[str]) -> dict[str, LazyI18nString]:
    """Public id → name, of those there are."""
    rows = Organisation.objects.filter(public_id__in=list(public_ids)).order_by()
    return dict(rows.values_list("public_id", "name"))
