"""Files beside needs and offers. Personal data: who uploaded each, and whatever its owner wrote into it.

The bytes lie in the media folder under ``stored_as``, a random name that nothing outside shows; ``name`` is
what its owner called it, cleaned, and is data alone.
"""

from django.conf import settings
from django.db import models
from django.utils import timezone

from scibridge.domain.attachments.states import Purpose, Standing
from scibridge.domain.exchange.models.postings import code_field, one_of
from scibridge.domain.exchange.states import Tier
from scibridge.engines.files.kinds import FileKind
from scibridge.engines.matching.documents import Kind
from scibridge.kernel.ids import new_public_id

_POSTINGS = [(kind.value, kind.value) for kind in (Kind.NEED, Kind.OFFER)]


class Attachment(models.Model):
    """A file. ``presented`` says that it lay beside its posting when that was submitted."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    kind = models.CharField(max_length=10, choices=_POSTINGS)
    subject_id = models.CharField(max_length=12)
    name = models.CharField(max_length=130)
    file_kind = code_field(FileKind, default=FileKind.PDF)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    stored_as = models.CharField(max_length=40, unique=True)
    purpose = code_field(Purpose, default=Purpose.OTHER)
    tier = code_field(Tier, default=Tier.AFTER_NDA)
    standing = code_field(Standing, default=Standing.WAITING)
    presented = models.BooleanField(default=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    uploaded_at = models.DateTimeField(default=timezone.now, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=[kind for kind, _ in _POSTINGS]), name="attachment_kind_known"
            ),
            one_of(FileKind, "file_kind", "attachment_file_kind_known", empty=False),
            one_of(Purpose, "purpose", "attachment_purpose_known", empty=False),
            one_of(Tier, "tier", "attachment_tier_known", empty=False),
            one_of(Standing, "standing", "attachment_standing_known", empty=False),
            models.UniqueConstraint(fields=["kind", "subject_id", "sha256"], name="attachment_content_once"),
        ]
        indexes = [
            models.Index(fields=["standing", "uploaded_at"], name="attachment_by_standing"),
            models.Index(fields=["uploaded_by", "uploaded_at"], name="attachment_by_uploader"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.subject_id} {self.public_id}"
