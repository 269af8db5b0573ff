"""A small platform: a moderator, an owner, and a way to publish needs."""

from collections.abc import Callable

import pytest

from scibridge.domain.accounts.models import Account
from scibridge.domain.accounts.services import grant_role
from scibridge.domain.accounts.states import PLATFORM, Role
from scibridge.domain.exchange.models import Need
from scibridge.domain.exchange.services import create_need, publish_need, submit_need

Publish = Callable[..., Need]


@pytest.fixture
def owner(db: None) -> Account:
    return Account.objects.create_user("owner@example.org", "a long enough password", name="Owner")


@pytest.fixture
def moderator(db: None) -> Account:
    made = Account.objects.create_user("moderator@example.org", "a long enough password", name="Moderator")
    grant_role(account=made, role=Role.MODERATOR, on_kind=PLATFORM, actor=None)
    return made


@pytest.fixture
def publish(owner: Account, moderator: Account) -> Publish:
    def make(title: str = "Desalination membrane for islands", **fields: object) -> Need:
        content = {
            "kind": "public",
            "title": {"en": title},
            "problem": {"en": "Brackish wells give too little drinking water."},
            "confidential_details": {"en": "LEAK the island is Socotra"},
            **fields,
        }
        need = create_need(actor=owner, fields=content)
        return publish_need(submit_need(need, actor=owner), actor=moderator)

    return make
