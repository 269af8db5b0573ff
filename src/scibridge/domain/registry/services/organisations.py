"""Writes of organisations: registering, editing, relating.

On a record that came from a source, every field edited here is kept: ``kept_fields`` names it and a later
import leaves it alone, recording in ``source_values`` what the source says now; ``use_source_value`` gives it
back.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from i18nfield.strings import LazyI18nString

from scibridge.domain.accounts.access import is_moderator
from scibridge.domain.accounts.models import Account
from scibridge.domain.accounts.services import grant_role
from scibridge.domain.accounts.states import ORGANISATION, Role
from scibridge.domain.registry.access import may_edit_organisation, may_register
from scibridge.domain.registry.events import OrganisationChanged
from scibridge.domain.registry.fields import ORGANISATION_FIELDS
from scibridge.domain.registry.models import (
    Organisation,
    OrganisationIdentifier,
    OrganisationName,
    OrganisationRelation,
)
from scibridge.domain.registry.models.organisations import UNIQUE_SCHEMES
from scibridge.domain.registry.names import fold, sort_key
from scibridge.domain.registry.services.saving import (
    check_coordinates,
    check_daily_limit,
    chosen_public_id,
    comparable,
    saved,
)
from scibridge.domain.registry.states import INVERSE_RELATION, NameKind, Origin, RelationKind
from scibridge.domain.registry.validators import IdentifierValue, NameValue, clean
from scibridge.kernel.bilingual import html_language, versions
from scibridge.kernel.errors import Conflict, FieldProblem, InvalidInput
from scibridge.kernel.events import emit
from scibridge.kernel.identifiers import Scheme

_ROWS = frozenset({"names", "identifiers"})
# Half of a pair from the source and half from here would name a place that nobody meant.
_TOGETHER = {
    "latitude": ("latitude", "longitude"),
    "longitude": ("latitude", "longitude"),
    "region": ("region", "region_code"),
}


def check_untaken(wanted: Sequence[IdentifierValue], *, own: Organisation | None = None) -> None:
    """Raise InvalidInput naming the holder where a unique identifier is another organisation's."""
    problems = []
    for one in wanted:
        if one.scheme not in UNIQUE_SCHEMES:
            continue
        held = OrganisationIdentifier.objects.filter(scheme=one.scheme, value=one.value)
        if own is not None:
            held = held.exclude(organisation=own)
        holder = held.values_list("organisation__public_id", flat=True).first()
        if holder is not None:
            details = {"scheme": one.scheme, "value": one.value, "public_id": holder}
            problems.append(FieldProblem("identifiers", "taken", details))
    if problems:
        raise InvalidInput(problems)


def _shown_names(organisation: Organisation) -> dict[NameValue, bool]:
    return {
        NameValue(words, html_language(code), NameKind.LABEL.value): False
        for code, words in versions(organisation.name).items()
    }


def _name_rows(organisation: Organisation, names: Mapping[NameValue, bool]) -> list[OrganisationName]:
    return [
        OrganisationName(
            organisation=organisation,
            value=one.value,
            language=one.language,
            kind=one.kind,
            folded=fold(one.value),
            from_source=source,
        )
        for one, source in names.items()
    ]


def first_names(organisation: Organisation, others: Sequence[NameValue]) -> list[OrganisationName]:
    """The name rows of a new organisation, unsaved."""
    return _name_rows(organisation, {**_shown_names(organisation), **dict.fromkeys(others, False)})


def write_names(organisation: Organisation, others: Sequence[NameValue] | None) -> None:
    """Bring the name rows in line with the displayed name; ``others`` replaces the other names when given."""
    shown = _shown_names(organisation)
    before = {
        NameValue(row.value, row.language, row.kind): row.from_source for row in organisation.names.all()
    }
    if others is None:
        languages = {"en", "zh-Hans"}
        rest = {
            one: source
            for one, source in before.items()
            if source or one.kind != NameKind.LABEL.value or one.language not in languages
        }
    else:
        rest = {one: before.get(one, False) for one in others}
    organisation.names.all().delete()
    OrganisationName.objects.bulk_create(_name_rows(organisation, {**shown, **rest}))


