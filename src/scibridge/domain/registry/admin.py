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


class Looking:
    """The registry is written by its services alone; these pages show it."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class NameInline(Looking, admin.TabularInline[OrganisationName, Organisation]):
    model = OrganisationName


class IdentifierInline(Looking, admin.TabularInline[OrganisationIdentifier, Organisation]):
    model = OrganisationIdentifier


class RelationInline(Looking, admin.TabularInline[OrganisationRelation, Organisation]):
    model = OrganisationRelation


class PersonIdentifierInline(Looking, admin.TabularInline[PersonIdentifier, Person]):
    model = PersonIdentifier


class AffiliationInline(Looking, admin.TabularInline[Affiliation, Person]):
    model = Affiliation


@admin.register(Organisation)
class OrganisationAdmin(Looking, admin.ModelAdmin[Organisation]):
    list_display = ["__str__", "country", "status", "origin", "public_id", "updated_at"]
    list_filter = ["status", "origin"]
    search_fields = ["public_id", "sort_key", "names__folded"]
    exclude = ["contact_address"]
    inlines = [NameInline, IdentifierInline, RelationInline]


@admin.register(Person)
class PersonAdmin(Looking, admin.ModelAdmin[Person]):
    list_display = ["__str__", "country", "account", "origin", "public_id", "updated_at"]
    list_select_related = ["account"]
    list_filter = ["origin"]
    search_fields = ["public_id", "folded"]
    inlines = [PersonIdentifierInline, AffiliationInline]


@admin.register(Facility)
class FacilityAdmin(Looking, admin.ModelAdmin[Facility]):
    list_display = ["__str__", "organisation", "country", "status", "public_id", "updated_at"]
    list_select_related = ["organisation"]
    list_filter = ["status", "access_mode"]
    search_fields = ["public_id", "folded"]
    exclude = ["contact_address"]


@admin.register(Claim)
class ClaimAdmin(Looking, admin.ModelAdmin[Claim]):
    list_display = ["person", "account", "method", "state", "requested_at", "decided_at"]
    list_select_related = ["person", "account"]
    list_filter = ["state", "method"]
    exclude = ["token_digest"]


@admin.register(CorrectionSuggestion)
class CorrectionSuggestionAdmin(Looking, admin.ModelAdmin[CorrectionSuggestion]):
    list_display = ["target_kind", "target_id", "field", "state", "suggested_at", "decided_at"]
    list_filter = ["state", "target_kind"]
    search_fields = ["target_id"]


@admin.register(Merge)
class MergeAdmin(Looking, admin.ModelAdmin[Merge]):
    list_display = ["kind", "gone_id", "survivor_id", "merged_at"]
    list_filter = ["kind"]
    search_fields = ["gone_id", "survivor_id"]
