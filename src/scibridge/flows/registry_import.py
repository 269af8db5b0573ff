"""ROR records into the registry: mapped to its codes, checked field by field, written a batch at a time.

Every batch is one transaction, so a run that is killed leaves whole batches; the next run finds them
unchanged and goes on. An optional field that fails its check (a website that is none) is left out and
counted in the summary's notes; a record without a sound id or name is rejected. What was edited on the
platform is kept, see ``scibridge.domain.registry.services.bulk``.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings

from scibridge.domain.accounts.access import is_administrator
from scibridge.domain.accounts.models import Account
from scibridge.domain.registry.fields import ORGANISATION_FIELDS
from scibridge.domain.registry.records import SourceIdentifier, SourceOrganisation, SourceRelation
from scibridge.domain.registry.services import resolve_relations, upsert_organisations
from scibridge.domain.registry.states import NameKind, OrganisationType, Origin, RelationKind
from scibridge.domain.registry.validators import NameValue, Rejected, domain, language_tag, text, website
from scibridge.engines.text.normalise import simplify
from scibridge.flows.imports import ImportSummary, RejectFile
from scibridge.kernel.bilingual import CHINESE, ENGLISH
from scibridge.kernel.identifiers import InvalidIdentifier, Scheme, is_valid, normalise
from scibridge.sources.ror import OrganisationName, OrganisationRecord, Rejection, read_ror

BATCH = 1000
_TYPES = {
    "education": OrganisationType.UNIVERSITY,
    "healthcare": OrganisationType.HOSPITAL,
    "company": OrganisationType.COMPANY,
    "government": OrganisationType.GOVERNMENT,
    "nonprofit": OrganisationType.NONPROFIT,
    "facility": OrganisationType.FACILITY,
    "funder": OrganisationType.FUNDER,
    "archive": OrganisationType.ARCHIVE,
    "other": OrganisationType.OTHER,
}
_RELATIONS = {kind.value for kind in RelationKind}
_EXTERNAL = {"isni": Scheme.ISNI, "wikidata": Scheme.WIKIDATA, "grid": Scheme.GRID, "fundref": Scheme.FUNDREF}
_name = text(300)
Progress = Callable[[int, int], None]


class _Unfit(Exception):
    """The record cannot be taken; the argument is the reason code."""


class _Mapper:
    """From ROR's record to the registry's; counts in ``notes`` what had to be left out."""

    def __init__(self, notes: Counter[str]) -> None:
        self.notes = notes

    def organisation(self, record: OrganisationRecord) -> SourceOrganisation:
        """Raises _Unfit."""
        try:
            key = normalise(Scheme.ROR, record.ror)
        except InvalidIdentifier:
            raise _Unfit("invalid_ror") from None
        names = self._names(record.names)
        place = record.locations[0] if record.locations else None
        return SourceOrganisation(
            key=key,
            name=_shown(record, names),
            names=names,
            types=self._types(record.types),
            country=self._checked("country", place.country if place else ""),
            place={ENGLISH: place.city} if place and place.city else {},
            region=place.region[:200] if place else "",
            region_code=place.region_code[:10] if place else "",
            latitude=place.latitude if place else None,
            longitude=place.longitude if place else None,
            website=self._website(record.website),
            domains=self._domains(record.domains),
            established=self._checked("established", record.established),
            status=record.status,
            identifiers=self._identifiers(record),
            relations=self._relations(key, record),
        )

    def _checked(self, field: str, value: Any) -> Any:
        try:
            return ORGANISATION_FIELDS[field](value)
        except Rejected:
            self.notes[f"{field}_left_out"] += 1
            return ORGANISATION_FIELDS[field](None)

    def _names(self, given: tuple[OrganisationName, ...]) -> tuple[NameValue, ...]:
        found: dict[NameValue, None] = {}
        for one in given:
            try:
                value, language = str(_name(one.value)), language_tag(one.language)
            except Rejected:
                self.notes["names_left_out"] += 1
                continue
            for kind in _name_kinds(one.kinds):
                found[NameValue(value, language, kind)] = None
        if not found:
            raise _Unfit("no_name")
        return tuple(found)

    def _types(self, given: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(_TYPES.get(one, OrganisationType.OTHER).value for one in given))

    def _website(self, address: str) -> str:
        if address and "://" not in address:
            address = f"http://{address}"
        try:
            return str(website(address))
        except Rejected:
            self.notes["website_left_out"] += 1
            return ""

    def _domains(self, given: tuple[str, ...]) -> tuple[str, ...]:
        found = []
        for one in given:
            try:
                found.append(str(domain(one)))
            except Rejected:
                self.notes["domains_left_out"] += 1
        return tuple(dict.fromkeys(one for one in found if one))

    def _identifiers(self, record: OrganisationRecord) -> tuple[SourceIdentifier, ...]:
        found: dict[tuple[str, str], SourceIdentifier] = {}
        for one in record.external_ids:
            scheme = _EXTERNAL.get(one.scheme)
            if scheme is None or not is_valid(scheme, one.value):
                self.notes["identifiers_left_out"] += 1
                continue
            value = normalise(scheme, one.value)
            found.setdefault((scheme.value, value), SourceIdentifier(scheme.value, value, one.preferred))
        return tuple(found.values())

    def _relations(self, key: str, record: OrganisationRecord) -> tuple[SourceRelation, ...]:
        found: dict[tuple[str, str], SourceRelation] = {}
        for one in record.relations:
            try:
                target = normalise(Scheme.ROR, one.ror)
            except InvalidIdentifier:
                target = key
            if one.kind not in _RELATIONS or target == key:
                self.notes["relations_left_out"] += 1
                continue
            found.setdefault((one.kind, target), SourceRelation(one.kind, target, one.label[:300]))
        return tuple(found.values())


def _name_kinds(kinds: tuple[str, ...]) -> list[str]:
    """ROR lets one name be several things; a displayed one is a label."""
    if "label" in kinds or "ror_display" in kinds:
        return [NameKind.LABEL.value]
    return [one for one in (NameKind.ALIAS.value, NameKind.ACRONYM.value) if one in kinds] or [
        NameKind.ALIAS.value
    ]


def _is_chinese(language: str) -> bool:
    return language.lower().split("-")[0] == "zh"


def _shown(record: OrganisationRecord, names: tuple[NameValue, ...]) -> dict[str, str]:
    """The name per content language: English, else whatever ROR shows; Chinese in simplified characters."""
    labels = [one for one in names if one.kind == NameKind.LABEL.value] or list(names)
    display = next((one for one in record.names if "ror_display" in one.kinds), record.names[0])
    chinese = next((one.value for one in labels if _is_chinese(one.language)), "")
    english = display.value if display.language == "en" else ""
    english = english or next((one.value for one in labels if one.language == "en"), "")
    if not english and not (chinese and _is_chinese(display.language)):
        english = display.value if len(display.value) <= 300 else labels[0].value
    shown = {ENGLISH: english, CHINESE: simplify(chinese)}
    return {code: words for code, words in shown.items() if words}


def _batches(
    path: Path, summary: ImportSummary, rejects: RejectFile, progress: Progress | None
) -> Iterator[list[SourceOrganisation]]:
    mapper = _Mapper(summary.notes)
    seen: set[str] = set()
    batch: list[SourceOrganisation] = []
    for one in read_ror(path, progress):
        summary.read += 1
        if isinstance(one, Rejection):
            details = {"detail": one.detail, "snippet": one.snippet}
            rejects.add(f"{path.name}: record {one.number}", one.reason, details)
            continue
        try:
            organisation = mapper.organisation(one)
        except _Unfit as unfit:
            rejects.add(one.ror, str(unfit))
            continue
        if organisation.key in seen:
            rejects.add(one.ror, "duplicate")
            continue
        seen.add(organisation.key)
        batch.append(organisation)
        if len(batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def import_ror(
    path: Path,
    *,
    actor: Account | None = None,
    progress: Progress | None = None,
    reject_file: Path | None = None,
) -> ImportSummary:
    """Import the ROR dump (schema 2) in the zip at ``path``; ``actor`` None is the operator.

    ``progress`` gets bytes read and in all. The reject file is ``<zip's name>.rejected.jsonl`` in the home
    folder unless named. Raises NotAllowed, and the errors of :func:`scibridge.sources.ror.read_ror`;
    batches written before a damaged place stay.
    """
    if actor is not None:
        is_administrator(actor).require()
    summary = ImportSummary(source=str(path))
    rejected = reject_file or settings.HOME / "rejected" / f"{path.stem}.rejected.jsonl"
    with RejectFile(rejected, summary) as rejects:
        for batch in _batches(path, summary, rejects, progress):
            counts = upsert_organisations(batch, origin=Origin.ROR)
            summary.new += counts.new
            summary.changed += counts.changed
            summary.unchanged += counts.unchanged
            summary.notes["merged_here"] += counts.merged_here
            summary.notes["edited_fields_kept"] += counts.kept
    resolution = resolve_relations()
    summary.notes["relations_resolved"] = resolution.resolved
    summary.notes["relations_dangling"] = resolution.dangling
    summary.notes = Counter({note: count for note, count in summary.notes.items() if count})
    return summary
