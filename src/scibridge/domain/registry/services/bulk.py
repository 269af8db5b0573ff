"""Organisations from a source, thousands at a time: new ones added, changed ones updated, edited fields kept.

A record is recognised by its key, else by its ROR among the identifiers of a record made here, which it
then completes without overwriting. A record merged away here stays merged. Fields in ``kept_fields`` keep
the value they were given here; what the source says instead is recorded in ``source_values``.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from i18nfield.strings import LazyI18nString

from scibridge.domain.registry.events import OrganisationChanged, OrganisationsImported
from scibridge.domain.registry.models import (
    Organisation,
    OrganisationIdentifier,
    OrganisationName,
    OrganisationRelation,
)
from scibridge.domain.registry.names import fold, sort_key
from scibridge.domain.registry.records import SourceOrganisation
from scibridge.domain.registry.services.saving import comparable
from scibridge.domain.registry.states import Origin
from scibridge.kernel.events import emit
from scibridge.kernel.identifiers import Scheme

_BATCH = 500
_BILINGUAL = ("name", "place")
_LISTS = ("types", "domains")
_PLAIN = ("country", "region", "region_code", "latitude", "longitude", "website", "established", "status")
SOURCE_FIELDS = (*_BILINGUAL, *_LISTS, *_PLAIN)


@dataclass(frozen=True, slots=True)
class UpsertCounts:
    """What became of the records of one call; ``new + changed + unchanged`` is how many there were.

    ``merged_here`` of the unchanged belong to records merged away; ``kept`` of the changed kept edited
    fields.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    merged_here: int = 0
    kept: int = 0


def _value(record: SourceOrganisation, field: str) -> Any:
    value = getattr(record, field)
    if field in _BILINGUAL:
        return LazyI18nString(dict(value))
    return list(value) if field in _LISTS else value


def _is_empty(value: Any) -> bool:
    return comparable(value) in ("", None, [], {})


@dataclass(slots=True)
class _Batch:
    """The records of one call sorted by what is to be done with them."""

    new: list[tuple[Organisation, SourceOrganisation]]
    changed: list[tuple[Organisation, SourceOrganisation]]
    unchanged: int = 0
    merged_here: int = 0


def _known(records: Sequence[SourceOrganisation]) -> dict[str, Organisation]:
    """Record key → the row it belongs to: by key, else by ROR among the identifiers."""
    keys = [record.key for record in records]
    rows = Organisation.objects.select_for_update().filter(source_key__in=keys)
    held = {row.source_key: row for row in rows if row.source_key}
    missing = [key for key in keys if key not in held]
    marked = OrganisationIdentifier.objects.filter(scheme=Scheme.ROR.value, value__in=missing)
    return held | {row.value: row.organisation for row in marked.select_related("organisation")}


def _sort(records: Sequence[SourceOrganisation], origin: Origin) -> _Batch:
    known = _known(records)
    batch = _Batch([], [])
    for record in records:
        row = known.get(record.key)
        fingerprint = record.fingerprint()
        if row is None:
            made = Organisation(origin=origin.value, source_key=record.key, source_fingerprint=fingerprint)
            batch.new.append((made, record))
        elif row.merged_into_id is not None or (row.source_key and row.source_key != record.key):
            batch.merged_here += 1
            batch.unchanged += 1
        elif row.source_fingerprint == fingerprint:
            batch.unchanged += 1
        else:
            if not row.source_key:
                row.source_key = record.key
                row.kept_fields = [one for one in SOURCE_FIELDS if not _is_empty(getattr(row, one))]
            row.source_fingerprint = fingerprint
            batch.changed.append((row, record))
    return batch


def _take_over(row: Organisation, record: SourceOrganisation) -> bool:
    """Set every field that is not kept; whether name or country, which others show, changed."""
    shown = False
    kept = set(row.kept_fields)
    for field in SOURCE_FIELDS:
        value = _value(record, field)
        if field not in kept:
            before = comparable(getattr(row, field))
            shown = shown or (field in {"name", "country"} and before != comparable(value))
            setattr(row, field, value)
        elif comparable(value) != comparable(getattr(row, field)):
            row.source_values[field] = comparable(value)
        else:
            row.source_values.pop(field, None)
    row.sort_key = sort_key(row.name)
    return shown


def _names(
    row: Organisation, record: SourceOrganisation, held: set[tuple[str, str, str]]
) -> list[OrganisationName]:
    made = []
    for one in record.names:
        key = (one.value, one.language, one.kind)
        if key not in held:
            held.add(key)
            made.append(
                OrganisationName(
                    organisation=row,
                    value=one.value,
                    language=one.language,
                    kind=one.kind,
                    folded=fold(one.value),
                    from_source=True,
                )
            )
    return made


def _identifiers(
    row: Organisation, record: SourceOrganisation, held: set[tuple[str, str]]
) -> list[OrganisationIdentifier]:
    made = []
    own = (Scheme.ROR.value, record.key, True)
    for scheme, value, preferred in (
        own,
        *((one.scheme, one.value, one.preferred) for one in record.identifiers),
    ):
        if (scheme, value) not in held:
            held.add((scheme, value))
            made.append(
                OrganisationIdentifier(
                    organisation=row, scheme=scheme, value=value, preferred=preferred, from_source=True
                )
            )
    return made


