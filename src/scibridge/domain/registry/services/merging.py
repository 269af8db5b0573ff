"""Merging duplicates: what belongs to one record moves to the other, and the old address leads there.

Merging flattens: every record merged earlier into the one that goes now points to the survivor, so a chain is
never longer than one step and never closes.
"""

from typing import Any, TypeVar

from django.db import transaction
from django.utils import timezone
from i18nfield.strings import LazyI18nString

from scibridge.domain.accounts.models import Account
from scibridge.domain.accounts.services import move_grants
from scibridge.domain.accounts.states import ORGANISATION
from scibridge.domain.registry.access import may_merge
from scibridge.domain.registry.events import OrganisationsMerged, PeopleMerged
from scibridge.domain.registry.models import (
    Affiliation,
    Claim,
    CorrectionSuggestion,
    Facility,
    Merge,
    Organisation,
    OrganisationIdentifier,
    OrganisationName,
    OrganisationRelation,
    Person,
    RepresentationRequest,
)
from scibridge.domain.registry.services.people import set_search_names
from scibridge.domain.registry.services.saving import comparable, saved
from scibridge.domain.registry.states import (
    ClaimState,
    CorrectionState,
    NameKind,
    OrganisationStatus,
    RecordKind,
    RepresentationState,
)
from scibridge.domain.registry.validators import clean, text
from scibridge.kernel.bilingual import CONTENT_LANGUAGES, versions
from scibridge.kernel.errors import Conflict
from scibridge.kernel.events import emit

R = TypeVar("R", Organisation, Person)
_FILLED = (
    "country",
    "place",
    "region",
    "region_code",
    "website",
    "established",
    "summary",
    "contact_address",
)
_PERSON_FILLED = ("country", "biography", "website")


def _pair(rows: Any, gone: R, survivor: R) -> tuple[R, R]:
    """Both rows, locked in order of key so that two merges cannot wait for each other. Raises Conflict."""
    locked = {
        row.pk: row for row in rows.select_for_update().filter(pk__in=[gone.pk, survivor.pk]).order_by("pk")
    }
    if len(locked) != 2:
        raise Conflict(reason="same_record", public_id=gone.public_id)
    for row in locked.values():
        if row.merged_into_id is not None:
            raise Conflict(reason="merged_already", public_id=row.public_id)
    return locked[gone.pk], locked[survivor.pk]


def _reason(reason: str) -> str:
    return str(clean({"reason": reason}, {"reason": text(2000, lines=True)}, required=("reason",))["reason"])


def _fill(survivor: Organisation | Person, gone: Organisation | Person, fields: tuple[str, ...]) -> None:
    """Take over what the survivor lacks; bilingual text per language."""
    for field in fields:
        own, other = getattr(survivor, field), getattr(gone, field)
        if isinstance(own, LazyI18nString):
            both = {**versions(other), **versions(own)}
            setattr(
                survivor,
                field,
                LazyI18nString({code: both[code] for code in CONTENT_LANGUAGES if code in both}),
            )
        elif own in ("", None):
            setattr(survivor, field, other)


def _union(first: list[Any], second: list[Any]) -> list[Any]:
    return list(dict.fromkeys([*first, *second]))


def _move_names(gone: Organisation, survivor: Organisation) -> int:
    held = {(row.value, row.language) for row in survivor.names.all()}
    moved = 0
    for row in gone.names.all():
        if (row.value, row.language) in held:
            continue
        kind = NameKind.ALIAS.value if row.kind == NameKind.LABEL.value else row.kind
        OrganisationName.objects.filter(pk=row.pk).update(organisation=survivor, kind=kind, from_source=False)
        held.add((row.value, row.language))
        moved += 1
    return moved


