"""``scibridge serve`` and ``scibridge worker``: the processes that answer, the worker, and who watches them.

One process listens and answers in itself; with more, this one only holds the socket and watches: each child
takes connections from the same socket, and one that dies is started again.
"""

import contextlib
import gc
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Sequence
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from scibridge.cli.exits import CommandFailed, Exit
from scibridge.cli.language import CHOSEN, _
from scibridge.cli.starting import start

if TYPE_CHECKING:
    import uvicorn

QUEUES = ("index", "default", "mail")
POLL_SECONDS = 0.15
# A worker that cannot live is tried again, ever more slowly.
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0
_STEADY_SECONDS = 60.0
_PATIENCE_SECONDS = 12.0
_MOST_BY_DEFAULT = 4
_BACKLOG = 2048
# A page makes some ten thousand objects, nearly all of which go with it.
_OBJECTS_BETWEEN_COLLECTIONS = (10_000, 20, 50)
# Its words and figure pull in dictionaries, units, index and lexicon.
_FIRST_QUESTION = "固态电池 solid battery, at least 400 Wh/kg"


def default_processes() -> int:
    """One for each processor this process may use, at most four: pages share the machine with the worker."""
    return min(_MOST_BY_DEFAULT, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1)


def serve(
    host: Annotated[str, typer.Option(help=_("Address to listen on."))] = "127.0.0.1",
    port: Annotated[int, typer.Option(help=_("Port to listen on."), min=1, max=65535)] = 8000,
    processes: Annotated[
        int | None,
        typer.Option(
            help=_("How many processes answer. Without it, one for each processor, at most four."),
            min=1,
            max=64,
        ),
    ] = None,
    no_worker: Annotated[
        bool, typer.Option("--no-worker", help=_("Without the background worker, which then runs elsewhere."))
    ] = False,
) -> None:
    """Until Ctrl-C, which ends all of them."""
    start()
    from scibridge.cli.screens import say

    number = processes or default_processes()
    listening = _listen(host, port)
    watches = [] if no_worker else [worker_watch()]
    if number > 1:
        watches += [answering_watch(listening) for _number in range(number)]
    for watch in watches:
        watch.begin()
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{port}"
    say(_("Pages:  %(address)s/") % {"address": address}, "bold")
    say(_("API:    %(address)s/api/v1/docs") % {"address": address})
    say(_("Worker: not started") if no_worker else _("Worker: beside it"))
    say(_("Stop with Ctrl-C."), "dim")
    # Asked to stop, an answering server finishes first and then passes the signal on, to these.
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGINT, _leave)
    try:
        if number > 1:
            threading.Event().wait()
        else:
            _answer(listening)
    finally:
        for watch in watches:
            watch.tell_to_end()
        for watch in watches:
            watch.end()


def answering(
    descriptor: Annotated[int, typer.Option(hidden=True, help="The listening socket.")],
    parent: Annotated[int, typer.Option(hidden=True, help="The process whose end ends this one.")],
) -> None:
    """One of several processes that answer at the socket of ``scibridge serve``."""
    start()
    _answer(socket.socket(fileno=descriptor), parent)


def _answer(listening: socket.socket, parent: int = 0) -> None:
    """Answer until told to stop; with ``parent``, until that process is gone."""
    import uvicorn
    from uvicorn.importer import import_from_string

    from scibridge.cli.accepting import Accepting

    config = uvicorn.Config(
        "scibridge.config.asgi:application",
        log_level="warning",
        # Django reads the proxy's headers itself where SCIBRIDGE_BEHIND_PROXY says there is one.
        proxy_headers=False,
        server_header=False,
        lifespan="off",
        timeout_graceful_shutdown=10,
    )
    visit = import_from_string("scibridge.config.asgi:visit")
    server = Accepting(config, visit.begun, visit.free)
    _make_ready()
    if parent:
        config.callback_notify, config.timeout_notify = _ends_with(parent, server), 1
    server.run(sockets=[listening])
    if not server.started:
        raise CommandFailed(_("The server could not start. Look at the lines above."), Exit.ABSENT)


def _make_ready() -> None:
    """Load before the first visitor comes what every page uses, and keep collections from walking over it:
    it stays as long as the process, and going through all of it takes a third of a second."""
    from django.urls import reverse

    from scibridge.domain.exchange.selectors import match_text
    from scibridge.engines.errors import ScibridgeError
    from scibridge.engines.text.units import convert

    reverse("home")
    convert(1.0, "kWh/kg", "Wh/kg")
    # Without an index yet, pages say so themselves.
    with contextlib.suppress(ScibridgeError):
        match_text(_FIRST_QUESTION)
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_OBJECTS_BETWEEN_COLLECTIONS)


def _ends_with(parent: int, server: "uvicorn.Server") -> Callable[[], Awaitable[None]]:
    async def look() -> None:
        if os.getppid() != parent:
            server.should_exit = True

    return look


def _leave(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(Exit.OK)


def _listen(host: str, port: int) -> socket.socket:
    """The listening socket. Raises CommandFailed where the port is not to be had."""
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(_BACKLOG)
    except OSError as error:
        words = _(
            "Cannot listen on %(host)s:%(port)s: %(what)s. Stop what listens there, or choose another --port."
        )
        facts = {"host": host, "port": port, "what": error.strerror or str(error)}
        raise CommandFailed(words % facts, Exit.ABSENT) from error
    return listening


class ProcessWatch:
    """Keeps one child process alive; ``end`` lets it finish what it is at first."""

    def __init__(self, arguments: Sequence[str], lost: str, descriptors: Sequence[int] = ()) -> None:
        """``lost`` says that it ended, with its ``%(code)s``."""
        self._arguments, self._lost, self._descriptors = list(arguments), lost, tuple(descriptors)
        self._ending = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._watch, name="process-watch", daemon=True)

    def begin(self) -> None:
        """Start the process and the thread that watches it."""
        self._start()
        self._thread.start()

    def tell_to_end(self) -> None:
        """Ask the process to end, without waiting for it."""
        self._ending.set()
        process = self._process
        if process is not None and process.poll() is None:
            process.terminate()

    def end(self) -> None:
        """End both."""
        self.tell_to_end()
        process = self._process
        if process is not None:
            try:
                process.wait(_PATIENCE_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._thread.join(_PATIENCE_SECONDS)

    def _start(self) -> None:
        command = [sys.executable, "-m", "scibridge.cli", "--ui", CHOSEN, *self._arguments]
        # Its own session, so that Ctrl-C in the terminal reaches it through us and once.
        self._process = subprocess.Popen(
            [*command, "--parent", str(os.getpid())], start_new_session=True, pass_fds=self._descriptors
        )
        if self._ending.is_set():
            self.tell_to_end()

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
            say(self._lost % {"code": code}, "yellow")
            if self._ending.wait(pause):
                return
            pause = min(_LONGEST_PAUSE, pause * 2)
            self._start()


def worker_watch() -> ProcessWatch:
    """The watch over the background worker."""
    return ProcessWatch(["worker"], _("The worker ended (%(code)s); starting it again."))


def answering_watch(listening: socket.socket) -> ProcessWatch:
    """The watch over one of the processes that answer."""
    number = listening.fileno()
    lost = _("A process that answers ended (%(code)s); starting it again.")
    return ProcessWatch(["answering", "--descriptor", str(number)], lost, [number])


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
