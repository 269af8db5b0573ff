"""Finding a record by what a person has at hand: its address here, its id, an identifier, or words of its
name."""

import re

from scibridge.domain.registry.models import Organisation, Person
from scibridge.domain.registry.selectors import (
    organisation_by_identifier,
    person_by_identifier,
    resolve_organisation,
    resolve_person,
    search_organisations,
    search_people,
)
from scibridge.domain.registry.states import RecordKind
from scibridge.kernel.errors import NotFound
from scibridge.kernel.identifiers import Scheme

MOST_CANDIDATES = 20
_ID = re.compile(r"(?:^|/)([A-Za-z0-9]{6,12})/?$")


def by_id(kind: RecordKind, text: str) -> Organisation | Person | None:
    """The live record whose id, or address on this site, ``text`` is."""
    found = _ID.search(text.strip())
    if found is None:
        return None
    try:
        if kind is RecordKind.ORGANISATION:
            return resolve_organisation(found[1])[0]
        return resolve_person(found[1])[0]
    except NotFound:
        return None


def candidates(kind: RecordKind, text: str) -> list[Organisation] | list[Person]:
    """Records that ``text`` may mean: one, when it is an id or an identifier; else by name, best first."""
    known = by_id(kind, text) if text else None
    if kind is RecordKind.ORGANISATION:
        marked = known or organisation_by_identifier(Scheme.ROR, text)
        if isinstance(marked, Organisation):
            return [marked]
        return search_organisations(text, limit=MOST_CANDIDATES)
    person = known or person_by_identifier(Scheme.ORCID, text)
    return [person] if isinstance(person, Person) else search_people(text, limit=MOST_CANDIDATES)
