"""Where an identifier can be looked up."""

from dataclasses import dataclass

from scibridge.domain.registry.models import Organisation, Person
from scibridge.kernel.identifiers import Scheme

_ADDRESSES = {
    Scheme.ROR: "{}",
    Scheme.ORCID: "https://orcid.org/{}",
    Scheme.ISNI: "https://isni.org/isni/{}",
    Scheme.LEI: "https://search.gleif.org/#/record/{}",
    Scheme.WIKIDATA: "https://www.wikidata.org/wiki/{}",
    Scheme.FUNDREF: "https://doi.org/10.13039/{}",
    Scheme.OPENALEX: "https://openalex.org/{}",
}


@dataclass(frozen=True, slots=True)
class IdentifierLink:
    """An identifier, and its address where there is one."""

    scheme: str
    value: str
    address: str


def identifier_links(record: Organisation | Person) -> list[IdentifierLink]:
    """The identifiers of a record, each with the place that explains it."""
    return [
        IdentifierLink(one.scheme, one.value, _ADDRESSES.get(Scheme(one.scheme), "").format(one.value))
        for one in record.identifiers.all()
    ]
