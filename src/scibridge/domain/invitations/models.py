"""Tables of invitations. Personal data: the address of whoever is invited, for 90 days after the end."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone

from scibridge.domain.invitations.states import InvitationState, InvitedAs, SubjectKind
from scibridge.kernel.ids import new_public_id


class Invitation(models.Model):
    """An address is invited to an organisation or a posting, named by kind and public id.

    ``serial`` counts how often it was sent: only the newest link opens it. ``language`` is the one its mail
    begins with. Whether an account has the address is asked nowhere before somebody answers.
    """

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    subject_kind = models.CharField(max_length=12, choices=[(one.value, one.value) for one in SubjectKind])
    subject_id = models.CharField(max_length=12)
    invited_as = models.CharField(max_length=20, choices=[(one.value, one.value) for one in InvitedAs])
    email = models.EmailField(max_length=254)
    language = models.CharField(max_length=10, choices=[(code, code) for code, _name in settings.LANGUAGES])
    serial = models.PositiveIntegerField(default=1)
    state = models.CharField(
        max_length=12,
        default=InvitationState.PENDING.value,
        choices=[(one.value, one.value) for one in InvitationState],
    )
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    invited_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=[one.value for one in InvitationState]),
                name="invitation_state_known",
            ),
            models.CheckConstraint(
                condition=models.Q(subject_kind="organisation", invited_as__in=["member", "representative"])
                | models.Q(subject_kind__in=["need", "offer"], invited_as="reader"),
                name="invitation_role_fits_its_subject",
            ),
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "email"],
                condition=models.Q(state__in=["pending", "expired"]),
                name="invitation_open_once",
            ),
            models.CheckConstraint(
                condition=models.Q(state="pending", ended_at__isnull=True)
                | (~models.Q(state="pending") & models.Q(ended_at__isnull=False)),
                name="invitation_ended_has_date",
            ),
        ]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="invitation_by_subject"),
            models.Index(fields=["email", "state"], name="invitation_by_address"),
        ]

    def __str__(self) -> str:
        return f"invitation {self.public_id} ({self.state})"

    def state_at(self, now: datetime) -> InvitationState:
        """Where it stands: over its time it has expired, whether or not the clock came by."""
        state = InvitationState(self.state)
        over = state is InvitationState.PENDING and self.expires_at <= now
        return InvitationState.EXPIRED if over else state


class InvitationMail(models.Model):
    """One mail of an invitation: who had it sent, and whether it went; the link is never stored."""

    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="mails")
    serial = models.PositiveIntegerField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["invitation", "serial"], name="invitation_mail_once"),
        ]
        indexes = [models.Index(fields=["asked_by", "asked_at"], name="invitation_mail_by_account")]

    def __str__(self) -> str:
        return f"mail {self.pk} of invitation {self.invitation_id}"
