"""The registry's tasks, and what its administration pages do not show."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from scibridge.domain.accounts.models import Account
from scibridge.domain.registry.access import may_merge, may_suggest
from scibridge.domain.registry.models import Claim, ContactMessage
from scibridge.domain.registry.services import send_message
from scibridge.domain.registry.states import RecordKind
from scibridge.domain.registry.tasks import deliver_message, expire_claims

pytestmark = pytest.mark.django_db
Make = Callable[..., Any]
HIDDEN = "desk@neutron.example"


def test_a_message_is_mailed_by_a_task_that_holds_its_number_alone(
    facility: Make, account: Make, mailoutbox: list[EmailMessage]
) -> None:
    target = facility(contact_address=HIDDEN)
    message = send_message(
        kind=RecordKind.FACILITY,
        public_id=target.public_id,
        subject="Hello",
        body="There",
        actor=account("mei"),
    )
    task = DBTaskResult.objects.get(queue_name="mail")
    assert task.args_kwargs == {"args": [message.pk], "kwargs": {}}
    deliver_message.func(message.pk)
    deliver_message.func(message.pk)
    assert [one.to for one in mailoutbox] == [[HIDDEN]]


def test_a_task_sends_what_an_earlier_failure_left(
    facility: Make, account: Make, mailoutbox: list[EmailMessage]
) -> None:
    target, mei = facility(contact_address=HIDDEN), account("mei")
    waiting = ContactMessage.objects.create(
        target_kind="facility",
        target_id=target.public_id,
        sender=mei,
        subject="Earlier",
        body="x",
        sent_at=timezone.now() - timedelta(hours=1),
    )
    deliver_message.func(waiting.pk + 1)
    assert [one.subject for one in mailoutbox] == ["Earlier"]


def test_claims_are_closed_by_a_task(person: Make, account: Make) -> None:
    Claim.objects.create(
        person=person(), account=account("mei"), method="domain_mail", expires_at=timezone.now()
    )
    expire_claims.func()
    assert Claim.objects.get().state == "expired"


def test_visitors_may_nothing() -> None:
    for who in (None, AnonymousUser()):
        assert may_suggest(who).reason == "sign_in_first"
        assert may_merge(who).reason == "moderators_only"


@pytest.mark.parametrize("kind", ["organisation", "facility"])
def test_the_administration_pages_show_no_contact_address_and_change_nothing(
    client: Client, organisation: Make, facility: Make, kind: str
) -> None:
    client.force_login(Account.objects.create_superuser("root@example.org"))
    here = organisation(contact_address=HIDDEN)
    target = here if kind == "organisation" else facility(at=here, contact_address=HIDDEN)
    listing = client.get(reverse(f"admin:registry_{kind}_changelist"))
    page = client.get(reverse(f"admin:registry_{kind}_change", args=[target.pk]))
    assert (listing.status_code, page.status_code) == (200, 200)
    for answer in (listing, page):
        assert HIDDEN not in answer.content.decode()
    assert client.post(reverse(f"admin:registry_{kind}_change", args=[target.pk]), {}).status_code == 403
    assert client.get(reverse(f"admin:registry_{kind}_add")).status_code == 403
