"""Operators see whether mail leaves; what people follow and were told is theirs alone."""

from django.contrib import admin

from scibridge.domain.following.models import Digest
from scibridge.kernel.looking import LookingAdmin


@admin.register(Digest)
class DigestAdmin(LookingAdmin):
    """Mails and where they stand."""

    list_display = ("public_id", "cadence", "period", "state", "attempts", "created_at", "sent_at")
    list_filter = ("state", "cadence")
    fields = ("public_id", "cadence", "period", "state", "attempts", "created_at", "next_at", "sent_at")
    readonly_fields = fields
