"""An organisation as a source describes it, in the registry's own codes: what a bulk import hands over."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

import orjson

from scibridge.domain.registry.validators import NameValue


@dataclass(frozen=True, slots=True)
class SourceIdentifier:
    """An external identifier in its normal form."""

    scheme: str
    value: str
    preferred: bool = True


@dataclass(frozen=True, slots=True)
class SourceRelation:
    """What another record of the source is to this one; ``kind`` is a RelationKind code."""

    kind: str
    target_ror: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class SourceOrganisation:
    """One record. ``key`` is its address at the source; bilingual fields map a content language to words."""

    key: str
    name: Mapping[str, str]
    names: tuple[NameValue, ...] = ()
    types: tuple[str, ...] = ()
    country: str = ""
    place: Mapping[str, str] = field(default_factory=dict)
    region: str = ""
    region_code: str = ""
    latitude: float | None = None
    longitude: float | None = None
    website: str = ""
    domains: tuple[str, ...] = ()
    established: int | None = None
    status: str = "active"
    identifiers: tuple[SourceIdentifier, ...] = ()
    relations: tuple[SourceRelation, ...] = ()

    def fingerprint(self) -> str:
        """SHA-256 of the record's content."""
        return hashlib.sha256(orjson.dumps(self, option=orjson.OPT_SORT_KEYS)).hexdigest()
