"""``scibridge serve`` and ``scibridge worker``: the web process, the worker, and who watches both."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import warnings
from types import FrameType
from typing import Annotated

import typer

from scibridge.cli.exits import CommandFailed, Exit
from scibridge.cli.language import CHOSEN, _
from scibridge.cli.starting import start

QUEUES = ("index", "default", "mail")
POLL_SECONDS = 0.15
# A worker that cannot live is tried again, ever more slowly.
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0
_STEADY_SECONDS = 60.0
_PATIENCE_SECONDS = 10.0


def serve(
    host: Annotated[str, typer.Option(help=_("Address to listen on."))] = "127.0.0.1",
    port: Annotated[int, typer.Option(help=_("Port to listen on."), min=1, max=65535)] = 8000,
    no_worker: Annotated[
        bool, typer.Option("--no-worker", help=_("Without the background worker, which then runs elsewhere."))
    ] = False,
) -> None:
    """Until Ctrl-C, which ends both."""
    start()
    import uvicorn

    from scibridge.cli.screens import say

    _check_port(host, port)
    # Static files are sent from disk, in pieces; that they are read synchronously does no harm.
    warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")
    config = uvicorn.Config(
        "scibridge.config.asgi:application",
        host=host,
        port=port,
        log_level="warning",
        # Django reads the proxy's headers itself where SCIBRIDGE_BEHIND_PROXY says there is one.
        proxy_headers=False,
        server_header=False,
        lifespan="off",
        timeout_graceful_shutdown=10,
    )
    server = uvicorn.Server(config)
    watch = None if no_worker else WorkerWatch()
    if watch is not None:
        watch.begin()
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{port}"
    say(_("Pages:  %(address)s/") % {"address": address}, "bold")
    say(_("API:    %(address)s/api/v1/docs") % {"address": address})
    say(_("Worker: not started") if no_worker else _("Worker: beside it"))
    say(_("Stop with Ctrl-C."), "dim")
    # Asked to stop, the server finishes first and then passes the signal on, to these.
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGINT, _leave)
    try:
        server.run()
    finally:
        if watch is not None:
            watch.end()
    if not server.started:
        raise CommandFailed(_("The server could not start. Look at the lines above."), Exit.ABSENT)


def _leave(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(Exit.OK)


def _check_port(host: str, port: int) -> None:
    """Raise CommandFailed where the port is not to be had."""
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        words = _(
            "Cannot listen on %(host)s:%(port)s: %(what)s. Stop what listens there, or choose another --port."
        )
        facts = {"host": host, "port": port, "what": error.strerror or str(error)}
        raise CommandFailed(words % facts, Exit.ABSENT) from error


class WorkerWatch:
    """Keeps one worker process alive; ``end`` lets it finish its task first."""

    def __init__(self) -> None:
        self._ending = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._watch, name="worker-watch", daemon=True)

    def begin(self) -> None:
        """Start the worker and the thread that watches it."""
        self._start()
        self._thread.start()

    def end(self) -> None:
        """Stop both."""
        self._ending.set()
        process = self._process
        if process is not None and process.poll() is None:
            process.terminate()
            try:
                process.wait(_PATIENCE_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._thread.join(_PATIENCE_SECONDS)

    def _start(self) -> None:
        command = [
            sys.executable,
            "-m",
            "scibridge.cli",
            "--ui",
            CHOSEN,
            "worker",
            "--parent",
            str(os.getpid()),
        ]
        # Its own session, so that Ctrl-C in the terminal reaches it through us and once.
        self._process = subprocess.Popen(command, start_new_session=True)

    def _watch(self) -> None:
        from scibridge.cli.screens import say

        pause = _FIRST_PAUSE
        while not self._ending.is_set():
            process = self._process
            began = time.monotonic()
            code = process.wait() if process is not None else None
            if self._ending.is_set():
                return
            if time.monotonic() - began > _STEADY_SECONDS:
                pause = _FIRST_PAUSE
            say(_("The worker ended (%(code)s); starting it again.") % {"code": code}, "yellow")
            if self._ending.wait(pause):
                return
            pause = min(_LONGEST_PAUSE, pause * 2)
            self._start()


def worker(
    parent: Annotated[int, typer.Option(hidden=True, help="The process whose end ends this one.")] = 0,
) -> None:
    """Takes up what a killed worker left, then works until it is told to stop."""
    start()
    from scibridge.cli.screens import say
    from scibridge.cli.work import BackgroundWorker, queue_abandoned

    number = queue_abandoned()
    if number:
        say(_("%(number)s tasks that a killed worker left are queued again.") % {"number": number})
    background = BackgroundWorker(QUEUES, POLL_SECONDS, parent=parent)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        background.stop()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    background.run()
