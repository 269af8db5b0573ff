"""What was typed into a form and not saved yet. Personal data: whatever a writer typed, for them alone."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from scibridge.engines.matching.documents import Kind


class UnsavedForm(models.Model):
    """The inputs of one form, of a posting (``subject_id``) or of a new one, as their writer left them.

    ``data`` maps input names to lists of values. While its writer was signed out it has no account: then
    only the browser may fetch it whose cookie has the digest ``browser``, and only ``meant_for`` where the
    form said whose it was. ``key`` is random, or the key of the form itself.
    """

    key = models.CharField(max_length=64)
    kind = models.CharField(
        max_length=10, choices=[(kind.value, kind.value) for kind in (Kind.NEED, Kind.OFFER)]
    )
    subject_id = models.CharField(max_length=12, blank=True)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    meant_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    browser = models.CharField(max_length=64, blank=True)
    data = models.JSONField()
    saved_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["-saved_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "kind", "subject_id", "key"],
                condition=models.Q(account__isnull=False),
                name="unsaved_form_once_per_account",
            ),
            models.UniqueConstraint(
                fields=["key"], condition=models.Q(account__isnull=True), name="unsaved_form_key_once"
            ),
            models.CheckConstraint(
                condition=models.Q(account__isnull=False) | ~models.Q(browser=""),
                name="unsaved_form_has_a_reader",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=[Kind.NEED.value, Kind.OFFER.value]),
                name="unsaved_form_kind_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.subject_id or 'new'}"
