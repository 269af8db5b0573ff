"""Accounts, imports, index and doctor, worker: what they do, print and end with."""

import json
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from scibridge.cli import work
from scibridge.domain.accounts.access import is_administrator
from scibridge.domain.accounts.models import Account, Grant
from scibridge.domain.accounts.services import ensure_account
from scibridge.domain.attachments.models import Attachment
from scibridge.domain.exchange.models import Need
from scibridge.domain.indexing.models import IndexChange
from scibridge.domain.invitations.models import Invitation
from scibridge.domain.registry.models import Organisation
from scibridge.domain.registry.services import register_organisation
from scibridge.domain.registry.tasks import deliver_message
from scibridge.flows.indexing.tasks import bring_index_up_to_date

pytestmark = pytest.mark.django_db
SECRET = "correct horse battery staple"


@pytest.fixture(autouse=True)
def own_home(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path


@pytest.fixture
def administrator(run: Any) -> Account:
    assert run("account", "create", "root@example.org", "--administrator", "--password", SECRET).code == 0
    return Account.objects.get(email="root@example.org")


def test_the_first_administrator(run: Any, administrator: Account) -> None:
    assert is_administrator(administrator)
    assert administrator.check_password(SECRET)
    assert administrator.emailaddress_set.get().verified
    twice = run("account", "create", "ROOT@example.org", "--password", SECRET)
    assert (twice.code, Account.objects.count()) == (4, 1)
    assert run("account", "create", "a@example.org", "--password", "short").code == 1
    assert run("account", "create", "no address", "--password", SECRET).code == 1
    assert Account.objects.count() == 1


def test_roles_are_granted_and_listed(run: Any, administrator: Account) -> None:
    assert run("account", "grant", "root@example.org", "moderator").code == 0
    assert run("account", "grant", "root@example.org", "representative").code == 1
    assert run("account", "grant", "root@example.org", "king").code == 1
    assert run("account", "grant", "nobody@example.org", "moderator").code == 3
    roles = json.loads(run("account", "list", "--json").out)[0]["roles"]
    assert sorted(roles) == ["administrator platform", "moderator platform"]
    assert "root@example.org" in run("account", "list").out


def test_an_invitation_says_the_same_with_and_without_an_account(run: Any, administrator: Account) -> None:
    made = register_organisation(actor=None, values={"name": "A", "country": "DE", "types": ["company"]})
    where = ("--organisation", made.public_id)
    ensure_account(email="mei@example.org", name="Mei")
    answers = {run("account", "invite", f"{one}@example.org", "member", *where).out for one in ("mei", "new")}
    assert {one.replace("mei@", "new@") for one in answers} == {"An invitation goes to new@example.org.\n"}
    assert not Grant.objects.filter(on_id=made.public_id).exists()
    assert sorted(Invitation.objects.values_list("email", "invited_as", "invited_by__email")) == [
        ("mei@example.org", "member", "root@example.org"),
        ("new@example.org", "member", "root@example.org"),
    ]
    assert run("account", "invite", "new@example.org", "reader", *where).code == 1
    assert run("account", "invite", "no address", "member", *where).code == 1
    assert run("account", "invite", "a@example.org", "member", "--organisation", "zzz").code == 3
    assert run("account", "invite", "a@example.org", "member", *where, "--as", "mei@example.org").code == 4
    assert Invitation.objects.count() == 2


def _file(tmp_path: Path, *rows: dict[str, Any]) -> str:
    path = tmp_path / "needs.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return str(path)


GOOD = {"external_reference": "N-1", "kind": "market", "title": "A pump", "problem": "Pumps freeze."}


def test_needs_from_a_file(run: Any, administrator: Account, tmp_path: Path) -> None:
    path = _file(tmp_path, GOOD)
    dry = run("import", "needs", path, "--dry-run")
    assert (dry.code, Need.objects.count()) == (0, 0)
    assert "nothing was written" in dry.out
    account = json.loads(run("import", "needs", path, "--json").out)
    assert (account["read"], account["new"], account["rejected"]) == (1, 1, 0)
    assert json.loads(run("import", "needs", path, "--json").out)["unchanged"] == 1
    assert Need.objects.get().owner == administrator


def test_a_bad_row_holds_the_file_back_unless_told_otherwise(
    run: Any, administrator: Account, tmp_path: Path
) -> None:
    path = _file(tmp_path, GOOD, {**GOOD, "external_reference": "N-2", "readiness_now": 11})
    held = run("import", "needs", path)
    assert (held.code, Need.objects.count()) == (1, 0)
    assert "line 2, readiness_now: This must lie between 1 and 9." in held.out
    taken = run("import", "needs", path, "--keep-going")
    assert (taken.code, Need.objects.count()) == (0, 1)


def test_files_that_cannot_be_read(run: Any, administrator: Account, tmp_path: Path) -> None:
    assert run("import", "needs", str(tmp_path / "absent.jsonl")).code == 3
    (tmp_path / "needs.docx").write_bytes(b"PK")
    assert run("import", "needs", str(tmp_path / "needs.docx")).code == 1
    assert run("import", "ror", str(tmp_path / "absent.zip")).code == 3
    (tmp_path / "not.zip").write_bytes(b"hello")
    refused = run("import", "ror", str(tmp_path / "not.zip"))
    assert (refused.code, refused.out) == (1, "")
    assert refused.err
    assert run("import", "openalex", str(tmp_path / "absent")).code == 3
    assert run("import", "openalex").code == 2
    assert run("import", "needs").code == 2


def test_an_import_asks_in_whose_name(run: Any, tmp_path: Path) -> None:
    refused = run("import", "needs", _file(tmp_path, GOOD))
    assert refused.code == 1
    assert "--as" in refused.err


def test_the_template_can_be_filled_in(run: Any) -> None:
    for kind in ("needs", "offers"):
        printed = run("import", kind, "--template")
        assert printed.code == 0
        assert printed.out.startswith("\ufeffkind,organisation,")


def test_index_and_doctor(run: Any) -> None:
    register_organisation(actor=None, values={"name": "Harbour", "country": "DE", "types": ["company"]})
    assert run("index", "status").code == 3
    assert run("index", "update").out == "1 document indexed.\n"
    assert json.loads(run("index", "status", "--json").out) == {
        "documents": {"organisation": 1},
        "waiting": 0,
        "meaning": None,
    }
    healthy = run("doctor")
    assert healthy.code == 0
    assert "agree" in healthy.out
    Organisation.objects.all().delete()
    IndexChange.objects.all().delete()
    ill = run("doctor", "--json")
    assert ill.code == 5
    assert [(one["difference"], one["count"]) for one in json.loads(ill.out)["findings"]] == [("surplus", 1)]
    assert "scibridge index rebuild" in ill.err
    assert run("index", "rebuild").code == 0
    assert run("doctor").code == 0


def _task(worker_id: str) -> DBTaskResult:
    bring_index_up_to_date.enqueue()
    task = DBTaskResult.objects.latest("enqueued_at")
    task.claim(worker_id)
    return task


def test_what_a_killed_worker_left_is_queued_again() -> None:
    alive = work.Presence()
    left = _task(f"{work._host()}.dead00000000")
    held = _task(alive.worker_id)
    elsewhere = _task("another-machine.000000000000")
    assert work.queue_abandoned() == 1
    states = {one.pk: one.status for one in DBTaskResult.objects.all()}
    assert states == {
        left.pk: TaskResultStatus.READY,
        held.pk: TaskResultStatus.RUNNING,
        elsewhere.pk: TaskResultStatus.RUNNING,
    }
    alive.end()
    assert work.queue_abandoned() == 1


def test_repeats_are_merged() -> None:
    for _ in range(5):
        bring_index_up_to_date.enqueue()
    running = _task("x.y")
    deliver_message.enqueue(1)
    deliver_message.enqueue(2)
    assert work.merge_repeats() == 4
    left = DBTaskResult.objects.values_list("task_path", "status")
    assert sorted(path.rpartition(".")[2] for path, _ in left) == [
        "bring_index_up_to_date",
        "bring_index_up_to_date",
        "deliver_message",
        "deliver_message",
    ]
    running.refresh_from_db()
    assert running.status == TaskResultStatus.RUNNING


def test_a_lock_file_nobody_holds_is_swept_away() -> None:
    path = work._folder() / f"{work._host()}.dead.lock"
    path.touch()
    work.queue_abandoned()
    assert not path.exists()


def test_the_worker_does_what_waits_and_stops() -> None:
    register_organisation(actor=None, values={"name": "Harbour", "country": "DE", "types": ["company"]})
    worker = work.BackgroundWorker(["index", "default", "mail"], 0.01)
    rounds = worker._round

    def one_round() -> None:
        rounds()
        worker.stop()

    worker._round = one_round  # type: ignore[method-assign]
    worker.run()
    assert set(DBTaskResult.objects.values_list("status", flat=True)) == {TaskResultStatus.SUCCESSFUL}
    assert not IndexChange.objects.exists()
    assert list(work._folder().iterdir()) == []


def test_old_records_of_tasks_are_let_go() -> None:
    now = timezone.now()
    for days in (1, 8):
        task = _task("x.y")
        task.set_successful(None)
        DBTaskResult.objects.filter(pk=task.pk).update(finished_at=now - timedelta(days=days))
    work.keep_house(now)
    assert DBTaskResult.objects.count() == 1
    assert settings.HOME


def test_an_unforeseen_error_ends_with_70_and_a_line(run: Any, monkeypatch: Any) -> None:
    def broken() -> None:
        raise RuntimeError("a fuse blew")

    monkeypatch.setattr("scibridge.cli.indexing.start", broken)
    ended = run("index", "status")
    assert ended.code == 70
    assert "a fuse blew" in ended.err
    assert "Traceback" not in ended.err


def test_stopping_an_import_says_what_is_kept(run: Any, monkeypatch: Any, tmp_path: Path) -> None:
    def stopped(*_args: object, **_more: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("scibridge.flows.registry_import.import_ror", stopped)
    ended = run("import", "ror", str(tmp_path / "a.zip"))
    assert ended.code == 130
    assert "goes on from there" in ended.err


def test_uploads_are_tidied(run: Any, settings: Any) -> None:
    left = Path(settings.MEDIA_ROOT) / "attachments" / "ab" / "abcd"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"left by a crash")
    os.utime(left, (0, 0))
    done = run("files", "tidy", "--json")
    assert (done.code, json.loads(done.out)) == (0, {"orphans": 1, "unfinished": 0, "missing": []})
    assert not left.exists()
    Attachment.objects.create(
        public_id="abcdefghjkmn",
        kind="need",
        subject_id="a" * 12,
        name="x",
        size=1,
        sha256="1",
        stored_as="1",
    )
    lost = run("files", "tidy")
    assert (lost.code, lost.out) == (5, "Removed: 0 files without a record, 0 unfinished uploads.\n")
    assert "abcdefghjkmn" in lost.err


def test_terms_are_learned_from_a_file_of_records(run: Any, settings: Any, tmp_path: Path) -> None:
    settings.LEARNED_TERMS = tmp_path / "learned.json"
    file = tmp_path / "records.tsv"
    file.write_text("佐布电池\tzorb battery\n佐布材料\tzorb material\n只有中文\n", encoding="utf-8")
    done = run("lexicon", "learn", str(file))
    assert done.code == 0
    assert "2 records read, 1 lines skipped" in done.out
    learned = settings.LEARNED_TERMS.read_bytes()
    file.write_text("只有中文\n", encoding="utf-8")
    assert run("lexicon", "learn", str(file)).code == 1
    assert settings.LEARNED_TERMS.read_bytes() == learned
    assert run("lexicon", "learn", str(tmp_path / "absent.tsv")).code == 3
