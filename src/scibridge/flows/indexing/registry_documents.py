"""Documents of the registry's organisations, people and facilities, from what every visitor may read."""

from collections.abc import Mapping, Sequence

from i18nfield.strings import LazyI18nString

from scibridge.domain.registry.models import Facility, Organisation, Person
from scibridge.domain.registry.selectors import organisation_keys, person_keys
from scibridge.domain.registry.states import NameKind
from scibridge.engines.matching.documents import Contributor, Document, Kind, TextFields, fingerprinted
from scibridge.kernel.bilingual import engine_versions

_ENGINE_LANGUAGES = {"en": "en", "zh-hans": "zh"}


def _plain(name: LazyI18nString) -> str:
    """One form of a name whatever language is active, so that fingerprints do not depend on the reader."""
    return next(iter(engine_versions(name).values()), "")


def _texts(
    title: LazyI18nString,
    *,
    summary: LazyI18nString | str = "",
    body: LazyI18nString | str = "",
    keywords: Mapping[str, Sequence[str]] | None = None,
) -> dict[str, TextFields]:
    titles, summaries, bodies = engine_versions(title), engine_versions(summary), engine_versions(body)
    words = {
        _ENGINE_LANGUAGES.get(code, code): tuple(items) for code, items in (keywords or {}).items() if items
    }
    languages = [
        code
        for code in ("en", "zh")
        if code in titles or code in summaries or code in bodies or code in words
    ]
    return {
        code: TextFields(
            title=titles.get(code, ""),
            summary=summaries.get(code, ""),
            body=bodies.get(code, ""),
            keywords=words.get(code, ()),
        )
        for code in languages
    }


def organisation_document(organisation: Organisation) -> Document:
    """A live organisation; expects what ``organisations_for_index`` prefetches."""
    shown = set(engine_versions(organisation.name).values())
    names: dict[str, list[str]] = {}
    relations = organisation.relations.all()
    known = len(organisation.names.all()) + len(organisation.identifiers.all()) + len(relations)
    for name in organisation.names.all():
        if name.kind != NameKind.ACRONYM.value and name.value not in shown:
            language = "zh-hans" if name.language.startswith("zh") else "en"
            names.setdefault(language, []).append(name.value)
    return fingerprinted(
        Document(
            id=organisation.document_id,
            kind=Kind.ORGANISATION,
            texts=_texts(organisation.name, summary=organisation.summary, keywords=names),
            countries=(organisation.country,) if organisation.country else (),
            aliases=organisation_keys(organisation),
            names=tuple(dict.fromkeys(one.value for one in organisation.names.all())),
            known=known,
        )
    )


def person_document(person: Person) -> Document:
    """A live person; expects what ``people_for_index`` prefetches."""
    current = [one for one in person.affiliations.all() if one.to_year is None]
    countries = [person.country, *(one.organisation.country for one in current)]
    return fingerprinted(
        Document(
            id=person.document_id,
            kind=Kind.PERSON,
            texts=_texts(person.name, body=person.biography, keywords=person.expertise),
            countries=tuple(dict.fromkeys(code for code in countries if code)),
            contributors=tuple(
                Contributor(
                    Kind.ORGANISATION, f"ours:{one.organisation.public_id}", _plain(one.organisation.name)
                )
                for one in current
            ),
            aliases=person_keys(person),
            names=tuple(person.other_names),
            known=len(person.identifiers.all()) + len(person.affiliations.all()) + len(person.other_names),
        )
    )


def facility_document(facility: Facility) -> Document:
    """A facility that takes users; expects what ``facilities_for_index`` fetches."""
    keywords = {
        code: [*facility.kinds.get(code, []), *facility.techniques.get(code, [])]
        for code in ("en", "zh-hans")
    }
    organisation = facility.organisation
    return fingerprinted(
        Document(
            id=facility.document_id,
            kind=Kind.FACILITY,
            texts=_texts(facility.name, summary=facility.description, keywords=keywords),
            countries=(facility.country or organisation.country,)
            if facility.country or organisation.country
            else (),
            contributors=(
                Contributor(Kind.ORGANISATION, f"ours:{organisation.public_id}", _plain(organisation.name)),
            ),
        )
    )
