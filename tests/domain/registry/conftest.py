"""Makers of registry records and of the accounts that act on them."""

from collections.abc import Callable
from typing import Any

import pytest

from scibridge.domain.accounts.models import Account
from scibridge.domain.accounts.services import ensure_account, grant_role
from scibridge.domain.accounts.states import ORGANISATION, PLATFORM, Role
from scibridge.domain.registry.models import Facility, Organisation, Person
from scibridge.domain.registry.services import register_facility, register_organisation, register_person
from scibridge.kernel.events import Event

Make = Callable[..., Any]


@pytest.fixture
def account(db: None) -> Callable[..., Account]:
    """``account("mei")`` → an account with a verified address; ``role`` and ``at`` grant it one."""

    def make(
        name: str, *, role: Role | None = None, at: Organisation | None = None, email: str = ""
    ) -> Account:
        made = ensure_account(email=email or f"{name}@example.org", name=name.title())
        if role is not None:
            kind, on_id = (ORGANISATION, at.public_id) if at is not None else (PLATFORM, "")
            grant_role(account=made, role=role, on_kind=kind, on_id=on_id, actor=None)
        return made

    return make


@pytest.fixture
def moderator(account: Make) -> Account:
    """A moderator."""
    made: Account = account("moderator", role=Role.MODERATOR)
    return made


@pytest.fixture
def organisation(db: None) -> Callable[..., Organisation]:
    """``organisation("Name", country="FR", …)``, registered by the operator."""

    def make(name: str = "River Institute", zh: str = "", **values: Any) -> Organisation:
        given = {"name": {"en": name, "zh-hans": zh}, "country": "CN", "types": ["institute"], **values}
        return register_organisation(actor=None, values=given)

    return make


@pytest.fixture
def person(db: None) -> Callable[..., Person]:
    """``person("Name", …)``, registered by the operator."""

    def make(name: str = "Lin Mei", zh: str = "", **values: Any) -> Person:
        return register_person(actor=None, values={"name": {"en": name, "zh-hans": zh}, **values})

    return make


@pytest.fixture
def facility(organisation: Make) -> Callable[..., Facility]:
    """``facility("Name", at=organisation, …)``, registered by the operator."""

    def make(name: str = "Beam line", at: Organisation | None = None, **values: Any) -> Facility:
        given = {"name": {"en": name}, "access_types": ["on_site"], "access_mode": "free", **values}
        return register_facility(organisation=at or organisation(), actor=None, values=given)

    return make


@pytest.fixture
def events(monkeypatch: pytest.MonkeyPatch) -> list[Event]:
    """What the registry's services emit, in order; nobody else hears it."""
    from scibridge.domain.registry.services import (
        bulk,
        claims,
        contact,
        corrections,
        facilities,
        merging,
        organisations,
        people,
    )

    heard: list[Event] = []
    for module in (bulk, claims, contact, corrections, facilities, merging, organisations, people):
        monkeypatch.setattr(module, "emit", heard.append)
    return heard
