"""Reads of facilities."""

from collections.abc import Iterable, Sequence

from django.db.models import QuerySet

from scibridge.domain.registry.models import Facility, Organisation
from scibridge.domain.registry.selectors.listing import holding_any, words_in
from scibridge.domain.registry.states import AccessMode, AccessType, FacilityStatus
from scibridge.kernel.errors import NotFound
from scibridge.kernel.ids import is_public_id
from scibridge.kernel.prepared import Prepared

SHOWN = (FacilityStatus.OPEN, FacilityStatus.PAUSED)
MOST_SUGGESTIONS = 50
MOST_SHOWN = 20


def facilities(
    *,
    text: str = "",
    countries: Iterable[str] = (),
    access_types: Iterable[AccessType | str] = (),
    access_modes: Iterable[AccessMode | str] = (),
    organisation: str = "",
    statuses: Iterable[FacilityStatus] = SHOWN,
) -> QuerySet[Facility]:
    """Facilities in order of name, with their organisations.

    ``text`` matches names, kinds and techniques in either language; ``organisation`` is a public id; an empty
    ``statuses`` means every status.
    """
    rows = Facility.objects.select_related("organisation")
    named = words_in(text, "folded")
    if named is not None:
        rows = rows.filter(named)
    if codes := [code.upper() for code in countries]:
        rows = rows.filter(country__in=codes)
    if modes := [str(mode) for mode in access_modes]:
        rows = rows.filter(access_mode__in=modes)
    if organisation:
        rows = (
            rows.filter(organisation__public_id=organisation) if is_public_id(organisation) else rows.none()
        )
    if states := [state.value for state in statuses]:
        rows = rows.filter(status__in=states)
    return holding_any(rows, "access_types", [str(code) for code in access_types])


_OF: Prepared[Facility] = Prepared(
    lambda organisation: Facility.objects.select_related("organisation").filter(
        organisation=organisation, status__in=[state.value for state in SHOWN]
    )[:MOST_SHOWN]
)
_BY_ID: Prepared[Facility] = Prepared(
    lambda public_id: Facility.objects.select_related("organisation").filter(public_id=public_id).order_by()
)


def facilities_of(organisation: Organisation) -> list[Facility]:
    """The first facilities of an organisation, in order of name, that are not closed."""
    return _OF.all(organisation.pk)


def search_facilities(text: str, *, limit: int = 10) -> list[Facility]:
    """Suggestions while someone types."""
    return list(facilities(text=text)[: min(limit, MOST_SUGGESTIONS)]) if words_in(text, "folded") else []


def resolve_facility(public_id: str) -> Facility:
    """The facility with its organisation. Raises NotFound."""
    row = _BY_ID.first(public_id) if is_public_id(public_id) else None
    if row is None:
        raise NotFound(public_id=public_id)
    return row


def facilities_for_index(public_ids: Sequence[str] | None = None) -> QuerySet[Facility]:
    """Facilities that belong in the index (of ``public_ids``, when given): those that are not closed."""
    rows = Facility.objects.filter(status__in=[state.value for state in SHOWN]).select_related("organisation")
    if public_ids is not None:
        rows = rows.filter(public_id__in=public_ids)
    return rows.order_by("pk")


def eligible(facility: Facility, *, country: str, organisation_types: Iterable[str]) -> bool:
    """Whether someone from ``country`` at an organisation of these types may apply; no list, no limit."""
    if facility.eligible_countries and country not in facility.eligible_countries:
        return False
    wanted = set(facility.eligible_organisation_types)
    return not wanted or bool(wanted & set(organisation_types))
