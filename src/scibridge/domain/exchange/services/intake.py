"""Many postings of the operator's own at once, published: of each becomes what creating, submitting and
publishing would make of one, in a few statements for all.

Every field is checked as there; a reference already taken the database refuses, and then nothing is written.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from django.db import models, transaction
from django.utils import timezone

from scibridge.domain.accounts.access import is_administrator
from scibridge.domain.accounts.models import Account
from scibridge.domain.exchange.content import (
    check_complete,
    check_content,
    content_with_nothing,
    fields_of,
    read_content,
    write_content,
)
from scibridge.domain.exchange.events import PostingsLoaded
from scibridge.domain.exchange.models import Posting, Version
from scibridge.domain.exchange.services.desk import Desk, expiry_of
from scibridge.domain.exchange.services.writing import by_public_id, clean, put_columns
from scibridge.domain.exchange.states import Origin, State
from scibridge.domain.registry.models import Facility, Organisation, Person
from scibridge.kernel.errors import InvalidInput
from scibridge.kernel.events import emit

P = TypeVar("P", bound=Posting)
_BATCH = 500
# The steps that lead from nothing to published: version number, action and state.
_SUBMITTED, _PUBLISHED = 2, 3


@transaction.atomic
def publish_many(
    desk: Desk[P],
    *,
    actor: Account,
    fields: Iterable[Mapping[str, object]],
    origin: Origin,
    fictional: bool = False,
) -> list[P]:
    """Published postings of an administrator's, all or none. Raises InvalidInput for the first refused."""
    is_administrator(actor).require()
    contents = [_whole(desk, one) for one in fields]
    bodies = _found(Organisation, (one["organisation"] for one in contents), "organisation")
    now = timezone.now()
    rows: list[P] = []
    for whole in contents:
        row = desk.model(owner=actor, origin=origin.value, fictional=fictional)
        row.organisation = bodies.get(whole["organisation"])
        put_columns(row, whole)
        row.state, row.version = State.PUBLISHED.value, _PUBLISHED
        row.submitted_at = row.published_at = row.created_at = row.updated_at = now
        row.expires_at = expiry_of(row)
        clean(row, known=("owner", "organisation"))
        rows.append(row)
    desk.model.objects.bulk_create(rows, batch_size=_BATCH)
    _write_rows(desk, rows, contents)
    _record(desk, rows, contents, actor)
    emit(PostingsLoaded(desk.kind.value, tuple(row.public_id for row in rows)))
    return rows


def _whole(desk: Desk[P], fields: Mapping[str, object]) -> dict[str, Any]:
    whole = content_with_nothing(desk.kind) | read_content(desk.kind, fields)
    problems = check_content(desk.kind, whole) or check_complete(desk.kind, whole, timezone.now().date())
    if problems:
        raise InvalidInput(problems)
    return whole


def _found(
    model: type[Organisation] | type[Person] | type[Facility], ids: Iterable[str], field: str
) -> dict[str, Any]:
    wanted = sorted({one for one in ids if one})
    found: dict[str, Any] = {}
    for start in range(0, len(wanted), _BATCH):
        some, missing = by_public_id(model, wanted[start : start + _BATCH], field)
        if missing:
            raise InvalidInput(missing)
        found |= some
    return found


def _write_rows(desk: Desk[P], rows: Sequence[P], contents: Sequence[Mapping[str, Any]]) -> None:
    people = _found(
        Person, (row["person"] for whole in contents for row in whole.get("inventors", ())), "inventors"
    )
    for field in fields_of(desk.kind):
        if field.name == "facilities":
            _write_facilities(rows, contents)
        if not field.row:
            continue
        made: list[models.Model] = []
        for posting, whole in zip(rows, contents, strict=True):
            manager = getattr(posting, field.name)
            for place, values in enumerate(whole[field.name]):
                named = {"person": people[values["person"]]} if "person" in values else {}
                row = manager.model(**{manager.field.name: posting}, position=place, **(values | named))
                clean(row, f"{field.name}.{place}.", known=(manager.field.name, *named))
                made.append(row)
        if made:
            type(made[0])._default_manager.bulk_create(made, batch_size=_BATCH)  # noqa: SLF001 - Django's documented name


def _write_facilities(rows: Sequence[Any], contents: Sequence[Mapping[str, Any]]) -> None:
    held = _found(Facility, (one for whole in contents for one in whole["facilities"]), "facilities")
    for posting, whole in zip(rows, contents, strict=True):
        if whole["facilities"]:
            posting.facilities.set([held[one] for one in whole["facilities"]])


def _record(desk: Desk[P], rows: Sequence[P], contents: Sequence[Mapping[str, Any]], actor: Account) -> None:
    steps = ((_SUBMITTED, State.SUBMITTED), (_PUBLISHED, State.PUBLISHED))
    versions = [
        Version(
            kind=desk.kind.value,
            subject_id=row.public_id,
            number=number,
            action=state.value,
            state=state.value,
            snapshot=write_content(whole),
            actor=actor,
        )
        for row, whole in zip(rows, contents, strict=True)
        for number, state in steps
    ]
    Version.objects.bulk_create(versions, batch_size=_BATCH)
