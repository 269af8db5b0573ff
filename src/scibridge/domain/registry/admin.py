from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from scibridge.domain.registry.models import (
    Affiliation,
    Claim,
    CorrectionSuggestion,
    Facility,
    Merge,
    Organisation,
    OrganisationIdentifier,
    OrganisationName,
    OrganisationRelation,
    Person,
    PersonIdentifier,
)


class Looking(admin.options.BaseModelAdmin[Any]):
    """The registry is written by its services alone; these pages show it, all but the ``hidden`` fields."""

    hidden: ClassVar[frozenset[str]] = frozenset()

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> list[Any]:
        return [one.name for one in self.opts.fields if one.name not in self.hidden]

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[Any]:
        return self.get_fields(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class LookingInline(Looking, admin.TabularInline[Any, Any]):
    """As :class:`Looking`, within another page."""


class NameInline(LookingInline):
    model = OrganisationName


class IdentifierInline(LookingInline):
    model = OrganisationIdentifier


class RelationInline(LookingInline):
    model = OrganisationRelation
    fk_name = "organisation"


class PersonIdentifierInline(LookingInline):
    model = PersonIdentifier


class AffiliationInline(LookingInline):
    model = Affiliation


@admin.register(Organisation)
class OrganisationAdmin(Looking, admin.ModelAdmin[Any]):
    list_display = ["__str__", "country", "status", "origin", "public_id", "updated_at"]
    list_filter = ["status", "origin"]
    search_fields = ["public_id", "sort_key", "names__folded"]
    hidden = frozenset({"contact_address"})
    inlines = [NameInline, IdentifierInline, RelationInline]


@admin.register(Person)
class PersonAdmin(Looking, admin.ModelAdmin[Any]):
    list_display = ["__str__", "country", "account", "origin", "public_id", "updated_at"]
    list_select_related = ["account"]
    list_filter = ["origin"]
    search_fields = ["public_id", "folded"]
    inlines = [PersonIdentifierInline, AffiliationInline]


@admin.register(Facility)
class FacilityAdmin(Looking, admin.ModelAdmin[Any]):
    list_display = ["__str__", "organisation", "country", "status", "public_id", "updated_at"]
    list_select_related = ["organisation"]
    list_filter = ["status", "access_mode"]
    search_fields = ["public_id", "folded"]
    hidden = frozenset({"contact_address"})


@admin.register(Claim)
class ClaimAdmin(Looking, admin.ModelAdmin[Any]):
    list_display = ["person", "account", "method", "state", "requested_at", "decided_at"]
    list_select_related = ["person", "account"]
    list_filter = ["state", "method"]
    hidden = frozenset({"token_digest"})


@admin.register(CorrectionSuggestion)
class CorrectionSuggestionAdmin(Looking, admin.ModelAdmin[Any]):
    list_display = ["target_kind", "target_id", "field", "state", "suggested_at", "decided_at"]
    list_filter = ["state", "target_kind"]
    search_fields = ["target_id"]


@admin.register(Merge)
class MergeAdmin(Looking, admin.ModelAdmin[Any]):
    list_display = ["kind", "gone_id", "survivor_id", "merged_at"]
    list_filter = ["kind"]
    search_fields = ["gone_id", "survivor_id"]
