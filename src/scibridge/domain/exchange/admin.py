"""Operators look things up here. Writing goes through the services: nothing can be changed on these pages.

Except the texts that moderators return entries with: those are the administrators' own.
"""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from i18nfield.fields import I18nCharField, I18nTextField

from scibridge.domain.accounts.access import is_administrator
from scibridge.domain.exchange.models import (
    Match,
    ModerationDecision,
    NdaClearance,
    Need,
    Offer,
    ReturnTemplate,
    Revision,
    Version,
)
from scibridge.domain.exchange.states import NEED_TIERS, OFFER_TIERS, Tier
from scibridge.domain.exchange.visible import covered
from scibridge.kernel.looking import LookingAdmin


class ReadOnly(LookingAdmin):
    """A table that can be searched and read."""

    def get_fields(self, request: HttpRequest, obj: object = None) -> list[Any]:
        """Every column that is not excluded; no form is built, as bilingual columns have none here."""
        hidden = set(self.exclude or ())
        return [one.name for one in self.opts.fields if one.name not in hidden]

    def get_readonly_fields(self, request: HttpRequest, obj: object = None) -> list[Any]:
        """All of them."""
        return self.get_fields(request, obj)


class PostingAdmin(ReadOnly):
    """What needs and offers show to operators: nothing that their owners could hold back."""

    list_display = ["public_id", "title", "kind", "state", "published_at", "expires_at"]
    list_filter = ["state", "kind", "challenge", "origin", "fictional"]
    search_fields = ["public_id", "title"]


def _held_back(tiers: Mapping[str, Tier]) -> list[str]:
    return [*{name for field in tiers for name in covered(field)}, "owner", "external_reference"]


admin.site.register(Need, PostingAdmin, exclude=_held_back(NEED_TIERS))
admin.site.register(Offer, PostingAdmin, exclude=_held_back(OFFER_TIERS))


@admin.register(Version, Revision)
class HistoryAdmin(ReadOnly):
    """Steps of postings, without their content."""

    list_display = ["kind", "subject_id", "pk"]
    list_filter = ["kind"]
    search_fields = ["subject_id"]
    exclude = ["snapshot", "changes"]


@admin.register(NdaClearance)
class ClearanceAdmin(ReadOnly):
    """Who was cleared for what."""

    list_display = ["kind", "subject_id", "account", "granted_by", "at", "ended_at"]
    search_fields = ["subject_id", "account__email"]


@admin.register(Match)
class MatchAdmin(ReadOnly):
    """Which answers are kept; what they say is for the need's own side."""

    list_display = ["need_id", "document_id", "rank", "scorer", "computed_at"]
    search_fields = ["document_id", "need__public_id"]
    exclude = ["answer", "explanation"]


@admin.register(ModerationDecision)
class DecisionAdmin(ReadOnly):
    """What was decided, and since when it had waited."""

    list_display = ["kind", "subject_id", "revision", "outcome", "waiting_since", "decided_at"]
    list_filter = ["kind", "revision", "outcome"]
    search_fields = ["subject_id"]


@admin.register(ReturnTemplate)
class ReturnTemplateAdmin(admin.ModelAdmin[ReturnTemplate]):
    """Texts to return an entry with: for administrators to change, add and take out of use."""

    list_display = ["name", "reason", "position", "in_use"]
    list_filter = ["reason", "in_use"]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Bilingual words have an input for each language; Django's own widgets know of one."""
        if isinstance(db_field, I18nCharField | I18nTextField):
            return db_field.formfield()
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Administrators see the table."""
        return _administers(request)

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Administrators read the texts."""
        return _administers(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Administrators add texts."""
        return _administers(request)

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Administrators change texts."""
        return _administers(request)

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Administrators remove texts."""
        return _administers(request)


def _administers(request: HttpRequest) -> bool:
    user = request.user
    return bool(user.is_active and user.is_staff and (user.is_superuser or is_administrator(user)))
