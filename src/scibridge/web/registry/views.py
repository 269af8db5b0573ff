"""Lists and pages of organisations, people and facilities, of the registry and of the open literature."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from scibridge.domain.accounts.selectors import own_grants
from scibridge.domain.exchange.access import listed_by, listed_of
from scibridge.domain.places.selectors import challenges_of, city_of, portrait_of, topics_posted_by
from scibridge.domain.registry import access, labels
from scibridge.domain.registry.models import Organisation, Person
from scibridge.domain.registry.selectors import (
    can_be_contacted,
    corrections_for,
    facilities,
    facilities_of,
    organisations,
    people,
    people_at,
    resolve_facility,
    resolve_organisation,
    resolve_person,
    with_affiliations,
)
from scibridge.domain.registry.states import AccessMode, AccessType, OrganisationType, RecordKind
from scibridge.engines.matching.documents import Kind
from scibridge.kernel.bilingual import CHINESE, CONTENT_LANGUAGES, ENGLISH, html_language
from scibridge.kernel.countries import country_names
from scibridge.web.identifiers import identifier_links
from scibridge.web.lists import choices_of, codes_of, country_choices, page_of, text_of
from scibridge.web.naming import only_language
from scibridge.web.places.locator import located
from scibridge.web.places.strengths import posted_topics, strengths
from scibridge.web.registry import corpus, landing
from scibridge.web.shared import shared

MOST_SHOWN = 20
MOST_WORKS = 8


@dataclass(frozen=True, slots=True)
class KeywordsShown:
    """Keywords in one language; ``language`` is set where it is not the reader's."""

    words: tuple[str, ...]
    language: str


def words_shown(keywords: Mapping[str, Sequence[str]]) -> KeywordsShown | None:
    """The keywords in the reader's language, else in the other one."""
    own = CHINESE if (get_language() or ENGLISH).startswith("zh") else ENGLISH
    for code in (own, *(one for one in CONTENT_LANGUAGES if one != own)):
        if keywords.get(code):
            return KeywordsShown(tuple(keywords[code]), "" if code == own else html_language(code))
    return None


def _filters(request: HttpRequest) -> dict[str, Any]:
    countries = codes_of(request, "country", list(country_names("en")))
    return {
        "text": text_of(request),
        "chosen_countries": countries,
        "countries": country_choices(countries),
    }


@require_safe
@shared
def organisation_list(request: HttpRequest) -> HttpResponse:
    """Organisations by name, country and type."""
    found = _filters(request)
    types = codes_of(request, "type", [one.value for one in OrganisationType])
    rows = organisations(text=found["text"], countries=found["chosen_countries"], types=types)
    # The list shows neither other names nor identifiers.
    page = page_of(request, rows.prefetch_related(None))
    context = found | {
        "section": "organisation",
        "landing": landing.of_list(request, RecordKind.ORGANISATION, _("Organisations"), page),
        "types": choices_of(labels.ORGANISATION_TYPES, types),
        "page": page,
    }
    return render(request, "web/registry/organisations.html", context)


@require_safe
@shared
def organisation(request: HttpRequest, public_id: str) -> HttpResponse:
    """One organisation: of the registry by public id, of the literature by OpenAlex id."""
    if corpus.is_organisation(public_id):
        return _of_the_literature(request, RecordKind.ORGANISATION, public_id)
    record, moved = resolve_organisation(public_id, whole=False)
    if moved:
        return HttpResponsePermanentRedirect(reverse("organisation", args=[record.public_id]))
    may_edit = access.may_edit_organisation(request.user, record)
    may_manage = access.may_manage_members(request.user, record)
    context = _posted_by(request, record) | {
        "section": "organisation",
        "record": record,
        "landing": landing.organisation(record),
        "only_language": only_language(record),
        "links": identifier_links(record),
        "people": people_at(record),
        "facilities": facilities_of(record),
        "works": corpus.works_of_organisation(record, MOST_WORKS),
        "strengths": strengths(portrait_of(f"organisation:{record.public_id}")),
        "asked": posted_topics(topics_posted_by(record.public_id)),
        "worked_on": challenges_of(Kind.ORGANISATION, record.public_id),
        "place": city_of(Kind.ORGANISATION, record.public_id),
        "locator": located(record),
        "wanting": landing.wanting(record) if may_edit else (),
        "waiting": corrections_for(RecordKind.ORGANISATION, record.public_id).count() if may_edit else 0,
        "may_edit": may_edit,
        "may_merge": access.may_merge(request.user),
        # Whoever manages the list ends their role there.
        "own_roles": () if may_manage else own_grants(request.user, record.public_id),
        "may_manage_members": may_manage,
        "may_ask_to_represent": access.is_representable_by(request.user, record),
        "can_be_contacted": can_be_contacted(record),
    }
    return render(request, "web/registry/organisation.html", context)


