"""Two transactions at once: what one finds free and the other takes is named, not a fault.

SQLite lets one writer in at a time, so that these meet only on PostgreSQL (SCIBRIDGE_TEST_DATABASE).
"""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from scibridge.domain.accounts.models import Account, Grant
from scibridge.domain.accounts.services import end_grant, ensure_account, grant_role
from scibridge.domain.accounts.states import PLATFORM, Role
from scibridge.domain.exchange.services import create_need
from scibridge.domain.invitations.access import invitation_link
from scibridge.domain.invitations.models import Invitation, InvitationMail
from scibridge.domain.invitations.services import accept_invitation, invite, withdraw_invitation
from scibridge.domain.invitations.states import InvitedAs
from scibridge.domain.registry.models import Organisation
from scibridge.domain.registry.services import (
    ask_to_represent,
    decide_representation,
    register_organisation,
    register_person,
)
from scibridge.kernel.errors import Conflict, IllegalTransition, InvalidInput, NotAllowed

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one writer in at a time"),
]
SIDES, ROUNDS = 4, 5


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What each act gave or raised, all begun together in connections of their own."""
    outcomes: list[Any] = []
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], Any]) -> None:
        start.wait()
        try:
            outcomes.append(act())
        except Exception as error:  # noqa: BLE001 - the caller looks at what came
            outcomes.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def codes(outcomes: list[Any]) -> list[str]:
    """The codes of what was refused; anything else that was raised is raised here."""
    found = []
    for one in outcomes:
        if isinstance(one, InvalidInput):
            found += [problem.code for problem in one.problems]
        elif isinstance(one, Exception):
            raise one
    return found


@pytest.fixture
def account() -> Account:
    return ensure_account(email="owner@example.org")


def test_one_of_many_takes_a_reference(account: Account) -> None:
    for number in range(ROUNDS):
        fields = {"kind": "public", "title": {"en": "Pump"}, "external_reference": f"A-{number}"}
        outcomes = at_once(*[lambda fields=fields: create_need(actor=account, fields=fields)] * SIDES)
        assert codes(outcomes) == ["taken"] * (SIDES - 1)


def test_one_of_many_takes_an_identifier(account: Account) -> None:
    organisation = {
        "name": {"en": "Institute"},
        "country": "DE",
        "types": ["facility"],
        "identifiers": [{"scheme": "ror", "value": "https://ror.org/05a28rw58"}],
    }
    outcomes = at_once(*[lambda: register_organisation(actor=account, values=organisation)] * SIDES)
    assert codes(outcomes) == ["taken"] * (SIDES - 1)
    person = {
        "name": {"en": "Josiah Carberry"},
        "identifiers": [{"scheme": "orcid", "value": "0000-0002-1825-0097"}],
    }
    outcomes = at_once(*[lambda: register_person(actor=account, values=person)] * SIDES)
    assert codes(outcomes) == ["taken"] * (SIDES - 1)


def test_two_administrators_cannot_end_each_other(account: Account) -> None:
    for number in range(ROUNDS):
        pair = [ensure_account(email=f"{name}{number}@example.org") for name in ("first", "second")]
        grants = [
            grant_role(account=one, role=Role.ADMINISTRATOR, on_kind=PLATFORM, actor=None) for one in pair
        ]
        outcomes = at_once(
            lambda grants=grants, pair=pair: end_grant(grant=grants[1], actor=pair[0]),
            lambda grants=grants, pair=pair: end_grant(grant=grants[0], actor=pair[1]),
        )
        refused = [one for one in outcomes if isinstance(one, Exception)]
        assert [type(one) for one in refused] in ([Conflict], [NotAllowed])
        assert Grant.objects.filter(role=Role.ADMINISTRATOR.value, ended_at=None).count() == 1
        Grant.objects.all().delete()


def _institute(actor: Account, number: int) -> Organisation:
    """One that the actor represents."""
    values = {"name": {"en": f"Institute {number}"}, "country": "DE", "types": ["institute"]}
    return register_organisation(actor=actor, values=values)


def test_an_invitation_is_accepted_or_taken_back_and_never_both(account: Account) -> None:
    for number in range(ROUNDS):
        institute, invited = _institute(account, number), ensure_account(email=f"invited{number}@example.org")
        row = invite(subject=institute, email=invited.email, invited_as=InvitedAs.MEMBER, actor=account)
        link = invitation_link(row)
        accept = [lambda link=link, invited=invited: accept_invitation(link, actor=invited)] * 2
        outcomes = at_once(*accept, lambda row=row: withdraw_invitation(invitation=row, actor=account))
        refused = [one for one in outcomes if isinstance(one, Exception)]
        assert {type(one) for one in refused} <= {Conflict, IllegalTransition}
        row.refresh_from_db()
        held = Grant.objects.filter(account=invited, ended_at=None).count()
        assert (row.state, held, len(refused)) in (("accepted", 1, 1), ("withdrawn", 0, 2))


def test_an_address_is_invited_once(account: Account) -> None:
    for number in range(ROUNDS):
        how = {"subject": _institute(account, number), "email": "new@example.org", "actor": account}
        outcomes = at_once(*[lambda how=how: invite(invited_as=InvitedAs.MEMBER, **how)] * SIDES)
        assert codes(outcomes) == ["invited_just_now"] * (SIDES - 1)
    assert Invitation.objects.count() == InvitationMail.objects.count() == ROUNDS


def test_words_written_meanwhile_do_not_undo_a_decision(account: Account) -> None:
    for number in range(ROUNDS):
        institute, asker = _institute(account, number), ensure_account(email=f"asker{number}@example.org")
        row = ask_to_represent(organisation=institute, words="I work there.", actor=asker)
        decide = {"request": row, "actor": account, "grant": False, "answer": "Nothing names you."}
        outcomes = at_once(
            lambda decide=decide: decide_representation(**decide),
            lambda institute=institute, asker=asker: ask_to_represent(
                organisation=institute, words="I do work there.", actor=asker
            ),
        )
        assert codes(outcomes) == []
        row.refresh_from_db()
        assert row.state == "refused"
