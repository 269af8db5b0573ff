"""Makers of records and postings, each followed by what the worker does."""

from collections.abc import Callable
from typing import Any

import pytest

from scibridge.domain.accounts.models import Account
from scibridge.domain.accounts.services import ensure_account, grant_role
from scibridge.domain.accounts.states import PLATFORM, Role
from scibridge.domain.exchange.services import NEEDS, OFFERS
from scibridge.domain.registry.models import Organisation
from scibridge.domain.registry.services import register_organisation

Make = Callable[..., Any]


@pytest.fixture
def owner(db: None) -> Account:
    return ensure_account(email="owner@example.org", name="Owner")


@pytest.fixture
def administrator(db: None) -> Account:
    made = ensure_account(email="root@example.org", name="Root")
    grant_role(account=made, role=Role.ADMINISTRATOR, on_kind=PLATFORM, actor=None)
    return made


@pytest.fixture
def organisation(db: None) -> Callable[..., Organisation]:
    def make(name: str = "River Institute", **values: Any) -> Organisation:
        given = {"name": {"en": name}, "country": "CN", "types": ["institute"], **values}
        return register_organisation(actor=None, values=given)

    return make


@pytest.fixture
def post(administrator: Account) -> Make:
    """``post(NEEDS, title="…", organisation=…)`` → a published posting."""

    def make(desk: Any, *, organisation: Organisation | None = None, **fields: Any) -> Any:
        told = "problem" if desk is NEEDS else "summary"
        kind = "market" if desk is NEEDS else "technology"
        content = {"kind": kind, "title": {"en": "Quiet rotor"}, told: {"en": "It is loud."}, **fields}
        if organisation is not None:
            content["organisation"] = organisation.public_id
        row = desk.submit(desk.create(actor=administrator, fields=content), actor=administrator)
        return desk.publish(row, actor=administrator)

    return make


__all__ = ["NEEDS", "OFFERS"]
