"""Documents of the corpus: works as they are, people and organisations as their works describe them."""

from collections.abc import Iterator

from django.conf import settings

from scibridge.engines.lake.lake import Lake
from scibridge.engines.lake.records import (
    CorpusAffiliation,
    CorpusAuthor,
    CorpusOrganisation,
    CorpusPerson,
    Work,
)
from scibridge.engines.matching.documents import Contributor, Document, Kind, TextFields
from scibridge.engines.text.languages import detect

KINDS = {"W": Kind.WORK, "A": Kind.PERSON, "I": Kind.ORGANISATION}
# Contributors are what votes go to: an author beyond these has too small a part in a work to speak for it.
MOST_AUTHORS = 200
MOST_WORDS_OF_ABSTRACT = 20_000
# The topic scores of OpenAlex's older generation reach down to chance.
LEAST_TOPIC_SCORE = 0.3
CHALLENGE_OF_SDG = {
    2: "food_security",
    3: "human_health",
    7: "energy_security",
    9: "future_development",
    11: "future_development",
    13: "climate_change",
}


def corpus_document_id(record_id: str) -> str:
    """The id in the index of a record of the corpus: ``W1`` → ``work:W1``."""
    return f"{KINDS[record_id[0]]}:{record_id}"


def corpus_lake() -> Lake:
    """The lake of this installation."""
    return Lake(settings.LAKE_DIRECTORY)


def corpus_fingerprints() -> Iterator[tuple[str, str]]:
    """(document id, fingerprint) of every record of the corpus."""
    return ((corpus_document_id(record_id), mark) for record_id, mark in corpus_lake().fingerprints())


def _person_key(author: CorpusAuthor | CorpusPerson) -> str:
    return f"orcid:{author.orcid}" if author.orcid else f"openalex:{author.id}"


def _organisation_key(organisation: CorpusAffiliation | CorpusOrganisation) -> str:
    return f"ror:{organisation.ror}" if organisation.ror else f"openalex:{organisation.id}"


def _contributors(work: Work) -> tuple[Contributor, ...]:
    found: dict[str, Contributor] = {}
    for author in work.authors[:MOST_AUTHORS]:
        if author.id or author.orcid:
            key = _person_key(author)
            found.setdefault(key, Contributor(Kind.PERSON, key, author.name))
        for one in author.organisations:
            if one.id or one.ror:
                key = _organisation_key(one)
                found.setdefault(key, Contributor(Kind.ORGANISATION, key, one.name))
    return tuple(found.values())


def work_document(work: Work) -> Document:
    """A work, in the language its words are in: the label it carries is often wrong for Chinese."""
    language = "zh" if detect(f"{work.title} {work.abstract[:500]}") == "zh" else "en"
    topics = [topic for topic in work.topics if topic.scheme == "topic" or topic.score >= LEAST_TOPIC_SCORE]
    fields = TextFields(
        title=work.title,
        body=work.abstract[:MOST_WORDS_OF_ABSTRACT],
        keywords=tuple(dict.fromkeys([*work.keywords, *(topic.name for topic in topics if topic.name)])),
    )
    challenges = [CHALLENGE_OF_SDG[number] for number in work.sdgs if number in CHALLENGE_OF_SDG]
    return Document(
        id=corpus_document_id(work.id),
        kind=Kind.WORK,
        texts={language: fields},
        countries=work.countries,
        year=work.year,
        topics=tuple(topic.id for topic in topics),
        challenges=tuple(dict.fromkeys(challenges)),
        contributors=_contributors(work),
        aliases=(f"doi:{work.doi}",) if work.doi else (),
        known=work.cited_by,
        origin="corpus",
        fingerprint=work.fingerprint,
    )


def person_of_corpus_document(person: CorpusPerson) -> Document:
    """An author."""
    return Document(
        id=corpus_document_id(person.id),
        kind=Kind.PERSON,
        texts={"en": TextFields(title=person.name, keywords=person.topics)},
        countries=tuple(dict.fromkeys(one.country for one in person.organisations if one.country))
        or person.countries,
        year=person.last_year,
        contributors=tuple(
            Contributor(Kind.ORGANISATION, _organisation_key(one), one.name) for one in person.organisations
        ),
        aliases=tuple(dict.fromkeys([_person_key(person), f"openalex:{person.id}"])),
        known=person.works,
        origin="corpus",
        fingerprint=person.fingerprint,
    )


def organisation_of_corpus_document(organisation: CorpusOrganisation) -> Document:
    """An institution."""
    texts = {"en": TextFields(title=organisation.name, keywords=organisation.topics)}
    if organisation.name_zh:
        texts["zh"] = TextFields(title=organisation.name_zh)
    return Document(
        id=corpus_document_id(organisation.id),
        kind=Kind.ORGANISATION,
        texts=texts,
        countries=(organisation.country,) if organisation.country else (),
        year=organisation.last_year,
        aliases=tuple(dict.fromkeys([_organisation_key(organisation), f"openalex:{organisation.id}"])),
        known=organisation.works,
        origin="corpus",
        fingerprint=organisation.fingerprint,
    )


def all_corpus_documents(lake: Lake) -> Iterator[list[Document]]:
    """Every document of the corpus, in batches."""
    for works in lake.stream_works():
        yield [work_document(work) for work in works]
    for people in lake.stream_people():
        yield [person_of_corpus_document(person) for person in people]
    for organisations in lake.stream_organisations():
        yield [organisation_of_corpus_document(organisation) for organisation in organisations]


def corpus_count(lake: Lake) -> int:
    """How many documents :func:`all_corpus_documents` will give."""
    counts = lake.counts()
    return counts["works"] + counts["people"] + counts["organisations"]
