"""Claims, suggested corrections, merges and relayed messages."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from scibridge.domain.registry.models.fields import code_field, one_of
from scibridge.domain.registry.models.organisations import Organisation
from scibridge.domain.registry.models.people import Person
from scibridge.domain.registry.states import ClaimMethod, ClaimState, CorrectionState, RecordKind


class Claim(models.Model):
    """An account's claim that a person record is its own. The mailed token is kept as a digest only."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="claims")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    method = code_field(ClaimMethod)
    state = code_field(ClaimState, ClaimState.PENDING)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    token_digest = models.CharField(max_length=64, blank=True)
    reason = models.CharField(max_length=40, blank=True)
    requested_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-requested_at", "-pk"]
        constraints = [
            one_of(ClaimMethod, "method", "claim_method_known"),
            one_of(ClaimState, "state", "claim_state_known"),
            models.UniqueConstraint(
                fields=["person", "account"], condition=models.Q(state="pending"), name="claim_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=models.Q(state="pending", decided_at__isnull=True)
                | (~models.Q(state="pending") & models.Q(decided_at__isnull=False)),
                name="claim_decided_has_date",
            ),
            models.UniqueConstraint(
                fields=["token_digest"], condition=~models.Q(token_digest=""), name="claim_token_once"
            ),
        ]

    def __str__(self) -> str:
        return f"claim {self.pk} ({self.state})"


class CorrectionSuggestion(models.Model):
    """A proposed value for one field of a record, the answer to it, and when its author was told."""

    target_kind = code_field(RecordKind)
    target_id = models.CharField(max_length=12)
    field = models.CharField(max_length=40)
    proposed = models.JSONField()
    reason = models.TextField(max_length=2000)
    suggested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    suggested_at = models.DateTimeField(default=timezone.now, editable=False)
    state = code_field(CorrectionState, CorrectionState.OPEN)
    answer = models.TextField(max_length=2000, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-suggested_at", "-pk"]
        constraints = [
            one_of(RecordKind, "target_kind", "correction_target_known"),
            one_of(CorrectionState, "state", "correction_state_known"),
            models.CheckConstraint(
                condition=models.Q(state="open", decided_at__isnull=True)
                | (~models.Q(state="open") & models.Q(decided_at__isnull=False)),
                name="correction_decided_has_date",
            ),
        ]
        indexes = [models.Index(fields=["target_kind", "target_id", "state"], name="correction_by_target")]

    def __str__(self) -> str:
        return f"{self.target_kind} {self.target_id}: {self.field}"


class Merge(models.Model):
    """Which record went into which, by whom and why; ``moved`` counts what went along."""

    kind = code_field(RecordKind)
    gone_id = models.CharField(max_length=12)
    survivor_id = models.CharField(max_length=12)
    reason = models.TextField(max_length=2000)
    moved = models.JSONField(default=dict)
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    merged_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-merged_at", "-pk"]
        constraints = [
            one_of(RecordKind, "kind", "merge_kind_known"),
            models.UniqueConstraint(fields=["kind", "gone_id"], name="merge_goes_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.gone_id} into {self.survivor_id}"


class ContactMessage(models.Model):
    """A message to whoever stands behind a record. The address is looked up when sent and not kept.

    ``next_at`` is when it may be tried (again), nothing before the first time; ``reached`` holds digests of
    the addresses that have it already.
    """

    target_kind = code_field(RecordKind)
    target_id = models.CharField(max_length=12)
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    subject = models.CharField(max_length=200)
    body = models.TextField(max_length=5000)
    sent_at = models.DateTimeField(default=timezone.now, editable=False)
    delivered_at = models.DateTimeField(null=True, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    next_at = models.DateTimeField(null=True, blank=True, editable=False)
    reached = models.JSONField(default=list, editable=False)

    class Meta:
        ordering = ["-sent_at", "-pk"]
        constraints = [one_of(RecordKind, "target_kind", "message_target_known")]
        indexes = [models.Index(fields=["sender", "sent_at"], name="message_by_sender")]

    def __str__(self) -> str:
        return f"message {self.pk} about {self.target_kind} {self.target_id}"
