"""Organisations, people and facilities, in and out. Contact addresses are never among them."""

from datetime import datetime
from typing import Any

from ninja import Schema
from pydantic import Field

from scibridge.api.v1.schemas.shared import (
    COUNTRIES,
    STRING,
    In,
    Named,
    Out,
    code_in,
    codes,
    codes_in,
    list_in,
    number_in,
    rows_in,
    shaped,
    text_in,
    whole_in,
    words_in,
)
from scibridge.domain.registry.states import (
    AccessMode,
    AccessType,
    FacilityStatus,
    NameKind,
    OrganisationStatus,
    OrganisationType,
)

Words = dict[str, str]
Keywords = dict[str, list[str]]
_KEYWORDS = {"type": "object", "additionalProperties": {"type": "array", "items": STRING}}


class IdentifierOut(Out):
    """An external identifier in its normal form."""

    scheme: str
    value: str


class NameOut(Out):
    """A name; `language` is a BCP 47 code or empty."""

    value: str
    language: str
    kind: NameKind


class RelationOut(Out):
    """What another organisation is to this one; one that is not here has its ROR and label only."""

    kind: str
    organisation: Named | None
    ror: str
    label: str


class OrganisationLine(Out):
    """An organisation in a list."""

    id: str
    name: Words
    names: list[NameOut]
    types: list[str]
    country: str
    place: Words
    region: str
    latitude: float | None
    longitude: float | None
    website: str
    domains: list[str]
    established: int | None
    status: OrganisationStatus
    summary: Words
    identifiers: list[IdentifierOut]
    origin: str
    fictional: bool
    updated_at: datetime


class OrganisationOut(OrganisationLine):
    """An organisation with its relations and open facilities; `absorbed` are ids merged into it."""

    version: str = Field(description="Send it back as expected_version when you change the record.")
    relations: list[RelationOut]
    facilities: list[Named]
    absorbed: list[str]


class OrganisationList(Out):
    """A page of organisations."""

    items: list[OrganisationLine]
    next: str | None


class OrganisationFilters(Schema):
    """How a list of organisations can be narrowed. Lists take several values, or one with commas."""

    q: str = Field("", max_length=200, description="Words of any name, in any language or script.")
    country: list[str] = []
    type: list[str] = []
    status: list[str] = Field(["active", "inactive"])
    origin: list[str] = []
    identifier: str = Field(
        "", max_length=200, description="scheme:value, such as ror:https://ror.org/013meh722."
    )
    cursor: str = Field("", max_length=900)
    limit: int = Field(20, ge=1, le=100)


class OrganisationIn(In):
    """The fields of an organisation; name, country and types are needed."""

    name: Any = words_in("Name.")
    names: Any = rows_in("Other names.", value=STRING, language=STRING, kind=codes(NameKind))
    types: Any = codes_in("What it is.", OrganisationType)
    country: Any = text_in("Alpha-2.")
    place: Any = words_in("City.")
    region: Any = text_in("State or province.")
    latitude: Any = number_in("Degrees.", minimum=-90, maximum=90)
    longitude: Any = number_in("Degrees.", minimum=-180, maximum=180)
    website: Any = text_in("http or https.")
    domains: Any = list_in("Domains of its mail and web; they prove who belongs to it.", STRING)
    established: Any = whole_in("Year.", 1, 2100)
    status: Any = shaped("active or inactive.", type="string", enum=["active", "inactive"])
    summary: Any = words_in("What it does.")
    identifiers: Any = rows_in("Such as ror, isni, lei, uscc, wikidata.", scheme=STRING, value=STRING)
    contact_address: Any = text_in("Where messages are relayed to; never shown.")


class OrganisationChange(OrganisationIn):
    """The fields to change, and the version you read (or send its ETag as If-Match)."""

    expected_version: Any = text_in("The version you read.")


class AffiliationOut(Out):
    """A person at an organisation, years inclusive; no `to_year` means still there."""

    organisation: Named
    role: Words
    from_year: int | None
    to_year: int | None


class PersonOut(Out):
    """A person; `claimed` when their own account looks after the record."""

    id: str
    version: str
    name: Words
    other_names: list[str]
    country: str
    biography: Words
    expertise: Keywords
    website: str
    identifiers: list[IdentifierOut]
    affiliations: list[AffiliationOut]
    unlisted: bool
    claimed: bool
    origin: str
    fictional: bool
    updated_at: datetime