def _posted_by(request: HttpRequest, record: Organisation) -> dict[str, Any]:
    """Needs and offers in its name, save those whose owner keeps the name back from this reader."""
    needs = listed_of(Kind.NEED, record, request.user)
    offers = listed_of(Kind.OFFER, record, request.user)
    return {
        "needs": [one for one in needs if "organisation" not in one.held_back],
        "offers": [one for one in offers if "organisation" not in one.held_back],
    }


@require_safe
@shared
def person_list(request: HttpRequest) -> HttpResponse:
    """People by name and country."""
    found = _filters(request)
    rows = people(text=found["text"], countries=found["chosen_countries"]).prefetch_related(None)
    page = page_of(request, rows)
    page.object_list = with_affiliations(page.object_list)
    context = found | {
        "section": "person",
        "landing": landing.of_list(request, RecordKind.PERSON, _("People"), page),
        "page": page,
    }
    return render(request, "web/registry/people.html", context)


@require_safe
@shared
def person(request: HttpRequest, public_id: str) -> HttpResponse:
    """One person: of the registry by public id, of the literature by OpenAlex id."""
    if corpus.is_person(public_id):
        return _of_the_literature(request, RecordKind.PERSON, public_id)
    record, moved = resolve_person(public_id)
    if moved:
        return HttpResponsePermanentRedirect(reverse("person", args=[record.public_id]))
    may_edit = access.may_edit_person(request.user, record)
    context = {
        "section": "person",
        "record": record,
        "landing": landing.person(record),
        "only_language": only_language(record),
        "worked_on": challenges_of(Kind.PERSON, record.public_id),
        "place": city_of(Kind.PERSON, record.public_id),
        "waiting": corrections_for(RecordKind.PERSON, record.public_id).count() if may_edit else 0,
        "links": identifier_links(record),
        "expertise": words_shown(record.expertise),
        "offers": _offers_by(request, record),
        "works": corpus.works_of_person(record, MOST_WORKS),
        "may_edit": may_edit,
        "may_merge": access.may_merge(request.user),
        "can_be_contacted": can_be_contacted(record),
        "claimed": record.account_id is not None,
    }
    return render(request, "web/registry/person.html", context)


def _offers_by(request: HttpRequest, record: Person) -> list[Any]:
    return [one for one in listed_by(record, request.user) if "inventors" not in one.held_back]


def _of_the_literature(request: HttpRequest, kind: RecordKind, openalex_id: str) -> HttpResponse:
    """An organisation or a person that publications name; to its record where the registry has one."""
    find = corpus.organisation if kind is RecordKind.ORGANISATION else corpus.person
    found, ours = find(openalex_id)
    if ours is not None:
        return HttpResponsePermanentRedirect(reverse(kind.value, args=[ours.public_id]))
    context = {
        "section": kind.value,
        "record": found,
        "landing": landing.of_the_literature(found),
        "works": corpus.works_by(found, MOST_SHOWN),
    }
    return render(request, "web/registry/literature.html", context)


@require_safe
@shared
def facility_list(request: HttpRequest) -> HttpResponse:
    """Facilities by name, country and access."""
    found = _filters(request)
    types = codes_of(request, "access", [one.value for one in AccessType])
    modes = codes_of(request, "terms", [one.value for one in AccessMode])
    rows = facilities(
        text=found["text"], countries=found["chosen_countries"], access_types=types, access_modes=modes
    )
    page = page_of(request, rows)
    context = found | {
        "section": "facility",
        "landing": landing.of_list(request, RecordKind.FACILITY, _("Facilities"), page),
        "access_types": choices_of(labels.ACCESS_TYPES, types),
        "access_modes": choices_of(labels.ACCESS_MODES, modes),
        "page": page,
    }
    return render(request, "web/registry/facilities.html", context)


@require_safe
@shared
def facility(request: HttpRequest, public_id: str) -> HttpResponse:
    """One facility: what it does, and on what terms others may use it."""
    record = resolve_facility(public_id)
    may_edit = access.may_edit_facility(request.user, record)
    context = {
        "section": "facility",
        "record": record,
        "landing": landing.facility(record),
        "only_language": only_language(record),
        "worked_on": challenges_of(Kind.FACILITY, record.public_id),
        "place": city_of(Kind.FACILITY, record.public_id),
        "locator": located(record if record.latitude is not None else record.organisation),
        "waiting": corrections_for(RecordKind.FACILITY, record.public_id).count() if may_edit else 0,
        "kinds": words_shown(record.kinds),
        "techniques": words_shown(record.techniques),
        "may_edit": may_edit,
        "can_be_contacted": can_be_contacted(record),
    }
    return render(request, "web/registry/facility.html", context)
