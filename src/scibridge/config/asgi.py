"""The server's entry point."""

import os
import time
from collections.abc import Awaitable, Callable
from typing import Any

from django.conf import settings
from django.core.asgi import get_asgi_application

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


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scibridge.config.settings")
application: Answering = bounded(get_asgi_application(), settings.REQUEST_MOST_BYTES)
if settings.SERVER_TIMING:
    application = timed(application)