def _write_identifiers(organisation: Organisation, wanted: Sequence[IdentifierValue]) -> None:
    check_untaken(wanted, own=organisation)
    before = {(row.scheme, row.value): row for row in organisation.identifiers.all()}
    keep = {(one.scheme, one.value) for one in wanted}
    organisation.identifiers.filter(
        pk__in=[row.pk for key, row in before.items() if key not in keep]
    ).delete()
    try:
        with transaction.atomic():
            for one in wanted:
                if (one.scheme, one.value) not in before:
                    saved(
                        OrganisationIdentifier(organisation=organisation, scheme=one.scheme, value=one.value)
                    )
    except (IntegrityError, InvalidInput):
        # Taken since it was looked for, before the row was checked or after.
        check_untaken(wanted, own=organisation)
        raise


def new_organisation(
    values: Mapping[str, Any], origin: Origin, *, fictional: bool
) -> tuple[Organisation, list[NameValue], list[IdentifierValue]]:
    """An organisation of these ORGANISATION_FIELDS, unsaved, with its other names and its identifiers."""
    cleaned = clean(values, ORGANISATION_FIELDS, required=("name", "country", "types"))
    names, wanted = cleaned.pop("names", []), cleaned.pop("identifiers", [])
    organisation = Organisation(
        **cleaned, sort_key=sort_key(cleaned["name"]), origin=origin.value, fictional=fictional
    )
    check_coordinates(organisation)
    return organisation, names, wanted


@transaction.atomic
def register_organisation(
    *,
    actor: Account | None,
    values: Mapping[str, Any],
    origin: Origin = Origin.PLATFORM,
    fictional: bool = False,
    public_id: str | None = None,
) -> Organisation:
    """Add an organisation; whoever adds it becomes its representative. ``actor`` None is the operator.

    ``values`` are ORGANISATION_FIELDS; name, country, types are required. Raises InvalidInput (an identifier
    already held gives the holder's public id), NotAllowed.
    """
    if actor is not None:
        may_register(actor).require()
        check_daily_limit(actor, Organisation.objects.all())
    organisation, names, wanted = new_organisation(values, origin, fictional=fictional)
    check_untaken(wanted)
    organisation.registered_by = actor
    if public_id is not None:
        organisation.public_id = chosen_public_id(Organisation, public_id, actor)
    saved(organisation)
    write_names(organisation, names)
    _write_identifiers(organisation, wanted)
    if actor is not None and not is_moderator(actor):
        grant_role(
            account=actor,
            role=Role.REPRESENTATIVE,
            on_kind=ORGANISATION,
            on_id=organisation.public_id,
            actor=None,
        )
    emit(OrganisationChanged(organisation.public_id))
    return organisation


def _changed_fields(organisation: Organisation, cleaned: Mapping[str, Any]) -> list[str]:
    changed = [
        field
        for field, value in cleaned.items()
        if field not in _ROWS and comparable(getattr(organisation, field)) != comparable(value)
    ]
    if "names" in cleaned:
        shown = set(versions(cleaned.get("name", organisation.name)).values())
        before = {NameValue(row.value, row.language, row.kind) for row in organisation.names.all()}
        if {one for one in before if one.value not in shown} != {
            one for one in cleaned["names"] if one.value not in shown
        }:
            changed.append("names")
    if "identifiers" in cleaned:
        held = {IdentifierValue(row.scheme, row.value) for row in organisation.identifiers.all()}
        if held != set(cleaned["identifiers"]):
            changed.append("identifiers")
    return changed


