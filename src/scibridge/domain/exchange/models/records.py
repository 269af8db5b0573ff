"""What is remembered about a posting: versions, proposed revisions, clearances, matches, idempotency keys.

A posting is named by kind and public id, so that one table serves needs and offers.
"""

from django.conf import settings
from django.db import models
from django.utils import timezone
from i18nfield.fields import I18nTextField

from scibridge.domain.exchange.models.needs import Need
from scibridge.domain.exchange.models.postings import one_of
from scibridge.domain.exchange.states import Outcome, ReturnReason
from scibridge.engines.matching.documents import Kind

_POSTINGS = [(kind.value, kind.value) for kind in (Kind.NEED, Kind.OFFER)]


def kind_field() -> "models.CharField[str, str]":
    """A column that says whether a need or an offer is meant."""
    return models.CharField(max_length=10, choices=_POSTINGS)


def kind_known(name: str) -> models.CheckConstraint:
    """The column holds one of the two."""
    return models.CheckConstraint(condition=models.Q(kind__in=[kind for kind, _ in _POSTINGS]), name=name)


class Version(models.Model):
    """The whole content of a posting after a step of its life; ``action`` is the step's code."""

    kind = kind_field()
    subject_id = models.CharField(max_length=12)
    number = models.PositiveIntegerField()
    action = models.CharField(max_length=30)
    state = models.CharField(max_length=30)
    snapshot = models.JSONField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now, editable=False)
    note = I18nTextField(max_length=2000, blank=True, default="")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject_id", "number"], name="version_number_once"),
            kind_known("version_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.subject_id} v{self.number}"


class Revision(models.Model):
    """A change to a published posting that its owner proposed; ``changes`` maps fields to new values."""

    kind = kind_field()
    subject_id = models.CharField(max_length=12)
    base_version = models.PositiveIntegerField()
    changes = models.JSONField()
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    proposed_at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(
        max_length=30, default=Outcome.PENDING.value, choices=[(one.value, one.value) for one in Outcome]
    )
    reason = models.CharField(max_length=30, blank=True)
    note = I18nTextField(max_length=2000, blank=True, default="")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_id"],
                condition=models.Q(outcome="pending"),
                name="revision_pending_once",
            ),
            one_of(Outcome, "outcome", "revision_outcome_known", empty=False),
            one_of(ReturnReason, "reason", "revision_reason_known"),
            models.CheckConstraint(
                condition=models.Q(outcome="pending", decided_at__isnull=True)
                | (~models.Q(outcome="pending") & models.Q(decided_at__isnull=False)),
                name="revision_decided_has_date",
            ),
            kind_known("revision_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.subject_id} {self.outcome}"


class NdaClearance(models.Model):
    """An account that signed an NDA with the owner, and may read what is held back until then."""

    kind = kind_field()
    subject_id = models.CharField(max_length=12)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_id", "account"],
                condition=models.Q(ended_at__isnull=True),
                name="clearance_once_while_it_lasts",
            ),
            kind_known("clearance_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.subject_id} to {self.account_id}"


class Match(models.Model):
    """One answer to a need, as last computed. ``answer`` is what a list shows beside the explanation."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="matches")
    need_version = models.PositiveIntegerField()
    document_id = models.CharField(max_length=80, db_index=True)
    kind = models.CharField(max_length=20)
    rank = models.PositiveIntegerField()
    score = models.FloatField()
    answer = models.JSONField()
    explanation = models.JSONField()
    scorer = models.CharField(max_length=40)
    computed_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "matches"
        ordering = ["-score", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["need", "document_id"], name="match_document_once"),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} #{self.rank}"


class IdempotencyKey(models.Model):
    """What an account created under a key of its own choosing; ``digest`` is of the content it sent."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = kind_field()
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    subject_id = models.CharField(max_length=12)
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "kind", "key"], name="idempotency_key_once"),
            kind_known("idempotency_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.subject_id}"
