"""The server's entry point."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, cast

import django
from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.handlers.asgi import ASGIHandler
from django.db import close_old_connections
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]
Answering = Callable[[Message, Receive, Send], Awaitable[None]]


# As the pages look for it (``web.attachments.arriving``).
TOO_LARGE = "scibridge.upload_too_large"
# How much more than it takes the server reads past, so that the visitor gets a page and no broken line.
_READ_PAST = 10


def bounded(answering: Answering, most: int) -> Answering:
    """Keeps no more of a request than ``most`` bytes: the rest is read past and dropped, and noted in the
    request's scope. Django would put all of it on the disk before any of its own limits is asked."""

    async def answer(scope: Message, receive: Receive, send: Send) -> None:
        came = 0

        async def receive_some() -> Any:
            nonlocal came
            message = await receive()
            came += len(message.get("body", b""))
            if came <= most:
                return message
            scope[TOO_LARGE] = True
            while message.get("more_body") and came <= _READ_PAST * most:
                message = await receive()
                came += len(message.get("body", b""))
            gone = message["type"] == "http.disconnect"
            return message if gone else {"type": "http.request", "body": b"", "more_body": False}

        await answering(scope, receive_some, send)

    return answer


def timed(answering: Answering) -> Answering:
    """Has every response say how long it took here, from the request's arrival to the first byte: waiting
    for a thread is part of it."""

    async def answer(scope: Message, receive: Receive, send: Send) -> None:
        began = time.perf_counter()

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                took = (time.perf_counter() - began) * 1000
                header = (b"server-timing", b"app;dur=%.2f" % took)
                message["headers"] = [*message.get("headers", ()), header]
            await send(message)

        await answering(scope, receive, told)

    return answer


class OneVisit(ASGIHandler):
    """Answers with the whole chain of middleware and view in one visit to one thread that stays.

    All of them are synchronous. Django's own handler goes back to the event loop between those that could be
    asynchronous and those that could not, and starts a thread for each request: these take the interpreter
    from each other, and each opens a connection of its own to the database. What streams, such as a
    download, is read in a second thread, so that no page waits for it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.load_middleware(is_async=False)
        self._answering = ThreadPoolExecutor(1, thread_name_prefix="answering")
        self._reading = ThreadPoolExecutor(1, thread_name_prefix="reading")
        self._waiting = 0
        self._begun, self._free = asyncio.Event(), asyncio.Event()
        self._free.set()

    async def begun(self) -> None:
        """Once there is a request to answer."""
        await self._begun.wait()

    async def free(self) -> None:
        """Once there is none."""
        await self._free.wait()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            raise ValueError(f"only HTTP is answered here, not {scope['type']}")
        await self.handle(scope, receive, send)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        """The response; of one that streams, all of it, as Django itself would hold it."""
        with self._engaged():
            response: HttpResponseBase = await _done(self._answering, self.get_response, request)
        if isinstance(response, StreamingHttpResponse) and not response.is_async:
            content = cast("Iterator[bytes]", response.streaming_content)
            response.streaming_content = _given(await _done(self._reading, list, content))
        return response

    @contextmanager
    def _engaged(self) -> Iterator[None]:
        self._waiting += 1
        self._begun.set()
        self._free.clear()
        try:
            yield
        finally:
            self._waiting -= 1
            if not self._waiting:
                self._begun.clear()
                self._free.set()


async def _done(thread: ThreadPoolExecutor, work: Callable[[Any], Any], given: Any) -> Any:
    """``work(given)`` in that thread, with what is local to this task and connections that still hold."""

    def do() -> Any:
        # The signals that do this otherwise are received in another thread, and connections are a thread's.
        close_old_connections()
        return work(given)

    return await sync_to_async(do, thread_sensitive=False, executor=thread)()


async def _given(parts: list[bytes]) -> AsyncIterator[bytes]:
    for part in parts:
        yield part


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scibridge.config.settings")
django.setup(set_prefix=False)
visit = OneVisit()
application: Answering = bounded(visit, settings.REQUEST_MOST_BYTES)
if settings.SERVER_TIMING:
    application = timed(application)