def _move_identifiers(gone: Organisation | Person, survivor: Organisation | Person) -> int:
    held = {(row.scheme, row.value) for row in survivor.identifiers.all()}
    moved = 0
    for row in gone.identifiers.all():
        if (row.scheme, row.value) in held:
            row.delete()
            continue
        if isinstance(row, OrganisationIdentifier):
            row.organisation, row.preferred, row.from_source = survivor, False, False  # type: ignore[assignment]
        else:
            row.person = survivor  # type: ignore[assignment]
        row.save()
        moved += 1
    return moved


def _move_relations(gone: Organisation, survivor: Organisation) -> int:
    """Relations of and to the one that goes; those that would point at themselves or repeat are dropped."""
    held = set(
        OrganisationRelation.objects.filter(organisation=survivor).values_list("kind", "target", "target_ror")
    )
    targets = {(kind, target) for kind, target, _ in held if target}
    rors = {(kind, ror) for kind, _, ror in held if ror}
    moved = 0
    for row in gone.relations.all():
        repeated = (row.kind, row.target_id) in targets or (row.kind, row.target_ror) in rors
        if row.target_id == survivor.pk or repeated:
            row.delete()
            continue
        row.organisation, row.from_source = survivor, False
        row.save()
        moved += 1
    for row in OrganisationRelation.objects.filter(target=gone).select_related("organisation"):
        again = OrganisationRelation.objects.filter(
            organisation=row.organisation, kind=row.kind, target=survivor
        ).exists()
        if row.organisation_id == survivor.pk or again:
            row.delete()
            continue
        row.target = survivor
        row.save()
        moved += 1
    return moved


def _move_affiliations(rows: Any, **target: Organisation | Person) -> int:
    """Point affiliations at ``person`` or ``organisation``; one that repeats another is dropped."""
    moved = 0
    for row in rows:
        for field, value in target.items():
            setattr(row, field, value)
        twins = Affiliation.objects.filter(
            person=row.person, organisation=row.organisation, from_year=row.from_year, to_year=row.to_year
        ).exclude(pk=row.pk)
        if any(versions(twin.role) == versions(row.role) for twin in twins):
            row.delete()
            continue
        row.save()
        moved += 1
    return moved


def _retarget_corrections(kind: RecordKind, gone_id: str, survivor_id: str) -> int:
    return CorrectionSuggestion.objects.filter(
        target_kind=kind.value, target_id=gone_id, state=CorrectionState.OPEN.value
    ).update(target_id=survivor_id)


def _move_requests(gone: Organisation, survivor: Organisation) -> None:
    """Open requests to represent it; one that its account has put for the survivor too is dropped."""
    open_ones = RepresentationRequest.objects.filter(state=RepresentationState.ASKED.value)
    held = open_ones.filter(organisation=survivor).values("account")
    open_ones.filter(organisation=gone, account__in=held).delete()
    open_ones.filter(organisation=gone).update(organisation=survivor)


def _record(
    kind: RecordKind, gone_id: str, survivor_id: str, reason: str, moved: dict[str, int], by: Account
) -> None:
    saved(
        Merge(
            kind=kind.value,
            gone_id=gone_id,
            survivor_id=survivor_id,
            reason=reason,
            moved=moved,
            merged_by=by,
        )
    )


def _hand_over_source(gone: Organisation, survivor: Organisation) -> None:
    """A survivor without a source takes the source over, keeping every field it has filled itself."""
    if survivor.source_key or not gone.source_key:
        return
    key, gone.source_key = gone.source_key, None
    gone.save(update_fields=["source_key"])
    survivor.source_key = key
    filled = [
        field for field in ("name", "types", "domains", *_FILLED) if comparable(getattr(survivor, field))
    ]
    survivor.kept_fields = sorted(
        {*filled, "names", "identifiers", "relations"} - {"region_code", "contact_address"}
    )