def _relations(
    row: Organisation,
    record: SourceOrganisation,
    held: set[tuple[str, object]],
    targets: dict[str, int],
) -> list[OrganisationRelation]:
    """``held`` has (kind, target ROR) and (kind, target key) of the rows that stay."""
    made = []
    for one in record.relations:
        target = targets.get(one.target_ror)
        if one.target_ror == record.key or target == row.pk or (one.kind, one.target_ror) in held:
            continue
        if target is not None and (one.kind, target) in held:
            continue
        held |= {(one.kind, one.target_ror), (one.kind, target or one.target_ror)}
        made.append(
            OrganisationRelation(
                organisation=row,
                kind=one.kind,
                target_id=target,
                target_ror=one.target_ror,
                target_label=one.label[:300],
                from_source=True,
            )
        )
    return made


def _targets(records: Iterable[SourceOrganisation]) -> dict[str, int]:
    """ROR → key of the organisation that bears it, for every target of these records that is here."""
    wanted = list({one.target_ror for record in records for one in record.relations})
    found: dict[str, int] = {}
    for start in range(0, len(wanted), _BATCH):
        found |= OrganisationIdentifier.objects.filter(
            scheme=Scheme.ROR.value, value__in=wanted[start : start + _BATCH]
        ).values_list("value", "organisation")
    return found


def _clear(rows: Sequence[Organisation]) -> None:
    """Remove what the source said before, except where it was edited here."""
    for model, field in (
        (OrganisationName, "names"),
        (OrganisationIdentifier, "identifiers"),
        (OrganisationRelation, "relations"),
    ):
        free = [row.pk for row in rows if field not in row.kept_fields]
        for start in range(0, len(free), _BATCH):
            model.objects.filter(organisation__in=free[start : start + _BATCH], from_source=True).delete()


def _write_rows(pairs: Sequence[tuple[Organisation, SourceOrganisation]], *, fresh: bool) -> None:
    targets = _targets(record for _, record in pairs)
    names: list[OrganisationName] = []
    identifiers: list[OrganisationIdentifier] = []
    relations: list[OrganisationRelation] = []
    for row, record in pairs:
        kept = set(row.kept_fields)
        if "names" not in kept:
            held_names = set() if fresh else set(row.names.values_list("value", "language", "kind"))
            names += _names(row, record, held_names)
        if "identifiers" not in kept:
            held = set() if fresh else set(row.identifiers.values_list("scheme", "value"))
            identifiers += _identifiers(row, record, held)
        if "relations" not in kept:
            ends = [] if fresh else row.relations.values_list("kind", "target_ror", "target")
            relations += _relations(
                row, record, {(kind, end) for kind, *both in ends for end in both if end}, targets
            )
    OrganisationName.objects.bulk_create(names, batch_size=_BATCH)
    OrganisationIdentifier.objects.bulk_create(identifiers, batch_size=_BATCH)
    OrganisationRelation.objects.bulk_create(relations, batch_size=_BATCH)


@transaction.atomic
def upsert_organisations(
    records: Sequence[SourceOrganisation], *, origin: Origin = Origin.ROR
) -> UpsertCounts:
    """Add or update the organisations of one batch, all or none. The same records again change nothing.

    Records must have passed the checks of their fields (``flows`` does that) and must not repeat a key.
    """
    batch = _sort(records, origin)
    for row, record in batch.new:
        _take_over(row, record)
    Organisation.objects.bulk_create([row for row, _ in batch.new], batch_size=_BATCH)
    now = timezone.now()
    shown = []
    for row, record in batch.changed:
        if _take_over(row, record):
            shown.append(row.public_id)
        row.updated_at = now
        row.save()
    _clear([row for row, _ in batch.changed])
    _write_rows(batch.new, fresh=True)
    _write_rows(batch.changed, fresh=False)
    if batch.new or batch.changed:
        emit(OrganisationsImported(tuple(row.public_id for row, _ in (*batch.new, *batch.changed))))
    for public_id in shown:
        emit(OrganisationChanged(public_id))
    return UpsertCounts(
        new=len(batch.new),
        changed=len(batch.changed),
        unchanged=batch.unchanged,
        merged_here=batch.merged_here,
        kept=sum(bool(row.kept_fields) for row, _ in batch.changed),
    )


@dataclass(frozen=True, slots=True)
class Resolution:
    """Relations whose target was found now, and those still without one."""

    resolved: int
    dangling: int


@transaction.atomic
def resolve_relations() -> Resolution:
    """Point relations kept by ROR at organisations that have arrived since; the others stay as they are."""
    waiting = list(OrganisationRelation.objects.filter(target__isnull=True).order_by("pk"))
    found: dict[str, int] = {}
    rors = list({row.target_ror for row in waiting})
    for start in range(0, len(rors), _BATCH):
        found |= OrganisationIdentifier.objects.filter(
            scheme=Scheme.ROR.value, value__in=rors[start : start + _BATCH]
        ).values_list("value", "organisation")
    hits = [row for row in waiting if row.target_ror in found]
    owners = list({row.organisation_id for row in hits})
    taken: set[tuple[int, str, int | None]] = set()
    for start in range(0, len(owners), _BATCH):
        rows = OrganisationRelation.objects.filter(
            organisation__in=owners[start : start + _BATCH], target__isnull=False
        )
        taken |= set(rows.values_list("organisation", "kind", "target"))
    resolved = []
    for row in hits:
        target = found[row.target_ror]
        key = (row.organisation_id, row.kind, target)
        if target != row.organisation_id and key not in taken:
            taken.add(key)
            row.target_id = target
            resolved.append(row)
    OrganisationRelation.objects.bulk_update(resolved, ["target"], batch_size=_BATCH)
    return Resolution(resolved=len(resolved), dangling=len(waiting) - len(hits))
