"""The server's entry point."""

import os
import time
from collections.abc import Awaitable, Callable
from typing import Any

import django
from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpRequest
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


class OneThread(ASGIHandler):
    """Answers with the whole chain of middleware and view in one visit to the thread.

    All of them are synchronous. Django's own handler goes back to the event loop between those that could be
    asynchronous and those that could not, and waits for the interpreter's lock each time.
    """

    def __init__(self) -> None:
        super().__init__()
        self.load_middleware(is_async=False)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        """The response, from the thread all requests of this process share."""
        return await sync_to_async(self.get_response)(request)


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scibridge.config.settings")
django.setup(set_prefix=False)
application: Answering = bounded(OneThread(), settings.REQUEST_MOST_BYTES)
if settings.SERVER_TIMING:
    application = timed(application)
