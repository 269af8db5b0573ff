"""``scibridge digest`` and the worker's clock tell what is due, once."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from tests.cli.conftest import Run
from tests.web.conftest import NEED, make_account, publish

from scibridge.cli.work import keep_house
from scibridge.domain.accounts.services import grant_role
from scibridge.domain.accounts.states import PLATFORM, Role
from scibridge.domain.exchange.services import NEEDS
from scibridge.domain.following.models import Follow, Notice
from scibridge.domain.following.searches import read_search
from scibridge.domain.following.services import follow_search
from scibridge.domain.following.tasks import deliver_digests


@pytest.fixture
def followed(db: None) -> Follow:
    """A list followed by mail for days, with one need published since."""
    reader, owner = make_account("reader@example.org", "Rea"), make_account("owner@example.org", "Lena")
    moderator = make_account("moderator@example.org", "Mo")
    grant_role(account=moderator, role=Role.MODERATOR, on_kind=PLATFORM, actor=None)
    follow = follow_search(
        actor=reader,
        search=read_search("needs", {}),
        name="All needs",
        now=timezone.now() - timedelta(days=9),
        cadence="daily",
    )
    publish(NEEDS, NEED, owner, moderator)
    return follow


def test_a_dry_run_says_and_writes_nothing(followed: Follow, run: Callable[..., Run]) -> None:
    told = run("digest", "--dry-run")
    assert told.code == 0
    assert told.out.splitlines() == [
        "reader@example.org (daily): 1 new in “All needs”",
        "1 follows have something new. Nothing was written.",
    ]
    rows = json.loads(run("digest", "--dry-run", "--json").out)
    assert rows == [{"account": "reader@example.org", "cadence": "daily", "name": "All needs", "new": 1}]
    assert not Notice.objects.exists()


def test_run_twice_it_mails_once(followed: Follow, run: Callable[..., Run], mailoutbox: list[Any]) -> None:
    assert json.loads(run("digest", "--json").out) == {"looked": 1, "told": 1, "mailed": 1, "failed": 0}
    assert run("digest").out == "Looked at 0 follows: 0 news, 0 mails sent, 0 not taken.\n"
    assert len(mailoutbox) == 1


def test_the_clock_asks_only_where_something_is_due(followed: Follow, mailoutbox: list[Any]) -> None:
    waiting = DBTaskResult.objects.filter(task_path=deliver_digests.module_path)
    keep_house(timezone.now())
    assert waiting.count() == 1
    deliver_digests.func()
    assert len(mailoutbox) == 1
    keep_house(timezone.now())
    assert waiting.count() == 1
