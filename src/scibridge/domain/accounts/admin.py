from django.contrib import admin

from scibridge.domain.accounts.models import Account, Grant


@admin.register(Account)
class AccountAdmin(admin.ModelAdmin[Account]):
    list_display = ["email", "name", "language", "is_active", "is_staff", "date_joined"]
    search_fields = ["email", "name"]
    fields = ["email", "name", "language", "is_active", "is_staff"]


@admin.register(Grant)
class GrantAdmin(admin.ModelAdmin[Grant]):
    list_display = ["account", "role", "on_kind", "on_id", "granted_at", "ended_at"]
    list_filter = ["role", "on_kind"]
    search_fields = ["account__email", "on_id"]
    autocomplete_fields = ["account"]
