from django.contrib import admin
from django.http import HttpRequest

from scibridge.domain.accounts.models import Account, Grant


@admin.register(Account)
class AccountAdmin(admin.ModelAdmin[Account]):
    list_display = ["email", "name", "language", "is_active", "is_staff", "date_joined"]
    search_fields = ["email", "name"]
    fields = ["email", "name", "language", "is_active", "is_staff"]
    readonly_fields = ["email"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Accounts come into being by signing up."""
        return False


@admin.register(Grant)
class GrantAdmin(admin.ModelAdmin[Grant]):
    list_display = ["account", "role", "on_kind", "on_id", "granted_at", "ended_at"]
    list_filter = ["role", "on_kind"]
    search_fields = ["account__email", "on_id"]
    list_select_related = ["account"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Roles are granted by services, which check and record who granted them."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Grant | None = None) -> bool:
        """As adding."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Grant | None = None) -> bool:
        """Ended grants stay as history."""
        return False