@transaction.atomic
def edit_organisation(
    *, organisation: Organisation, actor: Account | None, values: Mapping[str, Any]
) -> Organisation:
    """Change the given fields. The same values again change nothing. Raises InvalidInput, NotAllowed."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if actor is not None:
        may_edit_organisation(actor, organisation).require()
    cleaned = clean(values, ORGANISATION_FIELDS, required=[f for f in ("name", "types") if f in values])
    changed = _changed_fields(organisation, cleaned)
    if not changed:
        return organisation
    for field in changed:
        if field not in _ROWS:
            setattr(organisation, field, cleaned[field])
    check_coordinates(organisation)
    if organisation.source_key:
        kept = {one for field in changed for one in _TOGETHER.get(field, (field,))}
        organisation.kept_fields = sorted({*organisation.kept_fields, *kept})
    organisation.sort_key = sort_key(organisation.name)
    organisation.updated_at = timezone.now()
    saved(organisation)
    if "name" in changed or "names" in changed:
        write_names(organisation, cleaned["names"] if "names" in changed else None)
    if "identifiers" in changed:
        _write_identifiers(organisation, cleaned["identifiers"])
    emit(OrganisationChanged(organisation.public_id))
    return organisation


@transaction.atomic
def use_source_value(*, organisation: Organisation, field: str, actor: Account) -> Organisation:
    """Give a kept field back to the source: take the value last imported, and let imports change it again."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    may_edit_organisation(actor, organisation).require()
    if field not in organisation.kept_fields:
        raise InvalidInput([FieldProblem(field, "not_kept", {"choices": tuple(organisation.kept_fields)})])
    given_back = _TOGETHER.get(field, (field,))
    for one in given_back:
        if one in organisation.source_values and one not in _ROWS:
            value = organisation.source_values.pop(one)
            setattr(organisation, one, LazyI18nString(value) if isinstance(value, dict) else value)
    organisation.kept_fields = [one for one in organisation.kept_fields if one not in given_back]
    organisation.source_fingerprint = ""  # the next import looks at the whole record again
    organisation.sort_key = sort_key(organisation.name)
    organisation.updated_at = timezone.now()
    saved(organisation)
    if field == "name":
        write_names(organisation, None)
    emit(OrganisationChanged(organisation.public_id))
    return organisation


def _relation(organisation: Organisation, kind: RelationKind, target: Organisation) -> None:
    held = OrganisationRelation.objects.filter(organisation=organisation, kind=kind.value, target=target)
    if held.exists():
        return
    ror = target.identifiers.filter(scheme=Scheme.ROR.value).values_list("value", flat=True).first() or ""
    if ror and OrganisationRelation.objects.filter(
        organisation=organisation, kind=kind.value, target_ror=ror
    ).update(target=target):
        return
    saved(OrganisationRelation(organisation=organisation, kind=kind.value, target=target, target_ror=ror))


@transaction.atomic
def relate_organisations(
    *, organisation: Organisation, kind: RelationKind, target: Organisation, actor: Account | None
) -> None:
    """Say what ``target`` is to ``organisation``; said already, nothing changes.

    The inverse is noted on ``target`` only by someone who may edit that too. Raises NotAllowed unless
    ``actor`` may edit ``organisation``, Conflict for itself or a merged target.
    """
    if organisation.pk == target.pk or target.merged_into_id is not None:
        raise Conflict(kind=kind.value, public_id=target.public_id)
    if actor is not None:
        may_edit_organisation(actor, organisation).require()
    _relation(organisation, kind, target)
    _keep_relations(organisation)
    if actor is None or may_edit_organisation(actor, target):
        _relation(target, INVERSE_RELATION[kind], organisation)
        _keep_relations(target)


@transaction.atomic
def unrelate_organisations(
    *, organisation: Organisation, kind: RelationKind, target: Organisation, actor: Account | None
) -> None:
    """Take back a relation, and its inverse where ``actor`` may; not there, nothing changes."""
    if actor is not None:
        may_edit_organisation(actor, organisation).require()
    OrganisationRelation.objects.filter(organisation=organisation, kind=kind.value, target=target).delete()
    _keep_relations(organisation)
    if actor is None or may_edit_organisation(actor, target):
        inverse = INVERSE_RELATION[kind].value
        OrganisationRelation.objects.filter(organisation=target, kind=inverse, target=organisation).delete()
        _keep_relations(target)


def _keep_relations(organisation: Organisation) -> None:
    row = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if row.source_key and "relations" not in row.kept_fields:
        row.kept_fields = sorted({*row.kept_fields, "relations"})
        row.save(update_fields=["kept_fields"])
