"""Moderators at work: the queue, taking an entry, what is kept of decisions, figures of waiting."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from scibridge.domain.accounts.models import Account
from scibridge.domain.exchange.access import visible_need
from scibridge.domain.exchange.migrations import __path__ as migrations
from scibridge.domain.exchange.models import (
    ModerationClaim,
    ModerationDecision,
    Need,
    Revision,
    Version,
)
from scibridge.domain.exchange.selectors import (
    QueueNarrowing,
    changed_since,
    last_refusal,
    likely_duplicates,
    next_entry,
    queue,
    usual_answer_days,
    waiting_figures,
)
from scibridge.domain.exchange.services import NEEDS, OFFERS, leave_entry, take_entry
from scibridge.domain.exchange.states import ReturnReason
from scibridge.domain.exchange.waits import Waits
from scibridge.engines.matching.documents import Kind
from scibridge.kernel.errors import Conflict, NotAllowed, NotFound

Make = Callable[..., Account]
BOTH = {"en": "Quiet rotor", "zh-hans": "静音旋翼"}


@pytest.fixture
def second(account: Make) -> Account:
    from scibridge.domain.accounts.services import grant_role
    from scibridge.domain.accounts.states import PLATFORM, Role

    made = account("second")
    grant_role(account=made, role=Role.MODERATOR, on_kind=PLATFORM, actor=None)
    return made


def submitted(owner: Account, title: Any = BOTH, days: float = 0, **fields: Any) -> Need:
    content = {"kind": "market", "title": title, "problem": {"en": "Rotors are loud."}} | fields
    need = NEEDS.submit(NEEDS.create(actor=owner, fields=content), actor=owner)
    Need.objects.filter(pk=need.pk).update(submitted_at=timezone.now() - timedelta(days=days))
    need.refresh_from_db()
    return need


def offered(owner: Account) -> Any:
    fields = {"kind": "know_how", "title": {"zh-hans": "静音方法"}, "summary": {"zh-hans": "羽毛状尾缘。"}}
    return OFFERS.submit(OFFERS.create(actor=owner, fields=fields), actor=owner)


def revised(owner: Account, moderator: Account) -> Need:
    need = NEEDS.publish(submitted(owner), actor=moderator)
    return NEEDS.update(
        need, actor=owner, fields={"problem": {"en": "Rotors are too loud."}}, expected_version=need.version
    )


def ids(entries: list[Any]) -> list[str]:
    return [entry.public_id for entry in entries]


def test_the_queue_holds_everything_that_waits_oldest_first(owner: Account, moderator: Account) -> None:
    young, old = submitted(owner, days=1), submitted(owner, days=6, challenge="human_health")
    offer, change = offered(owner), revised(owner, moderator)
    NEEDS.create(actor=owner, fields={"title": BOTH})
    found = queue(moderator)
    assert ids(found) == [old.public_id, young.public_id, offer.public_id, change.public_id]
    assert [entry.revision for entry in found] == [False, False, False, True]
    assert [entry.languages for entry in found[1:3]] == [("en", "zh-hans"), ("zh-hans",)]
    for narrowing, expected in (
        (QueueNarrowing(kind="offer"), [offer]),
        (QueueNarrowing(sort="revision"), [change]),
        (QueueNarrowing(sort="new", kind="need"), [old, young]),
        (QueueNarrowing(challenge="human_health"), [old]),
        (QueueNarrowing(language="zh-hans"), [offer]),
        (QueueNarrowing(language="en+zh-hans", sort="new"), [old, young]),
    ):
        assert ids(queue(moderator, narrowing)) == ids(expected), narrowing


def test_the_queue_costs_the_same_whatever_its_length(
    owner: Account, moderator: Account, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    submitted(owner)
    revised(owner, moderator)
    # Changes, claims, needs, offers; the roles of the account are known already.
    queries = 4
    with django_assert_num_queries(queries):
        queue(moderator)
    for _ in range(15):
        submitted(owner)
        revised(owner, moderator)
    with django_assert_num_queries(queries):
        assert len(queue(moderator)) == 32


def test_a_taken_entry_is_nobody_elses_until_it_is_let_go(
    owner: Account, moderator: Account, second: Account
) -> None:
    need = submitted(owner)
    take_entry(need, actor=moderator)
    with pytest.raises(Conflict) as caught:
        take_entry(need, actor=second)
    assert (caught.value.data["reason"], caught.value.data["name"]) == ("being_moderated", "Moderator")
    for decide in (
        lambda: NEEDS.publish(need, actor=second),
        lambda: NEEDS.return_for_changes(need, actor=second, reason=ReturnReason.UNCLEAR),
    ):
        with pytest.raises(Conflict):
            decide()
    need.refresh_from_db()
    assert need.state == "submitted"
    leave_entry(need, actor=second)
    assert ModerationClaim.objects.count() == 1
    leave_entry(need, actor=moderator)
    take_entry(need, actor=second)
    assert NEEDS.publish(need, actor=second).state == "published"
    assert ModerationClaim.objects.count() == 0


def test_taking_ends_by_itself_and_can_be_renewed(
    owner: Account, moderator: Account, second: Account
) -> None:
    need = submitted(owner)
    first = take_entry(need, actor=moderator).until
    assert take_entry(need, actor=moderator).until > first
    ModerationClaim.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert queue(second)[0].claim is None
    assert take_entry(need, actor=second).moderator == second
    assert queue(moderator)[0].claim is not None


def test_only_moderators_take_and_only_what_waits(
    owner: Account, stranger: Account, moderator: Account
) -> None:
    need = submitted(owner)
    for nobody in (owner, stranger):
        with pytest.raises((NotAllowed, NotFound)):
            take_entry(need, actor=nobody)
    published = NEEDS.publish(submitted(owner), actor=moderator)
    with pytest.raises(NotFound):
        take_entry(published, actor=moderator)
    mine = submitted(moderator)
    with pytest.raises(NotAllowed):
        take_entry(mine, actor=moderator)


def test_the_next_one_is_free_and_not_ones_own(
    owner: Account, moderator: Account, second: Account, administrator: Account
) -> None:
    mine, taken, free = submitted(moderator, days=9), submitted(owner, days=8), submitted(owner, days=7)
    take_entry(taken, actor=second)
    found = next_entry(moderator, QueueNarrowing())
    assert found is not None
    assert found.public_id == free.public_id
    assert next_entry(moderator, QueueNarrowing(), after=free.document_id) is None
    assert next_entry(moderator, QueueNarrowing(kind="offer")) is None
    whole = next_entry(administrator, QueueNarrowing())
    assert whole is not None
    assert whole.public_id == mine.public_id


def test_a_decision_is_kept_with_how_long_it_took(owner: Account, moderator: Account) -> None:
    NEEDS.publish(submitted(owner, days=3), actor=moderator)
    NEEDS.return_for_changes(submitted(owner, days=1), actor=moderator, reason=ReturnReason.UNCLEAR)
    change = revised(owner, moderator)
    NEEDS.refuse_revision(
        change, actor=moderator, reason=ReturnReason.OTHER, note={"en": "No.", "zh-hans": "不行。"}
    )
    rows = ModerationDecision.objects.values_list("revision", "outcome", "reason", "decided_by__name")
    assert list(rows) == [
        (False, "approved", "", "Moderator"),
        (False, "refused", "unclear", "Moderator"),
        (False, "approved", "", "Moderator"),
        (True, "refused", "other", "Moderator"),
    ]
    first = ModerationDecision.objects.first()
    assert first is not None
    assert timedelta(days=3) <= first.decided_at - first.waiting_since < timedelta(days=3, minutes=5)
    refused = last_refusal("need", change.public_id)
    assert refused is not None
    assert refused.note.data == {"en": "No.", "zh-hans": "不行。"}


def test_taking_down_what_is_published_is_no_answer_to_a_queue(owner: Account, moderator: Account) -> None:
    need = NEEDS.publish(submitted(owner), actor=moderator)
    NEEDS.return_for_changes(need, actor=moderator, reason=ReturnReason.UNLAWFUL)
    assert ModerationDecision.objects.count() == 1


def test_a_refusal_is_forgotten_once_another_change_is_made(owner: Account, moderator: Account) -> None:
    change = revised(owner, moderator)
    assert last_refusal("need", change.public_id) is None
    NEEDS.refuse_revision(change, actor=moderator, reason=ReturnReason.OTHER)
    assert last_refusal("need", change.public_id) is not None
    change.refresh_from_db()
    NEEDS.update(change, actor=owner, fields={"problem": {"en": "Louder."}}, expected_version=change.version)
    assert last_refusal("need", change.public_id) is None


def test_notes_are_kept_in_both_languages(owner: Account, moderator: Account) -> None:
    note = {"en": "Say which.", "zh-hans": "请写明哪一种。"}
    need = NEEDS.return_for_changes(submitted(owner), actor=moderator, reason=ReturnReason.UNCLEAR, note=note)
    assert need.return_note.data == note
    recorded = Version.objects.get(subject_id=need.public_id, action="returned")
    assert recorded.note.data == note


def test_what_changed_is_against_what_was_published_else_returned(owner: Account, moderator: Account) -> None:
    need = submitted(owner)
    assert changed_since(need, moderator) is None
    need = NEEDS.return_for_changes(need, actor=moderator, reason=ReturnReason.UNCLEAR)
    need = NEEDS.update(
        need, actor=owner, fields={"problem": {"en": "Rotors hum."}}, expected_version=need.version
    )
    need = NEEDS.submit(need, actor=owner)
    changed = changed_since(need, moderator)
    assert changed is not None
    assert (changed.published, [one.field for one in changed.differences]) == (False, ["problem"])
    need = NEEDS.publish(need, actor=moderator)
    need = NEEDS.take_back(NEEDS.withdraw(need, actor=owner), actor=owner)
    need = NEEDS.update(
        need,
        actor=owner,
        fields={"title": {"en": "Silent rotor"}, "confidential_details": {"en": "LEAK"}},
        expected_version=need.version,
    )
    need = NEEDS.submit(need, actor=owner)
    changed = changed_since(need, moderator)
    assert changed is not None
    # What waits for an NDA is not the moderator's to read.
    assert (changed.published, [one.field for one in changed.differences]) == (True, ["title"])


def test_without_an_index_there_are_no_duplicates(owner: Account) -> None:
    need = submitted(owner)
    assert likely_duplicates(Kind.NEED, visible_need(need, owner)) == []


def decided(days_ago: float, waited: float, kind: str = "need", *, revision: bool = False) -> None:
    at = timezone.now() - timedelta(days=days_ago)
    ModerationDecision.objects.create(
        kind=kind,
        subject_id="x",
        revision=revision,
        outcome="approved",
        waiting_since=at - timedelta(days=waited),
        decided_at=at,
    )


@pytest.mark.django_db
def test_figures_of_a_year_and_of_three_months() -> None:
    assert (waiting_figures(), usual_answer_days()) == ([], None)
    for waited in (1, 1, 1, 2):
        decided(100, waited)
    assert usual_answer_days() is None
    decided(400, 50)
    decided(100, 9, "offer", revision=True)
    whole = [row for row in waiting_figures() if row.month is None]
    assert [(row.kind.value, row.revision, row.waits) for row in whole] == [
        ("need", False, Waits(4)),
        ("offer", True, Waits(1)),
    ]
    for waited in (1, 1, 1, 1, 2):
        decided(1, waited)
    assert usual_answer_days() == 2
    months = [row.month for row in waiting_figures() if row.month is not None]
    assert months == sorted(months, key=lambda one: -one.timestamp())


def test_the_texts_that_are_shipped_are_whole() -> None:
    import importlib.util
    from pathlib import Path

    path = Path(migrations[0]) / "0004_return_texts.py"
    spec = importlib.util.spec_from_file_location("return_texts", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert [reason for reason, _, _ in module.TEXTS] == [reason.value for reason in ReturnReason]
    for _, names, texts in module.TEXTS:
        for english, chinese in (names, texts):
            assert english.isascii() or set(english) - set("–“”’") <= {
                one for one in english if one.isascii()
            }
            assert any("\u4e00" <= character <= "\u9fff" for character in chinese)
            assert len(english) <= 2000
            assert len(chinese) <= 2000


def test_a_pending_revision_waits_since_it_was_last_proposed(owner: Account, moderator: Account) -> None:
    change = revised(owner, moderator)
    Revision.objects.update(proposed_at=timezone.now() - timedelta(days=4))
    assert queue(moderator)[0].working_days(timezone.now()) >= 2
    change.refresh_from_db()
    NEEDS.approve_revision(change, actor=moderator)
    row = ModerationDecision.objects.get(revision=True)
    assert row.decided_at - row.waiting_since >= timedelta(days=4)
