"""What the database holds is what the index answers, through the change list."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from scibridge.domain.accounts.models import Account
from scibridge.domain.exchange.models import Need
from scibridge.domain.exchange.services import withdraw_need
from scibridge.domain.indexing.models import IndexChange
from scibridge.domain.indexing.selectors import WaitingChange, waiting_changes, waiting_count
from scibridge.domain.indexing.services import clear_changes, mark_changed
from scibridge.engines.matching.index import MatchIndex
from scibridge.flows.indexing import updating
from scibridge.flows.indexing.updating import bring_up_to_date

Publish = Callable[..., Need]


def indexed() -> MatchIndex:
    return MatchIndex.open(settings.INDEX_DIRECTORY)


@pytest.mark.django_db
class TestTheChangeList:
    def test_a_change_is_noted_once_and_grows(self) -> None:
        with transaction.atomic():
            assert mark_changed(["need:a", "need:b", "need:a"]) == 2
            assert mark_changed(["need:a"]) == 1
        rows = IndexChange.objects.values_list("document_id", "version")
        assert dict(rows) == {"need:a": 2, "need:b": 1}

    def test_a_change_made_meanwhile_is_not_cleared(self) -> None:
        with transaction.atomic():
            mark_changed(["need:a", "need:b"])
        read = waiting_changes(10)
        with transaction.atomic():
            mark_changed(["need:b"])
        assert clear_changes(read) == 1
        assert [one.document_id for one in waiting_changes(10)] == ["need:b"]

    def test_a_row_made_anew_is_not_the_row_that_was_read(self) -> None:
        with transaction.atomic():
            mark_changed(["need:a"])
        (old,) = waiting_changes(10)
        clear_changes([old])
        with transaction.atomic():
            mark_changed(["need:a"])
        (new,) = waiting_changes(10)
        assert new == WaitingChange(new.row, "need:a", old.version)
        assert clear_changes([old]) == 0
        assert waiting_count() == 1


@pytest.mark.django_db(transaction=True)
def test_noting_a_change_outside_its_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError):
        mark_changed(["need:a"])
    assert waiting_count() == 0


@pytest.mark.django_db
class TestBringingUpToDate:
    def test_publishing_enqueues_in_the_same_transaction(self, publish: Publish) -> None:
        need = publish()
        assert [one.document_id for one in waiting_changes(10)] == [need.document_id]
        tasks = DBTaskResult.objects.values_list("task_path", "queue_name")
        assert ("scibridge.flows.indexing.tasks.bring_index_up_to_date", "index") in set(tasks)

    def test_one_request_serves_all_that_wait(self, publish: Publish) -> None:
        publish("First")
        publish("Second")
        assert waiting_count() == 2
        assert DBTaskResult.objects.filter(queue_name="index").count() == 1
        DBTaskResult.objects.update(status="RUNNING")
        publish("Third")
        assert DBTaskResult.objects.filter(queue_name="index").count() == 2

    def test_a_published_need_is_found_and_a_withdrawn_one_vanishes(
        self, publish: Publish, owner: Account
    ) -> None:
        need = publish()
        assert bring_up_to_date() == 1
        found = indexed().get(need.document_id)
        assert found is not None
        assert found.texts["en"].title == "Desalination membrane for islands"
        withdraw_need(need, actor=owner)
        assert bring_up_to_date() == 1
        assert indexed().get(need.document_id) is None
        assert waiting_count() == 0

    def test_nothing_above_the_public_tier_reaches_the_index(self, publish: Publish) -> None:
        publish()
        bring_up_to_date()
        files = [path for path in settings.INDEX_DIRECTORY.rglob("*") if path.is_file()]
        assert files
        found = indexed().get(f"need:{Need.objects.get().public_id}")
        assert "LEAK" not in repr(found)
        assert "Socotra" not in repr(found)

    def test_a_draft_is_never_there(self, owner: Account) -> None:
        with transaction.atomic():
            mark_changed(["need:kkkkkkkkkkkk", "spaceship:kkkkkkkkkkkk"])
        assert bring_up_to_date() == 2
        assert indexed().count_by_kind() == {}

    def test_a_failed_index_leaves_the_list_as_it_was(
        self, publish: Publish, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        publish()

        def broken(ids: list[str]) -> dict[str, object]:
            raise OSError("disk gone")

        monkeypatch.setattr(updating, "platform_documents", broken)
        with pytest.raises(OSError, match="disk gone"):
            bring_up_to_date()
        assert waiting_count() == 1
        monkeypatch.undo()
        assert bring_up_to_date() == 1
        assert sum(indexed().count_by_kind().values()) == 1

    def test_many_changes_go_in_several_batches(
        self, publish: Publish, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(updating, "BATCH", 2)
        for number in range(5):
            publish(f"Need number {number}")
        assert bring_up_to_date() == 5
        assert sum(indexed().count_by_kind().values()) == 5
        assert bring_up_to_date() == 0
