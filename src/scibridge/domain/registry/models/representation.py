"""Requests to represent an organisation."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from scibridge.domain.registry.models.fields import code_field, one_of
from scibridge.domain.registry.models.organisations import Organisation
from scibridge.domain.registry.states import RepresentationState


class RepresentationRequest(models.Model):
    """An account asks to speak for an organisation; what it says, the answer, and when it was told.

    ``domain`` is that of the organisation's at which the account had a confirmed address when it asked; empty
    where it had none.
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="representation_requests"
    )
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    words = models.TextField(max_length=2000)
    domain = models.CharField(max_length=253, blank=True)
    state = code_field(RepresentationState, RepresentationState.ASKED)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    answer = models.TextField(max_length=2000, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            one_of(RepresentationState, "state", "representation_state_known"),
            models.UniqueConstraint(
                fields=["organisation", "account"],
                condition=models.Q(state="asked"),
                name="representation_asked_once",
            ),
            models.CheckConstraint(
                condition=models.Q(state="asked", decided_at__isnull=True)
                | (~models.Q(state="asked") & models.Q(decided_at__isnull=False)),
                name="representation_decided_has_date",
            ),
        ]
        indexes = [models.Index(fields=["state", "asked_at"], name="representation_by_state")]

    def __str__(self) -> str:
        return f"representation {self.pk} ({self.state})"
