"""How content reaches the tables: references resolved, columns set, rows replaced, a version recorded."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from scibridge.domain.accounts.models import Account
from scibridge.domain.exchange.access import can_create
from scibridge.domain.exchange.content import check_content, fields_of, write_content
from scibridge.domain.exchange.models import Posting, Version
from scibridge.domain.exchange.selectors import content_of
from scibridge.domain.registry.models import Facility, Organisation, Person
from scibridge.kernel.errors import FieldProblem, InvalidInput

_RESOLVED = frozenset({"organisation", "facilities"})


def by_public_id(
    model: type[Organisation] | type[Person] | type[Facility], ids: Sequence[str], field: str
) -> tuple[dict[str, Any], list[FieldProblem]]:
    """Those of these ids that are there, and a problem for each that is not, at ``field`` of its place."""
    found = {one.public_id: one for one in model.objects.filter(public_id__in=ids)}
    missing = [
        FieldProblem(field.format(place), "unknown_reference", {"value": one})
        for place, one in enumerate(ids)
        if one not in found
    ]
    return found, missing


def _organisation(posting: Posting, public_id: str, actor: Account) -> Organisation | None:
    current = posting.organisation
    if current is not None and current.public_id == public_id:
        return current
    organisation = None
    if public_id:
        found, missing = by_public_id(Organisation, [public_id], "organisation")
        if missing:
            raise InvalidInput(missing)
        organisation = found[public_id]
        while organisation.merged_into is not None:
            organisation = organisation.merged_into
    can_create(organisation, actor).require(organisation=public_id)
    return organisation


def _check_reference(posting: Posting, reference: str) -> None:
    if not reference:
        return
    same = type(posting).objects.filter(external_reference=reference).exclude(pk=posting.pk)
    if posting.organisation is not None:
        same = same.filter(organisation=posting.organisation)
    else:
        same = same.filter(organisation__isnull=True, owner=posting.owner)
    if same.exists():
        raise InvalidInput([FieldProblem("external_reference", "taken", {"value": reference})])


def put_content(posting: Posting, values: Mapping[str, Any], actor: Account) -> None:
    """Set the columns from a whole content, unsaved. Raises InvalidInput, NotAllowed."""
    problems = check_content(posting.KIND, values)
    if problems:
        raise InvalidInput(problems)
    posting.organisation = _organisation(posting, values["organisation"], actor)
    _check_reference(posting, values["external_reference"])
    put_columns(posting, values)


def put_columns(posting: Posting, values: Mapping[str, Any]) -> None:
    """Set the columns that need no other row."""
    for field in fields_of(posting.KIND):
        if not field.row and field.name not in _RESOLVED:
            setattr(posting, field.name, values[field.name])


def put_rows(posting: Posting, values: Mapping[str, Any]) -> None:
    """Replace the rows of a saved posting that differ. Raises InvalidInput for one not known."""
    before = content_of(posting)
    for field in fields_of(posting.KIND):
        if before[field.name] == values[field.name]:
            continue
        if field.name == "facilities":
            found, missing = by_public_id(Facility, values[field.name], "facilities.{}")
            if missing:
                raise InvalidInput(missing)
            posting.facilities.set(found.values())  # type: ignore[attr-defined]
        elif field.row:
            _replace_rows(posting, field.name, values[field.name])


def _replace_rows(posting: Posting, name: str, rows: list[dict[str, Any]]) -> None:
    if name == "inventors":
        found, missing = by_public_id(Person, [row["person"] for row in rows], "inventors.{}.person")
        if missing:
            raise InvalidInput(missing)
        rows = [row | {"person": found[row["person"]]} for row in rows]
    manager = getattr(posting, name)
    manager.all().delete()
    parent = {manager.field.name: posting}
    made = [manager.model(**parent, position=place, **row) for place, row in enumerate(rows)]
    for place, row in enumerate(made):
        clean(row, f"{name}.{place}.")
    manager.bulk_create(made)


def clean(row: models.Model, prefix: str = "", *, known: Sequence[str] | None = None) -> None:
    """``full_clean`` whose findings are InvalidInput. Database constraints are left to the database.

    With ``known``, the relations that were looked up already, nothing else is asked of the database either.
    """
    try:
        row.full_clean(exclude=known, validate_unique=known is None, validate_constraints=False)
    except ValidationError as error:
        raise InvalidInput(
            [
                FieldProblem(f"{prefix}{field}", one.code or "invalid", one.params or {})
                for field, errors in error.error_dict.items()
                for one in errors
            ]
        ) from error


def save(posting: Posting) -> None:
    """Check and save under a new version number. Raises InvalidInput."""
    if posting.pk is not None:
        posting.version += 1
    posting.updated_at = timezone.now()
    clean(posting)
    try:
        with transaction.atomic():
            posting.save()
    except IntegrityError:
        # Another transaction may have taken the reference since it was looked for.
        _check_reference(posting, posting.external_reference)
        raise


def record(posting: Posting, action: str, actor: Account | None, note: object = "") -> Version:
    """Remember the posting as it now is."""
    version = Version(
        kind=posting.KIND.value,
        subject_id=posting.public_id,
        number=posting.version,
        action=action,
        state=posting.state,
        snapshot=write_content(content_of(posting)),
        actor=actor,
        note=note,
    )
    version.full_clean(validate_constraints=False)
    version.save()
    return version
