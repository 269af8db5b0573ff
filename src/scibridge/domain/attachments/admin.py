"""Operators see that there are files, never their names: those may hold what waits for an NDA."""

from django.contrib import admin

from scibridge.domain.attachments.models import Attachment
from scibridge.domain.exchange.admin import ReadOnly


@admin.register(Attachment)
class AttachmentAdmin(ReadOnly):
    """Size, kind and standing."""

    list_display = ["public_id", "kind", "subject_id", "file_kind", "size", "tier", "standing", "uploaded_at"]
    list_filter = ["standing", "tier", "file_kind"]
    search_fields = ["public_id", "subject_id"]
    exclude = ["name", "stored_as", "sha256", "uploaded_by", "decided_by"]
