"""The server's entry point."""

import os
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from django.conf import settings
from django.core.asgi import get_asgi_application

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


def timed(answering: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
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
application: Callable[..., Awaitable[None]] = get_asgi_application()
if settings.SERVER_TIMING:
    application = timed(application)
