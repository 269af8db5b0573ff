"""Keeping what is typed before it is saved, also for a writer whose session ended meanwhile."""

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from scibridge.domain.accounts.models import Account
from scibridge.domain.exchange.models import UnsavedForm
from scibridge.engines.matching.documents import Kind
from scibridge.kernel.errors import FieldProblem, InvalidInput

LIFE = timedelta(days=30)
LIFE_SIGNED_OUT = timedelta(days=1)
MOST_FORMS = 20
MOST_OF_A_BROWSER = 5
MOST_BYTES = 1_000_000
Typed = Mapping[str, Sequence[str]]


def browser_digest(cookie: str) -> str:
    """What is kept of a browser's cookie: enough to know it again, too little to become it."""
    return hashlib.sha256(cookie.encode()).hexdigest() if cookie else ""


def _checked(data: Typed) -> dict[str, list[str]]:
    """The inputs as they are stored. Raises InvalidInput where they are more than is kept."""
    plain = {str(name): [str(value) for value in values] for name, values in data.items()}
    size = len(json.dumps(plain, ensure_ascii=False).encode(errors="replace"))
    if size > MOST_BYTES:
        raise InvalidInput([FieldProblem("form", "too_large", {"most": MOST_BYTES, "size": size})])
    # What a database cannot hold was never meant: NUL, halves of surrogate pairs.
    return {
        name: [value.replace("\x00", "").encode(errors="replace").decode() for value in values]
        for name, values in plain.items()
    }


def _sweep(now: datetime) -> None:
    UnsavedForm.objects.filter(expires_at__lte=now).delete()


@transaction.atomic
def keep_form(
    *, actor: Account, kind: Kind, data: Typed, now: datetime, subject_id: str = "", key: str = ""
) -> UnsavedForm:
    """Keep what the actor typed; what was kept of the same form is replaced. Raises InvalidInput."""
    checked = _checked(data)
    _sweep(now)
    row, _made = UnsavedForm.objects.update_or_create(
        account=actor,
        kind=kind.value,
        subject_id=subject_id,
        key="" if subject_id else (key or secrets.token_hex(16))[:64],
        defaults={"data": checked, "saved_at": now, "expires_at": now + LIFE},
    )
    if not subject_id:
        same = UnsavedForm.objects.filter(account=actor, kind=kind.value, subject_id="")
        surplus = list(same.values_list("pk", flat=True)[MOST_FORMS:])
        UnsavedForm.objects.filter(pk__in=surplus).delete()
    return row


@transaction.atomic
def keep_form_signed_out(
    *,
    browser: str,
    kind: Kind,
    data: Typed,
    now: datetime,
    subject_id: str = "",
    meant_for: int | None = None,
) -> UnsavedForm:
    """Keep what a signed-out writer sent, a day long, for the browser with that digest. Raises
    InvalidInput."""
    checked = _checked(data)
    _sweep(now)
    earlier = UnsavedForm.objects.filter(account__isnull=True, browser=browser, kind=kind.value)
    once = checked.get("once")
    for row in earlier.filter(subject_id=subject_id):
        if once and row.data.get("once") == once:
            row.delete()
    known = Account.objects.filter(pk=meant_for).first() if meant_for is not None else None
    row = UnsavedForm.objects.create(
        key=secrets.token_urlsafe(24),
        kind=kind.value,
        subject_id=subject_id,
        meant_for=known,
        browser=browser,
        data=checked,
        saved_at=now,
        expires_at=now + LIFE_SIGNED_OUT,
    )
    same = UnsavedForm.objects.filter(account__isnull=True, browser=browser)
    surplus = list(same.values_list("pk", flat=True)[MOST_OF_A_BROWSER:])
    UnsavedForm.objects.filter(pk__in=surplus).delete()
    return row


@transaction.atomic
def claim_form(*, actor: Account, key: str, browser: str, now: datetime) -> UnsavedForm | None:
    """Give what was typed while signed out to the account that signed in; none if it is not theirs to have.

    The row is gone from the browser's; it takes the place of what the account had kept of the same form.
    """
    row = (
        UnsavedForm.objects.select_for_update()
        .filter(account__isnull=True, key=key[:64], browser=browser, expires_at__gt=now)
        .first()
        if key and browser
        else None
    )
    if row is None or (row.meant_for_id is not None and row.meant_for_id != actor.pk):
        return None
    kind, data, subject_id = Kind(row.kind), row.data, row.subject_id
    row.delete()
    form_key = next(iter(data.get("once", [])), "") or key
    return keep_form(actor=actor, kind=kind, data=data, now=now, subject_id=subject_id, key=form_key)


def drop_form(*, actor: Account, kind: Kind, subject_id: str = "", key: str = "") -> None:
    """Forget what was kept of a form: it was saved, or its writer threw it away."""
    rows = UnsavedForm.objects.filter(account=actor, kind=kind.value, subject_id=subject_id)
    (rows if subject_id else rows.filter(key=key[:64])).delete()
