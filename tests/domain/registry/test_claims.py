"""Showing that a person record is one's own."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from scibridge.domain.accounts.models import Account
from scibridge.domain.registry.events import PersonChanged, PersonClaimed
from scibridge.domain.registry.models import Claim, Organisation, Person
from scibridge.domain.registry.selectors import person_of
from scibridge.domain.registry.services import (
    add_affiliation,
    claim_by_mail,
    claim_by_orcid,
    confirm_claim,
    expire_claims,
    merge_people,
    release_person,
)
from scibridge.domain.registry.services.claims import MOST_CLAIMS_A_DAY
from scibridge.kernel.errors import Conflict, NotAllowed, NotFound
from scibridge.kernel.events import Event

pytestmark = pytest.mark.django_db
Make = Callable[..., Any]
ORCID, OTHER_ORCID = "0000-0002-1825-0097", "0000-0001-5109-3700"


def connect_orcid(account: Account, orcid: str) -> None:
    SocialAccount.objects.create(user=account, provider="orcid", uid=orcid)


def owner(person: Person) -> Account | None:
    return Person.objects.get(pk=person.pk).account


@pytest.fixture
def employer(organisation: Make) -> Organisation:
    made: Organisation = organisation("River Institute", domains=["river.example", "lab.river.example"])
    return made


@pytest.fixture
def employee(person: Make, employer: Organisation) -> Person:
    made: Person = person("Lin Mei", identifiers=[{"scheme": "orcid", "value": ORCID}])
    add_affiliation(person=made, organisation=employer, actor=None, values={"from_year": 2019})
    return made


class Mailbox:
    """Runs what waits for the commit and takes the token out of the mailed link."""

    def __init__(self, capture: Any) -> None:
        self.capture = capture

    def claim(self, person: Person, actor: Account) -> str:
        with self.capture(execute=True):
            claim_by_mail(
                person=person, actor=actor, link_for=lambda token: f"https://bridge.example/c/{token}/"
            )
        return str(mail.outbox[-1].body).split("/c/")[1].split("/")[0]


@pytest.fixture
def mailbox(django_capture_on_commit_callbacks: Any, mailoutbox: object) -> Mailbox:
    return Mailbox(django_capture_on_commit_callbacks)


def test_an_orcid_sign_in_claims_at_once(employee: Person, account: Make, events: list[Event]) -> None:
    mei = account("mei")
    connect_orcid(mei, ORCID)
    events.clear()
    claim = claim_by_orcid(person=employee, actor=mei)
    assert (claim.state, claim.method, claim.token_digest) == ("confirmed", "orcid", "")
    assert (owner(employee), person_of(mei)) == (mei, employee)
    assert employee.identifiers.get().verified_at is not None
    assert events == [
        PersonClaimed(employee.public_id, mei.public_id),
        PersonChanged(employee.public_id),
    ]


@pytest.mark.parametrize(
    ("connected", "reason"), [(None, "orcid_not_connected"), (OTHER_ORCID, "orcid_differs")]
)
def test_another_orcid_claims_nothing(
    employee: Person, account: Make, connected: str | None, reason: str
) -> None:
    mei = account("mei")
    if connected:
        connect_orcid(mei, connected)
    with pytest.raises(NotAllowed) as caught:
        claim_by_orcid(person=employee, actor=mei)
    assert caught.value.reason == reason
    assert (owner(employee), Claim.objects.count()) == (None, 0)


def test_the_same_number_from_another_provider_claims_nothing(employee: Person, account: Make) -> None:
    mei = account("mei")
    SocialAccount.objects.create(user=mei, provider="oidc", uid=ORCID)
    with pytest.raises(NotAllowed):
        claim_by_orcid(person=employee, actor=mei)
    assert owner(employee) is None


def test_mail_at_the_employers_domain_claims_through_the_mailed_link(
    employee: Person, account: Make, mailbox: Mailbox
) -> None:
    mei = account("mei", email="mei@lab.river.example")
    token = mailbox.claim(employee, mei)
    assert [(one.to, one.subject) for one in mail.outbox] == [
        (["mei@lab.river.example"], "Confirm that the record of Lin Mei is yours")
    ]
    assert owner(employee) is None
    claim = confirm_claim(token=token, actor=mei)
    assert (claim.state, owner(employee)) == ("confirmed", mei)
    with pytest.raises(NotFound):
        confirm_claim(token=token, actor=mei)


def test_the_token_is_kept_as_a_digest_only(employee: Person, account: Make, mailbox: Mailbox) -> None:
    token = mailbox.claim(employee, account("mei", email="mei@river.example"))
    assert Claim.objects.get().token_digest == hashlib.sha256(token.encode()).hexdigest()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - names from the database itself
            assert token not in repr(cursor.fetchall()), table


@pytest.mark.parametrize(
    ("address", "verified", "reason"),
    [
        ("mei@river.example", False, "mail_not_verified"),
        ("mei@river.example.evil.example", True, "mail_not_at_organisation"),
        ("mei@sub.river.example", True, "mail_not_at_organisation"),
        ("river.example@evil.example", True, "mail_not_at_organisation"),
        ("mei@former.example", True, "mail_not_at_organisation"),
    ],
)
def test_an_address_that_proves_nothing(
    employee: Person, account: Make, organisation: Make, address: str, verified: bool, reason: str
) -> None:
    former = organisation("Former", domains=["former.example"])
    add_affiliation(person=employee, organisation=former, actor=None, values={"to_year": 2020})
    mei = account("mei", email=address)
    EmailAddress.objects.update(verified=verified)
    with pytest.raises(NotAllowed) as caught:
        claim_by_mail(person=employee, actor=mei, link_for=str)
    assert caught.value.reason == reason
    assert not Claim.objects.exists()


def test_a_public_mail_service_proves_nothing_even_as_a_domain_of_a_source(
    employee: Person, employer: Organisation, account: Make
) -> None:
    Organisation.objects.filter(pk=employer.pk).update(domains=["gmail.com"])
    with pytest.raises(NotAllowed):
        claim_by_mail(person=employee, actor=account("mei", email="mei@gmail.com"), link_for=str)


def test_a_token_works_for_its_claimant_alone(employee: Person, account: Make, mailbox: Mailbox) -> None:
    token = mailbox.claim(employee, account("mei", email="mei@river.example"))
    thief = account("thief", email="thief@river.example")
    for actor, text in ((thief, token), (thief, token + "x"), (thief, ""), (thief, "a:b:c")):
        with pytest.raises(NotFound) as caught:
            confirm_claim(token=text, actor=actor)
        assert caught.value.data == {"claim": "token"}
    assert owner(employee) is None
    assert Claim.objects.get().state == "pending"


def test_an_expired_token_is_recorded_as_such(employee: Person, account: Make, mailbox: Mailbox) -> None:
    mei = account("mei", email="mei@river.example")
    token = mailbox.claim(employee, mei)
    Claim.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(NotFound):
        confirm_claim(token=token, actor=mei)
    assert (Claim.objects.get().state, owner(employee)) == ("expired", None)


def test_asking_again_ends_the_first_link(employee: Person, account: Make, mailbox: Mailbox) -> None:
    mei = account("mei", email="mei@river.example")
    first, second = mailbox.claim(employee, mei), mailbox.claim(employee, mei)
    with pytest.raises(NotFound):
        confirm_claim(token=first, actor=mei)
    confirm_claim(token=second, actor=mei)
    assert sorted(Claim.objects.values_list("state", "reason")) == [
        ("confirmed", ""),
        ("expired", "replaced"),
    ]


def test_claims_are_limited_by_the_day(employee: Person, account: Make, mailbox: Mailbox) -> None:
    mei = account("mei", email="mei@river.example")
    for _ in range(MOST_CLAIMS_A_DAY):
        mailbox.claim(employee, mei)
    with pytest.raises(NotAllowed) as caught:
        mailbox.claim(employee, mei)
    assert caught.value.reason == "too_many_claims"
    assert len(mail.outbox) == MOST_CLAIMS_A_DAY


def test_one_person_one_account(employee: Person, person: Make, account: Make) -> None:
    mei, other = account("mei"), account("other")
    connect_orcid(mei, ORCID)
    connect_orcid(other, OTHER_ORCID)
    second = person("Someone Else", identifiers=[{"scheme": "orcid", "value": OTHER_ORCID}])
    claim_by_orcid(person=employee, actor=mei)
    cases = (
        (employee, mei, "already_yours"),
        (employee, other, "claimed_by_another"),
        (second, mei, "one_person_per_account"),
    )
    for record, actor, reason in cases:
        with pytest.raises(Conflict) as caught:
            claim_by_orcid(person=record, actor=actor)
        assert caught.value.data == {"reason": reason}
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(pk=second.pk).update(account=mei)


def test_the_slower_of_two_claims_is_refused(employee: Person, account: Make, mailbox: Mailbox) -> None:
    first, second = account("first", email="a@river.example"), account("second", email="b@river.example")
    slow, quick = mailbox.claim(employee, first), mailbox.claim(employee, second)
    confirm_claim(token=quick, actor=second)
    with pytest.raises(Conflict):
        confirm_claim(token=slow, actor=first)
    assert owner(employee) == second
    assert Claim.objects.get(account=first).state == "refused"
    assert Claim.objects.get(account=first).reason == "claimed_by_another"


def test_a_merged_record_is_not_claimed(
    employee: Person, person: Make, account: Make, moderator: Account, mailbox: Mailbox
) -> None:
    mei = account("mei", email="mei@river.example")
    token = mailbox.claim(employee, mei)
    survivor = merge_people(gone=employee, survivor=person(), reason="Same", actor=moderator)
    with pytest.raises(NotFound):
        confirm_claim(token=token, actor=mei)
    connect_orcid(mei, ORCID)
    with pytest.raises(NotAllowed):
        claim_by_orcid(person=employee, actor=mei)
    claim_by_orcid(person=survivor, actor=mei)
    assert owner(survivor) == mei


def test_a_claim_is_released_by_its_owner_or_a_moderator(
    employee: Person, account: Make, moderator: Account
) -> None:
    mei = account("mei")
    connect_orcid(mei, ORCID)
    claim_by_orcid(person=employee, actor=mei)
    with pytest.raises(NotAllowed):
        release_person(person=employee, actor=account("stranger"))
    release_person(person=employee, actor=mei)
    assert (owner(employee), employee.identifiers.get().verified_at) == (None, None)
    claim_by_orcid(person=employee, actor=mei)
    release_person(person=employee, actor=moderator)
    assert owner(employee) is None


def test_claims_over_their_time_are_closed(employee: Person, account: Make, mailbox: Mailbox) -> None:
    mailbox.claim(employee, account("mei", email="mei@river.example"))
    assert expire_claims() == 0
    Claim.objects.update(expires_at=timezone.now())
    assert (expire_claims(), expire_claims()) == (1, 0)
    assert Claim.objects.get().decided_at is not None


def test_the_mail_is_in_the_claimants_language(employee: Person, account: Make, mailbox: Mailbox) -> None:
    mei = account("mei", email="mei@river.example")
    mei.language = "zh-hans"
    mei.save()
    mailbox.claim(employee, mei)
    assert "Lin Mei" in mail.outbox[0].subject
    assert "Confirm" not in mail.outbox[0].subject
