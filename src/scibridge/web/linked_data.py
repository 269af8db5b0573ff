"""Needs, offers, organisations, people, facilities and works in the words of schema.org.

Needs and offers come as the view of a visitor who is not signed in, and as nothing else.
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from i18nfield.strings import LazyI18nString

from scibridge.domain.exchange.states import OfferKind
from scibridge.domain.exchange.visible import Named, NeedView, OfferView, PostingView
from scibridge.domain.registry.models import Facility, Organisation, Person
from scibridge.domain.registry.states import AccessMode, OrganisationType
from scibridge.engines.lake.records import CorpusOrganisation, CorpusPerson, Work
from scibridge.kernel.bilingual import html_language, show, versions
from scibridge.web.identifiers import identifier_links
from scibridge.web.landing import absolute, clipped, given

_ORGANISATIONS = {
    OrganisationType.UNIVERSITY: "CollegeOrUniversity",
    OrganisationType.INSTITUTE: "ResearchOrganization",
    OrganisationType.HOSPITAL: "Hospital",
    OrganisationType.COMPANY: "Corporation",
    OrganisationType.GOVERNMENT: "GovernmentOrganization",
    OrganisationType.NONPROFIT: "NGO",
    OrganisationType.FUNDER: "FundingAgency",
    OrganisationType.ARCHIVE: "ArchiveOrganization",
}
_OFFERED = {
    OfferKind.PAPER: "ScholarlyArticle",
    OfferKind.DATASET: "Dataset",
    OfferKind.SOFTWARE: "SoftwareApplication",
    OfferKind.SERVICE: "Service",
}
Words: TypeAlias = Mapping[str, str] | LazyI18nString | str | None


def _address(name: str, *arguments: str) -> str:
    return absolute(reverse(name, args=arguments))


def _others(value: Words) -> list[str]:
    """The names in the languages that are not shown."""
    texts: Mapping[str, str] = value if isinstance(value, Mapping) else versions(value)
    return [text for text in texts.values() if text and text != show(value).text]


def _fiction(fictional: bool) -> str:
    return _("Fictional, made for demonstration.") if fictional else ""


def _named(kind: str, thing: Named) -> dict[str, Any]:
    types = {"organisation": "Organization", "person": "Person", "facility": "Place"}
    address = _address(kind, thing.id)
    return {"@type": types[kind], "@id": address, "name": show(thing.name).text, "url": address}


def _posting(kind: str, view: PostingView, description: Words) -> dict[str, Any]:
    address = _address(kind, view.id)
    return {
        "@id": address,
        "url": address,
        "identifier": view.id,
        "name": show(view.title).text,
        "alternateName": _others(view.title),
        "description": clipped(show(description).text, 1000),
        "disambiguatingDescription": _fiction(view.fictional),
        "availabilityStarts": view.published_at and view.published_at.date().isoformat(),
        "availabilityEnds": view.expires_at and view.expires_at.date().isoformat(),
    }


def demand(view: NeedView) -> dict[str, Any]:
    """A need."""
    found = _posting("need", view, view.problem) | {
        "@type": "Demand",
        "validThrough": view.deadline and view.deadline.isoformat(),
        "eligibleRegion": [{"@type": "Country", "identifier": code} for code in view.eligible_countries],
        "ineligibleRegion": [{"@type": "Country", "identifier": code} for code in view.excluded_countries],
    }
    if view.organisation is not None:
        found["@reverse"] = {"seeks": _named("organisation", view.organisation)}
    return given(found)


def offer(view: OfferView) -> dict[str, Any]:
    """An offer, and what is offered."""
    item = given(
        {
            "@type": _OFFERED.get(OfferKind(view.kind), "Product") if view.kind else "Product",
            "name": show(view.title).text,
            "description": clipped(show(view.summary).text, 1000),
            "creator": [_named("person", one.person) for one in view.inventors or ()],
            "sameAs": [
                f"https://doi.org/{one.value}" for one in view.identifiers or () if one.scheme == "doi"
            ],
        }
    )
    if item["@type"] in {"Product", "Service"}:
        item.pop("creator", None)
    found = _posting("offer", view, view.summary) | {"@type": "Offer", "itemOffered": item}
    if view.organisation is not None:
        found["offeredBy"] = _named("organisation", view.organisation)
    return given(found)


def _address_of(record: Any) -> dict[str, Any]:
    place = show(getattr(record, "place", "")).text
    found = given(
        {
            "addressCountry": record.country,
            "addressLocality": place,
            "addressRegion": getattr(record, "region", ""),
        }
    )
    return {"@type": "PostalAddress"} | found if found else {}


def _geo(record: Any) -> dict[str, Any]:
    if record.latitude is None:
        return {}
    return {"@type": "GeoCoordinates", "latitude": record.latitude, "longitude": record.longitude}


def _record(kind: str, record: Any) -> dict[str, Any]:
    address = _address(kind, record.public_id)
    return {
        "@id": address,
        "url": address,
        "identifier": record.public_id,
        "name": show(record.name).text,
        "alternateName": _others(record.name),
        "disambiguatingDescription": _fiction(record.fictional),
    }


def organisation(record: Organisation) -> dict[str, Any]:
    """An organisation of the registry; names, identifiers and relations are prefetched."""
    types = [_ORGANISATIONS[code] for code in record.types if code in _ORGANISATIONS]
    shown = show(record.name).text
    geo, names = _geo(record), dict.fromkeys(one.value for one in record.names.all() if one.value != shown)
    parents = [
        {
            "@type": "Organization",
            "@id": _address("organisation", one.target.public_id),
            "name": str(one.target),
        }
        for one in record.relations.all()
        if one.kind == "parent" and one.target is not None
    ]
    return given(
        _record("organisation", record)
        | {
            "@type": types or "Organization",
            "alternateName": list(names),
            "description": clipped(show(record.summary).text, 1000),
            "address": _address_of(record),
            "location": {"@type": "Place", "geo": geo} if geo else {},
            "foundingDate": str(record.established or ""),
            "sameAs": [*([record.website] if record.website else []), *_same_as(record)],
            "parentOrganization": parents,
        }
    )


def _same_as(record: Organisation | Person) -> list[str]:
    return [one.address for one in identifier_links(record) if one.address]


def person(record: Person) -> dict[str, Any]:
    """A person of the registry; identifiers and affiliations are prefetched."""
    return given(
        _record("person", record)
        | {
            "@type": "Person",
            "alternateName": list(dict.fromkeys([*_others(record.name), *record.other_names])),
            "description": clipped(show(record.biography).text, 1000),
            "knowsAbout": [word for words in record.expertise.values() for word in words],
            "affiliation": [
                {
                    "@type": "Organization",
                    "@id": _address("organisation", one.organisation.public_id),
                    "name": show(one.organisation.name).text,
                }
                for one in record.affiliations.all()
                if one.to_year is None
            ],
            "sameAs": [*([record.website] if record.website else []), *_same_as(record)],
        }
    )


def facility(record: Facility) -> dict[str, Any]:
    """A facility: a place, and the service one may apply to."""
    return given(
        _record("facility", record)
        | {
            "@type": ["Place", "Service"],
            "description": clipped(show(record.description).text, 1000),
            "provider": {
                "@type": "Organization",
                "@id": _address("organisation", record.organisation.public_id),
                "name": show(record.organisation.name).text,
            },
            "serviceType": [word for words in record.kinds.values() for word in words],
            "address": _address_of(record),
            "geo": _geo(record),
            "isAccessibleForFree": True if record.access_mode == AccessMode.FREE else None,
            "areaServed": [{"@type": "Country", "identifier": code} for code in record.eligible_countries],
            "sameAs": record.website,
        }
    )


def work(record: Work) -> dict[str, Any]:
    """A bibliographic record of the corpus."""
    address = _address("work", record.id)
    return given(
        {
            "@type": "ScholarlyArticle",
            "@id": address,
            "url": address,
            "name": record.title,
            "headline": clipped(record.title, 110),
            "abstract": clipped(record.abstract, 1000),
            "inLanguage": html_language(record.language) if record.language else "",
            "datePublished": str(record.published or record.year or ""),
            "author": [{"@type": "Person", "name": one.name} for one in record.authors[:20] if one.name],
            "isPartOf": {"@type": "Periodical", "name": record.venue} if record.venue else {},
            "sameAs": f"https://doi.org/{record.doi}" if record.doi else "",
        }
    )


def _of_the_literature(kind: str, record: CorpusOrganisation | CorpusPerson) -> dict[str, Any]:
    address = _address(kind, record.id)
    return {"@id": address, "url": address, "name": record.name, "knowsAbout": list(record.topics)}


def literature_organisation(record: CorpusOrganisation) -> dict[str, Any]:
    """An institution as publications know it."""
    return given(
        _of_the_literature("organisation", record)
        | {
            "@type": "Organization",
            "alternateName": record.name_zh,
            "address": {"@type": "PostalAddress", "addressCountry": record.country} if record.country else {},
            "sameAs": [*([record.ror] if record.ror else []), f"https://openalex.org/{record.id}"],
        }
    )


def literature_person(record: CorpusPerson) -> dict[str, Any]:
    """An author as publications know them."""
    orcid = [f"https://orcid.org/{record.orcid}"] if record.orcid else []
    return given(
        _of_the_literature("person", record)
        | {
            "@type": "Person",
            "affiliation": [{"@type": "Organization", "name": one.name} for one in record.organisations],
            "sameAs": [*orcid, f"https://openalex.org/{record.id}"],
        }
    )


def listed(title: str, address: str, items: Sequence[tuple[str, Words]]) -> dict[str, Any]:
    """A page that lists others: (address, name) of each, in the page's order."""
    elements = [
        {"@type": "ListItem", "position": place, "url": absolute(own), "name": show(name).text}
        for place, (own, name) in enumerate(items, start=1)
    ]
    return collection(title, address) | given(
        {"mainEntity": {"@type": "ItemList", "itemListElement": elements} if elements else {}}
    )


def collection(title: str, address: str, description: str = "") -> dict[str, Any]:
    """A page that gathers others."""
    return given(
        {
            "@type": "CollectionPage",
            "@id": absolute(address),
            "url": absolute(address),
            "name": title,
            "description": description,
            "inLanguage": html_language(get_language() or "en"),
        }
    )


def website(name: str, search: str) -> dict[str, Any]:
    """The platform, and how to search it; ``search`` is an address that ends with the parameter."""
    return {
        "@type": "WebSite",
        "@id": _address("home"),
        "url": _address("home"),
        "name": name,
        "inLanguage": html_language(get_language() or "en"),
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": absolute(search) + "{search_term_string}"},
            "query-input": "required name=search_term_string",
        },
    }
