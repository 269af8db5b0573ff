"""Operators see how invitations stand and whether mail leaves; addresses are for whoever manages the list."""

from django.contrib import admin

from scibridge.domain.invitations.models import Invitation, InvitationMail
from scibridge.kernel.looking import LookingAdmin


@admin.register(Invitation)
class InvitationAdmin(LookingAdmin):
    """What was offered and how it stands."""

    list_display = (
        "public_id", "subject_kind", "subject_id", "invited_as", "state", "invited_at", "ended_at",
    )  # fmt: skip
    list_filter = ("state", "subject_kind", "invited_as")
    search_fields = ("public_id", "subject_id")
    fields = (*list_display, "invited_by", "expires_at", "serial", "language")
    readonly_fields = fields


@admin.register(InvitationMail)
class InvitationMailAdmin(LookingAdmin):
    """Mails and where they stand."""

    list_display = ("invitation", "serial", "asked_at", "sent_at", "attempts", "next_at")
    list_select_related = ("invitation",)
    fields = (*list_display, "asked_by")
    readonly_fields = fields
