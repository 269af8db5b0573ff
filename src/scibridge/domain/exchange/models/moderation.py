"""What moderators work with: who looks at what, what was decided after how long, and words to return with."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField, I18nTextField

from scibridge.domain.exchange.models.postings import code_field, one_of
from scibridge.domain.exchange.models.records import kind_field, kind_known
from scibridge.domain.exchange.states import Outcome, ReturnReason


class ModerationClaim(models.Model):
    """A moderator looks at an entry, until ``until`` at the latest."""

    kind = kind_field()
    subject_id = models.CharField(max_length=12)
    moderator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    until = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject_id"], name="moderation_claim_once"),
            kind_known("moderation_claim_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.subject_id} until {self.until:%H:%M}"


class ModerationDecision(models.Model):
    """An answer of a moderator: to what (``revision``: a change), since when it had waited, how it went."""

    kind = kind_field()
    subject_id = models.CharField(max_length=12)
    revision = models.BooleanField(default=False)
    outcome = code_field(Outcome, default=Outcome.APPROVED)
    reason = code_field(ReturnReason)
    waiting_since = models.DateTimeField()
    decided_at = models.DateTimeField(default=timezone.now, db_index=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["decided_at", "pk"]
        constraints = [
            one_of(Outcome, "outcome", "moderation_decision_outcome_known", empty=False),
            one_of(ReturnReason, "reason", "moderation_decision_reason_known"),
            kind_known("moderation_decision_kind_known"),
            models.CheckConstraint(
                condition=models.Q(decided_at__gte=models.F("waiting_since")),
                name="moderation_decision_after_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.subject_id} {self.outcome}"


class ReturnTemplate(models.Model):
    """Words to return an entry with, in both languages; a moderator edits them before they are sent."""

    reason = code_field(ReturnReason, _("reason"), default=ReturnReason.OTHER)
    name = I18nCharField(_("name in the list"), max_length=100)
    text = I18nTextField(_("text"), max_length=2000)
    position = models.PositiveSmallIntegerField(_("position"), default=100)
    in_use = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("text for returning")
        verbose_name_plural = _("texts for returning")
        ordering = ["position", "pk"]
        constraints = [one_of(ReturnReason, "reason", "return_template_reason_known", empty=False)]

    def __str__(self) -> str:
        return str(self.name)
