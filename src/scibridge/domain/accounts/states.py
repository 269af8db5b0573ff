"""Roles and scopes: codes only."""

from enum import StrEnum


class Role(StrEnum):
    """What may be granted; the first two on the platform, the others on an organisation."""

    ADMINISTRATOR = "administrator"
    MODERATOR = "moderator"
    REPRESENTATIVE = "representative"
    MEMBER = "member"


PLATFORM = "platform"
ORGANISATION = "organisation"
ROLES_ON = {
    PLATFORM: frozenset({Role.ADMINISTRATOR, Role.MODERATOR}),
    ORGANISATION: frozenset({Role.REPRESENTATIVE, Role.MEMBER}),
}


class Scope(StrEnum):
    """What an API token may do, never more than its account may."""

    READ = "read"
    WRITE_NEEDS = "needs:write"
    WRITE_OFFERS = "offers:write"
    WRITE_REGISTRY = "registry:write"
