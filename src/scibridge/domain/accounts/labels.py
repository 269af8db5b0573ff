"""What readers see for roles and scopes, in both languages."""

from django.utils.translation import gettext_lazy as _

from scibridge.domain.accounts.states import Role, Scope

ROLES = {
    Role.ADMINISTRATOR: _("Administrator"),
    Role.MODERATOR: _("Moderator"),
    Role.REPRESENTATIVE: _("Representative"),
    Role.MEMBER: _("Member"),
}
SCOPES = {
    Scope.READ: _("Read"),
    Scope.WRITE_NEEDS: _("Write needs"),
    Scope.WRITE_OFFERS: _("Write offers"),
    Scope.WRITE_REGISTRY: _("Write organisations, people and facilities"),
}
