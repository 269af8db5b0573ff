"""Unsaved forms, for whoever typed them and nobody else."""

from datetime import datetime

from django.db.models import QuerySet

from scibridge.domain.accounts.models import Account
from scibridge.domain.exchange.models import UnsavedForm
from scibridge.engines.matching.documents import Kind


def unsaved_forms(actor: Account, kind: Kind, now: datetime) -> QuerySet[UnsavedForm]:
    """Those of new postings, last touched first."""
    return UnsavedForm.objects.filter(account=actor, kind=kind.value, subject_id="", expires_at__gt=now)


def unsaved_form(
    actor: Account, kind: Kind, now: datetime, *, subject_id: str = "", key: str = ""
) -> UnsavedForm | None:
    """The unsaved form of a posting, or the one of a new posting with this key."""
    rows = UnsavedForm.objects.filter(
        account=actor, kind=kind.value, subject_id=subject_id, expires_at__gt=now
    )
    return (rows if subject_id else rows.filter(key=key)).first()
