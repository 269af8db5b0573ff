"""What every write shares: limits, comparing, the model's own checks with problems named by field."""

from datetime import timedelta
from typing import Any, TypeVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Model, QuerySet
from django.utils import timezone
from i18nfield.strings import LazyI18nString

from scibridge.domain.accounts.access import is_moderator
from scibridge.domain.accounts.models import Account
from scibridge.domain.registry.models import Facility, Organisation
from scibridge.kernel.bilingual import versions
from scibridge.kernel.errors import Conflict, FieldProblem, InvalidInput
from scibridge.kernel.ids import is_public_id

M = TypeVar("M", bound=Model)
MOST_REGISTRATIONS_A_DAY = 20


def checked(row: M, *, alone: bool = True) -> M:
    """Check. Raises InvalidInput with one problem per refused field.

    Not ``alone``, what needs a look at other rows is left to the database.
    """
    try:
        row.full_clean(validate_unique=alone, validate_constraints=alone)
    except ValidationError as error:
        raise InvalidInput(
            [
                FieldProblem(
                    "" if field == NON_FIELD_ERRORS else field, one.code or "invalid", one.params or {}
                )
                for field, errors in error.error_dict.items()
                for one in errors
            ]
        ) from error
    return row


def saved(row: M) -> M:
    """Check and save. Raises InvalidInput with one problem per refused field."""
    checked(row).save()
    return row


def chosen_public_id(model: type[Model], public_id: str, actor: Account | None) -> str:
    """``public_id``, for the operator alone; raises Conflict where it is in use."""
    if actor is not None or not is_public_id(public_id):
        raise InvalidInput([FieldProblem("public_id", "not_a_public_id")])
    if model._default_manager.filter(public_id=public_id).exists():  # noqa: SLF001 - Django's documented name
        raise Conflict(public_id=public_id)
    return public_id


def check_daily_limit(actor: Account, rows: QuerySet[Any], *, most: int = MOST_REGISTRATIONS_A_DAY) -> None:
    """Raise InvalidInput when someone who is no moderator has added too many records in a day."""
    since = timezone.now() - timedelta(days=1)
    if rows.filter(registered_by=actor, created_at__gte=since).count() >= most and not is_moderator(actor):
        raise InvalidInput([FieldProblem("", "too_many_today", {"most": most})])


def check_coordinates(row: Organisation | Facility) -> None:
    """Raise InvalidInput for a latitude without a longitude or the reverse."""
    if (row.latitude is None) != (row.longitude is None):
        raise InvalidInput([FieldProblem("latitude" if row.latitude is None else "longitude", "required")])


def comparable(value: Any) -> Any:
    """A value that equals another exactly when they store the same."""
    return versions(value) if isinstance(value, LazyI18nString) else value
