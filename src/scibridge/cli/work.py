"""The background worker: takes tasks from the database's queues, one at a time.

Every worker holds a lock on a file of its own while it lives. A task whose worker's lock is free was left by
one that was killed, and is queued again: tasks look at what is there now, so doing one twice does no harm.
"""

import fcntl
import logging
import os
import secrets
import socket
import threading
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import DatabaseError, close_old_connections, transaction
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from scibridge.domain.exchange.services import expire_due
from scibridge.domain.following.selectors import anything_due
from scibridge.domain.following.services import keep
from scibridge.domain.following.tasks import deliver_digests
from scibridge.domain.invitations.services import expire_invitations, forget_invitations, waiting_mails
from scibridge.domain.invitations.tasks import deliver_waiting_invitations
from scibridge.domain.registry.services import expire_claims, waiting_messages
from scibridge.domain.registry.tasks import deliver_waiting

logger = logging.getLogger(__name__)
_ABANDONED_EVERY, _KEEPING_EVERY = timedelta(seconds=30), timedelta(minutes=5)
_KEPT = timedelta(days=7)
_RETRY_SECONDS = 2.0


def _folder() -> Path:
    folder: Path = settings.HOME / "workers"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _host() -> str:
    return socket.gethostname()[:40]


class Presence:
    """The lock that shows that a worker lives; its name is the worker's id."""

    def __init__(self) -> None:
        self.worker_id = f"{_host()}.{secrets.token_hex(6)}"
        self._path = _folder() / f"{self.worker_id}.lock"
        self._file: IO[str] = self._path.open("w")
        fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def end(self) -> None:
        """Let go."""
        self._path.unlink(missing_ok=True)
        self._file.close()


def _lives(worker_id: str) -> bool:
    """Whether that worker still runs, as one of another machine is taken to; tidies up after the dead."""
    if worker_id.rpartition(".")[0] != _host():
        return True
    path = _folder() / f"{worker_id}.lock"
    try:
        with path.open("r+") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    path.unlink(missing_ok=True)
    return False


def queue_abandoned() -> int:
    """Queue the tasks of killed workers again; returns how many."""
    for path in _folder().glob(f"{_host()}.*.lock"):
        _lives(path.name.removesuffix(".lock"))
    number = 0
    running = DBTaskResult.objects.running().values_list("pk", "worker_ids")
    for key, worker_ids in list(running):
        if worker_ids and _lives(worker_ids[-1]):
            continue
        # Only while it still stands as it was read: another worker may have been quicker.
        number += DBTaskResult.objects.filter(
            pk=key, status=TaskResultStatus.RUNNING, worker_ids=worker_ids
        ).update(status=TaskResultStatus.READY, started_at=None)
    return number


def merge_repeats() -> int:
    """Drop waiting repeats of a task without arguments, of which one does the work of all; returns how many.

    The one that stays is locked meanwhile, so that it is yet to begin and will see what every other was for.
    """
    number = 0
    ready = DBTaskResult.objects.ready().filter(args_kwargs={"args": [], "kwargs": {}})
    for path in list(ready.order_by().values_list("task_path", flat=True).distinct()):
        with transaction.atomic():
            same = ready.filter(task_path=path)
            first = same.select_for_update().first()
            if first is not None:
                number += same.exclude(pk=first.pk).delete()[0]
    return number


def keep_house(now: datetime) -> None:
    """What is due by the clock: what ends, news of what people follow, mail that waits, old records.

    News are a task, so that looking for them holds up neither this clock nor the index for long.
    """
    expire_due(now=now)
    expire_claims()
    expire_invitations(now=now)
    forget_invitations(now=now)
    keep(now=now)
    if anything_due(timezone.localtime(now)):
        deliver_digests.enqueue()
    if waiting_messages():
        deliver_waiting.enqueue()
    if waiting_mails():
        deliver_waiting_invitations.enqueue()
    DBTaskResult.objects.finished().filter(finished_at__lt=now - _KEPT).delete()


class BackgroundWorker:
    """Works until ``stop``; with ``parent``, until that process is gone."""

    def __init__(self, queues: Sequence[str], poll_seconds: float, *, parent: int = 0) -> None:
        self._queues = list(queues)
        self._poll_seconds = poll_seconds
        self._parent = parent
        self._stopping = threading.Event()
        self._tasks: Worker | None = None
        self._next_abandoned = self._next_keeping = timezone.now()

    def stop(self) -> None:
        """Finish the task at hand and end."""
        self._stopping.set()
        if self._tasks is not None:
            self._tasks.running = False

    def run(self) -> None:
        """Look for tasks every ``poll_seconds``; looking takes no lock."""
        presence = Presence()
        self._tasks = Worker(
            queue_names=self._queues,
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=presence.worker_id,
            excluded_queue_names=[],
        )
        try:
            while not self._stopping.is_set() and not self._orphaned():
                self._round()
        finally:
            presence.end()

    def _orphaned(self) -> bool:
        return self._parent != 0 and os.getppid() != self._parent

    def _round(self) -> None:
        wait = self._poll_seconds
        try:
            close_old_connections()
            self._clockwork()
            if self._tasks is not None and self._waiting():
                merge_repeats()
                self._tasks.run()
        except DatabaseError:
            # The database may be locked or away for a moment; the work waits in it.
            logger.exception("the worker could not reach the database")
            wait = _RETRY_SECONDS
        self._stopping.wait(wait)

    def _waiting(self) -> bool:
        return DBTaskResult.objects.ready().filter(queue_name__in=self._queues).exists()

    def _clockwork(self) -> None:
        now = timezone.now()
        if now >= self._next_abandoned:
            self._next_abandoned = now + _ABANDONED_EVERY
            queue_abandoned()
        if now >= self._next_keeping:
            self._next_keeping = now + _KEEPING_EVERY
            keep_house(now)
