"""Tables that operators look at and nobody writes to: the services alone do."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest


class LookingAdmin(admin.ModelAdmin[Any]):
    """An admin page that can be read."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Nobody changes here."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Nobody deletes here."""
        return False
