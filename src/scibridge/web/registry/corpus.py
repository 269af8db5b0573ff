"""The open literature for the pages: records of the lake, and who of them the registry knows."""

import logging
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from scibridge.domain.registry.models import Organisation, Person
from scibridge.domain.registry.selectors import organisation_by_identifier, person_by_identifier
from scibridge.engines.lake.failures import LakeBroken
from scibridge.engines.lake.lake import Lake
from scibridge.engines.lake.records import CorpusOrganisation, CorpusPerson, Work, WorkLine
from scibridge.kernel.errors import NotFound
from scibridge.kernel.identifiers import Scheme

logger = logging.getLogger(__name__)
_ORGANISATION, _PERSON, _WORK = re.compile(r"I\d{1,13}"), re.compile(r"A\d{1,13}"), re.compile(r"W\d{1,13}")


@lru_cache(maxsize=4)
def _lake_at(root: Path) -> Lake:
    return Lake(root, threads=1)


def lake() -> Lake:
    """The lake of this installation; it notices new generations itself."""
    return _lake_at(Path(settings.LAKE_DIRECTORY))


def is_organisation(text: str) -> bool:
    """Whether ``text`` is an OpenAlex id of an institution: public ids never begin with a capital."""
    return _ORGANISATION.fullmatch(text) is not None


def is_person(text: str) -> bool:
    """Whether ``text`` is an OpenAlex id of an author."""
    return _PERSON.fullmatch(text) is not None


def find_work(work_id: str) -> Work | None:
    """The work, if the lake holds it."""
    return lake().work(work_id) if _WORK.fullmatch(work_id) else None


def find_work_by_doi(doi: str) -> Work | None:
    """The work with this DOI in its normal form, if the lake holds it; a broken lake holds nothing."""
    try:
        return lake().work_by_doi(doi)
    except LakeBroken:
        logger.exception("a DOI is looked for elsewhere")
        return None


def topic_names(work_ids: Iterable[str]) -> dict[str, str]:
    """Topic id → its name, of the topics of these works; a broken lake names nothing."""
    try:
        works = lake().works(work_ids)
    except LakeBroken:
        logger.exception("topics go without names")
        return {}
    return {topic.id: topic.name for one in works for topic in one.topics if topic.name}


def work(work_id: str) -> Work:
    """The work with authors and topics. Raises NotFound."""
    found = find_work(work_id)
    if found is None:
        raise NotFound(kind="work", id=work_id)
    return found


def organisation(openalex_id: str) -> tuple[CorpusOrganisation, Organisation | None]:
    """The institution, and its record in the registry where one bears its ROR or OpenAlex id. Raises
    NotFound."""
    found = lake().organisation(openalex_id)
    if found is None:
        raise NotFound(kind="organisation", id=openalex_id)
    ours = organisation_by_identifier(Scheme.ROR, found.ror) if found.ror else None
    return found, ours or organisation_by_identifier(Scheme.OPENALEX, openalex_id)


def person(openalex_id: str) -> tuple[CorpusPerson, Person | None]:
    """The author, and their record in the registry where one bears their ORCID or OpenAlex id. Raises
    NotFound."""
    found = lake().person(openalex_id)
    if found is None:
        raise NotFound(kind="person", id=openalex_id)
    ours = person_by_identifier(Scheme.ORCID, found.orcid) if found.orcid else None
    return found, ours or person_by_identifier(Scheme.OPENALEX, openalex_id)


def works_by(record: CorpusOrganisation | CorpusPerson, limit: int) -> list[WorkLine]:
    """The newest works of an institution or an author."""
    if isinstance(record, CorpusOrganisation):
        return lake().works_of_organisation(record.id, limit)
    return lake().works_of_person(record.id, limit)


def works_of_organisation(record: Organisation, limit: int) -> list[WorkLine]:
    """The newest works of a registered organisation, found by its OpenAlex id, else by its ROR."""
    identifiers = {one.scheme: one.value for one in record.identifiers.all()}
    known = identifiers.get(Scheme.OPENALEX.value, "")
    with _without_lake() as works:
        if not known and (ror := identifiers.get(Scheme.ROR.value)):
            found = lake().organisation_by_ror(ror)
            known = found.id if found is not None else ""
        works.extend(lake().works_of_organisation(known, limit) if known else ())
    return works


def works_of_person(record: Person, limit: int) -> list[WorkLine]:
    """The newest works of a registered person, found by their OpenAlex id."""
    known = next((one.value for one in record.identifiers.all() if one.scheme == Scheme.OPENALEX.value), "")
    with _without_lake() as works:
        works.extend(lake().works_of_person(known, limit) if known else ())
    return works


@contextmanager
def _without_lake() -> Iterator[list[WorkLine]]:
    """A list to fill: a record of the registry is shown without works rather than not at all."""
    try:
        yield []
    except LakeBroken:
        logger.exception("the page goes without works")
