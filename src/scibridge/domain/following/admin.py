"""Operators see whether mail leaves; what people follow and were told is theirs alone."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from scibridge.domain.following.models import Digest


@admin.register(Digest)
class DigestAdmin(admin.ModelAdmin[Any]):
    """Mails and where they stand."""

    list_display = ("public_id", "cadence", "period", "state", "attempts", "created_at", "sent_at")
    list_filter = ("state", "cadence")
    fields = ("public_id", "cadence", "period", "state", "attempts", "created_at", "next_at", "sent_at")
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Nobody changes here."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Nobody deletes here."""
        return False
