"""``scibridge setup``, ``serve`` and ``worker``: making the home folder ready and keeping the platform up."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult

from scibridge.cli.failing import NOT_AVAILABLE
from scibridge.cli.terminal import errors, output
from scibridge.domain.indexing.selectors import waiting_count
from scibridge.engines.matching.index import MatchIndex
from scibridge.flows.indexing.tasks import bring_index_up_to_date

POLL_SECONDS = 0.15
_LONGEST_REST_SECONDS = 30.0
_QUEUES = "index,default,mail"


def setup() -> None:
    """Make the home folder, the database and the index ready; running it again changes nothing."""
    pending = MigrationExecutor(connection).migration_plan(
        MigrationExecutor(connection).loader.graph.leaf_nodes()
    )
    if pending:
        output.print(_("Preparing the database in %(home)s") % {"home": settings.HOME}, markup=False)
        call_command("migrate", verbosity=0, interactive=False)
    MatchIndex.create(settings.INDEX_DIRECTORY)
    Path(settings.MEDIA_ROOT).mkdir(parents=True, exist_ok=True)


def worker() -> None:
    """Do the background work until Ctrl-C; ``serve`` starts one of its own."""
    _requeue_orphans()
    if waiting_count():
        bring_index_up_to_date.enqueue()
    call_command(
        "db_worker",
        queue_name=_QUEUES,
        interval=POLL_SECONDS,
        startup_delay=False,
        batch=False,
        reload=False,
        worker_id=f"scibridge-{secrets.token_hex(6)}",
        verbosity=0,
    )


def _requeue_orphans() -> None:
    """Tasks a killed worker was at are done again: every task here may run twice without harm."""
    with transaction.atomic():
        DBTaskResult.objects.filter(status="RUNNING").update(status="READY", started_at=None)


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8000,
    no_worker: Annotated[
        bool, typer.Option("--no-worker", help="Leave background work to another process.")
    ] = False,
) -> None:
    """Serve pages and API, with a background worker beside them, until Ctrl-C."""
    if _taken(host, port):
        words = {"port": port}
        errors.print(
            _("Port %(port)s is taken. Stop what listens there, or choose another: --port 8080") % words,
            style="red",
        )
        raise typer.Exit(NOT_AVAILABLE)
    commands = {"web": [sys.executable, "-m", "uvicorn", "scibridge.config.asgi:application", "--host", host]}
    commands["web"] += ["--port", str(port), "--log-level", "warning", "--no-access-log", "--lifespan", "off"]
    if not no_worker:
        commands["worker"] = [sys.executable, "-m", "scibridge", "worker"]
    address = f"http://{'localhost' if host == '0.0.0.0' else host}:{port}"  # noqa: S104 - only shown
    output.print(
        _("Pages: %(address)s/   API: %(address)s/api/v1/docs   Ctrl-C stops.") % {"address": address}
    )
    Supervisor(commands).run()


def _taken(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False


class Supervisor:
    """Keeps child processes running: one that ends is started again after a growing rest."""

    def __init__(self, commands: dict[str, list[str]]) -> None:
        self._commands = commands
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._rests: dict[str, float] = dict.fromkeys(commands, 0.5)
        self._due: dict[str, float] = dict.fromkeys(commands, 0.0)
        self._stopping = False

    def run(self) -> None:
        """Until SIGINT or SIGTERM."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)
        while not self._stopping:
            for name in self._commands:
                self._look_after(name)
            time.sleep(0.1)
        for child in self._running.values():
            child.send_signal(signal.SIGINT)
        for child in self._running.values():
            try:
                child.wait(timeout=10)
            except subprocess.TimeoutExpired:
                child.kill()

    def _look_after(self, name: str) -> None:
        child = self._running.get(name)
        if child is not None and child.poll() is None:
            return
        now = time.monotonic()
        if child is not None:
            del self._running[name]
            words = {"name": name, "code": child.returncode, "seconds": f"{self._rests[name]:g}"}
            errors.print(_("%(name)s ended (%(code)s); starting it again in %(seconds)s s.") % words)
            self._due[name] = now + self._rests[name]
            self._rests[name] = min(self._rests[name] * 2, _LONGEST_REST_SECONDS)
        if now >= self._due[name]:
            # Its own group: Ctrl-C in the terminal reaches this process alone, which ends the others.
            self._running[name] = subprocess.Popen(
                self._commands[name], env=os.environ.copy(), start_new_session=True
            )

    def _stop(self, number: int, frame: object) -> None:
        self._stopping = True