@transaction.atomic
def merge_organisations(
    *, gone: Organisation, survivor: Organisation, reason: str, actor: Account
) -> Organisation:
    """Merge ``gone`` into ``survivor`` and return the survivor.

    Names (as aliases), identifiers, relations, affiliations, facilities, grants and open corrections move;
    what the survivor lacks is filled. Raises NotAllowed, InvalidInput, and Conflict for the same or an
    already merged record.
    """
    may_merge(actor).require()
    why = _reason(reason)
    gone, survivor = _pair(Organisation.objects, gone, survivor)
    moved = {
        "names": _move_names(gone, survivor),
        "identifiers": _move_identifiers(gone, survivor),
        "relations": _move_relations(gone, survivor),
        "affiliations": _move_affiliations(
            Affiliation.objects.filter(organisation=gone).select_related("person"), organisation=survivor
        ),
        "facilities": Facility.objects.filter(organisation=gone).update(organisation=survivor),
        "grants": move_grants(on_kind=ORGANISATION, source=gone.public_id, target=survivor.public_id),
        "corrections": _retarget_corrections(RecordKind.ORGANISATION, gone.public_id, survivor.public_id),
    }
    Claim.objects.filter(organisation=gone).update(organisation=survivor)
    _move_requests(gone, survivor)
    Organisation.objects.filter(merged_into=gone).update(merged_into=survivor)
    _hand_over_source(gone, survivor)
    _fill(survivor, gone, _FILLED)
    if survivor.latitude is None:
        survivor.latitude, survivor.longitude = gone.latitude, gone.longitude
    survivor.types, survivor.domains = (
        _union(survivor.types, gone.types),
        _union(survivor.domains, gone.domains),
    )
    gone.merged_into, gone.status = survivor, OrganisationStatus.MERGED.value
    for row in (gone, survivor):
        row.updated_at = timezone.now()
        saved(row)
    _record(RecordKind.ORGANISATION, gone.public_id, survivor.public_id, why, moved, actor)
    emit(OrganisationsMerged(gone.public_id, survivor.public_id))
    return survivor


@transaction.atomic
def merge_people(*, gone: Person, survivor: Person, reason: str, actor: Account) -> Person:
    """Merge ``gone`` into ``survivor`` and return the survivor.

    Names, identifiers, affiliations, the account that claimed it and open corrections move. Raises
    NotAllowed, InvalidInput, and Conflict for the same record, an already merged one, or two claimed by
    different accounts.
    """
    may_merge(actor).require()
    why = _reason(reason)
    gone, survivor = _pair(Person.objects, gone, survivor)
    if gone.account_id is not None and survivor.account_id is not None:
        raise Conflict(reason="both_claimed", public_id=survivor.public_id)
    own = list(versions(survivor.name).values())
    others = _union([*survivor.other_names, *versions(gone.name).values()], gone.other_names)
    survivor.other_names = [one for one in others if one not in own]
    moved = {
        "identifiers": _move_identifiers(gone, survivor),
        "affiliations": _move_affiliations(
            Affiliation.objects.filter(person=gone).select_related("organisation"), person=survivor
        ),
        "corrections": _retarget_corrections(RecordKind.PERSON, gone.public_id, survivor.public_id),
    }
    Claim.objects.filter(person=gone, state=ClaimState.PENDING.value).update(
        state=ClaimState.EXPIRED.value, reason="merged", decided_at=timezone.now()
    )
    Person.objects.filter(merged_into=gone).update(merged_into=survivor)
    account, gone.account, gone.merged_into = gone.account, None, survivor
    gone.updated_at = survivor.updated_at = timezone.now()
    saved(gone)
    _fill(survivor, gone, _PERSON_FILLED)
    codes = dict.fromkeys([*survivor.expertise, *gone.expertise])
    survivor.expertise = {
        code: _union(survivor.expertise.get(code, []), gone.expertise.get(code, [])) for code in codes
    }
    survivor.account = survivor.account or account
    set_search_names(survivor)
    saved(survivor)
    _record(RecordKind.PERSON, gone.public_id, survivor.public_id, why, moved, actor)
    emit(PeopleMerged(gone.public_id, survivor.public_id))
    return survivor