class PersonList(Out):
    """A page of people."""

    items: list[PersonOut]
    next: str | None


class PersonFilters(Schema):
    """How a list of people can be narrowed."""

    q: str = Field("", max_length=200, description="Words of the name, in any order.")
    country: list[str] = []
    organisation: str = Field("", max_length=20, description="Public id: anyone who is or was there.")
    identifier: str = Field("", max_length=200, description="Such as orcid:0000-0002-1825-0097.")
    cursor: str = Field("", max_length=900)
    limit: int = Field(20, ge=1, le=100)


class PersonIn(In):
    """The fields of a person; a name is needed."""

    name: Any = words_in("Name.")
    other_names: Any = list_in("Other spellings.", STRING)
    country: Any = text_in("Alpha-2.")
    biography: Any = words_in("About them.")
    expertise: Any = shaped("Language (en, zh-hans) to keywords.", **_KEYWORDS)
    website: Any = text_in("http or https.")
    identifiers: Any = rows_in("ORCID, ISNI, Wikidata, OpenAlex.", scheme=STRING, value=STRING)
    unlisted: Any = shaped("Keep out of lists and searches.", type="boolean")


class PersonChange(PersonIn):
    """The fields to change, and the version you read (or send its ETag as If-Match)."""

    expected_version: Any = text_in("The version you read.")


class AffiliationIn(In):
    """Where a person is or was."""

    organisation: Any = text_in("Public id.")
    role: Any = words_in("Role.")
    from_year: Any = whole_in("From.", 1900, 2200)
    to_year: Any = whole_in("To; empty for still there.", 1900, 2200)


class FacilityOut(Out):
    """A facility and on what terms others may use it; empty eligibility lists mean everyone."""

    id: str
    version: str
    organisation: Named
    name: Words
    description: Words
    kinds: Keywords
    techniques: Keywords
    country: str
    place: Words
    latitude: float | None
    longitude: float | None
    website: str
    access_types: list[AccessType]
    access_mode: AccessMode
    eligible_countries: list[str]
    eligible_organisation_types: list[str]
    eligibility_reason: Words
    how_to_apply: Words
    status: FacilityStatus
    origin: str
    fictional: bool
    updated_at: datetime


class FacilityList(Out):
    """A page of facilities."""

    items: list[FacilityOut]
    next: str | None


class FacilityFilters(Schema):
    """How a list of facilities can be narrowed."""

    q: str = Field("", max_length=200, description="Words of name, kind or technique.")
    country: list[str] = []
    access_type: list[str] = []
    access_mode: list[str] = []
    organisation: str = Field("", max_length=20, description="Public id.")
    status: list[str] = Field(["open", "paused"])
    cursor: str = Field("", max_length=900)
    limit: int = Field(20, ge=1, le=100)


class FacilityIn(In):
    """The fields of a facility; organisation and name are needed."""

    organisation: Any = text_in("Public id; only when it is registered.")
    name: Any = words_in("Name.")
    description: Any = words_in("What it is.")
    kinds: Any = shaped("Language to keywords: what kind.", **_KEYWORDS)
    techniques: Any = shaped("Language to keywords: what can be done.", **_KEYWORDS)
    country: Any = text_in("Alpha-2; that of its organisation if empty.")
    place: Any = words_in("City.")
    latitude: Any = number_in("Degrees.", minimum=-90, maximum=90)
    longitude: Any = number_in("Degrees.", minimum=-180, maximum=180)
    website: Any = text_in("http or https.")
    access_types: Any = codes_in("How it is used.", AccessType)
    access_mode: Any = code_in("On what terms.", AccessMode)
    eligible_countries: Any = shaped("Only from these, alpha-2.", **COUNTRIES)
    eligible_organisation_types: Any = codes_in("Only these types.", OrganisationType)
    eligibility_reason: Any = words_in("Why only these.")
    how_to_apply: Any = words_in("How to apply.")
    contact_address: Any = text_in("Where messages are relayed to; never shown.")


class FacilityChange(FacilityIn):
    """The fields to change, also `status`; and the version you read (or send its ETag as If-Match)."""

    status: Any = code_in("open, paused, closed.", FacilityStatus)
    expected_version: Any = text_in("The version you read.")
